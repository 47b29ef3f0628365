// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDir>
#include <QFile>
#include <QProcess>

#include <algorithm>
#include <array>

namespace howdah::test {

// The real howdahctl, as a script would call it.
class CtlProcess final
{
public:
    explicit CtlProcess(const QStringList &arguments, const QStringList &environment = {})
    {
        QProcessEnvironment inherited = QProcessEnvironment::systemEnvironment();
        for (const QString &setting : environment)
            inherited.insert(setting.section(QLatin1Char('='), 0, 0), setting.section(QLatin1Char('='), 1));
        m_process.setProcessEnvironment(inherited);
        m_process.setStandardInputFile(QProcess::nullDevice()); // no terminal
        m_process.start(QStringLiteral(HOWDAH_BUILD_DIR "/howdahctl"), arguments);
        if (!m_process.waitForStarted())
            qFatal("howdahctl does not start: %s", qPrintable(m_process.errorString()));
    }

    [[nodiscard]] QProcess &process() { return m_process; }
    // -1 when it crashed or was killed.
    int wait()
    {
        if (m_process.state() != QProcess::NotRunning && !m_process.waitForFinished(300'000))
            qFatal("howdahctl does not end");
        out += m_process.readAllStandardOutput();
        err += m_process.readAllStandardError();
        // What no test expects (a crash, a sanitizer's exit code) explains itself in the log of the test.
        static constexpr std::array Known{0, 1, 2, 64, 69};
        const bool crashed = m_process.exitStatus() != QProcess::NormalExit;
        if (!m_killed && (crashed || std::ranges::find(Known, m_process.exitCode()) == Known.end()))
            qWarning("howdahctl ended with %d: %s", crashed ? -1 : m_process.exitCode(), err.constData());
        return m_process.exitStatus() == QProcess::NormalExit ? m_process.exitCode() : -1;
    }
    // What it has written so far, while it runs.
    const QByteArray &readError()
    {
        m_process.waitForReadyRead(10);
        return err += m_process.readAllStandardError();
    }
    void kill() // SIGKILL
    {
        m_killed = true;
        m_process.kill();
        wait();
    }

    QByteArray out; // after wait()
    QByteArray err;

private:
    QProcess m_process;
    bool m_killed = false;
};

// Makes the folder hold these files and nothing else.
inline void writeFolder(const QString &folder, const QMap<QString, QByteArray> &files)
{
    QDir(folder).removeRecursively();
    QDir().mkpath(folder);
    for (auto it = files.begin(); it != files.end(); ++it) {
        QFile file(folder + QLatin1Char('/') + it.key());
        if (!file.open(QIODevice::WriteOnly) || file.write(it.value()) != it.value().size())
            qFatal("%s cannot be written", qPrintable(file.fileName()));
    }
}

} // namespace howdah::test
