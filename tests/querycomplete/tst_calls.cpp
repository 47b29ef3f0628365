// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The call that the cursor stands in, and what a script defines above a statement.
#include "query/complete/callatcursor.h"
#include "query/complete/definedabove.h"
#include "query/complete/indexbuilder.h"
#include "querycomplete/schematext.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::query::complete;

class CallsTest final : public QObject
{
    Q_OBJECT

    SharedIndex m_index = buildIndex(test::catalogFromText(
        "create table orders (id bigint primary key, total numeric(10,2));"
        "create function order_total(order_id bigint) returns numeric language sql as $$ select 1 $$;"
        "create function order_total(order_id bigint, rate numeric) returns numeric language sql as $$ select 1 $$;"));

    [[nodiscard]] std::optional<CallAtCursor> callIn(QByteArray sql) const
    {
        const qsizetype cursor = sql.indexOf('|');
        sql.remove(cursor, 1);
        return callAt(*m_index, {.text = sql, .cursor = cursor});
    }

private Q_SLOTS:
    void argumentsAreCutAtTheirCommas()
    {
        QCOMPARE(
            argumentsOf(u"a numeric(10,2) DEFAULT f(1, 2), b text[] DEFAULT '{1,2}', VARIADIC \"c,d\" int"_s),
            QStringList(
                {u"a numeric(10,2) DEFAULT f(1, 2)"_s, u"b text[] DEFAULT '{1,2}'"_s, u"VARIADIC \"c,d\" int"_s}));
        QCOMPARE(argumentsOf(QString()), QStringList());
    }

    void theCallAroundTheCursor()
    {
        const auto call = callIn("select order_total(1, | from orders");
        QVERIFY(call);
        QCOMPARE(call->begin, 7);
        QCOMPARE(call->argument, 1);
        QCOMPARE(call->forms.size(), 2);
        // The one that has a second argument comes first.
        QCOMPARE(call->forms.front().arguments.size(), 2);
        QCOMPARE(call->forms.front().current, 1);
        QCOMPARE(call->forms.back().current, -1);
        QVERIFY(callIn("select coalesce(round(1, |), 2)"));
        QCOMPARE(callIn("select upper(order_total(|))")->begin, 13);
        QVERIFY(!callIn("select (1, |)"));
        QVERIFY(!callIn("select unknown_function(|)"));
        QVERIFY(!callIn("select 'order_total(|'"));
    }

    void whatIsDefinedAbove_data()
    {
        QTest::addColumn<QByteArrayList>("above");
        QTest::addColumn<QByteArray>("statement");
        QTest::addColumn<QByteArray>("word");
        QTest::addColumn<QString>("state");
        QTest::addColumn<bool>("explains");
        const QString table = u"42P01"_s;
        const QString column = u"42703"_s;
        using List = QByteArrayList;
        QTest::newRow("nothing") << List{} << QByteArray("select * from t") << QByteArray("t") << table << false;
        QTest::newRow("table") << List{"create table if not exists s.t (id int)"} << QByteArray("select * from s.t")
                               << QByteArray("t") << table << true;
        QTest::newRow("another table") << List{"create table u (id int)"} << QByteArray("select * from t")
                                       << QByteArray("t") << table << false;
        QTest::newRow("its column") << List{"create temp table t (x int)"} << QByteArray("select y from t")
                                    << QByteArray("y") << column << true;
        QTest::newRow("added column") << List{"alter table t add column z int"} << QByteArray("update u set z = 1")
                                      << QByteArray("z") << column << true;
        QTest::newRow("select into") << List{"select 1 as a into temp t"} << QByteArray("select * from t")
                                     << QByteArray("t") << table << true;
        QTest::newRow("renamed") << List{"alter table a rename to t"} << QByteArray("select * from t")
                                 << QByteArray("t") << table << true;
        QTest::newRow("function") << List{"create or replace function f(int) returns int language sql as 'select 1'"}
                                  << QByteArray("select f(1)") << QByteArray("f") << u"42883"_s << true;
        QTest::newRow("extension") << List{"create extension hstore"} << QByteArray("select 'a=>1'::hstore")
                                   << QByteArray("hstore") << u"42704"_s << true;
        QTest::newRow("code") << List{"do $$ begin end $$"} << QByteArray("select * from t") << QByteArray("t") << table
                              << true;
        QTest::newRow("path") << List{"set search_path = s"} << QByteArray("select * from t") << QByteArray("t")
                              << table << true;
        QTest::newRow("only read") << List{"select * from t", "insert into t values (1)"}
                                   << QByteArray("select * from t") << QByteArray("t") << table << false;
        QTest::newRow("grammar") << List{"create table t (id int)"} << QByteArray("selct * from t")
                                 << QByteArray("selct") << u"42601"_s << false;
        QTest::newRow("quoted") << List{"create table \"T\" (id int)"} << QByteArray("select * from t")
                                << QByteArray("t") << table << false;
    }
    void whatIsDefinedAbove()
    {
        QFETCH(QByteArrayList, above);
        QFETCH(QByteArray, statement);
        QFETCH(QByteArray, word);
        QFETCH(QString, state);
        DefinedAbove defined;
        for (const QByteArray &one : above)
            defined.add(one);
        QTEST(defined.mayExplain(statement, statement.lastIndexOf(word), state), "explains");
    }
};

QTEST_GUILESS_MAIN(CallsTest)
#include "tst_calls.moc"
