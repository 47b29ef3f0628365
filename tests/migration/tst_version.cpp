// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/source/version.h"

#include <QTest>

using namespace Qt::StringLiterals;
using howdah::migration::label;
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

    void anIdentityDecidesBetweenEqualDigits()
    {
        const Version a = *Version::keyed(u"1732025000001", u"A1732025000001"_s);
        const Version b = *Version::keyed(u"1732025000001", u"B1732025000001"_s);
        QVERIFY(a != b);
        QVERIFY(a < b);
        QVERIFY(b < *Version::keyed(u"1732025000002", u"A1732025000002"_s));
        QVERIFY(Version() < a);
        QVERIFY(a == *Version::restore(a.text(), a.identity()));
        QVERIFY(!Version::keyed(u"1a", u"A"_s));
    }

    void namesAreOrderedByTheirBytes()
    {
        const QStringList sorted{
            u"01_z"_s, u"0_init"_s, u"10_x"_s,   u"1_Ba"_s,      u"1_ab"_s, u"9_y"_s,
            u"Zed"_s,  u"init"_s,   u"\uffee"_s, u"\U0001f600"_s}; // in UTF-16 the last two stand the other way round
        for (qsizetype i = 0; i + 1 < sorted.size(); ++i)
            QVERIFY2(Version::named(sorted[i]) < Version::named(sorted[i + 1]), qPrintable(sorted[i]));
    }

    void aNameIsNeverZero()
    {
        const Version zero = Version::named(u"0"_s);
        QVERIFY(!zero.isZero());
        QVERIFY(Version() < zero);
        QVERIFY(*Version::parse(u"99999") < zero);
        QVERIFY(zero == *Version::restore(u"0", u"0"_s));
        QVERIFY(zero != *Version::restore(u"0", {}));
    }

    void isCalledAsItsToolDoes()
    {
        QCOMPARE(label(*Version::parse(u"001"), u"users"_s), u"001-users"_s);
        QCOMPARE(label(*Version::keyed(u"17", u"Users17"_s), u"users"_s), u"17-users"_s);
        QCOMPARE(label(Version::named(u"0_init"_s), u"init"_s), u"0_init"_s);
        QCOMPARE(label(*Version::parse(u"001"), {}), u"001"_s);
    }
};

QTEST_GUILESS_MAIN(VersionTest)
#include "tst_version.moc"
