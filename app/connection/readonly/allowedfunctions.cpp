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
            ErrorKind::Usage, tr("\"%1\" is not a schema-qualified function name").arg(function),
            tr("Write it as in the error: schema.function"));
    // What these do is known.
    if (name.startsWith("pg_catalog."_L1))
        return fail(
            ErrorKind::Usage,
            tr("%1() is a built-in function and cannot be allowed while the connection is read-only").arg(name),
            tr("Unlock writing for a while."));
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
