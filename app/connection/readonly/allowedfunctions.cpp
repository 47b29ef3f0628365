// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/readonly/allowedfunctions.h"

#include "connection/tr.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::connection {

Result<void> AllowedFunctions::allow(const QString &function, const AllowanceNote &note)
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
    if (contains(name))
        return {};
    if (note) {
        if (auto noted = note(name); !noted)
            return noted;
    }
    const std::lock_guard lock(m_mutex);
    m_functions << name;
    return {};
}

void AllowedFunctions::forget()
{
    const std::lock_guard lock(m_mutex);
    m_functions.clear();
}

QStringList AllowedFunctions::all() const
{
    const std::lock_guard lock(m_mutex);
    return m_functions;
}

bool AllowedFunctions::contains(const QString &function) const
{
    const std::lock_guard lock(m_mutex);
    if (function.contains(u'.'))
        return m_functions.contains(function);
    return std::ranges::any_of(
        m_functions, [&function](const QString &one) { return one.section(u'.', 1) == function; });
}

} // namespace howdah::connection
