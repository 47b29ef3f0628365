// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/server/confinement.h"
#include "connection/server/localserver.h"
#include "connection/session/session.h"

#include <QSet>

#include <memory>
#include <mutex>

namespace howdah::migration {

// The server of rehearsals: in a folder of its own beside the private server's, with nothing else in it, and kept from
// the rest of the machine where the system can do that. Files and copied databases hold whatever somebody wrote.
[[nodiscard]] connection::LocalServer scratchServer();

struct WantedExtension
{
    QString name;
    QString schema; // empty: public
    // Where the role of the scratch database may make it itself, it is left to do so.
    bool onlyForSuperuser = false;
    bool operator==(const WantedExtension &) const = default;
};

struct ScratchOptions
{
    QString encoding = QStringLiteral("UTF8");
    QString collation; // both empty: those of the server
    QString characterType;
    // Made while the database is empty, before anybody's objects are there that a superuser could stumble upon.
    std::vector<WantedExtension> extensions;
    std::shared_ptr<connection::SessionContext> context = {}; // of the sessions there
};

// A database of a scratch server that is made for one purpose and dropped afterwards, with open sessions. While it
// lives it holds a lock that excludes other scratch databases, so whoever has the lock knows all others to be left over
// from programs that were killed, and drops them. Everything blocks; one thread.
//
// What runs there is anybody's: it belongs to, and runs as, a role that may log in there, make roles, pass over row
// security and do nothing else to the server. The superuser enters the database only as long as it is empty. On this
// server nobody can become a member of the roles that run programs or touch files: they are gone from it.
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

    // For what somebody wrote: names are looked up as the database says.
    [[nodiscard]] connection::Session &session() { return *m_session; }
    // For our own questions, with PostgreSQL's names only; the same role.
    [[nodiscard]] connection::Session &reader() { return *m_reader; }
    [[nodiscard]] bool isOpen() const;
    // Cancels what runs there now. Does not block; any thread.
    void cancel();
    [[nodiscard]] connection::ConnInfo connInfo() const;
    [[nodiscard]] int serverVersion() const { return m_serverVersion; }
    [[nodiscard]] const connection::Confinement &confinement() const { return m_confinement; }
    [[nodiscard]] const QSet<QString> &availableExtensions() const { return m_extensions; }
    // Those of the options that were made by the superuser, and why others were not.
    [[nodiscard]] const QSet<QString> &premadeExtensions() const { return m_premade; }
    [[nodiscard]] const QStringList &notes() const { return m_notes; }

    // What it holds now is what reset() goes back to. Without it that is a database with the wanted extensions.
    [[nodiscard]] Result<void> freeze();
    // Drops what was done since, and the roles that came with it.
    [[nodiscard]] Result<void> reset();

    // A role without rights and without login, for the GRANTs and owners that name it. False when it is there already,
    // or has a name that PostgreSQL keeps for itself.
    [[nodiscard]] Result<bool> makeRole(const QString &name);
    [[nodiscard]] const QSet<QString> &madeRoles() const { return m_madeRoles; }
    // Those of the server that no script has made.
    [[nodiscard]] const QSet<QString> &initialRoles() const { return m_initialRoles; }
    // Roles that a script has made belong to the whole server; they are marked, to be dropped in the end.
    [[nodiscard]] Result<void> markNewRoles();

private:
    Scratch(connection::ServerLease lease, ScratchOptions options, std::stop_token stop);

    [[nodiscard]] connection::ConnInfo superuserInfo(const QString &database) const;
    [[nodiscard]] Result<void> lock(const std::function<void()> &waiting);
    [[nodiscard]] Result<void> harden() const;
    [[nodiscard]] Result<void> readServer();
    [[nodiscard]] Result<void> makeOwner();
    [[nodiscard]] Result<void> setUpOwner() const;
    void removeLeftovers() const;
    [[nodiscard]] Result<void> create(const QString &source);
    [[nodiscard]] Result<void> prepareEmpty();
    [[nodiscard]] Result<void> makeExtensions(connection::Session &superuser);
    void noteExtension(const QString &name, const Error &error);
    [[nodiscard]] Result<void> open();
    void close();
    [[nodiscard]] Result<connection::Answer> ask(const QString &sql, const QStringList &parameters = {}) const;
    void dropRoles() const;
    [[nodiscard]] QString baseName() const { return m_name + QStringLiteral("_base"); }

    connection::ServerLease m_lease; // ends after the sessions
    ScratchOptions m_options;
    std::stop_token m_stop;
    connection::Confinement m_confinement;
    std::unique_ptr<connection::Session> m_admin; // the superuser's, on another database; holds the lock
    mutable std::mutex m_sessionChange;           // of the pointers: cancel() comes from another thread
    std::unique_ptr<connection::Session> m_session;
    std::unique_ptr<connection::Session> m_reader;
    QString m_name;
    QString m_password;
    bool m_frozen = false;
    int m_serverVersion = 0;
    QSet<QString> m_extensions;
    QSet<QString> m_unprivilegedExtensions; // that do not need a superuser
    QSet<QString> m_premade;
    QStringList m_notes;
    QSet<QString> m_initialRoles;
    QSet<QString> m_madeRoles;
};

} // namespace howdah::migration
