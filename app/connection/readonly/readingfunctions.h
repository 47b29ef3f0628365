// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>

namespace howdah::connection {

// PostgreSQL's own functions (those of pg_catalog) by their names, over all versions that are supported: each is in one
// of the two lists. What is in none is of a newer version, and nobody has looked at it. Which is which, and why, is in
// packaging/readingfunctions.py. Any thread.

// Nothing is different after a call but the session's own next random number or the like.
[[nodiscard]] bool isReadingFunction(QByteArrayView name);
// It changes something, reaches outside of the database, or evaluates a string, whatever transaction calls it.
[[nodiscard]] bool isRefusedFunction(QByteArrayView name);

} // namespace howdah::connection
