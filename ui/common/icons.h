// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/theme.h"

#include <QIcon>

namespace howdah::ui {

// The icon of a freedesktop name ("view-refresh"): from the desktop's theme where that has it, else Breeze. Breeze's
// single-colour icons are drawn in the text colour of the palette in use when they are painted, so they follow light
// and dark by themselves. 16 px in lists and buttons, 22 px in the rail.
[[nodiscard]] QIcon icon(QStringView freedesktopName);
// The same, drawn in the colour of a tone.
[[nodiscard]] QIcon icon(QStringView freedesktopName, Tone tone);
// The sign of a tone in its colour: green check, blue circle, red cross, ...
[[nodiscard]] QIcon icon(Tone tone);

} // namespace howdah::ui
