// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/theme.h"

#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace howdah::ui {

namespace {

// Words in @at@ stand for colours. Only shapes are here; whatever a QPalette role says comes through palette(...).
constexpr auto sheet = R"(
QToolTip { background: @raised@; color: palette(window-text); border: 1px solid @border@; padding: 4px 6px; }
QLineEdit, QComboBox, QPlainTextEdit, QTextEdit {
    background: palette(base); border: 1px solid @strong@; border-radius: 6px; padding: 3px 7px;
    selection-background-color: palette(highlight); selection-color: palette(highlighted-text); }
QLineEdit, QComboBox { min-height: 20px; }
QSpinBox { background: palette(base); border: 1px solid @strong@; border-radius: 6px; padding: 3px 4px 3px 7px;
    min-height: 20px; selection-background-color: palette(highlight); selection-color: palette(highlighted-text); }
QSpinBox:focus { border: 2px solid @accent@; padding: 2px 3px 2px 6px; }
QSpinBox:disabled { background: palette(window); }
QSpinBox::up-button, QSpinBox::down-button { subcontrol-origin: border; border: none; background: transparent;
    width: 20px; height: 13px; }
QSpinBox::up-button { subcontrol-position: top right; }
QSpinBox::down-button { subcontrol-position: bottom right; }
QSpinBox::up-arrow { image: url(":/howdah/ui/arrow-up-@scheme@.svg"); width: 10px; height: 10px; }
QSpinBox::down-arrow { image: url(":/howdah/ui/arrow-down-@scheme@.svg"); width: 10px; height: 10px; }
QSpinBox::up-arrow:off, QSpinBox::down-arrow:off { image: none; }
QLineEdit:focus, QComboBox:focus, QPlainTextEdit:focus, QTextEdit:focus {
    border: 2px solid @accent@; padding: 2px 6px; }
QLineEdit:disabled, QComboBox:disabled { background: palette(window); }
QLineEdit[inCell="true"], QLineEdit[inCell="true"]:focus {
    border: 1px solid @accent@; border-radius: 0; padding: 0 5px; min-height: 0; }
QLineEdit[problem="true"] { border: 2px solid @failed@; padding: 2px 6px; }
QComboBox::drop-down { border: none; width: 22px; }
QComboBox::down-arrow { image: url(":/howdah/ui/arrow-down-@scheme@.svg"); width: 12px; height: 12px; }
QComboBox QAbstractItemView { background: @raised@; border: 1px solid @border@; outline: none; padding: 4px; }
QPushButton { background: @raised@; color: palette(button-text); border: 1px solid @strong@; border-radius: 6px;
    padding: 4px 13px; min-height: 18px; }
QPushButton:hover { background: @hover@; }
QPushButton:pressed { background: @border@; }
QPushButton:focus { border: 2px solid @accent@; padding: 3px 12px; }
QPushButton:disabled { color: palette(placeholder-text); border-color: @border@; background: palette(window); }
QPushButton[role="primary"] { background: @primary@; color: @onPrimary@; border-color: @primary@; font-weight: 600; }
QPushButton[role="primary"]:hover { background: @primaryHover@; }
QPushButton[role="primary"]:focus { border: 2px solid @focusRing@; }
QPushButton[role="danger"] { background: @danger@; color: @onPrimary@; border-color: @danger@; font-weight: 600; }
QPushButton[role="danger"]:hover { background: @dangerHover@; }
QPushButton[role="danger"]:focus { border: 2px solid @focusRing@; }
QPushButton[role="primary"]:disabled, QPushButton[role="danger"]:disabled {
    background: palette(window); color: palette(placeholder-text); border-color: @border@; }
QPushButton::menu-indicator { image: url(":/howdah/ui/arrow-down-@scheme@.svg"); width: 12px; height: 12px;
    subcontrol-origin: padding; subcontrol-position: center right; right: 8px; }
QToolButton { background: transparent; color: palette(button-text); border: 1px solid transparent; border-radius: 6px;
    padding: 3px; }
QToolButton:hover { background: @hover@; }
QToolButton:pressed, QToolButton:checked { background: palette(highlight); color: palette(highlighted-text); }
QToolButton:focus { border: 2px solid @accent@; padding: 2px; }
QToolButton::menu-indicator { image: none; }
QToolButton[popupMode="1"] { padding-right: 15px; }
QToolButton::menu-button { background: transparent; border: none; width: 14px; }
QToolButton::menu-arrow { image: url(":/howdah/ui/arrow-down-@scheme@.svg"); width: 9px; height: 9px; }
QMenu { background: @raised@; color: palette(window-text); border: 1px solid @border@; padding: 4px; }
QMenu::item { padding: 5px 24px 5px 8px; border-radius: 4px; }
QMenu::item:selected { background: palette(highlight); color: palette(highlighted-text); }
QMenu::item:disabled { color: palette(placeholder-text); }
QMenu::separator { height: 1px; background: @border@; margin: 4px 8px; }
QMenu::icon { padding-left: 8px; }
QTabWidget::pane { border: none; border-top: 1px solid @border@; }
QTabBar { qproperty-drawBase: 0; }
QTabBar::tab { background: transparent; color: @muted@; border: none; border-bottom: 2px solid transparent;
    padding: 7px 12px 6px 12px; }
QTabBar::tab:hover { color: palette(window-text); }
QTabBar::tab:selected { color: palette(window-text); border-bottom: 2px solid @accent@; }
QTabBar::tab:selected:focus { border: 2px solid @accent@; border-radius: 6px; padding: 5px 10px 6px 10px; }
QAbstractItemView { background: palette(base); alternate-background-color: palette(alternate-base); border: none;
    outline: none; selection-background-color: palette(highlight); selection-color: palette(highlighted-text); }
QTableView { gridline-color: @border@; }
QFrame[role="popup"] { background: @raised@; border: 1px solid @strong@; }
QListView[role="field"] { border: 1px solid @strong@; border-radius: 6px; padding: 2px; }
QListView[role="menu"] { background: transparent; }
QListView[role="menu"]::item { padding: 0 8px; border-radius: 6px; color: palette(text); }
QListView[role="menu"]::item:hover { background: @hover@; }
QListView[role="menu"]::item:selected { background: palette(highlight); color: palette(highlighted-text); }
QHeaderView { background: palette(window); border: none; }
QHeaderView::section { background: palette(window); color: @muted@; border: none; border-right: 1px solid @border@;
    border-bottom: 1px solid @border@; padding: 4px 8px; }
QTableCornerButton::section { background: palette(window); border: none; border-bottom: 1px solid @border@; }
QSplitter::handle:horizontal { background: @border@; margin: 0 2px; }
QSplitter::handle:vertical { background: @border@; margin: 2px 0; }
QSplitter::handle:hover { background: @accent@; }
QScrollBar:vertical { background: transparent; width: 12px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 0; }
QScrollBar::handle { background: @strong@; border-radius: 4px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::handle:hover { background: @muted@; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QProgressBar { background: @skeleton@; border: none; border-radius: 3px; max-height: 6px; min-height: 6px; }
QProgressBar::chunk { background: @accent@; border-radius: 3px; }
QStatusBar { background: palette(window); border-top: 1px solid @border@; }
QStatusBar::item { border: none; }
QDialog { background: @dialog@; }
)"_L1;

// Lines stay as thin as they are.
QString atZoom(const QString &text)
{
    constexpr int Line = 2;
    static const QRegularExpression length(u"\\b(\\d+)px"_s);
    QString out;
    qsizetype at = 0;
    for (auto found = length.globalMatch(text); found.hasNext();) {
        const QRegularExpressionMatch match = found.next();
        const int pixels = match.captured(1).toInt();
        out += QStringView(text).sliced(at, match.capturedStart() - at);
        out += QString::number(pixels > Line ? zoomed(pixels) : pixels) + u"px"_s;
        at = match.capturedEnd();
    }
    out += QStringView(text).sliced(at);
    return out;
}

QString name(const QColor &color) { return color.name(QColor::HexRgb); }

} // namespace

QString styleSheetFor(ColorScheme scheme)
{
    const QPalette palette = paletteFor(scheme);
    const bool dark = scheme == ColorScheme::Dark;
    const QColor accent = color(Tone::Accent, palette);
    const QColor danger = dark ? QColor(0xb8, 0x32, 0x38) : color(Tone::Failed, palette);
    // Buttons that carry a colour have white words in both schemes, so their ground is dark in both.
    const QColor primary = dark ? QColor(0x3c, 0x63, 0xd6) : accent;
    QString text = sheet;
    const std::initializer_list<std::pair<QString, QString>> words{
        {u"@raised@"_s, name(color(Surface::Raised, palette))},
        {u"@border@"_s, name(color(Surface::Border, palette))},
        {u"@strong@"_s, name(color(Surface::StrongBorder, palette))},
        {u"@hover@"_s, name(color(Surface::Hover, palette))},
        {u"@muted@"_s, name(color(Surface::MutedText, palette))},
        {u"@skeleton@"_s, name(color(Surface::Skeleton, palette))},
        {u"@accent@"_s, name(accent)},
        {u"@failed@"_s, name(color(Tone::Failed, palette))},
        {u"@primary@"_s, name(primary)},
        {u"@primaryHover@"_s, name(primary.darker(112))},
        {u"@danger@"_s, name(danger)},
        {u"@dangerHover@"_s, name(danger.darker(112))},
        {u"@onPrimary@"_s, u"#ffffff"_s},
        {u"@focusRing@"_s, dark ? u"#ffffff"_s : u"#10224f"_s},
        {u"@scheme@"_s, dark ? u"dark"_s : u"light"_s},
        {u"@dialog@"_s, name(color(Surface::Raised, palette))}};
    for (const auto &[word, value] : words)
        text.replace(word, value);
    return fontChoice().zoom == 100 ? text : atZoom(text);
}

} // namespace howdah::ui
