// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// DDL saved as a migration: in the layout of its folder, with the way back as far as it can be written.
#include "base/wholefile.h"
#include "catalog/difference.h"
#include "operations/define/scriptmigration.h"
#include "query/define/asmigration.h"
#include "query/define/asmigrationdialog.h"
#include "common/code/sqlview.h"
#include "queryui/definefixture.h"

#include <QDir>
#include <QLineEdit>
#include <QPushButton>

using namespace howdah;
using namespace howdah::test;
using operations::otherThanDefinitions;
using operations::WayBack;
using operations::wayBackOf;

class AsMigrationTest final : public QObject, private DefineFixture
{
    Q_OBJECT

    std::unique_ptr<AsMigration> m_saving;

    [[nodiscard]] AsMigrationDialog *dialog() const { return m_window->findChild<AsMigrationDialog *>(); }
    [[nodiscard]] QString text(const QString &name) const { return dialog()->findChild<SqlView *>(name)->sql(); }
    [[nodiscard]] QString read(const QString &name) const
    {
        QFile file(m_folder->filePath(name));
        return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : u"no file"_s;
    }
    [[nodiscard]] QPushButton *accept() const { return dialog()->findChild<QPushButton *>(u"accept"_s); }
    void start(const QByteArray &sql, const QString &folder)
    {
        m_saving = std::make_unique<AsMigration>(services(), m_window.get());
        m_saving->setFolder([folder] { return folder; });
        m_saving->start(sql);
        QTRY_VERIFY_WITH_TIMEOUT(dialog() && (dialog()->draft() || !dialog()->isVisible()), Patience);
    }

private Q_SLOTS:
    void initTestCase() { begin(); }
    void init() { beginTest(); }
    void cleanup()
    {
        m_saving.reset();
        endTest();
    }

    // Up and down, and the catalog is as it was.
    void theWayBackLeadsBack_data()
    {
        QTest::addColumn<QString>("up");
        for (const char *sql :
             {"CREATE TABLE n (id int); CREATE INDEX ON n (id); ALTER TABLE n ADD COLUMN b text; COMMENT ON TABLE n IS "
              "'x'",
              "CREATE TABLE \"N \"\"n\" (id int)",
              "ALTER TABLE t ADD COLUMN c int, ADD CONSTRAINT big CHECK (id > 0)",
              "ALTER TABLE t ALTER COLUMN a SET NOT NULL, ALTER COLUMN a SET DEFAULT 'x'",
              "ALTER TABLE t ALTER COLUMN d DROP DEFAULT, ALTER COLUMN d DROP NOT NULL",
              "ALTER TABLE t ALTER COLUMN id TYPE bigint",
              "ALTER TABLE t DROP CONSTRAINT positive",
              "ALTER TABLE t RENAME COLUMN a TO z",
              "ALTER TABLE t RENAME CONSTRAINT positive TO p2",
              "ALTER TABLE t RENAME TO t2",
              "ALTER TABLE t ENABLE ROW LEVEL SECURITY",
              "CREATE INDEX CONCURRENTLY t_a ON t (a)",
              "DROP INDEX t_d",
              "DROP VIEW v",
              "CREATE OR REPLACE VIEW v AS SELECT id + 1 AS id FROM t",
              "CREATE OR REPLACE FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'SELECT 2'",
              "CREATE FUNCTION f(a int, b text) RETURNS int LANGUAGE sql AS 'SELECT 2'",
              "DROP FUNCTION f(int)",
              "CREATE TYPE color AS ENUM ('red'); CREATE DOMAIN dd AS int; CREATE SEQUENCE ss; CREATE SCHEMA sch",
              "ALTER TYPE mood RENAME VALUE 'sad' TO 'blue'",
              "CREATE POLICY p ON t USING (true)",
              "CREATE TRIGGER tr2 BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION trg()",
              "DROP TRIGGER tr ON t",
              "COMMENT ON COLUMN t.a IS 'new'",
              "CREATE MATERIALIZED VIEW mv AS SELECT 1 AS a",
              "BEGIN; CREATE TABLE one (); CREATE TABLE two (); COMMIT"})
            QTest::newRow(sql) << QString::fromLatin1(sql);
    }
    void theWayBackLeadsBack()
    {
        QFETCH(const QString, up);
        make(
            u"CREATE TYPE mood AS ENUM ('sad', 'glad'); CREATE TABLE t (id int CONSTRAINT positive CHECK (id > 0), a "
            "text, d date NOT NULL DEFAULT '2026-01-01'); COMMENT ON COLUMN t.a IS 'it''s'; CREATE INDEX t_d ON t (d); "
            "CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE FUNCTION trg() RETURNS trigger "
            "LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'; CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW EXECUTE "
            "FUNCTION trg()"_s);
        if (!up.contains("ALTER COLUMN id TYPE"_L1))
            make(u"CREATE VIEW v WITH (security_barrier) AS SELECT id FROM t"_s);
        connectNow();
        const catalog::Snapshot before = m_connection->catalog();
        const WayBack back = wayBackOf(up.toUtf8(), before.get());
        QVERIFY2(back.isWhole(), qPrintable(back.unwritten.join(u'\n')));
        make(up);
        make(back.sql);
        QSignalSpy read(m_connection.get(), &ConnectionController::catalogChanged);
        m_connection->refreshCatalog();
        QTRY_VERIFY_WITH_TIMEOUT(
            m_connection->catalog() != before && m_connection->catalog()->stage == catalog::Stage::Complete
                && !m_connection->isReadingCatalog(),
            Patience);
        const catalog::Difference left = catalog::compare(*before, *m_connection->catalog()).withoutColumnOrder();
        QVERIFY2(left.isEmpty(), qPrintable(back.sql + catalog::describe(left)));
    }

