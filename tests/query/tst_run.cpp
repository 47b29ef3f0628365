// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// Scripts that are run: outcomes in their order, transactions, COPY and psql's commands.
#include "query/runfixture.h"
#include "query/run/summary.h"

#include <QDir>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::query;
using connection::TransactionState;

class RunTest final : public QObject, private test::RunFixture
{
    Q_OBJECT

private Q_SLOTS:
    void init() { openAnew(); }
    void cleanup() { m_session.reset(); }

    void tellsEachOutcomeInOrder()
    {
        const RunReport report = run("create table t (a int primary key, b text);\n"
                                     "insert into t values (1, null), (2, ''), (3, 'x');\n"
                                     "select * from t order by a;\n"
                                     "do $$ begin raise notice 'hello'; raise warning 'w'; end $$;\n"
                                     "select 4 where false; select 5");
        QCOMPARE(report.end, RunReport::End::Finished);
        QCOMPARE(report.outcomes.size(), std::size_t(6));
        QCOMPARE(report.done, 6);
        QCOMPARE(report.outcomes[0].command, "CREATE TABLE");
        QCOMPARE(report.outcomes[1].command, "INSERT 0 3");
        QCOMPARE(report.outcomes[1].rows, 3);
        const ResultStore &rows = *report.outcomes[2].result;
        QCOMPARE(rows.rowCount(), 3);
        QVERIFY(!*rows.value(0, 1));
        QCOMPARE(**rows.value(1, 1), "");
        QCOMPARE((*rows.columns())[0].name, "a"_L1);
        QCOMPARE((*rows.columns())[0].typeOid, 23u);
        QVERIFY((*rows.columns())[0].relationOid != 0);
        QCOMPARE(report.outcomes[3].notices.size(), std::size_t(2));
        QCOMPARE(report.outcomes[3].notices[0].message, "hello"_L1);
        QVERIFY(report.outcomes[4].result && report.outcomes[4].result->rowCount() == 0);
        QCOMPARE(report.outcomes[4].result->columns()->size(), std::size_t(1));
        QCOMPARE(report.outcomes[5].place.line, 5);
        QVERIFY(report.outcomes[2].milliseconds > 0);
    }

    void placesErrorsInTheWholeText()
    {
        const QByteArray text = "select 'é', '🐘'; -- first\n\nselect 'ö',\n  nothing_here, 2; select 3;";
        const RunReport report = run(text);
        QCOMPARE(report.end, RunReport::End::Stopped);
        QCOMPARE(report.outcomes.size(), std::size_t(2));
        QCOMPARE(report.notRun, 1);
        const Outcome &failed = report.outcomes[1];
        QCOMPARE(failed.state, Outcome::State::Failed);
        QCOMPARE(failed.error->sqlState, "42703"_L1);
        QCOMPARE(failed.errorOffset, text.indexOf("nothing_here"));
        QCOMPARE(failed.errorAt, (TextPosition{4, 3}));
        QCOMPARE(ask(u"select 1"_s), "1"_L1);
    }

    void placesErrorsBehindParameters()
    {
        const QByteArray text = "select :'a', :b, wrong";
        RunOptions options;
        options.values = {
            {u"a"_s, {ParameterValue::Kind::Text, u"a long text that moves all"_s}},
            {u"b"_s, {ParameterValue::Kind::Text, u"x"_s}}};
        const RunReport report = run(text, options);
        QCOMPARE(report.outcomes[0].errorOffset, text.indexOf("wrong"));
        // One that has no value is told at its own place, and nothing is sent.
        const RunReport missing = run("select 1;\nselect :there");
        QCOMPARE(missing.outcomes[1].state, Outcome::State::NotSent);
        QCOMPARE(missing.outcomes[1].errorAt, (TextPosition{2, 8}));
    }

