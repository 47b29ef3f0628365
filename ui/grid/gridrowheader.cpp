// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "grid/gridrowheader.h"

#include "base/figures.h"
#include "grid/gridroles.h"
#include "common/icons.h"
#include "common/theme.h"
#include "value/cellroles.h"
#include "value/valuetext.h"

#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

using namespace Qt::StringLiterals;

namespace howdah::ui {

constexpr int HeaderWidth = 22;
constexpr int RowMarkSize = 14;

GridRowHeader::GridRowHeader(QWidget *parent)
    : QHeaderView(Qt::Vertical, parent)
{
    setSectionsClickable(true);
    setHighlightSections(false);
    setAccessibleName(tr("State of the rows"));
}

QSize GridRowHeader::sizeHint() const { return {HeaderWidth + m_numberWidth, QHeaderView::sizeHint().height()}; }
QSize GridRowHeader::sectionSizeFromContents(int) const { return {HeaderWidth + m_numberWidth, space::rowCompact}; }

// Digits of one width: by how many they are, so that the grid does not move with each row that is scrolled.
void GridRowHeader::setNumbers(qint64 greatest)
{
    QString widest = greatest > 0 ? countText(greatest) : QString();
    for (QChar &c : widest)
        c = c.isDigit() ? u'8' : c;
    const int width = greatest > 0 ? QFontMetrics(smallFont()).horizontalAdvance(widest) + space::tight : 0;
    if (std::exchange(m_numberWidth, width) == width)
        return;
    Q_EMIT geometriesChanged();
    viewport()->update();
}

static QIcon markOf(RowState state)
{
    switch (state) {
    case RowState::Read:
        break;
    case RowState::Edited:
        return icon(u"document-edit"_s, Tone::Edited);
    case RowState::New:
        return icon(u"list-add"_s, Tone::Pending);
    case RowState::Deleted:
        return icon(u"edit-delete"_s, Tone::Failed);
    case RowState::Saved:
        return icon(u"checkmark"_s, Tone::Applied);
    }
    return {};
}

void GridRowHeader::paintSection(QPainter *painter, const QRect &rect, int section) const
{
    painter->save();
    painter->fillRect(rect, palette().color(QPalette::Window));
    painter->setPen(color(Surface::Border, palette()));
    painter->drawLine(rect.topRight(), rect.bottomRight());
    const bool hasProblem = !model()->headerData(section, orientation(), HeaderProblemRole).toString().isEmpty();
    const auto state = RowState(model()->headerData(section, orientation(), HeaderRowStateRole).toInt());
    const QIcon mark = hasProblem ? icon(u"dialog-warning"_s, Tone::Failed) : markOf(state);
    if (!mark.isNull()) {
        QRect place(0, 0, RowMarkSize, RowMarkSize);
        place.moveCenter(QRect(rect.left(), rect.top(), HeaderWidth, rect.height()).center());
        mark.paint(painter, place);
    }
    if (m_numberWidth > 0) {
        painter->setFont(smallFont());
        painter->setPen(color(Surface::MutedText, palette()));
        painter->drawText(
            rect.adjusted(0, 0, -space::tight, 0), Qt::AlignRight | Qt::AlignVCenter | Qt::TextSingleLine,
            model()->headerData(section, orientation(), HeaderRowNumberRole).toString());
    }
    painter->restore();
}

bool GridRowHeader::viewportEvent(QEvent *event)
{
    // The style's own tool tip would guess rich text in the server's words.
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

} // namespace howdah::ui
