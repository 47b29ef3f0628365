// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// An answer as a chart, and as a panel of a dashboard that shows the same.
#include "metrics/panelrun.h"
#include "query/chart/resultchart.h"
#include "query/runfixture.h"
#include "support/verifyok.h"

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::query;
using metrics::PanelKind;

class ResultChartTest final : public QObject, private test::RunFixture
{
    Q_OBJECT
private:
    std::unique_ptr<connection::Session> m_panels;

    std::shared_ptr<ResultStore> rows(const QString &sql)
    {
        const RunReport report = run(sql.toUtf8());
        if (report.outcomes.empty() || !report.outcomes.back().result)
            qFatal("%s", qPrintable(sql));
        return report.outcomes.back().result;
    }
    static std::vector<ResultColumn> columnsOf(const ResultStore &rows)
    {
        return resultColumns(*rows.columns(), nullptr);
    }
    ResultChart drawn(const QString &sql, const QTimeZone &zone = QTimeZone::utc(), qint64 most = mostChartRows)
    {
        const auto store = rows(sql);
        const auto chart = chartOf(*store, columnsOf(*store), guessChart(columnsOf(*store)), zone, most);
        if (!chart)
            qFatal("%s", qPrintable(describe(chart.error())));
        return *chart;
    }
    static QStringList namesOf(const metrics::PanelData &data)
    {
        QStringList names;
        for (const metrics::Series &series : data.series)
            names << series.name;
        return names;
    }
    // Each mark as "series, where: value".
    static QStringList marks(const metrics::PanelData &data)
    {
        QStringList out;
        for (const metrics::Series &series : data.series) {
            for (const metrics::Point &point : series.points) {
                if (point.isGap())
                    continue;
                const QString across = point.bucket.isValid() ? point.bucket.toUTC().toString(Qt::ISODateWithMs)
                                     : !point.label.isEmpty() ? point.label + u'/' + point.row
                                                              : QString::number(point.x);
                out << u"%1, %2: %3"_s.arg(series.name, across).arg(point.value);
            }
        }
        out.sort();
        return out;
    }

private Q_SLOTS:
    void initTestCase()
    {
        openAnew();
        m_panels = std::make_unique<connection::Session>(connection::SessionOptions{.name = u"panels"_s});
        VERIFY_OK(m_panels->open(m_server.connInfo(m_database)).result());
    }
    void cleanupTestCase()
    {
        m_panels.reset();
        m_session.reset();
    }

    void guesses_data()
    {
        QTest::addColumn<QString>("sql");
        QTest::addColumn<PanelKind>("kind");
        QTest::addColumn<int>("x");
        QTest::addColumn<QList<int>>("values");
        QTest::addColumn<int>("series");
        QTest::newRow("a time") << u"select now() as at, 1 as id, 2.5 as v"_s << PanelKind::Line << 0 << QList<int>{2}
                                << -1;
        QTest::newRow("a time for each word")
            << u"select 'a' as who, current_date as day, 1 as v"_s << PanelKind::Line << 1 << QList<int>{2} << 0;
        QTest::newRow("a word") << u"select 'a' as who, 1 as v, 2 as w"_s << PanelKind::Bar << 0 << QList<int>{1, 2}
                                << -1;
        QTest::newRow("two numbers") << u"select 1.5::float8 as a, 2 as b"_s << PanelKind::Scatter << 0 << QList<int>{1}
                                     << -1;
        QTest::newRow("no number") << u"select 'a' as a, 'b' as b"_s << PanelKind::Bar << 0 << QList<int>{} << -1;
    }
    void guesses()
    {
        QFETCH(QString, sql);
        QFETCH(PanelKind, kind);
        QFETCH(int, x);
        QFETCH(QList<int>, values);
        QFETCH(int, series);
        const ChartChoice choice = guessChart(columnsOf(*rows(sql)));
        QCOMPARE(choice.kind, kind);
        QCOMPARE(choice.x, x);
        QCOMPARE(QList<int>(choice.values.begin(), choice.values.end()), values);
        QCOMPARE(choice.series, series);
        QCOMPARE(problemWith(choice, columnsOf(*rows(sql))).isEmpty(), !values.isEmpty());
    }

