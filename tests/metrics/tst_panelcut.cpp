// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/panelrun.h"
#include "metrics/paneltable.h"
#include "support/testserver.h"

#include <QTest>

#include <map>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::metrics;

namespace {

const QByteArray Yaml = R"(title: Calls
tables: [calls]
panels:
  - id: stack
    title: Stack
    kind: bar
    stacked: true
    absent: zero
    limit: 3
    query: |
      select :bucket(at) as bucket, tool as series, count(*) as value, count(*) as n
      from calls where at >= :from and at < :to group by 1, 2
    rows: {relation: calls, where: "at >= :mark_from and at < :mark_to and tool = :series", figure: count(*)}
  - id: ranking
    title: Ranking
    kind: bar
    interval: share
    rank: low
    most: 5
    query: |
      select tool as label, count(*) filter (where ok) as successes, count(*) as n
      from calls where at >= :from and at < :to group by 1 order by avg(ok::int) desc
  - id: stopped
    title: Stopped
    kind: bar
    query: select tool as label, count(*) as value from calls where at >= :from group by 1 order by 2 desc limit 4
  - id: counted
    title: Counted
    kind: table
    query: select id, count(*) over () as of from calls order by id limit 10
  - id: periods
    title: Periods
    kind: timeline
    most: 50
    query: select tool as label, at as start, at + interval '1 hour' as finish from calls where at >= :from and at < :to
  - id: rows
    title: Rows
    kind: table
    most: 7
    query: select id, tool from calls order by id
)";

} // namespace

