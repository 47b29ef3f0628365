// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// What GridModel lays over the rows that were read: staged edits, new rows, problems, and what saves returned.
#include "browse/grid/gridmodel.h"
#include "data/transfer/cliptext.h"
#include "edit/editsession.h"
#include "value/valuetext.h"

#include <QMetaMethod>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using data::CellValue;
using data::ChangeKind;
using data::RowBasis;
using data::RowKey;
using data::StagedRow;

// Of a staged value no more is decoded for a line of the grid, however long it is.
constexpr qsizetype ShownCharacters = 1000;

// ---- the session

EditSession *GridModel::editSession() const { return m_edit; }

void GridModel::setEditSession(EditSession *session)
{
    if (session == m_edit)
        return;
    if (m_edit)
        m_edit->disconnect(this);
    m_edit = session;
    if (session) {
        connect(session, &EditSession::readyChanged, this, &GridModel::sessionChanged);
        connect(session, &EditSession::reset, this, &GridModel::sessionChanged);
        connect(session, &EditSession::rowChanged, this, &GridModel::rowStaged);
        connect(session, &EditSession::problemsChanged, this, [this] { showAll(), Q_EMIT editsChanged(); });
        connect(session, &EditSession::saved, this, &GridModel::takeSaved);
    }
    m_allTouched = true;
    syncEdits();
}

static bool belongs(const EditSession *session, const data::PageQuery *query)
{
    if (!session || !session->isReady() || !query || !session->target())
        return false;
    const data::RelationShape &edited = session->target()->shape;
    return edited.oid == query->shape().oid
        && std::ranges::equal(
               edited.columns, query->shape().columns, {}, &data::ColumnShape::name, &data::ColumnShape::name);
}

bool GridModel::isEditing() const { return m_overlaid && m_edit && m_edit->isReady(); }

void GridModel::sessionChanged()
{
    m_overlaid = belongs(m_edit, query()); // at once: what was staged may be gone
    m_window.forgetKeys();
    m_allTouched = true;
    scheduleSync();
}

// Within a reset of the model: everything is found again.
void GridModel::sessionReset()
{
    m_overlaid = belongs(m_edit, query());
    m_window.forgetKeys();
    m_plainTarget.reset();
    m_whole.clear();
    m_wholeBytes = 0;
    m_touched.clear();
    m_allTouched = false;
    if (!isEditing())
        return;
    for (const StagedRow *row : m_edit->changes()->ordered()) {
        if (row->kind == ChangeKind::Insert)
            m_new.push_back({row->key, row->order, {}});
    }
}

void GridModel::rowStaged(const RowKey &key)
{
    m_touched.insert(key);
    scheduleSync();
}

void GridModel::scheduleSync()
{
    // A pasted block tells of thousands of rows one by one.
    if (!std::exchange(m_syncing, true))
        QMetaObject::invokeMethod(this, &GridModel::syncEdits, Qt::QueuedConnection);
}

void GridModel::syncEdits()
{
    m_syncing = false;
    if (!m_allTouched && m_touched.empty())
        return;
    if (m_allTouched) {
        m_overlaid = belongs(m_edit, query());
        m_window.forgetKeys();
    }
    syncNewRows();
    if (m_allTouched)
        showAll();
    else
        showChangedRows();
    m_touched.clear();
    m_allTouched = false;
    Q_EMIT editsChanged();
}

void GridModel::syncNewRows()
{
    const data::ChangeSet *changes = isEditing() ? m_edit->changes() : nullptr;
    std::vector<NewRow> wanted; // by order, as those that are shown
    const auto want = [&wanted](const StagedRow *row) {
        if (row && row->kind == ChangeKind::Insert)
            wanted.push_back({row->key, row->order, {}});
    };
    if (changes && m_allTouched) {
        for (const StagedRow *row : changes->ordered())
            want(row);
    } else if (changes) {
        for (const RowKey &key : m_touched)
            want(changes->row(key));
        std::ranges::sort(wanted, {}, &NewRow::order);
    }
    std::set<RowKey> gone;
    std::vector<NewRow> added;
    auto next = wanted.begin();
    for (const NewRow &row : m_new) {
        while (next != wanted.end() && next->order < row.order)
            added.push_back(std::move(*next++));
        if (row.saved)
            continue;
        if (next != wanted.end() && next->key == row.key)
            ++next;
        else if (m_allTouched || m_touched.contains(row.key))
            gone.insert(gone.end(), row.key);
    }
    std::move(next, wanted.end(), std::back_inserter(added));
    dropNewRows(gone);
    for (const NewRow &row : added)
        m_touched.erase(row.key); // what comes is shown as it is
    addNewRows(std::move(added));
}

