// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/timerange.h"

#include "base/enumtable.h"
#include "metrics/tr.h"

#include <QLocale>
#include <QRegularExpression>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::metrics {

namespace {

constexpr qint64 MinuteMs = 60'000;
constexpr qint64 HourMs = 60 * MinuteMs;
constexpr qint64 DayMs = 24 * HourMs;

static constexpr std::array unitNames{
    EnumName{Unit::Minute, "minute"_L1}, EnumName{Unit::Hour, "hour"_L1},   EnumName{Unit::Day, "day"_L1},
    EnumName{Unit::Week, "week"_L1},     EnumName{Unit::Month, "month"_L1},
};
static_assert(isWholeTable(unitNames));

QString unitName(Unit unit) { return nameIn(unitNames, unit); }

qint64 roughMs(const Bucket &bucket)
{
    switch (bucket.unit) {
    case Unit::Minute:
        return MinuteMs * bucket.count;
    case Unit::Hour:
        return HourMs;
    case Unit::Day:
        return DayMs;
    case Unit::Week:
        return 7 * DayMs;
    case Unit::Month:
        return 30 * DayMs;
    }
    return DayMs;
}

// The first instant of a day: midnight, or what comes after a gap that begins there.
QDateTime dayStart(QDate date, const QTimeZone &zone) { return date.startOfDay(zone).toUTC(); }

QDate dateIn(const QDateTime &instant, const QTimeZone &zone) { return instant.toTimeZone(zone).date(); }

QDate weekStart(QDate date, int weekday) { return date.addDays(-((date.dayOfWeek() - weekday + 7) % 7)); }
// As the locale has it.
QDate weekStart(QDate date) { return weekStart(date, (bucketLadder().end() - 2)->weekday); }
QDate firstOfMonth(QDate date) { return {date.year(), date.month(), 1}; }
QDate firstOfYear(QDate date) { return {date.year(), 1, 1}; }

// Fixed steps of an hour and less are counted on the zone's own clock, as date_trunc('hour', ..., zone) does: hours of
// Kolkata begin at half past.
QDateTime clockStart(const QDateTime &instant, qint64 step, const QTimeZone &zone)
{
    const qint64 offset = qint64(zone.offsetFromUtc(instant)) * 1000;
    const qint64 local = instant.toMSecsSinceEpoch() + offset;
    const qint64 within = ((local % step) + step) % step;
    return QDateTime::fromMSecsSinceEpoch(local - within - offset, Qt::UTC);
}

} // namespace

const std::vector<Bucket> &bucketLadder()
{
    static const std::vector<Bucket> ladder{{Unit::Minute, 1},  {Unit::Minute, 5},
                                            {Unit::Minute, 15}, {Unit::Hour, 1},
                                            {Unit::Day, 1},     {Unit::Week, 1, QLocale().firstDayOfWeek()},
                                            {Unit::Month, 1}};
    return ladder;
}

QString bucketText(const Bucket &bucket)
{
    return u"%1 %2%3"_s.arg(bucket.count).arg(unitName(bucket.unit), bucket.count == 1 ? QString() : u"s"_s);
}

Result<Bucket> parseBucket(const QString &text)
{
    const QString wanted = text.trimmed().toLower();
    for (const Bucket &bucket : bucketLadder()) {
        if (wanted == bucketText(bucket) || (bucket.count == 1 && wanted == unitName(bucket.unit)))
            return bucket;
    }
    QStringList known;
    for (const Bucket &bucket : bucketLadder())
        known.append(bucketText(bucket));
    return fail(
        ErrorKind::Invalid, tr("\"%1\" is not a valid bucket width").arg(text),
        tr("Use one of: %1.").arg(known.join(u", "_s)));
}

Bucket bucketFor(const TimeRange &range, int most)
{
    for (const Bucket &bucket : bucketLadder()) {
        if (range.milliseconds() <= roughMs(bucket) * most)
            return bucket;
    }
    return bucketLadder().back();
}

