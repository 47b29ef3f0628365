// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/testserver.h"

#include "connection/server/pgbinaries.h"
#include "connection/server/postmasterfile.h"
#include "sql/quote.h"
#include "support/pgbouncer.h"
#include "support/pgprograms.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QProcess>

#include <array>
#include <atomic>
#include <csignal>
#include <mutex>

#include <fcntl.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace howdah::connection;

namespace howdah::test {

namespace {

constexpr int psqlTimeoutMs = 300'000;

[[noreturn]] void giveUp(const Error &error)
{
    qFatal("The test server: %s", qPrintable(describe(error)));
    std::abort();
}

// Every user may pass through, so that root's tests work, too: there the server runs as another user.
QString makeFolder()
{
    QByteArray name = QFile::encodeName(QDir::tempPath() + u"/howdah-test-XXXXXX"_s);
    if (!mkdtemp(name.data()) || chmod(name.constData(), 0711) != 0)
        qFatal("No temporary folder: %s", qPrintable(qt_error_string(errno)));
    return QFile::decodeName(name);
}

LocalServerOptions testOptions()
{
    LocalServerOptions options;
    options.initdbArguments = {u"--no-sync"_s};
    options.settings = {{u"fsync"_s, u"off"_s}, {u"full_page_writes"_s, u"off"_s}, {u"shared_buffers"_s, u"64MB"_s}};
    return options;
}

// A process that waits until the pipe closes, which the kernel sees to however this program ends, and then removes what
// is left of the server.
class Reaper final
{
public:
    explicit Reaper(const QString &folder)
    {
        std::array<int, 2> ends{};
        if (pipe2(ends.data(), O_CLOEXEC) != 0)
            return;
        m_pipe = ends[1];
        posix_spawn_file_actions_t actions;
        posix_spawn_file_actions_init(&actions);
        posix_spawn_file_actions_adddup2(&actions, ends[0], 0);
        posix_spawnattr_t attributes;
        posix_spawnattr_init(&attributes);
        posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID);
        // The second one is that of rehearsals, which programs under test have started beside ours.
        QByteArray script = "read x; for s in server scratch; do p=$(head -n 1 \"$1/$s/data/postmaster.pid\" "
                            "2>/dev/null); [ -n \"$p\" ] && kill -QUIT \"$p\" 2>/dev/null; done; rm -rf \"$1\"";
        QByteArray path = QFile::encodeName(folder);
        std::array<char *, 6> arguments{const_cast<char *>("sh"),
                                        const_cast<char *>("-c"),
                                        script.data(),
                                        const_cast<char *>("sh"),
                                        path.data(),
                                        nullptr};
        if (posix_spawn(&m_pid, "/bin/sh", &actions, &attributes, arguments.data(), environ) != 0)
            m_pid = 0;
        posix_spawn_file_actions_destroy(&actions);
        posix_spawnattr_destroy(&attributes);
        close(ends[0]);
    }
    ~Reaper()
    {
        if (m_pipe >= 0)
            close(m_pipe);
        if (m_pid > 0)
            waitpid(m_pid, nullptr, 0);
    }
    Reaper(const Reaper &) = delete;
    Reaper &operator=(const Reaper &) = delete;

private:
    int m_pipe = -1;
    pid_t m_pid = 0;
};

} // namespace

class TestServer::Instance final
{
public:
    Instance()
        : folder(makeFolder())
        , reaper(folder)
        , server(folder + u"/server"_s, testOptions())
    {
        if (auto started = server.start(); !started)
            giveUp(started.error());
        // The same tests once more, with a proxy in every line of the program (not in those of psql).
        if (const QString mode = qEnvironmentVariable("HOWDAH_TEST_POOLER"); !mode.isEmpty())
            pooler = std::make_unique<PgBouncer>(server.connInfo(), PgBouncerOptions{.mode = mode, .servers = 20});
    }
    ~Instance() { static_cast<void>(server.stop(StopMode::Immediate)); }
    Instance(const Instance &) = delete;
    Instance &operator=(const Instance &) = delete;

