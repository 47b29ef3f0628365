// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pagingserver.h"
#include "support/pgprograms.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::data;
using namespace howdah::data::test;

using Sort = std::vector<SortColumn>;
constexpr auto Up = Direction::Ascending;
constexpr auto Down = Direction::Descending;
constexpr int Rows = 200'000;

// Jumps into tables of 200,000 rows: where they land is judged by psql's count of the rows before, what they cost by
// the server's own count of blocks.
class JumpTest final : public QObject
{
    Q_OBJECT

    std::unique_ptr<PagingServer> m_here;

    qint64 blocksOf(const connection::Statement &statement)
    {
        connection::Statement explained = statement;
        explained.sql.prepend(u"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) "_s);
        // Once before: what a new process reads of the catalog is not asked here.
        (void)m_here->session().query(explained).result();
        const auto answer = m_here->session().query(explained).result();
        if (!answer)
            qFatal("%s", qPrintable(describe(answer.error())));
        const QJsonObject plan =
            QJsonDocument::fromJson(answer->rows.bytes(0, 0).toByteArray()).array()[0][u"Plan"_s].toObject();
        return plan[u"Shared Hit Blocks"_s].toInteger() + plan[u"Shared Read Blocks"_s].toInteger();
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_here = std::make_unique<PagingServer>();
        m_here->psql(uR"(
SET client_min_messages = warning;
CREATE TABLE big (id bigint PRIMARY KEY, u uuid UNIQUE NOT NULL, t timestamptz, status text, skewed int NOT NULL, name text NOT NULL);
INSERT INTO big SELECT i * 10, md5(i::text)::uuid,
    CASE WHEN i % 4 = 0 THEN NULL ELSE '2026-01-01'::timestamptz + i * interval '1 minute' END,
    CASE WHEN i % 10 < 7 THEN 'active' WHEN i % 10 < 9 THEN 'gone' ELSE NULL END, (random() ^ 4 * 1000000)::int, md5((i + 7)::text)
    FROM generate_series(1, 200000) AS i;
CREATE INDEX ON big (t, id);
CREATE INDEX ON big (status, id);
CREATE INDEX ON big (skewed);
CREATE INDEX ON big (name);
ANALYZE big;
CREATE TABLE unknown (id bigint PRIMARY KEY, n numeric NOT NULL) WITH (autovacuum_enabled = off);
INSERT INTO unknown SELECT i, i FROM generate_series(1, 200000) AS i;
CREATE TABLE heap (id int) WITH (autovacuum_enabled = off);
INSERT INTO heap SELECT generate_series(1, 200000);
CREATE TABLE days (id int NOT NULL, day date NOT NULL, PRIMARY KEY (day, id)) PARTITION BY RANGE (day);
CREATE TABLE days_1 PARTITION OF days FOR VALUES FROM ('2026-01-01') TO ('2026-04-01');
CREATE TABLE days_2 PARTITION OF days FOR VALUES FROM ('2026-04-01') TO ('2027-01-01');
INSERT INTO days SELECT i, '2026-01-01'::date + i / 1000 FROM generate_series(1, 200000) AS i;
ANALYZE days;
)"_s);
    }
    void cleanupTestCase() { m_here.reset(); }

