// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dialectfixture.h"
#include "migration/run/historyoperations.h"

#include <thread>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::migration;
using test::DialectFixture;

namespace {

Files pack(const QByteArray &more = {})
{
    return {
        {u"pack.yaml"_s, "history: typeorm\n" + more},
        {u"1767225600001-t0001.up.sql"_s, "CREATE TABLE a ();"},
        {u"1767225600001-t0001.down.sql"_s, "DROP TABLE a;"},
        {u"1767225600002-t0002.up.sql"_s, "CREATE TABLE b ();"},
        {u"1767225600002-t0002.down.sql"_s, "DROP TABLE b;"}};
}

// The table as TypeORM 1.1 made it, with the rows that it wrote.
constexpr auto Recorded = "CREATE TABLE \"migrations\" (\"id\" SERIAL NOT NULL, \"timestamp\" bigint NOT NULL, "
                          "\"name\" character varying NOT "
                          "NULL, CONSTRAINT \"PK_8c82d7f526340ab734260ea46be\" PRIMARY KEY (\"id\"));"
                          "INSERT INTO migrations (timestamp, name) VALUES (1767225600001, 'T00011767225600001'), "
                          "(1767225600002, 'T00021767225600002')"_L1;

constexpr auto Shape =
    "SELECT string_agg(concat_ws(' ', attname, format_type(atttypid, atttypmod), attnotnull, "
    "pg_get_expr(d.adbin, d.adrelid)), E'\\n' ORDER BY attnum) FROM pg_attribute a LEFT JOIN pg_attrdef d "
    "ON (d.adrelid, d.adnum) = (a.attrelid, a.attnum) WHERE attrelid = 'migrations'::regclass AND attnum > 0 "
    "UNION ALL SELECT conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint "
    "WHERE conrelid = 'migrations'::regclass"_L1;

const QString Rows = u"SELECT id, timestamp, name FROM migrations ORDER BY id"_s;

} // namespace

class TypeormTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;

