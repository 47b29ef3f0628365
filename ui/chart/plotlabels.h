// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chart/entitystyles.h"
#include "chart/plotframe.h"

namespace howdah::ui {

// The words within a plot: names at the ends of lines and above small charts, beside scattered points, figures in the
// segments of stacks, and how many values stand behind a mark.
class PlotLabels final
{
public:
    // All outlive it.
    PlotLabels(
        const Plot &plot, const PlotFrame &frame, const metrics::PanelDefinition &panel, const metrics::PanelData &data,
        EntityStyles &styles, const QPalette &palette)
        : m_plot(plot)
        , m_frame(frame)
        , m_panel(panel)
        , m_data(data)
        , m_styles(styles)
        , m_palette(palette)
    {
    }

    void paint(QPainter &painter);

private:
    [[nodiscard]] const metrics::Point &pointOf(const MarkRef &ref) const;
    [[nodiscard]] QColor colorOf(int series) const;
    void paintSmallNames(QPainter &painter) const;
    void paintLineNames(QPainter &painter) const;
    void paintSegments(QPainter &painter);
    void paintStackCounts(QPainter &painter);
    void paintCounts(QPainter &painter);
    void write(QPainter &painter, const QPointF &at, const QString &text); // where nothing stands yet
    void paintName(QPainter &painter, const QPointF &middleLeft, const QString &name, const QString &shown) const;
    [[nodiscard]] QPointF behind(const PlotMark &mark) const;

    const Plot &m_plot;
    const PlotFrame &m_frame;
    const metrics::PanelDefinition &m_panel;
    const metrics::PanelData &m_data;
    EntityStyles &m_styles;
    QPalette m_palette;
    std::vector<QRectF> m_taken;
};

} // namespace howdah::ui
