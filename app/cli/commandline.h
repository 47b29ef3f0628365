// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace howdah::cli {

// What howdahctl is: reads the command line, runs the command, answers the exit code (cli/terminal/exitcode.h).
[[nodiscard]] int runCommandLine(int argc, char **argv);

} // namespace howdah::cli
