// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "catalog/catalog.h"

namespace howdah::entity {

// Whether a text that somebody typed is one that the type of a key column takes: nothing else is looked up by it, as
// one that the server refuses takes the labels of all others with it. UUIDs, whole numbers and texts. Pure.
[[nodiscard]] bool isKeyText(const catalog::Column &column, const QString &text);

} // namespace howdah::entity
