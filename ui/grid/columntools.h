// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "grid/columnlayout.h"
#include "data/page/ordering.h"

#include <QObject>

class QAction;
class QMenu;

namespace howdah::ui {

class FrozenColumns;
class GridTable;

// What can be done to the columns of a grid: sort, filter, hide, move, freeze; from the head's menu, the palette and
// two dialogs. UI thread.
class ColumnTools final : public QObject
{
    Q_OBJECT
public:
    ColumnTools(GridTable *table, QWidget *window);

    // When the model has the columns of this relation.
    void setShape(const data::RelationShape &shape, const ColumnLayout &layout);
    [[nodiscard]] ColumnLayout layout() const;
    void apply(const ColumnLayout &layout);
    void setSort(const std::vector<data::SortColumn> &sort) { m_sort = sort; }
    [[nodiscard]] FrozenColumns *frozen() const { return m_frozen; }

    // Of the column with the cursor; for palettes and the menu of cells.
    [[nodiscard]] QList<QAction *> paletteActions() const;
    [[nodiscard]] QAction *columnsAction() const { return m_columns; }
    [[nodiscard]] QAction *sortAction() const { return m_sortDialog; }
    [[nodiscard]] QAction *statisticsAction() const { return m_statistics; }
    [[nodiscard]] QAction *goToAction() const { return m_goTo; }
    [[nodiscard]] QAction *rowNumbersAction() const { return m_rowNumbers; }
    // Puts the cursor there; a hidden column is shown.
    void goTo(int column);

    void openColumns();
    void openSort();
    void openGoTo();

Q_SIGNALS:
    void sortWanted(const std::vector<howdah::data::SortColumn> &sort);
    void filterWanted(const QString &column);
    void statisticsWanted(int column);
    void copied(const QString &text); // in a sentence
    // One of these columns is to be gone to: somebody is to ask which.
    void goToWanted(const QStringList &columns);

private:
    void makeActions();
    void showMenu(int column, const QPoint &at);
    void fillMenu(QMenu &menu, int column);
    [[nodiscard]] int currentColumn() const;
    void sortBy(int column, data::Direction direction, bool extend);
    void hide(int column);
    void toggleFreeze(int column);
    void columnsMoved();
    [[nodiscard]] QString nameOf(int column) const;

    GridTable *m_table;
    QWidget *m_window;
    FrozenColumns *m_frozen;
    data::RelationShape m_shape;
    QSet<QString> m_frozenNames;
    std::vector<data::SortColumn> m_sort;
    bool m_applying = false;
    QAction *m_columns;
    QAction *m_sortDialog;
    QAction *m_hide;
    QAction *m_freeze;
    QAction *m_filter;
    QAction *m_statistics;
    QAction *m_ascending;
    QAction *m_descending;
    QAction *m_goTo;
    QAction *m_rowNumbers;
};

} // namespace howdah::ui
