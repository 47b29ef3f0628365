// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migrate/list/migrationrow.h"

#include "base/enumtable.h"
#include "common/quantities.h"
#include "common/tr.h"
#include "migration/lint/lintreport.h"

#include <algorithm>
#include <set>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using migration::State;

MigrationGroup groupOf(State state)
{
    switch (state) {
    case State::Applied:
    case State::Edited:
    case State::MissingFile:
    case State::Baseline:
    case State::Skipped:
        return MigrationGroup::Applied;
    case State::Pending:
    case State::OutOfOrder:
    case State::Failed:
    case State::Interrupted:
    case State::Running:
    case State::RolledBack:
    case State::Unknown:
        return MigrationGroup::Pending;
    }
    return MigrationGroup::Pending;
}

bool needsAttention(State state)
{
    switch (state) {
    case State::OutOfOrder:
    case State::Edited:
    case State::MissingFile:
    case State::Failed:
    case State::Interrupted:
    case State::Unknown:
        return true;
    case State::Applied:
    case State::Baseline:
    case State::Skipped:
    case State::Pending:
    case State::Running:
    case State::RolledBack:
        return false;
    }
    return false;
}

Tone toneOf(State state)
{
    switch (state) {
    case State::Applied:
        return Tone::Applied;
    case State::Pending:
    case State::RolledBack:
        return Tone::Pending;
    case State::OutOfOrder:
    case State::Edited:
        return Tone::Edited;
    case State::Failed:
        return Tone::Failed;
    case State::MissingFile:
    case State::Interrupted:
        return Tone::Interrupted;
    case State::Running:
        return Tone::Running;
    case State::Baseline:
    case State::Skipped:
        return Tone::Baseline;
    case State::Unknown:
        return Tone::Neutral;
    }
    return Tone::Neutral;
}

QString stateWord(State state)
{
    QString text = migration::stateText(state);
    if (!text.isEmpty())
        text[0] = text[0].toUpper();
    return text;
}

static constexpr std::array stateTexts{
    EnumText{State::Pending, QT_TRANSLATE_NOOP("Window", "Not applied to this database.")},
    EnumText{State::Applied, QT_TRANSLATE_NOOP("Window", "Applied and recorded in the history.")},
    EnumText{State::OutOfOrder, QT_TRANSLATE_NOOP("Window", "Not applied, although a later one is.")},
    EnumText{State::Edited, QT_TRANSLATE_NOOP("Window", "Applied, but its file has changed since.")},
    EnumText{State::MissingFile, QT_TRANSLATE_NOOP("Window", "Applied, but its file is missing.")},
    EnumText{State::Failed, QT_TRANSLATE_NOOP("Window", "Its last run failed.")},
    EnumText{State::Interrupted, QT_TRANSLATE_NOOP("Window", "A run was interrupted between its statements.")},
    EnumText{State::Running, QT_TRANSLATE_NOOP("Window", "It is being run now.")},
    EnumText{State::RolledBack, QT_TRANSLATE_NOOP("Window", "Was applied and then rolled back.")},
    EnumText{State::Baseline, QT_TRANSLATE_NOOP("Window", "Marked as applied without being run here.")},
    EnumText{State::Skipped, QT_TRANSLATE_NOOP("Window", "Skipped on purpose.")},
    EnumText{State::Unknown, QT_TRANSLATE_NOOP("Window", "The history contains a state that Howdah does not know.")},
};
static_assert(isWholeTable(stateTexts));

static QString meaning(State state) { return tr(textIn(stateTexts, state)); }

QString stateSentence(const MigrationRow &row)
{
    return row.note.isEmpty() ? meaning(row.state) : meaning(row.state) + u' ' + row.note;
}

QString problemText(const migration::Problem &problem)
{
    if (problem.file.isEmpty())
        return problem.message;
    if (problem.line > 0)
        return u"%1:%2: %3"_s.arg(problem.file).arg(problem.line).arg(problem.message);
    return problem.message.contains(problem.file) ? problem.message : u"%1: %2"_s.arg(problem.file, problem.message);
}

