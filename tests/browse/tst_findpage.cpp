// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "browse/browsepage.h"
#include "browse/filter/filterbar.h"
#include "grid/columntools.h"
#include "grid/frozencolumns.h"
#include "grid/gridedit.h"
#include "grid/gridheader.h"
#include "grid/gridview.h"
#include "browse/keybar.h"
#include "browse/inspector/cascadebar.h"
#include "browse/inspector/referencespanel.h"
#include "browse/inspector/statisticspanel.h"
#include "browse/rowsearch.h"
#include "browse/rowspane.h"
#include "browse/tabletabs.h"
#include "common/settings.h"
#include "common/statestack.h"
#include "common/tasks.h"
#include "connect/connectioncontroller.h"
#include "edit/editsession.h"
#include "support/testserver.h"
#include "support/turnmeter.h"

#include <QAction>
#include <QElapsedTimer>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QSet>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QTreeWidget>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;
using data::FilterOperator;

// Finding rows on the whole page over a real server: filters, columns, keys, references and statistics.
class FindPageTest final : public QObject
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
    GridModel *model() const { return m_page->rows()->model(); }
    GridTable *table() const { return m_page->rows()->grid()->table(); }
    QHeaderView *header() const { return table()->horizontalHeader(); }

    [[nodiscard]] bool isSettled() const
    {
        return model()->isOpen() && !model()->isLoading() && rows()->states()->state() != StateStack::State::Loading;
    }
    void openTable(const QString &name)
    {
        m_page->openObject(u"public"_s, name);
        QTRY_COMPARE(rows()->shape().name, name);
        QTRY_VERIFY(isSettled());
    }
    void apply(const data::FilterSet &set)
    {
        rows()->showFilters(set);
        QTRY_VERIFY(isSettled());
    }
    QString psql(const QString &sql) const
    {
        const auto answer = m_server.psql(m_database, sql);
        return answer ? answer->trimmed() : describe(answer.error());
    }
    void makePage(const QJsonObject &state = {})
    {
        m_page =
            std::make_unique<BrowsePage>(PageServices{m_connection.get(), m_settings.get(), m_tasks.get(), nullptr});
        m_page->resize(1200, 760);
        m_page->restoreState(state);
        m_page->show();
    }
    void makeConnection() { m_connection = std::make_unique<ConnectionController>(m_settings.get(), m_tasks.get()); }
    void connectToServer()
    {
        m_connection->connectTo(m_server.connInfo(m_database), Environment::Development);
        QTRY_VERIFY(m_connection->catalog() && m_connection->catalog()->stage == catalog::Stage::Complete);
    }
    // The program is closed and started again.
    void restart()
    {
        const QJsonObject state = m_page->saveState();
        m_page.reset();
        m_connection.reset();
        makeConnection();
        makePage(state);
        connectToServer();
    }
    FilterRow *line(int index) const
    {
        QList<FilterRow *> found;
        for (FilterRow *row : rows()->filterBar()->findChildren<FilterRow *>()) {
            if (row->isVisibleTo(rows()->filterBar()))
                found << row;
        }
        return found.value(index);
    }
    static QString column(const QHeaderView *header, int visual)
    {
        return header->model()->headerData(header->logicalIndex(visual), Qt::Horizontal).toString();
    }
    QTreeWidgetItem *reference(const QString &text) const
    {
        const auto found = m_page->references()->tree()->findItems(text, Qt::MatchContains | Qt::MatchRecursive);
        return found.isEmpty() ? nullptr : found.constFirst();
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
        makeConnection();
        makePage();
        connectToServer();
    }
    void cleanup()
    {
        // Reading leaves nothing behind that would hold up somebody else's ALTER TABLE.
        QTRY_VERIFY_WITH_TIMEOUT(!m_connection->isReadingCatalog(), 30'000);
        QTRY_COMPARE(
            psql(
                u"SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in%'"_s),
            u"0"_s);
        m_page.reset();
        m_connection.reset();
        m_tasks.reset();
        m_settings.reset();
    }

    void groupsAndSearchFindWhatPsqlFinds()
    {
        openTable(u"people"_s);
        const data::FilterSet set{
            {{u"age"_s, FilterOperator::Between, u"10"_s, u"12"_s}},
            u"id < 2000"_s,
            data::Join::Any,
            {{data::Join::All, true, {{u"age"_s, FilterOperator::Greater, u"3"_s}}}},
            u"NAME"_s};
        apply(set);
        QCOMPARE(rows()->filterBar()->filterSet(), set);
        rows()->findChild<QAction *>(u"countRows"_s)->trigger();
        const QString judge =
            psql(u"SELECT count(*) FROM people WHERE (age BETWEEN 10 AND 12 OR NOT (age > 3)) AND id < 2000"
                 " AND name ILIKE '%name%'"_s);
        QTRY_VERIFY(model()->loaded().total().exact);
        QCOMPARE(QString::number(model()->loaded().total().rows), judge);
        // What is shown as SQL finds the same.
        for (QAction *action : rows()->filterBar()->paletteActions()) {
            if (action->isCheckable())
                action->setChecked(true);
        }
        const QString sql = rows()->filterBar()->shownSql();
        QVERIFY2(sql.startsWith(u"WHERE "), qPrintable(sql));
        QCOMPARE(psql(u"SELECT count(*) FROM people "_s + sql), judge);
        apply({{}, {}, data::Join::All, {}, u"50%_\\ <B>"_s});
        QCOMPARE(model()->rowCount(), 1);
        QCOMPARE(model()->index(0, 0).data().toString(), u"77"_s);
    }

    void aBadValueIsToldAtItsField()
    {
        openTable(u"people"_s);
        apply(
            {{{u"age"_s, FilterOperator::Greater, u"1"_s}, {u"age"_s, FilterOperator::Between, u"1"_s, u"zwölf"_s}},
             u"id > 0"_s});
        QTRY_VERIFY(line(1) && line(1)->problem().contains(u"invalid input syntax for type integer: \"zwölf\""));
        QCOMPARE(line(0)->problem(), QString());
        QCOMPARE(rows()->states()->state(), StateStack::State::Empty);
        // It goes when the value is another.
        for (QLineEdit *field : line(1)->findChildren<QLineEdit *>()) {
            if (field->text() == u"zwölf")
                field->setText(u"12"_s);
        }
        QCOMPARE(line(1)->problem(), QString());
    }

    void filtersSurviveRefreshAndReconnect()
    {
        openTable(u"people"_s);
        const data::FilterSet set{{{u"e"_s, FilterOperator::Equal, u"calm"_s}}, u"id <= 10"_s};
        apply(set);
        rows()->setSort({{u"age"_s, data::Direction::Descending, {}}});
        QTRY_VERIFY(isSettled());
        QCOMPARE(model()->rowCount(), 5);
        m_page->refresh();
        QTRY_VERIFY(isSettled() && !m_connection->isReadingCatalog());
        QCOMPARE(model()->rowCount(), 5);
        QList<ConnectionController::State> states;
        connect(
            m_connection.get(), &ConnectionController::stateChanged, this, [&] { states << m_connection->state(); });
        m_server.restart();
        QTRY_COMPARE(states, (QList{ConnectionController::State::Lost, ConnectionController::State::Connected}));
        m_connection->disconnect(this);
        QTRY_VERIFY(isSettled() && !rows()->states()->isStale());
        QCOMPARE(model()->rowCount(), 5);
        QCOMPARE(rows()->filterBar()->filterSet(), set);
        QCOMPARE(model()->index(0, 0).data().toString(), u"10"_s);
    }

    void whatWasSeenSurvivesARestart()
    {
        openTable(u"people"_s);
        const data::FilterSet set{{{u"age"_s, FilterOperator::Less, u"50"_s}}, {}};
        apply(set);
        rows()->filterBar()->saveAs(u"the young & \"odd\""_s);
        // A filter under a name is on disk at once.
        Settings onDisk(m_folder.filePath(u"settings.ini"_s));
        QVERIFY(!onDisk.pageState(u"browse"_s).isEmpty());
        rows()->setSort({{u"age"_s, data::Direction::Descending, {}}, {u"name"_s, data::Direction::Ascending, {}}});
        QTRY_VERIFY(isSettled());
        ColumnLayout layout = rows()->columns()->layout();
        layout.order = QStringList{u"data"_s, u"name"_s, u"id"_s, u"boss"_s, u"age"_s, u"e"_s};
        layout.hidden = {u"boss"_s};
        layout.frozen = {u"name"_s};
        layout.widths.insert(u"id"_s, 133);
        rows()->columns()->apply(layout);
        restart();
        QTRY_COMPARE(rows()->shape().name, u"people"_s);
        QTRY_VERIFY(isSettled());
        QCOMPARE(rows()->filterBar()->filterSet(), set);
        QCOMPARE(rows()->filterBar()->savedFilters(), (std::vector<SavedFilter>{{u"the young & \"odd\""_s, set}}));
        QCOMPARE(model()->headerData(2, Qt::Horizontal, SortRankRole).toInt(), 1);
        QCOMPARE(model()->headerData(1, Qt::Horizontal, SortRankRole).toInt(), 2);
        QCOMPARE(column(header(), 0), u"name"_s); // frozen
        QCOMPARE(column(header(), 1), u"data"_s);
        QVERIFY(header()->isSectionHidden(5));
        QCOMPARE(header()->sectionSize(0), 133);
        QCOMPARE(rows()->columns()->frozen()->count(), 1);
        // A column that comes, and one that goes, change nothing about the others.
        psql(u"ALTER TABLE people DROP COLUMN data; ALTER TABLE people ADD COLUMN extra int"_s);
        m_page->refresh();
        QTRY_VERIFY(
            std::ranges::find(rows()->shape().columns, u"extra"_s, &data::ColumnShape::name)
                != rows()->shape().columns.end()
            && isSettled());
        QCOMPARE(column(header(), 0), u"name"_s);
        QVERIFY(header()->isSectionHidden(4)); // boss, at another place
        QVERIFY(!header()->isSectionHidden(5));
        psql(u"ALTER TABLE people DROP COLUMN extra; ALTER TABLE people ADD COLUMN data jsonb"_s);
    }

    void frozenColumnsStayWhileOthersScroll()
    {
        openTable(u"people"_s);
        m_page->resize(760, 600);
        ColumnLayout layout = rows()->columns()->layout();
        layout.frozen = {u"id"_s};
        for (const data::ColumnShape &each : rows()->shape().columns)
            layout.widths.insert(each.name, 300);
        rows()->columns()->apply(layout);
        FrozenColumns *frozen = rows()->columns()->frozen();
        QTRY_VERIFY(frozen->view()->isVisible());
        QTRY_VERIFY(table()->horizontalScrollBar()->maximum() > 900); // the grid has seen the new widths
        QVERIFY(frozen->width() >= 200);
        table()->setCurrentIndex(model()->index(5, 4));
        QVERIFY(table()->columnViewportPosition(0) < 0);                // scrolled away beneath
        QVERIFY(table()->columnViewportPosition(4) >= frozen->width()); // and not behind the frozen one
        table()->setCurrentIndex(model()->index(5, 1));
        QVERIFY(table()->columnViewportPosition(1) >= frozen->width());
        // The frozen rows are those beside them.
        table()->showRow(40);
        QCOMPARE(frozen->view()->rowAt(5), table()->rowAt(5));
        QCOMPARE(frozen->view()->selectionModel(), table()->selectionModel());
        rows()->columns()->apply({});
        QVERIFY(!frozen->view()->isVisible());
    }

    void C4_sortingBySeveralColumnsKeepsEveryRow()
    {
        openTable(u"people"_s);
        rows()->setSort({{u"age"_s, data::Direction::Descending, {}}, {u"e"_s, data::Direction::Ascending, {}}});
        QTRY_VERIFY(isSettled());
        QStringList seen;
        QSet<QString> known;
        // As an operator scrolls: the pages come before the end is in sight, and the first ones go.
        for (int step = 0; step < 200; ++step) {
            for (int row = 0; row < model()->readRows(); ++row) {
                const QString id = model()->index(row, 0).data().toString();
                if (!known.contains(id)) {
                    known << id;
                    seen << id;
                }
            }
            if (model()->isAtEnd())
                break;
            table()->showRow(table()->topRow() + 90);
            QTRY_VERIFY(isSettled());
        }
        QVERIFY(model()->isAtEnd());
        QCOMPARE(seen.size(), 3000);
        QCOMPARE(seen.first(200).join(u'\n'), psql(u"SELECT id FROM people ORDER BY age DESC, e, id LIMIT 200"_s));
    }

    void aRowIsFoundByItsKey()
    {
        openTable(u"people"_s);
        rows()->search()->openBar();
        QVERIFY(rows()->search()->bar()->isVisible());
        rows()->search()->goTo({"2345"});
        QTRY_COMPARE(table()->currentIndex().siblingAtColumn(0).data().toString(), u"2345"_s);
        QTRY_VERIFY(isSettled()); // rows around it may still come
        QVERIFY(!rows()->search()->bar()->isVisible());
        QCOMPARE(model()->firstPosition() + table()->currentIndex().row(), 2344); // counted: it is small
        QVERIFY(model()->isPositionExact());

        rows()->search()->openBar();
        rows()->search()->goTo({"99999"});
        const auto problem = [this](QStringView words) {
            const auto labels = rows()->search()->bar()->findChildren<QLabel *>();
            return std::ranges::any_of(labels, [&](const QLabel *label) { return label->text().contains(words); });
        };
        QTRY_VERIFY(problem(u"There is no row with 99999"));
        rows()->search()->goTo({"x"});
        QTRY_VERIFY(problem(u"invalid input syntax for type bigint"));
        apply({{}, u"id < 100"_s});
        rows()->search()->openBar();
        rows()->search()->goTo({"500"});
        QTRY_VERIFY(problem(u"hidden by the filters"));
        Q_EMIT rows()->search()->bar()->wantedWithoutFilters({"500"});
        QTRY_COMPARE(table()->currentIndex().siblingAtColumn(0).data().toString(), u"500"_s);
        openTable(u"heap"_s);
        rows()->search()->openBar();
        QVERIFY(!rows()->search()->bar()->isVisible());
    }

    void referencesAreFollowedAndTheWayBackIsKept()
    {
        openTable(u"lines"_s);
        table()->setCurrentIndex(model()->index(8, 1)); // a key of two columns
        const QString person = model()->index(8, 1).data().toString();
        m_page->references()->followAction()->trigger();
        QTRY_COMPARE(rows()->shape().name, u"visits & more"_s);
        QTRY_VERIFY(isSettled());
        QCOMPARE(model()->rowCount(), 1);
        QCOMPARE(model()->index(0, 0).data().toString(), person);
        QCOMPARE(model()->index(0, 1).data().toString(), u"2026-01-01"_s);
        QCOMPARE(
            m_page->trailBar()->texts(),
            (QStringList{u"lines"_s, u"visits & more where person = %1, day = 2026-01-01"_s.arg(person)}));
        table()->setCurrentIndex(model()->index(0, 0));
        m_page->references()->followAction()->trigger();
        QTRY_COMPARE(rows()->shape().name, u"people"_s);
        QTRY_VERIFY(isSettled());
        QCOMPARE(model()->index(0, 0).data().toString(), person);
        QCOMPARE(m_page->trail().stops().size(), size_t(3));
        // Back, back, and forward again; the row with the cursor is found again.
        QTest::keyClick(m_page.get(), Qt::Key_Left, Qt::AltModifier);
        QTRY_COMPARE(rows()->shape().name, u"visits & more"_s);
        QTRY_VERIFY(isSettled());
        QCOMPARE(model()->rowCount(), 1);
        QTest::keyClick(m_page.get(), Qt::Key_Left, Qt::AltModifier);
        QTRY_COMPARE(rows()->shape().name, u"lines"_s);
        QTRY_VERIFY(isSettled());
        QTRY_COMPARE(table()->currentIndex().siblingAtColumn(0).data().toString(), u"8"_s);
        QVERIFY(rows()->filters().isEmpty());
        QTest::keyClick(m_page.get(), Qt::Key_Right, Qt::AltModifier);
        QTRY_COMPARE(rows()->shape().name, u"visits & more"_s);
        QCOMPARE(m_page->trail().stops().size(), size_t(3));
        // A filter that came with a step is not how the table is found later.
        openTable(u"people"_s);
        QVERIFY(rows()->filters().isEmpty());
        QCOMPARE(m_page->trail().stops().size(), size_t(1));
    }

    void aKeyThatIsNotWholeLeadsNowhere()
    {
        openTable(u"lines"_s);
        table()->setCurrentIndex(model()->index(0, 1)); // its day is NULL
        m_page->references()->followAction()->trigger();
        QTest::qWait(0);
        QCOMPARE(rows()->shape().name, u"lines"_s);
        table()->setCurrentIndex(model()->index(0, 0)); // no foreign key
        m_page->references()->followAction()->trigger();
        QTest::qWait(0);
        QCOMPARE(rows()->shape().name, u"lines"_s);
    }

    void whatRefersToARowIsCounted()
    {
        openTable(u"people"_s);
        m_page->showInspector(BrowsePage::Inspector::References);
        QSignalSpy counted(m_page->references(), &ReferencesPanel::counted);
        table()->setCurrentIndex(model()->index(6, 0)); // id 7
        QTRY_VERIFY(counted.size() > 0 && reference(u"visits & more"_s));
        QCOMPARE(
            reference(u"visits & more"_s)->text(1), psql(u"SELECT count(*) FROM \"visits & more\" WHERE person = 7"_s));
        // To itself, both ways: 7 has no boss, and is one.
        const auto own =
            m_page->references()->tree()->findItems(u"people by boss"_s, Qt::MatchContains | Qt::MatchRecursive);
        QCOMPARE(own.size(), 2);
        QVERIFY(own[0]->isDisabled());
        const QTreeWidget *tree = m_page->references()->tree();
        QVERIFY(tree->mapTo(m_page->references(), QPoint(tree->width(), 0)).x() < m_page->references()->width());
        QCOMPARE(own[1]->text(1), psql(u"SELECT count(*) FROM people WHERE boss = 7"_s));
        Q_EMIT m_page->references()->tree()->itemActivated(own[1], 0);
        QTRY_VERIFY(isSettled() && !rows()->filters().isEmpty());
        QCOMPARE(rows()->shape().name, u"people"_s);
        QCOMPARE(model()->rowCount(), 10);
        QCOMPARE(m_page->trail().stops().size(), size_t(2));
        openTable(u"heap"_s);
        QTRY_COMPARE(m_page->references()->states()->state(), StateStack::State::Empty);
    }

    void aDeleteSaysWhatGoesAlong()
    {
        openTable(u"people"_s);
        QTRY_VERIFY(rows()->edits()->isReady());
        QSignalSpy counted(rows()->cascade(), &CascadeBar::counted);
        table()->setCurrentIndex(model()->index(6, 0)); // id 7
        QTRY_VERIFY(rows()->gridEdit()->action(GridEdit::Do::DeleteRows)->isEnabled());
        rows()->gridEdit()->action(GridEdit::Do::DeleteRows)->trigger();
        QTRY_VERIFY(counted.size() > 0);
        const QString text = rows()->cascade()->text();
        const auto says = [&](const QString &count, const QString &what) {
            return text.contains(count + u" rows of "_s + what);
        };
        QVERIFY2(
            says(psql(u"SELECT count(*) FROM \"visits & more\" WHERE person = 7"_s), u"public.visits & more"_s),
            qPrintable(text));
        QVERIFY2(
            says(psql(u"SELECT count(*) FROM lines WHERE person = 7 AND day IS NOT NULL"_s), u"public.lines"_s)
                || text.contains(u"1 row of public.lines"),
            qPrintable(text));
        QVERIFY2(says(psql(u"SELECT count(*) FROM people WHERE boss = 7"_s), u"public.people"_s), qPrintable(text));
        QVERIFY2(!text.contains(u"guarded"), qPrintable(text));
        // Row 5 cannot go: somebody insists on it.
        counted.clear();
        table()->setCurrentIndex(model()->index(4, 0));
        QTRY_VERIFY(rows()->gridEdit()->action(GridEdit::Do::DeleteRows)->isEnabled());
        rows()->gridEdit()->action(GridEdit::Do::DeleteRows)->trigger();
        QTRY_VERIFY(counted.size() > 0);
        QVERIFY(rows()->cascade()->text().contains(u"1 row of public.guarded would prevent it"));
        // Taken back, there is nothing to say, and nothing was changed meanwhile.
        QVERIFY(rows()->edits()->editor().discardAll());
        QTRY_COMPARE(rows()->cascade()->text(), QString());
        QCOMPARE(psql(u"SELECT count(*) FROM people"_s), u"3000"_s);
    }

    void editsThatAreLeftAreKeptAndThatIsSaid()
    {
        openTable(u"people"_s);
        QTRY_VERIFY(rows()->edits()->isReady());
        QVERIFY(model()->overlay().setCell(2, 1, data::CellValue::text(u"changed"_s)));
        QTRY_VERIFY(rows()->edits()->hasEdits());
        // Filters, sorts and refreshing leave it.
        apply({{}, u"id < 50"_s});
        rows()->setSort({{u"id"_s, data::Direction::Descending, {}}});
        QTRY_VERIFY(isSettled());
        QVERIFY(rows()->edits()->hasEdits());
        openTable(u"heap"_s);
        m_page->tabs()->close(0);
        const auto labels = rows()->findChildren<QLabel *>();
        QVERIFY(std::ranges::any_of(labels, [](const QLabel *label) { return label->text().contains(u"are kept"); }));
        openTable(u"people"_s);
        QTRY_VERIFY(rows()->edits()->offers().first() && rows()->edits()->offers().first()->isChecked);
        const auto restored = rows()->edits()->offers().restore();
        QVERIFY2(restored, qPrintable(restored ? QString() : describe(restored.error())));
        QTRY_VERIFY(rows()->edits()->hasEdits());
        QVERIFY(rows()->edits()->editor().discardAll());
    }

    void statisticsComeFromTheServerAndExactly()
    {
        openTable(u"people"_s);
        m_page->showInspector(BrowsePage::Inspector::Column);
        QSignalSpy shown(m_page->statistics(), &StatisticsPanel::shown);
        table()->setCurrentIndex(model()->index(0, 3)); // e: half of it is NULL
        QTRY_VERIFY(shown.size() > 0 && m_page->statistics()->stats());
        QVERIFY(!m_page->statistics()->stats()->exact);
        QVERIFY(qAbs(m_page->statistics()->stats()->nullShare - 0.5) < 0.05);
        shown.clear();
        apply({{}, u"id <= 10"_s});
        // Other rows leave the cursor in its column, and the panel follows them.
        QTRY_VERIFY(shown.size() > 0);
        QCOMPARE(table()->currentIndex().column(), 3);
        QVERIFY(m_page->statistics()->summary().contains(u"regardless of the filters"));
        shown.clear();
        m_page->statistics()->exactAction()->trigger();
        QTRY_VERIFY2(
            shown.size() > 0 && m_page->statistics()->stats() && m_page->statistics()->stats()->exact,
            qPrintable(m_page->statistics()->summary()));
        QCOMPARE(m_page->statistics()->stats()->rows, 10.0);
        QCOMPARE(m_page->statistics()->stats()->top.front().rows, 5);
        QVERIFY(m_page->statistics()->summary().contains(u"filtered rows"));
        QVERIFY(m_tasks->isEmpty());
        // A column that was never analysed says so, and offers to count.
        openTable(u"never"_s);
        table()->setCurrentIndex(model()->index(0, 1));
        QTRY_COMPARE(m_page->statistics()->states()->state(), StateStack::State::Empty);
        QTRY_VERIFY(!m_page->statistics()->isBusy());
    }

    void everythingIsCancelledWithinASecond()
    {
        openTable(u"slow"_s);
        m_page->showInspector(BrowsePage::Inspector::Column);
        m_page->statistics()->showColumn(rows()->shape(), {}, 0);
        m_page->statistics()->exactAction()->trigger();
        const QString running = u"SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%slow%'"
                                " AND pid <> pg_backend_pid()"_s;
        QTRY_COMPARE(psql(running), u"1"_s);
        QVERIFY(!m_tasks->isEmpty());
        QElapsedTimer clock;
        clock.start();
        m_page->cancelWork();
        QVERIFY(!m_page->statistics()->isBusy());
        QTRY_COMPARE_WITH_TIMEOUT(psql(running), u"0"_s, 1000);
        QVERIFY(m_tasks->isEmpty());
        // A search that finds nothing, while it reads.
        rows()->showFilters({{}, {}, data::Join::All, {}, u"no such text"_s});
        QTRY_COMPARE(psql(running), u"1"_s);
        m_page->cancelWork();
        QTRY_COMPARE_WITH_TIMEOUT(psql(running), u"0"_s, 1000);
        QCOMPARE(rows()->states()->state(), StateStack::State::Failed);
    }

    void anotherPageMayAskForRows()
    {
        openTable(u"people"_s);
        m_page->openRows(u"public"_s, u"people"_s, u"id = 12"_s);
        QTRY_VERIFY(isSettled() && model()->rowCount() == 1);
        QCOMPARE(rows()->filterBar()->filterSet().condition, u"id = 12"_s);
    }
};

HOWDAH_UI_TEST_MAIN(FindPageTest)
#include "tst_findpage.moc"
