// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sql/classify.h"
#include "sql/relationeffect.h"

namespace howdah::sql {

struct StatementTree;

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
