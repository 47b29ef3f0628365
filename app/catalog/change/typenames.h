// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "catalog/change/structurechange.h"

namespace howdah::catalog {

// The change with the schema of each type that its types and expressions name without one, so that it means the same
// along any search path; what PostgreSQL has in pg_catalog stands as it is, and so does what nobody touched. Where two
// schemas have the name it stays, and `problems` says so.
[[nodiscard]] TableDraft withSchemasOfTypes(const Catalog &catalog, TableDraft draft, QStringList &problems);
[[nodiscard]] IndexDraft withSchemasOfTypes(const Catalog &catalog, IndexDraft draft, QStringList &problems);
[[nodiscard]] ConstraintDraft withSchemasOfTypes(const Catalog &catalog, ConstraintDraft draft, QStringList &problems);

} // namespace howdah::catalog
