// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/edit/changeset.h"

#include "data/page/tr.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::data {

ChangeSet::ChangeSet(std::shared_ptr<const EditTarget> target)
    : m_target(std::move(target))
{
}

qsizetype ChangeSet::count(ChangeKind kind) const
{
    return std::ranges::count_if(m_rows, [kind](const auto &entry) { return entry.second.kind == kind; });
}

const StagedRow *ChangeSet::row(const RowKey &key) const
{
    const auto found = m_rows.find(key);
    return found == m_rows.end() ? nullptr : &found->second;
}

std::vector<const StagedRow *> ChangeSet::ordered() const
{
    std::vector<const StagedRow *> rows;
    rows.reserve(m_rows.size());
    for (const auto &[key, row] : m_rows)
        rows.push_back(&row);
    std::ranges::sort(rows, {}, &StagedRow::order);
    return rows;
}

std::vector<StagedRow> ChangeSet::rows() const
{
    std::vector<StagedRow> rows;
    rows.reserve(m_rows.size());
    for (const StagedRow *row : ordered())
        rows.push_back(*row);
    return rows;
}

QString ChangeSet::refusal(const RowKey &key, int column) const
{
    const StagedRow *staged = row(key);
    const EditColumn &shape = m_target->columns[size_t(column)];
    if (staged && staged->kind == ChangeKind::Insert)
        return explain(shape.insert);
    if (!m_target->canUpdate)
        return m_target->refusal.isEmpty() ? tr("Rows of %1 cannot be changed").arg(m_target->shape.name)
                                           : m_target->refusal;
    if (staged && staged->kind == ChangeKind::Delete)
        return tr("The row is marked for deletion");
    return explain(shape.update);
}

StagedRow ChangeSet::staged(const RowBasis &basis) const
{
    const RowKey key = rowKeyOf(*m_target, basis);
    if (const StagedRow *known = row(key))
        return *known;
    return {.key = key, .kind = ChangeKind::Update, .order = m_lastOrder + 1, .basis = basis};
}

ChangeStep ChangeSet::step(std::optional<StagedRow> after, const RowKey &key) const
{
    // A row without any edit is not staged.
    if (after && after->kind == ChangeKind::Update && after->cells.empty())
        after.reset();
    const StagedRow *before = row(key);
    return {key, before ? std::optional(*before) : std::nullopt, std::move(after)};
}

Result<void> ChangeSet::setIn(StagedRow &row, int column, const CellValue &value) const
{
    if (column < 0 || column >= int(m_target->columns.size()))
        return fail(ErrorKind::Internal, u"No such column"_s);
    if (const QString why = refusal(row.key, column); !why.isEmpty())
        return fail(ErrorKind::Usage, why);
    if (value.bytes().contains('\0'))
        return fail(ErrorKind::Usage, tr("The value contains a NUL character, which PostgreSQL cannot store"));
    if (row.kind == ChangeKind::Update) {
        if (row.basis.cut[size_t(column)])
            return fail(
                ErrorKind::Usage, tr("Only the beginning of this value was loaded"),
                tr("Load the whole value before changing it."));
        if (value.is(row.basis.values[size_t(column)]))
            row.cells.erase(column);
        else
            row.cells[column] = value;
    } else if (value.isDefault()) {
        row.cells.erase(column);
    } else {
        row.cells[column] = value;
    }
    return {};
}

Result<ChangeStep> ChangeSet::setAll(StagedRow row, const std::map<int, CellValue> &cells) const
{
    for (const auto &[column, value] : cells) {
        if (auto done = setIn(row, column, value); !done) {
            Error error = done.error();
            if (cells.size() > 1 && size_t(column) < m_target->columns.size())
                error.message = m_target->columns[size_t(column)].name + u": "_s + error.message;
            return fail(error);
        }
    }
    const RowKey key = row.key;
    return step(std::move(row), key);
}

// What was read whole after the row was staged takes the place of its beginning, unless it begins otherwise now.
static void lengthen(StagedRow &row, const RowBasis &basis, size_t column)
{
    if (row.kind != ChangeKind::Update || column >= basis.cut.size() || !row.basis.cut[column] || basis.cut[column])
        return;
    auto &known = row.basis.values[column];
    const auto &whole = basis.values[column];
    if (!known || !whole || !whole->startsWith(*known))
        return;
    known = whole;
    row.basis.cut[column] = false;
    row.basis.shownAs = row.key;
}

