// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QFont>
#include <QObject>
#include <QPalette>

class QApplication;
class QDBusVariant;

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
enum class ThemeChoice { System, Light, Dark };

// Distances in pixels: 4 between parts of one thing, 8 inside, 16 between groups.
namespace space {
inline constexpr int tight = 4;
inline constexpr int inside = 8;
inline constexpr int group = 16;
inline constexpr int radius = 6;
inline constexpr int rowComfortable = 26;
inline constexpr int rowCompact = 22;
inline constexpr int iconSmall = 16;
inline constexpr int iconLarge = 22;
} // namespace space

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
[[nodiscard]] QString styleSheetFor(ColorScheme scheme);
// The ratio of WCAG 2: 1 to 21.
[[nodiscard]] double contrast(const QColor &a, const QColor &b);

[[nodiscard]] QFont baseFont();                // the interface
[[nodiscard]] QFont fixedFont();               // values, SQL, JSON: same size, tabular figures
[[nodiscard]] QFont headingFont(int step = 1); // 1: title of a page, 2: title of a group
[[nodiscard]] QFont smallFont();

// Dresses the application: Fusion, palette, fonts, style sheet; follows the system unless told otherwise. One for each
// program, made before the first widget, on the UI thread.
class Theme final : public QObject
{
    Q_OBJECT
public:
    // A style sheet makes Qt polish every subtree again each time that it is put into another one: a window that is
    // built under it takes several times as long. So it may be put on Later, by dress(), once the widgets are in place.
    enum class StyleSheet { Now, Later };
    explicit Theme(
        QApplication &application, ThemeChoice choice = ThemeChoice::System, StyleSheet when = StyleSheet::Now,
        QObject *parent = nullptr);
    void dress();

    [[nodiscard]] ThemeChoice choice() const { return m_choice; }
    [[nodiscard]] ColorScheme scheme() const { return m_scheme; }
    void setChoice(ThemeChoice choice);
    // Asks the desktop and follows it from now on. Separate, because asking takes a round trip on D-Bus that the first
    // painted frame need not wait for; `lastKnown` is what holds meanwhile.
    void followSystem(ColorScheme lastKnown);

Q_SIGNALS:
    void schemeChanged(howdah::ui::ColorScheme scheme);
    void systemSchemeChanged(howdah::ui::ColorScheme scheme);

private Q_SLOTS:
    void portalSettingChanged(const QString &space, const QString &key, const QDBusVariant &value);

private:
    void setSystemScheme(ColorScheme scheme);
    void apply();

    QApplication &m_application;
    ThemeChoice m_choice;
    bool m_dressed;
    ColorScheme m_system = ColorScheme::Light;
    ColorScheme m_scheme = ColorScheme::Light;
};

} // namespace howdah::ui
