// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/ctlprocess.h"
#include "support/otherversion.h"
#include "support/pgprograms.h"
#include "support/testserver.h"

#include "connection/server/conninfo.h"

#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using test::CtlProcess;

// Whatever a rollback takes, a safety copy brings back; or nothing runs. psql is the judge.
class SafetyCopySecurityTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;
    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_database;
    QByteArray m_err;

    static inline const QString Schema = uR"(
        CREATE TABLE users (id int PRIMARY KEY, name text NOT NULL, balance numeric(12,2));
        CREATE TABLE orders (id int PRIMARY KEY,
                             "user" int REFERENCES users ON DELETE CASCADE ON UPDATE CASCADE, total numeric);
        CREATE TABLE notes (text text, n int);
        CREATE SCHEMA shop;
        CREATE TABLE shop.goods (id int PRIMARY KEY, label text);
        CREATE TABLE goods (id int PRIMARY KEY);
        CREATE TYPE mood AS ENUM ('good', 'bad');
        CREATE TABLE diary (day int PRIMARY KEY, mood mood);
        CREATE VIEW names AS SELECT id, name FROM users;
        CREATE TABLE parts (id int PRIMARY KEY) PARTITION BY RANGE (id);
        CREATE TABLE parts_a PARTITION OF parts FOR VALUES FROM (0) TO (100);
        CREATE TABLE above (id int);
        CREATE TABLE below () INHERITS (above);
        CREATE FUNCTION purge() RETURNS void LANGUAGE sql AS 'DELETE FROM notes';
        CREATE PROCEDURE tidy() LANGUAGE sql AS 'DELETE FROM notes; DELETE FROM users';
        INSERT INTO users SELECT i, 'name ' || i, i + 0.25 FROM generate_series(1, 20) i;
        INSERT INTO orders SELECT i, 1 + i % 20, i * 1.5 FROM generate_series(1, 50) i;
        INSERT INTO notes SELECT 'note ' || i % 7, i % 3 FROM generate_series(1, 30) i;
        INSERT INTO shop.goods SELECT i, 'label ' || i FROM generate_series(1, 9) i;
        INSERT INTO goods SELECT generate_series(1, 4);
        INSERT INTO diary VALUES (1, 'good'), (2, 'bad'), (3, NULL);
        INSERT INTO parts SELECT generate_series(1, 40);
        INSERT INTO above VALUES (1);
        INSERT INTO below VALUES (2), (3))"_s;

    [[nodiscard]] QString sql(const QString &text) const
    {
        const Result<QString> answer = m_server.psql(m_database, text);
        return answer ? answer->trimmed() : describe(answer.error());
    }
    // Every row of every table.
    [[nodiscard]] QString digest() const
    {
        QStringList parts;
        for (const QString &table :
             {u"users"_s, u"orders"_s, u"notes"_s, u"shop.goods"_s, u"goods"_s, u"diary"_s, u"parts"_s, u"above"_s})
            parts << u"SELECT '%1', count(*), md5(string_agg(t::text, '|' ORDER BY t::text COLLATE \"C\")) FROM %1 t"_s
                         .arg(table);
        return sql(u"SET search_path = public; "_s + parts.join(u"; "_s));
    }
    int ctl(const QStringList &words)
    {
        CtlProcess process(
            words, {u"HOWDAH_DATA_DIR="_s + m_folder->path(), u"XDG_CONFIG_HOME="_s + m_folder->filePath(u"c"_s)});
        const int code = process.wait();
        m_err = process.err;
        return code;
    }
    [[nodiscard]] QString target() const { return connection::toUri(m_server.connInfo(m_database)); }
    [[nodiscard]] QString copies() const { return m_folder->filePath(u"copies"_s); }
    [[nodiscard]] QString pack() const { return m_folder->filePath(u"pack"_s); }
    int migrate(const QString &what, const QStringList &more = {})
    {
        return ctl(QStringList{u"migrate"_s, what, u"--yes"_s, u"-s"_s, pack(), u"-d"_s, target()} + more);
    }
    void apply(const QString &down)
    {
        test::writeFolder(pack(), {{u"001-a.up.sql"_s, "SELECT 1;\n"}, {u"001-a.down.sql"_s, down.toUtf8() + ";\n"}});
        QVERIFY2(migrate(u"up"_s) == 0, m_err.constData());
    }
    [[nodiscard]] QString copy() const
    {
        const QStringList files = QDir(copies()).entryList({u"*.dump"_s});
        return files.size() == 1 ? copies() + u'/' + files.front() : QString();
    }

