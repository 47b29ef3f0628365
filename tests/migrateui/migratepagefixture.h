// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migrate/migratepage.h"

#include "common/prompter.h"
#include "common/settings.h"
#include "common/code/sqlview.h"
#include "common/statestack.h"
#include "common/widgets.h"
#include "connect/connectioncontroller.h"
#include "migrate/list/migrationdetail.h"
#include "migrate/list/migrationlistmodel.h"
#include "migrate/review/reviewdialog.h"
#include "migrate/run/migrateoperations.h"
#include "migrate/run/runpanel.h"
#include "migrate/source/sourcechoice.h"
#include "support/memory.h"
#include "support/heldtransactions.h"
#include "support/testserver.h"
#include "support/turnmeter.h"
#include "support/watchdog.h"

#include <QAbstractItemModelTester>
#include <QAction>
#include <QApplication>
#include <QCheckBox>
#include <QDir>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

namespace howdah::test {

using namespace Qt::StringLiterals;
using namespace howdah::ui;

constexpr int Patience = 60'000; // a sanitizer on a busy machine
constexpr int StallLimitMs = 50;

// Answers what a test expects to be asked; a question that it does not expect is a surprise that fails it.
class ScriptedPrompter final : public Prompter
{
public:
    void confirm(QWidget *, const Question &question, std::function<void(bool)> answered) override
    {
        questions << question;
        if (confirms.isEmpty())
            surprises << question.title;
        else
            answered(confirms.takeFirst());
    }
    void askText(QWidget *, const TextQuestion &question, std::function<void(std::optional<QString>)> answered) override
    {
        textQuestions << question;
        if (texts.isEmpty())
            surprises << question.title;
        else
            answered(texts.takeFirst());
    }
    QList<bool> confirms;
    QStringList texts;
    QList<Question> questions;
    QList<TextQuestion> textQuestions;
    QStringList surprises;
};

inline migration::Version version(const QString &text)
{
    return migration::Version::parse(text).value_or(migration::Version());
}

// Time in which the event loop cannot run because the test itself waits for something does not count.
class StallMeter final
{
public:
    template <typename Work>
    auto blocking(Work work)
    {
        note();
        if constexpr (std::is_void_v<decltype(work())>) {
            work();
            settle();
        } else {
            auto result = work();
            settle();
            return result;
        }
    }

    void note() { m_longest = std::max(m_longest, m_watchdog.longestStallMs()); }
    [[nodiscard]] qint64 longest() const { return m_longest; }
    void settle()
    {
        QCoreApplication::processEvents(); // answers the question that waited
        m_watchdog.reset();
    }

private:
    StallWatchdog m_watchdog;
    qint64 m_longest = 0;
};

// The page of migrations on a real server with a folder of files: what the tests of it share. They call begin(),
// beginTest(), endTest() and end() from their slots.
class MigratePageFixture
{
protected:
    void begin();
    void beginTest();
    void endTest();
    void end();

    void write(const QString &file, const QByteArray &text);
    void writeSmallPack();
    void connectTo(const QString &database, Environment environment = Environment::Development);
    void openPage(const QString &source);
    void waitForStates(const QString &states);
    [[nodiscard]] QString states() const;
    [[nodiscard]] QString sql(const QString &text);
    [[nodiscard]] QString shownText() const;
    void key(Qt::Key key, Qt::KeyboardModifiers modifiers = {});
    ReviewDialog *waitForReview();
    void acceptReview(ReviewDialog *dialog);
    // Reviews and runs all that is pending.
    void applyAll();
    void trigger(const QString &action); // by its text, as the palette does
    [[nodiscard]] QAction *action(const QString &text) const;
    [[nodiscard]] QString news() const { return m_page->findChild<Banner *>(u"news"_s)->text(); }
    [[nodiscard]] bool waitForDetails(const QString &number);
    void waitForRun();
    [[nodiscard]] QString held(); // transactions in which nothing happens
    void waitForSleep();          // until the server is in the long statement
    [[nodiscard]] const MigrationListModel &model() const { return *m_page->findChild<MigrationListModel *>(); }
    [[nodiscard]] QString source() const { return m_page->findChild<SourceChoice *>()->source(); }
    [[nodiscard]] RunPanel *panel() const { return m_page->findChild<RunPanel *>(); }
    [[nodiscard]] MigrationDetail *detail() const { return m_page->findChild<MigrationDetail *>(); }
    [[nodiscard]] QListView *list() const { return m_page->findChild<QListView *>(u"migrations"_s); }
    [[nodiscard]] StateStack *state() const { return m_page->findChild<StateStack *>({}, Qt::FindDirectChildrenOnly); }

