// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migration/plan/step.h"
#include "migration/source/migration.h"

namespace howdah::migration {

// Why a down file must not come into the history, which would then hold a text that nobody can run. `step` says whose
// it is. Of a server whose version is not known, or newer than the parser, the syntax is not judged. Pure.
[[nodiscard]] std::vector<Refusal> refusalsOfDown(Step step, const Script &script, int serverVersion);

// Why the files of a migration cannot be taken into the history as they are now: what cannot be read, and a down file
// as above. Pure.
[[nodiscard]] std::vector<Refusal> whyNotAccepted(const Migration &migration, int serverVersion);

} // namespace howdah::migration
