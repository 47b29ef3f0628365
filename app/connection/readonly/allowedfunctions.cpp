// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/readonly/allowedfunctions.h"

#include "connection/tr.h"

#include <algorithm>
#include <mutex>

using namespace Qt::StringLiterals;

namespace howdah::connection {

namespace {

struct Allowed
{
    std::mutex mutex;
    QStringList functions;
};

Allowed &allowed()
{
    static Allowed one;
    return one;
}

} // namespace

Result<void> allowFunction(const QString &function, const AllowanceNote &note)
{
    const QString name = function.trimmed().remove(u"()"_s);
    if (name.count(u'.') != 1 || name.startsWith(u'.') || name.endsWith(u'.'))
        return fail(
            ErrorKind::Usage, tr("\"%1\" does not name a function with its schema").arg(function),
            tr("Name it as the error does: schema.function"));
    // What these do is known.
    if (name.startsWith("pg_catalog."_L1))
        return fail(
            ErrorKind::Usage, tr("%1() is PostgreSQL's own and cannot be allowed while only reading is").arg(name),
            tr("Unlock writing for a time."));
    if (isAllowedFunction(name))
        return {};
    if (note) {
        if (auto noted = note(name); !noted)
            return noted;
    }
    const std::lock_guard lock(allowed().mutex);
    allowed().functions << name;
    return {};
}

void forgetAllowedFunctions()
{
    const std::lock_guard lock(allowed().mutex);
    allowed().functions.clear();
}

QStringList allowedFunctions()
{
    const std::lock_guard lock(allowed().mutex);
    return allowed().functions;
}

bool isAllowedFunction(const QString &function)
{
    const std::lock_guard lock(allowed().mutex);
    if (function.contains(u'.'))
        return allowed().functions.contains(function);
    return std::ranges::any_of(
        allowed().functions, [&function](const QString &one) { return one.section(u'.', 1) == function; });
}

} // namespace howdah::connection
