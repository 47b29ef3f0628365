// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/terminal/output.h"

#include <QStringList>

namespace howdah::cli {

struct FormatOptions
{
    QStringList files; // "-" is standard input
    bool check = false;
    bool diff = false;
};

// howdahctl format: lays out files of SQL, or says which would change.
int formatFiles(Output &output, const FormatOptions &options);

} // namespace howdah::cli
