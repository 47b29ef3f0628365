// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/page/distribution.h"
#include "shapes.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah::data;
using namespace howdah::data::test;

static const OrderTerm up{0, Direction::Ascending, NullPlacement::Last, true};
static const OrderTerm down{0, Direction::Descending, NullPlacement::First, true};

// Half of the rows between 0 and 100, three tenths are 100 itself, two tenths are NULL.
static const Distribution spread{{{"0", "100", 0.5}, {"100", "100", 0.3}}, 0.2};

class DistributionTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void sharesAreFound()
    {
        QCOMPARE(locate(spread, up, 0.25)->piece.high, QByteArray("100"));
        QCOMPARE(locate(spread, up, 0.25)->inside, 0.5);
        QVERIFY(!locate(spread, up, 0.25)->isOneValue());
        QVERIFY(locate(spread, up, 0.65)->isOneValue());
        QCOMPARE(locate(spread, up, 0.65)->inside, 0.5);
        QVERIFY(locate(spread, up, 0.9)->isNull);
        QCOMPARE(locate(spread, up, 0.9)->inside, 0.5);
        QVERIFY(locate(spread, down, 0.1)->isNull);
        QVERIFY(locate(spread, down, 0.3)->isOneValue());
        QCOMPARE(locate(spread, down, 0.75)->inside, 0.5);
        QVERIFY(locate(spread, up, 1)->isNull);
        QCOMPARE(locate(spread, down, 1)->inside, 1.0);
        QVERIFY(!locate({}, up, 0.5));
    }

    void valuesBetween_data()
    {
        QTest::addColumn<int>("column");
        QTest::addColumn<QByteArray>("low");
        QTest::addColumn<QByteArray>("high");
        QTest::addColumn<double>("fraction");
        QTest::addColumn<QByteArray>("expected");
        QTest::newRow("integer") << 0 << QByteArray("0") << QByteArray("100") << 0.5 << QByteArray("50");
        QTest::newRow("negative") << 0 << QByteArray("-100") << QByteArray("-50") << 0.5 << QByteArray("-75");
        QTest::newRow("widest") << 0 << QByteArray("-9223372036854775808") << QByteArray("9223372036854775807") << 0.5
                                << QByteArray("-1");
        QTest::newRow("numeric") << 4 << QByteArray("1") << QByteArray("2") << 0.5 << QByteArray("1.5");
        QTest::newRow("not a number") << 4 << QByteArray("1") << QByteArray("NaN") << 0.5 << QByteArray("1");
        QTest::newRow("text, near the low end") << 1 << QByteArray("a") << QByteArray("b") << 0.2 << QByteArray("a");
        QTest::newRow("text, near the high end") << 1 << QByteArray("a") << QByteArray("b") << 0.7 << QByteArray("b");
    }
    void valuesBetween()
    {
        QFETCH(int, column);
        QFETCH(QByteArray, low);
        QFETCH(QByteArray, high);
        QFETCH(double, fraction);
        const Interpolation value =
            valueAt(people().columns[size_t(column)], up, {.piece = {low, high, 1}, .inside = fraction});
        QTEST(value.low, "expected");
        QCOMPARE(value.high, value.low);
    }

    void uuidsAreNumbersToo()
    {
        const ColumnShape id = column(u"id"_s, u"uuid"_s, 2950, true);
        const Located middle{
            .piece = {"00000000-0000-0000-0000-000000000000", "80000000-0000-0000-0000-000000000000", 1},
            .inside = 0.5};
        QCOMPARE(valueAt(id, up, middle).low, QByteArray("40000000-0000-0000-0000-000000000000"));
    }

    void timesAreLeftToTheServerUnlessInfinite()
    {
        const ColumnShape born = people().columns[3];
        const Located some{.piece = {"2026-01-01", "2026-02-01", 1}, .inside = 0.25};
        QCOMPARE(valueAt(born, up, some), (Interpolation{"2026-01-01", "2026-02-01", 0.25}));
        QCOMPARE(valueAt(born, down, some), (Interpolation{"2026-01-01", "2026-02-01", 0.75}));
        const Located endless{.piece = {"2026-01-01", "infinity", 1}, .inside = 0.25};
        QCOMPARE(valueAt(born, up, endless).fraction, 0.0);
    }
};

QTEST_GUILESS_MAIN(DistributionTest)
#include "tst_distribution.moc"
