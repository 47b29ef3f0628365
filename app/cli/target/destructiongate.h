// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/target/target.h"
#include "connection/profile/impact.h"

namespace howdah::cli {

// Before a script destroys something, in production only: tells what would go, and asks for the names (askForNames).
// After ExitOk `agreed` holds what was agreed to, for stillAsAgreed().
[[nodiscard]] int
confirmScript(Output &output, Target &target, QByteArrayView script, std::vector<connection::Impact> &agreed);

} // namespace howdah::cli