QDateTime bucketStart(const QDateTime &instant, const Bucket &bucket, const QTimeZone &zone)
{
    switch (bucket.unit) {
    case Unit::Minute:
    case Unit::Hour:
        return clockStart(instant, roughMs(bucket), zone);
    case Unit::Day:
        return dayStart(dateIn(instant, zone), zone);
    case Unit::Week:
        return dayStart(weekStart(dateIn(instant, zone), bucket.weekday), zone);
    case Unit::Month:
        return dayStart(firstOfMonth(dateIn(instant, zone)), zone);
    }
    return instant;
}

QDateTime nextBucket(const QDateTime &start, const Bucket &bucket, const QTimeZone &zone)
{
    switch (bucket.unit) {
    case Unit::Minute:
    case Unit::Hour: {
        // The clock may have been put by half an hour meanwhile, as on Lord Howe Island: date_trunc() there begins an
        // hour within the last one, and so does this.
        const QDateTime next = start.addMSecs(roughMs(bucket));
        const QDateTime aligned = clockStart(next, roughMs(bucket), zone);
        return aligned > start ? aligned : next;
    }
    case Unit::Day:
        return dayStart(dateIn(start, zone).addDays(1), zone);
    case Unit::Week:
        return dayStart(weekStart(dateIn(start, zone), bucket.weekday).addDays(7), zone);
    case Unit::Month:
        return dayStart(firstOfMonth(dateIn(start, zone)).addMonths(1), zone);
    }
    return start;
}

std::vector<QDateTime> bucketStarts(const TimeRange &range, const Bucket &bucket, const QTimeZone &zone, qsizetype most)
{
    std::vector<QDateTime> starts;
    if (!range.isValid())
        return starts;
    for (QDateTime at = bucketStart(range.from, bucket, zone); at < range.to && qsizetype(starts.size()) < most;) {
        starts.push_back(std::max(at, range.from));
        const QDateTime next = nextBucket(at, bucket, zone);
        if (next <= at)
            break;
        at = next;
    }
    return starts;
}

double hoursOff(const QDateTime &start, const QDateTime &end, const Bucket &bucket, const QTimeZone &zone)
{
    if (bucket.unit < Unit::Day)
        return 0;
    const qint64 days = dateIn(start, zone).daysTo(dateIn(end, zone));
    return double(start.msecsTo(end) - days * DayMs) / HourMs;
}

QString bucketSql(const QString &expression, const Bucket &bucket, const QString &zone)
{
    // date_trunc() has weeks begin on Monday: on the calendar of the zone the others are so many days off.
    if (const int off = (Qt::Monday - bucket.weekday + 7) % 7; bucket.unit == Unit::Week && off != 0)
        return u"((pg_catalog.date_trunc('week', ((%1) at time zone %2) OPERATOR(pg_catalog.+) interval '%3 days')"
               " OPERATOR(pg_catalog.-) interval '%3 days') at time zone %2)"_s.arg(
                   expression, zone, QString::number(off));
    if (bucket.unit != Unit::Minute || bucket.count == 1)
        return u"pg_catalog.date_trunc('%1', (%2), %3)"_s.arg(unitName(bucket.unit), expression, zone);
    // Within the hour, which date_trunc() takes from the zone's own clock; works on servers without date_bin(), too.
    return u"(pg_catalog.date_trunc('hour', (%1), %2) OPERATOR(pg_catalog.+) (pg_catalog.floor(extract(minute from "
           u"((%1) at "
           "time zone %2)) OPERATOR(pg_catalog./) %3)::int OPERATOR(pg_catalog.*) interval '%3 minutes'))"_s.arg(
               expression, zone, QString::number(bucket.count));
}

// ---- what was chosen

