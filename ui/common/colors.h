// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QPalette>

namespace howdah::ui {

// What a colour says. A colour never says it alone: toneIcon() and a word stand beside it.
enum class Tone {
    Neutral,
    Accent,
    Applied,
    Pending,
    Running,
    Failed,
    Interrupted,
    Edited,
    Baseline,
    Proven,
    Production,
    Staging,
};

// The surfaces and lines that a QPalette has no role for.
enum class Surface {
    Rail,         // the bar of pages at the left
    Raised,       // popups, cards, the top bar
    Hover,        // under the pointer
    Border,       // one-pixel lines between things
    StrongBorder, // the outline of fields and buttons
    MutedText,    // second-rank words, still 4.5:1
    Skeleton,     // bars that stand for what is being loaded
};

enum class ColorScheme { Light, Dark };

// Colours are functions of the palette that a widget or a style option carries, so that a delegate needs nothing else
// and a change of the theme repaints with the new ones.
[[nodiscard]] ColorScheme schemeOf(const QPalette &palette);
[[nodiscard]] QColor
color(Tone tone, const QPalette &palette); // for text, icons and lines; >= 4.5:1 on base, window, fill
[[nodiscard]] QColor fill(Tone tone, const QPalette &palette); // a quiet background for badges and banners
[[nodiscard]] QColor color(Surface surface, const QPalette &palette);
// The freedesktop name of the sign that stands beside the colour.
[[nodiscard]] QString toneIcon(Tone tone);

[[nodiscard]] QPalette paletteFor(ColorScheme scheme);
// The ratio of WCAG 2: 1 to 21.
[[nodiscard]] double contrast(const QColor &a, const QColor &b);

} // namespace howdah::ui
