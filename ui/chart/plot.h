// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chart/markref.h"
#include "chart/plotticks.h"
#include "metrics/paneldata.h"

#include <QFontMetricsF>
#include <QRectF>

namespace howdah::ui {

// A stretch of one series without a gap.
struct PlotLine
{
    int series = 0;
    QList<QPointF> points;
    bool isDotted = false; // the previous period, or up to a bucket that has not ended
};

// The interval around a stretch.
struct PlotBand
{
    int series = 0;
    QList<QPointF> upper;
    QList<QPointF> lower;
};

struct PlotMark
{
    MarkRef ref;
    QPointF at;                    // of its value
    QRectF extent;                 // of a bar, a cell, a period, a box; null for a point
    double low = metrics::Unknown; // on the axis of values, NaN when there is none
    double high = metrics::Unknown;
    bool isAlone = false; // no line leads to it
};

// What is to be drawn of a panel, in the units of its axes: milliseconds since the epoch, values (or their decimal
// logarithm), numbers of categories. Pure.
struct Plot
{
    enum class Across : quint8 { Time, Values, Categories, Angles };
    Across across = Across::Time;
    bool isHorizontal = false; // categories stand at the left, values run to the right
    bool isDots = false;       // in place of bars
    bool isLogarithmic = false;
    bool isAcrossLogarithmic = false; // values across are decimal logarithms
    double xMin = 0, xMax = 1;        // of time, values or categories
    double yMin = 0, yMax = 1;        // of values as they are; of rows of a heat map or timeline
    bool yIsRows = false;
    std::vector<PlotTick> categories; // of the axis that has them
    std::vector<PlotTick> rows;       // of a heat map or timeline, from above
    std::vector<PlotLine> lines;
    std::vector<PlotBand> bands;
    std::vector<PlotMark> marks;
    double leastValue = metrics::Unknown; // of what is coloured by value
    double mostValue = metrics::Unknown;
    QStringList small;            // names of the small charts; none where all share one
    std::vector<int> smallPlaces; // of each series among them; -1 for none
    [[nodiscard]] bool isEmpty() const { return marks.empty(); }
    [[nodiscard]] int smallOf(int series) const
    {
        return series < 0 || size_t(series) >= smallPlaces.size() ? -1 : smallPlaces[size_t(series)];
    }
    // Of the series of the range itself that are drawn, in their order.
    [[nodiscard]] QStringList lineNames(const metrics::PanelData &data) const;
};
// Of a finished plot: a chart for each series where more than three have intervals, which could not be told apart over
// one another, or where the file says so.
void splitIntoSmall(Plot &plot, const metrics::PanelDefinition &panel, const metrics::PanelData &data);
// Beside one another, of so many in so many pixels.
[[nodiscard]] int smallColumns(int count, double width);

[[nodiscard]] Plot
plotOf(const metrics::PanelDefinition &panel, const metrics::PanelData &data, const QStringList &hidden);

} // namespace howdah::ui
