// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/clusterestimate.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <random>

using namespace Qt::StringLiterals;
using namespace howdah;

// Intervals by the variance between clusters: against values of NumPy and SciPy, against what they reduce to, and by
// how often they hold the truth.
class ClusterEstimateTest final : public QObject
{
    Q_OBJECT

    static bool near(double a, double b) { return std::abs(a - b) <= 1e-9; }
    static bool isNear(const Estimate &a, const Estimate &b)
    {
        return near(a.value, b.value) && near(a.low, b.low) && near(a.high, b.high);
    }

    // The same eight clusters, measured twice.
    const std::vector<ClusterMean> m_now{{.91, 12, u"a"_s}, {.42, 40, u"b"_s}, {.77, 7, u"c"_s},  {.65, 25, u"d"_s},
                                         {.58, 18, u"e"_s}, {.83, 9, u"f"_s},  {.30, 33, u"g"_s}, {.71, 21, u"h"_s}};
    const std::vector<ClusterMean> m_then{{.88, 15, u"a"_s}, {.47, 35, u"b"_s}, {.70, 10, u"c"_s}, {.69, 20, u"d"_s},
                                          {.61, 22, u"e"_s}, {.86, 8, u"f"_s},  {.38, 30, u"g"_s}, {.75, 19, u"h"_s}};

private Q_SLOTS:
    // numpy: G / (G - 1) * sum((w (m - M))^2) / W^2 and scipy.stats.t.ppf(0.975, G - 1)
    void agreesWithNumpy()
    {
        QVERIFY(isNear(clusteredMean(m_now), {0.558060606060606, 0.3737892939720311, 0.742331918149181}));
        QVERIFY(isNear(clusteredMean(m_then), {0.6062893081761007, 0.4465413743705485, 0.7660372419816529}));
        const std::vector<ClusterMean> shares{{30.0 / 40, 40, u"a"_s}, {55.0 / 60, 60, u"b"_s},
                                              {12.0 / 30, 30, u"c"_s}, {44.0 / 50, 50, u"d"_s},
                                              {60.0 / 70, 70, u"e"_s}, {20.0 / 45, 45, u"f"_s}};
        QVERIFY(isNear(clusteredShare(shares), {0.7491525423728813, 0.5032914816154024, 0.897984596640029}));
    }

    // numpy: the same of w1 (m1 - M1) / W1 - w2 (m2 - M2) / W2, what each cluster adds to the change
    void repeatedMeasuresArePaired()
    {
        const Estimate now = clusteredMean(m_now);
        const Estimate then = clusteredMean(m_then);
        const Estimate change = difference(now, then, clusterCorrelation(m_now, m_then));
        QVERIFY(isNear(change, {-0.04822870211549468, -0.07651756515275401, -0.019939839078235343}));
        // As if they were others it would be eight times as wide.
        const Estimate unpaired = difference(now, then);
        QVERIFY(unpaired.high - unpaired.low > 8 * (change.high - change.low));
        // With one value each it is scipy.stats.ttest_rel().
        std::vector<ClusterMean> first = m_now;
        std::vector<ClusterMean> second = m_then;
        for (std::vector<ClusterMean> *all : {&first, &second})
            for (ClusterMean &one : *all)
                one.weight = 1;
        const Estimate paired =
            difference(clusteredMean(first), clusteredMean(second), clusterCorrelation(first, second));
        QVERIFY(near(paired.low, -0.061328587367775036) && near(paired.high, 0.018828587367775054));
        // Others altogether, or others of the same order, say nothing of one another.
        for (ClusterMean &one : second)
            one.name += QLatin1Char('2');
        QCOMPARE(clusterCorrelation(first, second), 0.0);
    }

