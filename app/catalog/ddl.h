// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "catalog/tableddl.h"

namespace howdah::catalog {

// The SQL that makes an object of the catalog again: a relation (with columns, constraints, indexes, comments,
// triggers, rules, policies, and its attachment to a parent), a type or a function. Names are qualified, and quoted
// where needed. Empty for an unknown oid. Made for reading and for building a copy; owners and privileges are not part
// of it.
[[nodiscard]] QString ddlOf(const Catalog &catalog, Oid oid, ForeignKeys foreignKeys = ForeignKeys::Include);

} // namespace howdah::catalog
