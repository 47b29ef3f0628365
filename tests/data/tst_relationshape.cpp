// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shapes.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah::data;
using namespace howdah::data::test;

class RelationShapeTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void comparisonsDoNotCutOrRound_data()
    {
        QTest::addColumn<quint32>("oid");
        QTest::addColumn<QString>("type");
        QTest::addColumn<QString>("expected");
        QTest::newRow("varchar") << 1043u << u"character varying(20)"_s << u"character varying"_s;
        QTest::newRow("char") << 1042u << u"character(3)"_s << u"pg_catalog.bpchar"_s;
        QTest::newRow("bare char") << 1042u << u"character"_s << u"pg_catalog.bpchar"_s;
        QTest::newRow("bit") << 1560u << u"bit(4)"_s << u"pg_catalog.\"bit\""_s;
        QTest::newRow("numeric") << 1700u << u"numeric(5,2)"_s << u"numeric"_s;
        QTest::newRow("numeric with negative scale") << 1700u << u"numeric(5,-2)"_s << u"numeric"_s;
        QTest::newRow("timestamp") << 1184u << u"timestamp(3) with time zone"_s << u"timestamp with time zone"_s;
        QTest::newRow("array") << 1231u << u"numeric(5,2)[]"_s << u"numeric[]"_s;
        QTest::newRow("array of char") << 1014u << u"character(3)[]"_s << u"pg_catalog.bpchar[]"_s;
        QTest::newRow("plain") << 23u << u"integer"_s << u"integer"_s;
        QTest::newRow("a name with parentheses") << 16390u << u"\"odd(1)\""_s << u"\"odd(1)\""_s;
    }
    void comparisonsDoNotCutOrRound()
    {
        QFETCH(quint32, oid);
        QFETCH(QString, type);
        QTEST(comparisonType(column(u"c"_s, type, oid)), "expected");
    }

    void thePrimaryKeyIsPreferred()
    {
        RelationShape shape = people();
        shape.indexes = {{u"age_key"_s, {2}, true, false}, {u"pkey"_s, {0}, true, true}};
        QCOMPARE(keyOf(shape)->name, u"pkey"_s);
    }

    void theShortestKeyIsNext()
    {
        RelationShape shape = people();
        shape.indexes = {{u"both"_s, {0, 2}, true, false}, {u"one"_s, {2}, true, false}};
        QCOMPARE(keyOf(shape)->name, u"one"_s);
    }

    void nullableOrRepeatedValuesAreNoKey()
    {
        RelationShape shape = people();
        shape.indexes = {{u"names"_s, {1}, true, false}, {u"ages"_s, {2}, false, false}};
        QVERIFY(!keyOf(shape));
    }

    void aParentsKeySaysNothingOfItsChildren()
    {
        RelationShape shape = people();
        shape.hasChildren = true;
        QVERIFY(!keyOf(shape));
    }

    void widthDecidesOnPreviews()
    {
        QVERIFY(isWide(column(u"c"_s, u"text"_s, 25)));
        QVERIFY(isWide(column(u"c"_s, u"bytea"_s, 17)));
        QVERIFY(isWide(column(u"c"_s, u"integer[]"_s, 1007)));
        QVERIFY(isWide(column(u"c"_s, u"character varying(4000)"_s, 1043)));
        QVERIFY(isWide(column(u"c"_s, u"public.shape"_s, 99999)));
        QVERIFY(!isWide(column(u"c"_s, u"character varying(40)"_s, 1043)));
        QVERIFY(!isWide(column(u"c"_s, u"uuid"_s, 2950)));
    }
};

QTEST_GUILESS_MAIN(RelationShapeTest)
#include "tst_relationshape.moc"
