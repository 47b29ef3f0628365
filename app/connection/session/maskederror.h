// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/session/statement.h"

namespace howdah::connection {

// Takes the secrets of a statement (sql/secrets.h) and of its parameters out of what the server said of it: it quotes
// rows, keys, parameters and the place of a syntax error.
void maskSecretsOf(Error &error, const Statement &statement);

} // namespace howdah::connection
