// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// Files whose rows are inserted where they are new, and take the place of those that are there.
#include "data/importfixture.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::data;
using namespace howdah::data::test;

class BulkUpsertTest final : public QObject, ImportFixture
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { startServer(); }
    void cleanupTestCase() { m_here.reset(); }
    void init() { psql(u"TRUNCATE people"_s); }
    void cleanup() { QVERIFY(m_here->isIdle()); }

    void upsertInsertsAndUpdates_data()
    {
        QTest::addColumn<ErrorPolicy>("policy");
        QTest::addColumn<As>("as");
        QTest::newRow("all or nothing") << ErrorPolicy::AllOrNothing << As::File;
        QTest::newRow("all or nothing, of a pipe") << ErrorPolicy::AllOrNothing << As::Pipe;
        QTest::newRow("reject") << ErrorPolicy::Reject << As::File;
    }
    void upsertInsertsAndUpdates()
    {
        QFETCH(ErrorPolicy, policy);
        QFETCH(As, as);
        psql(u"INSERT INTO people SELECT i, 'old ' || i, '2000-01-01', i FROM generate_series(1, 100) i"_s);
        QByteArray file("id,name\n");
        for (int i = 51; i <= 5000; ++i)
            file += QByteArray::number(i) + ",new " + QByteArray::number(i) + '\n';
        ImportRequest request{.target = *m_here->target(u"people"_s), .fields = {0, 1}, .policy = policy};
        request.upsertKey = {0};
        const auto report = load(request, file, as);
        QVERIFY2(report, qPrintable(describe(report ? Error{} : report.error())));
        QCOMPARE(report->read, 4950);
        QCOMPARE(report->updated, 50);
        QCOMPARE(report->inserted, 4900);
        QCOMPARE(report->written, 4950);
        QCOMPARE(
            psql(u"SELECT count(*), count(*) FILTER (WHERE name LIKE 'new%'), count(born) FROM people"_s),
            u"5000|4950|100"_s); // a column that the file does not have stays
        QCOMPARE(psql(u"SELECT count(*) FROM pg_class WHERE relname = 'howdah_import'"_s), u"0"_s);
    }

    void upsertOfPartitionsAndOtherKeys()
    {
        psql(u"CREATE TABLE parts (region text, n int, v text, UNIQUE (region, n)) PARTITION BY LIST (region); "
             "CREATE TABLE parts_a PARTITION OF parts FOR VALUES IN ('a'); "
             "CREATE TABLE parts_b PARTITION OF parts FOR VALUES IN ('b'); INSERT INTO parts VALUES ('a', 1, 'old')"_s);
        ImportRequest request = requestFor(u"parts"_s);
        request.upsertKey = {0, 1};
        const auto report = load(request, "region,n,v\na,1,new\na,2,new\nb,1,new\n"_ba);
        QVERIFY2(report, qPrintable(describe(report ? Error{} : report.error())));
        QCOMPARE(report->updated, 1);
        QCOMPARE(report->inserted, 2);
        QCOMPARE(psql(u"SELECT count(*) FROM parts WHERE v = 'new'"_s), u"3"_s);
    }

    void upsertWithNothingButTheKey()
    {
        psql(u"CREATE TABLE keys (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, v text DEFAULT 'given', "
             "howdah_row int); INSERT INTO keys DEFAULT VALUES"_s);
        ImportRequest request{.target = *m_here->target(u"keys"_s), .fields = {0}};
        request.upsertKey = {0};
        const auto report = load(request, "id\n1\n7\n"_ba);
        QVERIFY2(report, qPrintable(describe(report ? Error{} : report.error())));
        QCOMPARE(report->updated, 1);
        QCOMPARE(report->inserted, 1);
        QCOMPARE(psql(u"SELECT id, v FROM keys ORDER BY id"_s), u"1|given\n7|given"_s);
    }

    void upsertRefusesWhatItCannotDo()
    {
        ImportRequest request{.target = *m_here->target(u"people"_s), .fields = {0, 1}};
        request.upsertKey = {1};
        QCOMPARE(load(request, "id,name\n1,a\n"_ba).error().kind, ErrorKind::Usage); // not unique
        request.upsertKey = {0};
        request.fields = {1, 2};
        QCOMPARE(load(request, "name,born\na,\n"_ba).error().kind, ErrorKind::Usage); // not in the file
    }

    void upsertTellsTheLine_data()
    {
        QTest::addColumn<QByteArray>("file");
        QTest::addColumn<QString>("begins");
        QByteArray many("id,n\n");
        for (int i = 1; i <= 3000; ++i)
            many += QByteArray::number(i) + ",1\n";
        QTest::newRow("a key twice") << many + "77,2\n" << u"Line 3002: Row 77"_s;
        QTest::newRow("a check") << many + "5000,-1\n5001,1\n" << u"Line 3002: "_s;
        QTest::newRow("a bad value") << many + "5000,x\n" << u"Line 3002: "_s;
        QTest::newRow("NULL in the key") << many + ",1\n" << u"Line 3002: "_s;
    }
    void upsertTellsTheLine()
    {
        QFETCH(QByteArray, file);
        QFETCH(QString, begins);
        psql(u"DROP TABLE IF EXISTS checked; CREATE TABLE checked (id int PRIMARY KEY, n int CHECK (n > 0)); "
             "INSERT INTO checked VALUES (1, 9)"_s);
        ImportRequest request = requestFor(u"checked"_s);
        request.upsertKey = {0};
        for (const As as : {As::File, As::Pipe}) {
            const auto report = load(request, file, as);
            QVERIFY(!report);
            QVERIFY2(report.error().message.startsWith(begins), qPrintable(describe(report.error())));
            QCOMPARE(psql(u"SELECT * FROM checked"_s), u"1|9"_s);
        }
    }

    void upsertLeavesRefusedRowsOut()
    {
        psql(u"CREATE TABLE choosy (id int PRIMARY KEY, n int CHECK (n > 0), v varchar(5)); "
             "INSERT INTO choosy VALUES (1, 9, 'old')"_s);
        QByteArray file("id,n,v\n1,1,new\n");
        for (int i = 2; i <= 2500; ++i)
            file += QByteArray::number(i) + ",1,x\n";
        file += "2,2,again\n3000,0,x\n3001,1,too long\n3002,y,x\n,1,x\n3003,1\n3004,1,\"a\tb\n\"\n";
        ImportRequest request = requestFor(u"choosy"_s);
        request.upsertKey = {0};
        request.policy = ErrorPolicy::Reject;
        const auto report = load(request, file);
        QVERIFY2(report, qPrintable(describe(report ? Error{} : report.error())));
        QCOMPARE(report->read, 2507);
        QCOMPARE(report->rejected, 6);
        QCOMPARE(report->updated, 1);
        QCOMPARE(report->inserted, 2500);
        QCOMPARE(report->read, report->written + report->rejected);
        m_rejected.sort();
        QCOMPARE(
            m_rejected, (QStringList{
                            u"2502  2,2,again"_s, u"2503 23514 3000,0,x"_s, u"2504 22001 3001,1,too long"_s,
                            u"2505 22P02 3002,y,x"_s, u"2506 23502 ,1,x"_s, u"2507  3003,1"_s}));
        QCOMPARE(psql(u"SELECT count(*), max(id) FROM choosy"_s), u"2501|3004"_s);
        QCOMPARE(psql(u"SELECT v = E'a\\tb\\n' FROM choosy WHERE id = 3004"_s), u"t"_s);
    }
};

QTEST_GUILESS_MAIN(BulkUpsertTest)
#include "tst_bulkupsert.moc"
