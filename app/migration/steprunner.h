// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migration/journal.h"
#include "migration/runner.h"

#include <QElapsedTimer>

namespace howdah::migration {

class BlockerWatch;

// What every step of a run needs.
struct RunContext
{
    connection::Session &session;
    const Dialect &dialect;
    RunObserver &observer;
    std::stop_token stop;
    RunOptions options;
    QString searchPath = {}; // for the steps; empty: what the session has
    // The session's own settings (name, value), which a step may have changed and which are put back after it.
    std::vector<std::pair<QByteArray, QByteArray>> settings = {};
    int backend = 0;               // the server's process of the session
    BlockerWatch *watch = nullptr; // lives as long as the run
    bool shared = false;           // one transaction holds all steps: the run begins and ends it
};

// Counts how often one thing was tried again.
class Retries final
{
public:
    explicit Retries(RunContext &context)
        : m_context(context)
    {
    }

    // Pauses and answers true when the same should be tried once more.
    [[nodiscard]] bool again(const Error &error, size_t step, int statement);

private:
    RunContext &m_context;
    int m_count = 0;
};

// Runs one step; lives as long as that. Blocks.
class StepRunner final
{
public:
    StepRunner(RunContext &context, const Step &step, size_t index, bool last);

    // The milliseconds that it took.
    [[nodiscard]] std::expected<double, RunFailure> run();

private:
    // A statement on its way, with its number in the file; 0 for our own.
    struct Queued
    {
        connection::Statement statement;
        int number = 0;
    };
    using Outcome = std::expected<void, RunFailure>;
    using Statements = std::vector<connection::Statement>;

    // One transaction (transactionalstep.cpp).
    Outcome runTransactional();
    Outcome runTolerantly(int number);
    Outcome queue(connection::Statement statement, int number = 0);
    Outcome flush();
    Outcome endTransaction();
    void rollBack();

    // Statement by statement (separatestep.cpp).
    Outcome runSeparately();
    Outcome begin();
    Outcome runSeparateStatement(int number);
    Outcome attempt(int number, StatementEntry &entry);
    Outcome mark(int number, const StatementEntry &entry);
    Outcome close(int number, const StatementEntry &entry);
    bool isDoneAlready(int number, bool repeated);
    Outcome completeSeparately();

    // Both.
    Outcome copy(int number);
    Outcome execute(int number, connection::Answer *answer = nullptr);
    Outcome askAll(Statements statements, connection::PipelineAnswer *answers = nullptr);
    [[nodiscard]] connection::Statement setupStatement(bool local) const;
    void appendCleanup(Statements &statements, bool lazyCommit) const;
    [[nodiscard]] StatementEntry entryFor(int number) const;
    void begun(int number);
    void report(int number, const connection::Answer &answer);
    [[nodiscard]] const PlannedStatement &planned(int number) const { return m_step.statements[size_t(number - 1)]; }
    [[nodiscard]] RunFailure failure(const Error &error, int number) const;
    [[nodiscard]] bool isPassedOver(const Error &error) const;
    void noteFailure(RunFailure &failed);
    void record(const RunFailure &failure);
    [[nodiscard]] EventKind outcomeKind() const;
    template <typename T>
    Result<T> wait(QFuture<Result<T>> future);

    RunContext &m_context;
    const Step &m_step;
    const size_t m_index;
    const bool m_last;
    const bool m_journal;
    Entering m_entering; // with what is known in the end
    std::vector<Queued> m_queue;
    qsizetype m_queuedBytes = 0;
    int m_done = 0;            // statements of the file that have finished, those of earlier runs included
    bool m_started = false;    // outside a transaction, the history knows of it
    bool m_mayHaveRun = false; // outside a transaction: the statement that failed may have done something
    qint64 m_event = 0;        // of the start, outside a transaction

    QElapsedTimer m_clock;
    double m_statementStart = 0;           // by m_clock, in milliseconds
    std::vector<StatementEntry> m_entries; // inside a transaction, until they are written; `ago` is when it began
    int m_attempt = 1;
};

} // namespace howdah::migration
