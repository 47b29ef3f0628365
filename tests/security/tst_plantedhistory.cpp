// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// Somebody has made the tables of a history before us, and waits for who writes there: whatever hangs on them would run
// with the rights of the visitor.
#include "cli/terminal/exitcode.h"
#include "migration/ctlprocess.h"
#include "connection/session/plaintables.h"
#include "support/hostiledatabase.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using test::CtlProcess;
using test::HostileDatabase;

namespace {

using Files = QMap<QString, QByteArray>;

// The way to the rights of a superuser, for triggers, defaults, checks, policies and views.
const QByteArray Trap = R"(
CREATE FUNCTION public.seize() RETURNS boolean LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    IF (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
        EXECUTE 'ALTER ROLE mallory SUPERUSER';
    END IF;
    RETURN true;
END $$;
CREATE FUNCTION public.seize_row() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM public.seize(); RETURN NEW; END';
CREATE FUNCTION public.seize_text() RETURNS text LANGUAGE plpgsql AS 'BEGIN PERFORM public.seize(); RETURN ''x''; END';
CREATE FUNCTION public.seize_still(text) RETURNS text LANGUAGE plpgsql IMMUTABLE AS 'BEGIN PERFORM public.seize(); RETURN
''x''; END';
)";

} // namespace

class PlantedHistoryTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;
    QTemporaryDir m_folder;
    QByteArray m_said;

    void writeFiles(const QByteArray &pack) const
    {
        QDir(source()).removeRecursively();
        QDir().mkpath(source());
        const QByteArray up = "CREATE TABLE public.one (id int)";
        const QByteArray down = "DROP TABLE public.one";
        Files files;
        if (pack.contains("prisma"))
            files = {
                {u"migration_lock.toml"_s, "provider = \"postgresql\"\n"},
                {u"1_m/migration.sql"_s, up},
                {u"1_m/down.sql"_s, down}};
        else if (pack.contains("typeorm"))
            files = {{u"1732025000001-M.up.sql"_s, up}, {u"1732025000001-M.down.sql"_s, down}};
        else
            files = {{u"1-m.up.sql"_s, up}, {u"1-m.down.sql"_s, down}};
        if (!pack.isEmpty())
            files[u"pack.yaml"_s] = pack;
        for (auto it = files.begin(); it != files.end(); ++it) {
            QDir().mkpath(QFileInfo(source() + u'/' + it.key()).path());
            QFile file(source() + u'/' + it.key());
            if (!file.open(QIODevice::WriteOnly) || file.write(it.value()) != it.value().size())
                qFatal("%s cannot be written", qPrintable(file.fileName()));
        }
    }
    [[nodiscard]] QString source() const { return m_folder.filePath(u"source"_s); }

    int howdahctl(const HostileDatabase &database, const QStringList &words)
    {
        QStringList arguments{u"migrate"_s};
        arguments << words << u"--source"_s << source() << u"--database"_s << connection::toUri(database.connInfo());
        CtlProcess process(arguments);
        const int code = process.wait();
        m_said = process.out + process.err;
        return code;
    }

