// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chart/drawn.h"

#include <QDir>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTest>

#include <set>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;
using namespace howdah::sample;

namespace {

constexpr double Gap = std::numeric_limits<double>::quiet_NaN();

} // namespace

class ChartSceneTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aLineIsWhereItsValuesAre()
    {
        Drawn drawn(panel(PanelKind::Line), data(PanelKind::Line, {series(u"a"_s, {1, 2, 3, 4, 5}, 0)}, 5));
        QCOMPARE(drawn.scene.marks().size(), 5U);
        QVERIFY(drawn.count(drawn.ink(u"a"_s), drawn.between(0, 0, 4)) > 100);
        // Higher values stand higher, later ones further to the right.
        for (int i = 1; i < 5; ++i) {
            QVERIFY(drawn.at(0, i).x() > drawn.at(0, i - 1).x());
            QVERIFY(drawn.at(0, i).y() < drawn.at(0, i - 1).y());
        }
    }

    void gapsAreNotBridged_data()
    {
        QTest::addColumn<bool>("isPrevious");
        QTest::newRow("solid") << false;
        QTest::newRow("dotted, of the previous period") << true;
    }
    void gapsAreNotBridged()
    {
        QFETCH(bool, isPrevious);
        Series one = series(u"a"_s, {1, 1, 1, Gap, Gap, Gap, 1, 1, 1, 1}, 0);
        one.isPrevious = isPrevious;
        Drawn drawn(panel(PanelKind::Line), data(PanelKind::Line, {one}));
        QColor ink = drawn.ink(u"a"_s);
        const QRectF gap = drawn.between(0, 2, 6);
        const QRectF line = drawn.between(0, 6, 9);
        if (isPrevious) { // it is paler
            QVERIFY(drawn.image != QImage());
            const auto blank = drawn.palette.color(QPalette::Base);
            const auto inked = [&](const QRectF &where) {
                return where.toAlignedRect().width() * where.toAlignedRect().height() - drawn.count(blank, where);
            };
            QVERIFY(inked(line) > inked(gap) + 20);
            return;
        }
        QCOMPARE(drawn.count(ink, gap), 0);
        QVERIFY(drawn.count(ink, line) > 50);
    }

    void aValueAloneIsADot()
    {
        Drawn drawn(panel(PanelKind::Line), data(PanelKind::Line, {series(u"a"_s, {Gap, Gap, 1, Gap, Gap}, 0)}, 5));
        const QPointF at = drawn.at(0, 2);
        QVERIFY(drawn.count(drawn.ink(u"a"_s), QRectF(at.x() - 5, at.y() - 5, 10, 10)) > 12);
    }

    void whatHasNotEndedIsDotted()
    {
        Series one = series(u"a"_s, {1, 1, 1, 1, 1}, 0);
        one.points.back().isUnfinished = true;
        Drawn drawn(panel(PanelKind::Line), data(PanelKind::Line, {one}, 5));
        const int whole = drawn.count(drawn.ink(u"a"_s), drawn.between(0, 2, 3));
        const int dotted = drawn.count(drawn.ink(u"a"_s), drawn.between(0, 3, 4));
        QVERIFY2(dotted > 0 && dotted < whole, qPrintable(u"%1 of %2"_s.arg(dotted).arg(whole)));
    }

    // Qt Charts' logarithmic axis hides a whole series for one value at or below zero.
    void aValueBelowZeroHidesNothingElseOnALogarithmicAxis()
    {
        PanelDefinition logarithmic = panel(PanelKind::Line);
        logarithmic.logarithmic = true;
        Drawn drawn(logarithmic, data(PanelKind::Line, {series(u"a"_s, {1, 10, -5, 0, 100, 1000}, 0)}, 6));
        QCOMPARE(drawn.scene.marks().size(), 4U);
        QVERIFY(drawn.count(drawn.ink(u"a"_s), drawn.between(0, 0, 1)) > 20);
        QVERIFY(drawn.count(drawn.ink(u"a"_s), drawn.between(0, 4, 5)) > 20);
        QCOMPARE(drawn.count(drawn.ink(u"a"_s), drawn.between(0, 1, 4)), 0);
        // Equal ratios are equal distances.
        const double decade = drawn.at(0, 0).y() - drawn.at(0, 1).y();
        QVERIFY(std::abs(drawn.at(0, 4).y() - drawn.at(0, 5).y() - decade) < 2);
    }

    void everyKindDrawsItsMarks_data()
    {
        QTest::addColumn<int>("kind");
        for (const PanelKind kind :
             {PanelKind::Line, PanelKind::Band, PanelKind::Bar, PanelKind::Histogram, PanelKind::Box,
              PanelKind::Scatter, PanelKind::HeatMap, PanelKind::Polar, PanelKind::Timeline, PanelKind::Stat})
            QTest::newRow(qPrintable(metrics::kindName(kind))) << int(kind);
    }
    void everyKindDrawsItsMarks()
    {
        QFETCH(int, kind);
        const auto what = PanelKind(kind);
        for (const ColorScheme scheme : {ColorScheme::Light, ColorScheme::Dark}) {
            Drawn drawn(panel(what), dataOf(what), scheme);
            QVERIFY(!drawn.scene.marks().empty());
            const QImage with = drawn.image;
            drawn.image.fill(drawn.palette.color(QPalette::Base));
            QVERIFY(with != drawn.image);
            for (const MarkRef &mark : drawn.scene.marks()) {
                const QPointF at = drawn.scene.positionOf(mark);
                QVERIFY(QRectF(0, 0, 600, 300).contains(at));
                if (what != PanelKind::Stat)
                    QVERIFY(drawn.scene.markAt(at).has_value());
            }
        }
    }

    void badValuesDrawNothingAndBreakNothing_data() { everyKindDrawsItsMarks_data(); }
    void badValuesDrawNothingAndBreakNothing()
    {
        QFETCH(int, kind);
        const auto what = PanelKind(kind);
        const double infinity = std::numeric_limits<double>::infinity();
        // Nothing at all, nothing but gaps, infinities, one value, equal values, very large and very small ones.
        std::vector<std::vector<double>> cases{{},        {Gap, Gap},      {infinity, -infinity, Gap}, {1},
                                               {3, 3, 3}, {1e300, -1e300}, {1e-300, 2e-300},           {0, 0}};
        for (bool logarithmic : {false, true}) {
            for (const std::vector<double> &values : cases) {
                auto bad = dataOf(what);
                for (Series &one : bad->series) {
                    const Point first = one.points.front();
                    one.points.clear();
                    for (const double value : values) {
                        Point point = first;
                        point.value = value;
                        point.low = value;
                        point.high = infinity;
                        point.quartile1 = value;
                        point.baseline = -infinity;
                        one.points.push_back(point);
                    }
                }
                PanelDefinition definition = panel(what);
                definition.logarithmic = logarithmic;
                Drawn drawn(definition, bad);
                for (const MarkRef &mark : drawn.scene.marks())
                    QVERIFY(std::isfinite(drawn.scene.positionOf(mark).x()));
            }
        }
    }

    // A figure that is not there is said, where all else of the panel is blank.
    void aStatWithoutValuesSaysSo()
    {
        Drawn drawn(panel(PanelKind::Stat), data(PanelKind::Stat, {series(u"a"_s, {Gap, Gap})}));
        QVERIFY(drawn.scene.marks().empty());
        QVERIFY(drawn.count(color(Surface::MutedText, drawn.palette), QRectF(0, 0, 600, 300)) > 20);
    }

    void intervalsBaselinesAndStacksAreDrawn()
    {
        Series one;
        Point point = labelled(u"search"_s, 0.5);
        point.low = 0.3;
        point.high = 0.7;
        point.baseline = 0.9;
        one.points = {point, labelled(u"write"_s, 0.2)};
        Drawn drawn(panel(PanelKind::Bar), data(PanelKind::Bar, {one}));
        const QPointF middle = drawn.at(0, 0);
        const QRectF row(0, middle.y() - 30, 600, 60);
        QVERIFY(drawn.count(color(Tone::Baseline, drawn.palette), row) > 20);
        PanelDefinition stacked = panel(PanelKind::Bar);
        stacked.stacked = true;
        Series other = one;
        one.name = u"a"_s;
        other.name = u"b"_s;
        Drawn stack(stacked, data(PanelKind::Bar, {one, other}));
        // The second begins where the first ends.
        QVERIFY(stack.at(1, 0).x() > stack.at(0, 0).x() + 10);
        QVERIFY(std::abs(stack.at(1, 0).y() - stack.at(0, 0).y()) < 1);
    }

    // The interval of two values may span everything there is.
    void aDoubtfulIntervalDoesNotHideTheRest()
    {
        Series one = series(u"a"_s, {0.5, 0.6, 0.5, 0.6}, 0.02);
        one.points[2].n = 2;
        one.points[2].low = -50;
        one.points[2].high = 50;
        Drawn drawn(panel(PanelKind::Line), data(PanelKind::Line, {one}, 4));
        QVERIFY(std::abs(drawn.at(0, 0).y() - drawn.at(0, 1).y()) > 20);
        one.points[2].n = 2000; // this one is to be believed
        Drawn believed(panel(PanelKind::Line), data(PanelKind::Line, {one}, 4));
        QVERIFY(std::abs(believed.at(0, 0).y() - believed.at(0, 1).y()) < 3);
    }

    void classesThatGrowStandOnALogarithmicAxis()
    {
        Series one;
        for (int i = 0; i < 6; ++i) {
            Point point = labelled({}, 5);
            point.x = std::pow(10.0, i);
            point.xEnd = std::pow(10.0, i + 1);
            one.points.push_back(point);
        }
        Drawn drawn(panel(PanelKind::Histogram), data(PanelKind::Histogram, {one}));
        const double step = drawn.at(0, 1).x() - drawn.at(0, 0).x();
        QVERIFY(step > 50);
        QVERIFY(std::abs(drawn.at(0, 5).x() - drawn.at(0, 4).x() - step) < 1);
    }

    void manyGapsAreFewLines()
    {
        std::vector<double> values;
        for (int i = 0; i < 2000; ++i)
            values.push_back(i % 3 == 2 ? Gap : i % 7);
        Drawn drawn(
            panel(PanelKind::Line),
            data(PanelKind::Line, {series(u"a"_s, values, 0), series(u"b"_s, values, 0)}, 2000));
        QCOMPARE(drawn.scene.lineCount(), 2);
    }

    void oneSpikeStaysVisible()
    {
        std::vector<double> values(2000, 1);
        values[1234] = 100;
        Drawn drawn(panel(PanelKind::Line), data(PanelKind::Line, {series(u"a"_s, values, 0)}, 2000));
        const QPointF spike = drawn.at(0, 1234);
        QVERIFY(drawn.count(drawn.ink(u"a"_s), QRectF(spike.x() - 3, spike.y(), 6, 60)) > 20);
    }

    // A line from top to bottom where something happened, in the muted ink, and nothing elsewhere.
    void momentsAreLines()
    {
        auto values = data(PanelKind::Line, {series(u"a"_s, {1, 2, 1, 2, 1}, 0)}, 5);
        Drawn without(panel(PanelKind::Line), values);
        values = std::make_shared<PanelData>(*values);
        values->moments = {{day(2).addSecs(12 * 3600), u"activated: 1.2.0"_s}};
        Drawn with(panel(PanelKind::Line), values);
        QRect changed;
        for (int y = 0; y < with.image.height(); ++y) {
            for (int x = 0; x < with.image.width(); ++x) {
                if (with.image.pixel(x, y) != without.image.pixel(x, y))
                    changed |= QRect(x, y, 1, 1);
            }
        }
        const double place = (with.at(0, 2).x() + with.at(0, 3).x()) / 2;
        QVERIFY2(std::abs(changed.left() - place) <= 2, qPrintable(QString::number(changed.left())));
        QVERIFY(changed.height() > 200);
        QVERIFY(changed.width() > 40 && changed.width() < 200); // its words stand beside it
        // On a chart without an axis of time there is none.
        auto bars = dataOf(PanelKind::Box);
        Drawn plain(panel(PanelKind::Box), bars);
        bars = std::make_shared<PanelData>(*bars);
        bars->moments = values->moments;
        Drawn same(panel(PanelKind::Box), bars);
        QVERIFY(plain.image == same.image);
    }

    // Where an alarm begins is seen, as far as the axis goes.
    void thresholdsAreLines()
    {
        const auto values = data(PanelKind::Line, {series(u"a"_s, {1, 2, 1, 2, 1}, 0)}, 5);
        Drawn without(panel(PanelKind::Line), values);
        PanelDefinition watched = panel(PanelKind::Line);
        watched.alarmAbove = 1.5;
        watched.alarmBelow = -1000; // far below the axis
        Drawn with(watched, values);
        QRect changed;
        for (int y = 0; y < with.image.height(); ++y) {
            for (int x = 0; x < with.image.width(); ++x) {
                if (with.image.pixel(x, y) != without.image.pixel(x, y))
                    changed |= QRect(x, y, 1, 1);
            }
        }
        const double place = (with.at(0, 0).y() + with.at(0, 1).y()) / 2;
        QVERIFY2(std::abs(changed.bottom() - place) <= 3, qPrintable(QString::number(changed.bottom())));
        QVERIFY(changed.width() > 400);
        QVERIFY(changed.height() < 30); // its value stands above
    }

    // What Qt Charts does badly is left alone: points one by one are quadratic, OpenGL loses pens and exports, a
    // logarithmic axis hides a series for one value.
    void theTrapsAreKeptOut()
    {
        static const QRegularExpression traps(
            u"QLogValueAxis|setUseOpenGL|QScatterSeries|QSplineSeries|QDateTimeAxis|[lL]ine->append\\(|eries->append\\("_s);
        int read = 0;
        for (const QFileInfo &info :
             QDir(QStringLiteral(HOWDAH_SOURCE_DIR "/ui/chart")).entryInfoList({u"*.cpp"_s, u"*.h"_s}, QDir::Files)) {
            QFile file(info.filePath());
            QVERIFY(file.open(QIODevice::ReadOnly));
            const auto match = traps.match(QString::fromUtf8(file.readAll()));
            QVERIFY2(!match.hasMatch(), qPrintable(info.fileName() + u": "_s + match.captured()));
            ++read;
        }
        QVERIFY(read > 15);
    }

    void hiddenSeriesAreNotDrawn()
    {
        Drawn drawn(
            panel(PanelKind::Line),
            data(PanelKind::Line, {series(u"a"_s, {1, 1, 1}, 0), series(u"b"_s, {2, 2, 2}, 0)}, 3));
        drawn.scene.setHidden({u"b"_s});
        drawn.paint();
        QCOMPARE(drawn.scene.marks().size(), 3U);
        QCOMPARE(drawn.count(drawn.ink(u"b"_s), QRectF(0, 0, 600, 300)), 0);
        QVERIFY(drawn.count(drawn.ink(u"a"_s), QRectF(0, 0, 600, 300)) > 50);
    }

    void newDataOfAnotherShape()
    {
        Drawn drawn(panel(PanelKind::Line), data(PanelKind::Line, {series(u"a"_s, {1, 2, 3}, 0)}, 3));
        drawn.scene.setCurrent(MarkRef{0, 2});
        QVERIFY(drawn.scene.current());
        drawn.data = data(PanelKind::Line, {series(u"a"_s, {1}, 0), series(u"b"_s, {Gap, 2}, 0)}, 3);
        drawn.scene.setData(drawn.panel, drawn.data, drawn.styles);
        QVERIFY(!drawn.scene.current()); // it is gone
        drawn.paint();
        drawn.data = data(PanelKind::Line, {}, 3);
        drawn.scene.setData(drawn.panel, drawn.data, drawn.styles);
        drawn.paint();
        QVERIFY(drawn.scene.marks().empty());
        QVERIFY(!drawn.scene.markAt({300, 150}));
    }

    void colorsStandOutInBothThemesAndAreKept()
    {
        for (const ColorScheme scheme : {ColorScheme::Light, ColorScheme::Dark}) {
            const QPalette palette = paletteFor(scheme);
            std::set<QRgb> different;
            for (int i = 0; i < EntityColors; ++i) {
                const QColor one = entityColor(i, palette);
                QVERIFY2(contrast(one, palette.color(QPalette::Base)) >= 3, qPrintable(one.name()));
                different.insert(one.rgb());
            }
            QCOMPARE(int(different.size()), EntityColors);
            QVERIFY(contrast(color(Surface::MutedText, palette), palette.color(QPalette::Base)) >= 4.5);
        }
        EntityStyles styles;
        std::vector<EntityStyle> known;
        for (int i = 0; i < 32; ++i) {
            const EntityStyle style = styles.styleOf(QString::number(i));
            QVERIFY(std::ranges::find(known, style) == known.end());
            known.push_back(style);
        }
        for (int i = 31; i >= 0; --i)
            QCOMPARE(styles.styleOf(QString::number(i)), known[size_t(i)]);
        styles.forget();
        QCOMPARE(styles.styleOf(u"another"_s), known[0]);
    }

    void timesOfPlaces()
    {
        Drawn drawn(panel(PanelKind::Line), data(PanelKind::Line, {series(u"a"_s, {1, 2, 3}, 0)}, 3));
        QVERIFY(drawn.scene.hasTimeAxis());
        const QDateTime at = drawn.scene.timeAt(drawn.at(0, 1).x());
        QVERIFY(std::abs(at.secsTo(day(1))) < 600);
        QCOMPARE(drawn.scene.timeAt(-1000), day(0));
        QCOMPARE(drawn.scene.timeAt(5000), day(3));
    }

