// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/theme.h"
#include "connection/server/environmentkind.h"

namespace howdah::ui {

using connection::Environment;
using connection::environmentFromKey;
using connection::environmentKey;
using connection::environmentName;

// The colour of the window.
[[nodiscard]] Tone environmentTone(Environment environment);

} // namespace howdah::ui
