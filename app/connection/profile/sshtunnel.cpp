// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/profile/sshtunnel.h"

#include "base/propagate.h"
#include "connection/profile/endprocess.h"
#include "connection/profile/connectiontest.h"
#include "connection/server/shellword.h"
#include "connection/tr.h"

#include <QDeadlineTimer>
#include <QDir>
#include <QFile>
#include <QProcess>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

#include <csignal>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>
#ifdef Q_OS_LINUX
#include <sys/prctl.h>
#endif

using namespace Qt::StringLiterals;

namespace howdah::connection {

namespace {

constexpr auto Poll = std::chrono::milliseconds(30);
constexpr auto FirstPause = std::chrono::milliseconds(200);
constexpr auto LongestPause = std::chrono::milliseconds(5'000);
constexpr qsizetype LongestWords = 4'000;

// A port of the loopback that is free now; ssh fails if it is not any more.
int freePort()
{
    const int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (descriptor < 0)
        return 0;
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    const bool bound = bind(descriptor, reinterpret_cast<sockaddr *>(&address), size) == 0
                    && getsockname(descriptor, reinterpret_cast<sockaddr *>(&address), &size) == 0;
    close(descriptor);
    return bound ? ntohs(address.sin_port) : 0;
}

// The sockets that listen at this port of the loopback, by their inodes.
QStringList listenersAt(int port)
{
    QFile table(u"/proc/net/tcp"_s);
    if (!table.open(QIODevice::ReadOnly))
        return {};
    const QString wanted = u"0100007F:%1"_s.arg(port, 4, 16, QChar(u'0')).toUpper();
    QStringList found;
    for (const QString &line : QString::fromLatin1(table.readAll()).split(u'\n')) {
        const QStringList fields = line.simplified().split(u' ');
        if (fields.size() > 9 && fields[1] == wanted && fields[3] == "0A"_L1)
            found << fields[9];
    }
    return found;
}

// That it is ssh of ours who listens, and not somebody who took the port in the meantime.
bool listens(qint64 pid, int port)
{
    const QStringList inodes = listenersAt(port);
    if (inodes.isEmpty())
        return false;
    const QString folder = u"/proc/%1/fd"_s.arg(pid);
    for (const QString &name : QDir(folder).entryList(QDir::Files | QDir::System)) {
        const QString leadsTo = QFile::symLinkTarget(folder + u'/' + name).section(u'/', -1);
        if (std::ranges::any_of(inodes, [&](const QString &inode) { return leadsTo == u"socket:[%1]"_s.arg(inode); }))
            return true;
    }
    return false;
}

struct Forward
{
    int port = 0;
    QString destination; // "host:port", or the path of a socket there
};

QString bracketed(const QString &host) { return host.contains(u':') ? u'[' + host + u']' : host; }

Result<std::vector<Forward>> forwardsTo(const ConnInfo &target, ConnInfo &reached)
{
    std::vector<Forward> forwards;
    QStringList hosts;
    QStringList addresses;
    QStringList ports;
    for (const ConnInfo &one : singleHosts(target)) {
        QString host = one.value(u"hostaddr"_s);
        if (host.isEmpty())
            host = one.value(u"host"_s);
        if (host.isEmpty())
            return fail(
                ErrorKind::Usage, tr("The connection has no host to reach through the tunnel"),
                tr("A service or a default cannot be forwarded: set the host, or localhost for the remote machine "
                   "itself."));
        const QString port = one.value(u"port"_s).isEmpty() ? u"5432"_s : one.value(u"port"_s);
        const bool isSocket = host.startsWith(u'/');
        const int local = freePort();
        if (local == 0)
            return fail(ErrorKind::Io, tr("No free port is available on this machine"));
        forwards.push_back(
            {local, isSocket ? u"%1/.s.PGSQL.%2"_s.arg(host, port) : u"%1:%2"_s.arg(bracketed(host), port)});
        hosts << (isSocket ? u"localhost"_s : one.value(u"host"_s).isEmpty() ? host : one.value(u"host"_s));
        addresses << u"127.0.0.1"_s;
        ports << QString::number(local);
    }
    reached = target;
    reached.set(u"host"_s, hosts.join(u','));
    reached.set(u"hostaddr"_s, addresses.join(u','));
    reached.set(u"port"_s, ports.join(u','));
    return forwards;
}

QStringList
argumentsOf(const SshTunnel &tunnel, const std::vector<Forward> &forwards, const SshForward::Options &options)
{
    QStringList arguments = options.arguments;
    arguments << u"-N"_s << u"-T"_s << u"-o"_s << u"ExitOnForwardFailure=yes"_s << u"-o"_s << u"ServerAliveInterval=2"_s
              << u"-o"_s << u"ServerAliveCountMax=2"_s << u"-o"_s << u"ConnectTimeout=10"_s << u"-o"_s
              << u"ControlPath=none"_s << u"-o"_s << u"ClearAllForwardings=no"_s << u"-o"_s
              << (options.mayAsk ? u"BatchMode=no"_s : u"BatchMode=yes"_s);
    if (tunnel.port > 0)
        arguments << u"-p"_s << QString::number(tunnel.port);
    if (!tunnel.user.isEmpty())
        arguments << u"-l"_s << tunnel.user;
    if (!tunnel.identityFile.isEmpty())
        arguments << u"-i"_s << tunnel.identityFile;
    if (!tunnel.jumpHosts.isEmpty())
        arguments << u"-J"_s << tunnel.jumpHosts.join(u',');
    for (const Forward &each : forwards)
        arguments << u"-L"_s << u"127.0.0.1:%1:%2"_s.arg(each.port).arg(each.destination);
    return arguments << u"--"_s << tunnel.host;
}

} // namespace

// Starts ssh on a thread of its own and stays with it.
class SshForward::Keeper final
{
public:
    Keeper(const SshTunnel &tunnel, std::vector<Forward> forwards, ConnInfo reached, const Options &options)
        : info(std::move(reached))
        , m_host(tunnel.host)
        , m_forwards(std::move(forwards))
        , m_program(options.program)
        , m_arguments(argumentsOf(tunnel, m_forwards, options))
        , m_notify(options.changed)
        , m_thread([this](const std::stop_token &stop) { keep(stop); })
    {
    }

