// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFont>

namespace howdah::ui {

[[nodiscard]] QFont baseFont();                // the interface
[[nodiscard]] QFont fixedFont();               // values, SQL, JSON: same size, tabular figures
[[nodiscard]] QFont headingFont(int step = 1); // 1: title of a page, 2: title of a group
[[nodiscard]] QFont smallFont();
// The family of the same letters in which no two characters are drawn as one.
[[nodiscard]] QString withoutLigatures(const QString &family);

} // namespace howdah::ui
