// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/session/rowbatch.h"
#include "query/run/runoptions.h"

namespace howdah::query {

// The rows of one answer with masks in place of the values that are not to be known. One thread.
class MaskedRows final
{
public:
    // Both outlive it.
    MaskedRows(const RunOptions &options, const Outcome &outcome)
        : m_options(options)
        , m_outcome(outcome)
    {
    }
    // Text in the place of a value, whatever its type was, which is text then. NULL stays NULL.
    [[nodiscard]] connection::RowBatch through(connection::RowBatch batch);

private:
    const RunOptions &m_options;
    const Outcome &m_outcome;
    std::optional<std::vector<bool>> m_masked;
    std::shared_ptr<const connection::Columns> m_columns; // null: none is masked
};

} // namespace howdah::query
