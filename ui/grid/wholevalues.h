// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/page/edittarget.h"

namespace howdah::ui {

// Rows whose values were read in full length, for copying and editing: as many as fit, until the rows are read again. A
// value; UI thread.
class WholeValues final
{
public:
    void keep(const data::RowKey &key, data::RowBasis basis);
    void clear();

    [[nodiscard]] bool isEmpty() const { return m_rows.empty(); }
    // nullptr when the row has not been read whole.
    [[nodiscard]] const data::RowBasis *find(const data::RowKey &key) const;

private:
    std::map<data::RowKey, data::RowBasis> m_rows;
    qsizetype m_bytes = 0;
};

[[nodiscard]] qsizetype bytesOf(const data::RowBasis &basis);

} // namespace howdah::ui
