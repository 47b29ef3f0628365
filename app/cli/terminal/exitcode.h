// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace howdah::cli {

// What howdahctl ends with; scripts rely on the numbers. 64 and 69 are those of sysexits.h.
enum ExitCode : int {
    ExitOk = 0,             // done, or nothing to do
    ExitPending = 1,        // migrations wait to be applied; files would change
    ExitFailed = 2,         // something failed, or an applied migration was edited or is missing
    ExitNotCompared = 3,    // nothing is known to be wrong, but what was to be compared could not be
    ExitNotPassed = 4,      // everything was run, and a test of a prompt did not pass
    ExitUsage = 64,         // the command line makes no sense
    ExitCannotConnect = 69, // no server there, or it does not let us in
};

} // namespace howdah::cli
