// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/page/relationshape.h"

#include "sql/quote.h"

#include <QRegularExpression>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::data {

// The OIDs of PostgreSQL's own types never change (src/include/catalog/pg_type.dat).
TypeCategory categoryOf(quint32 typeOid, const QString &type)
{
    if (type.endsWith("[]"_L1))
        return TypeCategory::Array;
    switch (typeOid) {
    case 16:
        return TypeCategory::Boolean;
    case 20:
    case 21:
    case 23:
    case 26:
        return TypeCategory::Integer;
    case 790:
    case 1700:
        return TypeCategory::Decimal;
    case 700:
    case 701:
        return TypeCategory::Real;
    case 18:
    case 19:
    case 25:
    case 1042:
    case 1043:
        return TypeCategory::Text;
    case 1082:
    case 1083:
    case 1114:
    case 1184:
    case 1266:
        return TypeCategory::DateTime;
    case 1186:
        return TypeCategory::Interval;
    case 2950:
        return TypeCategory::Uuid;
    case 114:
    case 3802:
        return TypeCategory::Json;
    case 17:
        return TypeCategory::Bytes;
    default:
        return type == "citext"_L1 || type.endsWith(".citext"_L1) ? TypeCategory::Text : TypeCategory::Other;
    }
}

bool isSortable(const ColumnShape &column)
{
    switch (column.typeOid) {
    case 28:
    case 29:
    case 114:
    case 142:
    case 600:
    case 601:
    case 602:
    case 603:
    case 604:
    case 628:
    case 718:
    case 1033:
    case 4072:
        return false; // xid, cid, json, xml, the geometric types, aclitem, jsonpath
    case 143:
    case 199:
    case 1017:
    case 1018:
    case 1019:
    case 1020:
    case 1027:
    case 629:
    case 719:
    case 1034:
    case 4073:
        return false; // arrays of these
    default:
        return true;
    }
}

static std::optional<int> declaredLength(const QString &type)
{
    static const QRegularExpression length(u"\\((\\d+)\\)$"_s);
    const auto match = length.match(type);
    return match.hasMatch() ? std::optional(match.captured(1).toInt()) : std::nullopt;
}

bool isWide(const ColumnShape &column)
{
    switch (column.category) {
    case TypeCategory::Boolean:
    case TypeCategory::Integer:
    case TypeCategory::Decimal:
    case TypeCategory::Real:
    case TypeCategory::DateTime:
    case TypeCategory::Interval:
    case TypeCategory::Uuid:
    case TypeCategory::Enumeration:
        return false;
    case TypeCategory::Text:
        if (column.typeOid == 18 || column.typeOid == 19)
            return false;
        return declaredLength(column.type).value_or(100'000) > 200;
    case TypeCategory::Json:
    case TypeCategory::Bytes:
    case TypeCategory::Array:
    case TypeCategory::Other:
        return true;
    }
    return true;
}

QString comparisonType(const ColumnShape &column)
{
    // Written bare, these mean a length of one.
    if (column.typeOid == 1042)
        return u"pg_catalog.bpchar"_s;
    if (column.typeOid == 1560)
        return u"pg_catalog.\"bit\""_s;
    if (column.typeOid == 0 || column.typeOid >= 16384 || !column.type.contains(u'('))
        return column.type;
    static const QRegularExpression modifier(u"\\([0-9, -]+\\)"_s);
    QString bare = column.type;
    bare.remove(modifier);
    if (bare == "character[]"_L1)
        return u"pg_catalog.bpchar[]"_s;
    return bare == "bit[]"_L1 ? u"pg_catalog.\"bit\"[]"_s : bare;
}

static bool isKey(const RelationShape &shape, const IndexShape &index)
{
    return index.unique && !index.columns.empty() && std::ranges::all_of(index.columns, [&](int column) {
               return shape.columns[size_t(column)].notNull && isSortable(shape.columns[size_t(column)]);
           });
}

const IndexShape *keyOf(const RelationShape &shape)
{
    if (shape.hasChildren)
        return nullptr;
    const IndexShape *best = nullptr;
    const auto cost = [&](const IndexShape &index) {
        const auto wide = std::ranges::count_if(index.columns, [&](int c) { return isWide(shape.columns[size_t(c)]); });
        return std::tuple(!index.primary, wide, index.columns.size());
    };
    for (const IndexShape &index : shape.indexes) {
        if (isKey(shape, index) && (!best || cost(index) < cost(*best)))
            best = &index;
    }
    return best;
}

QString relationSql(const RelationShape &shape) { return sql::quoteQualified(shape.schema, shape.name); }

QString columnSql(const RelationShape &shape, int column)
{
    // Qualified by the relation, so that ORDER BY never takes it for a name of the select list.
    return sql::quoteQualified(shape.name, shape.columns[size_t(column)].name);
}

} // namespace howdah::data