void GridModel::dropNewRows(const std::set<RowKey> &keys)
{
    if (keys.empty())
        return;
    // From the end, each run of neighbours as one.
    for (int last = int(m_new.size()) - 1; last >= 0; --last) {
        if (!keys.contains(m_new[size_t(last)].key))
            continue;
        int first = last;
        while (first > 0 && keys.contains(m_new[size_t(first - 1)].key))
            --first;
        beginRemoveRows({}, readRows() + first, readRows() + last);
        m_new.erase(m_new.begin() + first, m_new.begin() + last + 1);
        endRemoveRows();
        last = first;
    }
}

void GridModel::addNewRows(std::vector<NewRow> rows)
{
    std::ranges::sort(rows, {}, &NewRow::order);
    for (size_t from = 0; from < rows.size();) {
        const auto place = std::ranges::upper_bound(m_new, rows[from].order, {}, &NewRow::order);
        size_t to = from + 1;
        while (to < rows.size() && (place == m_new.end() || rows[to].order < place->order))
            ++to;
        const int at = int(place - m_new.begin());
        beginInsertRows({}, readRows() + at, readRows() + at + int(to - from) - 1);
        m_new.insert(
            place, std::make_move_iterator(rows.begin() + qsizetype(from)),
            std::make_move_iterator(rows.begin() + qsizetype(to)));
        endInsertRows();
        from = to;
    }
}

void GridModel::showChangedRows()
{
    const int last = columnCount() - 1;
    const auto show = [this, last](int from, int to) {
        Q_EMIT dataChanged(index(from, 0), index(to, last));
        Q_EMIT headerDataChanged(Qt::Vertical, from, to);
    };
    // Neighbours as one: views do much for each signal.
    int from = -1;
    for (int row = 0; row < rowCount() && !m_touched.empty(); ++row) {
        const bool touched = m_touched.contains(rowKey(row));
        if (touched && from < 0)
            from = row;
        if (!touched && from >= 0)
            show(std::exchange(from, -1), row - 1);
    }
    if (from >= 0)
        show(from, rowCount() - 1);
}

void GridModel::showAll()
{
    if (rowCount() == 0 || columnCount() == 0)
        return;
    Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
    Q_EMIT headerDataChanged(Qt::Vertical, 0, rowCount() - 1);
}

// ---- after a save

void GridModel::takeSaved(const data::SaveReport &report)
{
    if (!isEditing())
        return;
    const data::EditTarget &target = *m_edit->target();
    std::map<RowKey, const data::SavedRow *> saved;
    std::set<RowKey> deleted;
    bool unknown = false; // what became of a row
    qint64 inserted = 0;
    for (const data::SavedRow &row : report.saved) {
        if (row.kind == ChangeKind::Delete)
            deleted.insert(row.key);
        else if (row.now.values.size() == target.columns.size())
            saved[row.key] = &row;
        else
            unknown = true;
        inserted += row.kind == ChangeKind::Insert ? 1 : 0;
    }
    m_whole.clear();
    m_wholeBytes = 0;
    for (int row = 0; row < readRows(); ++row) {
        const auto found = saved.find(m_window.key(target, *query(), row));
        if (found != saved.end() && found->second->kind == ChangeKind::Update)
            m_window.put(target, row, {found->second->now, found->second->altered});
    }
    for (NewRow &row : m_new) {
        const auto found = saved.find(row.key);
        if (found == saved.end())
            continue;
        row.saved = ReturnedRow{found->second->now, found->second->altered};
        row.key = data::rowKeyOf(target, row.saved->basis);
    }
    removeDeleted(deleted);
    if (m_total.rows >= 0)
        setTotal({qMax<qint64>(0, m_total.rows + inserted - qint64(deleted.size())), m_total.exact});
    m_allTouched = true;
    syncEdits();
    if (unknown)
        reload();
}

