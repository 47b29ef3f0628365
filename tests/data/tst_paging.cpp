// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pagingserver.h"

#include <QFile>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::data;
using namespace howdah::data::test;

using Sort = std::vector<SortColumn>;
constexpr auto Up = Direction::Ascending;
constexpr auto Down = Direction::Descending;
constexpr auto First = NullPlacement::First;
constexpr auto Last = NullPlacement::Last;

// Pages through real tables and lets psql's ORDER BY judge: every row once, in order, forward and backward. Each table
// has a column `tag` that tells its rows apart, whether that is a key or not.
class PagingTest final : public QObject
{
    Q_OBJECT

    std::unique_ptr<PagingServer> m_here;

    QStringList tags(const PageQuery &query, const Page &page) const
    {
        const auto &columns = query.shape().columns;
        const auto tag = std::ranges::find(columns, u"tag"_s, &ColumnShape::name) - columns.begin();
        QStringList out;
        for (qsizetype row = 0; row < page.rows.rowCount(); ++row)
            out << page.rows.text(row, tag);
        return out;
    }

    // All tags from the first page on, or backward from the last; checks the positions on the way.
    QStringList walk(const std::shared_ptr<const PageQuery> &query, bool forward, int rows, RowTotal total = {})
    {
        QStringList seen;
        PageRequest request{
            .kind = forward ? PageRequest::Kind::First : PageRequest::Kind::Last, .total = total, .rows = rows};
        Position expected{};
        for (int pages = 0; pages < 2000; ++pages) {
            const Page page = m_here->read(query, request);
            const qint64 count = page.rows.rowCount();
            if (forward)
                seen += tags(*query, page);
            else
                seen = tags(*query, page) + seen;
            if (forward && page.position != expected)
                qFatal("position %lld instead of %lld", page.position.row, expected.row);
            expected.row += count;
            if (forward ? page.atEnd : page.atStart)
                return seen;
            request.kind = forward ? PageRequest::Kind::After : PageRequest::Kind::Before;
            request.place = placeOf(*query, page.rows, forward ? count - 1 : 0);
            request.position = {page.position.row + (forward ? count - 1 : 0), page.position.exact};
        }
        return {u"no end"_s};
    }

    // What the operator is asked about a column in which `there` stands: that, or what its own type can read.
    static std::pair<QString, QString> valueFor(FilterOperator op, const QString &there)
    {
        switch (op) {
        case FilterOperator::HasElement:
            return {u"1"_s, {}};
        case FilterOperator::InList:
            return {u'"' + there + u"\", "_s + there, {}};
        case FilterOperator::Between:
            return {there, there};
        case FilterOperator::WithinLast:
        case FilterOperator::WithinNext:
        case FilterOperator::OlderThan:
            return {u"1 day"_s, {}};
        case FilterOperator::OnDay:
            return {u"2026-01-01"_s, {}};
        case FilterOperator::InThis:
            return {u"year"_s, {}};
        case FilterOperator::JsonPath:
            return {u"$.a"_s, {}};
        case FilterOperator::JsonMatches:
            return {u"$.a >= 0"_s, {}};
        case FilterOperator::JsonAt:
            return {u"1"_s, u"a"_s};
        case FilterOperator::Regex:
        case FilterOperator::RegexAnyCase:
            return {u"."_s, {}};
        default:
            return {there, {}};
        }
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_here = std::make_unique<PagingServer>();
        QFile tables(QStringLiteral(HOWDAH_SOURCE_DIR "/tests/data/pagingtables.sql"));
        QVERIFY(tables.open(QIODevice::ReadOnly));
        m_here->psql(QString::fromUtf8(tables.readAll()));
    }
    void cleanupTestCase() { m_here.reset(); }

