// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// The rehearsal of the uaip pack (up, down and up again of each migration, with catalogs, locks and rows compared)
// against `howdahctl migrate up` of the same pack into an empty database. Whole processes, in turns, on one private
// server with the settings that it has for everybody. Prints lines of JSON; there is no bar, the multiple is the
// answer.
#include "bench/figures.h"

#include "connection/server/localserver.h"
#include "connection/server/pgbinaries.h"

#include <QCoreApplication>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>

#include <sys/stat.h>

using namespace Qt::StringLiterals;
using namespace howdah::bench;
using namespace howdah;
using namespace howdah::connection;

namespace {

constexpr int Rounds = 7;

// Milliseconds of a whole process; anything but success ends the benchmark.
double howdahctl(const QString &command, const QStringList &more)
{
    return timedProgram(
        QStringLiteral(HOWDAH_BUILD_DIR "/howdahctl"),
        QStringList{u"migrate"_s, command, u"-s"_s, QStringLiteral(HOWDAH_SOURCE_DIR "/migrations/uaip")} + more);
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    QTemporaryDir folder;
    chmod(QFile::encodeName(folder.path()).constData(), 0711); // as root the server runs as another user
    qputenv("HOWDAH_DATA_DIR", QFile::encodeName(folder.path()));
    LocalServer server;
    const auto started = server.start(Lifetime::Kept);
    if (!started)
        qFatal("%s", qPrintable(describe(started.error())));
    const auto binaries = findBinaries({});
    if (!binaries)
        qFatal("%s", qPrintable(describe(binaries.error())));
    const QString psql = binaries->program(u"psql"_s);
    const QString admin = toUri(server.connInfo(u"postgres"_s));
    std::vector<double> rehearsals;
    std::vector<double> ups;
    for (int round = 0; round < Rounds; ++round) {
        timedProgram(
            psql, {u"-Xqd"_s, admin, u"-c"_s, u"DROP DATABASE IF EXISTS bench"_s, u"-c"_s, u"CREATE DATABASE bench"_s,
                   u"-c"_s, u"CHECKPOINT"_s});
        ups.push_back(howdahctl(u"up"_s, {u"--yes"_s, u"-d"_s, toUri(server.connInfo(u"bench"_s))}));
        rehearsals.push_back(howdahctl(u"rehearse"_s, {}));
    }
    print(
        u"uaip: rehearse (up, down, up) / plain up"_s, median(rehearsals), "ms", median(rehearsals) / median(ups),
        std::nullopt);
    if (const auto stopped = server.stop(); !stopped)
        qWarning("%s", qPrintable(describe(stopped.error())));
    return 0;
}
