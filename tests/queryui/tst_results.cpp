// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// What came of runs, in the area beneath the editor, over real runs.
#include "common/settings.h"
#include "common/statestack.h"
#include "common/tasks.h"
#include "grid/gridheader.h"
#include "grid/gridroles.h"
#include "grid/gridview.h"
#include "grid/tools/findbar.h"
#include "grid/tools/selectionsummary.h"
#include "query/result/copyview.h"
#include "query/result/messagesview.h"
#include "query/result/pane/resultarranger.h"
#include "query/result/pane/resultcopy.h"
#include "query/result/pane/resultexportdialog.h"
#include "query/result/pane/resultfilterbar.h"
#include "query/result/pane/resultmodel.h"
#include "query/result/pane/resultoverlay.h"
#include "connect/connectioncontroller.h"
#include "query/result/pane/resultpane.h"
#include "query/result/pane/resultrecord.h"
#include "query/result/pane/resultstatistics.h"
#include "query/result/pane/resulttools.h"
#include "query/result/resultarea.h"
#include "query/run/scriptrunner.h"
#include "query/runfixture.h"
#include "support/patience.h"
#include "support/turnmeter.h"

#include <QAbstractItemModelTester>
#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QLineEdit>
#include <QListView>
#include <QSignalSpy>
#include <QTabBar>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;
using data::ClipFormat;
using query::Outcome;
using Is = query::ResultCondition::Is;

namespace {

// One value is staged for one cell.
class OneStaged final : public ResultOverlay
{
public:
    const data::CellValue *staged(qint64 row, int column) const override
    {
        return row == m_row && column == 0 && m_any ? &m_value : nullptr;
    }
    RowState state(qint64 row) const override { return row == m_row && m_any ? RowState::Edited : RowState::Read; }
    QString problem(qint64, int) const override { return {}; }
    QString tip(qint64, int) const override { return {}; }
    bool isEditable(qint64 row, int) const override { return row == m_row; }
    bool setValue(qint64 row, int, const data::CellValue &value) override
    {
        m_value = value;
        m_any = true;
        Q_EMIT rowsChanged(row, row);
        return true;
    }
    qint64 m_row = 3;
    data::CellValue m_value;
    bool m_any = false;
};

} // namespace

class ResultsUiTest final : public QObject, private test::RunFixture
{
    Q_OBJECT

    std::unique_ptr<Settings> m_settings;
    std::unique_ptr<TaskList> m_tasks;
    std::unique_ptr<ConnectionController> m_connection;
    std::shared_ptr<connection::Session> m_shared;
    std::unique_ptr<query::ScriptRunner> m_runner;
    std::unique_ptr<ResultArea> m_area;

