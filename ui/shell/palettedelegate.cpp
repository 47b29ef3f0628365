// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/palettedelegate.h"

#include "common/icons.h"
#include "shell/palettemodel.h"

#include <QPainter>
#include <QTextLayout>

using namespace Qt::StringLiterals;

namespace howdah::ui {

namespace {

constexpr int rowHeight = 32;

// A name may hold line breaks and right-to-left marks: one line, each control character as a visible sign.
QString onOneLine(QString text)
{
    for (QChar &c : text) {
        const auto kind = c.category();
        if (kind == QChar::Other_Control || kind == QChar::Other_Format || kind == QChar::Separator_Line
            || kind == QChar::Separator_Paragraph)
            c = u'\u00b7';
    }
    return text;
}

int drawTitle(QPainter *painter, const QRect &rect, const QModelIndex &index, const QColor &ink, const QColor &accent)
{
    const QString title = onOneLine(index.data().toString());
    QTextLayout layout(title, painter->font());
    QList<QTextLayout::FormatRange> formats;
    for (const int at : index.data(PaletteModel::PositionsRole).value<QList<int>>()) {
        QTextCharFormat format;
        format.setFontWeight(QFont::Bold);
        format.setForeground(accent);
        formats << QTextLayout::FormatRange{at, 1, format};
    }
    layout.setFormats(formats);
    layout.beginLayout();
    QTextLine line = layout.createLine();
    line.setNumColumns(int(title.size()));
    layout.endLayout();
    painter->save();
    painter->setClipRect(rect);
    painter->setPen(ink);
    layout.draw(painter, QPointF(rect.left(), rect.top() + (rect.height() - line.height()) / 2));
    painter->restore();
    return int(line.naturalTextWidth());
}

} // namespace

QSize PaletteDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const
{
    return {option.rect.width(), qMax(rowHeight, option.fontMetrics.height() + 12)};
}

void PaletteDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    const QRect row = option.rect.adjusted(space::tight, 0, -space::tight, 0);
    if (selected) {
        painter->setPen(Qt::NoPen);
        painter->setBrush(option.palette.color(QPalette::Highlight));
        painter->drawRoundedRect(row, space::radius, space::radius);
    }
    const QColor ink = option.palette.color(selected ? QPalette::HighlightedText : QPalette::Text);
    const QColor muted = selected ? ink : color(Surface::MutedText, option.palette);
    QRect rest = row.adjusted(space::inside, 0, -space::inside, 0);
    icon(index.data(PaletteModel::IconNameRole).toString())
        .paint(
            painter, QRect(rest.left(), rest.center().y() - 7, space::iconSmall, space::iconSmall), Qt::AlignCenter,
            selected ? QIcon::Selected : QIcon::Normal);
    rest.setLeft(rest.left() + space::iconSmall + space::inside);

    const QString shortcut = index.data(PaletteModel::ShortcutRole).toString();
    if (!shortcut.isEmpty()) {
        painter->setPen(muted);
        painter->drawText(rest, Qt::AlignRight | Qt::AlignVCenter, shortcut);
        rest.setRight(rest.right() - option.fontMetrics.horizontalAdvance(shortcut) - space::group);
    }
    painter->setFont(option.font);
    const int used = drawTitle(painter, rest, index, ink, selected ? ink : color(Tone::Accent, option.palette));
    rest.setLeft(rest.left() + used + space::inside + space::tight);
    painter->setFont(smallFont());
    painter->setPen(muted);
    if (rest.width() > 24)
        painter->drawText(
            rest, Qt::AlignLeft | Qt::AlignVCenter,
            painter->fontMetrics().elidedText(
                onOneLine(index.data(PaletteModel::DetailRole).toString()), Qt::ElideRight, rest.width()));
    painter->restore();
}

} // namespace howdah::ui
