// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/session/pooledsender.h"
#include "connection/session/readonlylookup.h"
#include "connection/session/statementreporter.h"

namespace howdah::connection {

// Holds a session that may only read to that: judges what it is asked before that is sent, and closes it where the
// server no longer says that it is read-only. Knows what the database has answered about its names. On the session's
// thread.
class ReadingHold final
{
public:
    ReadingHold(
        ServerConnection &connection, StatementSender &sender, PooledSender &pooled, StatementReporter &reporter,
        const SessionOptions &options, const ReadingMode &mode, const AllowedFunctions &allowed);

    // The server must still say that the session is read-only; otherwise it is closed. Before a statement by what it
    // has reported, behind one also by asking where it reports nothing.
    enum class Ask { No, WhereNothingIsReported };
    void check(Ask ask);

    // What a statement may be while only reading is allowed; asks the database where names alone do not tell. A refusal
    // is reported.
    [[nodiscard]] Result<ReadOnlyWay> judge(const Statement &statement);
    [[nodiscard]] Result<void> judge(const std::vector<Statement> &statements);

    // In a transaction that only reads, where none is open.
    [[nodiscard]] Result<Answer> inBlock(const std::function<Result<Answer>()> &work);
    // What follows the end of a transaction begins a new one by the mode of then: it is looked at first. Reported.
    [[nodiscard]] Result<PipelineAnswer>
    pipeline(const std::vector<Statement> &statements, const PipelineProgress &progress);

private:
    enum class Path { AsItIs, AnySchema };
    [[nodiscard]] Result<ReadOnlyWay> judged(const Statement &statement, Path path);
    Result<void> learn(std::vector<NeededName> names, const JudgeOptions &options, Path path);

    ServerConnection &m_connection;
    StatementSender &m_sender;
    PooledSender &m_pooled;
    StatementReporter &m_reporter;
    const SessionOptions &m_options;
    const ReadingMode &m_mode;
    const AllowedFunctions &m_allowed;
    ReadingMemory m_memory;
};

} // namespace howdah::connection
