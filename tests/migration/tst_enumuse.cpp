// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/plan/enumuse.h"
#include "migration/run/runner.h"
#include "migrationfixture.h"
#include "operations/migrationfiles.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::migration;
using test::MigrationFixture;
using test::numbered;

static constexpr auto Tables = "CREATE TYPE mood AS ENUM ('sad');\nCREATE TYPE kind AS ENUM ('a');\n"
                               "CREATE TABLE people (m mood, note text, data jsonb);\nCREATE TABLE notes (note text);\n"
                               "INSERT INTO people VALUES ('sad', 'sad', '{}');\n"_L1;

// What uses a new value of an enum; the server is the judge.
class EnumUseTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;
    std::unique_ptr<MigrationFixture> m_database;

    static std::vector<RefusalKind> kinds(const Plan &plan)
    {
        std::vector<RefusalKind> kinds;
        for (const Refusal &refusal : plan.refusals)
            kinds.push_back(refusal.kind);
        return kinds;
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_database = std::make_unique<MigrationFixture>(m_server);
        QCOMPARE(m_database->psql(Tables), QString());
    }

    void theServerAgrees_data()
    {
        QTest::addColumn<QByteArray>("statement");
        QTest::addColumn<bool>("used");
        const auto row = [](const QByteArray &statement, bool used) {
            QTest::newRow(statement.constData()) << statement << used;
        };
        row("INSERT INTO people (m) VALUES ('glad')", true);
        row("INSERT INTO people VALUES ('glad')", true);
        row("INSERT INTO people (note) VALUES ('glad')", false);
        row("INSERT INTO notes VALUES ('glad')", false);
        row("INSERT INTO people (m) SELECT 'glad'", true);
        row("UPDATE people SET m = 'glad'", true);
        row("UPDATE people SET note = 'glad'", false);
        row("UPDATE people SET m = 'sad' WHERE note = 'glad'", false);
        row("UPDATE people SET m = 'sad' WHERE m::text = 'glad'", false);
        row("UPDATE people SET m = 'sad' WHERE m = 'glad'", true);
        row("SELECT * FROM people WHERE m IN ('sad', 'glad')", true);
        row("SELECT * FROM people WHERE note IN ('sad', 'glad')", false);
        row("SELECT 'glad'::mood", true);
        row("SELECT 'glad'::text", false);
        row("SELECT 'glad'", false);
        row("SELECT 'glad'::text::mood", true);
        row("UPDATE people SET m = (CASE note WHEN 'sad' THEN 'glad' ELSE 'sad' END)::mood", true);
        row("UPDATE people SET note = CASE m WHEN 'sad' THEN 'glad' END", false);
        row("UPDATE people SET note = 'x' -- 'glad'", false);
        row("ALTER TYPE kind ADD VALUE 'glad'", false);
        row("ALTER TYPE mood ADD VALUE 'happy' AFTER 'glad'", false);
        row("COMMENT ON TABLE people IS 'glad'", false);
        row("CREATE TYPE other AS ENUM ('glad')", false);
        row("CREATE TABLE t (m mood DEFAULT 'glad')", true);
        row("CREATE TABLE t (m text DEFAULT 'glad')", false);
        row("CREATE TABLE t (m mood CHECK (m <> 'glad'))", true);
        row("ALTER TABLE people ALTER m SET DEFAULT 'glad'", true);
        row("ALTER TABLE people ALTER note SET DEFAULT 'glad'", false);
        row("ALTER TABLE people ADD COLUMN n mood DEFAULT 'glad'", true);
        row("CREATE INDEX ON people (note) WHERE m = 'glad'", true);
        row("CREATE INDEX ON people (m) WHERE note = 'glad'", false);
        row("CREATE VIEW v AS SELECT * FROM people WHERE m = 'glad'", true);
        row("CREATE VIEW v AS SELECT * FROM people WHERE m::text = 'glad'", false);
        row("CREATE FUNCTION f() RETURNS mood LANGUAGE plpgsql AS $$ BEGIN RETURN 'glad'; END $$", false);
        row("CREATE FUNCTION f() RETURNS mood LANGUAGE sql AS $$ SELECT 'glad'::mood $$", true);
        row("CREATE FUNCTION f(m mood DEFAULT 'glad') RETURNS int LANGUAGE sql AS $$ SELECT 1 $$", true);
        row("CREATE FUNCTION f(m text DEFAULT 'glad') RETURNS int LANGUAGE sql AS $$ SELECT 1 $$", false);
        row("UPDATE people SET note = 'x' WHERE data->>'state' = 'glad'", false);
        row("UPDATE people SET data = jsonb_set(data, '{a}', '1') WHERE data ? 'glad'", false);
        row("UPDATE people SET note = note || 'glad'", false);
        row("SELECT * FROM people WHERE note LIKE 'glad'", false);
        row("SELECT jsonb_build_object('glad', 1)", false);
        row("SELECT * FROM pg_enum WHERE enumlabel = 'glad'", false);
        row("SET application_name = 'glad'", false);
        row("DELETE FROM people WHERE m = ANY (ARRAY['glad']::mood[])", true);
        row("DELETE FROM people WHERE m::text = ANY (ARRAY['glad'])", false);
    }
    void theServerAgrees()
    {
        QFETCH(QByteArray, statement);
        QFETCH(bool, used);
        ColumnTypes columns;
        columns.readScript(QByteArrayView(Tables.data(), Tables.size()));
        QCOMPARE(enumUseIn(statement, {u"mood"_s, u"glad"_s}, columns) == EnumUse::Used, used);
        connection::Session &session = m_database->session();
        QVERIFY(session.query({u"BEGIN"_s, {}}).result());
        QVERIFY(session.query({u"ALTER TYPE mood ADD VALUE 'glad'"_s, {}}).result());
        const auto ran = session.query({QString::fromUtf8(statement), {}}).result();
        QCOMPARE(ran ? QString() : ran.error().sqlState, used ? u"55P04"_s : QString());
        QVERIFY(session.query({u"ROLLBACK"_s, {}}).result());
    }

    void whatCannotBeSeenIsNotRefused()
    {
        const ColumnTypes none;
        const EnumValue glad{u"mood"_s, u"glad"_s};
        QCOMPARE(enumUseIn("DO $$ BEGIN PERFORM 1 WHERE 'a' = 'glad'; END $$", glad, none), EnumUse::Hidden);
        // Of a column that no file has made nobody knows.
        QCOMPARE(enumUseIn("UPDATE strange SET a = 'glad'", glad, none), EnumUse::Used);
    }

    // Each in one file, whole, on a server.
    void filesThatWereRefused_data()
    {
        QTest::addColumn<QByteArray>("up");
        QTest::newRow("two types get a value of one name")
            << QByteArray("ALTER TYPE mood ADD VALUE 'glad';\nALTER TYPE kind ADD VALUE 'glad';\n");
        QTest::newRow("a text is compared")
            << QByteArray("ALTER TYPE mood ADD VALUE 'glad';\nUPDATE people SET data = '{}' WHERE note = 'glad';\n");
        QTest::newRow("a comment") << QByteArray("ALTER TYPE mood ADD VALUE 'glad';\nSELECT 1 /* 'glad' */;\n");
        QTest::newRow("a comment on the type")
            << QByteArray("ALTER TYPE mood ADD VALUE 'glad';\nCOMMENT ON TYPE mood IS 'glad';\n");
        QTest::newRow("a COMMIT between")
            << QByteArray("ALTER TYPE mood ADD VALUE 'glad';\nCOMMIT;\nUPDATE people SET m = 'glad';\n");
        QTest::newRow("a transaction between")
            << QByteArray("BEGIN;\nALTER TYPE mood ADD VALUE 'glad';\nCOMMIT;\nUPDATE people SET m = 'glad';\n");
        QTest::newRow("two transactions") << QByteArray(
            "BEGIN;\nALTER TYPE mood ADD VALUE 'glad';\nCOMMIT;\nBEGIN;\nUPDATE people SET m = 'glad';\nCOMMIT;\n");
    }
    void filesThatWereRefused()
    {
        QFETCH(QByteArray, up);
        MigrationFixture database(m_server);
        const Source source = parseSource(numbered({{QByteArray(Tables.data(), Tables.size()), ""}, {up, ""}}));
        QCOMPARE(kinds(database.plan(source)), std::vector<RefusalKind>());
        const auto report = database.run(source);
        QVERIFY(report);
        QVERIFY2(!report->failure, qPrintable(report->failure ? describe(report->failure->error) : QString()));
        QCOMPARE(database.psql(u"SELECT 'glad'::mood"_s), u"glad"_s);
        QCOMPARE(database.states(source), (QStringList{u"001 applied"_s, u"002 applied"_s}));
    }

    void oneTransactionOfTheFileIsStillRefused()
    {
        const Plan plan = makePlan(
            parseSource(
                numbered({{"BEGIN;\nALTER TYPE mood ADD VALUE 'glad';\nUPDATE t SET m = 'glad';\nCOMMIT;\n", ""}})),
            {}, {});
        QCOMPARE(kinds(plan), std::vector{RefusalKind::EnumValueUsed});
    }

    // The parts are files of the layout of the folder, and come where the file stood.
    void thePartsAreReadAgain_data()
    {
        QTest::addColumn<Files>("files");
        QTest::addColumn<QStringList>("parts");
        const QByteArray sql = "ALTER TYPE mood ADD VALUE 'glad';\nUPDATE people SET m = 'glad';\n";
        const QByteArray lock = "provider = \"postgresql\"\n";
        QTest::newRow("underscores") << Files{{u"007_add.up.sql"_s, sql}, {u"009_more.up.sql"_s, "SELECT 1;"}}
                                     << QStringList{u"007_add.up.sql"_s, u"008_add-2.up.sql"_s};
        QTest::newRow("no room") << Files{{u"007-add.up.sql"_s, sql}, {u"008-more.up.sql"_s, "SELECT 1;"}}
                                 << QStringList();
        QTest::newRow("Prisma") << Files{
            {u"migration_lock.toml"_s, lock},
            {u"20240101000000_add/migration.sql"_s, sql},
            {u"20240101000001_more/migration.sql"_s,
             "SELECT 1;"}} << QStringList{u"20240101000000_add/migration.sql"_s, u"20240101000000_add_2/migration.sql"_s};
        QTest::newRow("TypeORM") << Files{{u"pack.yaml"_s, "history: typeorm\n"}, {u"1732025000001-add.up.sql"_s, sql}}
                                 << QStringList{u"1732025000001-add.up.sql"_s, u"1732025000002-add-2.up.sql"_s};
    }
    void thePartsAreReadAgain()
    {
        QFETCH(Files, files);
        QFETCH(QStringList, parts);
        const Plan refused = makePlan(parseSource(files), {}, {});
        QCOMPARE(kinds(refused), std::vector{RefusalKind::EnumValueUsed});
        QStringList named;
        for (const SplitPart &part : refused.refusals.front().split)
            named << part.file;
        QCOMPARE(named, parts);
        if (parts.isEmpty())
            return;
        const QTemporaryDir folder;
        for (auto file = files.cbegin(); file != files.cend(); ++file) {
            const QString path = folder.filePath(file.key());
            QVERIFY(QDir().mkpath(QFileInfo(path).path()));
            QFile written(path);
            QVERIFY(written.open(QIODevice::WriteOnly));
            written.write(*file);
        }
        QVERIFY(operations::splitFile(folder.path(), parts.front(), refused.refusals.front().split));
        const Result<Source> source = readSource(folder.path());
        QVERIFY(source);
        QVERIFY(makePlan(*source, {}, {}).canRun());
        QCOMPARE(source->migrations[0].up.file, parts[0]);
        QCOMPARE(source->migrations[1].up.file, parts[1]);
    }

    // A down file in parts would be the downs of nothing.
    void aDownFileIsNotSplit()
    {
        const Source source = parseSource(numbered({{"SELECT 1;", "DROP TABLE a;\nDROP INDEX CONCURRENTLY i;\n"}}));
        const Plan plan = makePlan(source, {}, {});
        QCOMPARE(kinds(plan), std::vector{RefusalKind::MixedTransaction});
        QVERIFY(plan.refusals.front().split.empty());
    }
};

QTEST_GUILESS_MAIN(EnumUseTest)
#include "tst_enumuse.moc"