    void aMissingDayIsAGap()
    {
        const ResultChart chart =
            drawn(u"select '2026-03-01'::date + i as day, i as v from generate_series(0, 9) i where i <> 4"_s);
        QCOMPARE(chart.data.series.size(), size_t(1));
        QCOMPARE(chart.data.series[0].points.size(), size_t(10));
        QVERIFY(chart.data.series[0].points[4].isGap());
        QVERIFY(!chart.data.series[0].points[9].isUnfinished);
    }

    void unevenTimesHaveNoGaps()
    {
        const ResultChart chart =
            drawn(u"select '2026-03-01 10:00:00+00'::timestamptz + i * i * interval '7 minutes 3 seconds' as at, i as v"
                  " from generate_series(0, 9) i"_s);
        QCOMPARE(chart.data.series[0].points.size(), size_t(10));
        QCOMPARE(chart.data.range.from, QDateTime(QDate(2026, 3, 1), QTime(10, 0), Qt::UTC));
        QVERIFY(chart.data.range.to > chart.data.range.from.addSecs(3600));
    }

    void timesWithoutAZoneAreOfTheZoneOfTheAxis()
    {
        const QTimeZone zone("Asia/Kolkata");
        const ResultChart chart = drawn(u"select '2026-03-01 10:00:00.25'::timestamp as at, 1 as v"_s, zone);
        QCOMPARE(
            chart.data.series[0].points[0].bucket.toUTC(), QDateTime(QDate(2026, 3, 1), QTime(4, 30, 0, 250), Qt::UTC));
        QCOMPARE(chart.data.zone, zone.id());
    }

    void theZoneIsThatOfTheTimeStamps()
    {
        std::ignore = run("set timezone to 'Asia/Kolkata'");
        const auto store = rows(u"select '2026-03-01 10:00:00.5+00'::timestamptz as at, 1 as v"_s);
        std::ignore = run("reset timezone");
        const QTimeZone zone = zoneOf(*store, columnsOf(*store));
        QCOMPARE(zone.offsetFromUtc(QDateTime(QDate(2026, 3, 1), QTime(), Qt::UTC)), 19800);
        const auto none = rows(u"select 1 as v"_s);
        QCOMPARE(zoneOf(*none, columnsOf(*none)), QTimeZone::systemTimeZone());
    }

    void whatIsLeftOutIsSaid()
    {
        const ResultChart first =
            drawn(u"select i::text as w, i as v from generate_series(1, 50) i"_s, QTimeZone::utc(), 20);
        QCOMPARE(first.rows, 20);
        QCOMPARE(first.of, 50);
        QVERIFY(first.data.remarks.join(u'\n').contains(u"The first 20 of 50 rows"_s));
        const ResultChart repeated = drawn(u"select 'a' as w, i as v from generate_series(1, 3) i"_s);
        QCOMPARE(marks(repeated.data), QStringList{u", a/: 1"_s});
        QVERIFY(repeated.data.remarks.join(u'\n').contains(u"2 value(s) are not drawn"_s));
        const ResultChart untimed = drawn(u"select null::date as d, 1 as v union all select '2026-01-01', 2"_s);
        QVERIFY(untimed.data.remarks.join(u'\n').contains(u"1 row(s) without a place"_s));
    }

