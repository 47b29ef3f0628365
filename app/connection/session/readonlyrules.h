// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QByteArray>

#include <functional>
#include <tuple>
#include <vector>

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

// What a session that is to change nothing may be asked. The server itself refuses writes in a read-only transaction;
// this is about the rest: what would switch that mode off, and what PostgreSQL counts as reading although something is
// different afterwards, or something outside is reached. Judged by PostgreSQL's grammar, and refused unless it is
// known: statements by their kind, functions by the list of those that read (readingfunctions.h), settings by theirs.
// What the grammar (of PostgreSQL 15) cannot read is judged by its words, more strictly. ErrorKind::Permission names
// what is refused. Pure; any thread.
[[nodiscard]] Result<Judgement> judgeReading(const QString &sql, const JudgeOptions &options = {});

// The same for who has no session at hand: names that only the database can explain pass. A session that may only read
// asks for them itself before it sends anything.
[[nodiscard]] Result<ReadOnlyWay> readOnlyWay(const QString &sql);

// A function that changes something, reaches outside or evaluates a string, whatever transaction calls it; by its name
// without a schema, in lower case.
[[nodiscard]] bool changesByItself(QByteArrayView function);

// A setting that may be changed while only reading is allowed. `value` is nullptr where it is not known, or is reset.
[[nodiscard]] bool isHarmlessSetting(const QByteArray &name, const QByteArray *value);

[[nodiscard]] Error readOnlyRefusal(const QString &what);

} // namespace howdah::connection
