// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/result/resultcolumns.h"

#include "data/transfer/cliptext.h"
#include "query/tr.h"

#include <algorithm>
#include <iterator>

using namespace Qt::StringLiterals;

namespace howdah::query {

namespace {

// What the OIDs of PostgreSQL's own types are called (src/include/catalog/pg_type.dat); they never change.
struct NamedType
{
    quint32 oid;
    quint32 array; // the type of arrays of it; 0: none
    const char *name;
};

constexpr NamedType ownTypes[] = {
    {16, 1000, "boolean"},
    {17, 1001, "bytea"},
    {18, 1002, "\"char\""},
    {19, 1003, "name"},
    {20, 1016, "bigint"},
    {21, 1005, "smallint"},
    {22, 1006, "int2vector"},
    {23, 1007, "integer"},
    {24, 1008, "regproc"},
    {25, 1009, "text"},
    {26, 1028, "oid"},
    {27, 1010, "tid"},
    {28, 1011, "xid"},
    {29, 1012, "cid"},
    {30, 1013, "oidvector"},
    {114, 199, "json"},
    {142, 143, "xml"},
    {194, 0, "pg_node_tree"},
    {600, 1017, "point"},
    {601, 1018, "lseg"},
    {602, 1019, "path"},
    {603, 1020, "box"},
    {604, 1027, "polygon"},
    {628, 629, "line"},
    {650, 651, "cidr"},
    {700, 1021, "real"},
    {701, 1022, "double precision"},
    {705, 0, "unknown"},
    {718, 719, "circle"},
    {774, 775, "macaddr8"},
    {790, 791, "money"},
    {829, 1040, "macaddr"},
    {869, 1041, "inet"},
    {1033, 1034, "aclitem"},
    {1042, 1014, "character"},
    {1043, 1015, "character varying"},
    {1082, 1182, "date"},
    {1083, 1183, "time without time zone"},
    {1114, 1115, "timestamp without time zone"},
    {1184, 1185, "timestamp with time zone"},
    {1186, 1187, "interval"},
    {1266, 1270, "time with time zone"},
    {1560, 1561, "bit"},
    {1562, 1563, "bit varying"},
    {1700, 1231, "numeric"},
    {1790, 2201, "refcursor"},
    {2202, 2207, "regprocedure"},
    {2203, 2208, "regoper"},
    {2204, 2209, "regoperator"},
    {2205, 2210, "regclass"},
    {2206, 2211, "regtype"},
    {2249, 2287, "record"},
    {2275, 1263, "cstring"},
    {2278, 0, "void"},
    {2950, 2951, "uuid"},
    {2970, 2949, "txid_snapshot"},
    {3220, 3221, "pg_lsn"},
    {3614, 3643, "tsvector"},
    {3615, 3645, "tsquery"},
    {3734, 3735, "regconfig"},
    {3769, 3770, "regdictionary"},
    {3802, 3807, "jsonb"},
    {3904, 3905, "int4range"},
    {3906, 3907, "numrange"},
    {3908, 3909, "tsrange"},
    {3910, 3911, "tstzrange"},
    {3912, 3913, "daterange"},
    {3926, 3927, "int8range"},
    {4072, 4073, "jsonpath"},
    {4089, 4090, "regnamespace"},
    {4096, 4097, "regrole"},
    {4191, 4192, "regcollation"},
    {4451, 6150, "int4multirange"},
    {4532, 6151, "nummultirange"},
    {4533, 6152, "tsmultirange"},
    {4534, 6153, "tstzmultirange"},
    {4535, 6155, "datemultirange"},
    {4536, 6157, "int8multirange"},
    {5038, 5039, "pg_snapshot"},
    {5069, 271, "xid8"},
};

constexpr qint32 VarHeader = 4; // what type modifiers of lengths count with

} // namespace

// With the length or the precision where it belongs, as the server writes it.
static QString withModifier(quint32 oid, const QString &name, qint32 modifier)
{
    if (modifier < 0)
        return name;
    switch (oid) {
    case 1042:
    case 1043:
        return u"%1(%2)"_s.arg(name).arg(modifier - VarHeader);
    case 1560:
    case 1562:
        return u"%1(%2)"_s.arg(name).arg(modifier);
    case 1700: {
        const qint32 packed = modifier - VarHeader;
        const qint32 scale = ((packed & 0x7ff) ^ 1024) - 1024; // of 11 bits, with a sign
        return u"%1(%2,%3)"_s.arg(name).arg(packed >> 16 & 0xffff).arg(scale);
    }
    case 1083:
    case 1114:
    case 1184:
    case 1266: {
        const qsizetype word = name.indexOf(u' ');
        return u"%1(%2)%3"_s.arg(name.left(word)).arg(modifier).arg(name.mid(word));
    }
    default:
        return name;
    }
}

QString typeText(quint32 typeOid, qint32 typeModifier, const catalog::Catalog *catalog)
{
    for (const NamedType &type : ownTypes) {
        if (type.oid == typeOid)
            return withModifier(type.oid, QString::fromLatin1(type.name), typeModifier);
        if (type.array == typeOid && type.array != 0)
            return withModifier(type.oid, QString::fromLatin1(type.name), typeModifier) + u"[]"_s;
    }
    const catalog::Type *type = catalog ? catalog->type(typeOid) : nullptr;
    if (!type)
        return tr("type %1").arg(typeOid);
    const bool isPlain = type->schema == u"public" || type->schema == u"pg_catalog";
    return isPlain ? type->name : type->schema + u'.' + type->name;
}

// ---- columns

QString ResultColumn::origin() const
{
    return relation.isEmpty() ? QString() : schema + u'.' + relation + u'.' + column;
}

static void addOrigin(ResultColumn &column, const catalog::Catalog &catalog)
{
    const catalog::Relation *relation = catalog.relation(column.relationOid);
    const catalog::Column *from = catalog.column(column.relationOid, column.number);
    if (!relation || !from)
        return;
    column.schema = relation->schema;
    column.relation = relation->name;
    column.column = from->name;
    column.shape.comment = from->comment;
    column.shape.operatorSchema = from->operatorSchema;
    // Of a domain the answer has what it stands for.
    if (from->typeOid == column.shape.typeOid || from->innerTypeOid == column.shape.typeOid)
        column.shape.type = from->type;
    for (const catalog::Constraint &constraint : catalog.constraintsOf(relation->oid)) {
        if (!constraint.columns.contains(column.number))
            continue;
        column.shape.inKey |= constraint.kind == catalog::ConstraintKind::PrimaryKey;
        column.shape.foreignKey |= constraint.kind == catalog::ConstraintKind::ForeignKey;
    }
}

std::vector<ResultColumn> resultColumns(const connection::Columns &columns, const catalog::Catalog *catalog)
{
    std::vector<ResultColumn> out;
    out.reserve(columns.size());
    for (const connection::Column &each : columns) {
        ResultColumn column{.relationOid = each.relationOid, .number = each.attributeNumber};
        column.shape.name = each.name;
        column.shape.typeOid = each.typeOid;
        column.shape.type = typeText(each.typeOid, each.typeModifier, catalog);
        column.shape.number = each.attributeNumber;
        column.shape.category = data::categoryOf(each.typeOid, column.shape.type);
        if (const catalog::Type *type = catalog ? catalog->type(each.typeOid) : nullptr;
            type && !type->labels.isEmpty()) {
            column.labels = type->labels;
            column.shape.category = data::TypeCategory::Enumeration;
        }
        if (catalog && each.relationOid != 0)
            addOrigin(column, *catalog);
        out.push_back(std::move(column));
    }
    return out;
}

data::EditTarget resultTarget(const std::vector<ResultColumn> &columns, NamedBy names)
{
    data::RelationShape shape{.name = u"result"_s};
    const auto known = std::ranges::find_if(columns, [](const ResultColumn &each) { return !each.relation.isEmpty(); });
    const bool isOne = known != columns.end() && std::ranges::all_of(columns, [&](const ResultColumn &each) {
                           return each.relationOid == 0 || each.relationOid == known->relationOid;
                       });
    if (isOne) {
        shape.schema = known->schema;
        shape.name = known->relation;
    }
    for (const ResultColumn &column : columns) {
        shape.columns.push_back(column.shape);
        if (names == NamedBy::Origin && isOne && !column.column.isEmpty())
            shape.columns.back().name = column.column;
    }
    return data::plainTarget(shape);
}

} // namespace howdah::query
