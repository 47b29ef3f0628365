// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "entity/view/boardpane.h"

#include "base/figures.h"
#include "common/icons.h"
#include "common/widgets.h"
#include "entity/entitywords.h"

#include <QHBoxLayout>
#include <QMenu>
#include <QScrollArea>
#include <QToolButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace howdah::ui {

constexpr int ColumnWidth = 220;

BoardPane::BoardPane(QWidget *parent)
    : QWidget(parent)
    , m_area(new QScrollArea(this))
    , m_readOnly(mutedLabel({}, this))
{
    m_area->setFrameShape(QFrame::NoFrame);
    m_area->setWidgetResizable(true);
    m_area->setFocusPolicy(Qt::NoFocus);
    auto *inner = new QWidget(m_area);
    m_row = new QHBoxLayout(inner);
    m_row->setContentsMargins(space::group, space::inside, space::group, space::inside);
    m_row->setSpacing(space::inside);
    m_area->setWidget(inner);
    m_readOnly->setContentsMargins(space::group, space::tight, space::group, space::tight);
    m_readOnly->hide();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_readOnly);
    layout->addWidget(m_area, 1);
}

void BoardPane::makeColumns(int count)
{
    while (int(m_lists.size()) < count) {
        const int column = int(m_lists.size());
        auto *box = new QWidget(m_area->widget());
        Head head{new Badge(Tone::Neutral, {}, box), mutedLabel({}, box), nullptr};
        auto *all = new QToolButton(box);
        all->setIcon(icon(u"table"_s));
        all->setAutoRaise(true);
        connect(all, &QToolButton::clicked, this, [this, column] {
            Q_EMIT columnWanted(m_board->columns[size_t(column)].state);
        });
        head.all = all;
        auto *list = new BoardList(column, box);
        auto *line = new QHBoxLayout;
        line->setSpacing(space::tight);
        line->addWidget(head.badge);
        line->addWidget(head.count);
        line->addStretch(1);
        line->addWidget(all);
        auto *layout = new QVBoxLayout(box);
        layout->setContentsMargins(0, 0, 0, 0);
        layout->setSpacing(space::tight);
        layout->addLayout(line);
        layout->addWidget(list, 1);
        box->setMinimumWidth(zoomed(ColumnWidth));
        m_row->addWidget(box, 1);
        connect(list, &BoardList::dropped, this, [this, column](int from, int row) { move(from, row, column); });
        connect(list, &BoardList::besideWanted, this, [this, column](int by) { goBeside(column, by); });
        connect(list, &BoardList::menuWanted, this, &BoardPane::showMenu);
        connect(list, &QListView::activated, this, [list, this](const QModelIndex &index) {
            Q_EMIT rowWanted(list->cards()->card(index.row()).key);
        });
        // One card is current, on all of the board.
        connect(
            list->selectionModel(), &QItemSelectionModel::currentChanged, this,
            [this, column](const QModelIndex &index) {
                if (!index.isValid())
                    return;
                m_column = column;
                for (int other = 0; other < int(m_lists.size()); ++other) {
                    if (other != column)
                        m_lists[size_t(other)]->selectionModel()->clear();
                }
            });
        m_lists.push_back(list);
        m_heads.push_back(head);
        box->show();
    }
    for (int column = 0; column < int(m_lists.size()); ++column)
        m_lists[size_t(column)]->parentWidget()->setVisible(column < count);
    if (!m_lists.empty())
        setFocusProxy(m_lists.front());
}

void BoardPane::setBoard(std::shared_ptr<const entity::Board> board)
{
    const auto before = current();
    const entity::RowValues key =
        before ? m_lists[size_t(before->first)]->cards()->card(before->second).key : entity::RowValues();
    m_column = -1;
    m_board = std::move(board);
    makeColumns(int(m_board->columns.size()));
    for (int column = 0; column < int(m_board->columns.size()); ++column)
        fill(column);
    if (!key.isEmpty())
        selectKey(key);
}

