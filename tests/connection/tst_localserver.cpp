// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/localserver.h"
#include "connection/osuser.h"
#include "connection/postmasterfile.h"
#include "connection/serverprocess.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QProcess>
#include <QTest>

#include <csignal>
#include <cstdio>
#include <filesystem>
#include <thread>

#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::connection;

namespace {

LocalServerOptions quickOptions()
{
    LocalServerOptions options;
    options.initdbArguments = {u"--no-sync"_s};
    options.settings = {{u"fsync"_s, u"off"_s}, {u"shared_buffers"_s, u"16MB"_s}};
    return options;
}

// This test as a console: says each step and the server's process, holds its lease until its input ends.
int runConsole(const QString &folder)
{
    LocalServer server(folder, quickOptions());
    auto lease = server.lease([](StartStep step, const QString &) {
        std::printf("step %d\n", int(step));
        std::fflush(stdout);
    });
    if (!lease) {
        std::printf("error %s\n", qPrintable(describe(lease.error())));
        return 1;
    }
    std::printf("pid %lld\n", static_cast<long long>(server.status().value_or(ServerStatus()).pid));
    std::fflush(stdout);
    while (std::getchar() != EOF) {
    }
    return lease->end() ? 0 : 1;
}

// Runs runConsole() in a process of its own.
class Console final
{
public:
    explicit Console(const QString &folder)
    {
        m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        m_process.start(QCoreApplication::applicationFilePath(), {u"--console"_s, folder});
    }
    ~Console() { end(); }
    Console(const Console &) = delete;
    Console &operator=(const Console &) = delete;

