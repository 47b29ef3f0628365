// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "grid/gridoverlay.h"

#include "connect/connectioncontroller.h"
#include "edit/editsession.h"

#include <algorithm>

namespace howdah::ui {

using data::CellValue;
using data::ChangeKind;
using data::RowBasis;
using data::RowKey;
using data::StagedRow;

GridOverlay::GridOverlay(
    PageReader &pages, LoadedRows &loaded, NewRows &added, EditedRelation &edited, WholeValues &whole,
    const GridRows &rows, ConnectionController *connection)
    : m_pages(pages)
    , m_loaded(loaded)
    , m_added(added)
    , m_edited(edited)
    , m_whole(whole)
    , m_rows(rows)
    , m_connection(connection)
{
}

// ---- the session

void GridOverlay::sessionChanged()
{
    m_edited.match(); // at once: what was staged may be gone
    m_loaded.window().forgetKeys();
    m_allTouched = true;
    scheduleSync();
}

void GridOverlay::findAgain()
{
    m_edited.match();
    m_loaded.window().forgetKeys();
    m_whole.clear();
    m_touched.clear();
    m_allTouched = true;
    m_added.replace(wantedNewRows());
    m_allTouched = false;
}

void GridOverlay::rowStaged(const RowKey &key)
{
    m_touched.insert(key);
    scheduleSync();
}

void GridOverlay::problemsChanged()
{
    showAll();
    Q_EMIT changed();
}

void GridOverlay::scheduleSync()
{
    // A pasted block tells of thousands of rows one by one.
    if (!std::exchange(m_isScheduled, true))
        QMetaObject::invokeMethod(this, &GridOverlay::sync, Qt::QueuedConnection);
}

void GridOverlay::sync()
{
    m_isScheduled = false;
    if (!m_allTouched && m_touched.empty())
        return;
    if (m_allTouched) {
        m_edited.match();
        m_loaded.window().forgetKeys();
    }
    syncNewRows();
    if (m_allTouched)
        showAll();
    else
        showChangedRows();
    m_touched.clear();
    m_allTouched = false;
    Q_EMIT changed();
}

// Those of the touched rows that are new, by order, as those that are shown.
std::vector<NewRow> GridOverlay::wantedNewRows() const
{
    const data::ChangeSet *changes = m_edited.changes();
    std::vector<NewRow> wanted;
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
    return wanted;
}

void GridOverlay::syncNewRows()
{
    std::vector<NewRow> wanted = wantedNewRows();
    std::set<RowKey> gone;
    std::vector<NewRow> added;
    auto next = wanted.begin();
    for (const NewRow &row : m_added.all()) {
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
    m_added.drop(gone);
    for (const NewRow &row : added)
        m_touched.erase(row.key); // what comes is shown as it is
    m_added.add(std::move(added));
}

void GridOverlay::showChangedRows()
{
    // Neighbours as one: views do much for each signal.
    int from = -1;
    for (int row = 0; row < m_rows.count() && !m_touched.empty(); ++row) {
        const bool touched = m_touched.contains(m_rows.key(row));
        if (touched && from < 0)
            from = row;
        if (!touched && from >= 0)
            Q_EMIT rowsChanged(std::exchange(from, -1), row - 1);
    }
    if (from >= 0)
        Q_EMIT rowsChanged(from, m_rows.count() - 1);
}

void GridOverlay::showAll()
{
    if (m_rows.count() > 0 && m_rows.columnCount() > 0)
        Q_EMIT rowsChanged(0, m_rows.count() - 1);
}

// ---- after a save

void GridOverlay::takeSaved(const data::SaveReport &report)
{
    if (!m_edited.isActive())
        return;
    const data::EditTarget &target = *m_edited.target();
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
    for (int row = 0; row < m_loaded.count(); ++row) {
        const auto found = saved.find(m_loaded.window().key(target, *m_pages.query(), row));
        if (found != saved.end() && found->second->kind == ChangeKind::Update)
            m_loaded.window().put(target, row, {found->second->now, found->second->altered});
    }
    for (size_t at = 0; at < m_added.all().size(); ++at) {
        const auto found = saved.find(m_added.all()[at].key);
        if (found != saved.end())
            m_added.setSaved(
                at, data::rowKeyOf(target, found->second->now), {found->second->now, found->second->altered});
    }
    removeDeleted(deleted);
    if (const data::RowTotal total = m_loaded.total(); total.rows >= 0)
        m_loaded.setTotal({qMax<qint64>(0, total.rows + inserted - qint64(deleted.size())), total.exact});
    m_allTouched = true;
    sync();
    if (unknown)
        m_pages.reload();
}

void GridOverlay::removeDeleted(const std::set<RowKey> &keys)
{
    if (keys.empty())
        return;
    m_added.drop(keys);
    const auto isDeleted = [this, &keys](int row) {
        return keys.contains(m_loaded.window().key(*m_edited.target(), *m_pages.query(), row));
    };
    for (int last = m_loaded.count() - 1; last >= 0; --last) {
        if (!isDeleted(last))
            continue;
        int first = last;
        while (first > 0 && isDeleted(first - 1))
            --first;
        m_loaded.remove(first, last);
        last = first;
    }
    Q_EMIT extentChanged();
}

void GridOverlay::rowsWereRead()
{
    if (!m_edited.isActive() || m_added.savedCount() == 0)
        return;
    std::set<RowKey> read;
    for (int row = 0; row < m_loaded.count(); ++row)
        read.insert(m_loaded.window().key(*m_edited.target(), *m_pages.query(), row));
    std::set<RowKey> both;
    for (const NewRow &row : m_added.all()) {
        if (row.saved && read.contains(row.key))
            both.insert(row.key);
    }
    m_added.drop(both);
}

// ---- changing

QString GridOverlay::refusal(int row, int column) const
{
    const QString why = m_edited.refusal();
    // A cut value is no obstacle: it is read whole first.
    return why.isEmpty() ? session()->refusal(m_rows.key(row), column) : why;
}

Result<void> GridOverlay::setCell(int row, int column, const CellValue &value)
{
    return setCells(row, {{column, value}});
}

Result<void> GridOverlay::setCells(int row, const std::map<int, CellValue> &cells)
{
    std::vector<CellEdit> edits;
    for (const auto &[column, value] : cells) {
        if (const QString why = refusal(row, column); !why.isEmpty())
            return fail(ErrorKind::Usage, why);
        edits.push_back({m_rows.ref(row), column, value});
    }
    const Result<void> done = session()->editor().setCells(edits);
    sync();
    return done;
}

EditSubject GridOverlay::subject(int row, int column) const
{
    const auto known = m_edited.target();
    EditSubject subject{.column = known->columns[size_t(column)], .value = m_rows.value(row, column)};
    if (const RowBasis read = m_rows.basis(row); !read.values.empty())
        subject.read = read.values[size_t(column)];
    subject.readOnly = !refusal(row, column).isEmpty();
    subject.connection = m_connection;
    subject.relation = known->shape.oid;
    subject.position = column;
    for (int other = 0; other < m_rows.columnCount(); ++other) {
        if (known->shape.columns[size_t(other)].foreignKey)
            subject.row[other] = m_rows.value(row, other);
    }
    return subject;
}

} // namespace howdah::ui
