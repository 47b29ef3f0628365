// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QMap>

#include <memory>

namespace howdah::connection {

class SessionContext; // session/sessioncontext.h

// Where and how to connect: libpq's keywords and values (host, port, dbname, user, password, sslmode, ...), as
// https://www.postgresql.org/docs/15/libpq-connect.html#LIBPQ-PARAMKEYWORDS lists them. Only what was given.
struct ConnInfo
{
    QMap<QString, QString> values;
    // Of the sessions that are opened with it; no part of where it leads. Null: nobody hears of what they do.
    std::shared_ptr<SessionContext> context = {};

    [[nodiscard]] QString value(const QString &keyword) const { return values.value(keyword); }
    void set(const QString &keyword, const QString &value) { values.insert(keyword, value); }
    bool operator==(const ConnInfo &other) const { return values == other.values; }
};

// Reads a URI (postgresql://...) or a keyword=value string with libpq's own parser, without what the environment adds
// (parseConnInfo() in environment.h): for what was written elsewhere.
[[nodiscard]] Result<ConnInfo> parseConnInfoAlone(const QString &text);

// A URI that libpq and psql accept. The password is left out: it would be seen in argument lists and logs.
[[nodiscard]] QString toUri(const ConnInfo &info);

// "user@host:port/database", for people.
[[nodiscard]] QString describe(const ConnInfo &info);

} // namespace howdah::connection
