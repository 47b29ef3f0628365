// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Completion on whatever a file may hold: it neither crashes nor takes more than its time.
#include "query/complete/completer.h"
#include "query/complete/indexbuilder.h"
#include "querycomplete/schematext.h"

#include <QElapsedTimer>
#include <QRandomGenerator>
#include <QTest>

#include <ctime>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::query::complete;

class WildTextTest final : public QObject
{
    Q_OBJECT

    SharedIndex m_index = buildIndex(test::catalogFromText(
        "create table a (id int primary key, name text, b_id int); create table b (id int primary key, a_id int "
        "references a (id)); create view v (id) as select a.id from a join b on a.id = b.a_id;"));

    [[nodiscard]] Proposals at(QByteArrayView text, qsizetype cursor) const
    {
        return complete(*m_index, {.text = text, .cursor = cursor});
    }
    [[nodiscard]] double secondsOf(const QByteArray &text, qsizetype cursor) const
    {
        const std::clock_t begin = std::clock();
        (void)at(text, cursor);
        return double(std::clock() - begin) / CLOCKS_PER_SEC;
    }

private Q_SLOTS:
    void everyByte_data()
    {
        QTest::addColumn<QByteArray>("sql");
        const QByteArrayList statements{
            "with recursive x (n) as (select 1 union all select n + 1 from x where n < 5) select * from x order by n "
            "desc nulls first",
            "select a.id, count(*) filter (where b.id > 1) from a left join b on a.id = b.a_id group by 1 having "
            "count(*) > 1 limit 3",
            "insert into a as t (id, name) values (1, 'it''s'), (2, E'\\'') on conflict (id) do update set name = "
            "excluded.name returning *",
            "merge into a using b on a.id = b.a_id when matched and a.name = 'x' then update set name = b.id when not "
            "matched then insert (id) values (1)",
            "select * from a, lateral (select b.id from b where b.a_id = a.id) l (z), unnest(array[1, 2]) with "
            "ordinality u (v, n)",
            "create or replace function f() returns int language plpgsql as $f$ begin return (select id from a where "
            "id = $1); end $f$",
            "select (((a.id))), \"A b\".\"c\"\"d\", U&\"x\" from a natural join b cross join (a join b using (id)) "
            "window w as (partition by id)",
            "update a set (id, name) = (select id, 'x' from b), b_id = 2 from b where a.id in (select id from b) "
            "returning a.id as i",
            "grant select, insert on a, b to public; alter table a alter column id type bigint; copy a (id) from "
            "stdin; set search_path to x",
            "select case when x = 1 then 'a' else (select 2) end as k, cast(a.id as text), a.id::text[] from a where "
            "/* c */ id -- d\n = 1"};
        for (const QByteArray &statement : statements)
            QTest::newRow(statement.first(30).constData()) << statement;
    }
    void everyByte()
    {
        QFETCH(QByteArray, sql);
        for (qsizetype cut = 0; cut <= sql.size(); ++cut) {
            const Proposals rest = at(sql, cut);
            const Proposals end = at(QByteArrayView(sql).first(cut), cut);
            for (const Proposals &proposals : {rest, end}) {
                for (const Proposal &proposal : proposals) {
                    QVERIFY(
                        proposal.begin >= 0 && proposal.begin <= cut && proposal.end >= cut
                        && proposal.end <= sql.size());
                    QVERIFY(!proposal.text.isEmpty());
                }
            }
        }
    }

    void randomBytes()
    {
        QRandomGenerator random(20);
        const QByteArrayList words{
            "select ",     "from ",  "(",         ")",        "a",          ".",       "b ",
            ",",           "with ",  "as ",       "'",        "\"",         "$$",      "--",
            "\n",          "/*",     "*/",        ";",        "join ",      "on ",     "insert into ",
            "values ",     "union ", "order by ", "=",        "::",         "case ",   "\\",
            "[",           "]",      "E'",        "lateral ", "using ",     "update ", "set ",
            "merge into ", "when ",  "over ",     "window ",  "returning ", "\xff",    "\xc3",
            "group by ",   "nulls "};
        for (int round = 0; round < 3000; ++round) {
            QByteArray text;
            const int count = int(random.bounded(40));
            for (int i = 0; i < count; ++i)
                text += round % 4 == 0 ? QByteArray(1, char(random.bounded(256)))
                                       : words.at(random.bounded(int(words.size())));
            (void)at(text, qsizetype(random.bounded(int(text.size()) + 1)));
        }
    }

    void longTexts_data()
    {
        QTest::addColumn<QByteArray>("piece");
        for (const char *piece :
             {"(",
              ")",
              "a.",
              "select ",
              "a,",
              "'",
              "\"",
              "$x$",
              "case when ",
              "(select a from ",
              "with x as (",
              "union select a.id from a ",
              "join a on a.id = b.id ",
              "[",
              "f(",
              "/*",
              "a = b and ",
              "(1, 'x'), ",
              "insert into a values (",
              "x",
              ";",
              "\xc3",
              "lateral ("})
            QTest::newRow(piece) << QByteArray(piece);
    }
    // What is looked at has a bound, and within it the time grows with the text.
    void longTexts()
    {
        QFETCH(QByteArray, piece);
        const auto text = [&](qsizetype size) {
            QByteArray all = "select * from a where ";
            all.reserve(size + 100);
            while (all.size() < size)
                all += piece;
            return all;
        };
        const QByteArray small = text(10'000);
        const QByteArray large = text(piece == "a = b and " ? 1'000'000 : 100'000);
        double shortest = 0;
        for (int round = 0; round < 2; ++round) {
            const double seconds = secondsOf(small, small.size() / 2);
            shortest = round == 0 ? seconds : std::min(seconds, shortest);
        }
        // Ten times the text and more, of which what lies within reach of the cursor counts, and room for noise.
        QVERIFY2(secondsOf(large, large.size() / 2) < 20 * shortest + 0.1, "more than linear");
    }
};

QTEST_APPLESS_MAIN(WildTextTest)
#include "tst_wildtext.moc"
