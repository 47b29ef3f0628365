// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/estimate.h"
#include "metrics/panelrun.h"
#include "metrics/panelsample.h"
#include "support/testserver.h"

#include <QTest>

#include <cmath>
#include <map>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::metrics;

namespace {

const QByteArray Yaml = R"(title: Calls
tables: [calls]
panels:
  - id: use
    title: Use
    kind: bar
    absent: zero
    query: |
      select :bucket(at) as bucket, count(*) * :scale as value, count(*) as n from :sample(calls)
      where at >= :from and at < :to group by 1
  - id: success
    title: Success
    kind: stat
    interval: share
    query: |
      select count(*) filter (where ok) as successes, count(*) as n from :sample(calls) where at >= :from and at < :to
  - id: nothing
    title: Nothing
    kind: stat
    query: select model as label, count(*) as value from :sample(calls) where model = 'none' and at >= :from and at < :to group by 1
)";

} // namespace

// What a sample of blocks says, held against the whole table.
class PanelSampleTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;
    QString m_database;
    std::optional<connection::Session> m_session;
    DashboardReading m_reading;
    const TimeRange m_range{
        QDateTime(QDate(2026, 3, 1), QTime(0, 0), Qt::UTC), QDateTime(QDate(2026, 3, 22), QTime(0, 0), Qt::UTC)};

    PanelRequest request(const QString &id)
    {
        const PanelDefinition *panel = m_reading.dashboard->panel(id);
        return {
            &*m_reading.dashboard,
            panel,
            contextFor(*panel, m_range, {Unit::Day, 1}, QTimeZone::utc(), m_range.to),
            {}};
    }

    PanelOutcome sampled(const QString &id)
    {
        const PanelRequest asked = request(id);
        PanelLimits limits;
        limits.mostCost = runPanel(*m_session, asked).cost * 0.98;
        return runPanel(*m_session, asked, limits);
    }

