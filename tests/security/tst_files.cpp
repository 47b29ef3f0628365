// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// What a hostile folder or file can do to whoever reads it, what writing may destroy, and who may touch what we keep.
#include "base/outputfile.h"
#include "base/plainfile.h"
#include "base/privatefolder.h"
#include "base/wholefile.h"
#include "connection/profile/profilestore.h"
#include "migration/source/folderreader.h"
#include "migration/source/pack.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <thread>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace howdah;

namespace {

void put(const QString &path, const QByteArray &text)
{
    QFile file(path);
    QVERIFY2(file.open(QIODevice::WriteOnly) && file.write(text) == text.size(), qPrintable(file.errorString()));
}

QByteArray content(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("cannot be read");
}

struct stat factsOf(const QString &path)
{
    struct stat facts{};
    if (lstat(QFile::encodeName(path).constData(), &facts) != 0)
        qFatal("%s is not there", qPrintable(path));
    return facts;
}

void makePipe(const QString &path) { QCOMPARE(mkfifo(QFile::encodeName(path).constData(), 0600), 0); }

class WithUmask final
{
public:
    explicit WithUmask(mode_t mask)
        : m_before(umask(mask))
    {
    }
    ~WithUmask() { umask(m_before); }
    Q_DISABLE_COPY_MOVE(WithUmask)

private:
    mode_t m_before;
};

connection::Profile someProfile()
{
    connection::Profile profile;
    profile.name = u"orders"_s;
    profile.target.set(u"host"_s, u"db.example.org"_s);
    profile.target.set(u"dbname"_s, u"orders"_s);
    return profile;
}

} // namespace

class FilesTest final : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;

    [[nodiscard]] QString path(const QString &name) const { return m_folder.filePath(name); }

