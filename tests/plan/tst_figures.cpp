// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// What each node took itself: by plans written by hand, whose figures are known, and by real ones, whose parts sum to
// the whole.
#include "connection/session/session.h"
#include "plan/figures.h"
#include "plan/plansets.h"
#include "plan/read/planreader.h"
#include "support/testserver.h"

#include <QTest>

#include <cmath>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::plan;

class FiguresTest final : public QObject
{
    Q_OBJECT

    static Plan read(const QByteArray &text)
    {
        auto reading = readPlans(text);
        if (!reading)
            qFatal("%s", qPrintable(describe(reading.error())));
        return reading->plans.front();
    }
    static double sumOf(const Figures &figures)
    {
        double sum = 0;
        for (const NodeFigures &node : figures.nodes)
            sum += node.exclusive;
        return sum;
    }

private Q_SLOTS:
    void parallel();
    void skew();
    void cteOnce();
    void cteOfTwoReaders();
    void cteThatChangesRows();
    void initPlanWhereItIsRead();
    void initPlanBelowGather();
    void neverNegative();
    void roundedRows();
    void endedEarly();
    void whole();
    void realPlans();
};

void FiguresTest::parallel()
{
    const Plan plan = read(R"(Gather  (cost=0.00..9.00 rows=3000 width=4) (actual time=1.000..60.000 rows=3000 loops=1)
  Workers Planned: 2
  Workers Launched: 2
  ->  Nested Loop  (cost=0.00..9.00 rows=1000 width=4) (actual time=0.000..50.000 rows=1000 loops=3)
        ->  Parallel Seq Scan on a  (cost=0.00..9.00 rows=1000 width=4) (actual time=0.000..20.000 rows=1000 loops=3)
        ->  Index Scan using b_i on b  (cost=0.00..9.00 rows=1 width=4) (actual time=0.001..0.020 rows=1 loops=3000)
Execution Time: 61.000 ms
)");
    const Figures figures = figuresOf(plan);
    QCOMPARE(figures.nodes[0].exclusive, 10.0);
    QCOMPARE(figures.nodes[1].processes, 3.0);
    QCOMPARE(figures.nodes[1].inclusive, 50.0);
    QCOMPARE(figures.nodes[1].processTime, 150.0);
    QCOMPARE(figures.nodes[3].inclusive, 20.0); // 60 ms in three processes
    QCOMPARE(figures.nodes[1].exclusive, 10.0);
    QCOMPARE(figures.nodes[2].rows, 3000.0);
    QCOMPARE(sumOf(figures), 60.0);
    QVERIFY(std::abs(figures.whole.other - 1.0) < 1e-9);
}

void FiguresTest::skew()
{
    const Plan plan = read(R"(Gather  (actual time=1.000..60.000 rows=1000 loops=1)
  Workers Planned: 4
  Workers Launched: 2
  ->  Parallel Seq Scan on a  (actual time=0.000..20.000 rows=333 loops=3)
        Worker 0:  actual time=0.000..50.000 rows=900 loops=1
        Worker 1:  actual time=0.000..5.000 rows=50 loops=1
)");
    const Figures figures = figuresOf(plan);
    QVERIFY(figures.nodes[1].spread);
    QCOMPARE(figures.nodes[1].spread->processes, 3);
    QCOMPARE(figures.nodes[1].spread->mostRows, 900.0);
    QCOMPARE(figures.nodes[1].spread->leastTime, 5.0);
    QVERIFY(figures.nodes[1].spread->skew > 2.6);
    QCOMPARE(figures.whole.workersPlanned, 4);
    QCOMPARE(figures.whole.workersLaunched, 2);
}

