// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/panelrun.h"
#include "metrics/ranksql.h"
#include "support/testserver.h"

#include <QTest>

#include <cmath>
#include <map>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::metrics;

namespace {

// The ranks by the definition, from sums of the binomial probabilities: nothing of what is tested takes part.
struct Ranks
{
    qint64 low = 0;  // 0: none
    qint64 high = 0; // above n: none
};

Ranks ranksOf(double share, qint64 n)
{
    const long double logHit = std::log((long double)share);
    const long double logMiss = std::log1p(-(long double)share);
    const double reach = 10 * std::sqrt(double(n) * share * (1 - share)) + 10;
    const qint64 from = std::max<qint64>(0, qint64(double(n) * share - reach));
    const qint64 to = std::min(n, qint64(double(n) * share + reach));
    Ranks ranks{0, n + 1};
    long double below = 0;
    for (qint64 k = from; k <= to; ++k) {
        below += std::exp(
            std::lgamma((long double)(n + 1)) - std::lgamma((long double)(k + 1))
            - std::lgamma((long double)(n - k + 1)) + (long double)k * logHit + (long double)(n - k) * logMiss);
        if (below <= 0.025L)
            ranks.low = k + 1;
        if (below >= 0.975L) {
            ranks.high = k + 1;
            return ranks;
        }
    }
    return ranks;
}

const QByteArray Yaml = R"(title: Times
tables: [calls]
panels:
  - id: times
    title: Times
    kind: band
    interval: given
    same-rows: true
    query: |
      select bucket, p.name as series, percentile_disc(p.share) within group (order by ms) as value,
             percentile_disc((case p.name when 'p50' then :rank_low(0.5, n) else :rank_low(0.95, n) end - 0.5) / n)
               within group (order by ms) as low,
             percentile_disc((case p.name when 'p50' then :rank_high(0.5, n) else :rank_high(0.95, n) end - 0.5) / n)
               within group (order by ms) as high, n
      from (select :bucket(at) as bucket, ms, count(*) over (partition by :bucket(at)) as n
            from calls where at >= :from and at < :to) counted
      cross join (values ('p50', 0.5::float8), ('p95', 0.95::float8)) as p(name, share)
      group by bucket, p.name, p.share, n
)";

} // namespace

// Intervals of percentiles: the ranks that bound them, and the values at those ranks.
class RanksTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;
    QString m_database;

