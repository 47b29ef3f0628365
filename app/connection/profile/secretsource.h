// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/profile/profile.h"

#include <chrono>
#include <functional>
#include <optional>
#include <stop_token>

namespace howdah::connection {

// Asks a person for a password; ErrorKind::Usage where there is nobody to ask, ErrorKind::Cancelled where they decline.
using SecretAsker = std::function<Result<QString>(const QString &question)>;

struct SecretOptions
{
    SecretAsker ask;                                               // may be empty: nobody can be asked
    std::chrono::milliseconds patience = std::chrono::seconds(30); // for a program that prints a password
    std::chrono::milliseconds keychainPatience = std::chrono::minutes(2);
    std::stop_token stop;
    bool opensTunnels = false; // whoever asks takes the profile's tunnel (sshtunnel.h); others are refused
};

// What would make a connection other than its profile says: a revocation list that libpq would pass over, and an SSH
// tunnel that nobody opens; connecting past it could reach another server by the same name.
[[nodiscard]] Result<void> checkUsable(const Profile &profile, bool opensTunnels = false);

// The keywords of a profile with its password in them, wherever that comes from. Nothing is added where libpq reads
// .pgpass itself, where a password that would be asked for stands in PGPASSWORD, and where the keychain has none or
// there is none: a server that then says "no password supplied" (isPasswordWanted()) is a reason to ask. Blocks: never
// on the UI thread.
[[nodiscard]] Result<ConnInfo> connInfoWithSecret(const Profile &profile, const SecretOptions &options);
// The same keywords with what a person answers. ErrorKind::Authentication where nobody can be asked.
[[nodiscard]] Result<ConnInfo> askForPassword(ConnInfo info, const QString &name, const SecretOptions &options);

// What the keychain keeps for a profile: its password, and the passphrase of its client key.
enum class SecretKind { Password, KeyPassphrase };
[[nodiscard]] QString keychainEntry(const Profile &profile, SecretKind kind = SecretKind::Password);
// What a person can be asked for after a refusal: a password that is missing or wrong, or the passphrase of the client
// key. Nothing where neither would help.
[[nodiscard]] std::optional<SecretKind> secretWanted(const Error &refusal, const ConnInfo &target);

// The first line that a program prints, run by its argument list without a shell. Errors hold what it said on standard
// error and never what it printed: ErrorKind::Io when it cannot be run or fails, ErrorKind::Timeout,
// ErrorKind::Cancelled, ErrorKind::Invalid when its first line is empty, too long or no text. Blocks.
[[nodiscard]] Result<QString> secretFromCommand(
    const QStringList &command, std::chrono::milliseconds patience = std::chrono::seconds(30),
    std::stop_token stop = {});

} // namespace howdah::connection
