// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/profile/productionplaces.h"

#include "base/propagate.h"
#include "connection/profile/connectiontest.h"
#include "connection/server/osuser.h"
#include "connection/profile/profilereaders.h"
#include "connection/profile/profilestore.h"

#include <QDir>
#include <QFile>
#include <QSysInfo>

#include <algorithm>
#include <array>

#include <arpa/inet.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace howdah::connection {

namespace {

constexpr QLatin1String Here("localhost");

bool isOfThisMachine(const in_addr &address)
{
    const quint32 number = ntohl(address.s_addr);
    return number >> 24 == 127 || number == 0;
}

// As resolvers read it: 127.1 and 2130706433 are addresses too.
std::optional<QString> canonicalAddress(const QString &text)
{
    in_addr four{};
    in6_addr six{};
    std::array<char, INET6_ADDRSTRLEN> words{};
    const QByteArray bytes = text.toLatin1();
    if (inet_aton(bytes.constData(), &four) != 0) {
        if (isOfThisMachine(four))
            return Here;
        return QString::fromLatin1(inet_ntop(AF_INET, &four, words.data(), words.size()));
    }
    if (inet_pton(AF_INET6, bytes.constData(), &six) != 1)
        return {};
    if (IN6_IS_ADDR_V4MAPPED(&six))
        return canonicalAddress(
            QString::fromLatin1(inet_ntop(AF_INET6, &six, words.data(), words.size())).section(u':', -1));
    if (IN6_IS_ADDR_LOOPBACK(&six) || IN6_IS_ADDR_UNSPECIFIED(&six))
        return Here;
    return QString::fromLatin1(inet_ntop(AF_INET6, &six, words.data(), words.size()));
}

QString canonicalHost(QString host)
{
    host = host.trimmed().toLower();
    if (host.startsWith(u'[') && host.endsWith(u']'))
        host = host.sliced(1, host.size() - 2);
    while (host.endsWith(u'.'))
        host.chop(1);
    static const QStringList names{Here, u"localhost.localdomain"_s, u"ip6-localhost"_s, u"ip6-loopback"_s};
    if (host.isEmpty() || host.startsWith(u'/') || host.startsWith(u'@') || names.contains(host)
        || host.endsWith(".localhost"_L1) || host == QSysInfo::machineHostName().toLower())
        return Here;
    return canonicalAddress(host.section(u'%', 0, 0)).value_or(host);
}

// One host of a connection, and what else may stand for it.
struct Place
{
    QStringList addresses;
    QString port;
    QString database;
};

std::vector<Place> placesOf(const ConnInfo &target)
{
    std::vector<Place> places;
    const QString user = target.value(u"user"_s).isEmpty() ? userName(geteuid()) : target.value(u"user"_s);
    const QString database = target.value(u"dbname"_s).isEmpty() ? user : target.value(u"dbname"_s);
    for (const ConnInfo &one : singleHosts(target)) {
        Place place{.addresses = {}, .port = one.value(u"port"_s).trimmed(), .database = database};
        const QString address = one.value(u"hostaddr"_s);
        if (!one.value(u"host"_s).isEmpty() || address.isEmpty())
            place.addresses << canonicalHost(one.value(u"host"_s));
        if (!address.isEmpty())
            place.addresses << canonicalHost(address);
        bool isNumber = false;
        const int port = place.port.toInt(&isNumber);
        place.port = place.port.isEmpty() ? u"5432"_s : isNumber ? QString::number(port) : place.port;
        places.push_back(std::move(place));
    }
    return places;
}

// Behind a tunnel localhost is another machine's.
std::vector<Place> placesOf(const Profile &profile)
{
    std::vector<Place> places = placesOf(profile.target);
    if (!profile.ssh.enabled)
        return places;
    for (Place &place : places) {
        if (place.addresses.removeAll(Here) > 0)
            place.addresses << canonicalHost(profile.ssh.host);
    }
    return places;
}

bool meet(const Place &a, const Place &b)
{
    return a.port == b.port && a.database == b.database
        && std::ranges::any_of(a.addresses, [&b](const QString &one) { return b.addresses.contains(one); });
}

QStringList serviceFiles(const ConnInfo &target)
{
    QStringList files{target.value(u"servicefile"_s), qEnvironmentVariable("PGSERVICEFILE")};
    files << QDir::homePath() + u"/.pg_service.conf"_s;
    files << qEnvironmentVariable("PGSYSCONFDIR", u"/etc/postgresql-common"_s) + u"/pg_service.conf"_s;
    files.removeAll(QString());
    return files;
}

// What a service says of that which the connection leaves open.
ConnInfo withService(ConnInfo target)
{
    const QString service = target.value(u"service"_s);
    if (service.isEmpty())
        return target;
    for (const QString &name : serviceFiles(target)) {
        QFile file(name);
        if (!file.open(QFile::ReadOnly))
            continue;
        const auto import = importServiceFile(QString::fromUtf8(file.read(LargestProfileFile)), name);
        if (!import)
            continue;
        const auto at = std::ranges::find_if(
            import->profiles, [&service](const FoundProfile &found) { return found.profile.name == service; });
        if (at == import->profiles.end())
            continue;
        for (const auto &[key, value] : at->profile.target.values.asKeyValueRange()) {
            if (target.value(key).isEmpty())
                target.set(key, value);
        }
        return target;
    }
    return target;
}

Profile withService(Profile profile)
{
    profile.target = withService(std::move(profile.target));
    return profile;
}

} // namespace

bool provesServer(const ConnInfo &target)
{
    if (target.value(u"sslmode"_s) == "verify-full"_L1 || target.value(u"channel_binding"_s) == "require"_L1)
        return true;
    return std::ranges::all_of(placesOf(withService(target)), [](const Place &place) {
        return std::ranges::all_of(place.addresses, [](const QString &one) { return one == Here; });
    });
}

static std::optional<Profile> productionAmong(const std::vector<Place> &places, const std::vector<Profile> &profiles)
{
    for (const Profile &profile : profiles) {
        if (profile.environment != Environment::Production || isPrivate(profile))
            continue;
        const std::vector<Place> theirs = placesOf(withService(profile));
        const bool isThere = std::ranges::any_of(places, [&theirs](const Place &one) {
            return std::ranges::any_of(theirs, [&one](const Place &other) { return meet(one, other); });
        });
        if (isThere)
            return profile;
    }
    return {};
}

std::optional<Profile> productionAt(const ConnInfo &target, const std::vector<Profile> &profiles)
{
    return productionAmong(placesOf(withService(target)), profiles);
}

Result<std::optional<Profile>> productionAt(const Profile &profile)
{
    if (profile.environment == Environment::Production)
        return profile;
    if (isPrivate(profile))
        return std::nullopt;
    ASSIGN_OR_RETURN(const std::vector<Profile> profiles, ProfileStore().profiles());
    return productionAmong(placesOf(withService(profile)), profiles);
}

Result<std::optional<Profile>> productionAt(const ConnInfo &target)
{
    ASSIGN_OR_RETURN(const std::vector<Profile> profiles, ProfileStore().profiles());
    return productionAt(target, profiles);
}

} // namespace howdah::connection
