// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/server/conninfo.h"
#include "connection/session/copyfeed.h"
#include "connection/session/readinghold.h"

namespace howdah::connection {

// What a session is from its opening until it is closed, which is its end: one connection, and what was learned, set
// and prepared on it. Every statement from outside passes it: held to reading where that is all that is allowed, and
// reported otherwise. Before open(), and when that has failed, it answers that there is no connection. On the session's
// thread.
class OpenSession final
{
public:
    // `number`: of the session in this process.
    OpenSession(const SessionOptions &options, const ConnInfo &target, quint64 number, ConnectionOwner &owner);

    // Once.
    [[nodiscard]] Result<ServerFacts> open();
    [[nodiscard]] Result<Pooling> pooling() { return m_pooled.pooling(); }
    [[nodiscard]] Result<QString> databasePath();
    // From the next statement on that is no part of a transaction which is open.
    [[nodiscard]] Result<void> changeSettings(const PlatformSettings &settings);
    [[nodiscard]] Result<Answer> query(const Statement &statement);
    [[nodiscard]] Result<Answer> stream(const Statement &statement, const RowSink &sink, const NoticeSink &notices);
    [[nodiscard]] Result<Description> describe(const QString &sql);
    [[nodiscard]] Result<PipelineAnswer>
    pipeline(const std::vector<Statement> &statements, const PipelineProgress &progress);
    [[nodiscard]] Result<Answer> copyIn(const QString &sql, const CopyFeed &feed);
    [[nodiscard]] Result<Answer> copyOut(const QString &sql, const CopySink &sink);

    // To be watched while nothing runs; -1 where there is nothing to be heard any more.
    [[nodiscard]] int socket() const;
    void watchIdle() { m_connection.watchIdle(); }

private:
    [[nodiscard]] QString application() const;
    [[nodiscard]] Result<void> verifyContext() const;
    [[nodiscard]] Result<void> connect();
    [[nodiscard]] Result<ServerFacts> setUp();
    [[nodiscard]] ServerFacts readFacts(const RowBatch &row, const RowBatch &mode) const;
    Result<void> verifyNames(const QString &path);
    Result<void> applySettings();
    void noteSettings();
    template <typename Work>
    Result<Answer> watched(const Statement &statement, Work work);

    const SessionOptions &m_options;
    ConnectionOwner &m_owner;
    const ConnInfo m_target;
    const std::shared_ptr<SessionContext> m_context; // of the target, or one of its own
    ConnInfo m_info;                                 // as it was asked for, without the path of our own
    ReadingMode m_mode;
    ServerConnection m_connection;
    StatementSender m_sender;
    PooledSender m_pooled;
    StatementReporter m_reporter;
    ReadingHold m_hold;
    PlatformSettings m_settings;           // that its statements run with
    PlatformSettings m_wanted;             // which are to be changed
    std::optional<QString> m_databasePath; // once it was asked for
};

} // namespace howdah::connection
