// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/estimate.h"
#include "metrics/panelrun.h"
#include "support/testserver.h"

#include <QTest>

#include <cmath>
#include <map>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::metrics;

namespace {

const QByteArray Yaml = R"(title: Scores
tables: [measured]
panels:
  - id: score
    title: Score
    kind: stat
    interval: mean
    cluster: agent
    scale: [0, 1]
    previous: true
    query: |
      select :current(at) as current, agent as cluster, sum(score * size) / sum(size) as value, sum(size) as weight,
             count(*) as n
      from measured where at >= :from and at < :to group by 1, 2
  - id: groups
    title: Success
    kind: stat
    interval: share
    cluster: agent
    query: |
      select :clustered(agent) as cluster, count(*) filter (where score > 0.5) as successes, count(*) as n
      from measured where at >= :from and at < :to group by 1
)";

struct Row
{
    double score;
    double size;
    bool isPrevious;
};

} // namespace

// Clusters from the query to the interval: recomputed from the rows by plain sums.
class ClustersTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;
    QString m_database;
    std::optional<connection::Session> m_session;
    DashboardReading m_reading;
    const TimeRange m_range{
        QDateTime(QDate(2026, 3, 1), QTime(0, 0), Qt::UTC), QDateTime(QDate(2026, 3, 31), QTime(0, 0), Qt::UTC)};

    PanelData ask(qsizetype panel)
    {
        const PanelDefinition &definition = m_reading.dashboard->panels[size_t(panel)];
        const PanelRequest request{
            &*m_reading.dashboard,
            &definition,
            contextFor(definition, m_range, {Unit::Day, 1}, QTimeZone::utc(), m_range.to),
            {}};
        const PanelOutcome outcome = runPanel(*m_session, request);
        if (outcome.state != PanelOutcome::State::Shown)
            qFatal("%s", qPrintable(describe(outcome.error)));
        return outcome.data;
    }

    std::map<QString, std::vector<Row>> rows()
    {
        std::map<QString, std::vector<Row>> byAgent;
        const auto all =
            m_server.psql(m_database, u"select agent, score, size, at < '2026-03-01 00:00+00' from measured"_s);
        if (!all)
            qFatal("no rows");
        for (const QString &line : all->split(u'\n', Qt::SkipEmptyParts)) {
            const QStringList fields = line.split(u'|');
            byAgent[fields[0]].push_back({fields[1].toDouble(), fields[2].toDouble(), fields[3] == "t"_L1});
        }
        return byAgent;
    }

