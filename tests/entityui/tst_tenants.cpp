// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// The tenant of a window: chosen, remembered, changed without connecting again, as a role that row-level security
// binds.
#include "browse/browsepage.h"
#include "grid/gridview.h"
#include "browse/inspector/recordpanel.h"
#include "browse/rowspane.h"
#include "browse/tabletabs.h"
#include "common/statestack.h"
#include "common/widgets.h"
#include "connect/tenantbar.h"
#include "connect/tenantchoice.h"
#include "dashboard/dashboardboard.h"
#include "dashboard/dashboardpage.h"
#include "dashboard/panelcard.h"
#include "edit/editsession.h"
#include "entity/view/boardpane.h"
#include "entity/view/entityview.h"
#include "entity/view/reachedview.h"
#include "entityui/packwindow.h"
#include "shell/tenantswitcher.h"
#include "support/pgbouncer.h"
#include "support/turnmeter.h"

#include <QDialog>
#include <QElapsedTimer>
#include <QJsonDocument>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QSignalSpy>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;
using connection::ConnInfo;

namespace {

const QString Setting = u"orchestrator.organization_id"_s;
constexpr int Patience = 60'000; // a sanitizer on a busy machine

// The page that browses and the button of the bar at the top, on one connection.
struct Shown
{
    explicit Shown(ui::test::PackWindow &window)
        : controller(window.connection())
        , page(window.services())
        , switcher(window.connection())
    {
        page.resize(1200, 760);
        page.show();
        switcher.show();
    }
    [[nodiscard]] TenantChoice &tenant() const { return controller.tenant(); }
    [[nodiscard]] const TenantSetting *setting() const
    {
        return tenant().settings().empty() ? nullptr : &tenant().settings().front();
    }
    [[nodiscard]] bool isKnown() const { return setting() && setting()->isBound; }
    [[nodiscard]] TenantBar *bar() const { return page.findChild<TenantBar *>(u"tenantBar"_s); }
    [[nodiscard]] QDialog *dialog() const
    {
        const auto all = QApplication::topLevelWidgets();
        const auto found = std::ranges::find_if(
            all, [](const QWidget *one) { return one->objectName() == "tenantDialog"_L1 && one->isVisible(); });
        return found == all.end() ? nullptr : qobject_cast<QDialog *>(*found);
    }
    [[nodiscard]] QDialog *question() const
    {
        QDialog *asked = dialog() ? dialog()->findChild<QDialog *>(u"tenantQuestion"_s) : nullptr;
        return asked && asked->isVisible() ? asked : nullptr;
    }
    [[nodiscard]] QLineEdit *typed() const { return dialog()->findChild<QLineEdit *>(u"tenantValue"_s); }
    [[nodiscard]] QListWidget *list() const { return dialog()->findChild<QListWidget *>(u"tenants"_s); }
    [[nodiscard]] QString words(const QString &label) const
    {
        return dialog() ? dialog()->findChild<QLabel *>(label)->text() : QString();
    }
    [[nodiscard]] QString note() const { return words(u"tenantNote"_s); }
    [[nodiscard]] QString problem() const { return words(u"tenantProblem"_s); }
    // As somebody chooses who has the value, by the keyboard.
    void choose(const QString &value)
    {
        switcher.choose();
        QTRY_VERIFY(dialog());
        typed()->setText(value);
        QTest::keyClick(typed(), Qt::Key_Return);
    }
    [[nodiscard]] bool isRead(const QString &table) const
    {
        const RowsPane *rows = page.rows();
        return rows->shape().name == table && rows->model()->isOpen() && !rows->model()->isLoading();
    }
    [[nodiscard]] int rowCount() const { return page.rows()->model()->rowCount(); }

    ConnectionController &controller;
    BrowsePage page;
    TenantSwitcher switcher;
};

} // namespace

class TenantsTest final : public QObject
{
    Q_OBJECT

    QTemporaryDir m_data;
    howdah::test::TestServer m_server;
    std::unique_ptr<howdah::test::PackDemo> m_demo;
    ConnInfo m_bound; // neither superuser nor owner
    QString m_ours;
    QString m_theirs;

