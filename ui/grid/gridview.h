// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "grid/gridtable.h"

namespace howdah::ui {

class PositionBar;

// GridTable and PositionBar side by side: the grid of a relation of any length.
class GridView final : public QWidget
{
    Q_OBJECT
public:
    explicit GridView(QWidget *parent = nullptr);

    void setModel(WindowedTableModel *model);
    [[nodiscard]] GridTable *table() const { return m_table; }
    [[nodiscard]] PositionBar *bar() const { return m_bar; }

    // The first and last row that are seen, counted in the whole relation from 0; {-1, -1} when there are none.
    [[nodiscard]] std::pair<qint64, qint64> visibleRange() const;

Q_SIGNALS:
    void visibleRangeChanged();

private:
    void goTo(qint64 position);
    void updateBar();

    GridTable *m_table;
    PositionBar *m_bar;
};

} // namespace howdah::ui
