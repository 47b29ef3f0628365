// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/page/edittarget.h"

#include <deque>

namespace howdah::ui {

// A row as a save returned it. It is shown so, at the place where its page has it, until that is read again.
struct ReturnedRow
{
    data::RowBasis basis;
    std::vector<int> altered; // columns that the server made something else of
};

// The pages of a GridModel: what was read, what saves returned since, and which rows they deleted. Rows are counted
// over all pages, without those that are deleted. A value; UI thread.
class GridWindow final
{
public:
    struct Page
    {
        connection::RowBatch rows;
        std::vector<int> shown; // rows of the batch that still exist
        std::map<int, ReturnedRow> returned;
        mutable std::vector<data::RowKey> keys; // by row of the batch, made when they are asked for
    };
    struct Place
    {
        const Page *page = nullptr;
        int at = 0; // row of the batch
    };

    void clear() { m_pages.clear(), m_rows = 0; }
    void append(connection::RowBatch rows);
    void prepend(connection::RowBatch rows);
    int dropFirst(); // page; answers how many rows went
    int dropLast();

    [[nodiscard]] bool isEmpty() const { return m_pages.empty(); }
    [[nodiscard]] size_t pageCount() const { return m_pages.size(); }
    [[nodiscard]] int rowCount() const { return m_rows; }
    [[nodiscard]] const Page &first() const { return m_pages.front(); }
    [[nodiscard]] const Page &last() const { return m_pages.back(); }
    [[nodiscard]] Place locate(int row) const; // without a page when there is none
    [[nodiscard]] const ReturnedRow *returned(int row) const;
    [[nodiscard]] data::RowBasis basis(const data::PageQuery &query, int row) const;
    // By which edits find the row.
    [[nodiscard]] const data::RowKey &key(const data::EditTarget &target, const data::PageQuery &query, int row) const;
    void forgetKeys(); // another target

    void put(const data::EditTarget &target, int row, ReturnedRow returned);
    void remove(int row);

private:
    std::deque<Page> m_pages;
    int m_rows = 0;
};

} // namespace howdah::ui