    // Hall's interval of ten costs, by NumPy; with one value in each cluster it is the same.
    void costsReachFurtherUp()
    {
        const std::vector<double> costs{.02, .03, .01, .05, .04, .9, .03, .02, .06, .3};
        std::vector<ClusterMean> clusters;
        for (const double cost : costs)
            clusters.push_back({cost, 1, {}});
        const Estimate mean = clusteredSkewed(clusters);
        QVERIFY(isNear(mean, {0.14600000000000002, 0.012273024604595895, 0.8399255662657893}));
        QVERIFY(mean.high - mean.value > 2 * (mean.value - mean.low));
        QVERIFY(clusteredMean(clusters).low < 0);
        QCOMPARE(clusteredSkewed({{2, 3, u"a"_s}, {2, 4, u"b"_s}}), (Estimate{2, 2, 2}));
        QVERIFY(std::isinf(clusteredSkewed({{2, 3, u"a"_s}}).high));
    }

    // With one value in each cluster it is the mean of values; values that are there ten times say no more.
    void clustersCountNotValues()
    {
        const std::vector<double> values{0.2, 0.5, 0.4, 0.9, 0.7, 0.6};
        std::vector<ClusterMean> single;
        std::vector<ClusterMean> repeated;
        double mean = 0;
        for (const double value : values) {
            single.push_back({value, 1, {}});
            repeated.push_back({value, 10, {}});
            mean += value / double(values.size());
        }
        double squares = 0;
        for (const double value : values)
            squares += (value - mean) * (value - mean);
        const Estimate expected = meanEstimate(mean, std::sqrt(squares / 5), 6);
        for (const auto &clusters : {single, repeated}) {
            const Estimate estimate = clusteredMean(clusters);
            QVERIFY(std::abs(estimate.value - expected.value) < 1e-12);
            QVERIFY(std::abs(estimate.low - expected.low) < 1e-12);
            QVERIFY(std::abs(estimate.high - expected.high) < 1e-12);
        }
        QVERIFY(std::isinf(clusteredMean({{0.5, 100, {}}}).low));
        QCOMPARE(clusteredShare({{0.5, 100, {}}}), (Estimate{0.5, 0, 1}));
        // Where all ended alike each cluster counts once, and never is an end outside of 0 to 1.
        const Estimate all = clusteredShare({{1, 50, {}}, {1, 60, {}}, {1, 70, {}}, {1, 80, {}}});
        QCOMPARE(all.high, 1.0);
        QVERIFY(all.low < shareEstimate(4, 4).low + 1e-12 && all.low > 0);
    }

    // 15 clusters that differ, 40 values of each: the interval holds the true mean as often as it says, that of the
    // values as if they were independent far too rarely.
    void clusteredIntervalsCover()
    {
        std::mt19937 random(20260301);
        std::normal_distribution<double> between(0, 1);
        std::normal_distribution<double> within(0, 1);
        constexpr int Rounds = 2000;
        int held = 0;
        int heldAsIfIndependent = 0;
        for (int round = 0; round < Rounds; ++round) {
            std::vector<ClusterMean> clusters;
            double sum = 0;
            double squares = 0;
            int count = 0;
            for (int cluster = 0; cluster < 15; ++cluster) {
                const double own = between(random);
                const int size = 20 + cluster * 40 / 14;
                double total = 0;
                for (int i = 0; i < size; ++i) {
                    const double value = 3 + own + within(random);
                    total += value;
                    squares += value * value;
                }
                clusters.push_back({total / size, double(size), {}});
                sum += total;
                count += size;
            }
            const Estimate clustered = clusteredMean(clusters);
            held += clustered.low <= 3 && clustered.high >= 3;
            const double mean = sum / count;
            const double deviation = std::sqrt((squares - sum * mean) / (count - 1));
            const Estimate naive = meanEstimate(mean, deviation, count);
            heldAsIfIndependent += naive.low <= 3 && naive.high >= 3;
        }
        QVERIFY2(held > Rounds * 0.92 && held < Rounds * 0.98, qPrintable(QString::number(held)));
        QVERIFY2(heldAsIfIndependent < Rounds * 0.6, qPrintable(QString::number(heldAsIfIndependent)));
    }
};

QTEST_APPLESS_MAIN(ClusterEstimateTest)
#include "tst_clusterestimate.moc"
