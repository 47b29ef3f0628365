// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/paneldata.h"

#include "base/estimate.h"
#include "metrics/panelcolumns.h"
#include "metrics/panelcut.h"
#include "metrics/tr.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <set>

using namespace Qt::StringLiterals;

namespace howdah::metrics {

namespace {

// Turns the rows of an answer into series.
class PanelReader final
{
public:
    PanelReader(const PanelDefinition &panel, const PanelContext &context)
        : m_panel(panel)
        , m_context(context)
    {
    }

    Result<PanelData> read(const connection::RowBatch &rows)
    {
        m_data.kind = m_panel.kind;
        m_data.isOfSameRows = m_panel.sameRows;
        m_data.range = m_context.range;
        m_data.previous = m_context.previous;
        m_data.bucket = m_context.bucket;
        m_data.zone = m_context.zone.id();
        m_data.precision = m_context.precision;
        m_data.sampleShare = m_context.sampleShare;
        m_data.rows = rows;
        if (m_panel.kind == PanelKind::Table) {
            take(cutRows(m_data.rows, m_panel, m_context.fromOtherEnd));
            return std::move(m_data);
        }
        forgetClustersOfRollup(rows);
        Result<PanelColumns> columns = PanelColumns::of(m_panel, rows);
        if (!columns)
            return std::unexpected(columns.error());
        m_hasBuckets = columns->has(PanelColumn::Bucket);
        for (qsizetype row = 0; row < rows.rowCount(); ++row) {
            if (Result<void> added = addRow(*columns, row); !added)
                return std::unexpected(added.error());
        }
        gatherSeries();
        if (!m_panel.cluster.isEmpty())
            estimateClusters();
        take(cutSeries(m_data.series, m_panel, m_context.fromOtherEnd));
        m_data.remarks += stoppedEarly(m_panel, rows.rowCount(), m_of);
        if (m_hasBuckets)
            fillBuckets();
        remark();
        return std::move(m_data);
    }

private:
    // A rollup that was made without them cannot tell how the clusters vary: better no interval than one that is too
    // narrow.
    void forgetClustersOfRollup(const connection::RowBatch &rows)
    {
        const bool isLost =
            !m_panel.cluster.isEmpty() && m_context.precision == Precision::Rollup && rows.columnNamed(u"cluster") < 0;
        if (!isLost)
            return;
        m_hasLostClusters = true;
        m_data.remarks
            << tr("No interval: the rollup does not hold what the values come from (%1)").arg(m_panel.cluster);
        m_panel.cluster.clear();
    }

    using Place = std::pair<QString, bool>; // the series, and whether it is of the previous period

    Result<void> addRow(const PanelColumns &columns, qsizetype row)
    {
        Result<PanelRow> read = columns.read(row);
        if (!read)
            return std::unexpected(read.error());
        PanelRow &values = *read;
        m_of = std::max(m_of, values.of);
        if (m_hasBuckets && !values.point.bucket.isValid()) {
            ++m_timeless;
            return {};
        }
        const bool isBetween = m_context.hasPause()
                            && ((columns.has(PanelColumn::Current) && !values.current)
                                || (m_hasBuckets && values.point.bucket >= m_context.previous.to
                                    && values.point.bucket < m_context.range.from));
        if (isBetween)
            return {};
        bool isPrevious = values.current.has_value() && !*values.current;
        if (m_hasBuckets && m_context.previous.isValid() && values.point.bucket < m_context.range.from)
            isPrevious = true;
        if (!m_panel.cluster.isEmpty()) {
            if (!addCluster(values, isPrevious))
                return {};
        } else {
            estimateInterval(values);
            if (m_hasLostClusters) {
                values.point.low = Unknown;
                values.point.high = Unknown;
            }
            keepInScale(values.point);
        }
        const auto [at, isNew] = m_series.try_emplace(Place(values.series, isPrevious));
        if (isNew)
            m_order.push_back(at->first);
        at->second.points.push_back(std::move(values.point));
        return {};
    }

    using Mark = std::tuple<QString, bool, QDateTime, QString, QString>;
    static Mark markOf(const Point &point, const QString &series, bool isPrevious)
    {
        return {series, isPrevious, point.bucket, point.label, point.row};
    }

    struct Clusters
    {
        std::shared_ptr<std::vector<ClusterMean>> means = std::make_shared<std::vector<ClusterMean>>();
        qint64 n = 0;
        double deviation = Unknown; // within the last one
    };

