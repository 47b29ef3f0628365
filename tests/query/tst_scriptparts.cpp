// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// The parts of a text while it is typed are those of the text read anew, in the time of what is typed.
#include "query/script/script.h"
#include "query/script/scriptparts.h"

#include <QRandomGenerator>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::query;

class ScriptPartsTest final : public QObject
{
    Q_OBJECT

    // A text and what it is made of.
    struct Typed
    {
        QByteArray text;
        ScriptParts parts{[this](qint64 offset, qint64 size) {
            return QByteArrayView(text).sliced(qsizetype(offset), qsizetype(size));
        }};

        explicit Typed(QByteArray written)
            : text(std::move(written))
        {
            parts.reset(text.size());
            finish();
        }
        void edit(qint64 at, qint64 removed, const QByteArray &inserted)
        {
            const qint64 gone = text.sliced(qsizetype(at), qsizetype(removed)).count('\n');
            text.replace(qsizetype(at), qsizetype(removed), inserted);
            parts.edit(at, removed, inserted.size(), inserted.count('\n') - gone);
        }
        void finish()
        {
            while (!parts.go(100)) {
            }
        }
    };

    static QByteArray inserts(int count)
    {
        QByteArray text;
        for (int i = 0; i < count; ++i)
            text += "insert into t values (" + QByteArray::number(i) + ", 'some text');\n";
        return text;
    }

    static QByteArray somePiece(QRandomGenerator &random)
    {
        static const QByteArrayList pieces{
            ";",
            "'",
            "$$",
            "--",
            "/*",
            "*/",
            "\n",
            "select 1;\n",
            "begin atomic select 1; end;\n",
            "copy t from stdin;\n1\n\\.\n",
            "\\g\n",
            "(",
            ")",
            " a ",
            "\"",
            "\\echo x\n",
            "\\;",
            "insert into t values (1);\n",
            "é",
            "\\.\n",
            "E'\\'",
            "copy t from stdin;",
            "\\copy t from stdin\n",
            "set standard_conforming_strings = on;\n",
            "\xEF\xBB\xBF",
            "\r\n"};
        QByteArray text;
        for (int i = random.bounded(3); i >= 0; --i)
            text += pieces[random.bounded(int(pieces.size()))];
        return text;
    }

    static void compare(const Typed &typed, int round)
    {
        const Script whole(typed.text);
        QVERIFY(typed.parts.isComplete());
        QVERIFY2(
            typed.parts.problem().has_value() == whole.problem().has_value(),
            qPrintable(u"round %1, %2"_s.arg(round).arg(whole.problem() ? whole.problem()->message : QString())));
        if (whole.problem())
            QCOMPARE(typed.parts.problem()->message, whole.problem()->message);
        QVERIFY2(typed.parts.pieces() == whole.parts(), qPrintable(u"round %1"_s.arg(round)));
    }

private Q_SLOTS:
    void areThoseOfTheTextReadAnew_data()
    {
        QTest::addColumn<int>("seed");
        QTest::addColumn<bool>("isLeftHalfRead");
        for (int seed = 1; seed <= 2; ++seed) {
            QTest::addRow("read to its end %d", seed) << seed << false;
            QTest::addRow("typed on while it is read %d", seed) << seed << true;
        }
    }
    void areThoseOfTheTextReadAnew()
    {
        QFETCH(int, seed);
        QFETCH(bool, isLeftHalfRead);
        QRandomGenerator random(quint32(20261125 + seed));
        Typed typed(inserts(100));
        for (int round = 0; round < 2500; ++round) {
            qint64 at = random.bounded(int(typed.text.size()) + 1);
            qint64 removed = round % 3 == 0 ? random.bounded(60) : 0;
            // Not in the middle of a character.
            while (at < typed.text.size() && (typed.text[at] & 0xc0) == 0x80)
                ++at;
            removed = qMin(removed, typed.text.size() - at);
            while (at + removed < typed.text.size() && (typed.text[at + removed] & 0xc0) == 0x80)
                ++removed;
            QByteArray inserted = somePiece(random);
            if (round % 7 == 6)
                inserted = "';*/$$\"\n;\n\\.\n"; // heals most of what is open
            typed.edit(at, removed, inserted);
            if (isLeftHalfRead && random.bounded(3) > 0) {
                if (random.bounded(2) > 0)
                    (void)typed.parts.go(random.bounded(3000));
                continue;
            }
            typed.finish();
            compare(typed, round);
            if (QTest::currentTestFailed())
                return;
        }
    }

    void followAnotherMeaningOfStrings()
    {
        Typed typed("select 1;\nselect 'a\\';\nselect 2;\n" + inserts(50));
        compare(typed, 0);
        typed.edit(0, 0, "set standard_conforming_strings = off;\n");
        typed.finish();
        compare(typed, 1);
        QVERIFY(typed.parts.problem()); // 'a\'; ... is one string
        typed.edit(typed.text.indexOf("off"), 3, "on");
        typed.finish();
        compare(typed, 2);
        typed.edit(0, typed.text.indexOf("\n") + 1, "");
        typed.finish();
        compare(typed, 3);
        typed.edit(typed.text.indexOf("insert"), 0, "begin; set local standard_conforming_strings to off;\n");
        typed.finish();
        compare(typed, 4);
    }

    void readLittleAgain()
    {
        Typed typed("set standard_conforming_strings = on;\n" + inserts(20'000));
        const qint64 at = typed.text.indexOf("(10000,");
        for (const QByteArray key : {"1", "2", "3"}) {
            const qint64 before = typed.parts.bytesRead();
            typed.edit(at + 1, 0, key);
            QVERIFY(typed.parts.go(1));
            QVERIFY2(
                typed.parts.bytesRead() - before <= 16 << 10,
                qPrintable(QString::number(typed.parts.bytesRead() - before)));
        }
        QCOMPARE(typed.parts.size(), std::size_t(20'001));
        QCOMPARE(typed.parts.at(20'000).line, 20'001);
    }

    // An open quote makes all that follows another text: that is read in turns, and once it is closed little is.
    void anOpenQuoteIsReadInTurns()
    {
        Typed typed(inserts(20'000));
        const qint64 at = typed.text.indexOf("(10000,");
        const qint64 before = typed.parts.bytesRead();
        typed.edit(at, 0, "'");
        QVERIFY(!typed.parts.go(64 << 10));
        QVERIFY(typed.parts.bytesRead() - before < 256 << 10);
        typed.edit(at + 1, 0, "'");
        QVERIFY(typed.parts.go(64 << 10));
        QCOMPARE(typed.parts.size(), std::size_t(20'000));
        // The same when all of it was read in between.
        typed.edit(at, 0, "'");
        typed.finish();
        QVERIFY(typed.parts.problem());
        const qint64 open = typed.parts.bytesRead();
        typed.edit(at + 1, 0, "'");
        typed.finish();
        QVERIFY(typed.parts.bytesRead() - open < 256 << 10);
        compare(typed, 0);
    }

    void manyChangesLeaveNoCrumbs()
    {
        Typed typed(inserts(2'000));
        for (int i = 0; i < 2'000; ++i) {
            typed.edit((i * 7919LL) % typed.text.size(), 0, " ");
            (void)typed.parts.go(1 << 20);
        }
        typed.finish();
        compare(typed, 0);
    }
};

QTEST_GUILESS_MAIN(ScriptPartsTest)
#include "tst_scriptparts.moc"
