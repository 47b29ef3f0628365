// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/writelock.h"

#include "connection/audit/auditentry.h"
#include "connection/audit/auditlog.h"
#include "connection/profile/productionplaces.h"
#include "connection/readonly/allowedfunctions.h"
#include "operations/tr.h"

namespace howdah::operations {

using namespace connection;

namespace {

Result<void> note(AuditEntry::Kind kind, const LockPlace &place, const QString &text)
{
    AuditEntry entry;
    entry.kind = kind;
    entry.profile = place.profile;
    entry.target = place.target;
    entry.text = text;
    const auto noted = AuditLog().append(entry, true);
    return noted ? Result<void>() : fail(noted.error());
}

} // namespace

Result<Environment> environmentOf(const ConnInfo &target, Environment said)
{
    const auto production = productionAt(target);
    if (!production)
        return fail(production.error());
    return *production ? Environment::Production : said;
}

Result<Environment> environmentOf(const Profile &profile)
{
    const auto production = productionAt(profile);
    if (!production)
        return fail(production.error());
    return *production ? Environment::Production : profile.environment;
}

Result<void> noteUnlocking(const LockPlace &place, const QString &reason, std::optional<std::chrono::minutes> time)
{
    const QString words = reason.trimmed();
    if (words.isEmpty())
        return fail(
            ErrorKind::Usage, tr("A reason is required to unlock"),
            tr("Describe what you will do, or give the ticket number."));
    return note(
        AuditEntry::Kind::Unlock, place,
        time ? tr("%1 (for %n minute(s))", nullptr, int(time->count())).arg(words) : words);
}

Result<void> noteLocking(const LockPlace &place) { return note(AuditEntry::Kind::Lock, place, {}); }

Result<void> allowFunction(AllowedFunctions &allowed, const LockPlace &place, const QString &function)
{
    return allowed.allow(function, [&place](const QString &name) {
        return note(
            AuditEntry::Kind::Unlock, place,
            tr("The function %1 may be called while the connection is read-only").arg(name));
    });
}

} // namespace howdah::operations
