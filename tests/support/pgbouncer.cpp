// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/pgbouncer.h"

#include "connection/server/serverprobe.h"

#include <QDeadlineTimer>
#include <QFile>
#include <QStandardPaths>

#include <netinet/in.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <csignal>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace howdah::test {

namespace {

// It takes any port that is free now.
int freePort()
{
    const int probe = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto *any = reinterpret_cast<sockaddr *>(&address);
    const bool bound = bind(probe, any, size) == 0 && getsockname(probe, any, &size) == 0;
    close(probe);
    return bound ? ntohs(address.sin_port) : 0;
}

QString setting(const QString &keyword, const QString &value)
{
    return value.isEmpty() ? QString() : u" %1=%2"_s.arg(keyword, value);
}

} // namespace

PgBouncer::PgBouncer(const connection::ConnInfo &server, const PgBouncerOptions &options)
    : m_port(freePort())
    , m_user(server.value(u"user"_s))
{
    const QString program = QStandardPaths::findExecutable(u"pgbouncer"_s, {u"/usr/sbin"_s, u"/usr/bin"_s});
    if (program.isEmpty())
        qFatal("The package pgbouncer is missing");
    chmod(QFile::encodeName(m_folder.path()).constData(), 0755);
    QFile config(m_folder.filePath(u"pgbouncer.ini"_s));
    if (!config.open(QIODevice::WriteOnly))
        qFatal("%s cannot be written", qPrintable(config.fileName()));
    const QString target = setting(u"host"_s, server.value(u"host"_s)) + setting(u"port"_s, server.value(u"port"_s))
                         + setting(u"user"_s, m_user) + setting(u"password"_s, server.value(u"password"_s));
    config.write(u"[databases]\n* =%1\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = %2\nunix_socket_dir =\n"
                 "auth_type = any\npool_mode = %3\ndefault_pool_size = %4\nmax_client_conn = 500\n%5\n"_s.arg(target)
                     .arg(m_port)
                     .arg(options.mode)
                     .arg(options.servers)
                     .arg(options.settings.join(u'\n'))
                     .toUtf8());
    config.close();
    config.setPermissions(config.permissions() | QFile::ReadOther);
    m_process.setStandardOutputFile(QProcess::nullDevice());
    m_process.setStandardErrorFile(m_folder.filePath(u"log"_s));
    m_process.setChildProcessModifier([] { prctl(PR_SET_PDEATHSIG, SIGTERM); });
    // It does not run as root either.
    if (geteuid() == 0)
        m_process.start(
            u"setpriv"_s, {u"--reuid=postgres"_s, u"--regid=postgres"_s, u"--init-groups"_s, u"--pdeathsig=TERM"_s,
                           program, config.fileName()});
    else
        m_process.start(program, {config.fileName()});
    const QDeadlineTimer deadline(60'000);
    while (m_process.waitForStarted() && !deadline.hasExpired()) {
        if (connection::ping(info(u"postgres"_s)) == connection::Ping::Ready)
            return;
        if (m_process.waitForFinished(20))
            break;
    }
    QFile log(m_folder.filePath(u"log"_s));
    qFatal("pgbouncer does not start: %s", log.open(QIODevice::ReadOnly) ? log.readAll().constData() : "");
}

PgBouncer::~PgBouncer()
{
    m_process.kill();
    m_process.waitForFinished();
}

connection::ConnInfo PgBouncer::info(const QString &database) const
{
    connection::ConnInfo target;
    target.set(u"host"_s, u"127.0.0.1"_s);
    target.set(u"port"_s, QString::number(m_port));
    target.set(u"user"_s, m_user);
    target.set(u"dbname"_s, database);
    target.set(u"sslmode"_s, u"disable"_s);
    target.set(u"gssencmode"_s, u"disable"_s);
    return target;
}

} // namespace howdah::test
