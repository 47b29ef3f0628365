// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "browse/gridmodel.h"
#include "common/tasks.h"

#include <QTimer>
#include <QWidget>

class QAction;
class QLabel;

namespace howdah::ui {

class ConnectionController;
class FilterBar;
class GridView;
class StateStack;

// The rows of one relation: filter bar, grid, and a line that tells where one is. Owns the session of its grid. UI
// thread.
class RowsPane final : public QWidget
{
    Q_OBJECT
public:
    RowsPane(ConnectionController *connection, TaskList *tasks, QWidget *parent = nullptr);
    ~RowsPane() override;

    // Shows the relation from its first row, with no filter and in its own order.
    void open(const data::RelationShape &shape);
    // The same relation in a newer snapshot: keeps filter, order and place unless its columns have changed.
    void update(const data::RelationShape &shape);
    void close();
    void refresh();
    void cancelWork();
    void setFilters(const data::FilterSet &filters);
    void setSort(std::vector<data::SortColumn> sort);
    // Another session after the line was lost; the rows that are shown stay.
    void reconnected();
    void connectionLost(const Error &error);

    [[nodiscard]] GridModel *model() const { return m_model; }
    [[nodiscard]] GridView *grid() const { return m_grid; }
    [[nodiscard]] FilterBar *filterBar() const { return m_filterBar; }
    [[nodiscard]] StateStack *states() const { return m_states; }
    [[nodiscard]] const data::RelationShape &shape() const { return m_shape; }
    [[nodiscard]] QAction *countAction() const { return m_count; }
    [[nodiscard]] QAction *copyAction() const { return m_copy; }
    [[nodiscard]] QString statusText() const;

    // Widths and order of the columns, for the state of the page.
    [[nodiscard]] QByteArray headerState() const;
    void restoreHeader(const QByteArray &state);

Q_SIGNALS:
    void currentRowChanged(int row); // of the model; -1 for none
    void rowsShown();                // a first page has arrived, or failed to

private:
    void makeActions();
    [[nodiscard]] QWidget *makeStatusLine();
    bool takeSession();
    void load();
    void sortBy(int column, bool extend);
    void pageArrived();
    void pageFailed(const Error &error);
    void retry();
    void countRows();
    void copySelection();
    void updateStatus();
    void fitColumns();

    ConnectionController *m_connection;
    TaskList *m_tasks;
    GridModel *m_model;
    GridView *m_grid;
    FilterBar *m_filterBar;
    StateStack *m_states;
    QLabel *m_where = nullptr;
    QLabel *m_timing = nullptr;
    QAction *m_count;
    QAction *m_copy;
    QAction *m_clearFilters;
    data::RelationShape m_shape;
    data::FilterSet m_filters;
    std::vector<data::SortColumn> m_sort;
    std::shared_ptr<connection::Session> m_session;
    std::shared_ptr<connection::Session> m_countSession;
    TaskHandle m_countTask;
    QTimer m_statusTimer;
    bool m_fresh = true; // no page of this relation has been shown yet
};

} // namespace howdah::ui
