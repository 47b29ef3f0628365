// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "entity/model.h"

namespace howdah::entity {

// The columns that an expression over one row names, without those within its subqueries, which may be of other tables.
// Pure.
[[nodiscard]] QStringList columnsIn(const Fragment &fragment);

} // namespace howdah::entity
