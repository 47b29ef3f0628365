// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/ctlprocess.h"
#include "support/testserver.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using test::CtlProcess;

using Files = QMap<QString, QByteArray>;

// howdahctl as a script sees it: exit codes, JSON, and what it asks before it acts.
class MigrateCliTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;
    QTemporaryDir m_folder;
    QString m_database;
    QString m_uri;
    QByteArray m_out;
    QByteArray m_err;

    [[nodiscard]] QString source() const { return m_folder.filePath(u"source"_s); }
    void write(const Files &files) { test::writeFolder(source(), files); }

    static Files pair(const QString &version, const QByteArray &table)
    {
        return {
            {version + u"-m.up.sql"_s, "CREATE TABLE " + table + " ();"},
            {version + u"-m.down.sql"_s, "DROP TABLE " + table + ";"}};
    }
    static Files three()
    {
        Files files = pair(u"001"_s, "a");
        files.insert(pair(u"002"_s, "b"));
        files.insert(pair(u"003"_s, "c"));
        return files;
    }

    int ctl(const QStringList &arguments)
    {
        CtlProcess process(arguments);
        const int code = process.wait();
        m_out = process.out;
        m_err = process.err;
        return code;
    }
    int migrate(const QString &command, const QStringList &more = {})
    {
        return ctl(QStringList{u"migrate"_s, command, u"--source"_s, source(), u"--database"_s, m_uri} + more);
    }
    [[nodiscard]] QJsonObject json() const
    {
        QJsonParseError error;
        const QJsonDocument document = QJsonDocument::fromJson(m_out, &error);
        if (error.error != QJsonParseError::NoError)
            qWarning("not JSON: %s", m_out.constData());
        return document.object();
    }
    [[nodiscard]] QStringList statesOf(const QJsonObject &object) const
    {
        QStringList states;
        for (const QJsonValue entry : object[u"migrations"_s].toArray())
            states << entry[u"version"_s].toString() + u' ' + entry[u"state"_s].toString();
        return states;
    }

