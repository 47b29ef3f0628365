// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "cli/terminal/output.h"

namespace howdah::cli {

// There is a terminal to ask on, and no document is wanted.
[[nodiscard]] bool mayAsk(const Output &output);

enum class Consent { Given, Refused, CannotAsk };
[[nodiscard]] Consent askConsent(Output &output, bool yes);
// There is no terminal to ask on.
[[nodiscard]] Error cannotAsk();
// What to answer when there is none.
int withoutConsent(Output &output, Consent consent);

// Before something in production is destroyed: each of these names is typed on the terminal, or given beforehand by
// --confirm. --yes does not answer this. False after another answer, which has been told by then; ErrorKind::Usage
// where nobody can be asked. What was typed counts as given from then on. `why`: what is said instead of "This is
// production", without a full stop.
[[nodiscard]] Result<bool> areNamesGiven(Output &output, const QStringList &names, const QString &why = {});
// The same as an exit code: ExitOk when all of them were; else that of what is missing, which has been told by then:
// ExitPending after another answer, ExitUsage where nobody can be asked.
[[nodiscard]] int askForNames(Output &output, const QStringList &names, const QString &why = {});

} // namespace howdah::cli
