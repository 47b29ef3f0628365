// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/profile.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <QSet>

#include <algorithm>
#include <array>
#include <memory>

#include <libpq-fe.h>

using namespace Qt::StringLiterals;

namespace howdah::connection {

namespace {

QString tr(const char *text) { return QCoreApplication::translate("Profile", text); }

constexpr qsizetype LongestName = 100;
constexpr qsizetype LongestValue = 8192;
constexpr int MostSessions = 200;

QSet<QString> readKeywords()
{
    QSet<QString> keywords;
    const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> options(
        PQconninfoParse("", nullptr), &PQconninfoFree);
    for (const PQconninfoOption *option = options.get(); option && option->keyword; ++option)
        keywords.insert(QString::fromUtf8(option->keyword));
    // The driver speaks UTF-8 and no replication; the rest is history.
    for (const QString &other :
         {u"password"_s, u"sslpassword"_s, u"client_encoding"_s, u"replication"_s, u"fallback_application_name"_s,
          u"authtype"_s, u"tty"_s})
        keywords.remove(other);
    return keywords;
}

const QMap<QString, QStringList> &choices()
{
    static const QMap<QString, QStringList> known{
        {u"sslmode"_s, {u"disable"_s, u"allow"_s, u"prefer"_s, u"require"_s, u"verify-ca"_s, u"verify-full"_s}},
        {u"channel_binding"_s, {u"disable"_s, u"prefer"_s, u"require"_s}},
        {u"gssencmode"_s, {u"disable"_s, u"prefer"_s, u"require"_s}},
        {u"target_session_attrs"_s,
         {u"any"_s, u"read-write"_s, u"read-only"_s, u"primary"_s, u"standby"_s, u"prefer-standby"_s}},
        {u"keepalives"_s, {u"0"_s, u"1"_s}},
        {u"sslsni"_s, {u"0"_s, u"1"_s}},
        {u"sslcompression"_s, {u"0"_s, u"1"_s}}};
    return known;
}

const QStringList &wholeNumbers()
{
    static const QStringList known{
        u"connect_timeout"_s, u"keepalives_idle"_s, u"keepalives_interval"_s, u"keepalives_count"_s,
        u"tcp_user_timeout"_s};
    return known;
}

Result<void> refuse(const QString &message, const QString &hint = {}) { return fail(ErrorKind::Usage, message, hint); }

bool hasControl(const QString &text)
{
    return std::ranges::any_of(text, [](QChar c) { return c.category() == QChar::Other_Control; });
}

Result<void> checkName(const QString &name)
{
    if (name.trimmed().isEmpty())
        return refuse(tr("A profile needs a name"));
    if (name != name.trimmed() || name.size() > LongestName || hasControl(name))
        return refuse(
            tr("A profile cannot have this name"),
            tr("At most 100 characters on one line, without blanks around them."));
    // On command lines a name stands where a URI, keywords or an option could.
    if (!mayBeProfileName(name) || name.startsWith(u'-'))
        return refuse(
            tr("A profile cannot be named \"%1\"").arg(name),
            tr("It would be taken for a connection: leave out = and ://, and begin with something else than -."));
    return {};
}

Result<void> checkPorts(const ConnInfo &target)
{
    const QString given = target.value(u"port"_s);
    if (given.isEmpty())
        return {};
    const QStringList ports = given.split(u',');
    for (const QString &port : ports) {
        bool fine = false;
        const int number = port.toInt(&fine);
        if (!port.isEmpty() && (!fine || number < 1 || number > 65535))
            // Not quoted: in a URI with a slash in its password, a part of that stands here.
            return refuse(tr("The port is no port"), tr("A number from 1 to 65535, or one for each host."));
    }
    const QString hosts = target.value(u"host"_s).isEmpty() ? target.value(u"hostaddr"_s) : target.value(u"host"_s);
    const qsizetype count = hosts.split(u',').size();
    if (ports.size() > 1 && ports.size() != count)
        return refuse(
            tr("There are %1 ports for %2 hosts").arg(ports.size()).arg(count),
            tr("Give one port for all, or one for each host."));
    return {};
}

Result<void> checkKeyword(const QString &key, const QString &value)
{
    if (isSecretKeyword(key))
        return refuse(
            tr("A profile holds no %1").arg(key),
            tr("Passwords belong into the keychain: `howdahctl profiles edit NAME --ask-password`."));
    if (!isProfileKeyword(key))
        return refuse(tr("libpq knows no keyword \"%1\"").arg(key));
    if (value.size() > LongestValue || hasControl(value))
        return refuse(tr("The value of %1 is too long, or has control characters").arg(key));
    // Qt's driver splits there.
    if (value.contains(u';'))
        return refuse(
            tr("The value of %1 contains a semicolon, which cannot be passed").arg(key),
            tr("Put it into a service file (pg_service.conf), and the name of the service here."));
    if (const auto known = choices().constFind(key); known != choices().constEnd() && !known->contains(value))
        return refuse(tr("%1 cannot be \"%2\"").arg(key, value), tr("One of %1.").arg(known->join(u", "_s)));
    if (wholeNumbers().contains(key)) {
        bool fine = false;
        if (value.toInt(&fine) < 0 || !fine)
            return refuse(tr("%1 cannot be \"%2\"").arg(key, value), tr("A whole number; 0 is off."));
    }
    return {};
}

Result<void> checkRest(const Profile &profile)
{
    static const QRegularExpression colour(u"^#[0-9a-fA-F]{6}$"_s);
    if (!profile.colour.isEmpty() && !colour.match(profile.colour).hasMatch())
        return refuse(tr("\"%1\" is no colour").arg(profile.colour), tr("As #rrggbb."));
    for (const QString &text : {profile.group, profile.timeZone, profile.searchPath}) {
        if (text.size() > LongestValue || hasControl(text))
            return refuse(tr("A group, time zone or search path is too long, or has control characters"));
    }
    for (const QString &text : {profile.timeZone, profile.searchPath}) {
        if (text.contains(u';'))
            return refuse(tr("A time zone or search path with a semicolon cannot be passed"));
    }
    if (profile.secret == SecretSource::Command
        && (profile.secretCommand.isEmpty() || profile.secretCommand.first().isEmpty()))
        return refuse(tr("The program that prints the password is not named"));
    if (profile.pool.idle < 0 || profile.pool.most < 1 || profile.pool.most > MostSessions
        || profile.pool.idle > profile.pool.most)
        return refuse(
            tr("A pool cannot keep %1 of at most %2 sessions").arg(profile.pool.idle).arg(profile.pool.most),
            tr("From 1 to %1 sessions, and not more kept than open.").arg(MostSessions));
    if (profile.ssh.enabled && profile.ssh.host.isEmpty())
        return refuse(tr("The tunnel has no host"));
    // ssh would take it for an option.
    const QStringList words = QStringList{profile.ssh.host, profile.ssh.user} + profile.ssh.jumpHosts;
    for (const QString &word : words) {
        if (word.startsWith(u'-') || hasControl(word))
            return refuse(tr("\"%1\" is no host or user of a tunnel").arg(word));
    }
    if (profile.ssh.port < 0 || profile.ssh.port > 65535)
        return refuse(tr("\"%1\" is no port").arg(profile.ssh.port));
    return {};
}

// As the server splits the value of `options`.
QString optionWord(QString value)
{
    value.replace(u'\\', u"\\\\"_s).replace(u' ', u"\\ "_s);
    return value;
}

} // namespace

QString secretSourceKey(SecretSource source)
{
    switch (source) {
    case SecretSource::Keychain:
        return u"keychain"_s;
    case SecretSource::Ask:
        return u"ask"_s;
    case SecretSource::PassFile:
        return u"passfile"_s;
    case SecretSource::Command:
        return u"command"_s;
    }
    return {};
}

QString secretSourceName(SecretSource source)
{
    switch (source) {
    case SecretSource::Keychain:
        return tr("In the keychain");
    case SecretSource::Ask:
        return tr("Asked each time");
    case SecretSource::PassFile:
        return tr("In a password file (.pgpass)");
    case SecretSource::Command:
        return tr("Printed by a program");
    }
    return {};
}

std::optional<SecretSource> readSecretSource(QStringView key)
{
    for (const SecretSource each :
         {SecretSource::Keychain, SecretSource::Ask, SecretSource::PassFile, SecretSource::Command}) {
        if (key == secretSourceKey(each))
            return each;
    }
    return {};
}

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

bool isProfileKeyword(const QString &keyword)
{
    static const QSet<QString> known = readKeywords();
    return known.contains(keyword);
}

Result<void> check(const Profile &profile)
{
    if (auto named = checkName(profile.name); !named)
        return named;
    for (const auto &[key, value] : profile.target.values.asKeyValueRange()) {
        if (auto fine = checkKeyword(key, value); !fine)
            return fine;
    }
    if (auto ports = checkPorts(profile.target); !ports)
        return ports;
    return checkRest(profile);
}

QStringList cautions(const Profile &profile)
{
    QStringList found;
    const QString mode = profile.target.value(u"sslmode"_s);
    const QString host = profile.target.value(u"host"_s);
    const bool remote = !host.isEmpty() && !host.startsWith(u'/') && host != "localhost"_L1;
    if (remote && !profile.ssh.enabled && !mode.startsWith("verify-"_L1))
        found
            << (mode == "require"_L1
                    ? tr("The line is encrypted, but whoever answers is believed: set sslmode=verify-full.")
                    : tr("The line may be readable on its way: set sslmode=verify-full."));
    if (profile.environment == Environment::Production && remote && mode == "verify-ca"_L1)
        found << tr("Any server with a certificate of this issuer is believed: set sslmode=verify-full.");
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
    return fail(ErrorKind::Usage, tr("%1 cannot be \"%2\"").arg(key, value), tr("yes or no."));
}

Result<int> readNumber(const QString &key, const QString &value, int otherwise)
{
    bool fine = false;
    const int number = value.isEmpty() ? otherwise : value.toInt(&fine);
    if (!value.isEmpty() && !fine)
        return fail(ErrorKind::Usage, tr("%1 cannot be \"%2\"").arg(key, value), tr("A whole number."));
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
                tr("There is no environment \"%1\"").arg(value), tr("One of development, staging, production."));
        profile.environment = *read;
        return {};
    }
    if (key == "secret"_L1) {
        const auto read = value.isEmpty() ? SecretSource::Keychain : readSecretSource(value);
        if (!read)
            return refuse(
                tr("A password cannot come from \"%1\"").arg(value), tr("One of keychain, ask, passfile, command."));
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
    if (key == "offer_migrations"_L1)
        return put(profile.offerMigrations, readSwitch(key, value));
    if (key == "ssh_jump"_L1) {
        profile.ssh.jumpHosts = value.split(u',', Qt::SkipEmptyParts);
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
