// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sql/format/formatatoms.h"

#include <vector>

namespace howdah::sql {

// Of each atom: does a blank stand before it where a line goes on?
[[nodiscard]] std::vector<bool> spacing(const std::vector<Atom> &atoms);

} // namespace howdah::sql
