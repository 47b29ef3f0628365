// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/resolution.h"
#include "edit/recorder.h"

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

// The editing of an EditSession: what each gesture does to the rows that are staged.
namespace howdah::ui {

using data::ChangeKind;
using data::ChangeSet;
using data::ChangeStep;
using data::RowBasis;
using data::RowKey;
using data::RowProblem;
using data::StagedRow;

namespace {

// What may be a row that was read or one that is staged.
template <typename Made>
auto eitherWay(const RowRef &row, Made made)
{
    return std::visit(made, row);
}

} // namespace

Result<void> EditSession::setCells(const std::vector<CellEdit> &edits, const QString &what)
{
    const auto name = [&](int column) { return target() ? target()->columns[size_t(column)].name : QString(); };
    QString words = what;
    if (words.isEmpty())
        words = edits.size() == 1 ? tr("Edit %1").arg(name(edits.front().column))
                                  : tr("Edit %n cell(s)", nullptr, int(edits.size()));
    return stage(words, [&](Recorder &recorder) -> Result<void> {
        for (const CellEdit &edit : edits) {
            const auto set = [&](const auto &row) { return recorder.changes().setCell(row, edit.column, edit.value); };
            if (auto done = recorder.add(eitherWay(edit.row, set)); !done) {
                Error error = done.error();
                if (edits.size() > 1)
                    error.message = name(edit.column) + u": "_s + error.message;
                return fail(error);
            }
        }
        return {};
    });
}

Result<RowKey> EditSession::insertRow(const std::map<int, data::CellValue> &cells)
{
    auto keys = insertRows({cells}, tr("Insert a row"));
    return keys ? Result<RowKey>(keys->front()) : fail(keys.error());
}

Result<std::vector<RowKey>>
EditSession::insertRows(const std::vector<std::map<int, data::CellValue>> &rows, const QString &what)
{
    std::vector<RowKey> keys;
    const QString words = what.isEmpty() ? tr("Insert %n row(s)", nullptr, int(rows.size())) : what;
    const auto done = stage(words, [&](Recorder &recorder) -> Result<void> {
        for (const auto &cells : rows) {
            auto step = recorder.changes().insertRow(cells);
            RowKey key = step ? step->key : RowKey();
            if (auto added = recorder.add(std::move(step)); !added)
                return added;
            keys.push_back(std::move(key));
        }
        return {};
    });
    return done ? Result<std::vector<RowKey>>(std::move(keys)) : fail(done.error());
}

Result<std::vector<RowKey>> EditSession::duplicateRows(const std::vector<RowRef> &rows)
{
    std::vector<RowKey> keys;
    const QString words = tr("Duplicate %n row(s)", nullptr, int(rows.size()));
    const auto done = stage(words, [&](Recorder &recorder) -> Result<void> {
        for (const RowRef &row : rows) {
            const auto copy = [&](const auto &one) { return recorder.changes().duplicateRow(one); };
            const Result<ChangeStep> step = eitherWay(row, copy);
            if (auto added = recorder.add(step); !added)
                return added;
            keys.push_back(step->key);
        }
        return {};
    });
    return done ? Result<std::vector<RowKey>>(std::move(keys)) : fail(done.error());
}

Result<void> EditSession::deleteRows(const std::vector<RowRef> &rows)
{
    return stage(tr("Delete %n row(s)", nullptr, int(rows.size())), [&](Recorder &recorder) -> Result<void> {
        for (const RowRef &row : rows) {
            const auto drop = [&](const auto &one) { return recorder.changes().deleteRow(one); };
            if (auto done = recorder.add(eitherWay(row, drop)); !done)
                return done;
        }
        return {};
    });
}

Result<void> EditSession::revertRows(const std::vector<RowKey> &rows)
{
    return stage(tr("Revert %n row(s)", nullptr, int(rows.size())), [&](Recorder &recorder) -> Result<void> {
        for (const RowKey &row : rows) {
            if (auto done = recorder.add(recorder.changes().revertRow(row)); !done)
                return done;
        }
        return {};
    });
}

Result<void> EditSession::revertCell(const RowKey &row, int column) { return revertCells({{row, column}}); }

Result<void> EditSession::revertCells(const std::vector<std::pair<RowKey, int>> &cells)
{
    return stage(tr("Revert %n cell(s)", nullptr, int(cells.size())), [&](Recorder &recorder) -> Result<void> {
        for (const auto &[row, column] : cells) {
            // The row goes with its last cell.
            if (!recorder.changes().row(row))
                continue;
            if (auto done = recorder.add(recorder.changes().revertCell(row, column)); !done)
                return done;
        }
        return {};
    });
}

// Allowed where nothing may be edited any more, too: what is staged must not be a trap.
Result<void> EditSession::discardAll()
{
    if (!m_changes || isSaving() || m_unknown)
        return fail(ErrorKind::Usage, refusal());
    Recorder recorder(*m_changes);
    const auto rows = m_changes->rows();
    for (const StagedRow &row : rows)
        std::ignore = recorder.add(m_changes->revertRow(row.key));
    if (!recorder.steps().empty())
        m_undo.push(new EditCommand(this, tr("Discard %n change(s)", nullptr, int(rows.size())), recorder.steps()));
    return {};
}

// ---- conflicts

static QStringList columnNames(const ChangeSet &changes, const std::vector<int> &columns)
{
    QStringList names;
    for (const int column : columns)
        names << changes.target().columns[size_t(column)].name;
    return names;
}

Result<void> EditSession::resolve(const RowKey &row, const std::vector<int> &columns, bool mine)
{
    const RowProblem *found = problem(row);
    if (!found || found->kind != RowProblem::Kind::Changed || !found->now)
        return fail(ErrorKind::Usage, tr("Nobody else has changed this row"));
    const RowBasis now = *found->now; // staging lets go of the problem
    const QString names = columnNames(*m_changes, columns).join(u", "_s);
    return stage((mine ? tr("Keep mine in %1") : tr("Take theirs in %1")).arg(names), [&](Recorder &recorder) {
        return recorder.add(data::resolveConflicts(
            recorder.changes(), row, now, columns, mine ? data::Choice::Mine : data::Choice::Theirs));
    });
}

static std::vector<int> columnsInConflict(const RowProblem *problem)
{
    std::vector<int> columns;
    for (const data::CellConflict &conflict : problem ? problem->conflicts : std::vector<data::CellConflict>())
        columns.push_back(conflict.column);
    return columns;
}

Result<void> EditSession::keepMine(const RowKey &row) { return resolve(row, columnsInConflict(problem(row)), true); }
Result<void> EditSession::keepMine(const RowKey &row, int column) { return resolve(row, {column}, true); }
Result<void> EditSession::keepTheirs(const RowKey &row) { return resolve(row, columnsInConflict(problem(row)), false); }
Result<void> EditSession::keepTheirs(const RowKey &row, int column) { return resolve(row, {column}, false); }

Result<RowKey> EditSession::insertAgain(const RowKey &row)
{
    RowKey key;
    const auto done = stage(tr("Insert the row again"), [&](Recorder &recorder) -> Result<void> {
        const StagedRow *lost = recorder.changes().row(row);
        if (!lost || lost->kind != ChangeKind::Update)
            return fail(ErrorKind::Usage, tr("No edited row is gone here"));
        const auto cells = data::cellsOfLostRow(recorder.changes().target(), *lost);
        if (!cells)
            return fail(cells.error());
        if (auto dropped = recorder.add(recorder.changes().revertRow(row)); !dropped)
            return dropped;
        const auto step = recorder.changes().insertRow(*cells);
        if (step)
            key = step->key;
        return recorder.add(step);
    });
    return done ? Result<RowKey>(key) : fail(done.error());
}

// ---- what stands against rows

const RowProblem *EditSession::problem(const RowKey &row) const
{
    const auto found = m_problems.find(row);
    return found == m_problems.end() ? nullptr : &found->second;
}

void EditSession::know(std::vector<RowProblem> problems)
{
    for (RowProblem &problem : problems) {
        const StagedRow *row = m_changes->row(problem.key);
        if (!row)
            continue;
        const RowKey key = problem.key;
        m_known[key] = {std::move(problem), *row};
        findProblem(key);
        Q_EMIT rowChanged(key);
    }
    announce();
}

void EditSession::findProblems()
{
    std::vector<RowKey> keys;
    for (const auto &[key, problem] : m_problems)
        keys.push_back(key);
    for (const auto &[key, known] : m_known)
        keys.push_back(key);
    for (const RowKey &key : keys)
        findProblem(key);
}

// Of the row as it is staged now. What was refused was another row when it is staged otherwise.
void EditSession::findProblem(const RowKey &key)
{
    const StagedRow *row = m_changes->row(key);
    const auto known = m_known.find(key);
    std::optional<RowProblem> stands;
    if (row && known != m_known.end()) {
        const RowProblem &problem = known->second.problem;
        if (problem.kind == RowProblem::Kind::Changed && problem.now) {
            auto conflicts = data::conflictsOf(m_changes->target(), *row, *problem.now);
            if (!conflicts.empty()) {
                stands = problem;
                stands->conflicts = std::move(conflicts);
            }
        } else if (problem.kind == RowProblem::Kind::Gone) {
            if (row->basis == known->second.row.basis)
                stands = problem;
        } else if (*row == known->second.row) {
            stands = problem;
        }
    }
    const auto old = m_problems.find(key);
    const bool stood = old != m_problems.end();
    if (stands ? stood && old->second == *stands : !stood)
        return;
    if (stands)
        m_problems[key] = *std::move(stands);
    else
        m_problems.erase(old);
    Q_EMIT problemsChanged();
}

} // namespace howdah::ui
