// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// Plans as somebody sends them: frames, wrapped lines, logs, damage.
#include "plan/read/planreader.h"
#include "support/mutator.h"

#include <QElapsedTimer>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::plan;

class ReadingTest final : public QObject
{
    Q_OBJECT

    static Reading read(const QByteArray &text)
    {
        auto reading = readPlans(text);
        if (!reading)
            qWarning("%s\n%s", qPrintable(describe(reading.error())), text.left(2000).constData());
        return reading ? *std::move(reading) : Reading();
    }
    static QString tree(const Plan &plan)
    {
        QStringList lines;
        for (const Node &node : plan.nodes) {
            int depth = 0;
            for (int at = node.parent; at >= 0; at = plan.nodes[size_t(at)].parent)
                ++depth;
            lines << QString(depth, u'.') + node.title();
        }
        return lines.join(u'\n');
    }
    static const QByteArray Join;

private Q_SLOTS:
    void text();
    void frames_data();
    void frames();
};

const QByteArray ReadingTest::Join =
    "Hash Left Join  (cost=1.09..2.22 rows=4 width=8) (actual time=0.033..0.041 rows=4 loops=1)\n"
    "  Hash Cond: (a.i = b.i)\n"
    "  Filter: (b.t IS DISTINCT FROM 'it''s -> (cost=1'::text)\n"
    "  Rows Removed by Filter: 3\n"
    "  Buffers: shared hit=5 read=1, temp read=2 written=3\n"
    "  InitPlan 1 (returns $0)\n"
    "    ->  Result  (cost=0.00..0.01 rows=1 width=4) (never executed)\n"
    "  ->  Seq Scan on public.a  (cost=0.00..1.04 rows=4 width=4) (actual time=0.005..0.006 rows=4 loops=1)\n"
    "        Output: a.i, a.\"odd \"\" name\"\n"
    "  ->  Hash  (cost=1.04..1.04 rows=4 width=4) (actual time=0.012..0.013 rows=4 loops=1)\n"
    "        Buckets: 1024 (originally 512)  Batches: 2 (originally 1)  Memory Usage: 9kB\n"
    "        ->  Index Scan Backward using \"b idx\" on b bb  (cost=0.00..1.04 rows=4 width=4) (actual "
    "time=0.003..0.004 rows=4 loops=1)\n"
    "              SubPlan 2\n"
    "                ->  CTE Scan on c  (cost=0.00..0.02 rows=1 width=4) (actual time=0.003..0.004 rows=1 loops=4)\n"
    "Planning:\n"
    "  Buffers: shared hit=7\n"
    "Planning Time: 0.111 ms\n"
    "Trigger for constraint fk on b: time=1.500 calls=10\n"
    "JIT:\n"
    "  Functions: 3\n"
    "  Options: Inlining false, Optimization false, Expressions true, Deforming true\n"
    "  Timing: Generation 0.522 ms (Deform 0.100 ms), Inlining 0.000 ms, Optimization 0.300 ms, Emission 4.000 ms, "
    "Total 4.822 ms\n"
    "Settings: work_mem = '64kB', search_path = 'a, ''b'''\n"
    "Execution Time: 12.345 ms\n";

void ReadingTest::text()
{
    const Reading reading = read(Join);
    QCOMPARE(reading.plans.size(), size_t(1));
    const Plan &plan = reading.plans.front();
    QCOMPARE(tree(plan), uR"(Hash Left Join
.Result
.Seq Scan on public.a
.Hash
..Index Scan Backward using b idx on b bb
...CTE Scan on c)"_s);
    QVERIFY(plan.problems.empty());
    const Node &root = plan.nodes[0];
    QCOMPARE(*root.totalCost, 2.22);
    QCOMPARE(*root.actual->total, 0.041);
    QCOMPARE(root.fields.text(u"Shared Hit Blocks"), u"5"_s);
    QCOMPARE(root.fields.text(u"Temp Written Blocks"), u"3"_s);
    QCOMPARE(root.fields.text(u"Rows Removed by Filter"), u"3"_s);
    QVERIFY(plan.nodes[1].isInitPlan());
    QVERIFY(plan.nodes[1].isNeverExecuted());
    QCOMPARE(plan.nodes[1].subplan, u"InitPlan 1 (returns $0)"_s);
    QCOMPARE(plan.nodes[3].relationship, u"Inner"_s);
    QCOMPARE(plan.nodes[3].fields.text(u"Original Hash Buckets"), u"512"_s);
    QVERIFY(plan.nodes[5].isSubPlan());
    QCOMPARE(plan.triggers.size(), size_t(1));
    QCOMPARE(*plan.triggers[0].time, 1.5);
    QCOMPARE(plan.jit.text(u"Timing/Generation/Deform"), u"0.100"_s);
    QCOMPARE(plan.jit.text(u"Timing/Total"), u"4.822"_s);
    QCOMPARE(plan.settings.text(u"search_path"), u"a, 'b'"_s);
    QCOMPARE(plan.planning.text(u"Shared Hit Blocks"), u"7"_s);
    QCOMPARE(*plan.executionTime, 12.345);
}

