// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "grid/gridheader.h"

#include "grid/gridroles.h"
#include "common/icons.h"
#include "common/theme.h"
#include "value/valuetext.h"

#include <QApplication>
#include <QContextMenuEvent>
#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

using namespace Qt::StringLiterals;

namespace howdah::ui {

constexpr int HeaderHeight = 42;
constexpr int HeaderMarkSize = 12;

static QFont nameFont()
{
    QFont font = baseFont();
    font.setWeight(QFont::DemiBold);
    return font;
}

GridHeader::GridHeader(QWidget *parent)
    : QHeaderView(Qt::Horizontal, parent)
{
    setSectionsClickable(true);
    setSectionsMovable(true);
    setHighlightSections(false);
    setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    setMinimumSectionSize(56);
    setAccessibleName(tr("Columns"));
}

QSize GridHeader::sizeHint() const { return {QHeaderView::sizeHint().width(), HeaderHeight}; }

QSize GridHeader::sectionSizeFromContents(int section) const
{
    const auto text = [&](int role) { return model()->headerData(section, orientation(), role).toString(); };
    const int name =
        QFontMetrics(nameFont()).horizontalAdvance(text(Qt::DisplayRole)) + 2 * (HeaderMarkSize + space::tight);
    const int type = QFontMetrics(smallFont()).horizontalAdvance(text(TypeTextRole));
    return {qMax(name, type) + 2 * space::inside + 2, HeaderHeight}; // measured in whole pixels, drawn in parts of them
}

static QString sortSign(int direction, int rank)
{
    if (direction == 0)
        return {};
    const QString arrow = direction == 1 ? u"▲"_s : u"▼"_s;
    return rank > 1 ? arrow + QString::number(rank) : arrow;
}

void GridHeader::paintSection(QPainter *painter, const QRect &rect, int section) const
{
    const auto value = [&](int role) { return model()->headerData(section, orientation(), role); };
    painter->save();
    painter->fillRect(rect, palette().color(QPalette::Window));
    painter->setPen(color(Surface::Border, palette()));
    painter->drawLine(rect.bottomLeft(), rect.bottomRight());
    painter->drawLine(rect.topRight() + QPoint(0, space::inside), rect.bottomRight() - QPoint(0, space::inside));

    QRect line(rect.left() + space::inside, rect.top() + 5, rect.width() - 2 * space::inside, 18);
    const auto mark = KeyMark(value(KeyMarkRole).toInt());
    if (mark != KeyMark::None) {
        const QRect place(
            line.left(), line.top() + (line.height() - HeaderMarkSize) / 2, HeaderMarkSize, HeaderMarkSize);
        const bool primary = mark != KeyMark::Foreign;
        icon(primary ? u"password-copy"_s : u"link"_s, primary ? Tone::Edited : Tone::Accent).paint(painter, place);
        line.setLeft(place.right() + space::tight + 1);
    }
    const QString sign = sortSign(value(SortDirectionRole).toInt(), value(SortRankRole).toInt());
    if (!sign.isEmpty()) {
        painter->setFont(smallFont());
        painter->setPen(color(Tone::Accent, palette()));
        const int width = QFontMetrics(smallFont()).horizontalAdvance(sign);
        painter->drawText(line, Qt::AlignRight | Qt::AlignVCenter, sign);
        line.setRight(line.right() - width - space::tight);
    }
    painter->setFont(nameFont());
    painter->setPen(palette().color(QPalette::WindowText));
    painter->drawText(
        line, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
        QFontMetrics(nameFont()).elidedText(value(Qt::DisplayRole).toString(), Qt::ElideRight, line.width()));

    const QRect below(rect.left() + space::inside, line.bottom(), rect.width() - 2 * space::inside, 16);
    painter->setFont(smallFont());
    painter->setPen(color(Surface::MutedText, palette()));
    painter->drawText(
        below, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
        QFontMetrics(smallFont()).elidedText(value(TypeTextRole).toString(), Qt::ElideRight, below.width()));
    painter->restore();
}

bool GridHeader::viewportEvent(QEvent *event)
{
    // The style's own tool tip would guess rich text in a column's comment.
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        const int section = logicalIndexAt(help->pos());
        const QString tip =
            section < 0 ? QString() : model()->headerData(section, orientation(), Qt::ToolTipRole).toString();
        QToolTip::showText(help->globalPos(), tipText(tip), this);
        return true;
    }
    return QHeaderView::viewportEvent(event);
}

void GridHeader::mousePressEvent(QMouseEvent *event)
{
    m_pressed = event->button() == Qt::LeftButton && cursor().shape() == Qt::ArrowCursor
                  ? logicalIndexAt(event->position().toPoint())
                  : -1;
    m_pressedAt = event->position().toPoint();
    QHeaderView::mousePressEvent(event);
}

void GridHeader::mouseReleaseEvent(QMouseEvent *event)
{
    QHeaderView::mouseReleaseEvent(event);
    const QPoint at = event->position().toPoint();
    // A drag moves the column; only a click in place sorts.
    const bool click = (at - m_pressedAt).manhattanLength() < QApplication::startDragDistance();
    if (m_pressed >= 0 && click && logicalIndexAt(at) == m_pressed)
        Q_EMIT sortRequested(m_pressed, event->modifiers().testFlag(Qt::ShiftModifier));
    m_pressed = -1;
}

void GridHeader::contextMenuEvent(QContextMenuEvent *event)
{
    Q_EMIT menuRequested(logicalIndexAt(event->pos()), event->globalPos());
}

} // namespace howdah::ui
