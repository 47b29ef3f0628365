// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/lint/lint.h"

#include "base/propagate.h"
#include "connection/session/databasepath.h"
#include "connection/session/plaintables.h"
#include "migration/history/inventory.h"
#include "migration/lint/lintwork.h"

#include <QJsonArray>
#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace howdah::migration {

using connection::Session;

std::vector<Finding> lintRun(std::span<const LintScript> scripts, const LintContext &context)
{
    LintWork work(context);
    work.run(scripts);
    return work.take();
}

// Few files have to do with NULL: the others are not read for that.
void learn(LintContext &context, const LintScript &script)
{
    const QByteArray text = script.text.toLower();
    const bool adds = text.contains("is not null");
    const bool changes =
        !context.notNull.isEmpty() && (text.contains("validate") || text.contains("drop") || text.contains("rename"));
    if (!adds && !changes)
        return;
    LintWork work(context);
    work.run(std::span(&script, 1));
    context.notNull = work.notNull;
}

std::vector<Finding> lint(const LintScript &script, const LintContext &context)
{
    return lintRun(std::span(&script, 1), context);
}

namespace {

// What the scripts name, without schemas: which of them is meant is the context's business.
QByteArray namedRelations(std::span<const LintScript> scripts)
{
    QSet<QString> names;
    for (const LintScript &script : scripts) {
        for (const LintStatement &statement : readLintFile(script).statements) {
            for (const sql::RelationName &name : statement.what.relations)
                names.insert(name.name);
        }
    }
    QByteArrayList elements;
    for (const QString &name : names)
        elements << '"' + name.toUtf8().replace('\\', "\\\\").replace('"', "\\\"") + '"';
    return '{' + elements.join(',') + '}';
}

// pg_relation_size waits for whoever holds or wants the whole table, and checks must not; then the last estimate has to
// do.
QString sizeOf(const QString &oid)
{
    return u"CASE WHEN EXISTS (SELECT FROM pg_catalog.pg_locks l WHERE l.relation OPERATOR(pg_catalog.=) %1 "
           "AND l.mode OPERATOR(pg_catalog.=) 'AccessExclusiveLock' "
           "AND l.pid OPERATOR(pg_catalog.<>) pg_catalog.pg_backend_pid()) "
           "THEN (SELECT e.relpages::bigint OPERATOR(pg_catalog.*) "
           "pg_catalog.current_setting('block_size')::bigint FROM pg_catalog.pg_class e "
           "WHERE e.oid OPERATOR(pg_catalog.=) %1) ELSE pg_catalog.pg_relation_size(%1) END"_s.arg(oid);
}

connection::Statement tablesStatement(const QByteArray &names)
{
    return {
        u"SELECT n.nspname, c.relname, CASE WHEN c.relkind OPERATOR(pg_catalog.=) 'p' THEN (SELECT pg_catalog.sum("_s
            + sizeOf(u"p.relid"_s) + u") FROM pg_catalog.pg_partition_tree(c.oid) p) ELSE "_s + sizeOf(u"c.oid"_s)
            + u" END, "
              "c.reltuples::bigint, c.relkind OPERATOR(pg_catalog.=) 'p', "
              "(SELECT pg_catalog.json_object_agg(a.attname, ARRAY[pg_catalog.format_type(a.atttypid, a.atttypmod), "
              "a.attnotnull::pg_catalog.text]) FROM pg_catalog.pg_attribute a "
              "WHERE a.attrelid OPERATOR(pg_catalog.=) c.oid AND a.attnum OPERATOR(pg_catalog.>) 0 "
              "AND NOT a.attisdropped), "
              "(SELECT pg_catalog.json_agg((SELECT pg_catalog.json_agg(a.attname ORDER BY k.position) FROM "
              "pg_catalog.unnest(i.indkey::smallint[]) WITH ORDINALITY k(attnum, position) "
              "JOIN pg_catalog.pg_attribute a ON a.attrelid OPERATOR(pg_catalog.=) c.oid "
              "AND a.attnum OPERATOR(pg_catalog.=) k.attnum)) FROM pg_catalog.pg_index i "
              "WHERE i.indrelid OPERATOR(pg_catalog.=) c.oid AND i.indisvalid "
              "AND i.indkey[0] OPERATOR(pg_catalog.<>) 0 AND EXISTS (SELECT FROM pg_catalog.pg_class x "
              "WHERE x.oid OPERATOR(pg_catalog.=) i.indexrelid "
              "AND x.relam OPERATOR(pg_catalog.=) ANY (ARRAY[403, 405]::pg_catalog.oid[]))), "
              "(SELECT pg_catalog.format('%I.%I', dn.nspname, d.relname) FROM pg_catalog.pg_partitioned_table p "
              "JOIN pg_catalog.pg_class d ON d.oid OPERATOR(pg_catalog.=) p.partdefid "
              "JOIN pg_catalog.pg_namespace dn ON dn.oid OPERATOR(pg_catalog.=) d.relnamespace "
              "WHERE p.partrelid OPERATOR(pg_catalog.=) c.oid) "
              "FROM pg_catalog.pg_class c "
              "JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace "
              "WHERE c.relkind OPERATOR(pg_catalog.=) ANY (ARRAY['r', 'p', 'm']::pg_catalog.\"char\"[]) "
              "AND c.relname OPERATOR(pg_catalog.=) ANY ($1::pg_catalog.text[])"_s,
        {names}};
}

TableFacts readFacts(const connection::RowBatch &rows, qsizetype row)
{
    TableFacts facts{
        .bytes = rows.integer(row, 2),
        .rows = rows.integer(row, 3),
        .partitioned = rows.boolean(row, 4),
        .defaultPartition = rows.text(row, 7)};
    const QJsonObject columns = QJsonDocument::fromJson(rows.bytes(row, 5).toByteArray()).object();
    for (auto it = columns.begin(); it != columns.end(); ++it)
        facts.columns[it.key()] = {it.value()[0].toString(), it.value()[1].toString() == "true"_L1};
    for (const QJsonValue index : QJsonDocument::fromJson(rows.bytes(row, 6).toByteArray()).array()) {
        QStringList names;
        for (const QJsonValue name : index.toArray())
            names << name.toString();
        facts.indexes.push_back(names);
    }
    return facts;
}

} // namespace

