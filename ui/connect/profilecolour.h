// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/profile/profile.h"

#include <QColor>
#include <QPalette>

#include <span>

namespace howdah::ui {

// Colours that are told apart by people with any kind of sight, and that stand out in light and dark.
struct Swatch
{
    const char *name; // to be translated in the context "ProfileColour"
    QRgb colour;
};
[[nodiscard]] std::span<const Swatch> swatches();
[[nodiscard]] QString swatchName(const Swatch &swatch);

// The same hue, as dark or light as it takes to be read (4.5:1) on the grounds of this palette.
[[nodiscard]] QColor legible(const QColor &colour, const QPalette &palette);

// The colour of a profile, as the operator chose it; invalid where it is that of the environment.
[[nodiscard]] QColor ownColour(const connection::Profile &profile);
// As it is drawn: the own one made legible, or that of the environment.
[[nodiscard]] QColor profileColour(const connection::Profile &profile, const QPalette &palette);

} // namespace howdah::ui
