// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// Timelines, threads and boards as tabs of the page that browses, by the mouse and the keyboard.
#include "browse/browsepage.h"
#include "grid/gridview.h"
#include "browse/opentabs.h"
#include "browse/rowspane.h"
#include "browse/rowviews.h"
#include "browse/tabletabs.h"
#include "common/tabstrip.h"
#include "common/statestack.h"
#include "entity/actiondialog.h"
#include "entity/actionflow.h"
#include "entity/view/boardpane.h"
#include "entity/view/entityview.h"
#include "entity/view/threadpane.h"
#include "entity/view/timelinepane.h"
#include "entityui/packwindow.h"
#include "support/turnmeter.h"

#include <QAbstractItemModelTester>
#include <QAccessible>
#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QDropEvent>
#include <QFile>
#include <QLineEdit>
#include <QLabel>
#include <QMenu>
#include <QMimeData>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTableView>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;
using Kind = entity::ViewDefinition::Kind;

class EntityViewsTest final : public QObject
{
    Q_OBJECT

    howdah::test::TestServer m_server;
    std::unique_ptr<howdah::test::PackDemo> m_uaip;
    std::unique_ptr<howdah::test::PackDemo> m_assistant;
    QString m_long; // a thread of 10,000 messages

    struct Shown
    {
        explicit Shown(ui::test::PackWindow &window, std::shared_ptr<BrowseMemory> memory = nullptr)
            : page(window.services(), std::move(memory))
        {
            page.resize(1300, 800);
            page.show();
            page.activateWindow();
        }
        BrowsePage page;
        [[nodiscard]] EntityView *view() const { return page.currentView(); }
        [[nodiscard]] bool isFilled() const
        {
            return view() && view()->states()->state() == StateStack::State::Filled && !view()->isReading();
        }
        [[nodiscard]] bool hasRows(const QString &table) const
        {
            const RowsPane *rows = page.rows();
            return !view() && rows->shape().name == table && rows->model()->isOpen() && !rows->model()->isLoading()
                && rows->model()->rowCount() > 0;
        }
        void open(const QString &table, const QString &condition)
        {
            page.openRows(u"public"_s, table, condition);
            QTRY_VERIFY(hasRows(table));
            page.rows()->grid()->table()->setCurrentIndex(page.rows()->model()->index(0, 0));
        }
        void openView(ui::test::PackWindow &window, const QString &entity, const QString &key, Kind kind)
        {
            const entity::BoundEntity &bound = *window.entities()->named(entity);
            const auto reached = *entity::viewFrom(*window.entities(), bound, kind);
            const entity::RowValues row =
                key.isEmpty() ? entity::RowValues() : entity::RowValues{{bound.key.front(), key.toUtf8()}};
            page.openView(bound.relation, row, reached.view);
            QTRY_VERIFY(isFilled());
        }
    };

private Q_SLOTS:
    void initTestCase()
    {
        m_uaip = std::make_unique<howdah::test::PackDemo>(m_server, u"uaip"_s);
        m_assistant = std::make_unique<howdah::test::PackDemo>(m_server, u"assistant"_s);
        m_long = u"11111111-1111-4111-8111-111111111111"_s;
        m_assistant->psql(u"INSERT INTO threads (thread_id, title, user_id, project_id) SELECT '%1', 'Ten thousand', "
                          u"user_id, project_id FROM threads LIMIT 1; "
                          "INSERT INTO messages (thread_id, entity, content, creation_date) SELECT '%1', CASE i % 2 "
                          "WHEN 0 THEN 'AI_MESSAGE' ELSE 'USER' END::entity, "
                          "'Message ' || i || ' ' || repeat('word ', (i * 7) % 90), '2026-01-01'::timestamptz + i * "
                          "interval '1 minute' "
                          "FROM generate_series(1, 10000) AS i"_s.replace(u"%1"_s, m_long));
    }
    void cleanupTestCase()
    {
        m_uaip.reset();
        m_assistant.reset();
    }