    void jumpsLandNear_data()
    {
        QTest::addColumn<QString>("relation");
        QTest::addColumn<Sort>("sort");
        QTest::addColumn<QString>("rowsBefore"); // counts them, given the id of the row
        QTest::addColumn<double>("tolerance");   // share of all rows
        const auto row = [](const char *name, const char *relation, Sort sort, const char *order, double tolerance) {
            QTest::newRow(name)
                << QString::fromLatin1(relation) << std::move(sort)
                << u"SELECT n - 1 FROM (SELECT id, row_number() OVER (ORDER BY %1) AS n FROM %2) AS x WHERE id = "_s
                       .arg(QString::fromLatin1(order), QString::fromLatin1(relation))
                << tolerance;
        };
        row("bigint key", "big", {}, "id", 0.02);
        row("bigint key down", "big", {{u"id"_s, Down, {}}}, "id DESC", 0.02);
        row("uuid", "big", {{u"u"_s, Up, {}}}, "u", 0.02);
        row("time with a quarter of nulls", "big", {{u"t"_s, Up, {}}}, "t, id", 0.03);
        row("time down, nulls first", "big", {{u"t"_s, Down, {}}}, "t DESC, id DESC", 0.03);
        row("three values", "big", {{u"status"_s, Up, {}}}, "status, id", 0.04);
        row("three values down", "big", {{u"status"_s, Down, {}}}, "status DESC, id DESC", 0.04);
        row("skewed", "big", {{u"skewed"_s, Up, {}}}, "skewed, id", 0.03);
        row("text", "big", {{u"name"_s, Down, {}}}, "name DESC, id DESC", 0.03);
        row("never analysed", "unknown", {}, "id", 0.15);
        row("never analysed numeric", "unknown", {{u"n"_s, Up, {}}}, "n, id", 0.15);
        row("no key", "heap", {}, "ctid", 0.02);
        row("partitions", "days", {}, "day, id", 0.03);
    }
    void jumpsLandNear()
    {
        QFETCH(QString, relation);
        QFETCH(Sort, sort);
        QFETCH(QString, rowsBefore);
        QFETCH(double, tolerance);
        m_here->forget();
        const auto query = queryOf(m_here->shape(relation), {}, sort);
        for (const double fraction : {0.1, 0.5, 0.7, 0.99}) {
            connection::Statement last;
            const Page page = m_here->read(
                query, {.kind = PageRequest::Kind::Fraction, .fraction = fraction, .total = {Rows, true}},
                [&](const connection::Statement &statement) { last = statement; });
            QCOMPARE(page.rows.rowCount(), 200);
            QVERIFY(!page.position.exact);
            const qsizetype id = page.rows.columnNamed(u"id");
            const double before = m_here->psql(rowsBefore + page.rows.text(0, id)).toDouble();
            QVERIFY2(
                std::abs(before / Rows - fraction) <= tolerance,
                qPrintable(u"%1 instead of %2"_s.arg(before / Rows).arg(fraction)));
            QVERIFY(std::abs(double(page.position.row) / Rows - fraction) < 0.001);
        }
    }

    void jumpsReadAPageOnly_data()
    {
        QTest::addColumn<QString>("relation");
        QTest::addColumn<Sort>("sort");
        QTest::addColumn<int>("most"); // blocks
        QTest::newRow("key") << u"big"_s << Sort{} << 30;
        // Before 14 the server cannot begin in the midst of a table: the page costs all blocks before it.
        QTest::newRow("no key") << u"heap"_s << Sort{} << (howdah::test::serverMajor() < 14 ? 1000 : 12);
        QTest::newRow("index with nulls") << u"big"_s << Sort{{u"t"_s, Up, {}}} << 40;
        // The rows of a page lie all over the table here.
        QTest::newRow("scattered") << u"big"_s << Sort{{u"u"_s, Up, {}}} << 230;
        QTest::newRow("few values") << u"big"_s << Sort{{u"status"_s, Up, {}}} << 40;
    }
    void jumpsReadAPageOnly()
    {
        QFETCH(QString, relation);
        QFETCH(Sort, sort);
        QFETCH(int, most);
        m_here->forget();
        const auto query = queryOf(m_here->shape(relation), {}, sort);
        for (const double fraction : {0.1, 0.5, 0.9}) {
            std::vector<connection::Statement> statements;
            m_here->read(
                query, {.kind = PageRequest::Kind::Fraction, .fraction = fraction, .total = {Rows, true}},
                [&](const connection::Statement &statement) { statements.push_back(statement); });
            const qint64 blocks = blocksOf(statements.back());
            QVERIFY2(
                blocks > 0 && blocks <= most, qPrintable(u"%1 blocks\n%2"_s.arg(blocks).arg(statements.back().sql)));
            QVERIFY(std::ranges::none_of(statements, [](const auto &s) { return s.sql.contains(u"OFFSET"); }));
        }
    }

    void pagingOnReadsAPageOnly()
    {
        const auto query = queryOf(m_here->shape(u"big"_s), {}, {{u"t"_s, Up, {}}});
        const Page page =
            m_here->read(query, {.kind = PageRequest::Kind::Fraction, .fraction = 0.5, .total = {Rows, true}});
        for (const auto kind : {PageRequest::Kind::After, PageRequest::Kind::Before}) {
            connection::Statement statement;
            m_here->read(
                query, {.kind = kind, .place = placeOf(*query, page.rows, 100), .position = page.position},
                [&](const connection::Statement &s) { statement = s; });
            QVERIFY2(blocksOf(statement) <= 40, qPrintable(statement.sql));
        }
    }

