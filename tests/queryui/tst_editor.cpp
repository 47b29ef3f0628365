// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// The editor of a query as it is typed in.
#include "common/theme.h"
#include "query/editor/editorformatter.h"
#include "query/editor/editoroutline.h"
#include "query/editor/editortools.h"
#include "query/editor/sqleditor.h"

#include <QAbstractItemModelTester>
#include <QAccessible>
#include <QAction>
#include <QInputMethodEvent>
#include <QLineEdit>
#include <QListView>
#include <QRandomGenerator>
#include <QShortcut>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;

using Extent = SqlEditor::Extent;

class EditorTest final : public QObject
{
    Q_OBJECT

    struct Shown
    {
        QWidget window;
        SqlEditor editor{&window};

        // | is the cursor.
        explicit Shown(QByteArray text = {})
        {
            window.resize(700, 400);
            editor.resize(700, 400);
            window.show();
            window.activateWindow();
            (void)QTest::qWaitForWindowActive(&window);
            editor.setFocus();
            const qsizetype cursor = text.indexOf('|');
            text.replace("|", "");
            editor.setBytes(text);
            if (cursor >= 0)
                editor.setCursorByte(cursor);
        }
        void type(const QString &keys)
        {
            for (const QChar key : keys)
                key == u'\n' ? QTest::keyClick(&editor, Qt::Key_Return) : QTest::keyClick(&editor, key.toLatin1());
        }
        [[nodiscard]] QByteArray text() const
        {
            QByteArray text = editor.bytes();
            return text.insert(qsizetype(editor.cursorByte()), '|');
        }
        void act(const char *name) const
        {
            auto *action = editor.findChild<QAction *>(QString::fromLatin1(name));
            QVERIFY2(action, name);
            action->trigger();
        }
        [[nodiscard]] QByteArray atCursor() const { return editor.bytesOf(editor.extentOf(editor.partsAtCursor())); }
    };

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(m_folder.isValid());
        qputenv("HOWDAH_DATA_DIR", m_folder.path().toUtf8());
    }

    // ---- the text

    void keepsEveryByte_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("line ends") << QByteArray("a\r\nb\nc\rd");
        QTest::newRow("nothing") << QByteArray();
        QTest::newRow("no newline at the end") << QByteArray("select 1");
        QTest::newRow("blanks at the end") << QByteArray("a  \t\n\n\n  ");
        QTest::newRow("letters") << u"größe 漢字 \U0001F600"_s.toUtf8();
        QTest::newRow("nul") << QByteArray("a\0b", 3);
        QTest::newRow("no utf-8") << QByteArray("a\xff\xfe\x80 b");
        QTest::newRow("a mark in it") << QByteArray("a\xEF\xBB\xBF");
    }
    void keepsEveryByte()
    {
        QFETCH(QByteArray, text);
        Shown shown(QByteArray{});
        shown.editor.setBytes(text);
        QCOMPARE(shown.editor.bytes(), text);
        QCOMPARE(shown.editor.sizeInBytes(), text.size());
        QVERIFY(!shown.editor.isUndoAvailable());
        shown.editor.setCursorByte(0);
        shown.type(u"x"_s);
        QCOMPARE(shown.editor.bytes(), "x" + text);
        shown.editor.undo();
        QCOMPARE(shown.editor.bytes(), text);
    }

    void newLinesAreThoseOfTheText()
    {
        Shown shown("a\r\nb|\r\n");
        shown.type(u"\nc"_s);
        QCOMPARE(shown.editor.bytes(), "a\r\nb\r\nc\r\n");
    }

    void tellsOfEachChangeInBytes()
    {
        Shown shown(u"größe|"_s.toUtf8());
        const QSignalSpy edited(&shown.editor, &SqlEditor::edited);
        shown.type(u"x"_s);
        QCOMPARE(edited.size(), 1);
        QCOMPARE(edited[0], (QVariantList{qint64(7), qint64(0), qint64(1)}));
        shown.editor.replaceBytes({2, 2}, "oe"); // ö
        QCOMPARE(edited.size(), 3);
        QCOMPARE(edited[1], (QVariantList{qint64(2), qint64(2), qint64(0)}));
        QCOMPARE(edited[2], (QVariantList{qint64(2), qint64(0), qint64(2)}));
        shown.editor.setBytes("new");
        QCOMPARE(edited.last(), (QVariantList{qint64(0), qint64(8), qint64(3)}));
    }

    void partsFollowEachChange()
    {
        Shown shown;
        QRandomGenerator random(5);
        static const QByteArrayList pieces{
            "select 1;\n", "'", ";", "é", "$$", "/*", "*/", "\n", "copy t from stdin;\n1\n\\.\n"};
        for (int round = 0; round < 500; ++round) {
            const qint64 size = shown.editor.sizeInBytes();
            qint64 at = random.bounded(int(size) + 1);
            at = shown.editor.SendScintilla(QsciScintilla::SCI_POSITIONBEFORE, static_cast<unsigned long>(at));
            qint64 end = std::min(size, at + (round % 3 == 0 ? random.bounded(20) : 0));
            end = shown.editor.SendScintilla(QsciScintilla::SCI_POSITIONBEFORE, static_cast<unsigned long>(end));
            const QByteArray text = round % 9 == 8 ? "*/';$$\"\n;" : pieces[random.bounded(int(pieces.size()))];
            switch (random.bounded(6)) {
            case 0:
                shown.editor.undo();
                break;
            case 1:
                shown.editor.redo();
                break;
            default:
                shown.editor.replaceBytes({at, std::max<qint64>(0, end - at)}, text);
            }
            const query::Script anew(shown.editor.bytes());
            QVERIFY2(shown.editor.script().parts() == anew.parts(), qPrintable(QString::number(round)));
        }
    }

    void anotherMeaningOfStringsCutsAnew()
    {
        Shown shown("select 'a\\'; select 2; -- '");
        QCOMPARE(shown.editor.script().parts().size(), std::size_t(2));
        shown.editor.setStandardStrings(false);
        QCOMPARE(shown.editor.script().parts().size(), std::size_t(1));
    }

    void undoGoesBackBeyondASave()
    {
        Shown shown("select 1|");
        shown.type(u"2"_s);
        shown.editor.setModified(false); // saved
        shown.type(u"3"_s);
        QVERIFY(shown.editor.isModified());
        shown.act("editorUndo");
        shown.act("editorUndo");
        QCOMPARE(shown.editor.bytes(), "select 1");
        QVERIFY(shown.editor.isModified());
        shown.act("editorRedo");
        shown.act("editorRedo");
        QCOMPARE(shown.editor.bytes(), "select 123");
    }

    void aReadOnlyTextStays()
    {
        Shown shown("select (|)");
        shown.editor.setReadOnly(true);
        shown.type(u"a(\n"_s);
        for (const char *action : {"editorComment", "editorUpper", "editorFormatAll", "editorDeleteLine"})
            shown.act(action);
        QCOMPARE(shown.editor.bytes(), "select ()");
    }

    void inputMethodsWrite()
    {
        Shown shown("select '|'");
        QInputMethodEvent event({}, {});
        event.setCommitString(u"漢"_s);
        QCoreApplication::sendEvent(&shown.editor, &event);
        QCOMPARE(shown.editor.bytes(), u"select '漢'"_s.toUtf8());
        QCOMPARE(shown.editor.script().parts().front().size, 12);
    }

    // ---- what would run

    void whatWouldRunIsMarked()
    {
        Shown shown("select 1;\n\nselect 2\n  + 3;\n");
        const QSignalSpy changed(&shown.editor, &SqlEditor::partsAtCursorChanged);
        shown.editor.setCursorByte(15);
        QCOMPARE(changed.size(), 1);
        QCOMPARE(shown.atCursor(), "select 2\n  + 3");
        QCOMPARE(shown.editor.tools().margins().atCursor(), (Extent{11, 14}));
        shown.editor.setCursorByte(16);
        QCOMPARE(changed.size(), 1);
        shown.type(u"x"_s);
        QTRY_COMPARE(changed.size(), 2); // another text
        QCOMPARE(shown.editor.tools().margins().atCursor(), (Extent{11, 15}));
        // The bar is there, beside both lines, and nowhere else.
        const QColor bar = color(Tone::Accent, shown.editor.palette());
        const int x = shown.editor.tools().margins().width() + 3;
        const int line = shown.editor.textHeight(0);
        const QImage image = shown.editor.grab().toImage();
        for (const int row : {2, 3})
            QCOMPARE(image.pixelColor(x, row * line + line / 2), bar);
        for (const int row : {0, 1, 4})
            QVERIFY(image.pixelColor(x, row * line + line / 2) != bar);
    }

    void theRunningOneIsMarkedOtherwiseAndMoves()
    {
        Shown shown("select 1;\nselect 2;\n|");
        shown.editor.setRunning({10, 8});
        const QImage image = shown.editor.grab().toImage();
        const int x = shown.editor.tools().margins().width() + 3;
        const int line = shown.editor.textHeight(0);
        QCOMPARE(image.pixelColor(x, line + 2), color(Tone::Running, shown.editor.palette()));
        shown.editor.replaceBytes({0, 0}, "-- a\n");
        QCOMPARE(shown.editor.tools().margins().running(), (Extent{15, 8}));
        shown.editor.setRunning({});
        QCOMPARE(shown.editor.tools().margins().running().size, 0);
    }

    // ---- problems

    void problemsMoveWithTheTextAndGoWhenItChanges()
    {
        using Problem = SqlEditor::Problem;
        Shown shown("select wrong;\nselect größe;\n");
        shown.editor.setProblems(SqlEditor::Finder::Run, {{{7, 0}, true, u"column \"wrong\" does not exist"_s}});
        shown.editor.setProblems(SqlEditor::Finder::Check, {{{21, 7}, false, u"slow"_s}});
        QCOMPARE(shown.editor.problems(SqlEditor::Finder::Run)[0].place, (Extent{7, 5})); // the word
        QCOMPARE(shown.editor.annotation(0), u"column \"wrong\" does not exist"_s);
        QVERIFY(shown.editor.annotation(1).isEmpty()); // of a check: in the tip
        QCOMPARE(shown.editor.tools().problems().messageAt(22), u"slow"_s);
        const auto squiggle = [&](int indicator, qint64 at) {
            return shown.editor.SendScintilla(
                QsciScintilla::SCI_INDICATORVALUEAT, static_cast<unsigned long>(indicator), long(at));
        };
        QCOMPARE(squiggle(8, 8), 1);
        QCOMPARE(squiggle(9, 22), 1);
        shown.editor.replaceBytes({0, 0}, "/* ä */ ");
        QCOMPARE(shown.editor.problems(SqlEditor::Finder::Check), (std::vector<Problem>{{{30, 7}, false, u"slow"_s}}));
        QCOMPARE(squiggle(9, 31), 1);
        QCOMPARE(shown.editor.tools().problems().signsIn(400).size(), std::size_t(2));
        shown.editor.replaceBytes({32, 1}, "");
        QVERIFY(shown.editor.problems(SqlEditor::Finder::Check).empty());
        QTRY_COMPARE(squiggle(9, 31), 0);
        QCOMPARE(shown.editor.problems(SqlEditor::Finder::Run).size(), std::size_t(1));
        QVERIFY(!shown.editor.annotation(0).isEmpty());
        shown.editor.setProblems(SqlEditor::Finder::Run, {});
        QVERIFY(shown.editor.annotation(0).isEmpty());
    }

    void keysGoFromProblemToProblem()
    {
        Shown shown("aaa bbb ccc|");
        shown.editor.setProblems(SqlEditor::Finder::Run, {{{4, 0}, true, u"b"_s}});
        shown.editor.setProblems(SqlEditor::Finder::Check, {{{0, 0}, true, u"a"_s}});
        QTest::keyClick(&shown.editor, Qt::Key_F8);
        QCOMPARE(shown.editor.cursorByte(), 0);
        QTest::keyClick(&shown.editor, Qt::Key_F8);
        QCOMPARE(shown.editor.cursorByte(), 4);
        QTest::keyClick(&shown.editor, Qt::Key_F8, Qt::ShiftModifier);
        QCOMPARE(shown.editor.cursorByte(), 0);
    }

    void aProblemAtTheEndIsSeen()
    {
        Shown shown("select");
        shown.editor.setProblems(SqlEditor::Finder::Run, {{{6, 0}, true, u"syntax error at end of input"_s}});
        QCOMPARE(shown.editor.problems(SqlEditor::Finder::Run)[0].place, (Extent{5, 1}));
    }

    // ---- typing

    void bracketsAndQuotesAreClosedWithTact_data()
    {
        QTest::addColumn<QByteArray>("before");
        QTest::addColumn<QString>("keys");
        QTest::addColumn<QByteArray>("after");
        const auto row = [](const char *name, const char *before, const QString &keys, const char *after) {
            QTest::newRow(name) << QByteArray(before) << keys << QByteArray(after);
        };
        row("bracket", "f|", u"(a)"_s, "f(a)|");
        row("typed over", "|", u"('a')"_s, "('a')|");
        row("nested", "|", u"f(g(1))"_s, "f(g(1))|");
        row("before a word", "|a", u"("_s, "(|a");
        row("in a string", "'|'", u"("_s, "'(|'");
        row("in a comment", "-- |", u"('"_s, "-- ('|");
        row("an apostrophe in a string", "'it|", u"'"_s, "'it'|");
        row("behind a word", "it|", u"'"_s, "it'|");
        row("escape string", "E|", u"'a'"_s, "E'a'|");
        row("doubled", "'a|'", u"''"_s, "'a''|'");
        row("name", "|", u"\"a\""_s, "\"a\"|");
        row("in a body", "do $$|$$", u" ("_s, "do $$ (|$$");
        row("somebody else's bracket", "(a|)", u")"_s, "(a)|)");
    }
    void bracketsAndQuotesAreClosedWithTact()
    {
        QFETCH(QByteArray, before);
        QFETCH(QString, keys);
        Shown shown(before);
        shown.type(keys);
        QTEST(shown.text(), "after");
    }

    void anAddedBracketGoesWithItsOther()
    {
        Shown shown("f|");
        shown.type(u"("_s);
        QCOMPARE(shown.text(), "f(|)");
        QTest::keyClick(&shown.editor, Qt::Key_Backspace);
        QCOMPARE(shown.text(), "f|");
        shown.act("editorUndo");
        shown.act("editorUndo");
        QCOMPARE(shown.editor.bytes(), "f");
    }

    void aSelectionIsPutInBrackets()
    {
        Shown shown("select a + b");
        shown.editor.selectBytes({7, 5});
        shown.type(u"("_s);
        QCOMPARE(shown.editor.bytes(), "select (a + b)");
        QCOMPARE(shown.editor.selectedBytes(), (Extent{8, 5}));
    }

    void newLinesAreIndented()
    {
        Shown shown("  select 1|");
        shown.type(u"\nx"_s);
        QCOMPARE(shown.text(), "  select 1\n  x|");
        Shown brackets("in |");
        brackets.type(u"(\n1"_s);
        QCOMPARE(brackets.text(), "in (\n    1|\n)");
        Shown string("  select 'a|'");
        string.type(u"\n"_s);
        QCOMPARE(string.text(), "  select 'a\n|'");
        Shown body("do $$\n  begin|\n$$");
        body.type(u"\n"_s);
        QCOMPARE(body.text(), "do $$\n  begin\n      |\n$$");
    }

    // ---- brackets

    void theOtherBracketIsMarkedAndReached()
    {
        Shown shown("select case when a then f|(1) end from t");
        const auto pair = shown.editor.tools().brackets().pair();
        QVERIFY(pair);
        QCOMPARE(pair->close.offset, 27);
        QCOMPARE(shown.editor.SendScintilla(QsciScintilla::SCI_INDICATORVALUEAT, 10UL, 27L), 1);
        shown.act("editorOtherBracket");
        QCOMPARE(shown.text(), "select case when a then f(1)| end from t");
        shown.editor.setCursorByte(8);
        shown.act("editorSelectBrackets");
        QCOMPARE(shown.editor.bytesOf(shown.editor.selectedBytes()), "case when a then f(1) end");
    }

    // ---- commands

    void linesAreCommentedAndBack()
    {
        Shown shown("select 1\n  from t|\n");
        QTest::keyClick(&shown.editor, Qt::Key_Slash, Qt::ControlModifier);
        QCOMPARE(shown.text(), "select 1\n  -- from t|\n");
        QTest::keyClick(&shown.editor, Qt::Key_Slash, Qt::ControlModifier);
        QCOMPARE(shown.text(), "select 1\n  from t|\n");
        shown.editor.selectBytes({0, 17});
        shown.act("editorComment");
        QCOMPARE(shown.editor.bytes(), "-- select 1\n--   from t\n");
        shown.act("editorUndo");
        QCOMPARE(shown.editor.bytes(), "select 1\n  from t\n"); // one step
        shown.editor.selectBytes({7, 1});
        shown.act("editorComment");
        QCOMPARE(shown.editor.bytes(), "select /* 1 */\n  from t\n");
        shown.act("editorComment");
        QCOMPARE(shown.editor.bytes(), "select 1\n  from t\n");
    }

    void linesAreDuplicatedMovedAndDeleted()
    {
        Shown shown("one|\ntwo\n");
        shown.act("editorDuplicate");
        QCOMPARE(shown.editor.bytes(), "one\none\ntwo\n");
        QTest::keyClick(&shown.editor, Qt::Key_Down, Qt::AltModifier);
        shown.act("editorMoveDown");
        QCOMPARE(shown.editor.bytes(), "one\ntwo\none\n");
        shown.act("editorMoveUp");
        shown.act("editorMoveUp");
        shown.act("editorDeleteLine");
        QCOMPARE(shown.editor.bytes(), "one\ntwo\n");
        QCOMPARE(shown.editor.script().parts(), query::Script(shown.editor.bytes()).parts());
    }

    void wordsGetSeveralCursors()
    {
        Shown shown("|aa bb aa aab aa");
        shown.act("editorAddNext"); // the word
        shown.act("editorAddNext");
        shown.type(u"x"_s);
        QCOMPARE(shown.editor.bytes(), "x bb x aab aa");
        QTest::keyClick(&shown.editor, Qt::Key_Escape);
        QCOMPARE(shown.editor.SendScintilla(QsciScintilla::SCI_GETSELECTIONS), 1);
        Shown all("|aa bb aa aab aa");
        all.act("editorAddAll");
        all.type(u"y"_s);
        QCOMPARE(all.editor.bytes(), "y bb y aab y");
        QCOMPARE(all.editor.script().parts(), query::Script(all.editor.bytes()).parts());
    }

    void columnsAreSelected()
    {
        Shown shown("ab\nab\nab\n");
        for (int i = 0; i < 2; ++i)
            QTest::keyClick(&shown.editor, Qt::Key_Down, Qt::AltModifier | Qt::ShiftModifier);
        shown.type(u"x"_s);
        QCOMPARE(shown.editor.bytes(), "xab\nxab\nxab\n");
    }

    void keywordsGetTheirCase()
    {
        Shown shown("select a fr|om t");
        shown.act("editorUpper");
        QCOMPARE(shown.text(), "SELECT a FR|OM t");
        shown.act("editorLower");
        QCOMPARE(shown.text(), "select a fr|om t");
    }

    void goesToALine()
    {
        Shown shown("a\nbc\ndöf\n");
        shown.act("editorGoToLine");
        auto *line = shown.editor.findChild<QLineEdit *>(u"lineNumber"_s);
        QVERIFY(line);
        QTest::keyClicks(line, u"3:3"_s); // letters, not bytes
        QTest::keyClick(line, Qt::Key_Return);
        QCOMPARE(shown.text(), QByteArray("a\nbc\nd\xC3\xB6|") + "f\n");
        QTRY_VERIFY(!shown.editor.findChild<QLineEdit *>(u"lineNumber"_s));
    }

    void statementsFold()
    {
        Shown shown("select 1;\nselect\n  2,\n  3;\nselect 4;\n");
        QTest::qWait(0);
        shown.editor.setCursorByte(12);
        shown.act("editorFold");
        const auto isSeen = [&](int line) {
            return shown.editor.SendScintilla(QsciScintilla::SCI_GETLINEVISIBLE, static_cast<unsigned long>(line)) != 0;
        };
        QVERIFY(isSeen(1) && !isSeen(2) && !isSeen(3) && isSeen(4));
        shown.editor.setCursorByte(20); // it is shown when one goes there
        QVERIFY(isSeen(2));
        shown.act("editorFoldAll");
        QTRY_VERIFY(!isSeen(2));
        shown.act("editorUnfoldAll");
        QVERIFY(isSeen(2) && isSeen(3));
    }

    void looksAreSwitched()
    {
        Shown shown("a b");
        shown.act("editorWrap");
        QCOMPARE(shown.editor.wrapMode(), QsciScintilla::WrapWord);
        shown.act("editorBlanks");
        QCOMPARE(shown.editor.whitespaceVisibility(), QsciScintilla::WsVisible);
        const int height = shown.editor.textHeight(0);
        shown.act("editorLarger");
        shown.act("editorLarger");
        QVERIFY(shown.editor.textHeight(0) > height);
        shown.act("editorUsualSize");
        QCOMPARE(shown.editor.textHeight(0), height);
    }

    void everyCommandHasAName()
    {
        Shown shown;
        QStringList names;
        QSet<QKeySequence> keys;
        for (const QAction *action : shown.editor.actions()) {
            QVERIFY(!action->text().isEmpty() && !action->icon().isNull() && !action->objectName().isEmpty());
            QVERIFY2(!names.contains(action->text()), qPrintable(action->text()));
            names << action->text();
            if (!action->shortcut().isEmpty()) {
                QVERIFY2(!keys.contains(action->shortcut()), qPrintable(action->text()));
                keys << action->shortcut();
            }
        }
        QVERIFY(names.size() > 30);
        QCOMPARE(shown.editor.accessibleName(), u"SQL editor"_s);
    }

    // ---- keys of others

    void keysOfOthersReachThem_data()
    {
        QTest::addColumn<QKeySequence>("keys");
        for (const char *keys :
             {"Ctrl+Return", "Esc", "Ctrl+K", "Ctrl+P", "Ctrl+L", "Ctrl+T", "Ctrl+U", "Ctrl+1", "F5", "Ctrl+S",
              "Ctrl+W", "Ctrl+Space", "F2", "F12", "Ctrl+Shift+T", "Ctrl+0", "Ctrl+Alt+Return"})
            QTest::newRow(keys) << QKeySequence(QString::fromLatin1(keys));
    }
    void keysOfOthersReachThem()
    {
        QFETCH(QKeySequence, keys);
        Shown shown("select 1|");
        const QShortcut shortcut(keys, &shown.window);
        const QSignalSpy reached(&shortcut, &QShortcut::activated);
        QTest::keySequence(&shown.editor, keys);
        QCOMPARE(reached.size(), 1);
        QCOMPARE(shown.text(), "select 1|");
    }

    // Every key of a command is that of the command, whatever QScintilla does by it.
    void keysOfCommandsAreTheirs()
    {
        Shown shown("select 1|");
        for (QAction *action : shown.editor.actions()) {
            if (action->shortcut().isEmpty())
                continue;
            action->disconnect(); // what it does is tried elsewhere
            const QSignalSpy again(action, &QAction::triggered);
            QTest::keySequence(&shown.editor, action->shortcut());
            QVERIFY2(again.size() == 1, qPrintable(action->text()));
        }
        QCOMPARE(shown.text(), "select 1|");
    }

    void keysOfABarAreNotForTheText()
    {
        Shown shown("a\nb|");
        shown.act("editorFindAction");
        auto *find = shown.editor.findChild<QLineEdit *>(u"findText"_s);
        for (const Qt::Key key : {Qt::Key_Up, Qt::Key_Return, Qt::Key_PageUp, Qt::Key_Down})
            QTest::keyClick(find, key);
        QCOMPARE(shown.text(), "a\nb|");
    }

    void whoReadsTheScreenIsToldByLetters()
    {
        Shown shown(u"größe\n漢|字 x\n"_s.toUtf8());
        QAccessibleInterface *face = QAccessible::queryAccessibleInterface(&shown.editor);
        QVERIFY(face && face->textInterface());
        QAccessibleTextInterface *text = face->textInterface();
        QCOMPARE(text->characterCount(), 11);
        QCOMPARE(text->cursorPosition(), 7);
        int start = 0;
        int end = 0;
        QCOMPARE(text->textAtOffset(7, QAccessible::LineBoundary, &start, &end), u"漢字 x\n"_s);
        QCOMPARE(std::pair(start, end), std::pair(6, 11));
        QCOMPARE(text->textBeforeOffset(7, QAccessible::LineBoundary, &start, &end), u"größe\n"_s);
        QCOMPARE(text->textAtOffset(2, QAccessible::CharBoundary, &start, &end), u"ö"_s);
        QCOMPARE(text->text(6, 8), u"漢字"_s);
        text->setSelection(0, 6, 8);
        QCOMPARE(shown.editor.bytesOf(shown.editor.selectedBytes()), u"漢字"_s.toUtf8());
        QVERIFY(face->state().multiLine && face->state().editable);
        QCOMPARE(face->text(QAccessible::Name), u"SQL editor"_s);
    }

    void escEndsWhatIsOpenFirst()
    {
        Shown shown("aa aa|");
        const QShortcut shortcut(QKeySequence(Qt::Key_Escape), &shown.window);
        const QSignalSpy reached(&shortcut, &QShortcut::activated);
        shown.act("editorFindAction");
        shown.editor.setFocus();
        QTest::keyClick(&shown.editor, Qt::Key_Escape);
        QCOMPARE(reached.size(), 0);
        QTest::keyClick(&shown.editor, Qt::Key_Escape);
        QCOMPARE(reached.size(), 1);
    }

    // ---- snippets

    void snippetsAreFilledIn()
    {
        Shown shown("  selc|");
        shown.act("editorSnippet");
        SnippetSession &session = shown.editor.tools().snippets();
        QVERIFY(session.isActive());
        QCOMPARE(shown.editor.bytesOf(shown.editor.selectedBytes()), "table");
        shown.type(u"orders"_s);
        QTest::keyClick(&shown.editor, Qt::Key_Tab);
        shown.type(u"state"_s); // at both places
        QTest::keyClick(&shown.editor, Qt::Key_Backtab);
        QCOMPARE(shown.editor.bytesOf(shown.editor.selectedBytes()), "orders");
        QTest::keyClick(&shown.editor, Qt::Key_Tab);
        QTest::keyClick(&shown.editor, Qt::Key_Tab);
        QVERIFY(!session.isActive());
        QCOMPARE(shown.text(), "  select state, count(*)\n  from orders\n  group by state\n  order by count(*) desc;|");
    }

    void aSnippetIsOneStepAndEndsElsewhere()
    {
        Shown shown("sel|");
        shown.act("editorSnippet");
        QVERIFY(shown.editor.tools().snippets().isActive());
        QTest::keyClick(&shown.editor, Qt::Key_Escape);
        QVERIFY(!shown.editor.tools().snippets().isActive());
        shown.act("editorUndo");
        QCOMPARE(shown.editor.bytes(), "sel");
        shown.act("editorSnippet");
        QTest::qWait(0);
        shown.editor.setCursorByte(0);
        QVERIFY(!shown.editor.tools().snippets().isActive());
        const QSignalSpy noted(&shown.editor, &SqlEditor::noted);
        shown.editor.setBytes("nosuch");
        shown.editor.setCursorByte(6);
        shown.act("editorSnippet");
        QCOMPARE(noted.size(), 1);
    }

    // ---- format

    void formatsAndKeepsTheCursor()
    {
        Shown shown("select a,b from t where x=1;\nselect  2;");
        shown.editor.setCursorByte(25); // at "=1"
        shown.act("editorFormat");
        QTRY_VERIFY(shown.editor.bytes().startsWith("SELECT"));
        const QByteArray text = shown.editor.bytes();
        QVERIFY(text.endsWith(";\nselect  2;")); // the others stay
        QCOMPARE(text.sliced(qsizetype(shown.editor.cursorByte())).first(3), "= 1");
        shown.act("editorUndo");
        QCOMPARE(shown.editor.bytes(), "select a,b from t where x=1;\nselect  2;"); // one step
        shown.act("editorFormatAll");
        QTRY_VERIFY(shown.editor.bytes().contains("SELECT 2;"));
    }

    void formatsByTheFilesOfTheFolder()
    {
        QFile config(m_folder.filePath(u".editorconfig"_s));
        QVERIFY(config.open(QIODevice::WriteOnly));
        config.write("root = true\n[*.sql]\nhowdah_sql_keyword_case = lower\n");
        config.close();
        Shown shown("SELECT  1|");
        shown.editor.tools().formatter().setPath(m_folder.filePath(u"a.sql"_s));
        shown.act("editorFormat");
        QTRY_COMPARE(shown.editor.bytes(), "select 1");
    }

    void whatIsLeftSaysWhy()
    {
        Shown shown("select 1;\nselect  'a|");
        const QSignalSpy noted(&shown.editor, &SqlEditor::noted);
        shown.act("editorFormatAll");
        QTRY_COMPARE(noted.size(), 1);
        QVERIFY2(
            noted[0][0].toString().contains(u"left as it is"_s, Qt::CaseInsensitive),
            qPrintable(noted[0][0].toString()));
        QVERIFY(shown.editor.bytes().endsWith("select  'a"));
    }

    // ---- outline

    void theOutlineFiltersFollowsAndJumps()
    {
        Shown shown("select 1;\ncreate table orders (id int);\nupdate orders set id = 2;\n");
        auto *outline = &shown.editor.tools().outline();
        auto *list = outline->findChild<QListView *>(u"outlineList"_s);
        auto *filter = outline->findChild<QLineEdit *>(u"outlineFilter"_s);
        const QAbstractItemModelTester tester(list->model(), QAbstractItemModelTester::FailureReportingMode::Fatal);
        shown.editor.setCursorByte(15);
        shown.act("editorOutlineAction");
        QTRY_COMPARE(list->model()->rowCount(), 3);
        QCOMPARE(list->currentIndex().row(), 1);
        shown.editor.setCursorByte(42);
        QCOMPARE(list->currentIndex().row(), 2); // follows
        QTest::keyClicks(filter, u"create"_s);
        QCOMPARE(list->model()->rowCount(), 1);
        QTest::keyClick(filter, Qt::Key_Return);
        QVERIFY(outline->isHidden());
        QCOMPARE(shown.editor.cursorByte(), shown.editor.bytes().indexOf("create"));
    }

    // ---- looks

    void followsTheTheme()
    {
        Theme theme(*qApp, ThemeChoice::Light);
        Shown shown("select 'a';");
        const auto paper = [&] { return shown.editor.grab().toImage().pixelColor(600, 300); };
        QCOMPARE(paper(), paletteFor(ColorScheme::Light).color(QPalette::Base));
        theme.setChoice(ThemeChoice::Dark);
        QTRY_COMPARE(paper(), paletteFor(ColorScheme::Dark).color(QPalette::Base));
        for (int style = 0; style <= int(SqlStyle::Data); ++style) {
            const QsciLexer *lexer = shown.editor.lexer();
            QVERIFY(contrast(lexer->color(style), lexer->paper(style)) >= 4.5);
        }
    }

private:
    QTemporaryDir m_folder;
};

QTEST_MAIN(EditorTest)
#include "tst_editor.moc"
