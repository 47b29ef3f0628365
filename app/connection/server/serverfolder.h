// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "connection/server/osuser.h"

namespace howdah::connection {

// A role of the private server that may read everything and nothing else (PostgreSQL 14 and later).
inline constexpr QByteArrayView ReaderRole("howdah_reader");

// The folder of the private server. Howdah's own files (locks, log, who may log in) lie in it and belong to this
// program's user; `data` (the cluster) and `run` (the socket) belong to the server's user, who differs when root runs
// Howdah: root never writes into a folder of theirs, so no link planted there can lead it elsewhere.
class ServerFolder final
{
public:
    explicit ServerFolder(const QString &path);

    [[nodiscard]] const QString &path() const { return m_path; }
    [[nodiscard]] QString cluster() const { return m_path + QStringLiteral("/data"); }
    [[nodiscard]] QString logFile() const { return m_path + QStringLiteral("/server.log"); }
    [[nodiscard]] QString startLock() const { return m_path + QStringLiteral("/start.lock"); }
    [[nodiscard]] QString clientsLock() const { return m_path + QStringLiteral("/clients.lock"); }
    [[nodiscard]] QString keepFile() const { return m_path + QStringLiteral("/keep"); }
    // How the server that runs is confined: written at each start.
    [[nodiscard]] QString confinementFile() const { return m_path + QStringLiteral("/confinement"); }
    [[nodiscard]] QString hbaFile() const { return m_path + QStringLiteral("/pg_hba.conf"); }
    [[nodiscard]] QString identFile() const { return m_path + QStringLiteral("/pg_ident.conf"); }
    // Where the socket would be: `run` below, or a short folder below the system's temporary one when the name of the
    // socket would pass what the kernel takes, or holds what libpq would read as a list.
    [[nodiscard]] QString socketFolder() const;

    [[nodiscard]] bool exists() const;
    [[nodiscard]] bool isInitialised() const;
    // ErrorKind::Permission, naming the owner, when the folder or the cluster is somebody else's.
    [[nodiscard]] Result<void> checkOwner(const OsUser &serverUser) const;
    // Makes the folder; afterwards path() is canonical, so that every program computes the same socket folder.
    [[nodiscard]] Result<void> prepare(const OsUser &serverUser);
    // Makes the socket folder, or refuses one that others could have planted.
    [[nodiscard]] Result<void> prepareSocketFolder(const OsUser &serverUser) const;
    // pg_hba.conf and pg_ident.conf: peer for this user as the role howdah, a password for everybody else, no TCP.
    [[nodiscard]] Result<void> writeAccessRules(const OsUser &serverUser) const;
    // The major version that PG_VERSION names.
    [[nodiscard]] Result<int> clusterVersion() const;
    // A new empty folder beside the cluster, for initdb; what killed ones left behind is removed first.
    [[nodiscard]] Result<QString> makeDraft(const OsUser &serverUser) const;
    void removeDraft(const QString &draft) const;
    // All databases, once the server is stopped. One that is killed meanwhile leaves no half of a cluster behind.
    [[nodiscard]] Result<void> removeCluster() const;
    // The draft becomes the cluster, at once and whole.
    [[nodiscard]] Result<void> adoptDraft(const QString &draft) const;

private:
    QString m_path;
};

// "No space is left" and "not permitted" as errors of their own; anything else is ErrorKind::Io with `message`.
[[nodiscard]] Error fileError(int systemError, const QString &message, const QString &path);

// The error for a full disk.
[[nodiscard]] Error noSpaceError(const QString &path, const QString &detail = {});

} // namespace howdah::connection
