// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the name at the cursor means, where it is used, and what is changed by its name.
#include "query/complete/completer.h"
#include "query/complete/indexbuilder.h"
#include "query/complete/nameatcursor.h"
#include "query/complete/statementedits.h"
#include "querycomplete/schematext.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::query::complete;

class NamesTest final : public QObject
{
    Q_OBJECT

    SharedIndex m_index = buildIndex(test::catalogFromText(
        "create table orders (id bigint primary key, customer_id bigint, total numeric(10,2));"
        "create table customers (id bigint primary key, name text, \"Odd One\" int);"
        "create view big_orders (id, total) as select o.id, o.total from orders o where o.total > 100;"
        "create function order_total(order_id bigint) returns numeric language sql as $$ select 1 $$;"));

    [[nodiscard]] static CompletionRequest request(QByteArray &sql)
    {
        const qsizetype cursor = sql.indexOf('|');
        sql.remove(cursor, 1);
        return {.text = sql, .cursor = cursor};
    }
    [[nodiscard]] NameMeaning meaningAt(QByteArray sql) const
    {
        const CompletionRequest asked = request(sql);
        return nameAt(*m_index, asked).value_or(NameMeaning{.name = u"nothing"_s});
    }
    [[nodiscard]] static QString applied(QByteArray text, std::vector<TextEdit> edits)
    {
        for (auto edit = edits.rbegin(); edit != edits.rend(); ++edit)
            text.replace(edit->begin, edit->end - edit->begin, edit->text.toUtf8());
        return QString::fromUtf8(text);
    }
    [[nodiscard]] QString renamed(QByteArray sql, const QString &name) const
    {
        const CompletionRequest asked = request(sql);
        return applied(sql, renameAlias(*m_index, asked, name));
    }
    [[nodiscard]] QString expanded(QByteArray sql) const
    {
        const CompletionRequest asked = request(sql);
        return applied(sql, expandStar(*m_index, asked));
    }

private Q_SLOTS:
    void columns()
    {
        const NameMeaning meaning = meaningAt("select o.to|tal from orders o");
        QCOMPARE(meaning.name, u"orders.total"_s);
        QCOMPARE(meaning.type, u"numeric(10,2)"_s);
        QCOMPARE(meaning.column, 3);
        QCOMPARE(meaning.begin, 9);
        QCOMPARE(meaning.end, 14);
    }

    void relations()
    {
        QCOMPARE(meaningAt("select * from big_or|ders").name, u"public.big_orders"_s);
        QVERIFY(meaningAt("select * from big_orders|").definition.contains("o.total > 100"_L1));
        QCOMPARE(meaningAt("drop table ord|ers").name, u"public.orders"_s);
        QCOMPARE(meaningAt("select o|.id from orders o").name, u"public.orders"_s);
        QCOMPARE(meaningAt("select o|.id from orders o").definedAt, 24);
    }

    void functions()
    {
        QCOMPARE(meaningAt("select order_to|tal(1)").name, u"public.order_total(order_id bigint)"_s);
        QCOMPARE(meaningAt("select date_tru|nc('day', now())").kind, ProposalKind::Function);
    }

    void definitionsWithinTheStatement()
    {
        QCOMPARE(meaningAt("with paid as (select 1 as one) select * from pai|d").definedAt, 5);
        QCOMPARE(meaningAt("with paid as (select 1 as one) select on|e from paid").definedAt, 26);
        QCOMPARE(meaningAt("select total * 2 as twice from orders order by twi|ce").definedAt, 20);
    }

    void whatIsNoName()
    {
        QCOMPARE(meaningAt("sel|ect 1").name, u"nothing"_s);
        QCOMPARE(meaningAt("select 'or|ders'").name, u"nothing"_s);
        QCOMPARE(meaningAt("select 1 + | 2").name, u"nothing"_s);
        QCOMPARE(meaningAt("select nobody_kno|ws from orders").name, u"nothing"_s);
    }

