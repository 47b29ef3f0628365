// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/terminal/output.h"

namespace howdah::cli {

struct ProveIndexOptions
{
    QString database;
    QString command;    // the statement
    QString migrations; // a folder that gets what is believed; empty: none is written
    int candidate = 0;  // by its number; 0: all
    int sampleRows = 50'000;
    bool estimateOnly = false;
};

// howdahctl prove-index: finds the indexes that a statement may want, and measures them on a copy. ExitOk where one is
// believed (or was only to be estimated), ExitPending where none is.
int proveIndexes(Output &output, const ProveIndexOptions &options);

} // namespace howdah::cli
