// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QProcess>
#include <QStringList>

namespace howdah::test {

// Runs a script of the distribution's Python, as a judge that is not ours, and answers what it prints. A script that
// fails ends the program with its words.
inline QByteArray python(const char *script, const QStringList &arguments, const QByteArray &input = {})
{
    QProcess process;
    process.start(
        QStringLiteral("/usr/bin/python3"), QStringList{QStringLiteral("-c"), QString::fromUtf8(script)} + arguments);
    if (!process.waitForStarted())
        qFatal("python3: %s", qPrintable(process.errorString()));
    process.write(input);
    process.closeWriteChannel();
    if (!process.waitForFinished(300'000) || process.exitCode() != 0)
        qFatal("python3: %s", process.readAllStandardError().constData());
    return process.readAllStandardOutput();
}

} // namespace howdah::test