    [[nodiscard]] QString nameOf(const QString &organization) const
    {
        return m_demo->psql(u"SELECT name FROM organizations WHERE id = '%1'"_s.arg(organization));
    }
    [[nodiscard]] int tasksOf(const QString &organization) const
    {
        return m_demo->psql(u"SELECT count(*) FROM tasks WHERE organization_id = '%1'"_s.arg(organization)).toInt();
    }
    [[nodiscard]] QString userOf(const QString &organization) const
    {
        return m_demo->psql(
            u"SELECT id FROM users WHERE organization_id = '%1' ORDER BY id LIMIT 1"_s.arg(organization));
    }
    // As if it had been chosen the last time.
    void begin(ui::test::PackWindow &window, Shown &shown, const QString &organization)
    {
        QTRY_VERIFY_WITH_TIMEOUT(window.isReady(), Patience);
        QTRY_VERIFY_WITH_TIMEOUT(shown.isKnown(), Patience);
        QSignalSpy chosen(&shown.tenant(), &TenantChoice::chosen);
        shown.tenant().choose(Setting, organization);
        QTRY_COMPARE_WITH_TIMEOUT(chosen.size(), 1, Patience);
    }
    // One edit of the first row of users.
    void stage(Shown &shown, const QString &text)
    {
        shown.page.openRows(u"public"_s, u"users"_s, {});
        QTRY_VERIFY_WITH_TIMEOUT(shown.isRead(u"users"_s) && shown.rowCount() > 0, Patience);
        EditSession *edits = shown.page.rows()->edits();
        QTRY_VERIFY_WITH_TIMEOUT(edits->isReady(), Patience);
        GridModel *model = shown.page.rows()->model();
        int column = 0;
        while (model->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString() != "first_name"_L1)
            QVERIFY(++column < model->columnCount());
        QVERIFY(model->overlay().setCell(0, column, data::CellValue::text(text)));
        QVERIFY(edits->hasEdits());
    }

private Q_SLOTS:
    void initTestCase()
    {
        qputenv("HOWDAH_DATA_DIR", m_data.path().toUtf8());
        m_demo = std::make_unique<howdah::test::PackDemo>(m_server, u"orchestrator"_s);
        m_bound = m_server.createRole(u"orchestrator_app"_s, u"secret"_s, m_demo->database());
        m_demo->psql(u"SELECT orchestrator_grant_application('orchestrator_app')"_s);
        m_ours = m_demo->psql(u"SELECT id FROM organizations WHERE slug = 'nordlys'"_s);
        m_theirs = m_demo->psql(u"SELECT id FROM organizations WHERE slug = 'verdier'"_s);
        QCOMPARE(
            m_demo->psql(u"SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = 'orchestrator_app'"_s),
            u"f"_s);
    }
    void cleanupTestCase() { m_demo.reset(); }

