// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMetaType>
#include <QString>

namespace howdah {

// What kind of thing went wrong. Programs decide by this and by sqlState; people read the message.
enum class ErrorKind {
    Internal,       // a bug of ours
    Usage,          // the caller asked for something that makes no sense
    NotFound,       // the named thing does not exist
    Conflict,       // something else changed, or holds, what was wanted
    Invalid,        // a file or value is not in the format it should have
    Io,             // disk, process or socket of this machine
    Permission,     // the operating system or the server refuses
    Connection,     // no connection, or the connection was lost
    Authentication, // the server does not accept who we say we are
    Server,         // the server refused a statement; sqlState is set
    Cancelled,      // the user, or the end of what was asked for
    Timeout,        // it took longer than was allowed
};

// An error as a value. Secrets are redacted when it is made (see redact()). Crosses threads.
struct Error
{
    ErrorKind kind = ErrorKind::Internal;
    QString message;        // one sentence: what happened, to what
    QString detail;         // the server's DETAIL, or the output of a program
    QString hint;           // what to do next
    QString sqlState;       // five characters, empty unless the server sent one
    qsizetype position = 0; // 1-based character in `statement`, 0 when unknown
    QString statement;      // the SQL that failed, when there is one

    bool operator==(const Error &) const = default;
};

[[nodiscard]] Error makeError(ErrorKind kind, QString message, QString hint = {}, QString detail = {});

// Message, detail and hint as lines of plain text, for logs and terminals.
[[nodiscard]] QString describe(const Error &error);

// The stable lower-case name of a kind, for JSON.
[[nodiscard]] QString kindName(ErrorKind kind);

// Removes passwords from connection URIs (user:secret@), key=value conninfo (password=..., sslpassword=...) and query
// parameters, whatever text they stand in.
[[nodiscard]] QString redact(QString text);

} // namespace howdah

Q_DECLARE_METATYPE(howdah::Error)