    Result<void> awaitFirst(const Options &options)
    {
        const QDeadlineTimer deadline(options.patience);
        std::unique_lock lock(m_mutex);
        while (!up && m_failure.isEmpty() && !deadline.hasExpired() && !options.stop.stop_requested())
            m_changed.wait_for(lock, Poll);
        if (up)
            return {};
        if (options.stop.stop_requested())
            return fail(ErrorKind::Cancelled, tr("Cancelled"));
        const QString words = m_words;
        if (m_noProgram)
            return fail(
                ErrorKind::Io, tr("The program %1 cannot be run: %2").arg(m_program, m_failure),
                tr("Install the package openssh-client."));
        if (m_failure.isEmpty())
            return fail(
                ErrorKind::Timeout, tr("The tunnel to %1 timed out").arg(m_host),
                tr("Try `ssh -- %1` by hand; it may be waiting for input.").arg(shellWord(m_host)), words);
        return fail(
            ErrorKind::Connection, tr("The tunnel to %1 cannot be opened").arg(m_host), adviceFor(words), words);
    }

    Error problem()
    {
        const std::lock_guard lock(m_mutex);
        if (m_refused)
            return makeError(
                ErrorKind::Authentication, tr("The tunnel to %1 was refused").arg(m_host), adviceFor(m_words), m_words);
        return makeError(
            ErrorKind::Connection, tr("The tunnel to %1 is down; reopening it").arg(m_host),
            m_words.isEmpty() ? QString() : adviceFor(m_words), m_words);
    }

    void tryNow()
    {
        const std::lock_guard lock(m_mutex);
        m_refused = false;
        m_wanted = true;
        m_changed.notify_all();
    }

    const ConnInfo info;
    std::atomic<bool> up = false;
    std::atomic<int> restarts = 0;
    std::atomic<qint64> pid = 0;

private:
    [[nodiscard]] QString adviceFor(const QString &words) const
    {
        if (words.contains("Host key verification failed"_L1))
            return tr("Its host key is unknown or has changed: verify it, then accept it with `ssh -- %1` by hand.")
                .arg(shellWord(m_host));
        if (words.contains("Permission denied"_L1))
            return tr("Authentication failed: check the user, the key, and whether the agent has it (ssh-add -l).");
        if (words.contains("Could not resolve"_L1))
            return tr("Its host name cannot be resolved: check it, or the Host entry in ~/.ssh/config.");
        return tr("Try `ssh -- %1` by hand.").arg(shellWord(m_host));
    }

    // ssh's own words for who is not let in, and for a far machine that is not the one that is known.
    [[nodiscard]] static bool isRefusal(const QString &words)
    {
        return words.contains("Permission denied"_L1) || words.contains("Host key verification failed"_L1)
            || words.contains("Too many authentication failures"_L1);
    }

