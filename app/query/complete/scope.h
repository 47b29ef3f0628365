// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "query/complete/statementtext.h"

#include <QString>
#include <QStringList>

#include <vector>

namespace howdah::query::complete {

// The part of a query that a piece stands in.
enum class Clause : unsigned char {
    None,
    With,
    Select,
    Into,
    From,
    On,    // the condition of a join
    Using, // the columns of a join
    Where,
    GroupBy,
    Having,
    Window,
    OrderBy,
    Limit,
    For,
    Values,
    Target,        // of INSERT, UPDATE, DELETE, MERGE
    InsertColumns, // behind INSERT INTO t
    Set,
    Returning,
    ConflictTarget, // ON CONFLICT (...)
    ConflictWhere,
    When, // of MERGE
};

// A name that is used as a column: a, b.a, c.b.a. Numbers are pieces.
struct ColumnUse
{
    int name = -1;
    int qualifier = -1;
    int schema = -1;
    int block = -1;
    Clause clause = Clause::None;
    bool inCall = false; // inside the parentheses of a function
};

// One thing that a query selects.
struct Output
{
    QString name;
    int begin = 0; // pieces
    int end = 0;
    int use = -1; // the ColumnUse that it is, and nothing else
    int alias = -1;
    bool star = false;
    QString starQualifier;
};

struct Source
{
    enum class Kind : unsigned char { Relation, Derived, Function };
    Kind kind = Kind::Relation;
    QString schema;
    QString name;
    QString alias;
    QStringList columns; // a column list behind the alias
    int block = -1;      // of a derived table
    int begin = 0;       // pieces
    int end = 0;
    int namePiece = -1;
    int aliasPiece = -1;
    bool atCursor = false; // its name is being typed
    bool isTarget = false; // of INSERT, UPDATE, DELETE, MERGE
    bool lateral = false;

    // What its columns may be qualified with.
    [[nodiscard]] const QString &shown() const { return alias.isEmpty() ? name : alias; }
};

struct CommonTable
{
    QString name;
    QStringList columns;
    int block = -1; // the first of its branches
    int piece = -1;
    bool recursive = false;
};

// One SELECT, INSERT, UPDATE, DELETE, MERGE or VALUES.
struct Block
{
    Word kind = Word::Select;
    int parent = -1;
    int first = -1;         // of the branches of its UNION; itself, if there is none before it
    int previous = -1;      // branch
    bool seesOuter = false; // the tables of its parent
    int begin = 0;
    int end = 0;
    std::vector<CommonTable> commonTables;
    std::vector<Source> sources;
    std::vector<Output> outputs;
    QStringList windows;
    std::vector<int> insertColumns; // pieces
    bool hasConflict = false;
};

// Where everything of a statement belongs.
struct Scope
{
    std::vector<Block> blocks; // an inner one behind the one around it
    std::vector<ColumnUse> uses;
    std::vector<int> blockOf;       // of each piece; -1: none
    std::vector<Clause> clauseOf;   // of each piece
    std::vector<bool> isDefinition; // a name that is given here: an alias, a column of a list

    // The common table that `name` means in `block`; nullptr: none.
    [[nodiscard]] const CommonTable *commonTable(int block, const QString &name) const;
};

// Reads as far as the text allows; never fails. Linear time; groups deeper than 60 are skipped.
[[nodiscard]] Scope readScope(const StatementText &statement);

} // namespace howdah::query::complete
