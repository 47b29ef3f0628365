// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/profile/profilefields.h"

#include "base/enumtable.h"
#include "connection/tr.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace howdah::connection {

namespace {

Result<void> refuse(const QString &message, const QString &hint = {}) { return fail(ErrorKind::Usage, message, hint); }

// As the server splits the value of `options`.
QString optionWord(QString value)
{
    value.replace(u'\\', u"\\\\"_s).replace(u' ', u"\\ "_s);
    return value;
}

} // namespace

static constexpr std::array SecretSources{
    EnumName{SecretSource::Keychain, "keychain"_L1, QT_TRANSLATE_NOOP("Connection", "In the keychain")},
    EnumName{SecretSource::Ask, "ask"_L1, QT_TRANSLATE_NOOP("Connection", "Ask each time")},
    EnumName{SecretSource::PassFile, "passfile"_L1, QT_TRANSLATE_NOOP("Connection", "In a password file (.pgpass)")},
    EnumName{SecretSource::Command, "command"_L1, QT_TRANSLATE_NOOP("Connection", "Printed by a program")}};
static_assert(isWholeTable(SecretSources));

QString secretSourceKey(SecretSource source) { return nameIn(SecretSources, source); }
QString secretSourceName(SecretSource source) { return tr(textIn(SecretSources, source)); }
std::optional<SecretSource> readSecretSource(QStringView key) { return valueNamed(SecretSources, key); }

Profile privateProfile()
{
    Profile profile;
    profile.id = u"private"_s;
    profile.name = u"private"_s; // not translated: scripts use it
    profile.secret = SecretSource::Ask;
    return profile;
}

bool isPrivate(const Profile &profile) { return profile.id == "private"_L1; }

QString nameKey(const QString &name) { return name.trimmed().normalized(QString::NormalizationForm_C).toCaseFolded(); }

bool mayBeProfileName(const QString &text)
{
    return !text.trimmed().isEmpty() && !text.contains(u'=') && !text.contains(u"://"_s);
}

bool isSecretKeyword(const QString &keyword) { return keyword == "password"_L1 || keyword == "sslpassword"_L1; }

QStringList cautions(const Profile &profile)
{
    QStringList found;
    const QString mode = profile.target.value(u"sslmode"_s);
    const QString host = profile.target.value(u"host"_s);
    const bool remote = !host.isEmpty() && !host.startsWith(u'/') && host != "localhost"_L1;
    const bool isBound = profile.target.value(u"channel_binding"_s) == "require"_L1;
    if (remote && !profile.ssh.enabled && !mode.startsWith("verify-"_L1) && !isBound)
        found
            << (mode == "require"_L1
                    ? tr("The connection is encrypted, but the server is not verified: set sslmode=verify-full.")
                    : tr("The connection may not be encrypted: set sslmode=verify-full."));
    if (profile.environment == Environment::Production && remote && mode == "verify-ca"_L1 && !isBound)
        found << tr("Any server with a certificate from this issuer is trusted: set sslmode=verify-full.");
    return found;
}

ConnInfo connInfoOf(const Profile &profile)
{
    ConnInfo info = profile.target;
    QString options = info.value(u"options"_s);
    const auto add = [&options](const QString &name, const QString &value) {
        if (!value.isEmpty())
            options += u" -c "_s + name + u'=' + optionWord(value);
    };
    add(u"TimeZone"_s, profile.timeZone);
    add(u"search_path"_s, profile.searchPath);
    if (!options.isEmpty())
        info.set(u"options"_s, options.trimmed());
    return info;
}

// ---- fields by their names

namespace {

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

} // namespace howdah::connection
