// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chart/figuretext.h"
#include "chart/plotticks.h"

#include <QRandomGenerator>
#include <QTest>

#include <set>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;

namespace {

metrics::TimeRange days(const QDate &from, const QDate &to, const QTimeZone &zone)
{
    return {QDateTime(from, QTime(0, 0), zone).toUTC(), QDateTime(to, QTime(0, 0), zone).toUTC()};
}

QStringList labels(const std::vector<PlotTick> &ticks)
{
    QStringList texts;
    for (const PlotTick &tick : ticks)
        texts << tick.label;
    return texts;
}

} // namespace

class PlotTicksTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void scalesAreRoundAndHoldWhatTheyShow()
    {
        QRandomGenerator random(7);
        for (int i = 0; i < 2'000; ++i) {
            const double size = std::pow(10.0, random.bounded(24) - 12);
            const double a = (random.generateDouble() - 0.5) * size;
            const double b = (random.generateDouble() - 0.5) * size;
            const int most = 2 + int(random.bounded(10));
            const ValueScale scale = valueScale(a, b, most);
            QVERIFY(scale.min <= std::min(a, b) + scale.step * 1e-6);
            QVERIFY(scale.max >= std::max(a, b) - scale.step * 1e-6);
            QVERIFY2((scale.max - scale.min) / scale.step <= most + 1e-6, qPrintable(QString::number(most)));
            // No more than three quarters of it is empty: it was not opened without need.
            QVERIFY(scale.max - scale.min <= std::abs(a - b) * 8);
            const double digit = scale.step / std::pow(10.0, std::floor(std::log10(scale.step) + 1e-9));
            QVERIFY2(
                std::ranges::any_of(
                    std::initializer_list<double>{1, 2, 2.5, 5, 10},
                    [digit](double one) { return std::abs(one - digit) < 1e-6; }),
                qPrintable(QString::number(scale.step)));
        }
    }
    void scalesOfOneValueOrNone()
    {
        for (const double value : {0.0, 5.0, -3.0, 1e300, 1e-300}) {
            const ValueScale scale = valueScale(value, value, 5);
            QVERIFY2(scale.min < scale.max, qPrintable(QString::number(value)));
            QVERIFY(scale.min <= value && scale.max >= value);
        }
        const double infinity = std::numeric_limits<double>::infinity();
        const ValueScale scale = valueScale(-infinity, infinity, 5);
        QVERIFY(std::isfinite(scale.min) && std::isfinite(scale.max));
    }
    // Nobody has half a row.
    void countsHaveWholeTicks()
    {
        for (int most = 1; most <= 12; ++most) {
            for (const double high : {1.0, 2.0, 3.0, 7.0, 12.0, 25.0, 999.0, 1234567.0}) {
                const ValueScale scale = valueScale(0, high, most, TickSteps::Whole);
                QCOMPARE(scale.step, std::round(scale.step));
                QVERIFY(scale.min <= 0 && scale.max >= high);
                QVERIFY((scale.max - scale.min) / scale.step <= most + 1e-6);
            }
        }
        QCOMPARE(labels(valueTicks(valueScale(0, 2, 6, TickSteps::Whole), {})), (QStringList{u"0"_s, u"1"_s, u"2"_s}));
        QVERIFY(labels(valueTicks(valueScale(0, 2, 6), {})).contains(u"0.5"_s));
    }
    void labelsHaveTheDecimalsOfTheirStep()
    {
        QCOMPARE(
            labels(valueTicks({0, 1, 0.25}, {})), (QStringList{u"0.00"_s, u"0.25"_s, u"0.50"_s, u"0.75"_s, u"1.00"_s}));
        QCOMPARE(labels(valueTicks({0, 1, 0.5}, u"share"_s)), (QStringList{u"0 %"_s, u"50 %"_s, u"100 %"_s}));
        QCOMPARE(labels(valueTicks({0, 3e6, 1e6}, {})).last(), u"3 M"_s);
        QCOMPARE(labels(valueTicks({-0.3, 0.3, 0.1}, {}))[3], u"0.0"_s);
    }
    void figures()
    {
        QCOMPARE(figureText(0), u"0"_s);
        QCOMPARE(figureText(1234567), u"1.235 M"_s);
        QCOMPARE(figureText(123456), u"123,456"_s);
        QCOMPARE(figureText(0.8734, u"share"_s), u"87.34 %"_s);
        QCOMPARE(figureText(0.04), u"0.0400"_s);
        QCOMPARE(figureText(12.3456, u"ms"_s), u"12.35 ms"_s);
        QCOMPARE(figureText(std::numeric_limits<double>::quiet_NaN()), u"–"_s);
        QCOMPARE(figureText(-std::numeric_limits<double>::infinity()), u"−∞"_s);
    }
    void logarithmsAreWholePowers()
    {
        QCOMPARE(labels(logTicks(0, 3, 10, {})), (QStringList{u"1"_s, u"10"_s, u"100"_s, u"1,000"_s}));
        QVERIFY(logTicks(-10, 300, 8, {}).size() <= 40);
    }

    // Few powers leave room for what lies between them.
    void shortLogarithmsHaveTwosAndFives()
    {
        const auto [low, high] = logBounds(std::log10(23), std::log10(480));
        QCOMPARE(std::round(std::pow(10, low)), 20.0);
        QCOMPARE(std::round(std::pow(10, high)), 500.0);
        QCOMPARE(labels(logTicks(low, high, 8, {})), (QStringList{u"20"_s, u"50"_s, u"100"_s, u"200"_s, u"500"_s}));
        for (const double one : {0.0, 2.0, -3.0, 0.301}) { // also of one value alone
            const auto [least, most] = logBounds(one, one);
            QVERIFY(least <= one + 1e-6 && most >= one - 1e-6 && most > least);
            QVERIFY(logTicks(least, most, 8, {}).size() >= 2);
        }
    }

    void timeFollowsTheCalendar_data()
    {
        QTest::addColumn<QByteArray>("zone");
        for (const char *zone :
             {"UTC", "America/Los_Angeles", "Asia/Kolkata", "Pacific/Apia", "Australia/Lord_Howe", "Europe/Berlin"})
            QTest::newRow(zone) << QByteArray(zone);
    }
    void timeFollowsTheCalendar()
    {
        QFETCH(QByteArray, zone);
        const QTimeZone there(zone);
        QRandomGenerator random(11);
        for (int i = 0; i < 300; ++i) {
            const QDate from = QDate(2026, 1, 1).addDays(random.bounded(300));
            const double length = std::pow(10.0, random.generateDouble() * 6.5); // minutes
            const QDateTime begin = QDateTime(from, QTime(random.bounded(24), random.bounded(60)), there).toUTC();
            const metrics::TimeRange range{begin, begin.addMSecs(qint64((10 + length) * 60'000))};
            const int most = 3 + int(random.bounded(12));
            const std::vector<PlotTick> ticks = timeTicks(range, there, most);
            QVERIFY2(int(ticks.size()) <= most + 2, qPrintable(QString::number(ticks.size())));
            double before = -1;
            for (const PlotTick &tick : ticks) {
                QVERIFY(tick.at > before);
                before = tick.at;
                const QDateTime at = QDateTime::fromMSecsSinceEpoch(qint64(tick.at), Qt::UTC);
                QVERIFY(range.from <= at && at <= range.to);
                QCOMPARE(at.toTimeZone(there).time().second(), 0);
            }
        }
    }
    void aDayThatLosesAnHourKeepsMidnights()
    {
        const QTimeZone there("America/Los_Angeles");
        const auto ticks = timeTicks(days({2026, 3, 6}, {2026, 3, 11}, there), there, 6);
        QCOMPARE(
            labels(ticks), (QStringList{u"6 Mar"_s, u"7 Mar"_s, u"8 Mar"_s, u"9 Mar"_s, u"10 Mar"_s, u"11 Mar"_s}));
        QCOMPARE(ticks[3].at - ticks[2].at, 23 * 3600e3);
        const auto hours = timeTicks(days({2026, 3, 8}, {2026, 3, 9}, there), there, 8);
        QCOMPARE(
            labels(hours), (QStringList{
                               u"8 Mar 00:00"_s, u"03:00"_s, u"06:00"_s, u"09:00"_s, u"12:00"_s, u"15:00"_s, u"18:00"_s,
                               u"21:00"_s, u"9 Mar 00:00"_s}));
    }
    void yearsAreNamedWhereTheyBegin()
    {
        const auto ticks = timeTicks(days({2025, 11, 1}, {2026, 3, 1}, QTimeZone::utc()), QTimeZone::utc(), 6);
        QCOMPARE(labels(ticks), (QStringList{u"Nov 2025"_s, u"Dec"_s, u"Jan 2026"_s, u"Feb"_s, u"Mar"_s}));
        QVERIFY(timeTicks({}, QTimeZone::utc(), 5).empty());
    }
};

QTEST_GUILESS_MAIN(PlotTicksTest)
#include "tst_plotticks.moc"
