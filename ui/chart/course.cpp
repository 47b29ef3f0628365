// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chart/course.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

namespace howdah::ui {

void paintCourse(QPainter &painter, const QRectF &place, const std::vector<double> &course, const QColor &color)
{
    constexpr double Dot = 2.2;
    double low = std::numeric_limits<double>::infinity();
    double high = -low;
    for (const double number : course) {
        if (!std::isfinite(number))
            continue;
        low = std::min(low, number);
        high = std::max(high, number);
    }
    if (!(low <= high))
        return;
    const QRectF within = place.adjusted(Dot, Dot, -Dot, -Dot);
    const double step = course.size() > 1 ? within.width() / double(course.size() - 1) : 0;
    QPainterPath path;
    std::optional<QPointF> last;
    bool isOpen = false;
    for (size_t i = 0; i < course.size(); ++i) {
        if (!std::isfinite(course[i])) {
            isOpen = false;
            continue;
        }
        const double up = high > low ? (course[i] - low) / (high - low) : 0.5;
        last = QPointF(within.left() + step * double(i), within.bottom() - up * within.height());
        if (!isOpen)
            path.moveTo(*last - QPointF(0.5, 0)); // one alone is seen, too
        path.lineTo(*last);
        isOpen = true;
    }
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(color, 1.4));
    painter.drawPath(path);
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    painter.drawEllipse(*last, Dot, Dot);
    painter.restore();
}

} // namespace howdah::ui