private Q_SLOTS:
    // Twelve agents that differ, each measured twice a day for two months.
    void initTestCase()
    {
        m_database = m_server.createDatabase();
        const auto made = m_server.psql(
            m_database,
            u"set timezone = 'UTC'; create table measured (agent text, at timestamptz, score float8, size int);"
            " insert into measured select 'agent ' || a, timestamptz '2026-01-30 00:30+00' + i * interval '12 hours',"
            " 0.3 + 0.05 * a + 0.02 * (abs(hashint4(a * 1000 + i)) % 100 / 100.0) + case when i >= 60 then 0.004 * (a %"
            " 3) else 0 end, 1 + abs(hashint4(i + a * 77)) % 40 from generate_series(1, 12) a, generate_series(0, 119) i"_s);
        QVERIFY2(made, qPrintable(made ? QString() : made.error().detail));
        m_session.emplace(connection::SessionOptions{.names = connection::Names::OfDatabase});
        QVERIFY(m_session->open(m_server.connInfo(m_database)).result());
        m_reading = readDashboard(Yaml, u"scores.yaml"_s);
        QVERIFY2(
            m_reading.dashboard, qPrintable(m_reading.problems.empty() ? QString() : m_reading.problems[0].message));
    }

    void intervalsAndChangesAreThoseOfTheRows()
    {
        const PanelData data = ask(0);
        QCOMPARE(data.series.size(), size_t(2));
        constexpr double T11 = 2.200985160082949; // scipy.stats.t.ppf(0.975, 11)
        std::map<bool, std::map<QString, double>> influences;
        std::map<bool, double> means;
        for (const Series &series : data.series) {
            double total = 0;
            double weight = 0;
            int count = 0;
            const auto all = rows();
            for (const auto &[agent, measured] : all) {
                for (const Row &row : measured) {
                    if (row.isPrevious != series.isPrevious)
                        continue;
                    total += row.score * row.size;
                    weight += row.size;
                    ++count;
                }
            }
            const double mean = total / weight;
            double squares = 0;
            for (const auto &[agent, measured] : all) {
                double off = 0;
                for (const Row &row : measured)
                    off += row.isPrevious == series.isPrevious ? row.size * (row.score - mean) : 0;
                squares += off * off;
                influences[series.isPrevious][agent] = off / weight;
            }
            const double half = T11 * std::sqrt(12.0 / 11 * squares) / weight;
            const Point &mark = series.points[0];
            QCOMPARE(mark.n, count);
            QVERIFY(std::abs(mark.value - mean) < 1e-9);
            QVERIFY(std::abs(mark.low - (mean - half)) < 1e-9 && std::abs(mark.high - (mean + half)) < 1e-9);
            means[series.isPrevious] = mean;
            // As if the measurements were independent it would be at least six times too narrow.
            double spread = 0;
            for (const auto &[agent, measured] : all)
                for (const Row &row : measured)
                    spread += row.isPrevious == series.isPrevious ? std::pow(row.score - mean, 2) : 0;
            const Estimate naive = meanEstimate(mean, std::sqrt(spread / (count - 1)), count);
            QVERIFY2(
                (mark.high - mark.low) / (naive.high - naive.low) > 6,
                qPrintable(QString::number((mark.high - mark.low) / (naive.high - naive.low))));
        }
        // What each agent adds to the change, as a paired sample.
        double squares = 0;
        for (const auto &[agent, now] : influences[false])
            squares += std::pow(now - influences[true][agent], 2);
        const double half = T11 * std::sqrt(12.0 / 11 * squares);
        const bool isFirstPrevious = data.series[0].isPrevious;
        const Change change =
            changeOf(data.series[isFirstPrevious ? 1 : 0].points[0], data.series[isFirstPrevious ? 0 : 1].points[0]);
        const double difference = means[false] - means[true];
        QVERIFY(std::abs(change.value - difference) < 1e-9);
        QVERIFY(std::abs(change.low - (difference - half)) < 1e-9);
        QVERIFY(std::abs(change.high - (difference + half)) < 1e-9);
        QVERIFY(half < (data.series[0].points[0].high - data.series[0].points[0].low) / 4);
    }

    // Groups of clusters are as good as clusters, and there are never more than 256.
    void manyClustersAreGrouped()
    {
        const PanelData data = ask(1);
        const Point &mark = data.series[0].points[0];
        QVERIFY(mark.clusters && mark.clusters->size() <= 12 && mark.clusters->size() > 8);
        double successes = 0;
        double n = 0;
        for (const auto &[agent, measured] : rows()) {
            for (const Row &row : measured) {
                n += row.isPrevious ? 0 : 1;
                successes += !row.isPrevious && row.score > 0.5 ? 1 : 0;
            }
        }
        QCOMPARE(mark.n, qint64(n));
        QVERIFY(std::abs(mark.value - successes / n) < 1e-12);
        const Estimate naive = shareEstimate(qint64(successes), qint64(n));
        QVERIFY(mark.high - mark.low > 4 * (naive.high - naive.low));
        QVERIFY(mark.low >= 0 && mark.high <= 1);
    }

    void keysAreChecked()
    {
        for (const auto &[from, to] :
             {std::pair("cluster: agent\n    scale: [0, 1]", "cluster: agent\n    scale: [1, 0]"),
              {"interval: mean\n", "interval: none\n"}}) {
            QByteArray yaml = Yaml;
            yaml.replace(from, to);
            const DashboardReading reading = readDashboard(yaml, u"scores.yaml"_s);
            QVERIFY2(!reading.dashboard && reading.problems.size() == 1, to);
        }
    }
};

QTEST_GUILESS_MAIN(ClustersTest)
#include "tst_clusters.moc"
