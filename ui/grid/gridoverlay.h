// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "grid/gridrows.h"
#include "editors/celleditor.h"

#include <set>

namespace howdah::data {
struct SaveReport;
}

namespace howdah::ui {

// Keeps what a grid lays over the rows that were read in step with an EditSession: which rows changed since the last
// turn of the event loop, new ones, deleted ones, and what saves returned. Stages what is set in the grid. UI thread.
class GridOverlay final : public QObject
{
    Q_OBJECT
public:
    GridOverlay(
        PageReader &pages, LoadedRows &loaded, NewRows &added, EditedRelation &edited, WholeValues &whole,
        const GridRows &rows, ConnectionController *connection);

    // ---- what happened

    // All rows are others: within a reset of the grid everything is found again.
    void findAgain();
    // A page has brought more rows: perhaps some that were shown as saved already.
    void rowsWereRead();
    // Of the session.
    void sessionChanged();
    void rowStaged(const data::RowKey &key);
    void takeSaved(const data::SaveReport &report);
    void problemsChanged();
    // Takes over at once what the session has told of since the last turn of the event loop.
    void sync();

    // ---- what is set

    // The edits of the relation that is open, or will be. nullptr: nothing can be edited.
    [[nodiscard]] EditSession *session() const { return m_edited.session(); }
    // Why the cell cannot be set; "" when it can.
    [[nodiscard]] QString refusal(int row, int column) const;
    [[nodiscard]] Result<void> setCell(int row, int column, const data::CellValue &value);
    // Several cells of a row in one step.
    [[nodiscard]] Result<void> setCells(int row, const std::map<int, data::CellValue> &cells);
    // What an editor of the cell is to know.
    [[nodiscard]] EditSubject subject(int row, int column) const;

Q_SIGNALS:
    void rowsChanged(int first, int last);
    // What is staged, or what stands against it, changed in any way.
    void changed();
    void extentChanged();

private:
    void scheduleSync();
    void syncNewRows();
    [[nodiscard]] std::vector<NewRow> wantedNewRows() const;
    void showChangedRows();
    void showAll();
    void removeDeleted(const std::set<data::RowKey> &keys);

    PageReader &m_pages;
    LoadedRows &m_loaded;
    NewRows &m_added;
    EditedRelation &m_edited;
    WholeValues &m_whole;
    const GridRows &m_rows;
    QPointer<ConnectionController> m_connection; // by which an editor looks up referenced rows
    std::set<data::RowKey> m_touched;
    bool m_allTouched = false;
    bool m_isScheduled = false;
};

} // namespace howdah::ui
