// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// What the server only checks when all rows are there: foreign keys, what is deferred, sequences.
#include "data/importfixture.h"

#include <QDir>
#include <QTemporaryDir>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::data;
using namespace howdah::data::test;

class ImportChecksTest final : public QObject, private ImportFixture
{
    Q_OBJECT

    static QByteArray chain(int rows, int (*parent)(int, int))
    {
        QByteArray file("id,p\n");
        for (int i = 1; i <= rows; ++i)
            file += QByteArray::number(i) + ',' + QByteArray::number(parent(i, rows)) + '\n';
        return file;
    }
    ImportRequest rejecting(const QString &table)
    {
        ImportRequest request = requestFor(table);
        request.policy = ErrorPolicy::Reject;
        return request;
    }

private Q_SLOTS:
    void initTestCase()
    {
        startServer();
        psql(u"CREATE TABLE parents (id int PRIMARY KEY); INSERT INTO parents SELECT generate_series(1, 10); "
             "CREATE TABLE tree (id int PRIMARY KEY, p int REFERENCES tree); "
             "CREATE TABLE later (id int PRIMARY KEY, p int REFERENCES parents DEFERRABLE INITIALLY DEFERRED); "
             "CREATE TABLE latertree (id int PRIMARY KEY, p int REFERENCES latertree DEFERRABLE INITIALLY DEFERRED); "
             "CREATE TABLE now (id int PRIMARY KEY, p int REFERENCES parents); "
             "CREATE TABLE once (id int, p int UNIQUE DEFERRABLE INITIALLY DEFERRED); "
             "CREATE TABLE two (id int, p int, CONSTRAINT both_keys FOREIGN KEY (p) REFERENCES parents "
             "DEFERRABLE INITIALLY DEFERRED, FOREIGN KEY (id) REFERENCES tree DEFERRABLE INITIALLY DEFERRED); "
             "CREATE FUNCTION odd() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
             "IF NEW.p % 2 = 0 THEN RAISE 'even'; END IF; RETURN NULL; END $$; "
             "CREATE TABLE judged (id int, p int); CREATE CONSTRAINT TRIGGER odd AFTER INSERT ON judged "
             "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION odd()"_s);
    }
    void cleanupTestCase() { m_here.reset(); }
    void init() { psql(u"TRUNCATE tree, later, latertree, now, once, two, judged"_s); }
    void cleanup() { QVERIFY(m_here->isIdle()); }

    void theLineIsNamed_data()
    {
        QTest::addColumn<QString>("table");
        QTest::addColumn<QByteArray>("file");
        QTest::addColumn<QString>("line");
        QTest::addColumn<QString>("state");
        const QByteArray one("id,p\n1,1\n2,\"2\"\n3,99\n4,98\n5,3\n");
        QTest::newRow("deferred") << u"later"_s << one << u"Line 4: "_s << u"23503"_s;
        QTest::newRow("at once") << u"now"_s << one << u"Line 4: "_s << u"23503"_s;
        // Those before it point to what comes later.
        QTest::newRow("a tree") << u"tree"_s << "id,p\n1,3\n2,1\n3,4\n4,\n5,6\n7,8\n"_ba << u"Line 6: "_s << u"23503"_s;
        QTest::newRow("a deferred tree") << u"latertree"_s << "id,p\n1,3\n2,1\n3,4\n4,\n5,6\n7,8\n"_ba << u"Line 6: "_s
                                         << u"23503"_s;
        QTest::newRow("deferred unique") << u"once"_s << "id,p\n1,1\n2,2\n3,3\n4,2\n5,5\n"_ba << u"Line 5: "_s
                                         << u"23505"_s;
        QTest::newRow("two keys") << u"two"_s << "id,p\n,1\n,2\n,11\n7,1\n"_ba << u"Line 4: "_s << u"23503"_s;
        QTest::newRow("a trigger") << u"judged"_s << "id,p\n1,1\n2,3\n3,4\n4,5\n"_ba << u"Line 4: "_s << u"P0001"_s;
    }
    void theLineIsNamed()
    {
        QFETCH(QString, table);
        QFETCH(QByteArray, file);
        QFETCH(QString, line);
        QFETCH(QString, state);
        for (const As as : {As::File, As::Pipe}) {
            const auto report = load(requestFor(table), file, as);
            QVERIFY(!report);
            QVERIFY2(report.error().message.startsWith(line), qPrintable(describe(report.error())));
            QCOMPARE(report.error().sqlState, state);
            QCOMPARE(psql(u"SELECT count(*) FROM "_s + table), u"0"_s);
        }
    }

