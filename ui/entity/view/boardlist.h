// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/carddelegate.h"
#include "entity/view/boardmodel.h"

#include <QListView>

namespace howdah::ui {

// Label, what more is known of the row, and when, in four lines at most.
class BoardDelegate final : public CardDelegate
{
    Q_OBJECT
public:
    using CardDelegate::CardDelegate;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

protected:
    [[nodiscard]] QRect cardRect(const QRect &row, const QModelIndex &index) const override;
    void paintCard(const CardPainter &card, const QRect &rect, const QModelIndex &index) const override;
};

// One column: takes cards from the others, where a move leads to it. UI thread.
class BoardList final : public QListView
{
    Q_OBJECT
public:
    explicit BoardList(int column, QWidget *parent = nullptr);

    [[nodiscard]] BoardModel *cards() const { return m_model; }
    void setTakes(bool on) { m_takes = on; }

Q_SIGNALS:
    void dropped(int fromColumn, int row);
    void besideWanted(int by); // the column beside
    void menuWanted(const QPoint &place);

protected:
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dragMoveEvent(QDragMoveEvent *event) override;
    void dropEvent(QDropEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;

private:
    [[nodiscard]] bool takes(const QDropEvent &event) const;

    BoardModel *m_model;
    const int m_column;
    bool m_takes = false;
};

} // namespace howdah::ui
