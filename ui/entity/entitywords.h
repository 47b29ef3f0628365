// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/theme.h"
#include "entity/placedsql.h"

namespace howdah::ui {

// Words and colours for what models say, the same wherever it is shown.

// The title of an action on a button: the mark for "asks first" is the button's own.
[[nodiscard]] QString actionTitle(const entity::ActionDefinition &action);
// "Approval", for the beginning of a line.
[[nodiscard]] QString capital(const QString &words);
// The values of a key, for rows without a label.
[[nodiscard]] QString keyText(const entity::RowValues &key);
// The colour of a state; a badge has its sign, too.
[[nodiscard]] Tone toneOf(entity::Tone tone);

} // namespace howdah::ui
