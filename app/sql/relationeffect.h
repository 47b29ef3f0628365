// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sql/classification.h"
#include "sql/lockmode.h"

namespace howdah::sql {

// `Perhaps`: only the catalog knows (the present type of a column, a check that proves the same).
enum class Extent { No, Perhaps, Yes };

// What a statement does to one relation that it names. Of a partitioned table it is the partitions that are read or
// written.
struct RelationEffect
{
    RelationName relation;
    LockMode lock = LockMode::None; // the strongest that is held to the end of the transaction
    Extent scanned = Extent::No;    // read from its first row to its last, under that lock
    Extent rewritten = Extent::No;  // rewritten, under that lock
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

} // namespace howdah::sql
