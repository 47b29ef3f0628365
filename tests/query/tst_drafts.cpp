// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// What is typed, on the disk and back; files with their encodings, line ends and changes by others.
#include "base/sha256.h"
#include "query/drafts/draftkeeper.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QFileInfo>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::query;

class DraftsTest final : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;

    [[nodiscard]] QString path(const QString &name) const { return m_folder->filePath(name); }
    [[nodiscard]] QString drafts() const { return path(u"drafts"_s); }
    static DraftStore opened(const QString &folder)
    {
        auto store = DraftStore::open(folder);
        if (!store)
            qFatal("%s", qPrintable(describe(store.error())));
        return *std::move(store);
    }
    void write(const QString &name, const QByteArray &bytes) const
    {
        QFile file(path(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
            qFatal("no file");
    }
    [[nodiscard]] QByteArray bytesOf(const QString &name) const
    {
        QFile file(path(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : "no file";
    }

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void comesBack()
    {
        const Draft first{
            .id = u"a-1"_s,
            .title = u"Zürich"_s,
            .database = u"prod"_s,
            .file = u"/x/y.sql"_s,
            .form = {TextForm::Encoding::Utf16Le, true},
            .fileHash = sha256("z"),
            .place = 1,
            .cursor = 5,
            .text = QByteArray("select 1;\r\n\0 \xff -- any bytes", 28)};
        {
            const DraftStore store = opened(drafts());
            QVERIFY(store.save(first));
            QVERIFY(store.save({.id = u"b"_s, .place = 0, .text = "select 2"}));
            QVERIFY(store.save({.id = u"closed"_s, .text = "x"}));
            QVERIFY(store.remove(u"closed"_s));
            QVERIFY(store.remove(u"closed"_s));
            const QFileInfo file(store.ownFolder() + u"/b.draft"_s);
            QVERIFY(!file.permission(QFileDevice::ReadGroup) && !file.permission(QFileDevice::ReadOther));
        }
        DraftStore next = opened(drafts());
        auto adopted = next.adopt();
        QVERIFY(adopted);
        QVERIFY(adopted->problems.empty());
        QCOMPARE(adopted->drafts.size(), std::size_t(2));
        QCOMPARE(adopted->drafts[0].text, "select 2");
        Draft back = adopted->drafts[1];
        QVERIFY(back.saved.isValid());
        back.saved = {};
        QCOMPARE(back, first);
        // They are this one's now, and are found once.
        DraftStore other = opened(drafts());
        QVERIFY(other.adopt()->drafts.empty());
    }

    void comesBackAfterAKill()
    {
        const pid_t child = fork();
        if (child == 0) {
            const DraftStore store = opened(drafts());
            (void)store.save({.id = u"typed"_s, .text = "select 'before the crash'"});
            kill(getpid(), SIGKILL);
        }
        int status = 0;
        waitpid(child, &status, 0);
        QVERIFY(WIFSIGNALED(status));
        DraftStore store = opened(drafts());
        const auto adopted = store.adopt();
        QCOMPARE(adopted->drafts.size(), std::size_t(1));
        QCOMPARE(adopted->drafts[0].text, "select 'before the crash'");
    }

    void leavesThoseOfOthers()
    {
        const DraftStore living = opened(drafts());
        QVERIFY(living.save({.id = u"mine"_s, .text = "select 1"}));
        DraftStore other = opened(drafts());
        QVERIFY(other.adopt()->drafts.empty());
        QVERIFY(QFile::exists(living.ownFolder() + u"/mine.draft"_s));
    }

    void tellsWhatIsDamaged()
    {
        QString left;
        {
            const DraftStore store = opened(drafts());
            left = store.ownFolder();
            QVERIFY(store.save({.id = u"good"_s, .text = "select 1"}));
            QVERIFY(store.save({.id = u"bad"_s, .text = "select 2"}));
        }
        QFile bad(left + u"/bad.draft"_s);
        QVERIFY(bad.open(QIODevice::Append));
        bad.write("garbage");
        bad.close();
        DraftStore store = opened(drafts());
        const auto adopted = store.adopt();
        QCOMPARE(adopted->drafts.size(), std::size_t(1));
        QCOMPARE(adopted->problems.size(), std::size_t(1));
        QVERIFY(adopted->problems[0].message.contains("bad.draft"_L1));
        QVERIFY(bad.exists()); // nothing of it is thrown away
    }

    // Within a second, although it changes all the time.
    void isOnTheDiskWithinASecond()
    {
        DraftStore store = opened(drafts());
        const QString file = store.ownFolder() + u"/tab.draft"_s;
        DraftKeeper keeper(std::move(store));
        QSignalSpy saved(&keeper, &DraftKeeper::saved);
        QElapsedTimer clock;
        clock.start();
        QByteArray text;
        while (saved.isEmpty() && clock.elapsed() < 5000) {
            text += 'x';
            keeper.put({.id = u"tab"_s, .text = text});
            QTest::qWait(20);
        }
        QVERIFY(QFile::exists(file));
        QVERIFY(DraftKeeper::LongestMs < 1000);
        QVERIFY(text.size() > 5);
        QTRY_VERIFY(!keeper.isPending());
        QFile read(file);
        QVERIFY(read.open(QIODevice::ReadOnly));
        QCOMPARE(draftOf(read.readAll())->text, text);
        keeper.put({.id = u"tab"_s, .text = "gone"});
        keeper.remove(u"tab"_s);
        QTRY_VERIFY(!QFile::exists(file));
        QTRY_VERIFY(!keeper.isPending());
    }

    void writesWhatWaitsAtTheEnd()
    {
        {
            DraftKeeper keeper(opened(drafts()));
            keeper.put({.id = u"tab"_s, .text = "last words"});
        }
        DraftStore store = opened(drafts());
        QCOMPARE(store.adopt()->drafts.at(0).text, "last words");
    }

    void saysThatTheDiskIsFull()
    {
        DraftStore store = opened(drafts());
        const QString file = store.ownFolder() + u"/tab.draft"_s;
        QVERIFY(store.save({.id = u"tab"_s, .text = "before"}));
        DraftKeeper keeper(std::move(store));
        QSignalSpy failed(&keeper, &DraftKeeper::failed);
        QSignalSpy saved(&keeper, &DraftKeeper::saved);
        std::signal(SIGXFSZ, SIG_IGN);
        rlimit before{};
        getrlimit(RLIMIT_FSIZE, &before);
        const rlimit little{4096, before.rlim_max};
        setrlimit(RLIMIT_FSIZE, &little);
        keeper.put({.id = u"tab"_s, .text = QByteArray(100'000, 'x')});
        keeper.flush();
        const bool told = QTest::qWaitFor([&] { return !failed.isEmpty(); });
        setrlimit(RLIMIT_FSIZE, &before);
        QVERIFY(told);
        QCOMPARE(failed[0][1].value<Error>().kind, ErrorKind::Io);
        QFile read(file);
        QVERIFY(read.open(QIODevice::ReadOnly));
        QCOMPARE(draftOf(read.readAll())->text, "before"); // whole, as it was
        QVERIFY(keeper.isPending());
        keeper.flush(); // there is room again
        QTRY_COMPARE(saved.size(), 1);
    }

    // A tab that is closed while its save fails does not come back with the next one.
    void removesWhatCouldNotBeSaved()
    {
        DraftStore store = opened(drafts());
        const QString file = store.ownFolder() + u"/tab.draft"_s;
        QVERIFY(store.save({.id = u"tab"_s, .text = "before"}));
        DraftKeeper keeper(std::move(store));
        QSignalSpy failed(&keeper, &DraftKeeper::failed);
        std::signal(SIGXFSZ, SIG_IGN);
        rlimit before{};
        getrlimit(RLIMIT_FSIZE, &before);
        const rlimit little{4096, before.rlim_max};
        setrlimit(RLIMIT_FSIZE, &little);
        keeper.put({.id = u"tab"_s, .text = QByteArray(100'000, 'x')});
        keeper.flush();
        keeper.remove(u"tab"_s); // before its answer has come home
        const bool told = QTest::qWaitFor([&] { return !failed.isEmpty(); });
        setrlimit(RLIMIT_FSIZE, &before);
        QVERIFY(told);
        QTRY_VERIFY(!keeper.isPending());
        keeper.flush();
        QTRY_VERIFY(!keeper.isPending());
        QVERIFY(!QFile::exists(file));
        // One that is opened anew under its name is saved.
        keeper.remove(u"tab"_s);
        keeper.put({.id = u"tab"_s, .text = "again"});
        keeper.flush();
        QTRY_VERIFY(!keeper.isPending());
        QVERIFY(QFile::exists(file));
    }

    void removesAgainWhatCouldNotBeRemoved()
    {
        DraftStore store = opened(drafts());
        const QString file = store.ownFolder() + u"/tab.draft"_s;
        QVERIFY(QDir().mkpath(file + u"/in the way"_s)); // as a disk that refuses
        DraftKeeper keeper(std::move(store));
        QSignalSpy failed(&keeper, &DraftKeeper::failed);
        keeper.remove(u"tab"_s);
        QTRY_COMPARE(failed.size(), 1);
        QVERIFY(keeper.isPending());
        QVERIFY(QDir(file).removeRecursively());
        write(u"x"_s, "x");
        QVERIFY(QFile::rename(path(u"x"_s), file));
        keeper.flush();
        QTRY_VERIFY(!QFile::exists(file));
        QTRY_VERIFY(!keeper.isPending());
    }

    // ---- files

    void keepsEncodingAndLineEnds_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("utf-8") << QByteArray("select 'é';\n") << QByteArray("select 'é';\n");
        QTest::newRow("windows ends") << QByteArray("a;\r\nb;\r\n") << QByteArray("a;\r\nb;\r\n");
        QTest::newRow("mixed ends, no end") << QByteArray("a;\r\nb;\nc") << QByteArray("a;\r\nb;\nc");
        QTest::newRow("mark") << QByteArray("\xEF\xBB\xBFselect 1") << QByteArray("select 1");
        QTest::newRow("utf-16") << QByteArray("\xFF\xFEs\0\xe9\0", 6) << QByteArray("sé");
        QTest::newRow("utf-16 the other way") << QByteArray("\xFE\xFF\0s\0\xe9", 6) << QByteArray("sé");
        QTest::newRow("windows-1252") << QByteArray("select '\xe9\x80';\r\n") << QByteArray("select 'é€';\r\n");
        QTest::newRow("empty") << QByteArray() << QByteArray();
    }
    void keepsEncodingAndLineEnds()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QByteArray, text);
        write(u"f.sql"_s, bytes);
        const auto read = readTextFile(path(u"f.sql"_s));
        QVERIFY(read);
        QCOMPARE(read->text, text);
        const auto hash = writeTextFile(path(u"f.sql"_s), read->text, read->form, read->hash);
        QVERIFY(hash);
        QCOMPARE(bytesOf(u"f.sql"_s), bytes);
        QCOMPARE(*hash, read->hash);
    }

    void tellsLineEnds()
    {
        QCOMPARE(lineEndsOf("a\nb\n"), LineEnds::Unix);
        QCOMPARE(lineEndsOf("a\r\nb\r\n"), LineEnds::Windows);
        QCOMPARE(lineEndsOf("a\r\nb\n"), LineEnds::Mixed);
        QCOMPARE(lineEndsOf("a"), LineEnds::Unix);
    }

    void tellsWhatOthersHaveChanged()
    {
        write(u"f.sql"_s, "select 1");
        const auto read = readTextFile(path(u"f.sql"_s));
        QCOMPARE(*lookForChange(path(u"f.sql"_s), read->hash), FileChange::Same);
        write(u"f.sql"_s, "select 2");
        QCOMPARE(*lookForChange(path(u"f.sql"_s), read->hash), FileChange::Changed);
        const auto refused = writeTextFile(path(u"f.sql"_s), "select 3", read->form, read->hash);
        QCOMPARE(refused.error().kind, ErrorKind::Conflict);
        QCOMPARE(bytesOf(u"f.sql"_s), "select 2");
        QVERIFY(overwriteTextFile(path(u"f.sql"_s), "select 3", read->form));
        QCOMPARE(bytesOf(u"f.sql"_s), "select 3");
        QVERIFY(QFile::remove(path(u"f.sql"_s)));
        QCOMPARE(*lookForChange(path(u"f.sql"_s), read->hash), FileChange::Gone);
        QCOMPARE(writeTextFile(path(u"f.sql"_s), "x", read->form, read->hash).error().kind, ErrorKind::Conflict);
        QVERIFY(writeTextFile(path(u"f.sql"_s), "x", read->form, {})); // a new one
        QCOMPARE(writeTextFile(path(u"f.sql"_s), "y", read->form, {}).error().kind, ErrorKind::Conflict);
    }

    void refusesWhatTheEncodingCannotHold()
    {
        const auto refused = overwriteTextFile(path(u"f.sql"_s), "select '→'", {TextForm::Encoding::Latin1, false});
        QCOMPARE(refused.error().kind, ErrorKind::Invalid);
        QVERIFY(!QFile::exists(path(u"f.sql"_s)));
    }
};

QTEST_GUILESS_MAIN(DraftsTest)
#include "tst_drafts.moc"
