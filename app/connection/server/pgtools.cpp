// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/server/pgtools.h"

#include "base/propagate.h"
#include "connection/keychain.h"
#include "connection/server/pgbinaries.h"
#include "connection/tr.h"

#include <QDir>
#include <QFileInfo>
#include <QProcess>
#include <QProcessEnvironment>
#include <QRegularExpression>

#include <algorithm>

#include <fcntl.h>
#include <unistd.h>
#ifdef Q_OS_LINUX
#include <csignal>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#endif

using namespace Qt::StringLiterals;

namespace howdah::connection {

namespace {

constexpr int probeTimeoutMs = 10'000;
constexpr int toolPollMs = 50;
constexpr int toolEndMs = 5'000;

bool isProgram(const QString &path)
{
    const QFileInfo program(path);
    return program.isFile() && program.isExecutable();
}

std::optional<PgTools> toolsIn(const QString &folder)
{
    if (folder.isEmpty() || !isProgram(folder + u"/pg_dump"_s) || !isProgram(folder + u"/pg_restore"_s))
        return {};
    QProcess process;
    process.setStandardInputFile(QProcess::nullDevice());
    process.start(folder + u"/pg_dump"_s, {u"--version"_s}, QIODevice::ReadOnly);
    if (!process.waitForFinished(probeTimeoutMs) || process.exitCode() != 0)
        return {};
    // "pg_dump (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)"
    static const QRegularExpression number(uR"(\)\s+(\d+))"_s);
    const auto match = number.match(QString::fromLocal8Bit(process.readAllStandardOutput()));
    if (!match.hasMatch())
        return {};
    return PgTools{QDir(folder).absolutePath(), match.captured(1).toInt()};
}

// `*` in a pattern stands for one part of a name.
QList<PgTools> allTools(const SearchPlaces &places)
{
    QStringList folders{qEnvironmentVariable("HOWDAH_PG_BINDIR")};
    // Before $PATH, where distributions put a wrapper that chooses a version by rules of its own.
    for (const QString &pattern : places.distributions)
        folders += foldersLike(pattern);
    folders += places.path;
    QList<PgTools> found;
    for (const QString &folder : std::as_const(folders)) {
        if (const auto tools = toolsIn(folder); tools && !found.contains(*tools))
            found << *tools;
    }
    return found;
}

// A file in memory, which the program inherits: its arguments and its environment could be read by others of this user,
// and would be kept by whoever logs them.
class SecretFile final
{
public:
    // Without content there is no file.
    explicit SecretFile(QByteArray content)
    {
        if (content.isEmpty())
            return;
#ifdef Q_OS_LINUX
        m_descriptor = memfd_create("howdah", MFD_CLOEXEC);
        if (m_descriptor < 0 || fchmod(m_descriptor, 0600) != 0
            || write(m_descriptor, content.constData(), size_t(content.size())) != content.size())
            m_failed = true;
#else
        m_failed = true;
#endif
        wipeSecret(content);
    }
    ~SecretFile()
    {
        if (m_descriptor >= 0)
            close(m_descriptor);
    }
    SecretFile(const SecretFile &) = delete;
    SecretFile &operator=(const SecretFile &) = delete;

    [[nodiscard]] bool isThere() const { return m_descriptor >= 0; }
    [[nodiscard]] bool hasFailed() const { return m_failed; }
    // As the program sees it.
    [[nodiscard]] QString path() const { return u"/proc/self/fd/%1"_s.arg(m_descriptor); }
    // Between fork and exec.
    void inherit() const
    {
        if (m_descriptor >= 0)
            fcntl(m_descriptor, F_SETFD, 0);
    }

private:
    int m_descriptor = -1;
    bool m_failed = false;
};

// As in .pgpass.
QByteArray passwordLine(const std::optional<ConnInfo> &target)
{
    QByteArray line = target ? target->value(u"password"_s).toUtf8() : QByteArray();
    if (line.isEmpty())
        return line;
    line.replace('\\', "\\\\").replace(':', "\\:");
    return line.prepend("*:*:*:*:").append('\n');
}

constexpr auto serviceName = "howdah"_L1;

// The passphrase of a client key has no file and no variable of its own: it comes as a service (pg_service.conf).
QByteArray serviceLines(const std::optional<ConnInfo> &target)
{
    const QByteArray passphrase = target ? target->value(u"sslpassword"_s).toUtf8() : QByteArray();
    return passphrase.isEmpty() ? passphrase : "[howdah]\nsslpassword=" + passphrase + '\n';
}

// Whether libpq would read it from a service as it is: a line has an end, and blanks there are cut.
bool fitsIntoService(const QString &passphrase)
{
    return passphrase.toUtf8().size() < 200 && !passphrase.contains(u'\n') && !passphrase.contains(u'\r')
        && passphrase.trimmed() == passphrase;
}

Result<void> checkPassphrase(const ToolRun &run)
{
    if (!run.target)
        return {};
    const QString passphrase = run.target->value(u"sslpassword"_s);
    if (passphrase.isEmpty())
        return {};
    const QString program = QFileInfo(run.program).fileName();
    if (!run.target->value(u"service"_s).isEmpty())
        return fail(
            ErrorKind::Usage,
            tr("%1 cannot be given the passphrase of the client key: this connection already uses a service")
                .arg(program),
            tr("Copy the settings of the service to the profile, or remove the passphrase from the key."));
    if (!fitsIntoService(passphrase))
        return fail(
            ErrorKind::Usage,
            tr("%1 cannot be given the passphrase of the client key: it is too long, or ends in spaces or line breaks")
                .arg(program));
    return {};
}

QProcessEnvironment environmentOf(const ToolRun &run, const SecretFile &password, const SecretFile &service)
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"LC_MESSAGES"_s, u"C"_s);
    if (!run.target)
        return environment;
    environment.insert(u"PGAPPNAME"_s, u"howdah: "_s + QFileInfo(run.program).fileName());
    if (password.isThere()) {
        environment.insert(u"PGPASSFILE"_s, password.path());
        environment.remove(u"PGPASSWORD"_s); // it would come first
    }
    if (service.isThere())
        environment.insert(u"PGSERVICEFILE"_s, service.path());
    return environment;
}

} // namespace

