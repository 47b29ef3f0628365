// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/profile/profilenotes.h"

#include "connection/audit/auditlog.h"
#include "connection/audit/auditentry.h"
#include "connection/tr.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::connection {

static void compare(const QJsonObject &before, const QJsonObject &after, const QString &place, QStringList &names)
{
    QStringList keys = before.keys() + after.keys();
    keys.sort();
    keys.removeDuplicates();
    for (const QString &key : keys) {
        const QJsonValue one = before.value(key);
        const QJsonValue other = after.value(key);
        if (one == other)
            continue;
        if (one.isObject() || other.isObject())
            compare(one.toObject(), other.toObject(), place + key + u'.', names);
        else
            names << place + key;
    }
}

QStringList changedFields(const Profile &before, const Profile &after)
{
    QStringList names;
    compare(toJson(before), toJson(after), {}, names);
    return names;
}

static AuditEntry entryOf(const Profile &profile, const QString &text)
{
    AuditEntry entry;
    entry.kind = AuditEntry::Kind::Profile;
    entry.profile = profile.name;
    entry.target = describe(profile.target);
    entry.text = text;
    return entry;
}

static QString wordsOf(const Profile &before, const Profile &after)
{
    QStringList fields = changedFields(before, after);
    fields.removeAll(u"id"_s);
    QString text = tr("changed: %1").arg(fields.join(u", "_s));
    if (before.name != after.name)
        text += u"; "_s + tr("previously named \"%1\"").arg(before.name);
    if (before.environment != after.environment)
        text +=
            u"; "_s + tr("from %1 to %2").arg(environmentKey(before.environment), environmentKey(after.environment));
    return text;
}

Result<void> noteProfileChanges(const std::vector<Profile> &before, const std::vector<Profile> &after)
{
    std::vector<AuditEntry> entries;
    bool production = false;
    const auto isProduction = [](const Profile &one) { return one.environment == Environment::Production; };
    for (const Profile &one : after) {
        const auto old = std::ranges::find(before, one.id, &Profile::id);
        if (old != before.end() && *old == one)
            continue;
        production = production || isProduction(one) || (old != before.end() && isProduction(*old));
        entries.push_back(entryOf(
            one, old != before.end() ? wordsOf(*old, one) : tr("created: %1").arg(environmentKey(one.environment))));
    }
    for (const Profile &one : before) {
        if (std::ranges::find(after, one.id, &Profile::id) != after.end())
            continue;
        production = production || isProduction(one);
        entries.push_back(entryOf(one, tr("removed")));
    }
    const auto noted = AuditLog().append(std::move(entries), production);
    return noted || !production ? Result<void>() : fail(noted.error());
}

} // namespace howdah::connection
