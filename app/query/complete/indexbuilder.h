// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "query/complete/completionindex.h"

namespace howdah::query::complete {

// The index of a catalog, with the keys that the conditions of its views show. Takes a fraction of a second for 10,000
// tables: once for a snapshot, on a pool thread.
[[nodiscard]] SharedIndex buildIndex(catalog::Snapshot catalog, const IndexExtras &extras = {});

} // namespace howdah::query::complete
