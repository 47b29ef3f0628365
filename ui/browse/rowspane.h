// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/latest.h"
#include "grid/gridmodel.h"
#include "browse/filter/tablememory.h"
#include "connection/session/sessionpool.h"

#include <QTimer>
#include <QElapsedTimer>
#include <QWidget>

class QAction;
class QLabel;
class QSplitter;

namespace howdah::ui {

class CascadeBar;
class ChangesPanel;
class ColumnTools;
class ConnectionController;
class EditBar;
class EditSession;
class ElidedLabel;
class FilterBar;
class GridEdit;
class GridTools;
class GridView;
class RowCount;
class RowHistory;
class RowSearch;
class StateStack;
class TaskList;

// The rows of one relation: filter bar, grid, what is staged, and a line that tells where one is. Owns the session of
// its grid and the edits of the relation. UI thread.
class RowsPane final : public QWidget
{
    Q_OBJECT
public:
    RowsPane(ConnectionController *connection, TaskList *tasks, QWidget *parent = nullptr);
    ~RowsPane() override;

    // Shows the relation from its first row, as it was looked at last.
    void open(const data::RelationShape &shape, const TableMemory &memory = {});
    // The same relation in a newer snapshot: keeps filter, order and place unless its columns have changed.
    void update(const data::RelationShape &shape);
    void close();
    void refresh();
    void cancelWork();
    void setFilters(const data::FilterSet &filters);
    // The same, shown in the filter bar.
    void showFilters(const data::FilterSet &filters);
    void setSort(std::vector<data::SortColumn> sort);
    // Another session after the line was lost; the rows that are shown stay.
    void reconnected();
    void connectionLost(const Error &error);

    [[nodiscard]] GridModel *model() const { return m_model; }
    [[nodiscard]] GridView *grid() const { return m_grid; }
    [[nodiscard]] FilterBar *filterBar() const { return m_filterBar; }
    [[nodiscard]] StateStack *states() const { return m_states; }
    [[nodiscard]] ColumnTools *columns() const { return m_columns; }
    [[nodiscard]] EditSession *edits() const { return m_edits; }
    [[nodiscard]] GridTools *tools() const { return m_tools; }
    [[nodiscard]] GridEdit *gridEdit() const { return m_gridEdit; }
    [[nodiscard]] EditBar *editBar() const { return m_editBar; }
    [[nodiscard]] ChangesPanel *changes() const { return m_changes; }
    [[nodiscard]] CascadeBar *cascade() const { return m_cascade; }
    [[nodiscard]] const data::RelationShape &shape() const { return m_shape; }
    [[nodiscard]] const data::FilterSet &filters() const { return m_filters; }
    [[nodiscard]] const std::vector<data::SortColumn> &sort() const { return m_sort; }
    [[nodiscard]] RowSearch *search() const { return m_search; }
    [[nodiscard]] QAction *goToKeyAction() const { return m_goToKey; }
    [[nodiscard]] RowHistory *history() const { return m_history; }
    [[nodiscard]] QString statusText() const;
    [[nodiscard]] QList<QAction *> paletteActions() const;

    // How the relation is looked at now.
    [[nodiscard]] TableMemory memory() const;

    // A sentence in the line beneath, for some seconds.
    void say(const QString &text);
    // What becomes of staged rows when the relation is left; "" without any.
    [[nodiscard]] QString whatIsKept() const;

Q_SIGNALS:
    void currentRowChanged(int row); // of the model; -1 for none
    void rowsShown();                // a first page has arrived, or failed to
    void filtersChanged();           // what is shown is another part of the relation
    void savedFiltersChanged();
    void exportWanted();

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void makeActions();
    void makeEditing();
    void shareBody();
    void connectGrid();
    [[nodiscard]] QWidget *makeStatusLine();
    [[nodiscard]] QWidget *makeBody();
    bool takeSession();
    void load();
    [[nodiscard]] QStringList hiddenColumns() const;
    void filterFailed(const Error &error);
    void findBadValues();
    void sortBy(int column, bool extend);
    [[nodiscard]] int cursorColumn() const;
    void pageArrived();
    [[nodiscard]] bool takeAnother(const Error &error);
    void pageFailed(const Error &error);
    void showRightState();
    void retry();
    void updateStatus();
    [[nodiscard]] QString statusWithoutRows() const;
    void fitColumns();
    void showRow(const data::RowKey &row, int column);
    void sayWhatIsKept();

    ConnectionController *m_connection;
    TaskList *m_taskList;
    data::RelationShape m_shape;
    EditSession *m_edits;
    GridModel *m_model;
    FilterBar *m_filterBar; // before the rows, as Tab goes
    GridView *m_grid;
    RowSearch *m_search;
    RowCount *m_count;
    StateStack *m_states;
    ColumnTools *m_columns;
    GridEdit *m_gridEdit = nullptr;
    GridTools *m_tools = nullptr;
    RowHistory *m_history = nullptr;
    EditBar *m_editBar = nullptr;
    ChangesPanel *m_changes = nullptr;
    CascadeBar *m_cascade = nullptr;
    QSplitter *m_body = nullptr;
    bool m_isDragged = false; // the line between rows and changes
    QLabel *m_where = nullptr;
    QLabel *m_timing = nullptr;
    ElidedLabel *m_note = nullptr;
    bool m_isNoteOfEdits = false; // it says what was staged
    QAction *m_goToKey;
    QAction *m_clearFilters;
    data::FilterSet m_filters;
    std::vector<data::SortColumn> m_sort;
    ColumnLayout m_layout; // that is to be applied to the first page
    std::shared_ptr<connection::Session> m_session;
    QElapsedTimer m_taken; // in place of one that was ended
    QTimer m_statusTimer;
    QTimer m_noteTimer;
    Latest m_load; // answers about older filters are dropped
    int m_cursorColumn = -1;
    bool m_cursorToTop = false; // a row was gone to, and will be the first of the page
    bool m_waitsForModels = false;
    bool m_fresh = true; // no page of this relation has been shown yet
};

} // namespace howdah::ui