Result<LintContext> readLintContext(Session &session, std::span<const LintScript> scripts, const QString &schema)
{
    LintContext context;
    std::vector<connection::Statement> statements = connection::databasePathQuestions(session);
    statements.push_back({u"SELECT pg_catalog.current_setting('server_version_num')"_s, {}});
    const auto server = session.pipeline(std::move(statements)).result();
    if (const Error *error = failureOf(server))
        return fail(*error);
    context.serverVersion = int(server->answers[2].rows.integer(0, 0));
    QStringList path = connection::databasePath(session, server->answers[0].rows, server->answers[1].rows);
    // A user called howdah would have the schema of the history first, as a run never has.
    path.removeAll(u"howdah"_s);
    context.schema = schema.isEmpty() ? path.value(0) : schema;
    const QByteArray names = namedRelations(scripts);
    ASSIGN_OR_RETURN(
        const auto answers, session.pipeline({connection::unquotedDefinitions(), tablesStatement(names)}).result());
    if (answers.error)
        return fail(*answers.error);
    const connection::RowBatch &tables = answers.answers[1].rows;
    ASSIGN_OR_RETURN(auto inventory, readInventory(session, names));
    context.inventory = std::move(inventory);
    for (qsizetype row = 0; row < tables.rowCount(); ++row)
        context.tables[tableKey(context, {tables.text(row, 0), tables.text(row, 1)})] = readFacts(tables, row);
    return context;
}

Result<LintContext> readPackContext(Session &session, std::span<const LintScript> scripts, const Pack &pack)
{
    ASSIGN_OR_RETURN(LintContext context, readLintContext(session, scripts, pack.schema));
    context.profile = pack.lint;
    return context;
}

} // namespace howdah::migration
