// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "browse/tree/objectdelegate.h"

#include "base/figures.h"
#include "browse/tree/objecttreemodel.h"
#include "common/density.h"
#include "common/icons.h"
#include "common/theme.h"
#include "value/valuetext.h"

#include <QTextLayout>

using namespace Qt::StringLiterals;

namespace howdah::ui {

namespace {

QString iconName(ObjectKind kind)
{
    switch (kind) {
    case ObjectKind::Schema:
    case ObjectKind::EntityGroup:
        return u"folder"_s;
    case ObjectKind::Table:
        return u"table"_s;
    case ObjectKind::PartitionedTable:
        return u"view-split-top-bottom"_s;
    case ObjectKind::View:
        return u"view-visible"_s;
    case ObjectKind::MaterializedView:
        return u"document-save"_s;
    case ObjectKind::ForeignTable:
        return u"network-connect"_s;
    case ObjectKind::Sequence:
        return u"enumerate"_s;
    case ObjectKind::Function:
    case ObjectKind::Procedure:
    case ObjectKind::Aggregate:
        return u"code-function"_s;
    case ObjectKind::Enum:
        return u"view-list-text"_s;
    case ObjectKind::Domain:
    case ObjectKind::Type:
        return u"code-typedef"_s;
    case ObjectKind::SequenceGroup:
    case ObjectKind::FunctionGroup:
    case ObjectKind::TypeGroup:
        return {};
    }
    return {};
}

struct Words
{
    QString name;
    QString detail; // muted, after the name
    QString count;  // muted, at the right
};

Words wordsOf(const QModelIndex &index, ObjectKind kind)
{
    Words words{index.data().toString(), singleLine(index.data(ObjectTreeModel::DetailRole).toString(), 120), {}};
    if (isContainer(kind))
        words.count = countText(index.data(ObjectTreeModel::ChildCountRole).toInt());
    else
        words.count = shortCount(index.data(ObjectTreeModel::EstimatedRowsRole).toLongLong());
    return words;
}

// The name with the found parts in the colour and weight of a match; returns the width used.
int paintName(
    QPainter *painter, const QRect &area, const QString &name, const QList<MatchRange> &ranges, const QColor &text,
    const QColor &match, const QFont &font)
{
    QFont strong = font;
    strong.setWeight(QFont::Bold);
    const QString shown = QFontMetrics(ranges.isEmpty() ? font : strong).elidedText(name, Qt::ElideRight, area.width());
    QTextLayout layout(shown, font);
    QTextOption option;
    option.setWrapMode(QTextOption::NoWrap);
    option.setTextDirection(Qt::LeftToRight); // whatever letters a name begins with, it stands after its sign
    layout.setTextOption(option);
    QList<QTextLayout::FormatRange> formats;
    for (const MatchRange &range : ranges) {
        QTextLayout::FormatRange format{int(range.from), int(qMin(range.length, shown.size() - range.from)), {}};
        if (format.length <= 0)
            continue;
        format.format.setFontWeight(QFont::Bold);
        format.format.setForeground(match);
        formats.append(format);
    }
    layout.setFormats(formats);
    layout.beginLayout();
    QTextLine line = layout.createLine();
    if (!line.isValid()) {
        layout.endLayout();
        return 0;
    }
    line.setLineWidth(area.width());
    layout.endLayout();
    painter->setPen(text);
    layout.draw(painter, QPointF(area.left(), area.top() + (area.height() - line.height()) / 2));
    return qCeil(line.naturalTextWidth());
}

} // namespace

QSize ObjectDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const { return {0, rowHeight()}; }

void ObjectDelegate::paintCard(const CardPainter &card, const QRect &rect, const QModelIndex &index) const
{
    const auto kind = ObjectKind(index.data(ObjectTreeModel::KindRole).toInt());
    const Words words = wordsOf(index, kind);
    QRect line = rect.adjusted(space::tight, 0, -space::inside, 0);
    const QString ofModel = index.data(ObjectTreeModel::IconRole).toString();
    if (const QString name = ofModel.isEmpty() ? iconName(kind) : ofModel; !name.isEmpty()) {
        const QRect place(
            line.left(), line.top() + (line.height() - space::iconSmall) / 2, space::iconSmall, space::iconSmall);
        icon(name, isContainer(kind) ? Tone::Neutral : Tone::Accent).paint(card.painter(), place);
        line.setLeft(place.right() + 1 + space::inside - 2);
    }
    if (!words.count.isEmpty())
        line = card.drawWordsAtEnd(line, words.count, smallFont(), card.mutedInk(), space::inside);
    QFont font = baseFont();
    if (kind == ObjectKind::Schema || kind == ObjectKind::EntityGroup)
        font.setWeight(QFont::DemiBold);
    const bool group = isContainer(kind) && kind != ObjectKind::Schema && kind != ObjectKind::EntityGroup;
    const auto ranges = index.data(ObjectTreeModel::MatchRangesRole).value<QList<MatchRange>>();
    const int used = paintName(
        card.painter(), line, words.name, ranges, group ? card.mutedInk() : card.ink(),
        color(Tone::Accent, card.palette()), font);
    line.setLeft(line.left() + used + 2);
    if (!words.detail.isEmpty() && line.width() > space::group)
        card.drawWords(line, words.detail, smallFont(), card.mutedInk());
}

QString ObjectDelegate::tip(const QModelIndex &index)
{
    const auto kind = ObjectKind(index.data(ObjectTreeModel::KindRole).toInt());
    if (kind == ObjectKind::EntityGroup)
        return index.data(ObjectTreeModel::CommentRole).toString().left(1000);
    if (isContainer(kind) && kind != ObjectKind::Schema)
        return {};
    QStringList lines;
    const QString schema = singleLine(index.data(ObjectTreeModel::SchemaRole).toString());
    const QString name = singleLine(index.data(ObjectTreeModel::NameRole).toString());
    const QString detail = index.data(ObjectTreeModel::DetailRole).toString();
    lines << (kind == ObjectKind::Schema ? name : schema + u'.' + name + singleLine(detail)) << kindText(kind);
    const qint64 rows = index.data(ObjectTreeModel::EstimatedRowsRole).toLongLong();
    const qint64 bytes = index.data(ObjectTreeModel::BytesRole).toLongLong();
    const bool hasRows =
        kind == ObjectKind::Table || kind == ObjectKind::PartitionedTable || kind == ObjectKind::MaterializedView;
    if (rows >= 0)
        lines << tr("About %1 rows, as last analysed").arg(countText(rows));
    else if (hasRows)
        lines << tr("Never analysed: the number of rows is unknown");
    if (bytes >= 0 && hasRows)
        lines << tr("%1 with indexes").arg(sizeText(bytes));
    if (const QString comment = index.data(ObjectTreeModel::CommentRole).toString(); !comment.isEmpty())
        lines << QString() << comment.left(1000);
    return lines.join(u'\n');
}

std::optional<QString> ObjectDelegate::plainTip(const QAbstractItemView &, const QModelIndex &index) const
{
    return tip(index);
}

} // namespace howdah::ui
