// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/enumtable.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;

namespace {

enum class Shape { Circle, Triangle, Square };

constexpr std::array shapes{
    EnumName{Shape::Circle, "circle"_L1, "A circle"},
    EnumName{Shape::Triangle, "triangle"_L1},
    EnumName{Shape::Square, "square"_L1},
};
static_assert(isWholeTable(shapes));

constexpr std::array mixedUp{
    EnumName{Shape::Triangle, "triangle"_L1},
    EnumName{Shape::Circle, "circle"_L1},
    EnumName{Shape::Square, "square"_L1},
};
static_assert(!isWholeTable(mixedUp));

// What isWholeTable() ends on: nothing follows the last value, and each before it is one.
static_assert(isEnumerator<Shape::Square>());
static_assert(!isEnumerator<Shape(3)>());

} // namespace

class EnumTableTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void findsByValue()
    {
        QCOMPARE(nameIn(shapes, Shape::Triangle), u"triangle"_s);
        QCOMPARE(textIn(shapes, Shape::Circle), "A circle");
    }
    void findsByName()
    {
        QCOMPARE(valueNamed(shapes, u"square"), Shape::Square);
        QCOMPARE(valueNamed(shapes, u"Square"), std::nullopt);
        QCOMPARE(valueNamed(shapes, u""), std::nullopt);
    }
};

QTEST_APPLESS_MAIN(EnumTableTest)
#include "tst_enumtable.moc"
