// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connect/profilecolour.h"

#include "common/theme.h"
#include "connect/connectioncontroller.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>

namespace howdah::ui {

namespace {

constexpr double ReadableRatio = 4.5;
constexpr int Step = 4; // of 255

constexpr std::array Swatches{
    Swatch{QT_TRANSLATE_NOOP("ProfileColour", "Blue"), 0xff0072b2},
    Swatch{QT_TRANSLATE_NOOP("ProfileColour", "Sky blue"), 0xff3a9bd0},
    Swatch{QT_TRANSLATE_NOOP("ProfileColour", "Teal"), 0xff00897b},
    Swatch{QT_TRANSLATE_NOOP("ProfileColour", "Green"), 0xff3f8f3a},
    Swatch{QT_TRANSLATE_NOOP("ProfileColour", "Olive"), 0xff7f8000},
    Swatch{QT_TRANSLATE_NOOP("ProfileColour", "Orange"), 0xffd55e00},
    Swatch{QT_TRANSLATE_NOOP("ProfileColour", "Red"), 0xffc62f3a},
    Swatch{QT_TRANSLATE_NOOP("ProfileColour", "Pink"), 0xffcc5f98},
    Swatch{QT_TRANSLATE_NOOP("ProfileColour", "Purple"), 0xff8452b8},
    Swatch{QT_TRANSLATE_NOOP("ProfileColour", "Brown"), 0xff8d5a3b},
    Swatch{QT_TRANSLATE_NOOP("ProfileColour", "Grey"), 0xff6d7683}};

bool isReadable(const QColor &ink, const QPalette &palette)
{
    return std::ranges::all_of(
        std::array{
            palette.color(QPalette::Window), palette.color(QPalette::Base), color(Surface::Raised, palette),
            color(Surface::Hover, palette)},
        [&ink](const QColor &ground) { return contrast(ink, ground) >= ReadableRatio; });
}

} // namespace

std::span<const Swatch> swatches() { return Swatches; }

QString swatchName(const Swatch &swatch) { return QCoreApplication::translate("ProfileColour", swatch.name); }

QColor legible(const QColor &colour, const QPalette &palette)
{
    const bool dark = schemeOf(palette) == ColorScheme::Dark;
    QColor ink = colour.toHsl();
    while (!isReadable(ink, palette) && ink.lightness() != (dark ? 255 : 0))
        ink.setHsl(ink.hslHue(), ink.hslSaturation(), std::clamp(ink.lightness() + (dark ? Step : -Step), 0, 255));
    return ink.toRgb();
}

QColor ownColour(const connection::Profile &profile)
{
    return profile.colour.isEmpty() ? QColor() : QColor(profile.colour);
}

QColor profileColour(const connection::Profile &profile, const QPalette &palette)
{
    const QColor own = ownColour(profile);
    return own.isValid() ? legible(own, palette) : color(environmentTone(profile.environment), palette);
}

} // namespace howdah::ui
