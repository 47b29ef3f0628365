// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// C1 to C10: large tables and large values, as far as they need no screen.
#include "data/transfer/bulkcopy.h"
#include "data/editserver.h"
#include "support/memory.h"

#include <QCryptographicHash>
#include <QRegularExpression>
#include <QSet>
#include <QTemporaryFile>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::data;
using namespace howdah::data::test;

class ScaleTest final : public QObject
{
    Q_OBJECT

    std::unique_ptr<EditServer> m_here;

    QString psql(const QString &sql) { return m_here->psql(sql); }
    std::shared_ptr<const PageQuery> queryOf(const QString &table, std::vector<SortColumn> sort = {})
    {
        const auto query = PageQuery::make(m_here->shape(table), {}, std::move(sort));
        if (!query)
            qFatal("%s", qPrintable(describe(query.error())));
        return std::make_shared<const PageQuery>(*query);
    }
    Page read(
        const std::shared_ptr<const PageQuery> &query, const PageRequest &request,
        std::vector<connection::Statement> *sent = nullptr)
    {
        PageRun run(query, request, std::make_shared<PagingMemory>());
        while (const auto statement = run.next()) {
            if (sent)
                sent->push_back(*statement);
            const auto answer = m_here->session().query(*statement).result();
            if (!answer)
                qFatal("%s", qPrintable(describe(answer.error())));
            run.feed(*answer);
        }
        return run.takePage();
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_here = std::make_unique<EditServer>();
        psql(u"CREATE TABLE big (id int PRIMARY KEY, v text, g int); INSERT INTO big SELECT i, 'v' || i, i % 10 FROM "
             "generate_series(1, 50000) i; ANALYZE big"_s);
    }
    void cleanupTestCase() { m_here.reset(); }
    void cleanup() { QVERIFY(m_here->isIdle()); }

