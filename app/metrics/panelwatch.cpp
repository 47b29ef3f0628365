// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/panelwatch.h"

#include "base/changepoint.h"
#include "metrics/paneltable.h"
#include "metrics/tr.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::metrics {

namespace {

constexpr qint64 LeastOfBucket = 5;
constexpr size_t Recent = 7; // buckets

bool counts(const Point &point)
{
    return point.bucket.isValid() && !point.isUnfinished && std::isfinite(point.value)
        && (point.n < 0 || point.n >= LeastOfBucket);
}

// Where the values of a course stand among its points.
std::vector<size_t> courseOf(const Series &series)
{
    std::vector<size_t> places;
    for (size_t i = 0; i < series.points.size(); ++i) {
        if (counts(series.points[i]))
            places.push_back(i);
    }
    return places;
}

std::vector<double> valuesOf(const Series &series, const std::vector<size_t> &places)
{
    std::vector<double> values;
    values.reserve(size_t(places.size()));
    for (const size_t at : places)
        values.push_back(series.points[at].value);
    return values;
}

// A course, and what is out of the ordinary in it. Where its level has shifted, each value is held against its own
// level: else all of a new level would be outliers.
struct Course
{
    explicit Course(const Series &series)
        : places(courseOf(series))
    {
        const std::vector<double> values = valuesOf(series, places);
        shift = levelShiftOf(values);
        std::vector<double> level = values;
        for (size_t i = 0; shift && i < level.size(); ++i)
            level[i] -= i < shift->at ? shift->before : shift->after;
        outliers = outliersAmong(level);
    }

    std::vector<size_t> places; // of its values, among the points
    std::vector<size_t> outliers;
    std::optional<LevelShift> shift;
};

QString spoken(double value) { return QString::number(value, 'g', 3); }

QString shiftWords(const LevelShift &shift)
{
    return tr("level shift from %1 to %2 (Pettitt, p = %3)")
        .arg(spoken(shift.before), spoken(shift.after), QString::number(shift.chance, 'g', 1));
}

QString outlierWords(double value) { return tr("outlier: %1").arg(spoken(value)); }

bool isWatched(const PanelDefinition &panel) { return panel.watch && !panel.stacked; }

void mark(PanelData &data, Point &point, const QString &name, const QString &words)
{
    point.remark += (point.remark.isEmpty() ? QString() : u"; "_s) + words;
    data.moments.push_back({point.bucket, name.isEmpty() ? words : tr("%1: %2").arg(name, words)});
}

// The last one that has ended; nothing for a course without any.
const Point *lastOf(const Series &series)
{
    const auto at = std::ranges::find_if(series.points.rbegin(), series.points.rend(), [](const Point &point) {
        return !point.isUnfinished && !point.isGap();
    });
    return at == series.points.rend() ? nullptr : &*at;
}

class AlarmFinder final
{
public:
    AlarmFinder(const PanelDefinition &panel, const PanelData &data)
        : m_panel(panel)
        , m_data(data)
    {
    }

    std::vector<Alarm> find()
    {
        for (const Series &series : m_data.series) {
            if (series.isPrevious || series.points.empty())
                continue;
            if (series.points.front().bucket.isValid() && m_data.kind != PanelKind::Timeline) {
                if (const Point *last = lastOf(series))
                    hold(series, *last);
                if (isWatched(m_panel))
                    watch(series);
            } else {
                for (const Point &point : series.points)
                    hold(series, point);
            }
        }
        return std::move(m_alarms);
    }

private:
    void add(const Series &series, const Point &point, const QString &why)
    {
        QStringList place;
        for (const QString &part : {series.name, point.row, point.label})
            place += part.isEmpty() ? QStringList() : QStringList{part};
        if (point.bucket.isValid())
            place << instantText(point.bucket, QTimeZone(m_data.zone));
        m_alarms.push_back({place.join(u", "_s), why, point.value, point.low, point.high, point.n});
    }

    void hold(const Series &series, const Point &point)
    {
        if (point.isGap())
            return;
        const bool hasInterval = m_panel.interval != Interval::None || m_data.precision == Precision::Sample;
        const double nearLow = hasInterval ? point.low : point.value;
        const double nearHigh = hasInterval ? point.high : point.value;
        if (m_panel.alarmAbove && nearLow > *m_panel.alarmAbove)
            add(series, point, tr("above %1").arg(numberText(*m_panel.alarmAbove)));
        if (m_panel.alarmBelow && nearHigh < *m_panel.alarmBelow)
            add(series, point, tr("below %1").arg(numberText(*m_panel.alarmBelow)));
    }

    void watch(const Series &series)
    {
        const Course course(series);
        if (!course.outliers.empty() && course.outliers.back() + 1 == course.places.size()) {
            const Point &point = series.points[course.places.back()];
            add(series, point, outlierWords(point.value));
        }
        if (course.shift && course.shift->at + Recent >= course.places.size())
            add(series, series.points[course.places[course.shift->at]], shiftWords(*course.shift));
    }

    const PanelDefinition &m_panel;
    const PanelData &m_data;
    std::vector<Alarm> m_alarms;
};

} // namespace

void addWatchMarks(PanelData &data, const PanelDefinition &panel)
{
    if (!isWatched(panel))
        return;
    for (Series &series : data.series) {
        if (series.isPrevious)
            continue;
        const Course course(series);
        for (const size_t at : course.outliers) {
            Point &point = series.points[course.places[at]];
            mark(data, point, series.name, outlierWords(point.value));
        }
        if (course.shift)
            mark(data, series.points[course.places[course.shift->at]], series.name, shiftWords(*course.shift));
    }
    std::ranges::stable_sort(data.moments, {}, &Moment::at);
}

std::vector<Alarm> alarmsOf(const PanelDefinition &panel, const PanelData &data)
{
    return AlarmFinder(panel, data).find();
}

} // namespace howdah::metrics
