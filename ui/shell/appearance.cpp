// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/appearance.h"

#include "common/density.h"
#include "common/moments.h"
#include "common/settings.h"
#include "common/theme.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::ui {

static ThemeChoice themeOf(const QString &word)
{
    return word == "light"_L1 ? ThemeChoice::Light : word == "dark"_L1 ? ThemeChoice::Dark : ThemeChoice::System;
}

Appearance::Appearance(Settings &settings, Theme &theme, QObject *parent)
    : QObject(parent)
    , m_settings(settings)
    , m_theme(theme)
{
    setDensity(settings.value(settings::compactRows) ? Density::Compact : Density::Comfortable);
    applyFonts();
    applyMoments();
    connect(&settings, &Settings::changed, this, &Appearance::follow);
}

void Appearance::follow(const QString &name)
{
    if (name == settings::theme.name)
        m_theme.setChoice(themeOf(m_settings.value(settings::theme)));
    else if (name == settings::compactRows.name)
        setDensity(m_settings.value(settings::compactRows) ? Density::Compact : Density::Comfortable);
    else if (name.startsWith("time/"_L1))
        applyMoments();
    else if (name.startsWith("appearance/"_L1))
        applyFonts();
}

void Appearance::applyFonts()
{
    m_theme.setFonts(
        {m_settings.value(settings::interfacePoints), m_settings.value(settings::fixedFamily),
         m_settings.value(settings::fixedPoints), m_settings.value(settings::zoom)});
}

void Appearance::applyMoments()
{
    using Zone = MomentShape::Zone;
    using Format = MomentShape::Format;
    const QString zone = m_settings.value(settings::timeZone);
    const QString format = m_settings.value(settings::timeFormat);
    setMomentShape(
        {zone == "utc"_L1     ? Zone::Utc
         : zone == "local"_L1 ? Zone::Local
                              : Zone::Session,
         format == "seconds"_L1  ? Format::Seconds
         : format == "iso"_L1    ? Format::Iso
         : format == "locale"_L1 ? Format::Locale
                                 : Format::Server});
}

void Appearance::zoomBy(int steps)
{
    constexpr int Step = 10;
    const Setting<int> &zoom = settings::zoom;
    const int wanted = (m_settings.value(zoom) / Step + steps) * Step;
    m_settings.set(zoom, std::clamp(wanted, zoom.least, zoom.most));
}

void Appearance::resetZoom() { m_settings.reset(settings::zoom.name); }

} // namespace howdah::ui