    QTemporaryDir m_data;
    std::unique_ptr<TestServer> m_server;
    std::unique_ptr<StallMeter> m_stalls;
    std::unique_ptr<Theme> m_theme;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Settings> m_settings;
    std::unique_ptr<TaskList> m_tasks;
    std::unique_ptr<ConnectionController> m_connection;
    ScriptedPrompter m_prompter;
    std::unique_ptr<MigratePage> m_page;
    QString m_database;
    // Off where thousands of rows are measured: the tester walks through all of them whenever one changes.
    bool m_testsModel = true;
};

inline void MigratePageFixture::begin()
{
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    // Proofs and safety copies are kept there; the scratch server of a rehearsal runs as another user where we are
    // root.
    QVERIFY(m_data.isValid());
    QFile::setPermissions(m_data.path(), QFile::permissions(m_data.path()) | QFile::ExeGroup | QFile::ExeOther);
    qputenv("HOWDAH_DATA_DIR", m_data.path().toUtf8());
    m_theme = std::make_unique<Theme>(*qApp, ThemeChoice::Light);
    m_server = std::make_unique<TestServer>();
    m_stalls = std::make_unique<StallMeter>();
}

inline void MigratePageFixture::beginTest()
{
    m_stalls->note();
    m_folder = std::make_unique<QTemporaryDir>();
    m_settings = std::make_unique<Settings>(m_folder->filePath(u"settings.ini"_s));
    m_tasks = std::make_unique<TaskList>();
    m_connection = std::make_unique<ConnectionController>(m_settings.get(), m_tasks.get());
    m_database = m_server->createDatabase(u"page"_s);
    QVERIFY(QDir(m_folder->path()).mkdir(u"pack"_s));
    m_stalls->settle();
}

inline QString MigratePageFixture::held()
{
    return m_stalls->blocking([this] { return heldTransactions(*m_server); });
}

inline void MigratePageFixture::endTest()
{
    // The page goes before what it stands on, also where this fails.
    QString still = held();
    for (QDeadlineTimer patience(Patience); !still.isEmpty() && !patience.hasExpired(); still = held())
        QTest::qWait(50);
    m_stalls->blocking([this] {
        m_page.reset();
        m_connection.reset();
    });
    QCOMPARE(still, QString());
    QCOMPARE(m_prompter.surprises, QStringList());
    QVERIFY(m_prompter.confirms.isEmpty() && m_prompter.texts.isEmpty()); // all that was expected was asked
    m_prompter = {};
}

inline void MigratePageFixture::end()
{
    m_stalls->note();
    qInfo("longest stall of the event loop: %lld ms", m_stalls->longest());
    if (!isSanitized())
        QVERIFY2(m_stalls->longest() < StallLimitMs, qPrintable(QString::number(m_stalls->longest())));
}

inline void MigratePageFixture::write(const QString &file, const QByteArray &text)
{
    QFile out(m_folder->filePath(u"pack/"_s + file));
    QVERIFY(out.open(QIODevice::WriteOnly));
    QCOMPARE(out.write(text), text.size());
}

inline void MigratePageFixture::writeSmallPack()
{
    write(u"001-users.up.sql"_s, "CREATE TABLE users (id int);\nINSERT INTO users SELECT generate_series(1, 1234);\n");
    write(u"001-users.down.sql"_s, "DROP TABLE users;\n");
    write(u"002-orders.up.sql"_s, "CREATE TABLE orders (id int);\nINSERT INTO orders VALUES (1), (2), (3);\n");
    write(u"002-orders.down.sql"_s, "DROP TABLE orders;\n");
    write(u"003-view.up.sql"_s, "CREATE VIEW both_ids AS SELECT id FROM users UNION SELECT id FROM orders;\n");
    write(u"003-view.down.sql"_s, "DROP VIEW both_ids;\n");
}

inline void MigratePageFixture::connectTo(const QString &database, Environment environment)
{
    m_connection->connectTo(m_server->connInfo(database), environment);
    QTRY_VERIFY_WITH_TIMEOUT(m_connection->isConnected(), Patience);
    if (environment == Environment::Production) {
        m_connection->productionLock().unlock(std::chrono::minutes(60), QStringLiteral("the test"));
        QTRY_VERIFY_WITH_TIMEOUT(!m_connection->guard().isLocked(), Patience);
    }
}

inline void MigratePageFixture::openPage(const QString &source)
{
    m_stalls->blocking([this] {
        m_page = std::make_unique<MigratePage>(
            PageServices{m_connection.get(), m_settings.get(), m_tasks.get(), &m_prompter});
        m_page->resize(1200, 720);
        m_page->show();
        // The first frame of a program loads fonts and icons; opening a page is not among what is measured here.
        QVERIFY(QTest::qWaitForWindowExposed(m_page.get()));
        m_page->grab();
    });
    if (m_testsModel)
        new QAbstractItemModelTester(
            list()->model(), QAbstractItemModelTester::FailureReportingMode::QtTest, m_page.get());
    if (!source.isEmpty()) {
        QTRY_VERIFY_WITH_TIMEOUT(m_page->isIdle() && state()->state() != StateStack::State::Loading, Patience);
        QSignalSpy loaded(m_page.get(), &MigratePage::loaded);
        m_page->setSource(source);
        QVERIFY(loaded.wait(Patience));
    }
    m_page->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_page.get()));
    list()->setFocus();
}

