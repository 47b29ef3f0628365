// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// howdahctl data: COPY's own format, several tables at once, and what an export or import has to tell besides.
#include "cli/datacli.h"

#include <QRegularExpression>

using namespace Qt::StringLiterals;
using namespace howdah;
using howdah::test::CtlProcess;

class DataFilesTest final : public QObject, private howdah::test::DataCli
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { begin(); }
    void init()
    {
        psql(u"TRUNCATE copy"_s);
        for (const QString &name : files())
            QFile::remove(path(name));
    }

    // psql's \copy is the judge.
    void copyIsThatOfPsql()
    {
        QCOMPARE(ctl(u"export"_s, {u"-t"_s, u"all_kinds"_s, u"-o"_s, path(u"rows.copy"_s)}), 0);
        psql(u"\\copy all_kinds to '%1'"_s.arg(path(u"psql.copy"_s)));
        QCOMPARE(read(u"rows.copy"_s), read(u"psql.copy"_s));
        QCOMPARE(ctl(u"import"_s, {u"-t"_s, u"copy"_s, u"-i"_s, path(u"psql.copy"_s), u"--json"_s}), 0);
        QCOMPARE(json()[u"written"].toInt(), 4994);
        QCOMPARE(sum(u"copy"_s), sum(u"all_kinds"_s));
        // Of a pipe nothing tells the format but the word.
        psql(u"TRUNCATE copy"_s);
        QCOMPARE(
            shell(u"psql -X -d \"$URL\" -c '\\copy all_kinds to stdout (null \"-\")' | "
                  "\"$CTL\" data import -d \"$URL\" -t copy -f copy --null - -i -"_s),
            0);
        QCOMPARE(sum(u"copy"_s), sum(u"all_kinds"_s));
    }

    // ---- several tables

    void severalTablesGoToAFolder()
    {
        psql(
            u"CREATE SCHEMA IF NOT EXISTS app; CREATE TABLE app.\"a/b\" (i int); INSERT INTO app.\"a/b\" VALUES (1)"_s);
        QTemporaryDir folder;
        const QString out = folder.filePath(u"new/tables"_s);
        const QStringList tables{u"-t"_s, u"all_kinds"_s, u"-t"_s, u"app.\"a/b\""_s, u"-o"_s, out};
        QCOMPARE(ctl(u"export"_s, tables + QStringList{u"--json"_s}), 0);
        QCOMPARE(QDir(out).entryList(QDir::Files), (QStringList{u"app.a_b.csv"_s, u"public.all_kinds.csv"_s}));
        QCOMPARE(json()[u"rows"].toInt(), 4995);
        const QJsonObject second = json()[u"tables"].toArray()[1].toObject();
        QCOMPARE(second[u"table"].toString(), u"a/b"_s);
        QCOMPARE(second[u"rows"].toInt(), 1);
        QCOMPARE(ctl(u"import"_s, {u"-t"_s, u"copy"_s, u"-i"_s, out + u"/public.all_kinds.csv"_s}), 0);
        QCOMPARE(sum(u"copy"_s), sum(u"all_kinds"_s));
        // One that is there stops all of them.
        QVERIFY(QFile::remove(out + u"/app.a_b.csv"_s));
        QCOMPARE(ctl(u"export"_s, tables), 64);
        QCOMPARE(QDir(out).entryList(QDir::Files), QStringList{u"public.all_kinds.csv"_s});
        QCOMPARE(ctl(u"export"_s, tables + QStringList{u"--force"_s, u"-f"_s, u"copy"_s}), 0);
        QCOMPARE(QDir(out).entryList(QDir::Files).size(), 3);
        // A folder that is there takes one table, too.
        QCOMPARE(ctl(u"export"_s, {u"-t"_s, u"app.\"a/b\""_s, u"-o"_s, out}), 0);
        QVERIFY(QFile::exists(out + u"/app.a_b.csv"_s));
    }

    void severalTablesThatMakeNoSense_data()
    {
        QTest::addColumn<QStringList>("arguments");
        const QStringList two{u"-t"_s, u"all_kinds"_s, u"-t"_s, u"copy"_s};
        QTest::newRow("standard output") << two + QStringList{u"-o"_s, u"-"_s};
        QTest::newRow("columns") << two + QStringList{u"-c"_s, u"id"_s, u"-o"_s, path(u"d"_s)};
        QTest::newRow("a condition") << two + QStringList{u"-w"_s, u"true"_s, u"-o"_s, path(u"d"_s)};
        QTest::newRow("the same twice") << QStringList{u"-t"_s,          u"copy"_s, u"-t"_s,
                                                       u"public.copy"_s, u"-o"_s,   path(u"d"_s)};
        QTest::newRow("a query") << QStringList{u"-q"_s, u"SELECT 1"_s, u"-o"_s, path(u"d/"_s)};
    }
    void severalTablesThatMakeNoSense()
    {
        QFETCH(QStringList, arguments);
        QCOMPARE(ctl(u"export"_s, arguments), 64);
        QVERIFY(!QFile::exists(path(u"d"_s)));
    }

    // The disk is full, the line is cut, the program is killed: none of the files gets its name.
    void severalTablesAreAllThereOrNone_data()
    {
        QTest::addColumn<QString>("fault");
        for (const char *fault : {"disk", "line", "kill"})
            QTest::newRow(fault) << QString::fromLatin1(fault);
    }
    void severalTablesAreAllThereOrNone()
    {
        QFETCH(QString, fault);
        psql(u"DROP TABLE IF EXISTS whole CASCADE; DROP TABLE IF EXISTS large, small; CREATE TABLE small AS "
             u"SELECT 1 AS i; "
             "CREATE TABLE large AS SELECT i, md5(i::text) FROM generate_series(1, 300000) i"_s);
        QTemporaryDir folder;
        QFile old(folder.filePath(u"public.small.csv"_s));
        QVERIFY(old.open(QIODevice::WriteOnly) && old.write("precious") == 8);
        old.close();
        const QStringList tables{u"-t"_s, u"small"_s, u"-t"_s, u"large"_s, u"-o"_s, folder.path(), u"--force"_s};
        if (fault == u"disk"_s) {
            QCOMPARE(
                shell(
                    u"trap '' XFSZ; ulimit -f 200; \"$CTL\" data export -d \"$URL\" '"_s + tables.join(u"' '"_s)
                    + u'\''),
                2);
            QVERIFY2(m_err.contains("File too large") && m_err.contains("public.large"), m_err.constData());
        } else {
            // The second one waits in its middle, so that the first one is written by then.
            psql(u"ALTER TABLE large RENAME TO whole; CREATE VIEW large AS SELECT i, "
                 "pg_sleep(CASE WHEN i > 100000 THEN 600 END) IS NULL AS slept FROM whole"_s);
            const QString waiting = u" FROM pg_stat_activity WHERE wait_event = 'PgSleep'"_s;
            CtlProcess process(QStringList{u"data"_s, u"export"_s, u"-d"_s, m_url} + tables);
            QTRY_COMPARE_WITH_TIMEOUT(psql(u"SELECT count(*)"_s + waiting), u"1"_s, 30'000);
            if (fault == u"kill"_s)
                process.kill();
            psql(u"SELECT pg_terminate_backend(pid)"_s + waiting);
            QCOMPARE(process.wait(), fault == u"kill"_s ? -1 : 69);
        }
        QStringList names = QDir(folder.path()).entryList(QDir::Files);
        if (fault == u"kill"_s) // nobody was left to remove what has no name yet
            names = names.filter(QRegularExpression(u"csv$"_s));
        QCOMPARE(names, QStringList{u"public.small.csv"_s});
        QVERIFY(old.open(QIODevice::ReadOnly));
        QCOMPARE(old.readAll(), "precious"_ba);
    }

    // Nor is a half one left, or an old one replaced.
    void whatCannotBeWrittenIsAsItWas()
    {
        QTemporaryDir folder;
        const QString full = u"trap '' XFSZ; ulimit -f 0; cd '"_s + folder.path() + u"'; "_s;
        QCOMPARE(shell(full + u"\"$CTL\" migrate create x -s ."_s), 2);
        QVERIFY2(m_err.contains("cannot be written: File too large"), m_err.constData());
        QCOMPARE(QDir(folder.path()).entryList(QDir::Files | QDir::Hidden), QStringList());
        const auto put = [&folder](const QString &name, const QByteArray &text) {
            QFile file(folder.filePath(name));
            QVERIFY(file.open(QIODevice::WriteOnly) && file.write(text) == text.size());
        };
        put(u"001-a.up.sql"_s, "CREATE TABLE a (i int);\n");
        put(u"plan"_s, "precious");
        QCOMPARE(shell(full + u"\"$CTL\" migrate plan -s . -d \"$URL\" -o plan"_s), 2);
        QVERIFY2(m_err.contains("plan cannot be written: File too large"), m_err.constData());
        QFile plan(folder.filePath(u"plan"_s));
        QVERIFY(plan.open(QIODevice::ReadOnly));
        QCOMPARE(plan.readAll(), "precious"_ba);
        QCOMPARE(QDir(folder.path()).entryList(QDir::Files | QDir::Hidden).size(), 2);
    }

    // ---- what is told

    void rowsThatPoliciesHideAreTold()
    {
        psql(u"DROP TABLE IF EXISTS shared; DROP ROLE IF EXISTS tenant; CREATE ROLE tenant LOGIN PASSWORD 'secret'; "
             "CREATE TABLE shared (id int, owner text); INSERT INTO shared VALUES (1, 'tenant'), (2, 'other'); "
             "ALTER TABLE shared ENABLE ROW LEVEL SECURITY; CREATE POLICY own ON shared USING (owner = current_user); "
             "GRANT ALL ON shared TO tenant"_s);
        connection::ConnInfo info = m_server.connInfo(m_database);
        info.set(u"user"_s, u"tenant"_s);
        const QStringList asTenant{u"-d"_s, connection::toUri(info), u"--json"_s};
        const QStringList out{u"-o"_s, path(u"rows.csv"_s), u"--force"_s};
        const std::vector<QStringList> exports{
            {u"-t"_s, u"shared"_s}, {u"-t"_s, u"shared"_s, u"-w"_s, u"true"_s}, {u"-q"_s, u"TABLE shared"_s}};
        for (const QStringList &what : exports) {
            CtlProcess tenant(QStringList{u"data"_s, u"export"_s} + what + out + asTenant, {u"PGPASSWORD=secret"_s});
            QCOMPARE(tenant.wait(), 0);
            QCOMPARE(QJsonDocument::fromJson(tenant.out).object()[u"rows"].toInt(), 1);
            QVERIFY(QJsonDocument::fromJson(tenant.out).object()[u"hidesRows"].toBool());
            QVERIFY2(tenant.err.contains("Row-level security"), tenant.err.constData());
            QCOMPARE(ctl(u"export"_s, what + out + QStringList{u"--json"_s}), 0);
            QCOMPARE(json()[u"rows"].toInt(), 2);
            QVERIFY(!json()[u"hidesRows"].toBool());
            QVERIFY2(!m_err.contains("Row-level security"), m_err.constData());
        }
        CtlProcess sum(
            QStringList{u"data"_s, u"checksum"_s, u"-t"_s, u"shared"_s} + asTenant, {u"PGPASSWORD=secret"_s});
        QCOMPARE(sum.wait(), 0);
        QVERIFY2(sum.err.contains("Row-level security"), sum.err.constData());
    }

    void sequencesThatLieBehindAreTold()
    {
        psql(u"CREATE TABLE counted (id serial PRIMARY KEY, name text)"_s);
        write(u"in.csv"_s, "id,name\n7,a\n");
        const QStringList import{u"-t"_s, u"counted"_s, u"-i"_s, path(u"in.csv"_s), u"--json"_s, u"--upsert"_s};
        QCOMPARE(ctl(u"import"_s, import), 0);
        const QJsonObject reported = json()[u"sequences"].toArray()[0].toObject();
        QCOMPARE(reported[u"next"].toString(), u"1"_s);
        QCOMPARE(reported[u"highest"].toString(), u"7"_s);
        QVERIFY(!reported[u"moved"].toBool());
        QVERIFY2(m_err.contains("--advance-sequences"), m_err.constData());
        QCOMPARE(ctl(u"import"_s, import + QStringList{u"--advance-sequences"_s, u"--dry-run"_s}), 0);
        QCOMPARE(ctl(u"import"_s, import + QStringList{u"--advance-sequences"_s}), 0);
        QVERIFY2(m_err.contains("was advanced to 7"), m_err.constData());
        QCOMPARE(psql(u"INSERT INTO counted (name) VALUES ('b') RETURNING id"_s).section(u'\n', 0, 0), u"8"_s);
        QCOMPARE(ctl(u"import"_s, import), 0);
        QVERIFY(json()[u"sequences"].toArray().isEmpty());
    }
};

QTEST_GUILESS_MAIN(DataFilesTest)
#include "tst_datafiles.moc"
