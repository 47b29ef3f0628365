// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chart/marktexts.h"

#include "chart/figuretext.h"
#include "common/tr.h"

#include <cmath>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using metrics::PanelData;
using metrics::PanelDefinition;
using metrics::PanelKind;
using metrics::Point;
using metrics::Series;

namespace {

QString
placeWords(const PanelDefinition &panel, const PanelData &data, const Series &series, const Point &point, int at)
{
    const QTimeZone zone(data.zone);
    QStringList words;
    if (!point.row.isEmpty())
        words << point.row;
    if (!point.label.isEmpty())
        words << point.label;
    if (data.kind == PanelKind::Timeline) {
        const QString until = point.bucketEnd.isValid() ? momentText(point.bucketEnd, zone) : tr("still running");
        words << tr("%1 to %2").arg(momentText(point.bucket, zone), until);
    } else if (point.bucket.isValid()) {
        const bool isMoved = size_t(at) < series.trueBuckets.size();
        words << momentText(isMoved ? series.trueBuckets[size_t(at)] : point.bucket, zone);
        const double off = isMoved ? 0 : metrics::hoursOff(point.bucket, point.bucketEnd, data.bucket, zone);
        if (off != 0)
            words << (off < 0 ? tr("%1 h shorter: the clocks go forward") : tr("%1 h longer: the clocks go back"))
                         .arg(std::abs(off));
    }
    if (data.kind == PanelKind::Histogram)
        words << tr("%1 to %2").arg(figureText(point.x), figureText(point.xEnd));
    else if (std::isfinite(point.x))
        words << figureText(point.x);
    Q_UNUSED(panel)
    return words.join(u", "_s);
}

} // namespace

// "before, on 2026-02-01: 0.600 score, change -0.020 score (-0.050 to 0.010)"; of shares in points
static QString changeWords(const PanelDefinition &panel, const PanelData &data, int seriesAt, int pointAt)
{
    const auto before = metrics::beforeOf(data, size_t(seriesAt), size_t(pointAt));
    if (!before)
        return {};
    const Point &now = data.series[size_t(seriesAt)].points[size_t(pointAt)];
    QString words =
        tr("previous period, %1: %2")
            .arg(momentText(before->at, QTimeZone(data.zone)), figureText(before->point->value, panel.unit));
    if (now.isGap())
        return words;
    const metrics::Change change = metrics::changeOf(now, *before->point);
    words += u", "_s + tr("change %1").arg(differenceText(change.value, panel.unit));
    const ShownDifference low = shownDifference(change.low, panel.unit);
    const ShownDifference high = shownDifference(change.high, panel.unit);
    if (const QString interval = intervalText(low.value, high.value, low.unit); !interval.isEmpty())
        words += u" ("_s + interval + (change.isClear() ? QString() : u", "_s + tr("inconclusive")) + u')';
    return words;
}

QString markWords(const PanelDefinition &panel, const PanelData &data, int seriesAt, int pointAt)
{
    const Series &series = data.series[size_t(seriesAt)];
    const Point &point = series.points[size_t(pointAt)];
    QStringList where;
    if (!series.name.isEmpty())
        where << series.name;
    if (series.isPrevious)
        where << tr("the previous period");
    const QString place = placeWords(panel, data, series, point, pointAt);
    if (!place.isEmpty())
        where << place;
    if (where.isEmpty())
        where << panel.title;

    QStringList figures;
    figures << (point.isGap() ? tr("no value") : figureText(point.value, panel.unit));
    if (data.kind == PanelKind::Box && std::isfinite(point.quartile1))
        figures << tr("half of them from %1 to %2")
                       .arg(figureText(point.quartile1, panel.unit), figureText(point.quartile3, panel.unit));
    if (const QString interval = intervalText(point.low, point.high, panel.unit); !interval.isEmpty())
        figures << interval;
    if (std::isfinite(point.baseline))
        figures << tr("baseline %1").arg(figureText(point.baseline, panel.unit));
    if (point.n >= 0)
        figures << (point.isTooFew() ? tr("only n %1") : tr("n %1")).arg(countText(point.n));
    // It is their number that the interval goes by.
    if (point.clusters && !point.clusters->empty())
        figures << tr("%1 clusters (%2)").arg(countText(qint64(point.clusters->size())), panel.cluster);
    if (point.isUnfinished)
        figures << tr("not finished yet");
    if (data.precision != metrics::Precision::Exact)
        figures << tr("approximate");
    if (!point.remark.isEmpty())
        figures << point.remark;
    if (const QString words = changeWords(panel, data, seriesAt, pointAt); !words.isEmpty())
        figures << words;
    return where.join(u", "_s) + u": "_s + figures.join(u", "_s);
}

} // namespace howdah::ui
