// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/history/packfit.h"

#include "base/propagate.h"
#include "migration/history/catalogstate.h"
#include "sql/splitter.h"
#include "sql/statementtree.h"

using namespace Qt::StringLiterals;

namespace howdah::migration {

Result<int> tablesNamed(connection::Session &session, const Source &source)
{
    const QString schema = source.pack.schema.isEmpty() ? u"public"_s : source.pack.schema;
    ASSIGN_OR_RETURN(
        const connection::Answer answer,
        session
            .query(
                {u"SELECT c.relname FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid "
                 "OPERATOR(pg_catalog.=) c.relnamespace WHERE c.relkind OPERATOR(pg_catalog.=) ANY "
                 "('{r,p}'::pg_catalog.\"char\"[]) AND n.nspname OPERATOR(pg_catalog.=) $1::pg_catalog.name LIMIT 5000"_s,
                 {schema.toUtf8()}})
            .result());
    ScriptWords words;
    for (const Migration &migration : source.migrations)
        addWords(words, migration.up.text);
    int named = 0;
    for (qsizetype row = 0; row < answer.rows.rowCount(); ++row)
        named += words.contains(answer.rows.text(row, 0).toLower()) ? 1 : 0;
    return named;
}

QSet<QString> tablesCreated(const Source &source)
{
    QSet<QString> tables;
    for (const Migration &migration : source.migrations) {
        const auto pieces = sql::split(migration.up.text);
        if (!pieces)
            continue; // what cannot be read creates nothing that is known
        for (const sql::Piece &piece : *pieces) {
            if (piece.kind != sql::PieceKind::Statement)
                continue;
            const sql::StatementTree tree = sql::readStatement(sql::textOf(piece, migration.up.text).toByteArray());
            const bool isPartition = tree.body.contains("partbound"_L1);
            if (tree.is("CreateStmt"_L1) && !isPartition)
                tables.insert(tree.body[u"relation"_s][u"relname"_s].toString());
        }
    }
    return tables;
}

bool isHeldBy(const QSet<QString> &tables, const QSet<QString> &created)
{
    constexpr qsizetype Fewest = 3; // "users" and "sessions" are in many databases
    const qsizetype shared = (QSet(tables) & created).size();
    // Not all migrations need be applied, and others may have tables of their own there.
    return shared >= std::min(Fewest, created.size()) && shared > 0
        && (shared * 2 >= created.size() || shared * 2 >= tables.size());
}

} // namespace howdah::migration