void FiguresTest::cteOnce()
{
    const Plan plan = read(R"(Sort  (cost=0.00..9.00 rows=10 width=4) (actual time=0.000..100.000 rows=10 loops=1)
  CTE c
    ->  Seq Scan on a  (cost=0.00..9.00 rows=10 width=4) (actual time=0.000..80.000 rows=10 loops=1)
          Buffers: shared hit=70
  ->  CTE Scan on c  (cost=0.00..9.00 rows=10 width=4) (actual time=0.000..90.000 rows=10 loops=1)
        Buffers: shared hit=70
)");
    const Figures figures = figuresOf(plan);
    QCOMPARE(figures.nodes[0].exclusive, 10.0);
    QCOMPARE(figures.nodes[1].exclusive, 80.0);
    QCOMPARE(figures.nodes[2].exclusive, 10.0);
    QCOMPARE(figures.nodes[1].chargedTo, 2);
    QCOMPARE(of(figures.nodes[1].ownBuffers, BufferKind::SharedHit), 70.0);
    QCOMPARE(of(figures.nodes[2].ownBuffers, BufferKind::SharedHit), 0.0);
    QCOMPARE(sumOf(figures), 100.0);
}

void FiguresTest::cteOfTwoReaders()
{
    const Plan plan = read(R"(Hash Join  (actual time=0.000..100.000 rows=10 loops=1)
  CTE c
    ->  Seq Scan on a  (actual time=0.000..80.000 rows=10 loops=1)
  ->  CTE Scan on c  (actual time=0.000..3.000 rows=10 loops=1)
  ->  Hash  (actual time=0.000..90.000 rows=10 loops=1)
        ->  CTE Scan on c c_1  (actual time=0.000..85.000 rows=10 loops=1)
)");
    const Figures figures = figuresOf(plan);
    QCOMPARE(figures.nodes[2].exclusive, 3.0);
    QCOMPARE(figures.nodes[4].exclusive, 5.0);
    QCOMPARE(figures.nodes[1].chargedTo, 4);
    QCOMPARE(sumOf(figures), 100.0);
}

void FiguresTest::cteThatChangesRows()
{
    const Plan plan = read(R"(Result  (actual time=0.000..1.000 rows=1 loops=1)
  CTE gone
    ->  Delete on a  (actual time=0.000..80.000 rows=0 loops=1)
          ->  Seq Scan on a  (actual time=0.000..50.000 rows=10 loops=1)
Execution Time: 82.000 ms
)");
    const Figures figures = figuresOf(plan);
    QVERIFY(figures.nodes[1].afterwards);
    QCOMPARE(figures.nodes[0].exclusive, 1.0);
    QCOMPARE(figures.whole.nodes, 81.0);
    QCOMPARE(sumOf(figures), 81.0);
    QCOMPARE(figures.whole.other, 1.0);
}

void FiguresTest::initPlanWhereItIsRead()
{
    for (const char *name : {"InitPlan 1 (returns $0)", "InitPlan 1"}) {
        const QByteArray filter = QByteArray(name).contains('$') ? "(total > $0)" : "(total > (InitPlan 1).col1)";
        const Plan plan = read("Limit  (actual time=0.000..100.000 rows=10 loops=1)\n  " + QByteArray(name) + R"(
    ->  Aggregate  (actual time=0.000..80.000 rows=1 loops=1)
  ->  Seq Scan on orders  (actual time=0.000..99.000 rows=10 loops=1)
        Filter: )" + filter + "\n");
        const Figures figures = figuresOf(plan);
        QCOMPARE(figures.nodes[0].exclusive, 1.0);
        QCOMPARE(figures.nodes[1].exclusive, 80.0);
        QCOMPARE(figures.nodes[2].exclusive, 19.0);
        QCOMPARE(figures.nodes[1].chargedTo, 2);
    }
}

void FiguresTest::initPlanBelowGather()
{
    const Plan plan = read(R"(Finalize Aggregate  (actual time=0.000..100.000 rows=1 loops=1)
  InitPlan 1 (returns $0)
    ->  Seq Scan on a  (actual time=0.000..40.000 rows=1 loops=1)
  ->  Gather  (actual time=0.000..90.000 rows=2 loops=1)
        Workers Planned: 1
        Workers Launched: 1
        ->  Parallel Seq Scan on b  (actual time=0.000..45.000 rows=2 loops=2)
              Filter: (i > $0)
)");
    const Figures figures = figuresOf(plan);
    QCOMPARE(figures.nodes[1].chargedTo, 2);
    QCOMPARE(figures.nodes[2].exclusive, 5.0);
    QCOMPARE(figures.nodes[0].exclusive, 10.0);
    QCOMPARE(sumOf(figures), 100.0);
}

