// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/history/catalogstate.h"
#include "migration/history/dialects.h"
#include "migration/migrationfixture.h"
#include "migration/run/historyoperations.h"
#include "migration/source/source.h"
#include "support/verifyok.h"

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::migration;
using test::MigrationFixture;

// The database itself against what the last run left.
class CatalogStateTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;

    static Source source()
    {
        return parseSource(test::numbered(
            {{"CREATE TABLE orders (id int PRIMARY KEY, total int CONSTRAINT ck_total CHECK (total > 0), note text);"
              "CREATE INDEX ix_note ON orders (note);"
              "CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';"
              "CREATE TRIGGER tr_stamp BEFORE INSERT ON orders FOR EACH ROW EXECUTE FUNCTION stamp();",
              "DROP TABLE orders; DROP FUNCTION stamp();"},
             {"CREATE TABLE lines (id int REFERENCES orders);", "DROP TABLE lines;"},
             {"CREATE TABLE IF NOT EXISTS later (id int);", "DROP TABLE IF EXISTS later;"}}));
    }
    static Request upTo(int version)
    {
        Request request;
        request.to = Version::parse(QString::number(version));
        return request;
    }
    static CatalogDrift driftOf(MigrationFixture &database)
    {
        const Result<CatalogDrift> drift = findDrift(database.session(), database.dialect(), database.history());
        if (!drift)
            qFatal("%s", qPrintable(describe(drift.error())));
        return *drift;
    }
    static QStringList linesOf(MigrationFixture &database)
    {
        const CatalogDrift drift = driftOf(database);
        return drift.unknown.isEmpty() ? describe(drift) : QStringList{drift.unknown};
    }
    static void apply(MigrationFixture &database, const Request &request = {})
    {
        const Result<RunReport> report = database.run(source(), request);
        QVERIFY2(report && !report->failure, report ? "" : qPrintable(describe(report.error())));
    }

