// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sql/classify.h"
#include "sql/lockmode.h"

namespace howdah::sql {

struct StatementTree;

// `Perhaps`: only the catalog knows (the present type of a column, a check that proves the same).
enum class Extent { No, Perhaps, Yes };

// What a statement does to one relation that it names. Of a partitioned table it is the partitions that are read or
// written.
struct RelationEffect
{
    RelationName relation;
    LockMode lock = LockMode::None; // the strongest that is held to the end of the transaction
    Extent scanned = Extent::No;    // read from its first row to its last, under that lock
    Extent rewritten = Extent::No;  // written anew, under that lock
    bool emptied = false;           // it gets a new, empty file
    bool created = false;           // it is the statement that makes it, so nobody else can wait for it
    bool index = false;             // the name is an index's
    bool operator==(const RelationEffect &) const = default;
};

// What one command of an ALTER TABLE does to the rows of its table.
struct CommandWork
{
    Extent scanned = Extent::No;
    Extent rewritten = Extent::No;
    bool operator==(const CommandWork &) const = default;
};

struct LockEffects
{
    std::vector<RelationEffect> relations; // each named relation once
    std::vector<CommandWork> commands;     // of an ALTER TABLE, in their order
    bool known = true;                     // false: the grammar does not know the statement
    // Locks on relations that it does not name are likely: what a view reads, partitions, the other side of a foreign
    // key, the table of an index, whatever a function touches.
    bool others = false;
    bool operator==(const LockEffects &) const = default;

    [[nodiscard]] const RelationEffect *find(const RelationName &relation) const;
    [[nodiscard]] LockMode strongest() const;
};

// Of one statement on a server of this version (150018 is 15.18; 13 to 18 are known). Pure. Says nothing about
// ACCESS SHARE locks on system catalogs. Of what the grammar does not know: that ALTER TABLE takes ACCESS EXCLUSIVE.
[[nodiscard]] LockEffects lockEffects(QStringView statement, int serverVersion);
[[nodiscard]] LockEffects lockEffects(const StatementTree &tree, int serverVersion);

} // namespace howdah::sql
