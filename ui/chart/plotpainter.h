// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chart/entitystyles.h"
#include "chart/plotframe.h"

#include <QPainterPath>

namespace howdah::ui {

// Everything of a plot that Qt Charts does not draw, but for the words beside marks (PlotLabels).
class PlotPainter final
{
public:
    // All outlive it.
    PlotPainter(
        const Plot &plot, const metrics::PanelDefinition &panel, const metrics::PanelData &data, EntityStyles &styles,
        const QPalette &palette, const QSizeF &size);

    [[nodiscard]] const PlotFrame &frame() const { return m_frame; }

    void paintUnder(QPainter &painter) const; // ground, grid, words of the axes, bands, bars, cells
    void paintOver(QPainter &painter) const;  // dashed lines, markers, whiskers, names, counts

    [[nodiscard]] QColor colorOf(int series) const; // paler for the previous period
    [[nodiscard]] QPen penOf(const PlotLine &line) const;
    // Lines that Qt Charts can draw: a dashed pen would bridge their gaps, and it knows one area alone.
    [[nodiscard]] bool isSolid(const PlotLine &line) const;

private:
    [[nodiscard]] const metrics::Point &pointOf(const MarkRef &ref) const;
    [[nodiscard]] const metrics::Series &seriesOf(int series) const { return m_data.series[size_t(series)]; }
    [[nodiscard]] QPainterPath pathOf(const PlotLine &line, const QRectF &area) const;
    void paintGrid(QPainter &painter, const QRectF &area) const;
    void paintRings(QPainter &painter) const;
    void paintAcross(QPainter &painter, const QRectF &area) const;
    void paintUp(QPainter &painter, const QRectF &area) const;
    void paintUnit(QPainter &painter) const;
    void paintOthers(QPainter &painter) const;
    void paintBands(QPainter &painter) const;
    void paintBars(QPainter &painter) const;
    void paintBox(QPainter &painter, const PlotMark &mark) const;
    void paintCells(QPainter &painter) const;
    void paintScale(QPainter &painter) const;
    void paintPeriods(QPainter &painter) const;
    void paintMoments(QPainter &painter, const QRectF &area) const;
    void paintThresholds(QPainter &painter, const QRectF &area) const;
    void paintDashed(QPainter &painter) const;
    void paintMarkers(QPainter &painter) const;
    void paintWhisker(QPainter &painter, const PlotMark &mark) const;
    void paintCuts(QPainter &painter, const PlotMark &mark, const QColor &ink) const;
    void paintBaseline(QPainter &painter, const PlotMark &mark) const;
    [[nodiscard]] QColor heatColor(double value) const;
    [[nodiscard]] QColor mutedText() const;

    const Plot &m_plot;
    const metrics::PanelDefinition &m_panel;
    const metrics::PanelData &m_data;
    EntityStyles &m_styles;
    QPalette m_palette;
    PlotFrame m_frame;
};

} // namespace howdah::ui
