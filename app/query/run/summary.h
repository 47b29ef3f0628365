// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/session/session.h"
#include "query/script/parameters.h"
#include "query/script/script.h"
#include "sql/lockeffects.h"

namespace howdah::query {

// What a statement does, as far as its text says: functions and triggers may do more.
enum class StatementEffect {
    Reads,
    Changes,  // rows
    Defines,  // tables, roles, privileges ...
    Controls, // its transaction or session: BEGIN, SET
    Unknown,  // the grammar does not know it, or code that is not seen does the work (DO, CALL)
};

// One statement before it is run.
struct StatementSummary
{
    std::size_t part = 0; // of the script
    StatementEffect effect = StatementEffect::Unknown;
    QString command; // "CREATE INDEX"
    std::vector<sql::RelationName> relations;
    sql::LockEffects locks;
    sql::TransactionRule transaction = sql::TransactionRule::Allowed;
    bool destroysData = false;
    std::vector<ParameterUse> parameters;
};

// What a run would do, before anything is sent.
struct RunSummary
{
    std::vector<StatementSummary> statements;
    qint64 statementsInAll = 0;                         // there may be more than were looked at
    StatementEffect strongest = StatementEffect::Reads; // of all: Unknown where any is
    std::vector<sql::RelationName> relations;           // each once
    sql::LockMode strongestLock = sql::LockMode::None;
    bool opensTransaction = false; // and does not end it
    bool destroysData = false;
    QStringList parameters; // names, each once
    std::vector<Error>
        problems; // commands of psql that are not done, each with its place (Error::position: a byte, from 1)
};

// Of parts of a script, on a server of this version (150018). Looks at the first `most` statements: a parse of each is
// some 50 microseconds. Pure.
[[nodiscard]] RunSummary summarize(const Script &script, PartRange range, int serverVersion, std::size_t most = 10'000);

// "reads", "changes rows" ..., for people.
[[nodiscard]] QString effectName(StatementEffect effect);

// The plan of a statement by EXPLAIN, which runs nothing: its lines, and how many rows it expects to answer or change.
struct ExpectedRows
{
    QStringList plan;
    double rows = 0;
};
// ErrorKind::Usage for what has no plan. Needs values for its parameters. Blocks.
[[nodiscard]] Result<ExpectedRows> explainRows(connection::Session &session, const WrittenStatement &statement);

// A parameter as the server sees it in a statement.
struct TypedParameter
{
    QString name;
    quint32 typeOid = 0;
    QString type; // "timestamp with time zone"
    bool operator==(const TypedParameter &) const = default;
};
// By the server's own description of the statement (Session::describe): nothing is run. Names of identifiers (:"name")
// have to be among the `values`. Blocks.
[[nodiscard]] Result<std::vector<TypedParameter>>
describeParameters(connection::Session &session, QByteArrayView sql, const ParameterValues &values);

} // namespace howdah::query