    void usesInViewsAndFunctions()
    {
        const std::vector<NameUse> uses = usesOf(m_index->catalog(), u"orders"_s);
        QCOMPARE(uses.size(), 1);
        QCOMPARE(uses.front().kind, u"view"_s);
        QCOMPARE(uses.front().name, u"public.big_orders"_s);
        QCOMPARE(usesOf(m_index->catalog(), u"total"_s).size(), 2);
        QVERIFY(usesOf(m_index->catalog(), u"tot"_s).empty());
    }

    void aliasesAreRenamed()
    {
        QCOMPARE(
            renamed(
                "select o.id, (select c.name from customers c where c.id = o.customer_id) from orders o| where o.id = "
                "1",
                u"ord"_s),
            u"select ord.id, (select c.name from customers c where c.id = ord.customer_id) from orders ord where ord.id = 1"_s);
        // From a use, and only the one that is meant.
        QCOMPARE(
            renamed("select o|.id from orders o where exists (select 1 from customers o where o.id = 1)", u"x"_s),
            u"select x.id from orders x where exists (select 1 from customers o where o.id = 1)"_s);
        QCOMPARE(
            renamed("with a as (select 1 as n) select a.n from a| union select n from a", u"Two Words"_s),
            u"with \"Two Words\" as (select 1 as n) select \"Two Words\".n from \"Two Words\" union select n from \"Two Words\""_s);
        QCOMPARE(
            renamed("select o|.id from orders o, customers c", u"c"_s),
            u"select o.id from orders o, customers c"_s); // taken
        QCOMPARE(renamed("select o.id| from orders o", u"c"_s), u"select o.id from orders o"_s);
    }

    void starsAreExpanded()
    {
        QCOMPARE(expanded("select *| from customers"), u"select id, name, \"Odd One\" from customers"_s);
        QCOMPARE(expanded("select |* from customers"), u"select id, name, \"Odd One\" from customers"_s);
        QCOMPARE(
            expanded("select o.*| from orders o, customers c"),
            u"select o.id, o.customer_id, o.total from orders o, customers c"_s);
        QCOMPARE(
            expanded("select *| from big_orders b, (select 1 as n) x"),
            u"select b.id, b.total, x.n from big_orders b, (select 1 as n) x"_s);
        QCOMPARE(expanded("select count(*|) from orders"), u"select count(*) from orders"_s);
        QCOMPARE(expanded("select *| from nowhere"), u"select * from nowhere"_s);
    }

    void outlines()
    {
        const std::vector<OutlineItem> items =
            outlineOf("create table orders (id int);\n\nselect * from orders o join customers c on true;\n-- x\nupdate "
                      "orders set id = 1; select 'open");
        QCOMPARE(items.size(), 3);
        QCOMPARE(items[0].title, u"create table orders"_s);
        QCOMPARE(items[1].title, u"select … from orders, customers"_s);
        QCOMPARE(items[1].line, 3);
        QCOMPARE(items[2].title, u"update orders set id = 1"_s);
        QCOMPARE(items[2].line, 5);
    }

    void habitsSayWhatFollows()
    {
        Habits habits;
        QVERIFY(habits.isEmpty());
        const QByteArray text = "select c";
        const auto first = [&](const Habits *known) {
            const Proposals found = complete(*m_index, {.text = text, .cursor = 8, .habits = known});
            return found.empty() ? QString() : found.front().text;
        };
        QVERIFY(first(nullptr) != "customer_id"_L1);
        const QByteArray statement = "select customer_id, total from orders where total > 5";
        for (int i = 0; i < 3; ++i)
            habits.learn(statement);
        QCOMPARE(first(&habits), u"customer_id"_s);
        for (int i = 0; i < 3; ++i)
            habits.learn(statement, -1);
        QVERIFY(first(&habits) != "customer_id"_L1);
    }
};

QTEST_APPLESS_MAIN(NamesTest)
#include "tst_names.moc"