private Q_SLOTS:
    void initTestCase() { m_database = m_server.createDatabase(); }

    void areThoseOfTheBinomialDistribution_data()
    {
        QTest::addColumn<double>("share");
        for (const double share : {0.01, 0.05, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99})
            QTest::newRow(qPrintable(QString::number(share))) << share;
    }
    void areThoseOfTheBinomialDistribution()
    {
        QFETCH(double, share);
        const auto answer = m_server.psql(
            m_database,
            u"select n, coalesce(%1, 0), coalesce(%2, n + 1) from (select generate_series(1, 700) union all"
            " select 701 + 13 * generate_series(0, 400) union all select 7919 * generate_series(1, 60)) as x(n)"_s.arg(
                rankSql(share, u"n"_s, RankEnd::Low), rankSql(share, u"n"_s, RankEnd::High)));
        QVERIFY2(answer, qPrintable(answer ? QString() : answer.error().detail));
        int compared = 0;
        int wider = 0;
        const QStringList lines = answer->split(u'\n', Qt::SkipEmptyParts);
        for (const QString &line : lines) {
            const QStringList fields = line.split(u'|');
            QCOMPARE(fields.size(), 3);
            const qint64 n = fields[0].toLongLong();
            const Ranks expected = ranksOf(share, n);
            const qint64 low = fields[1].toLongLong();
            const qint64 high = fields[2].toLongLong();
            const bool isListed = double(n) * share * (1 - share) <= 50;
            // Never narrower; exact where they are listed, one wider at most beyond.
            QVERIFY2(
                low <= expected.low && low >= expected.low - (isListed ? 0 : 1) && high >= expected.high
                    && high <= expected.high + (isListed ? 0 : 1),
                qPrintable(
                    u"%1: %2 to %3, not %4 to %5"_s.arg(n).arg(low).arg(high).arg(expected.low).arg(expected.high)));
            wider += (low != expected.low) + (high != expected.high);
            ++compared;
        }
        QCOMPARE(compared, 1161);
        QVERIFY2(wider < compared / 20, qPrintable(QString::number(wider)));
    }

    // Hahn and Meeker's table: of ten values the median lies between the second and the ninth.
    void areThePublishedOnes()
    {
        const auto answer = m_server.psql(
            m_database, u"select %1, %2, %3 is null, %4 is null, %5"_s.arg(
                            rankSql(0.5, u"10"_s, RankEnd::Low), rankSql(0.5, u"10"_s, RankEnd::High),
                            rankSql(0.5, u"5"_s, RankEnd::Low), rankSql(0.95, u"71"_s, RankEnd::High),
                            rankSql(0.95, u"72"_s, RankEnd::High)));
        QVERIFY2(answer, qPrintable(answer ? QString() : answer.error().detail));
        QCOMPARE(answer->trimmed(), u"2|9|t|t|72"_s);
    }

    // A panel over buckets of 1 to 200 values: each end is the value at its rank, or open.
    void boundThePercentilesOfPanels()
    {
        const auto made = m_server.psql(
            m_database,
            u"create table calls (at timestamptz, ms int); insert into calls select timestamptz '2026-01-01 00:00+00'"
            " + day * interval '1 day' + i * interval '1 second', hashint4((day * 1000 + i)::int) % 5000"
            " from unnest(array[1, 5, 6, 20, 30, 71, 72, 200]) with ordinality as size(n, day),"
            " generate_series(1, size.n) i"_s);
        QVERIFY2(made, qPrintable(made ? QString() : made.error().detail));
        connection::Session session(connection::SessionOptions{.names = connection::Names::OfDatabase});
        QVERIFY(session.open(m_server.connInfo(m_database)).result());
        const DashboardReading reading = readDashboard(Yaml, u"times.yaml"_s);
        QVERIFY2(reading.dashboard, qPrintable(reading.problems.empty() ? QString() : reading.problems[0].message));
        const QDateTime from(QDate(2026, 1, 1), QTime(0, 0), Qt::UTC);
        const TimeRange range{from, from.addDays(10)};
        const PanelDefinition &panel = reading.dashboard->panels[0];
        const PanelRequest request{
            &*reading.dashboard, &panel, contextFor(panel, range, {Unit::Day, 1}, QTimeZone::utc(), range.to), {}};
        const PanelOutcome outcome = runPanel(session, request);
        QVERIFY2(outcome.state == PanelOutcome::State::Shown, qPrintable(describe(outcome.error)));
        // The two percentiles are of the same values: those are counted once.
        QCOMPARE(outcome.data.valueCount(), 1 + 5 + 6 + 20 + 30 + 71 + 72 + 200);

        std::map<QString, std::vector<double>> rows;
        const auto all =
            m_server.psql(m_database, u"select (at at time zone 'UTC')::date, ms from calls order by ms"_s);
        QVERIFY(all);
        for (const QString &line : all->split(u'\n', Qt::SkipEmptyParts))
            rows[line.section(u'|', 0, 0)].push_back(line.section(u'|', 1).toDouble());
        int ends = 0;
        for (const Series &series : outcome.data.series) {
            const double share = series.name == "p50"_L1 ? 0.5 : 0.95;
            for (const Point &point : series.points) {
                if (point.isGap())
                    continue;
                const std::vector<double> &values = rows[point.bucket.toString(u"yyyy-MM-dd"_s)];
                const qint64 n = qint64(values.size());
                const Ranks ranks = ranksOf(share, n);
                QCOMPARE(point.n, n);
                QCOMPARE(point.value, values[size_t(std::ceil(share * double(n))) - 1]);
                // With both ends open nothing is said at all.
                if (ranks.low == 0 && ranks.high > n) {
                    QVERIFY(std::isnan(point.low) && std::isnan(point.high));
                    continue;
                }
                QCOMPARE(
                    point.low,
                    ranks.low == 0 ? -std::numeric_limits<double>::infinity() : values[size_t(ranks.low - 1)]);
                QCOMPARE(
                    point.high,
                    ranks.high > n ? std::numeric_limits<double>::infinity() : values[size_t(ranks.high - 1)]);
                ++ends;
            }
        }
        QVERIFY(ends >= 10);
    }

    void refusesWhatIsNoShare()
    {
        for (const char *argument : {"n", "2, n", "share, n", "0.5,"})
            QVERIFY2(!rankArgument(QString::fromLatin1(argument)), argument);
        QByteArray yaml = Yaml;
        yaml.replace(":rank_low(0.5, n)", ":rank_low(p.share, n)");
        const DashboardReading reading = readDashboard(yaml, u"times.yaml"_s);
        QCOMPARE(reading.problems.size(), size_t(1));
        QVERIFY(reading.problems[0].message.contains(u"share"_s));
    }
};

QTEST_GUILESS_MAIN(RanksTest)
#include "tst_ranks.moc"
