// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/exactsum.h"

#include <QTest>

using namespace howdah;

class ExactSumTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sums_data()
    {
        QTest::addColumn<QByteArrayList>("numbers");
        QTest::addColumn<QByteArray>("sum");
        QTest::addColumn<QByteArray>("average");
        QTest::newRow("none") << QByteArrayList() << QByteArray("0") << QByteArray();
        QTest::newRow("places of the one that has most")
            << QByteArrayList{"1", "2", "3.50"} << QByteArray("6.50") << QByteArray("2.166667");
        QTest::newRow("not 0.30000000000000004")
            << QByteArrayList{"0.1", "0.2"} << QByteArray("0.3") << QByteArray("0.15");
        QTest::newRow("more than fits into double precision")
            << QByteArrayList{"99999999999999999999999999.99", "0.01"} << QByteArray("100000000000000000000000000.00")
            << QByteArray("50000000000000000000000000.00");
        QTest::newRow("below zero") << QByteArrayList{"-5", "2"} << QByteArray("-3") << QByteArray("-1.5");
        QTest::newRow("nothing is left") << QByteArrayList{"-1", "1"} << QByteArray("0") << QByteArray("0");
        QTest::newRow("no zero below zero")
            << QByteArrayList{"-0.001", "0.001"} << QByteArray("0.000") << QByteArray("0.000");
        QTest::newRow("a third") << QByteArrayList{"1", "0", "0"} << QByteArray("1") << QByteArray("0.3333");
        QTest::newRow("two thirds") << QByteArrayList{"2", "0", "0"} << QByteArray("2") << QByteArray("0.6667");
        QTest::newRow("as a server writes a great real number")
            << QByteArrayList{"1e+3", "1e-3"} << QByteArray("1000.001") << QByteArray("500.0005");
    }
    void sums()
    {
        QFETCH(const QByteArrayList, numbers);
        QFETCH(const QByteArray, sum);
        QFETCH(const QByteArray, average);
        ExactSum exact;
        for (const QByteArray &number : numbers)
            QVERIFY(exact.add(number));
        QCOMPARE(exact.count(), numbers.size());
        QCOMPARE(exact.sum(), sum);
        QCOMPARE(exact.average().value_or(QByteArray()), average);
    }

    void whatIsNoNumberIsNotCounted()
    {
        ExactSum exact;
        for (const char *text : {"", "-", "NaN", "Infinity", "$1.00", "1e", "1e999999999", "0x10", "1 2", "1.2.3"})
            QVERIFY2(!exact.add(QByteArrayView(text)), text);
        QCOMPARE(exact.count(), 0);
        QVERIFY(!exact.average());
        QVERIFY(exact.add("7"));
        QCOMPARE(exact.sum(), QByteArray("7"));
    }
};

QTEST_APPLESS_MAIN(ExactSumTest)
#include "tst_exactsum.moc"
