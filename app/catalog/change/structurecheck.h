// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "catalog/change/structurechange.h"

namespace howdah::catalog {

// What of the change is not there, of a catalog that was read after it ran: a line each, for people. Of types, only
// those that PostgreSQL would write in the same way are compared.
[[nodiscard]] QStringList unmetBy(const StructureChange &change, const Catalog &after);

// Facts (difference.h) of one relation and what belongs to it: for whether somebody else has changed it meanwhile.
[[nodiscard]] QStringList factsOf(const Catalog &catalog, Oid relation);

} // namespace howdah::catalog
