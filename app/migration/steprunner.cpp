// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/steprunner.h"

#include "migration/journal.h"

#include <QCoreApplication>
#include <QElapsedTimer>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::migration {

using connection::Answer;
using connection::PipelineAnswer;
using connection::Statement;

static void append(std::vector<Statement> &statements, std::vector<Statement> more)
{
    std::ranges::move(more, std::back_inserter(statements));
}

// A pipeline is kept whole in memory on its way, so a file of any size goes in parts.
constexpr qsizetype PipelineBytes = 4 << 20;
constexpr size_t PipelineStatements = 1000;
constexpr qsizetype CopyChunk = 1 << 20;

StepRunner::StepRunner(RunContext &context, const Step &step, size_t index, bool last)
    : m_context(context)
    , m_step(step)
    , m_index(index)
    , m_last(last)
{
}

std::expected<double, RunFailure> StepRunner::run()
{
    QElapsedTimer clock;
    clock.start();
    const Outcome outcome = m_step.transactional ? runTransactional() : runSeparately();
    if (outcome)
        return double(clock.nsecsElapsed()) / 1e6;
    RunFailure failed = outcome.error();
    failed.partial = m_started;
    // Where the session has rolled back already, the server warns that there is nothing to end; see NoticeRelay.
    if (m_step.transactional && m_context.session.isOpen())
        (void)m_context.session.query({u"ROLLBACK"_s, {}}).result();
    record(failed);
    return std::unexpected(failed);
}

// A cancel that came before the request was queued would miss it, hence the second look.
template <typename T>
Result<T> StepRunner::wait(QFuture<Result<T>> future)
{
    if (m_context.stop.stop_requested())
        m_context.session.cancel();
    return future.result();
}

// ---- one transaction

StepRunner::Outcome StepRunner::runTransactional()
{
    Outcome outcome = queue({u"BEGIN"_s, {}});
    if (outcome)
        outcome = queue(setupStatement(true));
    for (int number = 1; outcome && number <= int(m_step.statements.size()); ++number) {
        const PlannedStatement &planned = m_step.statements[size_t(number - 1)];
        outcome = planned.isCopy() ? copy(number) : queue({m_step.sql(planned), {}}, number);
    }
    if (!outcome)
        return outcome;
    // Before the history row: the file may have changed the role, and its settings must not reach the next one.
    std::vector<Statement> ending;
    appendCleanup(ending, !m_last);
    append(ending, m_context.dialect.finished(m_step.entering));
    EventFacts facts;
    facts.kind = m_step.direction == Direction::Up ? EventKind::Applied : EventKind::RolledBack;
    ending.push_back(writeEvent(m_context.dialect.name(), m_step.entering, facts));
    ending.push_back({u"COMMIT"_s, {}});
    for (Statement &statement : ending) {
        if (outcome = queue(std::move(statement)); !outcome)
            return outcome;
    }
    return flush();
}

StepRunner::Outcome StepRunner::queue(Statement statement, int number)
{
    m_queuedBytes += statement.sql.size();
    m_queue.push_back({std::move(statement), number});
    if (m_queuedBytes < PipelineBytes && m_queue.size() < PipelineStatements)
        return {};
    return flush();
}

StepRunner::Outcome StepRunner::flush()
{
    const std::vector<Queued> queued = std::exchange(m_queue, {});
    m_queuedBytes = 0;
    if (queued.empty())
        return {};
    std::vector<Statement> statements;
    statements.reserve(queued.size());
    for (const Queued &one : queued)
        statements.push_back(one.statement);
    const auto progress = [this, &queued](qsizetype index, const Answer &answer) {
        report(queued[size_t(index)].number, answer);
    };
    const Result<PipelineAnswer> answer = wait(m_context.session.pipeline(std::move(statements), progress));
    if (!answer)
        return std::unexpected(failure(answer.error(), answer.error().kind == ErrorKind::Connection ? 0 : m_done + 1));
    if (answer->error)
        return std::unexpected(failure(*answer->error, queued[answer->answers.size()].number));
    return {};
}

StepRunner::Outcome StepRunner::copy(int number)
{
    if (const Outcome sent = flush(); !sent)
        return sent;
    const PlannedStatement &planned = m_step.statements[size_t(number - 1)];
    const QByteArrayView data = QByteArrayView(m_step.text).sliced(planned.dataOffset, planned.dataSize);
    qsizetype at = 0;
    const auto source = [data, at]() mutable -> std::optional<QByteArray> {
        if (at >= data.size())
            return std::nullopt;
        const QByteArray chunk = data.sliced(at, qMin(CopyChunk, data.size() - at)).toByteArray();
        at += chunk.size();
        return chunk;
    };
    const Result<Answer> answer = wait(m_context.session.copyIn(m_step.sql(planned), source));
    if (!answer)
        return std::unexpected(failure(answer.error(), number));
    report(number, *answer);
    return {};
}

// ---- statement by statement

