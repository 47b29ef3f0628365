// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/session/rowbatch.h"
#include "metrics/dashboard.h"
#include "metrics/panelpoint.h"
#include "metrics/rollupcover.h"

namespace howdah::metrics {

enum class Precision : quint8 {
    Exact,
    Rollup, // within the error of the rollup's buckets
    Sample, // from a share of the rows
};

// Something that happened, as a line across the axis of time.
struct Moment
{
    QDateTime at; // UTC
    QString label;
    bool operator==(const Moment &) const = default;
};

// What a panel shows: chart, table twin and export are made of this alone, and decide nothing.
struct PanelData
{
    PanelKind kind = PanelKind::Line;
    std::vector<Series> series;
    TimeRange range;
    TimeRange previous; // invalid when it was not asked for
    Bucket bucket;
    QByteArray zone;
    Precision precision = Precision::Exact;
    double sampleShare = 1;
    bool isOfSameRows = false;   // the series are statistics of the same values, which count once
    qsizetype hiddenSeries = 0;  // more than the limit: those with the least weight
    qsizetype hiddenLabels = 0;  // labels, periods or rows of a table that there is no room for
    bool canBeTurned = false;    // their other end can be shown instead
    std::vector<Moment> moments; // within the range, in order
    qsizetype cutAfter = 0;      // rows: the answer had more, which were not read; 0 when it is whole
    QStringList remarks;         // what the reader must know: series left out, values that cannot be drawn
    connection::RowBatch rows;   // as the server answered; a table shows these
    double milliseconds = 0;
    [[nodiscard]] bool isEmpty() const;
    [[nodiscard]] qsizetype pointCount() const;
    // How many values the marks of the range itself were computed from, in all; -1 where the query does not say.
    [[nodiscard]] qint64 valueCount() const;
};

// What the answer was asked for.
struct PanelContext
{
    TimeRange range;
    TimeRange previous; // invalid: none
    Bucket bucket;
    QTimeZone zone = QTimeZone::utc();
    QDateTime now; // buckets that end after it are unfinished
    Precision precision = Precision::Exact;
    double sampleShare = 1;
    int samplePart = 1;             // of Precision::Sample: each part is drawn by itself
    std::vector<TimeRange> counted; // of Precision::Sample: counted whole, as the sample has nothing of them
    bool fromOtherEnd = false;      // rankings: the last ones instead of the first
    RollupCover rollup;             // what the rollup holds that Precision::Rollup reads
    // Some time lies between the two periods, and belongs to none.
    [[nodiscard]] bool hasPause() const { return previous.isValid() && previous.to < range.from; }
};

// Reads the rows of a panel's query. Columns are known by their names, others are ignored (a table shows all):
//   bucket, series, label, row, x, x_end, value, low, high, n, successes, deviation, quartile1, quartile3, baseline,
//   remark, start, finish (of a timeline), current
// Buckets without a row become gaps or zeros; intervals are computed; unfinished buckets marked; series beyond the
// limit counted; the previous period is moved onto the range. ErrorKind::Invalid names the column that a kind needs and
// the query does not answer, or that cannot be read.
[[nodiscard]] Result<PanelData>
panelDataOf(const PanelDefinition &panel, const connection::RowBatch &rows, const PanelContext &context);

// Takes what cannot be compared out of the previous period, and says so: nothing is recorded before `begin`, or as far
// as `until`.
void forgetBefore(PanelData &data, const QDateTime &begin, const QDateTime &until);

// The difference to the previous period, with the interval that follows from theirs (Newcombe's way: the distances of
// the ends are added as squares). Where both are of clusters it is the paired change of those that are in both.
struct Change
{
    double value = Unknown;
    double low = Unknown; // an end may be infinite
    double high = Unknown;
    [[nodiscard]] bool isClear() const { return low > 0 || high < 0; }
};
[[nodiscard]] Change changeOf(const Point &now, const Point &then);
// The mark of the previous period that stands where this one does, and when it really was. Nothing without one.
struct Before
{
    const Point *point;
    QDateTime at;
};
[[nodiscard]] std::optional<Before> beforeOf(const PanelData &data, size_t series, size_t point);

// Takes the moments of an answer (at, label) that lie within the range, and tells them at the marks of their buckets,
// for those who do not see the lines.
void addMoments(PanelData &data, const connection::RowBatch &rows);

} // namespace howdah::metrics
