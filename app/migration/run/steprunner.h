// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migration/history/journal.h"
#include "migration/run/runreport.h"
#include "migration/run/sessionsetup.h"

#include <QElapsedTimer>

#include <stop_token>

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
    SessionSetup setup = {};
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

// Runs one step; lives until its end is known. Blocks. Of a step that is one transaction the end (history row, journal,
// COMMIT) may be held back, to travel with the next step's statements: a round trip less, and the server goes on at
// once.
class StepRunner final
{
public:
    using Outcome = std::expected<void, RunFailure>;

    StepRunner(RunContext &context, const Step &step, size_t index, bool holdsEnd = false);

    // With `before`, a step whose end is held back, that comes first. Should it fail, nothing of this step has begun,
    // the outcome means nothing, and whoever asked has to settle() `before` and to run this step again.
    [[nodiscard]] Outcome run(StepRunner *before = nullptr);
    // Brings a step to its end that was held back and has not been reached, or has failed.
    [[nodiscard]] Outcome settle();
    [[nodiscard]] bool hasEnded() const { return m_ended; }
    [[nodiscard]] const StepReport &report() const { return m_report; }

private:
    // What a statement is that is not one of the file.
    enum Own : int {
        Ours = 0,
        EndOfBefore = -1,     // of the step before
        CleanupOfBefore = -2, // whose answer SessionSetup reads
        CommitOfBefore = -3
    };
    struct Queued // a statement on its way
    {
        connection::Statement statement;
        int number = Ours; // in the file
    };
    using Statements = std::vector<connection::Statement>;

    Outcome conclude(Outcome outcome);
    void noteEnd(bool durable);

    // One transaction (transactionalstep.cpp).
    Outcome runTransactional(StepRunner *before = nullptr);
    Outcome queueEndOf(StepRunner &before);
    Outcome runTolerantly(int number);
    Outcome queue(connection::Statement statement, int number = Ours);
    Outcome flush();
    void answered(int number, const connection::Answer &answer);
    Outcome failedAt(int number, const Error &error);
    bool isQuietStep();
    Statements ending(bool lazy);
    Outcome endTransaction();
    void rollBack();

    // Statement by statement (separatestep.cpp).
    Outcome runSeparately();
    Outcome begin();
    Outcome runSeparateStatement(int number);
    Outcome attempt(int number, StatementEntry &entry);
    Outcome mark(int number, const StatementEntry &entry);
    Outcome close(int number, const StatementEntry &entry);
    bool isDoneAlready(int number, bool repeated, QStringList &said);
    Outcome completeSeparately();
    // A transaction of the file among them (steprunner_block.cpp).
    Outcome runBlock(const TransactionBlock &block);
    Outcome markBlock(const TransactionBlock &block);
    Outcome attemptBlock(const TransactionBlock &block);
    Outcome closeBlock(const TransactionBlock &block);
    void noteBlockFailure(const RunFailure &failed);

    // Both.
    [[nodiscard]] Statements asOurselves() const;
    [[nodiscard]] connection::Statement lockLimit(bool patient) const;
    Outcome copy(int number);
    Outcome execute(int number, connection::Answer *answer = nullptr);
    Outcome askAll(Statements statements, connection::PipelineAnswer *answers = nullptr);
    [[nodiscard]] StatementEntry entryFor(int number) const;
    void begun(int number);
    void report(int number, const connection::Answer &answer);
    [[nodiscard]] const PlannedStatement &planned(int number) const { return m_step.statements[size_t(number - 1)]; }
    [[nodiscard]] RunFailure failure(const Error &error, int number) const;
    [[nodiscard]] bool isPassedOver(const Error &error) const;
    void noteFailure(RunFailure &failed);
    void record(const RunFailure &failure);
    [[nodiscard]] EventKind outcomeKind() const;
    [[nodiscard]] QString note() const;
    template <typename T>
    Result<T> wait(QFuture<Result<T>> future);

    RunContext &m_context;
    const Step &m_step;
    const size_t m_index;
    const bool m_journal;
    bool m_holdsEnd;
    StepRunner *m_before = nullptr;       // while its end is on the way with ours
    std::optional<RunFailure> m_endless;  // why an end that was held back has failed
    std::optional<bool> m_sessionNeutral; // asked for while the server works
    qsizetype m_cleanup = -1;             // the place in ending() of what SessionSetup reads
    bool m_ended = false;
    StepReport m_report;
    Retries m_retries;
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
