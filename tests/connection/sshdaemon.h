// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/netserver.h"
#include "connection/profile/sshtunnel.h"

#include <QTemporaryDir>
#include <QTest>

#include <pwd.h>

namespace howdah::test {

// Those whom a process has started, and theirs.
inline std::vector<pid_t> descendants(pid_t of)
{
    std::vector<pid_t> found;
    QFile children(u"/proc/%1/task/%1/children"_s.arg(of));
    if (!children.open(QIODevice::ReadOnly))
        return found;
    for (const QByteArray &word : children.readAll().simplified().split(' ')) {
        if (const pid_t child = word.toInt(); child > 0) {
            found.push_back(child);
            for (const pid_t each : descendants(child))
                found.push_back(each);
        }
    }
    return found;
}

// The system's sshd on the loopback, with a host key of its own, and a key that it lets in (file "id") beside one that
// it does not ("stranger").
class SshDaemon final
{
public:
    SshDaemon()
    {
        if (geteuid() == 0)
            QDir().mkpath(u"/run/sshd"_s); // where sshd, run by root, shuts itself in
        for (const QString &key : {u"host"_s, u"id"_s, u"stranger"_s})
            runProgram(u"ssh-keygen"_s, {u"-q"_s, u"-t"_s, u"ed25519"_s, u"-N"_s, QString(), u"-f"_s, path(key)});
        QFile::copy(path(u"id.pub"_s), path(u"authorized"_s));
        port = freePort();
        writeFile(
            path(u"sshd_config"_s),
            line("Port", QString::number(port)) + line("ListenAddress", u"127.0.0.1"_s)
                + line("HostKey", path(u"host"_s)) + line("AuthorizedKeysFile", path(u"authorized"_s))
                + "PidFile none\nUsePAM no\nStrictModes no\nPasswordAuthentication no\n"
                  "KbdInteractiveAuthentication no\nPermitRootLogin prohibit-password\nAllowTcpForwarding yes\n"
                  "AllowStreamLocalForwarding yes\n");
        writeFile(path(u"known"_s), knownHost());
        writeConfig(u"ssh_config"_s, "IdentitiesOnly yes\nIdentityAgent none\n");
        start();
    }
    ~SshDaemon() { stop(); }
    SshDaemon(const SshDaemon &) = delete;
    SshDaemon &operator=(const SshDaemon &) = delete;

    void start()
    {
        m_process.setChildProcessModifier([] { prctl(PR_SET_PDEATHSIG, SIGKILL); });
        m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        m_process.start(u"/usr/sbin/sshd"_s, {u"-D"_s, u"-e"_s, u"-q"_s, u"-f"_s, path(u"sshd_config"_s)});
        if (!m_process.waitForStarted())
            qFatal("sshd cannot be run: %s", qPrintable(m_process.errorString()));
        // It takes clients once its port is open.
        if (!QTest::qWaitFor([this] { return isListening(); }, 60'000))
            qFatal("sshd does not listen");
    }
    // With those who serve a client, each in a session of its own.
    void stop()
    {
        if (m_process.state() == QProcess::NotRunning)
            return;
        const std::vector<pid_t> serving = descendants(pid_t(m_process.processId()));
        m_process.kill();
        m_process.waitForFinished();
        for (const pid_t each : serving)
            ::kill(each, SIGKILL);
    }

    // A configuration of ssh that knows this host; its path.
    QString writeConfig(const QString &name, const QByteArray &lines) const
    {
        writeFile(
            path(name), line("UserKnownHostsFile", path(u"known"_s))
                            + "GlobalKnownHostsFile none\nStrictHostKeyChecking yes\n" + lines);
        return path(name);
    }
    [[nodiscard]] QByteArray knownHost() const
    {
        QFile key(path(u"host.pub"_s));
        if (!key.open(QIODevice::ReadOnly))
            qFatal("no host key");
        return "[127.0.0.1]:" + QByteArray::number(port) + ' ' + key.readAll();
    }
    // Beside its own.
    void knows(const SshDaemon &other) const { writeFile(path(u"known"_s), knownHost() + other.knownHost()); }
    void letsIn(const SshDaemon &friendOf) const
    {
        QFile key(friendOf.path(u"id.pub"_s));
        if (!key.open(QIODevice::ReadOnly))
            qFatal("no key");
        writeFile(path(u"authorized"_s), key.readAll());
    }

    [[nodiscard]] static QString user() { return QString::fromLocal8Bit(getpwuid(geteuid())->pw_name); }
    [[nodiscard]] connection::SshTunnel tunnel() const
    {
        connection::SshTunnel ssh;
        ssh.enabled = true;
        ssh.host = u"127.0.0.1"_s;
        ssh.port = port;
        ssh.user = user();
        ssh.identityFile = path(u"id"_s);
        return ssh;
    }
    [[nodiscard]] connection::SshForward::Options options() const
    {
        connection::SshForward::Options chosen;
        chosen.arguments = {u"-F"_s, path(u"ssh_config"_s)};
        return chosen;
    }
    // ssh takes its configuration from the home of the user, whatever HOME says: a program of this name brings ours
    // along. The folder that holds it, for PATH.
    [[nodiscard]] QString programFolder() const
    {
        QDir().mkpath(path(u"bin"_s));
        writeFile(
            path(u"bin/ssh"_s), "#!/bin/sh\nexec /usr/bin/ssh -F '" + path(u"ssh_config"_s).toUtf8() + "' \"$@\"\n");
        QFile::setPermissions(path(u"bin/ssh"_s), QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        return path(u"bin"_s);
    }
    [[nodiscard]] QString path(const QString &name) const { return m_folder.filePath(name); }

    int port = 0;

private:
    static QByteArray line(const char *words, const QString &value)
    {
        return QByteArray(words) + ' ' + value.toUtf8() + '\n';
    }
    [[nodiscard]] bool isListening() const
    {
        const int client = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        address.sin_port = htons(quint16(port));
        const bool there = ::connect(client, reinterpret_cast<sockaddr *>(&address), sizeof address) == 0;
        close(client);
        return there;
    }

    QTemporaryDir m_folder;
    QProcess m_process;
};

// The system's ssh-agent, for this program and what it starts.
class SshAgent final
{
public:
    explicit SshAgent(const QString &socket)
        : m_before(qgetenv("SSH_AUTH_SOCK"))
    {
        m_process.setChildProcessModifier([] { prctl(PR_SET_PDEATHSIG, SIGKILL); });
        m_process.start(u"ssh-agent"_s, {u"-D"_s, u"-a"_s, socket});
        if (!m_process.waitForStarted() || !QTest::qWaitFor([&] { return QFile::exists(socket); }, 60'000))
            qFatal("ssh-agent cannot be run");
        qputenv("SSH_AUTH_SOCK", socket.toUtf8());
    }
    ~SshAgent()
    {
        qputenv("SSH_AUTH_SOCK", m_before);
        m_process.kill();
        m_process.waitForFinished();
    }
    SshAgent(const SshAgent &) = delete;
    SshAgent &operator=(const SshAgent &) = delete;

    void add(const QString &key) { runProgram(u"ssh-add"_s, {u"-q"_s, key}); }
    void forgetAll() { runProgram(u"ssh-add"_s, {u"-q"_s, u"-D"_s}); }

private:
    QByteArray m_before;
    QProcess m_process;
};

} // namespace howdah::test
