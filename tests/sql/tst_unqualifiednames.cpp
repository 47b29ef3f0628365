// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sql/unqualifiednames.h"

#include <QStringList>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah::sql;

class UnqualifiedNamesTest final : public QObject
{
    Q_OBJECT

    static QStringList found(const QString &sql)
    {
        QStringList list;
        for (const UnqualifiedName &one : unqualifiedNames(sql))
            list << described(one);
        return list;
    }

private Q_SLOTS:
    void finds_data()
    {
        QTest::addColumn<QString>("sql");
        QTest::addColumn<QStringList>("expected");
        const auto row = [](const char *sql, const QStringList &expected) {
            QTest::newRow(sql) << QString::fromUtf8(sql) << expected;
        };
        row("SELECT set_config('a.b', '', true)", {u"function set_config"_s});
        row("SELECT count(*) FROM unnest($1::int[])", {u"function count"_s, u"function unnest"_s});
        row("SELECT 1 + x", {u"operator +"_s});
        row("SELECT -x", {u"operator -"_s});
        row("SELECT x = ANY ($1)", {u"operator ="_s});
        row("SELECT x = ANY (SELECT 1)", {u"operator ="_s});
        row("SELECT x <> ALL (SELECT 1)", {u"operator <>"_s});
        row("SELECT (a, b) < (1, 2)", {u"operator <"_s});
        row("SELECT a ORDER BY a USING <", {u"operator <"_s});
        row("SELECT FROM pg_class AS c", {u"relation pg_class"_s});
        row("INSERT INTO t SELECT FROM s.u", {u"relation t"_s});
        row("WITH a AS (SELECT FROM b), c AS (SELECT FROM a) SELECT FROM c", {u"relation b"_s});
        row("WITH a AS (SELECT FROM a) SELECT FROM a", {u"relation a"_s});
        row("WITH RECURSIVE a AS (SELECT FROM a) SELECT FROM a", {});
        row("SELECT (WITH a AS (SELECT) SELECT FROM a), b FROM a", {u"relation a"_s});
        row("SELECT x::text, CAST(y AS pg_catalog.text)", {u"type text"_s});
        row("SELECT x::timestamptz, y::bool, z::\"char\"", {u"type timestamptz"_s, u"type bool"_s, u"type char"_s});
        row("SELECT date '2020-01-01'", {u"type date"_s});
        row("SELECT 'pg_class'::pg_catalog.regclass, x::pg_catalog.regclass", {u"relation pg_class"_s});
        row("SELECT 'pg_catalog.pg_class'::pg_catalog.regclass, '12'::pg_catalog.regclass", {});
        row("SELECT pg_catalog.to_regclass('t'), pg_catalog.nextval('s.s'), pg_catalog.to_regtype('x')",
            {u"relation t"_s, u"type x"_s});
        row("SELECT a COLLATE \"C\", b COLLATE pg_catalog.\"C\"", {u"collation C"_s});
        row("TRUNCATE a; LOCK TABLE b; COPY c TO STDOUT; DROP TABLE d; COMMENT ON COLUMN e.f IS ''",
            {u"relation a"_s, u"relation b"_s, u"relation c"_s, u"relation d"_s, u"relation e"_s});
        row("CREATE TABLE s.t (a bigserial, b text, c int, d s.mood)", {u"type text"_s});
        row("CREATE TABLE s.t (EXCLUDE USING gist (a WITH &&))", {u"operator &&"_s});
        row("CREATE INDEX i ON s.t (a text_ops)", {u"operator class text_ops"_s});
        row("CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS ''", {u"function f"_s, u"type trigger"_s});
        row("CREATE TRIGGER g BEFORE INSERT ON s.t FOR EACH ROW EXECUTE FUNCTION f()", {u"function f"_s});
        row("CREATE TEMPORARY TABLE t AS SELECT", {}); // always in pg_temp
        row("SELECT FROM s.t TABLESAMPLE system (1)", {u"function system"_s});
        // syntax
        row("SELECT a LIKE b, a NOT ILIKE b, a SIMILAR TO b",
            {u"syntax LIKE"_s, u"syntax NOT ILIKE"_s, u"syntax SIMILAR TO"_s});
        row("SELECT a IN (1), a NOT IN (1), a IN (SELECT 1)", {u"syntax IN"_s, u"syntax NOT IN"_s, u"syntax IN"_s});
        row("SELECT a BETWEEN 1 AND 2, a NOT BETWEEN SYMMETRIC 1 AND 2",
            {u"syntax BETWEEN"_s, u"syntax NOT BETWEEN SYMMETRIC"_s});
        row("SELECT CASE a WHEN 1 THEN 2 END, CASE WHEN a THEN 2 END", {u"syntax CASE x WHEN"_s});
        row("SELECT NULLIF(a, b)", {u"syntax NULLIF"_s});
        row("SELECT a IS DISTINCT FROM b, a IS NOT DISTINCT FROM b",
            {u"syntax IS DISTINCT FROM"_s, u"syntax IS NOT DISTINCT FROM"_s});
        row("SELECT FROM s.a JOIN s.b USING (c)", {u"syntax JOIN USING"_s});
        row("SELECT FROM s.a NATURAL LEFT JOIN s.b", {u"syntax NATURAL JOIN"_s});
        // not read
        row("SELECT 1 FROM FROM", {u"unreadable: syntax error at or near \"FROM\""_s});
    }

