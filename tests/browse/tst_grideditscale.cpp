// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// The grid with editing on over what is wide, long and large.
#include "grid/positionbar.h"
#include "browse/grideditcase.h"
#include "browse/inspector/recordpanel.h"
#include "support/watchdog.h"

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;
using namespace howdah::ui::test;
using Do = GridEdit::Do;

// One step of so many rows is no stall; without optimisation the same steps take several times as long.
#ifdef __OPTIMIZE__
constexpr int PastedRows = 5'000;
#else
constexpr int PastedRows = 1'000;
#endif

class GridEditScaleTest final : public GridCase
{
    Q_OBJECT

    std::unique_ptr<howdah::test::StallWatchdog> m_watchdog;

    void watch()
    {
        QCoreApplication::processEvents();
        m_watchdog = std::make_unique<howdah::test::StallWatchdog>();
    }
    // By the clock on the wall, which other programs stretch, only that nothing waits: the processor time of each turn
    // of the event loop, with the bar of 50 ms, is what the application of the test measures.
    void noStall()
    {
        QTest::qWait(0);
        const qint64 stall = m_watchdog->longestStallMs();
        m_watchdog.reset();
        qInfo("longest stall %lld ms", stall);
        if (!howdah::test::isSanitized())
            QVERIFY2(stall < 1000, qPrintable(u"%1 ms"_s.arg(stall)));
    }

    static constexpr int WideColumns = 200;
    static constexpr int WideRows = int(GridEdit::MostCells) / WideColumns;

    static QString wideTable()
    {
        QStringList columns;
        QStringList values;
        for (int i = 0; i < WideColumns; ++i) {
            columns << u"c%1 text"_s.arg(i);
            values << u"'value ' || i || ' of %1'"_s.arg(i);
        }
        return u"DROP TABLE IF EXISTS wide; CREATE TABLE wide (id int PRIMARY KEY, %1); INSERT INTO wide SELECT i, %2 FROM generate_series(1, 600) i"_s
            .arg(columns.join(u", "_s), values.join(u", "_s));
    }
    // With as many rows in the grid as the largest block has.
    void showWide()
    {
        psql(wideTable());
        show(u"wide"_s);
        m_grid->tester.reset();
        while (model().readRows() < WideRows) {
            table().showRow(model().readRows() - 1);
            settle();
        }
        QCOMPARE(model().firstPosition(), 0);
    }
    static QByteArray wideBlock(const QByteArray &word)
    {
        QByteArray line;
        for (int i = 1; i <= WideColumns; ++i)
            line += word + QByteArray::number(i) + (i < WideColumns ? '\t' : '\n');
        return line.repeated(WideRows);
    }

private Q_SLOTS:
    void init() { begin(); }
    void cleanup()
    {
        m_watchdog.reset();
        finish();
    }

    void aTableOf200ColumnsScrollsWithoutAStall()
    {
        psql(wideTable());
        show(u"wide"_s);
        m_grid->tester.reset();
        // Edits on many rows, so that every cell looks for one.
        std::vector<CellEdit> staged;
        for (int row = 0; row < 200; ++row)
            staged.push_back({model().rows().ref(row), 1 + row % 200, "edited"_t});
        must(edits().editor().setCells(staged));
        settle();
        watch();
        for (int step = 0; step < 40; ++step) {
            table().showRow(table().topRow() + 5);
            table().horizontalScrollBar()->setValue(step * 400);
            QCoreApplication::processEvents();
        }
        settle();
        noStall();
        QVERIFY(model().readRows() > 200); // it read on meanwhile
    }

    void C7_aCellOf15MegabytesStallsNothing()
    {
        psql(
            u"DROP TABLE IF EXISTS heavy; CREATE TABLE heavy (id int PRIMARY KEY, big text, note text); "
            "INSERT INTO heavy SELECT i, CASE i WHEN 2 THEN repeat('0123456789abcde', 1000000) ELSE 'small' END, 'n' FROM generate_series(1, 50) i"_s);
        show(u"heavy"_s);
        RecordPanel panel;
        panel.attach(&model());
        panel.show();
        watch();
        QSignalSpy recordShown(&panel, &RecordPanel::recordShown);
        panel.showRow(1);
        QTRY_VERIFY(!recordShown.isEmpty());
        m_grid->view.activateWindow();
        go(1, 2);
        // Another cell of the row is edited, and the value that stands beside it is not sent.
        type(u"edited"_s);
        press(Qt::Key_Tab);
        QCOMPARE(shown(1, 2), u"edited"_s);
        saveGrid();
        QCOMPARE(shown(1, 2), u"edited"_s);
        // Copied whole.
        select(0, 0, 2, 1);
        run(Do::Copy);
        QVERIFY(clipboard().size() > 15'000'000);
        // Duplicated whole.
        select(1, 0, 1, 0);
        run(Do::DuplicateRows);
        table().viewport()->repaint();
        QCoreApplication::processEvents();
        must(model().overlay().setCell(model().rowCount() - 1, 0, "99"_t));
        noStall();
        saveGrid();
        QCOMPARE(psql(u"SELECT count(*), min(length(big)) FROM heavy WHERE length(big) > 1000"_s), u"2|15000000"_s);
    }

