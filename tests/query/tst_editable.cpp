// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/editserver.h"
#include "query/edit/editableresult.h"
#include "support/verifyok.h"

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::query;

// What the server itself says of the columns of an answer, and what follows from it.
class EditableTest final : public QObject
{
    Q_OBJECT
private:
    std::unique_ptr<data::test::EditServer> m_here;
    std::shared_ptr<const catalog::Catalog> m_catalog;

    connection::Answer ask(const QString &sql)
    {
        const auto answer = m_here->session().query({sql, {}}).result();
        if (!answer)
            qFatal("%s: %s", qPrintable(sql), qPrintable(describe(answer.error())));
        return *answer;
    }
    EditableResult judged(const QString &sql) { return editableResult(ask(sql).rows.columns(), *m_catalog, sql); }
    static ShownRow shownRow(const connection::RowBatch &rows, qsizetype row)
    {
        ShownRow shown;
        for (qsizetype column = 0; column < rows.columnCount(); ++column)
            shown.push_back(rows.value(row, column));
        return shown;
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_here = std::make_unique<data::test::EditServer>();
        m_here->psql(u"CREATE TABLE orders (id int PRIMARY KEY, status text, total numeric(8,2), boss int);"
                     "CREATE TABLE lines (order_id int, line int, what text, PRIMARY KEY (order_id, line));"
                     "CREATE TABLE plain (a int, b text);"
                     "CREATE TABLE uniq (code text NOT NULL UNIQUE, note text);"
                     "CREATE TABLE days (day date PRIMARY KEY, note text);"
                     "CREATE TABLE moments (at timestamptz PRIMARY KEY, note text);"
                     "CREATE TABLE parent (id int PRIMARY KEY, v text); CREATE TABLE child () INHERITS (parent);"
                     "CREATE TABLE parted (id int, k int, v text, PRIMARY KEY (id, k)) PARTITION BY LIST (k);"
                     "CREATE TABLE parted1 PARTITION OF parted FOR VALUES IN (1);"
                     "CREATE VIEW seen AS SELECT * FROM orders;"
                     "CREATE MATERIALIZED VIEW kept AS SELECT * FROM orders;"
                     "INSERT INTO orders VALUES (1, 'new', 10, NULL), (2, 'paid', 20.50, 1), (3, 'paid', 5, 1);"
                     "INSERT INTO lines VALUES (1, 1, 'a'), (1, 2, 'b');"
                     "INSERT INTO days VALUES ('2026-02-01', 'x'), ('2026-01-02', 'x');"
                     "INSERT INTO moments VALUES ('2026-02-01 10:00:00+01', 'x')"_s);
        std::ignore = m_here->shape(u"orders"_s);
        catalog::CatalogReader reader(m_here->session());
        m_catalog = *reader.readAll().result();
    }

    void usesAreCounted_data()
    {
        QTest::addColumn<QString>("sql");
        QTest::addColumn<int>("uses");
        QTest::newRow("once") << u"select * from orders"_s << 1;
        QTest::newRow("qualified") << u"select orders.id, public.orders.status from public.orders"_s << 1;
        QTest::newRow("quoted") << u"select * from \"orders\" o where 'orders' <> $$orders$$ -- orders"_s << 1;
        QTest::newRow("other case") << u"select * from \"Orders\""_s << 0;
        QTest::newRow("self join") << u"select a.id, b.status from orders a join ORDERS b on a.boss = b.id"_s << 2;
        QTest::newRow("with once") << u"with x as (select * from orders) select * from x"_s << 1;
        QTest::newRow("with twice") << u"with x as (select * from orders) select a.id, b.status from x a, x b"_s << 2;
        QTest::newRow("materialized") << u"with x (i, s) as not materialized (select * from orders) "
                                         "select a.i, b.s from x a, x b"_s
                                      << 2;
        QTest::newRow("through another")
            << u"with x as (select * from orders), y as (select * from x) select a.id, b.status from y a, y b"_s << 2;
        QTest::newRow("beside a WITH") << u"with x as (select 1 as i) select o.* from orders o, x a, x b"_s << 1;
        QTest::newRow("subquery") << u"select * from (select * from orders) s"_s << 1;
        QTest::newRow("cursor") << u"fetch 10 from c"_s << 0;
    }
    void usesAreCounted()
    {
        QFETCH(QString, sql);
        QFETCH(int, uses);
        QCOMPARE(usesOfRelation(sql, u"orders"_s), uses);
    }