    // Whether it is the first one of its mark.
    bool addCluster(const PanelRow &values, bool isPrevious)
    {
        const qint64 n = std::max<qint64>(values.point.n, 0);
        const bool isShare = m_panel.interval == Interval::Share;
        const double mean = isShare ? double(values.successes) / double(n) : values.point.value;
        const double weight = std::isnan(values.weight) ? double(n) : values.weight;
        const auto [mark, isFirst] = m_clusters.try_emplace(markOf(values.point, values.series, isPrevious));
        mark->second.n += n;
        mark->second.deviation = values.deviation;
        m_clusterNames.insert(values.cluster);
        if (n > 0 && weight > 0 && std::isfinite(weight) && !std::isnan(mean))
            mark->second.means->push_back({mean, weight, values.cluster});
        return isFirst;
    }

    [[nodiscard]] Estimate estimateOf(const std::vector<ClusterMean> &clusters) const
    {
        if (m_panel.interval == Interval::Share)
            return clusteredShare(clusters);
        return m_panel.interval == Interval::Skewed ? clusteredSkewed(clusters) : clusteredMean(clusters);
    }

    // Where there is only one, as behind a filter, the question is about that one: its values are what varies.
    [[nodiscard]] Estimate estimateOfOne(const Clusters &clusters) const
    {
        const double value = clusters.means->empty() ? Unknown : clusters.means->front().mean;
        if (m_panel.interval == Interval::Share)
            return shareEstimate(qint64(std::llround(value * double(clusters.n))), clusters.n);
        const bool isKnown = m_panel.interval == Interval::Mean && !std::isnan(clusters.deviation);
        return isKnown ? meanEstimate(value, clusters.deviation, clusters.n) : Estimate{value, Unknown, Unknown};
    }

    // Each mark from the rows of its clusters.
    void estimateClusters()
    {
        for (Series &series : m_data.series) {
            for (Point &point : series.points) {
                const Clusters &clusters = m_clusters[markOf(point, series.name, series.isPrevious)];
                point.n = clusters.n;
                const bool isOfOne = m_clusterNames.size() == 1;
                const Estimate estimate = isOfOne ? estimateOfOne(clusters) : estimateOf(*clusters.means);
                const bool isKnown = !clusters.means->empty();
                const bool isBounded = (isOfOne || clusters.means->size() > 1) && std::isfinite(estimate.low);
                point.value = isKnown ? estimate.value : Unknown;
                point.low = isBounded ? estimate.low : Unknown;
                point.high = isBounded ? estimate.high : Unknown;
                if (!isOfOne)
                    point.clusters = clusters.means;
                keepInScale(point);
            }
        }
        if (m_clusterNames.size() == 1)
            m_data.remarks << tr("Of one %1 alone: intervals are about that one, with its values as independent")
                                  .arg(m_panel.cluster);
    }

    // What cannot be is not said to be possible.
    void keepInScale(Point &point) const
    {
        if (!m_panel.scale || m_panel.kind == PanelKind::Box)
            return;
        const auto [least, most] = *m_panel.scale;
        point.low = std::isnan(point.low) ? point.low : std::max(point.low, std::min(least, point.value));
        point.high = std::isnan(point.high) ? point.high : std::min(point.high, std::max(most, point.value));
    }

    void estimateInterval(PanelRow &values) const
    {
        Point &point = values.point;
        if (m_panel.interval == Interval::Share && point.n >= 0 && values.successes >= 0) {
            const Estimate share = shareEstimate(values.successes, point.n);
            point.value = point.n > 0 ? share.value : Unknown;
            point.low = point.n > 0 ? share.low : Unknown;
            point.high = point.n > 0 ? share.high : Unknown;
        } else if (m_panel.interval == Interval::Skewed && point.n >= 0 && !point.isGap()) {
            const double n = double(point.n);
            const Estimate mean = skewedEstimate(point.value, values.deviation / std::sqrt(n), values.skewness, n);
            point.low = std::isfinite(mean.low) ? mean.low : Unknown;
            point.high = std::isfinite(mean.high) ? mean.high : Unknown;
        } else if (m_panel.interval == Interval::Mean && point.n >= 0 && !point.isGap()) {
            const std::optional<double> degrees =
                std::isnan(values.degrees) ? std::nullopt : std::optional(values.degrees);
            const Estimate mean = meanEstimate(point.value, values.deviation, point.n, degrees);
            point.low = std::isfinite(mean.low) ? mean.low : Unknown;
            point.high = std::isfinite(mean.high) ? mean.high : Unknown;
        } else if (m_panel.interval == Interval::Given && !point.isGap()) {
            // An end without a value is open: the values do not bound it.
            if (std::isnan(point.low) && !std::isnan(point.high))
                point.low = -std::numeric_limits<double>::infinity();
            else if (std::isnan(point.high) && !std::isnan(point.low))
                point.high = std::numeric_limits<double>::infinity();
        }
    }

