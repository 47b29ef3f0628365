// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/style.h"

#include "common/colors.h"
#include "common/density.h"
#include "common/fonts.h"
#include "common/spacing.h"

#include <QDialogButtonBox>
#include <QPainter>
#include <QPushButton>
#include <QStyleOption>
#include <QTabBar>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace howdah::ui {

namespace {

// The boxes and circles of choices, in lines that are seen in both schemes; Fusion's vanish in the dark.
void paintChoice(const QStyleOption &option, QPainter &painter, bool round)
{
    const bool enabled = option.state.testFlag(QStyle::State_Enabled);
    const bool on = option.state.testFlag(QStyle::State_On);
    const bool half = option.state.testFlag(QStyle::State_NoChange);
    const QColor accent = color(enabled ? Tone::Accent : Tone::Neutral, option.palette);
    const QColor line = on || half || option.state.testFlag(QStyle::State_HasFocus) ? accent
                      : enabled ? color(Surface::MutedText, option.palette)
                                : color(Surface::StrongBorder, option.palette);
    const QRectF box = QRectF(option.rect).adjusted(1, 1, -1, -1);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(line, 1.4));
    painter.setBrush(on && !round ? accent : option.palette.color(QPalette::Base));
    if (round) {
        painter.drawEllipse(box);
        if (on) {
            painter.setPen(Qt::NoPen);
            painter.setBrush(accent);
            painter.drawEllipse(box.adjusted(3, 3, -3, -3));
        }
    } else {
        painter.drawRoundedRect(box, 3, 3);
        painter.setPen(QPen(on ? option.palette.color(QPalette::Base) : accent, 1.8, Qt::SolidLine, Qt::RoundCap));
        const QPointF c = box.center();
        const double unit = box.width() / 12;
        if (on)
            painter.drawPolyline(
                QPolygonF{c + QPointF(-3.2, 0.2) * unit, c + QPointF(-0.8, 2.6) * unit, c + QPointF(3.4, -2.4) * unit});
        else if (half)
            painter.drawLine(c - QPointF(3, 0) * unit, c + QPointF(3, 0) * unit);
    }
    painter.restore();
}

} // namespace

Style::Style()
    : QProxyStyle(u"Fusion"_s)
{
}

int Style::pixelMetric(PixelMetric metric, const QStyleOption *option, const QWidget *widget) const
{
    switch (int(metric)) {
    case PM_SmallIconSize:
    case PM_ButtonIconSize:
    case PM_TabBarIconSize:
    case PM_ListViewIconSize:
    case PM_ToolBarIconSize:
        return zoomed(space::iconSmall);
    case PM_SplitterWidth:
        return 5;
    case PM_LayoutHorizontalSpacing:
    case PM_LayoutVerticalSpacing:
        return space::inside;
    case PM_LayoutLeftMargin:
    case PM_LayoutRightMargin:
    case PM_LayoutTopMargin:
    case PM_LayoutBottomMargin:
        return space::inside;
    case PM_TreeViewIndentation:
        return space::group;
    case PM_HeaderDefaultSectionSizeVertical:
        return rowHeight();
    case PM_FocusFrameHMargin:
    case PM_FocusFrameVMargin:
        return 2;
    default:
        return QProxyStyle::pixelMetric(metric, option, widget);
    }
}

int Style::styleHint(
    StyleHint hint, const QStyleOption *option, const QWidget *widget, QStyleHintReturn *returned) const
{
    switch (int(hint)) {
    case SH_Widget_Animation_Duration:
        return 0;
    case SH_ItemView_ActivateItemOnSingleClick:
        return 0;
    case SH_ItemView_ShowDecorationSelected:
        // Cards show themselves which one is selected; before them stands nothing that could be.
        return widget && widget->property("role") == u"cards"_s
                 ? 0
                 : QProxyStyle::styleHint(hint, option, widget, returned);
    case SH_ToolTip_WakeUpDelay:
        return 400;
    case SH_DialogButtonLayout:
        return QDialogButtonBox::GnomeLayout; // accept at the right, the safe one beside it, everywhere
    case SH_EtchDisabledText:
    case SH_DitherDisabledText:
        return 0;
    default:
        return QProxyStyle::styleHint(hint, option, widget, returned);
    }
}

// One height for all rows of one line, whoever draws them.
QSize Style::sizeFromContents(
    ContentsType type, const QStyleOption *option, const QSize &contents, const QWidget *widget) const
{
    const QSize size = QProxyStyle::sizeFromContents(type, option, contents, widget);
    return type == CT_ItemViewItem ? size.expandedTo({0, rowHeight()}) : size;
}

void Style::drawPrimitive(
    PrimitiveElement element, const QStyleOption *option, QPainter *painter, const QWidget *widget) const
{
    if (element == PE_FrameFocusRect) {
        // Buttons and tabs show the focus by their own edge (see the style sheet); a second frame inside it would cross
        // their words.
        if (qobject_cast<const QPushButton *>(widget) || qobject_cast<const QToolButton *>(widget)
            || qobject_cast<const QTabBar *>(widget))
            return;
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(QPen(color(Tone::Accent, option->palette), 1.5));
        painter->setBrush(Qt::NoBrush);
        painter->drawRoundedRect(QRectF(option->rect).adjusted(1, 1, -1, -1), 4, 4);
        painter->restore();
        return;
    }
    if (element == PE_IndicatorRadioButton || element == PE_IndicatorCheckBox
        || element == PE_IndicatorItemViewItemCheck) {
        paintChoice(*option, *painter, element == PE_IndicatorRadioButton);
        return;
    }
    QProxyStyle::drawPrimitive(element, option, painter, widget);
}

} // namespace howdah::ui
