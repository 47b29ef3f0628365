// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/estimate.h"

#include <QRandomGenerator>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <vector>

using namespace Qt::StringLiterals;
using namespace howdah;

// Figures with their intervals, held to published tables, to exact sums, and to chance itself.
class EstimateTest final : public QObject
{
    Q_OBJECT

    static bool near(double a, double b, double within) { return std::abs(a - b) <= within; }

private Q_SLOTS:
    void knowsTheNormalDistribution()
    {
        QVERIFY(near(normalQuantile(0.975), 1.959963985, 1e-9));
        QVERIFY(near(normalQuantile(0.95), 1.644853627, 1e-9));
        QVERIFY(near(normalQuantile(0.5), 0, 1e-12));
        QVERIFY(near(normalQuantile(0.001), -3.090232306, 1e-9));
    }

    // Any table of Student's distribution, column 0.975 (two-sided 95 %).
    void knowsStudentsDistribution_data()
    {
        QTest::addColumn<double>("degrees");
        QTest::addColumn<double>("expected");
        for (const auto &[degrees, expected] :
             {std::pair(1.0, 12.706),
              {2.0, 4.303},
              {3.0, 3.182},
              {5.0, 2.571},
              {10.0, 2.228},
              {29.0, 2.045},
              {30.0, 2.042},
              {60.0, 2.000},
              {120.0, 1.980},
              {1e6, 1.960}})
            QTest::addRow("%g", degrees) << degrees << expected;
    }
    void knowsStudentsDistribution()
    {
        QFETCH(double, degrees);
        QFETCH(double, expected);
        QVERIFY(near(studentQuantile(0.975, degrees), expected, 0.0006));
        QVERIFY(near(studentQuantile(0.025, degrees), -expected, 0.0006));
    }

    void sumsTheBinomialDistribution()
    {
        for (const int trials : {1, 7, 30, 200})
            for (const double probability : {0.05, 0.5, 0.95}) {
                double sum = 0;
                double log = trials * std::log1p(-probability);
                for (int k = 0; k < trials; ++k) {
                    sum += std::exp(log);
                    QVERIFY(near(binomialBelow(k, trials, probability), sum, 1e-10));
                    log += std::log(double(trials - k) / (k + 1)) + std::log(probability / (1 - probability));
                }
                QCOMPARE(binomialBelow(trials, trials, probability), 1.0);
                QCOMPARE(binomialBelow(-1, trials, probability), 0.0);
            }
    }

    // Newcombe, "Two-sided confidence intervals for the single proportion", Statistics in Medicine 17 (1998), table I,
    // method 3.
    void sharesAreThoseOfTheLiterature_data()
    {
        QTest::addColumn<int>("successes");
        QTest::addColumn<int>("trials");
        QTest::addColumn<double>("low");
        QTest::addColumn<double>("high");
        QTest::newRow("81/263") << 81 << 263 << 0.2553 << 0.3662;
        QTest::newRow("15/148") << 15 << 148 << 0.0624 << 0.1605;
        QTest::newRow("0/20") << 0 << 20 << 0.0 << 0.1611;
        QTest::newRow("1/29") << 1 << 29 << 0.0061 << 0.1718;
    }
    void sharesAreThoseOfTheLiterature()
    {
        QFETCH(int, successes);
        QFETCH(int, trials);
        QFETCH(double, low);
        QFETCH(double, high);
        const Estimate share = shareEstimate(successes, trials);
        QVERIFY(near(share.value, double(successes) / trials, 1e-12));
        QVERIFY(near(share.low, low, 0.00006));
        QVERIFY(near(share.high, high, 0.00006));
        // The mirror: failures counted in place of successes.
        const Estimate mirror = shareEstimate(trials - successes, trials);
        QVERIFY(near(mirror.low, 1 - high, 0.00006));
        QVERIFY(near(mirror.high, 1 - low, 0.00006));
    }
    void knowsNothingOfNothing() { QCOMPARE(shareEstimate(0, 0), (Estimate{0, 0, 1})); }

    // Newcombe, "Interval estimation for the difference between independent proportions", Statistics in Medicine 17
    // (1998), table II, method 10.
    void differencesAreThoseOfTheLiterature_data()
    {
        QTest::addColumn<QList<int>>("counts");
        QTest::addColumn<double>("low");
        QTest::addColumn<double>("high");
        QTest::newRow("56/70 - 48/80") << QList{56, 70, 48, 80} << 0.0524 << 0.3339;
        QTest::newRow("9/10 - 3/10") << QList{9, 10, 3, 10} << 0.1705 << 0.8090;
        QTest::newRow("10/10 - 0/20") << QList{10, 10, 0, 20} << 0.6791 << 1.0;
        QTest::newRow("10/10 - 0/10") << QList{10, 10, 0, 10} << 0.6075 << 1.0;
    }
    void differencesAreThoseOfTheLiterature()
    {
        QFETCH(QList<int>, counts);
        QFETCH(double, low);
        QFETCH(double, high);
        const Estimate found = difference(shareEstimate(counts[0], counts[1]), shareEstimate(counts[2], counts[3]));
        QVERIFY2(near(found.low, low, 0.00006), qPrintable(QString::number(found.low, 'f', 5)));
        QVERIFY2(near(found.high, high, 0.00006), qPrintable(QString::number(found.high, 'f', 5)));
    }

