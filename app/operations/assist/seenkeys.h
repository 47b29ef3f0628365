// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "catalog/catalog.h"
#include "connection/session/session.h"

namespace howdah::operations {

// The statement that answers the keys of the objects in a column of JSON, the most frequent first: of some hundred rows
// at most, values of more than 64 kB left out. Nothing for what is no table, and for columns of other types.
[[nodiscard]] std::optional<connection::Statement>
seenKeysStatement(const catalog::Relation &relation, const catalog::Column &column);
// What it has answered.
[[nodiscard]] QStringList seenKeys(const connection::Answer &answer);

} // namespace howdah::operations
