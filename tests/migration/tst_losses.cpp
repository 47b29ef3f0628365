// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/plan/losses.h"
#include "migrationfixture.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::migration;
using test::MigrationFixture;
using test::numbered;

class LossesTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;

    static Plan down(const QByteArray &sql)
    {
        const Source source = parseSource(numbered({{"SELECT 1;", sql}}));
        History history{.exists = true, .schemaExists = true};
        history.records = {
            {.version = *Version::parse(u"001"),
             .name = u"m"_s,
             .checksumUp = source.migrations[0].up.checksum,
             .checksumDown = source.migrations[0].down->checksum}};
        return makePlan(source, history, {.direction = Direction::Down});
    }

    static QStringList reported(const std::vector<Loss> &losses)
    {
        QStringList lines;
        for (const Loss &loss : losses)
            lines << describe(loss);
        return lines;
    }

private Q_SLOTS:
    void readsWhatGoes_data()
    {
        QTest::addColumn<QByteArray>("sql");
        QTest::addColumn<QStringList>("losses");
        const auto uncounted = [](const char *what) { return QString::fromUtf8(what) + u": rows not counted"_s; };
        QTest::newRow("nothing") << QByteArray("DROP INDEX i; DROP FUNCTION f(); ALTER TABLE t DROP CONSTRAINT c;")
                                 << QStringList();
        QTest::newRow("tables") << QByteArray("DROP TABLE a, s.b; DROP TABLE IF EXISTS \"A b\";")
                                << QStringList{uncounted("table a"), uncounted("table s.b"), uncounted("table A b")};
        QTest::newRow("once") << QByteArray("DROP TABLE IF EXISTS a; DROP TABLE IF EXISTS a;")
                              << QStringList{uncounted("table a")};
        QTest::newRow("columns") << QByteArray("ALTER TABLE s.t DROP COLUMN x, DROP COLUMN \"Y\", ADD COLUMN z int;")
                                 << QStringList{uncounted("column s.t.x"), uncounted("column s.t.Y")};
        QTest::newRow("rows") << QByteArray("TRUNCATE a; DELETE FROM b WHERE false;")
                              << QStringList{uncounted("rows of a"), uncounted("rows of b")};
        QTest::newRow("a schema") << QByteArray("DROP SCHEMA s CASCADE;")
                                  << QStringList{u"schema s with everything in it"_s};
        QTest::newRow("by a type") << QByteArray("SELECT 1;\nDROP TYPE t CASCADE;")
                                   << QStringList{u"data that DROP TYPE removes (line 2)"_s};
        QTest::newRow("a narrower type") << QByteArray("ALTER TABLE t ALTER COLUMN x TYPE int;")
                                         << QStringList{u"data that ALTER TABLE removes (line 1)"_s};
    }
    void readsWhatGoes()
    {
        QFETCH(QByteArray, sql);
        QFETCH(QStringList, losses);
        const Plan plan = down(sql);
        QVERIFY(plan.canRun());
        QCOMPARE(reported(lossesOf(plan)), losses);
    }

    void countsTheRows()
    {
        MigrationFixture database(m_server);
        QCOMPARE(
            database.psql(
                u"CREATE SCHEMA s; CREATE TABLE s.t (x int, y int); INSERT INTO s.t SELECT i, nullif(i % 2, 0) FROM "
                "generate_series(1, 1500) i; CREATE TABLE \"odd \"\"name\" ()"_s),
            QString());
        const Plan plan = down("ALTER TABLE t DROP COLUMN y; DROP TABLE t; DROP TABLE public.\"odd \"\"name\"; DROP "
                               "TABLE IF EXISTS gone;");
        const auto losses = countLosses(database.session(), lossesOf(plan), u"s"_s);
        QVERIFY(losses);
        QCOMPARE(
            reported(*losses), (QStringList{
                                   u"column s.t.y: 750 values"_s, u"table s.t: 1,500 rows"_s,
                                   u"table public.odd \"name: 0 rows"_s, u"table gone: not there"_s}));
        QVERIFY((*losses)[1].exact);
    }

    void takesTheEstimateWhenCountingTakesTooLong()
    {
        MigrationFixture database(m_server);
        QCOMPARE(database.psql(u"CREATE TABLE t AS SELECT i FROM generate_series(1, 1000) i; ANALYZE t"_s), QString());
        // Counting this table waits for a lock that is held, until its time is over.
        const auto holder = database.open();
        QVERIFY(holder->query({u"BEGIN"_s, {}}).result());
        QVERIFY(holder->query({u"LOCK TABLE public.t"_s, {}}).result());
        const auto losses =
            countLosses(database.session(), lossesOf(down("DROP TABLE t;")), {}, std::chrono::milliseconds(50));
        QVERIFY(losses);
        QCOMPARE(reported(*losses), QStringList{u"table public.t: about 1,000 rows"_s});
    }
};

QTEST_GUILESS_MAIN(LossesTest)
#include "tst_losses.moc"
