// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/edit/changeset.h"

namespace howdah::data {

// What changeStatement() and the checks around it are made of.

// That a row is the one that was read, unchanged in all that the change rests on.
[[nodiscard]] QStringList rowConditions(const EditTarget &target, const StagedRow &row, Parameters &parameters);
// That a row has the values that are set.
[[nodiscard]] QStringList setConditions(const EditTarget &target, const StagedRow &row, Parameters &parameters);

// Where the server's own count proves nothing, rows are counted before and after the statement. Before it, of an update
// or a delete: 1, and none afterwards; of an insert: one more afterwards.
[[nodiscard]] connection::Statement countBefore(const EditTarget &target, const StagedRow &row);
// After an update: at least one row is what the change wanted.
[[nodiscard]] connection::Statement countAfter(const EditTarget &target, const StagedRow &row);

} // namespace howdah::data
