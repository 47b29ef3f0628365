// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/panelrun.h"
#include "migration/ctlprocess.h"
#include "support/testserver.h"

#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::metrics;
using test::CtlProcess;

namespace {

struct Attack
{
    const char *name;
    const char *sql; // %1: a file that must not come to be
};

const std::vector<Attack> Attacks{
    {"a file by a large object", "select lo_export(lo_from_bytea(0, 'x'), '%1')"},
    {"an escaped name", "select U&\"lo\\005Fcreat\"(-1)"},
    {"an escaped name with its own sign", "select U&\"lo!005Fcreat\" UESCAPE '!' (-1)"},
    {"a quoted name", "select pg_catalog.\"lo_creat\"(-1)"},
    {"a large object", "select lo_create(0)"},
    {"a large object of bytes", "select lo_from_bytea(0, 'x')"},
    {"a file into the database", "select lo_import('/etc/hostname')"},
    {"a large object removed", "select lo_unlink(1)"},
    {"a file by adminpack", "select pg_catalog.pg_file_write('%1', 'x', false)"},
    {"COPY to a file", "copy (select 1) to '%1'"},
    {"COPY to a program", "copy (select 1) to program 'touch %1'"},
    {"COPY from a program", "copy calls from program 'touch %1'"},
    {"a second statement", "select 1; delete from calls"},
    {"a second statement behind a comment", "select 1 /* ' */; delete from calls -- '"},
    {"a second statement behind dollars", "select $a$;$a$; delete from calls"},
    {"SELECT INTO", "select * into stolen from calls"},
    {"a temporary table", "select * into temp stolen from calls"},
    {"CREATE TABLE AS", "create table stolen as select * from calls"},
    {"CREATE TEMP TABLE", "create temp table stolen (a int)"},
    {"FOR UPDATE", "select * from calls for update"},
    {"FOR SHARE within", "select * from (select * from calls for key share) as c"},
    {"a WITH that deletes", "with gone as (delete from calls returning 1) select * from gone"},
    {"a WITH that inserts", "with new as (insert into calls values (now(), 'x', 1) returning 1) select * from new"},
    {"a WITH that updates", "with new as (update calls set ms = 0 returning 1) select * from new"},
    {"DELETE", "delete from calls"},
    {"TRUNCATE", "truncate calls"},
    {"DO", "do $$ begin delete from calls; end $$"},
    {"CALL", "call wipe()"},
    {"EXPLAIN ANALYZE", "explain analyze delete from calls"},
    {"a query in a text", "select query_to_xml('delete from calls', true, true, '')"},
    {"a query in a text, in FROM", "select * from ts_stat('delete from calls returning ''a''::tsvector')"},
    {"a cursor in a text", "select cursor_to_xml('c', 1, true, true, '')"},
    {"another connection", "select dblink_exec('dbname=postgres', 'create table stolen ()')"},
    {"the mode", "select set_config('transaction_read_only', 'off', true)"},
    {"the mode of the session", "select set_config('default_transaction_read_only', 'off', false)"},
    {"the search path", "select set_config('search_path', 'evil', false)"},
    {"a setting", "set search_path = evil"},
    {"a role", "set role none"},
    {"a sequence", "select nextval('numbers')"},
    {"a sequence set", "select setval('numbers', 99)"},
    {"a file read", "select pg_read_file('PG_VERSION')"},
    {"a folder read", "select * from pg_ls_dir('.')"},
    {"another session", "select pg_terminate_backend(pid) from pg_stat_activity where pid = pg_backend_pid()"},
    {"the configuration", "select pg_reload_conf()"},
    {"a message", "select pg_notify('channel', 'x')"},
    {"a restore point", "select pg_create_restore_point('x')"},
    {"a message into the log", "select pg_logical_emit_message(false, 'a', 'b')"},
    {"statistics", "select pg_stat_reset()"},
    {"a function of the database", "select public.write_one()"},
    {"a lock", "lock table calls"},
    {"a transaction", "commit"},
    {"PREPARE", "prepare x as select 1"},
    {"out of the parentheses", "select 1, 2) as choice(value, label), lateral (select lo_creat(-1"},
    {"out of the parentheses by a comment", "select 1, 2) as choice(value, label); delete from calls; --"},
    {"nothing", "-- only a comment"},
};

} // namespace