inline QString MigratePageFixture::states() const
{
    QStringList lines;
    for (const MigrationRow &row : model().rows())
        lines << row.version.text() + u' ' + migration::stateName(row.state);
    return lines.join(u", "_s);
}

inline void MigratePageFixture::waitForStates(const QString &wanted)
{
    if (!QTest::qWaitFor([&] { return states() == wanted; }, Patience))
        QCOMPARE(states(), wanted);
}

inline QString MigratePageFixture::sql(const QString &text)
{
    return m_stalls->blocking([&] {
        const Result<QString> output = m_server->psql(m_database, text);
        return (output ? *output : describe(output.error())).trimmed();
    });
}

// Every visible word of the page's labels.
inline QString MigratePageFixture::shownText() const
{
    QStringList texts;
    for (const QLabel *label : m_page->findChildren<QLabel *>()) {
        if (label->isVisible())
            texts << label->text();
    }
    return texts.join(u'\n');
}

inline void MigratePageFixture::key(Qt::Key key, Qt::KeyboardModifiers modifiers)
{
    // Without a window manager nobody gives the focus back when a dialog has closed.
    if (!m_page->isActiveWindow()) {
        m_page->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_page.get()));
    }
    QWidget *focused = QApplication::focusWidget();
    QTest::keyClick(focused ? focused : static_cast<QWidget *>(m_page.get()), key, modifiers);
}

inline ReviewDialog *MigratePageFixture::waitForReview()
{
    ReviewDialog *found = nullptr;
    const bool opened = QTest::qWaitFor(
        [&] {
            found = m_page->findChild<ReviewDialog *>();
            return found && found->isVisible() && !found->isCounting();
        },
        Patience);
    return opened ? found : nullptr;
}

// From the safe button, where the focus begins, Tab leads to the one that acts.
inline void MigratePageFixture::acceptReview(ReviewDialog *dialog)
{
    QVERIFY(dialog);
    QVERIFY(QTest::qWaitForWindowActive(dialog));
    QTRY_VERIFY_WITH_TIMEOUT(dialog->canAccept(), Patience);
    QCOMPARE(dialog->focusWidget()->objectName(), u"safe"_s);
    QTest::keyClick(dialog, Qt::Key_Tab);
    QCOMPARE(dialog->focusWidget()->objectName(), u"accept"_s);
    QSignalSpy finished(m_page.get(), &MigratePage::runFinished);
    QTest::keyClick(dialog->focusWidget(), Qt::Key_Space);
    QVERIFY(m_page->isRunning() || !finished.isEmpty());
}

inline void MigratePageFixture::applyAll()
{
    list()->setFocus();
    key(Qt::Key_Return, Qt::ControlModifier);
    acceptReview(waitForReview());
    waitForRun();
}

inline QAction *MigratePageFixture::action(const QString &text) const
{
    const QList<QAction *> actions = m_page->paletteActions();
    const auto found = std::ranges::find(actions, text, &QAction::text);
    return found == actions.end() ? nullptr : *found;
}

inline void MigratePageFixture::trigger(const QString &text)
{
    QTRY_VERIFY_WITH_TIMEOUT(action(text) && action(text)->isEnabled(), Patience);
    action(text)->trigger();
}

// Until difference, journal and checks of this migration are shown.
inline bool MigratePageFixture::waitForDetails(const QString &number)
{
    return m_page->select(version(number))
        && QTest::qWaitFor(
               [&] { return detail()->details() && detail()->details()->version == version(number); }, Patience);
}

inline void MigratePageFixture::waitForRun() { QTRY_VERIFY_WITH_TIMEOUT(m_page->isIdle(), Patience); }

inline void MigratePageFixture::waitForSleep()
{
    const QString asked =
        u"SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'"_s;
    QTRY_COMPARE_WITH_TIMEOUT(sql(asked), u"1"_s, Patience);
    QTRY_VERIFY_WITH_TIMEOUT(panel()->model()->runningRow() >= 0, Patience);
}

} // namespace howdah::test