void BoardPane::fill(int column)
{
    const entity::BoardColumn &one = m_board->columns[size_t(column)];
    const Head &head = m_heads[size_t(column)];
    BoardList *list = m_lists[size_t(column)];
    list->cards()->setColumn(m_board, column);
    list->setTakes(!one.move.isEmpty() && m_whyReadOnly.isEmpty());
    const QString count = one.isMore ? tr("more than %1").arg(countText(one.count)) : countText(one.count);
    list->setAccessibleName(tr("%1: %2").arg(one.state, count));
    head.badge->setBadge(toneOf(one.tone), one.state);
    head.count->setText(count);
    const QString words = tr("Show all rows of this column");
    head.all->setToolTip(words);
    head.all->setAccessibleName(tr("Show all rows that are %1").arg(one.state));
}

void BoardPane::setReadOnly(const QString &why)
{
    m_whyReadOnly = why;
    m_readOnly->setText(why.isEmpty() ? QString() : tr("Cards cannot be moved. %1").arg(why));
    m_readOnly->setVisible(!why.isEmpty());
    for (int column = 0; m_board && column < int(m_board->columns.size()); ++column)
        m_lists[size_t(column)]->setTakes(!m_board->columns[size_t(column)].move.isEmpty() && why.isEmpty());
}

std::optional<std::pair<int, int>> BoardPane::current() const
{
    if (m_column < 0 || !m_lists[size_t(m_column)]->currentIndex().isValid())
        return {};
    return std::pair(m_column, m_lists[size_t(m_column)]->currentIndex().row());
}

void BoardPane::selectKey(const entity::RowValues &key)
{
    for (BoardList *list : m_lists) {
        for (int row = 0; row < list->cards()->rowCount(); ++row) {
            if (list->cards()->card(row).key == key)
                return list->setCurrentIndex(list->cards()->index(row));
        }
    }
}

void BoardPane::move(int fromColumn, int row, int toColumn)
{
    const entity::BoardColumn &to = m_board->columns[size_t(toColumn)];
    if (fromColumn < 0 || fromColumn >= int(m_board->columns.size()) || to.move.isEmpty()
        || row >= int(m_board->columns[size_t(fromColumn)].cards.size()))
        return;
    const entity::RowValues key = m_board->columns[size_t(fromColumn)].cards[size_t(row)].key;
    Q_EMIT moveWanted(key, to.move);
}

// To the nearest column that has cards, at the same height.
void BoardPane::goBeside(int column, int by)
{
    const int row = m_lists[size_t(column)]->currentIndex().row();
    for (int at = column + by; at >= 0 && at < int(m_board->columns.size()); at += by) {
        BoardList *list = m_lists[size_t(at)];
        if (list->cards()->rowCount() == 0)
            continue;
        list->setFocus(Qt::OtherFocusReason);
        list->setCurrentIndex(list->cards()->index(std::clamp(row, 0, list->cards()->rowCount() - 1)));
        m_area->ensureWidgetVisible(list->parentWidget(), 0, 0);
        return;
    }
}

QMenu *BoardPane::makeMenu()
{
    auto *menu = new QMenu(this);
    menu->setObjectName(u"boardMenu"_s);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const auto at = current();
    if (!at)
        return menu;
    for (int column = 0; column < int(m_board->columns.size()); ++column) {
        const entity::BoardColumn &to = m_board->columns[size_t(column)];
        if (to.move.isEmpty() || column == at->first)
            continue;
        QAction *action = menu->addAction(
            icon(toneOf(to.tone)), tr("Move to %1: %2").arg(to.state, to.moveTitle), this,
            [this, from = *at, column] { move(from.first, from.second, column); });
        action->setObjectName(u"moveTo_"_s + to.state);
        action->setEnabled(m_whyReadOnly.isEmpty());
    }
    menu->addSeparator();
    menu->addAction(icon(u"table"_s), tr("Show the row"), this, [this, from = *at] {
        Q_EMIT rowWanted(m_lists[size_t(from.first)]->cards()->card(from.second).key);
    });
    return menu;
}

void BoardPane::showMenu(const QPoint &place) { makeMenu()->popup(place); }

} // namespace howdah::ui
