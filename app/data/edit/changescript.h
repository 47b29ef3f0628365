// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/edit/changeset.h"

namespace howdah::data {

// What is staged as a script for people and for psql: one transaction, values in their places. It changes what a save
// would change, without a save's checks.
[[nodiscard]] QString readableScript(const EditTarget &target, const std::vector<StagedRow> &rows);

} // namespace howdah::data