    // The model counts rows of the relation in 64 bits; those that it holds are few.
    void C8_rowsBeyondTwoToThe31AreEdited()
    {
        constexpr qint64 rows = (qint64(1) << 31) + 1;
        psql(u"INSERT INTO notes SELECT i, 'v' || i, 0, i FROM generate_series(21, 1000) i"_s);
        show();
        page({}, {}, {rows, true});
        model().jumpToEnd();
        settle();
        QCOMPARE(model().firstPosition() + model().readRows(), rows);
        QCOMPARE(model().totalRows(), rows);
        const int last = model().readRows() - 1;
        must(model().overlay().setCell(last, 1, "last"_t));
        QCOMPARE(shown(last, 1), u"last"_s);
        QVERIFY(at(last, 1).data(Qt::AccessibleDescriptionRole).toString().contains(QLocale().toString(rows)));
        go(last, 1);
        run(Do::InsertRow);
        QCOMPARE(model().totalRows(), rows);
        QVERIFY(m_grid->view.bar()->position() >= 0);
        QCOMPARE(m_grid->view.visibleRange().second, rows - 1);
        QCOMPARE(table().currentIndex().row(), model().rowCount() - 1);
        must(model().overlay().setCell(model().rowCount() - 1, 0, "5000"_t));
        saveGrid();
        QCOMPARE(model().totalRows(), rows + 1);
        QCOMPARE(cell("1000", u"v"_s), u"last"_s);
    }

    // One call, as one key of the page makes: pages and long values alike.
    void C11_oneStepStopsWhatIsRead()
    {
        psql(
            u"DROP TABLE IF EXISTS long; CREATE TABLE long (id int PRIMARY KEY, t text); "
            "INSERT INTO long SELECT i, repeat('y', 20000) FROM generate_series(1, 200) i; "
            "CREATE OR REPLACE FUNCTION slow() RETURNS boolean LANGUAGE sql STABLE AS 'SELECT pg_sleep(30) IS NOT NULL'"_s);
        show(u"long"_s);
        select(0, 0, 199, 1);
        toClipboard("before");
        QTRY_VERIFY(action(Do::Copy)->isEnabled());
        action(Do::Copy)->trigger();
        QVERIFY(act().isBusy());
        model().cancel();
        QTRY_VERIFY(!act().isBusy());
        QVERIFY2(m_grid->said.contains(u"cancelled"), qPrintable(m_grid->said));
        QCOMPARE(clipboard(), "before"_ba);
        // A page that never comes, as the condition that was typed waits: the operator's SQL, which a session that only
        // reads takes as long as nothing in it is volatile.
        const auto session = must(m_window->connection.takeSession(connection::SessionRole::Rows, u"grid"_s));
        model().open(session, must(data::PageQuery::make(edits().shape(), {{}, u"slow()"_s}, {})), 150000, {-1, false});
        QTRY_COMPARE(
            psql(
                u"SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%slow()%' AND state = 'active' AND pid <> pg_backend_pid()"_s),
            u"1"_s);
        model().cancel();
        QVERIFY(!model().isLoading());
        QTRY_COMPARE_WITH_TIMEOUT(
            psql(
                u"SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%slow()%' AND state = 'active' AND pid <> pg_backend_pid()"_s),
            u"0"_s, 1000);
    }

