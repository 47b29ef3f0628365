// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/session/session.h"
#include "connection/session/sessionwork.h"
#include "query/run/runoptions.h"
#include "query/run/sendingway.h"
#include "query/script/metacommand.h"
#include "query/script/script.h"
#include "query/tr.h"

#include <QElapsedTimer>

#include <mutex>

namespace howdah::query {

// The steps of ScriptRun, on the thread of its session: each statement depends on the one before, and the way to
// another thread and back would cost as much as a small one.
class RunSteps
{
public:
    RunSteps(connection::Session &session, Script script, PartRange range, RunOptions options, RunObserver *observer);

    [[nodiscard]] RunReport run();
    void cancel();

private:
    // A script that is being run: that of the run, or a file that \i named.
    struct Text
    {
        const Script &script;
        QString file;
        QString folder; // of it
        int depth = 0;
    };
    // How a statement ends, besides with a semicolon.
    struct Ending
    {
        MetaCommand command{.kind = MetaCommand::Kind::Nothing};
        std::size_t parts = 1; // that it and what belongs to it are
    };

    void runAll();
    void runParts(const Text &text, PartRange range);
    [[nodiscard]] std::size_t runStatement(const Text &text, PartRange range);
    void runCommand(const Text &text, const Piece &part, std::optional<QByteArrayView> data);
    void execute(
        const Text &text, Outcome &outcome, QByteArrayView sql, const MetaCommand &ending,
        std::optional<QByteArrayView> data);
    void command(const Text &text, Outcome &outcome, const MetaCommand &command, std::optional<QByteArrayView> data);
    [[nodiscard]] Result<Ending> endingOf(const Text &text, PartRange range) const;

    // ---- one statement
    [[nodiscard]] Result<connection::Answer>
    send(Outcome &outcome, SendingWay way, std::optional<QByteArrayView> data, const MetaCommand &ending);
    [[nodiscard]] Result<connection::Answer> streamed(Outcome &outcome, const connection::RowSink &sink);
    [[nodiscard]] connection::RowSink sinkFor(Outcome &outcome);
    [[nodiscard]] Result<void> prepareTransaction(const QString &sql, bool &hasSavepoint);
    void settleSavepoint(bool hasSavepoint, bool isDone);
    [[nodiscard]] Result<connection::Answer> ask(const QString &sql);
    void settle(Outcome &outcome, Result<connection::Answer> answer, const WrittenStatement &written);
    void describe(Outcome &outcome);
    [[nodiscard]] Result<void> takeRow(const std::vector<connection::RowBatch> &rows, const QString &prefix);

    // ---- commands
    void include(const Text &text, Outcome &outcome, const MetaCommand &command);
    void copy(Outcome &outcome, const MetaCommand::CopyData &copy, std::optional<QByteArrayView> data);
    void set(Outcome &outcome, const MetaCommand &command);
    [[nodiscard]] QString pathOf(const QString &file) const;

    [[nodiscard]] Outcome begin(const Text &text, const Piece &part, Outcome::Kind kind);
    void end(const Text &text, Outcome outcome);
    void fault(Outcome &outcome, Error error, qint64 offset) const;
    [[nodiscard]] bool goesOn() const;
    [[nodiscard]] bool standardStrings() const;
    [[nodiscard]] Result<void> isEncodingOurs(const QString &sql) const;
    [[nodiscard]] Result<void> mayBegin();
    void noteTransaction(const QDateTime &started, QByteArrayView tag);
    void runOnSession(connection::SessionWork &work);
    // Asks the session what comes next, unless it was cancelled before.
    template <typename Ask>
    [[nodiscard]] auto asked(Ask ask) -> decltype(ask());
    [[nodiscard]] Result<connection::Answer> settled(const QString &sql);

    connection::Session &m_session;
    connection::SessionWork *m_work = nullptr; // of the session, while the run is on its thread
    const Script m_script;
    const PartRange m_range;
    RunOptions m_options;
    RunObserver *const m_observer;
    RunObserver m_nobody;

    std::mutex m_mutex; // of m_cancelled and what is posted
    bool m_cancelled = false;

    RunReport m_report;
    TransactionFacts m_transaction;
    qint64 m_number = 0;
    bool m_ends = false;  // nothing more is begun
    bool m_quits = false; // by \q: of an included file, it ends that file
    bool m_expanded = false;
    bool m_timing = false;
};

// Either it has begun before a cancel, which reaches it then, or it does not begin.
template <typename Ask>
auto RunSteps::asked(Ask ask) -> decltype(ask())
{
    std::unique_lock lock(m_mutex);
    if (m_cancelled)
        return fail(ErrorKind::Cancelled, tr("Cancelled"));
    m_work->beginRequest();
    lock.unlock();
    return ask();
}

} // namespace howdah::query
