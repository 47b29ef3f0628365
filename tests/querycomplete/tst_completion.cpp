// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/complete/completer.h"
#include "query/complete/indexbuilder.h"
#include "querycomplete/schematext.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::query::complete;

static constexpr auto Schema = R"(
create schema sales;
create type order_state as enum ('new', 'paid', 'it''s lost');
create table customers (id bigint primary key, name text not null, city varchar(40), joined_on date);
create table orders (id bigint primary key, customer_id bigint references customers (id), state order_state,
    total numeric(10,2), created_at timestamptz, details jsonb);
create table order_lines (order_id bigint, line_no int, product_id bigint, quantity int,
    primary key (order_id, line_no));
create table shipments (id bigint primary key, order_id bigint, line_no int, shipped_on date,
    foreign key (order_id, line_no) references order_lines (order_id, line_no));
create table employees (id bigint primary key, manager_id bigint, full_name text,
    foreign key (manager_id) references employees (id));
create table "Mixed Case" (id int, "Weird Column" text, "select" int);
create table warehouses (code text, region_ref bigint);
create table regions (region_no bigint, title text);
create table sales.invoices (id bigint primary key, amount numeric, issued_on date);
create table tokens (id bigint generated always as identity primary key, secret text, label text);
create view warehouse_places (code, title) as
    select w.code, r.title from warehouses w join regions r on w.region_ref = r.region_no;
create function order_total(order_id bigint) returns numeric language sql as $$ select 1 $$;
create function recent_orders(days int default 7) returns setof orders language sql as $$ select 1 $$;
create procedure close_day(day date) language sql as $$ select 1 $$;
create index orders_created on orders (created_at);
)";

class CompletionTest final : public QObject
{
    Q_OBJECT

    SharedIndex m_index;

    // Completes at the | of `sql`.
    [[nodiscard]] Proposals at(const QByteArray &sql, const QStringList &path = {u"public"_s}) const
    {
        const qsizetype cursor = sql.indexOf('|');
        QByteArray text = sql;
        text.remove(cursor, 1);
        const auto keys = [](const catalog::Relation &relation, const catalog::Column &column) {
            return relation.name == "orders"_L1 && column.name == "details"_L1 ? QStringList{u"note"_s, u"gift"_s}
                                                                               : QStringList();
        };
        return complete(*m_index, {.text = text, .cursor = cursor, .searchPath = path, .jsonKeys = keys});
    }
    [[nodiscard]] static QStringList texts(const Proposals &proposals)
    {
        QStringList all;
        for (const Proposal &proposal : proposals)
            all.append(proposal.text);
        return all;
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_index =
            buildIndex(test::catalogFromText(Schema), {.roles = {u"app"_s, u"reader"_s}, .databases = {u"shop"_s}});
    }

