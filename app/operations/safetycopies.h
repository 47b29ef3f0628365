// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migration/run/safetycopy.h"
#include "operations/decision.h"

#include <optional>

namespace howdah::operations {

// Where the window puts them.
[[nodiscard]] QString safetyCopyFolder();
// The copy that was made there last; "" where there is none.
[[nodiscard]] QString newestSafetyCopy();

// A safety copy that is to be put back.
struct RestoreOrder
{
    connection::ConnInfo target;
    QString database;           // its name, typed in production
    migration::SafetyCopy copy; // as it was shown
    migration::ChangedRows changed = migration::ChangedRows::Refuse;
    bool guarded = false; // production that is open for writing
};

// Puts it back, all of it or nothing. Rows that are there now may be changed (a column that gets its values back), so
// in production it is the database that is named. Nothing: it was declined. ErrorKind::Conflict when the file is not
// the one that was shown. Blocks.
[[nodiscard]] Result<std::optional<std::vector<migration::RestoredTable>>>
restoreCopy(const RestoreOrder &order, Decision &decision, const std::stop_token &stop = {});

} // namespace howdah::operations
