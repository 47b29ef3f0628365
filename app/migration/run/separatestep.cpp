// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// The part of StepRunner that runs a step statement by statement. The history is told before and after each of them, so
// that whoever looks after a crash knows how far it came: exactly, where the statement can share a transaction with
// that note; else that it may have run.
#include "migration/run/steprunner.h"

#include "migration/run/blockerwatch.h"
#include "migration/plan/invalidindex.h"
#include "migration/source/tr.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::migration {

using connection::PipelineAnswer;
using connection::Statement;

// The file may have changed the role of the session, which then may not write the history. Until the end of the
// transaction it is the user who logged in; afterwards the file's own setting counts again.
StepRunner::Statements StepRunner::asOurselves() const
{
    return {{u"SET LOCAL SESSION AUTHORIZATION DEFAULT"_s, {}}, {u"SET LOCAL ROLE NONE"_s, {}}};
}

Statement StepRunner::lockLimit(bool patient) const
{
    const qint64 limit = patient ? 0 : qint64(m_context.options.lockTimeout.count());
    return {u"SELECT pg_catalog.set_config('lock_timeout', $1, false)"_s, {QByteArray::number(limit)}};
}

StepRunner::Outcome StepRunner::runSeparately()
{
    Outcome outcome = begin();
    m_started = m_started || bool(outcome);
    while (outcome && m_done < int(m_step.statements.size())) {
        const TransactionBlock *block = m_step.blockBegunBy(size_t(m_done));
        outcome = block ? runBlock(*block) : runSeparateStatement(m_done + 1);
    }
    if (outcome)
        return completeSeparately();
    if (m_context.session.isOpen()) {
        (void)m_context.session.pipeline(m_context.setup.cleanup()).result();
    }
    return outcome;
}

StepRunner::Outcome StepRunner::begin()
{
    Statements starting{m_context.setup.durable(true)};
    std::ranges::move(m_context.dialect.started(m_entering), std::back_inserter(starting));
    if (m_journal) {
        EventFacts facts;
        facts.kind = m_step.firstStatement > 1 ? EventKind::Resumed : EventKind::Started;
        facts.note = note();
        facts.withTexts = m_step.direction == Direction::Up && !m_context.dialect.keepsAll();
        starting.push_back(writeEvent(m_context.dialect.name(), m_entering, facts));
    }
    PipelineAnswer answers;
    const Outcome outcome = askAll(std::move(starting), &answers);
    if (outcome && m_journal)
        m_event = answers.answers.back().rows.integer(0, 0);
    return outcome;
}

StepRunner::Outcome StepRunner::runSeparateStatement(int number)
{
    Retries retries(m_context);
    const bool repeated = number == m_step.firstStatement && m_step.repeats;
    for (m_attempt = 1;; ++m_attempt) {
        StatementEntry entry = entryFor(number);
        if (Outcome marked = mark(number, entry); !marked)
            return marked;
        Outcome outcome;
        QStringList said;
        if (isDoneAlready(number, repeated || m_attempt > 1, said))
            m_context.observer.statementFinished({m_index, number, int(m_step.statements.size()), 0, -1});
        else
            outcome = attempt(number, entry);
        entry.notices = said + entry.notices;
        m_context.watch->idle();
        if (outcome || isPassedOver(outcome.error().error)) {
            m_done = number;
            return close(number, entry);
        }
        if (!m_context.session.isOpen())
            return outcome;
        // An index that is built concurrently leaves something behind; what shares its transaction does not.
        m_mayHaveRun = !planned(number).atomic;
        (void)close(number, entry);
        if (!retries.again(outcome.error().error, m_index, number))
            return outcome;
        m_mayHaveRun = false;
    }
}

// Before the statement.
StepRunner::Outcome StepRunner::mark(int number, const StatementEntry &entry)
{
    const PlannedStatement &statement = planned(number);
    Statements marking{{u"BEGIN"_s, {}}};
    std::ranges::move(asOurselves(), std::back_inserter(marking));
    std::ranges::move(
        m_context.dialect.progressed(m_entering, statement.atomic ? m_done : number, m_done),
        std::back_inserter(marking));
    if (m_journal)
        marking.push_back(statementBegun(m_event, entry));
    marking.push_back({u"COMMIT"_s, {}});
    // A file that sets a limit of its own knows better.
    if (!m_step.text.contains("lock_timeout"))
        marking.push_back(lockLimit(statement.patient));
    return askAll(std::move(marking));
}

