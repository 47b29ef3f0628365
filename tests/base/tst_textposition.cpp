// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/textposition.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;

class TextPositionTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void linesAndColumnsCountFromOne()
    {
        const QString text = u"ab\ncd\n\nx"_s;
        QCOMPARE(positionAt(text, 0), (TextPosition{1, 1}));
        QCOMPARE(positionAt(text, 2), (TextPosition{1, 3}));
        QCOMPARE(positionAt(text, 3), (TextPosition{2, 1}));
        QCOMPARE(positionAt(text, 7), (TextPosition{4, 1}));
        QCOMPARE(positionAt(text, 99), (TextPosition{4, 2}));
        QCOMPARE(positionAt(QByteArrayView("a\nbc"), 3), (TextPosition{2, 2}));
    }

    void serverCharactersAreCodePoints()
    {
        const QString text = u"𝒳 = ä"_s; // the first takes two UTF-16 units
        QCOMPARE(offsetOfCharacter(text, 1), 0);
        QCOMPARE(offsetOfCharacter(text, 2), 2);
        QCOMPARE(offsetOfCharacter(text, 5), 5);
        QCOMPARE(offsetOfCharacter(text, 99), text.size());
    }
};

QTEST_GUILESS_MAIN(TextPositionTest)
#include "tst_textposition.moc"
