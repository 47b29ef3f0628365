// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/target/target.h"
#include "entity/entities.h"
#include "query/run/outcome.h"

namespace howdah::cli {

// Which columns of what a script answers hold sensitive values, by the models of the database, which are read with the
// first answer that may have some. What is revealed is noted in the audit log first. Says on the error stream what is
// hidden. One thread.
class QueryMasks final
{
public:
    // Both outlive it.
    QueryMasks(Output &output, Target &target, bool reveals)
        : m_output(output)
        , m_target(target)
        , m_reveals(reveals)
    {
    }
    // For query::RunOptions::masked. All, where the models cannot be read or a revealing cannot be noted.
    [[nodiscard]] std::vector<bool> of(const query::Outcome &outcome, const connection::Columns &columns);

private:
    Output &m_output;
    Target &m_target;
    const bool m_reveals;
    std::shared_ptr<const entity::Entities> m_entities;
};

} // namespace howdah::cli
