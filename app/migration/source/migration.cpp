// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/source/migration.h"

#include <algorithm>

namespace howdah::migration {

const Migration *Source::find(const Version &version) const
{
    const auto found = std::ranges::lower_bound(migrations, version, {}, &Migration::version);
    return found != migrations.end() && found->version == version ? &*found : nullptr;
}

std::vector<Problem> Source::allProblems() const
{
    std::vector<Problem> all = problems;
    for (const Migration &migration : migrations)
        all.insert(all.end(), migration.problems.begin(), migration.problems.end());
    return all;
}

} // namespace howdah::migration
