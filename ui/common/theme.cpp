// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/theme.h"

#include "common/style.h"

#include <QApplication>
#include <QToolTip>

#include <utility>

namespace howdah::ui {

Theme::Theme(QApplication &application, ThemeChoice choice, StyleSheet when, QObject *parent)
    : QObject(parent)
    , m_application(application)
    , m_choice(choice)
    , m_dressed(when == StyleSheet::Now)
{
    // Before the style is ours, the palette is the platform's: its lightness is the best guess without asking.
    m_system = schemeOf(QApplication::palette());
    QApplication::setStyle(new Style);
    QApplication::setFont(baseFont());
    QToolTip::setFont(smallFont());
    apply();
}

void Theme::dress()
{
    if (!std::exchange(m_dressed, true))
        m_application.setStyleSheet(styleSheetFor(m_scheme));
}

void Theme::setChoice(ThemeChoice choice)
{
    if (choice == m_choice)
        return;
    m_choice = choice;
    apply();
}

void Theme::setSystemScheme(ColorScheme scheme)
{
    if (scheme == m_system)
        return;
    m_system = scheme;
    Q_EMIT systemSchemeChanged(scheme);
    if (m_choice == ThemeChoice::System)
        apply();
}

void Theme::apply()
{
    m_scheme = m_choice == ThemeChoice::System ? m_system
             : m_choice == ThemeChoice::Dark   ? ColorScheme::Dark
                                               : ColorScheme::Light;
    // The sheet first goes away, since a palette set under a style sheet does not reach widgets that it has polished.
    if (m_dressed)
        m_application.setStyleSheet({});
    const QPalette palette = paletteFor(m_scheme);
    QApplication::setPalette(palette);
    QToolTip::setPalette(palette);
    if (m_dressed)
        m_application.setStyleSheet(styleSheetFor(m_scheme));
    Q_EMIT schemeChanged(m_scheme);
}

} // namespace howdah::ui
