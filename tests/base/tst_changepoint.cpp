// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/changepoint.h"

#include <QTest>

#include <cmath>
#include <random>

using namespace howdah;

// What is found in courses that have it, and how often in those that have not.
class ChangePointTest final : public QObject
{
    Q_OBJECT

    std::mt19937 m_random{1979};
    std::normal_distribution<double> m_normal{0, 1};

    std::vector<double> course(size_t size)
    {
        std::vector<double> values(size);
        for (double &value : values)
            value = m_normal(m_random);
        return values;
    }

private Q_SLOTS:
    // Pettitt's statistic by its definition: the sum of signs of all pairs across the cut.
    void theShiftIsPettitts()
    {
        int found = 0;
        for (int round = 0; round < 50; ++round) {
            std::vector<double> values = course(40);
            for (size_t i = 20; i < values.size(); ++i)
                values[i] += 3;
            double largest = 0;
            size_t at = 0;
            for (size_t cut = 5; cut + 5 <= values.size(); ++cut) {
                double sum = 0;
                for (size_t i = 0; i < cut; ++i)
                    for (size_t j = cut; j < values.size(); ++j)
                        sum += values[j] > values[i] ? 1 : values[j] < values[i] ? -1 : 0;
                if (std::abs(sum) > largest) {
                    largest = std::abs(sum);
                    at = cut;
                }
            }
            const auto shift = levelShiftOf(values);
            if (!shift)
                continue;
            ++found;
            QCOMPARE(shift->at, at);
            // Never more certain than of independent values.
            QVERIFY(shift->chance >= 2 * std::exp(-6 * largest * largest / (40.0 * 40 * 40 + 40 * 40)) - 1e-12);
            QVERIFY(shift->at >= 17 && shift->at <= 23 && shift->after > shift->before + 1);
        }
        QVERIFY2(found >= 45, qPrintable(QString::number(found)));
    }

    // The modified z-score of Iglewicz and Hoaglin's rule: 0.6745 (x - median) / MAD.
    void outliersAreFarFromTheMedian()
    {
        std::vector<double> values{9, 10, 11, 10, 9, 11, 10, 12, 8, 10, 17, 10};
        // median 10, distances' median 1: (17 - 10) * 0.6745 = 4.72, (12 - 10) * 0.6745 = 1.35
        QCOMPARE(outliersAmong(values), std::vector<size_t>{10});
        values[10] = 16; // 4.05
        QVERIFY(outliersAmong(values).empty());
        // Where most are the same: by the mean distance.
        QCOMPARE(outliersAmong({5, 5, 5, 5, 5, 5, 5, 5, 5, 9}), std::vector<size_t>{9});
        QVERIFY(outliersAmong(std::vector<double>(20, 3)).empty());
        QVERIFY(outliersAmong({1, 2, 1, 100}).empty()); // too few to say
    }

    // A single outlier is no shift, nor are few values.
    void anOutlierIsNoShift()
    {
        std::vector<double> values = course(30);
        values[20] = 50;
        QVERIFY(!levelShiftOf({1, 1, 1, 9, 9, 9}));
        int shifts = 0;
        for (int round = 0; round < 200; ++round) {
            values = course(30);
            values[20] = 50;
            shifts += levelShiftOf(values).has_value();
        }
        QVERIFY2(shifts <= 6, qPrintable(QString::number(shifts)));
    }

    // Courses of independent values without anything in them.
    void falseAlarmsAreRare_data()
    {
        QTest::addColumn<int>("size");
        QTest::addColumn<double>("mostShifts");
        QTest::addColumn<double>("mostOutliers");
        QTest::newRow("12 values") << 12 << 0.01 << 0.06;
        QTest::newRow("30 values") << 30 << 0.01 << 0.025;
        QTest::newRow("90 values") << 90 << 0.01 << 0.012;
    }
    void falseAlarmsAreRare()
    {
        QFETCH(int, size);
        QFETCH(double, mostShifts);
        QFETCH(double, mostOutliers);
        constexpr int Rounds = 4000;
        int shifts = 0;
        int outliers = 0;
        for (int round = 0; round < Rounds; ++round) {
            const std::vector<double> values = course(size_t(size));
            shifts += levelShiftOf(values).has_value();
            outliers += !outliersAmong(values).empty();
        }
        QVERIFY2(shifts <= Rounds * mostShifts * 1.3, qPrintable(QString::number(shifts)));
        QVERIFY2(outliers <= Rounds * mostOutliers, qPrintable(QString::number(outliers)));
    }

    // Values that go half with the one before: without counting that in it would be one of eight.
    void wavesAreNoShifts()
    {
        int shifts = 0;
        for (int round = 0; round < 2000; ++round) {
            std::vector<double> values = course(60);
            for (size_t i = 1; i < values.size(); ++i)
                values[i] += 0.5 * values[i - 1];
            values.erase(values.begin(), values.begin() + 30);
            shifts += levelShiftOf(values).has_value();
        }
        QVERIFY2(shifts <= 2000 * 0.04, qPrintable(QString::number(shifts)));
    }
};

QTEST_APPLESS_MAIN(ChangePointTest)
#include "tst_changepoint.moc"