// A statement that may share a transaction is left open for close(), which ends it together with its note.
StepRunner::Outcome StepRunner::attempt(int number, StatementEntry &entry)
{
    const PlannedStatement &statement = planned(number);
    Outcome outcome;
    if (statement.atomic)
        outcome = askAll({{u"BEGIN"_s, {}}});
    if (outcome)
        outcome = execute(number);
    if (outcome) {
        entry = m_entries.back();
    } else if (m_context.session.isOpen()) {
        entry.sqlState = outcome.error().error.sqlState;
        entry.error = howdah::describe(outcome.error().error);
        entry.milliseconds = double(m_clock.nsecsElapsed()) / 1e6 - m_statementStart;
        if (statement.atomic)
            (void)m_context.session.query({u"ROLLBACK"_s, {}}).result();
    }
    m_entries.clear();
    return outcome;
}

// After the statement, in its own transaction when it could share one and has not failed.
StepRunner::Outcome StepRunner::close(int number, const StatementEntry &entry)
{
    const bool open =
        planned(number).atomic && entry.sqlState.isEmpty() && m_done == number && !entry.command.isEmpty();
    Statements closing;
    if (!open)
        closing.push_back({u"BEGIN"_s, {}});
    std::ranges::move(asOurselves(), std::back_inserter(closing));
    std::ranges::move(m_context.dialect.progressed(m_entering, m_done, m_done), std::back_inserter(closing));
    if (m_journal)
        closing.push_back(statementEnded(m_event, entry));
    closing.push_back({u"COMMIT"_s, {}});
    Outcome outcome = askAll(std::move(closing));
    if (outcome || !open)
        return outcome;
    // What it deferred to the end of its transaction has failed: then it did not run.
    m_done = number - 1;
    return std::unexpected(failure(outcome.error().error, number));
}

// A statement that goes on with an earlier attempt: what that has left is cleared away, or is all that was wanted. What
// an earlier run has left stands in the plan; here it is the same, see stillAsPlanned().
bool StepRunner::isDoneAlready(int number, bool repeated, QStringList &said)
{
    if (!repeated || !planned(number).patient)
        return false;
    const auto say = [&](const QString &text) {
        said << text;
        m_context.observer.remarked(m_index, number, text);
    };
    const ConcurrentIndex index = concurrentIndexOf(m_step.sql(planned(number)));
    const Result<IndexRemains> remains = findRemains(m_context.session, index);
    if (remains && !remains->drop.isEmpty() && m_context.session.query({remains->drop, {}}).result())
        say(tr("the invalid index %1, left by an earlier attempt, was dropped").arg(index.name));
    if (!remains || !remains->done)
        return false; // what is wrong, the statement itself will say
    say(tr("its work was already done"));
    return true;
}

StepRunner::Outcome StepRunner::completeSeparately()
{
    const double milliseconds = double(m_clock.nsecsElapsed()) / 1e6;
    Statements ending = m_context.setup.cleanup();
    const size_t cleaned = ending.size() - 1;
    ending.push_back(m_context.setup.durable());
    std::ranges::move(m_context.dialect.completed(m_entering, qRound64(milliseconds)), std::back_inserter(ending));
    if (m_journal) {
        EventFacts facts;
        facts.kind = outcomeKind();
        facts.milliseconds = milliseconds;
        facts.withTexts = m_step.direction == Direction::Up && !m_context.dialect.keepsAll();
        ending.push_back(writeEvent(m_context.dialect.name(), m_entering, facts));
    }
    PipelineAnswer answers;
    Outcome outcome = askAll(std::move(ending), &answers);
    if (outcome)
        m_context.setup.readCleanup(answers.answers[cleaned].rows);
    return outcome;
}

} // namespace howdah::migration
