// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migrateui/migratepagefixture.h"

#include "connection/audit/auditlog.h"
#include "connection/audit/auditfiles.h"
#include "connection/audit/startaudit.h"
#include "connection/audit/auditreader.h"
#include "migration/ctlprocess.h"

#include <QScopeGuard>

#include <csignal>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;
using test::CtlProcess;
using test::Patience;

// A crash of the server takes back what was committed and not yet on the disk: the page says so, of its own runs and of
// others, and says it once.
class TestTakenBack final : public QObject, test::MigratePageFixture
{
    Q_OBJECT

    // Nobody brings the server's log to the disk but who commits; it ends with the server.
    pid_t m_writer = 0;

    void writePack()
    {
        write(u"001-a.up.sql"_s, "CREATE TABLE a ();\n");
        write(u"001-a.down.sql"_s, "DROP TABLE a;\n");
        write(u"002-b.up.sql"_s, "CREATE VIEW b AS SELECT 1;\n");
        write(u"002-b.down.sql"_s, "DROP VIEW b;\n");
        write(u"003-c.up.sql"_s, "SELECT pg_sleep(600);\n");
    }
    [[nodiscard]] QString pack() const { return m_folder->filePath(u"pack"_s); }
    void stopWriter()
    {
        m_writer = pid_t(sql(u"SELECT pid FROM pg_stat_activity WHERE backend_type = 'walwriter'"_s).toLongLong());
        QVERIFY(m_writer > 0 && kill(m_writer, SIGSTOP) == 0);
    }
    void crash()
    {
        m_stalls->blocking([this] {
            m_server->kill();
            QCOMPARE(kill(m_writer, SIGKILL), 0);
            m_server->restart();
        });
        QCOMPARE(sql(u"SELECT to_regclass('a') IS NULL AND to_regclass('b') IS NULL"_s), u"t"_s);
    }
    // What the page tells: both steps, each in a sentence.
    void expectWords()
    {
        QTRY_VERIFY_WITH_TIMEOUT(news().contains(u"The server crashed"_s), Patience);
        const QStringList lines = news().split(u'\n');
        QCOMPARE(lines.size(), 2);
        QVERIFY2(lines[0].startsWith(u"The server crashed before 001-a was on disk ("_s), qPrintable(news()));
        QVERIFY2(lines[1].startsWith(u"The server crashed before 002-b was on disk ("_s), qPrintable(news()));
        for (const QString &line : lines)
            QVERIFY2(line.endsWith(u"it is not applied. The audit log was corrected."_s), qPrintable(line));
        QVERIFY(m_page->findChild<Banner *>(u"news"_s)->isVisible());
        const auto entries = connection::readAudit(connection::auditFolder(), {.text = u"Correction of entry"_s});
        QVERIFY(entries);
        QCOMPARE(entries->size(), 2U);
    }
    void expectSilence()
    {
        m_stalls->blocking([this] { m_page.reset(); });
        openPage(pack());
        waitForStates(u"001 pending, 002 pending, 003 pending"_s);
        QTRY_VERIFY_WITH_TIMEOUT(m_page->isAssessed(), Patience); // behind the look at the log
        QVERIFY2(!news().contains(u"crashed"_s), qPrintable(news()));
    }

private Q_SLOTS:
    void initTestCase() { begin(); }
    void init()
    {
        beginTest();
        QDir(connection::auditFolder()).removeRecursively();
    }
    void cleanup() { endTest(); }
    void cleanupTestCase() { end(); }

    void ofARunElsewhere();
    void ofItsOwnRun();
};

void TestTakenBack::ofARunElsewhere()
{
    writePack();
    stopWriter();
    m_stalls->blocking([this] {
        CtlProcess run(
            {u"migrate"_s, u"up"_s, u"--yes"_s, u"-s"_s, pack(), u"-d"_s,
             connection::toUri(m_server->connInfo(m_database))});
        const QString sleeping = u"SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'"_s;
        QTRY_COMPARE_WITH_TIMEOUT(m_server->psql(m_database, sleeping)->trimmed(), u"1"_s, Patience);
        run.kill(); // it cannot note that the line is lost
    });
    crash();
    connectTo(m_database);
    openPage(pack());
    waitForStates(u"001 pending, 002 pending, 003 pending"_s);
    expectWords();
    expectSilence();
}

void TestTakenBack::ofItsOwnRun()
{
    const auto audit = connection::startAudit(
        *m_connection->sessionContext(), [](const Error &error) { qFatal("%s", qPrintable(describe(error))); });
    const auto silent = qScopeGuard([this] { m_connection->sessionContext()->observeStatements({}); });
    writePack();
    connectTo(m_database);
    openPage(pack());
    stopWriter();
    list()->setFocus();
    key(Qt::Key_Return, Qt::ControlModifier);
    acceptReview(waitForReview());
    waitForSleep();
    // The server may stand again, and the connection with it, before anybody has looked.
    bool wasLost = false;
    const auto watch = connect(m_connection.get(), &ConnectionController::stateChanged, this, [this, &wasLost] {
        wasLost |= m_connection->state() == ConnectionController::State::Lost;
    });
    crash();
    waitForRun();
    QTRY_VERIFY_WITH_TIMEOUT(wasLost, Patience);
    disconnect(watch);
    if (!m_connection->isConnected()) {
        QVERIFY(!news().contains(u"crashed before"_s)); // what it took back is not known yet
        m_connection->reconnect();
    }
    QTRY_VERIFY_WITH_TIMEOUT(m_connection->isConnected(), Patience);
    waitForStates(u"001 pending, 002 pending, 003 pending"_s);
    expectWords();
    expectSilence();
}

HOWDAH_UI_TEST_MAIN(TestTakenBack)
#include "tst_takenback.moc"
