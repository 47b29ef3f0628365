// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/profile/impactsql.h"

#include <QHash>
#include <QStringList>

using namespace Qt::StringLiterals;

namespace howdah::connection {

QString lookupSql(const QString &object)
{
    static const QHash<QString, QString> queries{
        {u"schema"_s,
         u"SELECT 'pg_catalog.pg_namespace'::pg_catalog.regclass::pg_catalog.oid, o.oid, '' FROM pg_catalog.pg_namespace o WHERE o.nspname OPERATOR(pg_catalog.=) $1::pg_catalog.name"_s},
        {u"type"_s,
         u"SELECT 'pg_catalog.pg_type'::pg_catalog.regclass::pg_catalog.oid, o.oid, n.nspname FROM pg_catalog.pg_type o JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) o.typnamespace WHERE o.typname OPERATOR(pg_catalog.=) $1::pg_catalog.name AND ($2::pg_catalog.text OPERATOR(pg_catalog.=) '' OR n.nspname::pg_catalog.text OPERATOR(pg_catalog.=) $2::pg_catalog.text)"_s},
        {u"function"_s,
         u"SELECT 'pg_catalog.pg_proc'::pg_catalog.regclass::pg_catalog.oid, o.oid, n.nspname FROM pg_catalog.pg_proc o JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) o.pronamespace WHERE o.proname OPERATOR(pg_catalog.=) $1::pg_catalog.name AND ($2::pg_catalog.text OPERATOR(pg_catalog.=) '' OR n.nspname::pg_catalog.text OPERATOR(pg_catalog.=) $2::pg_catalog.text)"_s},
        {u"extension"_s,
         u"SELECT 'pg_catalog.pg_extension'::pg_catalog.regclass::pg_catalog.oid, o.oid, '' FROM pg_catalog.pg_extension o WHERE o.extname OPERATOR(pg_catalog.=) $1::pg_catalog.name"_s},
        {u"database"_s,
         u"SELECT 'pg_catalog.pg_database'::pg_catalog.regclass::pg_catalog.oid, o.oid, '' FROM pg_catalog.pg_database o WHERE o.datname OPERATOR(pg_catalog.=) $1::pg_catalog.name"_s},
        {u"role"_s,
         u"SELECT 'pg_catalog.pg_authid'::pg_catalog.regclass::pg_catalog.oid, o.oid, '' FROM pg_catalog.pg_roles o WHERE o.rolname OPERATOR(pg_catalog.=) $1::pg_catalog.name"_s},
        {u"column"_s,
         u"SELECT 'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid, o.attrelid, '', o.attnum, pg_catalog.format_type(o.atttypid, o.atttypmod) FROM pg_catalog.pg_attribute o WHERE o.attrelid OPERATOR(pg_catalog.=) $2::pg_catalog.oid AND o.attname OPERATOR(pg_catalog.=) $1::pg_catalog.name AND NOT o.attisdropped"_s},
        {u"trigger"_s,
         u"SELECT 'pg_catalog.pg_trigger'::pg_catalog.regclass::pg_catalog.oid, o.oid, '' FROM pg_catalog.pg_trigger o WHERE o.tgrelid OPERATOR(pg_catalog.=) $2::pg_catalog.oid AND o.tgname OPERATOR(pg_catalog.=) $1::pg_catalog.name"_s},
        {u"policy"_s,
         u"SELECT 'pg_catalog.pg_policy'::pg_catalog.regclass::pg_catalog.oid, o.oid, '' FROM pg_catalog.pg_policy o WHERE o.polrelid OPERATOR(pg_catalog.=) $2::pg_catalog.oid AND o.polname OPERATOR(pg_catalog.=) $1::pg_catalog.name"_s},
        {u"rule"_s,
         u"SELECT 'pg_catalog.pg_rewrite'::pg_catalog.regclass::pg_catalog.oid, o.oid, '' FROM pg_catalog.pg_rewrite o WHERE o.ev_class OPERATOR(pg_catalog.=) $2::pg_catalog.oid AND o.rulename OPERATOR(pg_catalog.=) $1::pg_catalog.name"_s}};
    static const QHash<QString, QString> same{
        {u"domain"_s, u"type"_s},
        {u"procedure"_s, u"function"_s},
        {u"routine"_s, u"function"_s},
        {u"aggregate"_s, u"function"_s},
        {u"owned by"_s, u"role"_s}};
    return queries.value(same.value(object, object));
}

bool keepsValues(const QString &before, const QString &after)
{
    struct Type
    {
        QString name;
        QList<int> modifiers;
    };
    const auto read = [](const QString &text) {
        static const QHash<QString, QString> names{
            {u"character varying"_s, u"varchar"_s},
            {u"character"_s, u"bpchar"_s},
            {u"integer"_s, u"int4"_s},
            {u"smallint"_s, u"int2"_s},
            {u"bigint"_s, u"int8"_s},
            {u"real"_s, u"float4"_s},
            {u"double precision"_s, u"float8"_s},
            {u"boolean"_s, u"bool"_s},
            {u"timestamp without time zone"_s, u"timestamp"_s},
            {u"timestamp with time zone"_s, u"timestamptz"_s}};
        Type type;
        const qsizetype open = text.indexOf(u'(');
        const qsizetype close = text.indexOf(u')', qMax<qsizetype>(open, 0));
        type.name = text;
        if (open > 0 && close > open) {
            for (const QString &modifier : text.sliced(open + 1, close - open - 1).split(u','))
                type.modifiers << modifier.toInt();
            type.name = text.left(open) + text.sliced(close + 1);
        }
        type.name = names.value(type.name, type.name);
        return type;
    };
    const Type from = read(before);
    const Type to = read(after);
    if (from.name == to.name && from.modifiers == to.modifiers)
        return true;
    if (to.modifiers.isEmpty() && (to.name == "text"_L1 || to.name == "varchar"_L1))
        return from.name != "bpchar"_L1; // whose blanks go
    if (from.name == to.name && to.modifiers.isEmpty())
        return true;
    if (from.name == "varchar"_L1 && to.name == "varchar"_L1)
        return from.modifiers.size() == 1 && to.modifiers.size() == 1 && to.modifiers[0] >= from.modifiers[0];
    if (from.name == "numeric"_L1 && to.name == "numeric"_L1 && from.modifiers.size() == 2 && to.modifiers.size() == 2)
        return to.modifiers[1] >= from.modifiers[1]
            && to.modifiers[0] - to.modifiers[1] >= from.modifiers[0] - from.modifiers[1];
    static const QHash<QString, QStringList> wider{
        {u"int2"_s, {u"int4"_s, u"int8"_s, u"numeric"_s}},
        {u"int4"_s, {u"int8"_s, u"numeric"_s}},
        {u"int8"_s, {u"numeric"_s}},
        {u"float4"_s, {u"float8"_s}}};
    return to.modifiers.isEmpty() && wider.value(from.name).contains(to.name);
}

} // namespace howdah::connection
