// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chart/drawn.h"
#include "chart/plotchoices.h"
#include "chart/plotcolors.h"
#include "chart/plotframe.h"
#include "chart/shortnames.h"
#include "metrics/panelcut.h"

#include <QTest>

#include <set>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;
using namespace howdah::sample;
using metrics::BarMarks;

namespace {

// A bar with its interval.
Point estimate(const QString &label, double value, double half, qint64 n = 100)
{
    Point point = labelled(label, value, n);
    point.low = value - half;
    point.high = value + half;
    return point;
}

Series ranking(const std::vector<double> &values, qint64 n = 100)
{
    Series one;
    for (size_t i = 0; i < values.size(); ++i)
        one.points.push_back(estimate(u"agent %1"_s.arg(i), values[i], 0.02, n));
    return one;
}

PanelDefinition scores(BarMarks marks = BarMarks::ByValues)
{
    PanelDefinition definition = panel(PanelKind::Bar);
    definition.interval = metrics::Interval::Mean;
    definition.marks = marks;
    return definition;
}

Plot plot(const PanelDefinition &definition, const std::shared_ptr<PanelData> &values)
{
    return plotOf(definition, *values, {});
}

std::vector<Series> capabilities(int count)
{
    std::vector<Series> all;
    for (int i = 0; i < count; ++i) {
        const double base = 0.5 + 0.05 * i;
        all.push_back(series(u"capability %1"_s.arg(i), {base, base + 0.1, base, base + 0.1, base}));
    }
    return all;
}

// How many colours there are within.
size_t colorsIn(const Drawn &drawn, const QRectF &where)
{
    std::set<QRgb> colors;
    const QRect rect = where.toRect();
    for (int y = rect.top(); y <= rect.bottom(); ++y) {
        for (int x = rect.left(); x <= rect.right(); ++x)
            colors.insert(drawn.image.pixel(x, y));
    }
    return colors.size();
}

} // namespace

