// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migrate/migrationrow.h"

#include "migrate/words.h"

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using migration::State;

static QString tr(const char *text) { return QCoreApplication::translate("Migrate", text); }

const migration::Entry *Overview::find(const migration::Version &version) const
{
    const auto found = std::ranges::find(entries, version, &migration::Entry::version);
    return found == entries.end() ? nullptr : &*found;
}

const migration::Migration *Overview::migrationOf(const migration::Entry &entry) const
{
    return entry.migration ? &source.migrations[*entry.migration] : nullptr;
}

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

static QString meaning(State state)
{
    switch (state) {
    case State::Applied:
        return tr("Applied whole; the history has it.");
    case State::Pending:
        return tr("Not applied to this database.");
    case State::OutOfOrder:
        return tr("Not applied, although a later one is.");
    case State::Edited:
        return tr("Applied, and its file has changed since.");
    case State::MissingFile:
        return tr("Applied, and its file is gone.");
    case State::Failed:
        return tr("Its last run failed.");
    case State::Interrupted:
        return tr("A run stopped between its statements.");
    case State::Running:
        return tr("Somebody runs it now.");
    case State::RolledBack:
        return tr("Was applied and has been undone.");
    case State::Baseline:
        return tr("Taken as applied; it was never run here.");
    case State::Skipped:
        return tr("Left out on purpose.");
    case State::Unknown:
        return tr("The history says something that Howdah does not know.");
    }
    return {};
}

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

std::vector<MigrationRow> rowsOf(const Overview &overview)
{
    std::vector<MigrationRow> rows;
    rows.reserve(overview.entries.size());
    for (const migration::Entry &entry : overview.entries)
        rows.push_back(rowOf(overview, entry));
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