    // From the rows behind a mark to the thread, at the message, and back to the same rows.
    void fromRowsToTheThreadAndBack()
    {
        ui::test::PackWindow window(*m_assistant);
        Shown shown(window);
        QTRY_VERIFY(window.isReady());
        const QString message = m_assistant->psql(
            u"SELECT message_id FROM token_consumption JOIN messages USING (message_id) WHERE thread_id <> '%1' "
            "ORDER BY creation_date DESC LIMIT 1"_s.arg(m_long));
        const QString condition = u"message_id = '"_s + message + u'\'';
        shown.open(u"token_consumption"_s, condition);
        QAction *thread = shown.page.views()->action(Kind::Thread);
        QTRY_VERIFY(thread->isVisible());
        QVERIFY(!shown.page.views()->action(Kind::Board)->isVisible());
        QVERIFY(shown.page.rows()->grid()->table()->actions().contains(thread));
        QVERIFY(shown.page.paletteActions().contains(thread));
        thread->trigger();
        QTRY_VERIFY(shown.isFilled());
        const ThreadPane *pane = shown.view()->thread();
        const int row = pane->view()->currentIndex().row();
        QCOMPARE(QString::fromUtf8(pane->model()->turn(row).key.value(u"message_id"_s).value_or("")), message);
        QVERIFY(!pane->model()->turn(row).tokens.isEmpty());
        QCOMPARE(
            shown.view()->title(),
            m_assistant->psql(u"SELECT title FROM threads JOIN messages USING (thread_id) WHERE "_s + condition));
        QCOMPARE(
            shown.page.tabs()->strip()->tabText(shown.page.tabs()->currentIndex()), shown.view()->title().left(32));
        // What it took stands in the head, once it is known.
        const QString tokens = m_assistant->psql(
            u"SELECT to_char(sum(count), 'FM999,999,999') FROM token_consumption JOIN messages AS m USING (message_id) "
            "WHERE m.thread_id = (SELECT thread_id FROM messages WHERE "_s
            + condition + u')');
        const auto heads = shown.view()->findChildren<QLabel *>();
        QVERIFY(std::ranges::any_of(
            heads, [&tokens](const QLabel *head) { return head->text().contains(tokens + u" tokens"_s); }));
        // And back.
        QTest::keyClick(shown.view(), Qt::Key_Left, Qt::AltModifier);
        QTRY_VERIFY(shown.hasRows(u"token_consumption"_s));
        QCOMPARE(shown.page.rows()->filters().condition, condition);
    }

