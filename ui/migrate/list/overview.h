// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migration/plan/plan.h"

namespace howdah::ui {

// What a source and a database say together. Made off the UI thread; never changed afterwards.
struct Overview
{
    migration::Source source;
    migration::History history;
    std::vector<migration::Entry> entries;

    [[nodiscard]] const migration::Entry *find(const migration::Version &version) const;
    [[nodiscard]] const migration::Migration *migrationOf(const migration::Entry &entry) const;
};

} // namespace howdah::ui
