// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/moments.h"

#include <QTest>
#include <QTimeZone>

#include <ctime>

using namespace Qt::StringLiterals;
using namespace howdah::ui;

// How timestamps are drawn: every digit stays, and what is no timestamp stays as it is.
class TestMoments final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        qputenv("TZ", "America/New_York");
        tzset();
    }

    void areDrawnInZonesAndFormats_data()
    {
        using Zone = MomentShape::Zone;
        using Format = MomentShape::Format;
        QTest::addColumn<QString>("server");
        QTest::addColumn<int>("zone");
        QTest::addColumn<int>("format");
        QTest::addColumn<QString>("shown");
        const auto row = [](const char *name, const char *server, Zone zone, Format format, const char *shown) {
            QTest::newRow(name) << QString::fromLatin1(server) << int(zone) << int(format)
                                << QString::fromLatin1(shown);
        };
        const char *usual = "2026-03-01 14:05:09.123456+01";
        row("as it is", usual, Zone::Session, Format::Server, usual);
        row("utc", usual, Zone::Utc, Format::Server, "2026-03-01 13:05:09.123456+00");
        row("local", usual, Zone::Local, Format::Server, "2026-03-01 08:05:09.123456-05");
        row("another day", "2026-03-01 00:30:00+05:30", Zone::Utc, Format::Server, "2026-02-28 19:00:00+00");
        row("half an hour", "2026-03-01 00:30:00+05:30", Zone::Session, Format::Iso, "2026-03-01T00:30:00+05:30");
        row("behind", "2026-03-01 00:30:00-03:30", Zone::Utc, Format::Seconds, "2026-03-01 04:00:00+00");
        row("seconds", usual, Zone::Session, Format::Seconds, "2026-03-01 14:05:09+01");
        row("iso", usual, Zone::Utc, Format::Iso, "2026-03-01T13:05:09.123456+00:00");
        row("without a zone", "2026-03-01 14:05:09.5", Zone::Utc, Format::Server, "2026-03-01 14:05:09.5");
        row("without a zone, iso", "2026-03-01 14:05:09.5", Zone::Utc, Format::Iso, "2026-03-01T14:05:09.5");
        for (const char *other :
             {"infinity", "-infinity", "2026-03-01", "14:05:09+01", "0044-03-15 12:00:00+00 BC",
              "12026-03-01 00:00:00+00", "Sun Mar 01 14:05:09 2026 CET", "2026-02-30 00:00:00+00", ""})
            row(other, other, Zone::Utc, Format::Iso, other);
    }
    void areDrawnInZonesAndFormats()
    {
        QFETCH(QString, server);
        QFETCH(int, zone);
        QFETCH(int, format);
        QTEST(shownMoment(server, {MomentShape::Zone(zone), MomentShape::Format(format)}), "shown");
    }

    void howdahsOwnFollow()
    {
        const QDateTime moment(QDate(2026, 3, 1), QTime(13, 5, 9), QTimeZone::utc());
        QCOMPARE(shownMoment(moment, {}), u"2026-03-01 08:05:09"_s);
        QCOMPARE(
            shownMoment(moment, {MomentShape::Zone::Utc, MomentShape::Format::Server}), u"2026-03-01 13:05:09+00"_s);
    }
};

QTEST_GUILESS_MAIN(TestMoments)
#include "tst_moments.moc"
