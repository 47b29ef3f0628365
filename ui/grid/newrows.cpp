// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "grid/newrows.h"

#include <algorithm>

namespace howdah::ui {

using data::RowKey;

void NewRows::add(std::vector<NewRow> rows)
{
    std::ranges::sort(rows, {}, &NewRow::order);
    for (size_t from = 0; from < rows.size();) {
        const auto place = std::ranges::upper_bound(m_rows, rows[from].order, {}, &NewRow::order);
        size_t to = from + 1;
        while (to < rows.size() && (place == m_rows.end() || rows[to].order < place->order))
            ++to;
        const int at = int(place - m_rows.begin());
        Q_EMIT aboutToInsert(at, at + int(to - from) - 1);
        m_rows.insert(
            place, std::make_move_iterator(rows.begin() + qsizetype(from)),
            std::make_move_iterator(rows.begin() + qsizetype(to)));
        Q_EMIT inserted();
        from = to;
    }
}

void NewRows::drop(const std::set<RowKey> &keys)
{
    if (keys.empty())
        return;
    // From the end, each run of neighbours as one.
    for (int last = count() - 1; last >= 0; --last) {
        if (!keys.contains(m_rows[size_t(last)].key))
            continue;
        int first = last;
        while (first > 0 && keys.contains(m_rows[size_t(first - 1)].key))
            --first;
        Q_EMIT aboutToRemove(first, last);
        m_rows.erase(m_rows.begin() + first, m_rows.begin() + last + 1);
        Q_EMIT removed();
        last = first;
    }
}

void NewRows::setSaved(size_t at, RowKey key, ReturnedRow saved)
{
    m_rows[at].key = std::move(key);
    m_rows[at].saved = std::move(saved);
}

qint64 NewRows::savedCount() const
{
    return std::ranges::count_if(m_rows, [](const NewRow &row) { return row.saved.has_value(); });
}

const NewRow *NewRows::at(int place) const { return place >= 0 && place < count() ? &m_rows[size_t(place)] : nullptr; }

} // namespace howdah::ui