// What a panel has no room for is told, can be reached, and is never missing from a sum.
class PanelCutTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;
    QString m_database;
    connection::Session m_session{connection::SessionOptions{.names = connection::Names::OfDatabase}};
    DashboardDefinition m_dashboard;

    PanelData dataOf(const QString &id, bool fromOtherEnd = false)
    {
        const PanelDefinition *panel = m_dashboard.panel(id);
        const QDateTime from(QDate(2026, 1, 1), QTime(0, 0), Qt::UTC);
        const TimeRange range{from, from.addDays(10)};
        PanelRequest request{
            &m_dashboard, panel, contextFor(*panel, range, {Unit::Day, 1}, QTimeZone::utc(), range.to), {}};
        request.context.fromOtherEnd = fromOtherEnd;
        const PanelOutcome outcome = runPanel(m_session, request);
        if (outcome.state != PanelOutcome::State::Shown)
            qFatal("%s", qPrintable(describe(outcome.error)));
        return outcome.data;
    }
    QStringList psql(const QString &sql) const
    {
        return m_server.psql(m_database, sql).value_or(QString()).split(u'\n', Qt::SkipEmptyParts);
    }
    static QStringList labels(const PanelData &data)
    {
        QStringList labels;
        for (const Point &point : data.series.at(0).points)
            labels << point.label;
        return labels;
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_database = m_server.createDatabase();
        // Tool k has k calls a day for ten days; t0 one call in all, which succeeded.
        const auto made = m_server.psql(
            m_database,
            u"create table calls (id serial primary key, at timestamptz, tool text, ok boolean);"
            "insert into calls (at, tool, ok) select timestamptz '2026-01-01 12:00+00' + day * interval '1 day'"
            " + i * interval '1 minute', 't' || k, (day + i) % (k + 1) <> 0 from generate_series(1, 11) k,"
            " generate_series(0, 9) day, generate_series(1, k) i;"
            "insert into calls (at, tool, ok) values ('2026-01-03 01:00+00', 't0', true)"_s);
        QVERIFY2(made, qPrintable(made ? QString() : made.error().detail));
        QVERIFY(m_session.open(m_server.connInfo(m_database)).result());
        const DashboardReading reading = readDashboard(Yaml, u"calls.yaml"_s);
        QVERIFY2(reading.dashboard, qPrintable(reading.problems.empty() ? QString() : reading.problems[0].message));
        m_dashboard = *reading.dashboard;
    }

    // A stack of each day is as high as the day has calls.
    void stacksKeepTheirHeight()
    {
        const PanelData data = dataOf(u"stack"_s);
        QCOMPARE(data.series.size(), size_t(4));
        QVERIFY(data.series.back().isRest);
        QVERIFY(data.series.back().name.contains(u"9"_s)); // of twelve tools
        std::map<QString, double> heights;
        for (const Series &series : data.series) {
            for (const Point &point : series.points)
                heights[point.bucket.toString(u"yyyy-MM-dd"_s)] += point.value;
        }
        const QStringList days = psql(u"select (at at time zone 'UTC')::date, count(*) from calls group by 1"_s);
        QCOMPARE(days.size(), 10);
        for (const QString &day : days)
            QCOMPARE(heights[day.section(u'|', 0, 0)], day.section(u'|', 1).toDouble());
        QCOMPARE(data.valueCount(), psql(u"select count(*) from calls"_s).at(0).toLongLong());
        // It is of no one tool, and so leads to no rows.
        const PanelDefinition *panel = m_dashboard.panel(u"stack"_s);
        PanelRequest request{&m_dashboard, panel, {}, {}};
        QCOMPARE(drillCondition(request, data.series.back(), data.series.back().points[0]), QString());
    }

    void rankingsSayOfHowMany()
    {
        const PanelData data = dataOf(u"ranking"_s);
        QCOMPARE(data.series.at(0).points.size(), size_t(5));
        QCOMPARE(data.hiddenLabels, 7);
        QVERIFY(data.canBeTurned);
        qint64 shown = 0;
        for (const Point &point : data.series[0].points)
            shown += point.n;
        const qint64 all = psql(u"select count(*) from calls"_s).at(0).toLongLong();
        QVERIFY2(
            data.remarks.join(u' ').contains(u"5 of 12"_s)
                && data.remarks.join(u' ').contains(QString::number(all - shown)),
            qPrintable(data.remarks.join(u' ')));
        // Both ends together with what lies between are all of them.
        const PanelData last = dataOf(u"ranking"_s, true);
        QVERIFY(last.remarks.join(u' ').contains(u"last 5 of 12"_s));
        for (const QString &label : labels(data))
            QVERIFY(!labels(last).contains(label));
    }

    // One success of one call is 100 %, but says less than 90 % of 110.
    void rankingsGoByTheLowerEnd()
    {
        const PanelData data = dataOf(u"ranking"_s);
        QVERIFY(!labels(data).contains(u"t0"_s));
        double before = 1;
        for (const Point &point : data.series[0].points) {
            const double n = double(point.n);
            const double z = 1.959963984540054;
            const double p = point.value;
            const double low =
                (p + z * z / (2 * n) - z * std::sqrt(p * (1 - p) / n + z * z / (4 * n * n))) / (1 + z * z / n);
            QVERIFY(std::abs(low - point.low) < 1e-9);
            QVERIFY(low <= before);
            before = low;
        }
    }

    void limitsOfQueriesAreTold()
    {
        const PanelData stopped = dataOf(u"stopped"_s);
        QVERIFY2(stopped.remarks.join(u' ').contains(u"after 4 rows"_s), qPrintable(stopped.remarks.join(u' ')));
        const PanelData counted = dataOf(u"counted"_s);
        const qint64 all = psql(u"select count(*) from calls"_s).at(0).toLongLong();
        QVERIFY(counted.remarks.join(u' ').contains(u"10 of %1"_s.arg(all)));
        QCOMPARE(tableOf(*m_dashboard.panel(u"counted"_s), counted).headers, QStringList{u"id"_s});
        const PanelData rows = dataOf(u"rows"_s);
        QCOMPARE(rows.rows.rowCount(), 7);
        QVERIFY(rows.remarks.join(u' ').contains(u"7 of %1"_s.arg(all)));
        QCOMPARE(dataOf(u"rows"_s, true).rows.text(0, 0), QString::number(all));
    }

    void periodsSayWhichAreShown()
    {
        const auto pointsOf = [](const PanelData &data) {
            std::vector<QDateTime> starts;
            for (const Series &series : data.series) {
                for (const Point &point : series.points)
                    starts.push_back(point.bucket);
            }
            std::ranges::sort(starts);
            return starts;
        };
        const PanelData latest = dataOf(u"periods"_s);
        QCOMPARE(pointsOf(latest).size(), size_t(50));
        QVERIFY(latest.remarks.join(u' ').contains(u"latest 50 of"_s));
        const QString edge =
            psql(u"select at at time zone 'UTC' from calls order by at desc offset 49 limit 1"_s).at(0);
        QCOMPARE(pointsOf(latest).front().toString(u"yyyy-MM-dd HH:mm:ss"_s), edge);
        QVERIFY(pointsOf(dataOf(u"periods"_s, true)).back() < pointsOf(latest).front());
    }

    // No built-in dashboard stops in a query without saying of how many.
    void builtInsHaveNoSilentLimit()
    {
        for (const DashboardFile &file : builtInDashboards()) {
            QVERIFY(file.reading.dashboard);
            for (const PanelDefinition &panel : file.reading.dashboard->panels)
                QVERIFY2(
                    panel.queryLimit < 0 || panel.query.source().contains(u" AS of"_s),
                    qPrintable(file.path + u'/' + panel.id));
        }
    }
};

QTEST_GUILESS_MAIN(PanelCutTest)
#include "tst_panelcut.moc"
