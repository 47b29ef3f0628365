// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/commandline.h"
#include "connection/environment.h"

int main(int argc, char **argv)
{
    howdah::connection::takeEnvironment();
    return howdah::cli::runCommandLine(argc, argv);
}
