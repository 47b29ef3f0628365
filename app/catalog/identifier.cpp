// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "catalog/identifier.h"

#include "sql/quote.h"

#include <algorithm>
#include <array>
#include <string_view>

using namespace Qt::StringLiterals;

namespace howdah::catalog {

// pg_get_keywords() without the unreserved ones, of versions 13 to 18 together: words that must be quoted somewhere.
static constexpr std::array Keywords = std::to_array<std::string_view>(
    {"all",
     "analyse",
     "analyze",
     "and",
     "any",
     "array",
     "as",
     "asc",
     "asymmetric",
     "authorization",
     "between",
     "bigint",
     "binary",
     "bit",
     "boolean",
     "both",
     "case",
     "cast",
     "char",
     "character",
     "check",
     "coalesce",
     "collate",
     "collation",
     "column",
     "concurrently",
     "constraint",
     "create",
     "cross",
     "current_catalog",
     "current_date",
     "current_role",
     "current_schema",
     "current_time",
     "current_timestamp",
     "current_user",
     "dec",
     "decimal",
     "default",
     "deferrable",
     "desc",
     "distinct",
     "do",
     "else",
     "end",
     "except",
     "exists",
     "extract",
     "false",
     "fetch",
     "float",
     "for",
     "foreign",
     "freeze",
     "from",
     "full",
     "grant",
     "greatest",
     "group",
     "grouping",
     "having",
     "ilike",
     "in",
     "initially",
     "inner",
     "inout",
     "int",
     "integer",
     "intersect",
     "interval",
     "into",
     "is",
     "isnull",
     "join",
     "json",
     "json_array",
     "json_arrayagg",
     "json_exists",
     "json_object",
     "json_objectagg",
     "json_query",
     "json_scalar",
     "json_serialize",
     "json_table",
     "json_value",
     "lateral",
     "leading",
     "least",
     "left",
     "like",
     "limit",
     "localtime",
     "localtimestamp",
     "merge_action",
     "national",
     "natural",
     "nchar",
     "none",
     "normalize",
     "not",
     "notnull",
     "null",
     "nullif",
     "numeric",
     "offset",
     "on",
     "only",
     "or",
     "order",
     "out",
     "outer",
     "overlaps",
     "overlay",
     "placing",
     "position",
     "precision",
     "primary",
     "real",
     "references",
     "returning",
     "right",
     "row",
     "select",
     "session_user",
     "setof",
     "similar",
     "smallint",
     "some",
     "substring",
     "symmetric",
     "system_user",
     "table",
     "tablesample",
     "then",
     "time",
     "timestamp",
     "to",
     "trailing",
     "treat",
     "trim",
     "true",
     "union",
     "unique",
     "user",
     "using",
     "values",
     "varchar",
     "variadic",
     "verbose",
     "when",
     "where",
     "window",
     "with",
     "xmlattributes",
     "xmlconcat",
     "xmlelement",
     "xmlexists",
     "xmlforest",
     "xmlnamespaces",
     "xmlparse",
     "xmlpi",
     "xmlroot",
     "xmlserialize",
     "xmltable"});
static_assert(std::ranges::is_sorted(Keywords));

static bool isKeyword(QStringView name)
{
    const QByteArray word = name.toLatin1(); // the caller has seen that it is ASCII
    return std::ranges::binary_search(Keywords, std::string_view(word.constData(), size_t(word.size())));
}

static bool isPlain(QStringView name)
{
    const auto isStart = [](QChar c) { return (c >= u'a' && c <= u'z') || c == u'_'; };
    return !name.isEmpty() && isStart(name.front())
        && std::ranges::all_of(name, [&](QChar c) { return isStart(c) || (c >= u'0' && c <= u'9'); });
}

QString quoteIfNeeded(QStringView name)
{
    return isPlain(name) && !isKeyword(name) ? name.toString() : sql::quoteIdentifier(name);
}

QString qualifiedName(QStringView schema, QStringView name)
{
    return schema.isEmpty() ? quoteIfNeeded(name) : quoteIfNeeded(schema) + u'.' + quoteIfNeeded(name);
}

} // namespace howdah::catalog
