// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/panelrun.h"
#include "support/testserver.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::metrics;

namespace {

const QByteArray Yaml = R"(title: Calls
tables: [calls]
panels:
  - id: daily
    title: Daily
    kind: line
    previous: true
    query: |
      select :bucket(at) as bucket, count(*) as value, count(*) as n
      from calls where at >= :from and at < :to group by 1
    rows: {relation: calls, where: "at >= :mark_from and at < :mark_to", figure: count(*)}
  - id: all
    title: All
    kind: stat
    previous: true
    query: |
      select :current(at) as current, count(*) as value, count(*) as n
      from calls where at >= :from and at < :to group by 1
    rows: {relation: calls, where: "at >= :mark_from and at < :mark_to", figure: count(*)}
)";

QDateTime utc(const char *text) { return QDateTime::fromString(QString::fromLatin1(text), Qt::ISODate).toUTC(); }

} // namespace

// What is compared with the previous period: as much of it, hour for hour of the calendar, and not what nobody
// recorded.
class ComparisonTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;
    QString m_database;
    connection::Session m_session{connection::SessionOptions{.names = connection::Names::OfDatabase}};
    DashboardDefinition m_dashboard;

    PanelData dataOf(const QString &id, const QString &selection, const QDateTime &now, const QTimeZone &zone)
    {
        const PanelDefinition *panel = m_dashboard.panel(id);
        const TimeRange range = *resolve({selection}, now, zone);
        const PanelRequest request{&m_dashboard, panel, contextFor(*panel, range, {Unit::Day, 1}, zone, now), {}};
        const PanelOutcome outcome = runPanel(m_session, request);
        if (outcome.state != PanelOutcome::State::Shown)
            qFatal("%s", qPrintable(describe(outcome.error)));
        return outcome.data;
    }
    qint64 counted(const QString &from, const QString &to, const QByteArray &zone) const
    {
        return m_server
            .psql(
                m_database,
                u"select count(*) from calls where at >= timestamp '%1' at time zone '%3' and at < timestamp "
                "'%2' at time zone '%3'"_s.arg(from, to, QString::fromLatin1(zone)))
            .value_or(QString())
            .trimmed()
            .toLongLong();
    }
    static const Point *previousOf(const PanelData &data)
    {
        for (const Series &series : data.series) {
            if (series.isPrevious && !series.points.empty() && !series.points[0].isGap())
                return &series.points[0];
        }
        return nullptr;
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_database = m_server.createDatabase();
        // A call every 17 minutes from November 2025 to May 2026.
        const auto made = m_server.psql(
            m_database,
            u"create table calls (id serial primary key, at timestamptz); insert into calls (at) select t from"
            " generate_series('2025-11-20 00:00+00'::timestamptz, '2026-05-01 00:00+00', '17 minutes') t;"
            "create index on calls (at)"_s);
        QVERIFY2(made, qPrintable(made ? QString() : made.error().detail));
        QVERIFY(m_session.open(m_server.connInfo(m_database)).result());
        const DashboardReading reading = readDashboard(Yaml, u"calls.yaml"_s);
        QVERIFY2(reading.dashboard, qPrintable(reading.problems.empty() ? QString() : reading.problems[0].message));
        m_dashboard = *reading.dashboard;
    }

    // Thirty days up to some time of a day, over the change of the clocks: each mark has the one before it, which is
    // the day thirty days before by the calendar.
    void marksKeepTheirBeforeOverTheChangeOfClocks_data()
    {
        QTest::addColumn<QByteArray>("zone");
        QTest::addColumn<QString>("now");
        QTest::newRow("Berlin, change within") << QByteArray("Europe/Berlin") << u"2026-04-10T10:24:31Z"_s;
        QTest::newRow("Berlin, change before") << QByteArray("Europe/Berlin") << u"2026-04-29T10:24:31Z"_s;
        QTest::newRow("New York") << QByteArray("America/New_York") << u"2026-03-21T15:11:00Z"_s;
        QTest::newRow("UTC") << QByteArray("UTC") << u"2026-04-10T10:24:31Z"_s;
    }
    void marksKeepTheirBeforeOverTheChangeOfClocks()
    {
        QFETCH(QByteArray, zone);
        QFETCH(QString, now);
        const QTimeZone there(zone);
        const PanelData data = dataOf(u"daily"_s, u"30d"_s, utc(now.toLatin1().constData()), there);
        size_t current = 0;
        while (current < data.series.size() && data.series[current].isPrevious)
            ++current;
        QVERIFY(current < data.series.size());
        const Series &series = data.series[current];
        QCOMPARE(series.points.size(), size_t(31));
        for (size_t at = 0; at < series.points.size(); ++at) {
            const auto before = beforeOf(data, current, at);
            QVERIFY2(before, qPrintable(QString::number(at)));
            const QDate day = series.points[at].bucket.toTimeZone(there).date();
            QCOMPARE(before->at.toTimeZone(there).date(), day.addDays(-30));
            if (at == 0 || at + 1 == series.points.size())
                continue; // days that are cut
            QCOMPARE(
                qint64(before->point->value),
                counted(day.addDays(-30).toString(Qt::ISODate), day.addDays(-29).toString(Qt::ISODate), zone));
        }
    }

    // Ten days of a month are compared with ten days of the month before.
    void aPartIsComparedWithAnEqualPart()
    {
        const QByteArray zone = "Europe/Berlin";
        const PanelData data = dataOf(u"all"_s, u"this month"_s, utc("2026-03-11T09:30:00Z"), QTimeZone(zone));
        const Point *before = previousOf(data);
        QVERIFY(before);
        QCOMPARE(qint64(before->value), counted(u"2026-02-01 00:00"_s, u"2026-02-11 10:30"_s, zone));
        // The last day that is a part is compared with that part of a day.
        const PanelData daily = dataOf(u"daily"_s, u"this month"_s, utc("2026-03-11T09:30:00Z"), QTimeZone(zone));
        for (size_t at = 0; at < daily.series.size(); ++at) {
            if (daily.series[at].isPrevious)
                continue;
            const auto last = beforeOf(daily, at, 10);
            QVERIFY(last);
            QCOMPARE(qint64(last->point->value), counted(u"2026-02-11 00:00"_s, u"2026-02-11 10:30"_s, zone));
            QVERIFY(!beforeOf(daily, at, 11));
        }
        // What is over is compared as a whole.
        const PanelData whole = dataOf(u"all"_s, u"last month"_s, utc("2026-03-11T09:30:00Z"), QTimeZone(zone));
        QCOMPARE(qint64(previousOf(whole)->value), counted(u"2026-01-01"_s, u"2026-02-01"_s, zone));
    }

    // Recording began on 20 November: 30 days up to 30 December have no whole period before them.
    void missingHistoryIsSaid()
    {
        const QDateTime now = utc("2025-12-30T00:00:00Z");
        const PanelData data = dataOf(u"all"_s, u"30d"_s, now, QTimeZone::utc());
        QVERIFY(!previousOf(data));
        QVERIFY2(data.remarks.join(u' ').contains(u"No data before 2025-11-"_s), qPrintable(data.remarks.join(u' ')));
        // Days that are whole are compared all the same, the one in which it begins and those before are not.
        const PanelData daily = dataOf(u"daily"_s, u"30d"_s, now, QTimeZone::utc());
        qsizetype compared = 0;
        for (size_t s = 0; s < daily.series.size(); ++s) {
            for (size_t at = 0; at < daily.series[s].points.size(); ++at) {
                const auto before = beforeOf(daily, s, at);
                if (!before)
                    continue;
                ++compared;
                QVERIFY(before->at >= utc("2025-11-20T00:00:00Z"));
            }
        }
        QVERIFY(compared >= 7 && compared <= 10);
        // With a whole period before, nothing is said.
        const PanelData later = dataOf(u"all"_s, u"30d"_s, utc("2026-02-20T00:00:00Z"), QTimeZone::utc());
        QVERIFY(previousOf(later));
        QVERIFY2(later.remarks.isEmpty(), qPrintable(later.remarks.join(u' ')));
    }
};

QTEST_GUILESS_MAIN(ComparisonTest)
#include "tst_comparison.moc"