StepRunner::Outcome StepRunner::runSeparately()
{
    QElapsedTimer clock;
    clock.start();
    Outcome outcome = ask(setupStatement(false));
    if (outcome) {
        std::vector<Statement> starting = m_context.dialect.started(m_step.entering);
        starting.push_back(writeEvent(m_context.dialect.name(), m_step.entering, {.kind = EventKind::Started}));
        outcome = askAll(std::move(starting));
    }
    m_started = bool(outcome);
    for (int number = 1; outcome && number <= int(m_step.statements.size()); ++number)
        outcome = runSeparateStatement(number);
    std::vector<Statement> ending;
    appendCleanup(ending, false);
    if (outcome) {
        append(ending, m_context.dialect.completed(m_step.entering, clock.elapsed()));
        EventFacts facts;
        facts.kind = m_step.direction == Direction::Up ? EventKind::Applied : EventKind::RolledBack;
        facts.milliseconds = double(clock.elapsed());
        ending.push_back(writeEvent(m_context.dialect.name(), m_step.entering, facts));
    }
    if (outcome || m_context.session.isOpen()) {
        const Result<PipelineAnswer> cleaned = m_context.session.pipeline(ending).result();
        if (outcome && !cleaned)
            return std::unexpected(failure(cleaned.error(), 0));
        if (outcome && cleaned->error)
            return std::unexpected(failure(*cleaned->error, 0));
    }
    return outcome;
}

// Before and after each statement the history says so: whoever looks after a crash knows which one was under way.
StepRunner::Outcome StepRunner::runSeparateStatement(int number)
{
    if (number > 1) {
        if (const Outcome noted = askAll(m_context.dialect.progressed(m_step.entering, number, number - 1)); !noted)
            return noted;
    }
    const PlannedStatement &planned = m_step.statements[size_t(number - 1)];
    if (planned.isCopy())
        return copy(number);
    return ask({m_step.sql(planned), {}}, number);
}

StepRunner::Outcome StepRunner::ask(const Statement &statement, int number)
{
    const Result<Answer> answer = wait(m_context.session.query(statement));
    if (!answer)
        return std::unexpected(failure(answer.error(), number));
    report(number, *answer);
    return {};
}

StepRunner::Outcome StepRunner::askAll(std::vector<Statement> statements)
{
    if (statements.empty())
        return {};
    const Result<PipelineAnswer> answer = wait(m_context.session.pipeline(std::move(statements)));
    if (!answer)
        return std::unexpected(failure(answer.error(), 0));
    if (answer->error)
        return std::unexpected(failure(*answer->error, 0));
    return {};
}

// ---- settings

Statement StepRunner::setupStatement(bool local) const
{
    const QByteArray scope = local ? "true" : "false";
    const qint64 lockTimeout = local ? qint64(m_context.options.lockTimeout.count()) : 0;
    Statement statement{
        u"SELECT set_config('lock_timeout', $1, $2::boolean)"_s, {QByteArray::number(lockTimeout), scope}};
    if (!m_context.searchPath.isEmpty()) {
        statement.sql += u", set_config('search_path', $3, $2::boolean)"_s;
        statement.parameters.push_back(m_context.searchPath.toUtf8());
    }
    return statement;
}

// With `lazyCommit` the commit does not wait for the disk. The last commit of a run does, and the write-ahead log is
// one line: once that is on disk, so is everything before it.
void StepRunner::appendCleanup(std::vector<Statement> &statements, bool lazyCommit) const
{
    for (const QString &sql : {u"RESET SESSION AUTHORIZATION"_s, u"RESET ROLE"_s, u"RESET ALL"_s, u"DISCARD TEMP"_s})
        statements.push_back({sql, {}});
    Statement restore{u"SELECT set_config('synchronous_commit', current_setting('synchronous_commit'), true)"_s, {}};
    if (lazyCommit)
        restore.sql = u"SELECT set_config('synchronous_commit', 'off', true)"_s;
    for (const auto &[name, value] : m_context.settings) {
        const qsizetype number = qsizetype(restore.parameters.size()) + 1;
        restore.sql += u", set_config($%1, $%2, false)"_s.arg(number).arg(number + 1);
        restore.parameters.push_back(name);
        restore.parameters.push_back(value);
    }
    statements.push_back(std::move(restore));
}

// ---- telling

void StepRunner::report(int number, const Answer &answer)
{
    if (number == 0)
        return;
    m_done = number;
    m_context.observer.statementFinished(
        {m_index, number, int(m_step.statements.size()), answer.milliseconds, answer.affectedRows});
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
    const PlannedStatement &planned = m_step.statements[size_t(number - 1)];
    const QString statement = m_step.sql(planned);
    const qsizetype within = error.position > 0 ? offsetOfCharacter(statement, error.position) : 0;
    const qsizetype offset = planned.offset + QStringView(statement).left(within).toUtf8().size();
    failed.position = positionAt(QByteArrayView(m_step.text), offset);
    const QByteArrayView line =
        QByteArrayView(m_step.text).sliced(offset - failed.position.column + 1, failed.position.column - 1);
    failed.position.column = QString::fromUtf8(line).size() + 1;
    return failed;
}

// Best effort, in a transaction of its own: what failed is worth knowing, but not worth another failure.
void StepRunner::record(const RunFailure &failed)
{
    if (!m_context.session.isOpen())
        return;
    Failing failing;
    failing.what = m_step.entering;
    failing.what.known = failing.what.known || m_started;
    failing.statementsDone = m_done;
    failing.partial = m_started;
    failing.cancelled = failed.error.kind == ErrorKind::Cancelled;
    failing.error = failed.error;
    failing.statementsStarted = m_done + (m_started ? 1 : 0);
    std::vector<Statement> statements = m_context.dialect.failed(failing);
    EventFacts facts;
    facts.kind = failing.cancelled ? EventKind::Cancelled : EventKind::Failed;
    facts.failing = &failing;
    statements.push_back(writeEvent(m_context.dialect.name(), failing.what, facts));
    (void)m_context.session.pipeline(statements).result();
}

} // namespace howdah::migration