void FiguresTest::neverNegative()
{
    const Plan plan = read(R"(Limit  (actual time=0.000..1.000 rows=1 loops=1)
  ->  Sort  (actual time=0.000..5.000 rows=1 loops=1)
        Buffers: shared hit=3
        ->  Seq Scan on a  (actual time=0.000..5.001 rows=1 loops=1)
              Buffers: shared hit=4
)");
    const Figures figures = figuresOf(plan);
    QCOMPARE(figures.nodes[0].exclusive, 0.0);
    QVERIFY(figures.nodes[0].clamped);
    QCOMPARE(figures.nodes[1].exclusive, 0.0);
    QVERIFY(!figures.nodes[1].clamped); // rounding alone
    QVERIFY(figures.nodes[1].buffersClamped);
    QCOMPARE(of(figures.nodes[1].ownBuffers, BufferKind::SharedHit), 0.0);
}

void FiguresTest::roundedRows()
{
    Plan plan =
        read("Nested Loop  (actual time=0.000..1.000 rows=1 loops=1)\n  ->  Seq Scan on a  (actual rows=1 loops=1)\n"
             "  ->  Seq Scan on b  (actual rows=0 loops=4000)\n");
    Figures figures = figuresOf(plan);
    QCOMPARE(figures.nodes[0].rowsError, 0.0);
    QCOMPARE(figures.nodes[2].rows, 0.0);
    QCOMPARE(figures.nodes[2].rowsError, 2000.0);
    // Of 18.
    plan = read("Nested Loop  (actual time=0.000..1.000 rows=1.00 loops=1)\n  ->  Seq Scan on b  (actual rows=0.25 "
                "loops=4000)\n");
    figures = figuresOf(plan);
    QCOMPARE(figures.nodes[1].rows, 1000.0);
    QCOMPARE(figures.nodes[1].rowsError, 20.0);
}

void FiguresTest::endedEarly()
{
    const Plan plan = read(R"(Limit  (cost=0.00..9.00 rows=10 width=4) (actual time=0.000..1.000 rows=10 loops=1)
  ->  Nested Loop  (cost=0.00..9.00 rows=100000 width=4) (actual time=0.000..1.000 rows=10 loops=1)
        ->  Seq Scan on a  (cost=0.00..9.00 rows=1000 width=4) (actual time=0.000..1.000 rows=2 loops=1)
        ->  Materialize  (cost=0.00..9.00 rows=5 width=4) (actual time=0.000..1.000 rows=500 loops=2)
              ->  Sort  (cost=0.00..9.00 rows=5000 width=4) (actual time=0.000..1.000 rows=500 loops=1)
                    ->  Seq Scan on b  (cost=0.00..9.00 rows=5000 width=4) (actual time=0.000..1.000 rows=50 loops=1)
)");
    const Figures figures = figuresOf(plan);
    QCOMPARE(figures.nodes[1].estimateFactor, 1.0);
    QCOMPARE(figures.nodes[2].estimateFactor, 1.0);
    QCOMPARE(figures.nodes[3].estimateFactor, 100.0);
    QVERIFY(figures.nodes[3].underestimated);
    QCOMPARE(figures.nodes[5].estimateFactor, 100.0); // the sort reads all of it
    QVERIFY(!figures.nodes[5].underestimated);
}

void FiguresTest::whole()
{
    const Plan plan = read(R"(Insert on a  (actual time=0.000..10.000 rows=0 loops=1)
  ->  Result  (actual time=0.000..1.000 rows=1 loops=1)
Planning Time: 2.000 ms
Trigger for constraint fk: time=5.000 calls=10
Trigger other: time=1.000 calls=10
JIT:
  Functions: 3
  Timing: Generation 0.5 ms, Inlining 0.0 ms, Optimization 0.3 ms, Emission 3.2 ms, Total 4.0 ms
Execution Time: 20.000 ms
)");
    const Whole whole = figuresOf(plan).whole;
    QCOMPARE(whole.planning, 2.0);
    QCOMPARE(whole.triggers, 6.0);
    QCOMPARE(whole.jit, 4.0);
    QCOMPARE(whole.other, 4.0);
}

