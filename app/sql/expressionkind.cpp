// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sql/expressionkind.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QSet>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::sql {

namespace {

// PostgreSQL's volatile functions that may stand in a default, and those of its uuid-ossp.
bool isVolatileName(const QString &name)
{
    static const QSet<QString> names{
        u"clock_timestamp"_s,  u"currval"_s,     u"gen_random_uuid"_s, u"gen_random_bytes"_s, u"lastval"_s,
        u"nextval"_s,          u"random"_s,      u"random_normal"_s,   u"set_config"_s,       u"setval"_s,
        u"timeofday"_s,        u"txid_status"_s, u"pg_sleep"_s,        u"uuid_generate_v1"_s, u"uuid_generate_v1mc"_s,
        u"uuid_generate_v4"_s, u"uuidv4"_s,      u"uuidv7"_s};
    return names.contains(name);
}

bool isStableName(const QString &name)
{
    static const QSet<QString> names{
        u"abs"_s,
        u"array_fill"_s,
        u"btrim"_s,
        u"ceil"_s,
        u"ceiling"_s,
        u"concat"_s,
        u"concat_ws"_s,
        u"convert_from"_s,
        u"convert_to"_s,
        u"current_database"_s,
        u"current_schema"_s,
        u"current_setting"_s,
        u"date_bin"_s,
        u"date_part"_s,
        u"date_trunc"_s,
        u"decode"_s,
        u"encode"_s,
        u"extract"_s,
        u"floor"_s,
        u"format"_s,
        u"hashtext"_s,
        u"initcap"_s,
        u"int4range"_s,
        u"int8range"_s,
        u"json_build_array"_s,
        u"json_build_object"_s,
        u"jsonb_build_array"_s,
        u"jsonb_build_object"_s,
        u"left"_s,
        u"length"_s,
        u"lower"_s,
        u"lpad"_s,
        u"ltrim"_s,
        u"make_date"_s,
        u"make_interval"_s,
        u"make_timestamptz"_s,
        u"md5"_s,
        u"now"_s,
        u"numrange"_s,
        u"replace"_s,
        u"repeat"_s,
        u"right"_s,
        u"round"_s,
        u"rpad"_s,
        u"rtrim"_s,
        u"setweight"_s,
        u"sha256"_s,
        u"split_part"_s,
        u"statement_timestamp"_s,
        u"substr"_s,
        u"substring"_s,
        u"timezone"_s,
        u"to_char"_s,
        u"to_date"_s,
        u"to_json"_s,
        u"to_jsonb"_s,
        u"to_timestamp"_s,
        u"to_tsquery"_s,
        u"to_tsvector"_s,
        u"transaction_timestamp"_s,
        u"translate"_s,
        u"trim"_s,
        u"trunc"_s,
        u"tstzrange"_s,
        u"upper"_s};
    return names.contains(name);
}

Volatility ofFunction(const QJsonArray &parts)
{
    const QString name = parts.isEmpty() ? QString() : parts.last()["String"_L1]["sval"_L1].toString();
    if (isVolatileName(name))
        return Volatility::Volatile;
    return isStableName(name) ? Volatility::Stable : Volatility::Unknown;
}

// Volatile beats unknown, unknown beats stable.
Volatility worse(Volatility a, Volatility b)
{
    if (a == Volatility::Volatile || b == Volatility::Volatile)
        return Volatility::Volatile;
    return a == Volatility::Unknown ? a : b;
}

} // namespace

Volatility volatilityOf(const QJsonValue &expression)
{
    Volatility result = Volatility::Stable;
    if (expression.isArray()) {
        for (const QJsonValue item : expression.toArray())
            result = worse(result, volatilityOf(item));
        return result;
    }
    const QJsonObject object = expression.toObject();
    for (auto it = object.begin(); it != object.end(); ++it) {
        if (it.key() == "FuncCall"_L1)
            result = worse(result, ofFunction(it.value()["funcname"_L1].toArray()));
        if (it.value().isObject() || it.value().isArray())
            result = worse(result, volatilityOf(it.value()));
    }
    return result;
}

QString typeNameOf(const QJsonValue &typeName)
{
    const QJsonArray names = typeName["names"_L1].toArray();
    return names.isEmpty() ? QString() : names.last()["String"_L1]["sval"_L1].toString();
}

bool isSerial(const QString &typeName)
{
    static const QSet<QString> names{u"serial"_s,  u"serial2"_s,     u"serial4"_s,
                                     u"serial8"_s, u"smallserial"_s, u"bigserial"_s};
    return names.contains(typeName);
}

bool isBuiltInType(const QJsonValue &typeName)
{
    static const QSet<QString> names{
        u"text"_s,      u"uuid"_s,     u"json"_s,        u"jsonb"_s,     u"jsonpath"_s, u"xml"_s,     u"bytea"_s,
        u"date"_s,      u"timetz"_s,   u"timestamptz"_s, u"inet"_s,      u"cidr"_s,     u"macaddr"_s, u"macaddr8"_s,
        u"money"_s,     u"oid"_s,      u"name"_s,        u"point"_s,     u"line"_s,     u"lseg"_s,    u"box"_s,
        u"path"_s,      u"polygon"_s,  u"circle"_s,      u"tsvector"_s,  u"tsquery"_s,  u"int2"_s,    u"int4"_s,
        u"int8"_s,      u"float4"_s,   u"float8"_s,      u"bool"_s,      u"varchar"_s,  u"bpchar"_s,  u"numeric"_s,
        u"timestamp"_s, u"interval"_s, u"int4range"_s,   u"int8range"_s, u"numrange"_s, u"tsrange"_s, u"tstzrange"_s,
        u"daterange"_s, u"regclass"_s, u"pg_lsn"_s,      u"xid8"_s};
    const QJsonArray parts = typeName["names"_L1].toArray();
    if (parts.size() == 2)
        return parts.first()["String"_L1]["sval"_L1].toString() == "pg_catalog"_L1;
    return parts.size() == 1 && (names.contains(typeNameOf(typeName)) || isSerial(typeNameOf(typeName)));
}

} // namespace howdah::sql