Result<PgTools> findTools(int serverVersion, const SearchPlaces &places)
{
    const int major = serverVersion / 10000;
    const PgTools *best = nullptr;
    const QList<PgTools> all = allTools(places);
    QStringList seen;
    for (const PgTools &tools : all) {
        seen << tr("%1 in %2").arg(tools.majorVersion).arg(tools.folder);
        if (tools.majorVersion >= major && (!best || tools.majorVersion < best->majorVersion))
            best = &tools;
    }
    if (best)
        return *best;
    return fail(
        ErrorKind::NotFound,
        tr("pg_dump and pg_restore of PostgreSQL %1 or newer are needed for this server; found: %2")
            .arg(major)
            .arg(seen.isEmpty() ? tr("none") : seen.join(u", "_s)),
        tr("Install them (Debian, Ubuntu: `apt install postgresql-client-%1`), or name their folder in "
           "HOWDAH_PG_BINDIR")
            .arg(major));
}

Result<ToolOutput> runTool(const ToolRun &run, std::stop_token stop)
{
    if (stop.stop_requested())
        return fail(ErrorKind::Cancelled, tr("Cancelled"));
    RETURN_IF_ERROR(checkPassphrase(run));
    const SecretFile password(passwordLine(run.target));
    const SecretFile service(serviceLines(run.target));
    if (password.hasFailed() || service.hasFailed())
        return fail(ErrorKind::Io, tr("The password cannot be passed to %1").arg(run.program));
    QProcess process;
    process.setProcessEnvironment(environmentOf(run, password, service));
    process.setStandardInputFile(QProcess::nullDevice());
    process.setChildProcessModifier([&password, &service] {
#ifdef Q_OS_LINUX
        prctl(PR_SET_PDEATHSIG, SIGTERM);
#endif
        password.inherit();
        service.inherit();
    });
    QStringList arguments = run.arguments;
    if (run.target) {
        ConnInfo target = *run.target;
        if (password.isThere())
            target.values.remove(u"passfile"_s); // which would be read instead
        if (service.isThere())
            target.set(u"service"_s, serviceName);
        arguments << u"--no-password"_s << u"--dbname=%1"_s.arg(toUri(target));
    }
    process.start(run.program, arguments, QIODevice::ReadOnly);
    while (!process.waitForFinished(toolPollMs) && process.state() != QProcess::NotRunning) {
        if (!stop.stop_requested())
            continue;
        process.terminate();
        if (!process.waitForFinished(toolEndMs))
            process.kill();
        process.waitForFinished(toolEndMs);
        return fail(ErrorKind::Cancelled, tr("Cancelled"));
    }
    if (process.error() == QProcess::FailedToStart)
        return fail(ErrorKind::Io, tr("The program %1 cannot be run: %2").arg(run.program, process.errorString()));
    if (process.exitStatus() != QProcess::NormalExit)
        return fail(ErrorKind::Io, tr("The program %1 was killed").arg(run.program));
    return ToolOutput{
        process.exitCode(), process.readAllStandardOutput(),
        redact(QString::fromUtf8(process.readAllStandardError()).trimmed())};
}

Result<QByteArray> runToolWell(const ToolRun &run, std::stop_token stop)
{
    ASSIGN_OR_RETURN(ToolOutput done, runTool(run, std::move(stop)));
    if (done.exitCode != 0)
        return fail(
            ErrorKind::Server, tr("%1 failed").arg(QFileInfo(run.program).fileName()), QString(), done.messages);
    return std::move(done.output);
}

} // namespace howdah::connection
