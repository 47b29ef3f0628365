// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "edit/roweditor.h"

#include "base/propagate.h"

using namespace Qt::StringLiterals;

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

// The pieces outlive the call when they need more than a turn, and what they work on with them.
template <typename Item, typename Make>
static auto pieces(std::vector<Item> items, Make make)
{
    return [items = std::make_shared<const std::vector<Item>>(std::move(items)),
            make](auto &recorder, qsizetype at) -> Result<void> {
        return recorder.add(make(recorder.changes(), (*items)[size_t(at)]));
    };
}

Result<void> RowEditor::setRows(std::vector<RowEdit> edits, const QString &what)
{
    const auto count = qsizetype(edits.size());
    return m_history.stage(what, count, pieces(std::move(edits), [](const ChangeSet &changes, const RowEdit &edit) {
                               return eitherWay(
                                   edit.row, [&](const auto &row) { return changes.setCells(row, edit.cells); });
                           }));
}

Result<void> RowEditor::setCells(const std::vector<CellEdit> &edits, const QString &what)
{
    const auto name = [this](int column) {
        return m_rows.target() ? m_rows.target()->columns[size_t(column)].name : QString();
    };
    QString words = what;
    if (words.isEmpty())
        words = edits.size() == 1 ? tr("Edit %1").arg(name(edits.front().column))
                                  : tr("Edit %n cell(s)", nullptr, int(edits.size()));
    const bool isNamed = edits.size() > 1;
    const auto set = [name, isNamed](const ChangeSet &changes, const CellEdit &edit) {
        auto step = eitherWay(edit.row, [&](const auto &row) { return changes.setCell(row, edit.column, edit.value); });
        if (!step && isNamed)
            step.error().message = name(edit.column) + u": "_s + step.error().message;
        return step;
    };
    return m_history.stage(words, qsizetype(edits.size()), pieces(edits, set));
}

Result<RowKey> RowEditor::insertRow(const std::map<int, data::CellValue> &cells)
{
    auto keys = insertRows({cells}, tr("Insert a row"));
    return keys ? Result<RowKey>(keys->front()) : fail(keys.error());
}

// As `pieces`, of rows that come: their keys are gathered.
template <typename Item, typename Make>
static auto newRows(std::vector<Item> items, const std::shared_ptr<std::vector<RowKey>> &keys, Make make)
{
    return pieces(std::move(items), [keys, make](const ChangeSet &changes, const Item &item) {
        Result<ChangeStep> step = make(changes, item);
        if (step)
            keys->push_back(step->key);
        return step;
    });
}

Result<std::vector<RowKey>> RowEditor::insertRows(std::vector<std::map<int, data::CellValue>> rows, const QString &what)
{
    const auto keys = std::make_shared<std::vector<RowKey>>();
    const auto count = qsizetype(rows.size());
    const QString words = what.isEmpty() ? tr("Insert %n row(s)", nullptr, int(count)) : what;
    const auto insert = [](const ChangeSet &changes, const std::map<int, data::CellValue> &cells) {
        return changes.insertRow(cells);
    };
    const auto done = m_history.stage(words, count, newRows(std::move(rows), keys, insert));
    return done ? Result<std::vector<RowKey>>(*keys) : fail(done.error());
}

Result<std::vector<RowKey>> RowEditor::duplicateRows(std::vector<RowRef> rows)
{
    const auto keys = std::make_shared<std::vector<RowKey>>();
    const auto count = qsizetype(rows.size());
    const auto copy = [](const ChangeSet &changes, const RowRef &row) {
        return eitherWay(row, [&](const auto &one) { return changes.duplicateRow(one); });
    };
    const auto done =
        m_history.stage(tr("Duplicate %n row(s)", nullptr, int(count)), count, newRows(std::move(rows), keys, copy));
    return done ? Result<std::vector<RowKey>>(*keys) : fail(done.error());
}

Result<void> RowEditor::deleteRows(std::vector<RowRef> rows)
{
    const auto count = qsizetype(rows.size());
    return m_history.stage(
        tr("Delete %n row(s)", nullptr, int(count)), count,
        pieces(std::move(rows), [](const ChangeSet &changes, const RowRef &row) {
            return eitherWay(row, [&](const auto &one) { return changes.deleteRow(one); });
        }));
}