    // The rest of the first line that begins with `word`; empty when it ended without one.
    QString line(const QByteArray &word)
    {
        do {
            while (m_process.canReadLine()) {
                const QByteArray text = m_process.readLine().trimmed();
                if (text.startsWith(word))
                    return QString::fromUtf8(text.mid(word.size() + 1));
            }
        } while (m_process.waitForReadyRead(60'000));
        return {};
    }
    qint64 serverPid() { return line("pid").toLongLong(); }
    int end()
    {
        m_process.closeWriteChannel();
        m_process.waitForFinished(60'000);
        return m_process.exitCode();
    }
    void crash()
    {
        m_process.kill();
        m_process.waitForFinished(60'000);
    }

private:
    QProcess m_process;
};

bool isRoot() { return geteuid() == 0; }

} // namespace

#define VERIFY_OK(result) QVERIFY2(result, (result) ? "" : qPrintable(describe((result).error())))

class LocalServerTest : public QObject
{
    Q_OBJECT
private:
    QString m_base;
    QString m_folder;
    QString m_psql;

    LocalServer server(LocalServerOptions options = quickOptions()) const
    {
        return LocalServer(m_folder, std::move(options));
    }

    // What the real psql answers to one statement; its complaint, beginning with "psql: ", when it fails.
    QString psql(const QString &uri, const QString &sql, const QString &password = {}) const
    {
        QProcess process;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"PGPASSWORD"_s, password);
        process.setProcessEnvironment(environment);
        process.start(m_psql, {u"-XAtqw"_s, u"-v"_s, u"ON_ERROR_STOP=1"_s, u"-c"_s, sql, uri});
        process.waitForFinished(60'000);
        if (process.exitCode() != 0)
            return u"psql: "_s + QString::fromUtf8(process.readAllStandardError()).trimmed();
        return QString::fromUtf8(process.readAllStandardOutput()).trimmed();
    }
    QString ask(const QString &sql) const { return psql(toUri(server().connInfo()), sql); }

    ServerState state() const { return server().status().value_or(ServerStatus{.state = ServerState::Starting}).state; }

    QStringList drafts() const { return QDir(m_folder).entryList({u"data.new-*"_s}); }

    // A process that the server's user owns and that is no server.
    qint64 startStranger() const
    {
        return runDetached({*serverUser(), u"/bin/sleep"_s, {u"600"_s}, u"/"_s}, m_folder + u"/stranger.log"_s)
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

    static void removeTree(const QString &path)
    {
        std::error_code ignored;
        std::filesystem::remove_all(path.toStdString(), ignored);
    }

private Q_SLOTS:
    void initTestCase()
    {
        const auto binaries = findBinaries({});
        VERIFY_OK(binaries);
        m_psql = binaries->program(u"psql"_s);
        // What the server must not take over from us.
        qputenv("PGDATA", "/nonexistent");
        qputenv("PGPORT", "1");
        qputenv("LC_MESSAGES", "de_DE.UTF-8");
    }

    void init()
    {
        QByteArray name = QFile::encodeName(QDir::tempPath() + u"/howdah-test-XXXXXX"_s);
        QVERIFY(mkdtemp(name.data()));
        QCOMPARE(chmod(name.constData(), 0711), 0);
        m_base = QFile::decodeName(name);
        m_folder = m_base + u"/server"_s;
    }

    void cleanup()
    {
        const auto stopped = server().stop(StopMode::Immediate);
        const QString sockets = server().connInfo().value(u"host"_s);
        if (!sockets.startsWith(m_base))
            removeTree(sockets);
        removeTree(m_base);
        VERIFY_OK(stopped);
    }

    void makesStartsAndServes()
    {
        LocalServer local = server();
        QCOMPARE(state(), ServerState::NotInitialised);
        QList<StartStep> steps;
        const auto started =
            local.start(Lifetime::UntilLastLease, [&](StartStep step, const QString &) { steps << step; });
        VERIFY_OK(started);
        QVERIFY(steps.startsWith(StartStep::Initialising));
        QVERIFY(steps.contains(StartStep::Starting));
        QVERIFY(steps.contains(StartStep::CreatingDatabase));
        QCOMPARE(started->value(u"host"_s), local.folder() + u"/run"_s);
        QCOMPARE(psql(toUri(*started), u"SELECT current_database() || ' ' || current_user"_s), u"howdah howdah"_s);

        const auto status = local.status();
        VERIFY_OK(status);
        QCOMPARE(status->state, ServerState::Running);
        QCOMPARE(status->version, ask(u"SHOW server_version"_s));
        QCOMPARE(status->clients, 0);
        QVERIFY(!status->kept);
        QVERIFY(drafts().isEmpty());
    }

    void isSafeByItsSettings()
    {
        VERIFY_OK(server().start());
        QCOMPARE(ask(u"SHOW listen_addresses"_s), u""_s);
        QCOMPARE(ask(u"SHOW unix_socket_permissions"_s), u"0700"_s);
        QCOMPARE(ask(u"SHOW data_checksums"_s), u"on"_s);
        QCOMPARE(ask(u"SHOW server_encoding"_s), u"UTF8"_s);
        QCOMPARE(ask(u"SHOW lc_messages"_s), u"C"_s);
        QCOMPARE(
            ask(u"SELECT datlocprovider::text || ' ' || datcollate || ' ' || datctype FROM pg_database "
                "WHERE datname = 'howdah'"_s),
            u"c %1 %1"_s.arg(serverLocale()));
        QCOMPARE(
            ask(u"SELECT string_agg(concat_ws(' ', type, array_to_string(user_name, ','), auth_method), ';' ORDER BY "
                "line_number) FROM pg_hba_file_rules"_s),
            u"local howdah peer;local all scram-sha-256"_s);
        QCOMPARE(
            int(QFile::permissions(m_folder + u"/run"_s) & (QFile::ReadOther | QFile::ExeOther | QFile::ReadGroup)), 0);

        // Neither file nor ALTER SYSTEM opens it to the network, at the next start either.
        QCOMPARE(ask(u"ALTER SYSTEM SET listen_addresses = '*'"_s), u""_s);
        VERIFY_OK(server().stop());
        VERIFY_OK(server().start());
        QCOMPARE(ask(u"SHOW listen_addresses"_s), u""_s);
    }

    void theLogHoldsNoStatements()
    {
        VERIFY_OK(server().start());
        QVERIFY(ask(u"SELECT 'my secret prompt' FROM missing_table"_s).startsWith(u"psql: "_s));
        QFile log(server().logFile());
        QVERIFY(log.open(QIODevice::ReadOnly));
        const QByteArray text = log.readAll();
        QVERIFY(text.contains("missing_table"));
        QVERIFY(!text.contains("secret prompt"));
        QCOMPARE(int(log.permissions() & (QFile::ReadGroup | QFile::ReadOther)), 0);
    }

    void othersNeedAPassword()
    {
        VERIFY_OK(server().start());
        QCOMPARE(ask(u"CREATE ROLE guest LOGIN PASSWORD 'right'"_s), u""_s);
        ConnInfo guest = server().connInfo();
        guest.set(u"user"_s, u"guest"_s);
        QCOMPARE(psql(toUri(guest), u"SELECT current_user"_s, u"right"_s), u"guest"_s);
        QVERIFY(psql(toUri(guest), u"SELECT 1"_s, u"wrong"_s).contains(u"password authentication failed"_s));
        QVERIFY(psql(toUri(guest), u"SELECT 1"_s).startsWith(u"psql: "_s));
    }

    void aSecondStartUsesTheFirst()
    {
        VERIFY_OK(server().start());
        const qint64 pid = server().status()->pid;
        QVERIFY(pid > 0);
        QList<StartStep> steps;
        VERIFY_OK(server().start(Lifetime::UntilLastLease, [&](StartStep step, const QString &) { steps << step; }));
        QCOMPARE(server().status()->pid, pid);
        QVERIFY(steps.isEmpty());
    }

    void twoConsolesAtOnceStartOne()
    {
        Console first(m_folder);
        Console second(m_folder);
        const qint64 pid = first.serverPid();
        QVERIFY(pid > 0);
        QCOMPARE(second.serverPid(), pid);
        QCOMPARE(first.end(), 0);
        QCOMPARE(state(), ServerState::Running);
        QCOMPARE(second.end(), 0);
        QCOMPARE(state(), ServerState::Stopped);
    }

    void twoThreadsAtOnceStartOne()
    {
        VERIFY_OK(server().start());
        VERIFY_OK(server().stop());
        std::array<std::optional<Result<ConnInfo>>, 2> answers;
        {
            const std::jthread first([&] { answers[0] = server().start(); });
            const std::jthread second([&] { answers[1] = server().start(); });
        }
        VERIFY_OK(*answers[0]);
        VERIFY_OK(*answers[1]);
        QFile log(server().logFile());
        QVERIFY(log.open(QIODevice::ReadOnly));
        QCOMPARE(log.readAll().count("starting PostgreSQL"), 2); // once before, once by the two
    }

    void theLastLeaseStopsIt()
    {
        LocalServer local = server();
        auto first = local.lease();
        VERIFY_OK(first);
        auto second = server().lease();
        VERIFY_OK(second);
        VERIFY_OK(first->end());
        QCOMPARE(state(), ServerState::Running);
        QCOMPARE(psql(toUri(second->connInfo()), u"SELECT 1"_s), u"1"_s);
        VERIFY_OK(second->end());
        QCOMPARE(state(), ServerState::Stopped);
        VERIFY_OK(second->end()); // a second time changes nothing
    }

    void leasesOfManyConsolesInTurn()
    {
        // Ends and starts that overlap: whoever holds a lease has a server.
        std::array<bool, 3> served{};
        {
            std::vector<std::jthread> consoles;
            for (bool &good : served)
                consoles.emplace_back([&good, this] {
                    good = true;
                    for (int turn = 0; turn < 4 && good; ++turn) {
                        auto lease = server().lease();
                        good = lease && psql(toUri(lease->connInfo()), u"SELECT 1"_s) == u"1"_s && lease->end();
                    }
                });
        }
        QCOMPARE(served, (std::array{true, true, true}));
        QCOMPARE(state(), ServerState::Stopped);
    }

    void aKeptServerStays()
    {
        LocalServer local = server();
        auto lease = local.lease();
        VERIFY_OK(lease);
        VERIFY_OK(server().start(Lifetime::Kept));
        QVERIFY(server().status()->kept);
        VERIFY_OK(lease->end());
        QCOMPARE(state(), ServerState::Running);
        VERIFY_OK(server().stop());
        QCOMPARE(state(), ServerState::Stopped);

        // Kept was that run, not the next.
        auto next = local.lease();
        VERIFY_OK(next);
        VERIFY_OK(next->end());
        QCOMPARE(state(), ServerState::Stopped);
    }

    void anotherClientKeepsIt()
    {
        LocalServer local = server();
        auto lease = local.lease();
        VERIFY_OK(lease);
        QProcess other;
        other.start(m_psql, {u"-XAtq"_s, toUri(local.connInfo())});
        other.write("SELECT 'here';\n");
        QVERIFY(other.waitForReadyRead(60'000));
        QCOMPARE(server().status()->clients, 1);
        VERIFY_OK(lease->end());
        QCOMPARE(state(), ServerState::Running);
        other.write("SELECT 'still';\n\\q\n");
        QVERIFY(other.waitForFinished(60'000));
        QCOMPARE(other.exitCode(), 0);
    }

    void aCrashedConsoleLeavesNothingBehind()
    {
        qint64 pid = 0;
        {
            Console crashing(m_folder);
            pid = crashing.serverPid();
            QVERIFY(pid > 0);
            crashing.crash();
        }
        QCOMPARE(state(), ServerState::Running);
        Console next(m_folder);
        QCOMPARE(next.serverPid(), pid);
        QCOMPARE(next.end(), 0);
        QCOMPARE(state(), ServerState::Stopped);
    }

    void aCrashWhileMakingItLeavesNoHalf()
    {
        {
            Console crashing(m_folder);
            QCOMPARE(crashing.line("step"), QString::number(int(StartStep::Initialising)));
            crashing.crash();
        }
        QCOMPARE(state(), ServerState::NotInitialised);
        VERIFY_OK(server().start());
        QVERIFY(drafts().isEmpty());
        QCOMPARE(ask(u"SELECT 1"_s), u"1"_s);
    }

    void aKilledServerComesBack()
    {
        VERIFY_OK(server().start());
        QCOMPARE(ask(u"CREATE TABLE kept AS SELECT 42 AS answer"_s), u""_s);
        const qint64 pid = server().status()->pid;
        QCOMPARE(kill(pid_t(pid), SIGKILL), 0);
        QTRY_VERIFY(!isProcessAlive(pid));
        QCOMPARE(state(), ServerState::Stale);
        VERIFY_OK(server().start());
        QVERIFY(server().status()->pid != pid);
        QCOMPARE(ask(u"SELECT answer FROM kept"_s), u"42"_s);
    }

    void aPidThatBelongsToAStrangerByNow()
    {
        VERIFY_OK(server().start());
        const QString pidFile = m_folder + u"/data/postmaster.pid"_s;
        const QString lockFile = m_folder + u"/run/.s.PGSQL.5432.lock"_s;
        QVERIFY(QFile::copy(pidFile, m_base + u"/pid"_s) && QFile::copy(lockFile, m_base + u"/lock"_s));
        VERIFY_OK(server().stop());
        const qint64 stranger = startStranger();
        QVERIFY(stranger > 0);
        QVERIFY(QFile::copy(m_base + u"/pid"_s, pidFile) && QFile::copy(m_base + u"/lock"_s, lockFile));
        for (const QString &path : {pidFile, lockFile})
            replaceFirstLine(path, QByteArray::number(stranger));

        QCOMPARE(state(), ServerState::Stale);
        const auto started = server().start();
        const bool unharmed = isProcessAlive(stranger);
        kill(pid_t(stranger), SIGKILL);
        VERIFY_OK(started);
        QVERIFY(unharmed);
        QCOMPARE(ask(u"SELECT 1"_s), u"1"_s);
        // A stop does not shoot at strangers either.
        QVERIFY(server().status()->pid != stranger);
    }

    void aServerWithoutItsSocketIsStartedAnew()
    {
        VERIFY_OK(server().start());
        const qint64 pid = server().status()->pid;
        QVERIFY(QFile::remove(m_folder + u"/run/.s.PGSQL.5432"_s));
        VERIFY_OK(server().start());
        QVERIFY(server().status()->pid != pid);
        QCOMPARE(ask(u"SELECT 1"_s), u"1"_s);
    }

    void foldersOfEveryName_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<bool>("socketBelow");
        QTest::newRow("spaces") << u" two  words "_s << true;
        QTest::newRow("quotes") << uR"(it's "quoted" \ `x`)"_s << true;
        QTest::newRow("shell") << u"$(touch pwned); *"_s << true;
        QTest::newRow("unicode") << u"größe \u202e\u05d0 \U0001f418"_s << true;
        QTest::newRow("comma") << u"a,b"_s << false;
        QTest::newRow("deep") << QString(60, u'd') + u'/' + QString(60, u'e') << false;
        QTest::newRow("percent") << u"100% = &?#@:"_s << true;
    }
    void foldersOfEveryName()
    {
        QFETCH(QString, name);
        QFETCH(bool, socketBelow);
        m_folder = m_base + u'/' + name + u"/server"_s;
        const auto started = server().start();
        VERIFY_OK(started);
        const QString sockets = started->value(u"host"_s);
        QCOMPARE(sockets.startsWith(m_folder), socketBelow);
        QVERIFY(QFile::encodeName(sockets + u"/.s.PGSQL.5432"_s).size() <= 107);
        QCOMPARE(int(QFile::permissions(sockets) & (QFile::ReadOther | QFile::ExeOther | QFile::ExeGroup)), 0);
        QCOMPARE(ask(u"SELECT current_setting('data_directory')"_s), m_folder + u"/data"_s);
        QVERIFY(!QFile::exists(m_folder + u"/data/pwned"_s) && !QFile::exists(u"pwned"_s));
        VERIFY_OK(server().stop());
        QCOMPARE(state(), ServerState::Stopped);
    }

    void aLineBreakInTheNameIsRefused()
    {
        const auto started = LocalServer(m_base + u"/a\nb"_s).start();
        QVERIFY(!started);
        QCOMPARE(started.error().kind, ErrorKind::Usage);
    }

    void aPlantedSocketFolderIsRefused()
    {
        m_folder = m_base + u'/' + QString(110, u'd');
        const QString sockets = server().connInfo().value(u"host"_s);
        QVERIFY(!sockets.startsWith(m_base));
        QVERIFY(QDir().mkdir(m_base + u"/elsewhere"_s));
        QVERIFY(QFile::link(m_base + u"/elsewhere"_s, sockets));
        QVERIFY(!server().start());
        QVERIFY(QDir(m_base + u"/elsewhere"_s).isEmpty());
        QVERIFY(QFile::remove(sockets));

        QVERIFY(QDir().mkdir(sockets));
        QCOMPARE(chmod(QFile::encodeName(sockets).constData(), 0777), 0);
        const auto started = server().start();
        QVERIFY(!started);
        QCOMPARE(started.error().kind, ErrorKind::Permission);
        QVERIFY(started.error().message.contains(sockets));
    }

    void cancelling()
    {
        std::stop_source source;
        const auto cancel = [&](StartStep, const QString &) { source.request_stop(); };
        const auto started = server().start(Lifetime::UntilLastLease, cancel, source.get_token());
        QVERIFY(!started);
        QCOMPARE(started.error().kind, ErrorKind::Cancelled);
        QVERIFY(drafts().isEmpty());
        QCOMPARE(state(), ServerState::NotInitialised);
    }

    void noPrograms()
    {
        LocalServerOptions options = quickOptions();
        options.places = {};
        const auto started = server(options).start();
        QVERIFY(!started);
        QCOMPARE(started.error().kind, ErrorKind::NotFound);
        QVERIFY(started.error().hint.contains(u"apt install"_s));
    }

    void dataOfAnotherMajor()
    {
        VERIFY_OK(server().start());
        const int major = server().status()->majorVersion;
        VERIFY_OK(server().stop());
        replaceFirstLine(m_folder + u"/data/PG_VERSION"_s, "11");
        QCOMPARE(server().status()->majorVersion, 11);
        const auto started = server().start();
        QVERIFY(!started);
        QCOMPARE(started.error().kind, ErrorKind::NotFound);
        QVERIFY(started.error().message.contains(u"made by PostgreSQL 11"_s));
        QVERIFY(started.error().message.contains(QString::number(major) + u" in "_s));
        QVERIFY(started.error().hint.contains(u"postgresql-11"_s));
    }

    void aFolderThatHoldsSomethingElse()
    {
        QVERIFY(QDir().mkpath(m_folder + u"/data"_s));
        QFile file(m_folder + u"/data/diary.txt"_s);
        QVERIFY(file.open(QIODevice::WriteOnly));
        if (isRoot())
            QCOMPARE(
                chown(QFile::encodeName(m_folder + u"/data"_s).constData(), serverUser()->uid, serverUser()->gid), 0);
        const auto started = server().start();
        QVERIFY(!started);
        QCOMPARE(started.error().kind, ErrorKind::Conflict);
        QVERIFY(file.exists());
        QVERIFY(drafts().isEmpty());
    }

    void noMemory()
    {
        LocalServerOptions options = quickOptions();
        VERIFY_OK(server().start());
        VERIFY_OK(server().stop());
        options.settings.insert(u"shared_buffers"_s, u"8000GB"_s);
        const auto started = server(options).start();
        QVERIFY(!started);
        QCOMPARE(started.error().kind, ErrorKind::Io);
        QVERIFY2(started.error().message.contains(u"memory"_s), qPrintable(describe(started.error())));
    }

    void aSettingThatIsWrongIsShown()
    {
        LocalServerOptions options = quickOptions();
        options.settings.insert(u"work_mem"_s, u"plenty"_s);
        const auto started = server(options).start();
        QVERIFY(!started);
        QVERIFY2(started.error().detail.contains(u"work_mem"_s), qPrintable(describe(started.error())));
    }

    void somebodyElsesFolder()
    {
        if (!isRoot())
            QSKIP("only root can give a folder away");
        VERIFY_OK(server().start());
        VERIFY_OK(server().stop());
        const QByteArray cluster = QFile::encodeName(m_folder + u"/data"_s);
        struct stat before{};
        QCOMPARE(stat(cluster.constData(), &before), 0);
        QCOMPARE(chown(cluster.constData(), 2, before.st_gid), 0);
        const auto started = server().start();
        const auto status = server().status();
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
        QCOMPARE(chmod(QFile::encodeName(m_base).constData(), 0700), 0);
        const auto started = server().start();
        QVERIFY(!started);
        QCOMPARE(started.error().kind, ErrorKind::Permission);
        QVERIFY2(started.error().message.endsWith(m_base), qPrintable(describe(started.error())));
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
        QVERIFY(QDir().mkdir(m_folder));
        const QByteArray disk = QFile::encodeName(m_folder);
        if (mount("tmpfs", disk.constData(), "tmpfs", 0, madeBefore ? "size=64m,mode=711" : "size=16m,mode=711") != 0)
            QSKIP("a small disk cannot be mounted here (that takes root)");
        LocalServerOptions options = quickOptions();
        options.initdbArguments << u"--wal-segsize=1"_s;
        Result<ConnInfo> started;
        bool made = true;
        if (madeBefore) {
            made = server(options).start() && server().stop();
            QFile filler(m_folder + u"/filler"_s);
            made = made && filler.open(QIODevice::WriteOnly | QIODevice::Unbuffered);
            const QByteArray block(4096, 'x');
            while (made && filler.write(block) == block.size()) {
            }
        }
        started = server(options).start();
        const QStringList left = drafts();
        static_cast<void>(server().stop(StopMode::Immediate));
        QCOMPARE(umount2(disk.constData(), MNT_DETACH), 0);
        QVERIFY(made);
        QVERIFY(!started);
        QVERIFY2(started.error().message.contains(u"No space is left"_s), qPrintable(describe(started.error())));
        QVERIFY(started.error().message.contains(m_folder));
        QVERIFY(left.isEmpty());
    }
};

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    if (argc == 3 && qstrcmp(argv[1], "--console") == 0)
        return runConsole(QString::fromLocal8Bit(argv[2]));
    LocalServerTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_localserver.moc"
