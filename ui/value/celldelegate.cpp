// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "value/celldelegate.h"

#include "common/density.h"
#include "common/icons.h"
#include "common/moments.h"
#include "common/theme.h"
#include "value/cellroles.h"
#include "value/valuetext.h"

#include <QApplication>
#include <QPainter>

#include <cmath>
#include <optional>

using namespace Qt::StringLiterals;

namespace howdah::ui {

constexpr int MarkSize = 10;

QString CellDelegate::displayText(const QVariant &value, const QLocale &) const { return singleLine(value.toString()); }

namespace {

struct Look
{
    QString text;
    QFont font;
    QColor color;
    Qt::Alignment alignment = Qt::AlignLeft;
};

} // namespace

static bool isNumber(data::TypeCategory category)
{
    return category == data::TypeCategory::Integer || category == data::TypeCategory::Decimal
        || category == data::TypeCategory::Real;
}

static CellState stateOf(const QModelIndex &index, const QString &text)
{
    if (const QVariant state = index.data(CellStateRole); state.isValid())
        return CellState(state.toInt());
    if (index.data(IsNullRole).toBool())
        return CellState::Null;
    return text.isEmpty() ? CellState::Empty : CellState::Value;
}

static void takeWord(Look &look, CellState state, const QPalette &palette)
{
    switch (state) {
    case CellState::Null:
        look.text = u"NULL"_s;
        look.font = smallFont();
        look.color = color(Surface::MutedText, palette);
        break;
    case CellState::Default:
        look.text = u"DEFAULT"_s;
        look.font = smallFont();
        look.color = color(Tone::Pending, palette);
        break;
    case CellState::Empty:
        look.text = u"''"_s;
        look.color = color(Tone::Accent, palette);
        break;
    case CellState::Value:
        break;
    }
}

static Look lookOf(const QModelIndex &index, const QPalette &palette, const QString &text)
{
    const auto category = data::TypeCategory(index.data(CategoryRole).toInt());
    Look look{text, fixedFont(), palette.color(QPalette::Text), Qt::AlignLeft};
    if (isNumber(category))
        look.alignment = Qt::AlignRight;
    if (index.data(IsLabelRole).toBool())
        look.font = QApplication::font();
    const CellState state = stateOf(index, text);
    if (index.data(IsLoadingRole).toBool()) {
        look.text = u"·"_s;
        look.color = color(Surface::MutedText, palette);
    } else if (state != CellState::Value) {
        takeWord(look, state, palette);
    } else if (category == data::TypeCategory::Boolean && (text == "t"_L1 || text == "true"_L1)) {
        look.text = QObject::tr("✓ true");
    } else if (category == data::TypeCategory::Boolean && (text == "f"_L1 || text == "false"_L1)) {
        look.text = QObject::tr("✗ false");
        look.color = color(Surface::MutedText, palette);
    } else if (category == data::TypeCategory::DateTime && momentShape() != MomentShape()) {
        look.text = shownMoment(index.data().toString());
    } else if (index.data(IsTruncatedRole).toBool() && !text.endsWith(u'…')) {
        look.text += u'…';
    }
    if (RowState(index.data(RowStateRole).toInt()) == RowState::Deleted) {
        look.font.setStrikeOut(true);
        look.color = color(Surface::MutedText, palette);
    }
    return look;
}

// The sign in the corner of a cell, if it needs one.
static std::optional<Tone> markOf(const QModelIndex &index)
{
    if (!index.data(ProblemRole).toString().isEmpty())
        return Tone::Failed;
    if (index.data(IsEditedRole).toBool())
        return Tone::Edited;
    if (index.data(IsServerMadeRole).toBool())
        return Tone::Pending;
    return std::nullopt;
}

static std::optional<Tone> groundOf(const QModelIndex &index, std::optional<Tone> mark)
{
    if (mark)
        return mark;
    switch (RowState(index.data(RowStateRole).toInt())) {
    case RowState::New:
        return Tone::Pending;
    case RowState::Deleted:
        return Tone::Failed;
    case RowState::Saved:
        return Tone::Applied;
    case RowState::Read:
    case RowState::Edited:
        break;
    }
    return std::nullopt;
}

// Of what is painted, which may be more than the value: a word for NULL, a sign before a boolean, a mark in the corner.
QSize CellDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const Look look = lookOf(index, option.palette, displayText(index.data(), option.locale));
    // Rounded up, and one for the line at its right: a column as wide as this shows its last character.
    const int words = int(std::ceil(QFontMetricsF(look.font).horizontalAdvance(look.text))) + 1;
    const int mark = markOf(index) ? MarkSize + 3 - space::inside + 1 : 0;
    return {words + 2 * space::inside + qMax(0, mark), rowHeight()};
}

void CellDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QStyleOptionViewItem background = option;
    background.text.clear();
    const QWidget *widget = option.widget;
    QStyle *style = widget ? widget->style() : QApplication::style();
    style->drawPrimitive(QStyle::PE_PanelItemViewItem, &background, painter, widget);

    const bool selected = option.state & QStyle::State_Selected;
    const std::optional<Tone> mark = markOf(index);
    if (const auto ground = groundOf(index, mark); ground && !selected)
        painter->fillRect(option.rect, fill(*ground, option.palette));
    Look look = lookOf(index, option.palette, displayText(index.data(), option.locale));
    if (selected)
        look.color = option.palette.color(QPalette::HighlightedText);
    QRect area = option.rect.adjusted(space::inside, 0, -space::inside, 0);
    if (mark) {
        const QRect corner(option.rect.right() - MarkSize - 1, option.rect.top() + 2, MarkSize, MarkSize);
        icon(*mark).paint(painter, corner);
        area.setRight(corner.left() - 2);
    }
    painter->save();
    painter->setFont(look.font);
    painter->setPen(look.color);
    // Left is left, whatever direction the first letter of a value has: columns must line up.
    painter->setLayoutDirection(Qt::LeftToRight);
    const QString elided = QFontMetrics(look.font).elidedText(look.text, Qt::ElideRight, area.width());
    painter->drawText(area, int(look.alignment | Qt::AlignAbsolute | Qt::AlignVCenter) | Qt::TextSingleLine, elided);
    painter->restore();

    if (option.state & QStyle::State_HasFocus) {
        painter->save();
        painter->setPen(QPen(color(Tone::Accent, option.palette), 1));
        painter->drawRect(option.rect.adjusted(0, 0, -1, -1));
        painter->restore();
    }
}

} // namespace howdah::ui