namespace {

std::optional<TimeRange> lastOnes(const QString &text, const QDateTime &now, const QTimeZone &zone)
{
    static const QRegularExpression form(u"^(\\d{1,5})(m|h|d|w|mo|y)$"_s);
    const auto match = form.match(text);
    if (!match.hasMatch() || match.captured(1).toInt() == 0)
        return std::nullopt;
    const int count = match.captured(1).toInt();
    const QString unit = match.captured(2);
    const QDateTime local = now.toTimeZone(zone);
    QDateTime from;
    if (unit == "m"_L1)
        from = now.addMSecs(-count * MinuteMs);
    else if (unit == "h"_L1)
        from = now.addMSecs(-count * HourMs);
    else if (unit == "d"_L1)
        from = local.addDays(-count);
    else if (unit == "w"_L1)
        from = local.addDays(-7 * qint64(count));
    else
        from = local.addMonths(unit == "mo"_L1 ? -count : -12 * count);
    return TimeRange{from.toUTC(), now.toUTC()};
}

std::optional<TimeRange> named(const QString &text, const QDateTime &now, const QTimeZone &zone)
{
    const QDate today = dateIn(now, zone);
    const auto days = [&zone](QDate from, QDate to) { return TimeRange{dayStart(from, zone), dayStart(to, zone)}; };
    if (text == "today"_L1)
        return days(today, today.addDays(1));
    if (text == "yesterday"_L1)
        return days(today.addDays(-1), today);
    if (text == "this week"_L1)
        return days(weekStart(today), weekStart(today).addDays(7));
    if (text == "last week"_L1)
        return days(weekStart(today).addDays(-7), weekStart(today));
    if (text == "this month"_L1)
        return days(firstOfMonth(today), firstOfMonth(today).addMonths(1));
    if (text == "last month"_L1)
        return days(firstOfMonth(today).addMonths(-1), firstOfMonth(today));
    if (text == "this year"_L1)
        return days(firstOfYear(today), firstOfYear(today).addYears(1));
    if (text == "last year"_L1)
        return days(firstOfYear(today).addYears(-1), firstOfYear(today));
    return std::nullopt;
}

QDateTime instantOf(const QString &text, const QTimeZone &zone)
{
    static const QRegularExpression day(u"^\\d{4}-\\d\\d-\\d\\d$"_s);
    if (day.match(text).hasMatch()) {
        const QDate date = QDate::fromString(text, Qt::ISODate);
        return date.isValid() ? dayStart(date, zone) : QDateTime();
    }
    QDateTime time = QDateTime::fromString(text, Qt::ISODateWithMs);
    if (time.isValid() && time.timeSpec() == Qt::LocalTime)
        time = QDateTime(time.date(), time.time(), zone);
    return time.isValid() ? time.toUTC() : QDateTime();
}

std::optional<TimeRange> fixed(const QString &text, const QTimeZone &zone)
{
    const qsizetype dots = text.indexOf(".."_L1);
    if (dots < 0)
        return std::nullopt;
    return TimeRange{instantOf(text.first(dots).trimmed(), zone), instantOf(text.sliced(dots + 2).trimmed(), zone)};
}

} // namespace

Result<TimeRange> resolve(const TimeSelection &selection, const QDateTime &now, const QTimeZone &zone)
{
    const QString text = selection.text.trimmed();
    std::optional<TimeRange> range = lastOnes(text.toLower(), now, zone);
    if (!range)
        range = named(text.toLower(), now, zone);
    if (!range)
        range = fixed(text, zone);
    const QString hint = tr("For example 24h, 30d, last month, or 2026-03-01..2026-04-01.");
    if (!range || !range->from.isValid() || !range->to.isValid())
        return fail(ErrorKind::Usage, tr("\"%1\" is not a valid time range").arg(selection.text), hint);
    if (!range->isValid())
        return fail(ErrorKind::Usage, tr("\"%1\" ends before it begins").arg(selection.text), hint);
    return *range;
}

// ---- the previous period

