// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/history/dialects.h"
#include "migration/run/historyoperations.h"
#include "migrationfixture.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::migration;
using test::MigrationFixture;
using test::numbered;

// Down files that cannot run, and changed files that are taken into the history.
class AcceptTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;

    static const Version &one()
    {
        static const Version version = *Version::parse(u"1");
        return version;
    }
    static MarkRequest accept(const QString &reason = u"a typo"_s) { return {Mark::Accepted, {one()}, reason}; }

private Q_SLOTS:
    void aDownThatCannotRunIsRefusedWithTheUp_data()
    {
        QTest::addColumn<QByteArray>("down");
        QTest::addColumn<int>("line");
        QTest::addColumn<QString>("part");
        QTest::newRow("syntax") << QByteArray("SELECT 1;\nDROP\nTABEL a;") << 3 << u"syntax error"_s;
        QTest::newRow("begin") << QByteArray("BEGIN;\nDROP TABLE a;") << 1 << u"without a COMMIT"_s;
        QTest::newRow("rollback") << QByteArray("DROP TABLE a;\nROLLBACK;") << 2 << u"ROLLBACK inside"_s;
        QTest::newRow("an open quote") << QByteArray("DROP TABLE \"a;") << 0 << QString();
        QTest::newRow("psql") << QByteArray("\\i other.sql\n") << 1 << u"psql command"_s;
        QTest::newRow("mixed") << QByteArray("DROP TABLE a;\nVACUUM;") << 2 << u"VACUUM cannot run"_s;
    }
    void aDownThatCannotRunIsRefusedWithTheUp()
    {
        QFETCH(QByteArray, down);
        QFETCH(int, line);
        QFETCH(QString, part);
        MigrationFixture database(m_server);
        if (database.history().serverVersion >= 160'000 && part == "syntax error"_L1)
            QSKIP("the parser may not know all that this server does");
        const Source source = parseSource(numbered({{"CREATE TABLE a ();", down}}));
        const Plan plan = database.plan(source);
        QCOMPARE(plan.refusals.size(), 1u);
        QCOMPARE(plan.refusals[0].file, u"001-m.down.sql"_s);
        QCOMPARE(int(plan.refusals[0].line), line);
        QVERIFY2(plan.refusals[0].message.contains(part), qPrintable(plan.refusals[0].message));
        QVERIFY(!database.run(source)); // and nothing runs
        QCOMPARE(database.psql(u"SELECT to_regclass('a') IS NULL"_s), u"t"_s);
    }

    // What was applied before downs were looked at: the file is mended, accepted, and runs.
    void aBrokenDownIsMended()
    {
        MigrationFixture database(m_server);
        Files files = numbered({{"CREATE TABLE a ();", "DROP TABLE a;"}});
        QVERIFY(!database.run(parseSource(files))->failure);
        QCOMPARE(
            database.psql(u"UPDATE howdah.migration SET down_text = 'BEGIN; DROP TABEL a;', checksum_down = 'x'"_s),
            QString());
        const Source source = parseSource(files);
        const std::vector<Entry> entries = compare(source, database.history());
        QVERIFY(entries.front().downEdited);
        QVERIFY2(entries.front().note.contains("until the file is accepted"_L1), qPrintable(entries.front().note));
        // The text as applied is what would run, and the way out is said.
        const Plan stuck = database.plan(source, {.direction = Direction::Down});
        QVERIFY(!stuck.canRun());
        QVERIFY2(stuck.refusals[0].hint.contains("migrate accept 001"_L1), qPrintable(stuck.refusals[0].hint));
        const auto marked = mark(database.session(), database.dialect(), source, {Mark::Applied, {one()}, {}});
        QVERIFY(!marked);
        QVERIFY2(marked.error().hint.contains("migrate accept 001"_L1), qPrintable(marked.error().hint));

        const QString times = database.psql(u"SELECT applied_at, applied_by, applied_order FROM howdah.migration"_s);
        const auto accepted = mark(database.session(), database.dialect(), source, accept());
        QVERIFY2(accepted, accepted ? "" : qPrintable(describe(accepted.error())));
        QCOMPARE(database.psql(u"SELECT applied_at, applied_by, applied_order FROM howdah.migration"_s), times);
        QVERIFY(!compare(source, database.history()).front().downEdited);
        const Event event = readEvents(database.session(), database.history())->front();
        QCOMPARE(event.kind, EventKind::Marked);
        QVERIFY2(event.note.contains("the changed down file was accepted"_L1), qPrintable(event.note));
        QVERIFY(event.note.contains("a typo"_L1));
        QVERIFY(!database.run(source, {.direction = Direction::Down})->failure);
        QCOMPARE(database.psql(u"SELECT to_regclass('a') IS NULL"_s), u"t"_s);
    }

    void upAndDownAreTakenTogether()
    {
        MigrationFixture database(m_server);
        Files files = numbered({{"CREATE TABLE a ();", "DROP TABLE a;"}, {"CREATE TABLE b ();", "DROP TABLE b;"}});
        QVERIFY(!database.run(parseSource(files))->failure);
        files[u"001-m.up.sql"_s] = "CREATE TABLE a (); -- for the reports";
        files[u"001-m.down.sql"_s] = "DROP TABLE IF EXISTS a;";
        const Source changed = parseSource(files);
        QVERIFY(mark(database.session(), database.dialect(), changed, accept()));
        QCOMPARE(database.states(changed), (QStringList{u"001 applied"_s, u"002 applied"_s}));
        QVERIFY(readEvents(database.session(), database.history())
                    ->front()
                    .note.contains("the changed up and down files were accepted"_L1));
        const Plan down = database.plan(changed, {.direction = Direction::Down, .everything = true});
        QCOMPARE(down.steps[1].text, files[u"001-m.down.sql"_s]);
        QVERIFY(!down.steps[1].storedText);
        // The history has it, too.
        files.remove(u"001-m.down.sql"_s);
        QCOMPARE(
            database.plan(parseSource(files), {.direction = Direction::Down, .everything = true}).steps[1].text,
            QByteArray("DROP TABLE IF EXISTS a;"));
    }

    // What undoes it is then in the history alone, and stays there.
    void aDownFileThatIsGoneTakesNothing()
    {
        MigrationFixture database(m_server);
        Files files = numbered({{"CREATE TABLE a ();", "DROP TABLE a;"}});
        QVERIFY(!database.run(parseSource(files))->failure);
        files.remove(u"001-m.down.sql"_s);
        for (const QByteArray &up : {QByteArray("CREATE TABLE a ();"), QByteArray("CREATE TABLE a (); -- edited")}) {
            files[u"001-m.up.sql"_s] = up;
            const auto accepted = mark(database.session(), database.dialect(), parseSource(files), accept());
            QVERIFY(!accepted);
            QVERIFY2(
                accepted.error().message.contains("has no down file any more"_L1),
                qPrintable(accepted.error().message));
            QCOMPARE(database.psql(u"SELECT down_text FROM howdah.migration"_s), u"DROP TABLE a;"_s);
        }
    }

    void aBaselineStaysOne()
    {
        MigrationFixture database(m_server);
        Files files = numbered({{"CREATE TABLE a ();", "DROP TABLE a;"}});
        QVERIFY(mark(database.session(), database.dialect(), parseSource(files), {Mark::Baseline, {one()}, {}}));
        files[u"001-m.down.sql"_s] = "DROP TABLE IF EXISTS a;";
        QVERIFY(mark(database.session(), database.dialect(), parseSource(files), accept()));
        QCOMPARE(database.states(parseSource(files)), QStringList{u"001 baseline"_s});
        QVERIFY(!compare(parseSource(files), database.history()).front().downEdited);
    }

    void whatIsNotAccepted()
    {
        MigrationFixture database(m_server);
        Files files = numbered({{"CREATE TABLE a ();", "DROP TABLE a;"}});
        const auto why = [&](const MarkRequest &request) {
            const auto marked = mark(database.session(), database.dialect(), parseSource(files), request);
            return marked ? QString() : marked.error().message;
        };
        QVERIFY(why(accept()).contains("is not applied"_L1));
        QVERIFY(!database.run(parseSource(files))->failure);
        QVERIFY(why(accept()).contains("nothing to accept"_L1));
        files[u"001-m.down.sql"_s] = "DROP TABLE IF EXISTS a;";
        QVERIFY(why(accept(u" "_s)).contains("only with a reason"_L1));
        // Not a worse one either.
        files[u"001-m.down.sql"_s] = "BEGIN;\nDROP TABLE a;";
        QCOMPARE(why(accept()), u"001-m.down.sql:1: BEGIN without a COMMIT"_s);
        QVERIFY(compare(parseSource(files), database.history()).front().downEdited);
    }

    // Prisma's table has a checksum of the up file, and the journal the texts; TypeORM's has neither.
    void otherToolsKeepTheirRows_data()
    {
        QTest::addColumn<Files>("files");
        QTest::addColumn<QString>("up");
        QTest::addColumn<QString>("rows");
        QTest::newRow("Prisma")
            << Files{{u"migration_lock.toml"_s, "provider = \"postgresql\"\n"}, {u"1_a/migration.sql"_s, "CREATE TABLE a ();"}, {u"1_a/down.sql"_s, "DROP TABLE a;"}}
            << u"1_a/migration.sql"_s << u"SELECT count(*), max(applied_steps_count) FROM _prisma_migrations"_s;
        QTest::newRow("TypeORM")
            << Files{{u"pack.yaml"_s, "history: typeorm\n"}, {u"1732025000001-a.up.sql"_s, "CREATE TABLE a ();"}, {u"1732025000001-a.down.sql"_s, "DROP TABLE a;"}}
            << u"1732025000001-a.up.sql"_s << u"SELECT count(*), max(id) FROM migrations"_s;
    }
    void otherToolsKeepTheirRows()
    {
        QFETCH(Files, files);
        QFETCH(QString, up);
        QFETCH(QString, rows);
        MigrationFixture database(m_server);
        const auto dialect = makeDialect(parseSource(files).pack);
        QVERIFY(dialect);
        const auto history = [&] { return *readHistory(database.session(), **dialect); };
        Source source = parseSource(files);
        const auto ran = run(database.session(), **dialect, source, makePlan(source, history(), {}));
        QVERIFY(ran && !ran->failure);
        QCOMPARE(database.psql(rows), u"1|1"_s);
        files[up] += " -- for the reports";
        source = parseSource(files);
        const Version version = source.migrations.front().version;
        QCOMPARE(compare(source, history()).front().state, State::Edited);
        const auto marked = mark(database.session(), **dialect, source, {Mark::Accepted, {version}, u"a word"_s});
        QVERIFY2(marked, marked ? "" : qPrintable(describe(marked.error())));
        QCOMPARE(compare(source, history()).front().state, State::Applied);
        QCOMPARE(database.psql(rows), u"1|1"_s);
    }
};

QTEST_GUILESS_MAIN(AcceptTest)
#include "tst_accept.moc"
