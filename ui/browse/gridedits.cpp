// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// What the actions of GridEdit do to cells and rows.
#include "browse/celldelegate.h"
#include "browse/gridedit.h"
#include "browse/gridview.h"
#include "edit/editsession.h"

#include <QItemSelectionModel>
#include <QLocale>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using data::CellValue;
using data::RowBasis;

// ---- saying why not

QString GridEdit::placeName(int row, int column) const
{
    const QString where = row < m_model->readRows()
                            ? tr("row %1").arg(QLocale().toString(m_model->firstPosition() + row + 1))
                            : tr("new row %1").arg(QLocale().toString(row - m_model->readRows() + 1));
    const QString name = m_model->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
    return tr("“%1” in %2").arg(singleLine(name), where);
}

void GridEdit::refuse(int row, int column, const QString &why)
{
    Q_EMIT message(placeName(row, column) + u": "_s + why);
    const QModelIndex index = m_model->index(row, column);
    m_table->scrollTo(index);
    m_table->showHint(index, why, Tone::Failed);
}

// ---- cells

void GridEdit::readWhole(
    std::vector<GridModel::WholeRow> rows, std::function<void(const std::vector<RowBasis> &)> handler)
{
    if (rows.empty())
        return handler({});
    busy(1);
    Q_EMIT message(tr("Reading long values of %n row(s) whole", nullptr, int(rows.size())));
    m_model->readWhole(std::move(rows), [self = QPointer(this), handler = std::move(handler)](const auto &read) {
        if (!self)
            return;
        self->busy(-1);
        if (!read)
            Q_EMIT self->message(read.error().message);
        else
            handler(*read);
    });
}

void GridEdit::stage(std::vector<Wish> wishes, const QString &what, const QString &done)
{
    if (qsizetype(wishes.size()) > MostCells) {
        Q_EMIT message(tr("These are %1 cells, and no more than %2 are changed at once. Import them from a file.")
                           .arg(QLocale().toString(qsizetype(wishes.size())), QLocale().toString(MostCells)));
        return;
    }
    if (const QString why = editRefusal(); !why.isEmpty()) {
        Q_EMIT message(why);
        return;
    }
    std::map<int, RowRef> refs;
    std::map<int, std::vector<int>> cut;
    std::vector<CellEdit> edits;
    std::vector<int> rowOfEdit;
    for (Wish &wish : wishes) {
        const auto ref = refs.try_emplace(wish.row).first;
        if (ref->second == RowRef())
            ref->second = m_model->rowRef(wish.row);
        const QString why = m_session->refusal(m_model->rowKey(wish.row), wish.column);
        if (!why.isEmpty()) {
            // What is there already needs no setting: a copied row may be pasted over itself.
            if (m_model->value(wish.row, wish.column) == wish.value)
                continue;
            return refuse(wish.row, wish.column, why);
        }
        if (m_model->isCut(wish.row, wish.column))
            cut[wish.row].push_back(wish.column);
        edits.push_back({ref->second, wish.column, std::move(wish.value)});
        rowOfEdit.push_back(wish.row);
    }
    std::vector<GridModel::WholeRow> requests;
    std::vector<int> rows;
    for (const auto &[row, columns] : cut) {
        requests.push_back({std::get<RowBasis>(refs.at(row)), columns});
        rows.push_back(row);
    }
    readWhole(
        std::move(requests),
        [this, edits = std::move(edits), rowOfEdit, rows, what, done](const std::vector<RowBasis> &whole) mutable {
            for (size_t i = 0; i < edits.size() && !whole.empty(); ++i) {
                const auto found = std::ranges::lower_bound(rows, rowOfEdit[i]);
                if (found != rows.end() && *found == rowOfEdit[i])
                    edits[i].row = whole[size_t(found - rows.begin())];
            }
            finishStaging(edits, what, done);
        });
}

void GridEdit::finishStaging(const std::vector<CellEdit> &edits, const QString &what, const QString &done)
{
    const Result<void> staged = m_session ? m_session->setCells(edits, what) : fail(ErrorKind::Usage, editRefusal());
    m_model->syncEdits();
    Q_EMIT message(staged ? done : staged.error().message);
}

void GridEdit::setSelected(const CellValue &value, const QString &what)
{
    const Selection cells = selection();
    if (qsizetype(cells.rows.size() * cells.columns.size()) > MostCells)
        return stage(std::vector<Wish>(size_t(MostCells + 1)), what, {});
    std::vector<Wish> wishes;
    for (const int row : cells.rows) {
        for (const int column : cells.columns)
            wishes.push_back({row, column, value});
    }
    const int count = int(wishes.size());
    stage(std::move(wishes), what, what + u": "_s + tr("%n cell(s)", nullptr, count));
}

