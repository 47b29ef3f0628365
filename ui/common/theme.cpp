// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/theme.h"

#include "common/density.h"
#include "common/style.h"

#include <QApplication>
#include <QEvent>
#include <QPointer>
#include <QToolTip>
#include <QWidget>

#include <utility>
#include <vector>

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
    m_application.installEventFilter(this);
}

void Theme::dress()
{
    if (!std::exchange(m_dressed, true))
        putOn(styleSheetFor(m_scheme));
}

// What has a parent has its style from there, tool tips and other windows, too.
static bool carriesSheet(const QWidget *widget) { return widget->isWindow() && !widget->parentWidget(); }

void Theme::putOn(const QString &sheet)
{
    m_sheet = sheet;
    const auto windows = QApplication::topLevelWidgets();
    for (QWidget *window : windows) {
        if (carriesSheet(window) && window->testAttribute(Qt::WA_WState_Polished))
            window->setStyleSheet(sheet);
    }
}

bool Theme::eventFilter(QObject *watched, QEvent *event)
{
    // Shown again it may be one that had a parent before.
    if ((event->type() == QEvent::Polish || event->type() == QEvent::Show) && watched->isWidgetType()) {
        auto *widget = static_cast<QWidget *>(watched);
        if (carriesSheet(widget) && widget->styleSheet() != m_sheet)
            widget->setStyleSheet(m_sheet);
    }
    // One that was measured before it had a parent would keep the sheet of that time for ever.
    if (event->type() == QEvent::ParentChange && watched->isWidgetType()) {
        auto *widget = static_cast<QWidget *>(watched);
        if (!carriesSheet(widget) && !m_sheet.isEmpty() && widget->styleSheet() == m_sheet)
            widget->setStyleSheet({});
    }
    return QObject::eventFilter(watched, event);
}

void Theme::setChoice(ThemeChoice choice)
{
    if (choice == m_choice)
        return;
    m_choice = choice;
    apply();
}

// A widget that was given a font of its own keeps it through a change of the program's. Those are all made of ours, so
// they are told by the family, and grow by as much.
static std::vector<std::pair<QPointer<QWidget>, QFont>> refittedFonts(const QFont &base, const QFont &fixed)
{
    const double ofBase = baseFont().pointSizeF() / base.pointSizeF();
    const double ofFixed = fixedFont().pointSizeF() / fixed.pointSizeF();
    std::vector<std::pair<QPointer<QWidget>, QFont>> fonts;
    const auto widgets = QApplication::allWidgets();
    for (QWidget *widget : widgets) {
        if (!widget->testAttribute(Qt::WA_SetFont))
            continue;
        QFont own = widget->font();
        const bool isFixed = own.family() == fixed.family() && base.family() != fixed.family();
        if (isFixed)
            own.setFamily(fixedFont().family());
        // One that only says that it is bold has followed already.
        if (own.pointSizeF() > 0 && (own.resolveMask() & QFont::SizeResolved) != 0)
            own.setPointSizeF(own.pointSizeF() * (isFixed ? ofFixed : ofBase));
        fonts.emplace_back(widget, own);
    }
    return fonts;
}

// A window that has had a sheet keeps the font that its widgets had with it: by one of its own, which goes at once,
// they all hear of the new one.
static void passOnFont()
{
    const auto windows = QApplication::topLevelWidgets();
    for (QWidget *window : windows) {
        if (!carriesSheet(window) || window->testAttribute(Qt::WA_SetFont))
            continue;
        window->setFont(baseFont());
        window->setFont({});
    }
}

void Theme::setFonts(const FontChoice &choice)
{
    if (choice == fontChoice())
        return;
    const QFont base = baseFont();
    const QFont fixed = fixedFont();
    const int row = rowHeight();
    chooseFonts(choice);
    // Looked at before the sheet goes, which puts back fonts that it has seen, and set when it is there again.
    const auto own = refittedFonts(base, fixed);
    if (m_dressed)
        putOn({});
    QApplication::setFont(baseFont());
    QToolTip::setFont(smallFont());
    passOnFont();
    apply(); // the sheet has distances, and what is dressed with colours has fonts
    for (const auto &[widget, font] : own) {
        if (widget)
            widget->setFont(font);
    }
    if (rowHeight() != row)
        layOutRows(row);
    Q_EMIT fontsChanged();
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
        putOn({});
    const QPalette palette = paletteFor(m_scheme);
    QApplication::setPalette(palette);
    QToolTip::setPalette(palette);
    if (m_dressed)
        putOn(styleSheetFor(m_scheme));
    Q_EMIT schemeChanged(m_scheme);
}

} // namespace howdah::ui