// What a chart does by itself so that it can be read, and what a file says of it.
class ChartLookTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void scoresFarFromZeroAreDots()
    {
        const auto far = data(PanelKind::Bar, {ranking({0.74, 0.71, 0.64})});
        const Plot dots = plot(scores(), far);
        QVERIFY(dots.isDots);
        QVERIFY(dots.yMin > 0.5); // an axis on which they differ
        for (const PlotMark &mark : dots.marks)
            QVERIFY(mark.extent.isNull());
        const Plot bars = plot(scores(BarMarks::Bars), far);
        QVERIFY(!bars.isDots);
        QCOMPARE(bars.yMin, 0.0);
        const auto near = data(PanelKind::Bar, {ranking({0.74, 0.1, -0.2})});
        QVERIFY(!plot(scores(), near).isDots);
        QVERIFY(plot(scores(BarMarks::Dots), near).isDots);
        PanelDefinition counts = scores();
        counts.interval = metrics::Interval::None;
        QVERIFY(!plot(counts, far).isDots); // their lengths are what they say
        PanelDefinition stacked = scores();
        stacked.stacked = true;
        QVERIFY(!plot(stacked, far).isDots);

        // They are seen, each with its whisker, and are found by the mouse.
        Drawn drawn(scores(), far);
        for (int i = 0; i < 3; ++i) {
            const QPointF at = drawn.at(0, i);
            QVERIFY(drawn.count(drawn.ink({}), QRectF(at.x() - 5, at.y() - 5, 10, 10)) > 15);
            QCOMPARE(*drawn.scene.markAt(at), (MarkRef{0, i}));
        }
        QVERIFY(drawn.at(0, 0).x() - drawn.at(0, 2).x() > 150);
    }

    void wideValuesStandOnALogarithmicAxis()
    {
        PanelDefinition wide = panel(PanelKind::Line);
        wide.logarithmicIfWide = true;
        const auto lines = [](const std::vector<double> &values) {
            return data(PanelKind::Line, {series(u"p95"_s, values, 0)}, int(values.size()));
        };
        QVERIFY(plot(wide, lines({10, 20, 900})).isLogarithmic);
        QVERIFY(!plot(wide, lines({10, 20, 90})).isLogarithmic);
        QVERIFY(!plot(wide, lines({0, 20, 900})).isLogarithmic); // nothing may be left out for it
        QVERIFY(!plot(panel(PanelKind::Line), lines({10, 20, 900})).isLogarithmic);
        // A bar would have no zero to begin at.
        PanelDefinition slowest = scores();
        slowest.logarithmicIfWide = true;
        const Plot dots = plot(slowest, data(PanelKind::Bar, {ranking({9000, 300, 12})}));
        QVERIFY(dots.isLogarithmic && dots.isDots);
        QVERIFY(dots.yMin > 0.9 && dots.yMax < 4);
    }

    void manyBandsAreSmallCharts()
    {
        const PanelDefinition line = panel(PanelKind::Line);
        const auto six = data(PanelKind::Line, capabilities(6), 5);
        QCOMPARE(plot(line, six).small.size(), 6);
        QVERIFY(plot(line, data(PanelKind::Line, capabilities(3), 5)).small.isEmpty());
        PanelDefinition asked = line;
        asked.multiples = true;
        QCOMPARE(plot(asked, data(PanelKind::Line, capabilities(3), 5)).small.size(), 3);
        asked.multiples = false;
        QVERIFY(plot(asked, six).small.isEmpty());

        // None over another, all on the same axes.
        const Plot split = plot(line, six);
        const PlotFrame frame(split, line, *six, {600, 300});
        QCOMPARE(frame.areas().size(), 6U);
        for (size_t i = 0; i < 6; ++i) {
            QVERIFY(QRectF(0, 0, 600, 300).contains(frame.areas()[i]));
            QVERIFY(frame.areas()[i].width() > 100 && frame.areas()[i].height() > 40);
            for (size_t j = 0; j < i; ++j)
                QVERIFY(!frame.areas()[i].intersects(frame.areas()[j]));
        }
        Drawn drawn(line, six);
        for (int i = 0; i < 6; ++i) {
            QVERIFY(frame.areas()[size_t(i)].adjusted(-1, -1, 1, 1).contains(drawn.at(i, 2)));
            QVERIFY(drawn.count(drawn.ink(u"capability %1"_s.arg(i)), frame.areas()[size_t(i)]) > 60);
            QCOMPARE(*drawn.scene.markAt(drawn.at(i, 3)), (MarkRef{i, 3}));
            // A stretch of time can be drawn in each.
            QVERIFY(std::abs(drawn.scene.timeAt(drawn.at(i, 2).x()).secsTo(day(2))) < 3600);
        }
    }

    // The previous period of a series stands in its chart.
    void thePreviousPeriodStandsWithItsSeries()
    {
        std::vector<Series> all = capabilities(5);
        all.push_back(series(u"capability 2"_s, {0.4, 0.4, 0.4, 0.4, 0.4}));
        all.back().isPrevious = true;
        const auto values = data(PanelKind::Line, all, 5);
        const Plot split = plot(panel(PanelKind::Line), values);
        QCOMPARE(split.small.size(), 5);
        QCOMPARE(split.smallOf(5), split.smallOf(2));
        // What there was only then has one, too.
        all.back().name = u"retired"_s;
        const Plot retired = plot(panel(PanelKind::Line), data(PanelKind::Line, all, 5));
        QCOMPARE(retired.small.size(), 6);
        QCOMPARE(retired.smallOf(5), 5);
    }

    void namesStandAtTheEndsOfLines()
    {
        // Two that end at the same place: their names do not lie on one another.
        Drawn drawn(
            panel(PanelKind::Line),
            data(
                PanelKind::Line, {series(u"first"_s, {1, 2, 3, 2, 2}, 0), series(u"second"_s, {3, 2, 1, 2, 2}, 0)}, 5));
        const QRectF area = drawn.scene.plotArea();
        QVERIFY(area.right() < 600 - 40);
        const QRectF margin(area.right() + 5, 0, 600 - area.right() - 5, 300);
        QVERIFY(drawn.count(drawn.ink(u"first"_s), margin) > 12); // its marker
        QVERIFY(drawn.count(drawn.ink(u"second"_s), margin) > 12);
        QVERIFY(drawn.count(drawn.palette.color(QPalette::Text), margin) > 10);
        // One alone needs none.
        Drawn alone(panel(PanelKind::Line), data(PanelKind::Line, {series(u"first"_s, {1, 2, 3}, 0)}, 3));
        QVERIFY(alone.scene.plotArea().right() > 600 - 20);
    }

    void axesOfAPolarChartKeepTheirOrder()
    {
        PanelDefinition polar = panel(PanelKind::Polar);
        polar.order = {u"success"_s, u"quality"_s, u"speed"_s};
        Series one;
        one.points = {labelled(u"speed"_s, 0.5), labelled(u"quality"_s, 0.7), labelled(u"wit"_s, 0.2)};
        const auto names = [](const Plot &of) {
            QStringList labels;
            for (const PlotTick &category : of.categories)
                labels << category.label;
            return labels;
        };
        const QStringList fixed{u"success"_s, u"quality"_s, u"speed"_s, u"wit"_s};
        QCOMPARE(names(plot(polar, data(PanelKind::Polar, {one}))), fixed);
        std::ranges::reverse(one.points);
        QCOMPARE(names(plot(polar, data(PanelKind::Polar, {one}))), fixed);
        // Without an order they go by their names, whatever comes first.
        polar.order.clear();
        QCOMPARE(names(plot(polar, data(PanelKind::Polar, {one}))), (QStringList{u"quality"_s, u"speed"_s, u"wit"_s}));
        // Of bars, those that are there; and a ranking that is cut keeps what it names.
        PanelDefinition bars = panel(PanelKind::Bar);
        bars.order = {u"success"_s, u"quality"_s};
        QCOMPARE(names(plot(bars, data(PanelKind::Bar, {one}))), (QStringList{u"quality"_s, u"wit"_s, u"speed"_s}));
        bars.most = 1;
        std::vector<Series> cut{one};
        QCOMPARE(metrics::cutSeries(cut, bars, false).hiddenLabels, 2);
        QCOMPARE(cut[0].points.size(), 1U);
        QCOMPARE(cut[0].points[0].label, u"quality"_s);
    }

    // An interval that goes on beyond the axis does not look like one that ends there.
    void cutWhiskersEndInArrows()
    {
        const auto drawnWith = [](double high, qint64 n) {
            Series one = ranking({0.74, 0.71, 0.64, 0.6});
            one.points[1].n = n;
            one.points[1].high = high;
            return std::make_unique<Drawn>(scores(BarMarks::Dots), data(PanelKind::Bar, {one}));
        };
        const auto beyond = [](const Drawn &drawn) {
            const double y = drawn.at(0, 1).y();
            const double edge = drawn.scene.plotArea().right();
            // What is not ground just outside of the area.
            const QRectF place(edge + 2, y - 3, 2, 6);
            const QRect rect = place.toAlignedRect();
            return rect.width() * rect.height() - drawn.count(drawn.palette.color(QPalette::Base), place);
        };
        QVERIFY(beyond(*drawnWith(40, 3)) > 3);
        QCOMPARE(beyond(*drawnWith(0.73, 3)), 0);
    }

    void heatMapsHaveFiguresInAllCellsOrNone()
    {
        const auto cells = [](double last) {
            Series one;
            for (int i = 0; i < 20; ++i) {
                one.points.push_back(labelled(QString::number(i), i == 19 ? last : 5));
                one.points.back().row = u"Mon"_s;
            }
            return data(PanelKind::HeatMap, {one});
        };
        const auto ground = [](const Drawn &drawn) {
            const QPointF at = drawn.at(0, 3);
            return colorsIn(drawn, QRectF(at.x() - 9, at.y() - 9, 18, 18));
        };
        QVERIFY(ground(Drawn(panel(PanelKind::HeatMap), cells(7))) > 1);
        QCOMPARE(ground(Drawn(panel(PanelKind::HeatMap), cells(1'234'567))), 1U);
    }

    void segmentsAreLegible()
    {
        for (const ColorScheme scheme : {ColorScheme::Light, ColorScheme::Dark}) {
            PanelDefinition stacked = panel(PanelKind::Bar);
            stacked.stacked = true;
            std::vector<Series> parts;
            for (int i = 0; i < 4; ++i) {
                parts.push_back(ranking({40, 50}));
                parts.back().name = u"part %1"_s.arg(i);
            }
            Drawn drawn(stacked, data(PanelKind::Bar, parts), scheme);
            for (int i = 0; i < 4; ++i) {
                const QPointF at = drawn.at(i, 0);
                const QColor ground = drawn.ink(parts[size_t(i)].name);
                const QColor ink = inkOn(ground);
                QVERIFY2(contrast(ink, ground) >= 4.5, qPrintable(ground.name()));
                QVERIFY2(drawn.count(ink, QRectF(at.x() - 14, at.y() - 8, 28, 16)) > 5, qPrintable(ground.name()));
            }
            // How many values the whole stack is of stands behind it.
            const QRectF after(drawn.at(3, 0).x() + 60, drawn.at(3, 0).y() - 8, 120, 16);
            QVERIFY(drawn.count(color(Surface::MutedText, drawn.palette), after.intersected({0, 0, 600, 300})) > 5);
        }
    }

    // What few values stand behind is pale, with an edge that is seen.
    void paleBarsHaveAnEdge()
    {
        for (const ColorScheme scheme : {ColorScheme::Light, ColorScheme::Dark}) {
            Drawn drawn(scores(BarMarks::Bars), data(PanelKind::Bar, {ranking({0.74, 0.71}, 5)}), scheme);
            const QPointF at = drawn.at(0, 0);
            QVERIFY(drawn.count(drawn.ink({}), QRectF(at.x() - 40, at.y() - 60, 80, 120)) > 60);
        }
    }

    void namesThatDifferAtTheEndStayApart()
    {
        const QFontMetricsF metrics(smallFont());
        const QStringList names{
            u"summarise the weekly report 1.9.0"_s, u"summarise the weekly report 1.10.0"_s, u"translate"_s,
            u"classify what was asked, and by whom"_s};
        const double room = metrics.horizontalAdvance(u"summarise the wee"_s);
        const QStringList shown = shortNames(names, metrics, room);
        QCOMPARE(std::set<QString>(shown.begin(), shown.end()).size(), 4U);
        QVERIFY2(shown[0].endsWith(u"1.9.0"_s), qPrintable(shown[0]));
        QVERIFY2(shown[1].endsWith(u"1.10.0"_s), qPrintable(shown[1]));
        QCOMPARE(shown[2], names[2]);
        QVERIFY(shown[3].startsWith(u"classify"_s)); // which nobody takes for another
        for (const QString &name : shown)
            QVERIFY(metrics.horizontalAdvance(name) <= room + 1);
        QCOMPARE(shortNames({u"two\nlines"_s}, metrics, 500), QStringList{u"two lines"_s});
    }
};

QTEST_MAIN(ChartLookTest)
#include "tst_chartlook.moc"