    void offers_data()
    {
        QTest::addColumn<QByteArray>("sql");
        QTest::addColumn<QString>("expected"); // the first ones, by " / "
        const auto row = [](const char *name, const char *sql, const char *expected) {
            QTest::newRow(name) << QByteArray(sql) << QString::fromUtf8(expected);
        };
        row("table", "select * from cust|", "customers");
        row("column before from", "select na| from customers", "name");
        row("cte", "with paid as (select id from orders) select * from pa|", "paid");
        row("column of a cte", "with paid as (select id, total as amount from orders) select am| from paid", "amount");
        row("inside a cte", "with paid as (select to| from orders) select * from paid", "total");
        row("cte by its columns", "with p (a, bee) as (select id, total from orders) select be| from p", "bee");
        row("second cte", "with a as (select 1 as x), b as (select * from a) select x| from b", "x");
        row("recursive cte in its body",
            "with recursive chain as (select id, manager_id from employees union all select e.id, e.manager_id from "
            "employees e join chai|) select * from chain",
            "chain");
        row("column of a recursive cte in its body",
            "with recursive chain as (select id, manager_id from employees union all select e.id from employees e join "
            "chain c on c.ma|) select 1",
            "manager_id");
        row("subquery", "select * from customers where id in (select cu| from orders)", "customer_id");
        row("correlated", "select * from customers c where exists (select 1 from orders o where o.customer_id = c.|)",
            "id");
        row("derived table", "select am| from (select total as amount from orders) t", "amount");
        row("derived table with columns", "select firs| from (select id, total from orders) t (first_one, other)",
            "first_one");
        row("derived table, qualified", "select t.o| from (select id, total from orders) t (one, other)",
            "one / other");
        row("star of a derived table", "select ci| from (select * from customers) c", "city");
        row("lateral", "select * from customers c, lateral (select 1 from orders o where o.customer_id = c.i|) l",
            "id");
        row("not lateral", "select * from customers c, (select na| from orders o) l", "");
        row("alias", "select o.cr| from orders o", "created_at");
        row("alias as qualifier", "select ord| from customers x join orders ord on true", "ord");
        row("table without alias", "select orders.cr| from orders", "created_at");
        row("schema", "select * from sal|", "sales");
        row("schema-qualified", "select * from sales.|", "invoices");
        row("column of a schema-qualified table", "select is| from sales.invoices", "issued_on");
        row("name that needs quotes", "select * from mix|", "\"Mixed Case\"");
        row("quoted name", "select * from \"Mi|", "\"Mixed Case\"");
        row("quoted column", "select wei| from \"Mixed Case\"", "\"Weird Column\"");
        row("reserved column", "select sel| from \"Mixed Case\"", "\"select\"");
        row("upper case", "SELECT NA| FROM CUSTOMERS", "name");
        row("words", "select * from ol|", "order_lines");
        row("using", "select * from order_lines join shipments using (or|)", "order_id");
        row("returning", "insert into customers (name) values ('a') returning i|", "id");
        row("conflict column", "insert into customers (id, name) values (1, 'a') on conflict (i|", "id");
        row("conflict set", "insert into customers (id, name) values (1, 'a') on conflict (id) do update set na|",
            "name");
        row("excluded", "insert into customers (id, name) values (1, 'a') on conflict (id) do update set name = exc|",
            "excluded");
        row("column of excluded",
            "insert into customers (id, name) values (1, 'a') on conflict (id) do update set name = excluded.na|",
            "name");
        row("insert columns", "insert into customers (id, na|) values (1)", "name");
        row("next insert column", "insert into customers (id, |) values (1)", "name");
        row("all insert columns", "insert into tokens (|", "secret, label");
        row("update set", "update orders set to|", "total");
        row("update set again", "update orders set total = 1, st| where id = 1", "state");
        row("update value", "update orders set total = to|", "total");
        row("update where", "update orders set total = 1 where cu|", "customer_id");
        row("update from", "update orders o set total = 1 from customers c where c.ci|", "city");
        row("delete", "delete from orders where cus|", "customer_id");
        row("delete using", "delete from orders using customers c where c.ci|", "city");
        row("window", "select sum(total) over mo| from orders window monthly as (order by created_at)", "monthly");
        row("column in a window", "select rank() over (partition by cu|) from orders", "customer_id");
        row("function", "select order_t| from orders", "order_total");
        row("function of PostgreSQL", "select date_tr| from orders", "date_trunc");
        row("function with rows", "select * from recent_o|", "recent_orders");
        row("enum label", "select * from orders where state = |", "'new' / 'paid' / 'it''s lost'");
        row("enum label in quotes", "select * from orders where state = 'p|'", "'paid'");
        row("enum label in a list", "select * from orders where state in ('new', 'pa|", "'paid'");
        row("enum label of insert", "insert into orders (id, state) values (1, 'n|", "'new'");
        row("JSON key", "select details ->> | from orders", "'gift' / 'note'");
        row("JSON key in quotes", "select o.details->>'no| from orders o", "'note'");
        row("merge target", "merge into ord| using customers c on true", "orders / order_lines");
        row("merge source", "merge into orders o using cust|", "customers");
        row("merge condition", "merge into orders o using customers c on o.cu| = c.id", "customer_id");
        row("merge update",
            "merge into orders o using customers c on o.customer_id = c.id when matched then update set to| = 1",
            "total");
        row("merge insert",
            "merge into orders o using customers c on o.id = c.id when not matched then insert (cust|) values (c.id)",
            "customer_id");
        row("call", "call clo|", "close_day");
        row("alter table", "alter table cust|", "customers");
        row("alter column", "alter table customers alter column ci|", "city");
        row("drop column", "alter table sales.invoices drop column am|", "amount");
        row("drop view", "drop view if exists ware|", "warehouse_places");
        row("drop function", "drop function order_t|", "order_total");
        row("create index", "create index on orders (cu|)", "customer_id");
        row("references", "create table x (a bigint references cus|", "customers");
        row("type of a column", "create table x (a order_s|", "order_state");
        row("cast", "select state::order_s| from orders", "order_state");
        row("cast()", "select cast(total as nume|) from orders", "numeric");
        row("grant on", "grant select on cust|", "customers");
        row("grant to", "grant select on customers to re|", "reader");
        row("copy", "copy cust|", "customers");
        row("copy columns", "copy customers (id, ci|) from stdin", "city");
        row("setting", "set work_m|", "work_mem");
        row("search_path", "set search_path to sal|", "sales");
        row("truncate", "truncate order_l|", "order_lines");
        row("view's query", "create view v as select ci| from customers", "city");
        row("explain", "explain analyze select ci| from customers", "city");
        row("do body", "do $$ begin perform ci| from customers; end $$", "");
        row("function body", "create function f() returns int as $$ select ci| from customers; $$ language sql",
            "city");
        row("another statement", "select 1; select ci| from customers; select 2", "city");
        row("open parenthesis", "select count(ci| from customers", "city");
        row("order by alias", "select total * 2 as twice from orders order by tw|", "twice");
        row("group by", "select city, count(*) from customers group by |", "city");
        row("union", "select id from orders union select ci| from customers", "city");
        row("comment", "select 1 -- cust|", "");
        row("string", "select 'cust|", "");
        row("keyword", "select city from customers whe|", "WHERE-LESS");
    }
    void offers()
    {
        QFETCH(QByteArray, sql);
        QFETCH(QString, expected);
        const QStringList found = texts(at(sql));
        if (expected == "WHERE-LESS"_L1) {
            QVERIFY(found.contains("where"_L1));
            return;
        }
        if (expected.isEmpty()) {
            QVERIFY2(!found.contains("name"_L1) && !found.contains("customers"_L1), qPrintable(found.join(u' ')));
            return;
        }
        const QStringList wanted = expected.split(u" / "_s);
        QCOMPARE(found.mid(0, wanted.size()), wanted);
    }

