// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/session/guard.h"
#include "connection/session/session.h"
#include "connection/session/sessioncontext.h"
#include "support/testserver.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::connection;

using Steps = QStringList;

// What a read-only transaction lets through, and what the owner of a database can put behind innocent names: a locked
// session refuses it before it is sent, by name, and nothing is different afterwards.
class LockTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;
    QTemporaryDir m_folder;
    QString m_database;
    QString m_clean; // a database whose owner shadows nothing
    QString m_before;

    [[nodiscard]] QString sql(const QString &text) const
    {
        const Result<QString> answer = m_server.psql(m_database, text);
        return answer ? answer->trimmed() : describe(answer.error());
    }

    // Everything that an attack of this test is after; the server's folder holds what would be written to files.
    [[nodiscard]] QString state() const
    {
        const QString rows = sql(
            u"SELECT (SELECT string_agg(who, ',') FROM marks), (SELECT string_agg(id || note, ',' ORDER BY id) FROM t),"
            " (SELECT count(*) FROM pg_class), (SELECT count(*) FROM pg_proc), (SELECT last_value FROM s),"
            " (SELECT count(*) FROM pg_largeobject_metadata), (SELECT count(*) FROM pg_replication_slots),"
            " (SELECT count(*) FROM pg_prepared_xacts), (SELECT count(*) FROM pg_db_role_setting),"
            " (SELECT count(*) FROM pg_replication_origin), (SELECT count(*) FROM pg_collation),"
            " (SELECT stats_reset FROM pg_stat_database WHERE datname = current_database())"_s);
        return rows + u'|' + QDir(m_folder.path()).entryList(QDir::Files).join(u',');
    }

    void makeExtensions(const QString &database) const
    {
        for (const char *name :
             {"adminpack", "dblink", "tablefunc", "xml2", "pg_surgery", "pg_trgm", "pgcrypto", "hstore", "citext",
              "ltree", "pg_buffercache", "uuid-ossp", "pg_stat_statements", "pg_prewarm"})
            (void)m_server.psql(database, u"CREATE EXTENSION \"%1\""_s.arg(QLatin1String(name)));
    }

    // Functions that write through a connection of their own, which no read-only transaction holds.
    void makeTraps()
    {
        const ConnInfo info = m_server.directInfo(m_database);
        const QString line = u"host=%1 port=%2 dbname=%3 user=%4"_s.arg(
            info.value(u"host"_s), info.value(u"port"_s), m_database, info.value(u"user"_s));
        const QString made = sql(
            u"CREATE TABLE marks (who text); CREATE TABLE t (id int PRIMARY KEY, note text);"
            "INSERT INTO t VALUES (1, 'a'), (2, 'b'); CREATE SEQUENCE s; CREATE SCHEMA hidden;"
            "CREATE FUNCTION mark(who text) RETURNS text LANGUAGE sql AS"
            " $f$SELECT public.dblink_exec('%1', format('INSERT INTO marks VALUES (%L)', who))$f$;"
            "CREATE FUNCTION hidden.mark() RETURNS int LANGUAGE sql AS $f$SELECT 1 FROM public.mark('hidden')$f$;"
            "CREATE FUNCTION lower(int) RETURNS text LANGUAGE sql AS $f$SELECT public.mark('lower')$f$;"
            "CREATE FUNCTION count(t) RETURNS text LANGUAGE sql AS $f$SELECT public.mark('count')$f$;"
            "CREATE FUNCTION added(int, text) RETURNS int LANGUAGE sql AS $f$SELECT 1 FROM public.mark('operator')$f$;"
            "CREATE OPERATOR public.+ (leftarg = int, rightarg = text, function = added);"_s.arg(line));
        QVERIFY2(made.isEmpty(), qPrintable(made));
        const QString more =
            sql(u"CREATE FUNCTION hidden.added(int, int) RETURNS int LANGUAGE sql AS $f$SELECT 1 FROM "
                u"public.mark('op')$f$;"
                "CREATE OPERATOR hidden.@@@ (leftarg = int, rightarg = int, function = hidden.added);"
                "CREATE FUNCTION same(int, text) RETURNS boolean LANGUAGE sql AS"
                " $f$SELECT public.mark('same') IS NOT NULL$f$;"
                "CREATE OPERATOR public.= (leftarg = int, rightarg = text, function = same);"
                "CREATE FUNCTION step(text, text) RETURNS text LANGUAGE sql AS $f$SELECT public.mark($2)$f$;"
                "CREATE AGGREGATE gather(text) (sfunc = step, stype = text, initcond = '');"
                "CREATE AGGREGATE finished(text) (sfunc = textcat, stype = text, initcond = '', finalfunc = mark);"
                "CREATE AGGREGATE evaluated(text) (sfunc = textcat, stype = text, initcond = '');"
                "CREATE FUNCTION checks(int) RETURNS boolean LANGUAGE sql AS"
                " $f$SELECT public.mark('domain') IS NOT NULL$f$;"
                "CREATE DOMAIN watched AS int CHECK (checks(VALUE));"
                "CREATE DOMAIN outer_domain AS watched; CREATE TYPE holder AS (a int, b outer_domain);"
                "CREATE DOMAIN evaluating AS text CHECK (pg_catalog.query_to_xml(VALUE, true, true, '') IS NOT NULL);"
                "CREATE TYPE coin AS (cents int); CREATE TYPE note AS (cents int);"
                "CREATE FUNCTION to_coin(int) RETURNS coin LANGUAGE sql AS"
                " $f$SELECT ROW(length(public.mark('cast')))::public.coin$f$;"
                "CREATE CAST (int AS coin) WITH FUNCTION to_coin(int);"
                "CREATE FUNCTION of_t(t) RETURNS text LANGUAGE sql AS $f$SELECT public.mark('attribute')$f$;"
                "CREATE FUNCTION takes_watched(watched) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT 1';"
                "CREATE PROCEDURE does() LANGUAGE plpgsql AS $f$BEGIN PERFORM public.mark('procedure'); END$f$;"
                "CREATE FUNCTION path_f() RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT 1';"
                "CREATE FUNCTION hidden.path_f() RETURNS int LANGUAGE sql AS $f$SELECT 1 FROM public.mark('path')$f$;"
                "CREATE FUNCTION reads_only() RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM public.t';"
                "CREATE FUNCTION stable_one() RETURNS bigint STABLE LANGUAGE sql AS 'SELECT count(*) FROM public.t';"
                "CREATE FUNCTION \"Odd name\"() RETURNS int LANGUAGE sql AS $f$SELECT 1 FROM public.mark('odd')$f$;"
                "CREATE FUNCTION defaulted(a int DEFAULT length(public.mark('default'))) RETURNS int IMMUTABLE"
                " LANGUAGE sql AS 'SELECT a'"_s);
        QVERIFY2(more.isEmpty(), qPrintable(more));
    }

    // With a context of its own.
    [[nodiscard]] ConnInfo lockedPlace() const
    {
        ConnInfo info = locked(m_server.connInfo(m_database));
        info.context = std::make_shared<SessionContext>();
        return info;
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_database = m_server.createDatabase(u"lock"_s);
        QVERIFY(QFile::setPermissions(m_folder.path(), QFile::Permissions::fromInt(0x7777)));
        makeExtensions(m_database);
        makeTraps();
        m_clean = m_server.createDatabase(u"clean"_s);
        makeExtensions(m_clean);
        QVERIFY(m_server.psql(
            m_clean, u"CREATE TABLE t (id int PRIMARY KEY, note text); CREATE SEQUENCE s; CREATE SCHEMA hidden;"
                     "CREATE FUNCTION path_f() RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT 1';"
                     "CREATE FUNCTION stable_one() RETURNS bigint STABLE LANGUAGE sql AS 'SELECT count(*) FROM t'"_s));
        m_before = state();
        QVERIFY2(m_before.startsWith(u"|1a,2b|"_s), qPrintable(m_before));
    }

    void isRefused_data()
    {
        QTest::addColumn<Steps>("steps");
        const auto row = [](const char *name, const Steps &steps) { QTest::newRow(name) << steps; };
        const QString file = m_folder.filePath(u"out"_s);
        // strings that are evaluated
        const QString inner = u"select public.mark(''x'')"_s;
        row("query_to_xml", {u"SELECT * FROM query_to_xml('%1', true, true, '')"_s.arg(inner)});
        row("query_to_xml qualified", {u"SELECT pg_catalog.query_to_xml('%1', true, true, '')"_s.arg(inner)});
        row("query_to_xml quoted", {u"SELECT \"query_to_xml\"('%1', true, true, '')"_s.arg(inner)});
        row("query_to_xml with the database",
            {u"SELECT %1.pg_catalog.query_to_xml('%2', true, true, '')"_s.arg(m_database, inner)});
        row("query_to_xml between comments", {u"SELECT query_to_xml/* ( */('%1', true, true, '')"_s.arg(inner)});
        row("query_to_xml_and_xmlschema", {u"SELECT query_to_xml_and_xmlschema('%1', true, true, '')"_s.arg(inner)});
        row("query_to_xmlschema", {u"SELECT query_to_xmlschema('%1', true, true, '')"_s.arg(inner)});
        row("table_to_xml", {u"SELECT table_to_xml('t', true, true, '')"_s});
        row("schema_to_xml", {u"SELECT schema_to_xml('public', true, true, '')"_s});
        row("database_to_xml", {u"SELECT database_to_xml(true, true, '')"_s});
        row("cursor_to_xml",
            {u"BEGIN"_s, u"DECLARE c CURSOR FOR SELECT 1"_s, u"SELECT cursor_to_xml('c', 1, true, true, '')"_s});
        row("ts_stat", {u"SELECT * FROM ts_stat('select to_tsvector(mark(''x''))')"_s});
        row("ts_rewrite", {u"SELECT ts_rewrite('a'::tsquery, 'select ''a''::tsquery, to_tsquery(mark(''x''))')"_s});
        row("crosstab", {u"SELECT * FROM crosstab('select ''a'', ''b'', mark(''x'')') AS x(a text, b text)"_s});
        row("crosstab2", {u"SELECT * FROM crosstab2('select ''a'', ''b'', mark(''x'')')"_s});
        row("connectby", {u"SELECT * FROM connectby('t', 'id', 'id', '1', 0) AS x(a int, b int, c int)"_s});
        row("xpath_table", {u"SELECT * FROM xpath_table('id', 'note', 't', '/', 'true') AS x(a int, b text)"_s});
        row("set_config", {u"SELECT set_config('default_transaction_read_only', 'off', false)"_s});
        row("set_config of a name that is made",
            {u"SELECT set_config('default_transaction' || '_read_only', 'off', false)"_s});
        row("set_config of a parameter", {u"SELECT set_config(note, 'off', false) FROM t"_s});
        row("DO", {u"DO $$BEGIN PERFORM mark('x'); END$$"_s});
        row("DO that looks harmless", {u"DO 'BEGIN PERFORM 1; END'"_s});
        // other servers, files, large objects
        row("dblink", {u"SELECT * FROM dblink('', 'select 1') AS x(a int)"_s});
        row("dblink_exec", {u"SELECT dblink_exec('', 'DELETE FROM t')"_s});
        row("dblink_exec by its schema", {u"SELECT public.dblink_exec('', 'DELETE FROM t')"_s});
        row("dblink_connect", {u"SELECT dblink_connect('a', '')"_s, u"SELECT dblink_exec('a', 'DELETE FROM t')"_s});
        row("dblink_send_query", {u"SELECT dblink_send_query('a', 'DELETE FROM t')"_s});
        row("lo_create", {u"SELECT lo_create(4711)"_s});
        row("lo_create escaped", {uR"(SELECT U&"lo\005Fcreate"(4711))"_s});
        row("lo_create escaped by another character", {uR"(SELECT U&"lo!005Fcreate" UESCAPE '!' (4711))"_s});
        row("lo_export", {u"SELECT lo_export(1, '%1')"_s.arg(file)});
        row("lo_import", {u"SELECT lo_import('/etc/passwd')"_s});
        row("lo_from_bytea", {u"SELECT lo_from_bytea(0, 'x')"_s});
        row("lo_put", {u"SELECT lo_put(1, 0, 'x')"_s});
        row("lo_unlink", {u"SELECT lo_unlink(oid) FROM pg_largeobject_metadata"_s});
        row("pg_file_write", {u"SELECT pg_file_write('%1', 'x', false)"_s.arg(file)});
        row("pg_file_write of pg_catalog", {u"SELECT pg_catalog.pg_file_write('%1', 'x', false)"_s.arg(file)});
        row("pg_file_unlink", {u"SELECT pg_file_unlink('%1')"_s.arg(file)});
        row("pg_file_rename", {u"SELECT pg_file_rename('a', 'b')"_s});
        row("pg_read_file", {u"SELECT pg_read_file('/etc/passwd')"_s});
        row("pg_read_binary_file", {u"SELECT pg_read_binary_file('/etc/passwd')"_s});
        row("pg_ls_dir", {u"SELECT * FROM pg_ls_dir('.')"_s});
        row("pg_stat_file", {u"SELECT pg_stat_file('/etc/passwd')"_s});
        row("COPY to a file", {u"COPY t TO '%1'"_s.arg(file)});
        row("COPY to a program", {u"COPY t TO PROGRAM 'cat > %1'"_s.arg(file)});
        row("COPY of a query to a file", {u"COPY (SELECT 'TO STDOUT') TO '%1'"_s.arg(file)});
        row("COPY from a program", {u"COPY t FROM PROGRAM 'touch %1'"_s.arg(file)});
        row("COPY of a call", {u"COPY (SELECT mark('x')) TO STDOUT"_s});
        // transactions, locks, settings
        row("PREPARE TRANSACTION", {u"BEGIN"_s, u"PREPARE TRANSACTION 'x'"_s});
        row("COMMIT PREPARED", {u"COMMIT PREPARED 'x'"_s});
        row("ROLLBACK PREPARED", {u"ROLLBACK PREPARED 'x'"_s});
        row("LOCK", {u"BEGIN"_s, u"LOCK TABLE t"_s});
        row("LOCK that keeps writers out", {u"BEGIN"_s, u"LOCK TABLE t IN SHARE MODE"_s});
        row("LOCK of writers", {u"BEGIN"_s, u"LOCK TABLE t IN ROW EXCLUSIVE MODE NOWAIT"_s});
        row("SET TRANSACTION READ WRITE", {u"BEGIN"_s, u"SET TRANSACTION READ WRITE"_s});
        row("SET of another user", {u"SET SESSION AUTHORIZATION postgres"_s});
        row("SET of what is loaded", {u"SET local_preload_libraries = 'x'"_s});
        row("SET of a path of libraries", {u"SET dynamic_library_path = '/tmp'"_s});
        row("SET of a language's start", {u"SET plperl.on_plperl_init = 'x'"_s});
        row("SET of backslashes", {u"SET standard_conforming_strings = off"_s});
        row("SET of an encoding", {u"SET client_encoding = 'SJIS'"_s});
        row("SET NAMES", {u"SET NAMES 'GBK'"_s});
        row("SET of the log", {u"SET log_statement = 'none'"_s});
        row("SET of replication", {u"SET session_replication_role = replica"_s});
        row("RESET of the mode", {u"RESET transaction_read_only"_s});
        row("DISCARD", {u"DISCARD ALL"_s});
        row("LOAD", {u"LOAD 'dblink'"_s});
        row("CHECKPOINT", {u"CHECKPOINT"_s});
        row("VACUUM", {u"VACUUM t"_s});
        row("ANALYZE", {u"ANALYZE t"_s});
        row("REINDEX", {u"REINDEX TABLE t"_s});
        row("CLUSTER", {u"CLUSTER t USING t_pkey"_s});
        row("ALTER SYSTEM", {u"ALTER SYSTEM SET work_mem = '5MB'"_s});
        row("NOTIFY", {u"NOTIFY somebody"_s});
        row("EXPLAIN of a table that is made", {u"EXPLAIN ANALYZE CREATE TABLE u AS SELECT 1"_s});
        row("EXPLAIN of SELECT INTO", {u"EXPLAIN ANALYZE SELECT 1 AS a INTO u"_s});
        row("EXPLAIN of a refresh", {u"EXPLAIN ANALYZE REFRESH MATERIALIZED VIEW u"_s});
        row("EXPLAIN of a call", {u"EXPLAIN ANALYZE SELECT mark('x')"_s});
        // the server as a whole
        for (const char *call :
             {"pg_terminate_backend(0)",
              "pg_cancel_backend(0)",
              "pg_reload_conf()",
              "pg_rotate_logfile()",
              "pg_promote()",
              "pg_notify('a', 'b')",
              "pg_switch_wal()",
              "pg_create_restore_point('x')",
              "pg_wal_replay_pause()",
              "pg_wal_replay_resume()",
              "pg_logical_emit_message(false, 'a', 'b')",
              "pg_create_physical_replication_slot('x', true)",
              "pg_create_logical_replication_slot('x', 'test_decoding')",
              "pg_drop_replication_slot('x')",
              "pg_replication_slot_advance('x', '0/1')",
              "pg_copy_physical_replication_slot('a', 'b')",
              "pg_logical_slot_get_changes('x', NULL, NULL)",
              "pg_logical_slot_peek_changes('x', NULL, NULL)",
              "pg_replication_origin_create('x')",
              "pg_replication_origin_session_setup('x')",
              "pg_stat_reset()",
              "pg_stat_reset_shared('bgwriter')",
              "pg_stat_reset_single_table_counters(1)",
              "pg_stat_statements_reset()",
              "pg_import_system_collations('public')",
              "pg_log_backend_memory_contexts(1)",
              "pg_export_snapshot()",
              "pg_advisory_lock(1)",
              "pg_try_advisory_lock(1)",
              "pg_advisory_xact_lock(1)",
              "pg_extension_config_dump('t', '')",
              "nextval('s')",
              "setval('s', 5)",
              "gin_clean_pending_list('t')",
              "brin_summarize_new_values('t')",
              "pg_prewarm('t')",
              "heap_force_kill('t', ARRAY[]::tid[])",
              "binary_upgrade_set_next_pg_type_oid(1)",
              "pg_backup_start('x')",
              "pg_start_backup('x')",
              "pg_stop_backup()",
              "domain_in('1', 'watched'::regtype, -1)",
              "pg_input_is_valid('1', 'watched')",
              "plpgsql_validator(1)"})
            row(call, {u"SELECT "_s + QLatin1String(call)});
        // the owner's own
        row("a function", {u"SELECT mark('x')"_s});
        row("by its schema", {u"SELECT public.mark('x')"_s});
        row("in another schema", {u"SELECT hidden.mark()"_s});
        row("in the schema of temporary things", {u"SELECT pg_temp.mark('x')"_s});
        row("in FROM", {u"SELECT * FROM mark('x')"_s});
        row("LATERAL", {u"SELECT * FROM t, LATERAL mark(t.note) m"_s});
        row("in ROWS FROM", {u"SELECT * FROM ROWS FROM (generate_series(1, 2), mark('x'))"_s});
        row("in a condition", {u"SELECT 1 FROM t WHERE mark(note) <> ''"_s});
        row("in ORDER BY", {u"SELECT 1 FROM t ORDER BY mark(note)"_s});
        row("in LIMIT", {u"SELECT 1 FROM t LIMIT length(mark('x'))"_s});
        row("in a subquery", {u"SELECT (SELECT array_agg(mark(note)) FROM t)"_s});
        row("in a CTE", {u"WITH x AS MATERIALIZED (SELECT mark('x')) SELECT * FROM x"_s});
        row("in VALUES", {u"VALUES (mark('x'))"_s});
        row("in a window", {u"SELECT sum(1) OVER (PARTITION BY mark(note)) FROM t"_s});
        row("in FILTER", {u"SELECT count(*) FILTER (WHERE mark(note) <> '') FROM t"_s});
        row("in an INSERT, before the server refuses that", {u"INSERT INTO t SELECT 3, mark('x')"_s});
        row("by a quoted name", {u"SELECT \"Odd name\"()"_s});
        row("by an escaped name", {uR"(SELECT U&"m\0061rk"('x'))"_s});
        row("a name that PostgreSQL has too", {u"SELECT lower(1)"_s});
        row("an aggregate's name", {u"SELECT count(t) FROM t"_s});
        row("as an attribute", {u"SELECT t.of_t FROM t"_s});
        row("as an attribute of an expression", {u"SELECT (t).of_t FROM t"_s});
        row("as an attribute in a condition", {u"SELECT 1 FROM t WHERE t.of_t IS NULL"_s});
        row("an operator", {u"SELECT 1 + 'x'::text"_s});
        row("an operator by its schema", {u"SELECT 1 OPERATOR(hidden.@@@) 1"_s});
        row("an operator of equality", {u"SELECT 1 = 'x'::text"_s});
        row("an operator in IN", {u"SELECT 1 IN ('x'::text, 'y'::text)"_s});
        row("an operator in CASE", {u"SELECT CASE 1 WHEN 'x'::text THEN 1 END"_s});
        row("an operator in NULLIF", {u"SELECT NULLIF(1, 'x'::text)"_s});
        row("an operator in USING", {u"SELECT 1 FROM t JOIN (SELECT 'x'::text AS id) x USING (id)"_s});
        row("an operator in a natural join", {u"SELECT 1 FROM t NATURAL JOIN (SELECT 'x'::text AS id) x"_s});
        row("an operator of a subquery", {u"SELECT 1 = ANY (SELECT 'x'::text)"_s});
        row("an operator of IN over a subquery", {u"SELECT 1 IN (SELECT 'x'::text)"_s});
        row("IS DISTINCT FROM", {u"SELECT 1 IS DISTINCT FROM 'x'::text"_s});
        row("an aggregate's step", {u"SELECT gather(note) FROM t"_s});
        row("an aggregate's end", {u"SELECT finished(note) FROM t"_s});
        row("a domain", {u"SELECT 1::watched"_s});
        row("a domain by CAST", {u"SELECT CAST(id AS watched) FROM t"_s});
        row("a domain before a string", {u"SELECT watched '1'"_s});
        row("a domain like a call", {u"SELECT watched(1)"_s});
        row("a domain over a domain", {u"SELECT 1::outer_domain"_s});
        row("an array of domains", {u"SELECT '{1}'::watched[]"_s});
        row("a row with a domain", {u"SELECT '(1,1)'::holder"_s});
        row("a domain in a list of columns", {u"SELECT * FROM jsonb_to_record('{\"a\": 1}') AS x(a watched)"_s});
        row("a domain filled from JSON", {u"SELECT json_populate_record(NULL::holder, '{\"b\": 1}')"_s});
        row("a domain as an argument", {u"SELECT takes_watched(1)"_s});
        row("a domain that evaluates", {u"SELECT 'select 1'::evaluating"_s});
        row("a cast", {u"SELECT 1::coin"_s});
        row("a cast like a call", {u"SELECT coin(1)"_s});
        row("a default of an immutable one", {u"SELECT defaulted()"_s});
        row("a procedure", {u"CALL does()"_s});
        row("a procedure that is explained by nobody", {u"CALL public.does()"_s});
        row("prepared", {u"PREPARE p AS SELECT mark('x')"_s});
        row("prepared on another path",
            {u"PREPARE p AS SELECT path_f()"_s, u"SET search_path = hidden"_s, u"EXECUTE p"_s});
        row("on another path", {u"SET search_path = hidden"_s, u"SELECT path_f()"_s});
        row("on another path by set_config",
            {u"SELECT set_config('search_path', 'hidden', false)"_s, u"SELECT path_f()"_s});
        row("on another path by SET SCHEMA", {u"SET SCHEMA 'hidden'"_s, u"SELECT path_f()"_s});
        row("an argument of EXECUTE", {u"PREPARE p(text) AS SELECT $1"_s, u"EXECUTE p(mark('x'))"_s});
        row("EXECUTE of what nobody prepared", {u"EXECUTE q"_s});
        row("in a cursor", {u"BEGIN"_s, u"DECLARE c CURSOR FOR SELECT mark('x')"_s, u"FETCH c"_s});
        row("in a cursor that stays", {u"DECLARE c CURSOR WITH HOLD FOR SELECT mark(note) FROM t"_s});
        row("behind another statement", {u"SELECT 1; SELECT mark('x')"_s});
        // newer than the grammar
        row("beside new syntax", {u"SELECT mark('x'), JSON_SCALAR(1 RETURNING text)"_s});
        row("beside new syntax, an operator", {u"SELECT 1 + 'x'::text, JSON_SERIALIZE('1' RETURNING text)"_s});
        row("beside new syntax, escaped", {uR"(SELECT U&"m\0061rk"('x'), JSON_SERIALIZE('1' RETURNING text))"_s});
        row("beside new syntax, a file", {u"SELECT lo_export(1, ''), JSON_SERIALIZE('1' RETURNING text)"_s});
        row("a command that nobody knows", {u"REPACK t"_s});
    }
    void isRefused()
    {
        QFETCH(Steps, steps);
        for (const bool inPipeline : {false, true}) {
            Session session({.name = u"attack"_s, .names = Names::OfDatabase});
            const auto opened = session.open(locked(m_server.connInfo(m_database))).result();
            QVERIFY2(opened, opened ? "" : qPrintable(describe(opened.error())));
            std::optional<Error> refusal;
            if (inPipeline) {
                std::vector<Statement> statements;
                for (const QString &step : steps)
                    statements.push_back({step, {}});
                if (const auto done = session.pipeline(statements).result(); !done)
                    refusal = done.error();
            }
            for (qsizetype i = 0; i < steps.size() && !inPipeline; ++i) {
                const auto done = session.query({steps[i], {}}).result();
                if (!done && !refusal)
                    refusal = done.error();
            }
            // Refused here, and not by a server that happened to lack something.
            QVERIFY(refusal);
            QVERIFY2(
                refusal->kind == ErrorKind::Permission && refusal->sqlState.isEmpty(), qPrintable(describe(*refusal)));
            QVERIFY2(
                refusal->message.contains(u"read-only"_s) || refusal->message.contains(u"only read"_s),
                qPrintable(refusal->message));
        }
        QCOMPARE(state(), m_before);
    }

    // Sessions of our own look at pg_catalog alone: a name without a schema is never the owner's there.
    void ownSessionsDoNotMeetThem_data() { isRefused_data(); }
    void ownSessionsDoNotMeetThem()
    {
        QFETCH(Steps, steps);
        Session session({.name = u"own"_s, .readOnly = true});
        QVERIFY(session.open(m_server.connInfo(m_database)).result());
        for (const QString &step : steps)
            (void)session.query({step, {}}).result();
        QCOMPARE(state(), m_before);
    }

    void readingPasses_data()
    {
        QTest::addColumn<QString>("text");
        for (const char *text :
             {"SELECT lower(note), count(*) FROM t GROUP BY 1",
              "SELECT stable_one()",
              "SELECT path_f()",
              "SELECT t.note, t.* FROM t WHERE t.id IN (1, 2)",
              "SELECT random(), gen_random_uuid(), clock_timestamp()",
              "SELECT pg_relation_size('t'), pg_get_viewdef('pg_stat_activity'::regclass)",
              "SELECT similarity('a', 'b'), 'a'::citext = 'A', 'a=>1'::hstore -> 'a', 'a.b'::ltree @> 'a.b.c'",
              "SELECT digest('a', 'sha256'), gen_salt('bf'), gen_random_bytes(4), uuid_generate_v4()",
              "SELECT * FROM normal_rand(3, 1, 1)",
              "SELECT count(*) FROM pg_buffercache",
              "SELECT count(*) FROM pg_buffercache_pages() AS x(a int, b oid, c oid, d oid, e int2, f int8, g bool, h "
              "int2, "
              "i int)",
              "SELECT set_config('app.tenant', '7', false), current_setting('app.tenant')",
              "SET app.tenant = '8'",
              "SET search_path = public, hidden",
              "SELECT set_config('statement_timeout', '10s', true)",
              "SET standard_conforming_strings = on",
              "SET NAMES 'UTF8'",
              "SET ROLE NONE",
              "LISTEN x",
              "SHOW ALL",
              "EXPLAIN (ANALYZE, BUFFERS) SELECT * FROM t",
              "SELECT 'lo_create(1)', $$DO$$",
              "SELECT currval('s') WHERE false",
              "DECLARE c CURSOR WITH HOLD FOR SELECT * FROM t",
              "PREPARE p(int) AS SELECT $1 + 1",
              "DEALLOCATE ALL",
              "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
              "LOCK TABLE t IN ACCESS SHARE MODE",
              "SELECT * FROM pg_locks JOIN pg_stat_activity USING (pid)",
              "TABLE t",
              "VALUES (1), (2)"})
            QTest::newRow(text) << QString::fromLatin1(text);
    }
    void readingPasses()
    {
        QFETCH(QString, text);
        Session session({.name = u"reader"_s, .names = Names::OfDatabase});
        QVERIFY(session.open(locked(m_server.connInfo(m_clean))).result());
        if (text.startsWith(u"LOCK"_s))
            QVERIFY(session.query({u"BEGIN"_s, {}}).result());
        const auto done = session.query({text, {}}).result();
        QVERIFY2(done, done ? "" : qPrintable(describe(done.error())));
    }

    void anAllowedFunctionIsNotedAndRuns()
    {
        Session session({.name = u"reader"_s, .names = Names::OfDatabase});
        const ConnInfo place = lockedPlace();
        AllowedFunctions &allowed = place.context->allowedFunctions();
        QVERIFY(session.open(place).result());
        const Statement asks{u"SELECT reads_only()"_s, {}};
        const auto refused = session.query(asks).result();
        QVERIFY(!refused && refused.error().message.contains(u"public.reads_only()"_s));
        QVERIFY(refused.error().hint.contains(u"--allow-function public.reads_only"_s));
        QStringList notes;
        const auto broken = [](const QString &) -> Result<void> { return fail(ErrorKind::Io, u"full"_s); };
        QVERIFY(!allowed.allow(u"public.reads_only"_s, broken));
        QVERIFY(!session.query(asks).result());
        const auto note = [&notes](const QString &function) -> Result<void> {
            notes << function;
            return {};
        };
        QVERIFY(allowed.allow(u"public.reads_only()"_s, note));
        QCOMPARE(notes, QStringList{u"public.reads_only"_s});
        const auto done = session.query(asks).result();
        QVERIFY2(done, done ? "" : qPrintable(describe(done.error())));
        QCOMPARE(done->rows.text(0, 0), u"2"_s);
        QVERIFY(!session.query({u"SELECT mark('x')"_s, {}}).result());
        // Whoever opens sessions of his own in this process has allowed nothing.
        Session other({.name = u"reader"_s, .names = Names::OfDatabase});
        QVERIFY(other.open(lockedPlace()).result());
        QVERIFY(!other.query(asks).result());
        for (const QString &name : {u"reads_only"_s, u"pg_catalog.lo_export"_s, u"a.b.c"_s, u""_s})
            QCOMPARE(allowed.allow(name, note).error().kind, ErrorKind::Usage);
        QCOMPARE(notes.size(), 1);
    }

    // One that writes to tables is held by the server all the same, and a procedure by a block around it.
    void anAllowedOneIsStillHeld()
    {
        const ConnInfo place = lockedPlace();
        AllowedFunctions &allowed = place.context->allowedFunctions();
        QVERIFY(allowed.allow(u"public.does"_s, {}));
        QCOMPARE(
            sql(u"CREATE FUNCTION writes() RETURNS int LANGUAGE sql AS 'DELETE FROM public.t RETURNING 1';"
                "CREATE PROCEDURE turns() LANGUAGE plpgsql AS $f$BEGIN PERFORM "
                "set_config('default_transaction_read_only',"
                " 'off', false); COMMIT; DELETE FROM public.t; END$f$"_s),
            QString());
        QVERIFY(allowed.allow(u"public.writes"_s, {}));
        QVERIFY(allowed.allow(u"public.turns"_s, {}));
        Session session({.name = u"reader"_s, .names = Names::OfDatabase});
        QVERIFY(session.open(place).result());
        QVERIFY(!session.query({u"SELECT writes()"_s, {}}).result());
        QVERIFY(!session.query({u"CALL turns()"_s, {}}).result());
        QCOMPARE(sql(u"SELECT count(*) FROM t; DROP FUNCTION writes(); DROP PROCEDURE turns()"_s), u"2"_s);
    }
};

QTEST_GUILESS_MAIN(LockTest)
#include "tst_lock.moc"