private Q_SLOTS:
    void init()
    {
        m_database = m_server.createDatabase(u"cli"_s);
        m_uri = connection::toUri(m_server.connInfo(m_database));
        write(three());
    }

    void statusSaysPendingThenUpToDate()
    {
        QCOMPARE(migrate(u"status"_s), 1);
        QVERIFY(m_out.contains("001      m     pending"));
        QVERIFY(m_out.contains("0 applied, 3 pending"));
        QCOMPARE(migrate(u"up"_s, {u"--yes"_s}), 0);
        QCOMPARE(m_out, QByteArray("3 applied\n"));
        QCOMPARE(migrate(u"status"_s), 0);
        QVERIFY(m_out.contains("3 applied, 0 pending"));
        QCOMPARE(migrate(u"up"_s), 0); // nothing to ask about
        QCOMPARE(m_out, QByteArray("Up to date\n"));
    }

    void statusChangesNothing()
    {
        QCOMPARE(migrate(u"status"_s), 1);
        QCOMPARE(
            m_server.psql(m_database, u"SELECT count(*) FROM pg_namespace WHERE nspname = 'howdah'"_s)->trimmed(),
            u"0"_s);
    }

    // A pipeline or a service runs what is pending, as it does with every tool of this kind.
    void withoutATerminalUpNeedsNoYes()
    {
        QCOMPARE(migrate(u"up"_s, {u"--to"_s, u"1"_s}), 0);
        QCOMPARE(m_out, QByteArray("1 applied\n"));
        QCOMPARE(migrate(u"to"_s, {u"2"_s}), 0);
        QCOMPARE(migrate(u"up"_s, {u"--json"_s}), 0);
        QCOMPARE(json()[u"steps"_s].toArray().size(), 1);
        QCOMPARE(migrate(u"status"_s), 0);
        // What goes back takes something with it.
        for (const QStringList &back : {QStringList{u"down"_s}, QStringList{u"to"_s, u"1"_s}, QStringList{u"redo"_s}}) {
            QCOMPARE(migrate(back.first(), back.sliced(1)), 64);
            QVERIFY2(m_err.contains("--yes"), m_err.constData());
        }
        QCOMPARE(migrate(u"down"_s, {u"--json"_s}), 64);
        QCOMPARE(json()[u"error"_s][u"kind"_s].toString(), u"usage"_s);
        QCOMPARE(migrate(u"status"_s), 0);
    }

    // A new database for each run of a pipeline: what the files change is only what they have made.
    void withoutATerminalANewDatabaseGetsItAll()
    {
        write(
            {{u"001-m.up.sql"_s, "CREATE TABLE a (x int);\nINSERT INTO a VALUES (1);\n"},
             {u"002-m.up.sql"_s,
              "ALTER TABLE a ALTER COLUMN x TYPE smallint;\nDELETE FROM a;\nDROP TABLE a CASCADE;\n"}});
        QCOMPARE(migrate(u"up"_s), 0);
        QCOMPARE(m_out, QByteArray("2 applied\n"));
    }

    void withoutATerminalNothingIsLostUnasked()
    {
        QVERIFY(m_server.psql(m_database, u"CREATE TABLE old (x int); CREATE TABLE none (x int)"_s));
        write(
            {{u"001-m.up.sql"_s, "DROP TABLE IF EXISTS gone;\nCREATE TABLE a (x int);\nDROP TABLE none;\n"},
             {u"002-m.up.sql"_s, "DROP TABLE old;\n"}});
        QCOMPARE(migrate(u"up"_s, {u"--to"_s, u"1"_s}), 0); // neither is anything there nor does it hold anything
        QVERIFY(m_server.psql(m_database, u"INSERT INTO old VALUES (1)"_s));
        QCOMPARE(migrate(u"up"_s), 64);
        QVERIFY2(m_err.contains("table public.old: 1 row"), m_err.constData());
        QVERIFY2(m_err.contains("--yes"), m_err.constData());
        QCOMPARE(m_server.psql(m_database, u"SELECT count(*) FROM old"_s)->trimmed(), u"1"_s);
        QCOMPARE(migrate(u"up"_s, {u"--yes"_s}), 0);
    }

    void goesToAVersionAndBack()
    {
        QCOMPARE(migrate(u"up"_s, {u"--to"_s, u"2"_s, u"--yes"_s}), 0);
        QCOMPARE(m_out, QByteArray("2 applied\n"));
        QCOMPARE(migrate(u"up"_s, {u"--yes"_s}), 0);
        QCOMPARE(migrate(u"down"_s, {u"--yes"_s}), 0); // the last one alone
        QVERIFY(m_err.contains("rolled back 003-m"));
        QVERIFY(m_err.contains("table public.c: 0 rows")); // what is lost is said before
        QCOMPARE(migrate(u"down"_s, {u"--to"_s, u"1"_s, u"--yes"_s}), 0);
        QCOMPARE(m_out, QByteArray("1 rolled back\n"));
        QCOMPARE(migrate(u"down"_s, {u"--to"_s, u"0"_s, u"--yes"_s}), 0);
        QCOMPARE(migrate(u"down"_s, {u"--yes"_s}), 0);
        QCOMPARE(m_out, QByteArray("Nothing to roll back\n"));
        QCOMPARE(migrate(u"status"_s, {u"--json"_s}), 1);
        QCOMPARE(statesOf(json()), (QStringList{u"001 rolled-back"_s, u"002 rolled-back"_s, u"003 rolled-back"_s}));
    }

    void statusAsJson()
    {
        QCOMPARE(migrate(u"up"_s, {u"--to"_s, u"1"_s, u"--yes"_s, u"--json"_s}), 0);
        QJsonObject run = json();
        QCOMPARE(run[u"format"_s].toInt(), 1);
        QCOMPARE(run[u"direction"_s].toString(), u"up"_s);
        QCOMPARE(run[u"steps"_s].toArray().size(), 1);
        QVERIFY(run[u"failure"_s].isNull());
        QCOMPARE(migrate(u"status"_s, {u"--json"_s}), 1);
        const QJsonObject status = json();
        QCOMPARE(status[u"exitCode"_s].toInt(), 1);
        QCOMPARE(status[u"pending"_s].toInt(), 2);
        QCOMPARE(statesOf(status), (QStringList{u"001 applied"_s, u"002 pending"_s, u"003 pending"_s}));
        const QJsonValue first = status[u"migrations"_s].toArray().first();
        QCOMPARE(first[u"by"_s].toString(), u"howdah"_s);
        QCOMPARE(first[u"upFile"_s].toString(), u"001-m.up.sql"_s);
        QVERIFY(!first[u"at"_s].toString().isEmpty());
    }

    void aFailureNamesFileLineAndColumn()
    {
        Files files = three();
        files[u"002-m.up.sql"_s] = "CREATE TABLE b ();\nCREATE TABLE d ();\nCREATE TABEL e ();\n";
        write(files);
        QCOMPARE(migrate(u"up"_s, {u"--yes"_s, u"--json"_s}), 2);
        const QJsonValue failure = json()[u"failure"_s];
        QCOMPARE(failure[u"file"_s].toString(), u"002-m.up.sql"_s);
        QCOMPARE(failure[u"line"_s].toInt(), 3);
        QCOMPARE(failure[u"column"_s].toInt(), 8);
        QCOMPARE(failure[u"statement"_s].toInt(), 3);
        QCOMPARE(failure[u"sqlState"_s].toString(), u"42601"_s);
        QVERIFY2(m_err.contains("002-m.up.sql:3:8: statement 3 of 3"), m_err.constData());
        QCOMPARE(migrate(u"status"_s), 2);
        QCOMPARE(
            m_server.psql(m_database, u"SELECT to_regclass('b') IS NULL AND to_regclass('d') IS NULL"_s)->trimmed(),
            u"t"_s);
    }

    void editedAndMissingFilesAreTrouble()
    {
        QCOMPARE(migrate(u"up"_s, {u"--yes"_s}), 0);
        Files files = three();
        files[u"001-m.up.sql"_s] = "CREATE TABLE other ();";
        write(files);
        QCOMPARE(migrate(u"status"_s), 2);
        QVERIFY(m_out.contains("edited"));
        QCOMPARE(migrate(u"up"_s, {u"--yes"_s}), 2);
        QVERIFY(m_err.contains("001-m.up.sql"));
        files = three();
        files.remove(u"002-m.up.sql"_s);
        files.remove(u"002-m.down.sql"_s);
        write(files);
        QCOMPARE(migrate(u"status"_s), 2);
        QVERIFY(m_out.contains("missing file"));
        files = three();
        files[u"001-m.up.sql"_s] += "\r\n";
        files[u"001-m.up.sql"_s].replace("\r\n", "");
        files[u"001-m.up.sql"_s].prepend("\xEF\xBB\xBF");
        write(files);
        QCOMPARE(migrate(u"status"_s), 0); // a byte order mark is no edit
    }

    void anEditedDownFileIsMarked()
    {
        QCOMPARE(migrate(u"up"_s, {u"--to"_s, u"2"_s, u"--yes"_s}), 0);
        QCOMPARE(migrate(u"status"_s), 1);
        QVERIFY2(!m_out.contains("down file"), m_out.constData());
        Files files = three();
        files[u"001-m.down.sql"_s] += "SELECT 1;\n";
        files.remove(u"002-m.down.sql"_s);
        write(files);
        QCOMPARE(migrate(u"status"_s), 1); // that is no trouble: 003 is pending
        const auto lineOf = [this](const char *version) {
            for (const QByteArray &line : m_out.split('\n')) {
                if (line.contains(version))
                    return line;
            }
            return QByteArray();
        };
        QVERIFY2(lineOf("001").contains("the down file was edited after it was applied"), m_out.constData());
        QVERIFY2(lineOf("002").contains("the down file from the time of applying is missing"), m_out.constData());
        QVERIFY2(!lineOf("003").contains("down file"), m_out.constData());
        QCOMPARE(migrate(u"status"_s, {u"--json"_s}), 1);
        QList<bool> edited;
        for (const QJsonValue migration : json()[u"migrations"_s].toArray())
            edited << migration[u"downEdited"_s].toBool();
        QCOMPARE(edited, (QList<bool>{true, true, false}));
        // Line ends are no edit.
        files = three();
        files[u"001-m.down.sql"_s].replace("\n", "\r\n");
        write(files);
        QCOMPARE(migrate(u"status"_s, {u"--json"_s}), 1);
        QCOMPARE(json()[u"migrations"_s][0][u"downEdited"_s].toBool(), false);
    }

    void aChangedDownFileIsAccepted()
    {
        QCOMPARE(migrate(u"up"_s, {u"--to"_s, u"1"_s, u"--yes"_s}), 0);
        Files files = three();
        files[u"001-m.down.sql"_s] = "SELECT 1;\n" + files[u"001-m.down.sql"_s];
        write(files);
        QCOMPARE(migrate(u"status"_s), 1);
        QVERIFY2(m_out.contains("until the file is accepted"), m_out.constData());
        QCOMPARE(migrate(u"mark"_s, {u"1"_s, u"applied"_s, u"--yes"_s}), 64);
        QVERIFY2(m_err.contains("migrate accept 001"), m_err.constData());
        QCOMPARE(migrate(u"accept"_s, {u"1"_s, u"--yes"_s}), 64); // a reason is needed
        QCOMPARE(migrate(u"accept"_s, {u"1"_s, u"--reason"_s, u"ticket 42"_s, u"--yes"_s}), 0);
        QCOMPARE(migrate(u"status"_s, {u"--json"_s}), 1);
        QCOMPARE(json()[u"migrations"_s][0][u"downEdited"_s].toBool(true), false);
        QCOMPARE(migrate(u"log"_s), 0);
        QVERIFY2(m_out.contains("ticket 42"), m_out.constData());
        QCOMPARE(migrate(u"accept"_s, {u"1"_s, u"--reason"_s, u"again"_s, u"--yes"_s}), 64);
        QCOMPARE(migrate(u"down"_s, {u"--yes"_s}), 0);
    }

    void badSources_data()
    {
        QTest::addColumn<Files>("more");
        QTest::addColumn<QByteArrayList>("words"); // that the error must contain
        QTest::newRow("two files with one version")
            << Files{{u"2-other.up.sql"_s, "SELECT 1;"}} << QByteArrayList{"2-other.up.sql", "002-m.up.sql"};
        QTest::newRow("not UTF-8") << Files{{u"002-m.up.sql"_s, "SELECT 1;\n-- caf\xE9\n"}}
                                   << QByteArrayList{"002-m.up.sql:2:", "UTF-8"};
        QTest::newRow("NUL") << Files{{u"002-m.up.sql"_s, QByteArray("a\0b", 3)}}
                             << QByteArrayList{"002-m.up.sql:1:", "NUL"};
        QTest::newRow("broken pack") << Files{{u"pack.yaml"_s, "title: x\norder: sometimes\n"}}
                                     << QByteArrayList{"pack.yaml:2:", "sometimes"};
        QTest::newRow("commit inside") << Files{{u"002-m.up.sql"_s, "SELECT 1;\nCOMMIT;\n"}}
                                       << QByteArrayList{"002-m.up.sql:2:", "COMMIT"};
        QTest::newRow("psql command") << Files{{u"002-m.up.sql"_s, "\\i x.sql\n"}}
                                      << QByteArrayList{"002-m.up.sql:1:", "\\i"};
    }
    void badSources()
    {
        QFETCH(Files, more);
        QFETCH(QByteArrayList, words);
        Files files = three();
        for (auto it = more.begin(); it != more.end(); ++it)
            files[it.key()] = it.value();
        write(files);
        QCOMPARE(migrate(u"up"_s, {u"--yes"_s}), 2);
        for (const QByteArray &word : words)
            QVERIFY2(m_err.contains(word), m_err.constData());
        QCOMPARE(m_server.psql(m_database, u"SELECT to_regclass('a') IS NULL"_s)->trimmed(), u"t"_s);
    }

    void windowsFilesWork()
    {
        write(
            {{u"001-m.up.sql"_s, "\xEF\xBB\xBF"
                                 "CREATE TABLE a (\r\n  x int\r\n);\r\nCREATE TABLE b ();\r\n"},
             {u"001-m.down.sql"_s, "\xEF\xBB\xBF"
                                   "DROP TABLE b;\r\nDROP TABLE a;\r\n"}});
        QCOMPARE(migrate(u"up"_s, {u"--yes"_s}), 0);
        QCOMPARE(migrate(u"status"_s), 0);
        QCOMPARE(migrate(u"down"_s, {u"--yes"_s}), 0);
    }

    void aMissingDownFileIsSaidTwice()
    {
        Files files = three();
        files.remove(u"003-m.down.sql"_s);
        write(files);
        QCOMPARE(migrate(u"up"_s, {u"--yes"_s}), 0);
        QVERIFY(m_err.contains("cannot be rolled back")); // before it is too late
        QCOMPARE(migrate(u"down"_s, {u"--yes"_s}), 2);
        QVERIFY(m_err.contains("003-m.down.sql"));
        QCOMPARE(migrate(u"status"_s), 0);
    }

    void usageIsChecked_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<int>("code");
        QTest::newRow("nothing") << QStringList{} << 64;
        QTest::newRow("unknown command") << QStringList{u"migrate"_s, u"sideways"_s} << 64;
        QTest::newRow("unknown option") << QStringList{u"migrate"_s, u"status"_s, u"--verbosely"_s} << 64;
        QTest::newRow("no source") << QStringList{u"migrate"_s, u"status"_s} << 64;
        QTest::newRow("a folder that is not there")
            << QStringList{u"migrate"_s, u"status"_s, u"-s"_s, u"/nowhere"_s} << 64;
        QTest::newRow("no version") << QStringList{u"migrate"_s, u"up"_s, u"-s"_s, u"/tmp"_s, u"--to"_s, u"latest"_s}
                                    << 64;
        QTest::newRow("no conninfo") << QStringList{u"migrate"_s, u"status"_s,
                                                    u"-s"_s,      QStringLiteral(HOWDAH_SOURCE_DIR "/migrations/uaip"),
                                                    u"-d"_s,      u"what=ever"_s}
                                     << 64;
        QTest::newRow("help") << QStringList{u"--help"_s} << 0;
        QTest::newRow("help of a command") << QStringList{u"migrate"_s, u"up"_s, u"--help"_s} << 0;
        QTest::newRow("version") << QStringList{u"--version"_s} << 0;
    }
    void usageIsChecked()
    {
        QFETCH(QStringList, arguments);
        QFETCH(int, code);
        QCOMPARE(ctl(arguments), code);
        QVERIFY(code == 0 ? !m_out.isEmpty() : !m_err.isEmpty());
    }

    void anUnknownVersionIsUsage()
    {
        QCOMPARE(migrate(u"up"_s, {u"--to"_s, u"9"_s, u"--yes"_s}), 64);
        QVERIFY(m_err.contains("no migration 9"));
    }

    void anEmptyFolderIsSaidSo()
    {
        write({});
        QCOMPARE(migrate(u"status"_s), 64);
        QVERIFY2(m_err.contains("There are no migrations in"), m_err.constData());
        QCOMPARE(migrate(u"up"_s, {u"--yes"_s}), 64);
    }

    void createsTheNextPair()
    {
        QCOMPARE(ctl({u"migrate"_s, u"create"_s, u"Add users"_s, u"-s"_s, source()}), 0);
        QCOMPARE(m_out, QByteArray("004-add-users.up.sql\n004-add-users.down.sql\n"));
        QVERIFY(QFile::exists(source() + u"/004-add-users.down.sql"_s));
        QCOMPARE(migrate(u"up"_s, {u"--yes"_s}), 0); // an empty migration is one
        QCOMPARE(migrate(u"status"_s), 0);
    }

    void planWritesTheExactSqlAndChangesNothing()
    {
        Files files = three();
        files[u"002-m.up.sql"_s] = "CREATE INDEX CONCURRENTLY i ON a ((1));";
        write(files);
        const QString file = m_folder.filePath(u"plan.sql"_s);
        QCOMPARE(migrate(u"plan"_s, {u"-o"_s, file}), 1);
        QVERIFY2(m_err.contains("001-m (1 statement, in one transaction)"), m_err.constData());
        QVERIFY2(
            m_err.contains("statement by statement: CREATE INDEX CONCURRENTLY cannot run in a transaction"),
            m_err.constData());
        QFile script(file);
        QVERIFY(script.open(QIODevice::ReadOnly));
        const QByteArray text = script.readAll();
        QVERIFY(text.contains("BEGIN;\nCREATE TABLE a ();"));
        QVERIFY(text.contains(files[u"002-m.up.sql"_s]));
        QCOMPARE(migrate(u"plan"_s, {u"--json"_s}), 1);
        const QJsonObject plan = json();
        QCOMPARE(plan[u"steps"_s].toArray().size(), 3);
        QCOMPARE(plan[u"steps"_s][1][u"transactional"_s].toBool(true), false);
        QCOMPARE(
            m_server.psql(m_database, u"SELECT count(*) FROM pg_namespace WHERE nspname = 'howdah'"_s)->trimmed(),
            u"0"_s);
        QCOMPARE(migrate(u"up"_s, {u"--yes"_s}), 0);
        QCOMPARE(migrate(u"plan"_s), 0);
        QCOMPARE(migrate(u"plan"_s, {u"to"_s, u"1"_s}), 1);
        QVERIFY2(m_err.contains("003-m") && m_err.contains("002-m"), m_err.constData());
        QVERIFY2(!m_err.contains("001-m"), m_err.constData());
        QCOMPARE(migrate(u"plan"_s, {u"down"_s}), 1);
        QVERIFY(m_out.contains("DROP TABLE c;"));
    }

    void aFullDiskIsNoSuccess_data()
    {
        QTest::addColumn<QStringList>("words");
        const QStringList site{u"--source"_s, u"SOURCE"_s, u"--database"_s, u"URI"_s};
        QTest::newRow("plan") << QStringList{u"migrate"_s, u"plan"_s} + site;
        QTest::newRow("plan as JSON") << QStringList{u"migrate"_s, u"plan"_s, u"--json"_s} + site;
        QTest::newRow("plan into a file") << QStringList{u"migrate"_s, u"plan"_s, u"-o"_s, u"/dev/full"_s} + site;
        QTest::newRow("status") << QStringList{u"migrate"_s, u"status"_s} + site;
        QTest::newRow("dump") << QStringList{u"migrate"_s, u"dump"_s, u"--database"_s, u"URI"_s};
        QTest::newRow("dump into a file")
            << QStringList{u"migrate"_s, u"dump"_s, u"-o"_s, u"/dev/full"_s, u"--database"_s, u"URI"_s};
        QTest::newRow("log") << QStringList{u"migrate"_s, u"log"_s, u"--json"_s} + site;
        QTest::newRow("lint") << QStringList{u"migrate"_s, u"lint"_s, u"--format"_s, u"json"_s, u"-s"_s, u"SOURCE"_s};
        QTest::newRow("dashboards") << QStringList{u"dashboard"_s, u"list"_s};
        QTest::newRow("audit") << QStringList{u"audit"_s, u"show"_s, u"--json"_s};
        QTest::newRow("help") << QStringList{u"--help"_s};
        QTest::newRow("profiles") << QStringList{u"profiles"_s, u"list"_s, u"--json"_s};
    }

    void aFullDiskIsNoSuccess()
    {
        QFETCH(QStringList, words);
        words.replaceInStrings(u"SOURCE"_s, source());
        words.replaceInStrings(u"URI"_s, m_uri);
        QProcess process;
        process.setStandardOutputFile(u"/dev/full"_s);
        process.setStandardInputFile(QProcess::nullDevice());
        process.start(QStringLiteral(HOWDAH_BUILD_DIR "/howdahctl"), words);
        QVERIFY(process.waitForFinished(60'000));
        const QByteArray said = process.readAllStandardError();
        QVERIFY2(process.exitCode() == 2, said.constData());
        QVERIFY2(said.contains("No space left on device") || said.contains("is incomplete"), said.constData());
        QVERIFY(QFileInfo(u"/dev/full"_s).exists() && !QFileInfo(u"/dev/full"_s).isFile());
    }

    void aPlanThatCannotBeWrittenLeavesTheOldOne()
    {
        const QString file = m_folder.filePath(u"plan.sql"_s);
        QCOMPARE(migrate(u"plan"_s, {u"-o"_s, file}), 1);
        QFile plan(file);
        QVERIFY(plan.open(QIODevice::ReadOnly));
        const QByteArray first = plan.readAll();
        QVERIFY(first.contains("CREATE TABLE a"));
        // Files may not grow beyond a block.
        QProcess process;
        process.start(
            u"/bin/sh"_s,
            {u"-c"_s, u"trap '' XFSZ; ulimit -f 0; exec \"$0\" \"$@\""_s, QStringLiteral(HOWDAH_BUILD_DIR "/howdahctl"),
             u"migrate"_s, u"plan"_s, u"--source"_s, source(), u"--database"_s, m_uri, u"-o"_s, file});
        QVERIFY(process.waitForFinished(60'000));
        QVERIFY2(process.exitCode() == 2, process.readAllStandardError().constData());
        QVERIFY(plan.seek(0));
        QFile again(file);
        QVERIFY(again.open(QIODevice::ReadOnly));
        QCOMPARE(again.readAll(), first);
    }

    void allOperationsAreThere()
    {
        QCOMPARE(migrate(u"baseline"_s, {u"1"_s, u"--yes"_s}), 0);
        QCOMPARE(migrate(u"to"_s, {u"2"_s, u"--yes"_s}), 0);
        QCOMPARE(m_out, QByteArray("1 applied\n"));
        QCOMPARE(migrate(u"redo"_s, {u"--yes"_s}), 0);
        QCOMPARE(m_out, QByteArray("1 rolled back, 1 applied\n"));
        QCOMPARE(migrate(u"mark"_s, {u"3"_s, u"applied"_s, u"--yes"_s, u"--note"_s, u"by hand"_s}), 0);
        QCOMPARE(migrate(u"status"_s, {u"--json"_s}), 0);
        QCOMPARE(statesOf(json()), (QStringList{u"001 baseline"_s, u"002 applied"_s, u"003 applied"_s}));
        QCOMPARE(migrate(u"validate"_s), 0);
        QCOMPARE(migrate(u"log"_s, {u"2"_s}), 0);
        QVERIFY2(m_out.contains("002-m applied by howdah") && m_out.contains("CREATE TABLE b"), m_out.constData());
        QCOMPARE(migrate(u"log"_s, {u"--json"_s}), 0);
        QCOMPARE(json()[u"events"_s].toArray().size(), 5);
        QCOMPARE(json()[u"events"_s][0][u"kind"_s].toString(), u"marked"_s);
        QCOMPARE(migrate(u"diff"_s, {u"2"_s}), 0);
        QCOMPARE(m_out, QByteArray("As it was applied\n"));
        Files files = three();
        files[u"002-m.up.sql"_s] = "CREATE TABLE b (x int);";
        write(files);
        QCOMPARE(migrate(u"diff"_s, {u"2"_s}), 2);
        QVERIFY2(m_out.contains("-CREATE TABLE b ();\n+CREATE TABLE b (x int);"), m_out.constData());
        QCOMPARE(migrate(u"validate"_s), 2);
        QCOMPARE(migrate(u"mark"_s, {u"2"_s, u"applied"_s, u"--yes"_s}), 0);
        QCOMPARE(migrate(u"validate"_s), 0);
        QCOMPARE(migrate(u"resume"_s, {u"--yes"_s}), 64);
        QVERIFY(m_err.contains("No migration was interrupted"));
        QCOMPARE(migrate(u"mark"_s, {u"2"_s, u"sideways"_s, u"--yes"_s}), 64);
    }

    // What was done to the database without a migration.
    void validateLooksAtTheDatabaseItself()
    {
        QCOMPARE(migrate(u"up"_s), 0);
        QCOMPARE(migrate(u"validate"_s), 0);
        QVERIFY(m_server.psql(m_database, u"DROP TABLE b; CREATE TABLE public.mine ()"_s));
        QCOMPARE(migrate(u"status"_s), 0); // the history alone, and it says so
        QVERIFY2(m_out.contains("The database itself was not looked at; --verify does."), m_out.constData());
        QCOMPARE(migrate(u"status"_s, {u"--verify"_s}), 2);
        QVERIFY2(m_out.contains("missing: table public.b\n"), m_out.constData());
        QCOMPARE(migrate(u"validate"_s), 2);
        QVERIFY2(m_out.contains("missing: table public.b\n  added: table public.mine\n"), m_out.constData());
        QCOMPARE(migrate(u"validate"_s, {u"--json"_s}), 2);
        QCOMPARE(json()[u"catalog"_s][u"missing"_s].toArray(), QJsonArray{u"table public.b"_s});
        QCOMPARE(json()[u"catalog"_s][u"added"_s].toArray(), QJsonArray{u"table public.mine"_s});
        QCOMPARE(migrate(u"validate"_s, {u"--accept"_s}), 0);
        QCOMPARE(migrate(u"validate"_s), 0);
        QVERIFY(m_server.psql(m_database, u"DROP TABLE howdah.catalog_object"_s));
        QCOMPARE(migrate(u"validate"_s), 3);
        QVERIFY2(m_out.contains("nothing is stored yet"), m_out.constData());
        QVERIFY2(!m_out.contains(": valid"), m_out.constData());
        QCOMPARE(migrate(u"validate"_s, {u"--json"_s}), 3);
        QCOMPARE(json()[u"catalog"_s][u"compared"_s].toBool(), false);
        QCOMPARE(migrate(u"status"_s, {u"--verify"_s}), 3);
        QCOMPARE(migrate(u"validate"_s, {u"--accept"_s}), 0);
        QCOMPARE(migrate(u"validate"_s), 0);
    }

    // The plan of a run that goes on in the middle counts what is left of it.
    void aResumedPlanCountsOnlyWhatRuns()
    {
        write(
            {{u"001-m.up.sql"_s,
              "-- howdah: transaction off\nCREATE TABLE a (x int);\nINSERT INTO b VALUES (1);\nSELECT 1;\n"},
             {u"001-m.down.sql"_s, "DROP TABLE a;"}});
        QVERIFY(migrate(u"up"_s, {u"--yes"_s}) != 0); // there is no b
        QCOMPARE(migrate(u"plan"_s, {u"resume"_s, u"-o"_s, m_folder.filePath(u"plan.sql"_s)}), 1);
        QVERIFY2(m_err.contains("001-m (2 statements, "), m_err.constData());
    }

    // A service may start before its server does, or while that starts.
    void upWaitsForTheServer()
    {
        m_server.stopServer();
        QCOMPARE(migrate(u"up"_s, {u"--yes"_s}), 69);
        QCOMPARE(migrate(u"up"_s, {u"--yes"_s, u"--wait"_s, u"--wait-timeout"_s, u"0"_s}), 69);
        CtlProcess waiting(
            {u"migrate"_s, u"up"_s, u"--yes"_s, u"--wait"_s, u"--wait-timeout"_s, u"240"_s, u"-s"_s, source(), u"-d"_s,
             m_uri});
        QTRY_VERIFY_WITH_TIMEOUT(waiting.readError().contains("Waiting for the server: "), 60000);
        m_server.restart();
        QVERIFY2(waiting.wait() == 0, waiting.err.constData());
        QCOMPARE(waiting.out, QByteArray("3 applied\n"));
        QCOMPARE(migrate(u"up"_s, {u"--wait-timeout"_s, u"5"_s}), 64); // says nothing without --wait
    }

    void aRollbackNamesWhatHangsOnItInOtherSchemas()
    {
        QCOMPARE(migrate(u"up"_s, {u"--yes"_s}), 0);
        QVERIFY(m_server.psql(
            m_database,
            u"CREATE SCHEMA reports; CREATE VIEW reports.v AS SELECT count(*) FROM c; INSERT INTO c DEFAULT VALUES"_s));
        QCOMPARE(migrate(u"plan"_s, {u"down"_s}), 1);
        QVERIFY2(
            m_err.contains("  table public.c: 1 row\n      depends on it: view reports.v (in another schema)\n"),
            m_err.constData());
        QCOMPARE(migrate(u"plan"_s, {u"down"_s, u"--json"_s}), 1);
        QCOMPARE(json()[u"losses"_s][0][u"dependents"_s].toArray().size(), 1);
        // The server keeps the table, and the history says so.
        QCOMPARE(migrate(u"down"_s, {u"--yes"_s}), 2);
        QVERIFY2(m_err.contains("003-m.down.sql:1:"), m_err.constData());
        QCOMPARE(migrate(u"status"_s), 0);
    }

    void helpOfACommandIsAboutThatCommand()
    {
        for (const QString &command : {u"status"_s, u"up"_s, u"log"_s, u"rehearse"_s}) {
            QCOMPARE(ctl({u"migrate"_s, command, u"--help"_s}), 0);
            QVERIFY2(!m_out.contains("synchronize"), m_out.constData());
        }
    }

    void synchronizeDoesNotExistAndTheHelpSaysWhy()
    {
        QCOMPARE(migrate(u"synchronize"_s), 64);
        QCOMPARE(ctl({u"migrate"_s, u"--help"_s}), 0);
        QVERIFY(m_out.contains("There is no \"synchronize\""));
    }

    void hostileNamesDoNotReachTheTerminal()
    {
        write({{u"001-\x1b[2Jx.up.sql"_s, "SELECT 1;"}, {u"001-\x1b[2Jx.down.sql"_s, "SELECT 1;"}});
        QCOMPARE(migrate(u"status"_s), 1);
        QVERIFY(!m_out.contains('\x1b'));
        QVERIFY(m_out.contains("\\u001b[2Jx"));
    }

    void demoDataIsLoadedOnce()
    {
        QCOMPARE(ctl({u"demo"_s, u"load"_s, u"-d"_s, m_uri, u"--json"_s}), 0);
        QVERIFY2(m_err.contains("applying 12 migrations"), m_err.constData());
        QVERIFY(json()[u"rows"_s].toInt() > 1000);
        QVERIFY(m_server.psql(m_database, u"SELECT count(*) FROM users"_s)->trimmed().toInt() > 0);
        QCOMPARE(ctl({u"demo"_s, u"load"_s, u"-d"_s, m_uri}), 2);
        QVERIFY2(m_err.contains("already contain data"), m_err.constData());
    }
};

QTEST_GUILESS_MAIN(MigrateCliTest)
#include "tst_migratecli.moc"