    void tellsDetailHintAndContext()
    {
        const RunReport report = run("create table u (a int primary key); insert into u values (1);"
                                     "do $$ begin raise notice 'before'; insert into u values (1); end $$");
        const Outcome &failed = report.outcomes[2];
        QCOMPARE(failed.error->sqlState, "23505"_L1);
        QVERIFY2(failed.error->detail.contains("already exists"_L1), qPrintable(failed.error->detail));
        QVERIFY2(failed.error->detail.contains("PL/pgSQL"_L1), qPrintable(failed.error->detail));
        QCOMPARE(failed.notices.size(), std::size_t(1)); // what it said before it failed
        QVERIFY(run("select no_such(1)").outcomes[0].error->hint.contains("cast"_L1));
    }

    void goesOnByChoice()
    {
        RunOptions options;
        options.onError = OnError::Continue;
        const RunReport report = run("select 1; select 1/0; selec; select 4", options);
        QCOMPARE(report.end, RunReport::End::Finished);
        QCOMPARE(report.done, 2);
        QCOMPARE(report.failed, 2);
        QCOMPARE(valueOf(report.outcomes[3]), "4"_L1);
        QCOMPARE(run("\\set ON_ERROR_STOP off\nselect 1/0; select 2").done, 2);
    }

    void tellsTheTransactionAsTheServerDoes()
    {
        RunOptions options;
        options.onError = OnError::Continue;
        const RunReport report =
            run("select 1; begin; select 2; select 1/0; select 3; commit; select 4; begin; commit and chain", options);
        std::vector<TransactionState> states;
        for (const Outcome &outcome : report.outcomes)
            states.push_back(outcome.transaction.state);
        using enum TransactionState;
        QCOMPARE(states, (std::vector{Idle, Open, Open, Failed, Failed, Idle, Idle, Open, Open}));
        QCOMPARE(report.outcomes[2].transaction.since, report.outcomes[1].started); // its age
        QVERIFY(report.outcomes[0].transaction.since.isNull());
        QCOMPARE(report.outcomes[4].error->sqlState, "25P02"_L1);
        // COMMIT of what has failed keeps nothing, and that is said.
        QCOMPARE(report.outcomes[5].command, "ROLLBACK");
        QVERIFY(!report.outcomes[5].text.isEmpty());
        QCOMPARE(report.outcomes[8].transaction.since, report.outcomes[8].started);
        // Nobody ends it but the operator.
        QVERIFY(report.transaction.isOpen());
        QVERIFY(m_session->inTransaction());
        RunOptions next;
        next.before = report.transaction;
        QCOMPARE(run("select 5", next).transaction.since, report.transaction.since);
    }

    void keepsAStatementsDamageToItself()
    {
        run("create table s (a int)");
        RunOptions options;
        options.onError = OnError::Continue;
        options.savepoints = true;
        const RunReport report =
            run("begin; insert into s values (1); insert into s values (1/0); savepoint own; insert into s values (2);"
                "rollback to own; insert into s values (3); commit",
                options);
        QCOMPARE(report.failed, 1);
        QCOMPARE(report.outcomes[2].transaction.state, TransactionState::Open);
        QCOMPARE(ask(u"select string_agg(a::text, ',' order by a) from s"_s), "1,3"_L1);
    }

    void beginsByItselfInManualMode()
    {
        RunOptions options;
        options.autocommit = false;
        const RunReport report = run("create table m (a int); insert into m values (1)", options);
        QVERIFY(report.transaction.isOpen());
        QCOMPARE(ask(u"select to_regclass('m') is null"_s), "t"_L1);
        options.before = report.transaction;
        QVERIFY(!run("commit", options).transaction.isOpen());
        QCOMPARE(ask(u"select count(*) from m"_s), "1"_L1);
        // What cannot run in a transaction does not get one.
        QCOMPARE(run("vacuum m", options).failed, 0);
    }

    void runsAllOrNothing()
    {
        RunOptions options;
        options.singleTransaction = true;
        const RunReport failed = run("create table one (a int); select 1/0", options);
        QVERIFY(!failed.committed);
        QCOMPARE(ask(u"select to_regclass('one') is null"_s), "t"_L1);
        QCOMPARE(failed.transaction.state, TransactionState::Idle);
        const RunReport done = run("create table one (a int); insert into one values (1)", options);
        QVERIFY(done.committed);
        QCOMPARE(ask(u"select count(*) from one"_s), "1"_L1);
        // A script that ends it by itself is told of.
        QVERIFY(run("insert into one values (2); commit", options).error);
    }

