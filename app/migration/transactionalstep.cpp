// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// The part of StepRunner that runs a step in one transaction.
#include "migration/steprunner.h"

#include "migration/blockerwatch.h"

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::migration {

using connection::Answer;
using connection::PipelineAnswer;
using connection::Statement;

// A pipeline is kept whole in memory on its way, so a file of any size goes in parts.
constexpr qsizetype PipelineBytes = 4 << 20;
constexpr size_t PipelineStatements = 1000;

static QString tr(const char *text) { return QCoreApplication::translate("Migration", text); }

StepRunner::Outcome StepRunner::runTransactional()
{
    Outcome outcome;
    if (!m_context.shared)
        outcome = queue({u"BEGIN"_s, {}});
    if (outcome)
        outcome = queue(setupStatement(true));
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
    return outcome ? endTransaction() : outcome;
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
    m_context.observer.remarked(m_index, number, tr("passed over: %1").arg(outcome.error().error.message));
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
        report(queued[size_t(index)].number, answer);
        beginAt(size_t(index) + 1);
    };
    const Result<PipelineAnswer> answer = wait(m_context.session.pipeline(std::move(statements), progress));
    if (!answer)
        return std::unexpected(failure(answer.error(), answer.error().kind == ErrorKind::Connection ? 0 : m_done + 1));
    if (answer->error)
        return std::unexpected(failure(*answer->error, queued[answer->answers.size()].number));
    return {};
}

// The cleanup comes before the history row: the file may have changed the role, and its settings must not reach the
// next one.
StepRunner::Outcome StepRunner::endTransaction()
{
    m_context.watch->idle();
    const double now = double(m_clock.nsecsElapsed()) / 1e6;
    m_entering.milliseconds = now;
    Statements ending;
    appendCleanup(ending, !m_last && !m_context.shared);
    std::ranges::move(m_context.dialect.finished(m_entering), std::back_inserter(ending));
    if (m_journal) {
        EventFacts facts;
        facts.kind = outcomeKind();
        facts.milliseconds = now;
        facts.withTexts = m_step.direction == Direction::Up && !m_context.dialect.keepsAll();
        facts.statements = m_entries;
        for (StatementEntry &entry : facts.statements)
            entry.ago = now - entry.ago;
        ending.push_back(writeEvent(m_context.dialect.name(), m_entering, facts));
    }
    if (!m_context.shared)
        ending.push_back({u"COMMIT"_s, {}});
    return askAll(std::move(ending));
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