    // What passed is kept in the folder of temporary files; where it cannot be, the error is what the server says.
    void aPipeNeedsNoPlace()
    {
        const QByteArray file("id,p\n1,1\n3,99\n");
        const QByteArray before = qgetenv("TMPDIR");
        qputenv("TMPDIR", "/nonexistent/folder");
        const auto refused = load(requestFor(u"later"_s), file, As::Pipe);
        const auto taken = load(requestFor(u"later"_s), "id,p\n1,1\n", As::Pipe);
        before.isNull() ? qunsetenv("TMPDIR") : qputenv("TMPDIR", before);
        QVERIFY(!refused);
        QCOMPARE(refused.error().sqlState, u"23503"_s);
        QVERIFY2(!refused.error().message.startsWith(u"Line"_s), qPrintable(describe(refused.error())));
        QVERIFY(taken);
        QCOMPARE(psql(u"SELECT count(*) FROM later"_s), u"1"_s);
    }

    // Nothing is kept that could be read: not even a name.
    void whatPassedHasNoName()
    {
        QTemporaryDir folder;
        const QByteArray before = qgetenv("TMPDIR");
        qputenv("TMPDIR", folder.path().toLocal8Bit());
        QStringList names;
        QBuffer buffer;
        buffer.setData(chain(20000, [](int, int) { return 1; }));
        QVERIFY(buffer.open(QIODevice::ReadOnly));
        PeekedDevice pipe({}, buffer);
        const auto report = importRows(
            m_here->session(), requestFor(u"later"_s), pipe, [](const RejectedRow &) { return Result<void>(); },
            [&](BulkProgress) { names += QDir(folder.path()).entryList(QDir::AllEntries | QDir::NoDotAndDotDot); });
        before.isNull() ? qunsetenv("TMPDIR") : qputenv("TMPDIR", before);
        QVERIFY2(report, qPrintable(describe(report ? Error{} : report.error())));
        QCOMPARE(report->written, 20000);
        QCOMPARE(names, QStringList());
    }

    void refusedRowsAreLeftOut_data()
    {
        QTest::addColumn<QString>("table");
        QTest::addColumn<QByteArray>("file");
        QTest::addColumn<QStringList>("rejected");
        QTest::addColumn<QString>("kept");
        const QByteArray one("id,p\n1,1\n2,2\n3,99\n4,98\n5,3\nx,1\n6\n");
        const QStringList four{u"4 23503 3,99"_s, u"5 23503 4,98"_s, u"7 22P02 x,1"_s, u"8  6"_s};
        QTest::newRow("deferred") << u"later"_s << one << four << u"1,2,5"_s;
        QTest::newRow("at once") << u"now"_s << one << four << u"1,2,5"_s;
        // 5 points to what is not there, so that 7 does, and 8; 1 and 2 point to one another.
        const QByteArray tree("id,p\n1,2\n2,1\n3,4\n4,\n5,6\n7,5\n8,7\n9,9\n");
        const QStringList three{u"6 23503 5,6"_s, u"7 23503 7,5"_s, u"8 23503 8,7"_s};
        QTest::newRow("a tree") << u"tree"_s << tree << three << u"1,2,3,4,9"_s;
        QTest::newRow("a deferred tree") << u"latertree"_s << tree << three << u"1,2,3,4,9"_s;
        QTest::newRow("deferred unique") << u"once"_s << "id,p\n1,1\n2,2\n3,3\n4,2\n5,5\n"_ba
                                         << QStringList{u"5 23505 4,2"_s} << u"1,2,3,5"_s;
        QTest::newRow("a trigger") << u"judged"_s << "id,p\n1,1\n2,4\n3,5\n"_ba << QStringList{u"3 P0001 2,4"_s}
                                   << u"1,3"_s;
    }
    void refusedRowsAreLeftOut()
    {
        QFETCH(QString, table);
        QFETCH(QByteArray, file);
        QFETCH(QStringList, rejected);
        QFETCH(QString, kept);
        for (const As as : {As::File, As::Pipe}) {
            psql(u"TRUNCATE "_s + table + u" CASCADE"_s);
            const auto report = load(rejecting(table), file, as);
            QVERIFY2(report, qPrintable(describe(report ? Error{} : report.error())));
            m_rejected.sort();
            QCOMPARE(m_rejected, rejected);
            QCOMPARE(psql(u"SELECT string_agg(id::text, ',' ORDER BY id) FROM "_s + table), kept);
            QCOMPARE(report->read, report->written + report->rejected);
            QCOMPARE(report->rejected, rejected.size());
            QCOMPARE(report->inserted, report->written);
        }
    }