    void everyRowOnce_data()
    {
        QTest::addColumn<QString>("relation");
        QTest::addColumn<Sort>("sort");
        QTest::addColumn<QString>("order"); // psql's
        const auto row = [](const char *name, const QString &relation, Sort sort, const QString &order) {
            QTest::newRow(name) << relation << std::move(sort) << order;
        };
        row("key", u"people"_s, {}, u"tag"_s);
        row("key down", u"people"_s, {{u"tag"_s, Down, {}}}, u"tag DESC"_s);
        row("text with nulls", u"people"_s, {{u"name"_s, Up, {}}}, u"name, tag"_s);
        row("text down", u"people"_s, {{u"name"_s, Down, {}}}, u"name DESC, tag DESC"_s);
        row("nulls first", u"people"_s, {{u"name"_s, Up, First}}, u"name NULLS FIRST, tag"_s);
        row("nulls last down", u"people"_s, {{u"name"_s, Down, Last}}, u"name DESC NULLS LAST, tag DESC"_s);
        row("not null with duplicates", u"people"_s, {{u"age"_s, Down, {}}}, u"age DESC, tag DESC"_s);
        row("mixed", u"people"_s, {{u"name"_s, Up, {}}, {u"age"_s, Down, {}}}, u"name, age DESC, tag DESC"_s);
        row("mixed nulls", u"people"_s, {{u"flag"_s, Down, Last}, {u"name"_s, Up, First}, {u"code"_s, Down, {}}},
            u"flag DESC NULLS LAST, name NULLS FIRST, code DESC, tag DESC"_s);
        row("three nullable", u"people"_s, {{u"flag"_s, Up, {}}, {u"feeling"_s, Up, {}}, {u"name"_s, Up, {}}},
            u"flag, feeling, name, tag"_s);
        row("key in the middle", u"people"_s, {{u"age"_s, Up, {}}, {u"tag"_s, Down, {}}, {u"name"_s, Up, {}}},
            u"age, tag DESC"_s);
        row("timestamps", u"people"_s, {{u"born"_s, Up, {}}}, u"born, tag"_s);
        row("numeric", u"people"_s, {{u"code"_s, Up, {}}}, u"code, tag"_s);
        row("float", u"people"_s, {{u"share"_s, Down, {}}}, u"share DESC, tag DESC"_s);
        row("interval", u"people"_s, {{u"wait"_s, Up, {}}}, u"wait, tag"_s);
        row("jsonb", u"people"_s, {{u"data"_s, Up, {}}}, u"data, tag"_s);
        row("enum", u"people"_s, {{u"feeling"_s, Down, {}}}, u"feeling DESC, tag DESC"_s);
        row("bytes", u"people"_s, {{u"raw"_s, Up, {}}}, u"raw, tag"_s);
        row("char(5)", u"people"_s, {{u"short"_s, Up, {}}}, u"short, tag"_s);
        row("array", u"people"_s, {{u"tags"_s, Up, {}}}, u"tags, tag"_s);
        row("inet", u"people"_s, {{u"net"_s, Up, {}}}, u"net, tag"_s);
        row("date", u"people"_s, {{u"day"_s, Down, {}}}, u"day DESC, tag DESC"_s);
        row("two columns", u"pairs"_s, {}, u"tenant, n"_s);
        row("half the key down", u"pairs"_s, {{u"tenant"_s, Down, {}}}, u"tenant DESC, n DESC"_s);
        row("uuid", u"uuids"_s, {}, u"tag"_s);
        row("uuid second", u"uuids"_s, {{u"v"_s, Up, {}}}, u"v, tag"_s);
        row("text key", u"texts"_s, {}, u"tag"_s);
        row("text key down", u"texts"_s, {{u"tag"_s, Down, {}}}, u"tag DESC"_s);
        row("no key", u"keyless"_s, {}, u"ctid"_s);
        row("no key, sorted", u"keyless"_s, {{u"a"_s, Up, {}}}, u"a, ctid"_s);
        row("no key, sorted down", u"keyless"_s, {{u"a"_s, Down, Last}}, u"a DESC NULLS LAST, ctid DESC"_s);
        row("empty", u"empty"_s, {}, u"tag"_s);
        row("empty without key", u"empty_keyless"_s, {}, u"tag"_s);
        row("only holes", u"all_deleted"_s, {}, u"tag"_s);
        row("partitions", u"parts"_s, {}, u"tag, day"_s);
        row("partitions sorted", u"parts"_s, {{u"v"_s, Down, {}}}, u"v DESC, tag DESC, day DESC"_s);
        row("partitions without key", u"loose_parts"_s, {}, u"tableoid, ctid"_s);
        row("partitions without key, sorted", u"loose_parts"_s, {{u"v"_s, Up, {}}}, u"v, tableoid, ctid"_s);
        row("inheritance", u"parent"_s, {}, u"tableoid, ctid"_s);
        row("inheritance sorted", u"parent"_s, {{u"v"_s, Down, {}}}, u"v DESC, tableoid DESC, ctid DESC"_s);
        row("materialized view", u"frozen"_s, {}, u"ctid"_s);
    }
    void everyRowOnce()
    {
        QFETCH(QString, relation);
        QFETCH(Sort, sort);
        QFETCH(QString, order);
        const QStringList expected = m_here->lines(u"SELECT tag FROM %1 ORDER BY %2"_s.arg(relation, order));
        QCOMPARE(
            expected.contains(u"1"_s) || expected.size() >= 100,
            !relation.startsWith(u"empty") && relation != u"all_deleted");
        const RelationShape shape = m_here->shape(relation);
        const auto query = queryOf(shape, {}, sort);
        // Texts with a line break or nothing in them do not survive psql's lines.
        const auto lines = [](QStringList tags) {
            tags.removeAll(QString());
            return tags;
        };
        for (const int rows : {7, 64, 1000}) {
            QCOMPARE(lines(walk(query, true, rows)), expected);
            QCOMPARE(lines(walk(query, false, rows)), expected);
        }
    }

