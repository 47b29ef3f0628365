// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// The part of StepRunner that runs a step in one transaction.
#include "migration/run/steprunner.h"

#include "connection/session/sessioncontext.h"
#include "migration/run/blockerwatch.h"
#include "migration/plan/sessionneutral.h"
#include "migration/source/tr.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::migration {

using connection::Answer;
using connection::PipelineAnswer;
using connection::Statement;

// A pipeline is kept whole in memory on its way, so a file of any size goes in parts.
constexpr qsizetype PipelineBytes = 4 << 20;
constexpr size_t PipelineStatements = 1000;

StepRunner::Outcome StepRunner::runTransactional(StepRunner *before)
{
    Outcome outcome;
    if (before)
        outcome = queueEndOf(*before);
    if (outcome && !m_context.shared)
        outcome = queue({u"BEGIN"_s, {}});
    for (int number = m_done + 1; outcome && number <= int(m_step.statements.size()); ++number) {
        if (m_step.tolerant) {
            outcome = flush();
            if (outcome)
                outcome = runTolerantly(number);
        } else if (planned(number).isCopy()) {
            outcome = flush();
            if (outcome)
                outcome = copy(number);
        } else {
            outcome = queue({m_step.sql(planned(number)), {}}, number);
        }
    }
    if (outcome)
        outcome = flush();
    return outcome && !m_holdsEnd ? endTransaction() : outcome;
}

StepRunner::Outcome StepRunner::queueEndOf(StepRunner &before)
{
    m_before = &before;
    Statements end = before.ending(true);
    Outcome outcome;
    for (qsizetype index = 0; outcome && index < qsizetype(end.size()); ++index) {
        Statement &statement = end[size_t(index)];
        const bool last = index + 1 == qsizetype(end.size());
        statement.unhurried = true; // BEGIN behind it says that all of it was done
        outcome = queue(
            std::move(statement), last                        ? CommitOfBefore
                                  : index == before.m_cleanup ? CleanupOfBefore
                                                              : EndOfBefore);
    }
    return outcome;
}

StepRunner::Outcome StepRunner::runTolerantly(int number)
{
    if (const Outcome saved = askAll({{u"SAVEPOINT howdah_statement"_s, {}}}); !saved)
        return saved;
    const Outcome outcome = execute(number);
    if (outcome)
        return askAll({{u"RELEASE SAVEPOINT howdah_statement"_s, {}}});
    if (!isPassedOver(outcome.error().error))
        return outcome;
    m_context.observer.remarked(m_index, number, tr("skipped: %1").arg(outcome.error().error.message));
    m_done = number;
    return askAll({{u"ROLLBACK TO SAVEPOINT howdah_statement"_s, {}}});
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
    Statements statements;
    statements.reserve(queued.size());
    for (const Queued &one : queued)
        statements.push_back(one.statement);
    // What is not ours begins when its predecessor has ended.
    const auto beginAt = [this, &queued](size_t index) {
        if (index < queued.size() && queued[index].number > 0)
            begun(queued[index].number);
    };
    beginAt(0);
    const auto progress = [this, &queued, &beginAt](qsizetype index, const Answer &answer) {
        answered(queued[size_t(index)].number, answer);
        beginAt(size_t(index) + 1);
    };
    QFuture<Result<PipelineAnswer>> sent = m_context.session.pipeline(std::move(statements), progress);
    if (!m_sessionNeutral)
        m_sessionNeutral = isSessionNeutral(m_step); // the server has enough to do meanwhile
    const Result<PipelineAnswer> answer = wait(std::move(sent));
    if (!answer && m_before)
        return failedAt(EndOfBefore, answer.error());
    if (!answer)
        return failedAt(answer.error().kind == ErrorKind::Connection ? Ours : m_done + 1, answer.error());
    if (const Error *error = failureOf(answer))
        return failedAt(queued[answer->answers.size()].number, *error);
    return {};
}

// On the session's thread; the run waits meanwhile.
void StepRunner::answered(int number, const Answer &answer)
{
    if (number > 0)
        report(number, answer);
    else if (number == CleanupOfBefore)
        m_context.setup.readCleanup(answer.rows);
    if (number != CommitOfBefore)
        return;
    StepRunner *before = std::exchange(m_before, nullptr);
    before->noteEnd(!m_context.setup.lazy);
    m_context.observer.stepFinished(before->m_index, before->m_report);
    m_clock.start();
    m_context.observer.stepStarted(m_index, m_step);
}

StepRunner::Outcome StepRunner::failedAt(int number, const Error &error)
{
    if (number >= Ours)
        return std::unexpected(failure(error, number));
    m_before->m_endless = m_before->failure(error, 0);
    return std::unexpected(*m_before->m_endless);
}

bool StepRunner::isQuietStep()
{
    if (!m_sessionNeutral)
        m_sessionNeutral = isSessionNeutral(m_step);
    return *m_sessionNeutral && !m_context.setup.isWary();
}

// The cleanup comes before the history row: the file may have changed the role, and its settings must not reach the
// next one. With `lazy` a later commit sees to it that this one is on disk.
StepRunner::Statements StepRunner::ending(bool lazy)
{
    const double now = double(m_clock.nsecsElapsed()) / 1e6;
    m_entering.milliseconds = now;
    Statements ending;
    const bool quiet = isQuietStep();
    if (!quiet)
        ending = m_context.setup.cleanup();
    m_cleanup = qsizetype(ending.size()) - 1;
    if (!lazy)
        ending.push_back(m_context.setup.durable());
    Statements written = m_context.dialect.finished(m_entering);
    if (m_journal) {
        EventFacts facts;
        facts.kind = outcomeKind();
        facts.milliseconds = now;
        facts.withTexts = m_step.direction == Direction::Up && !m_context.dialect.keepsAll();
        facts.statements = m_entries;
        for (StatementEntry &entry : facts.statements)
            entry.ago = now - entry.ago;
        written.push_back(writeEvent(m_context.dialect.name(), m_entering, facts));
    }
    for (Statement &statement : written) {
        statement.prepared = quiet && !statement.parameters.empty();
        ending.push_back(std::move(statement));
    }
    if (!m_context.shared)
        ending.push_back({lazy && m_context.setup.lazy ? u"COMMIT"_s + connection::DurableLater : u"COMMIT"_s, {}});
    return ending;
}

StepRunner::Outcome StepRunner::endTransaction()
{
    m_context.watch->idle();
    PipelineAnswer answers;
    Outcome outcome = askAll(ending(m_context.shared), &answers);
    if (outcome && m_cleanup >= 0)
        m_context.setup.readCleanup(answers.answers[size_t(m_cleanup)].rows);
    return outcome;
}

// The session has rolled back already where it could; then the server warns that there is nothing to end, see
// NoticeRelay. Of this attempt the journal keeps only the statement that failed.
void StepRunner::rollBack()
{
    m_queue.clear();
    m_queuedBytes = 0;
    std::erase_if(m_entries, [](const StatementEntry &entry) { return entry.sqlState.isEmpty(); });
    (void)m_context.session.query({u"ROLLBACK"_s, {}}).result();
}

} // namespace howdah::migration
