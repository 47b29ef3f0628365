// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace howdah::cli {

// The next line that is typed on the terminal, without its end; null when there is none. Takes no more than this line:
// a command may ask more than once, and who types or pastes all answers at once has them read one by one. Blocks.
[[nodiscard]] QString readTypedLine();

} // namespace howdah::cli