    void saysWhatCannotBeWritten()
    {
        const WayBack value =
            wayBackOf("ALTER TYPE mood ADD VALUE 'x'; CREATE TABLE a (); CREATE INDEX ON t (x)", nullptr);
        QCOMPARE(value.unwritten.size(), 2);
        QVERIFY(value.unwritten.first().contains("cannot remove a value"_L1));
        QCOMPARE(value.sql, u"DROP TABLE a;\n"_s);
        QVERIFY(!wayBackOf("DROP TABLE t", nullptr).isWhole());
        QVERIFY(!wayBackOf("INSERT INTO t VALUES (1)", nullptr).isWhole());
        QVERIFY(!wayBackOf("DROP TABLE t CASCADE", nullptr).isWhole());
        QCOMPARE(
            otherThanDefinitions("CREATE TABLE a (); INSERT INTO a DEFAULT VALUES; SELECT 1; SET x.y = 1; BEGIN"),
            (QStringList{u"INSERT INTO a DEFAULT VALUES"_s, u"SELECT 1"_s}));
    }

    void refusesWhatNoMigrationHolds_data()
    {
        QTest::addColumn<QByteArray>("sql");
        QTest::newRow("nothing") << QByteArray("-- only words\n");
        QTest::newRow("psql") << QByteArray("\\d t\n");
        QTest::newRow("data") << QByteArray("COPY t FROM STDIN;\n1\n\\.\n");
        QTest::newRow("open quote") << QByteArray("CREATE TABLE a (b text DEFAULT 'x");
    }
    void refusesWhatNoMigrationHolds()
    {
        QFETCH(const QByteArray, sql);
        const auto draft = operations::draftScriptMigration(nullptr, m_folder->path(), u"x"_s, sql, nullptr);
        QVERIFY(!draft);
        QCOMPARE(draft.error().kind, ErrorKind::Usage);
    }

    void writesThePairThatWasReviewed_data()
    {
        QTest::addColumn<QByteArray>("pack");
        QTest::addColumn<QString>("up");
        QTest::addColumn<QString>("layout");
        QTest::newRow("Howdah") << QByteArray() << u"001-create-table-n.up.sql"_s << u"Howdah"_s;
        QTest::newRow("TypeORM") << QByteArray("history: typeorm\n") << u"1*-create-table-n.up.sql"_s << u"TypeORM"_s;
        QTest::newRow("Prisma") << QByteArray("layout: prisma\nhistory: prisma\n")
                                << u"2*_create_table_n/migration.sql"_s << u"Prisma"_s;
    }
    void writesThePairThatWasReviewed()
    {
        QFETCH(const QByteArray, pack);
        QFETCH(const QString, up);
        QFETCH(const QString, layout);
        if (!pack.isEmpty())
            QVERIFY(writeWholeFile(m_folder->filePath(u"pack.yaml"_s), pack));
        connectNow();
        start("CREATE TABLE n (id int)", m_folder->path());
        QVERIFY(dialog()->draft());
        QCOMPARE(dialog()->draft()->layout, layout);
        QVERIFY(text(u"migrationUp"_s).contains("CREATE TABLE n (id int)"_L1));
        QVERIFY(text(u"migrationDown"_s).contains("DROP TABLE n;"_L1));
        const QString shownUp = text(u"migrationUp"_s);
        const auto files = dialog()->draft()->files;
        QVERIFY(QDir::match(up, files.upFile));
        // Nothing is written before it is agreed to.
        QVERIFY(!QFile::exists(m_folder->filePath(files.upFile)));
        QSignalSpy written(m_saving.get(), &AsMigration::written);
        accept()->click();
        QTRY_COMPARE_WITH_TIMEOUT(written.size(), 1, Patience);
        QCOMPARE(written.first().first().toString(), m_folder->path());
        QCOMPARE(m_prompter->questions.size(), 1);
        const auto source = migration::readSource(m_folder->path());
        QVERIFY(source);
        QCOMPARE(source->migrations.size(), 1);
        QVERIFY(source->allProblems().empty());
        QCOMPARE(QString::fromUtf8(source->migrations.front().up.text), shownUp);
        QVERIFY(source->migrations.front().down);
    }

    void asksWhatDefinesNothingAndSaysWhatIsMissing()
    {
        connectNow();
        start("ALTER TYPE mood ADD VALUE 'x'; DELETE FROM t", m_folder->path());
        auto *others = dialog()->findChild<Banner *>(u"migrationOthers"_s);
        QVERIFY(others->isVisible());
        QVERIFY(others->text().contains("DELETE FROM t"_L1));
        QVERIFY(dialog()->findChild<Banner *>(u"migrationWayBack"_s)->isVisible());
        QVERIFY(text(u"migrationDown"_s).contains("TO BE WRITTEN"_L1));
        // Without a name it is not written.
        dialog()->findChild<QLineEdit *>(u"migrationTitle"_s)->clear();
        QVERIFY(!accept()->isEnabled());
        QTRY_VERIFY_WITH_TIMEOUT(!dialog()->draft(), Patience);
        QVERIFY(!accept()->isEnabled());
        QCOMPARE(QDir(m_folder->path()).entryList({u"*.sql"_s}).size(), 0);
    }

    // The checks of migrations speak before it is written.
    void showsWhatTheChecksFind()
    {
        make(u"CREATE TABLE big AS SELECT g AS id FROM generate_series(1, 200000) g; ANALYZE big"_s);
        connectNow();
        start("CREATE INDEX big_id ON public.big (id)", m_folder->path());
        QVERIFY(dialog()->findChild<Banner *>(u"migrationFindings"_s)->isVisible());
    }
};

HOWDAH_UI_TEST_MAIN(AsMigrationTest)
#include "tst_asmigration.moc"
