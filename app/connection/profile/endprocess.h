// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QProcess>

namespace howdah::connection {

// Asks a program to end, and ends it when it does not.
inline void endProcess(QProcess &process)
{
    constexpr int endMs = 2'000;
    if (process.state() == QProcess::NotRunning)
        return;
    process.terminate();
    if (!process.waitForFinished(endMs)) {
        process.kill();
        process.waitForFinished(endMs);
    }
}

} // namespace howdah::connection
