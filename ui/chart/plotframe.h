// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chart/plot.h"

#include <QFont>

namespace howdah::ui {

// Where the parts of a plot stand on a surface of a certain size: its area, or that of each small chart, its axes with
// their words, and the room for names beside it. UI thread.
class PlotFrame final
{
public:
    // All outlive it.
    PlotFrame(
        const Plot &plot, const metrics::PanelDefinition &panel, const metrics::PanelData &data, const QSizeF &size);

    [[nodiscard]] QSizeF size() const { return m_size; }
    [[nodiscard]] const QFont &font() const { return m_font; }
    [[nodiscard]] const QFontMetricsF &fontMetrics() const { return m_metrics; }
    [[nodiscard]] QRectF area() const { return m_area; } // of all
    // The small charts, or the area alone.
    [[nodiscard]] const std::vector<QRectF> &areas() const { return m_areas; }
    [[nodiscard]] QRectF areaOf(int series) const;
    // Words of the axes stand at the left and at the foot of all: whether one of the areas is there.
    [[nodiscard]] bool isLeftmost(const QRectF &area) const;
    [[nodiscard]] bool isLowest(const QRectF &area) const;
    // The bounds of the axis of values: those of the plot, opened to round numbers.
    [[nodiscard]] double valueMin() const { return m_valueMin; }
    [[nodiscard]] double valueMax() const { return m_valueMax; }
    [[nodiscard]] const std::vector<PlotTick> &xTicks() const { return m_xTicks; }
    [[nodiscard]] const std::vector<PlotTick> &yTicks() const { return m_yTicks; }
    // Names stand at the ends of the lines.
    [[nodiscard]] bool hasDirectLabels() const { return m_directRoom > 0; }
    [[nodiscard]] double directRoom() const { return m_directRoom; }

    [[nodiscard]] QPointF placeIn(const QRectF &area, const QPointF &inPlot) const;
    [[nodiscard]] QPointF placeOf(const QPointF &inPlot, int series) const { return placeIn(areaOf(series), inPlot); }
    [[nodiscard]] QRectF rectOf(const PlotMark &mark) const; // at least as large as can be pointed at
    [[nodiscard]] double plotXAt(double x) const;
    // Beyond it nothing of a value is painted; what is infinite ends at its edge.
    [[nodiscard]] static QRectF reachOf(const QRectF &area) { return area.adjusted(-4, -4, 4, 4); }
    [[nodiscard]] static QPointF withinReach(const QRectF &area, const QPointF &place);

private:
    void layOut();
    void layOutValues(double length, double each);
    void layOutAcross();
    void layOutSmall(double left, double top, double right, double bottom);
    void makeRoomForNames(double height);
    [[nodiscard]] bool areWhole() const;
    [[nodiscard]] bool hasCounts() const;
    void dressRows();
    [[nodiscard]] double widestOf(const std::vector<PlotTick> &ticks) const;

    const Plot &m_plot;
    const metrics::PanelDefinition &m_panel;
    const metrics::PanelData &m_data;
    QSizeF m_size;
    QFont m_font;
    QFontMetricsF m_metrics;
    QRectF m_area;
    std::vector<QRectF> m_areas;
    std::vector<PlotTick> m_xTicks; // along the lower edge
    std::vector<PlotTick> m_yTicks; // along the left edge
    double m_valueMin = 0;
    double m_valueMax = 1;
    double m_directRoom = 0;
};

} // namespace howdah::ui
