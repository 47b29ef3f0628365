// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "catalog/difference.h"
#include "catalog/snapshots.h"
#include "migration/lint/lint.h"
#include "sql/splitter.h"
#include "support/pgprograms.h"

#include <QTest>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::migration;

// A rewrite has to be clean, to run, and to come to the same schema as what it replaces.
class LintRewritesTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;

    static constexpr char Fixture[] =
        "CREATE TABLE u (id int PRIMARY KEY);"
        "CREATE TABLE \"Big T\" (\"A a\" int, b int NOT NULL, c text, \"order\" int REFERENCES u);"
        "CREATE INDEX old ON \"Big T\" (b);"
        "CREATE INDEX older ON \"Big T\" (c);"
        "CREATE DOMAIN dom AS int;"
        "CREATE TABLE p (a int) PARTITION BY LIST (a);"
        "CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1);"
        "CREATE TABLE q (a int) PARTITION BY LIST (a);"
        "CREATE TABLE q1 PARTITION OF q FOR VALUES IN (1);"
        "CREATE TABLE \"q rest\" PARTITION OF q DEFAULT;"
        "CREATE TABLE loose (a int);"
        "CREATE MATERIALIZED VIEW m AS SELECT 1 AS one;"
        "INSERT INTO u SELECT generate_series(1, 100);"
        "INSERT INTO \"Big T\" SELECT i, i, i::text, i FROM generate_series(1, 100) i;";

    static LintScript script(const QByteArray &sql)
    {
        return {.file = u"x.sql"_s, .text = sql, .transaction = !sql.startsWith("-- howdah: transaction off")};
    }

    // As a run would: statement by statement, in a transaction unless the file says otherwise.
    static bool run(connection::Session &session, const QByteArray &text)
    {
        const auto pieces = sql::split(text);
        if (!test::verified(pieces))
            return false;
        const bool transaction = script(text).transaction;
        bool done = !transaction || test::verified(session.query({u"BEGIN"_s, {}}).result());
        for (const sql::Piece &piece : *pieces)
            done = done && test::verified(session.query({QString::fromUtf8(sql::textOf(piece, text)), {}}).result());
        return done && (!transaction || test::verified(session.query({u"COMMIT"_s, {}}).result()));
    }

    // The name of a database that the fixture and then this text have made.
    QString made(const QByteArray &text)
    {
        const QString database = m_server.createDatabase(u"lint"_s);
        connection::Session session({.names = connection::Names::OfDatabase});
        if (!test::runSql(m_server, database, QString::fromUtf8(Fixture))
            || !test::verified(session.open(m_server.connInfo(database)).result()) || !run(session, text))
            return {};
        return database;
    }

    LintContext contextOf(const QByteArray &sql)
    {
        const QString database = made("SELECT 1");
        connection::Session session;
        if (!test::verified(session.open(m_server.connInfo(database)).result()))
            return {};
        const LintScript read = script(sql);
        const auto context = readLintContext(session, std::span(&read, 1), {});
        return test::verified(context) ? *context : LintContext{};
    }

