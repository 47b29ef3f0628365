// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/run/steprunner.h"

#include "migration/run/blockerwatch.h"
#include "migration/source/tr.h"

#include <QRandomGenerator>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace howdah::migration {

using connection::Answer;
using connection::Notice;
using connection::PipelineAnswer;

constexpr qsizetype JournalledText = 4000; // characters of a statement

bool Retries::again(const Error &error, size_t step, int statement)
{
    const RetryPolicy &policy = m_context.options.retry;
    if (!isWorthRetrying(error) || m_count >= policy.limit || m_context.stop.stop_requested())
        return false;
    ++m_count;
    const auto time = pauseBefore(m_count, policy, QRandomGenerator::global()->generateDouble());
    m_context.observer.retrying({step, statement, m_count, policy.limit, time, error});
    return pause(time, m_context.stop);
}

StepRunner::StepRunner(RunContext &context, const Step &step, size_t index, bool holdsEnd)
    : m_context(context)
    , m_step(step)
    , m_index(index)
    , m_journal(context.dialect.keepsJournal() || context.dialect.keepsAll())
    , m_holdsEnd(holdsEnd)
    , m_report{step.version, step.name, step.direction, 0}
    , m_retries(context)
    , m_entering(step.entering)
    , m_done(step.firstStatement - 1)
{
}

StepRunner::Outcome StepRunner::run(StepRunner *before)
{
    if (!before) {
        m_context.observer.stepStarted(m_index, m_step);
        m_clock.start();
    }
    Outcome outcome = m_step.transactional ? runTransactional(before) : runSeparately();
    if (before && !before->hasEnded())
        return outcome;
    return conclude(std::move(outcome));
}

StepRunner::Outcome StepRunner::settle()
{
    m_holdsEnd = false;
    return conclude(m_endless ? Outcome(std::unexpected(*m_endless)) : endTransaction());
}

StepRunner::Outcome StepRunner::conclude(Outcome outcome)
{
    while (true) {
        m_context.watch->idle();
        if (outcome) {
            if (!m_holdsEnd)
                noteEnd(!m_context.shared);
            return {};
        }
        RunFailure failed = outcome.error();
        noteFailure(failed);
        if (m_step.transactional && m_context.session.isOpen())
            rollBack();
        // Outside a transaction each statement has its own retries; a shared transaction is tried again by the run.
        const bool whole = m_step.transactional && !m_context.shared;
        if (!whole || !m_retries.again(failed.error, m_index, failed.statement)) {
            record(failed);
            return std::unexpected(failed);
        }
        ++m_attempt;
        m_done = m_step.firstStatement - 1;
        m_context.observer.stepStarted(m_index, m_step);
        outcome = runTransactional();
    }
}

void StepRunner::noteEnd(bool durable)
{
    m_ended = true;
    m_report.durable = durable;
    m_report.milliseconds = double(m_clock.nsecsElapsed()) / 1e6;
}

// Of what ran in the transaction only the statement that failed is kept for the journal, with its attempt.
void StepRunner::noteFailure(RunFailure &failed)
{
    failed.partial = m_started;
    if (failed.statement > 0 && m_step.transactional) {
        StatementEntry entry = entryFor(failed.statement);
        entry.sqlState = failed.error.sqlState;
        entry.error = howdah::describe(failed.error);
        entry.ago = m_statementStart;
        entry.milliseconds = double(m_clock.nsecsElapsed()) / 1e6 - m_statementStart;
        m_entries.push_back(std::move(entry));
    }
    if (isWorthRetrying(failed.error)) {
        QStringList blockers;
        for (const Blocker &blocker : m_context.watch->lastSeen())
            blockers << describe(blocker);
        if (!blockers.isEmpty())
            failed.error.hint +=
                (failed.error.hint.isEmpty() ? QString() : u"\n"_s) + tr("Blocked by: %1").arg(blockers.join(u"; "_s));
    }
}

// A cancel that came before the request was queued would miss it, hence the second look.
template <typename T>
Result<T> StepRunner::wait(QFuture<Result<T>> future)
{
    if (m_context.stop.stop_requested())
        m_context.session.cancel();
    return future.result();
}

template Result<PipelineAnswer> StepRunner::wait(QFuture<Result<PipelineAnswer>>);

StepRunner::Outcome StepRunner::copy(int number)
{
    const PlannedStatement &statement = planned(number);
    const QByteArrayView data = QByteArrayView(m_step.text).sliced(statement.dataOffset, statement.dataSize);
    begun(number);
    const Result<Answer> answer = wait(m_context.session.copyIn(m_step.sql(statement), connection::copySource(data)));
    if (!answer)
        return std::unexpected(failure(answer.error(), number));
    report(number, *answer);
    return {};
}

// One statement in one message of its own.
StepRunner::Outcome StepRunner::execute(int number, Answer *answered)
{
    if (planned(number).isCopy())
        return copy(number);
    begun(number);
    const Result<Answer> answer = wait(m_context.session.query({m_step.sql(planned(number)), {}}));
    if (!answer)
        return std::unexpected(failure(answer.error(), number));
    if (answered)
        *answered = *answer;
    report(number, *answer);
    return {};
}

