// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "catalog/change/typenames.h"

#include "catalog/change/sqlparts.h"
#include "catalog/change/tr.h"
#include "catalog/identifier.h"
#include "sql/unqualifiednames.h"

#include <algorithm>
#include <array>
#include <ranges>

using namespace Qt::StringLiterals;

namespace howdah::catalog {

namespace {

// What a bare name means first, and what the grammar has no words of its own for.
constexpr std::array typesOfPostgres{
    "aclitem"_L1,
    "any"_L1,
    "anyarray"_L1,
    "bit"_L1,
    "bool"_L1,
    "box"_L1,
    "bpchar"_L1,
    "bytea"_L1,
    "char"_L1,
    "cid"_L1,
    "cidr"_L1,
    "circle"_L1,
    "cstring"_L1,
    "date"_L1,
    "datemultirange"_L1,
    "daterange"_L1,
    "float4"_L1,
    "float8"_L1,
    "gtsvector"_L1,
    "inet"_L1,
    "int2"_L1,
    "int2vector"_L1,
    "int4"_L1,
    "int4multirange"_L1,
    "int4range"_L1,
    "int8"_L1,
    "int8multirange"_L1,
    "int8range"_L1,
    "interval"_L1,
    "json"_L1,
    "jsonb"_L1,
    "jsonpath"_L1,
    "line"_L1,
    "lseg"_L1,
    "macaddr"_L1,
    "macaddr8"_L1,
    "money"_L1,
    "name"_L1,
    "numeric"_L1,
    "nummultirange"_L1,
    "numrange"_L1,
    "oid"_L1,
    "oidvector"_L1,
    "path"_L1,
    "pg_lsn"_L1,
    "pg_snapshot"_L1,
    "point"_L1,
    "polygon"_L1,
    "record"_L1,
    "refcursor"_L1,
    "regclass"_L1,
    "regcollation"_L1,
    "regconfig"_L1,
    "regdictionary"_L1,
    "regnamespace"_L1,
    "regoper"_L1,
    "regoperator"_L1,
    "regproc"_L1,
    "regprocedure"_L1,
    "regrole"_L1,
    "regtype"_L1,
    "text"_L1,
    "tid"_L1,
    "time"_L1,
    "timestamp"_L1,
    "timestamptz"_L1,
    "timetz"_L1,
    "tsmultirange"_L1,
    "tsquery"_L1,
    "tsrange"_L1,
    "tstzmultirange"_L1,
    "tstzrange"_L1,
    "tsvector"_L1,
    "txid_snapshot"_L1,
    "unknown"_L1,
    "uuid"_L1,
    "varbit"_L1,
    "varchar"_L1,
    "void"_L1,
    "xid"_L1,
    "xid8"_L1,
    "xml"_L1};

// The schemas of the operators that have a type of this name; those of PostgreSQL are not in the catalog.
QStringList schemasWith(const Catalog &catalog, const QString &name)
{
    QStringList schemas;
    for (const Type &type : catalog.types) {
        if (type.name == name && type.schema != "pg_catalog"_L1 && type.schema != "information_schema"_L1)
            schemas << type.schema;
    }
    for (const Relation &relation : catalog.relations) {
        if (relation.name == name && relation.kind != RelationKind::Sequence)
            schemas << relation.schema; // rows of it
    }
    schemas.removeDuplicates();
    return schemas;
}

// Names in a text that stands behind `before`.
QString withSchemas(const Catalog &catalog, const QString &text, const QString &before, QStringList &problems)
{
    QString out = text;
    const std::vector<sql::UnqualifiedName> names = sql::unqualifiedNames(before + text);
    for (const sql::UnqualifiedName &found : names | std::views::reverse) {
        const qsizetype at = found.position - before.size();
        if (found.kind != sql::UnqualifiedName::Kind::Type || at < 0
            || std::ranges::find(typesOfPostgres, found.name) != typesOfPostgres.end())
            continue;
        const QStringView there = QStringView(text).sliced(qMin(at, text.size()));
        if (!there.startsWith(found.name, Qt::CaseInsensitive) && !there.startsWith(u'"'))
            continue; // as a text that is looked up
        const QStringList schemas = schemasWith(catalog, found.name);
        if (schemas.size() == 1) {
            out.insert(at, quoteIfNeeded(schemas.first()) + u'.');
        } else if (schemas.size() > 1) {
            QStringList all;
            for (const QString &schema : schemas)
                all << qualifiedName(schema, found.name);
            problems << tr("There is more than one type %1: enter one of %2.").arg(found.name, all.join(u", "_s));
            problems.removeDuplicates();
        }
    }
    return out;
}

void qualifyType(const Catalog &catalog, QString &type, QStringList &problems)
{
    if (isType(type.trimmed()))
        type = withSchemas(catalog, type.trimmed(), u"SELECT NULL::"_s, problems);
}

void qualifyExpression(const Catalog &catalog, QString &expression, QStringList &problems)
{
    if (!expression.trimmed().isEmpty() && isExpression(expression.trimmed()))
        expression = withSchemas(catalog, expression.trimmed(), u"SELECT "_s, problems);
}

} // namespace

TableDraft withSchemasOfTypes(const Catalog &catalog, TableDraft draft, QStringList &problems)
{
    for (ColumnDraft &column : draft.columns) {
        const Column *before = draft.oid == 0 ? nullptr : catalog.column(draft.oid, column.number);
        if (column.generated)
            continue;
        if (!before || before->type != column.type)
            qualifyType(catalog, column.type, problems);
        if (!before || before->expression != column.expression)
            qualifyExpression(catalog, column.expression, problems);
        qualifyExpression(catalog, column.conversion, problems);
    }
    return draft;
}

IndexDraft withSchemasOfTypes(const Catalog &catalog, IndexDraft draft, QStringList &problems)
{
    for (IndexKey &key : draft.keys)
        qualifyExpression(catalog, key.expression, problems);
    qualifyExpression(catalog, draft.predicate, problems);
    return draft;
}

ConstraintDraft withSchemasOfTypes(const Catalog &catalog, ConstraintDraft draft, QStringList &problems)
{
    qualifyExpression(catalog, draft.check, problems);
    return draft;
}

} // namespace howdah::catalog
