// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "grid/gridrows.h"

#include "edit/editsession.h"
#include "value/valuetext.h"

namespace howdah::ui {

using data::CellValue;
using data::ChangeKind;
using data::RowBasis;
using data::RowKey;
using data::StagedRow;

// Of a staged value no more is decoded for a line of the grid, however long it is.
constexpr qsizetype ShownCharacters = 1000;

GridRows::GridRows(
    const PageReader &pages, const LoadedRows &loaded, const NewRows &added, const EditedRelation &edited,
    const WholeValues &whole)
    : m_pages(pages)
    , m_loaded(loaded)
    , m_added(added)
    , m_edited(edited)
    , m_whole(whole)
{
}

int GridRows::columnCount() const { return m_pages.isOpen() ? int(m_pages.query()->shape().columns.size()) : 0; }

const data::ColumnShape &GridRows::column(int section) const
{
    return m_pages.query()->shape().columns[size_t(section)];
}

// ---- rows

const ReturnedRow *GridRows::returned(int row) const
{
    if (const NewRow *added = newRow(row))
        return added->saved ? &*added->saved : nullptr;
    return m_loaded.window().returned(row);
}

RowKey GridRows::key(int row) const
{
    if (const NewRow *added = newRow(row))
        return added->key;
    return isEditing() ? m_loaded.window().key(*target(), *m_pages.query(), row) : RowKey();
}

int GridRows::rowOf(const RowKey &key) const
{
    for (int row = count() - 1; row >= 0; --row) {
        if (this->key(row) == key)
            return row;
    }
    return -1;
}

data::RowIdentity GridRows::identity(int row) const
{
    if (const ReturnedRow *now = returned(row))
        return now->basis.identity;
    const auto [page, at] = m_loaded.window().locate(row);
    return page ? data::identityOf(*m_pages.query(), page->rows, at) : data::RowIdentity();
}

const StagedRow *GridRows::staged(int row) const
{
    const data::ChangeSet *changes = m_edited.changes();
    return changes && !changes->isEmpty() ? changes->row(key(row)) : nullptr;
}

RowState GridRows::state(int row) const
{
    const NewRow *added = newRow(row);
    if (added && !added->saved)
        return RowState::New;
    const StagedRow *known = staged(row);
    if (!known)
        return added ? RowState::Saved : RowState::Read;
    return known->kind == ChangeKind::Delete ? RowState::Deleted : RowState::Edited;
}

const data::RowProblem *GridRows::problem(int row) const
{
    const RowProblems *problems = m_edited.problems();
    return problems ? problems->of(key(row)) : nullptr;
}

// nullptr when it has not been read whole.
const RowBasis *GridRows::whole(int row) const
{
    if (m_whole.isEmpty() || state(row) == RowState::New)
        return nullptr;
    return m_whole.find(isEditing() ? key(row) : data::rowKeyOf(*target(), shownBasis(row)));
}

RowBasis GridRows::shownBasis(int row) const
{
    const ReturnedRow *now = returned(row);
    return now ? now->basis : m_loaded.window().basis(*m_pages.query(), row);
}

RowBasis GridRows::basis(int row) const
{
    if (!m_pages.isOpen() || state(row) == RowState::New)
        return {};
    const RowBasis *known = whole(row);
    return known ? *known : shownBasis(row);
}

std::variant<RowBasis, RowKey> GridRows::ref(int row) const
{
    if (state(row) == RowState::New)
        return key(row);
    return basis(row);
}

// ---- cells

const CellValue *GridRows::stagedValue(int row, int column) const
{
    static const CellValue unset = CellValue::byDefault();
    const StagedRow *known = staged(row);
    if (!known || known->kind == ChangeKind::Delete)
        return nullptr;
    const auto cell = known->cells.find(column);
    if (cell != known->cells.end())
        return &cell->second;
    return known->kind == ChangeKind::Insert ? &unset : nullptr;
}

CellValue GridRows::value(int row, int column) const
{
    if (const CellValue *known = stagedValue(row, column))
        return *known;
    if (const RowBasis *known = whole(row))
        return CellValue::of(known->values[size_t(column)]);
    if (const ReturnedRow *now = returned(row))
        return CellValue::of(now->basis.values[size_t(column)]);
    const auto [page, at] = m_loaded.window().locate(row);
    return page ? CellValue::of(page->rows.value(at, column)) : CellValue();
}

bool GridRows::isCut(int row, int column) const
{
    if (stagedValue(row, column) || state(row) == RowState::New)
        return false;
    const RowBasis *known = whole(row);
    return known ? bool(known->cut[size_t(column)]) : isTextCut(row, column);
}

static QString shownText(const CellValue &value) { return beginningOf(value.bytes(), ShownCharacters).text; }

QString GridRows::text(int row, int column) const
{
    if (const CellValue *known = stagedValue(row, column))
        return shownText(*known);
    if (const ReturnedRow *now = returned(row))
        return shownText(CellValue::of(now->basis.values[size_t(column)]));
    const auto [page, at] = m_loaded.window().locate(row);
    if (!page)
        return {};
    const data::RowLayout &layout = m_pages.query()->layout();
    if (layout.previews[size_t(column)])
        return beginningOf(page->rows.bytes(at, column), layout.previewLength).text;
    return page->rows.text(at, column);
}

bool GridRows::isTextCut(int row, int column) const
{
    if (const CellValue *known = stagedValue(row, column))
        return beginningOf(known->bytes(), ShownCharacters).cut;
    if (const ReturnedRow *now = returned(row)) {
        const auto &value = now->basis.values[size_t(column)];
        return now->basis.cut[size_t(column)] || (value && beginningOf(*value, ShownCharacters).cut);
    }
    const data::RowLayout &layout = m_pages.query()->layout();
    const auto [page, at] = m_loaded.window().locate(row);
    return page && layout.previews[size_t(column)]
        && beginningOf(page->rows.bytes(at, column), layout.previewLength).cut;
}

static CellState stateOf(const CellValue &value)
{
    return value.isDefault()   ? CellState::Default
         : value.isNull()      ? CellState::Null
         : value.isEmptyText() ? CellState::Empty
                               : CellState::Value;
}

CellState GridRows::cellState(int row, int column) const
{
    if (const CellValue *known = stagedValue(row, column))
        return stateOf(*known);
    if (const ReturnedRow *now = returned(row))
        return stateOf(CellValue::of(now->basis.values[size_t(column)]));
    const auto [page, at] = m_loaded.window().locate(row);
    if (!page || page->rows.isNull(at, column))
        return CellState::Null;
    return page->rows.bytes(at, column).isEmpty() ? CellState::Empty : CellState::Value;
}

} // namespace howdah::ui
