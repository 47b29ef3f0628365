// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/estimate.h"
#include "metrics/panelmethod.h"
#include "metrics/paneltable.h"

#include <QJsonArray>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::metrics;

namespace {

using Row = std::vector<std::optional<QByteArray>>;

connection::RowBatch batch(const QStringList &names, const std::vector<Row> &rows)
{
    auto columns = std::make_shared<connection::Columns>();
    for (const QString &name : names)
        columns->push_back({name, 25});
    connection::RowBatch answer(columns);
    for (const Row &row : rows) {
        for (const auto &value : row) {
            if (value)
                answer.appendValue(*value);
            else
                answer.appendNull();
        }
        answer.endRow();
    }
    return answer;
}

QDateTime utc(const char *text) { return QDateTime::fromString(QString::fromLatin1(text), Qt::ISODate).toUTC(); }

// Five days, of which the last has not ended.
PanelContext fiveDays()
{
    PanelContext context;
    context.range = {utc("2026-05-01T00:00:00Z"), utc("2026-05-06T00:00:00Z")};
    context.bucket = {Unit::Day, 1};
    context.now = utc("2026-05-05T12:00:00Z");
    return context;
}

PanelDefinition panelOf(PanelKind kind)
{
    PanelDefinition panel;
    panel.id = u"p"_s;
    panel.title = u"Panel"_s;
    panel.kind = kind;
    return panel;
}

} // namespace

class PanelDataTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void missingIsNotZero()
    {
        PanelDefinition panel = panelOf(PanelKind::Line);
        const auto rows = batch(
            {u"bucket"_s, u"value"_s, u"n"_s},
            {{"2026-05-01 00:00:00+00", "1.5", "40"}, {"2026-05-03 02:00:00+02", "2.5", "3"}});
        Result<PanelData> data = panelDataOf(panel, rows, fiveDays());
        QVERIFY(data);
        const auto &points = data->series.at(0).points;
        QCOMPARE(points.size(), size_t(5));
        QCOMPARE(points[0].value, 1.5);
        QVERIFY(!points[0].isTooFew());
        QVERIFY(points[1].isGap());
        QCOMPARE(points[1].n, 0);
        QCOMPARE(points[2].value, 2.5);
        QVERIFY(points[2].isTooFew());
        Point counted = points[2];
        counted.value = 3; // a count is what it is, however small
        QVERIFY(!counted.isTooFew());
        QVERIFY(points[3].isGap());
        QVERIFY(!points[3].isUnfinished);
        QVERIFY(points[4].isUnfinished);
        QCOMPARE(data->pointCount(), 2);
        // Of a count, nothing is nothing; a bucket that has not begun is not known.
        panel.absence = Absence::Zero;
        PanelContext context = fiveDays();
        context.now = utc("2026-05-04T12:00:00Z");
        data = panelDataOf(panel, rows, context);
        QVERIFY(data);
        QCOMPARE(data->series[0].points[1].value, 0.0);
        QCOMPARE(data->series[0].points[3].value, 0.0);
        QVERIFY(data->series[0].points[4].isGap());
    }

    void intervals()
    {
        PanelDefinition panel = panelOf(PanelKind::Bar);
        panel.interval = Interval::Share;
        Result<PanelData> data = panelDataOf(
            panel, batch({u"label"_s, u"successes"_s, u"n"_s}, {{"a", "45", "50"}, {"b", "0", "0"}}), fiveDays());
        QVERIFY(data);
        const Point &share = data->series[0].points[0];
        QCOMPARE(share.value, 0.9);
        QVERIFY(std::abs(share.low - 0.7864) < 1e-3); // Wilson's, as tables give it
        QVERIFY(std::abs(share.high - 0.9565) < 1e-3);
        QVERIFY(data->series[0].points[1].isGap());
        panel.interval = Interval::Mean;
        data = panelDataOf(
            panel,
            batch(
                {u"label"_s, u"value"_s, u"deviation"_s, u"n"_s},
                {{"a", "10", "2", "16"}, {"b", "7", std::nullopt, "1"}}),
            fiveDays());
        QVERIFY(data);
        const Point &mean = data->series[0].points[0];
        QVERIFY(std::abs(mean.high - (10 + 2.1314 * 2 / 4)) < 1e-3); // t(15)
        QVERIFY(std::isnan(data->series[0].points[1].low));
        QCOMPARE(data->series[0].points[1].value, 7.0);
    }

    // A mark from the rows of its clusters, within its scale.
    void clustersMakeOneMark()
    {
        PanelDefinition panel = panelOf(PanelKind::Bar);
        panel.interval = Interval::Mean;
        panel.cluster = u"agent"_s;
        panel.scale.emplace(0, 1);
        const Result<PanelData> data = panelDataOf(
            panel,
            batch(
                {u"label"_s, u"cluster"_s, u"value"_s, u"n"_s}, {{"a", "1", "0.9", "10"},
                                                                 {"b", "1", "0.5", "4"},
                                                                 {"a", "2", "0.6", "20"},
                                                                 {"a", "3", std::nullopt, "0"}}),
            fiveDays());
        QVERIFY(data);
        QCOMPARE(data->series[0].points.size(), size_t(2));
        const Point &mark = data->series[0].points[0];
        QCOMPARE(mark.label, u"a"_s);
        QCOMPARE(mark.n, 30);
        QVERIFY(std::abs(mark.value - 0.7) < 1e-12);
        // Two clusters say next to nothing, but not what cannot be.
        QCOMPARE(mark.low, 0.0);
        QCOMPARE(mark.high, 1.0);
        QVERIFY(std::isnan(data->series[0].points[1].low)); // one says nothing of the others
        QCOMPARE(data->series[0].points[1].value, 0.5);
    }

    // Behind a filter there may be one agent: the interval is about that one, by what varies within.
    void oneClusterAloneIsThePopulation()
    {
        PanelDefinition panel = panelOf(PanelKind::Line);
        panel.interval = Interval::Mean;
        panel.cluster = u"agent"_s;
        const QStringList names{u"bucket"_s, u"cluster"_s, u"value"_s, u"deviation"_s, u"n"_s};
        const Result<PanelData> data = panelDataOf(
            panel,
            batch(
                names,
                {{"2026-05-01 00:00:00+00", "1", "10", "4", "16"}, {"2026-05-02 00:00:00+00", "1", "12", "4", "16"}}),
            fiveDays());
        QVERIFY(data);
        const Point &first = data->series[0].points[0];
        QVERIFY(std::abs(first.high - (10 + 2.131449545559323)) < 1e-9); // t(15), as of 16 values
        QVERIFY(!first.clusters);
        QVERIFY(data->remarks.join(u' ').contains(u"one agent alone"_s));
        panel.interval = Interval::Share;
        const Result<PanelData> shares = panelDataOf(
            panel,
            batch({u"bucket"_s, u"cluster"_s, u"successes"_s, u"n"_s}, {{"2026-05-01 00:00:00+00", "1", "81", "263"}}),
            fiveDays());
        QVERIFY(shares);
        QVERIFY(std::abs(shares->series[0].points[0].low - 0.2553) < 0.0001); // Newcombe's 81 of 263
    }

    // Rows that are averages themselves weigh as much as they are the average of, while n counts them.
    void clustersMayHaveWeights()
    {
        PanelDefinition panel = panelOf(PanelKind::Bar);
        panel.interval = Interval::Mean;
        panel.cluster = u"agent"_s;
        const Result<PanelData> data = panelDataOf(
            panel,
            batch(
                {u"label"_s, u"cluster"_s, u"value"_s, u"n"_s, u"weight"_s},
                {{"a", "1", "0.9", "3", "300"}, {"a", "2", "0.5", "2", "100"}, {"a", "3", "0.1", "1", "0"}}),
            fiveDays());
        QVERIFY(data);
        const Point &mark = data->series[0].points[0];
        QVERIFY(std::abs(mark.value - 0.8) < 1e-12);
        QCOMPARE(mark.n, 6);
        QCOMPARE(mark.clusters->size(), size_t(2));
        // By hand: offs 300 * 0.1 and 100 * 0.3, so 2 / 1 * 1800 / 400^2, and t(1) = 12.7062047.
        const double half = 12.706204736432095 * std::sqrt(2.0 * 1800 / 160000);
        QVERIFY(std::abs(mark.low - (0.8 - half)) < 1e-9);
        QVERIFY(methodOf(panel).contains(u"agent"_s));
    }

    // The same personas in both periods: their change is paired.
    void changesOfClustersArePaired()
    {
        PanelDefinition panel = panelOf(PanelKind::Stat);
        panel.interval = Interval::Mean;
        panel.cluster = u"persona"_s;
        panel.previous = true;
        PanelContext context = fiveDays();
        context.previous = previousPeriod(context.range, context.zone);
        std::vector<Row> rows;
        const std::vector<double> now{0.9, 0.5, 0.7, 0.3, 0.6};
        const std::vector<double> then{0.8, 0.42, 0.61, 0.22, 0.49};
        for (size_t i = 0; i < now.size(); ++i) {
            rows.push_back({"t", QByteArray::number(qlonglong(i)), QByteArray::number(now[i]), "4"});
            rows.push_back({"f", QByteArray::number(qlonglong(i)), QByteArray::number(then[i]), "4"});
        }
        const Result<PanelData> data =
            panelDataOf(panel, batch({u"current"_s, u"cluster"_s, u"value"_s, u"n"_s}, rows), context);
        QVERIFY(data);
        QCOMPARE(data->series.size(), size_t(2));
        const Series &current = data->series[data->series[0].isPrevious ? 1 : 0];
        const Series &previous = data->series[data->series[0].isPrevious ? 0 : 1];
        const Change change = changeOf(current.points[0], previous.points[0]);
        // The paired t test of the five differences, by hand.
        double mean = 0;
        for (size_t i = 0; i < now.size(); ++i)
            mean += (now[i] - then[i]) / 5;
        double squares = 0;
        for (size_t i = 0; i < now.size(); ++i)
            squares += std::pow(now[i] - then[i] - mean, 2);
        const double half = 2.7764451051977987 * std::sqrt(squares / 4 / 5); // t(4)
        QVERIFY(std::abs(change.low - (mean - half)) < 1e-9 && std::abs(change.high - (mean + half)) < 1e-9);
        QVERIFY(change.isClear());
        QVERIFY(current.points[0].low < previous.points[0].value); // as if unpaired nothing would be clear
    }

    // A rollup without the clusters gives the value, and no interval that would be too narrow.
    void aRollupWithoutClustersHasNoInterval()
    {
        PanelDefinition panel = panelOf(PanelKind::Stat);
        panel.interval = Interval::Share;
        panel.cluster = u"session"_s;
        PanelContext context = fiveDays();
        const auto rows = batch({u"successes"_s, u"n"_s}, {{"90", "100"}});
        QVERIFY(!panelDataOf(panel, rows, context));
        context.precision = Precision::Rollup;
        const Result<PanelData> data = panelDataOf(panel, rows, context);
        QVERIFY(data);
        QCOMPARE(data->series[0].points[0].value, 0.9);
        QVERIFY(std::isnan(data->series[0].points[0].low) && std::isnan(data->series[0].points[0].high));
        QVERIFY(data->remarks.join(u' ').contains(u"session"_s));
    }

    void degreesAndSkewnessAreThoseOfTheQuery()
    {
        PanelDefinition panel = panelOf(PanelKind::Bar);
        panel.interval = Interval::Mean;
        const Result<PanelData> few = panelDataOf(
            panel,
            batch(
                {u"label"_s, u"value"_s, u"n"_s, u"deviation"_s, u"degrees"_s},
                {{"a", "10", "16", "4", "3"}, {"b", "10", "16", "4", std::nullopt}, {"c", "10", "16", "4", "0"}}),
            fiveDays());
        QVERIFY(few);
        const std::vector<Point> &points = few->series[0].points;
        QVERIFY(std::abs(points[0].high - (10 + 3.182446305284263)) < 1e-9); // t(3)
        QVERIFY(std::abs(points[1].high - (10 + 2.131449545559323)) < 1e-9); // t(15)
        QVERIFY(std::isnan(points[2].high));
        // The ten costs of tst_clusterestimate, by their moments.
        panel.interval = Interval::Skewed;
        const auto answer = batch(
            {u"label"_s, u"value"_s, u"n"_s, u"deviation"_s, u"skewness"_s},
            {{"a", "0.146", "10", "0.2783363273292063", "2.281067442247608"}});
        const Result<PanelData> skewed = panelDataOf(panel, answer, fiveDays());
        QVERIFY(skewed);
        QVERIFY(std::abs(skewed->series[0].points[0].low - 0.012273024604595895) < 1e-9);
        QVERIFY(std::abs(skewed->series[0].points[0].high - 0.8399255662657893) < 1e-9);
    }

    void thePeriodBeforeIsMovedAndKeepsItsTime()
    {
        PanelDefinition panel = panelOf(PanelKind::Line);
        PanelContext context = fiveDays();
        context.previous = previousPeriod(context.range, context.zone);
        const auto rows = batch(
            {u"bucket"_s, u"value"_s, u"series"_s}, {{"2026-04-26 00:00:00+00", "1", "a"},
                                                     {"2026-04-30 00:00:00+00", "2", "a"},
                                                     {"2026-05-01 00:00:00+00", "3", "a"}});
        const Result<PanelData> data = panelDataOf(panel, rows, context);
        QVERIFY(data);
        QCOMPARE(data->series.size(), size_t(2));
        const auto previous = std::ranges::find_if(data->series, &Series::isPrevious);
        QVERIFY(previous != data->series.end());
        QCOMPARE(previous->points.size(), size_t(5));
        QCOMPARE(previous->points[0].bucket, utc("2026-05-01T00:00:00Z"));
        QCOMPARE(previous->trueBuckets[0], utc("2026-04-26T00:00:00Z"));
        QCOMPARE(previous->points[4].value, 2.0);
        QVERIFY(!previous->points[4].isUnfinished);
        const PanelTable table = tableOf(panel, *data);
        QVERIFY(table.headers.contains(u"period"_s));
        QVERIFY(csvOf(table).contains("2026-04-26T00:00:00"));
    }

    // Some days lie between the two periods: they count for none.
    void whatLiesBetweenThePeriodsIsLeftOut()
    {
        PanelDefinition panel = panelOf(PanelKind::Line);
        PanelContext context = fiveDays();
        context.previous = previousWeekdays(context.range, context.zone);
        QVERIFY(context.hasPause());
        const auto rows = batch(
            {u"bucket"_s, u"value"_s, u"current"_s}, {{"2026-04-24 00:00:00+00", "1", "f"},
                                                      {"2026-04-28 00:00:00+00", "2", "f"},
                                                      {"2026-04-29 00:00:00+00", "99", std::nullopt},
                                                      {"2026-04-30 00:00:00+00", "99", "f"},
                                                      {"2026-05-01 00:00:00+00", "3", "t"}});
        const Result<PanelData> data = panelDataOf(panel, rows, context);
        QVERIFY(data);
        QCOMPARE(data->series.size(), size_t(2));
        for (const Series &series : data->series) {
            for (const Point &point : series.points)
                QVERIFY(point.value != 99);
        }
        const auto previous = std::ranges::find_if(data->series, &Series::isPrevious);
        QCOMPARE(previous->points[4].value, 2.0);
        QCOMPARE(previous->points[4].bucket, utc("2026-05-05T00:00:00Z"));
        // Beside one another: the change to the same weekday.
        const auto before = beforeOf(*data, size_t(previous == data->series.begin() ? 1 : 0), 0);
        QVERIFY(before);
        QCOMPARE(before->at, utc("2026-04-24T00:00:00Z"));
        QCOMPARE(before->point->value, 1.0);
    }

    void theChangeHasAnInterval()
    {
        Point now;
        now.value = 0.9;
        now.low = 0.8;
        now.high = 0.95;
        Point then = now;
        then.value = 0.5;
        then.low = 0.4;
        then.high = 0.6;
        const Change change = changeOf(now, then);
        QVERIFY(std::abs(change.value - 0.4) < 1e-12);
        QVERIFY(std::abs(change.low - (0.4 - std::hypot(0.1, 0.1))) < 1e-12);
        QVERIFY(std::abs(change.high - (0.4 + std::hypot(0.05, 0.1))) < 1e-12);
        QVERIFY(change.isClear());
        QVERIFY(!changeOf(now, now).isClear());
        then.low = Unknown;
        QVERIFY(std::isnan(changeOf(now, then).high));
    }

    void momentsStandInTheirBuckets()
    {
        const PanelDefinition panel = panelOf(PanelKind::Line);
        Result<PanelData> data = panelDataOf(
            panel, batch({u"bucket"_s, u"value"_s}, {{"2026-05-01 00:00:00+00", "1"}, {"2026-05-02 00:00:00+00", "2"}}),
            fiveDays());
        QVERIFY(data);
        addMoments(
            *data, batch(
                       {u"at"_s, u"label"_s}, {{"2026-05-02 23:59:59+00", "second"},
                                               {"2026-05-02 01:00:00+00", "first"},
                                               {"2026-05-06 00:00:00+00", "behind the range"},
                                               {"infinity", "never"}}));
        QCOMPARE(data->moments.size(), size_t(2));
        QCOMPARE(data->moments[0], (Moment{utc("2026-05-02T01:00:00Z"), u"first"_s}));
        QCOMPARE(data->series[0].points[0].remark, QString());
        QCOMPARE(data->series[0].points[1].remark, u"first; second"_s);
        QVERIFY(summaryOf(panel, *data).contains(u"first 2026-05-02"_s));
        QVERIFY(csvOf(tableOf(panel, *data)).contains("first; second"));
    }

    void aStatOfTwoPeriods()
    {
        PanelDefinition panel = panelOf(PanelKind::Stat);
        PanelContext context = fiveDays();
        context.previous = previousPeriod(context.range, context.zone);
        const Result<PanelData> data =
            panelDataOf(panel, batch({u"current"_s, u"value"_s}, {{"t", "5"}, {"f", "4"}}), context);
        QVERIFY(data);
        QCOMPARE(data->series.size(), size_t(2));
        QCOMPARE(std::ranges::count_if(data->series, &Series::isPrevious), 1);
    }

    void theHeaviestSeriesStay()
    {
        PanelDefinition panel = panelOf(PanelKind::Line);
        panel.limit = 3;
        std::vector<Row> rows;
        for (int i = 0; i < 10'000; ++i)
            rows.push_back(
                {"2026-05-01 00:00:00+00", QByteArray::number(i), "s" + QByteArray::number(i),
                 QByteArray::number((i * 7919) % 10'000)});
        const Result<PanelData> data =
            panelDataOf(panel, batch({u"bucket"_s, u"value"_s, u"series"_s, u"n"_s}, rows), fiveDays());
        QVERIFY(data);
        QCOMPARE(data->series.size(), size_t(3));
        QCOMPARE(data->hiddenSeries, 9997);
        QVERIFY2(
            data->remarks.join(u' ').contains(u"top 3 of 10000 by number of values"_s),
            qPrintable(data->remarks.join(u' ')));
        for (const Series &series : data->series)
            QVERIFY(series.points[0].n >= 9997);
    }

    void valuesThatCannotBeDrawn()
    {
        PanelDefinition panel = panelOf(PanelKind::Line);
        panel.logarithmic = true;
        const auto rows = batch(
            {u"bucket"_s, u"value"_s}, {{"2026-05-01 00:00:00+00", "Infinity"},
                                        {"2026-05-02 00:00:00+00", "-3"},
                                        {"2026-05-03 00:00:00+00", "NaN"},
                                        {"2026-05-04 00:00:00+00", std::nullopt},
                                        {std::nullopt, "7"},
                                        {"infinity", "8"}});
        const Result<PanelData> data = panelDataOf(panel, rows, fiveDays());
        QVERIFY(data);
        const QString remarks = data->remarks.join(u'|');
        QVERIFY2(remarks.contains(u"1 infinite"_s), qPrintable(remarks));
        QVERIFY2(remarks.contains(u"1 values at or below zero"_s), qPrintable(remarks));
        QVERIFY2(remarks.contains(u"2 rows without a time"_s), qPrintable(remarks));
        QVERIFY(data->series[0].points[2].isGap());
    }

    void aClockThatIsAhead()
    {
        PanelContext context = fiveDays();
        context.now = utc("2026-05-02T12:00:00Z");
        const Result<PanelData> data = panelDataOf(
            panelOf(PanelKind::Line), batch({u"bucket"_s, u"value"_s}, {{"2026-05-04 00:00:00+00", "1"}}), context);
        QVERIFY(data);
        QVERIFY(data->remarks.join(u' ').contains(u"1 points are in the future"_s));
    }

    void bucketsOffTheGridStay()
    {
        const Result<PanelData> data = panelDataOf(
            panelOf(PanelKind::Line),
            batch({u"bucket"_s, u"value"_s}, {{"2026-05-02 07:13:00+00", "2"}, {"2026-05-01 05:00:00+00", "1"}}),
            fiveDays());
        QVERIFY(data);
        QCOMPARE(data->series[0].points.size(), size_t(2));
        QCOMPARE(data->series[0].points[0].value, 1.0);
    }

    void columnsThatAKindNeeds_data()
    {
        QTest::addColumn<int>("kind");
        QTest::addColumn<QStringList>("columns");
        QTest::addColumn<QString>("missing");
        QTest::newRow("line") << int(PanelKind::Line) << QStringList{u"value"_s} << u"bucket"_s;
        QTest::newRow("heat map") << int(PanelKind::HeatMap) << QStringList{u"value"_s, u"label"_s} << u"row"_s;
        QTest::newRow("box") << int(PanelKind::Box)
                             << QStringList{u"value"_s, u"label"_s, u"low"_s, u"high"_s, u"quartile1"_s}
                             << u"quartile3"_s;
        QTest::newRow("timeline") << int(PanelKind::Timeline) << QStringList{u"label"_s, u"start"_s} << u"finish"_s;
        QTest::newRow("histogram") << int(PanelKind::Histogram) << QStringList{u"value"_s, u"x"_s} << u"x_end"_s;
        QTest::newRow("stat") << int(PanelKind::Stat) << QStringList{u"n"_s} << u"value"_s;
    }
    void columnsThatAKindNeeds()
    {
        QFETCH(int, kind);
        QFETCH(QStringList, columns);
        QFETCH(QString, missing);
        const Result<PanelData> data = panelDataOf(panelOf(PanelKind(kind)), batch(columns, {}), fiveDays());
        QVERIFY(!data);
        QVERIFY2(data.error().message.contains(u'"' + missing + u'"'), qPrintable(data.error().message));
        const Result<PanelData> whole =
            panelDataOf(panelOf(PanelKind(kind)), batch(columns + QStringList{missing}, {}), fiveDays());
        QVERIFY(whole);
        QVERIFY(whole->isEmpty());
    }

    void aValueThatIsNoNumber()
    {
        const Result<PanelData> data =
            panelDataOf(panelOf(PanelKind::Bar), batch({u"label"_s, u"value"_s}, {{"a", "many"}}), fiveDays());
        QVERIFY(!data);
        QVERIFY(data.error().message.contains(u"\"many\" in the column \"value\""_s));
    }

    void times_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("instant");
        QTest::newRow("utc") << QByteArray("2026-05-01 12:00:00+00") << u"2026-05-01T12:00:00.000Z"_s;
        QTest::newRow("east, half an hour")
            << QByteArray("2026-05-01 12:00:00.123456+05:30") << u"2026-05-01T06:30:00.123Z"_s;
        QTest::newRow("west") << QByteArray("2026-05-01 23:00:00-08") << u"2026-05-02T07:00:00.000Z"_s;
        QTest::newRow("seconds") << QByteArray("1880-01-01 00:00:00+00:53:28") << u"1879-12-31T23:06:32.000Z"_s;
        QTest::newRow("infinity") << QByteArray("infinity") << QString();
        QTest::newRow("before Christ") << QByteArray("0044-03-15 12:00:00+00 BC") << QString();
    }
    void times()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, instant);
        const QDateTime read = instantOf(text);
        QCOMPARE(read.isValid() ? read.toString(Qt::ISODateWithMs) : QString(), instant);
    }

    void exportsAreStableAndWhole()
    {
        PanelDefinition panel = panelOf(PanelKind::Bar);
        DashboardDefinition dashboard;
        const PanelContext context = fiveDays();
        const auto rows =
            batch({u"label"_s, u"value"_s, u"n"_s}, {{"a, \"b\"\nc", "0.1", "7"}, {"d", std::nullopt, "0"}});
        const Result<PanelData> data = panelDataOf(panel, rows, context);
        QVERIFY(data);
        QCOMPARE(csvOf(tableOf(panel, *data)), QByteArray("label,value,n\n\"a, \"\"b\"\"\nc\",0.1,7\nd,,0\n"));
        const PanelRequest request{&dashboard, &panel, context, {{u"persona"_s, {u"x"_s}}}};
        const QJsonObject json = jsonOf(request, *data);
        QCOMPARE(json.value("rows"_L1).toArray().size(), 2);
        QCOMPARE(json.value("rows"_L1).toArray()[0].toObject().value("value"_L1).toDouble(), 0.1);
        QVERIFY(json.value("rows"_L1).toArray()[1].toObject().value("value"_L1).isNull());
        QCOMPARE(json.value("precision"_L1).toString(), u"exact"_s);
        QVERIFY(footOf(request, *data).contains(u"persona: x"_s));
    }

    void aSentenceForTheEar()
    {
        PanelDefinition panel = panelOf(PanelKind::Line);
        panel.unit = u"ms"_s;
        std::vector<Row> rows;
        for (int day = 1; day <= 5; ++day)
            rows.push_back(
                {"2026-05-0" + QByteArray::number(day) + " 00:00:00+00", QByteArray::number(day * 100), "search"});
        Result<PanelData> data = panelDataOf(panel, batch({u"bucket"_s, u"value"_s, u"series"_s}, rows), fiveDays());
        QVERIFY(data);
        const QString text = summaryOf(panel, *data);
        QVERIFY2(
            text.contains(u"search: from 100 ms"_s) && text.contains(u"to 500 ms"_s) && text.contains(u"rising"_s),
            qPrintable(text));
        data = panelDataOf(panel, batch({u"bucket"_s, u"value"_s}, {}), fiveDays());
        QVERIFY(data);
        QVERIFY(summaryOf(panel, *data).contains(u"no values"_s));
    }

    // One figure has no place, and is read as it is shown.
    void aFigureForTheEar()
    {
        PanelDefinition panel = panelOf(PanelKind::Stat);
        panel.unit.clear();
        const auto spoken = [&panel](const QByteArray &value) {
            const Result<PanelData> data =
                panelDataOf(panel, batch({u"value"_s}, std::vector<Row>{Row{value}}), fiveDays());
            return data ? summaryOf(panel, *data).sliced(panel.title.size()) : describe(data.error());
        };
        QCOMPARE(spoken("1200"), u": 1,200."_s);
        QCOMPARE(spoken("12345678"), u": 12,345,678."_s);
        QCOMPARE(spoken("-0.0123456"), u": -0.0123."_s);
        QCOMPARE(spoken("1234.56"), u": 1,235."_s);
        QCOMPARE(spoken("0"), u": 0."_s);
        panel.unit = u"ms"_s;
        QCOMPARE(spoken("1500000"), u": 1,500,000 ms."_s);
        panel.unit = u"share"_s;
        QCOMPARE(spoken("0.8124"), u": 81.2 %."_s);
    }
};

QTEST_GUILESS_MAIN(PanelDataTest)
#include "tst_paneldata.moc"
