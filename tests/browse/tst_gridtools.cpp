// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "browse/browsepage.h"
#include "browse/tools/cellfilters.h"
#include "browse/filter/filterbar.h"
#include "grid/columntools.h"
#include "grid/tools/findbar.h"
#include "grid/gridedit.h"
#include "grid/gridheader.h"
#include "grid/gridroles.h"
#include "grid/gridview.h"
#include "grid/tools/selectionsummary.h"
#include "browse/tools/wholecopy.h"
#include "browse/tools/gridtools.h"
#include "browse/rowspane.h"
#include "common/settings.h"
#include "common/statestack.h"
#include "common/tasks.h"
#include "common/widgets.h"
#include "connect/connectioncontroller.h"
#include "edit/editsession.h"
#include "editors/referencepicker.h"
#include "support/testserver.h"
#include "support/turnmeter.h"

#include <QAction>
#include <QCalendarWidget>
#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QListWidget>
#include <QMenu>
#include <QMimeData>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;
using Do = GridEdit::Do;

// What is done with the cells of a grid beside editing them, on the whole page over a real server.
class GridToolsTest final : public QObject
{
    Q_OBJECT

    howdah::test::TestServer m_server;
    QString m_database;
    QTemporaryDir m_folder;
    std::unique_ptr<Settings> m_settings;
    std::unique_ptr<TaskList> m_tasks;
    std::unique_ptr<ConnectionController> m_connection;
    std::unique_ptr<BrowsePage> m_page;

    RowsPane *rows() const { return m_page->rows(); }
    GridModel *model() const { return rows()->model(); }
    GridTable *table() const { return rows()->grid()->table(); }
    GridTools *tools() const { return rows()->tools(); }
    QAction *action(Do what) const { return rows()->gridEdit()->action(what); }

