// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// Two answers compared by key, against what the server itself says of the same rows.
#include "query/compare/comparison.h"
#include "query/runfixture.h"
#include "support/verifyok.h"

#include <QElapsedTimer>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::query;

class CompareTest final : public QObject, private test::RunFixture
{
    Q_OBJECT
private:
    using Rows = std::shared_ptr<ResultStore>;
    Rows rows(const QString &sql)
    {
        const RunReport report = run(sql.toUtf8());
        if (report.outcomes.size() != 1 || !report.outcomes.front().result)
            qFatal("%s", qPrintable(sql));
        return report.outcomes.front().result;
    }
    static std::vector<ResultColumn> columnsOf(const ResultStore &rows)
    {
        return resultColumns(*rows.columns(), nullptr);
    }
    std::shared_ptr<const Comparison>
    compare(const ResultStore &left, const ResultStore &right, const QStringList &key, CompareWish wish = {})
    {
        const auto one = columnsOf(left);
        const auto other = columnsOf(right);
        wish.columns = matchColumns(one, other).both;
        for (int at = 0; at < int(wish.columns.size()); ++at) {
            if (key.contains(one[size_t(wish.columns[size_t(at)].left)].shape.name))
                wish.key.push_back(at);
        }
        const auto done = compareRows(left, one, right, other, wish);
        if (!done)
            qFatal("%s", qPrintable(describe(done.error())));
        return *done;
    }
    static QString counts(const Comparison &comparison)
    {
        return u"%1 same, %2 changed, %3 added, %4 removed"_s.arg(comparison.same)
            .arg(comparison.changed)
            .arg(comparison.added)
            .arg(comparison.removed);
    }

private Q_SLOTS:
    void initTestCase() { openAnew(); }
    void cleanupTestCase() { m_session.reset(); }

