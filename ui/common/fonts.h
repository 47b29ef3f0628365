// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFont>

namespace howdah::ui {

// What the fonts are made of. Zero and "" stand for what the system has, and for the fixed font for the size of the
// interface.
struct FontChoice
{
    int interfacePoints = 0;
    QString fixedFamily;
    int fixedPoints = 0;
    int zoom = 100; // of the whole window, in percent
    bool operator==(const FontChoice &) const = default;
};
[[nodiscard]] const FontChoice &fontChoice();
// From now on: what is there already is Theme::setFonts()' to change. UI thread.
void chooseFonts(const FontChoice &choice);
// A distance at the zoom of the window.
[[nodiscard]] int zoomed(int pixels);

[[nodiscard]] QFont baseFont();                // the interface
[[nodiscard]] QFont fixedFont();               // values, SQL, JSON: same size, tabular figures
[[nodiscard]] QFont headingFont(int step = 1); // 1: title of a page, 2: title of a group
[[nodiscard]] QFont smallFont();
// The family of the same letters in which no two characters are drawn as one.
[[nodiscard]] QString withoutLigatures(const QString &family);

} // namespace howdah::ui