    // More than what is sent at once, in the order that is worst for it: psql takes it whole, and so do we.
    void aLongTreeIsTakenWhole_data()
    {
        QTest::addColumn<QString>("table");
        QTest::newRow("at once") << u"tree"_s;
        QTest::newRow("deferred") << u"latertree"_s;
    }
    void aLongTreeIsTakenWhole()
    {
        QFETCH(QString, table);
        const QByteArray file = chain(5000, [](int i, int rows) { return i == rows ? 1 : i + 1; });
        const auto report = load(rejecting(table), file);
        QVERIFY2(report, qPrintable(describe(report ? Error{} : report.error())));
        QCOMPARE(report->written, 5000);
        QCOMPARE(report->rejected, 0);
        // A bad one in it takes all that hang on it along, and no other.
        psql(u"TRUNCATE "_s + table + u" CASCADE"_s);
        QByteArray bad = chain(300, [](int i, int rows) { return i == rows ? 9999 : i + 1; });
        bad += "5001,5002\n5002,5001\n";
        const auto some = load(rejecting(table), bad);
        QVERIFY2(some, qPrintable(describe(some ? Error{} : some.error())));
        QCOMPARE(some->rejected, 300);
        QCOMPARE(psql(u"SELECT string_agg(id::text, ',' ORDER BY id) FROM "_s + table), u"5001,5002"_s);
    }

    // Who may only insert has no temporary table that is like the one that rows go to.
    void whoMayOnlyInsertImportsAllTheSame()
    {
        psql(
            u"DROP ROLE IF EXISTS inserter; CREATE ROLE inserter LOGIN PASSWORD 'secret'; GRANT INSERT ON later TO inserter"_s);
        connection::ConnInfo info = m_here->connInfo();
        info.set(u"user"_s, u"inserter"_s);
        info.set(u"password"_s, u"secret"_s);
        const auto session = EditServer::open(info);
        QByteArray file("id,p\n1,1\nx,2\n3,3\n");
        QBuffer buffer(&file);
        QVERIFY(buffer.open(QIODevice::ReadOnly));
        ImportRequest request = rejecting(u"later"_s);
        const auto report = importRows(*session, request, buffer);
        QVERIFY2(report, qPrintable(describe(report ? Error{} : report.error())));
        QCOMPARE(report->written, 2);
        QCOMPARE(psql(u"SELECT count(*) FROM later"_s), u"2"_s);
    }

    // ---- sequences

    void sequencesThatLieBehindAreTold_data()
    {
        QTest::addColumn<QString>("definition");
        QTest::addColumn<QString>("before");   // what is done first
        QTest::addColumn<QString>("reported"); // next highest
        const QString serial = u"id serial PRIMARY KEY, p int"_s;
        QTest::newRow("serial") << serial << u"SELECT 1"_s << u"1 500"_s;
        QTest::newRow("identity") << u"id int GENERATED BY DEFAULT AS IDENTITY, p int"_s << u"SELECT 1"_s << u"1 500"_s;
        QTest::newRow("always") << u"id int GENERATED ALWAYS AS IDENTITY, p int"_s << u"SELECT 1"_s << u"1 500"_s;
        QTest::newRow("in use") << serial << u"SELECT nextval('s_id_seq') FROM generate_series(1, 7)"_s << u"8 500"_s;
        QTest::newRow("on the edge") << serial << u"SELECT setval('s_id_seq', 499)"_s << u"500 500"_s;
        QTest::newRow("ahead") << serial << u"SELECT setval('s_id_seq', 500)"_s << QString();
        QTest::newRow("not called") << serial << u"SELECT setval('s_id_seq', 501, false)"_s << QString();
        QTest::newRow("steps") << u"id int GENERATED BY DEFAULT AS IDENTITY (INCREMENT 10), p int"_s
                               << u"SELECT nextval('s_id_seq')"_s << u"11 500"_s;
        QTest::newRow("of another") << u"id int DEFAULT nextval('shared'), p int"_s << u"SELECT 1"_s << u"1 500"_s;
        QTest::newRow("not imported") << u"id int, p int, other serial"_s << u"SELECT 1"_s << QString();
        QTest::newRow("none") << u"id int, p int"_s << u"SELECT 1"_s << QString();
    }
    void sequencesThatLieBehindAreTold()
    {
        QFETCH(QString, definition);
        QFETCH(QString, before);
        QFETCH(QString, reported);
        psql(
            u"DROP TABLE IF EXISTS s; DROP SEQUENCE IF EXISTS shared; CREATE SEQUENCE shared; CREATE TABLE s ("_s
            + definition + u"); "_s + before);
        ImportRequest request = requestFor(u"s"_s);
        request.fields.resize(2);
        const QByteArray file("id,p\n3,1\n500,1\n4,1\n");
        const auto report = load(request, file);
        QVERIFY2(report, qPrintable(describe(report ? Error{} : report.error())));
        QString seen;
        for (const SequenceBehind &one : report->sequences) {
            seen += QString::fromLatin1(one.next + ' ' + one.highest);
            QVERIFY(!one.moved);
        }
        QCOMPARE(seen, reported);
        if (reported.isEmpty())
            return;
        // It is as it was told: the next row gets that value.
        const QString sequence = report->sequences.front().sequence;
        QCOMPARE(psql(u"BEGIN; SELECT nextval('"_s + sequence + u"'); ROLLBACK"_s), reported.section(u' ', 0, 0));
        psql(u"TRUNCATE s; "_s + before); // the judge took a value, which no rollback gives back
        request.advancesSequences = true;
        const auto moved = load(request, file);
        QVERIFY2(moved, qPrintable(describe(moved ? Error{} : moved.error())));
        QCOMPARE(moved->sequences.size(), 1U);
        QVERIFY(moved->sequences.front().moved);
        QVERIFY(psql(u"SELECT nextval('"_s + sequence + u"')"_s).toInt() > 500);
    }