Result<ChangeStep> ChangeSet::setCell(const RowBasis &basis, int column, const CellValue &value) const
{
    return setCells(basis, {{column, value}});
}

Result<ChangeStep> ChangeSet::setCells(const RowBasis &basis, const std::map<int, CellValue> &cells) const
{
    StagedRow row = staged(basis);
    for (const auto &[column, value] : cells)
        lengthen(row, basis, size_t(column));
    return setAll(std::move(row), cells);
}

static Error notStaged() { return makeError(ErrorKind::Usage, tr("No changes in this row")); }

Result<ChangeStep> ChangeSet::setCell(const RowKey &key, int column, const CellValue &value) const
{
    return setCells(key, {{column, value}});
}

Result<ChangeStep> ChangeSet::setCells(const RowKey &key, const std::map<int, CellValue> &cells) const
{
    const StagedRow *known = row(key);
    return known ? setAll(*known, cells) : fail(notStaged());
}

Result<ChangeStep> ChangeSet::insertRow(const std::map<int, CellValue> &cells) const
{
    if (!m_target->canInsert)
        return fail(
            ErrorKind::Usage, m_target->refusal.isEmpty() ? tr("Rows cannot be added to %1").arg(m_target->shape.name)
                                                          : m_target->refusal);
    StagedRow row{.kind = ChangeKind::Insert, .order = m_lastOrder + 1};
    row.key = "n" + QByteArray::number(row.order);
    for (const auto &[column, value] : cells) {
        if (column < 0 || column >= int(m_target->columns.size()))
            return fail(ErrorKind::Internal, u"No such column"_s);
        const EditColumn &shape = m_target->columns[size_t(column)];
        if (shape.insert != ReadOnlyReason::None && !value.isDefault())
            return fail(ErrorKind::Usage, shape.name + u": "_s + explain(shape.insert));
        if (value.bytes().contains('\0'))
            return fail(ErrorKind::Usage, tr("The value contains a NUL character, which PostgreSQL cannot store"));
        if (!value.isDefault())
            row.cells[column] = value;
    }
    return ChangeStep{row.key, std::nullopt, row};
}

// Whether a copy of a row must not have the same value, and the server can give another.
static bool isGivenAnew(const EditTarget &target, int column)
{
    const EditColumn &shape = target.columns[size_t(column)];
    if (shape.insert != ReadOnlyReason::None || shape.defaultSql == "identity"_L1)
        return true;
    return shape.hasDefault() && std::ranges::any_of(target.constraints, [column](const EditConstraint &constraint) {
               const bool unique = constraint.kind == 'u' || constraint.kind == 'i';
               return std::ranges::find(constraint.columns, column) != constraint.columns.end()
                   && (constraint.kind == 'p' || (unique && constraint.columns.size() == 1));
           });
}

Result<ChangeStep> ChangeSet::duplicateRow(const RowBasis &basis) const
{
    const StagedRow row = staged(basis);
    std::map<int, CellValue> cells;
    for (int column = 0; column < int(m_target->columns.size()); ++column) {
        const auto edited = row.cells.find(column);
        if (isGivenAnew(*m_target, column)) {
            if (edited != row.cells.end() && m_target->columns[size_t(column)].insert == ReadOnlyReason::None)
                cells[column] = edited->second;
            continue;
        }
        if (edited != row.cells.end()) {
            cells[column] = edited->second;
            continue;
        }
        if (basis.cut[size_t(column)])
            return fail(
                ErrorKind::Usage, tr("Only the beginning of %1 was loaded").arg(m_target->columns[size_t(column)].name),
                tr("Load the whole row before duplicating it."));
        cells[column] = CellValue::of(basis.values[size_t(column)]);
    }
    return insertRow(cells);
}

Result<ChangeStep> ChangeSet::duplicateRow(const RowKey &key) const
{
    const StagedRow *known = row(key);
    if (!known)
        return fail(notStaged());
    return known->kind == ChangeKind::Insert ? insertRow(known->cells) : duplicateRow(known->basis);
}

