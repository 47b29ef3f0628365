// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/theme.h"

#include <QColor>
#include <QPalette>

#include <cmath>

namespace howdah::ui {

inline constexpr double PaleAlpha = 0.55; // of the previous period, and of what few values stand behind

inline QColor withAlpha(QColor color, double alpha)
{
    color.setAlphaF(float(alpha));
    return color;
}

inline QColor mixed(const QColor &a, const QColor &b, double share)
{
    const auto part = [share](int from, int to) { return int(std::lround(from + (to - from) * share)); };
    return QColor(part(a.red(), b.red()), part(a.green(), b.green()), part(a.blue(), b.blue()));
}

// Words on a coloured ground.
inline QColor inkOn(const QColor &ground)
{
    const QColor dark(0x10, 0x14, 0x18);
    return contrast(dark, ground) >= contrast(Qt::white, ground) ? dark : QColor(Qt::white);
}

// Of a bar. Mixed rather than transparent where few values stand behind it: the grid would shine through.
inline QColor barGround(const QColor &full, bool isPale, const QPalette &palette)
{
    return isPale ? mixed(palette.color(QPalette::Base), full, PaleAlpha) : full;
}

} // namespace howdah::ui
