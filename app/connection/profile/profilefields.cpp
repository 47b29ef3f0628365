// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/profile/profilefields.h"

#include "connection/tr.h"

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace howdah::connection {

namespace {

Result<void> refuse(const QString &message, const QString &hint = {}) { return fail(ErrorKind::Usage, message, hint); }

Result<bool> readSwitch(const QString &key, const QString &value)
{
    const QString word = value.toLower();
    if (QStringList{u"true"_s, u"yes"_s, u"on"_s, u"1"_s}.contains(word))
        return true;
    if (word.isEmpty() || QStringList{u"false"_s, u"no"_s, u"off"_s, u"0"_s}.contains(word))
        return false;
    return fail(ErrorKind::Usage, tr("%1 cannot be \"%2\"").arg(key, value), tr("Use yes or no."));
}

Result<int> readNumber(const QString &key, const QString &value, int otherwise)
{
    bool fine = false;
    const int number = value.isEmpty() ? otherwise : value.toInt(&fine);
    if (!value.isEmpty() && !fine)
        return fail(ErrorKind::Usage, tr("%1 cannot be \"%2\"").arg(key, value), tr("Use a whole number."));
    return number;
}

template <typename T, typename U>
Result<void> put(T &place, const Result<U> &value)
{
    if (!value)
        return fail(value.error());
    place = *value;
    return {};
}

Result<void> setText(Profile &profile, const QString &key, const QString &value, bool &known)
{
    const std::array<std::pair<QString, QString *>, 8> texts{
        {{u"name"_s, &profile.name},
         {u"group"_s, &profile.group},
         {u"colour"_s, &profile.colour},
         {u"time_zone"_s, &profile.timeZone},
         {u"search_path"_s, &profile.searchPath},
         {u"ssh_host"_s, &profile.ssh.host},
         {u"ssh_user"_s, &profile.ssh.user},
         {u"ssh_key"_s, &profile.ssh.identityFile}}};
    const auto at = std::ranges::find(texts, key, &std::pair<QString, QString *>::first);
    known = at != texts.end();
    if (known)
        *at->second = value;
    profile.ssh.enabled = !profile.ssh.host.isEmpty() && (profile.ssh.enabled || key == "ssh_host"_L1);
    return {};
}

Result<void> setKind(Profile &profile, const QString &key, const QString &value, bool &known)
{
    known = true;
    if (key == "environment"_L1) {
        const auto read = value.isEmpty() ? Environment::Development : readEnvironment(value);
        if (!read)
            return refuse(
                tr("There is no environment \"%1\"").arg(value), tr("Use development, staging or production."));
        profile.environment = *read;
        return {};
    }
    if (key == "secret"_L1) {
        const auto read = value.isEmpty() ? SecretSource::Keychain : readSecretSource(value);
        if (!read)
            return refuse(
                tr("A password cannot come from \"%1\"").arg(value), tr("Use keychain, ask, passfile or command."));
        profile.secret = *read;
        return {};
    }
    if (key == "pool_idle"_L1)
        return put(profile.pool.idle, readNumber(key, value, PoolLimits().idle));
    if (key == "pool_most"_L1)
        return put(profile.pool.most, readNumber(key, value, PoolLimits().most));
    if (key == "ssh_port"_L1)
        return put(profile.ssh.port, readNumber(key, value, 0));
    if (key == "log_statements"_L1)
        return put(profile.logStatements, readSwitch(key, value));
    if (key == "audit_table"_L1)
        return put(profile.auditTable, readSwitch(key, value));
    if (key == "offer_migrations"_L1)
        return put(profile.offerMigrations, readSwitch(key, value));
    if (key == "ssh_jump"_L1) {
        profile.ssh.jumpHosts.clear();
        for (const QString &host : value.split(u',', Qt::SkipEmptyParts))
            profile.ssh.jumpHosts << host.trimmed();
        return {};
    }
    known = false;
    return {};
}

} // namespace

Result<void> setField(Profile &profile, const QString &key, const QString &value)
{
    bool known = false;
    if (auto set = setText(profile, key, value, known); !set || known)
        return set;
    if (auto set = setKind(profile, key, value, known); !set || known)
        return set;
    if (value.isEmpty() && isProfileKeyword(key)) {
        profile.target.values.remove(key);
        return {};
    }
    if (auto fine = checkKeyword(key, value); !fine)
        return fine;
    profile.target.set(key, value);
    return {};
}

// What setField() takes beside the keywords of libpq, as it would take them.
static QMap<QString, QString> ownFields(const Profile &profile)
{
    const PoolLimits usual;
    const auto number = [](int value, int otherwise) {
        return value == otherwise ? QString() : QString::number(value);
    };
    const auto flag = [](bool value) { return value ? u"yes"_s : QString(); };
    return {
        {u"name"_s, profile.name},
        {u"group"_s, profile.group},
        {u"colour"_s, profile.colour},
        {u"environment"_s, environmentKey(profile.environment)},
        {u"time_zone"_s, profile.timeZone},
        {u"search_path"_s, profile.searchPath},
        {u"secret"_s, secretSourceKey(profile.secret)},
        {u"pool_idle"_s, number(profile.pool.idle, usual.idle)},
        {u"pool_most"_s, number(profile.pool.most, usual.most)},
        {u"log_statements"_s, flag(profile.logStatements)},
        {u"audit_table"_s, flag(profile.auditTable)},
        {u"offer_migrations"_s, flag(profile.offerMigrations)},
        {u"ssh_host"_s, profile.ssh.host},
        {u"ssh_port"_s, number(profile.ssh.port, 0)},
        {u"ssh_user"_s, profile.ssh.user},
        {u"ssh_key"_s, profile.ssh.identityFile},
        {u"ssh_jump"_s, profile.ssh.jumpHosts.join(u',')}};
}

QStringList ownFieldKeys() { return ownFields({}).keys(); }

QString fieldOf(const Profile &profile, const QString &key)
{
    const QMap<QString, QString> own = ownFields(profile);
    const auto found = own.constFind(key);
    return found != own.constEnd() ? *found : profile.target.value(key);
}

} // namespace howdah::connection
