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

using Files = QMap<QString, QByteArray>;

// `howdahctl migrate lint` as a script or an editor calls it.
class LintCliTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;
    QTemporaryDir m_folder;
    QByteArray m_out;
    QByteArray m_err;

    [[nodiscard]] QString source() const { return m_folder.filePath(u"source"_s); }
    void write(const Files &files) { test::writeFolder(source(), files); }

    int ctl(const QStringList &arguments)
    {
        test::CtlProcess process(arguments);
        const int code = process.wait();
        m_out = process.out;
        m_err = process.err;
        return code;
    }
    int lint(const QStringList &more = {}, const QString &folder = {})
    {
        return ctl(QStringList{u"migrate"_s, u"lint"_s, u"--source"_s, folder.isEmpty() ? source() : folder} + more);
    }
    [[nodiscard]] QJsonObject json() const
    {
        QJsonParseError error;
        const QJsonDocument document = QJsonDocument::fromJson(m_out, &error);
        if (error.error != QJsonParseError::NoError)
            qWarning("not JSON: %s", m_out.constData());
        return document.object();
    }
    [[nodiscard]] QStringList rules() const
    {
        QStringList found;
        for (const QJsonValue finding : json()[u"findings"_s].toArray())
            found << finding[u"rule"_s].toString();
        return found;
    }

    static Files single(const QByteArray &up, const QByteArray &down = "SELECT 1;")
    {
        return {{u"001-m.up.sql"_s, up}, {u"001-m.down.sql"_s, down}};
    }