private Q_SLOTS:
    // ---- reading

    void onlyRegularFilesAreRead()
    {
        const QString pack = path(u"pack"_s);
        QVERIFY(QDir().mkpath(pack + u"/folder.up.sql"_s));
        put(pack + u"/001-good.up.sql"_s, "SELECT 1;\n");
        makePipe(pack + u"/002-pipe.up.sql"_s); // a read of it would wait for a writer that never comes
        QVERIFY(QFile::link(u"/dev/zero"_s, pack + u"/003-device.up.sql"_s));
        QVERIFY(QFile::link(u"/etc/passwd"_s, pack + u"/004-outside.up.sql"_s));
        QVERIFY(QFile::link(u"../pack/001-good.up.sql"_s, pack + u"/005-round-trip.up.sql"_s));
        QVERIFY(QFile::link(u"001-good.up.sql"_s, pack + u"/006-inside.up.sql"_s));
        const auto files = migration::readFolder(pack, migration::ReadDepth::Everything);
        QVERIFY(files);
        QCOMPARE(files->files.value(u"001-good.up.sql"_s), QByteArray("SELECT 1;\n"));
        QCOMPARE(files->files.value(u"006-inside.up.sql"_s), QByteArray("SELECT 1;\n"));
        QCOMPARE(
            QStringList(files->unreadable.keys()),
            QStringList(
                {u"002-pipe.up.sql"_s, u"003-device.up.sql"_s, u"004-outside.up.sql"_s, u"005-round-trip.up.sql"_s}));
        QCOMPARE(files->unreadable.value(u"002-pipe.up.sql"_s), u"it is not a regular file"_s);
        QCOMPARE(files->unreadable.value(u"004-outside.up.sql"_s), u"it is a link that points outside its folder"_s);
        for (const QByteArray &bytes : files->files)
            QVERIFY(!bytes.contains("root:"));
    }

    void thePackItselfIsReadTheSameWay()
    {
        const QString pack = path(u"linked"_s);
        QVERIFY(QDir().mkpath(pack));
        put(path(u"elsewhere.yaml"_s), "title: Elsewhere\n");
        QVERIFY(QFile::link(u"../elsewhere.yaml"_s, pack + u"/pack.yaml"_s));
        QVERIFY(migration::readPack(pack).title.isEmpty());
        QVERIFY(QFile::remove(pack + u"/pack.yaml"_s));
        makePipe(pack + u"/pack.yaml"_s);
        QVERIFY(migration::readPack(pack).title.isEmpty());
    }

    void aFileHasALargestSize()
    {
        const QString large = path(u"large.sql"_s);
        put(large, "x");
        QVERIFY(QFile::resize(large, fileSizeLimit() + 1)); // a hole: it takes no room
        const auto refused = readPlainFile(large);
        QVERIFY(!refused);
        QCOMPARE(refused.error().kind, ErrorKind::Invalid);
        QVERIFY2(refused.error().message.endsWith(u"it is larger than 64 MB"_s), qPrintable(refused.error().message));
        QVERIFY(refused.error().hint.contains(u"HOWDAH_FILE_LIMIT_MB"_s));
        qputenv("HOWDAH_FILE_LIMIT_MB", "65");
        const auto read = readPlainFile(large);
        qunsetenv("HOWDAH_FILE_LIMIT_MB");
        QVERIFY(read);
        QCOMPARE(read->size(), (qint64(64) << 20) + 1);
    }

    void operatorsMayNameTheirOwnLinks()
    {
        put(path(u"mine.sql"_s), "SELECT 2;");
        QVERIFY(QFile::link(path(u"mine.sql"_s), path(u"link.sql"_s)));
        QCOMPARE(readPlainFile(path(u"link.sql"_s)).value_or(QByteArray()), QByteArray("SELECT 2;"));
        makePipe(path(u"pipe.sql"_s));
        QCOMPARE(readPlainFile(path(u"pipe.sql"_s)).error().kind, ErrorKind::Invalid);
        QCOMPARE(readPlainFile(path(u"none.sql"_s)).error().kind, ErrorKind::NotFound);
    }

    // ---- writing

    void devicesAreWrittenThrough()
    {
        if (geteuid() != 0)
            QSKIP("only root can make a device");
        const QString device = path(u"null"_s);
        if (mknod(QFile::encodeName(device).constData(), S_IFCHR | 0600, makedev(1, 3)) != 0)
            QSKIP("no devices here");
        const ino_t before = factsOf(device).st_ino;
        QVERIFY(writeWholeFile(device, "gone"));
        QVERIFY(QFile::link(device, path(u"link-to-null"_s)));
        QVERIFY(writeWholeFile(path(u"link-to-null"_s), "gone"));
        QVERIFY(S_ISCHR(factsOf(device).st_mode));
        QVERIFY(S_ISLNK(factsOf(path(u"link-to-null"_s)).st_mode));
        QCOMPARE(factsOf(device).st_ino, before);
    }

    void pipesAreWrittenThrough()
    {
        const QString pipe = path(u"pipe"_s);
        makePipe(pipe);
        QByteArray read;
        std::thread reader([&] { read = content(pipe); });
        const Result<void> written = writeWholeFile(pipe, "through");
        reader.join();
        QVERIFY(written);
        QCOMPARE(read, QByteArray("through"));
        QVERIFY(S_ISFIFO(factsOf(pipe).st_mode));
    }

    void aLinkKeepsLeading()
    {
        put(path(u"target"_s), "old");
        QVERIFY(QFile::link(path(u"target"_s), path(u"link"_s)));
        QVERIFY(writeWholeFile(path(u"link"_s), "new"));
        QVERIFY(S_ISLNK(factsOf(path(u"link"_s)).st_mode));
        QCOMPARE(content(path(u"target"_s)), QByteArray("new"));
    }

    void aFullDeviceIsAnError()
    {
        const Result<void> written = writeWholeFile(u"/dev/full"_s, "text");
        QVERIFY(!written);
        QCOMPARE(written.error().kind, ErrorKind::Io);
        QVERIFY(S_ISCHR(factsOf(u"/dev/full"_s).st_mode));
        OutputFile file;
        QVERIFY(file.open(u"/dev/full"_s));
        QVERIFY(!file.write("text"));
        QVERIFY(!file.keep());
    }

    // ---- what is ours

    void whatIsKeptIsPrivateWhateverTheUmask()
    {
        for (const mode_t mask : {0000, 0022, 0077, 0777}) {
            const WithUmask set(mask);
            const QString folder = path(u"data-%1/below"_s.arg(mask));
            connection::ProfileStore store(folder);
            const auto saved = store.add(someProfile());
            QVERIFY2(saved, saved ? "" : qPrintable(describe(saved.error())));
            QCOMPARE(factsOf(folder).st_mode & 0777, 0700u);
            QCOMPARE(factsOf(QFileInfo(folder).path()).st_mode & 0777, 0700u);
            QCOMPARE(factsOf(folder + u"/profiles.json"_s).st_mode & 0777, 0600u);
        }
    }

    void aFolderOfOthersIsRefused()
    {
        const QString folder = path(u"open"_s);
        QVERIFY(QDir().mkpath(folder));
        QCOMPARE(chmod(QFile::encodeName(folder).constData(), 0777), 0);
        QVERIFY(makePrivateFolder(folder)); // ours: it is closed to others
        QCOMPARE(factsOf(folder).st_mode & 0777, 0755u);
        if (geteuid() != 0)
            QSKIP("only root can give a folder away");
        QCOMPARE(chown(QFile::encodeName(folder).constData(), 4711, 4711), 0);
        const Result<void> refused = makePrivateFolder(folder);
        QVERIFY(!refused);
        QCOMPARE(refused.error().kind, ErrorKind::Permission);
        QVERIFY(!connection::ProfileStore(folder).add(someProfile()));
    }

    // They may name a command, which would run as whoever reads them.
    void profilesOfOthersAreRefused()
    {
        const QString folder = path(u"profiles"_s);
        connection::ProfileStore store(folder);
        QVERIFY(store.add(someProfile()));
        const QByteArray file = QFile::encodeName(folder + u"/profiles.json"_s);
        QVERIFY(store.profiles());
        QCOMPARE(chmod(file.constData(), 0666), 0);
        QCOMPARE(store.profiles().error().kind, ErrorKind::Permission);
        QCOMPARE(chmod(file.constData(), 0600), 0);
        QVERIFY(store.profiles());
        if (geteuid() != 0)
            QSKIP("only root can give a file away");
        QCOMPARE(chown(file.constData(), 4711, 4711), 0);
        const auto refused = store.profiles();
        QVERIFY(!refused);
        QVERIFY2(refused.error().message.contains(u"another user"_s), qPrintable(refused.error().message));
    }

    // The user of the private server has to pass through root's folder.
    void rootStartsAServerUnderAnyUmask_data()
    {
        QTest::addColumn<int>("mask");
        QTest::newRow("077") << 077;
        QTest::newRow("000") << 0;
    }
    void rootStartsAServerUnderAnyUmask()
    {
        QFETCH(int, mask);
        const QTemporaryDir base;
        QCOMPARE(chmod(QFile::encodeName(base.path()).constData(), 0711), 0);
        const QString data = base.filePath(u"data"_s);
        const auto run = [&](const QStringList &arguments) {
            QProcess process;
            QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
            environment.insert(u"HOWDAH_DATA_DIR"_s, data);
            process.setProcessEnvironment(environment);
            process.setChildProcessModifier([mask] { umask(mode_t(mask)); });
            process.start(QStringLiteral(HOWDAH_BUILD_DIR "/howdahctl"), arguments);
            process.waitForFinished(120'000);
            return process.exitCode() == 0 ? QByteArray() : process.readAllStandardError();
        };
        QCOMPARE(run({u"server"_s, u"start"_s}), QByteArray());
        QCOMPARE(run({u"profiles"_s, u"list"_s}), QByteArray());
        QCOMPARE(run({u"server"_s, u"stop"_s}), QByteArray());
        QCOMPARE(factsOf(data).st_mode & 0777, geteuid() == 0 ? 0711u : 0700u);
        QCOMPARE(factsOf(data + u"/server"_s).st_mode & 0066, 0u);
    }
};

QTEST_GUILESS_MAIN(FilesTest)
#include "tst_files.moc"
