// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/page/edittarget.h"

#include <functional>
#include <map>

namespace howdah::data {

enum class ChangeKind : quint8 { Update, Insert, Delete };

// One row that is to be changed.
struct StagedRow
{
    RowKey key;
    ChangeKind kind = ChangeKind::Update;
    quint64 order = 0;              // among all changes; statements are sent in this order
    RowBasis basis;                 // as it was read; of an Insert: empty
    std::map<int, CellValue> cells; // what is set, by column; of an Insert: a column that is not here gets its default
    bool operator==(const StagedRow &) const = default;
};

// One step of editing: the row before and after it; nothing means that it is not staged. Steps are made by a ChangeSet
// and applied to it; the inverse undoes.
struct ChangeStep
{
    RowKey key;
    std::optional<StagedRow> before;
    std::optional<StagedRow> after;
    [[nodiscard]] bool isNothing() const { return before == after; }
    [[nodiscard]] ChangeStep inverse() const { return {key, after, before}; }
    bool operator==(const ChangeStep &) const = default;
};

// A cell that somebody else changed after it was read.
struct CellConflict
{
    int column = 0;
    std::optional<QByteArray> was;
    std::optional<QByteArray> theirs;
    std::optional<CellValue> mine; // nothing: the row is to be deleted, or the cell is not edited
    bool operator==(const CellConflict &) const = default;
};

// What is staged for one relation, by the identity of its rows, so that sorting, filtering and reading again do not
// touch it. Nothing here talks to a server. The functions that make steps do not change anything: apply() does, and an
// undo stack keeps the step and applies it, or its inverse, again. ErrorKind::Usage: the change cannot be made.
class ChangeSet final
{
public:
    explicit ChangeSet(std::shared_ptr<const EditTarget> target);

    [[nodiscard]] const EditTarget &target() const { return *m_target; }
    [[nodiscard]] const std::shared_ptr<const EditTarget> &sharedTarget() const { return m_target; }
    [[nodiscard]] bool isEmpty() const { return m_rows.empty(); }
    [[nodiscard]] qsizetype count() const { return qsizetype(m_rows.size()); }
    [[nodiscard]] qsizetype count(ChangeKind kind) const;
    // nullptr when the row is not staged.
    [[nodiscard]] const StagedRow *row(const RowKey &key) const;
    [[nodiscard]] const StagedRow *row(const RowBasis &basis) const { return row(rowKeyOf(*m_target, basis)); }
    // In the order in which they were staged.
    [[nodiscard]] std::vector<StagedRow> rows() const;
    // The same to be looked at, until the next apply().
    [[nodiscard]] std::vector<const StagedRow *> ordered() const;

    // Why the cell of this row cannot be set; "" when it can.
    [[nodiscard]] QString refusal(const RowKey &key, int column) const;

    // Sets a cell of a row that was read. Setting what was read takes the edit back. A cut cell must be read whole
    // first (rowStatement()), since what it was is compared on saving.
    [[nodiscard]] Result<ChangeStep> setCell(const RowBasis &basis, int column, const CellValue &value) const;
    // Sets a cell of a row that is staged already; the only way for new rows.
    [[nodiscard]] Result<ChangeStep> setCell(const RowKey &key, int column, const CellValue &value) const;
    // Several cells of a row as one step. An error names its column.
    [[nodiscard]] Result<ChangeStep> setCells(const RowBasis &basis, const std::map<int, CellValue> &cells) const;
    [[nodiscard]] Result<ChangeStep> setCells(const RowKey &key, const std::map<int, CellValue> &cells) const;
    [[nodiscard]] Result<ChangeStep> insertRow(const std::map<int, CellValue> &cells) const;
    // A new row like this one, with what is staged on it; what the server gives (identity, generated, keys with a
    // default) is left to it. A row with cut cells must be read whole first.
    [[nodiscard]] Result<ChangeStep> duplicateRow(const RowBasis &basis) const;
    [[nodiscard]] Result<ChangeStep> duplicateRow(const RowKey &key) const; // of a staged row
    [[nodiscard]] Result<ChangeStep> deleteRow(const RowBasis &basis) const;
    [[nodiscard]] Result<ChangeStep> deleteRow(const RowKey &key) const; // of a staged row; a new one is dropped
    // Takes back one cell, or all of a row.
    [[nodiscard]] Result<ChangeStep> revertCell(const RowKey &key, int column) const;
    [[nodiscard]] Result<ChangeStep> revertRow(const RowKey &key) const;
    // "Keep mine" in a conflict: the row as it is now takes the place of what was read. To be applied in order, as one:
    // without a key the row is another one now.
    [[nodiscard]] Result<std::vector<ChangeStep>> rebaseRow(const RowKey &key, const RowBasis &now) const;

    // Must fit what is staged: a step, or inverse, that was made or applied last for its row. False otherwise.
    bool apply(const ChangeStep &step);
    // Called after each apply() and clear(), with the step; for the journal and the views. An empty key: everything.
    void setObserver(std::function<void(const ChangeStep &)> observer) { m_observer = std::move(observer); }
    // After a save. The rows that were saved are not staged any more.
    void forget(const std::vector<RowKey> &saved);

    // Where the row now read differs from what was read when it was edited: in edited cells; in all, when it is to be
    // deleted.
    [[nodiscard]] std::vector<CellConflict> conflictsWith(const RowBasis &now) const;

private:
    [[nodiscard]] StagedRow staged(const RowBasis &basis) const;
    [[nodiscard]] ChangeStep step(std::optional<StagedRow> after, const RowKey &key) const;
    [[nodiscard]] Result<void> setIn(StagedRow &row, int column, const CellValue &value) const;
    [[nodiscard]] Result<ChangeStep> setAll(StagedRow row, const std::map<int, CellValue> &cells) const;

    std::shared_ptr<const EditTarget> m_target;
    std::map<RowKey, StagedRow> m_rows;
    quint64 m_lastOrder = 0;
    std::function<void(const ChangeStep &)> m_observer;
};

// Where `now` differs from the basis of the staged row in what the change rests on.
[[nodiscard]] std::vector<CellConflict>
conflictsOf(const EditTarget &target, const StagedRow &row, const RowBasis &now);

// Exactly what is sent for a staged row, and what is shown, of a row with withoutSensitive() values.
[[nodiscard]] connection::Statement changeStatement(const EditTarget &target, const StagedRow &row);
// The row with a mask in place of what EditTarget::sensitive hides: to be shown, never to be sent.
[[nodiscard]] StagedRow withoutSensitive(const EditTarget &target, StagedRow row);
// What stands in place of such a value; its length tells nothing.
[[nodiscard]] QString sensitiveMask();
// The statement with its parameters in place as literals, to be read and copied by people.
[[nodiscard]] QString readableSql(const connection::Statement &statement);

} // namespace howdah::data
