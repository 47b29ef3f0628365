// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chart/chartscene.h"
#include "chart/sample.h"
#include "common/theme.h"

#include <QImage>
#include <QPainter>

namespace howdah::sample {

// A scene with its picture.
struct Drawn
{
    Drawn(
        const PanelDefinition &definition, std::shared_ptr<PanelData> values,
        ui::ColorScheme scheme = ui::ColorScheme::Light)
        : panel(definition)
        , data(std::move(values))
        , scene(definition.kind)
        , palette(ui::paletteFor(scheme))
    {
        scene.setPalette(palette);
        scene.resize({600, 300});
        scene.setData(panel, data, styles);
        paint();
    }

    void paint()
    {
        image = QImage(600, 300, QImage::Format_RGB32);
        image.fill(palette.color(QPalette::Base));
        QPainter painter(&image);
        scene.render(painter, QRectF(0, 0, 600, 300));
    }

    [[nodiscard]] QColor ink(const QString &name) const
    {
        ui::EntityStyles copy = styles;
        return ui::entityColor(copy.styleOf(name).index, palette);
    }
    // Pixels of that colour within a rectangle.
    [[nodiscard]] int count(const QColor &color, const QRectF &where) const
    {
        int found = 0;
        const QRect rect = where.toAlignedRect().intersected(image.rect());
        for (int y = rect.top(); y <= rect.bottom(); ++y) {
            for (int x = rect.left(); x <= rect.right(); ++x) {
                const QColor at = image.pixelColor(x, y);
                const int away = std::abs(at.red() - color.red()) + std::abs(at.green() - color.green())
                               + std::abs(at.blue() - color.blue());
                found += away < 24 ? 1 : 0;
            }
        }
        return found;
    }
    [[nodiscard]] QPointF at(int series, int point) const { return scene.positionOf({series, point}); }
    // The stretch between two marks, without what is drawn at the marks themselves.
    [[nodiscard]] QRectF between(int series, int from, int to) const
    {
        const QPointF a = at(series, from);
        const QPointF b = at(series, to);
        return QRectF(a, b).normalized().adjusted(8, -6, -8, 6);
    }

    PanelDefinition panel;
    std::shared_ptr<PanelData> data;
    ui::ChartScene scene;
    QPalette palette;
    ui::EntityStyles styles;
    QImage image;
};

} // namespace howdah::sample