    void keep(const std::stop_token &stop)
    {
        auto pause = FirstPause;
        while (!stop.stop_requested()) {
            const bool wasUp = runOnce(stop);
            if (stop.stop_requested() || (!wasUp && restarts == 0))
                return; // what never came up is told, and not tried again
            ++restarts;
            pause = wasUp ? FirstPause : std::min(pause * 2, LongestPause);
            rest(pause, stop);
        }
    }
    // Until it is time, or somebody wants it now; after a refusal only then.
    void rest(std::chrono::milliseconds pause, const std::stop_token &stop)
    {
        std::unique_lock lock(m_mutex);
        const auto end = std::chrono::steady_clock::now() + pause;
        while (!stop.stop_requested() && !m_wanted && (m_refused || std::chrono::steady_clock::now() < end))
            m_changed.wait_for(lock, Poll);
        m_wanted = false;
    }

    // Until it ends; whether it was up.
    bool runOnce(const std::stop_token &stop)
    {
        QProcess process;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.remove(u"PGPASSWORD"_s); // none of its business
        process.setProcessEnvironment(environment);
        process.setStandardInputFile(QProcess::nullDevice());
        process.setStandardOutputFile(QProcess::nullDevice());
#ifdef Q_OS_LINUX
        process.setChildProcessModifier([] { prctl(PR_SET_PDEATHSIG, SIGTERM); });
#endif
        process.start(m_program, m_arguments, QIODevice::ReadOnly);
        if (!process.waitForStarted()) {
            fell(process.errorString(), {}, true);
            return false;
        }
        bool wasUp = false;
        QString words;
        while (!process.waitForFinished(int(Poll.count())) && process.state() != QProcess::NotRunning) {
            words = (words + QString::fromUtf8(process.readAllStandardError())).right(LongestWords);
            if (stop.stop_requested()) {
                endProcess(process);
                break;
            }
            if (!wasUp && allListen(process.processId())) {
                wasUp = true;
                rose(process.processId());
            }
        }
        words = (words + QString::fromUtf8(process.readAllStandardError())).right(LongestWords);
        fell(tr("ssh has ended"), words.trimmed(), false);
        return wasUp;
    }

    [[nodiscard]] bool allListen(qint64 process) const
    {
        return std::ranges::all_of(m_forwards, [process](const Forward &each) { return listens(process, each.port); });
    }
    void rose(qint64 process)
    {
        {
            const std::lock_guard lock(m_mutex);
            pid = process;
            up = true;
            m_words.clear();
            m_changed.notify_all();
        }
        if (m_notify && restarts > 0)
            m_notify();
    }
    void fell(const QString &why, const QString &words, bool noProgram)
    {
        bool wasKnown = false;
        {
            const std::lock_guard lock(m_mutex);
            wasKnown = !up && m_refused == isRefusal(words);
            pid = 0;
            up = false;
            m_failure = why;
            m_words = redact(words);
            m_noProgram = noProgram;
            m_refused = isRefusal(words);
            m_changed.notify_all();
        }
        if (m_notify && !wasKnown)
            m_notify();
    }

    const QString m_host;
    const std::vector<Forward> m_forwards;
    const QString m_program;
    const QStringList m_arguments;
    const std::function<void()> m_notify;
    std::mutex m_mutex;
    std::condition_variable m_changed;
    QString m_failure;
    QString m_words;
    bool m_noProgram = false;
    bool m_refused = false; // by the far machine: only tryNow() tries again
    bool m_wanted = false;
    std::jthread m_thread; // the last: it uses the others
};

SshForward::SshForward(std::unique_ptr<Keeper> keeper)
    : m_keeper(std::move(keeper))
{
}

SshForward::~SshForward() = default;

const ConnInfo &SshForward::connInfo() const { return m_keeper->info; }

bool SshForward::isUp() const { return m_keeper->up; }

int SshForward::restarts() const { return m_keeper->restarts; }

qint64 SshForward::pid() const { return m_keeper->pid; }

Error SshForward::problem() const { return m_keeper->problem(); }

void SshForward::tryNow() { m_keeper->tryNow(); }

Result<std::unique_ptr<SshForward>>
SshForward::open(const SshTunnel &tunnel, const ConnInfo &target, const Options &options)
{
    ConnInfo reached;
    ASSIGN_OR_RETURN(std::vector<Forward> forwards, forwardsTo(target, reached));
    auto keeper = std::make_unique<Keeper>(tunnel, std::move(forwards), std::move(reached), options);
    RETURN_IF_ERROR(keeper->awaitFirst(options));
    return std::unique_ptr<SshForward>(new SshForward(std::move(keeper)));
}

} // namespace howdah::connection
