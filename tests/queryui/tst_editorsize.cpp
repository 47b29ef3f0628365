// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// Long texts: what a key, a scroll and a search cost does not grow with them.
#include "common/code/sqlruns.h"
#include "query/editor/editorfindbar.h"
#include "query/editor/editortools.h"
#include "query/editor/sqleditor.h"

#include <QElapsedTimer>
#include <QLineEdit>
#include <QScrollBar>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;

class EditorSizeTest final : public QObject
{
    Q_OBJECT

    static QByteArray inserts(qsizetype bytes)
    {
        QByteArray text;
        text.reserve(bytes + 100);
        while (text.size() < bytes)
            text += "insert into t values (" + QByteArray::number(text.size()) + ", 'some text of a row');\n";
        return text;
    }

    struct Shown
    {
        SqlEditor editor;
        explicit Shown(const QByteArray &text)
        {
            editor.resize(700, 400);
            editor.show();
            (void)QTest::qWaitForWindowExposed(&editor);
            editor.setBytes(text);
            while (!editor.parts().isComplete())
                QTest::qWait(0);
        }
    };

private Q_SLOTS:
    void isReadInTurns()
    {
        SqlEditor editor;
        editor.setBytes(inserts(8 << 20));
        // No more at once than a turn has time for, and it can be typed in meanwhile.
        QVERIFY(!editor.parts().isComplete());
        editor.setCursorByte(0);
        QVERIFY(!editor.partsAtCursor().isEmpty());
        editor.replaceBytes({0, 0}, "select 1;\n");
        editor.setCursorByte(3);
        QCOMPARE(editor.bytesOf(editor.extentOf(editor.partsAtCursor())), "select 1");
        // What is not read yet is not guessed.
        editor.setCursorByte(editor.sizeInBytes() - 20);
        QVERIFY(editor.partsAtCursor().isEmpty());
        QTRY_VERIFY_WITH_TIMEOUT(editor.parts().isComplete(), 60'000);
        QVERIFY(editor.bytesOf(editor.extentOf(editor.partsAtCursor())).startsWith("insert"));
    }

    void aKeyReadsWhatIsAroundIt()
    {
        Shown shown(inserts(8 << 20));
        const qint64 middle = shown.editor.sizeInBytes() / 2;
        shown.editor.setCursorByte(middle);
        const qint64 before = shown.editor.parts().bytesRead();
        for (int i = 0; i < 20; ++i) {
            QTest::keyClick(&shown.editor, Qt::Key_A);
            QTest::qWait(0);
        }
        const qint64 read = shown.editor.parts().bytesRead() - before;
        QVERIFY2(read < 20 * (64 << 10), qPrintable(QString::number(read)));
    }

    // Only what is seen is drawn.
    void aJumpToTheEndDrawsTheEnd()
    {
        Shown shown(inserts(8 << 20));
        shown.editor.setCursorByte(shown.editor.sizeInBytes());
        (void)shown.editor.grab();
        const auto styleAt = [&](qint64 at) {
            return shown.editor.SendScintilla(QsciScintilla::SCI_GETSTYLEAT, long(at));
        };
        const QByteArray text = shown.editor.bytes();
        const qint64 last = text.lastIndexOf("insert");
        QCOMPARE(styleAt(last), long(SqlStyle::Keyword));
        const qint64 middle = text.indexOf("insert", text.size() / 2);
        QCOMPARE(styleAt(middle), long(SqlStyle::Plain));
        // When one comes there, it is.
        shown.editor.setCursorByte(middle);
        (void)shown.editor.grab();
        QCOMPARE(styleAt(middle), long(SqlStyle::Keyword));
        shown.editor.verticalScrollBar()->setValue(100);
        (void)shown.editor.grab();
        const qint64 line = shown.editor.SendScintilla(QsciScintilla::SCI_POSITIONFROMLINE, 105UL);
        QCOMPARE(styleAt(line), long(SqlStyle::Keyword));
    }

    void aSnapshotIsSharedUntilTheTextChanges()
    {
        Shown shown(inserts(1 << 20));
        const QByteArray first = shown.editor.bytes();
        QCOMPARE(
            static_cast<const void *>(shown.editor.bytes().constData()), static_cast<const void *>(first.constData()));
        QCOMPARE(
            static_cast<const void *>(shown.editor.script().text().constData()),
            static_cast<const void *>(first.constData()));
        shown.editor.replaceBytes({0, 0}, "x");
        QCOMPARE(shown.editor.bytes(), "x" + first);
    }

    // The next one is shown before all are counted.
    void aSearchShowsTheNextOneFirst()
    {
        QByteArray text = inserts(8 << 20);
        text += "needle\n";
        Shown shown("needle\n" + text);
        shown.editor.setCursorByte(text.size() - 200);
        EditorFindBar &bar = shown.editor.tools().findBar();
        bar.open(EditorFindBar::Open::Find);
        shown.editor.findChild<QLineEdit *>(u"findText"_s)->setText(u"needle"_s);
        QCOMPARE(shown.editor.selectedBytes().offset, text.size());
        QTRY_COMPARE_WITH_TIMEOUT(bar.status(), u"2 of 2"_s, 60'000);
    }

    // A key in a text that is sixteen times as long takes about as long.
    void aKeyCostsTheSameInALongText()
    {
        const auto perKey = [](qsizetype bytes) {
            Shown shown(inserts(bytes));
            shown.editor.setCursorByte(shown.editor.sizeInBytes() / 2);
            (void)shown.editor.grab();
            qint64 least = std::numeric_limits<qint64>::max();
            for (int i = 0; i < 30; ++i) {
                QElapsedTimer timer;
                timer.start();
                QTest::keyClick(&shown.editor, Qt::Key_A);
                (void)shown.editor.grab();
                least = std::min(least, timer.nsecsElapsed());
            }
            return least;
        };
        const qint64 small = perKey(1 << 20);
        const qint64 large = perKey(16 << 20);
        QVERIFY2(large < 4 * small, qPrintable(u"%1 us, %2 us"_s.arg(small / 1000).arg(large / 1000)));
    }
};

QTEST_MAIN(EditorSizeTest)
#include "tst_editorsize.moc"
