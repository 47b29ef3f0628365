// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/page/ordering.h"
#include "shapes.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah::data;
using namespace howdah::data::test;

using Sort = std::vector<SortColumn>;
constexpr auto Up = Direction::Ascending;
constexpr auto Down = Direction::Descending;

// The conditions of each segment in the order of reading, as "a / b".
static QString conditions(
    const RelationShape &shape, const Ordering &ordering, const std::optional<StartPoint> &start, Reading reading)
{
    QStringList out;
    std::optional<StartPoint> from = start;
    for (const Segment segment : segmentsFrom(ordering, start, reading)) {
        Parameters parameters;
        const QString sql = keysetSql(shape, ordering, segment, from, reading, parameters).join(u" AND "_s);
        if (!sql.isEmpty() && !lookedUp(sql).isEmpty())
            qFatal("%s", qPrintable(lookedUp(sql)));
        out << plain(sql);
        from.reset();
    }
    return out.join(u" / "_s).remove(u"\"people\"."_s).remove(u'"').remove(u"::text"_s);
}

static StartPoint after(Place place) { return {.place = std::move(place)}; }

class OrderingTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void orders_data()
    {
        QTest::addColumn<Sort>("sort");
        QTest::addColumn<QString>("forward");
        QTest::addColumn<QString>("backward");
        QTest::newRow("none") << Sort{} << u"id ASC"_s << u"id DESC"_s;
        QTest::newRow("nullable") << Sort{{u"name"_s, Up, {}}} << u"name ASC NULLS LAST, id ASC"_s
                                  << u"name DESC NULLS FIRST, id DESC"_s;
        QTest::newRow("down") << Sort{{u"name"_s, Down, {}}} << u"name DESC NULLS FIRST, id DESC"_s
                              << u"name ASC NULLS LAST, id ASC"_s;
        QTest::newRow("chosen nulls") << Sort{{u"name"_s, Down, NullPlacement::Last}}
                                      << u"name DESC NULLS LAST, id DESC"_s << u"name ASC NULLS FIRST, id ASC"_s;
        QTest::newRow("mixed") << Sort{{u"age"_s, Down, {}}, {u"name"_s, Up, {}}}
                               << u"age DESC, name ASC NULLS LAST, id ASC"_s
                               << u"age ASC, name DESC NULLS FIRST, id DESC"_s;
        QTest::newRow("nothing after the key")
            << Sort{{u"id"_s, Down, {}}, {u"name"_s, Up, {}}} << u"id DESC"_s << u"id ASC"_s;
        QTest::newRow("twice") << Sort{{u"age"_s, Up, {}}, {u"age"_s, Down, {}}} << u"age ASC, id ASC"_s
                               << u"age DESC, id DESC"_s;
        QTest::newRow("unknown and unsortable")
            << Sort{{u"none"_s, Up, {}}, {u"note"_s, Up, {}}} << u"id ASC"_s << u"id DESC"_s;
    }
    void orders()
    {
        QFETCH(Sort, sort);
        const RelationShape shape = people();
        const Ordering ordering = orderingFor(shape, sort);
        QCOMPARE(ordering.access, Access::Keyed);
        const auto bare = [](QString sql) { return sql.remove(u"\"people\"."_s).remove(u'"'); };
        QTEST(bare(orderBySql(shape, ordering, Reading::Forward)), "forward");
        QTEST(bare(orderBySql(shape, ordering, Reading::Backward)), "backward");
    }

    void accessFollowsFromTheRelation()
    {
        RelationShape shape = people();
        shape.indexes.clear();
        QCOMPARE(orderingFor(shape, {}).access, Access::Physical);
        const Ordering sorted = orderingFor(shape, {{u"age"_s, Down, {}}});
        QCOMPARE(sorted.access, Access::Keyed);
        QCOMPARE(sorted.terms.back(), (OrderTerm{ctidColumn, Down, NullPlacement::First, false}));
        shape.kind = RelationKind::PartitionedTable;
        QCOMPARE(orderingFor(shape, {{u"age"_s, Up, {}}}).terms.size(), 3u); // age, tableoid, ctid
        shape.kind = RelationKind::View;
        QCOMPARE(orderingFor(shape, {}).access, Access::Bounded);
        QCOMPARE(orderingFor(shape, {{u"age"_s, Up, {}}}).terms.size(), 1u);
        shape.kind = RelationKind::ForeignTable;
        shape.indexes = people().indexes;
        QCOMPARE(orderingFor(shape, {}).access, Access::Bounded);
    }

    void whatComesAfter_data()
    {
        QTest::addColumn<Sort>("sort");
        QTest::addColumn<Place>("place");
        QTest::addColumn<QString>("forward");
        QTest::addColumn<QString>("backward");
        const Place one{"5"};
        const Place two{"a", "5"};
        const Place null{std::nullopt, "5"};
        QTest::newRow("key") << Sort{} << one << u"id > $1::bigint"_s << u"id < $1::bigint"_s;
        QTest::newRow("key down") << Sort{{u"id"_s, Down, {}}} << one << u"id < $1::bigint"_s << u"id > $1::bigint"_s;
        QTest::newRow("row comparison") << Sort{{u"age"_s, Up, {}}} << Place{"3", "5"}
                                        << u"(age, id) > ($1::integer, $2::bigint)"_s
                                        << u"(age, id) < ($1::integer, $2::bigint)"_s;
        QTest::newRow("nullable lead") << Sort{{u"name"_s, Up, {}}} << two
                                       << u"name IS NOT NULL AND (name, id) > ($1, $2::bigint) / name IS NULL"_s
                                       << u"name IS NOT NULL AND (name, id) < ($1, $2::bigint)"_s;
        QTest::newRow("nullable lead down")
            << Sort{{u"name"_s, Down, {}}} << two << u"name IS NOT NULL AND (name, id) < ($1, $2::bigint)"_s
            << u"name IS NOT NULL AND (name, id) > ($1, $2::bigint) / name IS NULL"_s;
        QTest::newRow("at null") << Sort{{u"name"_s, Up, {}}} << null << u"name IS NULL AND id > $1::bigint"_s
                                 << u"name IS NULL AND id < $1::bigint / name IS NOT NULL"_s;
        QTest::newRow("nulls first") << Sort{{u"name"_s, Up, NullPlacement::First}} << null
                                     << u"name IS NULL AND id > $1::bigint / name IS NOT NULL"_s
                                     << u"name IS NULL AND id < $1::bigint"_s;
        QTest::newRow("mixed directions")
            << Sort{{u"age"_s, Up, {}}, {u"code"_s, Down, NullPlacement::Last}} << Place{"3", "1.5", "5"}
            << u"age >= $1::integer AND (age > $1::integer OR age = $1::integer AND (code < $2::numeric OR code IS "
               u"NULL)"
               " OR age = $1::integer AND code = $2::numeric AND id < $3::bigint)"_s
            << u"age <= $1::integer AND (age < $1::integer OR age = $1::integer AND code > $2::numeric"
               " OR age = $1::integer AND code = $2::numeric AND id > $3::bigint)"_s;
        QTest::newRow("null further on")
            << Sort{{u"age"_s, Up, {}}, {u"code"_s, Up, {}}} << Place{"3", std::nullopt, "5"}
            << u"age >= $1::integer AND (age > $1::integer OR age = $1::integer AND code IS NULL AND id > $2::bigint)"_s
            << u"age <= $1::integer AND (age < $1::integer OR age = $1::integer AND code IS NOT NULL"
               " OR age = $1::integer AND code IS NULL AND id < $2::bigint)"_s;
    }
    void whatComesAfter()
    {
        QFETCH(Sort, sort);
        QFETCH(Place, place);
        const RelationShape shape = people();
        const Ordering ordering = orderingFor(shape, sort);
        QTEST(conditions(shape, ordering, after(place), Reading::Forward), "forward");
        QTEST(conditions(shape, ordering, after(place), Reading::Backward), "backward");
    }

    void startsMayIncludeTheRow()
    {
        const RelationShape shape = people();
        const StartPoint at{.place = {"3", "5"}, .edge = StartPoint::Edge::Inclusive};
        QCOMPARE(
            conditions(shape, orderingFor(shape, {{u"age"_s, Up, {}}}), at, Reading::Forward),
            u"(age, id) >= ($1::integer, $2::bigint)"_s);
        const StartPoint prefix{.place = {"3"}, .edge = StartPoint::Edge::Inclusive};
        QCOMPARE(
            conditions(shape, orderingFor(shape, {{u"age"_s, Down, {}}}), prefix, Reading::Forward),
            u"age <= $1::integer"_s);
        const StartPoint null{.place = {std::nullopt}, .edge = StartPoint::Edge::Inclusive};
        QCOMPARE(
            conditions(shape, orderingFor(shape, {{u"name"_s, Up, {}}}), null, Reading::Forward), u"name IS NULL"_s);
    }

    void betweenTwoTimesTheServerCounts()
    {
        const RelationShape shape = people();
        const StartPoint at{
            .place = {}, .last = Interpolation{"2026-01-01", "2026-01-03", 0.5}, .edge = StartPoint::Edge::Inclusive};
        QCOMPARE(
            conditions(shape, orderingFor(shape, {{u"born"_s, Up, {}}}), at, Reading::Forward),
            u"born IS NOT NULL AND born >= ($1::timestamp with time zone + (($2::timestamp with time zone - "
            "$1::timestamp with time zone) * $3::double precision)) / born IS NULL"_s);
    }

    void typesOfOthersAreComparedByTheirOwnOperators()
    {
        RelationShape shape = people();
        shape.columns[2].type = u"ext.citext"_s; // age
        shape.columns[2].operatorSchema = u"ext"_s;
        const auto sql = [&](const std::vector<SortColumn> &sort, Place place) {
            Parameters parameters;
            const Ordering ordering = orderingFor(shape, sort);
            return keysetSql(shape, ordering, Segment::All, after(std::move(place)), Reading::Forward, parameters)
                .join(u" AND "_s)
                .remove(u"\"people\"."_s)
                .remove(u'"')
                .remove(u"::pg_catalog.text"_s);
        };
        // A comparison of rows has one schema for all of its operators.
        QCOMPARE(
            sql({{u"age"_s, Up, {}}}, {"a", "5"}),
            u"age OPERATOR(ext.>=) $1::ext.citext AND (age OPERATOR(ext.>) $1::ext.citext OR age OPERATOR(ext.=) "
            "$1::ext.citext AND id OPERATOR(pg_catalog.>) $2::bigint)"_s);
        shape.indexes = {{u"people_pkey"_s, {2}, true, true}};
        QCOMPARE(sql({}, {"a"}), u"age OPERATOR(ext.>) $1::ext.citext"_s);
    }
};

QTEST_GUILESS_MAIN(OrderingTest)
#include "tst_ordering.moc"
