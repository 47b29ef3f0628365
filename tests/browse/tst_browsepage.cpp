// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "browse/browsepage.h"
#include "browse/filter/filterbar.h"
#include "grid/gridedit.h"
#include "grid/gridheader.h"
#include "grid/gridview.h"
#include "browse/tree/objecttree.h"
#include "grid/positionbar.h"
#include "browse/inspector/recordpanel.h"
#include "browse/rowspane.h"
#include "common/widgets.h"
#include "common/settings.h"
#include "common/statestack.h"
#include "common/tasks.h"
#include "connect/connectioncontroller.h"
#include "connection/session/session.h"
#include "edit/editsession.h"
#include "edit/lineproxy.h"
#include "support/memory.h"
#include "support/testserver.h"
#include "support/turnmeter.h"
#include "support/watchdog.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QTreeView>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;
using howdah::ui::test::LineProxy;

// The whole page over a real server, as an operator uses it.
class BrowsePageTest final : public QObject
{
    Q_OBJECT

    howdah::test::TestServer m_server;
    QString m_database;
    QTemporaryDir m_folder;
    std::unique_ptr<howdah::test::StallWatchdog> m_watchdog;
    qint64 m_longestStall = 0;
    std::unique_ptr<Settings> m_settings;
    std::unique_ptr<TaskList> m_tasks;
    std::unique_ptr<ConnectionController> m_connection;
    std::unique_ptr<BrowsePage> m_page;

    RowsPane *rows() const { return m_page->rows(); }
    GridModel *model() const { return m_page->rows()->model(); }
    GridTable *table() const { return m_page->rows()->grid()->table(); }

    void openTable(const QString &name)
    {
        m_page->openObject(u"public"_s, name);
        QTRY_COMPARE(rows()->shape().name, name);
        QTRY_VERIFY(!model()->isLoading() && rows()->states()->state() != StateStack::State::Loading);
    }

    // What the test itself waits for is no stall of the page.
    template <typename Work>
    void blocking(Work work)
    {
        m_longestStall = qMax(m_longestStall, m_watchdog->longestStallMs());
        work();
        QCoreApplication::processEvents();
        m_watchdog->reset();
    }

