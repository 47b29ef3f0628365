// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "grid/wholevalues.h"

namespace howdah::ui {

// Over it they are read again.
constexpr qsizetype KeptBytes = 64 * 1024 * 1024;

qsizetype bytesOf(const data::RowBasis &basis)
{
    qsizetype bytes = 0;
    for (const auto &value : basis.values)
        bytes += value ? value->size() : 0;
    return bytes;
}

void WholeValues::keep(const data::RowKey &key, data::RowBasis basis)
{
    const qsizetype bytes = bytesOf(basis);
    if (m_bytes + bytes > KeptBytes)
        clear();
    m_rows[key] = std::move(basis);
    m_bytes += bytes;
}

void WholeValues::clear()
{
    m_rows.clear();
    m_bytes = 0;
}

const data::RowBasis *WholeValues::find(const data::RowKey &key) const
{
    const auto known = m_rows.find(key);
    return known == m_rows.end() ? nullptr : &known->second;
}

} // namespace howdah::ui