    QString folder;
    Reaper reaper;
    LocalServer server;
    std::unique_ptr<PgBouncer> pooler;
    QString psql = clientProgram(u"psql"_s);
    std::atomic<int> databases = 0;
};

TestServer::TestServer()
{
    // One for the program: kept to its end, when the application goes and threads have been joined.
    static std::mutex mutex;
    static std::shared_ptr<Instance> shared;
    const std::lock_guard lock(mutex);
    if (!shared) {
        shared = std::make_shared<Instance>();
        qAddPostRoutine([] { shared.reset(); });
    }
    m_instance = shared;
}

ConnInfo TestServer::connInfo(const QString &database) const
{
    return m_instance->pooler ? m_instance->pooler->info(database) : directInfo(database);
}

ConnInfo TestServer::directInfo(const QString &database) const { return m_instance->server.connInfo(database); }

LocalServer &TestServer::local() const { return m_instance->server; }

QString TestServer::createDatabase(const QString &prefix) const
{
    const QString name = u"%1_%2"_s.arg(prefix).arg(++m_instance->databases);
    if (auto made = psql(u"postgres"_s, u"CREATE DATABASE "_s + sql::quoteIdentifier(name)); !made)
        giveUp(made.error());
    return name;
}

ConnInfo TestServer::createRole(const QString &name, const QString &password, const QString &database) const
{
    const QString statement = u"CREATE ROLE %1 LOGIN PASSWORD %2"_s;
    if (auto made = psql(u"postgres"_s, statement.arg(sql::quoteIdentifier(name), sql::quoteLiteral(password))); !made)
        giveUp(made.error());
    ConnInfo info = directInfo(database);
    info.set(u"user"_s, name);
    info.set(u"password"_s, password);
    return info;
}

Result<QString> TestServer::psql(const QString &database, const QString &sql) const
{
    const ConnInfo target = directInfo(database);
    QProcess process;
    // The database after -d could be read as a connection string; here it is a value of its own.
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"PGDATABASE"_s, database);
    environment.insert(u"PGCLIENTENCODING"_s, u"UTF8"_s);
    environment.insert(u"LC_ALL"_s, u"C.UTF-8"_s);
    process.setProcessEnvironment(environment);
    process.start(
        m_instance->psql,
        {u"-X"_s, u"-A"_s, u"-t"_s, u"-q"_s, u"-v"_s, u"ON_ERROR_STOP=1"_s, u"-h"_s, target.value(u"host"_s), u"-p"_s,
         target.value(u"port"_s), u"-U"_s, target.value(u"user"_s), u"-f"_s, u"-"_s});
    process.write(sql.toUtf8() + '\n');
    process.closeWriteChannel();
    if (!process.waitForFinished(psqlTimeoutMs))
        return fail(ErrorKind::Io, u"psql did not end"_s, {}, process.errorString());
    const QString errors = QString::fromUtf8(process.readAllStandardError()).trimmed();
    if (process.exitStatus() != QProcess::NormalExit || process.exitCode() != 0)
        return fail(
            process.exitCode() == 2 ? ErrorKind::Connection : ErrorKind::Server, u"psql failed: "_s + errors, {},
            errors);
    QString output = QString::fromUtf8(process.readAllStandardOutput());
    if (output.endsWith(u'\n'))
        output.chop(1);
    return output;
}

void TestServer::restart() const
{
    stopServer();
    if (auto started = m_instance->server.start(); !started)
        giveUp(started.error());
}

void TestServer::kill() const
{
    const qint64 process = pid();
    if (process <= 0)
        return;
    ::kill(static_cast<pid_t>(process), SIGKILL);
    while (isProcessAlive(process))
        usleep(1000);
}

void TestServer::stopServer() const
{
    if (auto stopped = m_instance->server.stop(StopMode::Fast); !stopped)
        giveUp(stopped.error());
}

qint64 TestServer::pid() const
{
    const auto status = m_instance->server.status();
    return status ? status->pid : 0;
}

QString TestServer::serverLog() const
{
    QFile file(m_instance->server.logFile());
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

} // namespace howdah::test
