// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "catalog/catalog.h"
#include "data/page/relationshape.h"

namespace howdah::data {

// What paging needs of a relation of the catalog; nothing when it does not hold it. Needs Stage::Columns for the
// columns and primary keys, Stage::Complete for all indexes.
[[nodiscard]] std::optional<RelationShape> shapeOf(const catalog::Catalog &catalog, catalog::Oid relation);

} // namespace howdah::data
