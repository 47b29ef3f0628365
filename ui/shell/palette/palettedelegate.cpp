// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/palette/palettedelegate.h"

#include "common/icons.h"
#include "shell/palette/palettemodel.h"

#include <QPainter>
#include <QTextLayout>

using namespace Qt::StringLiterals;

namespace howdah::ui {

namespace {

constexpr int entryHeight = 32;

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
    return {option.rect.width(), qMax(entryHeight, option.fontMetrics.height() + 12)};
}

void PaletteDelegate::paintCard(const CardPainter &card, const QRect &rect, const QModelIndex &index) const
{
    QRect rest = rect.adjusted(space::tight + space::inside, 0, -space::tight - space::inside, 0);
    rest =
        card.drawSign(rest, icon(index.data(PaletteModel::IconNameRole).toString()), space::iconSmall, space::inside);
    const QFont font = card.option().font;
    if (const QString shortcut = index.data(PaletteModel::ShortcutRole).toString(); !shortcut.isEmpty())
        rest = card.drawWordsAtEnd(rest, shortcut, font, card.mutedInk(), space::group);
    card.painter()->setFont(font);
    const QColor match = card.isSelected() ? card.ink() : color(Tone::Accent, card.palette());
    const int used = drawTitle(card.painter(), rest, index, card.ink(), match);
    rest.setLeft(rest.left() + used + space::inside + space::tight);
    if (rest.width() > 24)
        card.drawWords(rest, onOneLine(index.data(PaletteModel::DetailRole).toString()), smallFont(), card.mutedInk());
}

} // namespace howdah::ui