    // `columns`: those that can be edited, by number; `why`: words of the reason where none can.
    void columnsAreJudged_data()
    {
        QTest::addColumn<QString>("sql");
        QTest::addColumn<QList<int>>("columns");
        QTest::addColumn<QString>("why");
        const auto row = [](const char *name, const QString &sql, const QList<int> &columns, const QString &why = {}) {
            QTest::newRow(name) << sql << columns << why;
        };
        row("all", u"select * from orders"_s, {0, 1, 2, 3});
        row("an expression beside", u"select id, upper(status), total from orders"_s, {0, 2});
        row("renamed", u"select total as id, id as total from orders"_s, {0, 1});
        row("without the key", u"select status from orders"_s, {}, u"The key of public.orders (id) is not among"_s);
        row("an expression alone", u"select 1, now()"_s, {}, u"No column comes from a table"_s);
        row("two tables with keys", u"select o.id, o.status, l.* from orders o join lines l on l.order_id = o.id"_s,
            {0, 1, 2, 3, 4});
        row("one of two", u"select o.id, o.status, l.what from orders o join lines l on l.order_id = o.id"_s, {0, 1});
        row("half a key", u"select order_id, what from lines"_s, {}, u"is not whole: line"_s);
        row("unique and not null", u"select * from uniq"_s, {0, 1});
        row("no key", u"select * from plain"_s, {}, u"has no primary key"_s);
        row("view", u"select * from seen"_s, {}, u"public.seen is a view"_s);
        row("materialized view", u"select * from kept"_s, {}, u"is a materialized view"_s);
        row("system table", u"select oid, relname from pg_class"_s, {}, u"a table of the system"_s);
        row("children by inheritance", u"select * from parent"_s, {}, u"inherit from it"_s);
        row("a child", u"select * from child"_s, {}, u"has no primary key"_s);
        row("partitioned", u"select * from parted"_s, {0, 1, 2});
        row("a partition", u"select * from parted1"_s, {0, 1, 2});
        row("key twice", u"select id, id, status from orders"_s, {}, u"more than once"_s);
        row("column twice", u"select id, status, status from orders"_s, {0});
        row("self join", u"select a.id, b.status from orders a join orders b on a.boss = b.id"_s, {},
            u"uses public.orders more than once"_s);
        row("distinct", u"select distinct id, status from orders"_s, {0, 1});
        row("distinct without the key", u"select distinct status from orders"_s, {}, u"not among"_s);
        row("group by the key", u"select id, status, count(*) from orders group by id"_s, {0, 1});
        row("group by another", u"select status, count(*) from orders group by status"_s, {}, u"not among"_s);
        row("union", u"select id, status from orders union select id, status from orders"_s, {},
            u"No column comes from a table"_s);
        row("union within", u"select * from (select id, status from orders union all select 1, 'x') s"_s, {},
            u"No column comes from a table"_s);
        row("subquery", u"select s.id, s.status from (select * from orders limit 1) s"_s, {0, 1});
        row("with", u"with x as (select * from orders) select id, status from x"_s, {0, 1});
        row("with twice", u"with x as (select * from orders) select a.id, b.status from x a, x b"_s, {},
            u"more than once"_s);
        row("full join using", u"select id, o.status from orders o full join orders2 l using (id)"_s, {}, {});
        row("returning", u"update orders set status = status returning id, status"_s, {0, 1});
        row("system columns", u"select ctid, id, status from orders"_s, {1, 2});
        row("temporary", u"select * from passing"_s, {}, {});
    }
    void columnsAreJudged()
    {
        QFETCH(QString, sql);
        QFETCH(QList<int>, columns);
        QFETCH(QString, why);
        if (sql.contains(u"orders2"))
            m_here->psql(u"CREATE TABLE IF NOT EXISTS orders2 (id int PRIMARY KEY)"_s);
        if (sql.contains(u"passing"))
            ask(u"CREATE TEMP TABLE passing (id int PRIMARY KEY)"_s);
        const EditableResult result = judged(sql);
        QList<int> editable;
        for (size_t at = 0; at < result.why.size(); ++at) {
            if (result.why[at].isEmpty())
                editable << int(at);
        }
        QCOMPARE(editable, columns);
        QCOMPARE(result.isEditable(), !columns.isEmpty());
        QVERIFY2(result.refusal.contains(why), qPrintable(result.refusal));
    }

    void ofAnExecutedStatementNothingIsKnown()
    {
        ask(u"PREPARE p AS select id, status from orders"_s);
        QVERIFY(judged(u"EXECUTE p"_s).refusal.contains(u"does not name public.orders"_s));
    }

    void aColumnThatIsGoneIsSaid()
    {
        m_here->psql(u"CREATE TABLE stale (id int PRIMARY KEY, v text)"_s);
        catalog::CatalogReader reader(m_here->session());
        const auto before = *reader.readAll().result();
        m_here->psql(u"ALTER TABLE stale DROP COLUMN v; ALTER TABLE stale ADD COLUMN w text"_s);
        const QString sql = u"select * from stale"_s;
        const EditableResult result = editableResult(ask(sql).rows.columns(), *before, sql);
        QVERIFY(result.why[0].isEmpty());
        QVERIFY(result.why[1].contains(u"has no such column"_s));
        const QString unknown = u"select * from later"_s;
        m_here->psql(u"CREATE TABLE later (id int PRIMARY KEY)"_s);
        QVERIFY(editableResult(ask(unknown).rows.columns(), *before, unknown).why[0].contains(u"refresh"_s));
    }

