// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

namespace howdah {

// Whether all that names files to this process is UTF-8: its arguments, the settings of its environment, the folder
// that it is in. What is not would silently become another name, as letters that are not known are replaced where text
// is made of it. ErrorKind::Usage.
[[nodiscard]] Result<void> checkLocalWords(int argc, const char *const *argv);

} // namespace howdah
