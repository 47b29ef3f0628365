// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/target/target.h"
#include "query/run/summary.h"

namespace howdah::cli {

// Tells what a script would do, with the server's plan of each statement that has one. Runs nothing. The exit code.
int explainScript(Output &output, Target &target, const query::Script &script, const query::ParameterValues &values);

} // namespace howdah::cli
