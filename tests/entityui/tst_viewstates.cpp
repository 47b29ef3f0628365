// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// Views where something is in the way: no rights, no connection, somebody who was faster; and the ways to them.
#include "browse/browsepage.h"
#include "grid/gridview.h"
#include "browse/inspector/trail.h"
#include "browse/rowspane.h"
#include "browse/rowviews.h"
#include "browse/tabletabs.h"
#include "browse/tree/objecttree.h"
#include "chart/chartview.h"
#include "common/prompter.h"
#include "common/statestack.h"
#include "common/theme.h"
#include "dashboard/dashboardboard.h"
#include "dashboard/dashboardpage.h"
#include "dashboard/panelcard.h"
#include "entity/actiondialog.h"
#include "entity/actionflow.h"
#include "entity/view/boardpane.h"
#include "entity/view/entityview.h"
#include "entity/view/threadpane.h"
#include "entity/view/timelinepane.h"
#include "entityui/packwindow.h"
#include "shell/mainwindow.h"
#include "support/turnmeter.h"

#include <QApplication>
#include <QComboBox>
#include <QDropEvent>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QMenu>
#include <QMimeData>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QToolButton>
#include <QWheelEvent>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;
using Kind = entity::ViewDefinition::Kind;

namespace {

constexpr int Patience = 60'000; // a sanitizer on a busy machine

class YesPrompter final : public Prompter
{
public:
    void confirm(QWidget *, const Question &, std::function<void(bool)> answered) override { answered(true); }
    void askText(QWidget *, const TextQuestion &, std::function<void(std::optional<QString>)> answered) override
    {
        answered(std::nullopt);
    }
};

bool isFilled(const EntityView *view)
{
    return view && view->states()->state() == StateStack::State::Filled && !view->isReading();
}

void openView(BrowsePage &page, ui::test::PackWindow &window, const QString &entity, const QString &key, Kind kind)
{
    const entity::BoundEntity &bound = *window.entities()->named(entity);
    const auto reached = *entity::viewFrom(*window.entities(), bound, kind);
    const entity::RowValues row =
        key.isEmpty() ? entity::RowValues() : entity::RowValues{{bound.key.front(), key.toUtf8()}};
    page.openView(bound.relation, row, reached.view);
}

} // namespace

class ViewStatesTest final : public QObject
{
    Q_OBJECT

    howdah::test::TestServer m_server;
    std::unique_ptr<howdah::test::PackDemo> m_uaip;
    std::unique_ptr<howdah::test::PackDemo> m_assistant;

private Q_SLOTS:
    void initTestCase()
    {
        m_uaip = std::make_unique<howdah::test::PackDemo>(m_server, u"uaip"_s);
        m_assistant = std::make_unique<howdah::test::PackDemo>(m_server, u"assistant"_s);
    }
    void cleanupTestCase()
    {
        m_uaip.reset();
        m_assistant.reset();
    }

