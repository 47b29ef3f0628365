// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QDateTime>
#include <QTimeZone>

#include <vector>

namespace howdah::metrics {

// A half-open range of instants, in UTC: `from` is in it, `to` is not.
struct TimeRange
{
    QDateTime from;
    QDateTime to;
    [[nodiscard]] bool isValid() const { return from.isValid() && to.isValid() && from < to; }
    [[nodiscard]] qint64 milliseconds() const { return from.msecsTo(to); }
    bool operator==(const TimeRange &) const = default;
};

enum class Unit : quint8 { Minute, Hour, Day, Week, Month };

// The width of one bucket. Minutes divide an hour; everything else counts one.
struct Bucket
{
    Unit unit = Unit::Day;
    int count = 1;
    int weekday = Qt::Monday; // with which a week begins
    bool operator==(const Bucket &) const = default;
};

// "15 minutes", "1 day", as PostgreSQL reads an interval; also what dashboards and command lines say.
[[nodiscard]] QString bucketText(const Bucket &bucket);
// ErrorKind::Invalid for what is no width of ours. "hour" and "1 hour" are the same.
[[nodiscard]] Result<Bucket> parseBucket(const QString &text);

// The widths, from the narrowest. Weeks begin as the locale has it when this is first asked.
[[nodiscard]] const std::vector<Bucket> &bucketLadder();
// The narrowest that cuts the range into at most so many.
[[nodiscard]] Bucket bucketFor(const TimeRange &range, int most = 400);

// When the bucket that holds an instant begins, and the next one after it, by the calendar of the zone: a day may have
// 23 or 25 hours.
[[nodiscard]] QDateTime bucketStart(const QDateTime &instant, const Bucket &bucket, const QTimeZone &zone);
// Also of an instant within a bucket.
[[nodiscard]] QDateTime nextBucket(const QDateTime &start, const Bucket &bucket, const QTimeZone &zone);
// All that touch the range, in order; the first begins with the range. At most `most` of them.
[[nodiscard]] std::vector<QDateTime>
bucketStarts(const TimeRange &range, const Bucket &bucket, const QTimeZone &zone, qsizetype most = 10'000);
// Hours between two instants that the calendar of the zone does not expect: -1 on the day that loses an hour.
[[nodiscard]] double
hoursOff(const QDateTime &start, const QDateTime &end, const Bucket &bucket, const QTimeZone &zone);

// The SQL of the bucket that an expression of timestamptz falls into; `zone` is the SQL of the zone's name. On the
// server it gives what bucketStart() gives here.
[[nodiscard]] QString bucketSql(const QString &expression, const Bucket &bucket, const QString &zone);

// What somebody chose: relative to now, or fixed. Forms:
//   30d, 24h, 90m, 8w, 6mo, 2y        the last so many, up to now
//   today, yesterday, this week, last week, this month, last month, this year, last year
//   2026-03-01..2026-04-01            days or times in the zone; times with an offset are instants
struct TimeSelection
{
    QString text;
    bool operator==(const TimeSelection &) const = default;
};
// ErrorKind::Usage when the text is none of the forms.
[[nodiscard]] Result<TimeRange> resolve(const TimeSelection &selection, const QDateTime &now, const QTimeZone &zone);

// The period of the same length that ends where this one begins; whole months, and all that is longer than a day, by
// the calendar, so that a month is compared with the month before it and each day with a day, also where clocks change.
[[nodiscard]] TimeRange previousPeriod(const TimeRange &range, const QTimeZone &zone);
// The period of the same length some whole weeks before, as few as there is room for, so that each day is compared with
// the same weekday. Between the two some days may lie that belong to none.
[[nodiscard]] TimeRange previousWeekdays(const TimeRange &range, const QTimeZone &zone);
// Where an instant of the previous period stands in the period itself: the same distance from its beginning by the
// calendar.
[[nodiscard]] QDateTime
shifted(const QDateTime &instant, const TimeRange &previous, const TimeRange &range, const QTimeZone &zone);

// As much of the previous period as there is of this one by now: half a month is compared with half a month.
[[nodiscard]] TimeRange
equalPart(const TimeRange &previous, const TimeRange &range, const QDateTime &now, const QTimeZone &zone);

// As a parameter of type timestamptz.
[[nodiscard]] QByteArray instantBytes(const QDateTime &instant);

} // namespace howdah::metrics