Result<void> RowEditor::revertRows(std::vector<RowKey> rows)
{
    const auto count = qsizetype(rows.size());
    return m_history.stage(
        tr("Revert %n row(s)", nullptr, int(count)), count,
        pieces(std::move(rows), [](const ChangeSet &changes, const RowKey &row) { return changes.revertRow(row); }));
}

Result<void> RowEditor::revertCell(const RowKey &row, int column) { return revertCells({{row, column}}); }

Result<void> RowEditor::revertCells(std::vector<std::pair<RowKey, int>> cells)
{
    const auto count = qsizetype(cells.size());
    return m_history.stage(
        tr("Revert %n cell(s)", nullptr, int(count)), count,
        pieces(std::move(cells), [](const ChangeSet &changes, const std::pair<RowKey, int> &cell) {
            // The row goes with its last cell.
            return changes.row(cell.first) ? changes.revertCell(cell.first, cell.second)
                                           : Result<ChangeStep>(ChangeStep{});
        }));
}

// Allowed where nothing may be edited any more, too: what is staged must not be a trap.
Result<void> RowEditor::discardAll()
{
    if (!m_rows.changes() || m_rows.hold() != StagedRows::Hold::None)
        return fail(ErrorKind::Usage, m_rows.refusal());
    std::vector<RowKey> keys;
    for (const StagedRow *row : m_rows.changes()->ordered())
        keys.push_back(row->key);
    const auto count = qsizetype(keys.size());
    return m_history.begin(
        tr("Discard %n change(s)", nullptr, int(count)), count,
        pieces(std::move(keys), [](const ChangeSet &changes, const RowKey &row) { return changes.revertRow(row); }));
}

// ---- conflicts

static QStringList columnNames(const ChangeSet &changes, const std::vector<int> &columns)
{
    QStringList names;
    for (const int column : columns)
        names << changes.target().columns[size_t(column)].name;
    return names;
}

Result<void> RowEditor::resolve(const RowKey &row, const std::vector<int> &columns, data::Choice choice)
{
    const RowProblem *found = m_problems.of(row);
    if (!found || found->kind != RowProblem::Kind::Changed || !found->now)
        return fail(ErrorKind::Usage, tr("Nobody else has changed this row"));
    const RowBasis now = *found->now; // staging lets go of the problem
    const QString names = columnNames(*m_rows.changes(), columns).join(u", "_s);
    return m_history.stage(
        (choice == data::Choice::Mine ? tr("Keep mine in %1") : tr("Use theirs in %1")).arg(names), 1,
        [&](Recorder &recorder, qsizetype) {
            return recorder.add(data::resolveConflicts(recorder.changes(), row, now, columns, choice));
        });
}

static std::vector<int> columnsInConflict(const RowProblem *problem)
{
    std::vector<int> columns;
    for (const data::CellConflict &conflict : problem ? problem->conflicts : std::vector<data::CellConflict>())
        columns.push_back(conflict.column);
    return columns;
}

Result<void> RowEditor::keepMine(const RowKey &row)
{
    return resolve(row, columnsInConflict(m_problems.of(row)), data::Choice::Mine);
}
Result<void> RowEditor::keepMine(const RowKey &row, int column) { return resolve(row, {column}, data::Choice::Mine); }
Result<void> RowEditor::keepTheirs(const RowKey &row)
{
    return resolve(row, columnsInConflict(m_problems.of(row)), data::Choice::Theirs);
}
Result<void> RowEditor::keepTheirs(const RowKey &row, int column)
{
    return resolve(row, {column}, data::Choice::Theirs);
}

Result<RowKey> RowEditor::insertAgain(const RowKey &row)
{
    RowKey key;
    const auto done =
        m_history.stage(tr("Insert the row again"), 1, [&](Recorder &recorder, qsizetype) -> Result<void> {
            const StagedRow *lost = recorder.changes().row(row);
            if (!lost || lost->kind != ChangeKind::Update)
                return fail(ErrorKind::Usage, tr("No edited row is missing here"));
            ASSIGN_OR_RETURN(const auto cells, data::cellsOfLostRow(recorder.changes().target(), *lost));
            if (auto dropped = recorder.add(recorder.changes().revertRow(row)); !dropped)
                return dropped;
            const auto step = recorder.changes().insertRow(cells);
            if (step)
                key = step->key;
            return recorder.add(step);
        });
    return done ? Result<RowKey>(key) : fail(done.error());
}

} // namespace howdah::ui
