// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/page/edittarget.h"
#include "entity/entities.h"

namespace howdah::operations {

// What the application keeps at each save (updatedAt), as the table's model says, for EditTarget::kept: those columns
// that are there, may be set and are not of the key. Pure.
[[nodiscard]] std::vector<data::KeptColumn>
keptColumns(const entity::Entities &entities, const data::EditTarget &target);

} // namespace howdah::operations