    void means()
    {
        // 5.1 4.9 4.7 4.6 5.0: mean 4.86, deviation 0.20736, t(4) 2.776, half width 0.25747.
        const Estimate mean = meanEstimate(4.86, 0.2073644135, 5);
        QVERIFY(near(mean.low, 4.60253, 0.0001));
        QVERIFY(near(mean.high, 5.11747, 0.0001));
        QVERIFY(std::isinf(meanEstimate(3, 0, 1).high));
        // Student's own data on two drugs (Biometrika 1908): extra sleep 0.75 and 2.33 hours, deviations 1.789010 and
        // 2.002249, ten patients each; Welch: t -1.8608, 17.776 degrees, -3.3655 to 0.2055.
        const Estimate sleep = meanDifference({0.75, 1.789010, 10}, {2.33, 2.002249, 10});
        QVERIFY(near(sleep.value, -1.58, 1e-9));
        QVERIFY(near(sleep.low, -3.3654832, 0.00005));
        QVERIFY(near(sleep.high, 0.2054832, 0.00005));
    }

    // The ranks of a median that books print (Conover, "Practical Nonparametric Statistics"; Hahn and Meeker).
    void ranksOfQuantiles()
    {
        QCOMPARE(quantileRanks(0.5, 10), (RankInterval{2, 9}));
        QCOMPARE(quantileRanks(0.5, 20), (RankInterval{6, 15}));
        QCOMPARE(quantileRanks(0.5, 5), (RankInterval{std::nullopt, std::nullopt}));
        QCOMPARE(quantileRanks(0.5, 6), (RankInterval{1, 6}));
        // 0.95^n must fall to 0.025 before even the greatest of n values is certainly above the 95th percentile.
        QVERIFY(!quantileRanks(0.95, 71).high);
        QCOMPARE(quantileRanks(0.95, 72).high, std::optional<qint64>(72));
        QCOMPARE(quantileRanks(0.95, 0), RankInterval());
        const RankInterval many = quantileRanks(0.95, 10'000'000);
        QVERIFY(near(double(*many.low), 9'500'000 - 1351, 3));
        QVERIFY(near(double(*many.high), 9'500'000 + 1352, 3));
    }

    // Chance judges: of many samples of a known distribution, at least 95 in 100 intervals hold the truth.
    void intervalsHoldTheTruth()
    {
        QRandomGenerator random(20261121);
        int shares = 0;
        int quantiles = 0;
        int means = 0;
        constexpr int Rounds = 2000;
        for (int round = 0; round < Rounds; ++round) {
            std::vector<double> values;
            qint64 hits = 0;
            double sum = 0;
            double squares = 0;
            for (int i = 0; i < 100; ++i) {
                // Uniform: the truth is 0.7 for the share below it, for the 70th percentile, and 0.5 for the mean.
                values.push_back(random.generateDouble());
                hits += values.back() < 0.7 ? 1 : 0;
                sum += values.back();
                squares += values.back() * values.back();
            }
            std::sort(values.begin(), values.end());
            const auto holds = [](const Estimate &e, double truth) { return e.low <= truth && truth <= e.high; };
            shares += holds(shareEstimate(hits, 100), 0.7);
            const double mean = sum / 100;
            means += holds(meanEstimate(mean, std::sqrt((squares - 100 * mean * mean) / 99), 100), 0.5);
            const RankInterval ranks = quantileRanks(0.7, 100);
            quantiles += values[size_t(*ranks.low - 1)] <= 0.7 && 0.7 <= values[size_t(*ranks.high - 1)];
        }
        // Three standard errors (0.5 % each) around 95 %; ranks are whole numbers, so theirs are wider.
        QVERIFY2(shares > 0.935 * Rounds && shares < 0.97 * Rounds, qPrintable(QString::number(shares)));
        QVERIFY2(means > 0.935 * Rounds && means < 0.97 * Rounds, qPrintable(QString::number(means)));
        QVERIFY2(quantiles > 0.935 * Rounds && quantiles < 0.985 * Rounds, qPrintable(QString::number(quantiles)));
    }
};

QTEST_APPLESS_MAIN(EstimateTest)
#include "tst_estimate.moc"
