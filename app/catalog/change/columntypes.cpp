// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "catalog/change/columntypes.h"

#include "catalog/identifier.h"

#include <QRegularExpression>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace howdah::catalog {

namespace {

struct TypeAlias
{
    QLatin1StringView alias;
    QLatin1StringView name;
};

constexpr std::array typeAliases{
    TypeAlias{"int"_L1, "integer"_L1},
    TypeAlias{"int4"_L1, "integer"_L1},
    TypeAlias{"int8"_L1, "bigint"_L1},
    TypeAlias{"int2"_L1, "smallint"_L1},
    TypeAlias{"bool"_L1, "boolean"_L1},
    TypeAlias{"varchar"_L1, "character varying"_L1},
    TypeAlias{"char varying"_L1, "character varying"_L1},
    TypeAlias{"char"_L1, "character"_L1},
    TypeAlias{"decimal"_L1, "numeric"_L1},
    TypeAlias{"dec"_L1, "numeric"_L1},
    TypeAlias{"float4"_L1, "real"_L1},
    TypeAlias{"float"_L1, "double precision"_L1},
    TypeAlias{"float8"_L1, "double precision"_L1},
    TypeAlias{"timestamp"_L1, "timestamp without time zone"_L1},
    TypeAlias{"timestamptz"_L1, "timestamp with time zone"_L1},
    TypeAlias{"time"_L1, "time without time zone"_L1},
    TypeAlias{"timetz"_L1, "time with time zone"_L1},
    TypeAlias{"varbit"_L1, "bit varying"_L1},
};

constexpr std::array usualTypes{
    "bigint"_L1,
    "integer"_L1,
    "smallint"_L1,
    "text"_L1,
    "boolean"_L1,
    "uuid"_L1,
    "jsonb"_L1,
    "timestamp with time zone"_L1,
    "date"_L1,
    "numeric"_L1,
    "numeric(12,2)"_L1,
    "double precision"_L1,
    "real"_L1,
    "bytea"_L1,
    "json"_L1,
    "character varying(255)"_L1,
    "character(1)"_L1,
    "interval"_L1,
    "timestamp without time zone"_L1,
    "time without time zone"_L1,
    "time with time zone"_L1,
    "inet"_L1,
    "cidr"_L1,
    "macaddr"_L1,
    "text[]"_L1,
    "integer[]"_L1,
    "uuid[]"_L1,
    "int4range"_L1,
    "int8range"_L1,
    "numrange"_L1,
    "daterange"_L1,
    "tstzrange"_L1,
    "tsvector"_L1,
    "xml"_L1,
    "point"_L1,
    "bit varying"_L1,
};

// The name of a type without what is behind it: "numeric(12,2)[]" is an array and not numeric.
QString plainType(const QString &type)
{
    QString name = canonicalType(type);
    if (name.endsWith(u"[]"_s))
        return name;
    static const QRegularExpression modifier(u"\\([^)]*\\)"_s);
    return name.remove(modifier).simplified();
}

} // namespace

QString canonicalType(const QString &type)
{
    static const QRegularExpression shape(u"^([a-z][a-z0-9_ ]*?) ?(\\([^)]*\\))?((?: ?\\[\\d*\\])*)$"_s);
    static const QRegularExpression time(
        u"^(time|timestamp) ?(\\(\\d+\\)) (with(?:out)? time zone)"_s, QRegularExpression::CaseInsensitiveOption);
    QString simple = type.simplified().replace(time, u"\\1 \\3\\2"_s);
    const QRegularExpressionMatch found = shape.match(simple.toLower());
    if (!found.hasMatch())
        return simple;
    QString name = found.captured(1).trimmed();
    QString modifier = found.captured(2).remove(u' ');
    const auto alias = std::ranges::find(typeAliases, name, &TypeAlias::alias);
    if (alias != typeAliases.end())
        name = alias->name;
    if ((name == "character"_L1 || name == "bit"_L1) && modifier.isEmpty())
        modifier = u"(1)"_s;
    if (name == "numeric"_L1 && !modifier.isEmpty() && !modifier.contains(u','))
        modifier.insert(modifier.size() - 1, u",0"_s);
    QString out = name;
    if (!modifier.isEmpty()) {
        // "timestamp(3) with time zone"
        const qsizetype blank = name.startsWith("time"_L1) ? name.indexOf(u' ') : -1;
        out.insert(blank < 0 ? out.size() : blank, modifier);
    }
    return found.captured(3).isEmpty() ? out : out + u"[]"_s;
}

bool isInteger(const QString &type)
{
    const QString plain = plainType(type);
    return plain == "integer"_L1 || plain == "bigint"_L1 || plain == "smallint"_L1;
}

bool isText(const QString &type)
{
    const QString plain = plainType(type);
    return plain == "text"_L1 || plain == "character varying"_L1 || plain == "character"_L1;
}

bool isAssignable(const QString &from, const QString &to)
{
    const QString before = plainType(from);
    const QString after = plainType(to);
    if (before == after || isText(to))
        return true;
    static const QList<QStringList> groups{
        {u"smallint"_s, u"integer"_s, u"bigint"_s, u"numeric"_s, u"real"_s, u"double precision"_s},
        {u"date"_s, u"timestamp without time zone"_s, u"timestamp with time zone"_s},
        {u"json"_s, u"jsonb"_s}};
    return std::ranges::any_of(
        groups, [&](const QStringList &group) { return group.contains(before) && group.contains(after); });
}

static QString modifierOf(const QString &type)
{
    static const QRegularExpression inside(u"\\(([^)]*)\\)"_s);
    return inside.match(canonicalType(type)).captured(1);
}

// Without a modifier everything fits; a longer one of one number holds what a shorter one does.
static bool isWider(const QString &from, const QString &to)
{
    const QString before = modifierOf(from);
    const QString after = modifierOf(to);
    if (after.isEmpty() || before == after)
        return true;
    if (before.isEmpty())
        return false;
    // Of numeric: digits in all, and behind the point.
    const int digitsBehind = after.section(u',', 1).toInt() - before.section(u',', 1).toInt();
    return digitsBehind >= 0 && after.section(u',', 0, 0).toInt() - before.section(u',', 0, 0).toInt() >= digitsBehind;
}

bool keepsValues(const QString &from, const QString &to)
{
    const QString before = plainType(from);
    const QString after = plainType(to);
    if (before == after || isText(to)) // of a text that is too long PostgreSQL takes none
        return isText(to) || isWider(from, to);
    static const QList<QStringList> rising{
        {u"smallint"_s, u"integer"_s, u"bigint"_s, u"numeric"_s},
        {u"bigint"_s, u"integer"_s, u"smallint"_s}, // what does not fit is refused
        {u"smallint"_s, u"integer"_s, u"double precision"_s},
        {u"real"_s, u"double precision"_s},
        {u"date"_s, u"timestamp without time zone"_s}};
    return modifierOf(to).isEmpty() && std::ranges::any_of(rising, [&](const QStringList &row) {
               return row.contains(before) && row.indexOf(before) < row.indexOf(after);
           });
}

QStringList typesFor(const Catalog &catalog)
{
    QStringList types;
    for (const QLatin1StringView usual : usualTypes)
        types << usual;
    for (const Type &type : catalog.types) {
        const QString name = qualifiedName(type.schema, type.name);
        if (type.schema != "pg_catalog"_L1 && type.schema != "information_schema"_L1 && !types.contains(name))
            types << name;
    }
    return types;
}

} // namespace howdah::catalog
