// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "catalog/catalog.h"

namespace howdah::entity {

// A model of the tables of a schema as its catalog suggests it, to be put right by somebody who knows the platform:
// groups by what names begin with, labels by unique names, states by enums, relations by foreign keys (through tables
// of pairs, too), what is long, secret or JSON by types and names. YAML that readModel() takes; "" for a schema without
// tables. Needs Stage::Complete. Pure.
[[nodiscard]] QByteArray draftModel(const catalog::Catalog &catalog, const QString &schema);
// The schema that has the most tables of people's; "" when there is none.
[[nodiscard]] QString schemaToDescribe(const catalog::Catalog &catalog);

} // namespace howdah::entity
