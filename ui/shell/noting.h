// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

namespace howdah::ui {

struct OpenWindow;

// Notes in the audit log what is sent from a window, and reports there what cannot be noted. What is still at work when
// the window has gone is noted to its end: for as long as a session has the context of the window. What is answered is
// to end behind the window; it ends what the window is told. UI thread.
[[nodiscard]] std::shared_ptr<void> noteStatements(OpenWindow &open);

} // namespace howdah::ui
