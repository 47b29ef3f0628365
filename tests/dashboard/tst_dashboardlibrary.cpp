// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/wholefile.h"
#include "dashboard/dashboardlibrary.h"

#include "dashboard/dashboardfile.h"

#include <QDir>
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;

constexpr int Patience = 60'000;

// Built-in dashboards and those of a folder that is watched.
class TestDashboardLibrary final : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;

    void write(const QString &name, const QByteArray &text) const
    {
        QVERIFY(writeWholeFile(m_folder->filePath(name), text));
    }
    static QByteArray yaml(const QByteArray &title)
    {
        return "title: " + title + "\npanels:\n  - {id: one, title: One, kind: stat, query: SELECT 1 AS value}\n";
    }
    static QStringList ownTitles(const DashboardLibrary &library)
    {
        QStringList titles;
        for (const LibraryEntry &entry : library.entries()) {
            if (!entry.isBuiltIn())
                titles << entry.title();
        }
        return titles;
    }

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void builtInOnesComeFirst();
    void aNewFileAppears();
    void aChangedFileIsReadAgain();
    void aFileThatIsGoneGoes();
    void aBrokenFileStaysWithItsProblem();
    void whatIsUnchangedStaysTheSameObject();
    void makesTheFolder();
    void findsAFreeName();
    void aNewOneCanBeRead_data();
    void aNewOneCanBeRead();
    void savesNotOverWhatOthersWrote();
};

void TestDashboardLibrary::builtInOnesComeFirst()
{
    write(u"own.yaml"_s, yaml("An own one"));
    DashboardLibrary library(m_folder->path());
    library.start();
    QTRY_VERIFY_WITH_TIMEOUT(library.isRead(), Patience);
    QVERIFY(library.entries().size() >= 9);
    QVERIFY(library.entries().front().isBuiltIn());
    QVERIFY(!library.entries().back().isBuiltIn());
    for (const LibraryEntry &entry : library.entries()) {
        QVERIFY2(entry.dashboard, qPrintable(entry.path));
        QVERIFY(!entry.yaml.isEmpty());
    }
}

void TestDashboardLibrary::aNewFileAppears()
{
    DashboardLibrary library(m_folder->path());
    library.start();
    QTRY_VERIFY_WITH_TIMEOUT(library.isRead(), Patience);
    QCOMPARE(ownTitles(library), QStringList());
    write(u"b.yaml"_s, yaml("Second"));
    QTRY_COMPARE_WITH_TIMEOUT(ownTitles(library), QStringList{u"Second"_s}, Patience);
    write(u"c.yaml"_s, yaml("First"));
    QTRY_COMPARE_WITH_TIMEOUT(ownTitles(library), (QStringList{u"First"_s, u"Second"_s}), Patience);
}

void TestDashboardLibrary::aChangedFileIsReadAgain()
{
    write(u"a.yaml"_s, yaml("Before"));
    DashboardLibrary library(m_folder->path());
    library.start();
    QTRY_COMPARE_WITH_TIMEOUT(ownTitles(library), QStringList{u"Before"_s}, Patience);
    QFile inPlace(m_folder->filePath(u"a.yaml"_s)); // as some editors write
    QVERIFY(inPlace.open(QIODevice::WriteOnly));
    inPlace.write(yaml("Between"));
    inPlace.close();
    QTRY_COMPARE_WITH_TIMEOUT(ownTitles(library), QStringList{u"Between"_s}, Patience);
    write(u"a.yaml"_s, yaml("After")); // as others do: another file in its place
    QTRY_COMPARE_WITH_TIMEOUT(ownTitles(library), QStringList{u"After"_s}, Patience);
    write(u"a.yaml"_s, yaml("Afterwards"));
    QTRY_COMPARE_WITH_TIMEOUT(ownTitles(library), QStringList{u"Afterwards"_s}, Patience);
}

void TestDashboardLibrary::aFileThatIsGoneGoes()
{
    write(u"a.yaml"_s, yaml("A"));
    DashboardLibrary library(m_folder->path());
    library.start();
    QTRY_COMPARE_WITH_TIMEOUT(ownTitles(library), QStringList{u"A"_s}, Patience);
    QVERIFY(QFile::remove(m_folder->filePath(u"a.yaml"_s)));
    QTRY_COMPARE_WITH_TIMEOUT(ownTitles(library), QStringList(), Patience);
}

void TestDashboardLibrary::aBrokenFileStaysWithItsProblem()
{
    write(u"a.yaml"_s, "title: A\npanels:\n  - {id: one, title: One, kind: pie, query: SELECT 1}\n");
    DashboardLibrary library(m_folder->path());
    library.start();
    QTRY_COMPARE_WITH_TIMEOUT(ownTitles(library), QStringList{u"a.yaml"_s}, Patience);
    const LibraryEntry *entry = library.find(m_folder->filePath(u"a.yaml"_s));
    QVERIFY(entry && !entry->dashboard);
    QCOMPARE(entry->problems.size(), size_t(1));
    QCOMPARE(entry->problems.front().line, 3);
    QVERIFY(entry->problems.front().message.contains(u"pie"_s));
    QVERIFY(entry->problems.front().hint.contains(u"histogram"_s));
    write(u"a.yaml"_s, yaml("Mended"));
    QTRY_COMPARE_WITH_TIMEOUT(ownTitles(library), QStringList{u"Mended"_s}, Patience);
}

