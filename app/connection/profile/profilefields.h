// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/profile/profile.h"

#include <vector>

// What somebody who edits a profile field by field needs beside it.
namespace howdah::connection {

// A keyword of libpq that a profile may hold, as the libpq that runs tells of it.
struct ProfileKeyword
{
    QString keyword;
    QString label;       // libpq's own words, in English
    QString byDefault;   // what holds without it; "" where libpq has nothing
    QString variable;    // of the environment, which fills it otherwise; "" without one
    QStringList choices; // the only values there are; empty: free
    bool isNumber = false;
};

// All of them, in libpq's order: nothing is left out that isProfileKeyword() takes.
[[nodiscard]] const std::vector<ProfileKeyword> &profileKeywords();

// Whether a keyword may have this value: the part of check() that needs nothing else. ErrorKind::Usage.
[[nodiscard]] Result<void> checkKeyword(const QString &key, const QString &value);

// The keys of setField() that are no keywords of libpq: "name", "time_zone", "ssh_host". What lists fields for people
// (the editor, the help of `profiles`, `profiles show`) is held to them by tests.
[[nodiscard]] QStringList ownFieldKeys();

// Sets `key` as `profiles edit` and the importers name it: a keyword of libpq or one of name, group, colour,
// environment, time_zone, search_path, secret, pool_idle, pool_most, log_statements, audit_table, offer_migrations,
// ssh_host, ssh_port, ssh_user, ssh_key, ssh_jump. An empty value takes it away. ErrorKind::Usage for others, and for
// secrets.
[[nodiscard]] Result<void> setField(Profile &profile, const QString &key, const QString &value);
// What setField() would take to make it as it is; "" for what is not set, or unknown.
[[nodiscard]] QString fieldOf(const Profile &profile, const QString &key);

// Everything that check() would refuse, each by the key of its field (as setField() names it, and `secret_command`);
// the first is what check() answers.
struct FieldProblem
{
    QString key;
    Error error;
};
[[nodiscard]] std::vector<FieldProblem> problemsOf(const Profile &profile);

} // namespace howdah::connection