    void gatherSeries()
    {
        for (const Place &place : m_order) {
            Series series = std::move(m_series[place]);
            series.name = place.first;
            series.isPrevious = place.second;
            if (m_hasBuckets)
                std::ranges::stable_sort(series.points, {}, &Point::bucket);
            m_data.series.push_back(std::move(series));
        }
    }

    void take(PanelCut cut)
    {
        m_data.hiddenSeries = cut.hiddenSeries;
        m_data.hiddenLabels = cut.hiddenLabels;
        m_data.canBeTurned = cut.canBeTurned;
        m_data.remarks += cut.remarks;
    }

    // ---- the time axis

    void fillBuckets()
    {
        const std::vector<QDateTime> starts = bucketStarts(m_context.range, m_context.bucket, m_context.zone);
        const std::vector<QDateTime> before = m_context.previous.isValid()
                                                ? bucketStarts(m_context.previous, m_context.bucket, m_context.zone)
                                                : std::vector<QDateTime>();
        for (Series &series : m_data.series)
            fillSeries(series, series.isPrevious ? before : starts);
    }

    void fillSeries(Series &series, const std::vector<QDateTime> &starts)
    {
        std::map<QDateTime, const Point *> known;
        for (const Point &point : series.points)
            known.emplace(point.bucket, &point);
        const bool isOnTheGrid = std::ranges::all_of(
            known, [&starts](const auto &one) { return std::ranges::binary_search(starts, one.first); });
        if (!isOnTheGrid || known.size() != series.points.size()) {
            finishPoints(series);
            return;
        }
        std::vector<Point> filled;
        filled.reserve(starts.size());
        for (const QDateTime &start : starts) {
            const auto at = known.find(start);
            filled.push_back(at == known.end() ? absent(start) : *at->second);
        }
        series.points = std::move(filled);
        finishPoints(series);
    }

    [[nodiscard]] Point absent(const QDateTime &start) const
    {
        Point point;
        point.bucket = start;
        point.n = 0;
        // What has not begun yet is not known to be zero, nor is what a sample may have missed.
        if (m_panel.absence == Absence::Zero && start <= m_context.now && isCounted(start))
            point.value = 0;
        return point;
    }

    [[nodiscard]] bool isCounted(const QDateTime &start) const
    {
        return m_context.precision != Precision::Sample
            || std::ranges::any_of(m_context.counted, [&start](const TimeRange &range) {
                   return range.from <= start && start < range.to;
               });
    }

    void finishPoints(Series &series)
    {
        for (Point &point : series.points) {
            point.bucketEnd = nextBucket(point.bucket, m_context.bucket, m_context.zone);
            point.isUnfinished = point.bucketEnd > m_context.now && !series.isPrevious;
            m_future += point.bucket > m_context.now && !point.isGap() && point.n != 0 ? 1 : 0;
            if (!series.isPrevious)
                continue;
            series.trueBuckets.push_back(point.bucket);
            const auto move = [this](const QDateTime &time) {
                return shifted(time, m_context.previous, m_context.range, m_context.zone);
            };
            point.bucketEnd = move(point.bucketEnd);
            point.bucket = move(point.bucket);
        }
    }

    // ---- what the reader must know

    void remark()
    {
        qsizetype infinite = 0;
        qsizetype unfit = 0;
        for (const Series &series : m_data.series) {
            for (const Point &point : series.points) {
                infinite += std::isinf(point.value) ? 1 : 0;
                unfit += m_panel.logarithmic && point.value <= 0 ? 1 : 0;
            }
        }
        if (infinite > 0)
            m_data.remarks.append(tr("%1 infinite values are shown in the table only.").arg(infinite));
        if (unfit > 0)
            m_data.remarks.append(
                tr("%1 values at or below zero cannot be shown on a logarithmic axis; they are in the table only.")
                    .arg(unfit));
        if (m_timeless > 0)
            m_data.remarks.append(tr("%1 rows without a time are excluded.").arg(m_timeless));
        if (m_future > 0)
            m_data.remarks.append(
                tr("%1 points are in the future: the clock that recorded them, or this one, is wrong.").arg(m_future));
    }

