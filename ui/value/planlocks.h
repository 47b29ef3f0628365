// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migration/lint/planlocks.h"

namespace howdah::ui {

using migration::locksOf;
using migration::PlanLock;

// "reads and writes wait", "nothing waits".
[[nodiscard]] QString waitingText(sql::LockMode mode);
// "reads all of it", "writes it again", "empties it"; empty for a moment's work.
[[nodiscard]] QString workText(const PlanLock &lock);

} // namespace howdah::ui
