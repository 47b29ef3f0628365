// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/history/catalogstate.h"
#include "migration/history/dialects.h"
#include "migration/migrationfixture.h"
#include "migration/run/historyoperations.h"
#include "migration/source/source.h"

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
        // Rows, statistics and who may do what are no difference.
        QCOMPARE(database.psql(u"INSERT INTO later VALUES (1); GRANT SELECT ON later TO PUBLIC"_s), QString());
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