private Q_SLOTS:
    void rewrites_data()
    {
        QTest::addColumn<QByteArray>("rule");
        QTest::addColumn<QByteArray>("sql");
        const auto row = [](const char *rule, const char *sql) {
            QTest::addRow("%s: %s", rule, QByteArray(sql).simplified().constData())
                << QByteArray(rule) << QByteArray(sql);
        };
        row("create-index-blocks-writes", "CREATE INDEX i ON \"Big T\" (\"A a\");");
        row("create-index-blocks-writes",
            "-- why\nCREATE UNIQUE INDEX IF NOT EXISTS i ON \"Big T\" (b) WHERE c <> 'index';");
        row("create-index-blocks-writes",
            "CREATE INDEX i ON \"Big T\" (\"A a\"); COMMENT ON INDEX i IS 'x'; DROP INDEX CONCURRENTLY old;");
        row("drop-index-locks-table", "DROP INDEX old");
        row("drop-index-locks-table", "DROP INDEX IF EXISTS public.old;\r\n");
        row("reindex-locks-table", "REINDEX TABLE \"Big T\"");
        row("reindex-locks-table", "REINDEX (VERBOSE) INDEX old");
        if (test::serverMajor() >= 14) // CONCURRENTLY
            row("detach-partition-locks", "ALTER TABLE p DETACH PARTITION p1");
        row("add-foreign-key-scans",
            "ALTER TABLE \"Big T\" ADD CONSTRAINT \"F k\" FOREIGN KEY (b) REFERENCES u ON DELETE CASCADE;");
        row("add-foreign-key-scans",
            "ALTER TABLE ONLY public.\"Big T\" ADD FOREIGN KEY (\"A a\") REFERENCES u (id) /* ; */ -- end\n;");
        row("add-check-scans", "ALTER TABLE \"Big T\" ADD CONSTRAINT positive CHECK (b > 0 AND c IN ('a,b', c))");
        row("set-not-null-scans", "ALTER TABLE \"Big T\" ALTER \"A a\" SET NOT NULL;");
        row("add-unique-builds-index",
            "ALTER TABLE \"Big T\" ADD CONSTRAINT one UNIQUE (\"A a\", b) INCLUDE (c) DEFERRABLE INITIALLY DEFERRED");
        row("add-unique-builds-index", "ALTER TABLE \"Big T\" ADD UNIQUE (\"A a\")");
        row("add-unique-builds-index", "ALTER TABLE \"Big T\" ADD PRIMARY KEY (b)");
        if (test::serverMajor() >= 15)
            row("add-unique-builds-index", "ALTER TABLE \"Big T\" ADD CONSTRAINT one UNIQUE NULLS NOT DISTINCT (c)");
        row("no-lock-timeout", "ALTER TABLE \"Big T\" ADD COLUMN z int");
        row("no-lock-timeout", "-- howdah: transaction off\nALTER TABLE \"Big T\" ADD COLUMN z int");
        row("not-repeatable", "-- howdah: transaction off\nCREATE TABLE n (a int); SELECT 1");
        row("not-repeatable", "-- howdah: transaction off\nDROP MATERIALIZED VIEW m; SELECT 1");
        row("not-repeatable", "-- howdah: transaction off\nCREATE SCHEMA s; SELECT 1");
        row("not-repeatable",
            "-- howdah: transaction off\nDROP INDEX CONCURRENTLY old; DROP INDEX CONCURRENTLY IF EXISTS older");
    }

    void rewrites()
    {
        QFETCH(QByteArray, rule);
        QFETCH(QByteArray, sql);
        LintContext context = contextOf(sql);
        context.lockTimeoutByRunner = rule != "no-lock-timeout";
        const auto has = [&](const std::vector<Finding> &findings) {
            return std::ranges::find(findings, QString::fromLatin1(rule), &Finding::rule);
        };
        const auto before = lint(script(sql), context);
        const auto found = has(before);
        QVERIFY(found != before.end());
        QVERIFY(found->rewrite);
        QVERIFY(!found->rewrite->title.isEmpty());
        const QByteArray changed = applied(sql, *found->rewrite);
        const auto after = lint(script(changed), context);
        QVERIFY2(has(after) == after.end(), changed.constData());
        QVERIFY2(
            std::ranges::none_of(after, [](const Finding &f) { return f.severity == Severity::Error; }),
            changed.constData());

        // CONCURRENTLY keeps the original out of a transaction as well, where it stands already.
        const QByteArray original = sql.contains("CONCURRENTLY") ? "-- howdah: transaction off\n" + sql : sql;
        const QString expected = made(original);
        const QString actual = made(changed);
        QVERIFY2(!expected.isEmpty() && !actual.isEmpty(), changed.constData());
        const auto first = test::snapshotOf(m_server, expected);
        const auto second = test::snapshotOf(m_server, actual);
        QVERIFY(first && second);
        catalog::Difference difference = catalog::compare(*first, *second);
        if (rule == "detach-partition-locks") // PostgreSQL leaves a check behind that says what the partition held
            QCOMPARE(
                difference.added.removeIf([](const QString &fact) { return fact.startsWith(u"constraint p1_"_s); }), 1);
        QVERIFY2(difference.isEmpty(), qPrintable(QString::fromUtf8(changed) + u'\n' + catalog::describe(difference)));
    }

    // A default partition forbids CONCURRENTLY.
    void whatIsDetachedBesideADefaultPartition_data()
    {
        QTest::addColumn<QByteArray>("sql");
        QTest::addColumn<bool>("asked"); // the database
        QTest::addColumn<QString>("hint");
        QTest::newRow("nobody was asked")
            << QByteArray("ALTER TABLE p DETACH PARTITION p1;") << false << u"with --database, lint finds out"_s;
        QTest::newRow("there is one") << QByteArray("ALTER TABLE q DETACH PARTITION q1;") << true
                                      << u"q has the default partition public.\"q rest\", so PostgreSQL refuses"_s;
        QTest::newRow("it is made before")
            << QByteArray("CREATE TABLE rest PARTITION OF p DEFAULT; ALTER TABLE p DETACH PARTITION p1;") << true
            << u"p has the default partition rest, so"_s;
        QTest::newRow("it is attached before")
            << QByteArray("ALTER TABLE public.p ATTACH PARTITION loose DEFAULT; ALTER TABLE p DETACH PARTITION p1;")
            << true << u"p has the default partition loose, so"_s;
    }
    void whatIsDetachedBesideADefaultPartition()
    {
        if (const QByteArray old = test::tooOldFor(14, "DETACH PARTITION ... CONCURRENTLY"); !old.isEmpty())
            QSKIP(old.constData());
        QFETCH(QByteArray, sql);
        QFETCH(bool, asked);
        QFETCH(QString, hint);
        const auto findings = lint(script(sql), asked ? contextOf(sql) : LintContext{});
        const auto found = std::ranges::find(findings, u"detach-partition-locks"_s, &Finding::rule);
        QVERIFY(found != findings.end());
        QVERIFY2(!found->rewrite, qPrintable(found->hint));
        QVERIFY2(found->hint.contains(hint), qPrintable(found->hint));
        // The server is the judge: there the rewrite would have failed.
        if (asked) {
            const QString database = made("SELECT 1");
            const auto done = m_server.psql(database, QString::fromUtf8(sql).replace(u"1;"_s, u"1 CONCURRENTLY;"_s));
            QVERIFY(!done && describe(done.error()).contains("cannot detach partitions concurrently"_L1));
        }
    }

    // Types and widths on the way in: the new type has to be the one that was meant.
    void types_data()
    {
        QTest::addColumn<QByteArray>("rule");
        QTest::addColumn<QByteArray>("sql");
        QTest::addColumn<QString>("type");
        const auto row = [](const char *rule, const char *sql, const char *type) {
            QTest::newRow(sql) << QByteArray(rule) << QByteArray(sql) << QString::fromLatin1(type);
        };
        row("json-type", "CREATE TABLE n (a json)", "jsonb");
        row("json-type", "CREATE TABLE n (b int, a json[] DEFAULT '{}')", "jsonb[]");
        row("timestamp-without-zone", "CREATE TABLE n (a timestamp)", "timestamp with time zone");
        row("timestamp-without-zone", "CREATE TABLE n (a timestamp(3) NOT NULL)", "timestamp(3) with time zone");
        row("timestamp-without-zone", "CREATE TABLE n (a timestamp without time zone)", "timestamp with time zone");
        row("serial-column", "CREATE TABLE n (a bigserial PRIMARY KEY)", "bigint");
        row("serial-column", "CREATE TABLE n (a serial)", "integer");
        row("serial-column", "CREATE TABLE n (a smallserial)", "smallint");
    }

    void types()
    {
        QFETCH(QByteArray, rule);
        QFETCH(QByteArray, sql);
        QFETCH(QString, type);
        const auto before = lint(script(sql));
        const auto found = std::ranges::find(before, QString::fromLatin1(rule), &Finding::rule);
        QVERIFY(found != before.end() && found->rewrite);
        const QByteArray changed = applied(sql, *found->rewrite);
        const auto after = lint(script(changed));
        QVERIFY(std::ranges::find(after, QString::fromLatin1(rule), &Finding::rule) == after.end());
        const QString database = made(changed);
        QVERIFY(!database.isEmpty());
        const auto real = m_server.psql(
            database, u"SELECT format_type(atttypid, atttypmod) FROM pg_attribute WHERE attrelid = 'n'::regclass AND "
                      "attname = 'a'"_s);
        QVERIFY(real);
        QCOMPARE(real->trimmed(), type);
    }

    // Beside other statements nothing is offered that would leave the file half done.
    void mixedFiles()
    {
        for (const QByteArray sql :
             {"CREATE INDEX i ON t (a); CREATE TABLE n (a int)",
              "ALTER TABLE t ADD UNIQUE (a); UPDATE u SET a = 1 WHERE b = 2",
              "ALTER TABLE t ALTER a SET NOT NULL; CREATE TABLE n (a int)",
              "ALTER TABLE t ADD UNIQUE (a), ADD b int"}) {
            const auto findings = lint(script(sql));
            QVERIFY2(!findings.empty() && !findings[0].rewrite, sql.constData());
            QVERIFY(!findings[0].hint.isEmpty());
        }
        // A foreign key may still be added NOT VALID, and validated some other time.
        const QByteArray sql =
            "CREATE TABLE n (a int); ALTER TABLE t ADD CONSTRAINT c FOREIGN KEY (a) REFERENCES u, ADD b int";
        const auto findings = lint(script(sql));
        QCOMPARE(
            applied(sql, *findings.at(0).rewrite), QByteArray("CREATE TABLE n (a int); ALTER TABLE t ADD CONSTRAINT c "
                                                              "FOREIGN KEY (a) REFERENCES u NOT VALID, ADD b int"));
    }

    // What the database says is what it has.
    void context()
    {
        const LintContext context =
            contextOf("SELECT * FROM \"Big T\", p, nothing; CREATE INDEX ON public.\"Big T\" (b)");
        QVERIFY(context.serverVersion >= 130'000);
        QCOMPARE(context.schema, u"public"_s);
        QCOMPARE(context.tables.size(), 2);
        const TableFacts facts = context.tables[tableKey(context, {{}, u"Big T"_s})];
        QVERIFY(facts.bytes > 0 && facts.isSmall() && !facts.isEmpty() && !facts.partitioned);
        QCOMPARE(facts.columns[u"b"_s], (ColumnFacts{u"integer"_s, true}));
        QCOMPARE(facts.columns[u"A a"_s], (ColumnFacts{u"integer"_s, false}));
        QCOMPARE(facts.indexes.size(), 2U);
        QVERIFY(std::ranges::find(facts.indexes, QStringList{u"b"_s}) != facts.indexes.end());
        QVERIFY(context.tables[tableKey(context, {{}, u"p"_s})].partitioned);
    }
};

QTEST_GUILESS_MAIN(LintRewritesTest)
#include "tst_rewrites.moc"
