// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/page/cellfilter.h"

#include <QObject>

class QAction;

namespace howdah::ui {

class FilterBar;
class GridModel;
class GridTable;

// Filters by the cells that are selected in the column of the cursor: the same values, others, greater or less ones.
// For the menu of cells and the palette. UI thread.
class CellFilters final : public QObject
{
    Q_OBJECT
public:
    CellFilters(GridTable *table, GridModel *model, FilterBar *bar, QObject *parent);

    [[nodiscard]] QAction *action(data::CellMatch match) const { return m_actions[size_t(match)]; }
    [[nodiscard]] QList<QAction *> actions() const { return {m_actions.begin(), m_actions.end()}; }

private:
    void scheduleUpdate();
    void update();
    // Of the selected cells of that column; nothing when one of them is not here in full, or there are too many.
    [[nodiscard]] std::optional<std::vector<std::optional<QByteArray>>> values() const;
    [[nodiscard]] std::optional<data::FilterGroup> filter(data::CellMatch match) const;

    GridTable *m_table;
    GridModel *m_model;
    FilterBar *m_bar;
    std::array<QAction *, 4> m_actions{}; // by CellMatch
    bool m_updating = false;
};

} // namespace howdah::ui
