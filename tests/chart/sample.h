// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/paneldata.h"

#include <memory>

// Data of panels without a server.
namespace howdah::sample {

using metrics::PanelData;
using metrics::PanelDefinition;
using metrics::PanelKind;
using metrics::Point;
using metrics::Series;

inline PanelDefinition panel(PanelKind kind, const QString &title = QStringLiteral("Quality"))
{
    PanelDefinition definition;
    definition.id = QStringLiteral("quality");
    definition.title = title;
    definition.kind = kind;
    definition.unit = QStringLiteral("score");
    return definition;
}

inline QDateTime day(int number) { return QDateTime(QDate(2026, 3, 1).addDays(number), QTime(0, 0), Qt::UTC); }

// One point a day; NaN is a gap.
inline Series series(const QString &name, const std::vector<double> &values, double half = 0.05, qint64 n = 100)
{
    Series made;
    made.name = name;
    for (size_t i = 0; i < values.size(); ++i) {
        Point point;
        point.bucket = day(int(i));
        point.bucketEnd = day(int(i) + 1);
        point.value = values[i];
        point.low = values[i] - half;
        point.high = values[i] + half;
        point.n = n;
        made.points.push_back(point);
    }
    return made;
}

inline std::shared_ptr<PanelData> data(PanelKind kind, std::vector<Series> series, int days = 10)
{
    auto made = std::make_shared<PanelData>();
    made->kind = kind;
    made->series = std::move(series);
    made->range = {day(0), day(days)};
    made->zone = "UTC";
    return made;
}

inline Point labelled(const QString &label, double value, qint64 n = 100)
{
    Point point;
    point.label = label;
    point.value = value;
    point.n = n;
    return point;
}

} // namespace howdah::sample
