// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/target/target.h"
#include "connection/profile/endangered.h"

namespace howdah::cli {

// Before something in production is destroyed: each of these names is typed on the terminal, or given beforehand by
// --confirm. --yes does not answer this. ExitOk when all of them were; else the exit code of what is missing, which has
// been told by then: ExitPending after another answer, ExitUsage where nobody can be asked. What was typed counts as
// given from then on. `why`: what is said instead of "This is production", without a full stop.
[[nodiscard]] int askForNames(Output &output, const QStringList &names, const QString &why = {});

// The same for what a script destroys, in production only: tells what would go, and asks. After ExitOk `agreed` holds
// what was agreed to, for stillAsAgreed().
[[nodiscard]] int
confirmScript(Output &output, Target &target, QByteArrayView script, std::vector<connection::Endangered> &agreed);

} // namespace howdah::cli
