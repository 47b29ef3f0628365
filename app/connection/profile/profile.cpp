// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/profile/profile.h"

#include "base/enumtable.h"
#include "connection/tr.h"

#include <array>

using namespace Qt::StringLiterals;

namespace howdah::connection {

namespace {

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

} // namespace howdah::connection