    void start(const QByteArray &sql, query::RunOptions options = {})
    {
        const query::Script script(sql);
        m_area->beginRun(script);
        QVERIFY(m_runner->start(m_shared, script, script.all(), std::move(options)));
    }
    void runToEnd(const QByteArray &sql, query::RunOptions options = {})
    {
        start(sql, std::move(options));
        QTRY_VERIFY(!m_runner->isRunning());
    }
    // One answer, in front and read.
    ResultPane *show(const QByteArray &sql)
    {
        runToEnd(sql);
        ResultPane *pane = m_area->currentPane();
        if (pane
            && !QTest::qWaitFor(
                [&] {
                    return pane->isFinished() && (pane->model()->rowCount() > 0 || pane->rows()->rowCount() == 0)
                        && !pane->model()->isReading();
                },
                30000))
            return nullptr;
        return pane;
    }
    static QString cell(const ResultModel *model, int row, int column)
    {
        return model->index(row, column).data().toString();
    }
    static QStringList shown(const ResultModel *model, int column)
    {
        QStringList values;
        for (int row = 0; row < model->rowCount(); ++row)
            values << cell(model, row, column);
        return values;
    }
    bool arranged(ResultPane *pane)
    {
        return QTest::qWaitFor(
            [&] { return !pane->tools()->arranger()->isRunning() && !pane->model()->isReading(); }, 30000);
    }
    static QString clipboard() { return QGuiApplication::clipboard()->text(); }
    // What was said when it was done.
    QString copied(ResultPane *pane, ClipFormat format)
    {
        QSignalSpy said(pane->tools()->copy(), &ResultCopy::message);
        pane->tools()->copy()->copy(format);
        return said.count() > 0 || said.wait(30000) ? said.last().first().toString() : QString();
    }
    static void select(ResultPane *pane, int top, int left, int bottom, int right)
    {
        const ResultModel *model = pane->model();
        pane->grid()->table()->selectionModel()->setCurrentIndex(
            model->index(top, left), QItemSelectionModel::NoUpdate);
        pane->grid()->table()->selectionModel()->select(
            QItemSelection(model->index(top, left), model->index(bottom, right)), QItemSelectionModel::ClearAndSelect);
    }

private Q_SLOTS:
    void init()
    {
        openAnew();
        m_shared = std::move(m_session);
        m_settings = std::make_unique<Settings>(m_folder.filePath(u"settings.ini"_s));
        m_tasks = std::make_unique<TaskList>();
        m_connection = std::make_unique<ConnectionController>(m_settings.get(), m_tasks.get()); // to nothing
        m_area =
            std::make_unique<ResultArea>(PageServices{m_connection.get(), m_settings.get(), m_tasks.get(), nullptr});
        m_area->resize(1100, 500);
        m_area->show();
        m_runner = std::make_unique<query::ScriptRunner>();
        connect(m_runner.get(), &query::ScriptRunner::began, m_area.get(), &ResultArea::began);
        connect(m_runner.get(), &query::ScriptRunner::rowsCome, m_area.get(), &ResultArea::rowsCome);
        connect(m_runner.get(), &query::ScriptRunner::noticed, m_area.get(), &ResultArea::noticed);
        connect(m_runner.get(), &query::ScriptRunner::ended, m_area.get(), &ResultArea::ended);
        connect(m_runner.get(), &query::ScriptRunner::finished, m_area.get(), &ResultArea::finished);
    }
    void cleanup()
    {
        m_runner.reset();
        m_area.reset();
        m_shared.reset();
    }

    // ---- outcomes

