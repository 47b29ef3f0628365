// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/ctlprocess.h"
#include "support/testserver.h"

#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using test::CtlProcess;

using Files = QMap<QString, QByteArray>;

// howdahctl on the histories of TypeORM and Prisma: marks, names, and the journal beside them, kept or not.
class ForeignTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;
    QTemporaryDir m_folder;
    QString m_database;
    QString m_uri;
    QByteArray m_out;
    QByteArray m_err;

    void write(const Files &files)
    {
        const QString folder = m_folder.filePath(u"source"_s);
        QDir(folder).removeRecursively();
        for (auto it = files.begin(); it != files.end(); ++it) {
            QFile file(folder + u'/' + it.key());
            QVERIFY(QDir().mkpath(QFileInfo(file).path()));
            QVERIFY(file.open(QIODevice::WriteOnly) && file.write(it.value()) == it.value().size());
        }
    }
    int migrate(const QString &command, const QStringList &more = {})
    {
        CtlProcess process(
            QStringList{u"migrate"_s, command, u"-s"_s, m_folder.filePath(u"source"_s), u"-d"_s, m_uri} + more);
        const int code = process.wait();
        m_out = process.out;
        m_err = process.err;
        return code;
    }
    [[nodiscard]] QString psql(const QString &sql) const
    {
        const Result<QString> output = m_server.psql(m_database, sql);
        return (output ? *output : describe(output.error())).trimmed();
    }
    QStringList states()
    {
        (void)migrate(u"status"_s, {u"--json"_s});
        QStringList states;
        for (const QJsonValue entry : QJsonDocument::fromJson(m_out)[u"migrations"_s].toArray())
            states << entry[u"version"_s].toString() + u' ' + entry[u"state"_s].toString();
        return states;
    }

    static Files typeorm(const QByteArray &pack = {}, const QByteArray &first = "CREATE TABLE a ();")
    {
        return {
            {u"pack.yaml"_s, "history: typeorm\n" + pack},
            {u"1767225600001-First.up.sql"_s, first},
            {u"1767225600001-First.down.sql"_s, "DROP TABLE IF EXISTS a;"},
            {u"1767225600002-Second.up.sql"_s, "CREATE TABLE b ();"},
            {u"1767225600002-Second.down.sql"_s, "DROP TABLE b;"}};
    }
    static Files prisma(const QByteArray &pack = {}, const QByteArray &first = "CREATE TABLE a ();")
    {
        return {
            {u"pack.yaml"_s, "layout: prisma\nhistory: prisma\n" + pack},
            {u"migration_lock.toml"_s, "provider = \"postgresql\"\n"},
            {u"0_init/migration.sql"_s, first},
            {u"0_init/down.sql"_s, "DROP TABLE IF EXISTS a;"}};
    }
    // Stops half-way, outside a transaction.
    static QByteArray half() { return "-- howdah: transaction off\nCREATE TABLE a ();\nSELECT 1/0;\n"; }