    void hostileNames()
    {
        const QString schema = u"od\"d.sch;ema"_s;
        const RelationShape shape = m_here->shape(u"t\"; drop table people; --"_s, schema);
        QVERIFY(keyOf(shape));
        const QString from = relationSql(shape);
        const auto sorted = queryOf(
            shape, {{{u"a\"b.c"_s, FilterOperator::NotEqual, u"x7"_s}}, u"\"left\" < -3"_s},
            {{u"ش"_s, Down, {}}, {u"left"_s, Up, {}}});
        const QStringList expected = m_here->lines(
            u"SELECT tag FROM %1 WHERE \"a\"\"b.c\" <> 'x7' AND \"left\" < -3 ORDER BY \"ش\" DESC"_s.arg(from));
        QCOMPARE(expected.size(), 146);
        QCOMPARE(walk(sorted, true, 10), expected);
        QCOMPARE(walk(sorted, false, 10), expected);
        QVERIFY(m_here->psql(u"SELECT count(*) FROM people"_s).startsWith(u"400"));
    }

    void sortByTheColumnNotByThePreview()
    {
        // A column named as a function of the select list must not catch ORDER BY.
        const RelationShape shape = m_here->shape(u"t\"; drop table people; --"_s, u"od\"d.sch;ema"_s);
        const auto query = queryOf(shape, {}, {{u"left"_s, Up, {}}});
        QCOMPARE(walk(query, true, 50).first(), u"150"_s);
    }

    void filteredPages_data()
    {
        QTest::addColumn<QString>("relation");
        QTest::addColumn<QString>("condition");
        QTest::addColumn<QString>("order");
        QTest::newRow("by key") << u"people"_s << u"name LIKE 'n1%'"_s << u"tag"_s;
        QTest::newRow("qualified") << u"people"_s << u"people.age = 3 OR flag"_s << u"tag"_s;
        QTest::newRow("none") << u"people"_s << u"false"_s << u"tag"_s;
        QTest::newRow("by block") << u"keyless"_s << u"tag % 7 /* any */ = 1"_s << u"ctid"_s;
        QTest::newRow("by block, rare") << u"keyless"_s << u"keyless.tag = 2999"_s << u"ctid"_s;
        QTest::newRow("partitions") << u"loose_parts"_s << u"loose_parts.v = 2"_s << u"tableoid, ctid"_s;
        QTest::newRow("subquery") << u"people"_s << u"tag IN (SELECT max(tag) FROM people)"_s << u"tag"_s;
    }
    void filteredPages()
    {
        QFETCH(QString, relation);
        QFETCH(QString, condition);
        QFETCH(QString, order);
        const QStringList expected =
            m_here->lines(u"SELECT tag FROM %1 WHERE (%2\n) ORDER BY %3"_s.arg(relation, condition, order));
        const auto query = queryOf(m_here->shape(relation), {{}, condition});
        QCOMPARE(walk(query, true, 10), expected);
        QCOMPARE(walk(query, false, 10), expected);
    }

    void everyOperatorRuns()
    {
        const RelationShape shape = m_here->shape(u"people"_s);
        for (const ColumnShape &column : shape.columns) {
            const QString there =
                m_here
                    ->psql(
                        u"SELECT \"%1\" FROM people WHERE \"%1\" IS NOT NULL ORDER BY tag LIMIT 1"_s.arg(column.name))
                    .trimmed();
            for (const FilterOperator op : operatorsFor(column)) {
                const auto [value, second] = valueFor(op, there);
                const auto query = queryOf(shape, {{{column.name, op, value, second}}, {}});
                const Page page = m_here->read(query, {});
                const bool mustMatch = op == FilterOperator::Equal || op == FilterOperator::InList
                                    || op == FilterOperator::Between || op == FilterOperator::Contains
                                    || op == FilterOperator::StartsWith || op == FilterOperator::JsonContains
                                    || op == FilterOperator::GreaterOrEqual;
                QVERIFY2(
                    !mustMatch || page.rows.rowCount() > 0,
                    qPrintable(column.name + u' ' + operatorKey(op) + u' ' + value));
            }
        }
    }

