// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/prompter.h"

namespace howdah::ui {

// Before a window closes in which something is not saved: a line for each thing.
[[nodiscard]] Question closeQuestion(const QStringList &unsaved);

} // namespace howdah::ui
