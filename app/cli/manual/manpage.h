// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/manual/commandtree.h"

namespace howdah::cli {

// A page in the macros of man(7): https://man7.org/linux/man-pages/man7/groff_man.7.html
struct ManPage
{
    QString file; // "howdahctl-migrate.1"
    QByteArray text;
};

// One for the program, with its global options and a line for each command, and one for each of its commands, with
// those below it. The same bytes for the same program. Pure.
[[nodiscard]] std::vector<ManPage> manPages(const CommandTree &program, const QString &version);

} // namespace howdah::cli
