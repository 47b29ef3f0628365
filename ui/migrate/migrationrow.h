// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/theme.h"
#include "migration/plan.h"

#include <QDateTime>
#include <QStringList>

namespace howdah::ui {

// The two halves of the list.
enum class MigrationGroup { Applied, Pending };

// One migration as the list shows it.
struct MigrationRow
{
    migration::Version version;
    QString name;
    migration::State state = migration::State::Unknown;
    QDateTime appliedAt;   // of the last run, whatever became of it; invalid without one
    QString appliedAtText; // the server's own text of it
    QString appliedBy;
    double milliseconds = -1; // of the last run; negative when unknown
    QString note;             // "2 of 7 statements ran"
    QStringList problems;     // of its files, each with file and line
    bool operator==(const MigrationRow &) const = default;
};

// What a source and a database say together. Made off the UI thread; never changed afterwards.
struct Overview
{
    migration::Source source;
    migration::History history;
    std::vector<migration::Entry> entries;

    [[nodiscard]] const migration::Entry *find(const migration::Version &version) const;
    [[nodiscard]] const migration::Migration *migrationOf(const migration::Entry &entry) const;
};

// How many migrations stand how.
struct MigrationCounts
{
    int applied = 0;
    int pending = 0;
    int problems = 0; // of files, and migrations whose state needs somebody to look
    bool operator==(const MigrationCounts &) const = default;
};

[[nodiscard]] std::vector<MigrationRow> rowsOf(const Overview &overview);
[[nodiscard]] MigrationCounts countsOf(const Overview &overview);
// "003.up.sql:12: what is wrong".
[[nodiscard]] QString problemText(const migration::Problem &problem);

[[nodiscard]] MigrationGroup groupOf(migration::State state);
// Somebody should look at it.
[[nodiscard]] bool needsAttention(migration::State state);
[[nodiscard]] Tone toneOf(migration::State state);
[[nodiscard]] QString stateWord(migration::State state);      // "Applied"
[[nodiscard]] QString stateSentence(const MigrationRow &row); // what the state means, with the note

} // namespace howdah::ui
