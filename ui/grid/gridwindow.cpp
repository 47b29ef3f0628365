// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "grid/gridwindow.h"

#include <numeric>

namespace howdah::ui {

using connection::RowBatch;

static GridWindow::Page pageOf(RowBatch rows)
{
    GridWindow::Page page{.rows = std::move(rows)};
    page.shown.resize(size_t(page.rows.rowCount()));
    std::iota(page.shown.begin(), page.shown.end(), 0);
    return page;
}

void GridWindow::append(RowBatch rows)
{
    m_rows += int(rows.rowCount());
    m_pages.push_back(pageOf(std::move(rows)));
}

void GridWindow::prepend(RowBatch rows)
{
    m_rows += int(rows.rowCount());
    m_pages.push_front(pageOf(std::move(rows)));
}

int GridWindow::dropFirst()
{
    const int gone = int(m_pages.front().shown.size());
    m_pages.pop_front();
    m_rows -= gone;
    return gone;
}

int GridWindow::dropLast()
{
    const int gone = int(m_pages.back().shown.size());
    m_pages.pop_back();
    m_rows -= gone;
    return gone;
}

GridWindow::Place GridWindow::locate(int row) const
{
    if (row < 0)
        return {};
    for (const Page &page : m_pages) {
        const int count = int(page.shown.size());
        if (row < count)
            return {&page, page.shown[size_t(row)]};
        row -= count;
    }
    return {};
}

const ReturnedRow *GridWindow::returned(int row) const
{
    const auto [page, at] = locate(row);
    if (!page || page->returned.empty())
        return nullptr;
    const auto found = page->returned.find(at);
    return found == page->returned.end() ? nullptr : &found->second;
}

data::RowBasis GridWindow::basis(const data::PageQuery &query, int row) const
{
    const auto [page, at] = locate(row);
    if (!page)
        return {};
    if (const auto found = page->returned.find(at); found != page->returned.end())
        return found->second.basis;
    return data::basisOf(query, page->rows, at);
}

const data::RowKey &GridWindow::key(const data::EditTarget &target, const data::PageQuery &query, int row) const
{
    static const data::RowKey none;
    const auto [page, at] = locate(row);
    if (!page)
        return none;
    page->keys.resize(size_t(page->rows.rowCount()));
    data::RowKey &key = page->keys[size_t(at)];
    if (!key.isEmpty())
        return key;
    // The values of 200 columns need not be copied for a key that does not hold them.
    if (page->returned.contains(at) || target.identification == data::Identification::Values)
        key = data::rowKeyOf(target, basis(query, row));
    else
        key = data::rowKeyOf(target, {.identity = data::identityOf(query, page->rows, at)});
    return key;
}

void GridWindow::forgetKeys()
{
    for (Page &page : m_pages)
        page.keys.clear();
}

void GridWindow::put(const data::EditTarget &target, int row, ReturnedRow returned)
{
    const auto [found, at] = locate(row);
    if (!found)
        return;
    Page &page = const_cast<Page &>(*found); // of our own pages
    page.keys.resize(size_t(page.rows.rowCount()));
    page.keys[size_t(at)] = data::rowKeyOf(target, returned.basis);
    page.returned[at] = std::move(returned);
}

void GridWindow::remove(int row)
{
    for (Page &page : m_pages) {
        const int count = int(page.shown.size());
        if (row < count) {
            page.shown.erase(page.shown.begin() + row);
            --m_rows;
            return;
        }
        row -= count;
    }
}

} // namespace howdah::ui
