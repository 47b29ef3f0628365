// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/history/inventory.h"
#include "migration/lint/lint.h"

#include <QDir>
#include <QFile>
#include <QRandomGenerator>
#include <QRegularExpression>
#include <QSet>
#include <QTest>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::migration;

// Rules that have a row of their own, gathered by the data function.
static QSet<QString> judgedRules;

class LintRulesTest final : public QObject
{
    Q_OBJECT

    static LintScript script(const QByteArray &sql, Direction direction = Direction::Up)
    {
        return {
            .file = u"001-a.up.sql"_s,
            .text = sql,
            .direction = direction,
            .transaction = !sql.contains("-- howdah: transaction off")};
    }

    static QStringList rulesOf(const std::vector<Finding> &findings)
    {
        QStringList rules;
        for (const Finding &finding : findings)
            rules << finding.rule;
        return rules;
    }

    static LintContext otherTools(int version = 150'000)
    {
        return {.serverVersion = version, .lockTimeoutByRunner = false};
    }

    static void row(const char *rule, const char *bad, const char *good, int version = 150'000)
    {
        judgedRules.insert(QString::fromLatin1(rule));
        QTest::addRow("%s %s", rule, QByteArray(bad).simplified().constData())
            << QByteArray(bad) << QByteArray(good) << version;
    }

    static void indexRows()
    {
        row("create-index-blocks-writes", "create index on t (a)", "create index concurrently on t (a)");
        row("create-index-blocks-writes", "create unique index i on s.t (a)",
            "create table s.t (a int); create unique index i on s.t (a)");
        row("drop-index-locks-table", "drop index i", "drop index concurrently i");
        row("drop-index-locks-table", "drop index if exists i, j",
            "create table t (a int); create index i on t (a); drop index i");
        row("reindex-locks-table", "reindex table t", "reindex table concurrently t");
        row("reindex-locks-table", "reindex (verbose) index i", "reindex (concurrently) index i");
        row("reindex-locks-table", "reindex schema s", "reindex schema concurrently s");
        row("detach-partition-locks", "alter table p detach partition c",
            "alter table p detach partition c concurrently");
        row("refresh-blocks-reads", "refresh materialized view m", "refresh materialized view concurrently m");
        row("refresh-blocks-reads", "refresh materialized view m",
            "create materialized view m as select 1; refresh materialized view m");
        row("full-rewrite", "vacuum full t", "vacuum t");
        row("full-rewrite", "cluster t using i", "alter table t cluster on i");
        row("full-rewrite", "cluster", "alter table t cluster on i");
        row("full-rewrite", "vacuum full", "vacuum");
        row("full-rewrite", "vacuum (full, analyze)", "vacuum (full off, analyze)");
        row("full-rewrite", "alter table t set unlogged", "create table t (a int); alter table t set unlogged");
        row("full-rewrite", "alter table t set tablespace s", "alter table t set (fillfactor = 70)");
        row("wide-index", "create index concurrently on t (a, b, c, d)", "create index concurrently on t (a, b, c)");
        row("wide-index", "create index concurrently on t (a, b, c, d)",
            "create unique index concurrently on t (a, b, c, d)");
    }

    static void constraintRows()
    {
        row("add-foreign-key-scans", "alter table t add foreign key (a) references u",
            "alter table t add foreign key (a) references u not valid");
        row("add-foreign-key-scans", "alter table t add a int default 1 references u",
            "alter table t add a int references u");
        row("add-foreign-key-scans", "alter table t add constraint c foreign key (a) references u",
            "create table t (a int); alter table t add constraint c foreign key (a) references u");
        row("add-check-scans", "alter table t add check (a > 0)", "alter table t add check (a > 0) not valid");
        row("add-check-scans", "alter table t add a int check (a > 0)", "create table t (a int check (a > 0))");
        row("set-not-null-scans", "alter table t alter a set not null",
            "create table t (a int); alter table t alter a set not null");
        row("set-not-null-scans",
            "alter table t add constraint c check (b is not null) not valid; alter table t validate constraint c; "
            "alter table t alter a set not null",
            "alter table t add constraint c check (a is not null) not valid; alter table t validate constraint c; "
            "alter table t alter a set not null");
        row("set-not-null-scans",
            "alter table t add constraint c check (a is not null) not valid; alter table t alter a set not null",
            "alter table t add constraint c check (a is not null); alter table t alter a set not null");
        row("set-not-null-scans",
            "alter table t add constraint c check (a is not null or b > 0); alter table t alter a set not null",
            "alter table t add constraint c check (a is not null and b > 0); alter table t alter a set not null");
        row("set-not-null-scans",
            "alter table t add constraint c check (a is not null); alter table t drop constraint c; alter table t "
            "alter "
            "a set not null",
            "alter table t add constraint c check (a is not null); alter table t alter a set not null; alter table t "
            "drop constraint c");
        row("add-unique-builds-index", "alter table t add unique (a)", "alter table t add unique using index i");
        row("add-unique-builds-index", "alter table t add primary key (a)",
            "alter table t add primary key using index i");
        row("add-unique-builds-index", "alter table t add a int unique", "create table t (a int unique)");
        row("add-exclusion-builds-index", "alter table t add exclude using gist (r with &&)",
            "create table t (r int4range, exclude using gist (r with &&))");
        row("validate-in-same-transaction",
            "alter table t add constraint c check (a > 0) not valid; alter table t validate constraint c",
            "-- howdah: transaction off\nalter table t add constraint c check (a > 0) not valid; alter table t "
            "validate constraint c");
        row("validate-in-same-transaction",
            "alter table t add constraint c check (a > 0) not valid; alter table t validate constraint c",
            "alter table t validate constraint c");
        row("alter-domain-scans", "alter domain d add check (value > 0)",
            "alter domain d add check (value > 0) not valid");
        row("alter-domain-scans", "alter domain d add check (value > 0)",
            "create domain d as int; alter domain d add check (value > 0)");
        row("foreign-key-without-index", "create table t (a int references u); create index on t using gin (a)",
            "create table t (a int, b int, foreign key (a, b) references u); create index on t (b) where b is not "
            "null");
        row("foreign-key-without-index", "create table t (id int primary key, a int references u)",
            "create table t (id int primary key, a int references u); create index on t (a)");
        row("foreign-key-without-index", "create table t (a int, b int, foreign key (a, b) references u)",
            "create table t (a int, b int, foreign key (a, b) references u, primary key (b, a))");
        row("foreign-key-without-index", "create table t (a int references u, b int); create index on t (b, a)",
            "create table t (a int references u unique, b int)");
    }

    static void columnRows()
    {
        row("add-required-column", "alter table t add a int not null", "alter table t add a int not null default 1");
        row("add-required-column", "alter table t add a int not null",
            "create table t (b int); alter table t add a int not null");
        row("add-column-rewrites", "alter table t add a uuid default gen_random_uuid()",
            "alter table t add a timestamptz default now()");
        row("add-column-rewrites", "alter table t add a serial", "alter table t add a int default 3");
        row("add-column-rewrites", "alter table t add a int generated always as identity", "alter table t add a mood");
        row("add-column-rewrites", "alter table t add a int generated always as (b + 1) stored",
            "alter table t add a int");
        row("add-column-rewrites", "alter table t add a int default my_function()",
            "alter table t add a mood default 'ok'");
        row("change-column-type", "alter table t alter a type bigint",
            "create table t (a int); alter table t alter a type bigint");
        row("drop-not-null", "alter table t alter a drop not null", "alter table t alter a drop default");
        row("attach-partition-scans", "alter table p attach partition c default",
            "create table c (a int); alter table p attach partition c default");
        row("create-partition-locks-parent", "create table c partition of p default",
            "create table p (a int) partition by list (a); create table c partition of p default");
    }

    static void lossRows()
    {
        row("rename-table", "alter table t rename to u", "create table t (a int); alter table t rename to u");
        row("rename-table", "alter view v rename to w", "alter index i rename to j");
        row("rename-column", "alter table t rename a to b", "alter table t rename constraint a to b");
        row("drop-table", "drop table t", "create table t (a int); drop table t");
        row("drop-column", "alter table t drop a", "alter table t drop constraint a");
        row("drop-schema", "drop schema s", "create schema s");
        row("drop-schema", "drop database d", "create schema s");
        row("drop-cascade", "drop view v cascade", "drop view v");
        row("drop-cascade", "drop type y cascade", "create table t (a int); drop table t cascade");
        row("truncate-table", "truncate t", "create table t (a int); truncate t");
        row("truncate-cascade", "truncate t cascade", "truncate t");
        row("update-every-row", "update t set a = 1", "update t set a = 1 where b = 2");
        row("update-every-row", "update t set a = 1", "create table t (a int); update t set a = 1");
        row("delete-every-row", "delete from t", "delete from t where a = 1");
    }

    static void lockRows()
    {
        row("no-lock-timeout", "alter table t add a int", "set lock_timeout = '2s'; alter table t add a int");
        row("no-lock-timeout", "create index on t (a)", "create index concurrently on t (a)");
        row("no-statement-timeout", "cluster t using i", "set statement_timeout = '1min'; cluster t using i");
        row("no-statement-timeout", "set statement_timeout = 0; cluster t using i", "alter table t add a int");
        row("lock-timeout-off", "set lock_timeout = 0", "set lock_timeout = '1s'");
        row("lock-timeout-off", "set local lock_timeout = '0s'", "set statement_timeout = 0");
        row("work-under-lock", "alter table t add a int; update t set a = 1 where a is null",
            "update t set a = 1 where a is null; alter table t add b int");
        row("work-under-lock", "alter table t add a int; create index on u (a)",
            "-- howdah: transaction off\nalter table t add a int; create index on u (a)");
        row("work-under-lock", "alter table t add a int; create index on u (a)",
            "create table t (b int); alter table t add a int; create index on u (a)");
        row("several-tables-locked", "alter table t add a int; alter table u add a int",
            "alter table t add a int; alter table t add b int");
        row("several-tables-locked", "alter table t add a int; alter table u add a int",
            "-- howdah: transaction off\nalter table t add a int; alter table u add a int");
        row("several-tables-locked", "alter table t add a int; alter table u add a int", "drop table t; drop table u");
        row("several-tables-locked", "alter table p detach partition c; alter table u add a int",
            "alter table p detach partition c");
        row("repeated-scans", "alter table t add check (a > 0); alter table t alter b type int",
            "alter table t add check (a > 0), alter b type int");
        row("lock-table", "lock table t", "lock table t in row exclusive mode");
        row("create-trigger-locks", "create trigger x before insert on t execute function f()",
            "create table t (a int); create trigger x before insert on t execute function f()");
        row("disable-trigger", "alter table t disable trigger all", "alter table t enable trigger all");
    }

    static void transactionRows()
    {
        row("not-in-transaction", "create table t (a int); create index concurrently on u (a)",
            "create index concurrently on u (a)");
        row("not-in-transaction", "create table t (a int); vacuum u",
            "-- howdah: transaction off\ncreate table t (a int); vacuum u");
        row("transaction-control", "begin; create table t (a int)", "savepoint a; rollback to a; release a");
        row("transaction-control", "begin; create table t (a int); rollback", "begin; create table t (a int); commit");
        row("not-in-transaction", "begin; create index concurrently on u (a); commit",
            "begin; create table t (a int); commit; create index concurrently on u (a)");
        row("not-repeatable", "-- howdah: transaction off\ncreate table t (a int); select 1",
            "-- howdah: transaction off\ncreate table if not exists t (a int); select 1");
        row("not-repeatable", "-- howdah: transaction off\ndrop materialized view m; select 1",
            "drop materialized view m; select 1");
        row("enum-value-used", "alter type e add value 'x'; insert into t values ('x')",
            "alter type e add value 'x'; insert into t values ('y')");
        row("enum-value-order", "alter type e add value 'x'", "alter type e add value 'x' after 'w'");
        row("enum-value-order", "alter type e add value if not exists 'x'", "alter type e rename value 'x' to 'y'");
        row("enum-value-used", "alter type e add value 'x'; update t set a = 'x' where b = 1",
            "create type e as enum ('a'); alter type e add value 'x'; update t set a = 'x' where b = 1");
        row("enum-value-used", "begin; alter type e add value 'x'; update t set a = 'x' where b = 1; commit",
            "begin; alter type e add value 'x'; commit; update t set a = 'x' where b = 1");
        row("enum-value-used", "create table t (a e); alter type e add value 'x'; update t set a = 'x' where b = 1",
            "create table t (a text); alter type e add value 'x'; update t set a = 'x' where b = 1");
    }

    static void schemaRows()
    {
        row("small-key", "create table t (id serial primary key)", "create table t (id bigserial primary key)");
        row("small-key", "create table t (id int generated always as identity, primary key (id))",
            "create table t (id int primary key)");
        row("narrow-foreign-key", "create table u (id bigint primary key); create table t (a int references u)",
            "create table u (id bigint primary key); create table t (a bigint references u)");
        row("narrow-foreign-key",
            "create table u (id bigserial, primary key (id)); create table t (a int, foreign key (a) references u "
            "(id))",
            "create table u (id int, primary key (id)); create table t (a int, foreign key (a) references u (id))");
        row("narrow-foreign-key", "create table u (id bigint primary key); alter table t add a smallint references u",
            "create table u (id bigint primary key, n int unique); alter table t add a int references u (n)");
        row("text-length", "create table t (a varchar(30))", "create table t (a text, b varchar)");
        row("text-length", "alter table t add a varchar(30)", "alter table t alter a type varchar(30)");
        row("not-robust", "create table t (a int)", "create table if not exists t (a int)");
        row("not-robust", "drop table t", "drop table if exists t");
        row("not-robust", "alter table t add a int", "alter table t add if not exists a int");
        row("not-robust", "alter table t drop constraint c", "alter table t drop constraint if exists c");
        row("not-robust", "create view v as select 1", "create or replace view v as select 1");
        row("not-robust", "alter type e add value 'x' after 'w'", "alter type e add value if not exists 'x' after 'w'");
        row("serial-column", "create table t (a serial)", "create table t (a int generated by default as identity)");
        row("json-type", "create table t (a json)", "create table t (a jsonb)");
        row("timestamp-without-zone", "alter table t add a timestamp", "alter table t add a timestamptz");
        row("timestamp-without-zone", "alter table t alter a type timestamp", "alter table t alter a type timestamptz");
        row("timestamp-without-zone", "create table t (a text); alter table t alter a type timestamp using now()",
            "create table t (a text); alter table t alter a type timestamptz using now()");
        row("json-type", "alter table t alter a set data type json", "alter table t alter a set data type jsonb");
        row("char-type", "create table t (a char(3))", "create table t (a varchar(3))");
        row("char-type", "create table t (a character)", "create table t (a \"char\")");
        row("money-type", "create table t (a money)", "create table t (a numeric)");
        row("long-name", "create table t (a2345678901234567890123456789012345678901234567890123456789012345 int)",
            "create table t (a23456789012345678901234567890123456789012345678901234567890123 int)");
        row("long-name", "create table \"ää345678901234567890123456789012345678901234567890123456789012\" ()",
            "create table t (a text default 'a234567890123456789012345678901234567890123456789012345678901234567')");
        row("security-definer-path", "create function f() returns int security definer language sql as ''",
            "create function f() returns int security definer set search_path = '' language sql as ''");
        row("security-definer-path", "create function f() returns int security definer language sql as ''",
            "create function f() returns int language sql as ''");
        row("cannot-split", "select 'a", "select 'a'");
        row("psql-command", "\\i other.sql\nselect 1", "\\restrict abc\nselect 1;\n\\unrestrict abc");
        row("psql-command", "select 1 \\g\n", "select '\\g'");
        row("unknown-syntax", "frobnicate the table", "select 1");
        row("unused-suppression", "-- howdah: allow drop-table because\nselect 1",
            "-- howdah: allow drop-table because\ndrop table t");
        row("bad-suppression", "-- howdah: allow no-such-rule because\nselect 1",
            "-- howdah: allowed is nothing\nselect 1");
        row("bad-suppression", "-- howdah: allow drop-table\ndrop table t",
            "-- howdah: allow drop-table nobody uses it\ndrop table t");
        row("bad-suppression", "-- howdah: allow\ndrop table t", "drop table t");
    }

private Q_SLOTS:
    void rules_data()
    {
        QTest::addColumn<QByteArray>("bad");
        QTest::addColumn<QByteArray>("good");
        QTest::addColumn<int>("version");
        indexRows();
        constraintRows();
        columnRows();
        lossRows();
        lockRows();
        transactionRows();
        schemaRows();
    }

    void rules()
    {
        QFETCH(QByteArray, bad);
        QFETCH(QByteArray, good);
        QFETCH(int, version);
        const QString rule = QString::fromLatin1(QTest::currentDataTag()).section(u' ', 0, 0);
        LintContext context = otherTools(version);
        context.profile.sets = QStringList{QString(RobustSet)};
        const std::vector<Finding> found = lint(script(bad), context);
        QVERIFY2(rulesOf(found).contains(rule), qPrintable(rulesOf(found).join(u' ')));
        const std::vector<Finding> clean = lint(script(good), context);
        QVERIFY2(!rulesOf(clean).contains(rule), qPrintable(rulesOf(clean).join(u' ')));
        for (const Finding &finding : found) {
            QVERIFY2(findLintRule(finding.rule), qPrintable(finding.rule));
            QVERIFY2(!finding.message.isEmpty() && !finding.reason.isEmpty(), qPrintable(finding.rule));
            QVERIFY(finding.line >= 1 && finding.column >= 1 && finding.endLine >= finding.line);
        }
    }

    void everyRuleIsJudged()
    {
        QSet<QString> ids;
        for (const LintRule &rule : lintRules()) {
            QVERIFY2(!ids.contains(rule.id), qPrintable(rule.id));
            ids.insert(rule.id);
            QVERIFY2(
                judgedRules.contains(rule.id) || rule.id == "older-than-applied"_L1,
                qPrintable(rule.id + u" has no test"_s));
            QVERIFY(!rule.title.isEmpty() && !rule.reason.isEmpty());
        }
        QVERIFY(ids.size() >= 25);
        QVERIFY(!findLintRule(u"drop"));
    }

    // What a check reports under a name that no rule has would end the program.
    void everyReportHasItsRule()
    {
        static const QRegularExpression named(uR"x((?:\.rule = u?|\breport\(\s*)"([a-z-]+)")x"_s);
        const QDir folder(QStringLiteral(HOWDAH_SOURCE_DIR "/app/migration/lint"));
        QSet<QString> reported;
        for (const QString &name : folder.entryList({u"lint*.cpp"_s}, QDir::Files)) {
            QFile source(folder.filePath(name));
            QVERIFY(source.open(QIODevice::ReadOnly));
            const QString text = QString::fromUtf8(source.readAll());
            for (auto matches = named.globalMatch(text); matches.hasNext();) {
                const QString rule = matches.next().captured(1);
                QVERIFY2(findLintRule(rule), qPrintable(name + u": "_s + rule));
                reported.insert(rule);
            }
        }
        QVERIFY2(reported.size() > 30, qPrintable(QStringList(reported.values()).join(u' ')));
    }

    void helpNamesEveryRule()
    {
        QFile help(QStringLiteral(HOWDAH_SOURCE_DIR "/resources/help/lint.md"));
        QVERIFY(help.open(QIODevice::ReadOnly));
        const QString text = QString::fromUtf8(help.readAll());
        for (const LintRule &rule : lintRules())
            QVERIFY2(text.contains(u'`' + rule.id + u'`'), qPrintable(rule.id));
    }

    void olderThanApplied()
    {
        LintScript old = script("select 1");
        QVERIFY(lint(old).empty());
        old.olderThanApplied = true;
        QCOMPARE(rulesOf(lint(old)), QStringList{u"older-than-applied"_s});
    }

    // A finding says where, under which lock, and who waits.
    void finding()
    {
        const auto found = lint(script("-- größe\nselect 'ä';  alter table s.t\n  add b int, add check (a > 0);\n"));
        QCOMPARE(found.size(), 1U);
        const Finding &finding = found.front();
        QCOMPARE(finding.rule, u"add-check-scans"_s);
        QCOMPARE(finding.severity, Severity::Warning);
        QCOMPARE(finding.file, u"001-a.up.sql"_s);
        QCOMPARE(finding.line, 3);
        QCOMPARE(finding.column, 18);
        QCOMPARE(finding.endLine, 3);
        QCOMPARE(finding.statement, 2);
        QCOMPARE(finding.relation, u"s.t"_s);
        QCOMPARE(finding.lock, u"ACCESS EXCLUSIVE"_s);
        QCOMPARE(finding.blocks, u"reads and writes"_s);
        QVERIFY(!finding.hint.isEmpty());
        const auto index = lint(script("select 'ä', 1; create index on t (a)"));
        QCOMPARE(index.at(0).column, 16); // characters, not bytes
        QCOMPARE(index.at(0).lock, u"SHARE"_s);
        QCOMPARE(index.at(0).blocks, u"writes"_s);
    }

private:
    // The table of the next test as the catalog has it.
    static std::shared_ptr<const Inventory> inventoryOfT()
    {
        auto inventory = std::make_shared<Inventory>();
        constexpr quint32 Table = 20'000;
        constexpr quint32 Text = 25;
        constexpr quint32 Varchar = 1043;
        constexpr quint32 Numeric = 1700;
        inventory->relations[Table] = {.oid = Table, .schema = u"public"_s, .name = u"t"_s};
        inventory->byName.insert(u"t"_s, Table);
        for (const auto &[oid, name] : std::initializer_list<std::pair<quint32, QString>>{
                 {Text, u"text"_s},
                 {Varchar, u"varchar"_s},
                 {Numeric, u"numeric"_s},
                 {23, u"int4"_s},
                 {20, u"int8"_s}}) {
            inventory->types[oid] = {.oid = oid, .schema = u"pg_catalog"_s, .name = name};
            inventory->typesByName.insert(name, oid);
        }
        inventory->binaryCasts = {{Text, Varchar}, {Varchar, Text}};
        inventory->columns[Table] = {
            {.name = u"v"_s, .number = 1, .type = Varchar, .modifier = 14, .notNull = true},
            {.name = u"n"_s, .number = 2, .type = Numeric, .modifier = ((5 << 16) | 2) + 4},
            {.name = u"x"_s, .number = 3, .type = Text},
            {.name = u"i"_s, .number = 4, .type = 23}};
        return inventory;
    }

private Q_SLOTS:
    void knownColumns()
    {
        LintContext context;
        TableFacts &facts = context.tables[tableKey(context, {{}, u"t"_s})];
        facts.bytes = 1'000'000'000;
        facts.columns = {
            {u"v"_s, {u"character varying(10)"_s, true}},
            {u"n"_s, {u"numeric(5,2)"_s, false}},
            {u"x"_s, {u"text"_s, false}},
            {u"i"_s, {u"integer"_s, false}}};
        facts.indexes = {{u"i"_s}};
        context.inventory = inventoryOfT();
        const auto clean = [&](const char *sql) { return lint(script(sql), context).empty(); };
        QVERIFY(clean("alter table t alter v type varchar(20)"));
        QVERIFY(clean("alter table t alter v type text"));
        QVERIFY(clean("alter table t alter x type varchar"));
        QVERIFY(clean("alter table t alter n type numeric(7,2)"));
        QVERIFY(clean("alter table t alter v set not null"));
        QVERIFY(!clean("alter table t alter v type varchar(5)"));
        QVERIFY(!clean("alter table t alter x type varchar(5)"));
        QVERIFY(!clean("alter table t alter n type numeric(7,3)"));
        QVERIFY(!clean("alter table t alter v type text[]"));
        QVERIFY(!clean("alter table t alter i type bigint"));
        QVERIFY(!clean("alter table t alter v type text using lower(v)"));
        QVERIFY(!clean("alter table t alter x set not null"));
        QVERIFY(clean("alter table t add constraint c foreign key (i) references u not valid"));
        QVERIFY(!clean("alter table t add constraint c foreign key (x) references u not valid"));
    }

    // DETACH ... CONCURRENTLY exists since 14; NOT NULL ... NOT VALID since 18.
    void versions()
    {
        const LintScript detach = script("alter table p detach partition c");
        QVERIFY(!rulesOf(lint(detach, {.serverVersion = 130'020})).contains(u"detach-partition-locks"_s));
        QVERIFY(rulesOf(lint(detach, {.serverVersion = 140'000})).contains(u"detach-partition-locks"_s));
        const LintScript notNull = script("alter table t alter a set not null");
        const auto rewrite = [&](int version) {
            return applied(notNull.text, *lint(notNull, {.serverVersion = version}).at(0).rewrite);
        };
        QVERIFY(rewrite(170'000).contains("CHECK (a IS NOT NULL) NOT VALID"));
        QVERIFY(rewrite(180'000).contains("ADD CONSTRAINT t_a_not_null NOT NULL a NOT VALID"));
        const auto again = lint(script(rewrite(180'000)), {.serverVersion = 180'000});
        QVERIFY(std::ranges::all_of(again, [](const Finding &f) { return f.severity == Severity::Info; }));
    }

    // What a run has made itself is nobody's yet; what another migration made long ago is.
    void runsExemptWhatTheyMake()
    {
        const std::vector<LintScript> scripts{
            script("create table t (a int)"), script("create index on t (a); create index on u (a)")};
        const auto together = lintRun(scripts);
        QCOMPARE(rulesOf(together), QStringList{u"create-index-blocks-writes"_s});
        QCOMPARE(together[0].relation, u"u"_s);
        QCOMPARE(lint(scripts[1]).size(), 2U);
        QCOMPARE(rulesOf(lint(script("create table public.t (a int); create index on t (a)"))), QStringList{});
        QCOMPARE(lint(script("create table s.t (a int); create index on t (a)")).size(), 1U);
    }

    void downFiles()
    {
        QVERIFY(lint(script("drop table t", Direction::Down)).empty());
        QVERIFY(lint(script("alter table t drop a", Direction::Down)).empty());
        QCOMPARE(
            rulesOf(lint(script("create index on t (a)", Direction::Down))),
            QStringList{u"create-index-blocks-writes"_s});
    }

    void runnersTimeoutIsEnough()
    {
        const LintScript alter = script("alter table t add a int");
        QVERIFY(lint(alter).empty());
        const auto found = lint(alter, otherTools());
        QCOMPARE(rulesOf(found), QStringList{u"no-lock-timeout"_s});
        const QByteArray mended = applied(alter.text, *found[0].rewrite);
        QCOMPARE(mended, QByteArray("SET LOCAL lock_timeout = '2s';\nalter table t add a int"));
        QVERIFY(lint(script(mended), otherTools()).empty());
    }

    void suppressions_data()
    {
        QTest::addColumn<QByteArray>("sql");
        QTest::addColumn<QStringList>("expected");
        const auto row = [](const char *name, const char *sql, const QStringList &expected) {
            QTest::newRow(name) << QByteArray(sql) << expected;
        };
        row("before", "-- howdah: allow drop-table it is old\ndrop table t", {});
        row("before, with blanks", "\n\n-- a\n--   howdah:  allow  drop-table   it is old\n/* b */\n\ndrop table t",
            {});
        row("behind", "drop table t; -- howdah: allow drop-table it is old\nselect 1", {});
        row("inside", "drop -- howdah: allow drop-table it is old\ntable t", {});
        row("only the next", "-- howdah: allow drop-table it is old\ndrop table t;\ndrop table u", {u"drop-table"_s});
        row("behind is not for the next", "select 1; -- howdah: allow drop-table it is old\ndrop table t",
            {u"unused-suppression"_s, u"drop-table"_s});
        row("two rules", "-- howdah: allow drop-table, drop-cascade it is old\ndrop table t cascade", {});
        row("two comments", "-- howdah: allow drop-table old\n-- howdah: allow drop-cascade old\ndrop table t cascade",
            {});
        row("another rule", "-- howdah: allow drop-column it is old\ndrop table t",
            {u"unused-suppression"_s, u"drop-table"_s});
        row("in a string", "select '-- howdah: allow drop-table x'; drop table t", {u"drop-table"_s});
        row("in a block comment", "/*\n-- howdah: allow drop-table x\n*/ drop table t", {u"drop-table"_s});
        row("nothing follows", "select 1;\n-- howdah: allow drop-table x\n", {u"unused-suppression"_s});
        row("in data", "copy t from stdin;\n-- howdah: allow drop-table x\n\\.\ndrop table t", {u"drop-table"_s});
        row("several findings", "-- howdah: allow drop-table x\ndrop table t, u", {});
    }

    void suppressions()
    {
        QFETCH(QByteArray, sql);
        QFETCH(QStringList, expected);
        QCOMPARE(rulesOf(lint(script(sql))), expected);
    }

    // By pack.yaml, in the whole of a file; not what is an error for the table that is there.
    void allowedByThePack()
    {
        LintScript drop = script("drop table t; drop table u; alter table v drop a");
        drop.allowedRules = {u"drop-table"_s};
        QCOMPARE(rulesOf(lint(drop)), QStringList{u"drop-column"_s});
        LintScript index = script("create index on t (a)");
        QCOMPARE(rulesOf(lint(index)), QStringList{u"create-index-blocks-writes"_s});
        index.allowedRules = {u"create-index-blocks-writes"_s, u"no-such-rule"_s};
        QCOMPARE(rulesOf(lint(index)), QStringList{u"bad-suppression"_s});
        index.allowedRules.removeLast();
        LintContext large;
        large.tables[tableKey(large, {QString(), u"t"_s})] = {.bytes = 4LL << 30, .rows = 100'000'000};
        const auto findings = lint(index, large);
        QCOMPARE(rulesOf(findings), QStringList{u"create-index-blocks-writes"_s});
        QCOMPARE(findings[0].severity, Severity::Error);
    }

    // The run that makes a table does not need what allows to lock it.
    void allowedInARunThatMakesTheTable()
    {
        const std::vector<LintScript> scripts{
            script("create table t (a int)"),
            script("-- howdah: allow create-index-blocks-writes it is small\ncreate index on t (a)")};
        QCOMPARE(rulesOf(lintRun(scripts)), QStringList{});
        QCOMPARE(rulesOf(lint(scripts[1])), QStringList{});
        QCOMPARE(
            rulesOf(lint(script("create table t (a int);\n-- howdah: allow create-index-blocks-writes it is small\n"
                                "create index on t (a)"))),
            QStringList{u"unused-suppression"_s});
    }

    // Any bytes whatever: no crash, places inside the text, rewrites that can be applied.
    void anyBytes()
    {
        const QByteArrayList parts{
            "alter table ",
            "t ",
            "add ",
            "column ",
            "constraint c ",
            "check (a > 0) ",
            "not valid ",
            "create index ",
            "on ",
            "(a) ",
            "concurrently ",
            "drop table ",
            "cascade ",
            "; ",
            "\n",
            ", ",
            "-- howdah: ",
            "allow ",
            "drop-table ",
            "transaction off\n",
            "/* ",
            "*/ ",
            "'",
            "$$",
            "\"",
            "\\i x\n",
            "copy t from stdin;\n",
            "\\.\n",
            "set not null ",
            "alter a ",
            "type ",
            "serial ",
            "unique (a) ",
            "primary key ",
            "references u ",
            "validate constraint c ",
            "detach partition p ",
            "begin; ",
            "update t set a = 1 ",
            "foreign key (a) ",
            "\xFF",
            "ä",
            QByteArray(1, '\0'),
            "alter type e add value 'x'; ",
            "using index i ",
            "set lock_timeout = 0; ",
            "reindex table t; ",
            "alter domain d add ",
            "truncate t "};
        QRandomGenerator random(20260101);
        for (int round = 0; round < 4000; ++round) {
            QByteArray text;
            for (int count = random.bounded(1, 16); count > 0; --count)
                text += parts[random.bounded(int(parts.size()))];
            const LintScript made = script(text, random.bounded(4) == 0 ? Direction::Down : Direction::Up);
            for (const Finding &finding : lint(made, otherTools(random.bounded(13, 19) * 10'000))) {
                QVERIFY2(finding.line >= 1 && finding.line <= text.count('\n') + 1, text.toHex(' ').constData());
                QVERIFY(findLintRule(finding.rule));
                if (finding.rewrite)
                    QVERIFY2(applied(text, *finding.rewrite) != text, text.constData());
            }
        }
    }
};

QTEST_APPLESS_MAIN(LintRulesTest)
#include "tst_rules.moc"
