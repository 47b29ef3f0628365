// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/plan/invalidindex.h"

#include "base/propagate.h"
#include "migration/source/tr.h"
#include "sql/parser.h"
#include "sql/quote.h"

#include <QJsonObject>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::migration {

using connection::Answer;
using connection::Session;

Result<std::vector<InvalidIndex>> findInvalidIndexes(Session &session)
{
    ASSIGN_OR_RETURN(
        const Answer answer,
        session
            .query(
                {u"SELECT n.nspname, c.relname, t.relname FROM pg_catalog.pg_index i "
                 "JOIN pg_catalog.pg_class c ON c.oid OPERATOR(pg_catalog.=) i.indexrelid "
                 "JOIN pg_catalog.pg_class t ON t.oid OPERATOR(pg_catalog.=) i.indrelid "
                 "JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace "
                 "WHERE NOT i.indisvalid AND c.relkind OPERATOR(pg_catalog.=) 'i' AND NOT EXISTS "
                 "(SELECT FROM pg_catalog.pg_stat_progress_create_index p "
                 "WHERE p.index_relid OPERATOR(pg_catalog.=) c.oid "
                 "AND p.datname OPERATOR(pg_catalog.=) pg_catalog.current_database()) ORDER BY 1, 2"_s,
                 {}})
            .result());
    std::vector<InvalidIndex> found;
    found.reserve(size_t(answer.rows.rowCount()));
    for (qsizetype row = 0; row < answer.rows.rowCount(); ++row)
        found.push_back({answer.rows.text(row, 0), answer.rows.text(row, 1), answer.rows.text(row, 2)});
    return found;
}

QString describe(const InvalidIndex &index)
{
    return tr("the index %1.%2 on %3 is INVALID: it was left by an interrupted build")
        .arg(index.schema, index.name, index.table);
}

static ConcurrentIndex fromCreate(const QJsonObject &statement)
{
    if (!statement["concurrent"_L1].toBool())
        return {};
    return {
        ConcurrentIndex::Kind::Create, statement["relation"_L1]["schemaname"_L1].toString(),
        statement["idxname"_L1].toString(), statement["relation"_L1]["relname"_L1].toString()};
}

static ConcurrentIndex fromDrop(const QJsonObject &statement)
{
    const QJsonArray objects = statement["objects"_L1].toArray();
    if (!statement["concurrent"_L1].toBool() || objects.size() != 1)
        return {};
    ConcurrentIndex index;
    index.kind = ConcurrentIndex::Kind::Drop;
    const QJsonArray name = objects.first()["List"_L1]["items"_L1].toArray();
    if (name.isEmpty())
        return {};
    index.name = name.last()["String"_L1]["sval"_L1].toString();
    if (name.size() > 1)
        index.schema = name[name.size() - 2]["String"_L1]["sval"_L1].toString();
    return index;
}

ConcurrentIndex concurrentIndexOf(const QString &statement)
{
    const auto tree = sql::parseTree(statement.toUtf8());
    if (!tree || tree->size() != 1)
        return {};
    const QJsonObject node = tree->first()["stmt"_L1].toObject();
    if (node.contains("IndexStmt"_L1))
        return fromCreate(node["IndexStmt"_L1].toObject());
    if (node.contains("DropStmt"_L1))
        return fromDrop(node["DropStmt"_L1].toObject());
    if (node.contains("ReindexStmt"_L1) && statement.contains("concurrently"_L1, Qt::CaseInsensitive))
        return {.kind = ConcurrentIndex::Kind::Reindex, .schema = {}, .name = {}, .table = {}};
    return {};
}

// One row: schema and name as the database knows them, and whether it is valid; none when there is no such index.
static connection::Statement lookFor(const ConcurrentIndex &index, const QString &schema)
{
    // The index stands in the schema of its table, which the path finds that the run's own statements have.
    const bool create = index.kind == ConcurrentIndex::Kind::Create;
    const QString &name = create ? index.table : index.name;
    const QString first = sql::quoteQualified(index.schema.isEmpty() ? schema : index.schema, name);
    const QString sql =
        u"SELECT n.nspname, c.relname, i.indisvalid FROM pg_catalog.pg_index i "
        "JOIN pg_catalog.pg_class c ON c.oid OPERATOR(pg_catalog.=) i.indexrelid "
        "JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace "
        "WHERE %1 OPERATOR(pg_catalog.=) coalesce(pg_catalog.to_regclass($1), pg_catalog.to_regclass($2)) "
        "AND c.relname OPERATOR(pg_catalog.=) $3"_s.arg(create ? u"i.indrelid"_s : u"c.oid"_s);
    return {sql, {first.toUtf8(), sql::quoteQualified(index.schema, name).toUtf8(), index.name.toUtf8()}};
}

Result<IndexRemains> findRemains(Session &session, const ConcurrentIndex &index, const QString &schema)
{
    if (index.kind == ConcurrentIndex::Kind::None || index.kind == ConcurrentIndex::Kind::Reindex
        || index.name.isEmpty())
        return IndexRemains();
    ASSIGN_OR_RETURN(const Answer answer, session.query(lookFor(index, schema)).result());
    const bool there = answer.rows.rowCount() > 0;
    if (index.kind == ConcurrentIndex::Kind::Drop)
        return IndexRemains{.done = !there, .drop = {}};
    if (!there)
        return IndexRemains();
    if (answer.rows.boolean(0, 2))
        return IndexRemains{.done = true, .drop = {}};
    const QString name = sql::quoteQualified(answer.rows.text(0, 0), answer.rows.text(0, 1));
    return IndexRemains{.done = false, .drop = u"DROP INDEX CONCURRENTLY %1"_s.arg(name)};
}

// The index of the statement that a step begins with and that was tried before.
static ConcurrentIndex repeatedIndex(const Step &step)
{
    const size_t first = size_t(step.firstStatement - 1);
    if (!step.repeats || first >= step.statements.size() || !step.statements[first].patient)
        return {};
    return concurrentIndexOf(step.sql(step.statements[first]));
}

bool mayHaveRemains(const Plan &plan)
{
    return std::ranges::any_of(
        plan.steps, [](const Step &step) { return repeatedIndex(step).kind != ConcurrentIndex::Kind::None; });
}

Result<void> lookAtRemains(Session &session, Plan &plan, const QString &schema)
{
    for (Step &step : plan.steps) {
        const ConcurrentIndex index = repeatedIndex(step);
        if (index.kind == ConcurrentIndex::Kind::None)
            continue;
        ASSIGN_OR_RETURN(step.remains, findRemains(session, index, schema));
        if (!step.remains->drop.isEmpty())
            step.notes << tr("the invalid index %1, left by an earlier attempt, is dropped first").arg(index.name);
        else if (step.remains->done)
            step.notes << tr("statement %1 is skipped: its work was already done").arg(step.firstStatement);
    }
    return {};
}

Result<void> stillAsPlanned(Session &session, const Plan &plan)
{
    for (const Step &step : plan.steps) {
        if (!step.remains)
            continue; // nobody was shown anything
        const ConcurrentIndex index = repeatedIndex(step);
        ASSIGN_OR_RETURN(const IndexRemains now, findRemains(session, index));
        const bool more = (!now.done && step.remains->done) || (!now.drop.isEmpty() && now.drop != step.remains->drop);
        if (more)
            return fail(
                ErrorKind::Conflict, tr("The index %1 is not as it was when the plan was made").arg(index.name),
                tr("Review the plan again and repeat the run."));
    }
    return {};
}

} // namespace howdah::migration
