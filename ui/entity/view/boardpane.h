// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "entity/view/boardlist.h"

#include <QPointer>
#include <QWidget>

class QHBoxLayout;
class QLabel;
class QMenu;
class QScrollArea;

namespace howdah::ui {

class Badge;

// A board: its columns side by side. A card is moved by drag and drop, or by the menu "Move to"; what that does is said
// by whoever hears moveWanted(). UI thread.
class BoardPane final : public QWidget
{
    Q_OBJECT
public:
    explicit BoardPane(QWidget *parent = nullptr);

    // Keeps the card that is current, also in another column.
    void setBoard(std::shared_ptr<const entity::Board> board);
    // Why nothing can be moved; "" where it can.
    void setReadOnly(const QString &why);

    [[nodiscard]] const std::vector<BoardList *> &lists() const { return m_lists; }
    [[nodiscard]] std::optional<std::pair<int, int>> current() const; // column, row
    // The moves of a card, as entries; and what else can be done with it.
    [[nodiscard]] QMenu *makeMenu();

Q_SIGNALS:
    void moveWanted(const howdah::entity::RowValues &key, const QString &action);
    void rowWanted(const howdah::entity::RowValues &key);
    void columnWanted(const QString &state); // all its rows

private:
    void makeColumns(int count);
    void fill(int column);
    void move(int fromColumn, int row, int toColumn);
    void goBeside(int column, int by);
    void showMenu(const QPoint &place);
    void selectKey(const entity::RowValues &key);

    struct Head
    {
        Badge *badge = nullptr;
        QLabel *count = nullptr;
        QWidget *all = nullptr;
    };
    QScrollArea *m_area;
    QHBoxLayout *m_row = nullptr;
    QLabel *m_readOnly;
    QString m_whyReadOnly;
    std::vector<BoardList *> m_lists;
    std::vector<Head> m_heads;
    std::shared_ptr<const entity::Board> m_board;
    int m_column = -1; // that was in focus last
};

} // namespace howdah::ui
