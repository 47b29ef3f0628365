// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "operations/writelock.h"

namespace howdah::operations {

// Values that a model calls sensitive are masked until somebody asks for them. Who does stands in the audit log first,
// never with the values; a log that cannot be written keeps them masked. `row`: its key, for people; "" where it is
// many. Writes to the disk.
[[nodiscard]] Result<void>
noteReveal(const LockPlace &place, const QString &relation, const QStringList &columns, const QString &row = {});

} // namespace howdah::operations
