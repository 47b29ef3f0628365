// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/theme.h"
#include "migrate/list/assessment.h"
#include "migrate/list/overview.h"
#include "migration/plan/plan.h"

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
    double milliseconds = -1;              // of the last run; negative when unknown
    QString note;                          // "2 of 7 statements ran"
    QStringList problems;                  // of its files, each with file and line
    bool lane = false;                     // it came, or would come, after newer ones
    std::optional<migration::Badge> proof; // of its rollback, as rehearsed
    QString proofText;                     // "rollback proven"
    int errors = 0;                        // that the checks found in it, while it waits
    int warnings = 0;
    bool operator==(const MigrationRow &) const = default;
};

// How many migrations stand how.
struct MigrationCounts
{
    int applied = 0;
    int pending = 0;
    int problems = 0; // of files, and migrations whose state needs somebody to look
    bool operator==(const MigrationCounts &) const = default;
};

[[nodiscard]] std::vector<MigrationRow> rowsOf(const Overview &overview, const Assessment *assessment = nullptr);
[[nodiscard]] MigrationCounts countsOf(const Overview &overview);
// "003.up.sql:12: what is wrong".
[[nodiscard]] QString problemText(const migration::Problem &problem);
// The same for what stops a plan, with what to do about it.
[[nodiscard]] QString refusalText(const migration::Refusal &refusal);

[[nodiscard]] MigrationGroup groupOf(migration::State state);
// Somebody should look at it.
[[nodiscard]] bool needsAttention(migration::State state);
[[nodiscard]] Tone toneOf(migration::State state);
[[nodiscard]] Tone toneOf(migration::Badge badge);
[[nodiscard]] QString badgeWord(migration::Badge badge);      // "proven", where there is little room
[[nodiscard]] QString stateWord(migration::State state);      // "Applied"
[[nodiscard]] QString stateSentence(const MigrationRow &row); // what the state means, with the note

} // namespace howdah::ui
