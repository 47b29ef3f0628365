// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/edit/resolution.h"

#include "data/page/tr.h"

#include <algorithm>

namespace howdah::data {

// The step from what is staged to this row, under the key that it is known by now.
static std::vector<ChangeStep> stepsTo(const ChangeSet &changes, const RowKey &key, StagedRow after)
{
    const StagedRow *before = changes.row(key);
    std::optional<StagedRow> kept;
    if (after.kind != ChangeKind::Update || !after.cells.empty())
        kept = after;
    if (after.key == key)
        return {{key, *before, kept}};
    std::vector<ChangeStep> steps{{key, *before, std::nullopt}};
    const StagedRow *other = changes.row(after.key);
    if (kept || other)
        steps.push_back({after.key, other ? std::optional(*other) : std::nullopt, kept});
    return steps;
}

Result<std::vector<ChangeStep>> resolveConflicts(
    const ChangeSet &changes, const RowKey &key, const RowBasis &now, const std::vector<int> &columns, Choice choice)
{
    const StagedRow *known = changes.row(key);
    if (!known)
        return fail(ErrorKind::Usage, tr("No changes in this row"));
    StagedRow after = *known;
    if (after.kind == ChangeKind::Delete && choice == Choice::Theirs)
        return std::vector{ChangeStep{key, *known, std::nullopt}};
    for (const int column : columns) {
        const auto at = size_t(column);
        if (column < 0 || at >= now.values.size())
            return fail(ErrorKind::Internal, tr("No such column"));
        after.basis.values[at] = now.values[at];
        after.basis.cut[at] = now.cut[at];
        const auto cell = after.cells.find(column);
        const bool agrees = cell != after.cells.end() && !now.cut[at] && cell->second.is(now.values[at]);
        if (choice == Choice::Theirs || agrees)
            after.cells.erase(column);
    }
    // Once nothing collides any more the row is the one that was just read, its place and version included.
    if (conflictsOf(changes.target(), after, now).empty()) {
        after.basis = now;
        after.key = rowKeyOf(changes.target(), now);
    }
    return stepsTo(changes, key, std::move(after));
}

Result<std::map<int, CellValue>> cellsOfLostRow(const EditTarget &target, const StagedRow &row)
{
    std::map<int, CellValue> cells;
    for (int column = 0; column < int(target.columns.size()); ++column) {
        if (target.columns[size_t(column)].insert != ReadOnlyReason::None)
            continue;
        if (const auto edited = row.cells.find(column); edited != row.cells.end()) {
            cells[column] = edited->second;
            continue;
        }
        if (row.basis.cut[size_t(column)])
            return fail(
                ErrorKind::Usage,
                tr("Only the beginning of %1 was loaded, and the row no longer exists")
                    .arg(target.columns[size_t(column)].name),
                tr("Set the column first, or discard the row."));
        cells[column] = CellValue::of(row.basis.values[size_t(column)]);
    }
    return cells;
}

} // namespace howdah::data