    void agreesWithTheServer_data()
    {
        QTest::addColumn<QString>("key");
        QTest::addColumn<qint64>("memory");
        QTest::newRow("by id") << u"id"_s << qint64(1 << 27);
        QTest::newRow("by id, in parts") << u"id"_s << qint64(20'000);
        QTest::newRow("by two columns") << u"id, part"_s << qint64(1 << 27);
        QTest::newRow("by whole rows") << QString() << qint64(1 << 27);
        QTest::newRow("by whole rows, in parts") << QString() << qint64(20'000);
    }
    void agreesWithTheServer()
    {
        QFETCH(QString, key);
        QFETCH(qint64, memory);
        std::ignore = run(
            "drop table if exists l, r;"
            "create table l (id int, part int, word text, amount numeric, at timestamptz, pad char(5));"
            "select setseed(0.4);"
            "insert into l select i, i % 3, case when random() < 0.1 then null when random() < 0.1 then '' else 'w' || "
            "i end,"
            " (random() * 100)::numeric(6, 2), '2026-01-01'::timestamptz + i * interval '1 hour', 'p' from "
            "generate_series(1, 5000) i;"
            "create table r as select * from l where random() < 0.9;"
            "update r set amount = amount * 1.000, at = at, pad = rtrim(pad);"
            "update r set word = word || '!' where random() < 0.1; update r set word = null where random() < 0.05;"
            "insert into r select i, i % 3, 'new', 1, now(), 'p' from generate_series(6000, 6300) i;"
            "insert into l values (null, 1, 'x', 1, null, null); insert into r values (null, 1, 'y', 1, null, null)");
        const bool isWhole = key.isEmpty();
        if (isWhole) // several of the same, too
            std::ignore =
                run("insert into l select * from l where id < 100; insert into r select * from r where id < 50");
        const Rows left = rows(u"select * from l order by random()"_s);
        std::ignore = run("set timezone to 'Asia/Kolkata'");
        const Rows right = rows(u"select * from r order by random()"_s);
        std::ignore = run("reset timezone");
        const auto done = compare(*left, *right, key.split(u", "_s, Qt::SkipEmptyParts), {.memory = memory});
        QString expected;
        if (isWhole) {
            expected = u"%1 same, 0 changed, %2 added, %3 removed"_s.arg(
                ask(u"select count(*) from (select * from l intersect all select * from r) s"_s),
                ask(u"select count(*) from (select * from r except all select * from l) s"_s),
                ask(u"select count(*) from (select * from l except all select * from r) s"_s));
        } else {
            expected =
                ask(u"select format('%s same, %s changed, %s added, %s removed',"
                    " count(*) filter (where l.c is not null and r.c is not null and l.t is not distinct from r.t),"
                    " count(*) filter (where l.c is not null and r.c is not null and l.t is distinct from r.t),"
                    " count(*) filter (where l.c is null), count(*) filter (where r.c is null))"
                    " from (select ctid as c, id, part, (word, amount, at, pad) as t from l) l full join"
                    " (select ctid as c, id, part, (word, amount, at, pad) as t from r) r"
                    " on coalesce(l.id, -1) = coalesce(r.id, -1) and l.part = r.part"_s);
            QCOMPARE(done->nullKeys, 2);
        }
        QCOMPARE(counts(*done), expected);
        QCOMPARE(qint64(done->rows.size()), done->same + done->differences());
        // Each row is in it once.
        std::set<quint32> lefts;
        std::set<quint32> rights;
        for (const ComparedRow &row : done->rows) {
            QVERIFY(row.isAdded() || lefts.insert(row.left).second);
            QVERIFY(row.isRemoved() || rights.insert(row.right).second);
        }
        QCOMPARE(qint64(lefts.size()), left->rowCount());
        QCOMPARE(qint64(rights.size()), right->rowCount());
    }

    void asValuesOrAsTexts()
    {
        const Rows left =
            rows(u"select 1 as id, 1.0::numeric as n, 'a '::char(3) as c, interval '1 day' as i, '1'::text as t"_s);
        const Rows right =
            rows(u"select 1 as id, 1.00::numeric as n, 'a'::char(2) as c, interval '24 hours' as i, '1'::text as t"_s);
        QCOMPARE(counts(*compare(*left, *right, {u"id"_s})), u"1 same, 0 changed, 0 added, 0 removed"_s);
        const auto texts = compare(*left, *right, {u"id"_s}, {.sameness = Sameness::Texts});
        QCOMPARE(counts(*texts), u"0 same, 1 changed, 0 added, 0 removed"_s);
        const std::vector<bool> differ = differingColumns(
            texts->wish, columnsOf(*left), *left->at(0)->batch, 0, columnsOf(*right), *right->at(0)->batch, 0);
        QCOMPARE(differ, (std::vector<bool>{false, true, true, true, false}));
        // Numbers of any type; but a number is no text.
        QCOMPARE(
            counts(*compare(
                *rows(u"select 1 as id, 2::int as v"_s), *rows(u"select 1::bigint as id, 2.0::float8 as v"_s),
                {u"id"_s})),
            u"1 same, 0 changed, 0 added, 0 removed"_s);
        QCOMPARE(
            counts(*compare(
                *rows(u"select 1 as id, '2.0'::text as v"_s), *rows(u"select 1 as id, '2'::text as v"_s), {u"id"_s})),
            u"0 same, 1 changed, 0 added, 0 removed"_s);
        // NULL is no empty text, and the end of one value is not the beginning of the next.
        QCOMPARE(
            counts(*compare(
                *rows(u"select 1 as id, null::text as v, 'ab' as w, 'c' as x"_s),
                *rows(u"select 1 as id, '' as v, 'a' as w, 'bc' as x"_s), {u"id"_s})),
            u"0 same, 1 changed, 0 added, 0 removed"_s);
        QCOMPARE(
            counts(*compare(*rows(u"select 'ab' as a, 'c' as b"_s), *rows(u"select 'a' as a, 'bc' as b"_s), {})),
            u"0 same, 0 changed, 1 added, 1 removed"_s);
    }

    void repeatedKeysAreSaid()
    {
        const auto done = compare(
            *rows(u"select * from (values (1, 'a'), (1, 'b'), (1, 'c'), (2, 'x')) v (id, w)"_s),
            *rows(u"select * from (values (1, 'c'), (1, 'z'), (2, 'x'), (2, 'y')) v (id, w)"_s), {u"id"_s});
        QCOMPARE(done->leftRepeated, 2);
        QCOMPARE(done->rightRepeated, 2);
        QCOMPARE(counts(*done), u"2 same, 1 changed, 1 added, 1 removed"_s);
    }

    void columnsBelongTogetherByName()
    {
        const Rows left = rows(u"select 1 as a, 2 as b, 3 as b, 4 as c"_s);
        const Rows right = rows(u"select 1 as b, 2 as d, 3 as a, 4 as b, 5 as b"_s);
        const ColumnMatch match = matchColumns(columnsOf(*left), columnsOf(*right));
        QCOMPARE(match.both, (std::vector<ColumnPair>{{0, 2}, {1, 0}, {2, 3}}));
        QCOMPARE(match.leftOnly, std::vector<int>{3});
        QCOMPARE(match.rightOnly, (std::vector<int>{1, 4}));
        const Rows named = rows(u"select 'x' as v, 1 as \"ID\""_s);
        const auto columns = columnsOf(*named);
        QCOMPARE(guessKey(matchColumns(columns, columns), columns, columns), std::vector<int>{1});
        const auto none = columnsOf(*left);
        QVERIFY(guessKey(match, none, columnsOf(*right)).empty());
    }

    void onlySoManyAreListed()
    {
        const Rows left = rows(u"select i as id, i % 10 as v from generate_series(1, 1000) i"_s);
        const Rows right = rows(
            u"select i as id, case when i % 100 = 0 then -1 else i % 10 end as v from generate_series(1, 1000) i"_s);
        const auto differences = compare(*left, *right, {u"id"_s}, {.most = 500});
        QVERIFY(!differences->hasSame && !differences->isCut);
        QCOMPARE(differences->rows.size(), size_t(10));
        QCOMPARE(counts(*differences), u"990 same, 10 changed, 0 added, 0 removed"_s);
        const auto cut = compare(*left, *right, {u"id"_s}, {.most = 5});
        QVERIFY(cut->isCut);
        QCOMPARE(cut->rows.size(), size_t(5));
        QCOMPARE(counts(*cut), u"990 same, 10 changed, 0 added, 0 removed"_s);
    }

    void stopsWhenItIsTold()
    {
        const Rows left = rows(u"select i as id from generate_series(1, 1000) i"_s);
        std::stop_source stop;
        stop.request_stop();
        const auto columns = columnsOf(*left);
        CompareWish wish{.columns = matchColumns(columns, columns).both};
        const auto done = compareRows(*left, columns, *left, columns, wish, stop.get_token());
        QVERIFY(!done && done.error().kind == ErrorKind::Cancelled);
    }

    void manyRowsInBoundedMemory()
    {
        const Rows left = rows(u"select i as id, 'word ' || i as w, i * 0.5 as n from generate_series(1, 200000) i"_s);
        const Rows right = rows(
            u"select i as id, 'word ' || i + (i % 1000 = 0)::int as w, i * 0.5 as n from generate_series(2, 200001) i"_s);
        QElapsedTimer timer;
        timer.start();
        const auto done = compare(*left, *right, {u"id"_s}, {.memory = qint64(4) << 20});
        qInfo("200,000 against as many: %lld ms", timer.elapsed());
        QCOMPARE(done->changed, 200);
        QCOMPARE(done->added, 1);
        QCOMPARE(done->removed, 1);
        QCOMPARE(done->same, 199'799);
    }
};

QTEST_GUILESS_MAIN(CompareTest)
#include "tst_compare.moc"
