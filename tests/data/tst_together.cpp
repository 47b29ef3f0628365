// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// Several tables as of one moment, and what an export and a sum do not have.
#include "data/transfer/checksum.h"
#include "data/editserver.h"
#include "data/transfer/exportsource.h"

#include <QBuffer>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::data;
using namespace howdah::data::test;

class TogetherTest final : public QObject
{
    Q_OBJECT

    std::unique_ptr<EditServer> m_here;

    QString psql(const QString &sql) { return m_here->psql(sql); }
    std::shared_ptr<connection::Session> sessionOf(const QString &user)
    {
        connection::ConnInfo info = m_here->connInfo();
        info.set(u"user"_s, user);
        info.set(u"password"_s, u"secret"_s);
        return EditServer::open(info);
    }
    Result<ExportReport> exported(connection::Session &session, const ExportRequest &request)
    {
        QBuffer buffer;
        if (!buffer.open(QIODevice::WriteOnly))
            qFatal("a buffer");
        return exportRows(session, request, buffer);
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_here = std::make_unique<EditServer>();
        psql(u"DROP ROLE IF EXISTS tenant; CREATE ROLE tenant LOGIN PASSWORD 'secret'; "
             "CREATE TABLE mine (id int, owner text); ALTER TABLE mine ENABLE ROW LEVEL SECURITY; "
             "CREATE POLICY own ON mine USING (owner = current_user); "
             "INSERT INTO mine VALUES (1, 'tenant'), (2, 'other'); GRANT ALL ON mine TO tenant; "
             "CREATE VIEW over_mine AS SELECT * FROM mine; GRANT SELECT ON over_mine TO tenant; "
             "CREATE TABLE open (id int); INSERT INTO open VALUES (1); GRANT SELECT ON open TO tenant"_s);
    }
    void cleanupTestCase() { m_here.reset(); }
    void cleanup() { QVERIFY(m_here->isIdle()); }

    // Somebody moves rows from one table to the other between the two of them: no row is in both files or in none.
    void allAreAsOfOneMoment()
    {
        psql(u"CREATE TABLE one (v int); CREATE TABLE other (v int); "
             "INSERT INTO one SELECT generate_series(1, 20000)"_s);
        QBuffer first;
        QBuffer second;
        QVERIFY(first.open(QIODevice::WriteOnly) && second.open(QIODevice::WriteOnly));
        const std::vector<ExportPart> parts{
            {{.target = *m_here->target(u"one"_s), .format = BulkFormat::Copy}, &first},
            {{.target = *m_here->target(u"other"_s), .format = BulkFormat::Copy}, &second}};
        bool moved = false;
        const auto reports = exportTogether(m_here->session(), parts, [&](BulkProgress) {
            if (!std::exchange(moved, true))
                psql(u"WITH gone AS (DELETE FROM one RETURNING v) INSERT INTO other SELECT v FROM gone"_s);
        });
        QVERIFY2(reports, qPrintable(describe(reports ? Error{} : reports.error())));
        QVERIFY(moved);
        QCOMPARE(psql(u"SELECT count(*) FROM other"_s), u"20000"_s);
        QCOMPARE(reports->size(), 2U);
        QCOMPARE((*reports)[0].rows, 20000);
        QCOMPARE((*reports)[1].rows, 0);
        QCOMPARE(second.data(), QByteArray());
    }

    void theErrorTellsWhichOne()
    {
        psql(u"CREATE TABLE good (v int); CREATE TABLE gone (v int)"_s);
        QBuffer first;
        QBuffer second;
        QVERIFY(first.open(QIODevice::WriteOnly) && second.open(QIODevice::WriteOnly));
        const std::vector<ExportPart> parts{
            {{.target = *m_here->target(u"good"_s)}, &first}, {{.target = *m_here->target(u"gone"_s)}, &second}};
        psql(u"DROP TABLE gone"_s);
        size_t failed = 99;
        const auto reports = exportTogether(m_here->session(), parts, {}, {}, &failed);
        QVERIFY(!reports);
        QCOMPARE(reports.error().sqlState, u"42P01"_s);
        QCOMPARE(failed, 1U);
    }

    // ---- row level security

    void hiddenRowsAreTold_data()
    {
        QTest::addColumn<QString>("user");
        QTest::addColumn<QString>("table");
        QTest::addColumn<bool>("hides");
        QTest::newRow("a tenant") << u"tenant"_s << u"mine"_s << true;
        QTest::newRow("a table without policies") << u"tenant"_s << u"open"_s << false;
        // The view reads as its owner, whom no policy holds.
        QTest::newRow("a view") << u"tenant"_s << u"over_mine"_s << false;
        QTest::newRow("a superuser") << QString() << u"mine"_s << false;
    }
    void hiddenRowsAreTold()
    {
        QFETCH(QString, user);
        QFETCH(QString, table);
        QFETCH(bool, hides);
        const auto session = user.isEmpty() ? m_here->open() : sessionOf(user);
        const auto target = m_here->target(table, *session);
        const auto report = exported(*session, {.target = *target});
        QVERIFY2(report, qPrintable(describe(report ? Error{} : report.error())));
        QCOMPARE(report->hidesRows, hides);
        QCOMPARE(report->rows, hides || table == u"open"_s ? 1 : 2);
        const auto sum = tableChecksum(*session, *target);
        QVERIFY(sum);
        QCOMPARE(sum->hidesRows, hides);
        const auto query = readQuery(*session, u"SELECT o.id FROM public."_s + table + u" o -- all"_s);
        QVERIFY(query);
        const auto queried = exported(*session, {.target = query->target, .restricts = query->statement});
        QVERIFY2(queried, qPrintable(describe(queried ? Error{} : queried.error())));
        QCOMPARE(queried->hidesRows, hides);
    }

    void ofAFilterToo()
    {
        const auto session = sessionOf(u"tenant"_s);
        const auto target = m_here->target(u"mine"_s, *session);
        const auto rows = filteredRows(*target, {}, {.condition = u"id > 0"_s}, {});
        QVERIFY(rows);
        const auto report = exported(*session, {.target = *target, .restricts = *rows});
        QVERIFY(report);
        QVERIFY(report->hidesRows);
    }

    // ---- sums

    // The text of such values has the schema or not, as the session's path has it.
    void theSumIsTheSameWhateverThePath()
    {
        psql(u"CREATE SCHEMA aside; CREATE TABLE aside.thing (i int); CREATE FUNCTION aside.act(int) RETURNS int "
             "LANGUAGE sql AS 'SELECT 1'; CREATE TYPE aside.kind AS ENUM ('a'); "
             "CREATE TABLE names (a regclass, b regproc, c regprocedure, d regtype, e regnamespace); "
             "INSERT INTO names VALUES ('aside.thing', 'aside.act', 'aside.act(int)', 'aside.kind', 'aside')"_s);
        QSet<QString> sums;
        for (const QString &path : {u"public"_s, u"aside, public"_s, u"pg_catalog"_s, u"\"\""_s}) {
            connection::ConnInfo info = m_here->connInfo();
            info.set(u"options"_s, u"-c search_path="_s + QString(path).replace(u' ', u"\\ "_s));
            const auto session = EditServer::open(info);
            const auto sum = tableChecksum(*session, *m_here->target(u"names"_s));
            QVERIFY2(sum, qPrintable(describe(sum ? Error{} : sum.error())));
            sums.insert(sum->sum);
        }
        QCOMPARE(sums.size(), 1);
    }
};

QTEST_GUILESS_MAIN(TogetherTest)
#include "tst_together.moc"