    void finds()
    {
        QFETCH(QString, sql);
        QFETCH(QStringList, expected);
        QCOMPARE(found(sql), expected);
    }

    // What grammar resolves, and what names its schema.
    void passes_data()
    {
        QTest::addColumn<QString>("sql");
        for (const char *sql :
             {"SELECT pg_catalog.set_config('search_path', '', true)",
              "SELECT a OPERATOR(pg_catalog.=) b, a OPERATOR(pg_catalog.=) ANY ($1), "
              "a OPERATOR(pg_catalog.=) ANY (SELECT 1), (a, b) OPERATOR(pg_catalog.<) (1, 2), a "
              "OPERATOR(pg_catalog.~~) b",
              "SELECT x::int, x::bigint, x::boolean, x::numeric(3), x::varchar, x::timestamp with time zone, -1, "
              "interval '1 day', x::pg_catalog.text[]",
              "SELECT coalesce(a, b), greatest(a, b), extract(year FROM a), CURRENT_TIMESTAMP, session_user, a IS "
              "NULL, "
              "a AT TIME ZONE 'UTC', substring(a FROM 1 FOR 2), EXISTS (SELECT), ARRAY[1], a IS TRUE, NOT a AND b OR c",
              "SELECT DISTINCT a FROM s.t JOIN s.u ON true GROUP BY a UNION SELECT 2 ORDER BY 1 FOR UPDATE",
              "SELECT FROM s.t AS x FOR UPDATE OF x", "BEGIN READ ONLY; SET search_path = a; COMMIT; LISTEN x",
              "INSERT INTO s.t (a) VALUES (1) ON CONFLICT (a) DO UPDATE SET a = excluded.a", ""})
            QTest::newRow(sql) << QString::fromUtf8(sql);
    }

    void passes()
    {
        QFETCH(QString, sql);
        QCOMPARE(found(sql), QStringList());
    }

    void positionsAreOfTheText()
    {
        const QString sql = u"SELECT 'ü😀', f(1)\n FROM t"_s;
        const auto names = unqualifiedNames(sql);
        QCOMPARE(names.size(), 2U);
        QCOMPARE(names[0].position, sql.indexOf(u"f(1)"_s));
        QCOMPARE(names[1].position, sql.indexOf(u"t", sql.indexOf(u"FROM"_s)));
    }
};

QTEST_APPLESS_MAIN(UnqualifiedNamesTest)
#include "tst_unqualifiednames.moc"
