// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/colors.h"

#include "base/enumtable.h"

#include <cmath>

using namespace Qt::StringLiterals;

namespace howdah::ui {

namespace {

// Everything that a scheme fixes. Texts are measured by tst_theme: 4.5:1 on window, base, raised and their own fill.
struct Scheme
{
    QColor window, base, alternate, raised, rail, hover, border, strongBorder, skeleton;
    QColor text, muted, placeholder, accent, selection, selectionText;
    QColor applied, pending, failed, edited, proven;
};

const Scheme &schemeColors(ColorScheme scheme)
{
    static const Scheme light{
        .window = QColor(0xf5, 0xf6, 0xf8),
        .base = Qt::white,
        .alternate = QColor(0xfa, 0xfb, 0xfc),
        .raised = Qt::white,
        .rail = QColor(0xec, 0xee, 0xf2),
        .hover = QColor(0xe6, 0xe9, 0xee),
        .border = QColor(0xdd, 0xe1, 0xe7),
        .strongBorder = QColor(0xc2, 0xc9, 0xd3),
        .skeleton = QColor(0xe9, 0xec, 0xf0),
        .text = QColor(0x1a, 0x1f, 0x27),
        .muted = QColor(0x56, 0x60, 0x6e),
        .placeholder = QColor(0x65, 0x6f, 0x7d),
        .accent = QColor(0x2f, 0x55, 0xc8),
        .selection = QColor(0xd9, 0xe4, 0xfb),
        .selectionText = QColor(0x12, 0x1a, 0x2c),
        .applied = QColor(0x17, 0x6c, 0x36),
        .pending = QColor(0x0b, 0x5c, 0xad),
        .failed = QColor(0xb4, 0x23, 0x2a),
        .edited = QColor(0x82, 0x53, 0x00),
        .proven = QColor(0x0e, 0x68, 0x69)};
    static const Scheme dark{
        .window = QColor(0x17, 0x1a, 0x20),
        .base = QColor(0x1c, 0x20, 0x27),
        .alternate = QColor(0x20, 0x24, 0x2c),
        .raised = QColor(0x22, 0x27, 0x2f),
        .rail = QColor(0x13, 0x16, 0x1b),
        .hover = QColor(0x2b, 0x31, 0x3b),
        .border = QColor(0x2d, 0x33, 0x3d),
        .strongBorder = QColor(0x70, 0x7a, 0x89),
        .skeleton = QColor(0x2a, 0x30, 0x39),
        .text = QColor(0xe3, 0xe7, 0xed),
        .muted = QColor(0xa2, 0xac, 0xba),
        .placeholder = QColor(0x93, 0x9d, 0xab),
        .accent = QColor(0x8a, 0xb0, 0xff),
        .selection = QColor(0x2b, 0x40, 0x6b),
        .selectionText = QColor(0xf2, 0xf5, 0xfa),
        .applied = QColor(0x68, 0xcf, 0x8b),
        .pending = QColor(0x6e, 0xb8, 0xf7),
        .failed = QColor(0xff, 0x8f, 0x8a),
        .edited = QColor(0xe9, 0xb5, 0x5a),
        .proven = QColor(0x5f, 0xcf, 0xc9)};
    return scheme == ColorScheme::Dark ? dark : light;
}

const Scheme &schemeColors(const QPalette &palette) { return schemeColors(schemeOf(palette)); }

QColor mixed(const QColor &top, const QColor &bottom, double share)
{
    return QColor::fromRgbF(
        float(top.redF() * share + bottom.redF() * (1 - share)),
        float(top.greenF() * share + bottom.greenF() * (1 - share)),
        float(top.blueF() * share + bottom.blueF() * (1 - share)));
}

double luminance(const QColor &color)
{
    const auto linear = [](double v) { return v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4); };
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF());
}

QColor toneColor(Tone tone, const Scheme &scheme)
{
    switch (tone) {
    case Tone::Neutral:
        return scheme.muted;
    case Tone::Accent:
        return scheme.accent;
    case Tone::Applied:
        return scheme.applied;
    case Tone::Pending:
        return scheme.pending;
    case Tone::Running:
        return scheme.accent;
    case Tone::Failed:
        return scheme.failed;
    case Tone::Interrupted:
        return scheme.failed;
    case Tone::Edited:
        return scheme.edited;
    case Tone::Baseline:
        return scheme.muted;
    case Tone::Proven:
        return scheme.proven;
    case Tone::Production:
        return scheme.failed;
    case Tone::Staging:
        return scheme.edited;
    }
    return scheme.muted;
}

} // namespace