private Q_SLOTS:
    void nothingDiffersAfterARun()
    {
        MigrationFixture database(m_server);
        apply(database);
        const CatalogDrift drift = driftOf(database);
        QCOMPARE(drift.unknown, QString());
        QVERIFY(!drift.since.isEmpty());
        QCOMPARE(describe(drift), QStringList());
        // Rows and statistics are no difference.
        QCOMPARE(database.psql(u"INSERT INTO later VALUES (1)"_s), QString());
        QCOMPARE(database.psql(u"ANALYZE"_s), QString());
        QCOMPARE(linesOf(database), QStringList());
    }

    void whatWasDroppedOrChangedIsNamed()
    {
        MigrationFixture database(m_server);
        apply(database);
        QCOMPARE(
            database.psql(u"DROP TABLE lines; DROP INDEX ix_note; ALTER TABLE orders DROP CONSTRAINT ck_total; "
                          "DROP TRIGGER tr_stamp ON orders; ALTER TABLE orders ALTER COLUMN note TYPE varchar(9); "
                          "CREATE TABLE public.mine (id int PRIMARY KEY)"_s),
            QString());
        QCOMPARE(
            linesOf(database),
            (QStringList{
                u"missing: constraint ck_total on public.orders"_s, u"missing: index public.ix_note"_s,
                u"missing: table public.lines"_s, u"missing: trigger tr_stamp on public.orders"_s,
                u"changed: column public.orders.note"_s, u"added: table public.mine"_s}));
    }

    // Else the next run would make what was done by hand right.
    void aRunForgetsNothing()
    {
        MigrationFixture database(m_server);
        apply(database, upTo(1));
        QCOMPARE(database.psql(u"DROP INDEX ix_note; CREATE TABLE public.mine (id int)"_s), QString());
        const QStringList differences{u"missing: index public.ix_note"_s, u"added: table public.mine"_s};
        QCOMPARE(linesOf(database), differences);
        apply(database);
        QCOMPARE(linesOf(database), differences);
        Request down;
        down.direction = Direction::Down;
        apply(database, down);
        QCOMPARE(linesOf(database), differences);
        down.everything = true;
        apply(database, down);
        QCOMPARE(linesOf(database), QStringList{u"added: table public.mine"_s});
    }

    // What a run names is as it left it, also where it found its work done.
    void whatARunNamesIsAsItLeftIt()
    {
        MigrationFixture database(m_server);
        apply(database, upTo(2));
        QCOMPARE(database.psql(u"CREATE TABLE public.later (id int)"_s), QString());
        QCOMPARE(linesOf(database), QStringList{u"added: table public.later"_s});
        apply(database);
        QCOMPARE(linesOf(database), QStringList());
        QCOMPARE(database.psql(u"DROP TABLE later"_s), QString());
        QCOMPARE(linesOf(database), QStringList{u"missing: table public.later"_s});
        Request down;
        down.direction = Direction::Down;
        apply(database, down);
        QCOMPARE(linesOf(database), QStringList());
    }

    // A word in a comment, a string or a statement on rows is no change of what it means, nor is a table changed in all
    // by one change of it.
    void whatAStatementMentionsIsNotTaken()
    {
        MigrationFixture database(m_server);
        apply(database, upTo(1));
        QCOMPARE(
            database.psql(u"ALTER TABLE public.orders ALTER note TYPE varchar(30), OWNER TO pg_monitor; GRANT ALL ON "
                          "public.orders TO PUBLIC; ALTER TABLE public.orders ENABLE ROW LEVEL SECURITY; DROP INDEX "
                          "public.ix_note"_s),
            QString());
        const QStringList differences = linesOf(database);
        QCOMPARE(differences.size(), 5);
        Source mentions = source();
        mentions.migrations[1] = parseSource(test::numbered(
                                                 {{"SELECT 1", "SELECT 1"},
                                                  {"-- the index ix_note of orders (note)\n"
                                                   "INSERT INTO orders (id, total, note) VALUES (1, 1, 'ix_note');\n"
                                                   "ALTER TABLE orders ADD more int;",
                                                   "ALTER TABLE orders DROP more"}}))
                                     .migrations[1];
        VERIFY_OK(database.run(mentions, upTo(2)));
        QCOMPARE(linesOf(database), differences);
    }

    // What a mark names was done by hand, and is as it is.
    void whatAMarkNamesIsAsItIs()
    {
        MigrationFixture database(m_server);
        apply(database, upTo(1));
        QCOMPARE(database.psql(u"ALTER TABLE public.orders ENABLE ROW LEVEL SECURITY"_s), QString());
        Source marked = source();
        marked.migrations[1] = parseSource(test::numbered(
                                               {{"SELECT 1", "SELECT 1"},
                                                {"ALTER TABLE orders ENABLE ROW LEVEL SECURITY",
                                                 "ALTER TABLE orders DISABLE ROW LEVEL SECURITY"}}))
                                   .migrations[1];
        QCOMPARE(linesOf(database), QStringList{u"changed: table public.orders"_s});
        VERIFY_OK(mark(database.session(), database.dialect(), marked, {Mark::Applied, {*Version::parse(u"2")}, {}}));
        QCOMPARE(linesOf(database), QStringList());
    }

    // Another tool's history is no part of what the migrations made.
    void historiesOfOtherToolsAreNotAdded()
    {
        MigrationFixture database(m_server);
        apply(database);
        QCOMPARE(
            database.psql(
                u"CREATE TABLE public._prisma_migrations (id varchar(36) PRIMARY KEY, checksum varchar(64), "
                "migration_name varchar(255), finished_at timestamptz, logs text, rolled_back_at timestamptz, "
                "started_at timestamptz, applied_steps_count int)"_s),
            QString());
        QCOMPARE(linesOf(database), QStringList());
    }

    // With each partition of a table comes a foreign key of its own for every one to the table.
    void aNewMonthIsNoDifference()
    {
        MigrationFixture database(m_server);
        VERIFY_OK(database.run(parseSource(test::numbered(
            {{"CREATE TABLE months (id int PRIMARY KEY) PARTITION BY RANGE (id); CREATE TABLE of_months (id int "
              "REFERENCES months); CREATE TABLE days (id int) PARTITION BY RANGE (id); CREATE TABLE day PARTITION OF "
              "days "
              "FOR VALUES FROM (0) TO (9); ALTER TABLE day ADD FOREIGN KEY (id) REFERENCES months;",
              "DROP TABLE of_months, days, months"}}))));
        QCOMPARE(
            database.psql(u"CREATE TABLE public.month PARTITION OF public.months FOR VALUES FROM (0) TO (9)"_s),
            QString());
        QCOMPARE(linesOf(database), QStringList());
    }

    void otherSchemasAndPartitionsAreNotAdded()
    {
        MigrationFixture database(m_server);
        QCOMPARE(database.psql(u"CREATE SCHEMA other; CREATE TABLE other.was (id int)"_s), QString());
        const Source days = parseSource(
            test::numbered({{"CREATE TABLE days (day date) PARTITION BY RANGE (day);", "DROP TABLE days;"}}));
        QVERIFY(database.run(days));
        QCOMPARE(
            database.psql(
                u"CREATE TABLE other.more (id int); DROP TABLE other.was; CREATE TABLE days_1 PARTITION OF days "
                "FOR VALUES FROM ('2026-01-01') TO ('2026-02-01')"_s),
            QString());
        QCOMPARE(linesOf(database), QStringList());
        // A migration that works there makes it the source's business.
        const Source both = parseSource(test::numbered(
            {{"CREATE TABLE days (day date) PARTITION BY RANGE (day);", "DROP TABLE days;"},
             {"CREATE TABLE other.ours (id int);", "DROP TABLE other.ours;"}}));
        QVERIFY(database.run(both));
        QCOMPARE(database.psql(u"CREATE TABLE other.again (id int); DROP TABLE other.ours"_s), QString());
        QCOMPARE(linesOf(database), (QStringList{u"missing: table other.ours"_s, u"added: table other.again"_s}));
    }

    void itSaysWhenNothingIsStored()
    {
        MigrationFixture database(m_server);
        QCOMPARE(linesOf(database), QStringList()); // no history: nothing to compare
        apply(database);
        QCOMPARE(database.psql(u"DROP TABLE howdah.catalog_state, howdah.catalog_object"_s), QString());
        QVERIFY2(driftOf(database).unknown.contains(u"nothing is stored yet"_s), qPrintable(driftOf(database).unknown));
        QVERIFY(acceptCatalog(database.session(), database.dialect(), source()));
        QCOMPARE(linesOf(database), QStringList());
        QCOMPARE(database.psql(u"DROP INDEX ix_note"_s), QString());
        QCOMPARE(linesOf(database), QStringList{u"missing: index public.ix_note"_s});
        QVERIFY(acceptCatalog(database.session(), database.dialect(), source()));
        QCOMPARE(linesOf(database), QStringList());
    }

    // As after kill -9 behind the last COMMIT: nothing is said that is not known.
    void aRunThatEndedBeforeItWasStoredIsNoticed()
    {
        MigrationFixture database(m_server);
        apply(database, upTo(1));
        const QString former = database.psql(u"SELECT event FROM howdah.catalog_state"_s);
        apply(database, upTo(2));
        QCOMPARE(database.psql(u"UPDATE howdah.catalog_state SET event = %1"_s.arg(former)), QString());
        QVERIFY2(driftOf(database).unknown.contains(u"ended before"_s), qPrintable(driftOf(database).unknown));
        apply(database);
        QCOMPARE(linesOf(database), QStringList());
    }

    // The definition of a view waits for the locks of its tables.
    void aTableThatIsLockedHoldsNobodyUp()
    {
        MigrationFixture database(m_server);
        apply(database);
        QCOMPARE(database.psql(u"CREATE VIEW public.of_orders AS SELECT * FROM public.orders"_s), QString());
        connection::Session other({.name = u"in the way"_s});
        VERIFY_OK(other.open(database.connInfo()).result());
        for (const QString &sql : {u"BEGIN"_s, u"LOCK TABLE public.orders"_s})
            VERIFY_OK(other.query({sql, {}}).result());
        QVERIFY2(driftOf(database).unknown.contains(u"locked"_s), qPrintable(driftOf(database).unknown));
        VERIFY_OK(other.query({u"ROLLBACK"_s, {}}).result());
        QCOMPARE(linesOf(database), QStringList{u"added: view public.of_orders"_s});
    }

    // A database that quotes all names writes each definition otherwise; what is there is the same.
    void howDefinitionsAreWrittenIsNoDifference()
    {
        MigrationFixture database(m_server);
        apply(database, upTo(1));
        for (const QString &setting :
             {u"quote_all_identifiers = on"_s, u"DateStyle = 'German'"_s, u"IntervalStyle = 'iso_8601'"_s,
              u"TimeZone = 'Asia/Tokyo'"_s, u"extra_float_digits = -5"_s, u"bytea_output = 'escape'"_s,
              u"xmlbinary = 'hex'"_s})
            QCOMPARE(database.psql(u"ALTER DATABASE \"%1\" SET %2"_s.arg(database.name(), setting)), QString());
        database.reconnect();
        const Result<History> history = readHistory(database.session(), database.dialect());
        QVERIFY2(history, history ? "" : qPrintable(describe(history.error())));
        QCOMPARE(linesOf(database).filter(u"database setting"_s, Qt::CaseSensitive).size(), linesOf(database).size());
        apply(database);
        // Files run with the settings of the database, statements of our own without.
        const auto quotes = [](connection::Session &session) {
            return session.query({u"SHOW quote_all_identifiers"_s, {}}).result()->rows.text(0, 0);
        };
        QCOMPARE(quotes(database.session()), u"on"_s);
        connection::Session ours;
        QVERIFY(ours.open(database.connInfo()).result());
        QCOMPARE(quotes(ours), u"off"_s);
        QVERIFY(readHistory(ours, database.dialect()));
    }

    void whoMayDoWhatIsCompared_data()
    {
        QTest::addColumn<QString>("change");
        QTest::addColumn<QStringList>("lines");
        const auto row = [](const char *name, const QString &change, const QStringList &lines) {
            QTest::newRow(name) << change << lines;
        };
        row("table", u"GRANT SELECT ON later TO PUBLIC"_s, {u"changed: privileges on table public.later"_s});
        row("column", u"GRANT SELECT (note) ON orders TO PUBLIC"_s,
            {u"changed: privileges on column public.orders.note"_s});
        row("schema", u"GRANT CREATE ON SCHEMA public TO pg_monitor"_s, {u"changed: privileges on schema public"_s});
        row("function", u"REVOKE EXECUTE ON FUNCTION stamp() FROM PUBLIC"_s,
            {u"changed: privileges on function public.stamp()"_s});
        row("owner", u"ALTER TABLE later OWNER TO pg_monitor"_s, {u"changed: owner of table public.later"_s});
        row("row-level security", u"ALTER TABLE later ENABLE ROW LEVEL SECURITY"_s, {u"changed: table public.later"_s});
        row("forced", u"ALTER TABLE later FORCE ROW LEVEL SECURITY"_s, {u"changed: table public.later"_s});
        row("defaults", u"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO PUBLIC"_s,
            {u"added: default acl for role %1 in schema public on tables"_s});
        row("granted and revoked", u"GRANT SELECT ON later TO PUBLIC; REVOKE SELECT ON later FROM PUBLIC"_s, {});
        row("schema that is new", u"CREATE SCHEMA mine; CREATE TABLE mine.t ()"_s, {u"added: schema mine"_s});
        row("publication", u"CREATE PUBLICATION p FOR TABLE orders"_s, {u"added: publication p"_s});
        row("subscription",
            u"CREATE SUBSCRIPTION s CONNECTION 'dbname=x' PUBLICATION p WITH (connect = false, slot_name = NONE)"_s,
            {u"added: subscription s"_s});
        row("event trigger",
            u"CREATE FUNCTION public.e() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'; CREATE EVENT TRIGGER e "
            "ON ddl_command_end EXECUTE FUNCTION public.e()"_s,
            {u"added: event trigger e"_s, u"added: function public.e()"_s});
        row("foreign server", u"CREATE FOREIGN DATA WRAPPER w; CREATE SERVER far FOREIGN DATA WRAPPER w"_s,
            {u"added: foreign-data wrapper w"_s, u"added: server far"_s});
    }
    void whoMayDoWhatIsCompared()
    {
        QFETCH(QString, change);
        QFETCH(QStringList, lines);
        MigrationFixture database(m_server);
        apply(database);
        const QString said = database.psql(change);
        QVERIFY2(!said.contains(u"ERROR"_s), qPrintable(said));
        const QString me = database.psql(u"SELECT quote_ident(current_user)"_s);
        QCOMPARE(linesOf(database), QStringList(lines).replaceInStrings(u"%1"_s, me));
        // Nor does the next run take it for right.
        apply(database, {.action = Action::Redo});
        QCOMPARE(linesOf(database).size(), lines.size() - (lines.join(u' ').contains(u"public.later"_s) ? 1 : 0));
        QVERIFY(acceptCatalog(database.session(), database.dialect(), source()));
        QCOMPARE(linesOf(database), QStringList());
        // A subscription keeps a database from being dropped.
        (void)database.psql(u"DROP SUBSCRIPTION IF EXISTS s"_s);
    }

    // What an earlier version did not look at is no difference, and is known from the next run on.
    void aStateWithoutRolesIsComparedWithout()
    {
        MigrationFixture database(m_server);
        apply(database, upTo(1));
        QCOMPARE(
            database.psql(u"UPDATE howdah.catalog_object SET hash = split_part(hash, ':', 1); DELETE FROM "
                          "howdah.catalog_object WHERE object LIKE 'schema %' AND schema <> 'public'; "
                          "CREATE SCHEMA other; GRANT SELECT ON orders TO PUBLIC"_s),
            QString());
        QCOMPARE(linesOf(database), QStringList());
        apply(database);
        QCOMPARE(linesOf(database), QStringList());
        QCOMPARE(database.psql(u"REVOKE SELECT ON orders FROM PUBLIC; CREATE SCHEMA more"_s), QString());
        QCOMPARE(
            linesOf(database), (QStringList{u"changed: privileges on table public.orders"_s, u"added: schema more"_s}));
    }

    // As after kill -9: the state is that of the run before. Else everything would be taken as it is then.
    void aRunThatWasCutOffHidesNothing()
    {
        MigrationFixture database(m_server);
        apply(database, upTo(1));
        QCOMPARE(
            database.psql(u"CREATE SCHEMA backup; CREATE TABLE backup.s AS TABLE howdah.catalog_state; CREATE TABLE "
                          "backup.o AS TABLE howdah.catalog_object; DROP INDEX ix_note; CREATE TABLE public.mine ()"_s),
            QString());
        apply(database, upTo(2));
        QCOMPARE(
            database
                .psql(u"DELETE FROM howdah.catalog_state; INSERT INTO howdah.catalog_state TABLE backup.s; DELETE "
                      "FROM howdah.catalog_object; INSERT INTO howdah.catalog_object TABLE backup.o; DROP SCHEMA "
                      "backup CASCADE"_s)
                .contains(u"ERROR"_s),
            false);
        const QStringList differences{u"missing: index public.ix_note"_s, u"added: table public.mine"_s};
        QVERIFY2(driftOf(database).unknown.contains(u"ended before"_s), qPrintable(driftOf(database).unknown));
        QCOMPARE(describe(driftOf(database)), differences);
        // It is told when the next run begins, and known behind it.
        struct Heard final : RunObserver
        {
            QStringList messages;
            void noticed(const connection::Notice &notice) override { messages << notice.message; }
        } heard;
        const auto report = database.run(source(), {}, &heard);
        QVERIFY(report && !report->failure);
        const QString told = heard.messages.join(u'\n');
        QVERIFY2(told.contains(differences[0]) && told.contains(u"--accept"_s), qPrintable(told));
        QCOMPARE(linesOf(database), differences);
    }

    // Nothing to compare with is not the same as nothing that differs.
    void whatWasTakenWithoutComparisonIsSaid()
    {
        MigrationFixture database(m_server);
        apply(database, upTo(1));
        QCOMPARE(
            database.psql(u"DROP TABLE howdah.catalog_state, howdah.catalog_object; DROP INDEX ix_note"_s), QString());
        apply(database, upTo(2));
        QVERIFY2(
            driftOf(database).unknown.contains(u"was taken as it was then"_s), qPrintable(driftOf(database).unknown));
        QVERIFY(driftOf(database).unknown.contains(u"--accept"_s));
        apply(database); // a run with something to compare with does not make it known
        QVERIFY(!driftOf(database).unknown.isEmpty());
        QCOMPARE(database.psql(u"DROP TABLE lines"_s), QString());
        QCOMPARE(describe(driftOf(database)), QStringList{u"missing: table public.lines"_s});
        QVERIFY(acceptCatalog(database.session(), database.dialect(), source()));
        QCOMPARE(linesOf(database), QStringList());
    }

    void marksAndBaselinesStoreIt()
    {
        MigrationFixture database(m_server);
        QCOMPARE(
            database.psql(u"CREATE TABLE orders (id int PRIMARY KEY); CREATE INDEX ix_note ON orders (id)"_s),
            QString());
        const MarkRequest baseline{Mark::Baseline, {*Version::parse(u"1"_s)}, {}};
        QVERIFY(mark(database.session(), database.dialect(), source(), baseline));
        QCOMPARE(linesOf(database), QStringList());
        QCOMPARE(database.psql(u"DROP INDEX ix_note"_s), QString());
        QCOMPARE(linesOf(database), QStringList{u"missing: index public.ix_note"_s});
        // It was undone by hand, and the mark says so.
        const MarkRequest undone{Mark::RolledBack, {*Version::parse(u"1"_s)}, {}};
        QVERIFY(mark(database.session(), database.dialect(), source(), undone));
        QCOMPARE(linesOf(database), QStringList());
    }

    void otherToolsHistories_data()
    {
        QTest::addColumn<QByteArray>("pack");
        QTest::addColumn<Files>("files");
        QTest::newRow("typeorm") << QByteArray("history: typeorm\nschema: public\n")
                                 << Files{
                                        {u"1700000000001-Orders.up.sql"_s, "CREATE TABLE orders (id int);"},
                                        {u"1700000000001-Orders.down.sql"_s, "DROP TABLE orders;"}};
        QTest::newRow("prisma") << QByteArray("layout: prisma\nhistory: prisma\n")
                                << Files{
                                       {u"20240101000000_orders/"_s, {}},
                                       {u"20240101000000_orders/migration.sql"_s, "CREATE TABLE orders (id int);"}};
    }
    void otherToolsHistories()
    {
        QFETCH(QByteArray, pack);
        QFETCH(Files, files);
        files.insert(u"pack.yaml"_s, pack);
        const Source source = parseSource(files);
        const auto dialect = makeDialect(source.pack);
        QVERIFY(dialect);
        MigrationFixture database(m_server);
        const Result<History> before = readHistory(database.session(), **dialect);
        QVERIFY(before);
        const auto report = run(database.session(), **dialect, source, makePlan(source, *before, {}));
        QVERIFY2(report && !report->failure, report ? "" : qPrintable(describe(report.error())));
        const auto lines = [&] {
            const Result<History> history = readHistory(database.session(), **dialect);
            const Result<CatalogDrift> drift = findDrift(database.session(), **dialect, *history);
            return drift->unknown.isEmpty() ? describe(*drift) : QStringList{drift->unknown};
        };
        QCOMPARE(lines(), QStringList()); // the tool's own table is nobody's difference
        QCOMPARE(database.psql(u"DROP TABLE orders"_s), QString());
        QCOMPARE(lines(), QStringList{u"missing: table public.orders"_s});
        (*dialect)->setJournal(false);
        QVERIFY2(lines().join(u' ').contains(u"journal: off"_s), qPrintable(lines().join(u' ')));
    }
};

QTEST_GUILESS_MAIN(CatalogStateTest)
#include "tst_catalogstate.moc"