private Q_SLOTS:
    void init()
    {
        m_database = m_server.createDatabase(u"foreign"_s);
        m_uri = connection::toUri(m_server.connInfo(m_database));
    }

    void marksOfTypeorm()
    {
        write(typeorm());
        const QString names = u"SELECT string_agg(name, ' ' ORDER BY id) FROM migrations"_s;
        QCOMPARE(migrate(u"mark"_s, {u"1767225600001"_s, u"applied"_s, u"--yes"_s}), 0);
        QVERIFY2(m_err.contains("  1767225600001-First (pending)\n"), m_err.constData());
        QCOMPARE(psql(names), u"First1767225600001"_s);
        QCOMPARE(psql(u"SELECT to_regclass('a') IS NULL"_s), u"t"_s);
        QCOMPARE(migrate(u"up"_s, {u"--yes"_s, u"--to"_s, u"1767225600002"_s}), 0);
        QCOMPARE(psql(names), u"First1767225600001 Second1767225600002"_s);
        QCOMPARE(migrate(u"mark"_s, {u"1767225600001"_s, u"rolled-back"_s, u"--yes"_s, u"--note"_s, u"never"_s}), 0);
        QCOMPARE(psql(names), u"Second1767225600002"_s);
        QCOMPARE(states(), (QStringList{u"1767225600001 out-of-order"_s, u"1767225600002 applied"_s}));
        QCOMPARE(migrate(u"log"_s, {u"1767225600001"_s}), 0);
        QVERIFY2(m_out.contains("1767225600001-First marked by howdah") && m_out.contains("never"), m_out.constData());
        QCOMPARE(migrate(u"mark"_s, {u"1767225600009"_s, u"applied"_s, u"--yes"_s}), 64);
    }

    // The folder's name is the whole name, and stands there once.
    void marksOfPrisma()
    {
        write(prisma());
        QCOMPARE(migrate(u"plan"_s), 1);
        QVERIFY2(m_err.contains("  0_init (1 statement, in one transaction)\n"), m_err.constData());
        QVERIFY2(!m_out.contains("0_init-init") && !m_err.contains("0_init-init"), m_out.constData());
        QCOMPARE(migrate(u"mark"_s, {u"0_init"_s, u"applied"_s, u"--yes"_s}), 0);
        QVERIFY2(m_err.contains("  0_init (pending)\n"), m_err.constData());
        const QString rows = u"SELECT migration_name, finished_at IS NOT NULL, rolled_back_at IS NULL, "
                             "applied_steps_count FROM _prisma_migrations"_s;
        QCOMPARE(psql(rows), u"0_init|t|t|0"_s);
        QCOMPARE(migrate(u"up"_s, {u"--to"_s, u"0_init"_s}), 0);
        QCOMPARE(m_out, QByteArray("Up to date\n"));
        QCOMPARE(migrate(u"log"_s), 0);
        QVERIFY2(m_out.contains("0_init marked by howdah"), m_out.constData());
        QCOMPARE(migrate(u"diff"_s, {u"0_init"_s}), 0);
        QCOMPARE(migrate(u"mark"_s, {u"0_init"_s, u"rolled-back"_s, u"--yes"_s}), 0);
        QCOMPARE(migrate(u"status"_s), 1);
        QCOMPARE(migrate(u"up"_s, {u"--yes"_s, u"--to"_s, u"0_init"_s}), 0);
        QVERIFY2(m_err.contains("applied 0_init ("), m_err.constData());
        QCOMPARE(migrate(u"down"_s, {u"--yes"_s, u"--to"_s, u"0"_s}), 0);
        QCOMPARE(psql(u"SELECT to_regclass('a') IS NULL"_s), u"t"_s);
    }

    // TypeORM's table knows of no half: the journal beside it does, and names the ways out.
    void theJournalTellsTheHalfThatTypeormDoesNotKnow()
    {
        write(typeorm({}, half()));
        QCOMPARE(migrate(u"up"_s, {u"--yes"_s}), 2);
        QCOMPARE(psql(u"SELECT count(*) FROM migrations"_s), u"0"_s);
        QCOMPARE(migrate(u"status"_s), 2);
        QVERIFY2(m_out.contains("1 of 2 statements ran"), m_out.constData());
        QCOMPARE(migrate(u"up"_s, {u"--yes"_s}), 2);
        QVERIFY2(m_err.contains("Resume it, roll it back"), m_err.constData());
        write(typeorm({}, half().replace("1/0", "1/1")));
        QCOMPARE(migrate(u"resume"_s, {u"--yes"_s}), 0);
        QCOMPARE(states(), (QStringList{u"1767225600001 applied"_s, u"1767225600002 pending"_s}));
        QCOMPARE(psql(u"SELECT name FROM migrations"_s), u"First1767225600001"_s);
        // What TypeORM itself takes back, is taken back, whatever the journal told before.
        QCOMPARE(psql(u"DELETE FROM migrations; DROP TABLE a"_s), QString());
        QCOMPARE(states(), (QStringList{u"1767225600001 pending"_s, u"1767225600002 pending"_s}));
    }

    void withoutAJournalNothingOfOursIsMade_data()
    {
        QTest::addColumn<Files>("good");
        QTest::addColumn<Files>("bad");
        QTest::newRow("typeorm") << typeorm("journal: off\n") << typeorm("journal: off\n", half());
        QTest::newRow("prisma") << prisma("journal: off\n") << prisma("journal: off\n", half());
    }
    void withoutAJournalNothingOfOursIsMade()
    {
        QFETCH(Files, good);
        QFETCH(Files, bad);
        const QString made = u"SELECT to_regnamespace('howdah') IS NOT NULL"_s;
        write(good);
        QCOMPARE(migrate(u"up"_s, {u"--yes"_s}), 0);
        QCOMPARE(migrate(u"status"_s), 0);
        QCOMPARE(migrate(u"log"_s), 0);
        QCOMPARE(m_out, QByteArray("Nothing has been recorded yet.\n"));
        const QString version = good.contains(u"0_init/migration.sql"_s) ? u"0_init"_s : u"1767225600002"_s;
        QCOMPARE(migrate(u"mark"_s, {version, u"rolled-back"_s, u"--yes"_s}), 0);
        QCOMPARE(migrate(u"mark"_s, {version, u"applied"_s, u"--yes"_s}), 0);
        QCOMPARE(migrate(u"redo"_s, {u"--yes"_s}), 0);
        QCOMPARE(migrate(u"down"_s, {u"--all"_s, u"--yes"_s}), 0);
        write(bad);
        QCOMPARE(migrate(u"up"_s, {u"--yes"_s}), 2);
        QCOMPARE(psql(made), u"f"_s);
    }

    // Not "0 applied": somebody has applied a great deal.
    void aDatabaseThatAnotherToolMigratedIsSaidSo()
    {
        (void)psql(u"CREATE TABLE flyway_schema_history (installed_rank int, version text, script text)"_s);
        write({{u"001-a.up.sql"_s, "CREATE TABLE a ();"}, {u"001-a.down.sql"_s, "DROP TABLE a;"}});
        QCOMPARE(migrate(u"status"_s), 1);
        QVERIFY2(m_out.contains("migrated by Flyway, 1 pending here"), m_out.constData());
        QVERIFY2(m_out.contains("public.flyway_schema_history") && !m_out.contains("0 applied"), m_out.constData());
        QCOMPARE(migrate(u"status"_s, {u"--json"_s}), 1);
        const QJsonValue other = QJsonDocument::fromJson(m_out)[u"otherHistories"_s][0];
        QCOMPARE(other[u"tool"_s].toString(), u"Flyway"_s);
        QCOMPARE(other[u"table"_s].toString(), u"public.flyway_schema_history"_s);
    }

    void aFolderOfAnotherToolIsSaidSo()
    {
        write({{u"V1__a.sql"_s, "CREATE TABLE a ();"}});
        QCOMPARE(migrate(u"status"_s), 64);
        QVERIFY2(m_err.contains("is a folder of Flyway"), m_err.constData());
        QVERIFY2(!m_err.contains("There are no migrations"), m_err.constData());
        CtlProcess lint(QStringList{u"migrate"_s, u"lint"_s, u"--source"_s, m_folder.filePath(u"source"_s)});
        QCOMPARE(lint.wait(), 64);
        QVERIFY2(lint.err.contains("is a folder of Flyway"), lint.err.constData());
        (void)psql(u"CREATE TABLE alembic_version (version_num varchar(32))"_s);
        QCOMPARE(migrate(u"status"_s), 64);
        QVERIFY2(m_err.contains("migrated by Alembic"), m_err.constData());
    }

    // A journal that is there, but not wanted any more, is neither written nor believed.
    void aJournalThatIsTurnedOffIsLeftAlone()
    {
        write(typeorm({}, half()));
        QCOMPARE(migrate(u"up"_s, {u"--yes"_s}), 2);
        const QString events = u"SELECT count(*) FROM howdah.migration_event"_s;
        const QString before = psql(events);
        QVERIFY(before.toInt() > 0);
        write(typeorm("journal: off\n"));
        QCOMPARE(states(), (QStringList{u"1767225600001 pending"_s, u"1767225600002 pending"_s}));
        QCOMPARE(psql(u"DROP TABLE a"_s), QString());
        QCOMPARE(migrate(u"up"_s, {u"--yes"_s}), 0);
        QCOMPARE(psql(events), before);
    }
};

QTEST_GUILESS_MAIN(ForeignTest)
#include "tst_foreign.moc"