ColorScheme schemeOf(const QPalette &palette)
{
    // By the text: a style sheet may make grounds transparent, and disabled text is grey in both.
    return palette.color(QPalette::Active, QPalette::Text).lightness() > 128 ? ColorScheme::Dark : ColorScheme::Light;
}

QColor color(Tone tone, const QPalette &palette) { return toneColor(tone, schemeColors(palette)); }

QColor fill(Tone tone, const QPalette &palette)
{
    const Scheme &scheme = schemeColors(palette);
    return mixed(toneColor(tone, scheme), scheme.base, schemeOf(palette) == ColorScheme::Dark ? 0.14 : 0.09);
}

QColor color(Surface surface, const QPalette &palette)
{
    const Scheme &scheme = schemeColors(palette);
    switch (surface) {
    case Surface::Rail:
        return scheme.rail;
    case Surface::Raised:
        return scheme.raised;
    case Surface::Hover:
        return scheme.hover;
    case Surface::Border:
        return scheme.border;
    case Surface::StrongBorder:
        return scheme.strongBorder;
    case Surface::MutedText:
        return scheme.muted;
    case Surface::Skeleton:
        return scheme.skeleton;
    }
    return scheme.border;
}

static constexpr std::array toneNames{
    EnumName{Tone::Neutral, "media-record"_L1},      EnumName{Tone::Accent, "go-next"_L1},
    EnumName{Tone::Applied, "checkmark"_L1},         EnumName{Tone::Pending, "media-record"_L1},
    EnumName{Tone::Running, "view-refresh"_L1},      EnumName{Tone::Failed, "dialog-close"_L1},
    EnumName{Tone::Interrupted, "dialog-cancel"_L1}, EnumName{Tone::Edited, "document-edit"_L1},
    EnumName{Tone::Baseline, "list-remove"_L1},      EnumName{Tone::Proven, "security-high"_L1},
    EnumName{Tone::Production, "lock"_L1},           EnumName{Tone::Staging, "chronometer"_L1},
};
static_assert(isWholeTable(toneNames));

QString toneIcon(Tone tone) { return nameIn(toneNames, tone); }

QPalette paletteFor(ColorScheme which)
{
    const Scheme &s = schemeColors(which);
    QPalette palette;
    const auto set = [&palette](QPalette::ColorRole role, const QColor &color) { palette.setColor(role, color); };
    set(QPalette::Window, s.window);
    set(QPalette::WindowText, s.text);
    set(QPalette::Base, s.base);
    set(QPalette::AlternateBase, s.alternate);
    set(QPalette::Text, s.text);
    set(QPalette::PlaceholderText, s.placeholder);
    set(QPalette::Button, s.raised);
    set(QPalette::ButtonText, s.text);
    set(QPalette::BrightText, s.failed);
    set(QPalette::ToolTipBase, s.raised);
    set(QPalette::ToolTipText, s.text);
    set(QPalette::Highlight, s.selection);
    set(QPalette::HighlightedText, s.selectionText);
    set(QPalette::Link, s.accent);
    set(QPalette::LinkVisited, s.accent);
    set(QPalette::Light, s.raised);
    set(QPalette::Midlight, s.hover);
    set(QPalette::Mid, s.border);
    set(QPalette::Dark, s.strongBorder);
    set(QPalette::Shadow, which == ColorScheme::Dark ? QColor(0, 0, 0, 160) : QColor(20, 28, 40, 60));
    const QColor disabled = mixed(s.text, s.window, 0.45);
    for (const QPalette::ColorRole role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, disabled);
    palette.setColor(QPalette::Inactive, QPalette::Highlight, s.selection);
    return palette;
}

double contrast(const QColor &a, const QColor &b)
{
    const double first = luminance(a);
    const double second = luminance(b);
    return (std::max(first, second) + 0.05) / (std::min(first, second) + 0.05);
}

} // namespace howdah::ui
