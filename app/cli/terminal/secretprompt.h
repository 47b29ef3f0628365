// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/profile/secretsource.h"

namespace howdah::cli {

// Asks on the terminal of this program, wherever its standard streams lead, without showing what is typed; Ctrl+C
// answers ErrorKind::Cancelled. Empty where there is no terminal.
[[nodiscard]] connection::SecretAsker terminalAsker();

// The first line of a file, or of standard input for "-".
[[nodiscard]] Result<QString> secretFromFile(const QString &path);

} // namespace howdah::cli