    // The row by its key, and which of the shown values it does not have.
    void aRowIsComparedWithWhatIsShown_data()
    {
        QTest::addColumn<QString>("sql");
        QTest::addColumn<QString>("between");
        QTest::addColumn<QList<int>>("changed");
        QTest::newRow("the same") << u"select id, status, total from orders where id = 2"_s << QString()
                                  << QList<int>{};
        QTest::newRow("changed by others") << u"select id, status, total from orders where id = 2"_s
                                           << u"update orders set status = 'sent' where id = 2"_s << QList<int>{1};
        QTest::newRow("a scale of it") << u"select id, status, 20.5 as total from orders where id = 2"_s << QString()
                                       << QList<int>{};
        QTest::newRow("grouping left it empty")
            << u"select id, status from orders where id = 2 group by grouping sets ((id), (id, status)) order by 2 nulls first"_s
            << QString() << QList<int>{1};
        QTest::newRow("before the update") << u"select id, status, boss from orders where id = 3"_s
                                           << u"update orders set boss = NULL where id = 3"_s << QList<int>{2};
    }
    void aRowIsComparedWithWhatIsShown()
    {
        QFETCH(QString, sql);
        QFETCH(QString, between);
        QFETCH(QList<int>, changed);
        m_here->psql(u"UPDATE orders SET status = 'paid', total = 20.50, boss = 1 WHERE id = 2;"
                     "UPDATE orders SET boss = 1 WHERE id = 3"_s);
        const auto answer = ask(sql);
        if (!between.isEmpty())
            m_here->psql(between);
        const EditableResult result = editableResult(answer.rows.columns(), *m_catalog, sql);
        const ResultRelation &orders = result.relations.front();
        const auto target = m_here->target(u"orders"_s);
        const auto basis = shownBasis(orders, answer.rows.columns(), shownRow(answer.rows, 0));
        VERIFY_OK(basis);
        const auto row = m_here->session().query(rowCheck(orders, *target, *basis, shownRow(answer.rows, 0))).result();
        VERIFY_OK(row);
        const auto checked = checkedRow(orders, *target, *basis, row->rows);
        QVERIFY(checked);
        QCOMPARE(QList<int>(checked->changed.begin(), checked->changed.end()), changed);
        QCOMPARE(data::rowKeyOf(*target, checked->now), data::rowKeyOf(*target, *basis));
        QCOMPARE(checked->now.values.size(), size_t(4));
    }

    void anotherSessionReadsTheKeyAsItIsMeant()
    {
        const QString sql = u"select o.id, l.order_id, l.line, l.what from orders o "
                            "left join lines l on l.order_id = o.id where o.id = 2"_s;
        const auto joined = ask(sql);
        const EditableResult result = editableResult(joined.rows.columns(), *m_catalog, sql);
        const auto none = shownBasis(result.relations[1], joined.rows.columns(), shownRow(joined.rows, 0));
        QVERIFY(!none && none.error().message.contains(u"No row of public.lines is here"_s));
        VERIFY_OK(shownBasis(result.relations[0], joined.rows.columns(), shownRow(joined.rows, 0)));

        for (const QString &style : {u"SQL, DMY"_s, u"German"_s, u"Postgres"_s}) {
            ask(u"SET DateStyle TO %1"_s.arg(style));
            const QString day = u"select * from days"_s;
            const auto days = ask(day);
            const EditableResult known = editableResult(days.rows.columns(), *m_catalog, day);
            const auto basis = shownBasis(known.relations[0], days.rows.columns(), shownRow(days.rows, 0));
            QVERIFY2(!basis && basis.error().hint.contains(u"DateStyle"_s), qPrintable(style));
        }
        ask(u"SET DateStyle TO ISO"_s);
        ask(u"SET TimeZone TO 'Asia/Kolkata'"_s);
        const QString when = u"select * from moments"_s;
        const auto moments = ask(when);
        ask(u"RESET TimeZone"_s);
        const EditableResult known = editableResult(moments.rows.columns(), *m_catalog, when);
        const auto basis = shownBasis(known.relations[0], moments.rows.columns(), shownRow(moments.rows, 0));
        VERIFY_OK(basis);
        const auto target = m_here->target(u"moments"_s);
        const auto row =
            m_here->session().query(rowCheck(known.relations[0], *target, *basis, shownRow(moments.rows, 0))).result();
        VERIFY_OK(row);
        const auto checked = checkedRow(known.relations[0], *target, *basis, row->rows);
        QVERIFY(checked && checked->changed.empty());
    }
};

QTEST_GUILESS_MAIN(EditableTest)
#include "tst_editable.moc"
