// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// The plan of 5,000 files (2,500 migrations, none applied) by `howdahctl migrate plan` against reading the same files
// with cat and sha256sum. Whole processes, in turns. Prints lines of JSON.
#include "connection/server/localserver.h"

#include <QCoreApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>

#include <algorithm>
#include <cstdio>

#include <sys/stat.h>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::connection;

namespace {

constexpr int Migrations = 2500;
constexpr int Rounds = 9;

void write(const QString &path, const QByteArray &text)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
        qFatal("%s cannot be written", qPrintable(path));
}

// As migrations are: a table with comments, some indexes; two kilobytes in all.
QByteArray up(const QByteArray &n)
{
    QByteArray text = "-- Table " + n + "\nCREATE TABLE t" + n + " (\n    id bigint PRIMARY KEY";
    for (int column = 0; column < 20; ++column)
        text += ",\n    column_" + QByteArray::number(column) + " text NOT NULL DEFAULT 'value; of -- column'";
    text += "\n);\n";
    for (int column = 0; column < 4; ++column)
        text += "CREATE INDEX t" + n + "_" + QByteArray::number(column) + " ON t" + n + " (column_"
              + QByteArray::number(column) + ");\n";
    return text;
}

double timed(const QString &program, const QStringList &arguments, int expected)
{
    QProcess process;
    QElapsedTimer clock;
    clock.start();
    process.start(program, arguments);
    if (!process.waitForFinished(-1) || process.exitCode() != expected)
        qFatal("%s failed: %s", qPrintable(program), process.readAllStandardError().constData());
    return double(clock.nsecsElapsed()) / 1e6;
}

double median(std::vector<double> values)
{
    std::ranges::sort(values);
    return values[values.size() / 2];
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    QTemporaryDir folder;
    chmod(QFile::encodeName(folder.path()).constData(), 0711); // as root the server runs as another user
    const QString source = folder.filePath(u"source"_s);
    QDir().mkpath(source);
    for (int number = 1; number <= Migrations; ++number) {
        const QByteArray n = QByteArray::number(number);
        const QString stem = source + u"/%1-table"_s.arg(number, 5, 10, QChar(u'0'));
        write(stem + u".up.sql"_s, up(n));
        write(stem + u".down.sql"_s, "DROP TABLE t" + n + ";\n");
    }
    LocalServer server(folder.filePath(u"server"_s));
    if (const auto started = server.start(Lifetime::Kept); !started)
        qFatal("%s", qPrintable(describe(started.error())));
    const QString uri = toUri(server.connInfo(u"postgres"_s));
    const QString read = u"cd '%1' && cat *.sql >/dev/null && sha256sum *.sql >/dev/null"_s.arg(source);
    std::vector<double> ours;
    std::vector<double> theirs;
    for (int round = 0; round < Rounds; ++round) {
        theirs.push_back(timed(u"sh"_s, {u"-c"_s, read}, 0));
        ours.push_back(timed(
            QStringLiteral(HOWDAH_BUILD_DIR "/howdahctl"),
            {u"migrate"_s, u"plan"_s, u"-s"_s, source, u"-d"_s, uri, u"-o"_s, folder.filePath(u"plan.sql"_s)}, 1));
    }
    std::printf(
        "{\"name\": \"plan of 5000 files: howdahctl / cat and sha256sum\", \"value\": %.1f, \"unit\": \"ms\", \"bar\": "
        "2.0, \"ratio\": %.3f}\n",
        median(ours), median(ours) / median(theirs));
    if (const auto stopped = server.stop(); !stopped)
        qWarning("%s", qPrintable(describe(stopped.error())));
    return 0;
}