    void joins_data()
    {
        QTest::addColumn<QByteArray>("sql");
        QTest::addColumn<QString>("first");
        const auto row = [](const char *name, const char *sql, const char *first) {
            QTest::newRow(name) << QByteArray(sql) << QString::fromUtf8(first);
        };
        row("forth", "select * from customers c join orders o on |", "o.customer_id = c.id");
        row("back", "select * from orders o join customers c on |", "c.id = o.customer_id");
        row("composite", "select * from order_lines l join shipments s on |",
            "s.order_id = l.order_id and s.line_no = l.line_no");
        row("to itself", "select * from employees e join employees m on |",
            "m.id = e.manager_id / m.manager_id = e.id");
        row("as a view does", "select * from warehouses w join regions r on |", "r.region_no = w.region_ref");
        row("without alias", "select * from customers join orders on |", "orders.customer_id = customers.id");
        row("table by key", "select * from customers c join |", "orders");
        row("table with its condition", "select * from customers c join ord|",
            "orders / orders o on o.customer_id = c.id");
        row("table in the middle", "select * from orders o join cu| on o.customer_id = customers.id", "customers");
        row("first column", "select * from customers c join orders o on o.|", "customer_id");
        row("second column", "select * from customers c join orders o on o.customer_id = c.|", "id");
    }
    void joins()
    {
        QFETCH(QByteArray, sql);
        QFETCH(QString, first);
        const QStringList found = texts(at(sql));
        for (const QString &one : first.split(u" / "_s))
            QVERIFY2(found.mid(0, 2).contains(one), qPrintable(found.mid(0, 5).join(u" / "_s)));
    }

    void noConditionOfCrossJoin()
    {
        for (const Proposal &proposal : at("select * from customers c cross join orders o |"))
            QVERIFY(proposal.kind != ProposalKind::Join);
    }

    void aliasesAreFree()
    {
        const auto proposes = [&](const QByteArray &sql, const QString &alias) {
            for (const Proposal &proposal : at(sql)) {
                if (proposal.kind == ProposalKind::NewAlias)
                    return proposal.text == alias;
            }
            return false;
        };
        QVERIFY(proposes("select * from order_lines |", u"ol"_s));
        QVERIFY(proposes("select * from order_lines ol join order_lines |", u"ol2"_s));
        QVERIFY(proposes("select * from orders as |", u"o"_s));
    }

    void searchPathDecides()
    {
        QCOMPARE(texts(at("select * from inv|", {u"sales"_s})).value(0), u"invoices"_s);
        QCOMPARE(texts(at("select * from inv|", {u"public"_s})).value(0), u"sales.invoices"_s);
        QCOMPARE(texts(at("select amo| from invoices", {u"sales"_s})).value(0), u"amount"_s);
    }

    void replacesTheWord()
    {
        const Proposals found = at("select cit|zz from customers");
        QCOMPARE(found.front().text, u"city"_s);
        QCOMPARE(found.front().begin, 7);
        QCOMPARE(found.front().end, 12);
        QVERIFY(found.front().detail.contains("customers"_L1));
        QCOMPARE(found.front().kind, ProposalKind::Column);
    }

    void ambiguousColumnsAreQualified()
    {
        const QStringList found = texts(at("select i| from customers c, orders o"));
        QVERIFY(found.contains("c.id"_L1));
        QVERIFY(found.contains("o.id"_L1));
    }

    void wordsAreInTheCaseOfTheStatement()
    {
        QVERIFY(texts(at("SELECT name FROM customers WH|")).contains("WHERE"_L1));
        QVERIFY(texts(at("select name from customers wh|")).contains("where"_L1));
    }

    void whatGroupByNamesComesFirst()
    {
        QCOMPARE(texts(at("select c|, count(*) from orders group by customer_id")).value(0), u"customer_id"_s);
        QCOMPARE(
            texts(at("select created_at, customer_id from orders order by created_at, c|")).value(0), u"customer_id"_s);
    }

    void orderIsStable()
    {
        const Proposals once = at("select | from orders o, customers c");
        QVERIFY(once.size() > 10);
        QCOMPARE(at("select | from orders o, customers c"), once);
    }

    void signaturesAreShown()
    {
        for (const Proposal &proposal : at("select order_t|")) {
            if (proposal.text == "order_total"_L1) {
                QCOMPARE(proposal.detail, u"(order_id bigint) → numeric"_s);
                return;
            }
        }
        QFAIL("not offered");
    }
};

QTEST_APPLESS_MAIN(CompletionTest)
#include "tst_completion.moc"
