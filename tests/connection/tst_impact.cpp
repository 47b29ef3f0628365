// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/typedname.h"
#include "connection/profile/impact.h"
#include "connection/session/guard.h"
#include "support/testserver.h"

#include <QTest>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::connection;

// What would go, as the server knows it, against what goes in truth.
class ImpactTest final : public QObject
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

    [[nodiscard]] std::vector<Impact> find(const QString &script, const QString &schema = {}) const
    {
        auto found = findImpact(*m_session, sql::destructionsOfScript(script.toUtf8()), schema);
        if (!found) {
            qWarning("%s", qPrintable(describe(found.error())));
            return {};
        }
        return *found;
    }

    [[nodiscard]] static QStringList described(const std::vector<Impact> &all)
    {
        QStringList list;
        for (const Impact &one : all)
            list << describe(one);
        return list;
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_database = m_server.createDatabase(u"endangered"_s);
        QCOMPARE(
            sql(uR"(
            CREATE TABLE people (id int PRIMARY KEY, name text, email text);
            CREATE TABLE letters (id int PRIMARY KEY, person int REFERENCES people ON DELETE CASCADE, text text);
            CREATE TABLE stamps (letter int REFERENCES letters, price numeric);
            INSERT INTO people SELECT i, 'name ' || i, 'mail' FROM generate_series(1, 20000) i;
            INSERT INTO letters SELECT i, i, 'text' FROM generate_series(1, 5000) i;
            INSERT INTO stamps SELECT i, 1 FROM generate_series(1, 300) i;
            CREATE VIEW names AS SELECT name FROM people;
            CREATE SCHEMA shop;
            CREATE TABLE shop.goods (id int, mood text);
            INSERT INTO shop.goods SELECT i, 'x' FROM generate_series(1, 1200) i;
            CREATE TABLE shop.empty (id int);
            CREATE TYPE public.mood AS ENUM ('good', 'bad');
            CREATE TABLE diary (day date, mood mood);
            CREATE TABLE few (id int);
            INSERT INTO few VALUES (1), (2), (3);
            CREATE TABLE parts (id int) PARTITION BY RANGE (id);
            CREATE TABLE parts_a PARTITION OF parts FOR VALUES FROM (0) TO (1000);
            CREATE TABLE parts_b PARTITION OF parts FOR VALUES FROM (1000) TO (5000);
            INSERT INTO parts SELECT i FROM generate_series(0, 3999) i;
            CREATE FUNCTION purge() RETURNS int LANGUAGE sql AS 'DELETE FROM few RETURNING id';
            CREATE FUNCTION reads() RETURNS bigint STABLE LANGUAGE sql AS 'SELECT count(*) FROM few';
            CREATE PROCEDURE tidy() LANGUAGE sql AS 'DELETE FROM few';
            CREATE FUNCTION told() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
            CREATE TRIGGER tells BEFORE INSERT ON few FOR EACH ROW EXECUTE FUNCTION told();
            ANALYZE people, letters, stamps, shop.goods, parts;
            )"_s),
            QString());
        // As the migrations run that it is asked for.
        m_session = std::make_unique<Session>(SessionOptions{.names = Names::OfDatabase});
        // Nothing is changed by asking: the server holds it to that.
        QVERIFY(m_session->open(locked(m_server.connInfo(m_database))).result());
    }
    void cleanupTestCase() { m_session.reset(); }

    // Estimates of analysed tables against the rows that are there.
    void estimatesAreNear_data()
    {
        QTest::addColumn<QString>("sql");
        QTest::addColumn<qint64>("rows");
        QTest::addColumn<bool>("exact");
        const auto row = [](const char *text, qint64 rows, bool exact) {
            QTest::newRow(text) << QString::fromLatin1(text) << rows << exact;
        };
        row("TRUNCATE people CASCADE", 20'000, false);
        row("DROP TABLE people CASCADE", 20'000, false);
        row("DELETE FROM people", 20'000, false);
        row("UPDATE people SET email = NULL", 20'000, false);
        row("UPDATE letters SET text = '' WHERE true", 5000, false);
        row("WITH gone AS (DELETE FROM stamps RETURNING *) SELECT * FROM gone", 300, false);
        row("DELETE FROM stamps USING people", 300, false); // each row goes once
        row("MERGE INTO letters l USING people p ON l.person = p.id WHEN MATCHED THEN DELETE", 5000, false);
        row("DROP TABLE parts", 4000, false);
        row("TRUNCATE parts", 4000, false);
        row("ALTER TABLE people DROP COLUMN email", 20'000, false);
        row("DROP TABLE few", 3, true); // never analysed: the planner would guess thousands
        row("TRUNCATE shop.empty", 0, true);
        row("DELETE FROM few", 3, true);
    }
    void estimatesAreNear()
    {
        QFETCH(QString, sql);
        QFETCH(qint64, rows);
        QFETCH(bool, exact);
        const auto found = find(sql);
        QCOMPARE(found.size(), 1U);
        QVERIFY(found.front().rows);
        QCOMPARE(found.front().exact, exact);
        const qint64 estimate = *found.front().rows;
        QVERIFY2(std::abs(estimate - rows) * 20 <= rows, qPrintable(QString::number(estimate)));
        const QString words = describe(found.front());
        QVERIFY2(words.contains(u"about"_s) == !exact && words.contains(u"row"_s), qPrintable(words));
    }

    // Nothing of it has run.
    void askingChangesNothing()
    {
        QCOMPARE(
            sql(u"SELECT (SELECT count(*) FROM people), (SELECT count(*) FROM letters), (SELECT count(*) FROM few)"_s),
            u"20000|5000|3"_s);
    }

    void reportsWhatGoesAlong()
    {
        QCOMPARE(
            described(find(u"TRUNCATE people CASCADE"_s)),
            QStringList{u"TRUNCATE public.people: about 20,000 rows; also lost: table letters (about 5,000 "
                        u"rows), table stamps (about 300 rows)"_s});
        // A DELETE goes along ON DELETE CASCADE only, whatever else refers to it.
        QCOMPARE(
            described(find(u"DELETE FROM people"_s)),
            QStringList{u"DELETE public.people: about 20,000 rows; also lost: table letters (about 5,000 rows)"_s});
        const QString dropped = describe(find(u"DROP TABLE people CASCADE"_s).front());
        QVERIFY2(dropped.contains(u"view names"_s), qPrintable(dropped));
        QVERIFY2(dropped.contains(u"constraint letters_person_fkey on table letters"_s), qPrintable(dropped));
        QVERIFY2(!dropped.contains(u"table letters ("_s), qPrintable(dropped)); // its rows stay
        const QString schema = describe(find(u"DROP SCHEMA shop CASCADE"_s).front());
        QVERIFY2(
            schema.contains(u"table shop.goods (about 1,200 rows)"_s)
                && schema.contains(u"table shop.empty (0 rows)"_s),
            qPrintable(schema));
        const QString type = describe(find(u"DROP TYPE mood CASCADE"_s).front());
        QVERIFY2(type.contains(u"column mood of table diary"_s), qPrintable(type));
        // Without CASCADE nothing goes along: the server refuses instead.
        QCOMPARE(find(u"DROP TABLE people"_s).front().along.size(), 0U);
    }

    // Foreign keys are followed as far as they carry: from table to table, through one that refers to itself, and not
    // where a row only loses its value. Judged by what the server does in truth.
    void cascadesAreFollowedToTheirEnd()
    {
        QCOMPARE(
            sql(uR"(
            CREATE SCHEMA tree;
            CREATE TABLE tree.root (id int PRIMARY KEY);
            CREATE TABLE tree.branch (id int PRIMARY KEY, root int REFERENCES tree.root ON DELETE CASCADE,
                                      up int REFERENCES tree.branch ON DELETE CASCADE);
            CREATE TABLE tree.leaf (branch int REFERENCES tree.branch ON DELETE CASCADE);
            CREATE TABLE tree.nest (branch int REFERENCES tree.branch ON DELETE SET NULL);
            INSERT INTO tree.root VALUES (1), (2);
            INSERT INTO tree.branch SELECT i, 1 + i % 2, nullif(i - 1, 0) FROM generate_series(1, 40) i;
            INSERT INTO tree.leaf SELECT 1 + i % 40 FROM generate_series(1, 300) i;
            INSERT INTO tree.nest VALUES (1);
            ANALYZE tree.root, tree.branch, tree.leaf, tree.nest)"_s),
            QString());
        for (const QString &statement : {u"DELETE FROM tree.root"_s, u"DELETE FROM tree.root WHERE true"_s})
            QCOMPARE(
                described(find(statement)),
                QStringList{u"DELETE tree.root: about 2 rows; also lost: table tree.leaf (about 300 rows), table "
                            u"tree.branch (about 40 rows)"_s});
        QCOMPARE(
            sql(u"BEGIN; DELETE FROM tree.root; SELECT (SELECT count(*) FROM tree.branch), (SELECT count(*) FROM "
                "tree.leaf), (SELECT count(*) FROM tree.nest); ROLLBACK"_s),
            u"0|0|1"_s);
        // TRUNCATE asks for no rule.
        const QString truncated = describe(find(u"TRUNCATE tree.root CASCADE"_s).front());
        for (const QString &table : {u"tree.branch"_s, u"tree.leaf"_s, u"tree.nest"_s})
            QVERIFY2(truncated.contains(table), qPrintable(truncated));
        QCOMPARE(find(u"DELETE FROM tree.nest"_s).front().along.size(), 0U);
        QCOMPARE(sql(u"DROP SCHEMA tree CASCADE"_s), QString());
    }

    void partitionsAreToldWithTheirTable()
    {
        QCOMPARE(
            sql(uR"(
            CREATE SCHEMA split;
            CREATE TABLE split.root (id int PRIMARY KEY);
            CREATE TABLE split.part (id int, root int REFERENCES split.root ON DELETE CASCADE) PARTITION BY RANGE (id);
            CREATE TABLE split.low PARTITION OF split.part FOR VALUES FROM (0) TO (100);
            CREATE TABLE split.high PARTITION OF split.part FOR VALUES FROM (100) TO (1000);
            INSERT INTO split.root VALUES (1), (2);
            INSERT INTO split.part SELECT i, 1 + i % 2 FROM generate_series(1, 400) i;
            ANALYZE split.root, split.part, split.low, split.high)"_s),
            QString());
        QCOMPARE(
            described(find(u"DELETE FROM split.root"_s)),
            QStringList{u"DELETE split.root: about 2 rows; also lost: table split.part (about 400 rows)"_s});
        QCOMPARE(sql(u"DROP SCHEMA split CASCADE"_s), QString());
    }

    // The same as the server does in truth: what is described is gone afterwards, and nothing else.
    void whatGoesIsWhatWasTold()
    {
        const QString before =
            sql(u"SELECT string_agg(oid::regclass::text, ',' ORDER BY 1) FROM pg_class WHERE relkind "
                "IN ('r', 'v', 'p')"_s);
        const auto found = find(u"DROP SCHEMA shop CASCADE"_s);
        const QString lost = sql(u"BEGIN; DROP SCHEMA shop CASCADE; SELECT string_agg(x, ',') FROM "
                                 u"unnest(string_to_array('%1', ',')) x WHERE "
                                 "to_regclass(x) IS NULL; ROLLBACK;"_s.arg(before));
        QStringList reported;
        for (const CarriedAlong &one : found.front().along)
            reported << one.name.section(u' ', -1);
        reported.sort();
        QStringList gone = lost.split(u'\n').last().split(u',');
        gone.sort();
        QCOMPARE(reported, gone);
    }

    void whatIsNotThereIsNotAskedFor()
    {
        QCOMPARE(
            described(find(u"DROP TABLE IF EXISTS nowhere; DELETE FROM nowhere; DROP TRIGGER none ON few;"
                           "ALTER TABLE few DROP COLUMN IF EXISTS none; DROP SCHEMA IF EXISTS none;"
                           "CREATE TABLE later (x int); TRUNCATE later"_s)),
            QStringList());
        QCOMPARE(described(find(u"DROP TRIGGER tells ON few"_s)), QStringList{u"DROP TRIGGER public.few.tells"_s});
    }

    void functionsAreJudgedByTheServer()
    {
        QCOMPARE(
            described(find(u"SELECT count(*), lower('X'), now(), reads(), gen_random_uuid() FROM few"_s)),
            QStringList());
        QCOMPARE(
            described(find(u"SELECT purge()"_s)),
            QStringList{u"call of public.purge: its effects cannot be analysed"_s});
        QCOMPARE(
            described(find(u"CALL tidy()"_s)), QStringList{u"call of public.tidy: its effects cannot be analysed"_s});
        QCOMPARE(described(find(u"SELECT not_there_yet()"_s)).size(), 1);
        QCOMPARE(described(find(u"SELECT lo_unlink(1)"_s)).size(), 1);
        QCOMPARE(described(find(u"DO $$BEGIN END$$"_s)), QStringList{u"block DO: its effects cannot be analysed"_s});
        QCOMPARE(sql(u"SELECT count(*) FROM few"_s), u"3"_s);
    }

    void namesAreThoseThatAreTyped()
    {
        QCOMPARE(
            namesToType(find(u"TRUNCATE people, letters CASCADE; DELETE FROM people"_s), u"db"_s),
            (QStringList{u"people"_s, u"letters"_s}));
        QCOMPARE(namesToType(find(u"ALTER TABLE people DROP COLUMN email"_s), u"db"_s), QStringList{u"people.email"_s});
        // Of two that are called the same, with their schemas.
        QCOMPARE(sql(u"CREATE TABLE shop.few (id int)"_s), QString());
        QCOMPARE(
            namesToType(find(u"TRUNCATE few, shop.few"_s), u"db"_s), (QStringList{u"public.few"_s, u"shop.few"_s}));
        // The schema of a pack comes first.
        QCOMPARE(find(u"TRUNCATE few"_s, u"shop"_s).front().schema, u"shop"_s);
        QCOMPARE(sql(u"DROP TABLE shop.few"_s), QString());
        // Very many are one: the database.
        QString script;
        for (int i = 0; i < int(MostTyped) + 1; ++i)
            script += u"CREATE TABLE many%1 (x int);"_s.arg(i);
        QCOMPARE(sql(script), QString());
        QCOMPARE(
            namesToType(find(script.replace(u"CREATE TABLE"_s, u"DROP TABLE"_s).remove(u" (x int)"_s)), u"db"_s),
            QStringList{u"db"_s});
    }

    void hostileNames_data()
    {
        QTest::addColumn<QString>("name");
        for (const QString &name :
             {u"it's"_s, u"a\"b"_s, u"a\\b"_s, u"a;DROP TABLE few;--"_s, u"<b>bold</b>"_s, u"a\nb"_s, u"שלום"_s,
              u"a\u202Egnol"_s, u"Few"_s, u" few"_s, u"100%1"_s, u"$1"_s, QString(63, u'x')})
            QTest::newRow(qPrintable(name)) << name;
    }
    void hostileNames()
    {
        QFETCH(QString, name);
        QString quoted = name;
        quoted = u'"' + quoted.replace(u'"', u"\"\""_s) + u'"';
        QCOMPARE(sql(u"CREATE TABLE %1 (\"c 'x\" int); INSERT INTO %1 VALUES (1), (2)"_s.arg(quoted)), QString());
        const auto found = find(u"DELETE FROM %1; TRUNCATE %1; ALTER TABLE %1 DROP COLUMN \"c 'x\""_s.arg(quoted));
        QCOMPARE(found.size(), 3U);
        for (const Impact &one : found) {
            QCOMPARE(one.name, name);
            QCOMPARE(one.rows, std::optional<qint64>(2));
            const QString words = describe(one);
            QVERIFY(!words.contains(u'\n') && !words.contains(QChar(0x202E)));
        }
        const QStringList names = namesToType(found, u"db"_s);
        QCOMPARE(names, (QStringList{name, name + u".c 'x"_s}));
        QVERIFY(isTyped(typableName(name), name));
        QVERIFY(!isTyped(u"few"_s, name)); // which differs by its case only, or by a blank
        QCOMPARE(sql(u"DROP TABLE "_s + quoted), QString());
        QCOMPARE(sql(u"SELECT count(*) FROM few"_s), u"3"_s);
    }

    // Between the question and the run somebody else was there.
    void aRaceIsSeen_data()
    {
        QTest::addColumn<QString>("meanwhile");
        QTest::addColumn<QString>("undo");
        QTest::addColumn<QString>("reported"); // "" when it does not matter
        QTest::newRow("nothing") << QString() << QString() << QString();
        QTest::newRow("renamed") << u"ALTER TABLE race RENAME TO raced"_s << u"ALTER TABLE raced RENAME TO race"_s
                                 << u"no longer exists, or was renamed"_s;
        QTest::newRow("dropped") << u"ALTER TABLE race SET SCHEMA shop"_s
                                 << u"ALTER TABLE shop.race SET SCHEMA public"_s << u"no longer exists"_s;
        QTest::newRow("another in its place")
            << u"ALTER TABLE race RENAME TO raced; CREATE TABLE race (id int PRIMARY KEY)"_s
            << u"DROP TABLE race; ALTER TABLE raced RENAME TO race"_s << u"is a different object"_s;
        QTest::newRow("far more rows") << u"INSERT INTO race SELECT i FROM generate_series(100, 9000) i; ANALYZE race"_s
                                       << u"DELETE FROM race WHERE id >= 100; VACUUM FULL race"_s
                                       << u"has many more rows"_s;
        QTest::newRow("a few rows more") << u"INSERT INTO race SELECT i FROM generate_series(100, 120) i"_s
                                         << u"DELETE FROM race WHERE id >= 100"_s << QString();
        QTest::newRow("more is lost with")
            << u"CREATE TABLE refers (id int REFERENCES race)"_s << u"DROP TABLE refers"_s << u"more is lost with"_s;
    }
    void aRaceIsSeen()
    {
        QFETCH(QString, meanwhile);
        QFETCH(QString, undo);
        QFETCH(QString, reported);
        const QString script = u"TRUNCATE race CASCADE"_s;
        QCOMPARE(
            sql(u"CREATE TABLE IF NOT EXISTS race (id int PRIMARY KEY); TRUNCATE race; INSERT INTO race VALUES (1), (2)"_s),
            QString());
        const auto agreed = find(script);
        QCOMPARE(agreed.size(), 1U);
        if (!meanwhile.isEmpty())
            QCOMPARE(sql(meanwhile), QString());
        const Result<void> same = stillAsAgreed(agreed, find(script));
        if (!undo.isEmpty())
            QCOMPARE(sql(undo), QString());
        QCOMPARE(bool(same), reported.isEmpty());
        if (!same) {
            QCOMPARE(same.error().kind, ErrorKind::Conflict);
            QVERIFY2(same.error().message.contains(reported), qPrintable(same.error().message));
        }
    }

    // A role that may see nothing is told what is there all the same.
    void withoutPrivileges()
    {
        Session poor({.names = Names::OfDatabase});
        QVERIFY(poor.open(m_server.createRole(u"poor"_s, u"secret-word-1"_s, m_database)).result());
        const auto found = findImpact(poor, sql::destructionsOfScript("TRUNCATE people; DROP TABLE few"));
        QVERIFY2(found, qPrintable(found ? QString() : describe(found.error())));
        QCOMPARE(found->size(), 2U);
        QCOMPARE((*found)[0].rows, std::optional<qint64>(20'000)); // of the statistics
        QCOMPARE((*found)[1].rows, std::optional<qint64>());
    }
};

QTEST_GUILESS_MAIN(ImpactTest)
#include "tst_impact.moc"
