// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/tasks.h"

#include <QObject>

class QAction;

namespace howdah::ui {

class CellFilters;
class ColumnBar;
class ColumnTools;
class ConnectionController;
class ElidedLabel;
class FilterBar;
class FindBar;
class GridEdit;
class GridModel;
class GridTable;
class SelectionSummary;
class WholeCopy;

// What is done with the cells of a grid beside editing them: filtering by them, finding words among them, going to a
// column, selecting whole rows and columns, copying more than is loaded, and what a selection comes to. UI thread.
class GridTools final : public QObject
{
    Q_OBJECT
public:
    struct Parts
    {
        ConnectionController *connection = nullptr;
        TaskList *tasks = nullptr;
        GridTable *table = nullptr;
        GridModel *model = nullptr;
        FilterBar *filters = nullptr;
        GridEdit *edit = nullptr;
        ColumnTools *columns = nullptr;
    };
    GridTools(const Parts &parts, QWidget *pane);

    [[nodiscard]] FindBar *find() const { return m_find; }
    [[nodiscard]] ColumnBar *columnBar() const { return m_columnBar; }
    [[nodiscard]] WholeCopy *wholeCopy() const { return m_copy; }
    [[nodiscard]] CellFilters *filters() const { return m_filters; }
    [[nodiscard]] SelectionSummary *summary() const { return m_summary; }
    [[nodiscard]] ElidedLabel *summaryLabel() const { return m_sums; }
    [[nodiscard]] QList<QAction *> paletteActions() const;
    // What runs.
    void cancel();
    // Another relation, or none.
    void close();

Q_SIGNALS:
    void message(const QString &text);
    void exportWanted();

private:
    void makeActions(QWidget *pane);
    void arrangeMenu();
    void reveal(bool column);
    void updateReveal();

    Parts m_parts;
    CellFilters *m_filters;
    FindBar *m_find;
    ColumnBar *m_columnBar;
    WholeCopy *m_copy;
    SelectionSummary *m_summary;
    ElidedLabel *m_sums;
    QAction *m_openFind;
    QAction *m_next;
    QAction *m_previous;
    QAction *m_rows;
    QAction *m_selectColumns;
    QAction *m_reveal;
    QAction *m_revealColumn;
};

} // namespace howdah::ui