    void tenThousandMessages()
    {
        ui::test::PackWindow window(*m_assistant);
        Shown shown(window);
        QTRY_VERIFY(window.isReady());
        shown.openView(window, u"assistant.thread"_s, m_long, Kind::Thread);
        const ThreadPane *pane = shown.view()->thread();
        QAbstractItemModelTester tester(pane->model());
        QCOMPARE(pane->model()->rowCount(), 10'000);
        ThreadView *view = pane->view();
        QVERIFY(view->laidOut() < 100); // only what is in sight
        QTest::keyClick(view, Qt::Key_End);
        QCOMPARE(view->currentIndex().row(), 9'999);
        QVERIFY(view->viewport()->rect().intersects(view->visualRect(view->currentIndex())));
        QTRY_COMPARE(view->verticalScrollBar()->value(), view->verticalScrollBar()->maximum());
        // Rows stand below one another without gaps, wherever one looks.
        for (const double part : {0.1, 0.5, 0.9}) {
            view->verticalScrollBar()->setValue(int(view->verticalScrollBar()->maximum() * part));
            QCoreApplication::processEvents();
            const QModelIndex first = view->indexAt({10, 10});
            QVERIFY(first.isValid());
            QCOMPARE(view->visualRect(first).bottom() + 1, view->visualRect(first.siblingAtRow(first.row() + 1)).top());
        }
        for (int i = 0; i < 50; ++i)
            QTest::keyClick(view, Qt::Key_PageUp);
        QTest::keyClick(view, Qt::Key_Home);
        QCOMPARE(view->currentIndex().row(), 0);
        // The search.
        shown.page.focusSearch();
        QVERIFY(pane->search()->hasFocus());
        pane->search()->setText(u"message 9999"_s);
        QTRY_COMPARE(pane->found(), std::vector<int>{9'998});
        QCOMPARE(view->currentIndex().row(), 9'998);
        pane->search()->setText(u"message 77"_s);
        QTRY_VERIFY(pane->found().size() > 100);
        const int at = view->currentIndex().row();
        QTest::keyClick(pane->search(), Qt::Key_Return);
        QVERIFY(view->currentIndex().row() != at);
        // To a screen reader it is a list.
        QAccessibleInterface *list = QAccessible::queryAccessibleInterface(view);
        QVERIFY(list);
        QCOMPARE(list->role(), QAccessible::List);
        QCOMPARE(list->childCount(), 10'000);
        QVERIFY(list->child(1)->text(QAccessible::Name).contains(u"Message 2"_s));
    }

    void foldsAndCopies()
    {
        ui::test::PackWindow window(*m_assistant);
        Shown shown(window);
        QTRY_VERIFY(window.isReady());
        const QString id = m_assistant->psql(
            u"SELECT thread_id FROM messages JOIN tool_calls USING (message_id) GROUP BY 1 ORDER BY count(*) DESC LIMIT 1"_s);
        shown.openView(window, u"assistant.thread"_s, id, Kind::Thread);
        const ThreadPane *pane = shown.view()->thread();
        ThreadView *view = pane->view();
        int row = 0;
        while (std::ranges::count(pane->model()->turn(row).details, u"tool_calls"_s, &entity::ThreadDetail::id) == 0)
            ++row;
        view->showRow(row);
        const int folded = view->visualRect(view->currentIndex()).height();
        QTest::keyClick(view, Qt::Key_Space);
        QVERIFY(view->visualRect(view->currentIndex()).height() > folded);
        QTest::keyClick(view, Qt::Key_C, Qt::ControlModifier);
        QVERIFY(QApplication::clipboard()->text().contains(u"arguments: "_s));
        QTest::keyClick(view, Qt::Key_Space);
        QCOMPARE(view->visualRect(view->currentIndex()).height(), folded);
        // Enter: the row itself.
        QTest::keyClick(view, Qt::Key_Return);
        QTRY_VERIFY(shown.hasRows(u"messages"_s));
        QCOMPARE(shown.page.rows()->model()->rowCount(), 1);
    }

    void exportsFiles()
    {
        ui::test::PackWindow window(*m_assistant);
        Shown shown(window);
        QTRY_VERIFY(window.isReady());
        shown.openView(window, u"assistant.thread"_s, m_long, Kind::Thread);
        QTRY_VERIFY(shown.view()->canExport());
        QTemporaryDir folder;
        QSignalSpy exported(shown.view(), &EntityView::exported);
        shown.view()->exportTo(folder.filePath(u"x.md"_s), entity::ViewFormat::Markdown);
        QTRY_COMPARE(exported.size(), 1);
        shown.view()->exportTo(folder.filePath(u"x.json"_s), entity::ViewFormat::Json);
        QTRY_COMPARE(exported.size(), 2);
        QFile file(folder.filePath(u"x.md"_s));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY(file.readAll().contains("> Message 10000 "));
        shown.view()->exportTo(folder.filePath(u"nowhere/x.md"_s), entity::ViewFormat::Markdown);
        QTRY_VERIFY(shown.view()->findChild<QLabel *>(u"viewNote"_s)->text().contains(u"nowhere"_s));
        QCOMPARE(exported.size(), 2);
    }

    void timelineByKeyboard()
    {
        ui::test::PackWindow window(*m_uaip);
        Shown shown(window);
        QTRY_VERIFY(window.isReady());
        // From a step, by the way of its operation.
        const QString id = m_uaip->psql(u"SELECT id FROM step_results WHERE attempt > 1 LIMIT 1"_s);
        shown.open(u"step_results"_s, u"id = '"_s + id + u'\'');
        QTRY_VERIFY(shown.page.views()->action(Kind::Timeline)->isVisible());
        shown.page.views()->action(Kind::Timeline)->trigger();
        QTRY_VERIFY(shown.isFilled());
        const TimelinePane *pane = shown.view()->timeline();
        QAbstractItemModelTester tester(pane->model());
        TimelineChart *chart = pane->chart();
        QVERIFY(pane->model()->rowCount() > 5);
        // All that has begun can be seen, on its lane.
        for (int row = 0; row < pane->model()->rowCount(); ++row) {
            const QRect rect = chart->rectOf(row);
            if (pane->model()->entry(row).span == entity::TimelineEntry::Span::Ahead)
                QVERIFY(rect.isEmpty());
            else
                QVERIFY(rect.left() >= 0 && rect.right() <= chart->viewport()->width());
        }
        chart->setFocus();
        QTest::keyClick(chart, Qt::Key_Home);
        QCOMPARE(pane->table()->currentIndex().row(), 0);
        QTest::keyClick(chart, Qt::Key_Right);
        QCOMPARE(pane->table()->currentIndex().row(), 1);
        QVERIFY(chart->accessibleDescription().contains(u"State"_s));
        const int lane = pane->model()->entry(1).lane;
        QTest::keyClick(chart, Qt::Key_Down);
        QVERIFY(pane->model()->entry(pane->table()->currentIndex().row()).lane > lane);
        const auto all = chart->range();
        QTest::keyClick(chart, Qt::Key_Plus);
        QVERIFY(chart->range().second - chart->range().first < (all.second - all.first) * 0.6);
        QTest::keyClick(chart, Qt::Key_0);
        QCOMPARE(chart->range(), all);
        // The tip is plain text with the error in it.
        for (int row = 0; row < pane->model()->rowCount(); ++row) {
            const auto &entry = pane->model()->entry(row);
            if (!entry.error.isEmpty())
                QVERIFY(pane->model()->tip(row).contains(entry.error));
        }
        QTest::keyClick(chart, Qt::Key_Return);
        QTRY_VERIFY(!shown.view());
        QTRY_COMPARE(shown.page.rows()->model()->rowCount(), 1);
    }

    void boardMovesByTheAction()
    {
        ui::test::PackWindow window(*m_uaip);
        Shown shown(window);
        QTRY_VERIFY(window.isReady());
        shown.open(u"approval_workflows"_s, u"status = 'pending'"_s);
        QTRY_VERIFY(shown.page.views()->action(Kind::Board)->isVisible());
        shown.page.views()->action(Kind::Board)->trigger();
        QTRY_VERIFY(shown.isFilled());
        BoardPane *board = shown.view()->board();
        for (BoardList *list : board->lists())
            new QAbstractItemModelTester(list->cards(), list);
        QCOMPARE(board->lists().size(), 6U);
        BoardList *pending = board->lists()[0];
        BoardList *rejected = board->lists()[3];
        const int before = pending->cards()->rowCount();
        QVERIFY(before > 0);
        // By the keyboard: the menu of the card.
        pending->setFocus();
        pending->setCurrentIndex(pending->cards()->index(0));
        const entity::RowValues key = pending->cards()->card(0).key;
        std::unique_ptr<QMenu> menu(board->makeMenu());
        QStringList moves;
        for (const QAction *one : menu->actions())
            moves << one->objectName();
        QVERIFY(moves.contains(u"moveTo_approved"_s) && moves.contains(u"moveTo_rejected"_s));
        QVERIFY(!moves.contains(u"moveTo_expired"_s)); // no action leads there
        // By the mouse: a drop on a column that a move leads to, none on the others.
        const std::unique_ptr<QMimeData> data(pending->cards()->mimeData({pending->cards()->index(0)}));
        const auto drop = [&data](BoardList *on) {
            QDragEnterEvent enter({20, 20}, Qt::MoveAction, data.get(), Qt::LeftButton, {});
            QCoreApplication::sendEvent(on->viewport(), &enter);
            QDropEvent event({20, 20}, Qt::MoveAction, data.get(), Qt::LeftButton, {});
            QCoreApplication::sendEvent(on->viewport(), &event);
            return event.isAccepted();
        };
        static_cast<void>(drop(board->lists()[4])); // expired
        static_cast<void>(drop(pending));
        QVERIFY(!shown.view()->flow()->isOpen());
        static_cast<void>(drop(rejected));
        QTRY_VERIFY(shown.view()->flow()->isOpen());
        ActionDialog *dialog = shown.view()->flow()->dialog();
        auto *accept = dialog->findChild<QPushButton *>(u"accept"_s);
        QTRY_VERIFY(
            !dialog->findChildren<QComboBox *>().isEmpty() && dialog->findChildren<QComboBox *>().first()->count() > 0);
        QComboBox *by = dialog->findChildren<QComboBox *>().first();
        if (by->currentIndex() < 0)
            by->setCurrentIndex(0);
        for (int i = 0; i < by->count() && !accept->isEnabled(); ++i)
            by->setCurrentIndex(i);
        QTRY_VERIFY2(accept->isEnabled(), qPrintable(accept->toolTip()));
        accept->click();
        QTRY_COMPARE(
            m_uaip->psql(
                u"SELECT status FROM approval_workflows WHERE id = '"_s
                + QString::fromUtf8(key.value(u"id"_s).value_or("")) + u'\''),
            u"rejected"_s);
        QTRY_VERIFY(shown.isFilled() && pending->cards()->rowCount() < before);
        // Arrow keys lead over the columns.
        pending = board->lists()[0];
        BoardList *first = board->lists()[2];
        first->setFocus();
        first->setCurrentIndex(first->cards()->index(0));
        QTest::keyClick(first, Qt::Key_Right);
        QVERIFY(shown.page.focusWidget() == rejected && rejected->currentIndex().isValid());
        QVERIFY(!first->currentIndex().isValid());
    }

    // What only reads moves nothing, and says why.
    void boardThatOnlyReads()
    {
        ui::test::PackWindow window(*m_uaip, Environment::Production);
        Shown shown(window);
        QTRY_VERIFY(window.isReady());
        shown.openView(window, u"uaip.approval"_s, {}, Kind::Board);
        const BoardPane *board = shown.view()->board();
        const auto labels = board->findChildren<QLabel *>();
        QVERIFY(std::ranges::any_of(
            labels, [](const QLabel *label) { return label->isVisible() && label->text().contains(u"locked"_s); }));
    }

    // Tabs of views are previews, are pinned, and are there again at the next start.
    void tabsAreFoundAgain()
    {
        const auto memory = std::make_shared<BrowseMemory>();
        QJsonObject state;
        {
            ui::test::PackWindow window(*m_assistant);
            Shown shown(window, memory);
            QTRY_VERIFY(window.isReady());
            shown.open(u"threads"_s, u"title = 'Ten thousand'"_s);
            QTRY_VERIFY(shown.page.views()->action(Kind::Thread)->isVisible());
            shown.page.views()->action(Kind::Thread)->trigger();
            QTRY_VERIFY(shown.isFilled());
            QCOMPARE(shown.page.tabs()->count(), 1); // in place of the preview
            QVERIFY(shown.page.tabs()->strip()->face(0).isPreview);
            shown.page.tabs()->pin(0);
            shown.open(u"messages"_s, u"is_complete"_s);
            QCOMPARE(shown.page.tabs()->count(), 2);
            shown.page.tabs()->step(-1);
            QTRY_VERIFY(shown.isFilled());
            // The same view again is the same tab.
            shown.openView(window, u"assistant.thread"_s, m_long, Kind::Thread);
            QCOMPARE(shown.page.tabs()->count(), 2);
            state = shown.page.saveState();
        }
        ui::test::PackWindow window(*m_assistant);
        Shown shown(window);
        shown.page.restoreState(state);
        QTRY_VERIFY(window.isReady());
        QTRY_COMPARE(shown.page.tabs()->count(), 2);
        QTRY_VERIFY(shown.isFilled());
        QCOMPARE(shown.view()->title(), u"Ten thousand"_s);
        QCOMPARE(shown.view()->thread()->model()->rowCount(), 10'000);
        // Closed, it can be had again.
        shown.page.tabs()->close(shown.page.tabs()->currentIndex());
        QCOMPARE(shown.page.tabs()->count(), 1);
        shown.page.tabs()->reopenClosed();
        QTRY_VERIFY(shown.isFilled());
    }

    void emptyGoneAndFailed()
    {
        ui::test::PackWindow window(*m_assistant);
        Shown shown(window);
        QTRY_VERIFY(window.isReady());
        const QString empty = u"22222222-2222-4222-8222-222222222222"_s;
        m_assistant->psql(
            u"INSERT INTO threads (thread_id, title, user_id, project_id) SELECT '%1', 'Empty', user_id, project_id FROM threads LIMIT 1"_s
                .arg(empty));
        const entity::BoundEntity &thread = *window.entities()->named(u"assistant.thread");
        shown.page.openView(thread.relation, {{u"thread_id"_s, empty.toUtf8()}}, 0);
        QTRY_COMPARE(shown.view()->states()->state(), StateStack::State::Empty);
        m_assistant->psql(u"DELETE FROM threads WHERE title = 'Empty'"_s);
        shown.page.refresh();
        QTRY_COMPARE(shown.view()->states()->state(), StateStack::State::Failed);
        // What cannot be read says why, and can be tried again.
        m_assistant->psql(u"ALTER TABLE messages RENAME TO elsewhere"_s);
        shown.page.openView(thread.relation, {{u"thread_id"_s, m_long.toUtf8()}}, 0);
        QTRY_COMPARE(shown.view()->states()->state(), StateStack::State::Failed);
        m_assistant->psql(u"ALTER TABLE elsewhere RENAME TO messages"_s);
        QTRY_VERIFY(window.isReady());
        shown.view()->refresh();
        QTRY_VERIFY(shown.isFilled());
        // What was read stays where it cannot be read again.
        m_assistant->psql(u"ALTER TABLE messages RENAME TO elsewhere"_s);
        shown.view()->refresh();
        QTRY_VERIFY(shown.view()->states()->isStale());
        m_assistant->psql(u"ALTER TABLE elsewhere RENAME TO messages"_s);
    }
};

HOWDAH_UI_TEST_MAIN(EntityViewsTest)
#include "tst_entityviews.moc"