void ReadingTest::frames_data()
{
    QTest::addColumn<QByteArray>("framed");
    const QList<QByteArray> lines = Join.trimmed().split('\n');
    qsizetype width = 0;
    for (const QByteArray &line : lines)
        width = std::max(width, line.size());
    const auto each = [&](const QByteArray &before, bool padded, const QByteArray &after) {
        QByteArray all;
        for (const QByteArray &line : lines)
            all += before + (padded ? line.leftJustified(width) : line) + after + '\n';
        return all;
    };
    const QByteArray head = QByteArray("QUERY PLAN").rightJustified(width / 2);
    QTest::newRow("psql") << " " + head + "\n" + QByteArray(width + 2, '-') + "\n" + each(" ", false, "")
                                 + "(24 rows)\n\nTime: 3 ms\n";
    QTest::newRow("psql with a prompt") << "db=# explain (analyze) select 1;\n " + head + "\n"
                                               + QByteArray(width + 2, '-') + "\n" + each(" ", false, "")
                                               + "(24 rows)\n";
    QTest::newRow("a border") << "+" + QByteArray(width + 2, '-') + "+\n| " + head.leftJustified(width) + " |\n+"
                                     + QByteArray(width + 2, '-') + "+\n" + each("| ", true, " |") + "+"
                                     + QByteArray(width + 2, '-') + "+\n(24 rows)\n";
    QTest::newRow("tuples only") << each(" ", false, "");
    QTest::newRow("Windows") << each("", false, "\r");
    QTest::newRow("a grid") << [&] {
        QByteArray all = "\"QUERY PLAN\"\n";
        for (QByteArray line : lines)
            all += '"' + line.replace("\"", "\"\"") + "\"\n";
        return all;
    }();
    QTest::newRow("expanded") << [&] {
        QByteArray all;
        for (const QByteArray &line : lines)
            all += "-[ RECORD 1 ]----\nQUERY PLAN | " + line + "\n";
        return all;
    }();
    const auto wrapped = [&](qsizetype at, bool words) {
        QByteArray all;
        for (QByteArray line : lines) {
            while (line.size() > at) {
                qsizetype cut = at;
                if (words) {
                    cut = line.lastIndexOf(' ', at);
                    if (cut <= line.size() - line.trimmed().size() + 3 || line.first(cut).count('\'') % 2 == 1) {
                        cut = line.indexOf(' ', at);
                        if (cut < 0 || line.first(cut).count('\'') % 2 == 1)
                            break;
                    }
                }
                all += line.first(cut) + '\n';
                line = line.sliced(words ? cut + 1 : cut);
            }
            all += line + '\n';
        }
        return all;
    };
    QTest::newRow("a terminal of 80") << wrapped(80, false);
    QTest::newRow("a mail") << wrapped(90, true);
    QByteArray log;
    for (const QByteArray &line : lines)
        log += '\t' + line + '\n';
    QTest::newRow("a log") << "2026-01-01 10:00:00 UTC [1] LOG:  statement: x\n2026-01-01 10:00:00 UTC [1] LOG:  "
                              "duration: 12.345 ms  plan:\n\tQuery Text: "
                              "SELECT *\n\tFROM a -- here\n"
                                  + log + "2026-01-01 10:00:01 UTC [1] LOG:  next\n";
    QTest::newRow("a csvlog") << "2026-01-01,\"u\",\"duration: 12.345 ms  plan:\nQuery Text: SELECT 1\n"
                                     + QByteArray(Join).replace("\"", "\"\"") + "\",,,,\n2026,\"x\"\n";
    QByteArray json = Join;
    QTest::newRow("a jsonlog")
        << "{\"timestamp\":\"x\",\"message\":\"duration: 12.345 ms  plan:\\nQuery Text: SELECT 1\\n"
               + json.replace("\"", "\\\"").replace("\n", "\\n") + "\"}\n";
    QTest::newRow("a fence") << "```\n" + Join + "```\n";
}

void ReadingTest::frames()
{
    QFETCH(QByteArray, framed);
    Reading plain = read(Join);
    Reading reading = read(framed);
    QCOMPARE(reading.plans.size(), size_t(1));
    for (Reading *one : {&plain, &reading}) {
        one->plans[0].queryText.clear();
        for (Node &node : one->plans[0].nodes)
            node.line = 0;
    }
    QCOMPARE(tree(reading.plans[0]), tree(plain.plans[0]));
    for (const Problem &problem : reading.plans[0].problems)
        qWarning("%d %s", problem.line, qPrintable(problem.message));
    for (size_t i = 0; i < plain.plans[0].nodes.size(); ++i) {
        const Node &a = plain.plans[0].nodes[i];
        const Node &b = reading.plans[0].nodes[i];
        for (const auto &[key, value] : a.fields)
            QCOMPARE(key + u": "_s + b.fields.text(key), key + u": "_s + value);
    }
    QVERIFY(reading.plans[0] == plain.plans[0]);
}

QTEST_GUILESS_MAIN(ReadingTest)
#include "tst_reading.moc"
