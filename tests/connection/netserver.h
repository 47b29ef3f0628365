// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/server/pgbinaries.h"
#include "connection/server/serverprobe.h"
#include "support/pgprograms.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QtEndian>

#include <atomic>
#include <functional>
#include <thread>

#include <csignal>
#include <netinet/in.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

namespace howdah::test {

using namespace Qt::StringLiterals;

// Runs a program to its end; what fails ends the test program with its words.
inline QByteArray runProgram(const QString &program, const QStringList &arguments, const QString &folder = {})
{
    QProcess process;
    if (!folder.isEmpty())
        process.setWorkingDirectory(folder);
    process.start(program, arguments);
    if (!process.waitForFinished(120'000) || process.exitCode() != 0)
        qFatal(
            "%s %s: %s", qPrintable(program), qPrintable(arguments.join(u' ')),
            process.readAllStandardError().constData());
    return process.readAllStandardOutput();
}

inline void writeFile(const QString &path, const QByteArray &content)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly | QIODevice::Truncate) || file.write(content) != content.size())
        qFatal("%s cannot be written", qPrintable(path));
}

// A socket on this machine's loopback that nobody else has; 0 lets the kernel choose the port.
inline int listenOnLoopback(int port, int *chosen)
{
    const int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(quint16(port));
    socklen_t size = sizeof address;
    if (descriptor < 0 || bind(descriptor, reinterpret_cast<sockaddr *>(&address), size) != 0
        || listen(descriptor, 16) != 0)
        qFatal("No port to listen at");
    getsockname(descriptor, reinterpret_cast<sockaddr *>(&address), &size);
    *chosen = ntohs(address.sin_port);
    return descriptor;
}

inline int freePort()
{
    int port = 0;
    close(listenOnLoopback(0, &port));
    return port;
}

// A certificate authority in a folder, made with openssl.
class Authority final
{
public:
    Authority(const QString &folder, const QString &name)
        : m_folder(folder)
    {
        QDir().mkpath(folder);
        writeFile(folder + u"/index.txt"_s, {});
        writeFile(folder + u"/serial"_s, "01\n");
        writeFile(folder + u"/crlnumber"_s, "01\n");
        writeFile(
            folder + u"/ca.cnf"_s,
            "[ca]\ndefault_ca=d\n[d]\ndatabase=index.txt\nserial=serial\ncrlnumber=crlnumber\nnew_certs_dir=.\n"
            "certificate=ca.crt\nprivate_key=ca.key\ndefault_md=sha256\ndefault_days=30\ndefault_crl_days=30\npolicy="
            "p\n"
            "unique_subject=no\ncopy_extensions=copy\n[p]\ncommonName=supplied\n");
        openssl(
            {u"req"_s, u"-x509"_s, u"-newkey"_s, u"ec"_s, u"-pkeyopt"_s, u"ec_paramgen_curve:prime256v1"_s, u"-nodes"_s,
             u"-keyout"_s, u"ca.key"_s, u"-out"_s, u"ca.crt"_s, u"-subj"_s, u"/CN="_s + name, u"-days"_s, u"30"_s});
        revoke({});
    }

    // <name>.crt and <name>.key; times as 20240101000000Z.
    void issue(
        const QString &name, const QString &common, const QString &names, const QString &from = {},
        const QString &until = {}) const
    {
        QStringList request{
            u"req"_s,    u"-newkey"_s,      u"ec"_s,          u"-pkeyopt"_s, u"ec_paramgen_curve:prime256v1"_s,
            u"-nodes"_s, u"-keyout"_s,      name + u".key"_s, u"-out"_s,     name + u".csr"_s,
            u"-subj"_s,  u"/CN="_s + common};
        if (!names.isEmpty())
            request << u"-addext"_s << u"subjectAltName="_s + names;
        openssl(request);
        QStringList sign{u"ca"_s,  u"-batch"_s,      u"-notext"_s, u"-config"_s,    u"ca.cnf"_s,
                         u"-in"_s, name + u".csr"_s, u"-out"_s,    name + u".crt"_s};
        if (!from.isEmpty())
            sign << u"-startdate"_s << from;
        if (!until.isEmpty())
            sign << u"-enddate"_s << until;
        openssl(sign);
    }
    // Writes the revocation list again, with these in it as well.
    void revoke(const QStringList &names) const
    {
        for (const QString &name : names)
            openssl({u"ca"_s, u"-config"_s, u"ca.cnf"_s, u"-revoke"_s, name + u".crt"_s});
        openssl({u"ca"_s, u"-config"_s, u"ca.cnf"_s, u"-gencrl"_s, u"-out"_s, u"ca.crl"_s});
    }
    [[nodiscard]] QString file(const QString &name) const { return m_folder + u'/' + name; }

private:
    void openssl(const QStringList &arguments) const { runProgram(u"openssl"_s, arguments, m_folder); }

    QString m_folder;
};

