// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/localserver.h"
#include "connection/session.h"

#include <QSet>

#include <memory>
#include <mutex>

namespace howdah::migration {

struct ScratchOptions
{
    // The copy of somebody's database may hold anything, and its functions would run with the rights of who restores
    // and changes it. So it belongs to a role of its own that may log in here and do nothing else.
    bool restricted = false;
    QString encoding = QStringLiteral("UTF8");
    QString collation; // both empty: those of the server
    QString characterType;
};

// A database of the private server that is made for one purpose and dropped afterwards, with an open session. While it
// lives it holds a lock that excludes other scratch databases, so whoever has the lock knows all others to be left over
// from programs that were killed, and drops them. Everything blocks; one thread.
class Scratch final
{
public:
    // `waiting` is called once when somebody else holds the lock.
    [[nodiscard]] static Result<std::unique_ptr<Scratch>> make(
        connection::LocalServer server, const ScratchOptions &options, std::stop_token stop,
        const std::function<void()> &waiting = {});
    ~Scratch();
    Scratch(const Scratch &) = delete;
    Scratch &operator=(const Scratch &) = delete;

    [[nodiscard]] connection::Session &session() { return *m_session; }
    [[nodiscard]] bool isOpen() const { return m_session && m_session->isOpen(); }
    // Cancels what runs there now. Does not block; any thread.
    void cancel();
    [[nodiscard]] connection::ConnInfo connInfo() const;
    // A session of the server's superuser, on this database; for extensions.
    [[nodiscard]] Result<void> runAsSuperuser(const QString &sql) const;
    [[nodiscard]] int serverVersion() const { return m_serverVersion; }
    [[nodiscard]] bool isRestricted() const { return m_options.restricted; }
    [[nodiscard]] const QSet<QString> &availableExtensions() const { return m_extensions; }

    // What it holds now is what reset() goes back to. Without it that is an empty database.
    [[nodiscard]] Result<void> freeze();
    // Drops what was done since, and the roles that came with it.
    [[nodiscard]] Result<void> reset();

    // A role without rights and without login, for the GRANTs and owners that name it. False when it is there already.
    [[nodiscard]] Result<bool> makeRole(const QString &name);
    [[nodiscard]] const QSet<QString> &madeRoles() const { return m_madeRoles; }
    // Roles that a script has made belong to the whole server; they are marked, to be dropped in the end.
    [[nodiscard]] Result<void> markNewRoles();

private:
    Scratch(connection::ServerLease lease, ScratchOptions options, std::stop_token stop);

    [[nodiscard]] Result<void> lock(const std::function<void()> &waiting);
    [[nodiscard]] Result<void> readServer();
    void removeLeftovers() const;
    [[nodiscard]] Result<void> create(const QString &source);
    [[nodiscard]] Result<void> open();
    void close();
    [[nodiscard]] Result<connection::Answer> ask(const QString &sql, const QStringList &parameters = {}) const;
    void dropRoles() const;
    [[nodiscard]] QString baseName() const { return m_name + QStringLiteral("_base"); }

    connection::ServerLease m_lease; // ends after the sessions
    ScratchOptions m_options;
    std::stop_token m_stop;
    std::unique_ptr<connection::Session> m_admin; // holds the lock
    std::mutex m_sessionChange;                   // of the pointer: cancel() comes from another thread
    std::unique_ptr<connection::Session> m_session;
    QString m_name;
    QString m_password;
    bool m_frozen = false;
    int m_serverVersion = 0;
    QSet<QString> m_extensions;
    QSet<QString> m_initialRoles;
    QSet<QString> m_madeRoles;
};

} // namespace howdah::migration
