// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/timerange.h"
#include "support/testserver.h"

#include <QLocale>
#include <QTest>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::metrics;

namespace {

QDateTime utc(const char *text) { return QDateTime::fromString(QString::fromLatin1(text), Qt::ISODate).toUTC(); }

TimeRange range(const char *from, const char *to) { return {utc(from), utc(to)}; }

const QTimeZone LosAngeles("America/Los_Angeles");

} // namespace

class TimeRangeTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void daysWithAnotherLength()
    {
        const auto starts =
            bucketStarts(range("2026-03-07T08:00:00Z", "2026-03-10T07:00:00Z"), {Unit::Day, 1}, LosAngeles);
        QCOMPARE(starts.size(), size_t(3));
        QCOMPARE(starts[1], utc("2026-03-08T08:00:00Z"));
        QCOMPARE(starts[2], utc("2026-03-09T07:00:00Z"));
        QCOMPARE(hoursOff(starts[1], starts[2], {Unit::Day, 1}, LosAngeles), -1.0);
        QCOMPARE(hoursOff(starts[0], starts[1], {Unit::Day, 1}, LosAngeles), 0.0);
        const QTimeZone berlin("Europe/Berlin");
        const QDateTime autumn = bucketStart(utc("2026-10-25T12:00:00Z"), {Unit::Day, 1}, berlin);
        QCOMPARE(hoursOff(autumn, nextBucket(autumn, {Unit::Day, 1}, berlin), {Unit::Day, 1}, berlin), 1.0);
        const QDateTime week = bucketStart(utc("2026-10-25T12:00:00Z"), {Unit::Week, 1}, berlin);
        QCOMPARE(hoursOff(week, nextBucket(week, {Unit::Week, 1}, berlin), {Unit::Week, 1}, berlin), 1.0);
    }

    // The server is the judge of where buckets begin: every width, in zones with whole, half and quarter hours, over
    // both changes of the clock, and on the day that Samoa left out.
    void bucketsAsTheServerHasThem()
    {
        const test::TestServer server;
        const QString database = server.createDatabase();
        qsizetype compared = 0;
        for (const char *zone :
             {"UTC", "America/Los_Angeles", "Europe/Berlin", "Asia/Kolkata", "Asia/Kathmandu", "Pacific/Apia"}) {
            for (const Bucket &bucket : bucketLadder()) {
                const QString sql = bucketSql(u"t"_s, bucket, u"'%1'"_s.arg(QString::fromLatin1(zone)));
                const Result<QString> answer = server.psql(
                    database,
                    u"set timezone = 'UTC'; select extract(epoch from t)::bigint || ' ' || extract(epoch from "
                    u"%1)::bigint from ("
                    " select timestamptz '2026-03-07 00:00+00' + i * interval '1009 seconds' from generate_series(0, "
                    "400) i"
                    " union all select timestamptz '2026-10-24 12:00+00' + i * interval '1009 seconds' from "
                    "generate_series(0, 200) i"
                    " union all select timestamptz '2011-12-29 00:00+00' + i * interval '1009 seconds' from generate_series(0, 250) i) s(t)"_s
                        .arg(sql));
                QVERIFY2(answer, qPrintable(answer ? QString() : answer.error().detail));
                for (const QString &line : answer->split(u'\n', Qt::SkipEmptyParts)) {
                    const QStringList both = line.split(u' ');
                    const QDateTime instant = QDateTime::fromSecsSinceEpoch(both[0].toLongLong(), Qt::UTC);
                    const QDateTime ours = bucketStart(instant, bucket, QTimeZone(zone));
                    if (ours.toSecsSinceEpoch() != both[1].toLongLong())
                        QFAIL(qPrintable(u"%1 by %2 in %3: here %4, on the server %5"_s.arg(
                            instant.toString(Qt::ISODate), bucketText(bucket), QString::fromLatin1(zone),
                            ours.toString(Qt::ISODate),
                            QDateTime::fromSecsSinceEpoch(both[1].toLongLong(), Qt::UTC).toString(Qt::ISODate))));
                    ++compared;
                }
            }
        }
        QVERIFY2(compared > 30'000, qPrintable(QString::number(compared)));
    }

    void bucketsFollowOneAnother()
    {
        for (const char *name : {"America/Los_Angeles", "Asia/Kolkata", "Pacific/Apia"}) {
            const QTimeZone zone(name);
            for (const Bucket &bucket : bucketLadder()) {
                const TimeRange all = range("2026-03-01T00:00:00Z", "2026-04-15T00:00:00Z");
                const auto starts = bucketStarts(all, bucket, zone, 100'000);
                QCOMPARE(starts.front(), all.from);
                QVERIFY(starts.back() < all.to);
                for (size_t i = 1; i < starts.size(); ++i) {
                    QVERIFY(starts[i] > starts[i - 1]);
                    QCOMPARE(bucketStart(starts[i], bucket, zone), starts[i]);
                    QCOMPARE(std::max(all.from, bucketStart(starts[i].addMSecs(-1), bucket, zone)), starts[i - 1]);
                }
            }
        }
    }

    // Where the clock is put by half an hour, hours overlap; still no instant is without its bucket.
    void halfAnHour()
    {
        const QTimeZone zone("Australia/Lord_Howe");
        const TimeRange all = range("2026-04-03T13:00:00Z", "2026-04-05T13:00:00Z");
        for (const Bucket &bucket : bucketLadder()) {
            const auto starts = bucketStarts(all, bucket, zone);
            for (QDateTime at = all.from; at < all.to; at = at.addSecs(599))
                QVERIFY(std::ranges::binary_search(starts, std::max(all.from, bucketStart(at, bucket, zone))));
        }
    }

    void aRangeWithinABucket()
    {
        const auto starts =
            bucketStarts(range("2026-03-04T10:17:00Z", "2026-03-12T00:00:00Z"), {Unit::Week, 1}, QTimeZone::utc());
        QCOMPARE(starts, (std::vector<QDateTime>{utc("2026-03-04T10:17:00Z"), utc("2026-03-09T00:00:00Z")}));
    }

    void widthByTheRange_data()
    {
        QTest::addColumn<int>("hours");
        QTest::addColumn<QString>("bucket");
        QTest::newRow("an hour") << 1 << u"1 minute"_s;
        QTest::newRow("a day") << 24 << u"5 minutes"_s;
        QTest::newRow("a week") << 168 << u"1 hour"_s;
        QTest::newRow("a month") << 720 << u"1 day"_s;
        QTest::newRow("a year") << 8760 << u"1 day"_s;
        QTest::newRow("five years") << 43800 << u"1 week"_s;
        QTest::newRow("twenty years") << 175'200 << u"1 month"_s;
    }
    void widthByTheRange()
    {
        QFETCH(int, hours);
        const QDateTime from = utc("2026-01-01T00:00:00Z");
        const TimeRange chosen{from, from.addSecs(qint64(hours) * 3600)};
        QTEST(bucketText(bucketFor(chosen)), "bucket");
        QCOMPARE(parseBucket(bucketText(bucketFor(chosen))), bucketFor(chosen));
    }

    void selections_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("from");
        QTest::addColumn<QString>("to");
        const auto row = [](const char *text, const char *from, const char *to) {
            QTest::newRow(text) << QString::fromLatin1(text) << QString::fromLatin1(from) << QString::fromLatin1(to);
        };
        // Now is 2026-03-09 (a Monday) 05:30 in Los Angeles, the day after the clock was put forward.
        row("24h", "2026-03-08T12:30:00Z", "2026-03-09T12:30:00Z");
        row("30m", "2026-03-09T12:00:00Z", "2026-03-09T12:30:00Z");
        row("2d", "2026-03-07T13:30:00Z", "2026-03-09T12:30:00Z"); // the same time of day: 47 hours
        row("1mo", "2026-02-09T13:30:00Z", "2026-03-09T12:30:00Z");
        row("today", "2026-03-09T07:00:00Z", "2026-03-10T07:00:00Z");
        row("yesterday", "2026-03-08T08:00:00Z", "2026-03-09T07:00:00Z");
        row("Last week", "2026-03-02T08:00:00Z", "2026-03-09T07:00:00Z");
        row("this month", "2026-03-01T08:00:00Z", "2026-04-01T07:00:00Z");
        row("last year", "2025-01-01T08:00:00Z", "2026-01-01T08:00:00Z");
        row("2026-03-01..2026-03-09", "2026-03-01T08:00:00Z", "2026-03-09T07:00:00Z");
        row("2026-03-08T01:00 .. 2026-03-08T04:00", "2026-03-08T09:00:00Z", "2026-03-08T11:00:00Z");
        row("2026-03-01T00:00:00Z..2026-03-02T00:00:00+02:00", "2026-03-01T00:00:00Z", "2026-03-01T22:00:00Z");
    }
    void selections()
    {
        QFETCH(QString, text);
        const Result<TimeRange> read = resolve({text}, utc("2026-03-09T12:30:00Z"), LosAngeles);
        QVERIFY2(read, qPrintable(read ? QString() : read.error().message));
        QTEST(read->from.toString(Qt::ISODate), "from");
        QTEST(read->to.toString(Qt::ISODate), "to");
    }

    void selectionsThatAreNone_data()
    {
        QTest::addColumn<QString>("text");
        for (const char *text :
             {"", "0d", "soon", "2026-02-30..2026-03-01", "2026-03-02..2026-03-01", "2026-03-01..", "-3d"})
            QTest::newRow(text) << QString::fromLatin1(text);
    }
    void selectionsThatAreNone()
    {
        QFETCH(QString, text);
        const Result<TimeRange> read = resolve({text}, utc("2026-03-09T12:30:00Z"), LosAngeles);
        QVERIFY(!read);
        QCOMPARE(read.error().kind, ErrorKind::Usage);
        QVERIFY(!read.error().hint.isEmpty());
    }

    void thePeriodBefore()
    {
        const TimeRange march = *resolve({u"2026-03-01..2026-04-01"_s}, {}, LosAngeles);
        QCOMPARE(previousPeriod(march, LosAngeles), (range("2026-02-01T08:00:00Z", "2026-03-01T08:00:00Z")));
        // Whole days stay whole days over the change of the clock.
        const TimeRange week = *resolve({u"2026-03-09..2026-03-16"_s}, {}, LosAngeles);
        QCOMPARE(previousPeriod(week, LosAngeles), (range("2026-03-02T08:00:00Z", "2026-03-09T07:00:00Z")));
        const TimeRange hours = range("2026-03-08T09:30:00Z", "2026-03-08T12:30:00Z");
        QCOMPARE(previousPeriod(hours, LosAngeles), (range("2026-03-08T06:30:00Z", "2026-03-08T09:30:00Z")));
        // The fourth day of the previous period stands at the fourth day of this one.
        QCOMPARE(
            shifted(utc("2026-03-05T08:00:00Z"), previousPeriod(week, LosAngeles), week, LosAngeles),
            utc("2026-03-12T07:00:00Z"));
    }

    void theSameWeekdaysBefore()
    {
        // Two days: a week before, five days between.
        const TimeRange days = *resolve({u"2026-03-09..2026-03-11"_s}, {}, LosAngeles);
        QCOMPARE(previousWeekdays(days, LosAngeles), (range("2026-03-02T08:00:00Z", "2026-03-04T08:00:00Z")));
        // 30 days are more than four weeks: five before.
        const TimeRange month = *resolve({u"2026-03-01..2026-03-31"_s}, {}, LosAngeles);
        QCOMPARE(previousWeekdays(month, LosAngeles), (range("2026-01-25T08:00:00Z", "2026-02-24T08:00:00Z")));
        // A whole week touches the one before.
        const TimeRange week = *resolve({u"2026-03-09..2026-03-16"_s}, {}, LosAngeles);
        QCOMPARE(previousWeekdays(week, LosAngeles), previousPeriod(week, LosAngeles));
        for (const TimeRange &one : {days, month, week}) {
            const TimeRange before = previousWeekdays(one, LosAngeles);
            QVERIFY(before.to <= one.from);
            QCOMPARE(
                before.from.toTimeZone(LosAngeles).date().dayOfWeek(),
                one.from.toTimeZone(LosAngeles).date().dayOfWeek());
        }
    }

    // A week begins with the day that the bucket says, here and on the server.
    void weeksBeginAsTheyAreTold()
    {
        const test::TestServer server;
        const QString database = server.createDatabase();
        const QDateTime wednesday = utc("2026-03-11T12:00:00Z");
        QCOMPARE(bucketStart(wednesday, {Unit::Week, 1, Qt::Monday}, LosAngeles), utc("2026-03-09T07:00:00Z"));
        QCOMPARE(bucketStart(wednesday, {Unit::Week, 1, Qt::Sunday}, LosAngeles), utc("2026-03-08T08:00:00Z"));
        QCOMPARE(bucketStart(wednesday, {Unit::Week, 1, Qt::Saturday}, LosAngeles), utc("2026-03-07T08:00:00Z"));
        for (const char *zone : {"UTC", "America/Los_Angeles", "Asia/Kolkata", "Pacific/Apia"}) {
            for (const int weekday : {Qt::Monday, Qt::Saturday, Qt::Sunday}) {
                const Bucket week{Unit::Week, 1, weekday};
                const auto answer = server.psql(
                    database,
                    u"set timezone = 'Europe/Berlin'; select extract(epoch from t)::bigint || ' ' || extract(epoch"
                    u" from %1)::bigint from (select timestamptz '2026-02-20 00:00+00' + i * interval '7001 seconds'"
                    u" from generate_series(0, 500) i union all select timestamptz '2011-12-20 00:00+00'"
                    u" + i * interval '7001 seconds' from generate_series(0, 200) i) s(t)"_s.arg(
                        bucketSql(u"t"_s, week, u"'%1'"_s.arg(QString::fromLatin1(zone)))));
                QVERIFY2(answer, qPrintable(answer ? QString() : answer.error().detail));
                for (const QString &line : answer->split(u'\n', Qt::SkipEmptyParts)) {
                    const QDateTime instant =
                        QDateTime::fromSecsSinceEpoch(line.section(u' ', 0, 0).toLongLong(), Qt::UTC);
                    QCOMPARE(
                        bucketStart(instant, week, QTimeZone(zone)).toSecsSinceEpoch(),
                        line.section(u' ', 1, 1).toLongLong());
                }
            }
        }
        // The ladder's weeks are those of the locale.
        const auto week = std::ranges::find(bucketLadder(), Unit::Week, &Bucket::unit);
        QCOMPARE(week->weekday, int(QLocale().firstDayOfWeek()));
    }
};

QTEST_GUILESS_MAIN(TimeRangeTest)
#include "tst_timerange.moc"