    // As many cells as may be pasted: one step of undo, in turns that leave the window free.
    void theLargestBlockIsOneStepInManyTurns()
    {
        showWide();
        QSignalSpy ended(&edits(), &EditSession::stagingEnded);
        select(0, 1, 0, 1);
        toClipboard(wideBlock("pasted"));
        QTRY_VERIFY(action(Do::Paste)->isEnabled());
        action(Do::Paste)->trigger();
        QTRY_VERIFY(edits().history().isStaging());
        // Nothing else is edited or saved meanwhile, and how far it is can be seen.
        QVERIFY(!edits().refusal().isEmpty() && !edits().saving().refusal().isEmpty());
        QVERIFY(!edits().editor().setCells({{model().rows().ref(0), 1, "other"_t}}));
        QVERIFY(!m_window->tasks.isEmpty());
        std::set<int> percents;
        while (edits().history().isStaging()) {
            percents.insert(int(edits().history().stagingFraction() * 100));
            QCoreApplication::processEvents();
        }
        QVERIFY2(percents.size() > 3, qPrintable(QString::number(percents.size())));
        settle();
        QCOMPARE(ended.size(), 1);
        QVERIFY(m_window->tasks.isEmpty());
        QCOMPARE(m_grid->said, u"%1 cell(s) pasted"_s.arg(WideRows * WideColumns));
        QCOMPARE(edits().changes()->count(), WideRows);
        QCOMPARE(edits().history().stack()->count(), 1);
        QCOMPARE(shown(WideRows - 1, WideColumns), u"pasted%1"_s.arg(WideColumns));
        // Undone and redone as one, in turns, too. What is undone while something else is on its way waits.
        edits().history().stack()->undo();
        QVERIFY(edits().history().isStaging());
        edits().history().stack()->redo();
        QTRY_VERIFY(!edits().history().isStaging());
        QCOMPARE(edits().changes()->count(), WideRows);
        edits().history().stack()->undo();
        QTRY_VERIFY(!edits().history().isStaging());
        QVERIFY(!edits().hasEdits());
        settle();
        QVERIFY(shown(0, 1).startsWith(u"value"_s));
    }

    void aLargeBlockThatIsCancelledOrRefusedLeavesNothing()
    {
        showWide();
        select(0, 1, 0, 1);
        toClipboard(wideBlock("never"));
        QTRY_VERIFY(action(Do::Paste)->isEnabled());
        action(Do::Paste)->trigger();
        QTRY_VERIFY(edits().history().isStaging() && edits().history().stagingFraction() > 0.1);
        edits().history().cancelStaging();
        settle();
        QVERIFY2(m_grid->said.contains(u"cancelled"_s), qPrintable(m_grid->said));
        QVERIFY(!edits().hasEdits());
        QCOMPARE(edits().history().stack()->count(), 0);
        QVERIFY(shown(0, 1).startsWith(u"value"_s));
        // The last cell cannot be: none is.
        QByteArray block = wideBlock("never");
        block.insert(block.size() - 3, '\0');
        toClipboard(block);
        run(Do::Paste);
        QVERIFY2(m_grid->said.contains(u"U+0000"_s), qPrintable(m_grid->said));
        QVERIFY(!edits().hasEdits());
        // The table is left in the middle: nothing of it is offered again.
        toClipboard(wideBlock("never"));
        action(Do::Paste)->trigger();
        QTRY_VERIFY(edits().history().isStaging());
        edits().close();
        settle();
        show(u"wide"_s);
        QTRY_VERIFY(!edits().offers().isLooking());
        QVERIFY(!edits().offers().first());
    }

    void theMostRowsArePastedInTurns()
    {
        show();
        m_grid->tester.reset();
        QByteArray text;
        for (int i = 0; i < GridEdit::MostNewRows; ++i)
            text += QByteArray::number(100'000 + i) + "\tnew\t1\t2\n";
        toClipboard(text);
        QTRY_VERIFY(action(Do::PasteAsRows)->isEnabled());
        action(Do::PasteAsRows)->trigger();
        QTRY_VERIFY(edits().history().isStaging());
        settle();
        QCOMPARE(model().rowCount(), model().readRows() + int(GridEdit::MostNewRows));
        QCOMPARE(edits().history().stack()->count(), 1);
        select(model().readRows(), 0, model().rowCount() - 1, 3);
        run(Do::RevertRows);
        QVERIFY(!edits().hasEdits());
        toClipboard(text + "1\tone too many\t1\t2\n");
        run(Do::PasteAsRows);
        QVERIFY2(m_grid->said.contains(u"Import"_s), qPrintable(m_grid->said));
        QVERIFY(!edits().hasEdits());
    }

    void thousandsOfEditsAreShownWithoutAStall()
    {
        psql(u"INSERT INTO notes SELECT i, 'v' || i, 0, i FROM generate_series(21, 2000) i"_s);
        show();
        m_grid->tester.reset();
        QByteArray text;
        for (int i = 0; i < PastedRows; ++i)
            text += QByteArray::number(10'000 + i) + "\tnew\t1\t2\n";
        toClipboard(text);
        run(Do::PasteAsRows);
        QCOMPARE(model().rowCount(), model().readRows() + PastedRows);
        watch();
        for (int step = 0; step < 20; ++step) {
            table().showRow(table().topRow() + PastedRows / 20);
            QCoreApplication::processEvents();
        }
        go(model().rowCount() - 1, 1);
        type(u"typed"_s);
        press(Qt::Key_Return);
        QCOMPARE(shown(model().rowCount() - 1, 1), u"typed"_s);
        noStall();
    }
};

HOWDAH_UI_TEST_MAIN(GridEditScaleTest)
#include "tst_grideditscale.moc"
