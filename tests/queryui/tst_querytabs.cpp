// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// Tabs of queries: that no text is lost, whatever happens to the program, to its files and to the disk.
#include "common/tabstrip.h"
#include "query/drafts/merge.h"
#include "queryui/queryfixture.h"

#include <QLineEdit>
#include <QMimeData>
#include <QDropEvent>
#include <QProcess>
#include <QSplitter>

#include <csignal>

using namespace howdah;
using namespace howdah::test;

class QueryTabsTest final : public QObject, QueryFixture
{
    Q_OBJECT

    [[nodiscard]] QString drafts() const { return m_folder.filePath(u"data/query/drafts"_s); }
    [[nodiscard]] QByteArray allDrafts() const
    {
        QByteArray all;
        for (const QString &folder : QDir(drafts()).entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
            const QDir own(QDir(drafts()).filePath(folder));
            for (const QString &name : own.entryList({u"*.draft"_s}))
                all += contentOf(own.filePath(name));
        }
        return all;
    }
    QStringList titles() const
    {
        QStringList all;
        for (int i = 0; i < m_page->tabs()->count(); ++i)
            all << m_page->tabs()->at(i)->title();
        return all;
    }
    void type(const QString &text) const
    {
        editor()->setFocus();
        QTest::keyClicks(editor(), text);
    }
    [[nodiscard]] QString said(const QString &subject) const { return tab()->notices()->said(subject); }

private Q_SLOTS:
    void initTestCase() { begin(); }
    void init() { freshPage(); }
    void cleanup() { m_page.reset(); }