StepRunner::Outcome StepRunner::askAll(Statements statements, PipelineAnswer *answers)
{
    if (statements.empty())
        return {};
    Result<PipelineAnswer> answer = wait(m_context.session.pipeline(std::move(statements)));
    if (const Error *error = failureOf(answer))
        return std::unexpected(failure(*error, 0));
    if (answers)
        *answers = std::move(*answer);
    return {};
}

// ---- telling

StatementEntry StepRunner::entryFor(int number) const
{
    const PlannedStatement &statement = planned(number);
    StatementEntry entry;
    entry.number = number;
    entry.attempt = m_attempt;
    entry.line = int(statement.line);
    entry.atomic = m_step.transactional || statement.atomic;
    entry.statement = m_step.sql(statement);
    if (entry.statement.size() > JournalledText)
        entry.statement = entry.statement.left(JournalledText) + u" ..."_s;
    return entry;
}

void StepRunner::begun(int number)
{
    m_context.watch->busy();
    m_statementStart = double(m_clock.nsecsElapsed()) / 1e6;
    m_context.observer.statementStarted(m_index, number);
}

static void fill(StatementEntry &entry, const Answer &answer)
{
    entry.command = QString::fromUtf8(answer.command);
    entry.rows = answer.affectedRows;
    for (const Notice &notice : answer.notices)
        entry.notices << notice.severity + u": "_s + notice.message;
}

// On the session's thread, for a pipeline; the run waits meanwhile.
void StepRunner::report(int number, const Answer &answer)
{
    if (number == 0)
        return;
    m_done = number;
    StatementEntry entry = entryFor(number);
    fill(entry, answer);
    entry.ago = m_statementStart;
    entry.milliseconds = double(m_clock.nsecsElapsed()) / 1e6 - m_statementStart;
    m_context.observer.statementFinished(
        {m_index, number, int(m_step.statements.size()), entry.milliseconds, answer.affectedRows});
    if (m_journal || !m_step.transactional) // a statement on its own is closed by its entry
        m_entries.push_back(std::move(entry));
    m_context.watch->busy();
}

RunFailure StepRunner::failure(const Error &error, int number) const
{
    RunFailure failed;
    failed.version = m_step.version;
    failed.name = m_step.name;
    failed.direction = m_step.direction;
    failed.file = m_step.file;
    failed.error = error;
    failed.of = int(m_step.statements.size());
    if (number < 1 || number > failed.of)
        return failed;
    failed.statement = number;
    const PlannedStatement &statement = planned(number);
    const QString sql = m_step.sql(statement);
    const qsizetype within = error.position > 0 ? offsetOfCharacter(sql, error.position) : 0;
    const qsizetype offset = statement.offset + QStringView(sql).left(within).toUtf8().size();
    failed.position = positionAt(QByteArrayView(m_step.text), offset);
    const QByteArrayView line =
        QByteArrayView(m_step.text).sliced(offset - failed.position.column + 1, failed.position.column - 1);
    failed.position.column = QString::fromUtf8(line).size() + 1;
    return failed;
}

// What undoes something that is only partly there may find that a table, column, type, function or schema is missing.
bool StepRunner::isPassedOver(const Error &error) const
{
    static constexpr std::array Missing{"42P01"_L1, "42703"_L1, "42704"_L1, "42883"_L1, "3F000"_L1};
    return m_step.tolerant && std::ranges::find(Missing, error.sqlState) != Missing.end();
}

EventKind StepRunner::outcomeKind() const
{
    return m_step.direction == Direction::Up ? EventKind::Applied : EventKind::RolledBack;
}

// A journal that is read after this one was cut off has to know that there never was a row.
QString StepRunner::note() const
{
    return m_step.direction == Direction::Down && m_step.entering.half ? QString(UndoesHalf) : QString();
}

// Best effort, in a transaction of its own: what failed is worth knowing, but not worth another failure.
void StepRunner::record(const RunFailure &failed)
{
    if (!m_context.session.isOpen())
        return;
    Failing failing;
    failing.what = m_entering;
    failing.what.known = failing.what.known || m_started;
    failing.statementsDone = m_done;
    failing.statementsStarted = m_started ? m_done + (m_mayHaveRun ? 1 : 0) : 0;
    failing.partial = m_started;
    failing.cancelled = failed.error.kind == ErrorKind::Cancelled;
    failing.error = failed.error;
    Statements statements = m_context.dialect.failed(failing);
    if (m_journal) {
        EventFacts facts;
        facts.kind = failing.cancelled ? EventKind::Cancelled : EventKind::Failed;
        facts.failing = &failing;
        facts.note = note();
        if (!m_started)
            facts.statements = m_entries;
        const double now = double(m_clock.nsecsElapsed()) / 1e6;
        for (StatementEntry &entry : facts.statements)
            entry.ago = now - entry.ago;
        statements.push_back(writeEvent(m_context.dialect.name(), failing.what, facts));
    }
    if (statements.empty())
        return;
    statements.insert(statements.begin(), m_context.setup.durable());
    (void)m_context.session.pipeline(statements).result();
}

} // namespace howdah::migration
