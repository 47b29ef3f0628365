// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/session/plaintables.h"

#include "connection/tr.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace howdah::connection {

// Null where nothing is written.
static QString triggerNames(TableUse use)
{
    if (use == TableUse::Read)
        return u"NULL"_s;
    // The guard of the journal (see journal.cpp) has no say in an INSERT, and nothing else is done to that table. The
    // chain of the audit table runs as its owner.
    return u"CASE WHEN c.relhastriggers THEN (SELECT pg_catalog.json_agg(g.tgname) FROM "
           "pg_catalog.pg_trigger g WHERE g.tgrelid OPERATOR(pg_catalog.=) c.oid AND NOT g.tgisinternal AND NOT "
           "(c.oid OPERATOR(pg_catalog.=) pg_catalog.to_regclass('howdah.migration_event')::pg_catalog.oid AND "
           "g.tgtype::int OPERATOR(pg_catalog.&) 4 OPERATOR(pg_catalog.=) 0) AND NOT "
           "(c.oid OPERATOR(pg_catalog.=) pg_catalog.to_regclass('howdah.audit_log')::pg_catalog.oid AND g.tgqual IS "
           "NULL "
           "AND (SELECT f.prosecdef FROM pg_catalog.pg_proc f WHERE f.oid OPERATOR(pg_catalog.=) g.tgfoid))) END"_s;
}

static QString defaultExpressions(TableUse use)
{
    return use == TableUse::Read ? u"NULL"_s
                                 : u"(SELECT pg_catalog.json_agg(pg_catalog.pg_get_expr(d.adbin, d.adrelid)) FROM "
                                   u"pg_catalog.pg_attrdef d WHERE "
                                   "d.adrelid OPERATOR(pg_catalog.=) c.oid)"_s;
}

static QString dependencies(TableUse use)
{
    if (use == TableUse::Read)
        return u"NULL"_s;
    // PostgreSQL keeps no dependency on what is its own. Words alone do not say whose function it is.
    return u"(SELECT pg_catalog.json_agg(pg_catalog.pg_describe_object(p.refclassid, p.refobjid, 0)) FROM "
           // By the index of who depends: all that a large database depends on is not read.
           "(SELECT 'pg_catalog.pg_attrdef'::pg_catalog.regclass::pg_catalog.oid AS class, f.oid FROM "
           "pg_catalog.pg_attrdef f WHERE f.adrelid OPERATOR(pg_catalog.=) c.oid UNION ALL SELECT "
           "'pg_catalog.pg_constraint'::pg_catalog.regclass::pg_catalog.oid, o.oid FROM pg_catalog.pg_constraint o "
           "WHERE "
           "o.conrelid OPERATOR(pg_catalog.=) c.oid) AS own JOIN pg_catalog.pg_depend p ON p.classid "
           "OPERATOR(pg_catalog.=) own.class AND p.objid OPERATOR(pg_catalog.=) own.oid WHERE p.refclassid "
           "OPERATOR(pg_catalog.=) ANY (ARRAY['pg_catalog.pg_proc', 'pg_catalog.pg_operator', "
           "'pg_catalog.pg_type']::pg_catalog.regclass[]::pg_catalog.oid[]))"_s;
}

Statement unquotedDefinitions()
{
    return {u"SELECT pg_catalog.set_config('quote_all_identifiers', 'off', true)"_s, {}};
}

Statement askWhetherPlain(const QStringList &tables, TableUse use)
{
    QStringList places;
    std::vector<std::optional<QByteArray>> parameters;
    for (const QString &table : tables) {
        parameters.emplace_back(table.toUtf8());
        places << u"pg_catalog.to_regclass($%1)::pg_catalog.oid"_s.arg(parameters.size());
    }
    return {
        u"SELECT c.oid::pg_catalog.regclass, c.relkind, c.relhasrules, c.relrowsecurity, c.relhassubclass OR "
        "c.relispartition, %2, "
        "(SELECT pg_catalog.json_agg(pg_catalog.json_build_array(a.attname, pg_catalog.format_type(a.atttypid, "
        "a.atttypmod), "
        "a.attgenerated OPERATOR(pg_catalog.<>) '')) FROM pg_catalog.pg_attribute a WHERE a.attrelid "
        "OPERATOR(pg_catalog.=) "
        "c.oid AND NOT a.attisdropped AND (a.atttypid OPERATOR(pg_catalog.>=) 16384::pg_catalog.oid OR a.attgenerated "
        "OPERATOR(pg_catalog.<>) '')), "
        "%3, "
        "CASE WHEN c.relchecks OPERATOR(pg_catalog.>) 0 THEN (SELECT "
        "pg_catalog.json_agg(pg_catalog.pg_get_expr(k.conbin, k.conrelid)) FROM pg_catalog.pg_constraint k WHERE "
        "k.conrelid OPERATOR(pg_catalog.=) c.oid AND k.contype OPERATOR(pg_catalog.=) 'c') END, "
        "(SELECT pg_catalog.json_agg(x.indexrelid::pg_catalog.regclass) FROM pg_catalog.pg_index x WHERE x.indrelid "
        "OPERATOR(pg_catalog.=) c.oid AND (x.indexprs IS NOT NULL OR x.indpred IS NOT NULL)), "
        "%4 "
        // Else a database that quotes every name would have each default look strange.
        "FROM (SELECT pg_catalog.set_config('quote_all_identifiers', 'off', true) AS quoting) plain, "
        "pg_catalog.pg_class c WHERE plain.quoting OPERATOR(pg_catalog.=) 'off' "
        "AND c.oid OPERATOR(pg_catalog.=) ANY (ARRAY[%1])"_s.arg(
            places.join(u", "_s), triggerNames(use), defaultExpressions(use), dependencies(use)),
        parameters};
}