    [[nodiscard]] bool isSettled() const
    {
        return model()->isOpen() && !model()->isLoading() && rows()->states()->state() != StateStack::State::Loading;
    }
    void openTable(const QString &name)
    {
        m_page->openObject(u"public"_s, name);
        QTRY_COMPARE(rows()->shape().name, name);
        QTRY_VERIFY(isSettled());
        QTRY_VERIFY(model()->rows().isEditing());
        table()->setFocus();
    }
    QString psql(const QString &sql) const
    {
        const auto answer = m_server.psql(m_database, sql);
        return answer ? answer->trimmed() : describe(answer.error());
    }
    // Whatever column stands where: by its name.
    int column(const QString &name) const
    {
        const auto &columns = rows()->shape().columns;
        return int(std::ranges::find(columns, name, &data::ColumnShape::name) - columns.begin());
    }
    void go(int row, const QString &name)
    {
        table()->setCurrentIndex(model()->index(row, column(name)));
        QCoreApplication::processEvents();
    }
    void select(int top, const QString &left, int bottom, const QString &right)
    {
        go(top, left);
        table()->selectionModel()->select(
            QItemSelection(model()->index(top, column(left)), model()->index(bottom, column(right))),
            QItemSelectionModel::ClearAndSelect);
        QCoreApplication::processEvents();
    }
    static QByteArray clipboard() { return QGuiApplication::clipboard()->mimeData()->data(u"text/plain"_s); }
    static void fillClipboard(const QByteArray &text)
    {
        auto *mime = new QMimeData;
        mime->setData(u"text/plain"_s, text);
        QGuiApplication::clipboard()->setMimeData(mime);
    }
    void copyAll()
    {
        fillClipboard("before");
        QTest::keyClick(table(), Qt::Key_A, Qt::ControlModifier);
        QCoreApplication::processEvents();
        QTest::keyClick(table(), Qt::Key_C, Qt::ControlModifier);
    }
    [[nodiscard]] QString rowsFound() const
    {
        rows()->findChild<QAction *>(u"countRows"_s)->trigger();
        if (!QTest::qWaitFor([this] { return model()->loaded().total().exact; }))
            return u"not counted"_s;
        return QString::number(model()->loaded().total().rows);
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_database = m_server.createDatabase();
        QFile tables(QStringLiteral(HOWDAH_SOURCE_DIR "/tests/browse/findpage.sql"));
        QVERIFY(tables.open(QIODevice::ReadOnly));
        const auto made = m_server.psql(m_database, QString::fromUtf8(tables.readAll()));
        QVERIFY2(made, qPrintable(made ? QString() : describe(made.error())));
        qputenv("XDG_DATA_HOME", m_folder.filePath(u"data"_s).toUtf8());
    }
    void init()
    {
        m_settings = std::make_unique<Settings>(m_folder.filePath(u"settings.ini"_s));
        m_tasks = std::make_unique<TaskList>();
        m_connection = std::make_unique<ConnectionController>(m_settings.get(), m_tasks.get());
        m_page =
            std::make_unique<BrowsePage>(PageServices{m_connection.get(), m_settings.get(), m_tasks.get(), nullptr});
        m_page->resize(1400, 760);
        m_page->show();
        m_page->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_page.get()));
        m_connection->connectTo(m_server.connInfo(m_database), Environment::Development);
        QTRY_VERIFY(m_connection->catalog() && m_connection->catalog()->stage == catalog::Stage::Complete);
    }
    void cleanup()
    {
        QTRY_VERIFY_WITH_TIMEOUT(!m_connection->isReadingCatalog(), 30'000);
        m_page.reset();
        m_connection.reset();
        m_tasks.reset();
        m_settings.reset();
    }

    // ---- copying all

    // Ctrl+A, Ctrl+C: not the page that happens to be here.
    void allRowsAreCopied()
    {
        openTable(u"people"_s);
        QVERIFY(model()->rowCount() < 3000);
        copyAll();
        QTRY_COMPARE(clipboard().count('\n'), 2999);
        const QList<QByteArray> lines = clipboard().split('\n');
        QVERIFY2(lines.front().startsWith("1\tname 1\t1\t"), lines.front().constData());
        QVERIFY2(lines.back().startsWith("3000\tname 3000\t"), lines.back().constData());
        const auto *note = rows()->findChild<QLabel *>(u"rowsNote"_s);
        QTRY_VERIFY2(note->text().contains(u"3,000 rows copied"), qPrintable(note->text()));
        QVERIFY(m_tasks->isEmpty());
    }

    void whatIsStagedIsCopiedWithThem()
    {
        openTable(u"people"_s);
        QVERIFY(model()->overlay().setCell(1, column(u"name"_s), data::CellValue::text(u"edited"_s)));
        QTRY_VERIFY(action(Do::InsertRow)->isEnabled());
        action(Do::InsertRow)->trigger();
        QTRY_VERIFY(model()->rowCount() > model()->readRows());
        QVERIFY(model()->overlay().setCell(model()->readRows(), column(u"name"_s), data::CellValue::text(u"new"_s)));
        copyAll();
        QTRY_COMPARE(clipboard().count('\n'), 3000);
        const QList<QByteArray> lines = clipboard().split('\n');
        QVERIFY2(lines[1].startsWith("2\tedited\t"), lines[1].constData());
        QVERIFY2(lines.back().startsWith("\tnew\t"), lines.back().constData());
        QVERIFY(rows()->edits()->editor().discardAll());
    }

    // Very many are not copied without a word.
    void veryManyAreAskedFor()
    {
        openTable(u"people"_s);
        tools()->wholeCopy()->setLimits({1000, 1 << 30});
        Banner *bar = tools()->wholeCopy()->bar();
        copyAll();
        QTRY_VERIFY(bar->isVisible());
        QVERIFY2(bar->text().contains(u"3,000 rows"), qPrintable(bar->text()));
        QCOMPARE(clipboard(), QByteArray("before"));
        bar->findChild<QPushButton *>(u"copyFirstRows"_s)->click();
        QTRY_COMPARE(clipboard().count('\n'), 999);
        QVERIFY(!bar->isVisible());
        copyAll();
        QTRY_VERIFY(bar->isVisible());
        bar->findChild<QPushButton *>(u"copyAllRows"_s)->click();
        QTRY_COMPARE(clipboard().count('\n'), 2999);
        // How many a filter leaves nobody knows before they are read.
        rows()->showFilters({{}, u"id > 0"_s});
        QTRY_VERIFY(isSettled());
        copyAll();
        QTRY_VERIFY(bar->isVisible());
        QVERIFY(bar->findChild<QPushButton *>(u"copyFirstRows"_s)->text().contains(u"1,000"));
        QCOMPARE(clipboard(), QByteArray("before"));
        // Another relation: the question is of the former one.
        openTable(u"guarded"_s);
        QVERIFY(!bar->isVisible());
    }

    void whatIsSelectedStaysAllWhileOneScrolls()
    {
        openTable(u"people"_s);
        QTest::keyClick(table(), Qt::Key_A, Qt::ControlModifier);
        QVERIFY(table()->isAllSelected());
        for (int step = 0; step < 8; ++step) {
            table()->showRow(model()->rowCount() - 1);
            QTRY_VERIFY(!model()->isLoading());
            QVERIFY(table()->isAllSelected());
        }
        QTRY_COMPARE(table()->selectionModel()->selectedRows().size(), model()->rowCount()); // those that came, too
        QTRY_VERIFY2(tools()->summary()->text().contains(u"3,000"), qPrintable(tools()->summary()->text()));
        const QRect cell = table()->visualRect(model()->index(table()->topRow() + 2, column(u"name"_s)));
        QTest::mouseClick(table()->viewport(), Qt::LeftButton, {}, cell.center());
        QVERIFY(!table()->isAllSelected());
        // Of what is done to those that are here the others are told.
        QTest::keyClick(table(), Qt::Key_A, Qt::ControlModifier);
        QCoreApplication::processEvents();
        action(Do::DeleteRows)->trigger();
        const auto *note = rows()->findChild<QLabel *>(u"rowsNote"_s);
        QTRY_VERIFY2(note->text().contains(u"not loaded"), qPrintable(note->text()));
        QVERIFY(rows()->edits()->editor().discardAll());
    }

    // What a save says has room beside what the grid says.
    void aSaveIsSeenInTheLineBelow()
    {
        openTable(u"people"_s);
        auto *note = rows()->findChild<ElidedLabel *>(u"saveNote"_s);
        QVERIFY(note);
        note->setText(u"1 row saved at 12:00:00"_s);
        note->show();
        QTRY_VERIFY2(!note->isCut() && note->width() > 0, qPrintable(QString::number(note->width())));
        note->setText({});
        note->hide();
    }

    // ---- the menus

    void cellsBecomeFilters()
    {
        openTable(u"people"_s);
        const auto filtered = [this](const QString &name) {
            QCoreApplication::processEvents();
            QAction *filter = tools()->filters()->findChild<QAction *>(name);
            QVERIFY(table()->actions().contains(filter)); // of the context menu
            QVERIFY2(filter->isEnabled(), qPrintable(name));
            filter->trigger();
            QTRY_VERIFY(isSettled());
        };
        go(1, u"e"_s); // calm
        filtered(u"filterBySame"_s);
        QCOMPARE(rowsFound(), psql(u"SELECT count(*) FROM people WHERE e = 'calm'"_s));
        go(4, u"age"_s); // of id 10
        filtered(u"filterByGreater"_s);
        QCOMPARE(rowsFound(), psql(u"SELECT count(*) FROM people WHERE e = 'calm' AND age > 10"_s));
        rows()->showFilters({});
        QTRY_VERIFY(isSettled());
        go(0, u"boss"_s); // NULL
        filtered(u"filterByOther"_s);
        QCOMPARE(rowsFound(), psql(u"SELECT count(*) FROM people WHERE boss IS NOT NULL"_s));
        rows()->showFilters({});
        QTRY_VERIFY(isSettled());
        select(0, u"age"_s, 2, u"age"_s);
        filtered(u"filterBySame"_s);
        QCOMPARE(rowsFound(), psql(u"SELECT count(*) FROM people WHERE age IN (1, 2, 3)"_s));
        rows()->showFilters({});
        QTRY_VERIFY(isSettled());
        go(0, u"data"_s); // JSON has no =
        QCoreApplication::processEvents();
        QVERIFY(!tools()->filters()->action(data::CellMatch::Same)->isEnabled());
    }

    void cellsBecomeFiltersByKeys()
    {
        openTable(u"people"_s);
        const auto press = [this](Qt::Key key) {
            QCoreApplication::processEvents();
            table()->setFocus();
            QTest::keyClick(table(), key, Qt::ControlModifier | Qt::AltModifier);
            QTRY_VERIFY(isSettled());
        };
        go(1, u"e"_s); // calm
        press(Qt::Key_V);
        QCOMPARE(rowsFound(), psql(u"SELECT count(*) FROM people WHERE e = 'calm'"_s));
        rows()->showFilters({});
        QTRY_VERIFY(isSettled());
        go(0, u"boss"_s); // NULL
        press(Qt::Key_X);
        QCOMPARE(rowsFound(), psql(u"SELECT count(*) FROM people WHERE boss IS NOT NULL"_s));
        rows()->showFilters({});
        QTRY_VERIFY(isSettled());
    }

    void namesAndListsAreCopied()
    {
        openTable(u"people"_s);
        select(0, u"name"_s, 0, u"age"_s);
        action(Do::CopyNames)->trigger();
        QCOMPARE(clipboard(), QByteArray("name, age"));
        select(0, u"e"_s, 9, u"e"_s);
        action(Do::CopyInList)->trigger();
        QCOMPARE(clipboard(), QByteArray("('calm')"));
        select(88, u"age"_s, 91, u"age"_s); // ids 89 to 92
        action(Do::CopyInList)->trigger();
        QCOMPARE(clipboard(), QByteArray("(89, 0, 1, 2)"));
        select(0, u"name"_s, 3, u"age"_s);
        QVERIFY(!action(Do::CopyInList)->isEnabled());
        Q_EMIT table()->gridHeader()->menuRequested(column(u"boss"_s), {});
        auto *menu = qobject_cast<QMenu *>(QApplication::activePopupWidget());
        QVERIFY(menu);
        for (QAction *each : menu->actions()) {
            if (each->text() == u"Copy the name"_s)
                each->trigger();
        }
        menu->close();
        QCOMPARE(clipboard(), QByteArray("boss"));
    }

    void wholeRowsAndColumnsAreSelected()
    {
        openTable(u"people"_s);
        select(3, u"name"_s, 5, u"name"_s);
        QTest::keyClick(table(), Qt::Key_Space, Qt::ShiftModifier);
        QCOMPARE(table()->selectionModel()->selectedRows().size(), 3);
        QVERIFY(!table()->openEditor());
        select(3, u"name"_s, 5, u"age"_s);
        QTest::keyClick(table(), Qt::Key_Space, Qt::ControlModifier);
        QCOMPARE(table()->selectionModel()->selectedColumns().size(), 2);
    }

    void aColumnIsGoneTo()
    {
        openTable(u"people"_s);
        ColumnLayout layout = rows()->columns()->layout();
        layout.hidden = {u"boss"_s};
        rows()->columns()->apply(layout);
        go(2, u"id"_s);
        rows()->columns()->goToAction()->trigger();
        auto *name = rows()->findChild<QLineEdit *>(u"columnName"_s);
        QTRY_COMPARE(QApplication::focusWidget(), name);
        QTest::keyClicks(name, u"OS"_s);
        QTest::keyClick(name, Qt::Key_Return);
        QTRY_COMPARE(table()->currentIndex(), model()->index(2, column(u"boss"_s)));
        QVERIFY(!table()->isColumnHidden(column(u"boss"_s)));
        QVERIFY(!name->isVisible());
    }

    // ---- values of filters

    // From the head's menu: the column, and the label. Two clicks more than none.
    void labelsAreChosenFromAList()
    {
        openTable(u"people"_s);
        Q_EMIT rows()->columns()->filterWanted(u"e"_s);
        const auto list = [this] { return rows()->findChild<QListWidget *>(u"filterLabels"_s); };
        QTRY_VERIFY(list() && list()->isVisible());
        QCOMPARE(list()->count(), 2);
        const auto clickOn = [&list](int row) {
            QTest::mouseClick(
                list()->viewport(), Qt::LeftButton, {}, list()->visualItemRect(list()->item(row)).center());
        };
        clickOn(0);
        QTRY_COMPARE(
            rows()->filters().filters, (std::vector<data::Filter>{{u"e"_s, data::FilterOperator::Equal, u"calm"_s}}));
        QTRY_VERIFY(isSettled());
        QCOMPARE(rowsFound(), psql(u"SELECT count(*) FROM people WHERE e = 'calm'"_s));
        QTRY_VERIFY(!list());
        // Several: a click on a row turns it, leaving the list applies it.
        rows()->showFilters({{{u"e"_s, data::FilterOperator::InList, u"calm"_s}}, {}});
        QTRY_VERIFY(isSettled());
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        rows()->filterBar()->findChild<QAction *>(u"chooseValue"_s)->trigger();
        QTRY_VERIFY(list() && list()->isVisible());
        QCOMPARE(list()->item(0)->checkState(), Qt::Checked);
        clickOn(1);
        QCOMPARE(list()->item(1)->checkState(), Qt::Checked);
        rows()->findChild<QPushButton *>(u"filterLabelsDone"_s)->click();
        QTRY_COMPARE(
            data::listValues(rows()->filters().filters.front().value), (QStringList{u"calm"_s, u"it's \"odd\""_s}));
        QTRY_VERIFY(isSettled());
        QCOMPARE(rowsFound(), psql(u"SELECT count(*) FROM people WHERE e IN ('calm', 'it''s \"odd\"')"_s));
    }

    void daysAndReferencesAreChosen()
    {
        openTable(u"lines"_s);
        Q_EMIT rows()->columns()->filterWanted(u"day"_s);
        const auto calendar = [this] { return rows()->findChild<QCalendarWidget *>(u"filterCalendar"_s); };
        QTRY_VERIFY(calendar() && calendar()->isVisible());
        Q_EMIT calendar()->clicked(QDate(2026, 1, 1));
        QTRY_COMPARE(rows()->filters().filters.size(), 1U);
        QTRY_VERIFY(isSettled());
        QCOMPARE(rowsFound(), psql(u"SELECT count(*) FROM lines WHERE day >= '2026-01-01'"_s));
        openTable(u"people"_s);
        rows()->showFilters({});
        QTRY_VERIFY(isSettled());
        Q_EMIT rows()->columns()->filterWanted(u"boss"_s);
        const auto picker = [this] { return rows()->findChild<ReferencePicker *>(); };
        QTRY_VERIFY(picker() && picker()->isVisible());
        picker()->search()->setText(u"needle"_s);
        QTRY_VERIFY(!picker()->isSearching() && picker()->list()->model()->rowCount() == 1);
        QTest::keyClick(picker()->search(), Qt::Key_Return);
        QTRY_COMPARE(
            rows()->filters().filters, (std::vector<data::Filter>{{u"boss"_s, data::FilterOperator::Equal, u"77"_s}}));
        QTRY_VERIFY(isSettled());
        QCOMPARE(rowsFound(), psql(u"SELECT count(*) FROM people WHERE boss = 77"_s));
    }

    // An entry of the head's menu and one choice for each: nothing is typed, and nothing is to be applied.
    void anEnumAndADayTakeFourActions()
    {
        QCOMPARE(
            psql(u"CREATE TABLE felt (id int PRIMARY KEY, e mood, day date); INSERT INTO felt SELECT i, "
                 "CASE WHEN i % 2 = 0 THEN 'calm'::mood END, date '2026-01-01' + i FROM generate_series(0, 99) i"_s),
            QString());
        m_connection->refreshCatalog();
        QTRY_VERIFY(m_connection->catalog()->relation(u"public"_s, u"felt"_s) && !m_connection->isReadingCatalog());
        openTable(u"felt"_s);
        int actions = 0;
        const auto choose = [this, &actions](const QString &column) {
            Q_EMIT rows()->columns()->filterWanted(column);
            ++actions;
        };
        choose(u"e"_s);
        QListWidget *labels = nullptr;
        QTRY_VERIFY((labels = rows()->findChild<QListWidget *>(u"filterLabels"_s)) && labels->isVisible());
        QTest::mouseClick(labels->viewport(), Qt::LeftButton, {}, labels->visualItemRect(labels->item(0)).center());
        ++actions;
        QTRY_COMPARE(rows()->filters().filters.size(), 1U);
        QTRY_VERIFY(isSettled());
        choose(u"day"_s);
        QCalendarWidget *days = nullptr;
        QTRY_VERIFY((days = rows()->findChild<QCalendarWidget *>(u"filterCalendar"_s)) && days->isVisible());
        Q_EMIT days->clicked(QDate(2026, 2, 1));
        ++actions;
        QTRY_COMPARE(rows()->filters().filters.size(), 2U);
        QTRY_VERIFY(isSettled());
        QCOMPARE(actions, 4);
        QCOMPARE(rowsFound(), psql(u"SELECT count(*) FROM felt WHERE e = 'calm' AND day >= '2026-02-01'"_s));
    }

    // ---- finding and counting

    void wordsAreFoundWithoutFiltering()
    {
        openTable(u"people"_s);
        go(0, u"id"_s);
        m_page->focusSearch(); // Ctrl+F
        auto *text = rows()->findChild<QLineEdit *>(u"findText"_s);
        QTRY_COMPARE(QApplication::focusWidget(), text);
        QTest::keyClicks(text, u"NEEDLE"_s);
        QTRY_COMPARE(table()->currentIndex(), model()->index(76, column(u"name"_s)));
        QVERIFY(rows()->filters().isEmpty());
        text->setText(u"name 1"_s);
        QTRY_COMPARE(table()->currentIndex(), model()->index(99, column(u"name"_s))); // name 100
        QTest::keyClick(text, Qt::Key_Return);
        QTRY_COMPARE(table()->currentIndex(), model()->index(100, column(u"name"_s)));
        QTest::keyClick(text, Qt::Key_Return, Qt::ShiftModifier);
        QTRY_COMPARE(table()->currentIndex(), model()->index(99, column(u"name"_s)));
        // Around the end.
        go(5, u"name"_s);
        text->setText(u"name 3"_s);
        QTRY_COMPARE(table()->currentIndex(), model()->index(29, column(u"name"_s)));
        go(2, u"name"_s);
        text->setText(u"name 1"_s);
        QTRY_COMPARE(table()->currentIndex(), model()->index(9, column(u"name"_s)));
        go(2, u"id"_s);
        tools()->find()->go(FindBar::Way::Back);
        QTRY_COMPARE(table()->currentIndex(), model()->index(0, column(u"name"_s)));
        tools()->find()->go(FindBar::Way::Back);
        QTRY_VERIFY(table()->currentIndex().row() > 100);
        QVERIFY2(tools()->find()->status().contains(u"Continued"), qPrintable(tools()->find()->status()));
        // What is not loaded is a filter's to find.
        text->setText(u"name 2999"_s);
        QTRY_VERIFY2(tools()->find()->status().contains(u"Not in the"), qPrintable(tools()->find()->status()));
        auto *all = rows()->findChild<QPushButton *>(u"findInAll"_s);
        QVERIFY(all->isVisible());
        all->click();
        QTRY_COMPARE(rows()->filters().search, u"name 2999"_s);
        QTRY_VERIFY(isSettled() && model()->rowCount() == 1);
        QVERIFY(!text->isVisible());
    }

    void rowsHaveTheirNumbers()
    {
        openTable(u"people"_s);
        const auto number = [this](int row) {
            return model()->headerData(row, Qt::Vertical, HeaderRowNumberRole).toString();
        };
        QCOMPARE(number(0), u"1"_s);
        QCOMPARE(number(99), u"100"_s);
        const int wide = table()->verticalHeader()->width();
        rows()->columns()->rowNumbersAction()->setChecked(false);
        QTRY_VERIFY(table()->verticalHeader()->width() < wide);
        QCOMPARE(m_page->saveState().value("rowNumbers"_L1).toBool(true), false);
        rows()->columns()->rowNumbersAction()->setChecked(true);
        QTRY_COMPARE(table()->verticalHeader()->width(), wide);
    }

    void aSelectionIsSummedUp()
    {
        openTable(u"people"_s);
        const auto *label = rows()->findChild<QLabel *>(u"selectionSummary"_s);
        select(0, u"age"_s, 9, u"age"_s);
        QTRY_COMPARE(label->text(), u"Count 10 · Sum 55 · Average 5.5"_s);
        select(0, u"e"_s, 9, u"e"_s);
        QTRY_COMPARE(label->text(), u"Count 5 · NULL 5"_s);
        select(0, u"age"_s, 0, u"age"_s);
        QTRY_COMPARE(label->text(), QString());
        select(0, u"id"_s, model()->rowCount() - 1, u"id"_s);
        const QString judge = psql(u"SELECT sum(id) FROM people WHERE id <= %1"_s.arg(model()->rowCount()));
        QTRY_VERIFY2(label->text().contains(u"Sum "_s + judge), qPrintable(label->text()));
    }
};

HOWDAH_UI_TEST_MAIN(GridToolsTest)
#include "tst_gridtools.moc"