    void comesAndGoes()
    {
        QCOMPARE(titles(), QStringList{u"Query 1"_s});
        m_page->actions().newTab->trigger();
        m_page->actions().newTab->trigger();
        QCOMPARE(titles(), (QStringList{u"Query 1"_s, u"Query 2"_s, u"Query 3"_s}));
        m_page->actions().next->trigger();
        QCOMPARE(m_page->tabs()->currentIndex(), 0);
        m_page->actions().previous->trigger();
        QCOMPARE(m_page->tabs()->currentIndex(), 2);
        write("SELECT 'mine'");
        m_page->actions().close->trigger(); // of a scratch tab: nothing is asked
        QVERIFY(m_prompter.questions.isEmpty());
        QCOMPARE(titles(), (QStringList{u"Query 1"_s, u"Query 2"_s}));
        m_page->actions().reopen->trigger();
        QCOMPARE(editor()->bytes(), "SELECT 'mine'");
        QCOMPARE(tab()->title(), u"Query 3"_s);
        m_prompter.text = u"Monthly report"_s;
        m_page->actions().rename->trigger();
        QCOMPARE(m_page->tabs()->strip()->tabText(2), u"Monthly report"_s);
        m_page->tabs()->strip()->moveTab(2, 0);
        QCOMPARE(titles().front(), u"Monthly report"_s);
        m_page->actions().closeOthers->trigger();
        QCOMPARE(titles(), QStringList{u"Monthly report"_s});
        m_page->actions().close->trigger();
        QCOMPARE(m_page->tabs()->count(), 1); // there is always one
    }
    void typedIsOnTheDiskWithinASecond()
    {
        QElapsedTimer clock;
        type(u"select 'on the disk'"_s);
        clock.start();
        QTRY_VERIFY_WITH_TIMEOUT(allDrafts().contains("on the disk"), 1000);
        // While one goes on typing, too.
        clock.start();
        int written = 0;
        while (clock.elapsed() < 2500) {
            type(u"x"_s);
            QTest::qWait(20);
            ++written;
            if (allDrafts().contains("xxxxxxxxxx"))
                break;
        }
        QVERIFY2(clock.elapsed() < 1500, "typing held up the disk");
    }
    void backAfterTheEnd()
    {
        write("SELECT 'first'");
        editor()->setCursorByte(3);
        m_page->actions().newTab->trigger();
        write("SELECT 'second'");
        m_page->tabs()->show(0);
        tab()->splitter()->setSizes({300, 400});
        const QJsonObject state = m_page->saveState();
        m_page.reset();
        makePage(state);
        QCOMPARE(titles(), (QStringList{u"Query 1"_s, u"Query 2"_s}));
        QCOMPARE(m_page->tabs()->currentIndex(), 0); // the one that was in front
        QCOMPARE(editor()->bytes(), "SELECT 'first'");
        QCOMPARE(editor()->cursorByte(), 3);
        QCOMPARE(m_page->tabs()->at(1)->editor()->bytes(), "SELECT 'second'");
    }
    // A process of its own types, and is killed.
    void backAfterKill()
    {
        m_page.reset();
        QProcess child;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"HOWDAH_TEST_TYPE"_s, u"select 'typed before the end'"_s);
        environment.insert(u"HOWDAH_TEST_DATA"_s, m_folder.filePath(u"data"_s));
        child.setProcessEnvironment(environment);
        // Of a program of several tests, this one.
        QStringList arguments{u"typingChild"_s};
        if (!QFileInfo(QCoreApplication::applicationFilePath()).fileName().contains(u"querytabs"_s))
            arguments.prepend(u"querytabs"_s);
        child.start(QCoreApplication::applicationFilePath(), arguments);
        QVERIFY(child.waitForStarted());
        QTRY_VERIFY_WITH_TIMEOUT(allDrafts().contains("typed before the end"), 60'000);
        ::kill(pid_t(child.processId()), SIGKILL);
        QVERIFY(child.waitForFinished());
        makePage();
        QVERIFY(editor()->bytes().contains("typed before the end"));
    }
    void typingChild()
    {
        const QString text = qEnvironmentVariable("HOWDAH_TEST_TYPE");
        if (text.isEmpty())
            QSKIP("Of backAfterKill()");
        qputenv("HOWDAH_DATA_DIR", qgetenv("HOWDAH_TEST_DATA"));
        makePage();
        type(text);
        QTest::qWait(60'000); // until it is killed
    }
    void fullDiskIsSaid()
    {
        type(u"x"_s);
        QTRY_VERIFY(!allDrafts().isEmpty());
        // The folder of this process goes, and a file stands in its place: nothing can be written any more.
        QString own;
        for (const QString &folder : QDir(drafts()).entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
            if (!QDir(QDir(drafts()).filePath(folder)).entryList({u"*.draft"_s}).isEmpty())
                own = QDir(drafts()).filePath(folder);
        }
        QVERIFY(!own.isEmpty());
        const QString aside = own + u"-aside"_s;
        QVERIFY(QDir().rename(own, aside));
        QVERIFY(QFile(own).open(QIODevice::WriteOnly));
        type(u"y"_s);
        QTRY_VERIFY(m_page->notices()->said(u"drafts"_s).contains(u"not on the disk"_s));
        QCOMPARE(editor()->bytes(), "xy"); // what is typed stays
        QVERIFY(QFile::remove(own));
        QVERIFY(QDir().rename(aside, own));
        type(u"z"_s);
        QTRY_VERIFY(m_page->notices()->said(u"drafts"_s).isEmpty());
        QTRY_VERIFY(allDrafts().contains("xyz"));
    }

    // ---- files

    void fileStaysAsItWas()
    {
        const QString path =
            file(u"windows.sql"_s, QByteArray("\xEF\xBB\xBFSELECT 'gr\xC3\xBC\xC3\x9F';\r\nSELECT 2;\r\n"));
        m_page->tabs()->openFile(path);
        QTRY_COMPARE(tab()->title(), u"windows.sql"_s);
        QVERIFY(!tab()->file()->isModified());
        QCOMPARE(editor()->bytes(), "SELECT 'gr\xC3\xBC\xC3\x9F';\r\nSELECT 2;\r\n");
        editor()->setCursorByte(0);
        editor()->setFocus();
        QTest::keyClicks(editor(), u"--"_s);
        QTest::keyClick(editor(), Qt::Key_Return);
        QVERIFY(tab()->file()->isModified());
        QVERIFY(m_page->tabs()->strip()->tabText(0).startsWith(u"●"_s));
        m_page->actions().save->trigger();
        QTRY_VERIFY(!tab()->file()->isModified());
        QCOMPARE(contentOf(path), QByteArray("\xEF\xBB\xBF--\r\nSELECT 'gr\xC3\xBC\xC3\x9F';\r\nSELECT 2;\r\n"));
        // Undo goes back across the save.
        while (editor()->isUndoAvailable())
            editor()->undo();
        QCOMPARE(editor()->bytes(), "SELECT 'gr\xC3\xBC\xC3\x9F';\r\nSELECT 2;\r\n");
        QVERIFY(tab()->file()->isModified());
        // The same file is not opened twice.
        m_page->actions().newTab->trigger();
        m_page->tabs()->openFile(path);
        QCOMPARE(m_page->tabs()->currentIndex(), 0);
    }
    void closingUnsavedAsks()
    {
        const QString path = file(u"unsaved.sql"_s, "SELECT 1;\n");
        m_page->tabs()->openFile(path);
        QTRY_COMPARE(tab()->title(), u"unsaved.sql"_s);
        type(u"-- new "_s);
        m_page->actions().close->trigger();
        QTRY_VERIFY(seen<QDialog>(u"closingDialog"_s));
        press(u"safe"_s);
        QCOMPARE(tab()->title(), u"unsaved.sql"_s);
        QTRY_VERIFY(!seen<QDialog>(u"closingDialog"_s));
        m_page->actions().close->trigger();
        QTRY_VERIFY(seen<QDialog>(u"closingDialog"_s));
        press(u"accept"_s);
        QTRY_VERIFY(tab()->title() != u"unsaved.sql"_s);
        QVERIFY(contentOf(path).contains("-- new"));
    }
    void changedByAnother()
    {
        const QString path = file(u"shared.sql"_s, "one\ntwo\nthree\nfour\n");
        m_page->tabs()->openFile(path);
        QTRY_COMPARE(tab()->title(), u"shared.sql"_s);
        // Nothing is changed here: it is read again.
        (void)file(u"shared.sql"_s, "one\ntwo\nthree\nfive\n");
        QTRY_COMPARE(editor()->bytes(), "one\ntwo\nthree\nfive\n");
        QVERIFY(said(u"file"_s).contains(u"read again"_s));
        editor()->undo();
        QCOMPARE(editor()->bytes(), "one\ntwo\nthree\nfour\n");
        editor()->redo();
        // Something is: it is told, and merged by choice.
        editor()->setCursorByte(0);
        type(u"my "_s);
        file(u"shared.sql"_s, "one\ntwo\nthree\nsix\n");
        QTRY_VERIFY(said(u"file"_s).contains(u"while it is changed here"_s));
        QCOMPARE(editor()->bytes(), "my one\ntwo\nthree\nfive\n");
        press(u"Merge"_s);
        QTRY_COMPARE(editor()->bytes(), "my one\ntwo\nthree\nsix\n");
        m_page->actions().save->trigger();
        QTRY_COMPARE(contentOf(path), "my one\ntwo\nthree\nsix\n");
        // Both at the same place.
        editor()->setCursorByte(0);
        type(u"again "_s);
        file(u"shared.sql"_s, "their one\ntwo\nthree\nsix\n");
        QTRY_VERIFY(said(u"file"_s).contains(u"while it is changed here"_s));
        press(u"Merge"_s);
        QTRY_VERIFY(editor()->bytes().startsWith("<<<<<<<"));
        QVERIFY(editor()->bytes().contains("again my one\n=======\ntheir one\n>>>>>>>"));
    }
    void mineOrTheirs()
    {
        const QString path = file(u"either.sql"_s, "old\n");
        m_page->tabs()->openFile(path);
        QTRY_COMPARE(tab()->title(), u"either.sql"_s);
        type(u"my "_s);
        file(u"either.sql"_s, "their\n");
        QTRY_VERIFY(!said(u"file"_s).isEmpty());
        // A save beside the question does not overwrite it either.
        m_page->actions().save->trigger();
        QTRY_VERIFY(!tab()->file()->isBusy());
        QCOMPARE(contentOf(path), "their\n");
        press(u"Keep mine"_s);
        m_page->actions().save->trigger();
        QTRY_COMPARE(contentOf(path), "my old\n");
        type(u"x"_s);
        file(u"either.sql"_s, "their second\n");
        QTRY_VERIFY(!said(u"file"_s).isEmpty());
        press(u"Take theirs"_s);
        QTRY_COMPARE(editor()->bytes(), "their second\n");
        QVERIFY(!tab()->file()->isModified());
        QVERIFY(QFile::remove(path));
        QTRY_VERIFY(said(u"file"_s).contains(u"does not exist any more"_s));
        press(u"Keep mine"_s);
        m_page->actions().save->trigger();
        QTRY_COMPARE(contentOf(path), "their second\n");
    }
    void changedWhileAway()
    {
        const QString path = file(u"away.sql"_s, "base\n");
        m_page->tabs()->openFile(path);
        QTRY_COMPARE(tab()->title(), u"away.sql"_s);
        type(u"my "_s);
        m_page.reset();
        file(u"away.sql"_s, "another\n");
        makePage();
        QCOMPARE(tab()->title(), u"away.sql"_s);
        QCOMPARE(editor()->bytes(), "my base\n");
        QTRY_VERIFY(said(u"file"_s).contains(u"while it is changed here"_s));
        QVERIFY(tab()->file()->isModified());
    }
    void dropped()
    {
        const QString path = file(u"dropped.sql"_s, "SELECT 'dropped';\n");
        QMimeData data;
        data.setUrls({QUrl::fromLocalFile(path)});
        QDragEnterEvent enter(QPoint(10, 10), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(editor()->viewport(), &enter);
        QVERIFY(enter.isAccepted());
        QDropEvent drop(QPointF(10, 10), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(editor()->viewport(), &drop);
        QTRY_COMPARE(tab()->title(), u"dropped.sql"_s);
        QCOMPARE(editor()->bytes(), "SELECT 'dropped';\n");
    }
    void largeFileIsTypedIn()
    {
        QByteArray large;
        while (large.size() < 50'000'000)
            large += "INSERT INTO somewhere (a, b) VALUES (1, 'a text of some length');\n";
        const QString path = file(u"large.sql"_s, large);
        m_page->tabs()->openFile(path);
        QTRY_VERIFY_WITH_TIMEOUT(tab()->title() == u"large.sql"_s, 60'000);
        editor()->setCursorByte(large.size() / 2);
        QTest::qWait(100);
        qint64 longest = 0;
        for (int i = 0; i < 20; ++i) {
            QElapsedTimer clock;
            clock.start();
            type(u"x"_s);
            QCoreApplication::processEvents();
            longest = std::max(longest, clock.elapsed());
        }
        qInfo("50 MB: the longest key took %lld ms", longest);
        QVERIFY(longest < 2000); // the bench measures without a sanitizer
    }
};

QTEST_MAIN(QueryTabsTest)
#include "tst_querytabs.moc"