private:
    static std::shared_ptr<PanelData> dataOf(PanelKind kind)
    {
        Series one;
        switch (kind) {
        case PanelKind::Line:
        case PanelKind::Band:
        case PanelKind::Stat:
            one = series(u"a"_s, {1, 2, Gap, 4, 3});
            return data(kind, {one, series(u"b"_s, {2, 2, 2, 2, 2})}, 5);
        case PanelKind::Timeline:
            one = series(u"a"_s, {1, 2, 3});
            one.points[0].label = u"first"_s;
            one.points[1].bucketEnd = {};
            return data(kind, {one}, 5);
        case PanelKind::HeatMap:
            one.points = {labelled(u"0"_s, 1), labelled(u"1"_s, 2)};
            one.points[0].row = u"1 Mon"_s;
            one.points[1].row = u"2 Tue"_s;
            return data(kind, {one});
        case PanelKind::Histogram:
            one.points = {labelled({}, 5), labelled({}, 7)};
            one.points[0].x = 0;
            one.points[0].xEnd = one.points[1].x = 10;
            one.points[1].xEnd = 20;
            return data(kind, {one});
        default:
            one.points = {
                labelled(u"x"_s, 3), labelled(u"y"_s, 2), labelled(u"a name that is long enough to be cut"_s, 1)};
            for (Point &point : one.points) {
                point.x = point.value * 2;
                point.low = point.value - 0.5;
                point.high = point.value + 0.5;
                point.quartile1 = point.value - 0.2;
                point.quartile3 = point.value + 0.2;
            }
            return data(kind, {one});
        }
    }
};

QTEST_MAIN(ChartSceneTest)
#include "tst_chartscene.moc"
