// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migration/plan/plan.h"

#include <chrono>

namespace howdah::migration {

enum class LossKind {
    Table,  // dropped with its rows
    Column, // dropped with its values
    Rows,   // deleted or truncated
    Schema, // dropped with what is in it
    Other,  // data goes in a way that only the statement tells
};

// What hangs on something that goes: it stops the DROP, or goes with it (CASCADE).
struct Dependent
{
    QString kind; // "view", "foreign key", "table", ... as PostgreSQL names it
    QString schema;
    QString name;
    bool otherSchema = false; // than that of what goes: somebody else may have put it there
    bool operator==(const Dependent &) const = default;
};
// "on it hangs: view reports.v (in another schema)", for people.
[[nodiscard]] QString describe(const Dependent &dependent);

// What a step would destroy. The names are as the SQL spells them, and those that things have before the first step
// where it renames them: hostile or not, they are data.
struct Loss
{
    LossKind kind = LossKind::Other;
    Version version;
    QString schema; // empty when the statement does not say
    QString name;   // of the table or schema; the command for Other
    QString column;
    qsizetype line = 0;                // in the file; 0: it is in the database, and runs with any statement
    bool exists = true;                // false when the database has no such table
    std::optional<qint64> rows;        // with values, for a column; nullopt when not known
    bool exact = false;                // otherwise the planner's estimate
    std::vector<Dependent> dependents; // only after findDependents
    bool unseen = false;               // of Other: nobody can see what the statement does
    std::optional<QStringList> path;   // where the script looks for the name, if it says so (sql::Destruction::path)
    bool operator==(const Loss &) const = default;
};

// Pure, by parse: what the steps of a plan destroy, each object once. What functions and DO blocks do is not seen.
[[nodiscard]] std::vector<Loss> lossesOf(const Plan &plan);
// The same, and, of the steps that go down, rows that are changed and statements of which nobody can see what they do.
[[nodiscard]] std::vector<Loss> risksOf(const Plan &plan);

// Fills in the counts. Each table is counted for at most `patience`, and all together for three times that; past it the
// estimate is taken. Unqualified names are looked for in `schema` first. Blocks: never on the UI thread.
[[nodiscard]] Result<std::vector<Loss>> countLosses(
    connection::Session &session, std::vector<Loss> losses, const QString &schema,
    std::chrono::milliseconds patience = std::chrono::seconds(2));

// Fills in what depends on the tables, columns and schemas that go and does not go itself. Blocks.
[[nodiscard]] Result<std::vector<Loss>> findDependents(connection::Session &session, std::vector<Loss> losses);

// "table public.users: 1,203 rows", for people.
[[nodiscard]] QString describe(const Loss &loss);

} // namespace howdah::migration