    void keepsAllResults()
    {
        QByteArray text;
        for (int i = 0; i < 50; ++i)
            text += "select " + QByteArray::number(i) + ";";
        const RunReport report = run(text);
        for (int i = 0; i < 50; ++i)
            QCOMPARE(valueOf(report.outcomes[std::size_t(i)]), QString::number(i));
    }

    void runsParts()
    {
        const Script script("select 1; select 2; select 3");
        ScriptRun whole(*m_session, script, script.at(12));
        const RunReport report = whole.run();
        QCOMPARE(report.outcomes.size(), std::size_t(1));
        QCOMPARE(valueOf(report.outcomes[0]), "2"_L1);
        ScriptRun rest(*m_session, script, script.from(12));
        QCOMPARE(rest.run().done, 2);
    }

    // ---- COPY and psql's commands

    void copiesDataOfTheScript()
    {
        const RunReport report = run("create table c (a int, b text);\ncopy c from stdin;\n1\tx\n2\t\\N\n\\.\n"
                                     "copy c to stdout (format csv);\nselect count(*) from c");
        QCOMPARE(report.outcomes.size(), std::size_t(4));
        QCOMPARE(report.outcomes[1].rows, 2);
        QVERIFY(report.outcomes[2].isCopy);
        QCOMPARE(**report.outcomes[2].result->value(0, 0), "1,x\n");
        QCOMPARE(**report.outcomes[2].result->value(1, 0), "2,\n");
        QCOMPARE(valueOf(report.outcomes[3]), "2"_L1);
        // Data of one that fails are not taken for statements.
        RunOptions goOn;
        goOn.onError = OnError::Continue;
        const RunReport failed = run("copy nowhere from stdin;\n1\n\\.\nselect 5", goOn);
        QCOMPARE(failed.outcomes.size(), std::size_t(2));
        QCOMPARE(valueOf(failed.outcomes[1]), "5"_L1);
    }