    void theLastPageComesFromTheEnd()
    {
        for (const QString &relation : {u"big"_s, u"heap"_s, u"days"_s}) {
            const auto query = queryOf(m_here->shape(relation));
            std::vector<connection::Statement> statements;
            const Page page = m_here->read(
                query, {.kind = PageRequest::Kind::Last, .total = {Rows, true}},
                [&](const connection::Statement &s) { statements.push_back(s); });
            QVERIFY(page.atEnd);
            QCOMPARE(page.position, (Position{Rows - 200, true}));
            if (howdah::test::serverMajor() >= 14 || relation != "heap"_L1)
                QVERIFY(blocksOf(statements.back()) <= 30);
        }
    }

    // The statistics know nothing of rows that came later: beyond their end, the last page is shown instead of nothing.
    void aJumpBeyondTheStatisticsShowsTheEnd()
    {
        m_here->psql(uR"(CREATE TABLE shrunk (id int PRIMARY KEY) WITH (autovacuum_enabled = off);
INSERT INTO shrunk SELECT generate_series(1, 50000); ANALYZE shrunk; DELETE FROM shrunk WHERE id > 1000)"_s);
        m_here->forget();
        const auto query = queryOf(m_here->shape(u"shrunk"_s));
        const Page page =
            m_here->read(query, {.kind = PageRequest::Kind::Fraction, .fraction = 0.6, .total = {50000, false}});
        QVERIFY(page.atEnd);
        QCOMPARE(page.rows.rowCount(), 200);
        QCOMPARE(page.rows.text(199, 0), u"1000"_s);
    }

    void smallRelationsAreCounted()
    {
        m_here->psql(u"CREATE TABLE small (id int PRIMARY KEY); INSERT INTO small SELECT generate_series(1, 5000)"_s);
        const auto query = queryOf(m_here->shape(u"small"_s), {{}, u"id > 1000"_s});
        const Page page =
            m_here->read(query, {.kind = PageRequest::Kind::Fraction, .fraction = 0.25, .total = {4000, true}});
        QCOMPARE(page.rows.text(0, 0), u"2001"_s);
        QCOMPARE(page.position, (Position{1000, true}));
        const Page wrong =
            m_here->read(query, {.kind = PageRequest::Kind::Fraction, .fraction = 0.9, .total = {9000, false}});
        QVERIFY(wrong.atEnd);
        QCOMPARE(wrong.rows.text(199, 0), u"5000"_s);
    }

    void filteredJumpsStayInTheFilter()
    {
        m_here->forget();
        const auto query = queryOf(m_here->shape(u"big"_s), {{{u"status"_s, FilterOperator::Equal, u"gone"_s}}, {}});
        const Page page =
            m_here->read(query, {.kind = PageRequest::Kind::Fraction, .fraction = 0.5, .total = {40000, false}});
        QCOMPARE(page.rows.rowCount(), 200);
        QVERIFY(!page.position.exact);
        const qsizetype status = page.rows.columnNamed(u"left"); // a preview, so named by its function
        QVERIFY(status >= 0);
        for (qsizetype row = 0; row < 200; ++row)
            QCOMPARE(page.rows.text(row, status), u"gone"_s);
    }

    void estimatesAreNear()
    {
        for (const QString &relation : {u"big"_s, u"heap"_s, u"unknown"_s, u"days"_s}) {
            const auto query = queryOf(m_here->shape(relation));
            const auto answer = m_here->session().query(query->estimate()).result();
            QVERIFY(answer);
            const double rows = estimatedRowsOf(answer->rows);
            QVERIFY2(rows > Rows / 3 && rows < Rows * 3, qPrintable(u"%1: %2"_s.arg(relation).arg(rows)));
        }
        const auto filtered = queryOf(m_here->shape(u"big"_s), {{{u"status"_s, FilterOperator::Equal, u"gone"_s}}, {}});
        const double rows = estimatedRowsOf(m_here->session().query(filtered->estimate()).result()->rows);
        QVERIFY(rows > 30000 && rows < 50000);
        QCOMPARE(m_here->session().query(filtered->count()).result()->rows.integer(0, 0), 40000);
    }
};

QTEST_GUILESS_MAIN(JumpTest)
#include "tst_jump.moc"
