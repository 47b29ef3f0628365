// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QByteArray>

#include <functional>
#include <tuple>
#include <vector>

// What is found out about a statement that is to read only; who judges is in readonlyrules.h.
namespace howdah::connection {

enum class ReadOnlyWay {
    Plain,   // the server's read-only mode holds it
    InBlock, // it could end its transaction and begin one of its own (CALL): it needs a READ ONLY block around it
};

// A name in a statement that may stand for something that the database's owner made, so that only the database can say
// whether it reads (readonlylookup.h).
struct NeededName
{
    enum class Kind {
        Function,  // or an aggregate, a procedure, a type that is written like a call
        Operator,  // without a name: any
        Type,      // of a cast: domains check, casts call; without a name: any
        Attribute, // behind a dot: a.b is also b(a)
    };
    Kind kind = Kind::Function;
    QByteArray schema; // empty: by the search path
    QByteArray name;
    friend bool operator<(const NeededName &a, const NeededName &b)
    {
        return std::tie(a.kind, a.schema, a.name) < std::tie(b.kind, b.schema, b.name);
    }
};

// What is known of a statement by its text.
struct Judgement
{
    ReadOnlyWay way = ReadOnlyWay::Plain;
    std::vector<NeededName> needs; // each once
    bool movesPath = false;        // from now on names without a schema may stand for others
    QByteArray prepares;           // PREPARE's name; its needs count again at each EXECUTE
    QByteArray executes;
};

struct JudgeOptions
{
    // Otherwise commands and settings alone: all that would get around the mode of the server. What the operator calls
    // is his where nothing is locked.
    bool functions = true;
    bool postgresNames = false; // the search path holds pg_catalog alone: what has no schema is PostgreSQL's
    bool standardStrings = true;
    // Whether the operator has said of a function ("schema.name", or the name where no schema is written) that it
    // reads.
    std::function<bool(const QString &)> isAllowed = {};
};

[[nodiscard]] Error readOnlyRefusal(const QString &what);

} // namespace howdah::connection
