// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

class QTableView;

namespace howdah::ui {

class GridHeader;
class GridTable;

// Keeps the leftmost columns of a grid in sight while the others scroll: a second view of the same model and selection
// lies over them. The keyboard stays with the grid. UI thread.
class FrozenColumns final : public QObject
{
    Q_OBJECT
public:
    explicit FrozenColumns(GridTable *table);

    // How many sections from the left stay, hidden ones included.
    void setCount(int count);
    [[nodiscard]] int count() const { return m_count; }
    [[nodiscard]] int width() const; // that is covered at the left
    [[nodiscard]] QTableView *view() const;
    [[nodiscard]] GridHeader *header() const { return m_header; }

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    class View;

    void connectTable();
    void adopt();      // model and selection of the grid
    void follow();     // which columns, in what order
    void place();      // where it lies
    void syncScroll(); // to the same row
    [[nodiscard]] bool isFrozen(int column) const;
    void editorCame();
    void editorWent();

    GridTable *m_table;
    View *m_view;
    GridHeader *m_header;
    QWidget *m_edge;
    const QWidget *m_viewport; // of the table
    int m_count = 0;
    bool m_following = false;
};

} // namespace howdah::ui
