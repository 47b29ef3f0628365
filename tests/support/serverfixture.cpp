// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/serverfixture.h"

#include "support/pgprograms.h"

#include <QDir>
#include <QFile>
#include <QProcess>

#include <filesystem>

#include <sys/stat.h>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace howdah::connection;

namespace howdah::test {

LocalServerOptions quickOptions()
{
    LocalServerOptions options;
    options.initdbArguments = {u"--no-sync"_s};
    options.settings = {{u"fsync"_s, u"off"_s}, {u"shared_buffers"_s, u"16MB"_s}};
    return options;
}

ServerFixture::ServerFixture()
{
    QByteArray name = QFile::encodeName(QDir::tempPath() + u"/howdah-test-XXXXXX"_s);
    if (!mkdtemp(name.data()) || chmod(name.constData(), 0711) != 0)
        qFatal("No temporary folder: %s", qPrintable(qt_error_string(errno)));
    base = QFile::decodeName(name);
    folder = base + u"/server"_s;
    m_psql = clientProgram(u"psql"_s);
}

ServerFixture::~ServerFixture()
{
    if (auto stopped = server().stop(StopMode::Immediate); !stopped)
        qWarning("%s", qPrintable(describe(stopped.error())));
    if (const QString sockets = server().connInfo().value(u"host"_s); !sockets.startsWith(base))
        removeTree(sockets);
    removeTree(base);
}

LocalServer ServerFixture::server(LocalServerOptions options) const { return LocalServer(folder, std::move(options)); }

ServerState ServerFixture::state() const
{
    const auto status = server().status();
    if (!status)
        qFatal("%s", qPrintable(describe(status.error())));
    return status->state;
}

QString ServerFixture::psql(const QString &uri, const QString &sql, const QString &password) const
{
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"PGPASSWORD"_s, password);
    process.setProcessEnvironment(environment);
    process.start(m_psql, {u"-XAtqw"_s, u"-v"_s, u"ON_ERROR_STOP=1"_s, u"-c"_s, sql, uri});
    if (!process.waitForFinished(60'000) || process.exitCode() != 0)
        return u"psql: "_s + QString::fromUtf8(process.readAllStandardError()).trimmed();
    return QString::fromUtf8(process.readAllStandardOutput()).trimmed();
}

QString ServerFixture::ask(const QString &sql) const { return psql(toUri(server().connInfo()), sql); }

QStringList ServerFixture::drafts() const { return QDir(folder).entryList({u"data.new-*"_s}); }

void removeTree(const QString &path)
{
    std::error_code ignored;
    std::filesystem::remove_all(path.toStdString(), ignored);
}

} // namespace howdah::test