namespace {

bool isDayStart(const QDateTime &instant, const QTimeZone &zone)
{
    return dayStart(dateIn(instant, zone), zone) == instant;
}

bool isMonthStart(const QDateTime &instant, const QTimeZone &zone)
{
    return isDayStart(instant, zone) && dateIn(instant, zone).day() == 1;
}

// What clock and calendar of the zone show, without a zone, so that differences are those of the calendar.
QDateTime shownIn(const QDateTime &instant, const QTimeZone &zone)
{
    const QDateTime local = instant.toTimeZone(zone);
    return QDateTime(local.date(), local.time(), Qt::UTC);
}

QDateTime instantShown(const QDateTime &shown, const QTimeZone &zone)
{
    return QDateTime(shown.date(), shown.time(), zone).toUTC();
}

// Whether a range is compared by the calendar: what is longer than the longest day, and whole days. Hours are hours.
bool goesByCalendar(const TimeRange &range, const QTimeZone &zone)
{
    return range.milliseconds() > 25 * HourMs || (isDayStart(range.from, zone) && isDayStart(range.to, zone));
}

int monthsBetween(QDate from, QDate to) { return (to.year() - from.year()) * 12 + to.month() - from.month(); }

} // namespace

TimeRange previousPeriod(const TimeRange &range, const QTimeZone &zone)
{
    const QDate from = dateIn(range.from, zone);
    const QDate to = dateIn(range.to, zone);
    if (isMonthStart(range.from, zone) && isMonthStart(range.to, zone))
        return {dayStart(from.addMonths(-monthsBetween(from, to)), zone), range.from};
    if (isDayStart(range.from, zone) && isDayStart(range.to, zone))
        return {dayStart(from.addDays(-from.daysTo(to)), zone), range.from};
    if (goesByCalendar(range, zone)) {
        const QDateTime begin = shownIn(range.from, zone);
        return {instantShown(begin.addMSecs(-begin.msecsTo(shownIn(range.to, zone))), zone), range.from};
    }
    return {range.from.addMSecs(-range.milliseconds()), range.from};
}

TimeRange previousWeekdays(const TimeRange &range, const QTimeZone &zone)
{
    const qint64 weeks = (range.milliseconds() + 7 * DayMs - 1) / (7 * DayMs);
    const auto before = [&](const QDateTime &instant, qint64 count) {
        return instant.toTimeZone(zone).addDays(-7 * count).toUTC();
    };
    TimeRange previous{before(range.from, weeks), before(range.to, weeks)};
    // A clock that was put meanwhile makes it an hour longer than its weeks.
    if (previous.to > range.from)
        previous = {before(range.from, weeks + 1), before(range.to, weeks + 1)};
    return previous;
}

QDateTime shifted(const QDateTime &instant, const TimeRange &previous, const TimeRange &range, const QTimeZone &zone)
{
    if (!goesByCalendar(range, zone))
        return range.from.addMSecs(previous.from.msecsTo(instant));
    const qint64 distance = shownIn(previous.from, zone).msecsTo(shownIn(range.from, zone));
    return instantShown(shownIn(instant, zone).addMSecs(distance), zone);
}

TimeRange equalPart(const TimeRange &previous, const TimeRange &range, const QDateTime &now, const QTimeZone &zone)
{
    if (!previous.isValid() || !now.isValid() || now <= range.from || now >= range.to)
        return previous;
    QDateTime end = previous.from.addMSecs(range.from.msecsTo(now));
    if (goesByCalendar(range, zone)) {
        const qint64 distance = shownIn(previous.from, zone).msecsTo(shownIn(range.from, zone));
        end = instantShown(shownIn(now, zone).addMSecs(-distance), zone);
    }
    return {previous.from, std::clamp(end, previous.from.addMSecs(1), previous.to)};
}

QByteArray instantBytes(const QDateTime &instant)
{
    return instant.toUTC().toString(u"yyyy-MM-dd HH:mm:ss.zzz"_s).toUtf8() + "+00";
}

} // namespace howdah::metrics
