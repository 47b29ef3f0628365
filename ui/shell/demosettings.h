// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/settings.h"

namespace howdah::ui::settings {

// What the start alone asks for.
inline const Setting<bool> demoWhole{QLatin1StringView("demo/whole"), false}; // the databases beside it are there, too
inline const Setting<bool> demoWelcomed{QLatin1StringView("demo/welcomed"), false}; // its tour was shown once

} // namespace howdah::ui::settings
