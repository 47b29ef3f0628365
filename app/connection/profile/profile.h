// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/server/conninfo.h"
#include "connection/server/environmentkind.h"
#include "connection/session/poollimits.h"

#include <QJsonObject>
#include <QStringList>

namespace howdah::connection {

// Where the password of a profile comes from; it is never a part of the profile itself.
enum class SecretSource {
    Keychain, // of the desktop; asked for where there is none
    Ask,      // each time
    PassFile, // libpq reads ~/.pgpass, or the profile's `passfile`
    Command,  // the first line of what a program prints
};

[[nodiscard]] QString secretSourceKey(SecretSource source);  // "keychain", for files and the command line
[[nodiscard]] QString secretSourceName(SecretSource source); // for people
[[nodiscard]] std::optional<SecretSource> readSecretSource(QStringView key);

// A way through another machine, by the system's OpenSSH.
struct SshTunnel
{
    bool enabled = false;
    QString host; // or a Host of ~/.ssh/config
    int port = 0; // 0: as ssh decides
    QString user;
    QString identityFile;
    QStringList jumpHosts; // [user@]host[:port], in order
    bool operator==(const SshTunnel &) const = default;
};

// A connection by its name: all but its secrets.
struct Profile
{
    QString id; // a UUID; given by the store
    QString name;
    QString group;
    QString colour; // "#rrggbb", or empty for that of the environment
    Environment environment = Environment::Development;
    ConnInfo target;    // libpq's keywords, without secrets
    QString timeZone;   // of the session; empty: the server's
    QString searchPath; // as after SET search_path TO; empty: the server's
    SecretSource secret = SecretSource::Keychain;
    QStringList secretCommand; // program and arguments; no shell is asked
    SshTunnel ssh;
    PoolLimits pool;
    bool logStatements = false;   // keep what is sent in the log of the session
    bool auditTable = false;      // note changes in a table of that database as well (howdah.audit_log)
    bool offerMigrations = false; // say what is pending after connecting; nothing runs unasked
    QJsonObject unknown;          // what a newer Howdah, or somebody's hand, has written beside: kept

    bool operator==(const Profile &) const = default;
};

// The private server of Howdah as a profile: there without being stored, and not to be changed.
[[nodiscard]] Profile privateProfile();
[[nodiscard]] bool isPrivate(const Profile &profile);
// How names are told apart: without regard to case, composition and outer blanks.
[[nodiscard]] QString nameKey(const QString &name);
// A word of a command line may be a profile's name rather than a URI or keywords.
[[nodiscard]] bool mayBeProfileName(const QString &text);

// Whether it can be kept and used: ErrorKind::Usage names the field and what may stand there.
[[nodiscard]] Result<void> check(const Profile &profile);
// What is allowed and still deserves a word: certificates that are not verified, a key that others may read.
[[nodiscard]] QStringList cautions(const Profile &profile);

// The keywords that lead there, time zone and search path included; without a password.
[[nodiscard]] ConnInfo connInfoOf(const Profile &profile);
// Keywords that hold a secret: password, sslpassword.
[[nodiscard]] bool isSecretKeyword(const QString &keyword);
// A keyword of the libpq that runs, which a profile may hold.
[[nodiscard]] bool isProfileKeyword(const QString &keyword);

[[nodiscard]] QJsonObject toJson(const Profile &profile);
// ErrorKind::Invalid says which field is not as it should be. A secret in it is such a field.
[[nodiscard]] Result<Profile> profileFromJson(const QJsonObject &object);

} // namespace howdah::connection
