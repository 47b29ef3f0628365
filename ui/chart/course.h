// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QRectF>

#include <vector>

class QPainter;

namespace howdah::ui {

inline constexpr int CourseWidth = 110; // of one in a table

// A small line of numbers at equal distances, from the least to the greatest of them, with a dot at the last. NaN is a
// gap.
void paintCourse(QPainter &painter, const QRectF &place, const std::vector<double> &course, const QColor &color);

} // namespace howdah::ui