// On PostgreSQL, in every format and with every setting.
void FiguresTest::realPlans()
{
    const test::TestServer server;
    const QString database = server.createDatabase();
    if (const auto made = server.psql(database, test::shopSchema()); !made)
        QFAIL(qPrintable(describe(made.error())));
    connection::Session session({.name = u"plans"_s, .names = connection::Names::OfDatabase});
    QVERIFY(session.open(server.connInfo(database)).result());
    const auto ask = [&](const QString &sql) {
        QByteArray text;
        const auto answer = session.query({sql}).result();
        // MERGE, or a setting, that this version has not.
        if (!answer && (answer.error().sqlState == "42601"_L1 || answer.error().sqlState == "42704"_L1))
            return QByteArray();
        if (!answer)
            qFatal("%s: %s", qPrintable(sql), qPrintable(describe(answer.error())));
        for (qsizetype row = 0; row < answer->rows.rowCount(); ++row)
            text += answer->rows.bytes(row, 0).toByteArray() + '\n';
        return text;
    };
    static constexpr std::array formats{"TEXT", "JSON", "YAML", "XML"};
    int plans = 0;
    int clamped = 0;
    qint64 nodes = 0;
    const auto judge = [&](const QString &statement) {
        ask(u"BEGIN"_s);
        const QByteArray text = ask(u"EXPLAIN (ANALYZE, BUFFERS, VERBOSE, FORMAT %1) %2"_s.arg(
            QLatin1StringView(formats[size_t(plans % 4)]), statement));
        ask(u"ROLLBACK"_s);
        if (text.isEmpty())
            return;
        const Plan plan = read(text);
        const Figures figures = figuresOf(plan);
        int here = 0;
        for (const NodeFigures &node : figures.nodes) {
            QVERIFY2(node.exclusive >= 0 && std::isfinite(node.exclusive), qPrintable(statement));
            here += node.clamped ? 1 : 0;
        }
        nodes += qint64(plan.nodes.size());
        clamped += here;
        ++plans;
        if (here > 0)
            qInfo("clamped: %s\n%s", qPrintable(statement), text.left(3000).constData());
        else
            QVERIFY2(
                std::abs(sumOf(figures) - figures.whole.nodes) <= figures.tolerance + 1e-6,
                qPrintable(u"%1 of %2 +- %3: %4\n%5"_s.arg(sumOf(figures))
                               .arg(figures.whole.nodes)
                               .arg(figures.tolerance)
                               .arg(statement, QString::fromUtf8(text))));
        // A node below what was clamped is no excuse for the buffers.
        double blocks = 0;
        bool isCut = false;
        for (const NodeFigures &node : figures.nodes) {
            blocks += of(node.ownBuffers, BufferKind::SharedHit) + of(node.ownBuffers, BufferKind::SharedRead);
            isCut |= node.buffersClamped || node.afterwards;
        }
        const Buffers &all = figures.nodes.front().buffers;
        if (!isCut)
            QVERIFY2(
                std::abs(blocks - of(all, BufferKind::SharedHit) - of(all, BufferKind::SharedRead)) < 0.5,
                qPrintable(statement + u'\n' + QString::fromUtf8(text)));
    };
    for (const QStringList &settings : test::planSettings()) {
        for (const QString &setting : settings)
            ask(u"SET "_s + setting);
        for (const QString &statement :
             test::shopStatements() + (settings.isEmpty() ? test::shopChanges() : QStringList())) {
            judge(statement);
            if (QTest::currentTestFailed())
                return;
        }
        ask(u"RESET ALL"_s);
    }
    qInfo("%d plans, %lld nodes, %d clamped", plans, nodes, clamped);
    QVERIFY(clamped * 200 < nodes);
}

QTEST_GUILESS_MAIN(FiguresTest)
#include "tst_figures.moc"