Result<ChangeStep> ChangeSet::deleteRow(const RowBasis &basis) const
{
    if (!m_target->canDelete)
        return fail(
            ErrorKind::Usage, m_target->refusal.isEmpty() ? tr("Rows of %1 cannot be deleted").arg(m_target->shape.name)
                                                          : m_target->refusal);
    StagedRow row = staged(basis);
    const RowKey key = row.key;
    row.kind = ChangeKind::Delete;
    row.cells.clear();
    return step(std::move(row), key);
}

Result<ChangeStep> ChangeSet::deleteRow(const RowKey &key) const
{
    const StagedRow *known = row(key);
    if (!known)
        return fail(notStaged());
    return known->kind == ChangeKind::Insert ? revertRow(key) : deleteRow(known->basis);
}

Result<ChangeStep> ChangeSet::revertCell(const RowKey &key, int column) const
{
    const StagedRow *known = row(key);
    if (!known)
        return fail(notStaged());
    StagedRow after = *known;
    after.cells.erase(column);
    return step(std::move(after), key);
}

Result<ChangeStep> ChangeSet::revertRow(const RowKey &key) const
{
    return row(key) ? Result<ChangeStep>(step(std::nullopt, key)) : fail(notStaged());
}

Result<std::vector<ChangeStep>> ChangeSet::rebaseRow(const RowKey &key, const RowBasis &now) const
{
    const StagedRow *known = row(key);
    if (!known)
        return fail(notStaged());
    StagedRow after = *known;
    after.basis = now;
    after.key = rowKeyOf(*m_target, now);
    std::erase_if(after.cells, [&](const auto &cell) {
        return !now.cut[size_t(cell.first)] && cell.second.is(now.values[size_t(cell.first)]);
    });
    if (after.key == key)
        return std::vector{step(std::move(after), key)};
    const RowKey other = after.key;
    std::vector<ChangeStep> steps{step(std::nullopt, key)};
    if (ChangeStep moved = step(std::move(after), other); !moved.isNothing())
        steps.push_back(std::move(moved));
    return steps;
}

bool ChangeSet::apply(const ChangeStep &step)
{
    const StagedRow *now = row(step.key);
    if (now ? !step.before || *now != *step.before : step.before.has_value())
        return false;
    if (step.after) {
        m_rows[step.key] = *step.after;
        m_lastOrder = std::max(m_lastOrder, step.after->order);
    } else {
        m_rows.erase(step.key);
    }
    if (m_observer)
        m_observer(step);
    return true;
}

void ChangeSet::forget(const std::vector<RowKey> &saved)
{
    for (const RowKey &key : saved) {
        if (const StagedRow *known = row(key))
            apply(ChangeStep{key, *known, std::nullopt});
    }
}

std::vector<CellConflict> ChangeSet::conflictsWith(const RowBasis &now) const
{
    const StagedRow *known = row(now);
    return known ? conflictsOf(*m_target, *known, now) : std::vector<CellConflict>();
}

// A cut value is only known to differ when its known beginnings do.
static bool differs(const RowBasis &was, const RowBasis &now, size_t column)
{
    const auto &old = was.values[column];
    const auto &current = now.values[column];
    if (!old || !current || (!was.cut[column] && !now.cut[column]))
        return old != current;
    const qsizetype length = std::min(old->size(), current->size());
    if (!was.cut[column] && old->size() < current->size())
        return true;
    if (!now.cut[column] && current->size() < old->size())
        return true;
    return old->first(length) != current->first(length);
}

std::vector<CellConflict> conflictsOf(const EditTarget &target, const StagedRow &row, const RowBasis &now)
{
    std::vector<CellConflict> conflicts;
    if (row.kind == ChangeKind::Insert)
        return conflicts;
    for (int column = 0; column < int(target.columns.size()); ++column) {
        const auto edited = row.cells.find(column);
        const bool concerns = row.kind == ChangeKind::Delete || edited != row.cells.end();
        if (!concerns || !differs(row.basis, now, size_t(column)))
            continue;
        conflicts.push_back(
            {column, row.basis.values[size_t(column)], now.values[size_t(column)],
             edited != row.cells.end() ? std::optional(edited->second) : std::nullopt});
    }
    return conflicts;
}

} // namespace howdah::data
