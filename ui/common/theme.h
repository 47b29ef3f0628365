// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/colors.h"
#include "common/fonts.h"
#include "common/spacing.h"

#include <QObject>

class QApplication;
class QDBusVariant;

namespace howdah::ui {

enum class ThemeChoice { System, Light, Dark };

[[nodiscard]] QString styleSheetFor(ColorScheme scheme);

// Dresses the application: Fusion, palette, fonts, style sheet; follows the system unless told otherwise. One for each
// program, made before the first widget, on the UI thread.
class Theme final : public QObject
{
    Q_OBJECT
public:
    // Each window carries the style sheet, which it is given when it is polished, rather than the application: with a
    // sheet of the application Qt polishes every subtree again each time that it is put into another one, and a page
    // takes five times as long to build. For the same reason it may be put on Later, by dress(), once the widgets of
    // the first window are in place.
    enum class StyleSheet { Now, Later };
    explicit Theme(
        QApplication &application, ThemeChoice choice = ThemeChoice::System, StyleSheet when = StyleSheet::Now,
        QObject *parent = nullptr);
    void dress();

    [[nodiscard]] ThemeChoice choice() const { return m_choice; }
    [[nodiscard]] ColorScheme scheme() const { return m_scheme; }
    void setChoice(ThemeChoice choice);
    // For all that is there and all that comes.
    void setFonts(const FontChoice &choice);
    // Asks the desktop and follows it from now on. Separate, because asking takes a round trip on D-Bus that the first
    // painted frame need not wait for; `lastKnown` is what holds meanwhile.
    void followSystem(ColorScheme lastKnown);

    bool eventFilter(QObject *watched, QEvent *event) override;

Q_SIGNALS:
    void schemeChanged(howdah::ui::ColorScheme scheme);
    void systemSchemeChanged(howdah::ui::ColorScheme scheme);
    void fontsChanged();

private Q_SLOTS:
    void portalSettingChanged(const QString &space, const QString &key, const QDBusVariant &value);

private:
    void setSystemScheme(ColorScheme scheme);
    void apply();
    void putOn(const QString &sheet);

    QApplication &m_application;
    ThemeChoice m_choice;
    bool m_dressed;
    QString m_sheet;
    ColorScheme m_system = ColorScheme::Light;
    ColorScheme m_scheme = ColorScheme::Light;
};

} // namespace howdah::ui
