// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/manual/commandtree.h"

#include <optional>

namespace howdah::cli {

// A script for a shell that completes the commands, options and values of a program: commands below the one that is
// typed, options of it and of the program, files and folders, the words of a choice, and names of profiles, which the
// program is asked for. Empty for another shell than bash, zsh and fish. The same bytes for the same program. Pure.
[[nodiscard]] std::optional<QByteArray> completionScript(const CommandTree &program, const QString &shell);

} // namespace howdah::cli
