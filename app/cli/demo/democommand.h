// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "operations/demo/demoloader.h"
#include "cli/terminal/output.h"

namespace howdah::cli {

struct DemoOptions
{
    operations::DemoRequest request;
    QString database;   // URI or conninfo; empty: the private server
    QString packFolder; // of the migrations; empty: the pack that comes with Howdah; "all": each of those
};

// `howdahctl demo load`: fills the tables of a pack. In a database without a history the pack is applied first. Of all
// packs one that fails does not keep the next from being loaded, and the exit code tells of it.
[[nodiscard]] int demoLoad(Output &output, const DemoOptions &options);

} // namespace howdah::cli
