// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// The part of StepRunner that runs a transaction which the file itself begins and ends. It is there whole, together
// with the note that it ran, or not at all: whoever goes on after a crash begins with its first statement.
#include "migration/run/steprunner.h"

#include "migration/run/blockerwatch.h"
#include "migration/source/tr.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::migration {

StepRunner::Outcome StepRunner::runBlock(const TransactionBlock &block)
{
    Retries retries(m_context);
    for (m_attempt = 1;; ++m_attempt) {
        m_entries.clear();
        if (Outcome marked = markBlock(block); !marked)
            return marked;
        Outcome outcome = attemptBlock(block);
        if (outcome)
            outcome = closeBlock(block);
        m_context.watch->idle();
        m_entries.clear();
        if (outcome) {
            m_done = int(block.last);
            return outcome;
        }
        m_done = int(block.first);
        if (!m_context.session.isOpen())
            return outcome;
        (void)m_context.session.query({u"ROLLBACK"_s, {}}).result();
        noteBlockFailure(outcome.error());
        if (!retries.again(outcome.error().error, m_index, outcome.error().statement))
            return outcome;
    }
}

// Before it. What has begun and has no end did not happen.
StepRunner::Outcome StepRunner::markBlock(const TransactionBlock &block)
{
    Statements marking{{u"BEGIN"_s, {}}};
    std::ranges::move(asOurselves(), std::back_inserter(marking));
    std::ranges::move(m_context.dialect.progressed(m_entering, m_done, m_done), std::back_inserter(marking));
    for (size_t index = block.first; m_journal && index < block.last; ++index)
        marking.push_back(statementBegun(m_event, entryFor(int(index) + 1)));
    marking.push_back({u"COMMIT"_s, {}});
    if (!m_step.text.contains("lock_timeout"))
        marking.push_back(lockLimit(false));
    return askAll(std::move(marking));
}

StepRunner::Outcome StepRunner::attemptBlock(const TransactionBlock &block)
{
    Outcome outcome = askAll({{m_step.sql(block), {}}});
    for (int number = int(block.first) + 1; outcome && number <= int(block.last); ++number)
        outcome = m_step.tolerant ? runTolerantly(number) : execute(number);
    return outcome;
}

StepRunner::Outcome StepRunner::closeBlock(const TransactionBlock &block)
{
    const int last = int(block.last);
    Statements closing = asOurselves();
    std::ranges::move(m_context.dialect.progressed(m_entering, last, last), std::back_inserter(closing));
    for (int number = int(block.first) + 1; m_journal && number <= last; ++number) {
        const auto ran = std::ranges::find(m_entries, number, &StatementEntry::number);
        StatementEntry entry = ran == m_entries.end() ? entryFor(number) : *ran;
        if (ran == m_entries.end())
            entry.notices << tr("skipped");
        closing.push_back(statementEnded(m_event, entry));
    }
    closing.push_back({u"COMMIT"_s, {}});
    Outcome outcome = askAll(std::move(closing));
    // What it deferred to its end has failed.
    return outcome ? outcome : std::unexpected(failure(outcome.error().error, last));
}

// The transaction is rolled back; of this attempt the journal keeps the statement that failed.
void StepRunner::noteBlockFailure(const RunFailure &failed)
{
    if (!m_journal || failed.statement < 1)
        return;
    StatementEntry entry = entryFor(failed.statement);
    entry.sqlState = failed.error.sqlState;
    entry.error = howdah::describe(failed.error);
    entry.milliseconds = double(m_clock.nsecsElapsed()) / 1e6 - m_statementStart;
    Statements noting{{u"BEGIN"_s, {}}};
    std::ranges::move(asOurselves(), std::back_inserter(noting));
    noting.push_back(statementEnded(m_event, entry));
    noting.push_back({u"COMMIT"_s, {}});
    (void)askAll(std::move(noting));
}

} // namespace howdah::migration
