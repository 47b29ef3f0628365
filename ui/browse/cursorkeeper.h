// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "grid/gridmodel.h"
#include "data/page/recordfetch.h"

namespace howdah::ui {

class GridTable;

// Where one was when the rows of a grid are read again: the current row is found by its key, wherever it is by then,
// and stands in the view where it stood. A row that is gone leaves its place to the one that follows. UI thread.
class CursorKeeper final : public QObject
{
    Q_OBJECT
public:
    CursorKeeper(GridModel *model, GridTable *table, QObject *parent);

private:
    // Of the rows that are here, what has to be here again.
    [[nodiscard]] PageReader::Extent wanted() const;
    void keep();
    void putBack();
    [[nodiscard]] int find() const; // negative: it is gone

    GridModel *m_model;
    GridTable *m_table;
    data::RowIdentity m_row;             // the current one, or the one at the top where none is
    std::optional<data::RowKey> m_added; // of one that is only staged
    int m_column = -1;                   // without one there was no current row
    qint64 m_position = 0;               // in the relation
    int m_below = 0;                     // rows between it and the top of the view
};

} // namespace howdah::ui
