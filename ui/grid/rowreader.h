// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/latest.h"
#include "grid/gridrows.h"

#include <functional>

namespace howdah::ui {

// A row of which these columns are to be read in full length.
struct WholeRow
{
    data::RowBasis basis;
    std::vector<int> columns;
};

// Reads rows of a grid again: whole, for the record panel, or those of their values of which only the beginning is
// here. UI thread; never blocks.
class RowReader final : public QObject
{
    Q_OBJECT
public:
    RowReader(const PageReader &pages, const EditedRelation &edited, const GridRows &rows, WholeValues &whole);

    // The whole row, as it is shown to have been read.
    void readRecord(int row, std::function<void(const Result<connection::RowBatch> &)> handler);
    // Reads cut cells whole, one row after the other; the bases come back in order. What was read is known to GridRows
    // until the rows are read again. ErrorKind::Usage when it would not fit into memory, ErrorKind::Cancelled when the
    // relation is left meanwhile.
    void
    readWhole(std::vector<WholeRow> rows, std::function<void(const Result<std::vector<data::RowBasis>> &)> handler);
    // Of readWhole(): what is under way answers ErrorKind::Cancelled.
    void cancel() { m_wanted.next(); }

private:
    struct Reading;

    void readNext(const std::shared_ptr<Reading> &reading);
    void readPlain(const WholeRow &row, const std::function<void(const Result<data::RowBasis> &)> &handler);

    const PageReader &m_pages;
    const EditedRelation &m_edited;
    const GridRows &m_rows;
    WholeValues &m_whole;
    Latest m_wanted; // one question for all that is read whole: nothing of it overtakes another
};

} // namespace howdah::ui