    PanelDefinition m_panel;
    const PanelContext &m_context;
    PanelData m_data;
    bool m_hasLostClusters = false;
    bool m_hasBuckets = false;
    std::map<Mark, Clusters> m_clusters;
    std::set<QString> m_clusterNames;
    qint64 m_of = -1;
    qsizetype m_timeless = 0;
    qsizetype m_future = 0;
    std::map<Place, Series> m_series;
    std::vector<Place> m_order;
};

} // namespace

bool PanelData::isEmpty() const { return kind == PanelKind::Table ? rows.rowCount() == 0 : pointCount() == 0; }

qsizetype PanelData::pointCount() const
{
    return std::accumulate(series.begin(), series.end(), qsizetype(0), [](qsizetype sum, const Series &one) {
        return sum + std::ranges::count_if(one.points, [](const Point &point) { return !point.isGap(); });
    });
}

qint64 PanelData::valueCount() const
{
    qint64 all = -1;
    std::map<std::tuple<QDateTime, QString, QString>, qint64> once;
    for (const Series &one : series) {
        for (const Point &point : one.points) {
            if (one.isPrevious || point.n < 0)
                continue;
            all = std::max<qint64>(all, 0) + point.n;
            if (isOfSameRows) {
                qint64 &most = once[{point.bucket, point.row, point.label}];
                most = std::max(most, point.n);
            }
        }
    }
    if (!isOfSameRows || all < 0)
        return all;
    return std::accumulate(
        once.begin(), once.end(), qint64(0), [](qint64 sum, const auto &place) { return sum + place.second; });
}

Change changeOf(const Point &now, const Point &then)
{
    const double correlation = now.clusters && then.clusters ? clusterCorrelation(*now.clusters, *then.clusters) : 0;
    const Estimate change = difference({now.value, now.low, now.high}, {then.value, then.low, then.high}, correlation);
    return {change.value, change.low, change.high};
}

void forgetBefore(PanelData &data, const QDateTime &begin, const QDateTime &until)
{
    for (Series &series : data.series) {
        if (!series.isPrevious)
            continue;
        // A figure of the whole period has no bucket; of the others that one is a part, too, in which recording begins.
        for (size_t at = 0; at < series.points.size(); ++at) {
            const bool isOfBucket = at < series.trueBuckets.size() && series.points[at].bucket.isValid();
            if (!isOfBucket || series.trueBuckets[at] < until) {
                series.points[at].value = Unknown;
                series.points[at].low = Unknown;
                series.points[at].high = Unknown;
                series.points[at].n = -1;
            }
        }
    }
    data.remarks << tr("No data before %1: no whole previous period to compare with")
                        .arg(begin.toTimeZone(QTimeZone(data.zone)).toString(u"yyyy-MM-dd HH:mm"_s));
}

std::optional<Before> beforeOf(const PanelData &data, size_t series, size_t point)
{
    const Series &now = data.series[series];
    const Point &mark = now.points[point];
    if (now.isPrevious || !mark.bucket.isValid())
        return std::nullopt;
    for (const Series &other : data.series) {
        if (!other.isPrevious || other.name != now.name)
            continue;
        const auto at = std::ranges::lower_bound(other.points, mark.bucket, {}, &Point::bucket);
        const size_t index = size_t(at - other.points.begin());
        if (at == other.points.end() || at->bucket != mark.bucket || at->isGap() || index >= other.trueBuckets.size())
            return std::nullopt;
        return Before{&*at, other.trueBuckets[index]};
    }
    return std::nullopt;
}

void addMoments(PanelData &data, const connection::RowBatch &rows)
{
    for (qsizetype row = 0; row < rows.rowCount(); ++row) {
        Moment moment{instantOf(rows.bytes(row, 0)), rows.text(row, 1)};
        if (moment.at.isValid() && moment.at >= data.range.from && moment.at < data.range.to)
            data.moments.push_back(std::move(moment));
    }
    std::ranges::stable_sort(data.moments, {}, &Moment::at);
    for (Series &series : data.series) {
        if (series.isPrevious)
            continue;
        for (Point &point : series.points) {
            for (const Moment &moment : data.moments) {
                if (moment.at >= point.bucket && moment.at < point.bucketEnd)
                    point.remark += (point.remark.isEmpty() ? QString() : u"; "_s) + moment.label;
            }
        }
    }
}

Result<PanelData>
panelDataOf(const PanelDefinition &panel, const connection::RowBatch &rows, const PanelContext &context)
{
    return PanelReader(panel, context).read(rows);
}

} // namespace howdah::metrics
