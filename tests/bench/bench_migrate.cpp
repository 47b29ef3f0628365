// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// 1,000 tiny migrations by `howdahctl migrate up` against one psql process that runs the same SQL with a transaction
// and a history row each, and `migrate status` with all of them applied against `psql -c 'select 1'`. Whole processes,
// in turns, on one private server with the settings that it has for everybody (durable). Prints lines of JSON.
#include "bench/figures.h"

#include "connection/server/localserver.h"
#include "connection/server/pgbinaries.h"

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

constexpr int Migrations = 1000;
constexpr int Rounds = 7;
constexpr int StatusRounds = 15;

QByteArray up(int number)
{
    const QByteArray n = QByteArray::number(number);
    return "CREATE TABLE t" + n
         + " (id bigint PRIMARY KEY, name text NOT NULL, kind integer, created timestamptz DEFAULT now(), "
           "data jsonb);\nCREATE INDEX t"
         + n + "_kind ON t" + n + " (kind);\n";
}

QString stem(int number) { return u"%1-table"_s.arg(number, 4, 10, QChar(u'0')); }

void write(const QString &path, const QByteArray &text)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
        qFatal("%s cannot be written", qPrintable(path));
}

void writeSource(const QString &folder)
{
    QDir().mkpath(folder);
    for (int number = 1; number <= Migrations; ++number) {
        write(folder + u'/' + stem(number) + u".up.sql"_s, up(number));
        write(folder + u'/' + stem(number) + u".down.sql"_s, "DROP TABLE t" + QByteArray::number(number) + ";\n");
    }
}

QByteArray script()
{
    QByteArray text =
        "CREATE TABLE history (version text PRIMARY KEY, name text, applied_at timestamptz DEFAULT now());\n";
    for (int number = 1; number <= Migrations; ++number)
        text += "BEGIN;\n" + up(number) + "INSERT INTO history (version, name) VALUES ('" + QByteArray::number(number)
              + "', 'table');\nCOMMIT;\n";
    return text;
}

// Both sides get a database of their own in every round, in turns.
class Bench final
{
public:
    Bench(const QString &folder, const LocalServer &server, const QString &psql)
        : m_folder(folder)
        , m_server(server)
        , m_psql(psql)
    {
        writeSource(m_folder + u"/source"_s);
        write(m_folder + u"/script.sql"_s, script());
    }

    void up()
    {
        std::vector<double> ours;
        std::vector<double> theirs;
        std::vector<double> lazy;
        std::vector<double> durable;
        for (int round = 0; round < Rounds; ++round) {
            fresh();
            theirs.push_back(timedProgram(m_psql, {u"-Xqd"_s, uri(), u"-f"_s, m_folder + u"/script.sql"_s}));
            fresh();
            ours.push_back(howdahctl(u"up"_s, {u"--yes"_s}));
            fresh();
            lazy.push_back(timedProgram(
                m_psql, {u"-Xqd"_s, uri(), u"-f"_s, m_folder + u"/script.sql"_s}, 0,
                {u"PGOPTIONS=-c synchronous_commit=off"_s}));
            fresh();
            durable.push_back(howdahctl(u"up"_s, {u"--yes"_s, u"--durable"_s}));
        }
        print(
            u"1000 migrations: howdahctl migrate up / psql"_s, median(ours), "ms", median(ours) / median(theirs), 1.0);
        print(
            u"1000 migrations: howdahctl / psql without waiting for the disk"_s, median(ours), "ms",
            median(ours) / median(lazy), std::nullopt);
        print(
            u"1000 migrations: howdahctl migrate up --durable / without"_s, median(durable), "ms",
            median(durable) / median(ours), std::nullopt);
        print(
            u"1000 migrations: howdahctl migrate up --durable / psql"_s, median(durable), "ms",
            median(durable) / median(theirs), std::nullopt);
    }

    void status()
    {
        fresh();
        howdahctl(u"up"_s, {u"--yes"_s});
        std::vector<double> ours;
        std::vector<double> theirs;
        for (int round = 0; round < StatusRounds; ++round) {
            theirs.push_back(timedProgram(m_psql, {u"-Xqd"_s, uri(), u"-c"_s, u"select 1"_s}));
            ours.push_back(howdahctl(u"status"_s, {}));
        }
        print(
            u"status with 1000 applied: howdahctl / psql -c 'select 1'"_s, median(ours), "ms",
            median(ours) / median(theirs), 3.0);
    }

private:
    [[nodiscard]] QString uri() const { return toUri(m_server.connInfo(u"bench%1"_s.arg(m_databases))); }

    double howdahctl(const QString &command, const QStringList &more) const
    {
        return timedProgram(
            QStringLiteral(HOWDAH_BUILD_DIR "/howdahctl"),
            QStringList{u"migrate"_s, command, u"-s"_s, m_folder + u"/source"_s, u"-d"_s, uri()} + more);
    }

    // None is dropped: a file system that has just lost thousands of files makes new ones slowly (ext4 passes over what
    // was freed in the last seconds), and it is chance which side that would hit.
    void fresh()
    {
        const QString admin = toUri(m_server.connInfo(u"postgres"_s));
        timedProgram(
            m_psql,
            {u"-Xqd"_s, admin, u"-c"_s, u"CREATE DATABASE bench%1"_s.arg(++m_databases), u"-c"_s, u"CHECKPOINT"_s});
    }

    QString m_folder;
    const LocalServer &m_server;
    QString m_psql;
    int m_databases = 0;
};

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    QTemporaryDir folder;
    chmod(QFile::encodeName(folder.path()).constData(), 0711); // as root the server runs as another user
    LocalServer server(folder.filePath(u"server"_s));
    const auto started = server.start(Lifetime::Kept);
    if (!started)
        qFatal("%s", qPrintable(describe(started.error())));
    const auto binaries = findBinaries({});
    if (!binaries)
        qFatal("%s", qPrintable(describe(binaries.error())));
    Bench bench(folder.path(), server, binaries->program(u"psql"_s));
    bench.up();
    bench.status();
    if (const auto stopped = server.stop(); !stopped)
        qWarning("%s", qPrintable(describe(stopped.error())));
    return 0;
}