    void C1_aPageIsNoMoreThanAPage()
    {
        const auto query = queryOf(u"big"_s);
        const Page page = read(query, {});
        QCOMPARE(page.rows.rowCount(), qsizetype(query->limits().pageRows));
        QVERIFY(page.rows.byteCount() < 100'000);
    }

    void C2_seventyMegabytesPassThroughWithoutBeingHeld()
    {
        psql(u"CREATE TABLE passing (v text)"_s);
        const auto target = m_here->target(u"passing"_s);
        QTemporaryFile file;
        QVERIFY(file.open());
        const qint64 idle = howdah::test::residentBytes();
        qint64 most = 0;
        int reported = 0;
        const auto look = [&](BulkProgress) {
            most = std::max(most, howdah::test::residentBytes() - idle);
            ++reported;
        };
        constexpr int rows = 70'000;
        const auto exported = exportRows(
            m_here->session(),
            {.target = *target,
             .restricts = {u"SELECT repeat('x', 1000) FROM generate_series(1, %1)"_s.arg(rows), {}},
             .format = BulkFormat::Csv},
            file, look);
        QVERIFY2(exported, qPrintable(describe(exported ? Error{} : exported.error())));
        QCOMPARE(exported->rows, rows);
        QVERIFY(file.size() > 70'000'000);
        QVERIFY(file.seek(0));
        const auto imported = importRows(
            m_here->session(), {.target = *target, .format = BulkFormat::Csv, .fields = {0}}, file, {}, look);
        QVERIFY2(imported, qPrintable(describe(imported ? Error{} : imported.error())));
        QCOMPARE(imported->written, rows);
        QVERIFY(reported > 100);
        if (!howdah::test::isSanitized())
            QVERIFY2(most < 32 << 20, qPrintable(QString::number(most)));
        QCOMPARE(psql(u"SELECT count(*), sum(length(v)) FROM passing"_s), u"70000|70000000"_s);
    }

    void C3_theNextPageReadsOnlyItself()
    {
        const auto query = queryOf(u"big"_s);
        const Page far = read(query, {.kind = PageRequest::Kind::Fraction, .fraction = 0.9, .total = {50'000, true}});
        std::vector<connection::Statement> sent;
        PageRequest next{.kind = PageRequest::Kind::After, .place = placeOf(*query, far.rows, far.rows.rowCount() - 1)};
        QVERIFY(read(query, next, &sent).rows.rowCount() > 0);
        QCOMPARE(sent.size(), 1U);
        const QString plan = psql(u"EXPLAIN (ANALYZE, TIMING OFF, SUMMARY OFF) "_s + readableSql(sent[0]));
        static const QRegularExpression rows(u"actual rows=(\\d+)"_s);
        for (auto match = rows.globalMatch(plan); match.hasNext();)
            QVERIFY2(match.next().captured(1).toInt() <= query->limits().pageRows, qPrintable(plan));
        QVERIFY2(!plan.contains(u"Seq Scan"_s), qPrintable(plan));
    }

    void C4_scrollingNeitherRepeatsNorDropsRows()
    {
        // By a column with many equal values, while rows move in the file and an index comes and goes.
        const auto query = queryOf(u"big"_s, {{u"g"_s}});
        QSet<QByteArray> seen;
        PageRequest request{.rows = 5000};
        for (int page = 0;; ++page) {
            const Page got = read(query, request);
            for (qsizetype row = 0; row < got.rows.rowCount(); ++row) {
                const QByteArray id = got.rows.bytes(row, 0).toByteArray();
                QVERIFY2(!seen.contains(id), id.constData());
                seen.insert(id);
            }
            if (got.atEnd || got.rows.rowCount() == 0)
                break;
            request = {
                .kind = PageRequest::Kind::After,
                .place = placeOf(*query, got.rows, got.rows.rowCount() - 1),
                .rows = 5000};
            psql(
                page % 2 == 0 ? u"UPDATE big SET v = v || '!' WHERE id % 7 = 0; CREATE INDEX later ON big (g)"_s
                              : u"DROP INDEX IF EXISTS later"_s);
        }
        QCOMPARE(seen.size(), 50'000);
    }

    void C5_noPageWaitsForACount()
    {
        std::vector<connection::Statement> sent;
        read(queryOf(u"big"_s), {}, &sent);
        for (const connection::Statement &statement : sent)
            QVERIFY(!statement.sql.contains(u"count("_s));
    }

    void C7_aLargeCellComesInPiecesAndWholeOnDemand()
    {
        psql(u"CREATE TABLE heavy (id int PRIMARY KEY, t text, b bytea, j jsonb); INSERT INTO heavy SELECT 1, "
             "string_agg(md5(i::text), ''), convert_to(string_agg(md5(i::text), ''), 'UTF8'), "
             "jsonb_agg(md5(i::text)) FROM generate_series(1, 480000) i"_s);
        const auto target = m_here->target(u"heavy"_s);
        const auto query = queryOf(u"heavy"_s);
        const Page page = read(query, {});
        QVERIFY(page.rows.byteCount() < 20'000);
        const RowBasis cut = basisOf(*query, page.rows, 0);
        QVERIFY(cut.cut[1] && cut.cut[2] && cut.cut[3]);
        const auto answer = m_here->session().query(rowStatement(*target, cut, {1})).result();
        QVERIFY(answer);
        const RowBasis whole = basisIn(*target, answer->rows, 0, {1});
        QCOMPARE(whole.values[1]->size(), 480'000 * 32);
        QVERIFY(whole.cut[2]);
        QCOMPARE(
            QString::fromLatin1(QCryptographicHash::hash(*whole.values[1], QCryptographicHash::Md5).toHex()),
            psql(u"SELECT md5(t) FROM heavy"_s));
        // Another cell of the row is saved without the large ones.
        ChangeSet changes(target);
        stage(changes, changes.setCell(cut, 0, "2"_t));
        qsizetype bytes = 0;
        for (const auto &parameter : changeStatement(*target, changes.rows()[0]).parameters)
            bytes += parameter->size();
        QVERIFY(bytes < 100);
        const SaveReport report = save(m_here->session(), *target, changes.rows());
        QCOMPARE(report.outcome, SaveOutcome::Saved);
        QVERIFY(report.saved[0].now.values[1]->size() < 2000);
    }

    void C9_C10_anybodyCancelsTheirOwnStatement()
    {
        const auto plain = m_here->server().createRole(u"canceller"_s, u"pw"_s, m_here->database());
        const auto session = EditServer::open(plain);
        auto running = session->query({u"SELECT pg_sleep(600)"_s, {}});
        const QString sleeping = u"SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'"_s;
        QTRY_COMPARE(psql(sleeping), u"1"_s);
        session->cancel();
        QCOMPARE(running.result().error().kind, ErrorKind::Cancelled);
        QCOMPARE(psql(sleeping), u"0"_s);
        // And again, after it went on; and while rows arrive.
        for (int round = 0; round < 2; ++round) {
            bool reported = false;
            const auto streamed =
                session
                    ->stream(
                        {u"SELECT repeat('x', 1000) FROM (SELECT generate_series(1, 100000000)) AS endless"_s, {}},
                        [&](const connection::RowBatch &) {
                            if (!std::exchange(reported, true))
                                session->cancel();
                            return true;
                        })
                    .result();
            QVERIFY(!streamed);
            QCOMPARE(streamed.error().kind, ErrorKind::Cancelled);
        }
        QVERIFY(session->query({u"SELECT 1"_s, {}}).result());
    }

    void C9_anExportIsCancelledWhileItRuns()
    {
        class Device final : public QIODevice
        {
        public:
            explicit Device(connection::Session &session)
                : m_session(session)
            {
            }

        protected:
            qint64 readData(char *, qint64) override { return -1; }
            qint64 writeData(const char *, qint64 size) override
            {
                m_session.cancel();
                return size;
            }

        private:
            connection::Session &m_session;
        };
        Device device(m_here->session());
        QVERIFY(device.open(QIODevice::WriteOnly));
        const auto target = m_here->target(u"big"_s);
        const auto report = exportRows(
            m_here->session(),
            {.target = *target,
             .columns = {1},
             .restricts = {u"SELECT repeat('x', 1000) FROM (SELECT generate_series(1, 100000000)) AS endless"_s, {}}},
            device);
        QVERIFY(!report);
        QCOMPARE(report.error().kind, ErrorKind::Cancelled);
    }
};

QTEST_GUILESS_MAIN(ScaleTest)
#include "tst_scale.moc"
