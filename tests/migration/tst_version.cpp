// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/version.h"

#include <QTest>

using namespace Qt::StringLiterals;
using howdah::migration::Version;

class VersionTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void orders_data()
    {
        QTest::addColumn<QString>("first");
        QTest::addColumn<QString>("second");
        QTest::addColumn<int>("order"); // of first to second
        QTest::newRow("zeros carry nothing") << u"001"_s << u"1"_s << 0;
        QTest::newRow("by number, not by text") << u"9"_s << u"10"_s << -1;
        QTest::newRow("width does not matter") << u"0009"_s << u"10"_s << -1;
        QTest::newRow("a time stamp is large") << u"20240101120000"_s << u"999"_s << 1;
        QTest::newRow("longer than any integer") << u"99999999999999999999998"_s << u"99999999999999999999999"_s << -1;
        QTest::newRow("zero") << u"000"_s << u"0"_s << 0;
        QTest::newRow("zero is first") << u"0"_s << u"1"_s << -1;
    }
    void orders()
    {
        QFETCH(QString, first);
        QFETCH(QString, second);
        QFETCH(int, order);
        const Version a = *Version::parse(first);
        const Version b = *Version::parse(second);
        QCOMPARE(a < b, order < 0);
        QCOMPARE(a > b, order > 0);
        QCOMPARE(a == b, order == 0);
        QCOMPARE(b < a, order > 0);
    }

    void keepsItsSpelling()
    {
        const Version version = *Version::parse(u"0042");
        QCOMPARE(version.text(), u"0042"_s);
        QCOMPARE(version.number(), u"42"_s);
        QCOMPARE(Version::parse(u"000")->number(), u"0"_s);
        QVERIFY(Version::parse(u"00")->isZero());
        QVERIFY(!version.isZero());
    }

    void parsesDigitsOnly()
    {
        QVERIFY(!Version::parse(u""));
        QVERIFY(!Version::parse(u"1a"));
        QVERIFY(!Version::parse(u"-1"));
        QVERIFY(!Version::parse(u" 1"));
        QVERIFY(!Version::parse(u"\u0661")); // an Arabic digit is no digit here: the server would not read it
        QCOMPARE(Version::leading(u"007-bond.up.sql")->text(), u"007"_s);
        QVERIFY(!Version::leading(u"bond"));
    }
};

QTEST_GUILESS_MAIN(VersionTest)
#include "tst_version.moc"
