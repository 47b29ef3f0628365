// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The bar of completion on a few queries; bench_completion has it on hundreds that nobody here wrote.
#include "query/complete/completer.h"
#include "query/complete/indexbuilder.h"
#include "querycomplete/cuts.h"
#include "querycomplete/schematext.h"

#include <QTest>

using namespace howdah;
using namespace howdah::query::complete;

static constexpr auto Schema = R"(
create table authors (id bigint primary key, full_name text, country char(2), born_on date);
create table publishers (id bigint primary key, title text, city text, founded_year int);
create table books (id bigint primary key, author_id bigint references authors (id),
    publisher_id bigint references publishers (id), title text, isbn char(13), published_on date, pages int,
    price numeric(8,2));
create table branches (id bigint primary key, name text, city text, opened_on date);
create table copies (id bigint primary key, book_id bigint references books (id),
    branch_id bigint references branches (id), state text, bought_on date);
create table members (id bigint primary key, full_name text, email text, joined_on date, branch_id bigint
    references branches (id));
create table loans (id bigint primary key, copy_id bigint references copies (id), member_id bigint
    references members (id), lent_on date, due_on date, returned_on date, fee numeric(8,2));
)";

static const QByteArrayList Queries{
    "select a.full_name, count(*) as books from authors a join books b on b.author_id = a.id where b.pages > 300 "
    "group by a.full_name order by a.full_name",
    "select title, price from books where published_on >= date '2020-01-01' and price < 20.5 order by title, price",
    "with late as (select member_id, count(*) as times from loans where returned_on > due_on group by member_id) "
    "select m.full_name, l.times from members m join late l on l.member_id = m.id order by l.times desc",
    "select br.name, sum(l.fee) from branches br join copies c on c.branch_id = br.id join loans l on l.copy_id = c.id "
    "group by br.name having sum(l.fee) > 100",
    "select full_name from members where id not in (select member_id from loans)",
    "select p.title, avg(b.price) from publishers p, books b where b.publisher_id = p.id and p.founded_year = 1950 "
    "group by p.title",
    "update copies set state = 'lost' where id in (select copy_id from loans where returned_on is null)",
    "select city from branches union select city from publishers",
    "insert into loans (copy_id, member_id, lent_on) select c.id, m.id, now() from copies c, members m where "
    "c.branch_id = m.branch_id",
    "select b.title, x.name from books b, lateral (select br.name from copies c join branches br on c.branch_id = "
    "br.id "
    "where c.book_id = b.id) x",
    "delete from loans using members m where loans.member_id = m.id and m.email like '%@example.org'",
    "select name, rank() over (partition by city order by opened_on) from branches"};

class RankingTest final : public QObject
{
    Q_OBJECT

    SharedIndex m_index = buildIndex(test::catalogFromText(Schema));

    struct Outcome
    {
        int cuts = 0;
        int first = 0;
        int five = 0;
        int never = 0;
        QByteArray misses;
    };

    [[nodiscard]] Outcome outcome(bool atEnd) const
    {
        Outcome outcome;
        for (const QByteArray &query : Queries) {
            for (const test::Cut &cut : test::cutsOf(query)) {
                const QByteArray text = cut.text(atEnd);
                const int rank = test::rankOf(complete(*m_index, {.text = text, .cursor = cut.begin + 1}), cut);
                ++outcome.cuts;
                outcome.first += rank == 0;
                outcome.five += rank >= 0 && rank < 5;
                outcome.never += rank < 0;
                if (rank != 0)
                    outcome.misses += text + " [" + query.sliced(cut.begin, cut.end - cut.begin) + "] "
                                    + QByteArray::number(rank) + '\n';
            }
        }
        return outcome;
    }

private Q_SLOTS:
    void editing()
    {
        const Outcome found = outcome(false);
        QVERIFY(found.cuts > 100);
        QVERIFY2(found.first * 100 >= found.cuts * 85, found.misses.constData());
        QVERIFY2(found.five * 100 >= found.cuts * 97, found.misses.constData());
        QVERIFY2(found.never * 100 <= found.cuts, found.misses.constData());
    }

    void typingAtTheEnd()
    {
        const Outcome found = outcome(true);
        QVERIFY2(found.first * 100 >= found.cuts * 55, found.misses.constData());
        QVERIFY2(found.five * 100 >= found.cuts * 80, found.misses.constData());
    }
};

QTEST_APPLESS_MAIN(RankingTest)
#include "tst_ranking.moc"
