// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sql/namedquery.h"

namespace howdah::metrics {

// The queries of panels, with their names; what a name means is said in queryname.h.
using QueryText = sql::NamedQuery;
using NameUse = sql::NamedUse;

} // namespace howdah::metrics