// What a dashboard's file says becomes SQL that reads, or an error, by every way there is.
class DashboardAttacksTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;
    QTemporaryDir m_folder;
    QString m_database;
    connection::Session m_session{{.readOnly = true}}; // as all of them are
    QString m_before;

    QString psql(const QString &sql)
    {
        const auto answer = m_server.psql(m_database, sql);
        return answer ? answer->trimmed() : u"error: "_s + answer.error().detail;
    }
    // What would tell of an effect.
    QString state()
    {
        return psql(u"select (select count(*) from calls), (select sum(ms) from calls), "
                    "(select count(*) from pg_largeobject_metadata), (select last_value from numbers), "
                    "(select count(*) from pg_class where relname = 'stolen')"_s);
    }
    [[nodiscard]] QString file() const { return m_folder.filePath(u"written"_s); }
    [[nodiscard]] QString sqlOf(const char *attack) const
    {
        return QString::fromLatin1(attack).replace(u"%1"_s, file());
    }

    static PanelRequest requestFor(const DashboardDefinition &dashboard, const PanelDefinition &panel)
    {
        const QDateTime now(QDate(2026, 3, 1), QTime(0, 0), Qt::UTC);
        const TimeRange range{now.addDays(-30), now};
        return {&dashboard, &panel, contextFor(panel, range, {Unit::Day, 1}, QTimeZone::utc(), now), {}};
    }

    // "" when it was refused.
    QString byPanel(const QueryText &query, const PanelLimits &limits, bool isMoment = false)
    {
        DashboardDefinition dashboard;
        PanelDefinition panel;
        panel.id = u"one"_s;
        panel.kind = PanelKind::Table;
        panel.query = query;
        if (isMoment) {
            panel.kind = PanelKind::Bar;
            panel.query = *QueryText::parse(
                u"select :bucket(at) as bucket, count(*) as value from calls where at < :to group by 1"_s);
            dashboard.moments = MomentsDefinition{query, {}};
        }
        const PanelOutcome outcome = runPanel(m_session, requestFor(dashboard, panel), limits);
        return outcome.state == PanelOutcome::State::Failed ? QString() : u"shown"_s;
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_database = m_server.createDatabase();
        QCOMPARE(
            psql(u"create table calls (at timestamptz, model text, ms int); create sequence numbers; "
                 "insert into calls select now(), 'a', i from generate_series(1, 100) i; select nextval('numbers'); "
                 "create function write_one() returns int language sql as "
                 "$$ insert into calls values (now(), 'x', 1); select 1 $$; "
                 "create procedure wipe() language sql as $$ delete from calls $$"_s),
            u"1"_s);
        // The server's own user has to be able to write it.
        QVERIFY(QFile::setPermissions(m_folder.path(), QFile::Permissions(0x7777)));
        QVERIFY(m_session.open(m_server.connInfo(m_database)).result());
        m_before = state();
        QVERIFY2(!m_before.startsWith(u"error"_s), qPrintable(m_before));
    }

    void attacks_data()
    {
        QTest::addColumn<QString>("sql");
        for (const Attack &attack : Attacks)
            QTest::newRow(attack.name) << sqlOf(attack.sql);
    }
    void attacks()
    {
        QFETCH(QString, sql);
        PanelLimits exact;
        exact.evenIfDear = true;
        if (const auto query = QueryText::parse(sql)) {
            QCOMPARE(byPanel(*query, {}), QString());
            QCOMPARE(byPanel(*query, exact), QString());
            QCOMPARE(byPanel(*query, {}, true), QString());
        }
        FilterDefinition filter;
        filter.valuesSql = sql;
        QVERIFY(!readFilterValues(m_session, filter));
        for (const QString &condition :
             {sql, u"("_s + sql + u") is null"_s, u"true or exists ("_s + sql + u')', u"true); "_s + sql + u"; --"_s})
            QVERIFY2(!openRows(m_session, {}, u"calls"_s, condition), qPrintable(condition));
        // A filter that is compared with a function.
        if (const auto query = QueryText::parse(u"select * from calls where model = ("_s + sql + u')'))
            QCOMPARE(byPanel(*query, exact), QString());
        QCOMPARE(state(), m_before);
        QVERIFY(!QFile::exists(file()));
        // And the session is what it was.
        const auto path = m_session.query({u"SHOW search_path"_s, {}}).result();
        QVERIFY(path);
        QCOMPARE(path->rows.text(0, 0).remove(u' '), u"pg_catalog,pg_temp"_s);
    }

    // The same by the program.
    void filesOfDashboards()
    {
        // Some of each kind, as each takes a process.
        for (size_t i = 0; i < Attacks.size(); i += 4) {
            const Attack &attack = Attacks[i];
            QFile yaml(m_folder.filePath(u"attack.yaml"_s));
            QVERIFY(yaml.open(QIODevice::WriteOnly | QIODevice::Truncate));
            const QByteArray indented = sqlOf(attack.sql).replace(u'\n', u"\n      "_s).toUtf8();
            yaml.write("title: Attack\npanels:\n  - id: one\n    title: One\n    kind: table\n    query: |\n      ");
            yaml.write(indented + '\n');
            yaml.close();
            CtlProcess process(
                {u"dashboard"_s, u"data"_s, yaml.fileName(), u"--exact"_s, u"--database"_s,
                 connection::toUri(m_server.connInfo(m_database))});
            const int code = process.wait();
            QVERIFY2(code != 0, attack.name);
        }
        QCOMPARE(state(), m_before);
        QVERIFY(!QFile::exists(file()));
    }

    // They are said where they stand, before any server is asked.
    void theFileIsRefused()
    {
        const DashboardReading reading = readDashboard(
            "title: T\nfilters:\n  - name: one\n    values: copy (select 1) to '/tmp/x'\npanels:\n  - id: a\n    "
            "title: A\n"
            "    query: select * into stolen from calls\n    rows: {relation: calls, where: 'true; drop table x'}\n",
            u"t.yaml"_s);
        QVERIFY(!reading.dashboard);
        QCOMPARE(reading.problems.size(), size_t(3));
    }

    // In a transaction that only reads, whatever the names of functions say: this one is declared to be immutable.
    void aFunctionThatLies()
    {
        QCOMPARE(
            psql(u"create function lies() returns int language plpgsql immutable as "
                 "$$ begin insert into calls values (now(), 'x', 1); return 1; end $$"_s),
            QString());
        PanelLimits exact;
        exact.evenIfDear = true;
        QCOMPARE(byPanel(*QueryText::parse(u"select public.lies()"_s), {}), QString());
        QCOMPARE(byPanel(*QueryText::parse(u"select public.lies()"_s), exact), QString());
        QVERIFY(psql(u"drop function lies()"_s).isEmpty());
        QCOMPARE(state(), m_before);
    }

    // What is read is read as the server reads it, also where a backslash ends no string.
    void anotherKindOfStrings()
    {
        QVERIFY(psql(u"alter database %1 set standard_conforming_strings = off"_s.arg(m_database)).isEmpty());
        connection::Session session;
        QVERIFY(session.open(m_server.connInfo(m_database)).result());
        FilterDefinition filter;
        filter.valuesSql = uR"(select 'a\', 'b' -- ', lo_creat(-1)::text --')"_s;
        const auto values = readFilterValues(session, filter);
        QVERIFY2(values, qPrintable(values ? QString() : describe(values.error())));
        QCOMPARE(values->front(), std::pair(u"a\\"_s, u"b"_s));
        QCOMPARE(state(), m_before);
        QVERIFY(psql(u"alter database %1 reset standard_conforming_strings"_s.arg(m_database)).isEmpty());
    }

    void whatReadsIsShown_data()
    {
        QTest::addColumn<QString>("sql");
        for (const char *sql :
             {"select * from calls", "select * from public.calls c where c.ms between 1 and 3", "table calls",
              "values (1, 'a')", "with calls as (select 1 as n) select n from calls",
              "with recursive n(i) as (select 1 union all select i + 1 from n where i < 5) select * from n, calls "
              "limit 5",
              "select percentile_cont(0.5) within group (order by ms) from calls",
              "select row_number() over (partition by model order by ms) from calls",
              "select jsonb_agg(c) -> 0 ->> 'model' from calls c", "select 'it''s; -- $$ /*' as text, $a$ ; $a$",
              "select to_tsvector('simple', model) @@ to_tsquery('simple', 'a') from calls",
              "select * from unnest(array[1, 2], array['a', 'b']) as u(a, b)", "select current_user, now()::date",
              "select sum(ms) filter (where model like 'a%') from calls group by rollup (model)",
              "select 'calls'::text::name, interval '1 day', extract(epoch from at), substring(model, 1, 1) from calls",
              "select (select max(ms) from calls x where x.model = c.model) from calls c tablesample system (50)",
              "select relname from pg_class where oid = 'pg_class'::regclass"})
            QTest::newRow(sql) << QString::fromLatin1(sql);
    }
    void whatReadsIsShown()
    {
        QFETCH(QString, sql);
        DashboardDefinition dashboard;
        PanelDefinition panel;
        panel.kind = PanelKind::Table;
        panel.query = *QueryText::parse(sql);
        const PanelOutcome outcome = runPanel(m_session, requestFor(dashboard, panel));
        QVERIFY2(outcome.state == PanelOutcome::State::Shown, qPrintable(describe(outcome.error)));
    }

    // A column of a type that brings its own operators.
    void typesOfExtensions()
    {
        if (psql(u"select count(*) from pg_available_extensions where name = 'citext'"_s) != "1"_L1)
            QSKIP("This server has no citext");
        QCOMPARE(
            psql(u"create schema ext; create extension citext schema ext; create domain word as ext.citext; "
                 "create table people (mail ext.citext, nick word, tags ext.citext[], plain text); "
                 "insert into people values ('Ann@x', 'Ann', '{A}', 'p'); select 1"_s),
            u"1"_s);
        const auto asked = [this](const QString &sql) {
            DashboardDefinition dashboard;
            PanelDefinition panel;
            panel.kind = PanelKind::Table;
            panel.query = *QueryText::parse(sql);
            return runPanel(m_session, requestFor(dashboard, panel));
        };
        for (const char *silent :
             {"select * from people where mail = 'ann@x'", "select * from people where mail in ('ann@x')",
              "select * from people where nick like 'ann'",
              "select * from people p where coalesce(p.nick, '') <> 'ann'",
              "select * from (select mail as m from people) q where q.m = 'ann@x'",
              "select * from (select mail from people) q(m) where m = 'ann@x'",
              "with q(m) as (select mail from people) select * from q where m between 'a' and 'b'",
              "select * from people where 'a' = any (tags)", "select case mail when 'ann@x' then 1 end from people",
              "select nullif(mail, 'ann@x') from people", "select * from people a join people b using (mail)",
              "select * from people a natural join people b", "select max(mail) from people",
              "select * from people where mail in (select mail from people)",
              "select * from people where mail is distinct from 'ann@x'"}) {
            const PanelOutcome outcome = asked(QString::fromLatin1(silent));
            QVERIFY2(outcome.state == PanelOutcome::State::Failed, silent);
            QVERIFY2(outcome.error.message.contains(u"ext.citext"_s), qPrintable(describe(outcome.error)));
            QVERIFY2(outcome.error.hint.contains(u"ext"_s), qPrintable(describe(outcome.error)));
        }
        PanelOutcome outcome = asked(u"select * from people where mail OPERATOR(ext.=) 'ann@x' and plain = 'p'"_s);
        QVERIFY2(outcome.state == PanelOutcome::State::Shown, qPrintable(describe(outcome.error)));
        QCOMPARE(outcome.data.rows.rowCount(), 1);
        outcome = asked(u"select mail, count(*) from people where mail::text = 'ann@x' group by mail order by mail"_s);
        QVERIFY2(outcome.state == PanelOutcome::State::Shown, qPrintable(describe(outcome.error)));
        QCOMPARE(outcome.data.rows.rowCount(), 0);
        outcome = asked(u"select similarity(plain, 'p') from people"_s);
        QCOMPARE(outcome.state, PanelOutcome::State::Failed);
        QVERIFY2(outcome.error.hint.contains(u"OPERATOR("_s), qPrintable(describe(outcome.error)));
        // A function without a schema is PostgreSQL's, and the error says how others are written.
        outcome = asked(u"select citext_hash(mail) from people"_s);
        QCOMPARE(outcome.state, PanelOutcome::State::Failed);
        QVERIFY2(
            outcome.error.hint.contains(u"OPERATOR("_s) || outcome.error.hint.contains(u"ext."_s),
            qPrintable(describe(outcome.error)));
    }
};

QTEST_GUILESS_MAIN(DashboardAttacksTest)
#include "tst_dashboards.moc"
