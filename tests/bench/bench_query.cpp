// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Scripts against psql: one of 1,000 statements by howdahctl query and by psql -f; 1 M rows streamed to their end by
// ScriptRun, against psql's \copy of them, with the memory that they take; the first rows of a large table; 50 MB cut
// into statements, with the memory of it; a word found in a history of 200,000 entries, against reading all of them. In
// turns; prints lines of JSON.
#include "query/history/historystore.h"
#include "query/run/scriptrun.h"
#include "query/script/scriptparts.h"
#include "support/memory.h"
#include "support/testserver.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>

#include <algorithm>
#include <cstdio>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::query;

namespace {

constexpr int Rows = 1'000'000;
constexpr int Rounds = 5;

double median(std::vector<double> values)
{
    std::ranges::sort(values);
    return values[values.size() / 2];
}

void print(const char *name, double value, const char *unit, double ratio, const char *bar)
{
    std::printf(
        "{\"name\": \"%s\", \"value\": %.1f, \"unit\": \"%s\", \"bar\": %s, \"ratio\": %.3f}\n", name, value, unit, bar,
        ratio);
    std::fflush(stdout);
}

template <typename Value>
Value expected(Result<Value> result)
{
    if (!result)
        qFatal("%s", qPrintable(describe(result.error())));
    return *std::move(result);
}

template <typename Work>
double timed(const Work &work)
{
    QElapsedTimer clock;
    clock.start();
    work();
    return double(clock.nsecsElapsed()) / 1e6;
}

class Bench final
{
public:
    Bench()
        : m_database(m_server.createDatabase())
    {
        expected(m_server.psql(
            m_database, u"CREATE TABLE t (id bigint PRIMARY KEY, name text, n numeric, at timestamptz, note text); "
                        "INSERT INTO t SELECT i, 'name of ' || i, i / 7.0, '2026-01-01'::timestamptz + i * interval '1 "
                        "second', repeat('x', i % 40) FROM generate_series(1, "_s
                            + QString::number(Rows) + u") i; CREATE TABLE s (a int, b text); VACUUM ANALYZE t"_s));
    }

    void script()
    {
        // What changes is in the audit log before the next is sent, which psql does not have: that is apart.
        QByteArray text;
        for (int i = 0; i < 1000; ++i)
            text += "select id, name from t where id = " + QByteArray::number(i * 900) + ";\n";
        const QString file = write(u"script.sql"_s, text);
        std::vector<double> ours;
        std::vector<double> theirs;
        for (int round = 0; round < Rounds; ++round) {
            theirs.push_back(
                program(QStandardPaths::findExecutable(u"psql"_s), {u"-Xqd"_s, uri(), u"--csv"_s, u"-f"_s, file}));
            ours.push_back(program(
                QStringLiteral(HOWDAH_BUILD_DIR "/howdahctl"),
                {u"query"_s, u"-d"_s, uri(), u"--format"_s, u"csv"_s, u"-f"_s, file}));
        }
        print("script of 1,000 statements, to psql", median(ours), "ms", median(ours) / median(theirs), "1.2");
        text.clear();
        for (int i = 0; i < 1000; ++i)
            text += "insert into s values (" + QByteArray::number(i) + ", 'text');\n";
        const QString changes = write(u"changes.sql"_s, text);
        const double psql = program(QStandardPaths::findExecutable(u"psql"_s), {u"-Xqd"_s, uri(), u"-f"_s, changes});
        const double logged =
            program(QStringLiteral(HOWDAH_BUILD_DIR "/howdahctl"), {u"query"_s, u"-d"_s, uri(), u"-f"_s, changes});
        print("script of 1,000 changes, each in the audit log, to psql", logged, "ms", logged / psql, "null");
    }

