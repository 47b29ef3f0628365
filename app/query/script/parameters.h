// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QByteArray>
#include <QHash>
#include <QString>

#include <optional>
#include <vector>

namespace howdah::query {

// How a place for a value is written.
enum class ParameterStyle {
    Number,     // $1
    Plain,      // :name
    Literal,    // :'name': a string constant
    Identifier, // :"name": a name
};

// One place in a statement; bytes in its text.
struct ParameterUse
{
    ParameterStyle style = ParameterStyle::Plain;
    QString name; // "1" of $1
    qsizetype begin = 0;
    qsizetype end = 0;
    // It may as well be something else (the upper bound of a[:n]): a value takes its place where there is one of that
    // name, and otherwise it is left as it is, as psql does.
    bool certain = true;
    bool operator==(const ParameterUse &) const = default;
};

// All places for values in one statement, in their order: by PostgreSQL's lexical rules, so nothing within strings,
// dollar quotes (bodies of DO and functions), quoted names and comments. Casts (::), slices ([1:n]), := and the colons
// of JSON_OBJECT are none; neither are $1 in the definition of a function or of PREPARE, which are of that.
[[nodiscard]] std::vector<ParameterUse> findParameters(QByteArrayView sql, bool standardStrings = true);

// What is to stand there.
struct ParameterValue
{
    enum class Kind {
        Text,    // a value: the server finds its type by the place
        Null,    // NULL, which is no empty text
        Default, // DEFAULT, where a column is given its value
        Raw,     // SQL, put in as it is where the style is Plain: what psql's \set makes
    };
    Kind kind = Kind::Text;
    QString text;
    bool operator==(const ParameterValue &) const = default;
};
using ParameterValues = QHash<QString, ParameterValue>; // by name

// A statement as it is sent.
struct WrittenStatement
{
    QString sql;
    std::vector<std::optional<QByteArray>> parameters; // of $1, $2, ...
    std::vector<QString> names;                        // of each of these, the parameter that it is
    // Byte in the source of a character (counted from 1, as the server does) in `sql`; what was put in is all of it at
    // the place that it stands for. -1 for 0.
    [[nodiscard]] qint64 sourceByte(qsizetype character) const;

    struct Jump
    {
        qsizetype written = 0; // byte in the UTF-8 of `sql` from which on ...
        qsizetype source = 0;  // ... the text is that of the source from here on
        bool isValue = false;  // all of it stands at `source`
    };
    std::vector<Jump> jumps; // in their order; empty: the same text
};

// Puts the values in: as $n of the protocol in statements that have such (SELECT, INSERT, UPDATE, DELETE, MERGE,
// VALUES, WITH, EXPLAIN, CALL), as constants elsewhere. ErrorKind::Usage names a parameter without a value, with its
// place as Error::position (a character of `sql`, from 1), and what cannot stand in its place (NULL as a name).
[[nodiscard]] Result<WrittenStatement>
writeParameters(QByteArrayView sql, const ParameterValues &values, bool standardStrings = true);

// For asking the server for their types (Session::describe): each place for a value as $n of its own name.
// Names of identifiers get theirs from `values`.
[[nodiscard]] Result<WrittenStatement>
writeForDescription(QByteArrayView sql, const ParameterValues &values, bool standardStrings = true);

} // namespace howdah::query
