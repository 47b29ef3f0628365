// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// A tab closes when it was told to, and never for what somebody else has done since.
#include "queryui/queryfixture.h"

using namespace howdah;
using namespace howdah::test;

class ClosingTest final : public QObject, QueryFixture
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        begin();
        connectTo(m_server.connInfo(m_database));
    }
    void init() { freshPage(); }
    void cleanup() { m_page.reset(); }

    void aQuestionSaysWhichTabRuns_data()
    {
        QTest::addColumn<QByteArray>("sql");
        QTest::newRow("alone") << QByteArray("SELECT pg_sleep(60)");
        QTest::newRow("in a transaction") << QByteArray("BEGIN; SELECT pg_sleep(60);");
    }
    void aQuestionSaysWhichTabRuns()
    {
        QFETCH(QByteArray, sql);
        write(sql);
        m_page->actions().runAll->trigger();
        QTRY_COMPARE(tab()->run()->transaction().isOpen(), sql.startsWith("BEGIN"));
        QTRY_COMPARE(
            ask(u"SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(60)%'"
                " AND state = 'active' AND pid <> pg_backend_pid()"_s),
            u"1"_s);
        m_page->actions().close->trigger(); // the answer is no
        QCOMPARE(m_prompter.questions.size(), 1);
        const QString text = m_prompter.questions.front().text;
        QVERIFY2(text.startsWith(tab()->title() + u" runs a statement"_s), qPrintable(text));
        m_page->actions().cancel->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(!tab()->run()->isRunning(), 30'000);
    }
    // A failed transaction has one way to its end, and it closes the tab.
    void aFailedTransactionIsRolledBack()
    {
        write("BEGIN; SELECT 1/0;");
        m_page->actions().runAll->trigger();
        QTRY_COMPARE(tab()->run()->transaction().state, connection::TransactionState::Failed);
        QTRY_VERIFY(!tab()->run()->isRunning());
        const QPointer<QueryTab> mine = tab();
        m_page->actions().close->trigger();
        QTRY_VERIFY(seen<QDialog>(u"closingDialog"_s));
        QVERIFY(!seen<QDialog>(u"closingDialog"_s)->findChild<QPushButton *>(u"accept"_s));
        press(u"discard"_s);
        QTRY_VERIFY(!mine);
    }
    // The next save, for another reason, is no answer to the question of then.
    void aFailedSaveClosesNothingLater()
    {
        const QString folder = m_folder.filePath(u"gone"_s);
        QVERIFY(QDir().mkpath(folder));
        const QString path = file(u"gone/a.sql"_s, "SELECT 1;\n");
        m_page->tabs()->openFile(path);
        QTRY_COMPARE(editor()->bytes(), "SELECT 1;\n");
        const QPointer<QueryTab> mine = tab();
        QTest::keyClicks(editor(), u"-- "_s);
        QTRY_VERIFY(mine->file()->isModified());
        QVERIFY(QDir(folder).removeRecursively());
        (void)file(u"gone"_s, {}); // a file stands where the folder was
        m_page->actions().close->trigger();
        QTRY_VERIFY(seen<QDialog>(u"closingDialog"_s));
        press(u"accept"_s);
        QTRY_VERIFY(!seen<QDialog>(u"closingDialog"_s));
        QTRY_VERIFY(!mine->notices()->said(u"file"_s).isEmpty());
        QVERIFY(mine);
        mine->file()->saveAs(m_folder.filePath(u"b.sql"_s));
        QTRY_VERIFY(!mine->file()->isModified());
        QTest::qWait(0); // what was queued
        QCoreApplication::processEvents();
        QVERIFY(mine);
        QCOMPARE(contentOf(m_folder.filePath(u"b.sql"_s)), mine->editor()->bytes());
    }
    // Nobody asked for the text on the disk: what is typed while it is read stays.
    void whatIsTypedWhileAnotherProgramWritesStays()
    {
        const QString path = file(u"c.sql"_s, "SELECT 1;\n");
        m_page->tabs()->openFile(path);
        QTRY_COMPARE(editor()->bytes(), "SELECT 1;\n");
        QTRY_VERIFY(!tab()->file()->isBusy());
        bool wasReplaced = false;
        connect(tab()->file(), &TabFile::readAgain, this, [&] { wasReplaced = true; });
        (void)file(u"c.sql"_s, QByteArray("SELECT 2;\n").repeated(4'000'000)); // which takes its time
        QTRY_VERIFY(tab()->file()->isBusy());                                  // it begins to read
        QTest::keyClicks(editor(), u"-- "_s);
        QTRY_VERIFY(!tab()->file()->isBusy());
        QVERIFY(!wasReplaced);
        QTRY_VERIFY(!tab()->notices()->said(u"file"_s).isEmpty());
        QCOMPARE(editor()->bytes(), "-- SELECT 1;\n");
    }
};

QTEST_MAIN(ClosingTest)
#include "tst_closing.moc"
