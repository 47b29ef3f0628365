// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "browse/browsepage.h"
#include "operations/demo/demosetup.h"
#include "common/prompter.h"
#include "common/settings.h"
#include "common/statestack.h"
#include "connect/connectioncontroller.h"
#include "connection/session/session.h"
#include "dashboard/dashboardpage.h"
#include "migrate/migratepage.h"
#include "prompt/promptpage.h"
#include "query/querypage.h"
#include "shell/mainwindow.h"
#include "shell/placeholderpage.h"
#include "shell/rail.h"
#include "shell/tour.h"
#include "support/keyboardwalk.h"
#include "support/testserver.h"

#include <QSignalSpy>
#include <QTemporaryDir>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;

namespace {

constexpr int Patience = 60'000;

class NoPrompter final : public Prompter
{
public:
    void confirm(QWidget *, const Question &, std::function<void(bool)> answered) override { answered(false); }
    void askText(QWidget *, const TextQuestion &, std::function<void(std::optional<QString>)> answered) override
    {
        answered(std::nullopt);
    }
};

} // namespace

// The whole window without a mouse, with the demo: whatever can be clicked is reached by Tab, on every page, forwards
// and backwards, and tells its name.
class KeyboardTest final : public QObject
{
    Q_OBJECT

    QTemporaryDir m_data;
    std::unique_ptr<test::TestServer> m_server;
    std::unique_ptr<Settings> m_settings;
    std::unique_ptr<Theme> m_theme;
    TaskList m_tasks;
    NoPrompter m_prompter;
    std::unique_ptr<ConnectionController> m_controller;
    std::unique_ptr<MainWindow> m_window;

    [[nodiscard]] PageServices services() { return {m_controller.get(), m_settings.get(), &m_tasks, &m_prompter}; }

    void prepare(const QString &database) const
    {
        connection::Session session({.name = u"demo"_s, .names = connection::Names::OfDatabase});
        QVERIFY(session.open(m_server->connInfo(database)).result());
        const auto done = operations::setUpDemo(session, QStringLiteral(HOWDAH_SOURCE_DIR "/migrations/uaip"));
        QVERIFY2(done, done ? "" : qPrintable(describe(done.error())));
    }

    // The page at this place of the rail, with what it shows first.
    Page *show(int place)
    {
        QTest::keyClick(m_window.get(), Qt::Key(Qt::Key_1 + place), Qt::ControlModifier);
        return m_window->currentPage();
    }

    // What a page reads comes while one walks, and a button may be disabled just when Tab passes it: from both sides,
    // and until nothing is left.
    void walk(Page *page)
    {
        QWidget *start = m_window->findChild<Rail *>();
        QSet<QWidget *> reached;
        const auto missed = [&] {
            reached.unite(test::tabWalk(start));
            reached.unite(test::tabWalk(start, true));
            return test::unreached(m_window.get(), reached).join(u'\n');
        };
        QTRY_COMPARE_WITH_TIMEOUT(missed(), QString(), Patience);
        QCOMPARE(test::nameless(reached).join(u'\n'), QString());
        const bool hasControls = page->isVisible() && !page->findChildren<QAbstractItemView *>().isEmpty();
        QVERIFY(!hasControls || std::ranges::any_of(reached, [page](QWidget *one) { return page->isAncestorOf(one); }));
    }

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(m_data.isValid());
        qputenv("HOWDAH_DATA_DIR", m_data.path().toUtf8());
        m_server = std::make_unique<test::TestServer>();
        const QString database = m_server->createDatabase(u"walk"_s);
        prepare(database);
        m_settings = std::make_unique<Settings>(m_data.filePath(u"settings.ini"_s));
        m_theme = std::make_unique<Theme>(*qApp, ThemeChoice::Light);
        m_controller = std::make_unique<ConnectionController>(m_settings.get(), &m_tasks);
        m_window = std::make_unique<MainWindow>(services(), *m_theme);
        m_window->addPage(new BrowsePage(services()));
        m_window->addPage(new MigratePage(services()));
        m_window->addPage(new PromptPage(services()));
        m_window->addPage(new DashboardPage(services()));
        m_window->addPage(new QueryPage(services()));
        for (const PlaceholderPage::Words &words : placesToCome())
            m_window->addPage(new PlaceholderPage(words));
        m_window->restore();
        m_window->resize(1280, 800);
        m_window->show();
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        QSignalSpy catalog(m_controller.get(), &ConnectionController::catalogChanged);
        m_controller->connectTo(m_server->connInfo(database), Environment::Development);
        QTRY_VERIFY_WITH_TIMEOUT(m_controller->isConnected(), Patience);
        QTRY_VERIFY_WITH_TIMEOUT(!catalog.isEmpty() && !m_controller->isReadingCatalog(), Patience);
    }

    void cleanupTestCase()
    {
        m_window.reset();
        m_controller.reset();
    }

    // Each page with its data.
    void everyPage_data()
    {
        QTest::addColumn<int>("place");
        QTest::newRow("browse") << 0;
        QTest::newRow("migrations") << 1;
        QTest::newRow("prompts") << 2;
        QTest::newRow("dashboards") << 3;
        QTest::newRow("query") << 4;
        QTest::newRow("server") << 5;
    }
    void everyPage()
    {
        QFETCH(int, place);
        Page *page = show(place);
        if (page->key() == "browse"_L1)
            page->openObject(u"public"_s, u"personas"_s);
        QTRY_VERIFY_WITH_TIMEOUT(isCalm(*m_window, services()), Patience);
        QCOMPARE(m_window->currentPage(), page);
        walk(page);
    }

    void notConnected()
    {
        m_controller->disconnectFromServer();
        for (int place = 0; place < 5; ++place)
            walk(show(place));
    }
};

QTEST_MAIN(KeyboardTest)
#include "tst_keyboard.moc"
