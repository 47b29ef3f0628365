// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// The plan of 5,000 files (2,500 migrations, none applied) by `howdahctl migrate plan` against reading the same files
// with cat and sha256sum. Whole processes, in turns. Prints lines of JSON.
#include "bench/figures.h"

#include "connection/server/localserver.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>

#include <sys/stat.h>

using namespace Qt::StringLiterals;
using namespace howdah::bench;
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
        theirs.push_back(timedProgram(u"sh"_s, {u"-c"_s, read}));
        ours.push_back(timedProgram(
            QStringLiteral(HOWDAH_BUILD_DIR "/howdahctl"),
            {u"migrate"_s, u"plan"_s, u"-s"_s, source, u"-d"_s, uri, u"-o"_s, folder.filePath(u"plan.sql"_s)}, 1));
    }
    print(
        u"plan of 5000 files: howdahctl / cat and sha256sum"_s, median(ours), "ms", median(ours) / median(theirs), 2.0);
    if (const auto stopped = server.stop(); !stopped)
        qWarning("%s", qPrintable(describe(stopped.error())));
    return 0;
}
