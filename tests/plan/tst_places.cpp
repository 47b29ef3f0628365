// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// What a node does, found in the text of its statement, and back.
#include "plan/read/planreader.h"
#include "plan/statementplaces.h"

#include <QElapsedTimer>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::plan;

class PlacesTest final : public QObject
{
    Q_OBJECT

    const QByteArray m_statement = "WITH recent AS MATERIALIZED (SELECT * FROM orders WHERE placed > '2026-01-01')\n"
                                   "-- FROM customers c, in a comment\n"
                                   "SELECT c.\"Name\", count(*), 'FROM customers c'\n"
                                   "FROM Customers AS c JOIN recent r ON r.customer = c.id\n"
                                   "  LEFT JOIN public.orders ON orders.id = r.id\n"
                                   "WHERE c.city = 'x' GROUP BY c.\"Name\" ORDER BY c.\"Name\" DESC LIMIT 5";
    const QByteArray m_text = "Limit  (cost=1.0..2.0 rows=1 width=4)\n"
                              "  CTE recent\n"
                              "    ->  Seq Scan on orders orders_1  (cost=1.0..2.0 rows=1 width=4)\n"
                              "          Filter: (placed > '2026-01-01'::date)\n"
                              "  ->  GroupAggregate  (cost=1.0..2.0 rows=1 width=4)\n"
                              "        Group Key: c.\"Name\"\n"
                              "        ->  Sort  (cost=1.0..2.0 rows=1 width=4)\n"
                              "              Sort Key: c.\"Name\" DESC\n"
                              "              ->  Hash Left Join  (cost=1.0..2.0 rows=1 width=4)\n"
                              "                    Hash Cond: (r.id = orders.id)\n"
                              "                    ->  Nested Loop  (cost=1.0..2.0 rows=1 width=4)\n"
                              "                          Join Filter: (c.id = r.customer)\n"
                              "                          ->  Seq Scan on customers c  (cost=1.0..2.0 rows=1 width=4)\n"
                              "                                Filter: (city = 'x'::text)\n"
                              "                          ->  CTE Scan on recent r  (cost=1.0..2.0 rows=1 width=4)\n"
                              "                    ->  Hash  (cost=1.0..2.0 rows=1 width=4)\n"
                              "                          ->  Seq Scan on orders  (cost=1.0..2.0 rows=1 width=4)\n";