    void listsEveryStatementInOrder()
    {
        runToEnd("create table t (a int); insert into t values (1), (2); select * from t; "
                 "do $$ begin raise notice 'hello %', 1; end $$; \\echo done");
        OutcomeModel *model = m_area->messages()->model();
        QAbstractItemModelTester tester(model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QCOMPARE(model->rowCount(), 5);
        QStringList lines;
        for (int line = 0; line < 5; ++line)
            lines << model->index(line).data(OutcomeModel::ResultTextRole).toString();
        QCOMPARE(lines[0], u"CREATE TABLE"_s);
        QCOMPARE(lines[1], u"INSERT 0 2"_s);
        QCOMPARE(lines[2], u"SELECT 2"_s);
        QVERIFY2(lines[3].contains(u"NOTICE: hello 1"_s), qPrintable(lines[3]));
        QVERIFY2(lines[4].contains(u"done"_s), qPrintable(lines[4]));
        QVERIFY(model->index(0).data().toString().startsWith(u"create table t"_s));
        QVERIFY(!model->index(2).data(OutcomeModel::DurationRole).toString().isEmpty());
        QVERIFY2(
            m_area->messages()->headText().startsWith(u"Finished · 5 statements done"_s),
            qPrintable(m_area->messages()->headText()));
    }

    void goesToThePlaceOfAnError()
    {
        const QByteArray sql = "select 1;\nselect nosuch from pg_class;\nselect 3";
        runToEnd(sql);
        MessagesView *messages = m_area->messages();
        QCOMPARE(m_area->tabs()->currentIndex(), 0); // what failed is in front
        const int line = messages->model()->firstFailed();
        QCOMPARE(line, 1);
        QCOMPARE(messages->list()->currentIndex().row(), line);
        QVERIFY2(messages->detailText().contains(u"nosuch"_s), qPrintable(messages->detailText()));
        QVERIFY2(messages->detailText().contains(u"line 2, column 8"_s), qPrintable(messages->detailText()));
        QVERIFY(messages->detailText().contains(u"42703"_s));
        QSignalSpy wanted(m_area.get(), &ResultArea::placeWanted);
        Q_EMIT messages->list()->clicked(messages->model()->index(line));
        QCOMPARE(wanted.count(), 1);
        QCOMPARE(wanted[0][1].toLongLong(), sql.indexOf("nosuch"));
        QVERIFY(messages->headText().contains(u"1 not run"_s));
    }

    void foldsWhatWentWellAndAnswersNothing()
    {
        QByteArray sql = "create temp table t (a int);\n";
        for (int i = 0; i < 3000; ++i)
            sql += "insert into t values (1);\n";
        sql += "select count(*) from t";
        runToEnd(sql);
        OutcomeModel *model = m_area->messages()->model();
        QAbstractItemModelTester tester(model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QCOMPARE(model->statementCount(), 3002);
        QCOMPARE(model->rowCount(), 2); // those that answer nothing, and the one that does
        QVERIFY(model->index(0).data(OutcomeModel::IsFoldRole).toBool());
        QVERIFY(model->index(0).data(OutcomeModel::ResultTextRole).toString().startsWith(u"3,000 rows"_s));
        model->open(0);
        QCOMPARE(model->rowCount(), 3002);
        QCOMPARE(model->index(1).data(OutcomeModel::ResultTextRole).toString(), u"INSERT 0 1"_s);
    }

    void saysWhatIsUnknownInItsOwnWords()
    {
        Outcome outcome;
        outcome.state = Outcome::State::Unknown;
        outcome.error = makeError(ErrorKind::Connection, u"gone"_s);
        QVERIFY(resultWords(outcome).contains(u"nobody knows whether it took effect"_s));
        QCOMPARE(toneOf(outcome), Tone::Failed);
        outcome.state = Outcome::State::Lost;
        QVERIFY(resultWords(outcome).contains(u"had no effect"_s));
    }

    // ---- answers

    void keepsAllResultSets()
    {
        runToEnd("select 1 as a; select * from generate_series(1, 200); select 3 where false");
        QCOMPARE(m_area->resultCount(), 3);
        QCOMPARE(m_area->tabs()->tabText(1), u"Result 1: 1 row"_s);
        QCOMPARE(m_area->tabs()->tabText(2), u"Result 2: 200 rows"_s);
        QVERIFY(m_area->tabs()->tabText(3).startsWith(u"Result 3: "_s));
        QCOMPARE(m_area->panes().size(), 1); // made once looked at
        m_area->showResult(2);
        QVERIFY(m_area->currentPane());
        QCOMPARE(m_area->currentPane()->model()->columnCount(), 1);
        QCOMPARE(m_area->currentPane()->model()->rowCount(), 0);
    }

    void keepsWhatIsPinned()
    {
        runToEnd("select 1 as first; select 2 as second");
        m_area->pin(0, u"Before"_s);
        runToEnd("create table t (a int)"); // has no rows: nothing goes
        QCOMPARE(m_area->resultCount(), 2);
        runToEnd("select 3 as third");
        QCOMPARE(m_area->resultCount(), 2);
        QCOMPARE(m_area->tabs()->tabText(1), u"Before: 1 row"_s);
        QCOMPARE(m_area->tabs()->tabText(2), u"Result 1: 1 row"_s);
        m_area->showResult(0);
        QTRY_COMPARE(m_area->currentPane()->model()->rowCount(), 1);
        QCOMPARE(cell(m_area->currentPane()->model(), 0, 0), u"1"_s);
        m_area->pin(0, {});
        runToEnd("select 4");
        QCOMPARE(m_area->resultCount(), 1);
    }

    void keepsWhatIsEditedAndNotSaved()
    {
        runToEnd("select 1 as first");
        m_area->currentPane()->setUnsaved([] { return u"Result 1: 1 edited row"_s; });
        QCOMPARE(m_area->unsavedWork(), QStringList{u"Result 1: 1 edited row"_s});
        runToEnd("select 2 as second");
        QCOMPARE(m_area->resultCount(), 2);
    }

    void showsRowsWhileMoreCome()
    {
        start("select i from generate_series(1, 30000000) i");
        QTRY_VERIFY(m_area->currentPane() != nullptr);
        ResultPane *pane = m_area->currentPane();
        QTRY_VERIFY(pane->model()->rowCount() > 0);
        QVERIFY(m_runner->isRunning());
        QVERIFY(!pane->isFinished());
        QTRY_VERIFY(pane->footText().contains(u"more are coming"_s));
        QAction *stop = pane->findChild<QAction *>(u"stopHere"_s);
        QVERIFY(stop && stop->isVisible());
        stop->trigger();
        QTRY_VERIFY(!m_runner->isRunning());
        QTRY_VERIFY(pane->isFinished());
        const qint64 kept = pane->rows()->rowCount();
        QVERIFY(kept > 0 && kept < 30'000'000);
        QVERIFY2(pane->footText().contains(u"stopped here"_s), qPrintable(pane->footText()));
        pane->model()->jumpToEnd();
        QTRY_COMPARE(pane->model()->totalRows(), kept);
        QTRY_VERIFY(pane->model()->isAtEnd() && !pane->model()->isReading());
        QCOMPARE(cell(pane->model(), pane->model()->rowCount() - 1, 0), QString::number(kept));
        QCOMPARE(m_area->messages()->model()->outcome(0)->state, Outcome::State::Done);
    }

    void movesItsWindow()
    {
        ResultPane *pane = show("select i, 'x' || i from generate_series(1, 100000) i");
        QVERIFY(pane);
        ResultModel *model = pane->model();
        QAbstractItemModelTester tester(model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QCOMPARE(model->totalRows(), 100'000);
        for (int i = 0; i < 12; ++i) {
            model->fetchAfter();
            QTRY_VERIFY(!model->isReading());
        }
        QVERIFY(model->firstPosition() > 0);
        QVERIFY(model->rowCount() <= 3000);
        QCOMPARE(cell(model, 0, 0), QString::number(model->firstPosition() + 1));
        const qint64 first = model->firstPosition();
        model->fetchBefore();
        QTRY_VERIFY(!model->isReading());
        QVERIFY(model->firstPosition() < first);
        QCOMPARE(cell(model, 0, 0), QString::number(model->firstPosition() + 1));
        QSignalSpy jumped(model, &WindowedTableModel::jumped);
        model->jumpToFraction(0.5);
        QTRY_COMPARE(jumped.count(), 1);
        QCOMPARE(cell(model, jumped[0][0].toInt(), 0), u"50001"_s);
        model->jumpToEnd();
        QTRY_COMPARE(jumped.count(), 2);
        QCOMPARE(cell(model, model->rowCount() - 1, 0), u"100000"_s);
        QVERIFY(model->isAtEnd());
        QVERIFY(model->bytesHeld() < 4 << 20);
        QCOMPARE(model->headerData(model->rowCount() - 1, Qt::Vertical, HeaderRowNumberRole).toString(), u"100,000"_s);
    }

    void showsAnyShapeOfAnswer()
    {
        // Without columns, with very many, and with names that are the same.
        ResultPane *pane = show("select from generate_series(1, 3)");
        QVERIFY(pane);
        QCOMPARE(pane->model()->columnCount(), 0);
        QCOMPARE(pane->model()->rowCount(), 3);
        QByteArray many = "select ";
        for (int i = 1; i <= 1600; ++i)
            many += (i > 1 ? ", " : "") + QByteArray::number(i) + " as c" + QByteArray::number(i);
        pane = show(many + " from generate_series(1, 300)");
        QVERIFY(pane);
        QCOMPARE(pane->model()->columnCount(), 1600);
        QTRY_VERIFY(pane->model()->rowCount() >= 62);
        QCOMPARE(cell(pane->model(), 61, 1599), u"1600"_s);
        pane = show("select 1 as x, 2 as x, 3");
        QVERIFY(pane);
        QCOMPARE(pane->model()->headerData(1, Qt::Horizontal, Qt::DisplayRole).toString(), u"x"_s);
        QCOMPARE(pane->model()->headerData(2, Qt::Horizontal, Qt::DisplayRole).toString(), u"?column?"_s);
        QCOMPARE(shown(pane->model(), 1), QStringList{u"2"_s});
    }

    void showsTheBeginningOfLongValues()
    {
        ResultPane *pane = show("select repeat('x', 20000000)::text as long, null::int, '', true");
        QVERIFY(pane);
        QVERIFY(pane->model()->index(0, 0).data(IsTruncatedRole).toBool());
        QVERIFY(cell(pane->model(), 0, 0).size() <= 1000);
        QVERIFY(pane->model()->index(0, 1).data(IsNullRole).toBool());
        QCOMPARE(pane->model()->index(0, 2).data(CellStateRole).toInt(), int(CellState::Empty));
        QCOMPARE(pane->model()->index(0, 3).data(CategoryRole).toInt(), int(data::TypeCategory::Boolean));
        // Whole in the record, and when it is copied.
        pane->grid()->table()->setCurrentIndex(pane->model()->index(0, 0));
        pane->tools()->recordAction()->setChecked(true);
        QTRY_COMPARE(pane->tools()->record()->record()->rowCount(), 4);
        QCOMPARE(pane->tools()->record()->record()->value(0)->size(), 20'000'000);
        QVERIFY(!pane->tools()->record()->record()->value(1));
        select(pane, 0, 0, 0, 0);
        QVERIFY(!copied(pane, ClipFormat::Tsv).isEmpty());
        QCOMPARE(clipboard().size(), 20'000'000);
    }

    void showsDataOfCopyAsText()
    {
        runToEnd("copy (select i, 'x' from generate_series(1, 3) i) to stdout");
        QCOMPARE(m_area->resultCount(), 1);
        QCOMPARE(m_area->panes().size(), 0);
        const auto *view = m_area->findChild<CopyView *>();
        QVERIFY(view);
        QTRY_COMPARE(view->text(), u"1\tx\n2\tx\n3\tx\n"_s);
    }

    void opensTheRecordWhereExpandedIsOn()
    {
        runToEnd("\\x\nselect 1 as a, 2 as b");
        ResultPane *pane = m_area->currentPane();
        QVERIFY(pane);
        QVERIFY(pane->tools()->recordAction()->isChecked());
    }

    // ---- what is done with rows

    void sortsByHeads()
    {
        ResultPane *pane = show("select * from (values (10, 'b'), (9, 'a'), (100, null)) v(n, t)");
        QVERIFY(pane);
        GridHeader *head = pane->grid()->table()->gridHeader();
        Q_EMIT head->sortRequested(0, false);
        QVERIFY(arranged(pane));
        QCOMPARE(shown(pane->model(), 0), (QStringList{u"9"_s, u"10"_s, u"100"_s}));
        QCOMPARE(pane->model()->headerData(0, Qt::Horizontal, SortDirectionRole).toInt(), 1);
        Q_EMIT head->sortRequested(0, false);
        QVERIFY(arranged(pane));
        QCOMPARE(shown(pane->model(), 0), (QStringList{u"100"_s, u"10"_s, u"9"_s}));
        Q_EMIT head->sortRequested(0, false);
        QVERIFY(arranged(pane));
        QCOMPARE(shown(pane->model(), 0), (QStringList{u"10"_s, u"9"_s, u"100"_s}));
        QCOMPARE(pane->model()->headerData(0, Qt::Horizontal, SortDirectionRole).toInt(), 0);
    }

    void filtersByWordsAndCells()
    {
        ResultPane *pane =
            show("select i, case when i % 2 = 0 then 'even' else 'odd' end from generate_series(1, 2000) i");
        QVERIFY(pane);
        ResultTools *tools = pane->tools();
        tools->filterBar()->words()->setText(u"199"_s);
        QTRY_COMPARE(pane->model()->totalRows(), 12); // 199, 1199, and 1990 to 1999
        QTRY_VERIFY2(pane->footText().startsWith(u"12 of 2,000 rows that have come"_s), qPrintable(pane->footText()));
        tools->arranger()->add({1, Is::Equal, "even"});
        QVERIFY(arranged(pane));
        QCOMPARE(shown(pane->model(), 1).count(u"odd"_s), 0);
        QCOMPARE(tools->filterBar()->conditionTexts().size(), 1);
        tools->arranger()->clear();
        QVERIFY(arranged(pane));
        QTRY_COMPARE(pane->model()->totalRows(), 2000);
        QVERIFY(tools->filterBar()->words()->text().isEmpty());
    }

    void arrangesAgainOnceAllHaveCome()
    {
        start("select i from generate_series(1, 400000) i");
        QTRY_VERIFY(m_area->currentPane() != nullptr);
        ResultPane *pane = m_area->currentPane();
        pane->tools()->arranger()->sortBy(0, false, true);
        QTRY_VERIFY(!m_runner->isRunning());
        QTRY_VERIFY(pane->isFinished());
        QTRY_VERIFY(pane->model()->order() && pane->model()->order()->of() == 400'000);
        QVERIFY(arranged(pane));
        QCOMPARE(cell(pane->model(), 0, 0), u"400000"_s);
    }

    void findsWords()
    {
        ResultPane *pane = show("select 'row ' || i from generate_series(1, 300) i");
        QVERIFY(pane);
        m_area->focusSearch();
        FindBar *find = pane->tools()->find();
        QVERIFY(find->isVisible());
        find->findChild<QLineEdit *>(u"findText"_s)->setText(u"row 250"_s);
        QTRY_COMPARE(pane->grid()->table()->currentIndex().row(), 249);
    }

    void countsTheColumn()
    {
        ResultPane *pane = show("select i % 4 as n from generate_series(1, 100) i");
        QVERIFY(pane);
        pane->grid()->table()->setCurrentIndex(pane->model()->index(0, 0));
        pane->tools()->statisticsAction()->setChecked(true);
        ResultStatistics *statistics = pane->tools()->statistics();
        QTRY_VERIFY(statistics->stats().has_value());
        QCOMPARE(statistics->stats()->stats.distinct, 4.0);
        QCOMPARE(statistics->stats()->sum, QByteArray("150"));
        QCOMPARE(statistics->stats()->mean.left(3), QByteArray("1.5"));
    }

    void sumsTheSelection()
    {
        ResultPane *pane = show("select i, 'x' from generate_series(1, 10) i");
        QVERIFY(pane);
        select(pane, 0, 0, 3, 0);
        QTRY_VERIFY2(
            pane->tools()->summary()->text().contains(u"Sum 10"_s), qPrintable(pane->tools()->summary()->text()));
        QVERIFY(pane->tools()->summary()->text().contains(u"Average 2.5"_s));
    }

    void copiesInAllWays()
    {
        ResultPane *pane = show("select * from (values (1, 'a b'), (2, null), (3, 'c,\"d\"')) v(id, name)");
        QVERIFY(pane);
        select(pane, 0, 0, 2, 1);
        QVERIFY(copied(pane, ClipFormat::Tsv).startsWith(u"3 rows copied"_s));
        QCOMPARE(clipboard(), u"1\ta b\n2\t\n3\t\"c,\"\"d\"\"\""_s);
        copied(pane, ClipFormat::TsvWithNames);
        QVERIFY(clipboard().startsWith(u"id\tname\n"_s));
        copied(pane, ClipFormat::Csv);
        QCOMPARE(clipboard(), u"id,name\n1,a b\n2,\n3,\"c,\"\"d\"\"\"\n"_s);
        copied(pane, ClipFormat::Json);
        QVERIFY2(clipboard().contains(u"{\"id\": 1, \"name\": \"a b\"}"_s), qPrintable(clipboard()));
        copied(pane, ClipFormat::SqlInsert);
        QVERIFY2(
            clipboard().startsWith(u"INSERT INTO \"result\" (\"id\", \"name\") VALUES ("_s), qPrintable(clipboard()));
        copied(pane, ClipFormat::Markdown);
        QVERIFY(clipboard().startsWith(u"| id | name |"_s));
        QVERIFY(copied(pane, ClipFormat::InList).contains(u"one column"_s));
        select(pane, 0, 0, 2, 0);
        copied(pane, ClipFormat::InList);
        QCOMPARE(clipboard(), u"(1, 2, 3)"_s);
    }

    void copiesAllThatHaveCome()
    {
        ResultPane *pane = show("select i from generate_series(1, 20000) i");
        QVERIFY(pane);
        pane->grid()->table()->selectAll();
        QVERIFY(copied(pane, ClipFormat::Tsv).startsWith(u"20,000 rows copied"_s));
        QCOMPARE(clipboard().count(u'\n'), 19'999);
        pane->tools()->copy()->setLimits({500, 1 << 20});
        QVERIFY(copied(pane, ClipFormat::Tsv).startsWith(u"The first 500 of 20,000 rows copied"_s));
        QCOMPARE(clipboard().count(u'\n'), 499);
    }

    void exportsToAFile()
    {
        ResultPane *pane = show("select i as n from generate_series(1, 5000) i");
        QVERIFY(pane);
        ResultExportDialog dialog(*pane->model(), {0}, m_tasks.get(), nullptr);
        dialog.setFile(m_folder.filePath(u"out.csv"_s));
        QSignalSpy ended(&dialog, &ResultExportDialog::ended);
        dialog.start();
        QVERIFY(ended.wait(30000));
        QVERIFY2(dialog.resultText().startsWith(u"5,000 rows exported"_s), qPrintable(dialog.resultText()));
        QFile file(m_folder.filePath(u"out.csv"_s));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray text = file.readAll();
        QVERIFY(text.startsWith("n\n1\n2\n") && text.endsWith("\n5000\n"));
        dialog.setFile(u"/nosuchfolder/x.csv"_s);
        dialog.start();
        QVERIFY(ended.wait(30000));
        QVERIFY(!dialog.resultText().startsWith(u"5,000"_s));
    }

    void showsWhatIsStagedWhereverTheRowIs()
    {
        ResultPane *pane = show("select i from generate_series(1, 10) i");
        QVERIFY(pane);
        OneStaged staged;
        pane->model()->setOverlay(&staged);
        const QModelIndex at = pane->model()->index(3, 0);
        QVERIFY(at.flags().testFlag(Qt::ItemIsEditable));
        QVERIFY(
            pane->model()->setData(at, QVariant::fromValue(data::CellValue::text(QByteArray("new"))), Qt::EditRole));
        QCOMPARE(cell(pane->model(), 3, 0), u"new"_s);
        QVERIFY(at.data(IsEditedRole).toBool());
        pane->tools()->arranger()->sortBy(0, false, true);
        QVERIFY(arranged(pane));
        QCOMPARE(cell(pane->model(), 6, 0), u"new"_s); // 10, 9, 8, 7, 6, 5, and then the fourth one
        select(pane, 6, 0, 6, 0);
        copied(pane, ClipFormat::Tsv);
        QCOMPARE(clipboard(), u"new"_s);
        pane->model()->setOverlay(nullptr);
    }
};

HOWDAH_UI_TEST_MAIN(ResultsUiTest)
#include "tst_results.moc"