private Q_SLOTS:
    void exitCodes()
    {
        write(single("CREATE TABLE t (id bigint PRIMARY KEY);", "DROP TABLE t;"));
        QCOMPARE(lint(), 0);
        QVERIFY(m_out.isEmpty());
        write(single("CREATE TABLE t (a json);"));
        QCOMPARE(lint(), 0); // an info
        QVERIFY(m_out.contains(": info: "));
        write(single("SELECT 1;\n  CREATE INDEX ON t (a);"));
        QCOMPARE(lint(), 1);
        QVERIFY(m_out.startsWith(QFile::encodeName(source()) + "/001-m.up.sql:2:3: warning: "));
        QVERIFY(m_out.split('\n').first().endsWith(" [create-index-blocks-writes]"));
        write(single("BEGIN;"));
        QCOMPARE(lint(), 2);
        QVERIFY(m_err.contains("1 error,"));
        write(single("SELECT 1", "CREATE INDEX ON t (a);"));
        QCOMPARE(lint(), 1); // down files as well
        write(single("-- howdah: allow create-index-blocks-writes t is small\nCREATE INDEX ON t (a);"));
        QCOMPARE(lint(), 0);
    }

    void misuse()
    {
        QCOMPARE(lint({}, m_folder.filePath(u"nowhere"_s)), 64);
        write({});
        QCOMPARE(lint(), 64);
        write(single("SELECT 1"));
        QCOMPARE(lint({u"--server-version"_s, u"12"_s}), 64);
        QCOMPARE(lint({u"--format"_s, u"xml"_s}), 64);
        QCOMPARE(lint({u"--database"_s, u"nonsense://x"_s}), 64);
        QCOMPARE(lint({u"--database"_s, u"host=/nowhere dbname=x"_s}), 69);
        QVERIFY(!m_err.isEmpty());
    }

    void formats()
    {
        write(single("CREATE INDEX ON t (a);"));
        QCOMPARE(lint({u"--format"_s, u"json"_s}), 1);
        QCOMPARE(json()[u"format"_s].toInt(), 1);
        QCOMPARE(json()[u"findings"_s][0][u"rule"_s].toString(), u"create-index-blocks-writes"_s);
        QCOMPARE(lint({u"--format"_s, u"sarif"_s}), 1);
        QCOMPARE(json()[u"version"_s].toString(), u"2.1.0"_s);
        QCOMPARE(json()[u"runs"_s][0][u"results"_s].toArray().size(), 1);
        QVERIFY(!json()[u"runs"_s][0][u"tool"_s][u"driver"_s][u"version"_s].toString().isEmpty());
    }

    void serverVersion()
    {
        write(single("ALTER TABLE p DETACH PARTITION c;"));
        QCOMPARE(lint({u"--server-version"_s, u"13"_s}), 0);
        QCOMPARE(lint({u"--server-version"_s, u"14"_s}), 1);
    }

    // The sizes of the database, and the order in which files wait there.
    void database()
    {
        const QString name = m_server.createDatabase(u"lint"_s);
        const QString uri = connection::toUri(m_server.connInfo(name));
        QVERIFY(m_server.psql(
            name, u"CREATE TABLE empty (a int); CREATE TABLE large (a int); INSERT INTO large SELECT "
                  "generate_series(1, 1000); UPDATE pg_class SET reltuples = 2000000 WHERE relname = 'large'"_s));
        write(single("CREATE INDEX ON empty (a); CREATE INDEX ON large (a);"));
        QCOMPARE(lint(), 1);
        QCOMPARE(lint({u"--database"_s, uri, u"--format"_s, u"json"_s}), 2);
        QCOMPARE(json()[u"findings"_s][0][u"severity"_s].toString(), u"info"_s);
        QCOMPARE(json()[u"findings"_s][1][u"severity"_s].toString(), u"error"_s);
    }

    // By a file before it, or by what the database has already.
    void setNotNullAfterAValidCheck()
    {
        const QString scans = u"set-not-null-scans"_s;
        const QStringList json{u"--format"_s, u"json"_s};
        Files files = single("ALTER TABLE t ADD CONSTRAINT c CHECK (a IS NOT NULL) NOT VALID;");
        files[u"003-m.up.sql"_s] = "ALTER TABLE t ALTER a SET NOT NULL;";
        write(files);
        QCOMPARE(lint(json), 1);
        QVERIFY(rules().contains(scans));
        files[u"002-m.up.sql"_s] = "ALTER TABLE t VALIDATE CONSTRAINT c;";
        write(files);
        QCOMPARE(lint(json), 0);
        QVERIFY(!rules().contains(scans));
        const QString name = m_server.createDatabase(u"lint"_s);
        QVERIFY(m_server.psql(name, u"CREATE TABLE t (a int, CONSTRAINT c CHECK (a IS NOT NULL) NOT VALID)"_s));
        QVERIFY(m_server.psql(
            name, u"ALTER TABLE t DROP CONSTRAINT c; INSERT INTO t SELECT generate_series(1, 100); ALTER TABLE t ADD "
                  "CONSTRAINT c CHECK (a IS NOT NULL) NOT VALID"_s));
        write(single("ALTER TABLE t ALTER a SET NOT NULL;"));
        const QStringList database = QStringList{u"--database"_s, connection::toUri(m_server.connInfo(name))} + json;
        lint(database);
        QVERIFY(rules().contains(scans));
        QVERIFY(m_server.psql(name, u"ALTER TABLE t VALIDATE CONSTRAINT c"_s));
        lint(database);
        QVERIFY(!rules().contains(scans));
    }

    void aProfileOfTheSource()
    {
        Files files = single("DROP TABLE t;");
        write(files);
        QCOMPARE(lint(), 1);
        files[u"pack.yaml"_s] = "lint:\n  off: drop-table\n";
        write(files);
        QCOMPARE(lint(), 0);
        files[u"pack.yaml"_s] = "lint:\n  error: drop-table\n  sets: robust\n";
        write(files);
        QCOMPARE(lint({u"--format"_s, u"json"_s}), 2);
        QVERIFY(rules().contains(u"not-robust"_s));
        files[u"pack.yaml"_s] = "lint:\n  off: no-such-rule\n";
        write(files);
        QCOMPARE(lint(), 64);
        QVERIFY2(m_err.contains("no-such-rule"), m_err.constData());
    }

    void pending()
    {
        const QString name = m_server.createDatabase(u"lint"_s);
        const QString uri = connection::toUri(m_server.connInfo(name));
        Files files{
            {u"002-m.up.sql"_s, "CREATE TABLE b (a int);"},
            {u"002-m.down.sql"_s, "DROP TABLE b;"},
            {u"003-m.up.sql"_s, "CREATE INDEX ON b (a);"},
            {u"003-m.down.sql"_s, "DROP INDEX b_a_idx;"},
            {u"004-m.up.sql"_s, "ALTER TABLE b ALTER a TYPE bigint;"},
            {u"004-m.down.sql"_s, "SELECT 1;"}};
        write(files);
        QCOMPARE(lint({u"--database"_s, uri, u"--format"_s, u"json"_s}), 1); // each file on its own
        QVERIFY(rules().contains(u"create-index-blocks-writes"_s) && rules().contains(u"change-column-type"_s));
        const QStringList pending{u"--database"_s, uri, u"--pending"_s, u"--format"_s, u"json"_s};
        QCOMPARE(lint(pending), 0); // one run that makes its table itself
        QCOMPARE(rules(), QStringList{});
        QCOMPARE(
            ctl({u"migrate"_s, u"up"_s, u"--source"_s, source(), u"--database"_s, uri, u"--to"_s, u"3"_s, u"--yes"_s}),
            0);
        lint(pending);
        QCOMPARE(rules(), QStringList{u"change-column-type"_s});
        files[u"001-m.up.sql"_s] = "SELECT 1;";
        files[u"001-m.down.sql"_s] = "SELECT 1;";
        write(files);
        QCOMPARE(lint(pending), 1);
        QCOMPARE(rules(), (QStringList{u"older-than-applied"_s, u"change-column-type"_s}));
        QVERIFY(!m_server.psql(name, u"SELECT 1 FROM b"_s)->contains(u'1')); // nothing was run by looking
        // The down file is kept with the up: one that cannot run is an error already.
        files[u"004-m.down.sql"_s] = "BEGIN;\nSELECT 1;";
        write(files);
        QCOMPARE(lint(pending), 2);
        QVERIFY(rules().contains(u"transaction-control"_s));
    }

    // The safer ways, written into the files that wait; what is applied stays as it was.
    void fix()
    {
        const QString name = m_server.createDatabase(u"lint"_s);
        const QString uri = connection::toUri(m_server.connInfo(name));
        const QByteArray applied = "CREATE TABLE a (b int);\nCREATE TABLE c (d int);\n";
        write(Files{{u"001-m.up.sql"_s, applied}, {u"001-m.down.sql"_s, "DROP TABLE a, c;"}});
        QCOMPARE(ctl({u"migrate"_s, u"up"_s, u"--source"_s, source(), u"--database"_s, uri, u"--yes"_s}), 0);
        Files files{
            {u"001-m.up.sql"_s, applied},
            {u"001-m.down.sql"_s, "DROP TABLE a, c;"},
            {u"002-m.up.sql"_s, "\xef\xbb\xbf-- two\nCREATE INDEX a_b ON a (b);\nCREATE INDEX c_d ON c (d);\n"},
            {u"002-m.down.sql"_s, "SELECT 1;"},
            {u"003-m.up.sql"_s, "ALTER TABLE a ADD CONSTRAINT a_b_check CHECK (b > 0);\n"},
            {u"003-m.down.sql"_s, "SELECT 1;"},
            {u"004-m.up.sql"_s, "ALTER TABLE a ALTER b TYPE bigint;\n"}, // for which there is no safer way
            {u"004-m.down.sql"_s, "SELECT 1;"}};
        write(files);
        QVERIFY(m_server.psql(
            name, u"INSERT INTO a SELECT generate_series(1, 1000); INSERT INTO c SELECT generate_series(1, 1000); "
                  "UPDATE pg_class SET reltuples = 2000000 WHERE relname IN ('a', 'c')"_s));
        QCOMPARE(lint({u"--fix"_s}), 64); // nobody knows what is applied
        const QStringList fix{u"--database"_s, uri, u"--pending"_s, u"--fix"_s, u"--format"_s, u"json"_s};
        const int left = lint(fix);
        QVERIFY(m_err.contains("002-m.up.sql: edited: "));
        QVERIFY(rules().contains(u"change-column-type"_s));
        QVERIFY(!rules().contains(u"create-index-blocks-writes"_s));
        const auto read = [this](const QString &file) {
            QFile opened(source() + u'/' + file);
            return opened.open(QIODevice::ReadOnly) ? opened.readAll() : QByteArray();
        };
        const QByteArray two = read(u"002-m.up.sql"_s);
        QVERIFY2(two.startsWith("\xef\xbb\xbf"), two.constData());
        QVERIFY2(two.contains("-- two\n") && two.contains("transaction off"), two.constData());
        QCOMPARE(two.count("CREATE INDEX CONCURRENTLY "), 2);
        QVERIFY2(read(u"003-m.up.sql"_s).contains("NOT VALID"), read(u"003-m.up.sql"_s).constData());
        QCOMPARE(read(u"004-m.up.sql"_s), files[u"004-m.up.sql"_s]);
        QCOMPARE(read(u"001-m.up.sql"_s), applied);
        // A second look finds nothing more to edit, and what was written runs.
        QCOMPARE(lint(fix), left);
        QVERIFY(!m_err.contains("edited"));
        QCOMPARE(read(u"002-m.up.sql"_s), two);
        QCOMPARE(ctl({u"migrate"_s, u"up"_s, u"--source"_s, source(), u"--database"_s, uri, u"--yes"_s}), 0);
        const auto valid = m_server.psql(
            name, u"SELECT count(*) FROM pg_index WHERE indisvalid AND indexrelid IN ('a_b'::regclass, "
                  "'c_d'::regclass)"_s);
        QVERIFY(valid);
        QCOMPARE(valid->trimmed(), u"2"_s);
    }

    // The packs are held to the same rules as everybody: what is found in them is known to no more than an info, or
    // allowed with its reason.
    void packs()
    {
        const QStringList packs =
            QDir(QStringLiteral(HOWDAH_SOURCE_DIR "/migrations")).entryList(QDir::Dirs | QDir::NoDotAndDotDot);
        QVERIFY(packs.contains(u"uaip"_s));
        for (const QString &pack : packs) {
            const int code = lint({u"--format"_s, u"json"_s}, QStringLiteral(HOWDAH_SOURCE_DIR "/migrations/") + pack);
            QVERIFY2(code == 0, qPrintable(pack + u": "_s + QString::fromUtf8(m_out + m_err)));
            QVERIFY2(!rules().contains(u"unknown-syntax"_s), qPrintable(pack));
        }
    }

    void help()
    {
        QCOMPARE(ctl({u"migrate"_s, u"lint"_s, u"--help"_s}), 0);
        QVERIFY(m_out.contains("--pending") && m_out.contains("howdah: allow"));
    }
};

QTEST_GUILESS_MAIN(LintCliTest)
#include "tst_lintcli.moc"
