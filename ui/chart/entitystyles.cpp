// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chart/entitystyles.h"

#include "common/theme.h"

#include <QPainter>
#include <QPolygonF>

#include <algorithm>
#include <array>

namespace howdah::ui {

namespace {

// Okabe and Ito, 2008. Its black comes last: on a dark ground it can only be grey.
constexpr std::array<QRgb, EntityColors> OkabeIto = {
    0xFF0072B2, 0xFFD55E00, 0xFF009E73, 0xFFCC79A7, 0xFFE69F00, 0xFF56B4E9, 0xFFF0E442, 0xFF000000,
};
constexpr double MarkContrast = 3.0;

constexpr std::array Dashes = {Qt::SolidLine, Qt::DashDotLine, Qt::DashLine, Qt::DashDotDotLine};

QPolygonF triangle(double half, bool down)
{
    const double sign = down ? -1 : 1;
    return QPolygonF{{0, -half * sign}, {half, half * sign}, {-half, half * sign}};
}

} // namespace

QColor entityColor(int index, const QPalette &palette)
{
    QColor color = QColor::fromRgb(OkabeIto[size_t(index) % OkabeIto.size()]);
    const QColor ground = palette.color(QPalette::Base);
    const bool isDark = ground.lightnessF() < 0.5;
    // In small steps, so that the hue stays what it is.
    for (int step = 0; step < 60 && contrast(color, ground) < MarkContrast; ++step) {
        float hue = 0;
        float saturation = 0;
        float lightness = 0;
        color.getHslF(&hue, &saturation, &lightness);
        lightness = std::clamp(lightness + (isDark ? 0.02F : -0.02F), 0.0F, 1.0F);
        color = QColor::fromHslF(std::max(hue, 0.0F), saturation, lightness);
    }
    return color;
}

void paintMarker(QPainter &painter, const QPointF &middle, double size, MarkerShape shape, const QColor &color)
{
    const double half = size / 2;
    painter.save();
    painter.translate(middle);
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    switch (shape) {
    case MarkerShape::Circle:
        painter.drawEllipse(QPointF(), half, half);
        break;
    case MarkerShape::Square:
        painter.drawRect(QRectF(-half * 0.85, -half * 0.85, size * 0.85, size * 0.85));
        break;
    case MarkerShape::Diamond:
        painter.drawPolygon(QPolygonF{{0, -half}, {half, 0}, {0, half}, {-half, 0}});
        break;
    case MarkerShape::Triangle:
        painter.drawPolygon(triangle(half, false));
        break;
    case MarkerShape::TriangleDown:
        painter.drawPolygon(triangle(half, true));
        break;
    case MarkerShape::Cross:
        painter.setPen(QPen(color, size / 4));
        painter.drawLine(QPointF(-half, -half), QPointF(half, half));
        painter.drawLine(QPointF(-half, half), QPointF(half, -half));
        break;
    case MarkerShape::Plus:
        painter.setPen(QPen(color, size / 4));
        painter.drawLine(QPointF(-half, 0), QPointF(half, 0));
        painter.drawLine(QPointF(0, -half), QPointF(0, half));
        break;
    case MarkerShape::Ring:
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(color, size / 4));
        painter.drawEllipse(QPointF(), half * 0.8, half * 0.8);
        break;
    }
    painter.restore();
}

EntityStyle EntityStyles::styleOf(const QString &name)
{
    if (name.isEmpty()) // what has no name is nobody in particular
        return {};
    const auto found = m_known.constFind(name);
    if (found != m_known.constEnd())
        return *found;
    const int number = int(m_known.size());
    EntityStyle style;
    style.index = number % EntityColors;
    // After eight the colours come again with another dash; markers run in step with the colours and shift with each
    // round, so that no two of the first 32 are alike.
    const int round = number / EntityColors;
    style.dash = Dashes[size_t(round) % Dashes.size()];
    style.marker = MarkerShape((number + round) % 8);
    m_known.insert(name, style);
    return style;
}

} // namespace howdah::ui
