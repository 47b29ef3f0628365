// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "catalog/change/structurechange.h"
#include "catalog/change/structuresql.h"

namespace howdah::catalog {

// Pure. The catalog must be Stage::Complete. `down` gives the former facts (difference.h); rows, and what is named in
// `notes`, do not come back.
[[nodiscard]] StructureScript scriptOf(const Catalog &catalog, const StructureChange &change);

} // namespace howdah::catalog