    // A double click on a mark of a dashboard: its rows, from there the thread, and both ways back.
    void fromAMarkToItsThreadAndBack()
    {
        ui::test::PackWindow packed(*m_assistant);
        YesPrompter prompter;
        Theme theme(*qApp, ThemeChoice::Light);
        PageServices services = packed.services();
        services.prompter = &prompter;
        const QTemporaryDir own;
        QFile file(own.filePath(u"said.yaml"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("title: Said\nrange: 2025-01-01..2027-01-01\ntables: [messages]\npanels:\n"
                   "  - id: said\n    title: Said\n    kind: line\n    query: |\n"
                   "      SELECT :bucket(creation_date) AS bucket, 'all' AS series, count(*) AS value FROM messages\n"
                   "      WHERE creation_date >= :from AND creation_date < :to GROUP BY 1, 2\n"
                   "    rows:\n      relation: messages\n"
                   "      where: creation_date >= :mark_from AND creation_date < :mark_to\n");
        file.close();
        MainWindow window(services, theme);
        auto *browse = new BrowsePage(services);
        auto *dashboards = new DashboardPage(services, own.path());
        dashboards->restoreState({{u"zone"_s, u"UTC"_s}, {u"dashboard"_s, file.fileName()}});
        window.addPage(browse);
        window.addPage(dashboards);
        window.restore();
        window.resize(1300, 900);
        window.show();
        QTRY_VERIFY_WITH_TIMEOUT(packed.isReady(), Patience);
        window.showPage(dashboards->key());
        auto *board = dashboards->findChild<DashboardBoard *>(u"board"_s);
        QTRY_VERIFY_WITH_TIMEOUT(
            board->card(u"said"_s) && board->card(u"said"_s)->answer() && board->isSettled(), Patience);
        ChartView *chart = board->card(u"said"_s)->chart();
        QVERIFY(chart);
        const auto markOf = [chart]() -> std::optional<QPoint> {
            for (int x = 4; x < chart->width(); x += 3) {
                for (int y = 4; y < chart->height(); y += 3) {
                    if (chart->chart().markAt({double(x), double(y)}))
                        return QPoint(x, y);
                }
            }
            return {};
        };
        QTRY_VERIFY(chart->isVisible() && markOf());
        QSignalSpy drilled(chart, &ChartView::drillWanted);
        QSignalSpy wanted(dashboards, &Page::rowsWanted);
        const QPoint mark = *markOf();
        QTest::mouseDClick(chart->viewport(), Qt::LeftButton, {}, mark);
        QCOMPARE(drilled.size(), 1);
        QTRY_COMPARE_WITH_TIMEOUT(wanted.size(), 1, 10'000);
        QTRY_COMPARE_WITH_TIMEOUT(window.currentPage(), static_cast<Page *>(browse), Patience);
        QTRY_VERIFY_WITH_TIMEOUT(
            browse->rows()->shape().name == "messages"_L1 && browse->rows()->model()->rowCount() > 0, Patience);
        const QString condition = browse->rows()->filters().condition;
        QVERIFY(!condition.isEmpty());
        browse->rows()->grid()->table()->setCurrentIndex(browse->rows()->model()->index(0, 0));
        QAction *thread = browse->views()->action(Kind::Thread);
        QTRY_VERIFY(thread->isVisible());
        thread->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(isFilled(browse->currentView()), Patience);
        QVERIFY(browse->currentView()->thread()->view()->currentIndex().isValid());
        // Back: to the rows behind the mark, and to the dashboard.
        QTest::keyClick(browse->currentView(), Qt::Key_Left, Qt::AltModifier);
        QTRY_VERIFY_WITH_TIMEOUT(!browse->currentView() && browse->rows()->model()->rowCount() > 0, Patience);
        QCOMPARE(browse->rows()->filters().condition, condition);
        auto *back = browse->trailBar()->findChild<QToolButton *>(u"backToPage"_s);
        QVERIFY(back->isVisible());
        QCOMPARE(back->text(), u"Back to "_s + dashboards->face().title);
        QVERIFY(browse->trailBar()->backAction()->isEnabled());
        browse->trailBar()->backAction()->trigger(); // Alt+Left
        QCOMPARE(window.currentPage(), static_cast<Page *>(dashboards));
        QVERIFY(board->card(u"said"_s)); // the one that it was
        // What is opened from the tree has no way back there.
        window.showPage(browse->key());
        browse->openObject(u"public"_s, u"threads"_s);
        QVERIFY(!browse->trailBar()->findChild<QToolButton *>(u"backToPage"_s)->isVisibleTo(browse));
    }

    // Ctrl and the wheel, at the place of the pointer.
    void theWheelZoomsTheTimeline()
    {
        ui::test::PackWindow window(*m_uaip);
        BrowsePage page(window.services());
        page.resize(1300, 800);
        page.show();
        QTRY_VERIFY_WITH_TIMEOUT(window.isReady(), Patience);
        openView(
            page, window, u"uaip.operation"_s,
            m_uaip->psql(u"SELECT operation_id FROM step_results WHERE attempt > 1 LIMIT 1"_s), Kind::Timeline);
        QTRY_VERIFY_WITH_TIMEOUT(isFilled(page.currentView()), Patience);
        TimelineChart *chart = page.currentView()->timeline()->chart();
        const auto all = chart->range();
        const QPointF at(chart->viewport()->width() * 0.7, chart->viewport()->height() / 2.0);
        const auto roll = [&](int delta, Qt::KeyboardModifiers keys) {
            QWheelEvent event(
                at, chart->viewport()->mapToGlobal(at), {}, {0, delta}, Qt::NoButton, keys, Qt::NoScrollPhase, false);
            QCoreApplication::sendEvent(chart->viewport(), &event);
        };
        roll(120, Qt::NoModifier); // scrolls
        QCOMPARE(chart->range(), all);
        roll(240, Qt::ControlModifier);
        const auto near = chart->range();
        QVERIFY(near.second - near.first < (all.second - all.first) * 0.9);
        QVERIFY(near.first >= all.first && near.second <= all.second);
        for (int i = 0; i < 20; ++i)
            roll(-240, Qt::ControlModifier);
        QCOMPARE(chart->range(), all);
        // To those who do not see it: what it is, and what is current.
        QCOMPARE(chart->accessibleName(), u"Timeline"_s);
        QVERIFY(!page.currentView()->timeline()->table()->accessibleName().isEmpty());
    }

    // What was read stays, with the reason, while there is no connection; then it is read again.
    void aConnectionThatIsLost()
    {
        ui::test::PackWindow window(*m_uaip);
        BrowsePage page(window.services());
        page.resize(1300, 800);
        page.show();
        QTRY_VERIFY_WITH_TIMEOUT(window.isReady(), Patience);
        openView(page, window, u"uaip.approval"_s, {}, Kind::Board);
        QTRY_VERIFY_WITH_TIMEOUT(isFilled(page.currentView()), Patience);
        const QString database = m_uaip->database();
        const auto onServer = [&](const QString &sql) { QVERIFY(m_server.psql(u"postgres"_s, sql)); };
        onServer(u"ALTER DATABASE \"%1\" ALLOW_CONNECTIONS false"_s.arg(database));
        onServer(u"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '%1'"_s.arg(database));
        QTRY_VERIFY_WITH_TIMEOUT(page.currentView()->states()->isStale(), Patience);
        QVERIFY(page.currentView()->board()->lists().front()->cards()->rowCount() > 0);
        std::unique_ptr<QMenu> menu(page.currentView()->board()->makeMenu());
        const auto labels = page.currentView()->findChildren<QLabel *>();
        QVERIFY(std::ranges::any_of(labels, [](const QLabel *label) {
            return label->isVisible() && label->text().contains(u"no connection"_s);
        }));
        onServer(u"ALTER DATABASE \"%1\" ALLOW_CONNECTIONS true"_s.arg(database));
        window.connection().reconnect();
        QTRY_VERIFY_WITH_TIMEOUT(isFilled(page.currentView()) && !page.currentView()->states()->isStale(), Patience);
        m_uaip = nullptr; // its own session is gone, too
        m_uaip = std::make_unique<howdah::test::PackDemo>(m_server, u"uaip"_s);
    }

    // A role that may not read what was said: the reason, and it is read once it may.
    void aRoleWithoutRights()
    {
        const connection::ConnInfo info = m_server.createRole(u"onlooker"_s, u"secret"_s, m_assistant->database());
        m_assistant->psql(u"GRANT USAGE ON SCHEMA public TO onlooker; GRANT SELECT ON threads TO onlooker"_s);
        ui::test::PackWindow window(info);
        BrowsePage page(window.services());
        page.resize(1300, 800);
        page.show();
        QTRY_VERIFY_WITH_TIMEOUT(window.isReady(), Patience);
        const QString thread =
            m_assistant->psql(u"SELECT thread_id FROM messages GROUP BY 1 ORDER BY count(*) DESC LIMIT 1"_s);
        openView(page, window, u"assistant.thread"_s, thread, Kind::Thread);
        QTRY_COMPARE_WITH_TIMEOUT(page.currentView()->states()->state(), StateStack::State::Failed, Patience);
        const auto labels = page.currentView()->findChildren<QLabel *>();
        QVERIFY(std::ranges::any_of(labels, [](const QLabel *label) {
            return label->isVisible() && label->text().contains(u"permission denied"_s);
        }));
        m_assistant->psql(u"GRANT SELECT ON ALL TABLES IN SCHEMA public TO onlooker"_s);
        page.refresh(); // F5
        QTRY_VERIFY_WITH_TIMEOUT(isFilled(page.currentView()), Patience);
    }

    void theTreeOpensABoard()
    {
        ui::test::PackWindow window(*m_uaip);
        BrowsePage page(window.services());
        page.resize(1300, 800);
        page.show();
        QTRY_VERIFY_WITH_TIMEOUT(window.isReady(), Patience);
        const auto menuOf = [&](const QString &table) -> QMenu * {
            const catalog::Relation *relation = window.connection().catalog()->relation(u"public"_s, table);
            Q_EMIT page.tree()->menuWanted(relation->oid, u"public"_s, page.mapToGlobal(QPoint(40, 40)));
            const auto menus = page.tree()->findChildren<QMenu *>(u"treeMenu"_s);
            return menus.isEmpty() ? nullptr : menus.back();
        };
        QMenu *without = menuOf(u"personas"_s);
        QVERIFY(without && !without->findChild<QAction *>(u"openBoard"_s));
        without->close();
        QMenu *menu = menuOf(u"approval_workflows"_s);
        QVERIFY(menu);
        QAction *open = nullptr;
        for (QAction *one : menu->actions())
            open = one->objectName() == "openBoard"_L1 ? one : open;
        QVERIFY(open);
        QCOMPARE(open->text(), u"Open as board"_s);
        open->trigger();
        menu->close();
        QTRY_VERIFY_WITH_TIMEOUT(isFilled(page.currentView()), Patience);
        QVERIFY(page.currentView()->board());
        // Each column is told with its count, and can be walked through.
        for (const BoardList *list : page.currentView()->board()->lists())
            QVERIFY2(list->accessibleName().contains(u':'), qPrintable(list->accessibleName()));
    }

    // Somebody was faster: the action is refused, nothing is changed, and the card is where its row is now.
    void aCardThatWasMovedMeanwhile()
    {
        ui::test::PackWindow window(*m_uaip);
        BrowsePage page(window.services());
        page.resize(1300, 800);
        page.show();
        QTRY_VERIFY_WITH_TIMEOUT(window.isReady(), Patience);
        openView(page, window, u"uaip.approval"_s, {}, Kind::Board);
        QTRY_VERIFY_WITH_TIMEOUT(isFilled(page.currentView()), Patience);
        const BoardPane *board = page.currentView()->board();
        const auto column = [board](const QString &state) {
            return *std::ranges::find_if(
                board->lists(), [&](const BoardList *one) { return one->cards()->column().state == state; });
        };
        BoardList *pending = column(u"pending"_s);
        const int before = pending->cards()->rowCount();
        QVERIFY(before > 0);
        const QString id = QString::fromUtf8(pending->cards()->card(0).key.value(u"id"_s).value_or(""));
        const std::unique_ptr<QMimeData> data(pending->cards()->mimeData({pending->cards()->index(0)}));
        BoardList *rejected = column(u"rejected"_s);
        QDragEnterEvent enter({20, 20}, Qt::MoveAction, data.get(), Qt::LeftButton, {});
        QCoreApplication::sendEvent(rejected->viewport(), &enter);
        QDropEvent event({20, 20}, Qt::MoveAction, data.get(), Qt::LeftButton, {});
        QCoreApplication::sendEvent(rejected->viewport(), &event);
        QTRY_VERIFY_WITH_TIMEOUT(page.currentView()->flow()->isOpen(), Patience);
        // Nothing has moved for the drop alone.
        QCOMPARE(pending->cards()->rowCount(), before);
        ActionDialog *dialog = page.currentView()->flow()->dialog();
        auto *accept = dialog->findChild<QPushButton *>(u"accept"_s);
        QTRY_VERIFY_WITH_TIMEOUT(
            !dialog->findChildren<QComboBox *>().isEmpty() && dialog->findChildren<QComboBox *>().first()->count() > 0,
            Patience);
        QComboBox *by = dialog->findChildren<QComboBox *>().first();
        for (int i = 0; i < by->count() && !accept->isEnabled(); ++i)
            by->setCurrentIndex(i);
        QTRY_VERIFY2(accept->isEnabled(), qPrintable(accept->toolTip()));
        m_uaip->psql(u"UPDATE approval_workflows SET status = 'cancelled' WHERE id = '%1'"_s.arg(id));
        accept->click();
        QTRY_VERIFY_WITH_TIMEOUT(page.currentView()->flow()->isOpen() && accept->isVisible(), Patience);
        QTRY_VERIFY_WITH_TIMEOUT(
            std::ranges::any_of(
                dialog->findChildren<QLabel *>(),
                [](const QLabel *label) {
                    return label->isVisible() && label->text().contains(u"chang"_s, Qt::CaseInsensitive);
                }),
            Patience);
        QCOMPARE(m_uaip->psql(u"SELECT status FROM approval_workflows WHERE id = '%1'"_s.arg(id)), u"cancelled"_s);
        dialog->reject();
        QTRY_COMPARE_WITH_TIMEOUT(pending->cards()->rowCount(), before - 1, Patience);
        const auto isOn = [&id](const BoardList *list) {
            for (const entity::BoardCard &card : list->cards()->column().cards) {
                if (QString::fromUtf8(card.key.value(u"id"_s).value_or("")) == id)
                    return true;
            }
            return false;
        };
        QVERIFY(!isOn(column(u"rejected"_s)));
        QVERIFY(isOn(column(u"cancelled"_s)));
    }

    // All three as JSON and Markdown, with the tenant that they were read for.
    void filesOfEachView()
    {
        connection::ConnInfo info = m_uaip->connInfo();
        info.set(u"options"_s, u"-c uaip.tenant=north"_s);
        ui::test::PackWindow window(info);
        BrowsePage page(window.services());
        page.resize(1300, 800);
        page.show();
        QTRY_VERIFY_WITH_TIMEOUT(window.isReady(), Patience);
        const QTemporaryDir folder;
        const auto exported = [&](const QString &name, entity::ViewFormat format) {
            QSignalSpy done(page.currentView(), &EntityView::exported);
            page.currentView()->exportTo(folder.filePath(name), format);
            if (!QTest::qWaitFor([&done] { return done.size() == 1; }, Patience))
                return QByteArray();
            QFile file(folder.filePath(name));
            return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
        };
        openView(
            page, window, u"uaip.operation"_s,
            m_uaip->psql(u"SELECT operation_id FROM step_results WHERE attempt > 1 LIMIT 1"_s), Kind::Timeline);
        QTRY_VERIFY_WITH_TIMEOUT(isFilled(page.currentView()) && page.currentView()->canExport(), Patience);
        const QJsonObject timeline = QJsonDocument::fromJson(exported(u"t.json"_s, entity::ViewFormat::Json)).object();
        QCOMPARE(timeline.value(u"view").toString(), u"timeline"_s);
        QCOMPARE(int(timeline.value(u"entries").toArray().size()), page.currentView()->timeline()->model()->rowCount());
        QCOMPARE(timeline.value(u"settings").toArray(), QJsonArray{u"uaip.tenant=north"_s});
        const QByteArray markdown = exported(u"t.md"_s, entity::ViewFormat::Markdown);
        QVERIFY(markdown.startsWith("# "));
        QVERIFY2(markdown.contains("Read with uaip.tenant=north"), markdown.constData());
        openView(page, window, u"uaip.approval"_s, {}, Kind::Board);
        QTRY_VERIFY_WITH_TIMEOUT(isFilled(page.currentView()) && page.currentView()->canExport(), Patience);
        const QJsonObject board = QJsonDocument::fromJson(exported(u"b.json"_s, entity::ViewFormat::Json)).object();
        QCOMPARE(int(board.value(u"columns").toArray().size()), int(page.currentView()->board()->lists().size()));
        QCOMPARE(board.value(u"settings").toArray().size(), 1);
    }
};

HOWDAH_UI_TEST_MAIN(ViewStatesTest)
#include "tst_viewstates.moc"
