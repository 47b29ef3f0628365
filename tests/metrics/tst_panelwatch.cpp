// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/panelwatch.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::metrics;

// What is marked in a course, and what raises an alarm.
class PanelWatchTest final : public QObject
{
    Q_OBJECT

    const QDateTime m_begin{QDate(2026, 5, 1), QTime(0, 0), Qt::UTC};

    // A day each, of 40 values; the last one has not ended.
    [[nodiscard]] PanelData course(const std::vector<double> &values) const
    {
        PanelData data;
        data.kind = PanelKind::Line;
        data.zone = "UTC";
        Series series{.name = u"a"_s};
        for (size_t i = 0; i < values.size(); ++i) {
            Point point;
            point.bucket = m_begin.addDays(qint64(i));
            point.bucketEnd = point.bucket.addDays(1);
            point.value = values[i];
            point.n = 40;
            point.isUnfinished = i + 1 == values.size();
            series.points.push_back(point);
        }
        data.series.push_back(std::move(series));
        return data;
    }

    static PanelDefinition watched()
    {
        PanelDefinition panel;
        panel.kind = PanelKind::Line;
        panel.watch = true;
        return panel;
    }

private Q_SLOTS:
    void outliersAreMarkedWhereTheyAre()
    {
        PanelData data = course({5, 6, 5, 4, 5, 6, 30, 5, 4, 6, 5, 5, 99});
        addWatchMarks(data, PanelDefinition());
        QVERIFY(data.moments.empty()); // not asked for
        addWatchMarks(data, watched());
        QCOMPARE(data.moments.size(), size_t(1)); // the 99 has not ended
        QCOMPARE(data.moments[0].at, m_begin.addDays(6));
        QVERIFY(data.moments[0].label.startsWith(u"a: outlier"_s));
        QVERIFY(data.series[0].points[6].remark.contains(u"outlier: 30"_s));
        QVERIFY(alarmsOf(watched(), data).empty()); // it was a week ago
        data.series[0].points[11].value = 30;
        QCOMPARE(alarmsOf(watched(), data).size(), size_t(1));
        // Of three values it says nothing.
        data.series[0].points[11].n = 3;
        QVERIFY(alarmsOf(watched(), data).empty());
    }

    void aShiftIsMarkedOnce()
    {
        std::vector<double> values;
        for (int i = 0; i < 30; ++i)
            values.push_back((i < 22 ? 10 : 20) + (i * 7) % 5 * 0.1);
        PanelData data = course(values);
        addWatchMarks(data, watched());
        const auto shifts = std::ranges::count_if(
            data.moments, [](const Moment &moment) { return moment.label.contains(u"Pettitt"_s); });
        QCOMPARE(shifts, 1);
        QCOMPARE(data.moments.size(), size_t(1)); // the new level is not made of outliers
        QVERIFY(data.series[0].points[22].remark.contains(u"level shift from 10"_s));
        const auto alarms = alarmsOf(watched(), data);
        QVERIFY(std::ranges::any_of(alarms, [](const Alarm &alarm) { return alarm.why.contains(u"Pettitt"_s); }));
    }

    // All of the interval has to be beyond; without one the value. Of a course the last bucket that has ended counts.
    void thresholdsTakeTheInterval()
    {
        PanelDefinition panel;
        panel.alarmAbove = 10;
        PanelData data = course({50, 50, 9, 50});
        QVERIFY(alarmsOf(panel, data).empty());
        data.series[0].points[2].value = 11;
        QCOMPARE(alarmsOf(panel, data).size(), size_t(1));
        QCOMPARE(alarmsOf(panel, data)[0].place, u"a, 2026-05-03T00:00:00Z"_s);
        panel.interval = Interval::Mean;
        QVERIFY(alarmsOf(panel, data).empty()); // it has none: too few to say
        data.series[0].points[2].low = 9.9;
        data.series[0].points[2].high = 12;
        QVERIFY(alarmsOf(panel, data).empty());
        data.series[0].points[2].low = 10.1;
        QCOMPARE(alarmsOf(panel, data).size(), size_t(1));
        panel.alarmAbove.reset();
        panel.alarmBelow = 13;
        QCOMPARE(alarmsOf(panel, data).size(), size_t(1));
        // Each label of a ranking by itself.
        PanelData bars;
        bars.kind = PanelKind::Bar;
        for (const double value : {1.0, 20.0, 30.0}) {
            Point point;
            point.label = QString::number(value);
            point.value = value;
            if (bars.series.empty())
                bars.series.push_back({});
            bars.series[0].points.push_back(point);
        }
        panel = {};
        panel.alarmAbove = 10;
        QCOMPARE(alarmsOf(panel, bars).size(), size_t(2));
    }
};

QTEST_APPLESS_MAIN(PanelWatchTest)
#include "tst_panelwatch.moc"
