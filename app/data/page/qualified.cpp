// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/page/qualified.h"

#include "sql/quote.h"

#include <QStringList>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::data {

// Types that have a rule of their own in the grammar, which makes them pg_catalog's.
static bool isOfGrammar(QStringView type)
{
    static const QStringList words{u"bigint"_s,    u"bit"_s,      u"boolean"_s,   u"char"_s,
                                   u"character"_s, u"decimal"_s,  u"double"_s,    u"int"_s,
                                   u"integer"_s,   u"interval"_s, u"numeric"_s,   u"real"_s,
                                   u"smallint"_s,  u"time"_s,     u"timestamp"_s, u"varchar"_s};
    const auto end = std::ranges::find_if_not(type, [](QChar c) { return c.isLetterOrNumber() || c == u'_'; });
    return words.contains(type.first(end - type.begin()).toString());
}

static bool hasSchema(QStringView type)
{
    bool isQuoted = false;
    return std::ranges::any_of(type, [&isQuoted](QChar c) {
        isQuoted ^= c == u'"';
        return c == u'.' && !isQuoted;
    });
}

QString typeSql(QStringView type)
{
    return isOfGrammar(type) || hasSchema(type) ? type.toString() : u"pg_catalog."_s + type.toString();
}

QString operatorSql(QStringView sign, QStringView schema)
{
    const QString qualifier = schema.isEmpty() ? u"pg_catalog"_s : sql::quoteIdentifier(schema);
    return u" OPERATOR("_s + qualifier + u'.' + sign.toString() + u") "_s;
}

QString comparisonSql(QStringView sign, const ColumnShape &column)
{
    // Arrays of anything are PostgreSQL's.
    return operatorSql(sign, column.category == TypeCategory::Array ? QString() : column.operatorSchema);
}

QString elementComparisonSql(QStringView sign, const ColumnShape &column)
{
    return operatorSql(sign, column.operatorSchema);
}

} // namespace howdah::data
