// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <vector>

namespace howdah::sql {

// A name that the server looks up along the search path of the session, where the owner of a database may have put a
// function or an operator of his own.
struct UnqualifiedName
{
    enum class Kind {
        Function,
        Operator,
        Syntax,   // that uses an operator by its name and cannot be told whose: LIKE, IN, BETWEEN ...
        Relation, // also the one that a text names: 'pg_class'::regclass
        Type,
        Collation,
        OperatorClass,
        Unreadable, // the grammar (of PostgreSQL 15) refuses the text, so that nothing can be said of it
    };
    Kind kind = Kind::Function;
    QString name;           // for Unreadable the parser's words
    qsizetype position = 0; // in UTF-16 units of the text

    [[nodiscard]] bool operator==(const UnqualifiedName &) const = default;
};

// All of them in `sql`, which may hold several statements, in the order of the text. Names of common table expressions
// are none. What the text says inside quotes (bodies of functions, DO, EXECUTE) is not read, and neither is what an
// extension's or a user's type resolves by itself.
[[nodiscard]] std::vector<UnqualifiedName> unqualifiedNames(const QString &sql);

// "function set_config", for programs and tests that tell them.
[[nodiscard]] QString described(const UnqualifiedName &name);

} // namespace howdah::sql
