// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/corefiles.h"
#include "cli/commandline.h"
#include "cli/terminal/terminaltext.h"
#include "connection/server/environment.h"

#include <malloc.h>

int main(int argc, char **argv)
{
    howdah::refuseCoreFiles();
    howdah::cli::guardStandardError();
    // One heap that grows in large steps: most commands are over before a second one, for each thread, pays.
    mallopt(M_ARENA_MAX, 1);
    mallopt(M_TOP_PAD, 1 << 20);
    howdah::connection::takeEnvironment();
    return howdah::cli::runCommandLine(argc, argv);
}
