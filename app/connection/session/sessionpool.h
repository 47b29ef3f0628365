// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/session/poollimits.h"
#include "connection/session/session.h"

namespace howdah::connection {

// What a session is for. Rows and Reader are read-only on the server's side, so that no browsing can write. The
// catalog's reads in read-only transactions and is otherwise as the server made it: it tells whether writes are
// allowed.
// Statements of our own see the names of PostgreSQL alone (Names). Those of the database see what the operator wrote,
// and what stands behind the rows of a relation: views, policies, generated columns and triggers call functions that
// look for names where their database says. What we send about such rows is qualified, each name of it.
enum class SessionRole {
    Catalog,
    Reader,    // of what is ours: histories, prompts, dashboards
    Rows,      // of the database's relations, and conditions typed by hand
    Write,     // of what is ours
    Save,      // rows of the database's relations: edits and imports
    Migration, // what the operator wrote to change the database
    // What is typed and run, statement by statement: keeps its settings and its transaction for as long as it is held.
    // Writes where the connection may; those of a locked one are read-only by the server. Counts by itself
    // (PoolLimits::queries).
    Query,
};

// Hands out the sessions of one connection. A session goes back by itself when the last shared_ptr to it is dropped:
// read-only ones wait for the next taker, the others are closed, since a write or a migration may have left settings
// behind. Thread of its own QObject; the shared_ptrs must be dropped there too.
class SessionPool final : public QObject
{
    Q_OBJECT
public:
    explicit SessionPool(ConnInfo target, PoolLimits limits = {}, QObject *parent = nullptr);
    ~SessionPool() override;

    struct Lent
    {
        std::shared_ptr<Session> session;
        QFuture<Result<ServerFacts>> opened; // of when it was opened, perhaps for somebody else
    };
    // At once, a session that is open or opening: its calls wait until it is, and answer the error if it does not open.
    // ErrorKind::Conflict when `most` sessions are in use (`queries` of them). `purpose` names the thread and the
    // application_name of a new session.
    [[nodiscard]] Result<Lent> lend(SessionRole role, const QString &purpose);
    // Answers with an open session.
    QFuture<Result<std::shared_ptr<Session>>> take(SessionRole role, const QString &purpose);

    [[nodiscard]] const ConnInfo &target() const;
    // Of the platform, for all sessions from their next statement on, and for those to come, which are opened with
    // `target`. Not for those of migrations that are out: a run ends as it began.
    void changeSettings(const ConnInfo &target, const PlatformSettings &settings);
    [[nodiscard]] const PoolLimits &limits() const;
    [[nodiscard]] int sessionsInUse() const;
    [[nodiscard]] int sessionsIdle() const;

    // Closes what waits; for example when the connection was lost.
    void closeIdle();

private:
    struct Store;
    std::shared_ptr<Store> m_store; // outlived by the sessions that are still out
};

} // namespace howdah::connection
