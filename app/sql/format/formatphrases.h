// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sql/format/formatatoms.h"

namespace howdah::sql {

// Marks the words of a statement that are keywords beyond doubt; the names of somebody's tables and columns may be the
// same words.
void markKeywords(std::vector<Atom> &atoms);

} // namespace howdah::sql
