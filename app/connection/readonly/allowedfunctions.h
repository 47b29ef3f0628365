// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QStringList>

#include <functional>
#include <mutex>

namespace howdah::connection {

// Writes down which function was allowed; an error keeps it refused.
using AllowanceNote = std::function<Result<void>(const QString &function)>;

// Functions that are declared VOLATILE and of which the operator says that they only read: sessions that may only read
// call them as well, for as long as their opener is connected where he said so. Any thread.
class AllowedFunctions final
{
public:
    // "schema.name" as the error names it. ErrorKind::Usage for anything else, and for what no session may be allowed.
    [[nodiscard]] Result<void> allow(const QString &function, const AllowanceNote &note);
    void forget();
    [[nodiscard]] QStringList all() const;
    // With its schema; without one, whether a function of that name is allowed in any schema.
    [[nodiscard]] bool contains(const QString &function) const;

private:
    mutable std::mutex m_mutex;
    QStringList m_functions;
};

} // namespace howdah::connection
