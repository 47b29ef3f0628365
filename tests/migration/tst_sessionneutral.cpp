// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/plan/sessionneutral.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah::migration;

class QuietStatementTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void leavesTheSessionAlone_data()
    {
        QTest::addColumn<QByteArray>("sql");
        QTest::addColumn<bool>("quiet");
        const auto add = [](const char *sql, bool quiet) { QTest::newRow(sql) << QByteArray(sql) << quiet; };
        add("CREATE TABLE a (id bigint PRIMARY KEY, b text DEFAULT lower('B'), CHECK (id > 0))", true);
        add("create table if not exists s.a (id int generated always as identity, n int generated always as (1) "
            "stored)",
            true);
        add("CREATE UNLOGGED TABLE a (LIKE b INCLUDING ALL) INHERITS (c) WITH (fillfactor = 70)", true);
        add("CREATE UNIQUE INDEX a_b ON a (b DESC, c) INCLUDE (d)", true);
        add("/* why */ CREATE INDEX ON a USING gin (b)", true);
        add("CREATE TYPE mood AS ENUM ('a', 'b')", true);
        add("COMMENT ON TABLE a IS 'set_config(x)'", true);
        add("DROP TABLE a CASCADE", true);
        add("CREATE TEMP TABLE a ()", false);
        add("CREATE TEMPORARY TABLE a ()", false);
        add("CREATE LOCAL TEMP TABLE a ()", false);
        add("CREATE TABLE pg_temp.a ()", false);
        add("CREATE TABLE \"pg_temp\".a ()", false);
        add("CREATE TABLE a AS SELECT set_config('x.y', 'z', false)", false);
        add("CREATE TABLE a (b) AS EXECUTE c", false);
        add("CREATE TABLE a PARTITION OF b FOR VALUES FROM (f()) TO (g())", false);
        add("CREATE INDEX ON a (f(b))", false);
        add("CREATE INDEX ON a (b) WHERE f(b)", false);
        add("CREATE TYPE a AS (b int)", false);
        add("CREATE VIEW a AS SELECT 1", false); // it may become a temporary one
        add("ALTER TABLE a ADD COLUMN b int DEFAULT f()", false);
        add("INSERT INTO a VALUES (1)", false);
        add("SELECT set_config('role', 'x', false)", false);
        add("SET ROLE x", false);
        add("DO $$ BEGIN SET ROLE x; END $$", false);
        add("CALL p()", false);
        add("CREATE EXTENSION e", false);
        add("DEALLOCATE ALL", false);
        add("DROP ROLE x", false);
        add("", false);
        add("CREATE", false);
        add("CREATE TABLE a (b text DEFAULT 'never closed)", false);
    }
    void leavesTheSessionAlone()
    {
        QFETCH(QByteArray, sql);
        QFETCH(bool, quiet);
        QCOMPARE(isSessionNeutral(QByteArrayView(sql)), quiet);
    }

    void whatIsLongIsNotTrusted()
    {
        QVERIFY(!isSessionNeutral(QByteArrayView("CREATE TABLE pg_temp" + QByteArray(100, 'a') + ".b ()")));
        QVERIFY(!isSessionNeutral(QByteArrayView("CREATE TABLE a (b text DEFAULT '" + QByteArray(70000, 'a') + "')")));
    }
};

QTEST_GUILESS_MAIN(QuietStatementTest)
#include "tst_sessionneutral.moc"
