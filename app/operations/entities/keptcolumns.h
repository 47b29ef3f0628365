// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/page/edittarget.h"
#include "entity/entities.h"

namespace howdah::operations {

// What a model adds to the target of edits, which the server does not know. Pure.

// What the application keeps at each save (updatedAt), for EditTarget::kept: those columns that are there, may be set,
// are not of the key, and that no trigger of the schema sets before each update. Needs catalog::Stage::Complete to know
// of triggers.
[[nodiscard]] std::vector<data::KeptColumn>
keptColumns(const entity::Entities &entities, const data::EditTarget &target);
// Those whose values are not shown, for EditTarget::sensitive.
[[nodiscard]] std::vector<int> sensitiveColumns(const entity::Entities &entities, const data::EditTarget &target);

} // namespace howdah::operations