    void streaming()
    {
        connection::Session session({.name = u"bench"_s, .names = connection::Names::OfDatabase});
        expected(session.open(m_server.connInfo(m_database)).result());
        std::vector<double> ours;
        std::vector<double> theirs;
        std::vector<double> firstOurs;
        std::vector<double> firstTheirs;
        qint64 most = 0;
        for (int round = 0; round < Rounds; ++round) {
            theirs.push_back(program(
                QStandardPaths::findExecutable(u"psql"_s),
                {u"-Xqd"_s, uri(), u"-c"_s, u"\\copy t to '"_s + m_folder.filePath(u"out"_s) + u'\''}));
            firstTheirs.push_back(program(
                QStandardPaths::findExecutable(u"psql"_s),
                {u"-Xqd"_s, uri(), u"-c"_s, u"select * from t limit 100"_s}));
            const qint64 idle = test::residentBytes();
            class Watcher final : public RunObserver
            {
            public:
                void rowsCome(qint64, const std::shared_ptr<ResultStore> &) override
                {
                    first = double(clock.nsecsElapsed()) / 1e6;
                }
                QElapsedTimer clock;
                double first = 0;
            } watcher;
            const Script script("select * from t");
            RunOptions options;
            options.limits.folder = m_folder.path();
            ScriptRun run(session, script, script.all(), options, &watcher);
            watcher.clock.start();
            RunReport report;
            ours.push_back(timed([&] { report = run.run(); }));
            firstOurs.push_back(watcher.first);
            if (report.outcomes.at(0).result->rowCount() != Rows)
                qFatal("rows are missing");
            most = std::max(most, test::residentBytes() - idle);
        }
        print(
            "1 M rows streamed to their end, to psql's copy", median(ours), "ms", median(ours) / median(theirs), "1.3");
        print(
            "first rows of 1 M, to psql's first 100", median(firstOurs), "ms", median(firstOurs) / median(firstTheirs),
            "2");
        const double megabytes = double(most) / (1 << 20);
        print("memory of 1 M rows over idle", megabytes, "MB", megabytes, "64");
    }

    static void cutting()
    {
        QByteArray text;
        text.reserve(50 << 20);
        while (text.size() < (50 << 20) - 100)
            text += "insert into t values (" + QByteArray::number(qint64(text.size())) + ", 'some text of a row');\n";
        const qint64 before = test::residentBytes();
        Script script;
        const double took = timed([&] { script = Script(text); });
        const double times = double(test::residentBytes() - before + text.size()) / double(text.size());
        print("50 MB cut into statements", took, "ms", took / 2000, "1");
        print("memory of that, to its size", times, "times", times, "4");
        ScriptParts parts([&text](qint64 offset, qint64 size) {
            return QByteArrayView(text).sliced(qsizetype(offset), qsizetype(size));
        });
        parts.reset(text.size());
        const double turn = longest(parts);
        print("50 MB cut in turns of 1 MB, the longest", turn, "ms", turn / 50, "1");
        const qint64 middle = text.indexOf("insert", text.size() / 2);
        text.insert(qsizetype(middle), 'x');
        const double edit = timed([&] {
            parts.edit(middle, 0, 1, 0);
            if (!parts.go(1 << 20))
                qFatal("a letter is more than 1 MB");
        });
        print("a letter typed into 50 MB", edit, "ms", edit, "1");
    }

    static double longest(ScriptParts &parts)
    {
        double most = 0;
        while (!parts.isComplete())
            most = std::max(most, timed([&] { (void)parts.go(1 << 20); }));
        return most;
    }

    void history()
    {
        HistoryStore store;
        expected(store.open(m_folder.filePath(u"history/h.sqlite"_s)));
        std::vector<HistoryEntry> entries;
        for (int i = 0; i < 200'000; ++i) {
            entries.push_back(
                {.text = u"select a%1, b from table_%2 where customer = %3 order by created_at"_s.arg(i % 977)
                             .arg(i % 31)
                             .arg(i),
                 .database = u"u@h:5432/d%1"_s.arg(i % 5),
                 .at = QDateTime::fromMSecsSinceEpoch(1'700'000'000'000 + i * 1000LL, Qt::UTC)});
            if (entries.size() == 10'000) {
                expected(store.add(entries));
                entries.clear();
            }
        }
        double longest = 0;
        for (const QString &word : {u"customer"_s, u"a500"_s, u"table_7 a12"_s, u"123456"_s, u"cust"_s}) {
            longest = std::max(longest, timed([&] {
                                   if (expected(store.find({.words = word})).empty())
                                       qFatal("nothing is found");
                               }));
        }
        print("a word found in a history of 200,000", longest, "ms", longest / 50, "1");
    }

private:
    [[nodiscard]] QString uri() const { return connection::toUri(m_server.connInfo(m_database)); }
    QString write(const QString &name, const QByteArray &bytes) const
    {
        QFile file(m_folder.filePath(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
            qFatal("no file");
        return file.fileName();
    }
    double program(const QString &name, const QStringList &arguments) const
    {
        return timed([&] {
            QProcess process;
            QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
            environment.insert(u"HOWDAH_DATA_DIR"_s, m_folder.filePath(u"data"_s));
            process.setProcessEnvironment(environment);
            process.setStandardOutputFile(QProcess::nullDevice());
            process.start(name, arguments);
            if (!process.waitForFinished(-1) || process.exitCode() != 0)
                qFatal("%s: %s", qPrintable(name), process.readAllStandardError().constData());
        });
    }

    test::TestServer m_server;
    QString m_database;
    QTemporaryDir m_folder;
};

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    Bench bench;
    bench.script();
    bench.streaming();
    Bench::cutting();
    bench.history();
    return 0;
}
