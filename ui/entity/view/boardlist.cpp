// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "entity/view/boardlist.h"

#include "common/moments.h"
#include "common/theme.h"

#include <QContextMenuEvent>
#include <QDropEvent>
#include <QKeyEvent>
#include <QMimeData>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using entity::BoardCard;

static QFont labelFont()
{
    QFont font = baseFont();
    font.setWeight(QFont::DemiBold);
    return font;
}

QSize BoardDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const auto *model = qobject_cast<const BoardModel *>(index.model());
    const int facts = model ? int(model->card(index.row()).facts.size()) : 0;
    const int height = QFontMetrics(labelFont()).height() * 2 + QFontMetrics(smallFont()).height() * (facts + 1)
                     + 5 * zoomed(space::tight);
    return {option.rect.width(), height};
}

QRect BoardDelegate::cardRect(const QRect &row, const QModelIndex &index) const
{
    Q_UNUSED(index)
    return row.adjusted(zoomed(space::tight), zoomed(2), -zoomed(space::tight), -zoomed(2));
}

void BoardDelegate::paintCard(const CardPainter &card, const QRect &rect, const QModelIndex &index) const
{
    const auto *model = qobject_cast<const BoardModel *>(index.model());
    if (!model)
        return;
    const BoardCard &one = model->card(index.row());
    if (!card.isSelected()) {
        card.painter()->save();
        card.painter()->setRenderHint(QPainter::Antialiasing);
        card.painter()->setPen(color(Surface::Border, card.palette()));
        card.painter()->setBrush(Qt::NoBrush);
        card.painter()->drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), space::radius, space::radius);
        card.painter()->restore();
    }
    QRect inner = rect.adjusted(zoomed(space::inside), zoomed(space::tight), -zoomed(space::inside), -zoomed(2));
    // Two lines of the label, broken between words.
    const QFontMetrics metrics(labelFont());
    QString label = index.data().toString();
    const int height = metrics.height();
    QString first = label;
    if (metrics.horizontalAdvance(label) > inner.width()) {
        qsizetype fits = 0;
        for (qsizetype at = label.indexOf(u' '); at >= 0; at = label.indexOf(u' ', at + 1)) {
            if (metrics.horizontalAdvance(label.first(at)) > inner.width())
                break;
            fits = at;
        }
        first = fits > 0 ? label.first(fits) : label;
        label = fits > 0 ? label.sliced(fits + 1) : QString();
    } else {
        label.clear();
    }
    QRect line(inner.left(), inner.top(), inner.width(), height);
    card.drawWords(line, first, labelFont(), card.ink());
    line.translate(0, height);
    if (!label.isEmpty())
        card.drawWords(line, label, labelFont(), card.ink());
    else if (!one.subtitle.isEmpty())
        card.drawWords(line, one.subtitle.left(200).simplified(), baseFont(), card.mutedInk());
    else
        line.translate(0, -height);
    line.translate(0, height + zoomed(2));
    line.setHeight(QFontMetrics(smallFont()).height());
    for (const auto &[name, value] : one.facts) {
        card.drawWords(line, name + u": "_s + value.left(120).simplified(), smallFont(), card.mutedInk());
        line.translate(0, line.height());
    }
    card.drawWords(line, shownMoment(one.time), smallFont(), card.mutedInk());
}

BoardList::BoardList(int column, QWidget *parent)
    : QListView(parent)
    , m_model(new BoardModel(this))
    , m_column(column)
{
    setModel(m_model);
    setItemDelegate(new BoardDelegate(this));
    setFrameShape(QFrame::NoFrame);
    setVerticalScrollMode(ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setMouseTracking(true);
    setResizeMode(Adjust); // how high a card is depends on its width
    setDragEnabled(true);
    setAcceptDrops(true);
    setDragDropMode(DragDrop);
    setDefaultDropAction(Qt::MoveAction);
    setDropIndicatorShown(false);
    setSelectionMode(SingleSelection);
}

bool BoardList::takes(const QDropEvent &event) const
{
    const auto place = BoardModel::placeIn(*event.mimeData());
    return m_takes && place && place->first != m_column;
}

void BoardList::dragEnterEvent(QDragEnterEvent *event)
{
    if (takes(*event))
        event->acceptProposedAction();
    else
        event->ignore();
}

void BoardList::dragMoveEvent(QDragMoveEvent *event)
{
    if (takes(*event))
        event->acceptProposedAction();
    else
        event->ignore();
}

void BoardList::dropEvent(QDropEvent *event)
{
    if (!takes(*event))
        return event->ignore();
    const auto place = *BoardModel::placeIn(*event->mimeData());
    // The card goes where the database has it by then, not where it was let go.
    event->setDropAction(Qt::CopyAction);
    event->accept();
    Q_EMIT dropped(place.first, place.second);
}

void BoardList::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Left || event->key() == Qt::Key_Right)
        Q_EMIT besideWanted(event->key() == Qt::Key_Left ? -1 : 1);
    else
        QListView::keyPressEvent(event);
}

void BoardList::contextMenuEvent(QContextMenuEvent *event)
{
    const bool isMouse = event->reason() == QContextMenuEvent::Mouse;
    const QPoint place = isMouse ? event->pos() : visualRect(currentIndex()).center();
    if (const QModelIndex index = indexAt(place); index.isValid()) {
        setCurrentIndex(index);
        Q_EMIT menuWanted(viewport()->mapToGlobal(place));
    }
}

} // namespace howdah::ui