private Q_SLOTS:
    // Days are spread over the table, but for two of a few rows each and one that has none; calls of a
    // block succeed or fail together.
    void initTestCase()
    {
        m_database = m_server.createDatabase();
        const auto made = m_server.psql(
            m_database,
            u"create table calls (at timestamptz, ok boolean, model text); insert into calls select timestamptz "
            "'2026-03-11 12:00+00', true, 'rare' from generate_series(1, 3); insert into calls select timestamptz "
            "'2026-03-01 12:00+00' + (case when d >= 10 then d + 2 else d end) * interval '1 day', hashint4(i / 150) % "
            "4 "
            "<> 0, repeat('m', 20) from (select i, abs(hashint4(i)) % 18 as d from generate_series(1, 60000) i) x;"
            " insert into calls select timestamptz '2026-03-21 12:00+00', true, 'rare' from generate_series(1, 3);"
            " analyze calls"_s);
        QVERIFY2(made, qPrintable(made ? QString() : made.error().detail));
        m_session.emplace(connection::SessionOptions{.names = connection::Names::OfDatabase});
        QVERIFY(m_session->open(m_server.connInfo(m_database)).result());
        m_reading = readDashboard(Yaml, u"calls.yaml"_s);
        QVERIFY2(
            m_reading.dashboard, qPrintable(m_reading.problems.empty() ? QString() : m_reading.problems[0].message));
    }

    void countsHaveIntervalsAndNoFalseZeros()
    {
        const PanelOutcome outcome = sampled(u"use"_s);
        QVERIFY2(outcome.state == PanelOutcome::State::Shown, qPrintable(describe(outcome.error)));
        QCOMPARE(outcome.data.precision, Precision::Sample);
        // Few blocks: more of them.
        QVERIFY(outcome.data.sampleShare > 0.1);
        std::map<QString, double> days;
        const auto all =
            m_server.psql(m_database, u"select (at at time zone 'UTC')::date, count(*) from calls group by 1"_s);
        for (const QString &line : all->split(u'\n', Qt::SkipEmptyParts))
            days[line.section(u'|', 0, 0)] = line.section(u'|', 1).toDouble();
        QCOMPARE(outcome.data.series.size(), size_t(1));
        int held = 0;
        int estimated = 0;
        int whole = 0;
        for (const Point &point : outcome.data.series[0].points) {
            const QString day = point.bucket.toString(u"yyyy-MM-dd"_s);
            const double truth = days.contains(day) ? days[day] : 0;
            QVERIFY2(!point.isGap(), qPrintable(day));
            QVERIFY2((point.value == 0) == (truth == 0), qPrintable(day));
            if (std::isnan(point.low)) {
                QCOMPARE(point.value, truth); // it was counted whole
                whole += truth > 0;
                continue;
            }
            ++estimated;
            held += point.low <= truth && truth <= point.high;
            QVERIFY(truth < 100 || point.high - point.low < truth);
        }
        QVERIFY(whole > 0);
        QVERIFY2(estimated >= 17 && held >= estimated - 4, qPrintable(u"%1 of %2"_s.arg(held).arg(estimated)));
        QVERIFY(outcome.data.remarks.join(u' ').contains(u"95 %"_s));
    }

    // Calls of one block end alike: as many as there are say little, and the interval shows it.
    void sharesGoByTheVarianceBetweenBlocks()
    {
        const PanelOutcome outcome = sampled(u"success"_s);
        QVERIFY2(outcome.state == PanelOutcome::State::Shown, qPrintable(describe(outcome.error)));
        QCOMPARE(outcome.data.precision, Precision::Sample);
        const Point &mark = outcome.data.series[0].points[0];
        const double truth = m_server.psql(m_database, u"select avg(ok::int) from calls"_s)->trimmed().toDouble();
        QVERIFY2(mark.low < truth && truth < mark.high, qPrintable(QString::number(mark.value)));
        const Estimate naive = shareEstimate(qint64(std::llround(mark.value * double(mark.n))), mark.n);
        QVERIFY(mark.high - mark.low > 2 * (naive.high - naive.low));
    }

    // Where the sample has nothing at all it says nothing.
    void anEmptySampleIsNotShown()
    {
        const PanelOutcome outcome = sampled(u"nothing"_s);
        QCOMPARE(outcome.state, PanelOutcome::State::TooDear);
        QVERIFY(!outcome.data.remarks.isEmpty());
    }

    // Three parts by hand: a total of 10, 30 and none of each tenth, and a mean of 2 and 4 by their counts.
    void partsArePutTogether()
    {
        const auto batch = [](const QStringList &names, const std::vector<std::vector<QByteArray>> &rows) {
            auto columns = std::make_shared<connection::Columns>();
            for (const QString &name : names)
                columns->push_back({name, 25});
            connection::RowBatch answer(columns);
            for (const auto &row : rows) {
                for (const QByteArray &value : row)
                    answer.appendValue(value);
                answer.endRow();
            }
            return answer;
        };
        PanelDefinition panel;
        panel.kind = PanelKind::Bar;
        PanelContext context;
        context.range = m_range;
        context.precision = Precision::Sample;
        const QStringList counted{u"label"_s, u"value"_s, u"n"_s};
        const SampleAnswer total{
            {batch(counted, {{"a", "10", "1"}}), batch(counted, {{"a", "30", "3"}}), batch(counted, {})}, {}};
        auto data = panelDataOf(panel, total, context, true);
        QVERIFY(data);
        const Point sum = data->series[0].points[0];
        QVERIFY(std::abs(sum.value - 40.0 / 3) < 1e-9);
        QCOMPARE(sum.n, 4);
        // t(2) times the deviation of 10, 30 and 0, by the root of three; not below zero.
        const double half =
            4.302652729749462
            * std::sqrt((std::pow(10 - 40.0 / 3, 2) + std::pow(30 - 40.0 / 3, 2) + std::pow(40.0 / 3, 2)) / 2 / 3);
        QVERIFY(std::abs(sum.high - (40.0 / 3 + half)) < 1e-6);
        QCOMPARE(sum.low, 0.0);
        panel.interval = Interval::Mean;
        const QStringList averaged{u"label"_s, u"value"_s, u"deviation"_s, u"n"_s};
        const SampleAnswer means{
            {batch(averaged, {{"a", "2", "1", "30"}}), batch(averaged, {{"a", "4", "1", "10"}}), batch(averaged, {})},
            {}};
        data = panelDataOf(panel, means, context, false);
        QVERIFY(data);
        QCOMPARE(data->series[0].points[0].value, 2.5);
        QCOMPARE(data->series[0].points[0].n, 40);
        QVERIFY(data->series[0].points[0].low <= 0 && data->series[0].points[0].high > 4);
    }
};

QTEST_GUILESS_MAIN(PanelSampleTest)
#include "tst_panelsample.moc"