void GridModel::removeDeleted(const std::set<RowKey> &keys)
{
    if (keys.empty())
        return;
    dropNewRows(keys);
    const data::EditTarget &target = *m_edit->target();
    for (int last = readRows() - 1; last >= 0; --last) {
        if (!keys.contains(m_window.key(target, *query(), last)))
            continue;
        int first = last;
        while (first > 0 && keys.contains(m_window.key(target, *query(), first - 1)))
            --first;
        beginRemoveRows({}, first, last);
        for (int row = last; row >= first; --row)
            m_window.remove(row);
        endRemoveRows();
        last = first;
    }
    Q_EMIT extentChanged();
}

// A page may bring rows that were shown as saved already.
void GridModel::dropSavedRowsThatWereRead()
{
    if (!isEditing() || std::ranges::none_of(m_new, [](const NewRow &row) { return row.saved.has_value(); }))
        return;
    std::set<RowKey> read;
    for (int row = 0; row < readRows(); ++row)
        read.insert(m_window.key(*m_edit->target(), *query(), row));
    std::set<RowKey> both;
    for (const NewRow &row : m_new) {
        if (row.saved && read.contains(row.key))
            both.insert(row.key);
    }
    dropNewRows(both);
}

// ---- rows

std::shared_ptr<const data::EditTarget> GridModel::target() const
{
    if (isEditing())
        return m_edit->changes()->sharedTarget();
    if (!m_plainTarget && m_source)
        m_plainTarget = std::make_shared<const data::EditTarget>(data::plainTarget(m_source->query().shape()));
    return m_plainTarget;
}

const GridModel::NewRow *GridModel::newRow(int row) const
{
    return isNewRow(row) ? &m_new[size_t(row - readRows())] : nullptr;
}

const ReturnedRow *GridModel::returned(int row) const
{
    if (const NewRow *added = newRow(row))
        return added->saved ? &*added->saved : nullptr;
    return m_window.returned(row);
}

RowKey GridModel::rowKey(int row) const
{
    if (const NewRow *added = newRow(row))
        return added->key;
    return isEditing() ? m_window.key(*m_edit->target(), m_source->query(), row) : RowKey();
}

int GridModel::rowOf(const RowKey &key) const
{
    for (int row = rowCount() - 1; row >= 0; --row) {
        if (rowKey(row) == key)
            return row;
    }
    return -1;
}

const StagedRow *GridModel::stagedRow(int row) const
{
    if (!isEditing() || m_edit->changes()->isEmpty())
        return nullptr;
    return m_edit->changes()->row(rowKey(row));
}

RowState GridModel::rowState(int row) const
{
    const NewRow *added = newRow(row);
    if (added && !added->saved)
        return RowState::New;
    const StagedRow *staged = stagedRow(row);
    if (!staged)
        return added ? RowState::Saved : RowState::Read;
    return staged->kind == ChangeKind::Delete ? RowState::Deleted : RowState::Edited;
}

// As readWhole() left it; nullptr when it has not been read whole.
const RowBasis *GridModel::wholeRow(int row) const
{
    if (m_whole.empty() || rowState(row) == RowState::New)
        return nullptr;
    const auto known = m_whole.find(isEditing() ? rowKey(row) : data::rowKeyOf(*target(), shownBasis(row)));
    return known == m_whole.end() ? nullptr : &known->second;
}

RowBasis GridModel::shownBasis(int row) const
{
    const ReturnedRow *now = returned(row);
    return now ? now->basis : m_window.basis(m_source->query(), row);
}

RowBasis GridModel::basis(int row) const
{
    if (!m_source || rowState(row) == RowState::New)
        return {};
    const RowBasis *whole = wholeRow(row);
    return whole ? *whole : shownBasis(row);
}

std::variant<RowBasis, RowKey> GridModel::rowRef(int row) const
{
    if (rowState(row) == RowState::New)
        return rowKey(row);
    return basis(row);
}

const CellValue *GridModel::stagedCell(int row, int column) const
{
    static const CellValue unset = CellValue::byDefault();
    const StagedRow *staged = stagedRow(row);
    if (!staged || staged->kind == ChangeKind::Delete)
        return nullptr;
    const auto cell = staged->cells.find(column);
    if (cell != staged->cells.end())
        return &cell->second;
    return staged->kind == ChangeKind::Insert ? &unset : nullptr;
}

