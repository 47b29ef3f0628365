// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "query/complete/proposal.h"
#include "query/complete/scope.h"

namespace howdah::query::complete {

// What may stand at the cursor.
enum class Expects : unsigned char {
    Nothing,
    Statement,  // its first word
    Expression, // an operand
    Operator,   // what follows an operand, or a table
    Relation,
    ColumnName, // of one certain table: INSERT, SET, USING, ON CONFLICT
    NewName,    // behind AS
    Type,
    Literal, // inside a string
    Window,
    Objects, // of the kinds in Place::kinds
};

struct Place
{
    Expects expects = Expects::Nothing;
    int block = -1;
    Clause clause = Clause::None;
    QStringList qualifier; // what stands before the dot, the last one nearest; empty: nothing
    std::vector<ProposalKind> kinds;
    QString relationSchema; // that the objects belong to, where the statement has named it
    QString relationName;
    int call = -1;        // the piece with the name of the function whose argument this is; -1: none
    int argument = 0;     // which one, from 0
    int item = -1;        // where the item of the list begins that the cursor is in
    bool inGroup = false; // in parentheses that are no query
};

[[nodiscard]] Place placeOf(const StatementText &text, const Scope &scope);

// The same for statements that are no queries: ALTER, GRANT, COPY and the like. Expects::Nothing: not one of them.
[[nodiscard]] Place placeInCommand(const StatementText &text);

} // namespace howdah::query::complete
