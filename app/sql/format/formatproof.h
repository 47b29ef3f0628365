// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sql/format/formatatoms.h"

namespace howdah::sql {

// Are the two the same statement? The same tokens in the same order, but for the case of keywords and blanks that mean
// nothing; the same comments between the same tokens. Knows nothing of how a statement is laid out.
[[nodiscard]] bool isSameStatement(const std::vector<Atom> &before, const std::vector<Atom> &after);

// The same bytes in the same order, but for blanks and the case of letters.
[[nodiscard]] bool isSameText(QByteArrayView before, QByteArrayView after);

} // namespace howdah::sql
