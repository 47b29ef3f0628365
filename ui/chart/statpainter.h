// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chart/entitystyles.h"
#include "chart/markref.h"
#include "metrics/paneldata.h"

#include <optional>

namespace howdah::ui {

// One figure, large, with its interval, its count, how it differs from the previous period, and its course where the
// data have one.
class StatPainter final
{
public:
    StatPainter(
        const metrics::PanelDefinition &panel, const metrics::PanelData &data, EntityStyles &styles,
        const QPalette &palette, const QSizeF &size)
        : m_panel(panel)
        , m_data(data)
        , m_styles(styles)
        , m_palette(palette)
        , m_size(size)
    {
    }

    void paint(QPainter &painter) const;

    // The mark whose value is the figure: the last of a bucket that has ended.
    [[nodiscard]] std::optional<MarkRef> figure() const;

    [[nodiscard]] std::optional<metrics::Change> change() const; // to the previous period
    [[nodiscard]] QString changeText() const;                    // "" without a previous period

private:
    void paintCourse(QPainter &painter, const QRectF &place) const;
    [[nodiscard]] const metrics::Point *before() const;

    const metrics::PanelDefinition &m_panel;
    const metrics::PanelData &m_data;
    EntityStyles &m_styles;
    QPalette m_palette;
    QSizeF m_size;
};

} // namespace howdah::ui
