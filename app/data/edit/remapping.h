// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/edit/saver.h"

namespace howdah::data {

// The columns that edits were made for: what is needed to find them again after the relation was altered.
struct ColumnsThen
{
    quint32 relation = 0; // its oid; numbers mean nothing for another one
    QStringList names;
    QStringList types;     // as declared; empty when not known
    QList<qint16> numbers; // as ColumnShape::number; empty when not known
    bool operator==(const ColumnsThen &) const = default;
};
[[nodiscard]] ColumnsThen columnsOf(const EditTarget &target);

// Puts staged rows on a relation that was altered after they were staged: columns are found by the server's number,
// which outlives renaming, else by name. Every cell finds its column, or is told in lost(); none is dropped silently.
class Remapping final
{
public:
    Remapping(const ColumnsThen &from, std::shared_ptr<const EditTarget> to);

    // Columns and key are what they were: every row is carried as it is.
    [[nodiscard]] bool isTrivial() const { return m_trivial; }
    // Columns that are new or of another type: what the rows hold there is not known, and is to be read (checkRows())
    // before the rows are compared.
    [[nodiscard]] const std::vector<int> &fresh() const { return m_fresh; }
    // The row as it fits now; nothing when nothing of it does.
    [[nodiscard]] std::optional<StagedRow> remapped(const StagedRow &row) const;
    // What of the row does not fit any more, a sentence each.
    [[nodiscard]] QStringList lost(const StagedRow &row) const;

private:
    [[nodiscard]] std::optional<RowBasis> remapped(const RowBasis &basis) const;

    ColumnsThen m_from;
    std::shared_ptr<const EditTarget> m_to;
    std::vector<int> m_place;  // of each old column now; -1 when it is gone
    std::vector<int> m_origin; // of each column now among the old ones; -1 when it is new
    std::vector<int> m_fresh;
    bool m_trivial = false;
};

// What people call a row: "id = 5", "new row".
[[nodiscard]] QString rowName(const EditTarget &target, const StagedRow &row);

struct CheckedRows
{
    std::vector<RowProblem> problems; // as findConflicts()
    std::map<RowKey, RowBasis> bases; // with the fresh columns as they are now; of rows that were found
};
// Compares staged rows with the server after their relation was altered. Blocks.
[[nodiscard]] Result<CheckedRows> checkRows(
    connection::Session &session, const EditTarget &target, std::vector<StagedRow> rows,
    const std::vector<int> &fresh = {});

} // namespace howdah::data
