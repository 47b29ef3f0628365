// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/server/osuser.h"
#include "connection/server/postmasterfile.h"
#include "connection/server/serverprocess.h"
#include "support/pgprograms.h"
#include "support/serverfixture.h"
#include "support/verifyok.h"

#include <QDir>
#include <QFile>
#include <QTest>

#include <csignal>

#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::connection;
using test::quickOptions;

// The private server after crashes, and where it cannot run.
class ServerFaultsTest : public QObject
{
    Q_OBJECT
private:
    std::optional<test::ServerFixture> m_at;

    static bool isRoot() { return geteuid() == 0; }

    // A process that the server's user owns and that is no server.
    qint64 startStranger() const
    {
        return runDetached({*serverUser(), u"/bin/sleep"_s, {u"600"_s}, u"/"_s}, m_at->folder + u"/stranger.log"_s)
            .value_or(0);
    }

    static void replaceFirstLine(const QString &path, const QByteArray &line)
    {
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadWrite));
        const QByteArray text = file.readAll();
        file.resize(0);
        file.write(line + text.mid(text.indexOf('\n')));
    }

private Q_SLOTS:
    void init() { m_at.emplace(); }
    void cleanup() { m_at.reset(); }

    void aKilledServerComesBack()
    {
        VERIFY_OK(m_at->server().start());
        QCOMPARE(m_at->ask(u"CREATE TABLE kept AS SELECT 42 AS answer"_s), u""_s);
        const qint64 pid = m_at->server().status()->pid;
        QCOMPARE(kill(pid_t(pid), SIGKILL), 0);
        QTRY_VERIFY(!isProcessAlive(pid));
        QCOMPARE(m_at->state(), ServerState::Stale);
        VERIFY_OK(m_at->server().start());
        QVERIFY(m_at->server().status()->pid != pid);
        QCOMPARE(m_at->ask(u"SELECT answer FROM kept"_s), u"42"_s);
    }

    void aPidThatBelongsToAStrangerByNow()
    {
        VERIFY_OK(m_at->server().start());
        const QString pidFile = m_at->folder + u"/data/postmaster.pid"_s;
        const QString lockFile = m_at->folder + u"/run/.s.PGSQL.5432.lock"_s;
        QVERIFY(QFile::copy(pidFile, m_at->base + u"/pid"_s) && QFile::copy(lockFile, m_at->base + u"/lock"_s));
        VERIFY_OK(m_at->server().stop());
        const qint64 stranger = startStranger();
        QVERIFY(stranger > 0);
        QVERIFY(QFile::copy(m_at->base + u"/pid"_s, pidFile) && QFile::copy(m_at->base + u"/lock"_s, lockFile));
        for (const QString &path : {pidFile, lockFile})
            replaceFirstLine(path, QByteArray::number(stranger));

        QCOMPARE(m_at->state(), ServerState::Stale);
        const auto started = m_at->server().start();
        const bool unharmed = isProcessAlive(stranger);
        kill(pid_t(stranger), SIGKILL);
        VERIFY_OK(started);
        QVERIFY(unharmed);
        QCOMPARE(m_at->ask(u"SELECT 1"_s), u"1"_s);
        // A stop does not shoot at strangers either.
        QVERIFY(m_at->server().status()->pid != stranger);
    }

    void aServerWithoutItsSocketIsStartedAnew()
    {
        VERIFY_OK(m_at->server().start());
        const qint64 pid = m_at->server().status()->pid;
        QVERIFY(QFile::remove(m_at->folder + u"/run/.s.PGSQL.5432"_s));
        VERIFY_OK(m_at->server().start());
        QVERIFY(m_at->server().status()->pid != pid);
        QCOMPARE(m_at->ask(u"SELECT 1"_s), u"1"_s);
    }

    void aLineBreakInTheNameIsRefused()
    {
        const auto started = LocalServer(m_at->base + u"/a\nb"_s).start();
        QVERIFY(!started);
        QCOMPARE(started.error().kind, ErrorKind::Usage);
    }

    void aPlantedSocketFolderIsRefused()
    {
        m_at->folder = m_at->base + u'/' + QString(110, u'd');
        const QString sockets = m_at->server().connInfo().value(u"host"_s);
        QVERIFY(!sockets.startsWith(m_at->base));
        QVERIFY(QDir().mkdir(m_at->base + u"/elsewhere"_s));
        QVERIFY(QFile::link(m_at->base + u"/elsewhere"_s, sockets));
        QVERIFY(!m_at->server().start());
        QVERIFY(QDir(m_at->base + u"/elsewhere"_s).isEmpty());
        QVERIFY(QFile::remove(sockets));

        QVERIFY(QDir().mkdir(sockets));
        QCOMPARE(chmod(QFile::encodeName(sockets).constData(), 0777), 0);
        const auto started = m_at->server().start();
        QVERIFY(!started);
        QCOMPARE(started.error().kind, ErrorKind::Permission);
        QVERIFY(started.error().message.contains(sockets));
    }

    void cancelling()
    {
        std::stop_source source;
        const auto cancel = [&](StartStep, const QString &) { source.request_stop(); };
        const auto started = m_at->server().start(Lifetime::UntilLastLease, cancel, source.get_token());
        QVERIFY(!started);
        QCOMPARE(started.error().kind, ErrorKind::Cancelled);
        QVERIFY(m_at->drafts().isEmpty());
        QCOMPARE(m_at->state(), ServerState::NotInitialised);
    }

    void noPrograms()
    {
        const test::WithoutNamedPrograms nothingNamed;
        LocalServerOptions options = quickOptions();
        options.places = {};
        const auto started = m_at->server(options).start();
        QVERIFY(!started);
        QCOMPARE(started.error().kind, ErrorKind::NotFound);
        QVERIFY(started.error().hint.contains(u"apt install"_s));
    }

    void dataOfAnotherMajor()
    {
        VERIFY_OK(m_at->server().start());
        const int major = m_at->server().status()->majorVersion;
        VERIFY_OK(m_at->server().stop());
        replaceFirstLine(m_at->folder + u"/data/PG_VERSION"_s, "11");
        QCOMPARE(m_at->server().status()->majorVersion, 11);
        const auto started = m_at->server().start();
        QVERIFY(!started);
        QCOMPARE(started.error().kind, ErrorKind::NotFound);
        QVERIFY(started.error().message.contains(u"created by PostgreSQL 11"_s));
        QVERIFY(started.error().message.contains(QString::number(major) + u" in "_s));
        QVERIFY(started.error().hint.contains(u"postgresql-11"_s));
    }

    void aFolderThatHoldsSomethingElse()
    {
        QVERIFY(QDir().mkpath(m_at->folder + u"/data"_s));
        QFile file(m_at->folder + u"/data/diary.txt"_s);
        QVERIFY(file.open(QIODevice::WriteOnly));
        if (isRoot())
            QCOMPARE(
                chown(QFile::encodeName(m_at->folder + u"/data"_s).constData(), serverUser()->uid, serverUser()->gid),
                0);
        const auto started = m_at->server().start();
        QVERIFY(!started);
        QCOMPARE(started.error().kind, ErrorKind::Conflict);
        QVERIFY(file.exists());
        QVERIFY(m_at->drafts().isEmpty());
    }

    void noMemory()
    {
        LocalServerOptions options = quickOptions();
        VERIFY_OK(m_at->server().start());
        VERIFY_OK(m_at->server().stop());
        options.settings.insert(u"shared_buffers"_s, u"8000GB"_s);
        const auto started = m_at->server(options).start();
        QVERIFY(!started);
        QCOMPARE(started.error().kind, ErrorKind::Io);
        QVERIFY2(started.error().message.contains(u"memory"_s), qPrintable(describe(started.error())));
    }

    void aSettingThatIsWrongIsShown()
    {
        LocalServerOptions options = quickOptions();
        options.settings.insert(u"work_mem"_s, u"plenty"_s);
        const auto started = m_at->server(options).start();
        QVERIFY(!started);
        QVERIFY2(started.error().detail.contains(u"work_mem"_s), qPrintable(describe(started.error())));
    }

    void somebodyElsesFolder()
    {
        if (!isRoot())
            QSKIP("only root can give a folder away");
        VERIFY_OK(m_at->server().start());
        VERIFY_OK(m_at->server().stop());
        const QByteArray cluster = QFile::encodeName(m_at->folder + u"/data"_s);
        struct stat before{};
        QCOMPARE(stat(cluster.constData(), &before), 0);
        QCOMPARE(chown(cluster.constData(), 2, before.st_gid), 0);
        const auto started = m_at->server().start();
        const auto status = m_at->server().status();
        QCOMPARE(chown(cluster.constData(), before.st_uid, before.st_gid), 0);
        QVERIFY(!started);
        QCOMPARE(started.error().kind, ErrorKind::Permission);
        QVERIFY(started.error().message.contains(u"belongs to the user "_s + userName(2)));
        QVERIFY(!status);
        QCOMPARE(status.error().kind, ErrorKind::Permission);
    }

    void aClosedFolderAboveIsNamed()
    {
        if (!isRoot())
            QSKIP("the server runs as another user only for root");
        QCOMPARE(chmod(QFile::encodeName(m_at->base).constData(), 0700), 0);
        const auto started = m_at->server().start();
        QVERIFY(!started);
        QCOMPARE(started.error().kind, ErrorKind::Permission);
        QVERIFY2(started.error().message.endsWith(m_at->base), qPrintable(describe(started.error())));
    }

    void aFullDisk_data()
    {
        QTest::addColumn<bool>("madeBefore");
        QTest::newRow("while it is made") << false;
        QTest::newRow("while it starts") << true;
    }
    void aFullDisk()
    {
        QFETCH(bool, madeBefore);
        QVERIFY(QDir().mkdir(m_at->folder));
        const QByteArray disk = QFile::encodeName(m_at->folder);
        if (mount("tmpfs", disk.constData(), "tmpfs", 0, madeBefore ? "size=64m,mode=711" : "size=16m,mode=711") != 0)
            QSKIP("a small disk cannot be mounted here (that takes root)");
        LocalServerOptions options = quickOptions();
        options.initdbArguments << u"--wal-segsize=1"_s;
        Result<ConnInfo> started;
        bool made = true;
        if (madeBefore) {
            made = m_at->server(options).start() && m_at->server().stop();
            QFile filler(m_at->folder + u"/filler"_s);
            made = made && filler.open(QIODevice::WriteOnly | QIODevice::Unbuffered);
            const QByteArray block(4096, 'x');
            while (made && filler.write(block) == block.size()) {
            }
        }
        started = m_at->server(options).start();
        const QStringList left = m_at->drafts();
        static_cast<void>(m_at->server().stop(StopMode::Immediate));
        QCOMPARE(umount2(disk.constData(), MNT_DETACH), 0);
        QVERIFY(made);
        QVERIFY(!started);
        QVERIFY2(started.error().message.contains(u"No space is left"_s), qPrintable(describe(started.error())));
        QVERIFY(started.error().message.contains(m_at->folder));
        QVERIFY(left.isEmpty());
    }
};

QTEST_GUILESS_MAIN(ServerFaultsTest)
#include "tst_serverfaults.moc"