// A PostgreSQL that listens on the loopback, in a folder of its own, with settings and access rules of the test's.
class NetServer final
{
public:
    NetServer()
    {
        makeFolder();
        QDir().mkpath(data());
        giveAway(data());
        run(u"initdb"_s, {u"-D"_s, data(), u"-U"_s, u"howdah"_s, u"-A"_s, u"trust"_s, u"--no-sync"_s, u"--locale=C"_s,
                          u"-E"_s, u"UTF8"_s});
    }
    // A standby, made of a base backup; `primary` runs and lets it in ("local replication all trust").
    struct StandbyOf
    {
        const NetServer &primary;
    };
    explicit NetServer(const StandbyOf &standby)
    {
        makeFolder();
        QDir().mkpath(data());
        giveAway(data());
        QFile::setPermissions(data(), QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        run(u"pg_basebackup"_s,
            {u"-D"_s, data(), u"-h"_s, standby.primary.data(), u"-p"_s, QString::number(standby.primary.port), u"-U"_s,
             u"howdah"_s, u"-R"_s, u"-X"_s, u"stream"_s, u"--checkpoint=fast"_s, u"--no-sync"_s});
    }
    // Not every set of programs has it.
    [[nodiscard]] static bool canMakeStandby()
    {
        const auto found = connection::findBinaries({});
        return found && QFileInfo(found->program(u"pg_basebackup"_s)).isExecutable();
    }
    ~NetServer()
    {
        stop();
        QDir(folder).removeRecursively();
    }
    NetServer(const NetServer &) = delete;
    NetServer &operator=(const NetServer &) = delete;

    // `settings`: NAME=VALUE. Comes back when it takes connections over its socket.
    void start(const QStringList &settings = {}, const QByteArray &rules = "host all all all trust\n")
    {
        stop();
        writeFile(data() + u"/pg_hba.conf"_s, "local all howdah trust\nlocal all all peer\n" + rules);
        giveAway(data() + u"/pg_hba.conf"_s);
        QStringList arguments{u"-D"_s, data(), u"-k"_s, data(), u"-p"_s, QString::number(port)};
        for (const QString &setting :
             QStringList{
                 u"listen_addresses=127.0.0.1"_s, u"fsync=off"_s, u"shared_buffers=16MB"_s,
                 u"password_encryption=scram-sha-256"_s} // md5 before PostgreSQL 14
                 + settings)
            arguments << u"-c"_s << setting;
        QString program = m_binaries.program(u"postgres"_s);
        asServer(program, arguments);
        m_process.setChildProcessModifier([] { prctl(PR_SET_PDEATHSIG, SIGQUIT); });
        m_process.setStandardErrorFile(folder + u"/log"_s);
        m_process.start(program, arguments);
        while (m_process.waitForStarted(60'000) || m_process.state() == QProcess::Running) {
            if (connection::ping(local()) == connection::Ping::Ready)
                return;
            if (m_process.waitForFinished(20))
                break;
        }
        qFatal("The server does not start: %s", QFile(folder + u"/log"_s).exists() ? log().constData() : "");
    }
    void stop()
    {
        if (m_process.state() == QProcess::NotRunning)
            return;
        ::kill(pid_t(m_process.processId()), SIGINT);
        m_process.waitForFinished(60'000);
    }
    // As a machine that fails.
    void kill()
    {
        ::kill(pid_t(m_process.processId()), SIGKILL);
        m_process.waitForFinished(60'000);
    }
    // A key that the server reads.
    QString adopt(const QString &file) const
    {
        const QString copy = data() + u'/' + QFileInfo(file).fileName();
        QFile::remove(copy);
        QFile::copy(file, copy);
        giveAway(copy);
        QFile::setPermissions(copy, QFile::ReadOwner | QFile::WriteOwner);
        return copy;
    }
    void sql(const QString &text) const
    {
        runProgram(
            clientProgram(u"psql"_s),
            {u"-XAtqw"_s, u"-v"_s, u"ON_ERROR_STOP=1"_s, u"-h"_s, data(), u"-p"_s, QString::number(port), u"-U"_s,
             u"howdah"_s, u"-d"_s, u"postgres"_s, u"-c"_s, text});
    }
    [[nodiscard]] connection::ConnInfo local() const { return info(data()); }
    [[nodiscard]] connection::ConnInfo info(const QString &host = u"127.0.0.1"_s) const
    {
        connection::ConnInfo target;
        target.set(u"host"_s, host);
        target.set(u"port"_s, QString::number(port));
        target.set(u"user"_s, u"howdah"_s);
        target.set(u"dbname"_s, u"postgres"_s);
        return target;
    }
    [[nodiscard]] QByteArray log() const
    {
        QFile file(folder + u"/log"_s);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    [[nodiscard]] QString data() const { return folder + u"/data"_s; }

    QString folder;
    int port = 0;

private:
    void makeFolder()
    {
        QByteArray name = QFile::encodeName(QDir::tempPath() + u"/howdah-test-XXXXXX"_s);
        if (!mkdtemp(name.data()) || chmod(name.constData(), 0711) != 0)
            qFatal("No temporary folder");
        folder = QFile::decodeName(name);
        const auto found = connection::findBinaries({});
        if (!found)
            qFatal("%s", qPrintable(describe(found.error())));
        m_binaries = *found;
        port = freePort();
    }
    // PostgreSQL does not run as root.
    static void asServer(QString &program, QStringList &arguments)
    {
        if (geteuid() != 0)
            return;
        arguments = QStringList{u"--reuid=postgres"_s, u"--regid=postgres"_s, u"--init-groups"_s, program} + arguments;
        program = u"setpriv"_s;
    }
    static void giveAway(const QString &path)
    {
        if (geteuid() == 0)
            runProgram(u"chown"_s, {u"postgres:postgres"_s, path});
    }
    void run(const QString &name, QStringList arguments) const
    {
        QString program = m_binaries.program(name);
        asServer(program, arguments);
        runProgram(program, arguments, QDir::tempPath());
    }

    connection::PgBinaries m_binaries;
    QProcess m_process;
};

// Something at a port that is no PostgreSQL, or an odd one: refuses TLS, reads the start of a session, and answers what
// it was given. One client after the other, on a thread of its own.
class FakeServer final
{
public:
    explicit FakeServer(QByteArray answer)
        : m_answer(std::move(answer))
        , m_listener(listenOnLoopback(0, &port))
        , m_thread([this] { serve(); })
    {
    }
    ~FakeServer()
    {
        m_end = true;
        shutdown(m_listener, SHUT_RDWR);
        m_thread.join();
        close(m_listener);
    }
    FakeServer(const FakeServer &) = delete;
    FakeServer &operator=(const FakeServer &) = delete;

    [[nodiscard]] connection::ConnInfo info() const
    {
        connection::ConnInfo target;
        target.set(u"host"_s, u"127.0.0.1"_s);
        target.set(u"port"_s, QString::number(port));
        target.set(u"user"_s, u"u"_s);
        target.set(u"dbname"_s, u"d"_s);
        target.set(u"connect_timeout"_s, u"20"_s);
        return target;
    }

    // Messages of the protocol.
    static QByteArray message(char type, const QByteArray &body)
    {
        const quint32 size = qToBigEndian(quint32(body.size() + 4));
        return type + QByteArray(reinterpret_cast<const char *>(&size), 4) + body;
    }
    static QByteArray authentication(quint32 method)
    {
        const quint32 number = qToBigEndian(method);
        return message('R', QByteArray(reinterpret_cast<const char *>(&number), 4));
    }
    static QByteArray error(const QByteArray &state, const QByteArray &text)
    {
        return message('E', QByteArray("SFATAL\0VFATAL\0C", 15) + state + '\0' + 'M' + text + '\0' + '\0');
    }
    static QByteArray ready(const QByteArray &version)
    {
        return authentication(0) + message('S', QByteArray("server_version\0", 15) + version + '\0')
             + message('K', QByteArray(8, 1)) + message('Z', "I");
    }

    int port = 0;

private:
    void serve()
    {
        while (!m_end) {
            const int client = accept4(m_listener, nullptr, nullptr, SOCK_CLOEXEC);
            if (client < 0)
                break;
            talk(client);
            close(client);
        }
    }
    void talk(int client) const
    {
        unsigned char head[8];
        while (recv(client, head, sizeof head, MSG_WAITALL) == sizeof head) {
            if (qFromBigEndian<quint32>(head + 4) == 80877103) { // the request for TLS
                if (m_answer.startsWith("HTTP"))                 // knows nothing of it
                    break;
                send(client, "N", 1, MSG_NOSIGNAL);
                continue;
            }
            QByteArray rest(qsizetype(qFromBigEndian<quint32>(head)) - 8, '\0');
            (void)recv(client, rest.data(), size_t(rest.size()), MSG_WAITALL);
            break;
        }
        send(client, m_answer.constData(), size_t(m_answer.size()), MSG_NOSIGNAL);
        // A server that is ready says to each query that it has been done.
        static const QByteArray isReady = message('Z', "I");
        while (m_answer.endsWith(isReady) && recv(client, head, 5, MSG_WAITALL) == 5 && head[0] == 'Q') {
            QByteArray query(qsizetype(qFromBigEndian<quint32>(head + 1)) - 4, '\0');
            (void)recv(client, query.data(), size_t(query.size()), MSG_WAITALL);
            const QByteArray done = message('C', QByteArray("SET\0", 4)) + isReady;
            send(client, done.constData(), size_t(done.size()), MSG_NOSIGNAL);
        }
        shutdown(client, SHUT_WR);
        char byte = 0;
        while (recv(client, &byte, 1, 0) == 1) {
        } // until the client has read all
    }

    const QByteArray m_answer;
    std::atomic<bool> m_end = false;
    const int m_listener;
    std::thread m_thread;
};

} // namespace howdah::test
