// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// howdahctl query, beside psql on the same scripts.
#include "migration/ctlprocess.h"
#include "support/pgprograms.h"
#include "support/testserver.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

using namespace Qt::StringLiterals;
using namespace howdah;

class QueryCliTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;
    QString m_database;
    QTemporaryDir m_folder;
    QByteArray m_out;
    QByteArray m_err;

    [[nodiscard]] QString uri() const { return connection::toUri(m_server.connInfo(m_database)); }
    [[nodiscard]] QStringList environment() const { return {u"HOWDAH_DATA_DIR="_s + m_folder.filePath(u"data"_s)}; }
    int ctl(const QStringList &arguments)
    {
        test::CtlProcess process(QStringList{u"query"_s, u"-d"_s, uri()} + arguments, environment());
        const int code = process.wait();
        m_out = process.out;
        m_err = process.err;
        return code;
    }
    int onInput(const QByteArray &input, const QStringList &arguments)
    {
        write(u"input"_s, input);
        QProcess process;
        QProcessEnvironment all = QProcessEnvironment::systemEnvironment();
        all.insert(u"HOWDAH_DATA_DIR"_s, m_folder.filePath(u"data"_s));
        process.setProcessEnvironment(all);
        process.setStandardInputFile(m_folder.filePath(u"input"_s));
        process.start(
            QStringLiteral(HOWDAH_BUILD_DIR "/howdahctl"), QStringList{u"query"_s, u"-d"_s, uri()} + arguments);
        if (!process.waitForFinished(120'000))
            qFatal("howdahctl does not end");
        m_out = process.readAllStandardOutput();
        m_err = process.readAllStandardError();
        return process.exitCode();
    }
    [[nodiscard]] QByteArray psql(const QStringList &arguments) const
    {
        QProcess process;
        process.start(test::clientProgram(u"psql"_s), QStringList{u"-X"_s, u"-q"_s, u"-d"_s, uri()} + arguments);
        if (!process.waitForFinished(120'000))
            qFatal("psql does not end");
        return process.readAllStandardOutput();
    }
    [[nodiscard]] QString uriOf(const QString &database) const
    {
        return connection::toUri(m_server.connInfo(database));
    }
    int onDatabase(const QString &database, const QStringList &arguments)
    {
        test::CtlProcess process(QStringList{u"query"_s, u"-d"_s, uriOf(database)} + arguments, environment());
        const int code = process.wait();
        m_out = process.out;
        m_err = process.err;
        return code;
    }
    static QByteArray run(const QString &program, const QStringList &arguments)
    {
        QProcess process;
        process.start(test::clientProgram(program), arguments);
        if (!process.waitForFinished(120'000) || process.exitCode() != 0)
            qFatal("%s: %s", qPrintable(program), process.readAllStandardError().constData());
        return process.readAllStandardOutput();
    }
    void byPsql(const QString &database, const QString &file) const
    {
        run(u"psql"_s, {u"-Xq"_s, u"-v"_s, u"ON_ERROR_STOP=1"_s, u"-d"_s, uriOf(database), u"-f"_s, file});
    }
    // Without the words that are others each time.
    [[nodiscard]] QByteArray dumpOf(const QString &database) const
    {
        QByteArrayList lines = run(u"pg_dump"_s, {uriOf(database)}).split('\n');
        for (QByteArray &line : lines) {
            if (line.startsWith("\\restrict") || line.startsWith("\\unrestrict"))
                line = line.left(line.indexOf(' ')) + " x";
        }
        return lines.join('\n');
    }
    QString write(const QString &name, const QByteArray &bytes) const
    {
        QFile file(m_folder.filePath(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
            qFatal("no file");
        return file.fileName();
    }
    [[nodiscard]] QString ask(const QString &sql) const { return m_server.psql(m_database, sql)->trimmed(); }

private Q_SLOTS:
    void initTestCase()
    {
        m_database = m_server.createDatabase();
        QVERIFY(m_server.psql(
            m_database,
            u"create table t (id int primary key, name text, n numeric, at timestamptz, ok boolean, j jsonb);"
            "insert into t select i, case when i % 5 = 0 then null when i % 7 = 0 then '' else 'name, \"of\" '"
            " || i end, i / 7.0, '2026-01-01'::timestamptz + i * interval '1 h', i % 2 = 0,"
            " jsonb_build_object('a', i) from generate_series(1, 3000) i;"
            "create table written (a int, b text)"_s));
    }

    // Byte for byte what psql writes.
    void isAsPsql_data()
    {
        QTest::addColumn<QByteArray>("script");
        const auto row = [](const char *name, const char *script) { QTest::newRow(name) << QByteArray(script); };
        row("rows", "select * from t order by id;\n");
        row("several", "select 1 as a;\nselect 'x' as b, null as c where false;\nselect 2");
        row("quotes", "select 'a,b' as \"x,y\", 'q\"q' as \"z\"\"z\", e'l\\nm' as l, e'r\\rm' as r, '\\.' as p, '' as "
                      "e, ' ' as s;\n");
        row("no columns", "select;\nselect from t limit 2;\n");
        row("types", "select 1.50::numeric, 'NaN'::float8, '{1,NULL}'::int[], '\\xdead'::bytea, '1 day'::interval, "
                     "'{\"a\": 1}'::json, row(1,'a b'), true, 'é🐘'::text, 'infinity'::date;\n");
        row("variables", "\\set n 3\n\\set who 'it''s me'\nselect :n as n, :'who' as who;\nselect id as i from t where "
                         "id = :n \\gset\n\\echo got :i\nselect :i + 1 as next \\g\n");
        row("expanded", "\\x\nselect id, name from t where id < 4 order by id;\n\\x\nselect 1;\n");
        row("copy out", "copy (select id, name from t where id in (1, 5, 7)) to stdout;\nselect 1;\n"
                        "\\copy (select id from t where id = 2) to stdout csv\n");
        row("copy in",
            "create temp table c (a int, b text);\ncopy c from stdin;\n1\tx\n2\t\\N\n\\.\nselect * from c;\n");
        row("body",
            "create or replace function pg_temp.f(a int) returns int language sql begin atomic select a; select a "
            "+ 1; end;\nselect pg_temp.f(1);\ndo $$ begin perform 1; end $$;\n");
        row("transactions", "begin;\nselect 1;\nrollback;\nselect 2;\n");
        row("comments", "-- :a ; '\n/* ; /* ' */ */ select 1 -- end\n;\n");
    }
    void isAsPsql()
    {
        QFETCH(QByteArray, script);
        const QString file = write(u"script.sql"_s, script);
        const QByteArray csv = psql({u"--csv"_s, u"-f"_s, file});
        QCOMPARE(ctl({u"-f"_s, file, u"--format"_s, u"csv"_s}), 0);
        QCOMPARE(m_out, csv);
        const QByteArray table = psql({u"-f"_s, file});
        QCOMPARE(ctl({u"-f"_s, file}), 0);
        QCOMPARE(m_out, table);
    }

    // The migrations of the packs, run by both: the same database comes of it. And its dump, with data, put back.
    void runsRealScripts_data()
    {
        QTest::addColumn<QString>("pack");
        const QDir packs(QStringLiteral(HOWDAH_SOURCE_DIR "/migrations"));
        for (const QString &name : packs.entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
            if (!QDir(packs.filePath(name)).entryList({u"*.up.sql"_s}).isEmpty())
                QTest::newRow(qPrintable(name)) << packs.filePath(name);
        }
    }
    void runsRealScripts()
    {
        QFETCH(QString, pack);
        const QString theirs = m_server.createDatabase();
        const QString ours = m_server.createDatabase();
        QByteArray all;
        for (const QString &name : QDir(pack).entryList({u"*.up.sql"_s}, QDir::Files, QDir::Name))
            all += "\\i '" + QDir(pack).filePath(name).toUtf8() + "'\n";
        const QString file = write(u"all.sql"_s, all);
        byPsql(theirs, file);
        QVERIFY2(onDatabase(ours, {u"-f"_s, file}) == 0, m_err.constData());
        const QByteArray dump = dumpOf(theirs);
        QVERIFY(dump.size() > 1000);
        QCOMPARE(dumpOf(ours), dump);
        // pg_dump writes some expressions in another way the second time.
        const QString dumpFile = write(u"dump.sql"_s, dump);
        const QString theirsAgain = m_server.createDatabase();
        const QString oursAgain = m_server.createDatabase();
        byPsql(theirsAgain, dumpFile);
        QVERIFY2(onDatabase(oursAgain, {u"-f"_s, dumpFile}) == 0, m_err.constData());
        QCOMPARE(dumpOf(oursAgain), dumpOf(theirsAgain));
    }
    void putsBackADumpWithData()
    {
        const QByteArray dump = dumpOf(m_database);
        QVERIFY(dump.contains("\n\\.\n"));
        const QString again = m_server.createDatabase();
        QVERIFY2(onDatabase(again, {u"-f"_s, write(u"dump.sql"_s, dump)}) == 0, m_err.constData());
        QCOMPARE(dumpOf(again), dump);
    }

    void readsStandardInput()
    {
        QCOMPARE(onInput("select 1 as a; select 2 as b", {u"--format"_s, u"csv"_s}), 0);
        QCOMPARE(m_out, "a\n1\nb\n2\n");
    }

    void writesJson()
    {
        QCOMPARE(
            ctl(
                {u"-c"_s,
                 u"select id, name, n, ok, j, 1 as id from t where id in (1, 5) order by t.id; "
                 "insert into written values (1, 'x')"_s,
                 u"--format"_s, u"ndjson"_s}),
            0);
        QCOMPARE(
            m_out, "{\"id\":1,\"name\":\"name, \\\"of\\\" 1\",\"n\":0.14285714285714285714,\"ok\":false,\"j\":{\"a\": "
                   "1},\"id_2\":1}\n"
                   "{\"id\":5,\"name\":null,\"n\":0.71428571428571428571,\"ok\":false,\"j\":{\"a\": 5},\"id_2\":1}\n");
        QVERIFY(m_err.contains("INSERT 0 1"));
        QCOMPARE(ctl({u"-c"_s, u"select 1 as a; do $$ begin raise notice 'n'; end $$; select 1/0"_s, u"--json"_s}), 2);
        QJsonParseError problem;
        const QJsonObject document = QJsonDocument::fromJson(m_out, &problem).object();
        QVERIFY2(problem.error == QJsonParseError::NoError, m_out.constData());
        const QJsonArray outcomes = document["outcomes"_L1].toArray();
        QCOMPARE(outcomes.size(), 3);
        QCOMPARE(outcomes[0]["rows"_L1][0]["a"_L1].toInt(), 1);
        QCOMPARE(outcomes[1]["notices"_L1][0]["message"_L1].toString(), "n"_L1);
        QCOMPARE(outcomes[2]["error"_L1]["sqlState"_L1].toString(), "22012"_L1);
        QCOMPARE(document["exitCode"_L1].toInt(), 2);
    }

    // What \\i runs ends before \\i does, and its answers are not within each other.
    void writesJsonOfIncludedFiles()
    {
        write(u"deepest.sql"_s, "select 3 as c;\nselect 4 as d;\n");
        write(u"inner.sql"_s, "select 2 as b;\n\\ir deepest.sql\n\\echo inner\n");
        const QString file =
            write(u"outer.sql"_s, "select 1 as a;\n\\ir inner.sql\ncreate temp table e (a int);\n\\i nowhere.sql\n");
        QCOMPARE(ctl({u"-f"_s, file, u"--format"_s, u"json"_s}), 2);
        QJsonParseError problem;
        const QJsonObject document = QJsonDocument::fromJson(m_out, &problem).object();
        QVERIFY2(problem.error == QJsonParseError::NoError, m_out.constData());
        QStringList lines;
        for (const QJsonValue one : document["outcomes"_L1].toArray())
            lines << u"%1:%2 %3 %4"_s.arg(QFileInfo(one["file"_L1].toString()).fileName())
                         .arg(one["line"_L1].toInt())
                         .arg(one["state"_L1].toString())
                         .arg(one["rows"_L1].toArray().size());
        QCOMPARE(
            lines,
            (QStringList{
                u":1 done 1"_s, u"inner.sql:1 done 1"_s, u"deepest.sql:1 done 1"_s, u"deepest.sql:2 done 1"_s,
                u"inner.sql:2 done 0"_s, u"inner.sql:3 done 0"_s, u":2 done 0"_s, u":3 done 0"_s, u":4 failed 0"_s}));
    }

    // Values that are wide, of many lines, with tabulators and with what a terminal would obey, as psql lays them out;
    // of any size, in little memory.
    void laysOutHugeValues()
    {
        const QString file = write(
            u"wide.sql"_s,
            "select 1 as n, E'a\\tb\\tc\\n\\td\\r\\x01\\x7f\\u0085' as \"tabs é\", E'\\n\\n' as lines, 'ëé漢字🐘' || "
            "E'\\n漢' "
            "as wide, null, 2.5 as m\n"
            "union all select -12345, '', 'x', 'y', 'z', 12345.6;\n\\x on\n"
            "select E'a\\tb\\nc' as \"漢\", repeat('long', 50) as second, 1 as n; select 1 where false;\n");
        QCOMPARE(ctl({u"-f"_s, file}), 0);
        QCOMPARE(m_out, psql({u"-f"_s, file}));
        const QString huge = write(
            u"huge.sql"_s,
            "select n, case n when 7 then repeat(E'\\t', 300000) || repeat('x', 1000000) else 'x' end as v from "
            "generate_series(1, 9) n;\n"
            "select n, case n when 3 then repeat(E'x\\n', 50000) else 'y' end as w from generate_series(1, 9) n;\n");
        QProcess shell;
        shell.start(
            u"/bin/sh"_s,
            {u"-c"_s,
             u"(ulimit -c 0; HOWDAH_DATA_DIR='%1' '%2' query -d '%3' -f '%4' | sha256sum; psql -Xq -d '%3' -f '%4' | sha256sum)"_s
                 .arg(m_folder.filePath(u"data"_s), QStringLiteral(HOWDAH_BUILD_DIR "/howdahctl"), uri(), huge)});
        QVERIFY(shell.waitForFinished(300'000));
        const QByteArrayList sums = shell.readAllStandardOutput().split('\n');
        QVERIFY(sums.size() >= 2 && sums[0].size() > 60);
        QCOMPARE(sums[0], sums[1]);
    }

    void namesThePlaceOfAnError()
    {
        const QString file = write(u"wrong.sql"_s, "select 1;\n\nselect 'é', nothing_here;\nselect 3;\n");
        QCOMPARE(ctl({u"-f"_s, file, u"--format"_s, u"csv"_s}), 2);
        QVERIFY2(m_err.contains("wrong.sql:3:13: "), m_err.constData());
        QVERIFY(!m_out.contains("3\n"));
        QCOMPARE(ctl({u"-f"_s, file, u"--format"_s, u"csv"_s, u"--on-error"_s, u"continue"_s}), 2);
        QVERIFY(m_out.endsWith("3\n"));
        QCOMPARE(ctl({u"-c"_s, u"select 1;\n\\d t"_s}), 2);
        QVERIFY2(m_err.contains("--command:2:1: "), m_err.constData());
    }

    void takesParameters()
    {
        QCOMPARE(
            ctl(
                {u"-c"_s, u"select name from t where id = :id and :none is null and :'text' = 'a''b'"_s, u"--param"_s,
                 u"id=3"_s, u"--param"_s, u"text=a'b"_s, u"--null"_s, u"none"_s, u"--format"_s, u"csv"_s}),
            2); // :none alone has no type
        QCOMPARE(
            ctl(
                {u"-c"_s, u"select id from :\"rel\" where id = :id::int + $1"_s, u"-p"_s, u"id=3"_s, u"-p"_s, u"1=4"_s,
                 u"-p"_s, u"rel=t"_s, u"--format"_s, u"csv"_s}),
            0);
        QCOMPARE(m_out, "id\n7\n");
        QCOMPARE(ctl({u"-c"_s, u"select :missing"_s}), 2);
        QVERIFY(m_err.contains(":missing"));
        QCOMPARE(ctl({u"-c"_s, u"select 1"_s, u"-p"_s, u"novalue"_s}), 64);
        QCOMPARE(ctl({u"-c"_s, u"select 1"_s, u"--format"_s, u"xml"_s}), 64);
        QCOMPARE(ctl({u"-c"_s, u"select 1"_s, u"--on-error"_s, u"hope"_s}), 64);
    }

    void runsAllOrNothing()
    {
        QVERIFY(m_server.psql(m_database, u"truncate written"_s));
        QCOMPARE(ctl({u"-c"_s, u"insert into written values (1); select 1/0"_s, u"--single-transaction"_s}), 2);
        QCOMPARE(ask(u"select count(*) from written"_s), "0"_L1);
        QCOMPARE(ctl({u"-c"_s, u"insert into written values (1); insert into written values (2)"_s, u"-1"_s}), 0);
        QCOMPARE(ask(u"select count(*) from written"_s), "2"_L1);
    }

    // A transaction that nobody committed is told of, and is a failure.
    void tellsWhatIsLeftOpen()
    {
        QVERIFY(m_server.psql(m_database, u"truncate written"_s));
        QCOMPARE(ctl({u"-c"_s, u"begin; insert into written values (1)"_s}), 2);
        QVERIFY2(m_err.contains("left a transaction open"), m_err.constData());
        QCOMPARE(ask(u"select count(*) from written"_s), "0"_L1);
    }

    void explainsWithoutRunning()
    {
        QVERIFY(m_server.psql(m_database, u"truncate written; analyze t"_s));
        QCOMPARE(
            ctl(
                {u"--explain"_s, u"-c"_s,
                 u"select * from t; insert into written select id from t where id < :n; drop "
                 "table written; begin"_s,
                 u"-p"_s, u"n=10"_s}),
            0);
        QVERIFY2(m_out.contains("1: SELECT: reads; t; lock: ACCESS SHARE; about 3000 rows"), m_out.constData());
        QVERIFY2(m_out.contains("Seq Scan on t"), m_out.constData());
        QVERIFY2(m_out.contains("parameter n: integer"), m_out.constData());
        QVERIFY2(m_out.contains("ACCESS EXCLUSIVE"), m_out.constData());
        QVERIFY2(m_out.contains("opens a transaction"), m_out.constData());
        QCOMPARE(ask(u"select count(*) from written"_s), "0"_L1);
        QCOMPARE(ctl({u"--explain"_s, u"--json"_s, u"-c"_s, u"select 1"_s}), 0);
        QCOMPARE(QJsonDocument::fromJson(m_out)["statements"_L1][0]["command"_L1].toString(), "SELECT"_L1);
    }

    void stopsAtCtrlC()
    {
        test::CtlProcess process(
            {u"query"_s, u"-d"_s, uri(), u"-c"_s, u"select pg_sleep(600); select 2"_s}, environment());
        QTRY_COMPARE(ask(u"select count(*) from pg_stat_activity where query like 'select pg_sleep(600)%'"_s), "1"_L1);
        ::kill(pid_t(process.process().processId()), SIGINT);
        QCOMPARE(process.wait(), 2);
        QVERIFY2(process.err.contains("not run"), process.err.constData());
        QTRY_COMPARE(ask(u"select count(*) from pg_stat_activity where query like 'select pg_sleep(600)%'"_s), "0"_L1);
    }

    void tellsThatThereIsNoServer()
    {
        test::CtlProcess process(
            {u"query"_s, u"-d"_s, u"postgresql://nobody@127.0.0.1:1/none"_s, u"-c"_s, u"select 1"_s}, environment());
        QCOMPARE(process.wait(), 69);
        QCOMPARE(ctl({u"-f"_s, u"/nonexistent.sql"_s}), 2);
    }

    // The same lock and log as all else.
    void isLockedAndLogged()
    {
        QVERIFY(m_server.psql(m_database, u"truncate written"_s));
        const QStringList add{u"profiles"_s, u"add"_s, u"prod"_s, u"-d"_s, uri(), u"-s"_s, u"environment=production"_s};
        test::CtlProcess added(add, environment());
        QVERIFY2(added.wait() == 0, added.err.constData());
        const auto onProduction = [this](const QStringList &arguments) {
            test::CtlProcess process(QStringList{u"query"_s, u"-d"_s, u"prod"_s} + arguments, environment());
            const int code = process.wait();
            m_out = process.out;
            m_err = process.err;
            return code;
        };
        QCOMPARE(onProduction({u"-c"_s, u"insert into written values (1)"_s}), 2);
        QCOMPARE(ask(u"select count(*) from written"_s), "0"_L1);
        QCOMPARE(onProduction({u"-c"_s, u"select count(*) from written"_s, u"--format"_s, u"csv"_s}), 0);
        QCOMPARE(m_out, "count\n0\n");
        QCOMPARE(onProduction({u"-c"_s, u"insert into written values (1)"_s, u"--unlock"_s, u"a reason"_s}), 0);
        QCOMPARE(ask(u"select count(*) from written"_s), "1"_L1);
        // What destroys is named first, whatever parameter it comes from; without a terminal by --confirm.
        const QStringList drop{u"-c"_s, u"drop table :\"what\""_s, u"-p"_s, u"what=written"_s, u"--unlock"_s, u"why"_s};
        QVERIFY(onProduction(drop) != 0);
        QCOMPARE(ask(u"select to_regclass('written') is not null"_s), "t"_L1);
        QCOMPARE(onProduction(drop + QStringList{u"--confirm"_s, u"written"_s}), 0);
        QCOMPARE(ask(u"select to_regclass('written') is null"_s), "t"_L1);
        test::CtlProcess log({u"audit"_s, u"show"_s, u"--json"_s}, environment());
        QCOMPARE(log.wait(), 0);
        QVERIFY2(log.out.contains("drop table"), log.out.constData());
        QVERIFY(log.out.contains("a reason"));
        QVERIFY(m_server.psql(m_database, u"create table written (a int, b text)"_s));
    }
};

QTEST_GUILESS_MAIN(QueryCliTest)
#include "tst_querycli.moc"