private Q_SLOTS:
    void lookingCreatesNothing()
    {
        DialectFixture database(m_server, pack());
        QVERIFY(!database.history().exists);
        QCOMPARE(database.states(), (QStringList{u"1767225600001-t0001 pending"_s, u"1767225600002-t0002 pending"_s}));
        QCOMPARE(database.psql(u"SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace"_s), u"0"_s);
    }

    void writesWhatTypeormWould()
    {
        DialectFixture recorded(m_server, pack());
        recorded.prepare(Recorded);
        DialectFixture database(m_server, pack());
        QCOMPARE(database.up(), QString());
        QCOMPARE(database.psql(Shape), recorded.psql(Shape));
        QVERIFY(database.psql(Shape).contains("PK_8c82d7f526340ab734260ea46be"_L1));
        // Not in the schema howdah, which is the first in the path of a user of that name.
        QCOMPARE(database.psql(u"SELECT 'public.migrations'::regclass <> 0, 'public.a'::regclass <> 0"_s), u"t|t"_s);
        QCOMPARE(database.psql(Rows), recorded.psql(Rows));
        QCOMPARE(database.states(), (QStringList{u"1767225600001-t0001 applied"_s, u"1767225600002-t0002 applied"_s}));
    }

    void goesOnWhereTypeormStopped()
    {
        DialectFixture database(m_server, pack());
        database.prepare(Recorded);
        database.prepare(u"DELETE FROM migrations WHERE id = 2; CREATE TABLE a ();"_s);
        QCOMPARE(database.states(), (QStringList{u"1767225600001-t0001 applied"_s, u"1767225600002-t0002 pending"_s}));
        QCOMPARE(database.up(), QString());
        QCOMPARE(database.psql(Rows), u"1|1767225600001|T00011767225600001\n3|1767225600002|T00021767225600002"_s);
        // Ours and then its own, which our down file undoes.
        QCOMPARE(database.down(), QString());
        QCOMPARE(database.down(), QString());
        QCOMPARE(database.psql(u"SELECT count(*) FROM migrations"_s), u"0"_s);
        QCOMPARE(database.psql(u"SELECT to_regclass('a') IS NULL, to_regclass('b') IS NULL"_s), u"t|t"_s);
    }

    void undoesTheNewestIdNotTheNewestTime()
    {
        DialectFixture database(m_server, pack());
        Files late = pack();
        late.remove(u"1767225600001-t0001.up.sql"_s);
        late.remove(u"1767225600001-t0001.down.sql"_s);
        database.setFiles(late);
        QCOMPARE(database.up(), QString());
        database.setFiles(pack());
        QCOMPARE(
            database.states(), (QStringList{u"1767225600001-t0001 out-of-order"_s, u"1767225600002-t0002 applied"_s}));
        QCOMPARE(database.up(), QString());
        QCOMPARE(database.down(), QString());
        QCOMPARE(database.psql(Rows), u"1|1767225600002|T00021767225600002"_s);
        QCOMPARE(database.psql(u"SELECT to_regclass('a') IS NULL"_s), u"t"_s);
    }

    void anotherClassOfTheSameTimeIsAnotherMigration()
    {
        DialectFixture database(m_server, pack());
        database.prepare(Recorded);
        database.prepare(u"UPDATE migrations SET name = 'Other1767225600001' WHERE id = 1"_s);
        QCOMPARE(
            database.states(), (QStringList{
                                   u"1767225600001-Other missing-file"_s, u"1767225600001-t0001 out-of-order"_s,
                                   u"1767225600002-t0002 applied"_s}));
    }

    void twoClassesOfOneTimeRunAndGoBackEachByItself()
    {
        Files files = pack();
        files[u"1767225600002-other.up.sql"_s] = "CREATE TABLE c ();";
        files[u"1767225600002-other.down.sql"_s] = "DROP TABLE c;";
        DialectFixture database(m_server, files);
        QCOMPARE(database.up(), QString());
        QCOMPARE(
            database.psql(u"SELECT string_agg(name, ' ' ORDER BY id) FROM migrations"_s),
            u"T00011767225600001 Other1767225600002 T00021767225600002"_s);
        QCOMPARE(database.down(), QString());
        QCOMPARE(
            database.states(), (QStringList{
                                   u"1767225600001-t0001 applied"_s, u"1767225600002-other applied"_s,
                                   u"1767225600002-t0002 rolled-back"_s}));
        QCOMPARE(database.psql(u"SELECT to_regclass('b') IS NULL, to_regclass('c') IS NOT NULL"_s), u"t|t"_s);
        // The journal keeps them apart, too.
        const auto events =
            readEvents(database.session(), database.history(), {.version = database.version(u"1767225600002-other"_s)});
        QVERIFY(events);
        QCOMPARE(events->size(), 1u);
        QCOMPARE(events->front().name, u"other"_s);
    }

    void tableAndSchemaAreThoseOfThePack()
    {
        DialectFixture database(m_server, pack("history-table: 'my \"history\"'\nschema: app\n"));
        database.prepare(u"CREATE SCHEMA app"_s);
        QCOMPARE(database.up(), QString());
        QCOMPARE(database.psql(u"SELECT count(*) FROM app.\"my \"\"history\"\"\""_s), u"2"_s);
        QCOMPARE(database.psql(u"SELECT to_regclass('app.a') IS NOT NULL"_s), u"t"_s);
        QCOMPARE(database.psql(u"SELECT to_regclass('public.migrations') IS NULL"_s), u"t"_s);
    }

    void anotherToolsTableIsNotTouched()
    {
        DialectFixture database(m_server, pack());
        database.prepare(u"CREATE TABLE migrations (id serial, migration text, batch int)"_s); // as Laravel's
        const auto read = readHistory(database.session(), *database.dialect);
        QVERIFY(!read);
        QCOMPARE(read.error().kind, ErrorKind::Conflict);
    }

    void aFailureLeavesNoRow()
    {
        Files files = pack();
        files[u"1767225600002-t0002.up.sql"_s] = "CREATE TABLE b ();\nSELECT 1 / 0;\n";
        DialectFixture database(m_server, files);
        QVERIFY(database.up().contains("division by zero"_L1));
        QCOMPARE(database.psql(Rows), u"1|1767225600001|T00011767225600001"_s);
        QCOMPARE(database.psql(u"SELECT to_regclass('b') IS NULL"_s), u"t"_s);
        QCOMPARE(database.states(), (QStringList{u"1767225600001-t0001 applied"_s, u"1767225600002-t0002 failed"_s}));
    }

    // TypeORM takes no lock, so its transaction may be open while we run.
    void whatTypeormRecordedMeanwhileIsNotRecordedTwice()
    {
        DialectFixture database(m_server, pack());
        database.prepare(Recorded);
        database.prepare(u"DELETE FROM migrations WHERE id = 2; CREATE TABLE a ();"_s);
        const auto other = database.open();
        QVERIFY(other->query({u"BEGIN"_s, {}}).result());
        QVERIFY(
            other
                ->query(
                    {u"INSERT INTO migrations (timestamp, name) VALUES (1767225600002, 'T00021767225600002')"_s, {}})
                .result());
        QString outcome;
        std::jthread ours([&database, &outcome] { outcome = database.up(); });
        QTRY_COMPARE(
            database.psql(u"SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'migrations'::regclass"_s),
            u"1"_s);
        QVERIFY(other->query({u"COMMIT"_s, {}}).result());
        ours.join();
        QVERIFY2(outcome.contains("T00021767225600002 was recorded"_L1), qPrintable(outcome));
        QCOMPARE(database.psql(u"SELECT count(*) FROM migrations WHERE timestamp = 1767225600002"_s), u"1"_s);
        QCOMPARE(database.psql(u"SELECT to_regclass('b') IS NULL"_s), u"t"_s); // ours is undone
    }

    void outsideATransactionOnlyTheJournalKnowsOfTheHalf()
    {
        Files files = pack();
        files[u"1767225600002-t0002.up.sql"_s] = "-- howdah: transaction off\nCREATE TABLE b ();\nSELECT 1 / 0;\n";
        DialectFixture database(m_server, files);
        QVERIFY(database.up().contains("division by zero"_L1));
        QCOMPARE(database.psql(Rows), u"1|1767225600001|T00011767225600001"_s);
        const std::vector<Entry> entries = compare(database.source, database.history());
        QVERIFY(entries[1].record->isPartial());
        QVERIFY(database.up().startsWith("refused: "_L1));
    }

    // There is no row that could go.
    void aHalfThatRanOutsideATransactionIsUndone_data()
    {
        QTest::addColumn<QByteArray>("down");
        QTest::newRow("in a transaction") << QByteArray("DROP TABLE b;");
        QTest::newRow("statement by statement") << QByteArray("-- howdah: transaction off\nDROP TABLE b;");
    }

    void aHalfThatRanOutsideATransactionIsUndone()
    {
        QFETCH(const QByteArray, down);
        Files files = pack();
        files[u"1767225600002-t0002.up.sql"_s] = "-- howdah: transaction off\nCREATE TABLE b ();\nSELECT 1 / 0;\n";
        files[u"1767225600002-t0002.down.sql"_s] = down;
        DialectFixture database(m_server, files);
        QVERIFY(database.up().contains("division by zero"_L1));
        QCOMPARE(database.down(), QString());
        QCOMPARE(database.psql(u"SELECT to_regclass('b') IS NULL"_s), u"t"_s);
        QCOMPARE(database.psql(Rows), u"1|1767225600001|T00011767225600001"_s);
        QCOMPARE(
            database.states(), (QStringList{u"1767225600001-t0001 applied"_s, u"1767225600002-t0002 rolled-back"_s}));
    }

    void whatFailsToUndoAHalfIsNotForgotten()
    {
        Files files = pack();
        files[u"1767225600002-t0002.up.sql"_s] = "-- howdah: transaction off\nCREATE TABLE b ();\nSELECT 1 / 0;\n";
        files[u"1767225600002-t0002.down.sql"_s] = "DROP TABLE b; SELECT 2 / 0";
        DialectFixture database(m_server, files);
        QVERIFY(database.up().contains("division by zero"_L1));
        // As a whole, so that nothing has changed.
        QVERIFY(database.down().contains("division by zero"_L1));
        QCOMPARE(database.states().value(1), u"1767225600002-t0002 failed"_s);
        QVERIFY(database.history().records.back().isPartial());
        QCOMPARE(database.history().records.back().direction, Direction::Up);
        // In the middle.
        files[u"1767225600002-t0002.down.sql"_s] = "-- howdah: transaction off\nDROP TABLE b;\nSELECT 2 / 0;\n";
        database.setFiles(files);
        QVERIFY(database.down().contains("division by zero"_L1));
        QCOMPARE(database.states().value(1), u"1767225600002-t0002 failed"_s);
        QVERIFY(database.history().records.back().isPartial());
        QCOMPARE(database.history().records.back().direction, Direction::Down);
        files[u"1767225600002-t0002.down.sql"_s] = "-- howdah: transaction off\nDROP TABLE b;\nSELECT 2;\n";
        database.setFiles(files);
        QCOMPARE(database.run({.action = Action::Resume}), QString());
        QCOMPARE(database.states().value(1), u"1767225600002-t0002 rolled-back"_s);
        QCOMPARE(database.psql(Rows), u"1|1767225600001|T00011767225600001"_s);
    }

    void anInterruptedRollbackIsResumed()
    {
        Files files = pack();
        files[u"1767225600002-t0002.down.sql"_s] = "-- howdah: transaction off\nDROP TABLE b;\nSELECT 2 / 0;\n";
        DialectFixture database(m_server, files);
        QCOMPARE(database.up(), QString());
        QVERIFY(database.down().contains("division by zero"_L1));
        QCOMPARE(database.history().records.back().direction, Direction::Down);
        QCOMPARE(database.states().value(1), u"1767225600002-t0002 failed"_s);
        files[u"1767225600002-t0002.down.sql"_s] = "-- howdah: transaction off\nDROP TABLE b;\nSELECT 2;\n";
        database.setFiles(files);
        QCOMPARE(database.run({.action = Action::Resume}), QString());
        QCOMPARE(database.states().value(1), u"1767225600002-t0002 rolled-back"_s);
        QCOMPARE(database.psql(Rows), u"1|1767225600001|T00011767225600001"_s);
    }

    // What TypeORM has run whole meanwhile is its own.
    void aHalfThatTypeormRanMeanwhileIsNotUndone()
    {
        Files files = pack();
        files[u"1767225600002-t0002.up.sql"_s] = "-- howdah: transaction off\nCREATE TABLE b ();\nSELECT 1 / 0;\n";
        DialectFixture database(m_server, files);
        QVERIFY(database.up().contains("division by zero"_L1));
        files[u"1767225600002-t0002.down.sql"_s] =
            "DROP TABLE b; INSERT INTO migrations (timestamp, name) VALUES (1767225600002, 'T00021767225600002');";
        database.setFiles(files);
        const QString outcome = database.down();
        QVERIFY2(outcome.contains("T00021767225600002 was recorded"_L1), qPrintable(outcome));
        QCOMPARE(database.psql(u"SELECT to_regclass('b') IS NOT NULL"_s), u"t"_s);
    }

    void anEditedOneThatIsMarkedStaysWhereItIs()
    {
        Files files = pack();
        DialectFixture database(m_server, files);
        QCOMPARE(database.up(), QString());
        files[u"1767225600001-t0001.up.sql"_s] = "CREATE TABLE a (id int);";
        database.setFiles(files);
        QCOMPARE(database.states().value(0), u"1767225600001-t0001 edited"_s);
        QVERIFY(migration::mark(
            database.session(), *database.dialect, database.source,
            {Mark::Applied, {database.version(u"1767225600001"_s)}, {}}));
        QCOMPARE(database.states(), (QStringList{u"1767225600001-t0001 applied"_s, u"1767225600002-t0002 applied"_s}));
        QCOMPARE(database.plan({.direction = Direction::Down}).steps.front().version.text(), u"1767225600002"_s);
    }

    // As data: neither the functions nor the operators of that path are looked at, and a session of our own has
    // another.
    void theTableIsWhereThePathOfTheDatabaseLeads_data()
    {
        QTest::addColumn<QString>("setting");
        QTest::addColumn<QString>("schema");
        QTest::newRow("database") << u"ALTER DATABASE %1 SET search_path = missing, two, public"_s << u"two"_s;
        QTest::newRow("role in database") << u"ALTER ROLE howdah IN DATABASE %1 SET search_path = \"Odd, one\"; "
                                             "ALTER DATABASE %1 SET search_path = two"_s
                                          << u"Odd, one"_s;
        QTest::newRow("nobody") << QString() << u"public"_s;
        QTest::newRow("ours is none") << u"ALTER DATABASE %1 SET search_path = howdah, two"_s << u"two"_s;
    }

    void theTableIsWhereThePathOfTheDatabaseLeads()
    {
        QFETCH(const QString, setting);
        QFETCH(const QString, schema);
        DialectFixture database(m_server, pack());
        const QString name = database.connInfo().value(u"dbname"_s);
        database.prepare(u"CREATE SCHEMA two; CREATE SCHEMA \"Odd, one\"; CREATE SCHEMA howdah; %1"_s.arg(
            setting.isEmpty() ? QString() : setting.arg(name)));
        for (const auto names : {connection::Names::OfPostgres, connection::Names::OfDatabase}) {
            connection::Session session({.name = u"test"_s, .names = names});
            QVERIFY(session.open(database.connInfo()).result());
            const auto history = readHistory(session, *database.dialect);
            QVERIFY(history);
            QCOMPARE(history->exists, names == connection::Names::OfDatabase);
            if (names == connection::Names::OfPostgres) {
                database.prepare(u"CREATE TABLE \"%1\".migrations (id serial, timestamp bigint NOT NULL, "
                                 "name varchar NOT NULL); INSERT INTO \"%1\".migrations (timestamp, name) "
                                 "VALUES (1767225600001, 'T00011767225600001')"_s.arg(schema));
                const auto again = readHistory(session, *database.dialect);
                QVERIFY(again && again->exists);
                QCOMPARE(again->records.size(), 1u);
            }
            const auto ensured = database.dialect->ensure({});
            QVERIFY2(
                ensured.front().sql.startsWith(u"CREATE TABLE \"%1\".\"migrations\""_s.arg(schema)),
                qPrintable(ensured.front().sql));
        }
    }

    void aConnectionThatSaysThePathIsHeard()
    {
        DialectFixture database(m_server, pack());
        database.prepare(u"CREATE SCHEMA two; ALTER DATABASE %1 SET search_path = missing"_s.arg(
            database.connInfo().value(u"dbname"_s)));
        connection::ConnInfo info = database.connInfo();
        info.set(u"options"_s, u"-c search_path=two,public"_s);
        connection::Session session({.name = u"test"_s});
        QVERIFY(session.open(info).result());
        QVERIFY(readHistory(session, *database.dialect));
        QVERIFY(database.dialect->ensure({}).front().sql.startsWith("CREATE TABLE \"two\".\"migrations\""_L1));
    }

    void withoutAJournalNothingElseIsMade()
    {
        DialectFixture database(m_server, pack("journal: off\n"));
        QCOMPARE(database.up(), QString());
        QCOMPARE(database.psql(u"SELECT to_regnamespace('howdah') IS NULL"_s), u"t"_s);
        QCOMPARE(database.states(), (QStringList{u"1767225600001-t0001 applied"_s, u"1767225600002-t0002 applied"_s}));
        QCOMPARE(database.down(), QString());
        QCOMPARE(database.states(), (QStringList{u"1767225600001-t0001 applied"_s, u"1767225600002-t0002 pending"_s}));
    }

    void marksAsFakeDoes()
    {
        DialectFixture database(m_server, pack());
        QCOMPARE(database.mark(u"1767225600001"_s, Mark::Baseline), QString());
        QCOMPARE(database.mark(u"1767225600002"_s, Mark::Applied), QString());
        QCOMPARE(database.psql(Rows), u"1|1767225600001|T00011767225600001\n2|1767225600002|T00021767225600002"_s);
        QVERIFY(database.mark(u"1767225600002"_s, Mark::Applied).contains("was recorded"_L1));
        QCOMPARE(database.mark(u"1767225600002"_s, Mark::RolledBack), QString());
        QCOMPARE(database.psql(Rows), u"1|1767225600001|T00011767225600001"_s);
        QVERIFY(database.mark(u"1767225600002"_s, Mark::RolledBack).contains("was reverted"_L1));
        QCOMPARE(database.psql(u"SELECT to_regclass('a') IS NULL"_s), u"t"_s);
    }
};

QTEST_GUILESS_MAIN(TypeormTest)
#include "tst_typeorm.moc"