// ---- expressions

// As a session writes it that looks names up elsewhere first.
static QString withoutOwnSchema(QString expression)
{
    static const QRegularExpression operation(uR"(OPERATOR\(pg_catalog\.([^()]+)\))"_s);
    return expression.replace(operation, u"\\1"_s).remove("pg_catalog."_L1);
}

bool isHarmlessDefault(const QString &expression)
{
    static const QRegularExpression known(
        uR"re(^(?:NULL|true|false|\(?-?\d+(?:\.\d+)?\)?|'(?:[^']|'')*'|now\(\)|clock_timestamp\(\)|)re"
        uR"re(CURRENT_TIMESTAMP(?:\(\d\))?|CURRENT_USER|SESSION_USER|gen_random_uuid\(\)|)re"
        uR"re(nextval\('(?:[^']|'')*':{2}regclass\)|current_setting\('application_name'(?::{2}text)?\)))re"
        uR"re((?::{2}[a-z ]+(?:\(\d+\))?)?$)re"_s);
    return known.match(withoutOwnSchema(expression)).hasMatch();
}

bool isHarmlessCheck(const QString &expression)
{
    static const QRegularExpression literal(uR"('(?:[^']|'')*')"_s);
    static const QRegularExpression call(uR"re(([\w"$]+)\s*\()re"_s);
    static const QStringList Words{u"ANY"_s, u"ALL"_s, u"AND"_s, u"OR"_s, u"NOT"_s, u"varying"_s, u"numeric"_s};
    const QString plain = withoutOwnSchema(QString(expression).remove(literal));
    if (plain.contains("OPERATOR("_L1))
        return false;
    for (auto calls = call.globalMatch(plain); calls.hasNext();) {
        if (!Words.contains(calls.next().captured(1)))
            return false;
    }
    return true;
}

// ---- what they are

static QString kindWord(char kind)
{
    switch (kind) {
    case 'v':
        return tr("it is a view");
    case 'm':
        return tr("it is a materialized view");
    case 'f':
        return tr("it is a foreign table");
    case 'p':
        return tr("it is a partitioned table");
    default:
        return tr("it is not a table");
    }
}

static QStringList texts(const RowBatch &rows, qsizetype row, qsizetype column)
{
    QStringList out;
    for (const QJsonValue value : QJsonDocument::fromJson(rows.bytes(row, column).toByteArray()).array())
        out << value.toString();
    return out;
}

// A column that is generated, or of another type of somebody's than it is meant to have.
static QString strangeColumn(const RowBatch &rows, qsizetype row, const QMap<QString, QString> &ownTypes)
{
    for (const QJsonValue column : QJsonDocument::fromJson(rows.bytes(row, 6).toByteArray()).array()) {
        const QString name = column[0].toString();
        if (column[2].toBool() || ownTypes.value(name) != column[1].toString())
            return name;
    }
    return {};
}

// What somebody has hung on a table; empty: nothing.
static QString strangeness(const RowBatch &rows, qsizetype row, const QMap<QString, QString> &ownTypes)
{
    if (const QString kind = rows.text(row, 1); kind != "r"_L1)
        return kindWord(kind.isEmpty() ? ' ' : kind.front().toLatin1());
    if (rows.boolean(row, 2))
        return tr("it has rules");
    if (rows.boolean(row, 3))
        return tr("it has row-level security");
    if (rows.boolean(row, 4))
        return tr("it is part of an inheritance hierarchy");
    if (const QStringList triggers = texts(rows, row, 5); !triggers.isEmpty())
        return tr("it has the trigger %1").arg(triggers.first());
    if (const QString column = strangeColumn(rows, row, ownTypes); !column.isEmpty())
        return tr("its column %1 is generated, or has a user-defined type").arg(column);
    for (const QString &expression : texts(rows, row, 7)) {
        if (!isHarmlessDefault(expression))
            return tr("it has the default %1").arg(expression);
    }
    for (const QString &expression : texts(rows, row, 8)) {
        if (!isHarmlessCheck(expression))
            return tr("it has the check %1").arg(expression);
    }
    if (const QStringList indexes = texts(rows, row, 9); !indexes.isEmpty())
        return tr("its index %1 has an expression or a condition").arg(indexes.first());
    if (const QStringList objects = texts(rows, row, 10); !objects.isEmpty())
        return tr("a default or a constraint of it uses %1").arg(objects.first());
    return {};
}

Result<void> checkPlain(const RowBatch &rows, const PlainTables &tables)
{
    for (qsizetype row = 0; row < rows.rowCount(); ++row) {
        const QString what = strangeness(rows, row, tables.ownTypes);
        if (what.isEmpty())
            continue;
        const QString table = rows.text(row, 0);
        return fail(
            ErrorKind::Conflict,
            tr("%1 is not a plain table, as %2 should be: %3. Whoever reads or writes it would run that with their own "
               "privileges, so nothing was read or run")
                .arg(table, tables.purpose, what),
            tr("Inspect it with \\d %1 in psql. Remove what does not belong there, or drop or rename it if it was not "
               "created by somebody you trust.")
                .arg(table));
    }
    return {};
}

} // namespace howdah::connection