    QString topValue() const { return model()->index(table()->topRow(), 0).data().toString(); }
    static void press(QWidget *widget, Qt::Key key, Qt::KeyboardModifiers modifiers = {})
    {
        QTest::keyClick(widget, key, modifiers);
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_database = m_server.createDatabase();
        QFile tables(QStringLiteral(HOWDAH_SOURCE_DIR "/tests/browse/browsepage.sql"));
        QVERIFY(tables.open(QIODevice::ReadOnly));
        const auto made = m_server.psql(m_database, QString::fromUtf8(tables.readAll()));
        QVERIFY2(made, qPrintable(made ? QString() : describe(made.error())));
    }
    void init()
    {
        if (m_server.pid() == 0)
            m_server.restart(); // a fault test ended early
        m_settings = std::make_unique<Settings>(m_folder.filePath(u"settings.ini"_s));
        m_tasks = std::make_unique<TaskList>();
        m_connection = std::make_unique<ConnectionController>(m_settings.get(), m_tasks.get());
        m_page =
            std::make_unique<BrowsePage>(PageServices{m_connection.get(), m_settings.get(), m_tasks.get(), nullptr});
        m_page->resize(1200, 700);
        m_page->show();
        m_connection->connectTo(m_server.connInfo(m_database), Environment::Development);
        QTRY_VERIFY(m_connection->catalog() && m_connection->catalog()->stage == catalog::Stage::Complete);
        m_watchdog = std::make_unique<howdah::test::StallWatchdog>();
    }
    void cleanup()
    {
        QTest::qWait(0);
        const qint64 stall = qMax(std::exchange(m_longestStall, 0), m_watchdog->longestStallMs());
        qInfo("longest stall %lld ms", stall);
        // Under a sanitizer everything takes several times as long.
        if (!howdah::test::isSanitized())
            QVERIFY2(stall < 50, qPrintable(u"%1 ms"_s.arg(stall)));
        m_watchdog.reset();
        // Reading leaves nothing behind that would hold up somebody else's ALTER TABLE.
        QTRY_VERIFY_WITH_TIMEOUT(!m_connection->isReadingCatalog(), 30'000);
        QTRY_COMPARE(
            m_server
                .psql(
                    m_database,
                    u"SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in%'"_s)
                .value_or(QString())
                .trimmed(),
            u"0"_s);
        m_page.reset();
        m_connection.reset();
        m_tasks.reset();
        m_settings.reset();
    }

    void nothingIsOpenAtFirst()
    {
        QCOMPARE(m_page->states()->state(), StateStack::State::Empty);
        QVERIFY(m_page->tree()->model()->rowCount() > 0);
    }

    void aTableOpensWithItsRowsAndItsRecord()
    {
        openTable(u"numbers"_s);
        QCOMPARE(m_page->states()->state(), StateStack::State::Filled);
        QCOMPARE(rows()->states()->state(), StateStack::State::Filled);
        QCOMPARE(model()->rowCount(), 200);
        QVERIFY(rows()->statusText().contains(u"30,000") || rows()->statusText().contains(u"30000"));
        // The record has the whole of a value that the grid cuts.
        QTRY_COMPARE(m_page->record()->states()->state(), StateStack::State::Filled);
        QVERIFY(model()->index(0, 3).data(IsTruncatedRole).toBool());
        const QAbstractItemModel *record = m_page->record()->view()->model();
        QCOMPARE(record->rowCount(), 4);
        QCOMPARE(record->index(3, 0).data(RecordModel::ValueRole).toByteArray().size(), 3000);
    }

    // The catalog of a large database takes its time. Rows do not wait for it: somebody else holds what it needs last.
    void C12_theWindowIsUsedBeforeTheCatalogIsWhole()
    {
        connection::Session other;
        blocking([&] {
            QVERIFY(other.open(m_server.connInfo(m_database)).result());
            QVERIFY(other.query({u"BEGIN"_s, {}}).result());
            QVERIFY(other.query({u"LOCK TABLE pg_catalog.pg_policy"_s, {}}).result());
        });
        m_connection->disconnectFromServer();
        m_connection->connectTo(m_server.connInfo(m_database), Environment::Development);
        QTRY_VERIFY(m_connection->catalog() && m_connection->catalog()->stage == catalog::Stage::Columns);
        QVERIFY(m_page->tree()->model()->rowCount() > 0);
        openTable(u"numbers"_s);
        QCOMPARE(rows()->states()->state(), StateStack::State::Filled);
        QCOMPARE(model()->rowCount(), 200);
        table()->setFocus();
        press(table(), Qt::Key_End, Qt::ControlModifier);
        QTRY_COMPARE(model()->index(model()->rowCount() - 1, 0).data().toInt(), 30000);
        // Still not whole; and once it is, nothing that is looked at moves.
        QVERIFY(m_connection->isReadingCatalog());
        QCOMPARE(m_connection->catalog()->stage, catalog::Stage::Columns);
        const QString top = topValue();
        blocking([&] { QVERIFY(other.query({u"ROLLBACK"_s, {}}).result()); });
        QTRY_COMPARE(m_connection->catalog()->stage, catalog::Stage::Complete);
        QTRY_VERIFY(!model()->isLoading());
        QCOMPARE(topValue(), top);
    }

    void theKeyboardReachesEveryRow()
    {
        openTable(u"numbers"_s);
        table()->setFocus();
        press(table(), Qt::Key_End, Qt::ControlModifier);
        QTRY_VERIFY(model()->isAtEnd() && !model()->isLoading());
        QTRY_COMPARE(model()->index(model()->rowCount() - 1, 0).data().toInt(), 30000);
        press(table(), Qt::Key_Home, Qt::ControlModifier);
        QTRY_VERIFY(model()->isAtStart() && !model()->isLoading());
        QTRY_COMPARE(topValue(), u"1"_s);
        table()->setCurrentIndex(model()->index(0, 0));
        int last = 1;
        for (int i = 0; i < 60; ++i) {
            press(table(), Qt::Key_PageDown);
            QTRY_VERIFY(!model()->isLoading());
            const int now = table()->currentIndex().data().toInt();
            QVERIFY2(now > last, qPrintable(QString::number(now)));
            last = now;
        }
        QVERIFY(last > 600);
        QVERIFY(model()->rowCount() <= 1000);
    }

    void scrollingFetchesAndStaysPut()
    {
        openTable(u"heap"_s);
        qint64 expected = 0;
        for (int i = 0; i < 80; ++i) {
            table()->showRow(table()->topRow() + 25);
            QTRY_VERIFY(!model()->isLoading());
            const qint64 top = rows()->grid()->visibleRange().first;
            QVERIFY(top > expected);
            expected = top;
            // What stands at the top is the row that the position says.
            QCOMPARE(topValue().toLongLong(), top + 1);
        }
        QVERIFY(model()->firstPosition() > 0);
    }

    void theBarJumps()
    {
        openTable(u"numbers"_s);
        Q_EMIT rows()->grid()->bar()->positionWanted(21000);
        QTRY_VERIFY(!model()->isLoading() && !model()->isAtStart());
        QVERIFY(qAbs(topValue().toInt() - 21000) < 1500);
        QVERIFY(rows()->statusText().contains(u"about"));
    }

    void headsSort()
    {
        openTable(u"numbers"_s);
        const auto sort = [this](int column, bool extend) {
            Q_EMIT table()->gridHeader()->sortRequested(column, extend);
            QTRY_VERIFY(!model()->isLoading());
        };
        sort(0, false);
        sort(0, false);
        QCOMPARE(topValue(), u"30000"_s);
        QCOMPARE(model()->headerData(0, Qt::Horizontal, SortDirectionRole).toInt(), 2);
        sort(0, false);
        QCOMPARE(topValue(), u"1"_s);
        sort(1, false);
        sort(0, true);
        sort(0, true);
        QCOMPARE(model()->headerData(0, Qt::Horizontal, SortRankRole).toInt(), 2);
        QCOMPARE(model()->headerData(0, Qt::Horizontal, SortDirectionRole).toInt(), 2);
        QCOMPARE(model()->index(0, 1).data().toString(), u"n0"_s);
    }

    void filtersRestrictAndSayWhenNothingIsLeft()
    {
        openTable(u"numbers"_s);
        rows()->setFilters({{{u"name"_s, data::FilterOperator::Equal, u"n3"_s}}, u"id < 100"_s});
        QTRY_VERIFY(!model()->isLoading() && rows()->states()->state() == StateStack::State::Filled);
        QCOMPARE(model()->rowCount(), 10);
        QVERIFY(model()->loaded().total().exact);
        rows()->setFilters({{}, u"id < 0"_s});
        QTRY_COMPARE(rows()->states()->state(), StateStack::State::Empty);
        QTRY_COMPARE(rows()->statusText(), u"No rows"_s);
        rows()->setFilters({});
        QTRY_COMPARE(rows()->states()->state(), StateStack::State::Filled);
    }

    void anErrorOfTheServerStandsAtTheFilter()
    {
        openTable(u"numbers"_s);
        rows()->setFilters({{}, u"no_such_column = 1"_s});
        QTRY_VERIFY(!model()->isLoading());
        const QList<QLabel *> labels = rows()->filterBar()->findChildren<QLabel *>();
        QVERIFY(std::ranges::any_of(labels, [](const QLabel *label) {
            return label->isVisible() && label->text().contains(u"no_such_column");
        }));
        rows()->setFilters({});
        QTRY_COMPARE(rows()->states()->state(), StateStack::State::Filled);
        QVERIFY(std::ranges::none_of(labels, [](const QLabel *label) {
            return label->isVisible() && label->text().contains(u"no_such_column");
        }));
    }

    // A function behind a view looks for names where its database says, and a condition may call what its author
    // likes: nothing here is locked.
    void whatADatabaseNamesIsFound()
    {
        openTable(u"counted"_s);
        QTRY_COMPARE(rows()->states()->state(), StateStack::State::Filled);
        QCOMPARE(model()->rowCount(), 40);
        QCOMPARE(model()->index(9, 1).data().toString(), u"9"_s);
        rows()->findChild<QAction *>(u"countRows"_s)->trigger();
        QTRY_COMPARE(model()->loaded().total(), (data::RowTotal{40, true}));
        openTable(u"numbers"_s);
        rows()->setFilters(
            {{}, u"id <= 40 AND numbers_below(id) < 3"_s}); // VOLATILE, as whatever does not say otherwise
        QTRY_VERIFY(!model()->isLoading() && rows()->states()->state() == StateStack::State::Filled);
        QCOMPARE(model()->rowCount(), 3);
        rows()->setFilters({});
        QTRY_COMPARE(rows()->states()->state(), StateStack::State::Filled);
    }

    void emptyTablesSayso()
    {
        openTable(u"empty"_s);
        QTRY_COMPARE(rows()->states()->state(), StateStack::State::Empty);
        QTRY_COMPARE(rows()->statusText(), u"No rows"_s); // not "of 0"
    }

    // Where there is no room for all, the rows keep theirs; whoever wants the inspector has it.
    void theInspectorFoldsFirst()
    {
        openTable(u"numbers"_s);
        QTRY_VERIFY(m_page->record()->isVisible());
        m_page->resize(940, 700); // in a window of 1024
        QTRY_VERIFY(!m_page->record()->isVisible());
        QVERIFY(m_page->saveState().value(u"record"_s).toBool()); // it is only folded
        QTRY_VERIFY2(
            rows()->grid()->table()->width() > 600, qPrintable(QString::number(rows()->grid()->table()->width())));
        m_page->resize(1200, 700);
        QTRY_VERIFY(m_page->record()->isVisible());
        m_page->resize(940, 700);
        QTRY_VERIFY(!m_page->record()->isVisible());
        for (QAction *action : m_page->paletteActions()) {
            if (action->text() == u"Record"_s)
                action->trigger();
        }
        QTRY_VERIFY(m_page->record()->isVisible());
        m_page->resize(900, 700);
        QVERIFY(m_page->record()->isVisible()); // somebody wants it there
    }

    // Kind, size and comment stand in the structure already.
    void theStructureSaysNothingTwice()
    {
        openTable(u"numbers"_s);
        const auto *subtitle = m_page->findChild<QLabel *>(u"relationSubtitle"_s);
        QVERIFY(subtitle->isVisible());
        m_page->showView(BrowsePage::View::Structure);
        QVERIFY(!subtitle->isVisible());
        m_page->showView(BrowsePage::View::Rows);
        QVERIFY(subtitle->isVisible());
    }

    void rowsAreCountedOnRequest()
    {
        openTable(u"numbers"_s);
        blocking([this] {
            QVERIFY(
                m_server.psql(m_database, u"INSERT INTO numbers SELECT i FROM generate_series(30001, 30010) AS i"_s));
        });
        QVERIFY(rows()->findChild<QAction *>(u"countRows"_s)->isEnabled());
        rows()->findChild<QAction *>(u"countRows"_s)->trigger();
        QTRY_COMPARE(model()->loaded().total(), (data::RowTotal{30010, true}));
        QVERIFY(m_tasks->isEmpty());
        blocking([this] { QVERIFY(m_server.psql(m_database, u"DELETE FROM numbers WHERE id > 30000"_s)); });
    }

    void copyGivesWhatIsSeen()
    {
        openTable(u"numbers"_s);
        table()->selectionModel()->select(
            QItemSelection(model()->index(2, 0), model()->index(4, 1)), QItemSelectionModel::ClearAndSelect);
        // Actions follow the selection in a turn of their own.
        QTRY_VERIFY(rows()->gridEdit()->copyAction()->isEnabled());
        rows()->gridEdit()->copyAction()->trigger();
        QCOMPARE(QGuiApplication::clipboard()->text(), u"3\tn3\n4\t\n5\tn5"_s);
    }

    void hostileNamesAreOnlyNames()
    {
        openTable(u"Odd \"name\" <b>x</b>"_s);
        QCOMPARE(model()->rowCount(), 1);
        QCOMPARE(model()->headerData(1, Qt::Horizontal, Qt::DisplayRole).toString(), u"<i>col</i>"_s);
        const QList<QLabel *> labels = m_page->findChildren<QLabel *>();
        QVERIFY(std::ranges::any_of(labels, [](const QLabel *label) {
            return label->text().contains(u"<b>x</b>") && label->textFormat() == Qt::PlainText;
        }));
    }

    void theServerStopsWhilePaging()
    {
        openTable(u"numbers"_s);
        Q_EMIT rows()->grid()->bar()->positionWanted(15000);
        QTRY_VERIFY(!model()->isLoading() && !model()->isAtStart());
        const QString before = topValue();
        blocking([this] { m_server.kill(); });
        table()->showRow(model()->rowCount()); // asks for more
        QTRY_VERIFY(rows()->states()->isStale());
        // The rows that were read stay, and the page says why they are old.
        QCOMPARE(m_page->states()->state(), StateStack::State::Filled);
        QCOMPARE(rows()->states()->state(), StateStack::State::Filled);
        QVERIFY(model()->rowCount() >= 200);
        QTRY_COMPARE(m_connection->state(), ConnectionController::State::Lost);

        // Trying again while it is still down changes nothing of that, whoever wants it.
        const int attempts = m_connection->reconnector().attempts();
        rows()->refresh();
        QTRY_VERIFY(m_connection->reconnector().attempts() >= attempts + 3);
        QCOMPARE(m_connection->state(), ConnectionController::State::Lost);
        QVERIFY(model()->rowCount() >= 200);
        QVERIFY(rows()->states()->isStale() && rows()->isVisible());
        QCOMPARE(m_page->states()->state(), StateStack::State::Filled);

        // It comes back by itself, at the same place of the same table.
        blocking([this] { m_server.restart(); });
        QTRY_COMPARE(m_connection->state(), ConnectionController::State::Connected);
        QTRY_VERIFY(!rows()->states()->isStale() && !model()->isLoading());
        QCOMPARE(rows()->shape().name, u"numbers"_s);
        QVERIFY(qAbs(topValue().toInt() - before.toInt()) <= 1000);
        pagesOn();
    }

    // The server ends sessions that are idle for too long; the line of the window stands.
    void anIdleSessionThatWasEndedIsReplaced()
    {
        openTable(u"numbers"_s);
        QSignalSpy states(m_connection.get(), &ConnectionController::stateChanged);
        blocking([this] {
            const auto ended = m_server.psql(
                m_database, u"SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = "
                            "'howdah: grid' AND datname = current_database()"_s);
            QVERIFY(ended && ended->toInt() > 0);
        });
        table()->setFocus();
        press(table(), Qt::Key_End, Qt::ControlModifier);
        QTRY_VERIFY(!model()->isLoading() && !rows()->states()->isStale());
        pagesOn();
        QVERIFY(states.isEmpty());
    }

    // Nothing comes back any more, and nobody says why: as a network that drops everything.
    void aSilentLineLeavesTheWindowFree()
    {
        auto proxy = std::make_unique<LineProxy>(m_server.connInfo(m_database));
        m_connection->connectTo(proxy->connInfo(), Environment::Development);
        QTRY_VERIFY(
            m_connection->isConnected() && m_connection->catalog()
            && m_connection->catalog()->stage == catalog::Stage::Complete && !m_connection->isReadingCatalog());
        openTable(u"numbers"_s);
        proxy->setSilent(true);
        table()->setFocus();
        press(table(), Qt::Key_End, Qt::ControlModifier);
        QTRY_VERIFY(model()->isLoading());
        // The rows that are here can be walked meanwhile.
        press(table(), Qt::Key_Up);
        QVERIFY(table()->currentIndex().isValid() && model()->rowCount() >= 200);
        m_page->cancelWork();
        QVERIFY(!model()->isLoading());
        // Another table: it waits, says so, and is left at once.
        m_page->openObject(u"public"_s, u"heap"_s);
        QTRY_COMPARE(rows()->states()->state(), StateStack::State::Loading);
        m_page->cancelWork();
        QTRY_COMPARE_WITH_TIMEOUT(rows()->states()->state(), StateStack::State::Failed, 1000);
        // And the server itself, past the silent line.
        m_connection->connectTo(m_server.connInfo(m_database), Environment::Development);
        QTRY_VERIFY(
            m_connection->isConnected() && m_connection->catalog()
            && m_connection->catalog()->stage == catalog::Stage::Complete && !m_connection->isReadingCatalog());
        openTable(u"heap"_s);
        QCOMPARE(rows()->states()->state(), StateStack::State::Filled);
        blocking([&proxy] { proxy.reset(); });
    }

    void aColumnThatIsDroppedMeanwhileIsSaidAndTheRestIsShown()
    {
        openTable(u"altered"_s);
        blocking([this] { QVERIFY(m_server.psql(m_database, u"ALTER TABLE altered DROP COLUMN b"_s)); });
        table()->setFocus();
        press(table(), Qt::Key_End, Qt::ControlModifier);
        QTRY_VERIFY(rows()->states()->isStale() && !model()->isLoading());
        QCOMPARE(model()->rowCount(), 200); // what was read stays
        m_page->refresh();
        QTRY_COMPARE(model()->columnCount(), 2);
        QTRY_VERIFY(!rows()->states()->isStale() && !model()->isLoading());
        QCOMPARE(model()->index(0, 1).data().toString(), u"c1"_s);
        // And the table itself.
        blocking([this] { QVERIFY(m_server.psql(m_database, u"DROP TABLE altered"_s)); });
        press(table(), Qt::Key_End, Qt::ControlModifier);
        QTRY_VERIFY(rows()->states()->isStale() && !model()->isLoading());
        m_page->refresh();
        QTRY_VERIFY(!m_connection->isReadingCatalog());
        QVERIFY(!m_connection->catalog()->relation(u"public"_s, u"altered"_s));
        openTable(u"numbers"_s);
        QCOMPARE(rows()->states()->state(), StateStack::State::Filled);
    }

    void anotherConnectionForgetsTheFormer()
    {
        openTable(u"numbers"_s);
        QString other;
        blocking([&] { other = m_server.createDatabase(); });
        m_connection->connectTo(m_server.connInfo(other), Environment::Development);
        QTRY_COMPARE(m_connection->state(), ConnectionController::State::Connected);
        QTRY_COMPARE(m_page->states()->state(), StateStack::State::Empty);
        QCOMPARE(model()->rowCount(), 0);
        QVERIFY(!model()->isOpen());
    }

    // F5: others have added rows before it, and it is in sight where it was.
    void theCurrentRowStaysByItsKey()
    {
        const auto again = [this] {
            m_page->refresh();
            QTRY_VERIFY(!model()->isLoading() && !m_connection->isReadingCatalog());
        };
        openTable(u"numbers"_s);
        table()->setCurrentIndex(model()->index(5, 1));
        blocking([&] { QVERIFY(m_server.psql(m_database, u"INSERT INTO numbers (id) VALUES (0), (-1)"_s)); });
        again();
        QCOMPARE(model()->index(0, 0).data().toString(), u"-1"_s);
        QCOMPARE(table()->currentIndex(), model()->index(7, 1));
        QCOMPARE(topValue(), u"1"_s);
        // Far down, with what is in sight around it.
        for (int i = 0; i < 30; ++i) {
            press(table(), Qt::Key_PageDown);
            QTRY_VERIFY(!model()->isLoading());
        }
        const QString key = table()->currentIndex().siblingAtColumn(0).data().toString();
        const QString top = topValue();
        QVERIFY(key.toInt() > 200);
        again();
        QCOMPARE(table()->currentIndex().siblingAtColumn(0).data().toString(), key);
        QCOMPARE(table()->currentIndex().column(), 1);
        QTRY_COMPARE(topValue(), top);
        // A row that is gone leaves its place to the next.
        blocking([&] { QVERIFY(m_server.psql(m_database, u"DELETE FROM numbers WHERE id = %1"_s.arg(key))); });
        again();
        QCOMPARE(table()->currentIndex().siblingAtColumn(0).data().toInt(), key.toInt() + 1);
        blocking([&] {
            QVERIFY(m_server.psql(
                m_database, u"DELETE FROM numbers WHERE id <= 0; INSERT INTO numbers (id) VALUES (%1)"_s.arg(key)));
        });
    }

    void aSaveIsSeenInTheRecord()
    {
        openTable(u"numbers"_s);
        QTRY_VERIFY(model()->rows().isEditing());
        table()->setCurrentIndex(model()->index(0, 1));
        const auto shown = [this] {
            const QAbstractItemModel *record = m_page->record()->view()->model();
            return record->rowCount() < 2 ? QByteArray()
                                          : record->index(1, 0).data(RecordModel::ValueRole).toByteArray();
        };
        QTRY_COMPARE(shown(), "n1"_ba);
        QVERIFY(
            model()->setData(model()->index(0, 1), QVariant::fromValue(data::CellValue::of("saved"_ba)), Qt::EditRole));
        QTRY_COMPARE(shown(), "saved"_ba);
        rows()->edits()->saving().save();
        QTRY_VERIFY(!rows()->edits()->hasEdits() && !rows()->edits()->saving().isSaving());
        QTRY_COMPARE(shown(), "saved"_ba);
        // What a row was before is not what it is, and what was to happen to it has happened.
        const auto says = [this](const QString &words) {
            return std::ranges::any_of(rows()->findChildren<ElidedLabel *>(), [&words](const ElidedLabel *each) {
                return each->text().contains(words);
            });
        };
        rows()->gridEdit()->action(GridEdit::Do::DeleteRows)->trigger();
        QTRY_VERIFY(says(u"will be deleted when you save"_s));
        rows()->edits()->saving().save();
        QTRY_VERIFY(!rows()->edits()->hasEdits() && !rows()->edits()->saving().isSaving());
        QVERIFY(!says(u"will be deleted when you save"_s));
        QTRY_VERIFY(!model()->isLoading());
        QTRY_COMPARE(table()->currentIndex().siblingAtColumn(0).data().toString(), u"2"_s);
        QTRY_COMPARE(m_page->record()->view()->model()->index(0, 0).data(RecordModel::ValueRole).toByteArray(), "2"_ba);
        blocking([&] {
            QVERIFY(m_server.psql(m_database, u"INSERT INTO numbers VALUES (1, 'n1', 1 / 3.0, repeat('y', 3000))"_s));
        });
    }

    void stateIsKept()
    {
        openTable(u"heap"_s);
        const QJsonObject state = m_page->saveState();
        BrowsePage again(PageServices{m_connection.get(), m_settings.get(), m_tasks.get(), nullptr});
        again.resize(1200, 700);
        again.show();
        again.restoreState(state);
        m_connection->refreshCatalog();
        QTRY_COMPARE(again.rows()->shape().name, u"heap"_s);
        QTRY_VERIFY(again.rows()->model()->rowCount() > 0);
    }

    void typingAQuickFilterDoesNotStall()
    {
        openTable(u"numbers"_s);
        m_page->tree()->focusSearch();
        QTest::keyClicks(m_page->tree()->searchField(), u"numb"_s);
        QTRY_VERIFY(m_page->tree()->model()->rowCount() > 0);
    }

private:
    void pagesOn()
    {
        const qint64 first = model()->firstPosition();
        model()->fetchAfter();
        QTRY_VERIFY(!model()->isLoading());
        QVERIFY(model()->rowCount() > 200 || model()->firstPosition() > first);
    }
};

HOWDAH_UI_TEST_MAIN(BrowsePageTest)
#include "tst_browsepage.moc"
