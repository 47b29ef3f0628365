// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// The transaction of a tab: as the server says it, and never ended silently.
#include "queryui/queryfixture.h"

#include <QLabel>

using namespace howdah;
using namespace howdah::test;
using connection::TransactionState;

class TransactionsTest final : public QObject, QueryFixture
{
    Q_OBJECT

    [[nodiscard]] TransactionState state() const { return tab()->run()->transaction().state; }
    [[nodiscard]] QString words() const { return tab()->transactionBar()->words(); }
    [[nodiscard]] QString rows() const { return ask(u"SELECT count(*) FROM t"_s); }

private Q_SLOTS:
    void initTestCase()
    {
        begin();
        connectTo(m_server.connInfo(m_database));
    }
    void init()
    {
        m_page.reset();
        QVERIFY(m_server.psql(m_database, u"DROP TABLE IF EXISTS t; CREATE TABLE t (id int PRIMARY KEY)"_s));
        freshPage();
    }
    void cleanupTestCase() { m_page.reset(); }

    void stateAfterEveryStatement()
    {
        QCOMPARE(words(), u"Autocommit"_s);
        runAll("SELECT 1");
        QCOMPARE(state(), TransactionState::Idle);
        QCOMPARE(words(), u"Autocommit"_s);
        QVERIFY(!m_page->actions().commit->isEnabled());
        runAll("BEGIN; INSERT INTO t VALUES (1);");
        QCOMPARE(state(), TransactionState::Open);
        QVERIFY2(words().startsWith(u"In transaction 0:"_s), qPrintable(words()));
        QVERIFY(m_page->actions().commit->isEnabled());
        runAll("SELECT 1/0");
        QCOMPARE(state(), TransactionState::Failed);
        QVERIFY(words().startsWith(u"Transaction failed"_s));
        QVERIFY(!m_page->actions().commit->isEnabled());
        QVERIFY(m_page->actions().rollBack->isEnabled());
        m_page->actions().rollBack->trigger();
        QTRY_COMPARE(state(), TransactionState::Idle);
        QCOMPARE(rows(), u"0"_s);
    }
    void ageGoesOn()
    {
        runAll("BEGIN");
        const QString before = words();
        QTRY_VERIFY(words() != before && words().startsWith(u"In transaction"_s));
        m_page->actions().rollBack->trigger();
        QTRY_COMPARE(state(), TransactionState::Idle);
    }
    void commitByTheButton()
    {
        runAll("BEGIN; INSERT INTO t VALUES (1);");
        QCOMPARE(rows(), u"0"_s);
        m_page->actions().commit->trigger();
        QTRY_COMPARE(state(), TransactionState::Idle);
        QTRY_VERIFY(!tab()->run()->isRunning());
        QCOMPARE(rows(), u"1"_s);
    }
    void manualMode()
    {
        m_page->actions().autocommit->trigger();
        QCOMPARE(words(), u"Manual commit"_s);
        runAll("INSERT INTO t VALUES (1)");
        QCOMPARE(state(), TransactionState::Open);
        QCOMPARE(rows(), u"0"_s);
        m_page->actions().commit->trigger();
        QTRY_COMPARE(state(), TransactionState::Idle);
        QCOMPARE(rows(), u"1"_s);
        QTRY_VERIFY(!tab()->run()->isRunning());
    }
    void savepoints()
    {
        m_page->actions().savepoints->trigger();
        runAll("BEGIN; INSERT INTO t VALUES (1)");
        runAll("SELECT 1/0");
        QCOMPARE(state(), TransactionState::Open); // it took nothing else with it
        m_page->actions().commit->trigger();
        QTRY_COMPARE(rows(), u"1"_s);
    }
    void closingAsks_data()
    {
        QTest::addColumn<QString>("button");
        QTest::addColumn<QString>("rows");
        QTest::addColumn<bool>("closes");
        QTest::newRow("commit") << u"accept"_s << u"1"_s << true;
        QTest::newRow("roll back") << u"discard"_s << u"0"_s << true;
        QTest::newRow("keep") << u"safe"_s << u"0"_s << false;
    }
    void closingAsks()
    {
        QFETCH(QString, button);
        QFETCH(QString, rows);
        QFETCH(bool, closes);
        runAll("BEGIN; INSERT INTO t VALUES (1);");
        const QPointer<QueryTab> mine = tab();
        m_page->actions().close->trigger();
        QTRY_VERIFY(seen<QDialog>(u"closingDialog"_s));
        QCOMPARE(m_page->tabs()->count(), 1);
        press(button);
        if (closes)
            QTRY_VERIFY(!mine);
        else
            QTRY_VERIFY(!seen<QDialog>(u"closingDialog"_s));
        QCOMPARE(mine != nullptr, !closes);
        QCOMPARE(this->rows(), rows);
        if (!closes) {
            QCOMPARE(state(), TransactionState::Open);
            QCOMPARE(m_page->unsavedWork().size(), 1); // which the window asks about
            m_page->actions().rollBack->trigger();
            QTRY_COMPARE(state(), TransactionState::Idle);
            QVERIFY(m_page->unsavedWork().isEmpty());
        }
    }
    void idleTransactionWarns()
    {
        tab()->transactionBar()->setLongIdleMs(100);
        runAll("BEGIN; INSERT INTO t VALUES (1); LOCK TABLE t IN SHARE MODE");
        QTRY_VERIFY2(
            tab()->notices()->said(u"idle"_s).contains(u"public.t"_s), qPrintable(tab()->notices()->said(u"idle"_s)));
        m_page->actions().rollBack->trigger();
        QTRY_VERIFY(tab()->notices()->said(u"idle"_s).isEmpty());
        QTRY_VERIFY(!tab()->run()->isRunning());
    }
    void leavingTheConnectionEndsNothing()
    {
        runAll("BEGIN; INSERT INTO t VALUES (1);");
        const QString other = m_server.createDatabase();
        connectTo(m_server.connInfo(other));
        QCOMPARE(state(), TransactionState::Open);
        QVERIFY(tab()->notices()->said(u"place"_s).contains(m_database));
        m_page->actions().commit->trigger();
        QTRY_COMPARE(state(), TransactionState::Idle);
        QTRY_VERIFY(!tab()->run()->isRunning());
        QCOMPARE(rows(), u"1"_s);
        // From here on it can be of the other one.
        press(u"Use this database"_s);
        QVERIFY(tab()->notices()->said(u"place"_s).isEmpty());
        connectTo(m_server.connInfo(m_database));
        QVERIFY(!tab()->notices()->said(u"place"_s).isEmpty());
        press(u"Connect there"_s);
        QTRY_COMPARE(m_connection->facts().database, other);
        QTRY_VERIFY(tab()->notices()->said(u"place"_s).isEmpty());
        connectTo(m_server.connInfo(m_database));
    }
    void killedSession()
    {
        runAll("BEGIN; INSERT INTO t VALUES (1);");
        (void)ask(u"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'howdah: query'"_s);
        QTRY_VERIFY(!tab()->notices()->said(u"loss"_s).isEmpty());
        QVERIFY(!tab()->run()->transaction().isOpen());
        QCOMPARE(words(), u"Connection lost"_s);
        QCOMPARE(rows(), u"0"_s);
    }
};

QTEST_MAIN(TransactionsTest)
#include "tst_transactions.moc"