    void copiesFiles()
    {
        const QString in = write(u"in.csv"_s, "a,b\n1,x\n2,\"y,z\"\n");
        const QString out = m_folder.filePath(u"out.txt"_s);
        const RunReport report =
            run("create table f (a int, b text);\n\\copy f from '" + in.toUtf8()
                + "' with (format csv, header)\n\\copy (select b from f order by a) to '" + out.toUtf8() + "'\n");
        QCOMPARE(report.failed, 0);
        QCOMPARE(report.outcomes[1].rows, 2);
        QFile file(out);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), "x\ny,z\n");
        const RunReport none = run("select 1;\n\\copy f from 'nowhere.csv'");
        QCOMPARE(none.outcomes[1].error->kind, ErrorKind::NotFound);
        QCOMPARE(none.outcomes[1].errorAt.line, 2);
    }

    void runsFilesThatAreIncluded()
    {
        QDir(m_folder.path()).mkdir(u"sub"_s);
        write(u"sub/inner.sql"_s, "select 'inner';\nselect wrong;\n");
        write(u"outer.sql"_s, "select 'outer';\n\\ir sub/inner.sql\nselect 'after';\n");
        RunOptions options;
        options.onError = OnError::Continue;
        options.folder = m_folder.path();
        const RunReport report = run("\\i outer.sql\nselect 'end'", options);
        QStringList values;
        for (const Outcome &outcome : report.outcomes) {
            if (outcome.kind == Outcome::Kind::Statement && outcome.isDone())
                values << valueOf(outcome);
        }
        QCOMPARE(values, (QStringList{u"outer"_s, u"inner"_s, u"after"_s, u"end"_s}));
        const auto failed = std::ranges::find_if(report.outcomes, &Outcome::hasFailed);
        QVERIFY(failed->place.file.endsWith("inner.sql"_L1));
        QCOMPARE(failed->errorAt, (TextPosition{2, 8}));
        write(u"self.sql"_s, "\\ir self.sql\n");
        QVERIFY(run("\\i self.sql", options).failed > 0);
    }

    void doesPsqlsCommands()
    {
        const RunReport report =
            run("\\set n 41\nselect :n + 1 as answer, 'x' as \"b\" \\gset got_\n"
                "select :got_answer, :'got_b';\n\\echo value :got_answer\n"
                "\\timing on\n\\x\nselect 2;\nselect 3 \\gx\nselect 1 as a, 'b'::text as b \\gdesc\n"
                "\\unset n\n\\q\nselect 'never'");
        QVERIFY2(report.failed == 0, qPrintable(report.failed ? describe(*report.outcomes.back().error) : QString()));
        QCOMPARE(valueOf(report.outcomes[2]), "42"_L1);
        QCOMPARE(report.outcomes[3].text, "value 42\n"_L1);
        QVERIFY(report.outcomes[6].expanded && report.outcomes[6].timed);
        const Outcome &described = report.outcomes[8];
        QCOMPARE(**described.result->value(0, 1), "integer");
        QCOMPARE(**described.result->value(1, 1), "text");
        QVERIFY(!report.values.contains(u"n"_s));
        QCOMPARE(report.notRun, 1);
        const RunReport two = run("select 1 union select 2 \\gset\n");
        QCOMPARE(two.failed, 1);
    }

    // Each at its place, with what to use; nothing of it is sent.
    void refusesOtherCommandsAtTheirPlace()
    {
        const RunReport report = run("select 1;\n  \\d users\nselect 2;");
        QCOMPARE(report.outcomes[1].state, Outcome::State::NotSent);
        QCOMPARE(report.outcomes[1].errorAt, (TextPosition{2, 3}));
        QVERIFY(!report.outcomes[1].error->hint.isEmpty());
        run("create table g (a int)");
        const RunReport cut = run("insert into g values (1) \\; insert into g values (2);");
        QCOMPARE(cut.outcomes[0].state, Outcome::State::NotSent);
        QCOMPARE(ask(u"select count(*) from g"_s), "0"_L1);
        QCOMPARE(run("select 'select 1' \\gexec").outcomes[0].state, Outcome::State::NotSent);
    }

    void bindsParameters()
    {
        RunOptions options;
        options.values = {
            {u"id"_s, {ParameterValue::Kind::Text, u"2"_s}},
            {u"t"_s, {ParameterValue::Kind::Text, u"P W"_s}},
            {u"none"_s, {ParameterValue::Kind::Null, {}}},
            {u"d"_s, {ParameterValue::Kind::Default, {}}},
            {u"1"_s, {ParameterValue::Kind::Text, u"'; drop table x; --"_s}}};
        const RunReport report =
            run("create table :\"t\" (a int default 7, b text);\n"
                "insert into :\"t\" values (:id, :'t'), (:d, :none), (3, $1);\n"
                "select b from :\"t\" where a = :id + 1;\nselect count(*) from :\"t\" where b is null and a = 7",
                options);
        QVERIFY2(report.failed == 0, qPrintable(report.failed ? describe(*report.outcomes.back().error) : QString()));
        QCOMPARE(valueOf(report.outcomes[2]), "'; drop table x; --"_L1);
        QCOMPARE(valueOf(report.outcomes[3]), "1"_L1);
        QCOMPARE(report.outcomes[2].parameterNames, QStringList{u"id"_s});
    }

    void knowsParameterTypes()
    {
        run("create table p (id bigint, at timestamptz, tags text[])");
        const auto typed = describeParameters(
            *m_session, "select * from p where id = :id and at > $1 and tags @> :tags and :x::numeric > 1", {});
        QVERIFY(typed);
        QStringList types;
        for (const TypedParameter &one : *typed)
            types << one.name + u' ' + one.type;
        QCOMPARE(
            types, (QStringList{u"id bigint"_s, u"1 timestamp with time zone"_s, u"tags text[]"_s, u"x numeric"_s}));
        QCOMPARE(m_session->transactionState(), TransactionState::Idle);
        QCOMPARE(describeParameters(*m_session, "select wrong", {}).error().sqlState, "42703"_L1);
    }

    void readsStringsAsTheSessionDoes()
    {
        run("set standard_conforming_strings = off");
        QCOMPARE(m_session->serverParameter(u"standard_conforming_strings"_s), "off"_L1);
        const QByteArray text = "select 'a\\':b;', :v";
        RunOptions options;
        options.values = {{u"v"_s, {ParameterValue::Kind::Text, u"x\\y"_s}}};
        const Script script(text, false);
        QCOMPARE(script.parts().size(), std::size_t(1));
        ScriptRun whole(*m_session, script, script.all(), options);
        const RunReport report = whole.run();
        QCOMPARE(valueOf(report.outcomes[0]), "a':b;"_L1);
        QCOMPARE(**report.outcomes[0].result->value(0, 1), "x\\y");
    }

    // Also what a function has set, of which no tag tells.
    void refusesToSendInAnotherEncoding()
    {
        RunOptions options;
        options.onError = OnError::Continue;
        const RunReport report =
            run("create table t (a text);\nselect set_config('client_encoding', 'LATIN1', false);\n"
                "insert into t values ('\xc3\xa9');\nset client_encoding = 'UTF8';\ninsert into t values ('\xc3\xa9');",
                options);
        QCOMPARE(report.outcomes[2].state, Outcome::State::NotSent);
        QVERIFY(report.outcomes[2].error->message.contains("LATIN1"_L1));
        QCOMPARE(report.failed, 1);
        QCOMPARE(ask(u"select string_agg(a, ',') from t"_s), QString::fromUtf8("\xc3\xa9"));
    }

    // What has run is not told as what was not sent: somebody would send it again.
    void saysWhatIsDoneWhereItsRowsAreNotTaken()
    {
        RunOptions options;
        options.savepoints = true;
        const RunReport report =
            run("create table t (a int);\ninsert into t values (1), (2) returning a \\gset\n", options);
        const Outcome &outcome = report.outcomes[1];
        QCOMPARE(outcome.state, Outcome::State::Failed);
        QCOMPARE(outcome.command, "INSERT 0 2");
        QVERIFY(!outcome.text.isEmpty());
        QCOMPARE(ask(u"select count(*) from t"_s), "2"_L1);
        // A row does not put SQL in the place of a value.
        options.values = {{u"id"_s, {ParameterValue::Kind::Text, u"7"_s}}};
        const RunReport kept = run("select '1 or true' as id \\gset\nselect :id::int;", options);
        QCOMPARE(kept.outcomes[0].state, Outcome::State::Failed);
        QCOMPARE(kept.values[u"id"_s].text, "7"_L1);
    }

    void doesNotTakeMissingDataForNone()
    {
        run("create table t (a int)");
        for (const QByteArray &text : {"copy t from stdin"_ba, "copy t from stdin;"_ba, "copy t from stdin;\n"_ba}) {
            const RunReport report = run(text);
            const bool isRefused = report.outcomes.size() == 1 && report.outcomes[0].state == Outcome::State::NotSent;
            QVERIFY2(isRefused || report.error, text.constData());
        }
        QCOMPARE(run("copy t from stdin;\n\\.\n").failed, 0);
        RunOptions options;
        options.singleTransaction = true;
        const RunReport part = run("insert into t values (1); commit; select 1/0;", options);
        QVERIFY(part.error && part.error->message.contains("stays"_L1));
        QCOMPARE(ask(u"select count(*) from t"_s), "1"_L1);
    }

    void endsAnIncludedFileAlone()
    {
        write(u"half.sql"_s, "select 'half';\n\\q\nselect 'never';\n");
        RunOptions options;
        options.folder = m_folder.path();
        const RunReport report = run("\\i half.sql\nselect 'end'", options);
        QCOMPARE(report.failed, 0);
        QCOMPARE(valueOf(report.outcomes.back()), "end"_L1);
        QVERIFY(std::ranges::none_of(report.outcomes, [](const Outcome &one) { return one.sql.contains("never"_L1); }));
    }
};

QTEST_GUILESS_MAIN(RunTest)
#include "tst_run.moc"
