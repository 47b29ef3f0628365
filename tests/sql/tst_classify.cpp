// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sql/classify.h"

#include <QTest>
#include <QThread>

using namespace Qt::StringLiterals;
using namespace howdah::sql;

using Kind = StatementKind;
using Rule = TransactionRule;

static QString joined(const std::vector<RelationName> &relations)
{
    QStringList names;
    for (const RelationName &relation : relations)
        names += relation.schema.isEmpty() ? relation.name : relation.schema + u'.' + relation.name;
    return names.join(u' ');
}

class ClassifyTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void kinds_data()
    {
        QTest::addColumn<StatementKind>("kind");
        QTest::addColumn<QString>("command");
        const auto row = [](const char *sql, Kind kind, const QString &command) {
            QTest::newRow(sql) << kind << command;
        };
        row("select 1", Kind::Select, u"SELECT"_s);
        row("values (1)", Kind::Select, u"SELECT"_s);
        row("(select 1)", Kind::Select, u"SELECT"_s);
        row("table t", Kind::Select, u"SELECT"_s);
        row("with a as (select 1) insert into t select * from a", Kind::Insert, u"INSERT"_s);
        row("/* drop */ insert into t default values", Kind::Insert, u"INSERT"_s);
        row("update t set a = 1", Kind::Update, u"UPDATE"_s);
        row("delete from t", Kind::Delete, u"DELETE"_s);
        row("merge into t using u on true when matched then do nothing", Kind::Merge, u"MERGE"_s);
        row("copy t from stdin", Kind::Copy, u"COPY"_s);
        row("call p()", Kind::Call, u"CALL"_s);
        row("do $$ drop $$", Kind::Do, u"DO"_s);
        row("explain select 1", Kind::Explain, u"EXPLAIN"_s);
        row("create temp table t (a int)", Kind::CreateTable, u"CREATE TABLE"_s);
        row("create foreign table t (a int) server s", Kind::CreateTable, u"CREATE FOREIGN TABLE"_s);
        row("create table t as select 1", Kind::CreateTableAs, u"CREATE TABLE"_s);
        row("select 1 into t", Kind::CreateTableAs, u"SELECT"_s);
        row("create materialized view v as select 1", Kind::CreateTableAs, u"CREATE MATERIALIZED VIEW"_s);
        row("create unique index concurrently i on t (a)", Kind::CreateIndex, u"CREATE INDEX"_s);
        row("create or replace view v as select 1", Kind::CreateView, u"CREATE VIEW"_s);
        row("create or replace procedure p() language sql as ''", Kind::CreateFunction, u"CREATE PROCEDURE"_s);
        row("create trigger g after insert on t execute function f()", Kind::CreateTrigger, u"CREATE TRIGGER"_s);
        row("create type e as enum ('a')", Kind::CreateType, u"CREATE TYPE"_s);
        row("create type c as (a int)", Kind::CreateType, u"CREATE TYPE"_s);
        row("create domain d as int", Kind::CreateType, u"CREATE DOMAIN"_s);
        row("create schema s", Kind::CreateSchema, u"CREATE SCHEMA"_s);
        row("create sequence s", Kind::CreateSequence, u"CREATE SEQUENCE"_s);
        row("create extension e", Kind::CreateExtension, u"CREATE EXTENSION"_s);
        row("create database d", Kind::CreateDatabase, u"CREATE DATABASE"_s);
        row("create role r", Kind::CreateOther, u"CREATE ROLE"_s);
        row("create operator class c for type int using btree as storage int", Kind::CreateOther,
            u"CREATE OPERATOR CLASS"_s);
        row("create aggregate a (int) (sfunc = f, stype = int)", Kind::CreateOther, u"CREATE AGGREGATE"_s);
        row("alter table t add a int", Kind::AlterTable, u"ALTER TABLE"_s);
        row("alter type e add value 'b'", Kind::AlterOther, u"ALTER TYPE"_s);
        row("alter default privileges grant select on tables to r", Kind::AlterOther, u"ALTER DEFAULT PRIVILEGES"_s);
        row("alter table t rename to u", Kind::Rename, u"ALTER TABLE"_s);
        row("drop materialized view v", Kind::Drop, u"DROP MATERIALIZED VIEW"_s);
        row("drop owned by r", Kind::Drop, u"DROP OWNED BY"_s);
        row("truncate t", Kind::Truncate, u"TRUNCATE"_s);
        row("comment on table t is 'x'", Kind::Comment, u"COMMENT"_s);
        row("revoke all on t from r", Kind::Grant, u"REVOKE"_s);
        row("start transaction", Kind::Transaction, u"START TRANSACTION"_s);
        row("rollback to savepoint s", Kind::Transaction, u"ROLLBACK"_s);
        row("set local a.b = 1", Kind::Set, u"SET"_s);
        row("reset all", Kind::Set, u"RESET"_s);
        row("show all", Kind::Show, u"SHOW"_s);
        row("vacuum t", Kind::Vacuum, u"VACUUM"_s);
        row("analyze t", Kind::Analyze, u"ANALYZE"_s);
        row("reindex table t", Kind::Reindex, u"REINDEX"_s);
        row("cluster t", Kind::Cluster, u"CLUSTER"_s);
        row("refresh materialized view v", Kind::Refresh, u"REFRESH MATERIALIZED VIEW"_s);
        row("lock t", Kind::Lock, u"LOCK"_s);
        row("listen c", Kind::Notify, u"LISTEN"_s);
        row("execute p", Kind::Prepare, u"EXECUTE"_s);
        row("close c", Kind::Cursor, u"CLOSE"_s);
        row("discard all", Kind::Discard, u"DISCARD"_s);
        row("checkpoint", Kind::Other, u"CHECKPOINT"_s);
    }

    void kinds()
    {
        const Classification result = classify(QString::fromUtf8(QTest::currentDataTag()));
        QTEST(result.kind, "kind");
        QTEST(result.command, "command");
        QVERIFY(result.parsed);
    }

    void transactions_data()
    {
        QTest::addColumn<TransactionRule>("rule");
        for (const char *sql :
             {"create index concurrently i on t (a)",
              "drop index concurrently i",
              "reindex index concurrently i",
              "reindex (concurrently) table t",
              "reindex database d",
              "reindex system d",
              "reindex schema s",
              "vacuum",
              "vacuum (analyze) t",
              "create database d",
              "drop database d",
              "create tablespace s location '/x'",
              "drop tablespace s",
              "alter system set a = 1",
              "alter database d set tablespace s",
              "create subscription s connection 'x' publication p",
              "drop subscription s",
              "cluster",
              "discard all",
              "alter subscription s refresh publication",
              "alter subscription s add publication p",
              "alter table t detach partition p concurrently",
              "commit prepared 'x'",
              "rollback prepared 'x'"})
            QTest::newRow(sql) << Rule::Forbidden;
        for (const char *sql :
             {"begin", "start transaction isolation level serializable", "commit and chain", "end", "abort", "rollback",
              "savepoint s", "release s", "rollback to s", "prepare transaction 'x'"})
            QTest::newRow(sql) << Rule::ControlsTransaction;
        for (const char *sql :
             {"create index concurrently_i on \"concurrently\" (a)", "drop index i", "reindex table t",
              "reindex (concurrently false) table t", "analyze t", "alter database d set a = 'tablespace'", "cluster t",
              "create subscription s connection 'x' publication p with (create_slot = false)",
              "create subscription s connection 'x' publication p with (connect = false)",
              "alter subscription s set publication p with (refresh = off)", "alter subscription s disable",
              "alter table t detach partition p", "alter type e add value 'x'", "discard plans",
              "set transaction read only", "prepare p as select 1", "refresh materialized view concurrently v",
              "do 'commit'", "select 'vacuum'"})
            QTest::newRow(sql) << Rule::Allowed;
    }

    void transactions()
    {
        const QString sql = QString::fromUtf8(QTest::currentDataTag());
        const Classification result = classify(sql);
        QTEST(result.transaction, "rule");
        QVERIFY(result.parsed);
        QCOMPARE(result.isTransactionControl(), result.transaction == Rule::ControlsTransaction);
    }

    // Syntax newer than the parser, or broken: the words decide, and it is no error.
    void unparsed_data()
    {
        QTest::addColumn<TransactionRule>("rule");
        QTest::addColumn<bool>("destroys");
        QTest::addColumn<QString>("command");
        const auto row = [](const char *sql, Rule rule, bool destroys, const QString &command) {
            QTest::newRow(sql) << rule << destroys << command;
        };
        row("", Rule::Allowed, false, u""_s);
        row("create table t (a int) new syntax", Rule::Allowed, false, u"CREATE TABLE"_s);
        row("create unique index concurrently i on t (a) new syntax", Rule::Forbidden, false, u"CREATE INDEX"_s);
        row("create index i on \"concurrently\" (a) new syntax", Rule::Allowed, false, u"CREATE INDEX"_s);
        row("/* x */ vacuum (new_option) new syntax", Rule::Forbidden, false, u"VACUUM"_s);
        row("reindex new syntax concurrently i", Rule::Forbidden, false, u"REINDEX"_s);
        row("repack (concurrently) t", Rule::Forbidden, false, u"REPACK"_s);
        row("alter system new syntax", Rule::Forbidden, false, u"ALTER SYSTEM"_s);
        row("commit new syntax", Rule::ControlsTransaction, false, u"COMMIT"_s);
        row("drop table t new syntax", Rule::Allowed, true, u"DROP TABLE"_s);
        row("drop function f new syntax", Rule::Allowed, false, u"DROP FUNCTION"_s);
        row("alter table t alter a set data type int new syntax", Rule::Allowed, true, u"ALTER TABLE"_s);
        row("merge into t using u on true when not matched by source then delete", Rule::Allowed, true, u"MERGE"_s);
        row("delete from t returning with (old as o) o.*", Rule::Allowed, true, u"DELETE"_s);
        row("select 1; select 2", Rule::Allowed, false, u"SELECT"_s);
        row("select 'abc", Rule::Allowed, false, u"SELECT"_s);
        row("\\echo x", Rule::Allowed, false, u"ECHO"_s);
    }

    void unparsed()
    {
        const Classification result = classify(QString::fromUtf8(QTest::currentDataTag()));
        QCOMPARE(result.kind, Kind::Unknown);
        QVERIFY(!result.parsed);
        QVERIFY(result.relations.empty());
        QTEST(result.transaction, "rule");
        QTEST(result.destroysData, "destroys");
        QTEST(result.command, "command");
    }

    void relations_data()
    {
        QTest::addColumn<QString>("relations");
        const auto row = [](const char *sql, const QString &relations) { QTest::newRow(sql) << relations; };
        row("select 1", u""_s);
        row("select * from a.b, c join d on true where exists (select from b.e, c)", u"a.b c d b.e"_s);
        row("select * from \"A.b\".\"c\"\"d\"", u"A.b.c\"d"_s);
        row("insert into t select * from u on conflict do nothing", u"t u"_s);
        row("update t set a = 1 from u", u"t u"_s);
        row("delete from t using u", u"t u"_s);
        row("merge into a using b on a.x = b.x when matched then delete", u"a b"_s);
        row("with x as (select * from a), y as (select * from x) select * from y, s.x", u"a s.x"_s);
        row("with t as (select * from t) select * from t", u"t"_s);
        row("with recursive t as (select 1 union select * from t) select * from t", u""_s);
        row("select (with x as (select * from a) select * from x), * from x", u"a x"_s);
        row("select * from a x for update of x", u"a"_s);
        row("truncate a.b, c", u"a.b c"_s);
        row("drop table if exists a.b, c cascade", u"a.b c"_s);
        row("drop index a.i", u"a.i"_s);
        row("drop trigger g on a.b", u"a.b"_s);
        row("drop function a.f", u""_s);
        row("drop schema s", u""_s);
        row("alter table a.b attach partition c.d default", u"a.b c.d"_s);
        row("alter index i set tablespace z", u"i"_s);
        row("alter table a.b rename column c to d", u"a.b"_s);
        row("create table a.b (c int references d.e, like f)", u"a.b d.e f"_s);
        row("create index i on a.b (c)", u"a.b"_s);
        row("create view v as select * from t", u"t v"_s);
        row("create function f() returns int language sql begin atomic select 1 from t; end", u""_s);
        row("create type c as (a int)", u""_s);
        row("comment on column a.b.c is 'x'", u"a.b"_s);
        row("comment on table b is 'x'", u"b"_s);
        row("grant select on a.b, c to r", u"a.b c"_s);
        row("copy a.b (c) from stdin", u"a.b"_s);
        row("vacuum a.b", u"a.b"_s);
        row("lock a.b", u"a.b"_s);
        row("create trigger g after insert on a.b execute function f()", u"a.b"_s);
    }

    void relations()
    {
        const Classification result = classify(QString::fromUtf8(QTest::currentDataTag()));
        QStringList names = joined(result.relations).split(u' ');
        QFETCH(QString, relations);
        QStringList expected = relations.split(u' ');
        names.sort(); // the order is the tree's, which is nobody's business
        expected.sort();
        QCOMPARE(names, expected);
        QVERIFY(result.parsed);
    }

    void destruction_data()
    {
        QTest::addColumn<bool>("destroys");
        for (const char *sql :
             {"drop table t", "drop schema s", "drop materialized view v", "drop database d", "drop sequence s",
              "drop owned by r", "drop type t cascade", "drop extension e", "truncate t", "delete from t",
              "with d as (delete from t returning *) select * from d", "explain analyze delete from t",
              "alter table t drop column a", "alter table t alter a type int", "alter type c drop attribute a",
              "merge into t using u on true when matched then delete"})
            QTest::newRow(sql) << true;
        for (const char *sql :
             {"select 'delete from t'", "drop index i", "drop view v", "drop function f", "drop role r",
              "update t set a = 1", "alter table t add a int", "alter table t drop constraint c",
              "alter table t alter a drop default", "explain delete from t", "insert into t values (1)",
              "create rule r as on delete to t do instead delete from u", "prepare p as delete from t",
              "create function f() returns void language sql begin atomic delete from t; end",
              "merge into t using u on true when matched then update set a = 1"})
            QTest::newRow(sql) << false;
    }

    void destruction()
    {
        const Classification result = classify(QString::fromUtf8(QTest::currentDataTag()));
        QTEST(result.destroysData, "destroys");
        QVERIFY(result.parsed);
    }

    // Sizes and depths that would break the parser's stack or Qt's JSON reader.
    void large_data()
    {
        QTest::addColumn<QString>("sql");
        QTest::addColumn<StatementKind>("kind");
        QTest::addColumn<bool>("parsed");
        const QString rows = u"insert into t values (1)"_s + u",(1)"_s.repeated(5000);
        QTest::newRow("rows") << rows << Kind::Insert << true;
        QTest::newRow("many rows") << rows + u",(1)"_s.repeated(200'000) << Kind::Insert << false;
        QTest::newRow("deep") << u"select 1"_s + u"+1"_s.repeated(2000) << Kind::Select << false;
        QTest::newRow("deeper") << u"select 1"_s + u"+1"_s.repeated(100'000) << Kind::Select << false;
        QTest::newRow("parentheses") << u"delete from t where "_s + u"("_s.repeated(30'000) << Kind::Delete << false;
        QTest::newRow("long body") << u"do $$"_s + u"x "_s.repeated(100'000) + u"$$"_s << Kind::Do << true;
    }

    void large()
    {
        QFETCH(QString, sql);
        const Classification result = classify(sql);
        QTEST(result.kind, "kind");
        QTEST(result.parsed, "parsed");
        QCOMPARE(result.transaction, Rule::Allowed);
        QCOMPARE(result.destroysData, result.kind == Kind::Delete);
    }

    void severalThreads()
    {
        std::vector<std::unique_ptr<QThread>> threads;
        std::atomic<int> wrong = 0;
        for (int i = 0; i < 4; ++i) {
            threads.emplace_back(QThread::create([&wrong, i] {
                for (int round = 0; round < 200; ++round) {
                    const Classification result = classify(u"drop table a%1.b"_s.arg(i));
                    wrong += joined(result.relations) != u"a%1.b"_s.arg(i);
                    wrong += classify(u"drop tabel"_s).parsed;
                }
            }));
            threads.back()->start();
        }
        for (const auto &thread : threads)
            thread->wait();
        QCOMPARE(wrong.load(), 0);
    }
};

QTEST_APPLESS_MAIN(ClassifyTest)
#include "tst_classify.moc"