    static Plan planOf(const QByteArray &text)
    {
        const auto reading = readPlans(text);
        return reading ? reading->plans.front() : Plan();
    }

private Q_SLOTS:
    void nodesHaveTheirPlaces_data()
    {
        QTest::addColumn<QString>("title");
        QTest::addColumn<QByteArray>("place");
        QTest::newRow("relation with its alias") << u"Seq Scan on customers c"_s << QByteArray("Customers AS c");
        QTest::newRow("with its schema") << u"Seq Scan on orders"_s << QByteArray("public.orders");
        QTest::newRow("join, turned round") << u"Hash Left Join"_s << QByteArray("orders.id = r.id");
        QTest::newRow("filter of a join") << u"Nested Loop"_s << QByteArray("r.customer = c.id");
        QTest::newRow("CTE that is read") << u"CTE Scan on r"_s << QByteArray("recent r");
        QTest::newRow("sort") << u"Sort"_s << QByteArray("ORDER BY c.\"Name\"");
        QTest::newRow("group") << u"GroupAggregate"_s << QByteArray("GROUP BY c.\"Name\"");
        QTest::newRow("limit") << u"Limit"_s << QByteArray("LIMIT");
        QTest::newRow("what only hands on") << u"Hash"_s << QByteArray("public.orders");
    }
    void nodesHaveTheirPlaces()
    {
        QFETCH(QString, title);
        QFETCH(QByteArray, place);
        const Plan plan = planOf(m_text);
        const StatementPlaces places(plan, m_statement);
        QStringList titles;
        for (int node = 0; node < int(plan.nodes.size()); ++node) {
            titles << plan.nodes[size_t(node)].title();
            if (titles.back() != title)
                continue;
            const auto found = places.of(node);
            QVERIFY(found);
            QCOMPARE(m_statement.sliced(found->begin, found->size), place);
            return;
        }
        QFAIL(qPrintable(titles.join(u", "_s)));
    }
    void placesHaveTheirNodes()
    {
        const Plan plan = planOf(m_text);
        const StatementPlaces places(plan, m_statement);
        const auto titleAt = [&](const char *where) {
            const std::vector<int> nodes = places.at(m_statement.indexOf(where));
            return nodes.empty() ? QString() : plan.nodes[size_t(nodes.front())].title();
        };
        QCOMPARE(titleAt("Customers AS c"), u"Seq Scan on customers c"_s);
        QCOMPARE(titleAt("orders.id = r.id"), u"Hash Left Join"_s);
        QCOMPARE(titleAt("c.city = 'x'"), u"Seq Scan on customers c"_s); // by what it filters
        QCOMPARE(titleAt("LIMIT 5"), u"Limit"_s);
        QCOMPARE(titleAt("-- FROM"), QString());
        QCOMPARE(titleAt("'FROM customers"), QString());
        QVERIFY(places.at(100'000).empty());
    }
    void changesAndQuotedNames()
    {
        const Plan plan = planOf("Update on \"odd \"\"name\" o  (cost=0.0..1.0 rows=0 width=0)\n"
                                 "  ->  Seq Scan on \"odd \"\"name\" o  (cost=0.0..1.0 rows=1 width=4)\n");
        const QByteArray statement = "UPDATE \"odd \"\"name\" o SET a = 1";
        const StatementPlaces places(plan, statement);
        QVERIFY(places.of(0));
        QCOMPARE(statement.sliced(places.of(0)->begin, places.of(0)->size), QByteArray("\"odd \"\"name\" o"));
        QCOMPARE(StatementPlaces(plan, QByteArrayView()).of(0), std::nullopt);
        QCOMPARE(StatementPlaces().of(3), std::nullopt);
    }
    void statementsBehindExplain()
    {
        const auto rest = [](const QByteArray &sql) { return sql.sliced(behindExplain(sql)); };
        QCOMPARE(rest("EXPLAIN SELECT 1"), QByteArray("SELECT 1"));
        QCOMPARE(rest("/* x */ explain analyze verbose SELECT 1"), QByteArray("SELECT 1"));
        QCOMPARE(rest("EXPLAIN (ANALYZE, FORMAT JSON)\n (SELECT 1)"), QByteArray("(SELECT 1)"));
        QCOMPARE(rest("SELECT 'EXPLAIN'"), QByteArray("SELECT 'EXPLAIN'"));
        QCOMPARE(rest("EXPLAIN ("), QByteArray("EXPLAIN ("));
    }
    // The second of two without an alias is another one to the planner.
    void numberedAliases()
    {
        const Plan plan = planOf("Append  (cost=0.0..1.0 rows=0 width=0)\n"
                                 "  ->  Seq Scan on orders  (cost=0.0..1.0 rows=1 width=4)\n"
                                 "  ->  Seq Scan on orders orders_1  (cost=0.0..1.0 rows=1 width=4)\n");
        const QByteArray statement = "SELECT * FROM orders UNION ALL SELECT * FROM orders";
        const StatementPlaces places(plan, statement);
        QCOMPARE(places.of(1)->begin, statement.indexOf("orders"));
        QCOMPARE(places.of(2)->begin, statement.lastIndexOf("orders"));
        QCOMPARE(statement.sliced(places.of(0)->begin, places.of(0)->size), QByteArray("UNION"));
    }
    void partitionsAreOfTheirTable()
    {
        const Plan plan = planOf("Append  (cost=0.0..1.0 rows=0 width=0)\n"
                                 "  ->  Seq Scan on events_a e_1  (cost=0.0..1.0 rows=1 width=4)\n"
                                 "  ->  Seq Scan on events_b e_2  (cost=0.0..1.0 rows=1 width=4)\n");
        const QByteArray statement = "SELECT * FROM events e WHERE e.id > 3";
        const StatementPlaces places(plan, statement);
        for (const int node : {0, 1, 2}) {
            QVERIFY(places.of(node));
            QCOMPARE(statement.sliced(places.of(node)->begin, places.of(node)->size), QByteArray("events e"));
        }
    }
    // Large statements and plans do not hold the window.
    void largeOnesAreQuick()
    {
        QByteArray statement = "SELECT * FROM t0";
        QByteArray text = "Append  (cost=0.0..1.0 rows=0 width=0)\n";
        for (int i = 1; i < 500; ++i) {
            const QByteArray number = QByteArray::number(i);
            statement += " JOIN t" + number + " ON t" + number + ".a = t0.a";
            text += "  ->  Seq Scan on t" + number + "  (cost=0.0..1.0 rows=1 width=4)\n        Filter: (t" + number
                  + ".a = t0.a)\n";
        }
        const Plan plan = planOf(text);
        QElapsedTimer timer;
        timer.start();
        const StatementPlaces places(plan, statement);
        QVERIFY2(timer.elapsed() < 5000, qPrintable(QString::number(timer.elapsed())));
        QVERIFY(places.of(400));
    }
};

QTEST_GUILESS_MAIN(PlacesTest)
#include "tst_places.moc"