void GridEdit::fillDown()
{
    Selection cells = selection();
    const bool fromAbove = cells.rows.size() == 1;
    const int source = fromAbove ? cells.rows.front() - 1 : cells.rows.front();
    if (source < 0)
        return;
    if (!fromAbove)
        cells.rows.erase(cells.rows.begin());
    std::vector<int> cut;
    std::vector<CellValue> values;
    for (const int column : cells.columns) {
        if (m_model->isCut(source, column))
            cut.push_back(column);
        values.push_back(m_model->value(source, column));
    }
    std::vector<GridModel::WholeRow> requests;
    if (!cut.empty())
        requests.push_back({m_model->basis(source), cut});
    // The rows may have moved when a long value has arrived: they are known by their indexes.
    std::vector<QPersistentModelIndex> targets;
    for (const int row : cells.rows)
        targets.emplace_back(m_model->index(row, 0));
    readWhole(std::move(requests), [this, cut, values, cells, targets](const std::vector<RowBasis> &whole) mutable {
        std::vector<Wish> wishes;
        for (size_t i = 0; i < cells.columns.size(); ++i) {
            const int column = cells.columns[i];
            if (!whole.empty() && std::ranges::find(cut, column) != cut.end())
                values[i] = CellValue::of(whole.front().values[size_t(column)]);
            for (const QPersistentModelIndex &target : targets) {
                if (target.isValid())
                    wishes.push_back({target.row(), column, values[i]});
            }
        }
        const int count = int(wishes.size());
        stage(std::move(wishes), tr("Fill down"), tr("%n cell(s) filled", nullptr, count));
    });
}

// ---- rows

void GridEdit::goToRow(const data::RowKey &key)
{
    const int row = m_model->rowOf(key);
    if (row < 0)
        return;
    // The first cell that can be typed into: a number that the server gives is not worth a stop.
    const std::vector<int> columns = m_table->shownColumns();
    const auto open =
        std::ranges::find_if(columns, [&](int column) { return m_model->refusal(row, column).isEmpty(); });
    const int column = open != columns.end() ? *open : qMax(0, m_table->currentIndex().column());
    m_table->setCurrentIndex(m_model->index(row, column));
    m_table->scrollTo(m_model->index(row, column));
    m_table->setFocus();
}

void GridEdit::insertRow()
{
    const Result<data::RowKey> added = m_session->insertRow();
    m_model->syncEdits();
    if (added)
        goToRow(*added);
    Q_EMIT message(added ? tr("A new row") : added.error().message);
}

void GridEdit::duplicateRows()
{
    std::vector<RowRef> refs;
    std::vector<GridModel::WholeRow> requests;
    std::vector<size_t> requested;
    for (const int row : selection().rows) {
        refs.push_back(m_model->rowRef(row));
        std::vector<int> cut;
        for (int column = 0; column < m_model->columnCount(); ++column) {
            if (m_model->isCut(row, column))
                cut.push_back(column);
        }
        if (cut.empty())
            continue;
        requests.push_back({m_model->basis(row), cut});
        requested.push_back(refs.size() - 1);
    }
    readWhole(std::move(requests), [this, refs, requested](const std::vector<RowBasis> &whole) mutable {
        for (size_t i = 0; i < whole.size(); ++i)
            refs[requested[i]] = whole[i];
        if (!m_session)
            return;
        const auto added = m_session->duplicateRows(refs);
        m_model->syncEdits();
        if (added && !added->empty())
            goToRow(added->front());
        Q_EMIT message(added ? tr("%n row(s) duplicated", nullptr, int(refs.size())) : added.error().message);
    });
}

void GridEdit::deleteRows()
{
    std::vector<RowRef> refs;
    for (const int row : selection().rows)
        refs.push_back(m_model->rowRef(row));
    const int count = int(refs.size());
    const Result<void> done = m_session->deleteRows(refs);
    m_model->syncEdits();
    Q_EMIT message(done ? tr("%n row(s) to be deleted when you save", nullptr, count) : done.error().message);
}

void GridEdit::revertCells()
{
    const Selection cells = selection();
    std::vector<std::pair<data::RowKey, int>> staged;
    std::vector<data::RowKey> deleted;
    for (const int row : cells.rows) {
        const data::StagedRow *known = m_model->stagedRow(row);
        if (known && known->kind == data::ChangeKind::Delete)
            deleted.push_back(known->key);
        for (const int column : cells.columns) {
            if (known && known->cells.contains(column))
                staged.emplace_back(known->key, column);
        }
    }
    Result<void> done;
    if (!staged.empty())
        done = m_session->revertCells(staged);
    else if (!deleted.empty())
        done = m_session->revertRows(deleted);
    m_model->syncEdits();
    const bool any = !staged.empty() || !deleted.empty();
    Q_EMIT message(!done ? done.error().message : any ? tr("Reverted") : tr("Nothing is staged for these cells"));
}

void GridEdit::revertRows()
{
    std::vector<data::RowKey> keys;
    for (const int row : selection().rows) {
        if (const data::StagedRow *known = m_model->stagedRow(row))
            keys.push_back(known->key);
    }
    const Result<void> done = m_session->revertRows(keys);
    m_model->syncEdits();
    Q_EMIT message(done ? tr("%n row(s) reverted", nullptr, int(keys.size())) : done.error().message);
}

} // namespace howdah::ui
