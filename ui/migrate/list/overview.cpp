// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migrate/list/overview.h"

#include <algorithm>

namespace howdah::ui {

const migration::Entry *Overview::find(const migration::Version &version) const
{
    const auto found = std::ranges::find(entries, version, &migration::Entry::version);
    return found == entries.end() ? nullptr : &*found;
}

const migration::Migration *Overview::migrationOf(const migration::Entry &entry) const
{
    return entry.migration ? &source.migrations[*entry.migration] : nullptr;
}

} // namespace howdah::ui
