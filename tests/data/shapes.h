// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/page/relationshape.h"
#include "sql/unqualifiednames.h"

#include <QRegularExpression>
#include <QStringList>

// Relations made by hand, for tests without a server.
namespace howdah::data::test {

inline ColumnShape column(const QString &name, const QString &type, quint32 oid, bool notNull = false)
{
    return {.name = name, .type = type, .typeOid = oid, .category = categoryOf(oid, type), .notNull = notNull};
}

// SQL as it would be written by hand, where names are found without their schema.
inline QString plain(QString sql)
{
    using namespace Qt::StringLiterals;
    static const QRegularExpression operators(u"OPERATOR\\(pg_catalog\\.([^)]+)\\)"_s);
    return sql.replace(operators, u"\\1"_s)
        .remove(u"pg_catalog."_s)
        .replace(u" ~~* "_s, u" ILIKE "_s)
        .replace(u" ~~ "_s, u" LIKE "_s);
}

// What in a predicate is looked up along the search path; "" when nothing is.
inline QString lookedUp(const QString &predicate)
{
    using namespace Qt::StringLiterals;
    QStringList names;
    for (const sql::UnqualifiedName &name : sql::unqualifiedNames(u"SELECT 1 WHERE "_s + predicate))
        names << sql::described(name);
    return names.join(u", "_s);
}

// people(id bigint primary key, name text, age integer, born timestamp(3) with time zone, code numeric(5,2), flag
// boolean, data jsonb, tags text[], raw bytea, note json)
inline RelationShape people()
{
    using namespace Qt::StringLiterals;
    RelationShape shape{.oid = 1, .schema = u"public"_s, .name = u"people"_s};
    shape.columns = {
        column(u"id"_s, u"bigint"_s, 20, true),     column(u"name"_s, u"text"_s, 25),
        column(u"age"_s, u"integer"_s, 23, true),   column(u"born"_s, u"timestamp(3) with time zone"_s, 1184),
        column(u"code"_s, u"numeric(5,2)"_s, 1700), column(u"flag"_s, u"boolean"_s, 16),
        column(u"data"_s, u"jsonb"_s, 3802),        column(u"tags"_s, u"text[]"_s, 1009),
        column(u"raw"_s, u"bytea"_s, 17),           column(u"note"_s, u"json"_s, 114)};
    shape.indexes = {{u"people_pkey"_s, {0}, true, true}};
    return shape;
}

} // namespace howdah::data::test