QString refusalText(const migration::Refusal &refusal)
{
    QString text = refusal.message;
    if (refusal.line > 0 && !refusal.file.isEmpty())
        text = u"%1:%2: %3"_s.arg(refusal.file).arg(refusal.line).arg(text);
    return refusal.hint.isEmpty() ? text : text + u' ' + refusal.hint;
}

Tone toneOf(migration::Badge badge)
{
    switch (badge) {
    case migration::Badge::Proven:
        return Tone::Proven;
    case migration::Badge::Loses:
        return Tone::Edited;
    case migration::Badge::NotRestored:
        return Tone::Failed;
    case migration::Badge::NotProven:
        return Tone::Baseline;
    case migration::Badge::Reordered:
        return Tone::Edited;
    }
    return Tone::Neutral;
}

static constexpr std::array badgeTexts{
    EnumText{migration::Badge::Proven, QT_TRANSLATE_NOOP("Window", "proven")},
    EnumText{migration::Badge::Loses, QT_TRANSLATE_NOOP("Window", "loses data")},
    EnumText{migration::Badge::NotRestored, QT_TRANSLATE_NOOP("Window", "does not restore")},
    EnumText{migration::Badge::NotProven, QT_TRANSLATE_NOOP("Window", "not proven")},
    EnumText{migration::Badge::Reordered, QT_TRANSLATE_NOOP("Window", "other column order")},
};
static_assert(isWholeTable(badgeTexts));

QString badgeWord(migration::Badge badge) { return tr(textIn(badgeTexts, badge)); }

static MigrationRow rowOf(const Overview &overview, const migration::Entry &entry)
{
    MigrationRow row{.version = entry.version, .name = entry.name, .state = entry.state};
    row.note = entry.note;
    if (entry.record) {
        row.appliedAtText = entry.record->at;
        row.appliedAt = parseServerTime(entry.record->at);
        row.appliedBy = entry.record->by;
        row.milliseconds = double(entry.record->milliseconds);
    }
    if (const migration::Migration *migration = overview.migrationOf(entry)) {
        for (const migration::Problem &problem : migration->problems)
            row.problems << problemText(problem);
    }
    return row;
}

// Applied after a newer one was.
static std::set<migration::Version> appliedLate(const migration::History &history)
{
    std::set<migration::Version> late;
    migration::Version newest;
    for (const migration::Record &record : history.records) {
        if (!record.isApplied())
            continue;
        if (record.version < newest)
            late.insert(record.version);
        else
            newest = record.version;
    }
    return late;
}

static void addAssessment(MigrationRow &row, const Assessment &assessment)
{
    if (const auto proof = assessment.proofs.find(row.version); proof != assessment.proofs.end()) {
        row.proof = proof->second.badge;
        row.proofText = migration::describe(proof->second);
    }
    const auto findings = assessment.findings.find(row.version);
    if (findings == assessment.findings.end() || groupOf(row.state) != MigrationGroup::Pending)
        return;
    const migration::LintCounts counts = migration::countFindings(findings->second);
    row.errors = counts.errors;
    row.warnings = counts.warnings;
}

std::vector<MigrationRow> rowsOf(const Overview &overview, const Assessment *assessment)
{
    const std::set<migration::Version> late = appliedLate(overview.history);
    std::vector<MigrationRow> rows;
    rows.reserve(overview.entries.size());
    for (const migration::Entry &entry : overview.entries) {
        MigrationRow row = rowOf(overview, entry);
        row.lane = entry.state == State::OutOfOrder || late.contains(entry.version);
        if (assessment)
            addAssessment(row, *assessment);
        rows.push_back(std::move(row));
    }
    std::ranges::stable_partition(
        rows, [](const MigrationRow &row) { return groupOf(row.state) == MigrationGroup::Applied; });
    return rows;
}

MigrationCounts countsOf(const Overview &overview)
{
    MigrationCounts counts;
    counts.problems = int(overview.source.allProblems().size());
    for (const migration::Entry &entry : overview.entries) {
        if (groupOf(entry.state) == MigrationGroup::Applied)
            ++counts.applied;
        else if (entry.isPending())
            ++counts.pending;
        if (needsAttention(entry.state))
            ++counts.problems;
    }
    return counts;
}

} // namespace howdah::ui
