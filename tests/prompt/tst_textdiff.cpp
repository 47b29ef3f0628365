// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/textdiff.h"

#include <QRandomGenerator>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah::prompt;

class TextDiffTest final : public QObject
{
    Q_OBJECT

    // "=a -b +c", pieces joined.
    static QString words(const Diff &diff)
    {
        QStringList list;
        for (const DiffRun &run : diff.runs) {
            const bool added = run.kind == DiffKind::Added;
            const QString text =
                (added ? diff.newPieces.mid(run.newFrom, run.count) : diff.oldPieces.mid(run.oldFrom, run.count))
                    .join(QString());
            list << (run.kind == DiffKind::Same ? u'=' : added ? u'+' : u'-') + text;
        }
        return list.join(u'|');
    }

    // Whatever it found: both texts can be made from it again, and runs lie one behind the other.
    static void verify(const Diff &diff, const QString &before, const QString &after)
    {
        QString old;
        QString now;
        qsizetype oldAt = 0;
        qsizetype newAt = 0;
        for (const DiffRun &run : diff.runs) {
            QVERIFY(run.count > 0);
            QCOMPARE(run.oldFrom, oldAt);
            QCOMPARE(run.newFrom, newAt);
            if (run.kind != DiffKind::Added) {
                old += diff.oldPieces.mid(run.oldFrom, run.count).join(QString());
                oldAt += run.count;
            }
            if (run.kind != DiffKind::Removed) {
                now += diff.newPieces.mid(run.newFrom, run.count).join(QString());
                newAt += run.count;
            }
            if (run.kind == DiffKind::Same)
                QCOMPARE(diff.oldPieces.mid(run.oldFrom, run.count), diff.newPieces.mid(run.newFrom, run.count));
        }
        QCOMPARE(old, before);
        QCOMPARE(now, after);
        QCOMPARE(diff.isEmpty(), before == after);
    }

private Q_SLOTS:
    void comparesLines()
    {
        QCOMPARE(words(lineDiff(u"a\nb\nc\n"_s, u"a\nx\nc\n"_s)), u"=a\n|-b\n|+x\n|=c\n"_s);
        QCOMPARE(words(lineDiff(u"a\nb"_s, u"a\nb\n"_s)), u"=a\n|-b|+b\n"_s);
        QCOMPARE(words(lineDiff(u"a\r\n"_s, u"a\n"_s)), u"-a\r\n|+a\n"_s);
        QCOMPARE(words(lineDiff(u""_s, u"a"_s)), u"+a"_s);
        QVERIFY(lineDiff(u""_s, u""_s).runs.empty());
        QVERIFY(lineDiff(u"a\nb"_s, u"a\nb"_s).isEmpty());
    }

    void comparesWords()
    {
        QCOMPARE(
            words(wordDiff(u"You help people."_s, u"You help all people!"_s)), u"=You help |+all |=people|-.|+!"_s);
        QCOMPARE(words(wordDiff(u"a  b"_s, u"a b"_s)), u"=a|-  |+ |=b"_s);
        QCOMPARE(words(wordDiff(u"\U0001F600 x"_s, u"\U0001F601 x"_s)), u"-\U0001F600|+\U0001F601|= x"_s);
    }

    void isRightForChance()
    {
        QRandomGenerator random(3);
        for (int i = 0; i < 500; ++i) {
            QString before;
            QString after;
            for (QString *text : {&before, &after})
                for (int n = random.bounded(40); n > 0; --n)
                    *text += QChar(u'a' + random.bounded(4)) + QString(random.bounded(2) ? u"\n"_s : u" "_s);
            verify(lineDiff(before, after), before, after);
            verify(wordDiff(before, after), before, after);
            if (QTest::currentTestFailed())
                return;
        }
    }

    // Where the pieces are too many for dtl: cut at what is unique, and given up where nothing is shared.
    void bearsAMegabyte_data()
    {
        QTest::addColumn<int>("changedEvery");
        QTest::addColumn<qsizetype>("changedLines");
        QTest::newRow("one line") << 20'000 << qsizetype(1);
        QTest::newRow("each tenth") << 10 << qsizetype(2000);
        QTest::newRow("all") << 1 << qsizetype(20'000);
    }
    void bearsAMegabyte()
    {
        QFETCH(int, changedEvery);
        QFETCH(qsizetype, changedLines);
        QString before;
        QString after;
        for (int i = 0; i < 20'000; ++i) {
            const QString line = u"Line %1 of a prompt that is long enough to be real\n"_s.arg(i);
            before += line;
            after += i % changedEvery == 0 ? u"Changed "_s + line : line;
        }
        const Diff diff = lineDiff(before, after);
        verify(diff, before, after);
        qsizetype removed = 0;
        for (const DiffRun &run : diff.runs)
            removed += run.kind == DiffKind::Removed ? run.count : 0;
        QCOMPARE(removed, changedLines);
    }
};

QTEST_GUILESS_MAIN(TextDiffTest)
#include "tst_textdiff.moc"
