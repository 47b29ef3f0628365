// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "migration/lint/finding.h"
#include "migration/source/migration.h"

namespace howdah::migration {

// Whether all that a profile names is there.
[[nodiscard]] Result<void> checkProfile(const LintProfile &profile);

// Drops what the profile turns off and what is in a set that it does not ask for, and gives the rest its severity.
void applyProfile(const LintProfile &profile, std::vector<Finding> &findings);

} // namespace howdah::migration
