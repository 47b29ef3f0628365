// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "cli/terminal/output.h"

#include <QJsonObject>

namespace howdah::cli {

// How a command says what came of it: as text for people, as one JSON document where that is asked for.

void print(Output &output, const QJsonObject &object);
[[nodiscard]] QJsonObject errorJson(const Error &error, int exitCode);
// Tells an error and answers `code`.
int failed(Output &output, const Error &error, int code);
// The same with the code that its kind has: a wrong command line, no connection, or a failure.
int failedWith(Output &output, const Error &error);
// The code of an error before a session is open, and of one while something runs there.
[[nodiscard]] int openingCode(const Error &error);
[[nodiscard]] int runningCode(const Error &error);

} // namespace howdah::cli
