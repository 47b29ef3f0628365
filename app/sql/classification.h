// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <vector>

namespace howdah::sql {

enum class StatementKind {
    Unknown, // the parser does not know it (newer syntax, several statements, an error); nothing is said about it
    Select,
    Insert,
    Update,
    Delete,
    Merge,
    Copy,
    Call,
    Do,
    Explain,
    CreateTable,
    CreateTableAs, // and CREATE MATERIALIZED VIEW, SELECT INTO
    CreateIndex,
    CreateView,
    CreateFunction,
    CreateTrigger,
    CreateType, // and domains
    CreateSchema,
    CreateSequence,
    CreateExtension,
    CreateDatabase,
    CreateOther,
    AlterTable, // and ALTER INDEX, VIEW, SEQUENCE where they are the same to the server
    AlterOther,
    Rename,
    Drop,
    Truncate,
    Comment,
    Grant, // and REVOKE
    Transaction,
    Set, // and RESET
    Show,
    Vacuum,
    Analyze,
    Reindex,
    Cluster,
    Refresh,
    Lock,
    Notify,  // and LISTEN, UNLISTEN
    Prepare, // and EXECUTE, DEALLOCATE
    Cursor,
    Discard,
    Other, // parsed, and none of these
};

enum class TransactionRule {
    Allowed,
    Forbidden,           // PostgreSQL refuses it inside a transaction block
    ControlsTransaction, // it begins, ends or marks a transaction itself
};

struct RelationName
{
    QString schema; // empty when the statement does not say
    QString name;
    bool operator==(const RelationName &) const = default;
};

struct Classification
{
    StatementKind kind = StatementKind::Unknown;
    QString command; // "CREATE INDEX", "ALTER TABLE", "SELECT"; from the words where it does not parse
    TransactionRule transaction = TransactionRule::Allowed;
    // Tables, views, indexes and sequences that the statement names, each once, in the order of the text's tree. Not
    // those inside of function bodies and strings.
    std::vector<RelationName> relations;
    // Rows, columns or whole objects with rows are lost by it: DROP of what holds data (or CASCADE), TRUNCATE, DELETE,
    // a column dropped or given another type. UPDATE is not counted; what CALL and DO run is not seen.
    bool destroysData = false;
    bool parsed = false; // by PostgreSQL's grammar; otherwise transaction and destroysData come from the first words

    [[nodiscard]] bool isTransactionControl() const { return transaction == TransactionRule::ControlsTransaction; }
    bool operator==(const Classification &) const = default;
};

} // namespace howdah::sql
