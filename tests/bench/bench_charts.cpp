// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
//
// How long new data take to be on the screen: twelve charts of four lines of 2,000 points, beside Qt Charts alone with
// the same points in the same run.
#include "bench/figures.h"

#include "chart/chartview.h"
#include "chart/sample.h"
#include "common/theme.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QGridLayout>
#include <QtCharts/QChartView>
#include <QtCharts/QLineSeries>
#include <QtCharts/QValueAxis>

#include <cmath>
#include <cstdio>

using namespace Qt::StringLiterals;
using namespace howdah::bench;
using namespace howdah;
using namespace howdah::ui;

namespace {

constexpr int Charts = 12;
constexpr int Lines = 4;
constexpr int Points = 2'000;
constexpr int Rounds = 9;

std::shared_ptr<metrics::PanelData> wave(int phase)
{
    std::vector<metrics::Series> series;
    for (int line = 0; line < Lines; ++line) {
        std::vector<double> values;
        for (int i = 0; i < Points; ++i)
            values.push_back(line + std::sin((i + phase) / 20.0) * 0.4);
        series.push_back(sample::series(u"series %1"_s.arg(line), values, 0.05));
        for (metrics::Point &point : series.back().points)
            point.low = point.high = metrics::Unknown;
    }
    return sample::data(metrics::PanelKind::Line, std::move(series), Points);
}

double ours()
{
    QWidget window;
    auto *grid = new QGridLayout(&window);
    EntityStyles styles;
    std::vector<ChartView *> views;
    for (int i = 0; i < Charts; ++i) {
        auto *view = new ChartView(metrics::PanelKind::Line, styles);
        view->setPanel(sample::panel(metrics::PanelKind::Line));
        grid->addWidget(view, i / 3, i % 3);
        views.push_back(view);
    }
    window.resize(1500, 1000);
    window.show();
    std::vector<double> times;
    for (int round = 0; round < Rounds; ++round) {
        std::vector<std::shared_ptr<metrics::PanelData>> data;
        for (int i = 0; i < Charts; ++i)
            data.push_back(wave(round * 7 + i));
        QElapsedTimer timer;
        timer.start();
        for (int i = 0; i < Charts; ++i)
            views[size_t(i)]->setData(data[size_t(i)]);
        QCoreApplication::processEvents();
        for (ChartView *view : views)
            view->viewport()->repaint();
        times.push_back(milliseconds(timer));
    }
    return median(times);
}

double bare()
{
    QWidget window;
    auto *grid = new QGridLayout(&window);
    std::vector<std::vector<QLineSeries *>> lines(Charts);
    std::vector<QChartView *> views;
    for (int i = 0; i < Charts; ++i) {
        auto *chart = new QChart;
        for (int line = 0; line < Lines; ++line) {
            lines[size_t(i)].push_back(new QLineSeries);
            chart->addSeries(lines[size_t(i)].back());
        }
        chart->createDefaultAxes();
        chart->axes(Qt::Horizontal).first()->setRange(0, Points);
        chart->axes(Qt::Vertical).first()->setRange(-1, Lines);
        auto *view = new QChartView(chart);
        view->setRenderHint(QPainter::Antialiasing);
        grid->addWidget(view, i / 3, i % 3);
        views.push_back(view);
    }
    window.resize(1500, 1000);
    window.show();
    std::vector<double> times;
    for (int round = 0; round < Rounds; ++round) {
        std::vector<QList<QPointF>> data;
        for (int line = 0; line < Lines; ++line) {
            QList<QPointF> points;
            for (int i = 0; i < Points; ++i)
                points.append({double(i), line + std::sin((i + round * 7) / 20.0) * 0.4});
            data.push_back(points);
        }
        QElapsedTimer timer;
        timer.start();
        for (auto &chart : lines) {
            for (int line = 0; line < Lines; ++line)
                chart[size_t(line)]->replace(data[size_t(line)]);
        }
        QCoreApplication::processEvents();
        for (QChartView *view : views)
            view->viewport()->repaint();
        times.push_back(milliseconds(timer));
    }
    return median(times);
}

} // namespace

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    const double alone = bare();
    const double time = ours();
    // 150 ms is what the refresh of a dashboard may take on a machine at rest; told, not asserted.
    print(u"12 charts of 4 x 2,000 points shown anew, against Qt Charts alone"_s, time, "ms", time / alone, 1.5);
    std::fprintf(stderr, "Qt Charts alone %.1f ms, ours %.1f ms\n", alone, time);
    return 0;
}