CellValue GridModel::value(int row, int column) const
{
    if (const CellValue *staged = stagedCell(row, column))
        return *staged;
    if (const RowBasis *whole = wholeRow(row))
        return CellValue::of(whole->values[size_t(column)]);
    if (const ReturnedRow *now = returned(row))
        return CellValue::of(now->basis.values[size_t(column)]);
    const auto [page, at] = m_window.locate(row);
    return page ? CellValue::of(page->rows.value(at, column)) : CellValue();
}

bool GridModel::isCut(int row, int column) const
{
    if (stagedCell(row, column) || rowState(row) == RowState::New)
        return false;
    const RowBasis *whole = wholeRow(row);
    return whole ? bool(whole->cut[size_t(column)]) : isShownCut(row, column);
}

// What is shown is the beginning of more.
bool GridModel::isShownCut(int row, int column) const
{
    if (const CellValue *staged = stagedCell(row, column))
        return beginningOf(staged->bytes(), ShownCharacters).cut;
    if (const ReturnedRow *now = returned(row)) {
        const auto &value = now->basis.values[size_t(column)];
        return now->basis.cut[size_t(column)] || (value && beginningOf(*value, ShownCharacters).cut);
    }
    const data::RowLayout &layout = m_source->query().layout();
    const auto [page, at] = m_window.locate(row);
    return page && layout.previews[size_t(column)]
        && beginningOf(page->rows.bytes(at, column), layout.previewLength).cut;
}

CellState GridModel::cellState(int row, int column) const
{
    const auto stateOf = [](const CellValue &value) {
        return value.isDefault()   ? CellState::Default
             : value.isNull()      ? CellState::Null
             : value.isEmptyText() ? CellState::Empty
                                   : CellState::Value;
    };
    if (const CellValue *staged = stagedCell(row, column))
        return stateOf(*staged);
    if (const ReturnedRow *now = returned(row))
        return stateOf(CellValue::of(now->basis.values[size_t(column)]));
    const auto [page, at] = m_window.locate(row);
    if (!page || page->rows.isNull(at, column))
        return CellState::Null;
    return page->rows.bytes(at, column).isEmpty() ? CellState::Empty : CellState::Value;
}

QString GridModel::stagedText(const CellValue &value) const { return beginningOf(value.bytes(), ShownCharacters).text; }

// ---- changing

QString GridModel::refusal(int row, int column) const
{
    if (!m_edit || !m_source)
        return tr("These rows cannot be edited here");
    if (const QString why = m_edit->refusal(); !why.isEmpty())
        return why;
    if (!isEditing())
        return tr("What can be edited here is not known yet");
    return m_edit->refusal(rowKey(row), column); // a cut value is no obstacle: it is read whole first
}

Result<void> GridModel::setCell(int row, int column, const CellValue &value)
{
    return setCells(row, {{column, value}});
}

Result<void> GridModel::setCells(int row, const std::map<int, CellValue> &cells)
{
    std::vector<CellEdit> edits;
    for (const auto &[column, value] : cells) {
        if (const QString why = refusal(row, column); !why.isEmpty())
            return fail(ErrorKind::Usage, why);
        edits.push_back({rowRef(row), column, value});
    }
    const Result<void> done = m_edit->editor().setCells(edits);
    syncEdits();
    return done;
}

EditSubject GridModel::editSubject(int row, int column) const
{
    const auto known = target();
    EditSubject subject{.column = known->columns[size_t(column)], .value = value(row, column)};
    if (const RowBasis read = basis(row); !read.values.empty())
        subject.read = read.values[size_t(column)];
    subject.readOnly = !refusal(row, column).isEmpty();
    subject.connection = m_connection;
    subject.relation = known->shape.oid;
    subject.position = column;
    for (int other = 0; other < columnCount(); ++other) {
        if (known->shape.columns[size_t(other)].foreignKey)
            subject.row[other] = value(row, other);
    }
    return subject;
}

bool GridModel::hasPanelEditor() const
{
    return isSignalConnected(QMetaMethod::fromSignal(&GridModel::panelEditorWanted));
}

bool GridModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    return role == Qt::EditRole && value.canConvert<CellValue>() && checkIndex(index)
        && setCell(index.row(), index.column(), value.value<CellValue>()).has_value();
}

Qt::ItemFlags GridModel::flags(const QModelIndex &index) const
{
    Qt::ItemFlags flags = WindowedTableModel::flags(index);
    if (index.isValid() && isEditing())
        flags |= Qt::ItemIsEditable;
    return flags;
}

} // namespace howdah::ui
