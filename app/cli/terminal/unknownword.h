// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <CLI/CLI.hpp>

namespace howdah::cli {

// What to say of a command line that was not understood, when it is a word that no command or option is called, or a
// group without a command: what was meant perhaps, and what there is. "" when it is something else, which the error of
// the parser says.
[[nodiscard]] QString aboutUnknownWord(const CLI::App &app);

} // namespace howdah::cli