private Q_SLOTS:
    void initTestCase()
    {
        if (const QByteArray missing = test::withoutPgDump(); !missing.isEmpty())
            QSKIP(missing.constData());
    }
    void init()
    {
        m_database = m_server.createDatabase(u"losing"_s);
        m_folder = std::make_unique<QTemporaryDir>();
        QCOMPARE(sql(Schema), QString());
    }

    void whatIsLostComesBack_data()
    {
        QTest::addColumn<QString>("down");
        QTest::addColumn<QString>("again");  // what applying again would make
        QTest::addColumn<QString>("before"); // what else there is
        const auto row = [](const char *name, const char *down, const char *again = "", const char *before = "") {
            QTest::newRow(name) << QString::fromLatin1(down) << QString::fromLatin1(again)
                                << QString::fromLatin1(before);
        };
        row("drop", "DROP TABLE orders");
        row("rename then drop", "ALTER TABLE orders RENAME TO old; DROP TABLE old");
        row("renamed twice", "ALTER TABLE public.orders RENAME TO o1; ALTER TABLE o1 RENAME TO o2; DROP TABLE o2");
        row("swapped", "ALTER TABLE notes RENAME TO was; CREATE TABLE notes (LIKE was); DROP TABLE was");
        row("moved into a schema that goes",
            "CREATE SCHEMA bin; ALTER TABLE orders SET SCHEMA bin; DROP SCHEMA bin CASCADE");
        row("a schema renamed", "ALTER SCHEMA shop RENAME TO s2; DROP TABLE s2.goods", "CREATE SCHEMA shop");
        row("drop schema", "DROP SCHEMA shop CASCADE", "CREATE SCHEMA shop");
        row("search_path", "SET search_path TO shop; DROP TABLE goods");
        row("set schema", "SET SCHEMA 'shop'; DELETE FROM goods");
        row("set_config", "SELECT set_config('search_path', 'shop', false); DELETE FROM goods");
        row("set_config, computed", "SELECT set_config('search_' || 'path', 'sh' || 'op', false); DELETE FROM goods");
        row("do", "DO $$BEGIN DELETE FROM users; END$$");
        row("do execute", "DO $$BEGIN EXECUTE 'DROP TABLE ' || 'notes'; END$$");
        row("update", "UPDATE users SET name = 'x'");
        row("update with a condition", "UPDATE users SET balance = 0 WHERE id < 5");
        row("update of a key", "UPDATE users SET id = id + 100 WHERE id = 3",
            "UPDATE users SET id = id - 100 WHERE id > 100");
        row("a function", "SELECT purge()");
        row("a function that is made there",
            "CREATE FUNCTION f() RETURNS void LANGUAGE sql AS 'DELETE FROM notes'; SELECT f(); DROP FUNCTION f()");
        row("a procedure", "CALL tidy()");
        row("a common table expression", "WITH gone AS (DELETE FROM notes RETURNING *) SELECT count(*) FROM gone");
        row("delete", "DELETE FROM users");
        row("delete with a condition", "DELETE FROM users WHERE id < 5");
        row("delete without a key", "DELETE FROM notes WHERE n = 1");
        row("delete using", "DELETE FROM orders USING users WHERE orders.\"user\" = users.id AND users.id = 2");
        row("delete in a view", "DELETE FROM names WHERE id = 1");
        row("delete in a view that is made there", "CREATE VIEW w AS SELECT * FROM notes; DELETE FROM w; DROP VIEW w");
        row("delete of what inherits", "DELETE FROM above");
        row("on conflict", "INSERT INTO users (id, name) VALUES (1, 'new') ON CONFLICT (id) DO UPDATE SET name = 'x'");
        row("truncate", "TRUNCATE notes");
        row("truncate cascade", "TRUNCATE users CASCADE");
        row("prepare", "PREPARE p AS DELETE FROM notes; EXECUTE p; DEALLOCATE p");
        row("explain analyze", "EXPLAIN ANALYZE DELETE FROM notes");
        row("a column", "ALTER TABLE users DROP COLUMN balance", "ALTER TABLE users ADD balance numeric(12,2)");
        row("a column renamed", "ALTER TABLE users RENAME balance TO b; ALTER TABLE users DROP b",
            "ALTER TABLE users ADD balance numeric(12,2)");
        row("a narrower type", "ALTER TABLE users ALTER balance TYPE int",
            "ALTER TABLE users ALTER balance TYPE numeric(12,2)");
        row("a type using null", "ALTER TABLE users ALTER balance TYPE numeric(12,2) USING NULL");
        row("drop type cascade", "DROP TYPE mood CASCADE",
            "CREATE TYPE public.mood AS ENUM ('good', 'bad'); ALTER TABLE diary ADD mood public.mood");
        row("drop extension cascade", "DROP EXTENSION citext CASCADE",
            "CREATE EXTENSION citext SCHEMA public; ALTER TABLE shop.goods ADD label public.citext",
            "CREATE EXTENSION citext SCHEMA public; ALTER TABLE shop.goods ALTER label TYPE public.citext");
        row("a partition", "DROP TABLE parts_a");
        row("a partition detached", "ALTER TABLE parts DETACH PARTITION parts_a; DROP TABLE parts_a");
        row("a partition attached",
            "CREATE TABLE p2 (id int NOT NULL, label text) PARTITION BY RANGE (id);"
            "ALTER TABLE p2 ATTACH PARTITION shop.goods FOR VALUES FROM (0) TO (99); DROP TABLE p2");
        row("a rule", "UPDATE shop.goods SET label = label", "",
            "CREATE RULE r AS ON UPDATE TO shop.goods DO ALSO DELETE FROM notes");
        row("a rule that is made there",
            "CREATE RULE r AS ON UPDATE TO goods DO ALSO DELETE FROM notes; UPDATE goods SET id = id;"
            "DROP RULE r ON goods");
        row("a trigger", "UPDATE shop.goods SET label = label", "",
            "CREATE FUNCTION t() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN DELETE FROM notes; RETURN NEW; END';"
            "CREATE TRIGGER t AFTER UPDATE ON shop.goods FOR EACH ROW EXECUTE FUNCTION t()");
        row("a view with a function", "CREATE TABLE x AS SELECT * FROM v; DROP TABLE x", "",
            "CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'DELETE FROM notes; SELECT 1';"
            "CREATE VIEW v AS SELECT one()");
        row("a table with its views", "DROP TABLE notes CASCADE");
        row("a column renamed there and back",
            "ALTER TABLE notes RENAME COLUMN n TO m; UPDATE notes SET m = 0; ALTER TABLE notes RENAME COLUMN m TO n");
        row("owned by a role", "DROP OWNED BY losing_owner", "",
            "CREATE ROLE losing_owner; ALTER TABLE notes OWNER TO losing_owner");
        if (test::serverMajor() >= 15) {
            row("merge", "MERGE INTO notes USING users ON notes.n = users.id WHEN MATCHED THEN DELETE");
            row("merge with a condition",
                "MERGE INTO users u USING goods g ON u.id = g.id WHEN MATCHED AND g.id = 2 THEN UPDATE SET name = 'x'");
        }
    }
    void whatIsLostComesBack()
    {
        QFETCH(QString, down);
        QFETCH(QString, again);
        QFETCH(QString, before);
        if (!before.isEmpty()) {
            const QString made = sql(before);
            QVERIFY2(!made.contains("ERROR"_L1), qPrintable(made));
        }
        const QString was = digest();
        apply(down);
        QVERIFY2(migrate(u"down"_s, {u"--safety-copy"_s, copies()}) == 0, m_err.constData());
        QVERIFY2(!copy().isEmpty(), m_err.constData());
        if (!again.isEmpty())
            QCOMPARE(sql(again), QString());
        const QStringList restore{u"migrate"_s, u"restore"_s, copy(),         u"-d"_s,
                                  target(),     u"--yes"_s,   u"--changed"_s, u"overwrite"_s};
        QVERIFY2(ctl(restore) == 0, m_err.constData());
        QCOMPARE(digest(), was);
    }

    // What no copy of tables holds goes by its name, typed, or not at all.
    void whatCannotBeCopiedStops_data()
    {
        QTest::addColumn<QString>("down");
        QTest::newRow("a large object") << u"SELECT lo_unlink(77)"_s;
        QTest::newRow("a large object, unseen") << u"DO $$BEGIN PERFORM lo_unlink(77); END$$"_s;
    }
    void whatCannotBeCopiedStops()
    {
        QFETCH(QString, down);
        QCOMPARE(sql(u"SELECT lo_create(77)"_s), u"77"_s);
        const QString was = digest();
        apply(down);
        const QStringList safely{u"--safety-copy"_s, copies()};
        QCOMPARE(migrate(u"down"_s, safely), 64);
        QVERIFY2(m_err.contains("cannot include large objects"), m_err.constData());
        QCOMPARE(digest(), was);
        QCOMPARE(sql(u"SELECT count(*) FROM pg_largeobject_metadata WHERE oid = 77"_s), u"1"_s);
        QCOMPARE(copy(), QString());
        QVERIFY2(migrate(u"down"_s, safely + QStringList{u"--confirm"_s, m_database}) == 0, m_err.constData());
        QCOMPARE(sql(u"SELECT count(*) FROM pg_largeobject_metadata WHERE oid = 77"_s), u"0"_s);
    }

    // What takes nothing needs no copy, and gets none.
    void whatTakesNothingIsNotCopied_data()
    {
        QTest::addColumn<QString>("down");
        for (const char *down :
             {"DROP VIEW names", "DROP INDEX IF EXISTS i", "CREATE TABLE x (id int); DROP TABLE x",
              "INSERT INTO users (id, name) VALUES (100, 'new')", "ALTER TABLE users RENAME name TO n2",
              "SELECT count(*), now() FROM names", "COMMENT ON TABLE users IS 'x'"})
            QTest::newRow(down) << QString::fromLatin1(down);
    }
    void whatTakesNothingIsNotCopied()
    {
        QFETCH(QString, down);
        apply(down);
        QVERIFY2(migrate(u"down"_s, {u"--safety-copy"_s, copies()}) == 0, m_err.constData());
        QVERIFY2(m_err.contains("No table loses any data"), m_err.constData());
        QCOMPARE(copy(), QString());
    }

    // Applied again and put back by one command.
    void whatIsAppliedAgainIsRestored()
    {
        const QString was = digest();
        apply(u"DELETE FROM users WHERE id = 2"_s);
        QVERIFY2(migrate(u"down"_s, {u"--safety-copy"_s, copies()}) == 0, m_err.constData());
        QVERIFY(digest() != was);
        QVERIFY2(migrate(u"up"_s, {u"--restore"_s, copy()}) == 0, m_err.constData());
        QVERIFY2(m_err.contains("restored public.users (1 rows)"), m_err.constData());
        QCOMPARE(digest(), was);
        QCOMPARE(migrate(u"up"_s, {u"--restore"_s, copy()}), 64); // nothing is pending
    }

    // Rows that were changed since stand in the way, until somebody says what becomes of them.
    void changedRowsAreAskedFor()
    {
        const QString was = digest();
        apply(u"UPDATE users SET name = 'x' WHERE id = 1; DELETE FROM users WHERE id = 2"_s);
        QVERIFY2(migrate(u"down"_s, {u"--safety-copy"_s, copies()}) == 0, m_err.constData());
        const QStringList restore{u"migrate"_s, u"restore"_s, copy(), u"-d"_s, target(), u"--yes"_s};
        const QString now = digest();
        QCOMPARE(ctl(restore), 2);
        QVERIFY2(m_err.contains("1 rows of public.users have different values now"), m_err.constData());
        QVERIFY2(m_err.contains("--changed overwrite"), m_err.constData());
        QCOMPARE(digest(), now);
        QCOMPARE(ctl(restore + QStringList{u"--changed"_s, u"keep"_s}), 0);
        QCOMPARE(sql(u"SELECT string_agg(name, ',' ORDER BY id) FROM users WHERE id < 3"_s), u"x,name 2"_s);
        QCOMPARE(ctl(restore + QStringList{u"--changed"_s, u"overwrite"_s}), 0);
        QCOMPARE(digest(), was);
    }

    // pg_dump refuses servers that are newer than itself.
    void withoutAPgDumpForThatServerNothingRuns()
    {
        const QString was = digest();
        apply(u"DROP TABLE orders"_s);
        const test::OtherVersion newer(m_server.connInfo(m_database));
        QCOMPARE(
            ctl(
                {u"migrate"_s, u"down"_s, u"--yes"_s, u"--safety-copy"_s, copies(), u"-s"_s, pack(), u"-d"_s,
                 connection::toUri(newer.info())}),
            2);
        for (const char *part :
             {"No safety copy can be made: pg_dump and pg_restore of PostgreSQL 99 or newer are needed for this server",
              "; nothing was run", "apt install postgresql-client-99", "HOWDAH_PG_BINDIR"})
            QVERIFY2(m_err.contains(part), m_err.constData());
        QCOMPARE(digest(), was);
        QVERIFY(!QFile::exists(copies()));
    }

    // A copy that cannot be written is a copy that is missing.
    void withoutACopyNothingRuns()
    {
        const QString was = digest();
        apply(u"DROP TABLE orders"_s);
        QFile file(copies()); // where the folder should be
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.close();
        QCOMPARE(migrate(u"down"_s, {u"--safety-copy"_s, copies()}), 2);
        QVERIFY2(m_err.contains("nothing was run"), m_err.constData());
        QCOMPARE(digest(), was);
    }
};

QTEST_GUILESS_MAIN(SafetyCopySecurityTest)
#include "tst_safetycopy.moc"
