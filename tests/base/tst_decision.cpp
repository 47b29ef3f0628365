// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/decision.h"

#include <QTest>

#include <cmath>
#include <random>

using namespace howdah;

// What is claimed of several metrics, and of one that is looked at again and again.
class DecisionTest final : public QObject
{
    Q_OBJECT

    static bool near(double a, double b, double within = 1e-9) { return std::abs(a - b) <= within; }

private Q_SLOTS:
    // R: p.adjust(c(0.01, 0.04, 0.03, 0.005), "holm"), the example of its manual's kind.
    void holmIsThatOfR()
    {
        const std::vector<double> adjusted = holmAdjusted({0.01, 0.04, 0.03, 0.005});
        const std::vector<double> expected{0.03, 0.06, 0.06, 0.02};
        for (size_t i = 0; i < expected.size(); ++i)
            QVERIFY2(near(adjusted[i], expected[i]), qPrintable(QString::number(adjusted[i])));
        QCOMPARE(holmAdjusted({0.7, 0.9}), (std::vector<double>{1, 1}));
        QVERIFY(holmAdjusted({}).empty());
    }

    void chancesAreThoseOfTheInterval()
    {
        // An interval that just reaches zero is a chance of one in twenty.
        QVERIFY(near(chanceOf({2, 0, 4}, 100, Looks::Once), 0.05));
        QVERIFY(near(chanceOf({-2, -4, 0}, 100, Looks::Once), 0.05));
        QVERIFY(near(chanceOf({2, 1, 3}, 100, Looks::Once), std::erfc(2 * 1.959963984540054 / std::sqrt(2.0))));
        QCOMPARE(chanceOf({0, -1, 1}, 100, Looks::Once), 1.0);
        // An open end says nothing.
        QCOMPARE(chanceOf({2, -std::numeric_limits<double>::infinity(), 3}, 100, Looks::Once), 1.0);
        QCOMPARE(chanceOf({2, 2, 2}, 100, Looks::Once), 0.0);
        // So with repeated looks: the interval reaches zero where the chance is one in twenty.
        for (const double count : {30.0, 500.0, 20000.0}) {
            const double reach = sequentialReach(count);
            const Estimate edge{reach, reach - 1.959963984540054, reach + 1.959963984540054};
            QVERIFY2(near(chanceOf(edge, count, Looks::Repeated), 0.05, 1e-6), qPrintable(QString::number(count)));
            QVERIFY(near(forLooks(edge, count, Looks::Repeated).low, 0, 1e-9));
        }
        QCOMPARE(forLooks({2, 1, 3}, 100, Looks::Once), (Estimate{2, 1, 3}));
    }

    // The boundary by its definition: the mixture of likelihood ratios over a normal prior is 1 / 0.05 there,
    // integrated by plain sums.
    void theReachIsThatOfTheMixture()
    {
        for (const double count : {50.0, 500.0, 5000.0}) {
            const double z = sequentialReach(count);
            const double variance = 8.78 / 500;
            double mixture = 0;
            constexpr int Steps = 400'000;
            const double widest = 12 * std::sqrt(variance);
            for (int i = 0; i < Steps; ++i) {
                const double effect = -widest + 2 * widest * (i + 0.5) / Steps;
                const double prior = std::exp(-effect * effect / (2 * variance)) / std::sqrt(2 * M_PI * variance);
                mixture += prior * std::exp(effect * z * std::sqrt(count) - effect * effect * count / 2);
            }
            mixture *= 2 * widest / Steps;
            QVERIFY2(near(mixture, 20, 1e-3), qPrintable(QString::number(mixture)));
        }
    }

    // Two series without a difference, looked at after each 20 values up to 2,000: whoever stops at the first claim is
    // wrong in two of five cases, but in one of twenty at most where the intervals hold at all looks.
    void lookingAgainAndAgainClaimsNothing()
    {
        std::mt19937 random(20261123);
        std::normal_distribution<double> value(0, 1);
        constexpr int Rounds = 1000;
        int onceWrong = 0;
        int repeatedlyWrong = 0;
        for (int round = 0; round < Rounds; ++round) {
            double difference = 0;
            bool isOnce = false;
            bool isRepeatedly = false;
            for (int n = 1; n <= 1000; ++n) {
                difference += value(random) - value(random);
                if (n % 10 != 0 || n < 30)
                    continue;
                const double mean = difference / n;
                const double half = 1.959963984540054 * std::sqrt(2.0 / n);
                const Estimate change{mean, mean - half, mean + half};
                isOnce = isOnce || chanceOf(change, 2 * n, Looks::Once) < 0.05;
                isRepeatedly = isRepeatedly || chanceOf(change, 2 * n, Looks::Repeated) < 0.05;
            }
            onceWrong += isOnce;
            repeatedlyWrong += isRepeatedly;
        }
        QVERIFY2(onceWrong > Rounds / 5, qPrintable(QString::number(onceWrong)));
        QVERIFY2(repeatedlyWrong < Rounds * 0.05, qPrintable(QString::number(repeatedlyWrong)));
    }
};

QTEST_APPLESS_MAIN(DecisionTest)
#include "tst_decision.moc"
