// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migration/runner.h"

namespace howdah::migration {

// What every step of a run needs.
struct RunContext
{
    connection::Session &session;
    const Dialect &dialect;
    RunObserver &observer;
    std::stop_token stop;
    RunOptions options;
    QString searchPath; // for the steps; empty: what the session has
    // The session's own settings (name, value), which a step may have changed and which are put back after it.
    std::vector<std::pair<QByteArray, QByteArray>> settings;
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

    Outcome runTransactional();
    Outcome runSeparately();
    Outcome runSeparateStatement(int number);
    Outcome queue(connection::Statement statement, int number = 0);
    Outcome flush();
    Outcome copy(int number);
    Outcome ask(const connection::Statement &statement, int number = 0);

    Outcome askAll(std::vector<connection::Statement> statements);

    [[nodiscard]] connection::Statement setupStatement(bool local) const;
    void appendCleanup(std::vector<connection::Statement> &statements, bool lazyCommit) const;
    void report(int number, const connection::Answer &answer);
    [[nodiscard]] RunFailure failure(const Error &error, int number) const;
    void record(const RunFailure &failure);
    template <typename T>
    Result<T> wait(QFuture<Result<T>> future);

    RunContext &m_context;
    const Step &m_step;
    const size_t m_index;
    const bool m_last;
    std::vector<Queued> m_queue;
    qsizetype m_queuedBytes = 0;
    int m_done = 0;         // statements of the file that have finished
    bool m_started = false; // outside a transaction, the history knows of it
};

} // namespace howdah::migration