    void withoutRangeScans()
    {
        m_here->forget(130000);
        const auto query = queryOf(m_here->shape(u"keyless"_s));
        const QStringList expected = m_here->lines(u"SELECT tag FROM keyless ORDER BY ctid"_s);
        QCOMPARE(walk(query, true, 100), expected);
        QCOMPARE(walk(query, false, 100), expected);
        m_here->forget();
    }

    void rowsThatCameMeanwhileAreMet()
    {
        m_here->psql(u"CREATE TABLE growing (tag int); INSERT INTO growing SELECT generate_series(1, 500)"_s);
        const auto query = queryOf(m_here->shape(u"growing"_s));
        const Page last = m_here->read(query, {.kind = PageRequest::Kind::Last, .rows = 10});
        QCOMPARE(tags(*query, last).last(), u"500"_s);
        m_here->psql(u"INSERT INTO growing SELECT generate_series(501, 3000)"_s);
        const Page more = m_here->read(
            query, {.kind = PageRequest::Kind::After,
                    .place = placeOf(*query, last.rows, 9),
                    .position = {499, true},
                    .rows = 3000});
        QCOMPARE(tags(*query, more).size(), 2500);
        QCOMPARE(tags(*query, more).first(), u"501"_s);
    }

    void readingAgainBeginsAtTheSameRow()
    {
        for (const QString &relation : {u"people"_s, u"keyless"_s}) {
            const auto query = queryOf(m_here->shape(relation));
            const Page page = m_here->read(query, {.rows = 50});
            const Page again = m_here->read(
                query, {.kind = PageRequest::Kind::From,
                        .place = placeOf(*query, page.rows, 20),
                        .position = {20, true},
                        .rows = 30});
            QCOMPARE(tags(*query, again), tags(*query, page).mid(20));
            QCOMPARE(again.position, (Position{20, true}));
        }
    }

    void viewsShowTheirFirstRowsAndSaySo()
    {
        m_here->psql(
            u"CREATE VIEW many AS SELECT i AS tag FROM generate_series(1, 5000) AS i; CREATE VIEW few AS SELECT 1 AS tag"_s);
        const auto many = queryOf(m_here->shape(u"many"_s), {}, {{u"tag"_s, Down, {}}});
        const Page page = m_here->read(many, {});
        QCOMPARE(page.rows.rowCount(), 1000);
        QCOMPARE(tags(*many, page).first(), u"5000"_s);
        QVERIFY(page.cut && page.atStart && !page.atEnd);
        const Page few = m_here->read(queryOf(m_here->shape(u"few"_s)), {});
        QVERIFY(!few.cut && few.atEnd);
        QCOMPARE(few.rows.rowCount(), 1);
    }

    void wideValuesComeAsPreviewsAndWhole()
    {
        m_here->psql(uR"(CREATE TABLE wide (tag int PRIMARY KEY, t text, b bytea, j jsonb, a int[], n text);
INSERT INTO wide SELECT 1, repeat('ä', 100000), decode(repeat('ab', 50000), 'hex'), jsonb_build_object('k', repeat('x', 50000)),
    array_agg(i), NULL FROM generate_series(1, 10000) AS i)"_s);
        const RelationShape shape = m_here->shape(u"wide"_s);
        const auto query = queryOf(shape);
        const Page page = m_here->read(query, {});
        const int length = query->layout().previewLength;
        QVERIFY(length >= 60 && length <= 1600);
        for (int column = 1; column <= 4; ++column) {
            QVERIFY(query->layout().previews[size_t(column)]);
            QCOMPARE(page.rows.text(0, column).size(), length + 1);
        }
        QVERIFY(page.rows.isNull(0, 5));
        const auto answer = m_here->session().query(recordStatement(shape, identityOf(*query, page.rows, 0))).result();
        QVERIFY(answer);
        QCOMPARE(answer->rows.text(0, 1), QString(100000, u'ä'));
        QCOMPARE(answer->rows.text(0, 2).size(), 100002);
    }

    void aRowIsFoundAgainOnlyAsLongAsItIsTheSame()
    {
        m_here->psql(u"CREATE TABLE moving (tag int, v int); INSERT INTO moving VALUES (1, 1), (2, 2)"_s);
        const RelationShape shape = m_here->shape(u"moving"_s);
        const auto query = queryOf(shape);
        const Page page = m_here->read(query, {});
        const auto statement = recordStatement(shape, identityOf(*query, page.rows, 1));
        QCOMPARE(m_here->session().query(statement).result()->rows.text(0, 0), u"2"_s);
        m_here->psql(u"UPDATE moving SET v = 3 WHERE tag = 2; VACUUM FULL moving"_s);
        QCOMPARE(m_here->session().query(statement).result()->rows.rowCount(), 0);
    }
};

QTEST_GUILESS_MAIN(PagingTest)
#include "tst_paging.moc"
