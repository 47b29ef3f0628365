// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "browse/tree/objectindex.h"
#include "entity/entities.h"

namespace howdah::ui {

// The same objects as the models order them: the groups of each model first, with its entities under their names, then
// what no entity has under "Other tables", then the schemas that no model describes. Without a model the index as it
// is. Any thread.
[[nodiscard]] ObjectIndex groupedIndex(ObjectIndex index, const entity::Entities &entities);

} // namespace howdah::ui
