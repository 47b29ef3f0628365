// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "catalog/difference.h"
#include "catalog/snapshots.h"

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::catalog;

class DifferenceTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;
    QString m_database; // with Base in it

    static QString base()
    {
        return uR"(
            CREATE SCHEMA app;
            CREATE TYPE app.state AS ENUM ('new', 'done');
            CREATE DOMAIN app.short AS varchar(10) CHECK (VALUE <> '');
            CREATE SEQUENCE app.counter;
            CREATE FUNCTION app.one() RETURNS integer LANGUAGE sql AS 'SELECT 1';
            CREATE FUNCTION app.stamp() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
            CREATE TABLE app.users (id integer PRIMARY KEY, email varchar(255) DEFAULT 'x', state app.state);
            CREATE TABLE app.posts (id integer, user_id integer REFERENCES app.users, body text);
            CREATE TABLE app.log (day date) PARTITION BY RANGE (day);
            CREATE VIEW app.emails AS SELECT email FROM app.users;
        )"_s;
    }

    QStringList factsNow(Roles roles = Roles::Include)
    {
        const Snapshot catalog = test::snapshotOf(m_server, m_database);
        return catalog ? facts(*catalog, roles) : QStringList();
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_database = m_server.createDatabase();
        QVERIFY(test::runSql(m_server, m_database, base()));
    }

    void saysWhatIsThere()
    {
        QStringList all = factsNow(Roles::Ignore);
        QVERIFY(std::ranges::is_sorted(all));
        const auto concerns = [](const QString &fact) {
            return fact.contains(u"app.posts"_s) || fact.contains(u"state"_s);
        };
        all.removeIf([&](const QString &fact) { return !concerns(fact); });
        QCOMPARE(
            all, QStringList({
                     u"column app.posts.body text"_s,
                     u"column app.posts.id integer"_s,
                     u"column app.posts.user_id integer"_s,
                     u"column app.users.state app.state"_s,
                     u"column order app.posts: id, user_id, body"_s,
                     u"column order app.users: id, email, state"_s,
                     u"constraint posts_user_id_fkey on app.posts: FOREIGN KEY (user_id) REFERENCES app.users(id)"_s,
                     u"enum app.state 'new', 'done'"_s,
                     u"table app.posts"_s,
                 }));
    }

    void twoDatabasesBuiltAlikeAreEqual()
    {
        const QString other = m_server.createDatabase();
        // Other OIDs, another search_path, and rows: none of it counts.
        QVERIFY(test::runSql(
            m_server, other,
            u"CREATE TABLE gone (); DROP TABLE gone;"_s + base() + u"INSERT INTO app.users VALUES (1); ANALYZE;"_s
                + u"ALTER DATABASE %1 SET search_path = app; ALTER DATABASE %1 SET DateStyle = 'German';"_s.arg(
                    other)));
        const Snapshot first = test::snapshotOf(m_server, m_database);
        const Snapshot second = test::snapshotOf(m_server, other);
        QVERIFY(first && second);
        Difference difference = compare(*first, *second);
        difference.added.removeIf([](const QString &fact) { return fact.startsWith(u"database setting"_s); });
        QVERIFY2(difference.isEmpty(), qPrintable(describe(difference)));
    }

    void everyChangeIsSeenAndEveryUndoingToo_data()
    {
        QTest::addColumn<QString>("change");
        QTest::addColumn<QString>("undo");
        QTest::addColumn<QStringList>("expected"); // parts of lines of the difference, one for each line
        const auto row = [](const char *change, const char *undo, const QStringList &expected) {
            QTest::newRow(change) << QString::fromUtf8(change) << QString::fromUtf8(undo) << expected;
        };
        row("ALTER TABLE app.posts ADD tag text NOT NULL DEFAULT 'a'", "ALTER TABLE app.posts DROP tag",
            {u"- column order app.posts: id, user_id, body"_s,
             u"+ column app.posts.tag text not null default 'a'::text"_s,
             u"+ column order app.posts: id, user_id, body, tag"_s});
        row("ALTER TABLE app.users ALTER email TYPE varchar(100)",
            "ALTER TABLE app.users ALTER email TYPE varchar(255)", {}); // refused: the view uses it
        row("ALTER TABLE app.users ALTER email SET DEFAULT 'y'", "ALTER TABLE app.users ALTER email SET DEFAULT 'x'",
            {u"- column app.users.email"_s, u"+ column app.users.email"_s});
        row("ALTER TABLE app.posts ALTER body SET NOT NULL", "ALTER TABLE app.posts ALTER body DROP NOT NULL",
            {u"- column app.posts.body text"_s, u"+ column app.posts.body text not null"_s});
        row("ALTER TABLE app.posts ALTER body SET STORAGE EXTERNAL",
            "ALTER TABLE app.posts ALTER body SET STORAGE EXTENDED",
            {u"- column app.posts.body text"_s, u"+ column app.posts.body text SET STORAGE EXTERNAL"_s});
        row("ALTER TABLE app.posts ADD CONSTRAINT c CHECK (id > 0)", "ALTER TABLE app.posts DROP CONSTRAINT c",
            {u"+ constraint c on app.posts: CHECK ((id > 0))"_s});
        row("CREATE INDEX i ON app.posts (lower(body))", "DROP INDEX app.i",
            {u"+ index app.i: CREATE INDEX i ON app.posts"_s});
        row("COMMENT ON COLUMN app.posts.id IS E'a\\nb'", "COMMENT ON COLUMN app.posts.id IS NULL",
            {u"+ comment on column app.posts.id: a\\nb"_s});
        row("COMMENT ON CONSTRAINT users_pkey ON app.users IS 'k'",
            "COMMENT ON CONSTRAINT users_pkey ON app.users IS NULL",
            {u"+ comment on constraint users_pkey on app.users: k"_s});
        row("COMMENT ON SCHEMA app IS 's'", "COMMENT ON SCHEMA app IS NULL", {u"+ comment on schema app: s"_s});
        row("CREATE TABLE app.log_1 PARTITION OF app.log FOR VALUES FROM ('2024-01-01') TO ('2025-01-01')",
            "DROP TABLE app.log_1",
            {u"+ column app.log_1.day date inherited 1"_s, u"+ column order app.log_1: day"_s,
             u"+ owner of table app.log_1"_s,
             u"+ table app.log_1 partition of app.log FOR VALUES FROM ('2024-01-01') TO ('2025-01-01')"_s});
        row("CREATE TRIGGER t BEFORE INSERT ON app.posts FOR EACH ROW EXECUTE FUNCTION app.stamp()",
            "DROP TRIGGER t ON app.posts", {u"+ trigger t on app.posts"_s});
        row("CREATE POLICY p ON app.posts USING (id > 0)", "DROP POLICY p ON app.posts",
            {u"+ policy p on app.posts"_s});
        row("ALTER TABLE app.posts ENABLE ROW LEVEL SECURITY", "ALTER TABLE app.posts DISABLE ROW LEVEL SECURITY",
            {u"- table app.posts"_s, u"+ table app.posts row security"_s});
        row("CREATE RULE r AS ON DELETE TO app.posts DO INSTEAD NOTHING", "DROP RULE r ON app.posts",
            {u"+ rule r on app.posts"_s});
        row("ALTER TABLE app.posts SET (fillfactor = 50)", "ALTER TABLE app.posts RESET (fillfactor)",
            {u"- table app.posts"_s, u"+ table app.posts with fillfactor='50'"_s});
        row("CREATE OR REPLACE VIEW app.emails AS SELECT email FROM app.users WHERE id > 0",
            "CREATE OR REPLACE VIEW app.emails AS SELECT email FROM app.users",
            {u"- view app.emails"_s, u"+ view app.emails"_s});
        row("CREATE OR REPLACE FUNCTION app.one() RETURNS integer LANGUAGE sql AS 'SELECT 2'",
            "CREATE OR REPLACE FUNCTION app.one() RETURNS integer LANGUAGE sql AS 'SELECT 1'",
            {u"- function app.one()"_s, u"+ function app.one()"_s});
        row("ALTER DOMAIN app.short SET NOT NULL", "ALTER DOMAIN app.short DROP NOT NULL",
            {u"- domain app.short"_s, u"+ domain app.short"_s});
        row("ALTER TYPE app.state RENAME VALUE 'done' TO 'over'", "ALTER TYPE app.state RENAME VALUE 'over' TO 'done'",
            {u"- enum app.state 'new', 'done'"_s, u"+ enum app.state 'new', 'over'"_s});
        row("ALTER SEQUENCE app.counter OWNED BY app.posts.id", "ALTER SEQUENCE app.counter OWNED BY NONE",
            {u"- sequence app.counter"_s, u"+ sequence app.counter"_s});
        row("CREATE STATISTICS app.s ON id, body FROM app.posts", "DROP STATISTICS app.s",
            {u"+ statistics object app.s"_s});
        row("CREATE PUBLICATION pub FOR TABLE app.posts", "DROP PUBLICATION pub", {u"+ publication pub"_s});
        row("ALTER DEFAULT PRIVILEGES IN SCHEMA app GRANT SELECT ON TABLES TO public",
            "ALTER DEFAULT PRIVILEGES IN SCHEMA app REVOKE SELECT ON TABLES FROM public", {u"+ default acl"_s});
        row("GRANT SELECT ON app.posts TO public", "REVOKE SELECT ON app.posts FROM public",
            {u"+ privileges on table app.posts"_s});
        row("GRANT SELECT (id) ON app.posts TO public", "REVOKE SELECT (id) ON app.posts FROM public",
            {u"+ privileges on column app.posts.id"_s});
        row("CREATE EXTENSION pgcrypto", "DROP EXTENSION pgcrypto",
            {u"+ comment on extension pgcrypto"_s, u"+ extension pgcrypto version"_s});
        row("CREATE OPERATOR app.=== (FUNCTION = int4eq, LEFTARG = integer, RIGHTARG = integer)",
            "DROP OPERATOR app.=== (integer, integer)", {u"+ operator app.===(integer,integer)"_s});
    }

    // Each line of the difference is the one expected, in order, and no other; undoing restores every fact.
    void everyChangeIsSeenAndEveryUndoingToo()
    {
        QFETCH(QString, change);
        QFETCH(QString, undo);
        QFETCH(QStringList, expected);
        const QStringList before = factsNow();
        QVERIFY(!before.isEmpty());
        if (expected.isEmpty()) {
            QVERIFY(!m_server.psql(m_database, change));
            QVERIFY(compare(before, factsNow()).isEmpty());
            return;
        }
        QVERIFY(test::runSql(m_server, m_database, change));
        const QString difference = describe(compare(before, factsNow()));
        const QStringList lines = difference.split(u'\n', Qt::SkipEmptyParts);
        QVERIFY2(lines.size() == expected.size(), qPrintable(difference));
        for (qsizetype i = 0; i < lines.size(); ++i)
            QVERIFY2(lines.at(i).startsWith(expected.at(i)), qPrintable(difference));
        QVERIFY(test::runSql(m_server, m_database, undo));
        const Difference after = compare(before, factsNow());
        QVERIFY2(after.isEmpty(), qPrintable(describe(after)));
    }

    void rolesCanBeLeftOut()
    {
        const QStringList with = factsNow(Roles::Include);
        const QStringList without = factsNow(Roles::Ignore);
        const Difference difference = compare(with, without);
        QVERIFY(difference.added.isEmpty());
        QVERIFY(!difference.missing.isEmpty());
        for (const QString &fact : difference.missing)
            QVERIFY2(fact.startsWith(u"owner of "_s) || fact.startsWith(u"privileges on "_s), qPrintable(fact));
    }
};

QTEST_GUILESS_MAIN(DifferenceTest)
#include "tst_difference.moc"
