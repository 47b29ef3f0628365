// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>
#include <QString>

#include <vector>

namespace howdah::sql {

struct StatementTree;

// One thing that a statement would destroy, or might.
struct Destruction
{
    enum class Kind {
        Drop,
        DropPart, // a column, trigger, policy or rule of a table
        Truncate,
        Delete, // without WHERE, or with one that looks at no row
        Update,
        Merge, // ... THEN DELETE without a condition
        Call,  // a function or procedure: what it does is not seen
        Block, // DO, EXECUTE: neither
        Unsure // the grammar does not know it, and its words destroy
    };

    Kind kind = Kind::Drop;
    QString object; // "table", "schema", "function": as PostgreSQL calls it
    QString schema; // empty when the statement does not say
    QString name;
    QString part; // of DropPart
    bool cascade = false;
    QString statement; // of Delete, Update and Merge: what EXPLAIN may be asked for
    bool operator==(const Destruction &) const = default;
};

// What one statement destroys: DROP of anything, TRUNCATE, DELETE and UPDATE without a WHERE, at any depth (WITH,
// EXPLAIN ANALYZE, PREPARE). A WHERE that looks at no column (`true`, `1 = 1`, `$1`), that compares a column with
// itself, or that has such an arm of an OR, is none. Functions are named wherever a query calls one, the server's own
// too: what they do can only be asked of the server (connection/endangered.h). What triggers, rules, operators and
// defaults do is not seen. Pure; any thread.
[[nodiscard]] std::vector<Destruction> destructionsOf(const StatementTree &tree);
[[nodiscard]] std::vector<Destruction> destructionsOf(QStringView statement);
// Of a whole script; each once. Data of COPY and psql's commands are passed over.
[[nodiscard]] std::vector<Destruction> destructionsOfScript(QByteArrayView script);

// A name as a person can type it: what cannot be seen or typed (control characters, marks of direction, blanks at the
// ends) becomes \u followed by four digits, and then a backslash is doubled.
[[nodiscard]] QString typableName(const QString &name);
// Whether this was typed. Composition does not count (a keyboard may write é as one sign or two); case does.
[[nodiscard]] bool isTyped(const QString &typed, const QString &name);

} // namespace howdah::sql
