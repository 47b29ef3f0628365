// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/profile/connectiontest.h"
#include "connection/session/guard.h"
#include "connection/session/session.h"
#include "support/pgbouncer.h"
#include "support/testserver.h"

#include <QRegularExpression>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::connection;

// Debian's pgbouncer, which gives each transaction whatever server is free, between a session and the server. Most of
// what works through it is tested by the tests of that thing, run once more (the tests pooler/...).
class PoolerTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;
    QString m_database;

    [[nodiscard]] QString sql(const QString &text) const
    {
        const Result<QString> answer = m_server.psql(m_database, text);
        return answer ? answer->trimmed() : describe(answer.error());
    }

    // The words of one value, or of the error.
    static QString value(Session &session, const QString &text)
    {
        const auto answer = session.query({text, {}}).result();
        if (!answer)
            return describe(answer.error());
        return answer->rows.rowCount() == 0 ? QString::fromUtf8(answer->command) : answer->rows.text(0, 0);
    }

    [[nodiscard]] std::unique_ptr<Session>
    opened(const test::PgBouncer &bouncer, SessionOptions options = {}, const QString &settings = {}) const
    {
        options.names = Names::OfDatabase; // what follows is an operator's SQL
        auto session = std::make_unique<Session>(options);
        ConnInfo info = bouncer.info(m_database);
        if (!settings.isEmpty())
            info.set(u"options"_s, settings);
        const auto facts = session->open(info).result();
        if (!facts)
            qWarning("%s", qPrintable(describe(facts.error())));
        return facts ? std::move(session) : nullptr;
    }

    // What the session answers when another client holds the server that answered last, so that it gets another one.
    static QString elsewhere(Session &session, Session &other, const QString &text)
    {
        const QString last = value(session, u"SELECT pg_backend_pid()"_s);
        (void)value(other, u"BEGIN"_s);
        if (value(other, u"SELECT pg_backend_pid()"_s) != last)
            qWarning("the other client got another server");
        const QString answer = value(session, text);
        if (value(session, u"SELECT pg_backend_pid()"_s) == last)
            qWarning("the session kept its server");
        (void)value(other, u"COMMIT"_s);
        return answer;
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_database = m_server.createDatabase(u"pooled"_s);
        QCOMPARE(
            sql(u"CREATE TABLE t (id int PRIMARY KEY, raw bytea, at date);"
                "INSERT INTO t VALUES (1, '\\x00ff41', '2026-03-01');"
                "CREATE TABLE late (id int UNIQUE DEFERRABLE INITIALLY DEFERRED);"
                "CREATE PROCEDURE twice() LANGUAGE plpgsql AS"
                " $$BEGIN INSERT INTO late VALUES (1); COMMIT; INSERT INTO late VALUES (2); END$$"_s),
            QString());
    }

    void theModeIsFound_data()
    {
        QTest::addColumn<QString>("mode");
        QTest::addColumn<int>("servers");
        QTest::addColumn<int>("found");
        QTest::newRow("transactions") << u"transaction"_s << 3 << int(Pooling::Transaction);
        QTest::newRow("transactions, one server for all") << u"transaction"_s << 1 << int(Pooling::Transaction);
        QTest::newRow("transactions, in turns") << u"transaction"_s << -3 << int(Pooling::Transaction);
        QTest::newRow("sessions") << u"session"_s << 3 << int(Pooling::Session);
    }
    void theModeIsFound()
    {
        QFETCH(QString, mode);
        QFETCH(int, servers);
        QFETCH(int, found);
        const test::PgBouncer bouncer(
            m_server.directInfo(),
            {.mode = mode, .servers = std::abs(servers), .settings = {u"server_round_robin = %1"_s.arg(servers < 0)}});
        const auto session = opened(bouncer);
        QVERIFY(session);
        const auto pooling = session->pooling().result();
        QVERIFY(pooling);
        QCOMPARE(int(*pooling), found);
        QVERIFY(!describe(*pooling).isEmpty());
        QCOMPARE(value(*session, u"SELECT 1"_s), u"1"_s);
    }

    // A tenant is that of each transaction, whichever server answers, and changes without connecting again; a
    // transaction that is open stays the one's that it began as, and a value is a value, whatever it holds.
    void settingsOfThePlatformAreMadeInEachTransaction_data()
    {
        QTest::addColumn<bool>("pooled");
        QTest::newRow("through a proxy") << true;
        QTest::newRow("directly") << false;
    }
    void settingsOfThePlatformAreMadeInEachTransaction()
    {
        QFETCH(bool, pooled);
        const test::PgBouncer bouncer(m_server.directInfo(), {.mode = u"transaction"_s, .servers = 2});
        const QString show = u"SELECT current_setting('app.tenant', true)"_s;
        ConnInfo info = pooled ? bouncer.info(m_database) : m_server.directInfo(m_database);
        info.set(u"options"_s, u"-c app.tenant=one"_s);
        Session session(SessionOptions{.names = Names::OfDatabase});
        QVERIFY(session.open(info).result());
        const auto other = opened(bouncer);
        QVERIFY(other);
        QCOMPARE(value(session, show), u"one"_s);
        QVERIFY(session.changeSettings({{u"app.tenant"_s, u"two"_s}}).result());
        QCOMPARE(value(session, show), u"two"_s);
        if (pooled) {
            QCOMPARE(elsewhere(session, *other, show), u"two"_s);
            QCOMPARE(
                value(*other, u"SELECT coalesce(nullif(current_setting('app.tenant', true), ''), 'none')"_s),
                u"none"_s);
        }
        (void)value(session, u"BEGIN"_s);
        QVERIFY(session.changeSettings({{u"app.tenant"_s, u"three"_s}}).result());
        QCOMPARE(value(session, show), u"two"_s);
        (void)value(session, u"ROLLBACK"_s);
        QCOMPARE(value(session, show), u"three"_s);
        const QString hostile = u"x', true); DROP TABLE t; -- \\ \"$$"_s;
        QVERIFY(session.changeSettings({{u"app.tenant"_s, hostile}}).result());
        QCOMPARE(value(session, show), hostile);
        QCOMPARE(value(session, u"SELECT count(*) FROM t"_s), u"1"_s);
        QVERIFY(session.changeSettings({{u"app.tenant"_s, QString()}}).result());
        QCOMPARE(value(session, show), QString());
    }

    // A pool of sessions that is used up lets a second one wait for minutes: nothing is known then.
    void aPoolThatIsUsedUpIsNoSessionOfOurOwn()
    {
        const test::PgBouncer bouncer(m_server.directInfo(), {.mode = u"session"_s, .servers = 1});
        const auto session = opened(bouncer);
        QVERIFY(session);
        const auto pooling = session->pooling().result();
        QVERIFY(pooling);
        QVERIFY(*pooling != Pooling::Session && *pooling != Pooling::None);
        QCOMPARE(value(*session, u"SELECT 1"_s), u"1"_s);
    }

    // What "Test connection" says is what a session will find: settings that the proxy does not take are no hindrance.
    void aTestTellsTheMode_data()
    {
        QTest::addColumn<QString>("mode");
        QTest::addColumn<int>("found");
        QTest::newRow("transactions") << u"transaction"_s << int(Pooling::Transaction);
        QTest::newRow("sessions") << u"session"_s << int(Pooling::Session);
    }
    void aTestTellsTheMode()
    {
        QFETCH(QString, mode);
        QFETCH(int, found);
        const test::PgBouncer bouncer(m_server.directInfo(), {.mode = mode});
        ConnInfo info = bouncer.info(m_database);
        info.set(u"options"_s, u"-c search_path=pg_catalog"_s);
        QVERIFY(opened(bouncer, {}, info.value(u"options"_s)));
        const auto tested = testConnection(info);
        QVERIFY2(tested, qPrintable(tested ? QString() : tested.error().sentence));
        QCOMPARE(int(tested->pooling), found);
        QCOMPARE(int(testConnection(m_server.directInfo(m_database))->pooling), int(Pooling::None));
    }

    void aTestRefusesAProxyThatPoolsStatements()
    {
        const test::PgBouncer bouncer(m_server.directInfo(), {.mode = u"statement"_s});
        const auto tested = testConnection(bouncer.info(m_database));
        QVERIFY(!tested);
        QCOMPARE(causeKey(tested.error().cause), u"pooler-statements"_s);
        QVERIFY(tested.error().advice.contains(u"transaction or session pooling"_s));
        Session session;
        QVERIFY(!session.open(bouncer.info(m_database)).result()); // as a session does
    }

    void settingsHoldAtEveryServer()
    {
        const test::PgBouncer bouncer(m_server.directInfo());
        const auto session = opened(
            bouncer, {.name = u"here"_s}, u"-c search_path=pg_catalog --statement-timeout=7s -cTimeZone=Asia/Tokyo"_s);
        const auto other = opened(bouncer);
        QVERIFY(session && other);
        for (int turn = 0; turn < 3; ++turn) {
            QCOMPARE(elsewhere(*session, *other, u"SHOW search_path"_s), u"pg_catalog"_s);
            QCOMPARE(elsewhere(*session, *other, u"SHOW statement_timeout"_s), u"7s"_s);
            QCOMPARE(elsewhere(*session, *other, u"SHOW TimeZone"_s), u"Asia/Tokyo"_s);
            QCOMPARE(elsewhere(*session, *other, u"SHOW application_name"_s), u"howdah: here"_s);
            QCOMPARE(elsewhere(*session, *other, u"SELECT raw FROM public.t"_s), u"\\x00ff41"_s);
            QCOMPARE(elsewhere(*session, *other, u"SELECT at FROM public.t"_s), u"2026-03-01"_s);
        }
        // What is set meanwhile goes along, in every spelling.
        QCOMPARE(value(*session, u"SET lock_timeout = '3s'"_s), u"SET"_s);
        QCOMPARE(value(*session, u"set session \"work_mem\" TO '5MB'"_s), u"SET"_s);
        QCOMPARE(value(*session, u"SET TIME ZONE 'Europe/Vilnius'"_s), u"SET"_s);
        QVERIFY(value(*session, u"SET no_such_setting = 1"_s).contains("no_such_setting"_L1));
        QCOMPARE(elsewhere(*session, *other, u"SHOW lock_timeout"_s), u"3s"_s);
        QCOMPARE(elsewhere(*session, *other, u"SHOW work_mem"_s), u"5MB"_s);
        QCOMPARE(elsewhere(*session, *other, u"SHOW TimeZone"_s), u"Europe/Vilnius"_s);
        QCOMPARE(value(*other, u"SHOW lock_timeout"_s), u"0"_s);
        QCOMPARE(value(*session, u"RESET lock_timeout"_s), u"RESET"_s);
        QCOMPARE(elsewhere(*session, *other, u"SHOW lock_timeout"_s), u"0"_s);
        // In a transaction of the caller's, in one message and in several.
        QCOMPARE(value(*session, u"BEGIN"_s), u"BEGIN"_s);
        QCOMPARE(value(*session, u"SHOW statement_timeout"_s), u"7s"_s);
        QCOMPARE(value(*session, u"COMMIT AND CHAIN"_s), u"COMMIT"_s);
        QCOMPARE(value(*session, u"SHOW statement_timeout"_s), u"7s"_s);
        QCOMPARE(value(*session, u"COMMIT"_s), u"COMMIT"_s);
        const auto all = session
                             ->pipeline(
                                 {{u"SHOW work_mem"_s, {}},
                                  {u"BEGIN ISOLATION LEVEL SERIALIZABLE"_s, {}},
                                  {u"SHOW statement_timeout"_s, {}},
                                  {u"SHOW transaction_isolation"_s, {}},
                                  {u"COMMIT"_s, {}},
                                  {u"SELECT raw FROM public.t WHERE id = $1"_s, {"1"}, true}})
                             .result();
        QVERIFY(all && !all->error);
        QCOMPARE(all->answers.size(), 6U);
        QCOMPARE(all->answers[0].rows.text(0, 0), u"5MB"_s);
        QCOMPARE(all->answers[2].rows.text(0, 0), u"7s"_s);
        QCOMPARE(all->answers[3].rows.text(0, 0), u"serializable"_s);
        QCOMPARE(all->answers[5].rows.text(0, 0), u"\\x00ff41"_s);
    }

    // What we set would be found by whoever gets the server next: their writes would fail, their bytes look different.
    void nothingIsLeftForOthers()
    {
        const test::PgBouncer bouncer(m_server.directInfo(), {.servers = 1});
        const QString seen = u"SELECT concat_ws(' ', current_setting('default_transaction_read_only'), "
                             "current_setting('bytea_output'), current_setting('statement_timeout'))"_s;
        const auto plain = [&] {
            // Another program, which sets nothing.
            QProcess psql;
            psql.start(u"psql"_s, {u"-XAtqd"_s, toUri(bouncer.info(m_database)), u"-c"_s, seen});
            return psql.waitForFinished(60'000) ? QString::fromUtf8(psql.readAllStandardOutput()).trimmed() : QString();
        };
        QCOMPARE(plain(), u"off hex 0"_s);
        const auto session = opened(bouncer, {.name = u"reader"_s, .readOnly = true}, u"-c statement_timeout=9s"_s);
        QVERIFY(session);
        QCOMPARE(plain(), u"off hex 0"_s);
        QCOMPARE(value(*session, seen), u"on hex 9s"_s);
        QCOMPARE(value(*session, u"SET statement_timeout = '8s'"_s), u"SET"_s);
        QCOMPARE(value(*session, seen), u"on hex 8s"_s);
        QVERIFY(session->stream({u"SELECT raw FROM t"_s, {}}, [](const RowBatch &) { return true; }).result());
        QCOMPARE(plain(), u"off hex 0"_s);
        QCOMPARE(sql(u"SELECT count(*) FROM pg_stat_activity WHERE state LIKE 'idle in%'"_s), u"0"_s);
    }

    // An answer that comes piece by piece, and COPY in both directions.
    void streamsAndCopiesHaveTheirTransaction()
    {
        const test::PgBouncer bouncer(m_server.directInfo());
        const auto session = opened(bouncer);
        const auto other = opened(bouncer);
        QVERIFY(session && other);
        QVERIFY(elsewhere(*session, *other, u"SELECT 1"_s) == u"1"_s);
        QString raw;
        const auto rows = session
                              ->stream(
                                  {u"SELECT raw FROM t"_s, {}},
                                  [&raw](const RowBatch &batch) {
                                      raw = batch.text(0, 0);
                                      return true;
                                  })
                              .result();
        QVERIFY(rows);
        QCOMPARE(raw, u"\\x00ff41"_s);
        int left = 3;
        const auto in =
            session
                ->copyIn(
                    u"COPY late FROM STDIN"_s,
                    [&left]() -> std::optional<QByteArray> {
                        return left-- > 0 ? std::optional(QByteArray::number(left + 10) + '\n') : std::nullopt;
                    })
                .result();
        QVERIFY(in);
        QCOMPARE(in->affectedRows, 3);
        QByteArray out;
        QVERIFY(session
                    ->copyOut(
                        u"COPY (SELECT id FROM late ORDER BY id) TO STDOUT"_s,
                        [&out](QByteArrayView chunk) {
                            out += chunk;
                            return true;
                        })
                    .result());
        QCOMPARE(out, "10\n11\n12\n");
        // A constraint that is checked at the end fails the copy, whose rows are not there then.
        left = 1;
        const auto again = session
                               ->copyIn(
                                   u"COPY late FROM STDIN"_s,
                                   [&left]() -> std::optional<QByteArray> {
                                       return left-- > 0 ? std::optional(QByteArray("10\n")) : std::nullopt;
                                   })
                               .result();
        QVERIFY(!again);
        QCOMPARE(again.error().sqlState, u"23505"_s);
        QCOMPARE(sql(u"SELECT count(*) FROM late; TRUNCATE late"_s), u"3"_s);
        QVERIFY(!session->query({u"COPY t TO STDOUT"_s, {}}).result()); // needs its own call, here as elsewhere
        QCOMPARE(value(*session, u"SELECT 1"_s), u"1"_s);
    }

    void whatIsCheckedAtTheEndFailsItsStatement()
    {
        const test::PgBouncer bouncer(m_server.directInfo());
        const auto session = opened(bouncer);
        QVERIFY(session);
        QVERIFY(value(*session, u"INSERT INTO late VALUES (1), (1)"_s).contains("duplicate key"_L1));
        const auto all = session->pipeline({{u"SELECT 1"_s, {}}, {u"INSERT INTO late VALUES (1), (1)"_s, {}}}).result();
        QVERIFY(all && all->error);
        QCOMPARE(all->answers.size(), 1U);
        QCOMPARE(sql(u"SELECT count(*) FROM late"_s), u"0"_s);
        // What makes transactions of its own, or allows none around it, goes as it is.
        QCOMPARE(value(*session, u"CALL twice()"_s), u"CALL"_s);
        QCOMPARE(value(*session, u"CREATE INDEX CONCURRENTLY late_i ON late (id)"_s), u"CREATE INDEX"_s);
        QCOMPARE(value(*session, u"VACUUM late"_s), u"VACUUM"_s);
        QCOMPARE(value(*session, u"DROP INDEX CONCURRENTLY late_i"_s), u"DROP INDEX"_s);
        QCOMPARE(sql(u"SELECT count(*) FROM late; TRUNCATE late"_s), u"2"_s);
    }

    void cancelEndsTheStatement()
    {
        const test::PgBouncer bouncer(m_server.directInfo());
        const auto session = opened(bouncer);
        QVERIFY(session);
        auto slow = session->query({u"SELECT pg_sleep(600)"_s, {}});
        const QString running = u"SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'"_s;
        QTRY_COMPARE(sql(running), u"1"_s);
        session->cancel();
        QCOMPARE(slow.result().error().kind, ErrorKind::Cancelled);
        QTRY_COMPARE(sql(running), u"0"_s);
        QCOMPARE(value(*session, u"SELECT 1"_s), u"1"_s);
        QCOMPARE(sql(u"SELECT count(*) FROM pg_stat_activity WHERE state LIKE 'idle in%'"_s), u"0"_s);
    }

    void whatNeedsASessionIsRefusedInWords_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("what");
        const auto row = [](const char *name, const char *text, const char *what) {
            QTest::newRow(name) << QString::fromLatin1(text) << QString::fromLatin1(what);
        };
        row("LISTEN", "LISTEN channel", "LISTEN");
        row("PREPARE", "PREPARE p AS SELECT 1", "PREPARE");
        row("a temporary table", "CREATE TEMP TABLE x (i int)", "A temporary table");
        row("a cursor", "DECLARE c CURSOR WITH HOLD FOR SELECT 1", "A cursor WITH HOLD");
        row("a lock", "SELECT pg_catalog.pg_advisory_lock(4711)", "pg_advisory_lock()");
        row("a lock that is tried", "SELECT 1 WHERE pg_try_advisory_lock(1, 2)", "pg_try_advisory_lock()");
        row("characteristics", "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL SERIALIZABLE",
            "SET SESSION CHARACTERISTICS");
    }
    void whatNeedsASessionIsRefusedInWords()
    {
        QFETCH(QString, text);
        QFETCH(QString, what);
        const test::PgBouncer bouncer(m_server.directInfo());
        const auto session = opened(bouncer);
        QVERIFY(session);
        for (const bool inBatch : {false, true}) {
            std::optional<Error> error;
            if (inBatch) {
                const auto all = session->pipeline({{u"INSERT INTO late VALUES (77)"_s, {}}, {text, {}}}).result();
                QVERIFY(!all);
                error = all.error();
            } else {
                const auto one = session->query({text, {}}).result();
                QVERIFY(!one);
                error = one.error();
            }
            QCOMPARE(error->kind, ErrorKind::Conflict);
            QVERIFY2(error->message.startsWith(what + " needs its own server session"_L1), qPrintable(error->message));
            QVERIFY(error->hint.contains("pool_mode = session"_L1));
        }
        QCOMPARE(sql(u"SELECT count(*) FROM late"_s), u"0"_s);
        QCOMPARE(sql(u"SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"_s), u"0"_s);
        // Where sessions are pooled it works.
        const test::PgBouncer sessions(m_server.directInfo(), {.mode = u"session"_s});
        const auto own = opened(sessions);
        QVERIFY(own);
        if (what != "A cursor WITH HOLD"_L1 && !what.startsWith("SET"_L1))
            QVERIFY2(own->query({text, {}}).result(), qPrintable(value(*own, text)));
    }

    // The option of the startup packet is dropped on the way: each transaction begins with the path instead.
    void statementsOfOurOwnSeeOnlyPostgresNames()
    {
        const test::PgBouncer bouncer(m_server.directInfo());
        Session session({.name = u"own"_s});
        const auto facts = session.open(bouncer.info(m_database)).result();
        QVERIFY2(facts, facts ? "" : qPrintable(describe(facts.error())));
        QCOMPARE(value(session, u"SHOW search_path"_s).remove(u' '), u"pg_catalog,pg_temp"_s);
        QVERIFY(session.query({u"BEGIN"_s, {}}).result());
        QCOMPARE(value(session, u"SHOW search_path"_s).remove(u' '), u"pg_catalog,pg_temp"_s);
        QVERIFY(session.query({u"COMMIT"_s, {}}).result());
    }

    void notificationsArriveWhereSessionsArePooled()
    {
        const test::PgBouncer bouncer(m_server.directInfo(), {.mode = u"session"_s});
        const auto session = opened(bouncer);
        QVERIFY(session);
        QSignalSpy spy(session.get(), &Session::notificationReceived);
        QCOMPARE(value(*session, u"LISTEN channel"_s), u"LISTEN"_s);
        QCOMPARE(sql(u"NOTIFY channel, 'hello'"_s), QString());
        QTRY_COMPARE(spy.size(), 1);
    }

    // Production is locked by the server, in each transaction: with a proxy that refuses our options, and with one that
    // drops them. The tricks of tst_guard are tried by pooler/guard.
    void aLockedConnectionOnlyReads_data()
    {
        QTest::addColumn<QString>("settings");
        QTest::newRow("refuses options") << QString();
        QTest::newRow("drops options") << u"ignore_startup_parameters = options"_s;
    }
    void aLockedConnectionOnlyReads()
    {
        QFETCH(QString, settings);
        const test::PgBouncer bouncer(m_server.directInfo(), {.servers = 2, .settings = {settings}});
        Session session({.name = u"locked"_s, .names = Names::OfDatabase});
        ConnInfo info = bouncer.info(m_database);
        info.set(u"options"_s, u"-c default_transaction_read_only=off -c search_path=public"_s);
        const auto facts = session.open(locked(info)).result();
        QVERIFY2(facts, facts ? "" : qPrintable(describe(facts.error())));
        QVERIFY(facts->readOnly);
        const auto other = opened(bouncer);
        QVERIFY(other);
        QCOMPARE(elsewhere(session, *other, u"SHOW transaction_read_only"_s), u"on"_s);
        QCOMPARE(elsewhere(session, *other, u"SHOW default_transaction_read_only"_s), u"on"_s);
        QCOMPARE(value(session, u"SELECT count(*) FROM t"_s), u"1"_s);
        for (const QString &text :
             {u"DELETE FROM t"_s, u"CREATE TABLE u ()"_s, u"COPY t FROM STDIN"_s,
              u"CREATE INDEX CONCURRENTLY i ON t (at)"_s, u"CREATE DATABASE d"_s, u"DO $$BEGIN DELETE FROM t; END$$"_s,
              u"CALL twice()"_s, u"VACUUM t"_s, u"COMMIT PREPARED 'x'"_s})
            QVERIFY2(!session.query({text, {}}).result(), qPrintable(text));
        for (const QString &begin :
             {u"BEGIN"_s, u"START TRANSACTION ISOLATION LEVEL SERIALIZABLE"_s, u"SELECT 1"_s, u"COMMIT"_s}) {
            const auto all = session
                                 .pipeline(
                                     {{begin, {}},
                                      {u"SELECT 1"_s, {}},
                                      {u"COMMIT AND CHAIN"_s, {}},
                                      {u"DELETE FROM t"_s, {}},
                                      {u"COMMIT"_s, {}}})
                                 .result();
            QVERIFY(!all || all->error);
            (void)session.query({u"ROLLBACK"_s, {}}).result();
            (void)session.query({begin, {}}).result();
            QVERIFY(!session.query({u"DELETE FROM t"_s, {}}).result());
            (void)session.query({u"ROLLBACK"_s, {}}).result();
            (void)session.query({begin, {}}).result();
            (void)session.query({u"ROLLBACK AND CHAIN"_s, {}}).result();
            QVERIFY(!session.query({u"DELETE FROM t"_s, {}}).result());
            (void)session.query({u"ROLLBACK"_s, {}}).result();
        }
        QVERIFY(!session.copyIn(u"COPY late FROM STDIN"_s, [] { return std::nullopt; }).result());
        QCOMPARE(sql(u"SELECT (SELECT count(*) FROM t), (SELECT count(*) FROM late), to_regclass('i')"_s), u"1|0|"_s);
    }

    // A session that is locked while it is held: from its next transaction on.
    void lockingASessionHolds()
    {
        const test::PgBouncer bouncer(m_server.directInfo());
        const auto session = opened(bouncer);
        QVERIFY(session);
        QCOMPARE(value(*session, u"INSERT INTO late VALUES (5)"_s), u"INSERT 0 1"_s);
        QCOMPARE(value(*session, lockSql()), u"SET"_s);
        QVERIFY(value(*session, u"INSERT INTO late VALUES (6)"_s).contains("read-only"_L1));
        QCOMPARE(sql(u"SELECT count(*) FROM late; TRUNCATE late"_s), u"1"_s);
    }

    void optionsThatAreNoSettingsAreNamed()
    {
        const test::PgBouncer bouncer(m_server.directInfo());
        Session session;
        ConnInfo info = bouncer.info(m_database);
        info.set(u"options"_s, u"-c geqo=off -e"_s);
        const auto facts = session.open(info).result();
        QVERIFY(!facts);
        QVERIFY2(facts.error().message.contains("-e"_L1), qPrintable(describe(facts.error())));
    }
};

QTEST_GUILESS_MAIN(PoolerTest)
#include "tst_pooler.moc"
