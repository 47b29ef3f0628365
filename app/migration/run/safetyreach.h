// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/server/conninfo.h"
#include "migration/plan/losses.h"
#include "migration/plan/plan.h"
#include "migration/source/source.h"

#include <stop_token>

namespace howdah::migration {

struct ReachedTable
{
    quint32 oid = 0;
    QString schema;
    QString name;
    qint64 bytes = 0;     // on the server's disk
    bool dropped = false; // it goes as a whole
    bool rows = false;    // rows go, or are changed
    QStringList columns;  // that go, or get another type
    bool operator==(const ReachedTable &) const = default;
};

// What the steps of a plan can take from a database, as far as that can be known: what their statements name (under the
// names of the start), what goes along by CASCADE and foreign keys, what views lead to. Where nobody can judge what a
// statement does (DO, CALL, volatile functions, triggers, commands that the grammar does not know), it is every table.
struct SafetyReach
{
    QString database; // its name
    std::vector<ReachedTable> tables;
    QStringList unjudged;       // why it is every table: "002-a.down.sql line 3: block DO"
    QStringList uncovered;      // what no copy of tables holds: large objects, rows of foreign tables, other databases
    std::vector<Loss> reported; // of steps that go down: what nobody can judge, and large objects that go
    bool operator==(const SafetyReach &) const = default;

    [[nodiscard]] bool isEverything() const { return !unjudged.isEmpty(); }
    [[nodiscard]] qint64 bytes() const;
};

enum class Sizes {
    Read, // waits for whoever locks a table
    Leave // ReachedTable::bytes is 0
};

// Reads the catalog in one transaction that changes nothing; runs nothing of the plan. The tables of the history itself
// are left out. Blocks.
[[nodiscard]] Result<SafetyReach> findReach(
    const connection::ConnInfo &target, const Plan &plan, const Pack &pack, std::stop_token stop = {},
    Sizes sizes = Sizes::Read);

// What the review of a plan tells, in the window and in the terminal.
struct Risks
{
    std::vector<Loss> losses; // not counted yet
    QStringList uncovered;    // SafetyReach::uncovered: nothing of it is run before the database was named
};
// What the text says (risksOf) and, of a plan that goes down, what only the server can tell: that a function which is
// called deletes rows, that a trigger does. Blocks.
[[nodiscard]] Result<Risks> findRisks(const connection::ConnInfo &target, const Plan &plan, const Pack &pack);

// "all 12 tables (3.1 MB), because nobody can see what 002-a.down.sql line 3 (DO) does", for people; empty for nothing.
[[nodiscard]] QString describe(const SafetyReach &reach);

} // namespace howdah::migration
