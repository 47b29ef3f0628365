// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "grid/loadedrows.h"

namespace howdah::ui {

using data::Page;

constexpr size_t MostPages = 5;

void LoadedRows::note(const Page &page)
{
    m_cut = page.cut;
    m_lastMs = page.milliseconds;
}

void LoadedRows::replace(const Page &page)
{
    note(page);
    m_window.clear();
    if (page.rows.rowCount() > 0)
        m_window.append(page.rows);
    m_first = page.position;
    m_atStart = page.atStart;
    m_atEnd = page.atEnd;
}

void LoadedRows::append(const Page &page)
{
    note(page);
    m_atEnd = page.atEnd;
    const int more = int(page.rows.rowCount());
    if (more == 0)
        return;
    Q_EMIT aboutToInsert(count(), count() + more - 1);
    m_window.append(page.rows);
    Q_EMIT inserted();
    if (m_window.pageCount() > MostPages)
        dropFirstPage();
}

void LoadedRows::dropFirstPage()
{
    const int gone = int(m_window.first().shown.size());
    if (gone > 0)
        Q_EMIT aboutToRemove(0, gone - 1);
    m_window.dropFirst();
    m_first.row += gone;
    m_atStart = false;
    if (gone > 0)
        Q_EMIT removed();
}

void LoadedRows::prepend(const Page &page)
{
    note(page);
    m_atStart = page.atStart;
    const int more = int(page.rows.rowCount());
    if (more > 0) {
        Q_EMIT aboutToInsert(0, more - 1);
        m_window.prepend(page.rows);
        m_first = page.position;
        Q_EMIT inserted();
    }
    if (m_atStart)
        m_first = {0, true}; // whatever was estimated: this is the first row
    if (m_window.pageCount() > MostPages)
        dropLastPage();
}

void LoadedRows::dropLastPage()
{
    const int gone = int(m_window.last().shown.size());
    if (gone > 0)
        Q_EMIT aboutToRemove(count() - gone, count() - 1);
    m_window.dropLast();
    m_atEnd = false;
    if (gone > 0)
        Q_EMIT removed();
}

void LoadedRows::remove(int first, int last)
{
    Q_EMIT aboutToRemove(first, last);
    for (int row = last; row >= first; --row)
        m_window.remove(row);
    Q_EMIT removed();
}

void LoadedRows::setTotal(data::RowTotal total)
{
    if (m_total == total)
        return;
    m_total = total;
    Q_EMIT extentChanged();
}

void LoadedRows::learnTotal(qint64 added)
{
    const qint64 known = m_first.row + count() + added;
    if (m_atEnd && m_first.exact && !m_cut)
        m_total = {known, true};
    else if (!m_total.exact && m_total.rows >= 0)
        m_total.rows = qMax(m_total.rows, known);
}

} // namespace howdah::ui
