// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connect/recentconnections.h"

#include "common/settings.h"

using namespace Qt::StringLiterals;

namespace howdah::ui {

namespace {

constexpr int RecentCount = 8;
constexpr int UsedCount = 200;

connection::ConnInfo withoutPassword(connection::ConnInfo info)
{
    for (const QString &secret : {u"password"_s, u"sslpassword"_s, u"passfile"_s})
        info.values.remove(secret);
    return info;
}

} // namespace

RecentConnections::RecentConnections(Settings *settings)
    : m_settings(settings)
{
}

std::vector<RecentConnection> RecentConnections::all() const
{
    std::vector<RecentConnection> found;
    for (const QString &entry : m_settings->value(settings::recentConnections))
        found.push_back({entry.section(u' ', 1), environmentFromKey(entry.section(u' ', 0, 0))});
    return found;
}

QStringList RecentConnections::usedProfiles() const { return m_settings->value(settings::usedProfiles); }

void RecentConnections::add(const connection::ConnInfo &target, Environment environment)
{
    const QString entry = environmentKey(environment) + u' ' + connection::toUri(withoutPassword(target));
    QStringList entries = m_settings->value(settings::recentConnections);
    const QString uri = entry.section(u' ', 1);
    entries.removeIf([&uri](const QString &old) { return old.section(u' ', 1) == uri; });
    entries.prepend(entry);
    m_settings->set(settings::recentConnections, QStringList(entries.mid(0, RecentCount)));
}

void RecentConnections::addProfile(const QString &id)
{
    QStringList used = m_settings->value(settings::usedProfiles);
    used.removeAll(id);
    used.prepend(id);
    m_settings->set(settings::usedProfiles, QStringList(used.mid(0, UsedCount)));
}

void RecentConnections::forget(const QString &uri)
{
    QStringList entries = m_settings->value(settings::recentConnections);
    entries.removeIf([&uri](const QString &entry) { return entry.section(u' ', 1) == uri; });
    m_settings->set(settings::recentConnections, entries);
}

} // namespace howdah::ui
