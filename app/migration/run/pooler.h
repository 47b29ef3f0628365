// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

namespace howdah::migration {

// A proxy that pools transactions loses what a run needs: the lock (it stays with a server that others then use) and
// settings. Says what is wrong and what to do.
[[nodiscard]] Error poolingError();

} // namespace howdah::migration
