// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/server/conninfo.h"
#include "migration/ctlprocess.h"

#include <QLockFile>
#include <QStandardPaths>
#include <QTemporaryDir>

#include <memory>

namespace howdah::test {

[[nodiscard]] inline QByteArray readAll(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

inline void writeAll(const QString &path, const QByteArray &text)
{
    QDir().mkpath(QFileInfo(path).path());
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
        qFatal("%s cannot be written", qPrintable(path));
}

struct Outcome
{
    int code = -1;
    QString text; // both outputs
};

// The tools of package.json, installed once into the build folder by npm, exactly as package-lock.json says. A project
// of its own for each test, beneath, so that its files find them.
class NodeTools final
{
public:
    // Why they are not to be had, or nothing.
    [[nodiscard]] QString install()
    {
        const QString npm = QStandardPaths::findExecutable(QStringLiteral("npm"));
        m_node = QStandardPaths::findExecutable(QStringLiteral("node"));
        if (npm.isEmpty() || m_node.isEmpty())
            return QStringLiteral("node and npm are not installed");
        QDir().mkpath(home());
        QLockFile lock(home() + QStringLiteral("/lock"));
        lock.setStaleLockTime(0);
        if (!lock.tryLock(400'000))
            return QStringLiteral("somebody else has been installing for very long");
        const QString source = QStringLiteral(HOWDAH_SOURCE_DIR "/tests/interop/");
        const QByteArray wanted = readAll(source + QStringLiteral("package-lock.json"));
        const QString stamp = home() + QStringLiteral("/installed");
        if (readAll(stamp) != wanted) {
            QFile::remove(stamp);
            for (const QString &name :
                 {QStringLiteral("package.json"), QStringLiteral("package-lock.json"), QStringLiteral(".npmrc")})
                writeAll(home() + QLatin1Char('/') + name, readAll(source + name));
            const Outcome done = call(npm, {QStringLiteral("ci")}, home(), {});
            if (done.code != 0)
                return QStringLiteral("npm cannot install them: ") + done.text.right(1000);
            writeAll(stamp, wanted);
        }
        m_project = std::make_unique<QTemporaryDir>(home() + QStringLiteral("/project-XXXXXX"));
        return {};
    }

    [[nodiscard]] QString project(const QString &file = {}) const { return m_project->filePath(file); }

    // A script of an installed package, in the project.
    [[nodiscard]] Outcome
    run(const QString &script, const QStringList &arguments, const connection::ConnInfo &database) const
    {
        return call(
            m_node, QStringList{home() + QStringLiteral("/node_modules/") + script} + arguments, m_project->path(),
            {QStringLiteral("HOWDAH_HOST=") + database.value(QStringLiteral("host")),
             QStringLiteral("HOWDAH_PORT=") + database.value(QStringLiteral("port")),
             QStringLiteral("HOWDAH_USER=") + database.value(QStringLiteral("user")),
             QStringLiteral("HOWDAH_DATABASE=") + database.value(QStringLiteral("dbname")),
             // Nothing is to be asked of the network. The engines that Prisma would fetch are not used: the one of
             // migrations comes in the package, as WebAssembly. But they have to be there, and
             // `resolve` starts one to see whether it can connect.
             QStringLiteral("CHECKPOINT_DISABLE=1"), QStringLiteral("PRISMA_HIDE_UPDATE_MESSAGE=1"),
             QStringLiteral("PRISMA_QUERY_ENGINE_LIBRARY=") + home() + QStringLiteral("/installed"),
             QStringLiteral("PRISMA_SCHEMA_ENGINE_BINARY=") + QStandardPaths::findExecutable(QStringLiteral("true")),
             QStringLiteral("NO_COLOR=1"), QStringLiteral("TZ=UTC")});
    }

private:
    static QString home() { return QStringLiteral(HOWDAH_BUILD_DIR "/interop"); }

    static Outcome
    call(const QString &program, const QStringList &arguments, const QString &folder, const QStringList &environment)
    {
        QProcessEnvironment inherited = QProcessEnvironment::systemEnvironment();
        for (const QString &setting : environment)
            inherited.insert(setting.section(QLatin1Char('='), 0, 0), setting.section(QLatin1Char('='), 1));
        QProcess process;
        process.setProcessEnvironment(inherited);
        process.setWorkingDirectory(folder);
        process.setProcessChannelMode(QProcess::MergedChannels);
        process.setStandardInputFile(QProcess::nullDevice());
        process.start(program, arguments);
        if (!process.waitForFinished(300'000))
            return {-1, QStringLiteral("%1 does not end: %2").arg(program, process.errorString())};
        const QString text = QString::fromUtf8(process.readAll());
        return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1, text};
    }

    QString m_node;
    std::unique_ptr<QTemporaryDir> m_project;
};

} // namespace howdah::test