void TestDashboardLibrary::whatIsUnchangedStaysTheSameObject()
{
    write(u"a.yaml"_s, yaml("A"));
    DashboardLibrary library(m_folder->path());
    library.start();
    QTRY_COMPARE_WITH_TIMEOUT(ownTitles(library), QStringList{u"A"_s}, Patience);
    const auto before = library.find(m_folder->filePath(u"a.yaml"_s))->dashboard;
    write(u"b.yaml"_s, yaml("B"));
    QTRY_COMPARE_WITH_TIMEOUT(ownTitles(library).size(), 2, Patience);
    QCOMPARE(library.find(m_folder->filePath(u"a.yaml"_s))->dashboard, before);
}

void TestDashboardLibrary::makesTheFolder()
{
    const QString folder = m_folder->filePath(u"config/howdah/dashboards"_s);
    DashboardLibrary library(folder);
    library.start();
    QTRY_VERIFY_WITH_TIMEOUT(library.isRead(), Patience);
    QVERIFY(QDir(folder).exists());
    QVERIFY(writeWholeFile(folder + u"/a.yaml"_s, yaml("A")));
    QTRY_COMPARE_WITH_TIMEOUT(ownTitles(library), QStringList{u"A"_s}, Patience);
}

void TestDashboardLibrary::findsAFreeName()
{
    const QString folder = m_folder->filePath(u"not/there/yet"_s);
    QCOMPARE(*writeUnderFreeName(folder, u"tools"_s, "one"), folder + u"/tools.yaml"_s);
    QCOMPARE(*writeUnderFreeName(folder, u"tools"_s, "two"), folder + u"/tools-2.yaml"_s);
    QCOMPARE(*writeUnderFreeName(folder, u"tools"_s, "three"), folder + u"/tools-3.yaml"_s);
    QCOMPARE(readEdited(folder + u"/tools.yaml"_s)->saved, QByteArray("one")); // never over another
    QCOMPARE(writeUnderFreeName(u"/proc/nowhere"_s, u"tools"_s, "x").error().kind, ErrorKind::Io);
}

void TestDashboardLibrary::aNewOneCanBeRead_data()
{
    QTest::addColumn<QString>("title");
    QTest::addColumn<QString>("file");
    QTest::newRow("plain") << u"Quality of the answers"_s << u"quality-of-the-answers"_s;
    QTest::newRow("quotes") << u"\"Best\" \\ of: #1"_s << u"best-of-1"_s;
    QTest::newRow("letters of others") << u"Größe, 名前"_s << u"größe-名前"_s;
    QTest::newRow("nothing for a name") << u"../.. !?"_s << u"dashboard"_s;
    QTest::newRow("long") << QString(300, u'x') << QString(60, u'x');
}

void TestDashboardLibrary::aNewOneCanBeRead()
{
    QFETCH(QString, title);
    QFETCH(QString, file);
    QCOMPARE(fileNameOf(title), file);
    const auto reading = metrics::readDashboard(newDashboard(title), file + u".yaml"_s);
    QVERIFY2(reading.dashboard, reading.problems.empty() ? "" : qPrintable(reading.problems.front().message));
    QCOMPARE(reading.dashboard->title, title);
    QCOMPARE(reading.dashboard->panels.size(), size_t(1));
}

void TestDashboardLibrary::savesNotOverWhatOthersWrote()
{
    qputenv("HOWDAH_DATA_DIR", m_folder->filePath(u"data"_s).toUtf8());
    const QString path = m_folder->filePath(u"a.yaml"_s);
    QVERIFY(saveEdited(path, "one", QByteArray()));
    QVERIFY(writeDraft(path, "two, not saved"));
    auto file = readEdited(path);
    QVERIFY(file);
    QCOMPARE(file->saved, "one");
    QCOMPARE(file->draft, QByteArray("two, not saved"));
    write(u"a.yaml"_s, "theirs");
    const auto refused = saveEdited(path, "two", "one");
    QVERIFY(!refused);
    QCOMPARE(refused.error().kind, ErrorKind::Conflict);
    QCOMPARE(readEdited(path)->saved, "theirs");
    QVERIFY(saveEdited(path, "two", "theirs"));
    QVERIFY(!readEdited(path)->draft); // it is saved now
    write(u"a.yaml"_s, "theirs again");
    QVERIFY(saveEdited(path, "three", std::nullopt)); // on purpose
    QCOMPARE(readEdited(path)->saved, "three");
}

QTEST_GUILESS_MAIN(TestDashboardLibrary)
#include "tst_dashboardlibrary.moc"