    // The panel asks the server again, and shows the same.
    void aPanelShowsTheSame_data()
    {
        QTest::addColumn<QString>("sql");
        const auto row = [](const char *name, const QString &sql) { QTest::newRow(name) << sql; };
        row("lines", u"select '2026-03-01 00:00:00+00'::timestamptz + i * interval '1 hour' as at, i as v,"
                     " i * 2.5 as w from generate_series(1, 20) i -- the end"_s);
        row("a line for each", u"select '2026-03-01'::date + i as day, 'n' || i % 2 as who, i as v"
                               " from generate_series(1, 20) i order by 1;"_s);
        row("bars", u"select who, v from (values ('a', 1), ('b;c', 2.5), ('it''s', null)) x (who, v)"_s);
        row("scatter", u"select i as a, i * i as b from generate_series(1, 9) i"_s);
        row("one name twice", u"select 'a' as v, 1 as v, 2 as v"_s);
        row("with", u"with x as (select 1 as a, 2 as b) select 'n' as w, a, b from x"_s);
        row("a cast and an array", u"select ('{a,b}'::text[])[1:1]::text as w, 3::int as v"_s);
    }
    void aPanelShowsTheSame()
    {
        QFETCH(QString, sql);
        const auto store = rows(sql);
        const auto columns = columnsOf(*store);
        const ChartChoice choice = guessChart(columns);
        const auto chart = chartOf(*store, columns, choice, QTimeZone::utc());
        VERIFY_OK(chart);
        auto texts = panelOf(choice, columns, u"A \"title\": of it"_s, {sql, {}});
        VERIFY_OK(texts);
        texts->insert(u"id"_s, u"from_query"_s);
        const auto yaml = metrics::withPanelAdded(
            "title: T\nrange: 30d\npanels:\n  - id: one\n    title: One\n    kind: stat\n    query: SELECT 1 AS "
            "value\n",
            *texts);
        VERIFY_OK(yaml);
        const metrics::DashboardReading read = metrics::readDashboard(*yaml, u"/tmp/t.yaml"_s);
        QVERIFY2(read.dashboard, read.problems.empty() ? "" : qPrintable(read.problems.front().message));
        const metrics::PanelDefinition *panel = read.dashboard->panel(u"from_query");
        QVERIFY(panel);
        QCOMPARE(panel->title, u"A \"title\": of it"_s);
        metrics::PanelRequest request{.dashboard = &*read.dashboard, .panel = panel};
        request.context = metrics::contextFor(
            *panel, {QDateTime(QDate(2026, 2, 1), QTime(), Qt::UTC), QDateTime(QDate(2026, 4, 1), QTime(), Qt::UTC)},
            {metrics::Unit::Day, 1}, QTimeZone::utc(), QDateTime(QDate(2027, 1, 1), QTime(), Qt::UTC));
        const metrics::PanelOutcome outcome = metrics::runPanel(*m_panels, request);
        QVERIFY2(outcome.state == metrics::PanelOutcome::State::Shown, qPrintable(describe(outcome.error)));
        QCOMPARE(marks(outcome.data), marks(chart->data));
    }

    void parametersBecomeTheirValues()
    {
        const auto store = rows(u"select 'x' as w, 7 as v"_s);
        const auto columns = columnsOf(*store);
        const auto texts =
            panelOf(guessChart(columns), columns, u"T"_s, {u"select $1 as w, $2::int as v"_s, {"it's", "7"}});
        VERIFY_OK(texts);
        QVERIFY2(
            texts->value(u"query"_s).contains(u"select 'it''s' as w, '7'::int as v"_s),
            qPrintable(texts->value(u"query"_s)));
    }

    void onlyQueriesBecomePanels()
    {
        const auto store = rows(u"select 'x' as w, 7 as v"_s);
        const auto columns = columnsOf(*store);
        for (const QString &sql :
             {u"insert into t values (1) returning *"_s, u"with x as (delete from t returning *) select * from x"_s,
              u"fetch 3 from c"_s})
            QVERIFY(!panelOf(guessChart(columns), columns, u"T"_s, {sql, {}}));
    }
};

QTEST_GUILESS_MAIN(ResultChartTest)
#include "tst_resultchart.moc"