    void aSequenceThatCountsDown()
    {
        psql(u"CREATE TABLE down (id int GENERATED BY DEFAULT AS IDENTITY (INCREMENT -1 START -1), p int)"_s);
        ImportRequest request = requestFor(u"down"_s);
        request.advancesSequences = true;
        const auto report = load(request, "id,p\n-70,1\n5,1\n");
        QVERIFY2(report, qPrintable(describe(report ? Error{} : report.error())));
        QCOMPARE(report->sequences.size(), 1U);
        QCOMPARE(report->sequences.front().highest, "-70"_ba);
        QCOMPARE(psql(u"SELECT nextval('down_id_seq')"_s), u"-71"_s);
    }

    void aRehearsalMovesNothing()
    {
        psql(u"CREATE TABLE rehearsed (id serial, p int)"_s);
        ImportRequest request = requestFor(u"rehearsed"_s);
        request.advancesSequences = request.rehearse = true;
        const auto report = load(request, "id,p\n70,1\n");
        QVERIFY(report);
        QCOMPARE(report->sequences.size(), 1U);
        QVERIFY(!report->sequences.front().moved);
        QCOMPARE(psql(u"SELECT nextval('rehearsed_id_seq')"_s), u"1"_s);
    }

    void whoMayNotMoveASequenceIsTold()
    {
        psql(u"DROP ROLE IF EXISTS writer; CREATE ROLE writer LOGIN PASSWORD 'secret'; CREATE TABLE guarded (id "
             u"serial, p int); "
             "GRANT SELECT, INSERT ON guarded TO writer; GRANT SELECT ON SEQUENCE guarded_id_seq TO writer; "
             "CREATE TABLE hidden (id serial, p int); GRANT INSERT ON hidden TO writer"_s);
        connection::ConnInfo info = m_here->connInfo();
        info.set(u"user"_s, u"writer"_s);
        info.set(u"password"_s, u"secret"_s);
        const auto session = EditServer::open(info);
        for (const auto &[table, reported] : {std::pair(u"guarded"_s, 1), std::pair(u"hidden"_s, 0)}) {
            QByteArray file("id,p\n70,1\n");
            QBuffer buffer(&file);
            QVERIFY(buffer.open(QIODevice::ReadOnly));
            ImportRequest request = requestFor(table);
            request.advancesSequences = true;
            const auto report = importRows(*session, request, buffer);
            QVERIFY2(report, qPrintable(describe(report ? Error{} : report.error())));
            QCOMPARE(int(report->sequences.size()), reported);
            if (reported > 0)
                QVERIFY(!report->sequences.front().moved);
            QCOMPARE(psql(u"SELECT count(*) FROM "_s + table), u"1"_s);
        }
    }
};

QTEST_GUILESS_MAIN(ImportChecksTest)
#include "tst_importchecks.moc"
