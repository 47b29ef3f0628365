// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/profile/impact.h"
#include "connection/session/guard.h"
#include "support/pgprograms.h"
#include "support/testserver.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::connection;

// Which names have to be typed before a script runs in production. Ways around them that were found, and what goes
// without a word because it takes nothing.
class TypedNamesTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;
    QString m_database;
    std::unique_ptr<Session> m_session;

    [[nodiscard]] QString sql(const QString &text) const
    {
        const Result<QString> answer = m_server.psql(m_database, text);
        return answer ? answer->trimmed() : describe(answer.error());
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_database = m_server.createDatabase(u"typed"_s);
        QCOMPARE(
            sql(uR"(
            CREATE TABLE users (id int PRIMARY KEY, name text NOT NULL, age int, code varchar(10), price numeric(8,2));
            CREATE TABLE audited (id int PRIMARY KEY, n int, changed timestamptz);
            CREATE TABLE watched (id int PRIMARY KEY, n int);
            CREATE TABLE ruled (id int PRIMARY KEY, n int);
            CREATE TABLE log (what text, at timestamptz);
            CREATE SCHEMA shop;
            CREATE TABLE shop.goods (id int PRIMARY KEY);
            INSERT INTO users SELECT i, 'n' || i, i % 50, 'c', 1.25 FROM generate_series(1, 1000) i;
            INSERT INTO audited SELECT i, i FROM generate_series(1, 1000) i;
            INSERT INTO watched SELECT i, i FROM generate_series(1, 1000) i;
            INSERT INTO ruled SELECT i, i FROM generate_series(1, 1000) i;
            INSERT INTO log SELECT 'x', now() FROM generate_series(1, 1000) i;
            INSERT INTO shop.goods SELECT generate_series(1, 1000);
            CREATE VIEW names AS SELECT id, name FROM users;
            CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS
                'BEGIN NEW.changed := now(); INSERT INTO log VALUES (TG_OP, now()); RETURN NEW; END';
            CREATE TRIGGER stamp BEFORE INSERT OR UPDATE ON audited FOR EACH ROW EXECUTE FUNCTION stamp();
            CREATE FUNCTION wipe() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN DELETE FROM log; RETURN NULL; END';
            CREATE TRIGGER wipe AFTER INSERT OR UPDATE ON watched FOR EACH STATEMENT EXECUTE FUNCTION wipe();
            CREATE RULE r AS ON INSERT TO ruled DO ALSO DELETE FROM log;
            CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'DELETE FROM log; SELECT 1';
            CREATE VIEW calling AS SELECT one() AS x;
            CREATE EXTENSION citext;
            CREATE TABLE mails (id int PRIMARY KEY, mail citext);
            INSERT INTO mails SELECT i, 'm' || i FROM generate_series(1, 1000) i;
            ANALYZE)"_s),
            QString());
        m_session = std::make_unique<Session>(SessionOptions{.names = Names::OfDatabase});
        QVERIFY(m_session->open(locked(m_server.connInfo(m_database))).result());
    }
    void cleanupTestCase() { m_session.reset(); }

    void names_data()
    {
        QTest::addColumn<QString>("script");
        QTest::addColumn<QStringList>("typed");
        const auto row = [](const char *script, const QStringList &typed) {
            QTest::newRow(script) << QString::fromLatin1(script) << typed;
        };
        // by another name
        row("ALTER TABLE users RENAME TO x; DROP TABLE x", {u"users"_s});
        row("ALTER TABLE public.users RENAME TO x; ALTER TABLE x RENAME TO y; TRUNCATE public.y", {u"users"_s});
        row("ALTER TABLE users SET SCHEMA shop; DROP TABLE shop.users", {u"users"_s});
        row("CREATE SCHEMA bin; ALTER TABLE users SET SCHEMA bin; DROP SCHEMA bin CASCADE", {u"users"_s});
        row("ALTER SCHEMA shop RENAME TO s2; DROP TABLE s2.goods", {u"goods"_s});
        row("ALTER SCHEMA shop RENAME TO s2; DROP SCHEMA s2 CASCADE", {u"shop"_s});
        row("SET search_path = shop; DROP TABLE goods", {u"goods"_s});
        row("SELECT set_config('search_path', 'shop', false); TRUNCATE goods", {u"goods"_s});
        row("ALTER TABLE users RENAME age TO a; ALTER TABLE users DROP a", {u"users.age"_s});
        row("ALTER TABLE users RENAME TO x; ALTER TABLE x RENAME age TO a; ALTER TABLE x DROP a", {u"users.age"_s});
        row("CREATE TABLE p (id int) PARTITION BY RANGE (id);"
            "ALTER TABLE p ATTACH PARTITION shop.goods FOR VALUES FROM (0) TO (9999); DROP TABLE p",
            {u"goods"_s});
        row("CREATE TABLE p (id int); ALTER TABLE shop.goods INHERIT p; DELETE FROM p", {u"goods"_s});
        row("CREATE VIEW w AS SELECT * FROM users; DELETE FROM w", {u"users"_s});
        row("BEGIN; ALTER TABLE users RENAME TO log2; ROLLBACK; DROP TABLE users", {u"users"_s});
        row("CREATE ROLE heir; ALTER TABLE users OWNER TO heir; DROP OWNED BY heir", {u"heir"_s});
        // by a type
        row("ALTER TABLE users ALTER name TYPE text USING NULL", {u"users.name"_s});
        row("ALTER TABLE users ALTER age TYPE smallint", {u"users.age"_s});
        row("ALTER TABLE users ALTER code TYPE varchar(4)", {u"users.code"_s});
        row("ALTER TABLE users ALTER price TYPE numeric(8,1)", {u"users.price"_s});
        row("ALTER TABLE users ALTER age TYPE bigint, ALTER code TYPE text, ALTER price TYPE numeric(10,2)", {});
        row("ALTER TABLE users ALTER age TYPE bigint USING age::bigint", {});
        // by a condition that is none
        row("DELETE FROM users WHERE id IS NOT NULL", {u"users"_s});
        row("DELETE FROM users WHERE id = id AND name LIKE '%'", {u"users"_s});
        row("DELETE FROM users WHERE id >= id", {u"users"_s});
        row("DELETE FROM users WHERE id IN (id, 7)", {u"users"_s});
        row("DELETE FROM users WHERE id > 0", {u"users"_s});
        row("DELETE FROM users WHERE id IN (SELECT id FROM users)", {u"users"_s});
        row("UPDATE users SET name = '' WHERE age < 1000", {u"users"_s});
        row("DELETE FROM users WHERE EXISTS (SELECT id FROM shop.goods)", {u"users"_s});
        row("DELETE FROM users WHERE id = 7", {});
        row("DELETE FROM users WHERE age = 7", {});
        row("UPDATE users SET name = 'x' WHERE id < 100", {});
        // in other statements
        row("WITH g AS (DELETE FROM users RETURNING id) SELECT count(*) FROM g", {u"users"_s});
        row("DO $$BEGIN TRUNCATE users; END$$", {u"DO"_s});
        row("CREATE TABLE x AS SELECT * FROM users; EXPLAIN ANALYZE DELETE FROM users", {u"users"_s});
        // by what runs beside it
        row("DELETE FROM names", {u"names"_s});
        row("INSERT INTO watched VALUES (5000, 1)", {u"watched"_s});
        row("UPDATE watched SET n = 1 WHERE id = 3", {u"watched"_s});
        row("INSERT INTO ruled VALUES (5000, 1)", {u"ruled"_s});
        row("CREATE TRIGGER w AFTER DELETE ON users EXECUTE FUNCTION wipe(); DELETE FROM users WHERE id = 1",
            {u"users"_s});
        row("CREATE OR REPLACE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS "
            "'BEGIN TRUNCATE users; RETURN NEW; END'; UPDATE audited SET n = 1 WHERE id = 1",
            {u"audited"_s});
        row("SELECT * FROM calling", {u"calling"_s});
        row("SELECT query_to_xml('SELECT one()', true, true, '')", {u"query_to_xml"_s});
        // by what goes along
        row("DROP EXTENSION citext CASCADE", {u"citext"_s});
        row("DROP EXTENSION IF EXISTS \"citext\" CASCADE", {u"citext"_s});
        row("DROP TYPE citext CASCADE", {u"citext"_s});
        row("DROP OWNED BY CURRENT_USER", {u"CURRENT_USER"_s});
        // by another statement's name
        row("PREPARE p AS DELETE FROM users; EXECUTE p", {u"users"_s, u"p"_s});
        row("PREPARE p(int) AS DELETE FROM users WHERE id > $1; EXECUTE p(0)", {u"users"_s, u"p"_s});
        row("DELETE FROM users USING shop.goods", {u"users"_s});
        row("DELETE FROM users WHERE (SELECT true)", {u"users"_s});
        row("UPDATE users SET name = '' FROM shop.goods", {u"users"_s});
        row("DELETE FROM users WHERE ctid IS NOT NULL", {u"users"_s});
        row("TRUNCATE ONLY users", {u"users"_s});
        row("MERGE INTO users u USING shop.goods g ON u.id = g.id WHEN MATCHED THEN DELETE", {u"users"_s});
        row("CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'DELETE FROM users RETURNING 1'; SELECT f()", {u"f"_s});
        row("UPDATE audited SET n = 1 WHERE id = 3; INSERT INTO audited VALUES (5000)", {});
        row("SELECT count(*) FROM names; INSERT INTO users (id, name) VALUES (5000, 'x')", {});
    }
    void names()
    {
        QFETCH(QString, script);
        QFETCH(QStringList, typed);
        const auto found = findImpact(*m_session, sql::reachOfScript(script.toUtf8()));
        QVERIFY2(found, qPrintable(found ? QString() : describe(found.error())));
        QCOMPARE(namesToType(*found, u"db"_s), typed);
    }

    // A session that sees PostgreSQL's names only knows nothing of the path of the script: a name is looked for
    // anywhere.
    void aSessionOfOursFindsThem()
    {
        Session ours;
        QVERIFY(ours.open(locked(m_server.connInfo(m_database))).result());
        const auto found = findImpact(ours, sql::reachOfScript("DROP TABLE users; TRUNCATE goods"));
        QVERIFY(found);
        QCOMPARE(namesToType(*found, u"db"_s), (QStringList{u"users"_s, u"goods"_s}));
    }
};

QTEST_GUILESS_MAIN(TypedNamesTest)
#include "tst_typednames.moc"