private Q_SLOTS:
    void nothingIsRunOnWhatIsPlanted_data()
    {
        QTest::addColumn<QByteArray>("pack");
        QTest::addColumn<QByteArray>("planted"); // beside the table as our own run has made it
        QTest::addColumn<QString>("reported");
        const auto row = [](const char *name, const QByteArray &pack, const char *planted, const char *reported) {
            QTest::newRow(name) << pack << QByteArray(planted) << QString::fromUtf8(reported);
        };
        const QByteArray own;
        row("trigger", own,
            "CREATE TRIGGER seize BEFORE INSERT OR UPDATE ON howdah.migration FOR EACH ROW EXECUTE FUNCTION "
            "public.seize_row()",
            "howdah.migration is not a plain table, as a migration history should be: it has the trigger seize");
        row("trigger on the journal", own,
            "CREATE TRIGGER seize BEFORE INSERT ON howdah.migration_event FOR EACH ROW EXECUTE FUNCTION "
            "public.seize_row()",
            "howdah.migration_event is not a plain table");
        row("trigger in the place of ours", own,
            "DROP TRIGGER keep_migration_event ON howdah.migration_event; CREATE TRIGGER keep_migration_event BEFORE "
            "INSERT "
            "ON howdah.migration_event FOR EACH ROW EXECUTE FUNCTION public.seize_row()",
            "it has the trigger keep_migration_event");
        row("trigger on statements", own,
            "CREATE TRIGGER seize AFTER INSERT ON howdah.migration_statement FOR EACH ROW EXECUTE FUNCTION "
            "public.seize_row()",
            "howdah.migration_statement is not a plain table");
        row("rule", own, "CREATE RULE seize AS ON INSERT TO howdah.migration DO ALSO SELECT public.seize()",
            "it has rules");
        row("policy", own,
            "ALTER TABLE howdah.migration ENABLE ROW LEVEL SECURITY; CREATE POLICY p ON howdah.migration USING "
            "(public.seize())",
            "it has row-level security");
        row("default", own, "ALTER TABLE howdah.migration ADD seized pg_catalog.text DEFAULT public.seize_text()",
            "it has the default public.seize_text()");
        row("default that evaluates", own,
            "ALTER TABLE howdah.migration ADD seized pg_catalog.text; ALTER TABLE howdah.migration ALTER seized SET "
            "DEFAULT "
            "pg_catalog.query_to_xml('select public.seize()', true, true, '')::pg_catalog.text",
            "it has the default (query_to_xml(");
        row("check", own, "ALTER TABLE howdah.migration ADD CHECK (public.seize()) NOT VALID", "it has the check");
        row("generated", own,
            "ALTER TABLE howdah.migration ADD seized text GENERATED ALWAYS AS (public.seize_still(version)) STORED",
            "its column seized is generated");
        // Called like one of PostgreSQL's own, in a database in which it comes first.
        row("default by a name of PostgreSQL's", own,
            "CREATE FUNCTION public.clock_timestamp() RETURNS timestamptz LANGUAGE plpgsql AS 'BEGIN PERFORM "
            "public.seize(); RETURN pg_catalog.clock_timestamp(); END'; ALTER TABLE howdah.migration ALTER applied_at "
            "SET "
            "DEFAULT public.clock_timestamp()",
            "it has the default public.clock_timestamp()");
        row("index", own, "CREATE INDEX seized ON howdah.migration (public.seize_still(version))",
            "its index howdah.seized has an expression");
        row("domain", own,
            "CREATE DOMAIN public.trap AS text CHECK (public.seize()); ALTER TABLE howdah.migration ALTER name TYPE "
            "public.trap",
            "its column name is generated, or has a user-defined type");
        row("heir", own, "CREATE TABLE public.heir () INHERITS (howdah.migration)",
            "it is part of an inheritance hierarchy");
        row("view", own,
            "ALTER TABLE howdah.migration RENAME TO hidden; CREATE VIEW howdah.migration AS SELECT * FROM "
            "howdah.hidden "
            "WHERE public.seize()",
            "it is a view");
        row("view of the format", own,
            "ALTER TABLE howdah.history_format RENAME TO hidden; CREATE VIEW howdah.history_format AS SELECT * FROM "
            "howdah.hidden WHERE public.seize()",
            "howdah.history_format is not a plain table, as a migration history should be: it is a view");
        row("partitioned", own,
            "ALTER TABLE howdah.migration RENAME TO hidden; CREATE TABLE howdah.migration (LIKE howdah.hidden) "
            "PARTITION BY "
            "LIST (version)",
            "it is a partitioned table");
        row("TypeORM's", "history: typeorm\nschema: public\n",
            "CREATE TRIGGER seize BEFORE INSERT ON public.migrations FOR EACH ROW EXECUTE FUNCTION public.seize_row()",
            "migrations is not a plain table");
        row("Prisma's", "layout: prisma\n",
            "CREATE TRIGGER seize BEFORE INSERT ON public._prisma_migrations FOR EACH ROW EXECUTE FUNCTION "
            "public.seize_row()",
            "_prisma_migrations is not a plain table");
    }

    // It was ours before, and is his now.
    void nothingIsRunOnWhatIsPlanted()
    {
        QFETCH(QByteArray, pack);
        QFETCH(QByteArray, planted);
        QFETCH(QString, reported);
        const bool atInsert = planted.contains("CREATE TRIGGER") || planted.contains("DEFAULT");
        writeFiles(pack);
        HostileDatabase database(m_server, QString::fromUtf8(Trap));
        QVERIFY2(howdahctl(database, {u"up"_s, u"--yes"_s}) == 0, m_said.constData());
        QVERIFY2(howdahctl(database, {u"down"_s, u"--yes"_s}) == 0, m_said.constData());
        // All that a run had made belongs to him, as if he had made it.
        QVERIFY(m_server.psql(
            database.name(), u"DO $$ DECLARE r record; BEGIN FOR r IN SELECT c.oid::pg_catalog.regclass AS t FROM "
                             u"pg_catalog.pg_class c JOIN "
                             "pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace WHERE c.relkind "
                             "OPERATOR(pg_catalog.=) 'r' AND (n.nspname OPERATOR(pg_catalog.=) 'howdah' OR c.relname "
                             "OPERATOR(pg_catalog.=) "
                             "ANY ('{migrations,_prisma_migrations}')) LOOP EXECUTE pg_catalog.format('ALTER TABLE %s "
                             "OWNER TO mallory', "
                             "r.t); END LOOP; IF pg_catalog.to_regnamespace('howdah') IS NOT NULL THEN ALTER SCHEMA "
                             "howdah OWNER TO mallory; "
                             "END IF; END $$"_s));
        database.owner(QString::fromUtf8(planted));
        database.forget();
        const QString version = pack.contains("typeorm") ? u"1732025000001"_s
                              : pack.contains("prisma")  ? u"1_m"_s
                                                         : u"1"_s;
        for (const QStringList &words :
             {QStringList{u"status"_s}, QStringList{u"plan"_s}, QStringList{u"up"_s, u"--yes"_s},
              QStringList{u"mark"_s, version, u"applied"_s, u"--yes"_s}, QStringList{u"log"_s}}) {
            const int code = howdahctl(database, words);
            QVERIFY2(!database.isLost(), qPrintable(words.first()));
            // A table is read without what its INSERT would run: that it is read is no harm.
            if (atInsert && (words.first() == "status"_L1 || words.first() == "log"_L1)) {
                QVERIFY2(code == cli::ExitOk || code == cli::ExitPending, m_said.constData());
                continue;
            }
            QVERIFY2(code != 0, qPrintable(words.first()));
            QVERIFY2(m_said.contains(reported.toUtf8()), m_said.constData());
        }
        QCOMPARE(
            m_server.psql(database.name(), u"SELECT pg_catalog.to_regclass('public.one') IS NULL"_s)->trimmed(),
            u"t"_s);
    }

    // The traps work: who writes there by hand is lost.
    void theTrapsAreReal()
    {
        HostileDatabase database(m_server, QString::fromUtf8(Trap));
        database.owner(
            u"CREATE TABLE public.t (a int); CREATE TRIGGER seize BEFORE INSERT ON public.t FOR EACH ROW EXECUTE "
            "FUNCTION public.seize_row()"_s);
        database.forget();
        QVERIFY(m_server.psql(database.name(), u"INSERT INTO public.t VALUES (1)"_s));
        QVERIFY(database.isLost());
        database.forget();
    }

    void expressions()
    {
        using connection::isHarmlessCheck;
        using connection::isHarmlessDefault;
        for (const char *one :
             {"'up'::text", "''::character varying", "0", "'-1'::integer", "now()", "CURRENT_TIMESTAMP", "SESSION_USER",
              "CURRENT_TIMESTAMP(3)", "clock_timestamp()", "nextval('public.\"it''s\"'::regclass)", "gen_random_uuid()",
              "current_setting('application_name'::text)", "false", "pg_catalog.clock_timestamp()",
              "'x'::pg_catalog.text", "NULL::character varying(20)"})
            QVERIFY2(isHarmlessDefault(QString::fromUtf8(one)), one);
        for (const char *one :
             {"seize()", "public.now()", "now() + seize()", "'a'::text || seize()", "'x'::public.trap",
              "current_setting('x'::text)", "set_config('a'::text, 'b'::text, false)", "nextval(seize())",
              "(now())::evil"})
            QVERIFY2(!isHarmlessDefault(QString::fromUtf8(one)), one);
        QVERIFY(isHarmlessCheck(u"(state = ANY (ARRAY['a(b)'::text, 'c'::text]))"_s));
        QVERIFY(isHarmlessCheck(u"(state OPERATOR(pg_catalog.=) ANY (ARRAY['a'::pg_catalog.text]))"_s));
        QVERIFY(!isHarmlessCheck(u"(pg_catalog.length(a) > 0)"_s));
        QVERIFY(!isHarmlessCheck(u"(length(a) > 0)"_s));
        QVERIFY(!isHarmlessCheck(u"(a OPERATOR(public.=) 'x'::text)"_s));
        QVERIFY(!isHarmlessCheck(u"(\"a b\"(x) IS NULL)"_s));
    }

    // What is kept of a failed migration holds no more than the audit log does.
    void secretsOfFailedStatementsAreMasked()
    {
        writeFiles({});
        const QString name = m_server.createDatabase(u"secrets"_s);
        const QString uri = connection::toUri(m_server.connInfo(name));
        const auto run = [&](const QByteArray &sql) {
            QFile file(source() + u"/1-m.up.sql"_s);
            if (!file.open(QIODevice::WriteOnly) || file.write(sql) != sql.size())
                qFatal("not written");
            file.close();
            CtlProcess process({u"migrate"_s, u"up"_s, u"--yes"_s, u"--source"_s, source(), u"--database"_s, uri});
            return process.wait();
        };
        QVERIFY(run("SELECT 1;\nALTER ROLE nobody_there PASSWORD 'geheim-1';") != 0);
        QVERIFY(
            run("-- howdah: transaction off\nCREATE TABLE public.k (id int);\nCREATE ROLE secret_keeper PASSWORD "
                "'geheim-2';\nALTER ROLE nobody_there PASSWORD 'geheim-3';")
            != 0);
        const auto kept = m_server.psql(
            name, u"SELECT e.statement, e.error, s.statement, s.error FROM howdah.migration_event e LEFT JOIN "
                  "howdah.migration_statement s ON s.event_id = e.id"_s);
        QVERIFY(m_server.psql(name, u"DROP ROLE IF EXISTS secret_keeper"_s));
        QVERIFY(kept);
        QVERIFY2(kept->contains("ALTER ROLE nobody_there PASSWORD '***'"_L1), qPrintable(*kept));
        QVERIFY2(kept->contains("CREATE ROLE secret_keeper PASSWORD '***'"_L1), qPrintable(*kept));
        QVERIFY2(!kept->contains("geheim"_L1), qPrintable(*kept));
    }
};

QTEST_GUILESS_MAIN(PlantedHistoryTest)
#include "tst_plantedhistory.moc"
