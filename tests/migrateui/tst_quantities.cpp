// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/figures.h"
#include "common/quantities.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;

class TestWords : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsServerTimes_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("utc");
        QTest::newRow("zone of hours") << u"2026-03-01 14:05:09.123456+01"_s << u"2026-03-01T13:05:09.123Z"_s;
        QTest::newRow("zone of minutes") << u"2026-03-01 14:05:09+05:30"_s << u"2026-03-01T08:35:09.000Z"_s;
        QTest::newRow("negative zone") << u"2026-03-01 14:05:09-03"_s << u"2026-03-01T17:05:09.000Z"_s;
        QTest::newRow("infinity") << u"infinity"_s << QString();
        QTest::newRow("before Christ") << u"0044-03-15 12:00:00+00 BC"_s << QString();
        QTest::newRow("empty") << QString() << QString();
        QTest::newRow("another style") << u"Sun Mar 01 14:05:09 2026 CET"_s << QString();
    }

    void readsServerTimes()
    {
        QFETCH(QString, text);
        QFETCH(QString, utc);
        QCOMPARE(parseServerTime(text).toUTC().toString(Qt::ISODateWithMs), utc);
    }

    void saysHowLongAgo_data()
    {
        QTest::addColumn<qint64>("seconds");
        QTest::addColumn<QString>("words");
        QTest::newRow("now") << qint64(0) << u"just now"_s;
        QTest::newRow("the server's clock is ahead") << qint64(-90) << u"just now"_s;
        QTest::newRow("a minute") << qint64(70) << u"1 minute ago"_s;
        QTest::newRow("minutes") << qint64(300) << u"5 minutes ago"_s;
        QTest::newRow("an hour") << qint64(3600) << u"1 hour ago"_s;
        QTest::newRow("hours") << qint64(3 * 3600) << u"3 hours ago"_s;
        QTest::newRow("yesterday") << qint64(26 * 3600) << u"yesterday"_s;
        QTest::newRow("days") << qint64(9 * 24 * 3600) << u"9 days ago"_s;
    }

    void saysHowLongAgo()
    {
        QFETCH(qint64, seconds);
        QFETCH(QString, words);
        const QDateTime now(QDate(2026, 6, 15), QTime(15, 0));
        QCOMPARE(relativeTime(now.addSecs(-seconds), now), words);
    }

    void namesTheDayAfterAMonth()
    {
        const QDateTime now(QDate(2026, 6, 15), QTime(15, 0));
        QVERIFY(relativeTime(now.addDays(-60), now).contains(QString::number(16)));
        QCOMPARE(relativeTime({}, now), QString());
    }

    void saysHowLong_data()
    {
        QTest::addColumn<double>("milliseconds");
        QTest::addColumn<QString>("words");
        QTest::newRow("unknown") << -1.0 << QString();
        QTest::newRow("fraction") << 0.42 << u"0.4 ms"_s;
        QTest::newRow("rounds up to two digits") << 9.97 << u"10 ms"_s;
        QTest::newRow("milliseconds") << 123.4 << u"123 ms"_s;
        QTest::newRow("seconds") << 1440.0 << u"1.4 s"_s;
        QTest::newRow("minutes") << 125'000.0 << u"2 min 05 s"_s;
        QTest::newRow("hours") << 4'320'000.0 << u"1 h 12 min"_s;
    }

    void saysHowLong()
    {
        QFETCH(double, milliseconds);
        QFETCH(QString, words);
        QCOMPARE(durationText(milliseconds), words);
    }

    void countsWithSeparators()
    {
        QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
        QCOMPARE(migrationsWord(1), u"1 migration"_s);
        QCOMPARE(rowsWord(1204), u"1,204 rows"_s);
    }
};

QTEST_GUILESS_MAIN(TestWords)
#include "tst_quantities.moc"