    // Nothing is seen, the window says why and one click leads to the choice; all of it follows, on the connection that
    // there is.
    void nothingIsSeenUntilOneIsChosen()
    {
        ui::test::PackWindow window(m_bound);
        Shown shown(window);
        QTRY_VERIFY_WITH_TIMEOUT(window.isReady(), Patience);
        QTRY_VERIFY_WITH_TIMEOUT(shown.bar()->isVisible(), Patience);
        const entity::SessionSetting &model = window.entities()->models().front().model->session.front();
        QCOMPARE(shown.bar()->text(), model.words);
        QVERIFY(shown.switcher.isVisible());
        QCOMPARE(shown.switcher.text(), u"No organization"_s);
        QVERIFY(shown.switcher.toolTip().contains(u"No organization is chosen"_s));
        shown.page.openRows(u"public"_s, u"tasks"_s, {});
        QTRY_VERIFY_WITH_TIMEOUT(shown.isRead(u"tasks"_s), Patience);
        QCOMPARE(shown.rowCount(), 0);
        // It is not said to be empty.
        const auto labels = shown.page.rows()->findChildren<QLabel *>();
        const auto says = [&labels](const QString &words) {
            return std::ranges::any_of(
                labels, [&words](const QLabel *one) { return one->isVisible() && one->text().contains(words); });
        };
        QTRY_VERIFY_WITH_TIMEOUT(says(model.words), Patience);
        QVERIFY(!says(u"is empty"_s));
        QSignalSpy states(&shown.controller, &ConnectionController::stateChanged);
        // One click.
        shown.bar()->findChild<QPushButton *>(u"chooseTenant"_s)->click();
        QTRY_VERIFY(shown.dialog());
        QVERIFY(shown.typed()->hasFocus() || shown.typed()->isVisible());
        shown.typed()->setText(m_ours.toUpper());
        auto *accept = shown.dialog()->findChild<QPushButton *>(u"accept"_s);
        QVERIFY(accept->isEnabled());
        QCOMPARE(accept->text(), u"Choose this value"_s);
        QTest::keyClick(shown.typed(), Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(!shown.dialog(), Patience);
        QTRY_VERIFY_WITH_TIMEOUT(!shown.bar()->isVisible(), Patience);
        QTRY_COMPARE_WITH_TIMEOUT(shown.rowCount(), tasksOf(m_ours), Patience);
        QTRY_COMPARE_WITH_TIMEOUT(shown.switcher.text(), nameOf(m_ours), Patience);
        QCOMPARE(shown.setting()->value, m_ours); // as the server writes it
        QCOMPARE(shown.switcher.accessibleName(), u"Organization "_s + nameOf(m_ours));
        QCOMPARE(states.size(), 0); // without connecting again
        // And back: nothing is seen again.
        shown.switcher.choose();
        QTRY_VERIFY(shown.dialog());
        QCOMPARE(shown.list()->currentItem()->text(), nameOf(m_ours));
        shown.list()->setCurrentRow(0);
        QCOMPARE(shown.list()->currentItem()->text(), u"None"_s);
        QTest::keyClick(shown.list(), Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(shown.bar()->isVisible(), Patience);
        QTRY_COMPARE_WITH_TIMEOUT(shown.rowCount(), 0, Patience);
    }

    // Grid, card, board, and a view of a row that the other one may not see.
    void allFollowsWithoutConnectingAgain()
    {
        ui::test::PackWindow window(m_bound);
        Shown shown(window);
        begin(window, shown, m_ours);
        shown.page.openRows(u"public"_s, u"tasks"_s, {});
        QTRY_COMPARE_WITH_TIMEOUT(shown.rowCount(), tasksOf(m_ours), Patience);
        shown.page.rows()->grid()->table()->setCurrentIndex(shown.page.rows()->model()->index(0, 0));
        const entity::BoundEntity &task = *window.entities()->named(u"orchestrator.task");
        const auto board = entity::viewFrom(*window.entities(), task, entity::ViewDefinition::Kind::Board);
        QVERIFY(board);
        shown.page.tabs()->pin(shown.page.tabs()->currentIndex());
        shown.page.openView(task.relation, {}, board->view);
        const auto cards = [&shown] {
            int count = 0;
            if (shown.page.currentView() && shown.page.currentView()->board()) {
                for (const BoardList *list : shown.page.currentView()->board()->lists())
                    count += list->cards()->rowCount();
            }
            return count;
        };
        const auto shownOf = [this](const QString &organization) {
            return m_demo
                ->psql(u"SELECT sum(least(n, 100)) FROM (SELECT count(*) AS n FROM tasks WHERE organization_id = '%1' "
                       "GROUP BY status) AS s"_s.arg(organization))
                .toInt();
        };
        QTRY_COMPARE_WITH_TIMEOUT(cards(), shownOf(m_ours), Patience);
        shown.choose(m_theirs);
        QTRY_COMPARE_WITH_TIMEOUT(cards(), shownOf(m_theirs), Patience);
        QTRY_COMPARE_WITH_TIMEOUT(shown.switcher.text(), nameOf(m_theirs), Patience);
        shown.page.openRows(u"public"_s, u"tasks"_s, {});
        QTRY_COMPARE_WITH_TIMEOUT(shown.rowCount(), tasksOf(m_theirs), Patience);
        // Those that were seen are offered, though a bound role sees its own alone.
        shown.switcher.choose();
        QTRY_VERIFY(shown.dialog());
        QCOMPARE(shown.list()->count(), 3);
        shown.typed()->setText(nameOf(m_ours).left(4).toLower());
        QCOMPARE(shown.list()->count(), 1);
        QTest::keyClick(shown.typed(), Qt::Key_Return);
        QTRY_COMPARE_WITH_TIMEOUT(shown.rowCount(), tasksOf(m_ours), Patience);
    }

    // A view of a row of the one tenant says that it may not be seen as the other; what was read is not shown on.
    void aViewOfTheOtherIsGone()
    {
        ui::test::PackWindow window(m_bound);
        Shown shown(window);
        begin(window, shown, m_ours);
        const entity::BoundEntity *found = nullptr;
        int view = -1;
        for (const auto &model : window.entities()->models()) {
            for (const entity::BoundEntity &one : model.entities) {
                const auto reached = entity::viewFrom(*window.entities(), one, entity::ViewDefinition::Kind::Timeline);
                if (reached && reached->path.empty()) {
                    found = &one;
                    view = reached->view;
                }
            }
        }
        QVERIFY(found);
        const QString key = m_demo->psql(u"SELECT %1 FROM %2 WHERE organization_id = '%3' LIMIT 1"_s.arg(
            found->key.front(), found->table(), m_ours));
        QVERIFY(!key.isEmpty());
        shown.page.openView(found->relation, {{found->key.front(), key.toUtf8()}}, view);
        QTRY_COMPARE_WITH_TIMEOUT(shown.page.currentView()->states()->state(), StateStack::State::Filled, Patience);
        shown.choose(m_theirs);
        QTRY_COMPARE_WITH_TIMEOUT(shown.page.currentView()->states()->state(), StateStack::State::Failed, Patience);
        QVERIFY(!shown.page.currentView()->canExport());
        QTRY_VERIFY_WITH_TIMEOUT(!shown.dialog(), Patience);
        shown.choose(m_ours);
        QTRY_COMPARE_WITH_TIMEOUT(shown.page.currentView()->states()->state(), StateStack::State::Filled, Patience);
    }

    // For the connection, the database and the role; another role has its own.
    void itIsRemembered()
    {
        const QTemporaryDir folder;
        const QString file = folder.filePath(u"settings.ini"_s);
        {
            ui::test::PackWindow window(m_bound, Environment::Development, file);
            Shown shown(window);
            begin(window, shown, m_ours);
            QTRY_COMPARE_WITH_TIMEOUT(shown.switcher.text(), nameOf(m_ours), Patience);
        }
        {
            ui::test::PackWindow window(m_bound, Environment::Development, file);
            Shown shown(window);
            QTRY_VERIFY_WITH_TIMEOUT(window.isReady(), Patience);
            QTRY_COMPARE_WITH_TIMEOUT(shown.switcher.text(), nameOf(m_ours), Patience);
            QVERIFY(!shown.bar()->isVisible());
            shown.page.openRows(u"public"_s, u"tasks"_s, {});
            QTRY_COMPARE_WITH_TIMEOUT(shown.rowCount(), tasksOf(m_ours), Patience);
        }
        // A superuser on the same database: none is chosen, and all is seen.
        {
            ui::test::PackWindow window(m_demo->connInfo(), Environment::Development, file);
            Shown shown(window);
            QTRY_VERIFY_WITH_TIMEOUT(window.isReady(), Patience);
            QTRY_VERIFY_WITH_TIMEOUT(shown.setting() && !shown.setting()->choices.empty(), Patience);
            QCOMPARE(shown.setting()->value, QString());
            QVERIFY(!shown.bar()->isVisible());
            QVERIFY(shown.setting()->sentence().startsWith(u"All rows"_s));
            QCOMPARE(
                int(shown.setting()->choices.size()), m_demo->psql(u"SELECT count(*) FROM organizations"_s).toInt());
        }
        // By profile: another one to the same place has its own.
        connection::Profile profile;
        profile.id = u"one"_s;
        profile.name = u"One"_s;
        Settings settings(file);
        TaskList tasks;
        ConnectionController controller(&settings, &tasks);
        controller.connectTo(profile, m_bound);
        QTRY_VERIFY_WITH_TIMEOUT(controller.isConnected(), Patience);
        QVERIFY(controller.tenant().remembered().empty());
        // What somebody wrote there by hand is set only where it is a setting of a platform.
        settings.set(
            settings::tenants, settings.value(settings::tenants)
                                   .replace(
                                       u"\"orchestrator.organization_id\":\""_s,
                                       u"\"search_path\":\"x\",\"howdah.x\":\"y\",\"a.b\":\""_s));
        controller.connectTo(m_bound, Environment::Development);
        QTRY_VERIFY_WITH_TIMEOUT(
            controller.isConnected() && controller.facts().user == m_bound.value(u"user"_s), Patience);
        for (const connection::PlatformSetting &one : controller.tenant().remembered())
            QCOMPARE(one.name, u"a.b"_s);
    }

    // Through a proxy that gives each transaction whatever server is free, and those of others nothing.
    void throughAProxy()
    {
        const howdah::test::PgBouncer bouncer(m_bound, {.servers = 4});
        ui::test::PackWindow window(bouncer.info(m_demo->database()));
        Shown shown(window);
        begin(window, shown, m_ours);
        shown.page.openRows(u"public"_s, u"tasks"_s, {});
        QTRY_COMPARE_WITH_TIMEOUT(shown.rowCount(), tasksOf(m_ours), Patience);
        const auto other = howdah::test::PackDemo::open(bouncer.info(m_demo->database()));
        for (int i = 0; i < 8; ++i) {
            const auto answer = other->query({u"SELECT pg_catalog.count(*) FROM public.tasks"_s, {}}).result();
            QVERIFY(answer);
            QCOMPARE(answer->rows.text(0, 0), u"0"_s);
        }
        shown.choose(m_theirs);
        QTRY_COMPARE_WITH_TIMEOUT(shown.setting()->value, m_theirs, Patience);
        QTRY_COMPARE_WITH_TIMEOUT(shown.switcher.text(), nameOf(m_theirs), Patience);
        QTRY_VERIFY_WITH_TIMEOUT(shown.isRead(u"tasks"_s) && shown.rowCount() == tasksOf(m_theirs), Patience);
    }

    // A value that is none, one that nobody has, names that cannot be read.
    void whatGoesWrongIsSaid()
    {
        ui::test::PackWindow window(m_bound);
        Shown shown(window);
        begin(window, shown, m_ours);
        for (const QString &hostile :
             {u"x'); DROP TABLE tasks; --"_s, u"<b>bold</b>"_s, u"no uuid"_s, u"-c log_statement=all"_s,
              QString(5000, u'x')}) {
            shown.choose(hostile);
            QTRY_VERIFY_WITH_TIMEOUT(!shown.problem().isEmpty(), Patience);
            QCOMPARE(shown.setting()->value, m_ours);
            shown.dialog()->reject();
            QTRY_VERIFY(!shown.dialog());
        }
        // It was deleted, or is none of those that the role sees.
        const QString nobody = u"00000000-0000-4000-8000-000000000000"_s;
        shown.choose(nobody);
        QTRY_VERIFY_WITH_TIMEOUT(shown.bar()->isVisible(), Patience);
        QVERIFY2(shown.bar()->text().contains(nobody), qPrintable(shown.bar()->text()));
        QVERIFY(shown.bar()->text().contains(u"deleted"_s));
        QTRY_VERIFY_WITH_TIMEOUT(!shown.dialog(), Patience);
        shown.choose(m_ours);
        QTRY_VERIFY_WITH_TIMEOUT(!shown.bar()->isVisible(), Patience);
        QTRY_VERIFY_WITH_TIMEOUT(!shown.dialog(), Patience);
        // Names that cannot be read: a value can still be typed.
        m_demo->psql(u"REVOKE SELECT ON organizations FROM orchestrator_app"_s);
        shown.tenant().refresh();
        shown.switcher.choose();
        QTRY_VERIFY(shown.dialog());
        QTRY_VERIFY_WITH_TIMEOUT(shown.note().contains(u"could not be read"_s), Patience);
        shown.typed()->setText(m_theirs);
        QTest::keyClick(shown.typed(), Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(!shown.dialog(), Patience);
        QCOMPARE(shown.setting()->value, m_theirs);
        m_demo->psql(u"SELECT orchestrator_grant_application('orchestrator_app')"_s);
    }

    // Ten thousand and more: the dialog opens and searches without a stall, and says what it does not show.
    void tenThousandTenants()
    {
        m_demo->psql(
            u"INSERT INTO organizations (name, slug) SELECT 'Tenant ' || i, 'tenant-' || i FROM generate_series(1, 10500) AS i"_s);
        {
            ui::test::PackWindow window(*m_demo);
            Shown shown(window);
            QTRY_VERIFY_WITH_TIMEOUT(window.isReady(), Patience);
            QTRY_VERIFY_WITH_TIMEOUT(shown.setting() && shown.setting()->choices.size() == 10'000, Patience);
            QVERIFY(shown.setting()->isMore);
            QElapsedTimer clock;
            clock.start();
            shown.switcher.choose();
            QTRY_VERIFY(shown.dialog());
            const qint64 opened = clock.restart();
            shown.typed()->setText(u"tenant 100"_s);
            const qint64 searched = clock.elapsed();
            qInfo("dialog of 10,000: %lld ms, a search: %lld ms", opened, searched);
            QVERIFY2(opened < 1000 && searched < 500, qPrintable(u"%1 %2"_s.arg(opened).arg(searched)));
            QVERIFY(shown.list()->count() > 5);
            QVERIFY2(shown.note().contains(u"more than 10,000"_s), qPrintable(shown.note()));
            shown.typed()->clear();
            QVERIFY(shown.list()->count() < 600);
            QVERIFY(shown.note().contains(u"are not shown"_s));
            shown.dialog()->reject();
        }
        m_demo->psql(u"DELETE FROM organizations WHERE slug LIKE 'tenant-%'"_s);
    }

    // What was changed under one tenant is never saved under another without a word.
    void stagedEditsAreAskedAbout()
    {
        ui::test::PackWindow window(m_bound);
        Shown shown(window);
        begin(window, shown, m_ours);
        stage(shown, u"Staged for ours"_s);
        const EditSession *edits = shown.page.rows()->edits();
        // Stay.
        shown.choose(m_theirs);
        QTRY_VERIFY_WITH_TIMEOUT(shown.question(), Patience);
        QCOMPARE(shown.question()->findChild<QLabel *>(u"unsavedLines"_s)->text(), u"public.users: 1 edited row(s)"_s);
        QCOMPARE(shown.setting()->value, m_ours);
        shown.question()->findChild<QPushButton *>(u"safe"_s)->click();
        QTRY_VERIFY(!shown.question());
        QVERIFY(edits->hasEdits());
        QCOMPARE(shown.setting()->value, m_ours);
        shown.dialog()->reject();
        QTRY_VERIFY(!shown.dialog());
        // Save: for the tenant that it was made for, and then the other one is chosen.
        shown.choose(m_theirs);
        QTRY_VERIFY_WITH_TIMEOUT(shown.question(), Patience);
        shown.question()->findChild<QPushButton *>(u"accept"_s)->click();
        QTRY_VERIFY_WITH_TIMEOUT(!shown.dialog(), Patience);
        QCOMPARE(shown.setting()->value, m_theirs);
        QVERIFY(!edits->hasEdits());
        QCOMPARE(
            m_demo->psql(
                u"SELECT string_agg(DISTINCT organization_id::text, ',') FROM users WHERE first_name = 'Staged for "
                "ours'"_s),
            m_ours);
        // Discard: and it cannot be taken back under the other one.
        stage(shown, u"Staged for theirs"_s);
        edits = shown.page.rows()->edits();
        shown.choose(m_ours);
        QTRY_VERIFY_WITH_TIMEOUT(shown.question(), Patience);
        shown.question()->findChild<QPushButton *>(u"discard"_s)->click();
        QTRY_VERIFY_WITH_TIMEOUT(!shown.dialog(), Patience);
        QCOMPARE(shown.setting()->value, m_ours);
        QVERIFY(!edits->hasEdits());
        QVERIFY(!edits->history().stack()->canUndo());
        QCOMPARE(m_demo->psql(u"SELECT count(*) FROM users WHERE first_name = 'Staged for theirs'"_s), u"0"_s);
    }

    // What cannot be saved keeps the tenant, and says why.
    void whatCannotBeSavedStays()
    {
        ui::test::PackWindow window(m_bound);
        Shown shown(window);
        begin(window, shown, m_ours);
        stage(shown, u"Too late"_s);
        m_demo->psql(u"UPDATE users SET first_name = 'Changed meanwhile' WHERE organization_id = '%1'"_s.arg(m_ours));
        shown.choose(m_theirs);
        QTRY_VERIFY_WITH_TIMEOUT(shown.question(), Patience);
        shown.question()->findChild<QPushButton *>(u"accept"_s)->click();
        QTRY_VERIFY_WITH_TIMEOUT(!shown.problem().isEmpty(), Patience);
        QVERIFY2(shown.problem().contains(u"public.users"_s), qPrintable(shown.problem()));
        QCOMPARE(shown.setting()->value, m_ours);
        QVERIFY(shown.page.rows()->edits()->hasEdits());
        QVERIFY(shown.page.rows()->edits()->editor().discardAll());
        shown.dialog()->reject();
    }

    // A dashboard says once whose rows it shows, asks again for another one, and leads to the choice.
    void dashboardsSayWhoseRowsTheyShow()
    {
        ui::test::PackWindow window(m_bound);
        Shown shown(window);
        QTRY_VERIFY_WITH_TIMEOUT(window.isReady() && shown.isKnown(), Patience);
        const QTemporaryDir own;
        QFile file(own.filePath(u"tasks.yaml"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("title: Tasks\nrange: 2020-01-01..2030-01-01\ntables: [tasks]\npanels:\n"
                   "  - {id: count, title: Tasks, kind: table, query: \"SELECT min(organization_id::text) AS whose "
                   "FROM tasks\"}\n");
        file.close();
        DashboardPage page(window.services(), own.path());
        page.restoreState({{u"zone"_s, u"UTC"_s}, {u"dashboard"_s, file.fileName()}});
        page.resize(1100, 700);
        page.show();
        auto *bar = page.findChild<TenantBar *>(u"tenantBar"_s);
        auto *note = page.findChild<QLabel *>(u"tenantNote"_s);
        QTRY_VERIFY_WITH_TIMEOUT(bar->isVisible(), Patience);
        QCOMPARE(note->text(), u"No organization chosen"_s);
        bar->findChild<QPushButton *>(u"chooseTenant"_s)->click();
        QTRY_VERIFY(shown.dialog());
        shown.typed()->setText(m_ours);
        QTest::keyClick(shown.typed(), Qt::Key_Return);
        QTRY_COMPARE_WITH_TIMEOUT(note->text(), u"Rows of %1 only"_s.arg(nameOf(m_ours)), Patience);
        QVERIFY(!bar->isVisible());
        QVERIFY(note->toolTip().contains(u"row-level security"_s));
        QVERIFY(note->accessibleDescription().contains(nameOf(m_ours)));
        const auto whose = [&page] {
            auto *card = page.findChild<DashboardBoard *>(u"board"_s)->card(u"count"_s);
            return card && card->answer() && !card->answer()->table.rows.empty()
                     ? card->answer()->table.rows.front().front()
                     : QString();
        };
        QTRY_COMPARE_WITH_TIMEOUT(whose(), m_ours, Patience);
        QTRY_VERIFY(!shown.dialog());
        shown.choose(m_theirs);
        QTRY_COMPARE_WITH_TIMEOUT(whose(), m_theirs, Patience);
        QTRY_COMPARE_WITH_TIMEOUT(note->text(), u"Rows of %1 only"_s.arg(nameOf(m_theirs)), Patience);
        QCOMPARE(page.findChildren<QLabel *>(u"tenantNote"_s).size(), 1); // not in each panel
    }
};

HOWDAH_UI_TEST_MAIN(TenantsTest)
#include "tst_tenants.moc"
