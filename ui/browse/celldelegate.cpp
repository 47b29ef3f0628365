// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "browse/celldelegate.h"

#include "browse/gridroles.h"
#include "common/theme.h"

#include <QApplication>
#include <QPainter>

using namespace Qt::StringLiterals;

namespace howdah::ui {

static QChar visible(QChar c)
{
    switch (c.unicode()) {
    case u'\n':
        return u'↵';
    case u'\r':
        return u'␍';
    case u'\t':
        return u'⇥';
    case 0x7f:
        return u'␡';
    default:
        break;
    }
    if (c.unicode() < 0x20)
        return QChar(0x2400 + c.unicode()); // the control pictures block
    // Embeddings, overrides and isolates could show a value as something that it is not.
    if ((c.unicode() >= 0x202a && c.unicode() <= 0x202e) || (c.unicode() >= 0x2066 && c.unicode() <= 0x2069))
        return u'�';
    return c;
}

QString singleLine(const QString &value, qsizetype most)
{
    const bool cut = value.size() > most;
    QString line;
    line.reserve(qMin(value.size(), most) + 1);
    for (const QChar c : QStringView(value).left(most))
        line += visible(c);
    if (cut && line.back().isHighSurrogate())
        line.chop(1);
    return cut ? line + u'…' : line;
}

QString CellDelegate::displayText(const QVariant &value, const QLocale &) const { return singleLine(value.toString()); }

QSize CellDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const QFontMetrics metrics(fixedFont());
    const int width = metrics.horizontalAdvance(displayText(index.data(), option.locale)) + 2 * space::inside;
    return {width, space::rowComfortable};
}

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

static Look lookOf(const QModelIndex &index, const QPalette &palette, const QString &text)
{
    const auto category = data::TypeCategory(index.data(CategoryRole).toInt());
    Look look{text, fixedFont(), palette.color(QPalette::Text), Qt::AlignLeft};
    if (isNumber(category))
        look.alignment = Qt::AlignRight;
    if (index.data(IsLoadingRole).toBool()) {
        look.text = u"·"_s;
        look.color = color(Surface::MutedText, palette);
    } else if (index.data(IsNullRole).toBool()) {
        look.text = u"NULL"_s;
        look.font = smallFont();
        look.color = color(Surface::MutedText, palette);
    } else if (text.isEmpty()) {
        look.text = u"''"_s;
        look.color = color(Tone::Accent, palette);
    } else if (category == data::TypeCategory::Boolean) {
        const bool yes = text == "t"_L1 || text == "true"_L1;
        look.text = yes ? QObject::tr("✓ true") : QObject::tr("✗ false");
        look.color = yes ? palette.color(QPalette::Text) : color(Surface::MutedText, palette);
    } else if (index.data(IsTruncatedRole).toBool() && !text.endsWith(u'…')) {
        look.text += u'…';
    }
    return look;
}

void CellDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QStyleOptionViewItem background = option;
    background.text.clear();
    const QWidget *widget = option.widget;
    QStyle *style = widget ? widget->style() : QApplication::style();
    style->drawPrimitive(QStyle::PE_PanelItemViewItem, &background, painter, widget);

    const bool selected = option.state & QStyle::State_Selected;
    Look look = lookOf(index, option.palette, displayText(index.data(), option.locale));
    if (selected)
        look.color = option.palette.color(QPalette::HighlightedText);
    const QRect area = option.rect.adjusted(space::inside, 0, -space::inside, 0);
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
