// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

#include <optional>

namespace howdah::sql {

inline constexpr QLatin1String AnySchema("*");

// One thing that a statement would destroy, or might.
struct Destruction
{
    enum class Kind {
        Drop,
        DropPart, // a column, trigger, policy or rule of a table
        Truncate,
        Delete, // without WHERE, or with one that looks at no row
        Update,
        Merge,  // ... THEN DELETE without a condition
        Call,   // a function or procedure: what it does is not seen
        Block,  // DO, EXECUTE, what a trigger does that the script makes itself: neither
        Unsure, // the grammar does not know it, and its words destroy
        Retype, // a column gets another type: `statement` says which, and USING when it is computed
        // What destroys nothing by itself, and is left out by destructionsOf():
        Insert, // triggers and rules may; `cascade` when rows in its way are overwritten (ON CONFLICT DO UPDATE)
        Read,   // functions of a view may
        Define, // a function is made, or created again: what the server knows of it does not hold any more
        Opaque  // a command of which nobody here knows what it may do
    };

    Kind kind = Kind::Drop;
    QString object; // "table", "schema", "function": as PostgreSQL calls it
    QString schema; // empty when the statement does not say
    QString name;
    QString part; // of DropPart
    bool cascade = false;
    QString statement;        // of Delete, Update and Merge: what EXPLAIN may be asked for
    bool conditional = false; // of Delete, Update and Merge: a WHERE tells rows apart, as far as one can read
    // Where the script said that names without a schema are looked for (SET search_path); nothing when it did not, and
    // AnySchema where nobody can read it.
    std::optional<QStringList> path;
    qsizetype number = 0; // of the statement in what was read, from 1
    bool operator==(const Destruction &) const = default;
};

} // namespace howdah::sql
