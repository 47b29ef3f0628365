// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/source/checksum.h"

#include <QTest>

using namespace howdah::migration;

Q_DECLARE_METATYPE(howdah::migration::ChecksumMatch)

class ChecksumTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isSha256()
    {
        QCOMPARE(checksum("abc"), QByteArray("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
    }

    void matches_data()
    {
        QTest::addColumn<QByteArray>("applied");
        QTest::addColumn<QByteArray>("now");
        QTest::addColumn<ChecksumMatch>("match");
        const QByteArray bom = ByteOrderMark.toByteArray();
        using enum ChecksumMatch;
        QTest::newRow("the same") << QByteArray("a\nb\n") << QByteArray("a\nb\n") << Exact;
        QTest::newRow("now CRLF") << QByteArray("a\nb\n") << QByteArray("a\r\nb\r\n") << LineEnds;
        QTest::newRow("then CRLF") << QByteArray("a\r\nb\r\n") << QByteArray("a\nb\n") << LineEnds;
        QTest::newRow("now a BOM") << QByteArray("a\n") << bom + "a\n" << ByteOrderMark;
        QTest::newRow("then a BOM") << bom + "a\n" << QByteArray("a\n") << ByteOrderMark;
        QTest::newRow("BOM and CRLF then") << bom + "a\r\nb\r\n" << QByteArray("a\nb\n") << LineEndsOrBom;
        QTest::newRow("BOM and CRLF now") << QByteArray("a\nb\n") << bom + "a\r\nb\r\n" << LineEndsOrBom;
        QTest::newRow("mixed line ends now") << QByteArray("a\nb\n") << QByteArray("a\r\nb\n") << LineEnds;
        QTest::newRow("a blank more") << QByteArray("a\n") << QByteArray("a \n") << Padding;
        QTest::newRow("a line more") << QByteArray("a\n") << QByteArray("a\n\n") << Padding;
        QTest::newRow("another word") << QByteArray("drop\n") << QByteArray("keep\n") << Different;
        QTest::newRow("nothing stored") << QByteArray() << QByteArray("a") << Different;
    }
    void matches()
    {
        QFETCH(QByteArray, applied);
        QFETCH(QByteArray, now);
        QFETCH(ChecksumMatch, match);
        const QByteArray text = now.startsWith(ByteOrderMark) ? now.mid(3) : now;
        QCOMPARE(matchChecksum(text, checksum(now), checksum(applied)), match);
    }
};

QTEST_GUILESS_MAIN(ChecksumTest)
#include "tst_checksum.moc"
