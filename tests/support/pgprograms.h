// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/server/pgbinaries.h"
#include "connection/server/pgtools.h"

#include <QFileInfo>
#include <QStandardPaths>

namespace howdah::test {

// The server's major version that the tests run on, as its programs say it.
[[nodiscard]] inline int serverMajor()
{
    const auto binaries = connection::findBinaries({});
    if (!binaries)
        qFatal("%s", qPrintable(describe(binaries.error())));
    return binaries->majorVersion;
}

// Why a test has to be skipped that needs a server of this version for what it names, or nothing.
[[nodiscard]] inline QByteArray tooOldFor(int major, const char *what)
{
    return serverMajor() >= major ? QByteArray()
                                  : QByteArray(what) + " came with PostgreSQL " + QByteArray::number(major);
}

// Why there is no pg_dump for this server (it refuses those that are newer than itself), or nothing.
[[nodiscard]] inline QByteArray withoutPgDump()
{
    const auto tools = connection::findTools(serverMajor() * 10000);
    return tools ? QByteArray() : tools.error().message.toUtf8();
}

// For tests in which there are no programs of a server: nothing names a folder of them, as the matrix does.
class WithoutNamedPrograms final
{
public:
    WithoutNamedPrograms() { qunsetenv("HOWDAH_PG_BINDIR"); }
    ~WithoutNamedPrograms()
    {
        if (!m_folder.isNull())
            qputenv("HOWDAH_PG_BINDIR", m_folder);
    }
    WithoutNamedPrograms(const WithoutNamedPrograms &) = delete;
    WithoutNamedPrograms &operator=(const WithoutNamedPrograms &) = delete;

private:
    const QByteArray m_folder = qgetenv("HOWDAH_PG_BINDIR");
};

// psql, pg_dump or pg_restore: beside the server's programs, or those of the system, where HOWDAH_PG_BINDIR names a
// folder with nothing but a server (./dev test --matrix).
[[nodiscard]] inline QString clientProgram(const QString &name)
{
    const auto binaries = connection::findBinaries({});
    if (!binaries)
        qFatal("%s", qPrintable(describe(binaries.error())));
    QString beside = binaries->program(name);
    if (QFileInfo(beside).isExecutable())
        return beside;
    const auto installed = connection::findBinaries({}, 15); // that of packaging/debian-packages.txt
    const QString program = installed && QFileInfo(installed->program(name)).isExecutable()
                              ? installed->program(name)
                              : QStandardPaths::findExecutable(name);
    if (program.isEmpty())
        qFatal("There is no %s", qPrintable(name));
    return program;
}

} // namespace howdah::test
