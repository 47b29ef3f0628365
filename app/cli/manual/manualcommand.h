// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/manual/commandtree.h"
#include "cli/terminal/output.h"

namespace howdah::cli {

// Writes the manual pages of all commands into a folder, which is made.
int writeManual(Output &output, const CommandTree &program, const QString &folder);
// Writes the script for a shell; or the names of all profiles, a line each, which those scripts ask for.
int writeCompletion(Output &output, const CommandTree &program, const QString &shell);

} // namespace howdah::cli
