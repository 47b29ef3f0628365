// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Start to first painted window with the private server running, against a bare window; both as whole processes.
#include "bench/figures.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QProcess>

#include <vector>

using namespace Qt::StringLiterals;
using namespace howdah::bench;

// Milliseconds of one process, or -1 when it failed.
static double runOnce(const QString &program, const QStringList &arguments)
{
    QElapsedTimer clock;
    clock.start();
    QProcess process;
    process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    process.start(program, arguments);
    if (!process.waitForFinished(60000) || process.exitCode() != 0)
        return -1;
    return milliseconds(clock);
}

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    const QString folder = QCoreApplication::applicationDirPath();
    // Keeps the private server up between the runs, as it is in daily use.
    if (QProcess::execute(folder + u"/howdahctl"_s, {u"server"_s, u"start"_s}) != 0)
        return 1;
    std::vector<double> bare;
    std::vector<double> console;
    for (int i = 0; i < 9; ++i) { // in turns, so that a noisy moment hits both
        bare.push_back(runOnce(folder + u"/bench_barewindow"_s, {}));
        console.push_back(runOnce(folder + u"/howdah"_s, {u"--quit-after-paint"_s}));
        if (bare.back() < 0 || console.back() < 0)
            return 1;
    }
    const double ratio = median(console) / median(bare);
    print(u"start to first painted window"_s, median(console), "ms", ratio, 3.0);
    return 0;
}
