// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chart/entitystyles.h"
#include "chart/plot.h"

#include <QFont>

namespace howdah::ui {

// Where the parts of a plot stand on a surface of a certain size, and everything of it that Qt Charts does not draw.
class PlotPainter final
{
public:
    // All outlive it.
    PlotPainter(
        const Plot &plot, const metrics::PanelDefinition &panel, const metrics::PanelData &data, EntityStyles &styles,
        const QPalette &palette, const QSizeF &size);

    [[nodiscard]] QRectF area() const { return m_area; }
    // The bounds of the axis of values: those of the plot, opened to round numbers.
    [[nodiscard]] double valueMin() const { return m_valueMin; }
    [[nodiscard]] double valueMax() const { return m_valueMax; }
    [[nodiscard]] QPointF placeOf(const QPointF &inPlot) const;
    [[nodiscard]] QRectF rectOf(const PlotMark &mark) const; // at least as large as can be pointed at
    [[nodiscard]] double plotXAt(double x) const;

    void paintUnder(QPainter &painter) const; // ground, grid, words of the axes, bands, bars, cells
    void paintOver(QPainter &painter) const;  // dashed lines, markers, whiskers, counts

    [[nodiscard]] QColor colorOf(int series) const; // paler for the previous period
    [[nodiscard]] QPen penOf(const PlotLine &line) const;
    // Lines that Qt Charts can draw: a dashed pen would bridge their gaps.
    [[nodiscard]] bool isSolid(const PlotLine &line) const;

private:
    [[nodiscard]] const metrics::Point &pointOf(const MarkRef &ref) const;
    [[nodiscard]] const metrics::Series &seriesOf(int series) const { return m_data.series[size_t(series)]; }
    [[nodiscard]] QString shownName(const QString &name, double width) const;
    [[nodiscard]] double widestOf(const std::vector<PlotTick> &ticks) const;
    [[nodiscard]] QPointF withinReach(const QPointF &place) const; // what is infinite ends at the edge
    [[nodiscard]] QRectF reach() const;                            // beyond it nothing of a value is painted
    void layOut();
    void layOutValues(double length, double each);
    [[nodiscard]] bool areWhole() const;
    void dressRows();
    void paintGrid(QPainter &painter) const;
    void paintRings(QPainter &painter) const;
    void paintAcross(QPainter &painter) const;
    void paintUp(QPainter &painter) const;
    void paintUnit(QPainter &painter) const;
    void paintBands(QPainter &painter) const;
    void paintBars(QPainter &painter) const;
    void paintBox(QPainter &painter, const PlotMark &mark) const;
    void paintCells(QPainter &painter) const;
    void paintScale(QPainter &painter) const;
    void paintPeriods(QPainter &painter) const;
    void paintMoments(QPainter &painter) const;
    void paintThresholds(QPainter &painter) const;
    void paintDashed(QPainter &painter) const;
    void paintMarkers(QPainter &painter) const;
    void paintWhisker(QPainter &painter, const PlotMark &mark) const;
    void paintBaseline(QPainter &painter, const PlotMark &mark) const;
    void paintWords(QPainter &painter) const;
    [[nodiscard]] QColor heatColor(double value) const;
    [[nodiscard]] QColor mutedText() const;

    const Plot &m_plot;
    const metrics::PanelDefinition &m_panel;
    const metrics::PanelData &m_data;
    EntityStyles &m_styles;
    QPalette m_palette;
    QSizeF m_size;
    QFont m_font;
    QFontMetricsF m_metrics;
    QRectF m_area;
    std::vector<PlotTick> m_xTicks; // along the lower edge
    std::vector<PlotTick> m_yTicks; // along the left edge
    double m_valueMin = 0;
    double m_valueMax = 1;
};

} // namespace howdah::ui
