// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QStringList>

#include <functional>

namespace howdah::connection {

// Functions that are declared VOLATILE and of which the operator says that they only read: sessions that may only read
// call them as well, for as long as this process is connected where he said so. Any thread.

// Writes down which function was allowed; an error keeps it refused.
using AllowanceNote = std::function<Result<void>(const QString &function)>;

// "schema.name" as the error names it. ErrorKind::Usage for anything else, and for what no session may be allowed.
[[nodiscard]] Result<void> allowFunction(const QString &function, const AllowanceNote &note);
void forgetAllowedFunctions();
[[nodiscard]] QStringList allowedFunctions();
// With its schema; without one, whether a function of that name is allowed in any schema.
[[nodiscard]] bool isAllowedFunction(const QString &function);

} // namespace howdah::connection
