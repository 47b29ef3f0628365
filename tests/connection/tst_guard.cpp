// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/session/guard.h"
#include "connection/readonly/readonlyrules.h"
#include "connection/session/session.h"
#include "support/testserver.h"

#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <QTimeZone>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::connection;

using Steps = QStringList;
Q_DECLARE_METATYPE(howdah::connection::ReadOnlyWay)

// A connection that is locked for writing, and everything that somebody may try against that.
class GuardTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;
    QString m_database;
    QString m_before; // what the database holds

    [[nodiscard]] QString sql(const QString &text) const
    {
        const Result<QString> answer = m_server.psql(m_database, text);
        return answer ? answer->trimmed() : describe(answer.error());
    }

    // All that the tricks are after: rows, objects, settings, the sequence, large objects.
    [[nodiscard]] QString state() const
    {
        return sql(u"SELECT (SELECT string_agg(id || note, ',' ORDER BY id) FROM t), (SELECT count(*) FROM pg_class),"
                   " (SELECT count(*) FROM pg_proc), (SELECT count(*) FROM pg_db_role_setting),"
                   " (SELECT last_value FROM s), (SELECT count(*) FROM pg_largeobject_metadata),"
                   " (SELECT relfilenode FROM pg_class WHERE relname = 't')"_s);
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_database = m_server.createDatabase(u"guard"_s);
        QCOMPARE(
            sql(u"CREATE TABLE t (id int PRIMARY KEY, note text); INSERT INTO t VALUES (1, 'a'), (2, 'b');"
                "CREATE SEQUENCE s; CREATE TABLE quiet ();"
                "CREATE FUNCTION writes() RETURNS int LANGUAGE sql AS 'DELETE FROM t RETURNING id';"
                "CREATE FUNCTION opens() RETURNS text LANGUAGE sql AS"
                " $$SELECT set_config('default_transaction' || '_read_only', 'off', false)$$;"
                // Declared so that nothing tells it from a function that reads.
                "CREATE FUNCTION opens_quietly() RETURNS text IMMUTABLE LANGUAGE sql AS"
                " $$SELECT set_config('default_transaction' || '_read_only', 'off', false)$$;"
                "CREATE FUNCTION opens_now() RETURNS text LANGUAGE sql AS"
                " $$SELECT set_config('transaction' || '_read_only', 'off', false)$$;"
                "CREATE PROCEDURE commits() LANGUAGE plpgsql AS $$BEGIN"
                " PERFORM set_config('default_transaction' || '_read_only', 'off', false); COMMIT;"
                " DELETE FROM t; END$$"_s),
            QString());
        m_before = state();
        QVERIFY2(m_before.startsWith(u"1a,2b|"_s), qPrintable(m_before));
    }

    void nothingGetsThrough_data()
    {
        QTest::addColumn<Steps>("steps");
        const QString drop = u"DELETE FROM t"_s;
        const auto row = [](const char *name, const Steps &steps) { QTest::newRow(name) << steps; };
        row("insert", {u"INSERT INTO t VALUES (3, 'c')"_s});
        row("update", {u"UPDATE t SET note = ''"_s});
        row("delete", {drop});
        row("truncate", {u"TRUNCATE t"_s});
        row("drop", {u"DROP TABLE quiet"_s});
        row("create", {u"CREATE TABLE u AS SELECT * FROM t"_s});
        row("select into", {u"SELECT * INTO u FROM t"_s});
        row("a writing CTE", {u"WITH gone AS (DELETE FROM t RETURNING *) SELECT * FROM gone"_s});
        row("a writing function", {u"SELECT writes()"_s});
        row("explain analyze", {u"EXPLAIN ANALYZE DELETE FROM t"_s});
        row("DO", {u"DO $$BEGIN DELETE FROM t; END$$"_s});
        row("DO that commits",
            {u"DO $$BEGIN PERFORM set_config('default_transaction_read_only', 'off', false); COMMIT; "
             "DELETE FROM t; END$$"_s,
             drop});
        row("a procedure that commits", {u"CALL commits()"_s, drop});
        row("SET the default", {u"SET default_transaction_read_only = off"_s, drop});
        row("SET it between comments",
            {u"/* x */ sEt /* y */ SESSION Default_Transaction_Read_Only /* z */ TO 'off'"_s, drop});
        row("SET it quoted", {u"SET \"default_transaction_read_only\" = off"_s, drop});
        row("SET it escaped", {uR"(SET U&"\0064efault_transaction_read_only" = off)"_s, drop});
        row("SET LOCAL", {u"BEGIN"_s, u"SET LOCAL transaction_read_only = off"_s, drop, u"COMMIT"_s});
        row("SET SESSION CHARACTERISTICS", {u"SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE"_s, drop});
        row("SET TRANSACTION", {u"BEGIN"_s, u"SET TRANSACTION READ WRITE"_s, drop, u"COMMIT"_s});
        row("BEGIN READ WRITE", {u"BEGIN READ WRITE"_s, drop, u"COMMIT"_s});
        row("START TRANSACTION", {u"START TRANSACTION ISOLATION LEVEL SERIALIZABLE, READ WRITE"_s, drop, u"COMMIT"_s});
        row("in a savepoint",
            {u"BEGIN"_s, u"SAVEPOINT a"_s, u"SET TRANSACTION READ WRITE"_s, u"ROLLBACK TO a"_s, drop, u"COMMIT"_s});
        row("set_config", {u"SELECT set_config('default_transaction_read_only', 'off', false)"_s, drop});
        row("set_config at the start of a transaction",
            {u"BEGIN"_s, u"SELECT set_config('transaction_read_only', 'off', true)"_s, drop, u"COMMIT"_s});
        row("a function that opens", {u"SELECT opens()"_s, drop});
        row("a function that opens, declared immutable", {u"SELECT opens_quietly()"_s, drop});
        row("a function that opens, declared immutable, and an end", {u"SELECT opens_quietly()"_s, u"COMMIT"_s, drop});
        row("a function that opens, and an end", {u"SELECT opens()"_s, u"COMMIT"_s, drop});
        row("in a condition", {u"SELECT * FROM t WHERE opens() = 'off'"_s, drop});
        row("a function that opens its transaction", {u"BEGIN"_s, u"SELECT opens_now()"_s, drop, u"COMMIT"_s});
        row("RESET ALL", {u"RESET ALL"_s, drop});
        row("RESET", {u"RESET default_transaction_read_only"_s, drop});
        row("DISCARD ALL", {u"DISCARD ALL"_s, drop});
        row("another role", {u"SET SESSION AUTHORIZATION DEFAULT"_s, u"SET ROLE NONE"_s, drop});
        row("the setting of the role", {u"ALTER ROLE CURRENT_USER SET default_transaction_read_only = off"_s, drop});
        row("two statements", {u"SELECT 1; DELETE FROM t"_s});
        row("behind a COMMIT", {u"COMMIT; DELETE FROM t"_s});
        row("prepared", {u"PREPARE p AS DELETE FROM t"_s, u"EXECUTE p"_s});
        row("a sequence", {u"SELECT nextval('s')"_s});
        row("a large object", {u"SELECT lo_create(4711)"_s});
        row("VACUUM", {u"VACUUM FULL t"_s});
        row("REINDEX", {u"REINDEX TABLE t"_s});
        row("CLUSTER", {u"CLUSTER t USING t_pkey"_s});
        row("ALTER SYSTEM", {u"ALTER SYSTEM SET work_mem = '5MB'"_s});
        row("NOTIFY", {u"NOTIFY somebody"_s});
    }
    // Each with a session of a reading role and with one of a locked connection.
    void nothingGetsThrough()
    {
        QFETCH(Steps, steps);
        // What PostgreSQL's own mode does not count as writing is refused by the lock alone.
        const bool isOfLock = QByteArray(QTest::currentDataTag()) == "a large object";
        for (const bool byRole : {true, false}) {
            if (byRole && isOfLock)
                continue;
            Session session({.name = u"trick"_s, .readOnly = byRole, .names = Names::OfDatabase});
            const ConnInfo target = m_server.connInfo(m_database);
            const auto opened = session.open(byRole ? target : locked(target)).result();
            QVERIFY2(opened, opened ? "" : qPrintable(describe(opened.error())));
            QVERIFY(opened->readOnly);
            bool refused = false;
            for (const QString &step : steps)
                refused = !session.query({step, {}}).result() || refused;
            QVERIFY(refused);
            // The same once more as one batch: what is not refused on its own may be in company.
            Session batch({.name = u"trick"_s, .readOnly = byRole, .names = Names::OfDatabase});
            QVERIFY(batch.open(byRole ? target : locked(target)).result());
            std::vector<Statement> statements;
            for (const QString &step : steps)
                statements.push_back({step, {}});
            (void)batch.pipeline(statements).result();
            (void)batch.query({u"COMMIT"_s, {}}).result();
        }
        QCOMPARE(state(), m_before);
        QCOMPARE(sql(u"SELECT count(*) FROM pg_file_settings WHERE name = 'work_mem'"_s), u"0"_s);
    }

    // What the operator calls where nothing is locked is held by the server's mode alone; what a file from elsewhere
    // may ask for is judged everywhere.
    void functionsAreJudgedWhereItIsLocked()
    {
        QCOMPARE(sql(u"CREATE FUNCTION looks() RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM t'"_s), QString());
        const ConnInfo target = m_server.connInfo(m_database);
        const auto ask = [](const ConnInfo &where, Names names, const QString &text) {
            Session session({.name = u"reader"_s, .readOnly = true, .names = names});
            if (const auto opened = session.open(where).result(); !opened)
                qFatal("%s", qPrintable(describe(opened.error())));
            const auto one = session.query({text, {}}).result();
            const auto batch = session.pipeline({{text, {}}}).result();
            if (bool(one) != (batch && !batch->error))
                qFatal("a pipeline is held otherwise");
            return one;
        };
        const QString looks = u"SELECT public.looks()"_s; // VOLATILE, as whatever does not say otherwise
        const auto read = ask(target, Names::OfDatabase, looks);
        QVERIFY2(read, read ? "" : qPrintable(describe(read.error())));
        QCOMPARE(read->rows.text(0, 0), u"2"_s);
        QCOMPARE(ask(locked(target), Names::OfDatabase, looks).error().kind, ErrorKind::Permission);
        QCOMPARE(ask(target, Names::OfPostgres, looks).error().kind, ErrorKind::Permission);
        QCOMPARE(ask(target, Names::OfDatabase, u"SELECT writes()"_s).error().sqlState, u"25006"_s);
        QCOMPARE(sql(u"DROP FUNCTION looks()"_s), QString());
        QCOMPARE(state(), m_before);
    }

    void copyReachesNoFile()
    {
        const QTemporaryDir folder;
        QFile::setPermissions(
            folder.path(),
            QFile::Permissions(
                QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner | QFile::WriteOther | QFile::ExeOther));
        const QString file = folder.filePath(u"out"_s);
        Session session({.name = u"trick"_s, .names = Names::OfDatabase});
        QVERIFY(session.open(locked(m_server.connInfo(m_database))).result());
        for (const QString &text :
             {u"COPY t TO '%1'"_s, u"COPY t TO PROGRAM 'cat > %1'"_s, u"COPY (SELECT 'TO STDOUT') TO '%1'"_s,
              u"SELECT lo_export(1, '%1')"_s}) {
            const auto done = session.query({text.arg(file), {}}).result();
            QVERIFY2(!done && done.error().kind == ErrorKind::Permission, qPrintable(text));
        }
        QVERIFY(!session.copyIn(u"COPY t FROM STDIN"_s, [] { return std::nullopt; }).result());
        QVERIFY(!QFile::exists(file));
        // Reading by COPY is what exports do.
        QByteArray read;
        const auto copied = session
                                .copyOut(
                                    u"COPY t TO STDOUT"_s,
                                    [&read](QByteArrayView chunk) {
                                        read += chunk;
                                        return true;
                                    })
                                .result();
        QVERIFY2(copied, copied ? "" : qPrintable(describe(copied.error())));
        QCOMPARE(read, "1\ta\n2\tb\n");
        QCOMPARE(state(), m_before);
    }

    void readingGoesOn()
    {
        Session session({.name = u"reader"_s, .names = Names::OfDatabase});
        QVERIFY(session.open(locked(m_server.connInfo(m_database))).result());
        for (const QString &text :
             {u"SELECT * FROM t FOR KEY SHARE"_s, u"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"_s, u"COMMIT"_s,
              u"SET statement_timeout = 1000"_s, u"EXPLAIN (ANALYZE) SELECT * FROM t"_s, u"SHOW work_mem"_s,
              u"SELECT 'COPY t TO PROGRAM', $$VACUUM$$"_s}) {
            const auto done = session.query({text, {}}).result();
            // A lock on rows is a write to the server.
            if (text.contains(u"FOR KEY SHARE"_s))
                QCOMPARE(done.error().sqlState, u"25006"_s);
            else
                QVERIFY2(done, done ? "" : qPrintable(describe(done.error())));
        }
    }

    void aSwitchedSessionIsClosedAndSaysSo()
    {
        Session session({.name = u"trick"_s, .names = Names::OfDatabase});
        QVERIFY(session.open(locked(m_server.connInfo(m_database))).result());
        (void)session.query({u"SELECT opens_quietly()"_s, {}}).result();
        const auto after = session.query({u"SELECT 1"_s, {}}).result();
        QVERIFY(!after);
        QCOMPARE(after.error().kind, ErrorKind::Permission);
        QVERIFY(after.error().message.contains(u"read-only"_s));
        QVERIFY(!session.isOpen());
    }

    // The owner of a database answers whoever asks for the mode; what the server reports of itself he cannot answer.
    void aForgedModeIsNotBelieved()
    {
        const QString name = m_server.createDatabase(u"forged"_s);
        QVERIFY(m_server.psql(
            name, u"CREATE SCHEMA forged; CREATE TABLE public.t (id int); CREATE FUNCTION forged.current_setting(text) "
                  u"RETURNS "
                  "text IMMUTABLE LANGUAGE sql AS $$SELECT 'on'::text$$; CREATE FUNCTION forged.current_setting(text, "
                  "boolean) "
                  "RETURNS text IMMUTABLE LANGUAGE sql AS $$SELECT 'on'::text$$; CREATE FUNCTION "
                  "forged.opens_quietly() RETURNS "
                  "text IMMUTABLE LANGUAGE sql AS $$SELECT pg_catalog.set_config('default_transaction' || "
                  "'_read_only', 'off', "
                  "false)$$; ALTER DATABASE %1 SET search_path = forged, pg_catalog, public"_s.arg(name)));
        QCOMPARE(m_server.psql(name, u"SELECT current_setting('transaction_read_only')"_s)->trimmed(), u"on"_s);
        Session session({.name = u"forged"_s, .names = Names::OfDatabase});
        QVERIFY(session.open(locked(m_server.connInfo(name))).result());
        (void)session.query({u"SELECT opens_quietly()"_s, {}}).result();
        const auto after = session.query({u"SELECT id FROM t"_s, {}}).result();
        QVERIFY(!after);
        QCOMPARE(after.error().kind, ErrorKind::Permission);
        QVERIFY(!session.isOpen());
        QVERIFY(m_server.psql(m_database, u"DROP DATABASE "_s + name + u" WITH (FORCE)"_s)); // with its settings
    }

    // The lock is the server's: a program that is started with the connection is held by it as well.
    void otherProgramsAreHeld()
    {
        const ConnInfo target = locked(m_server.connInfo(m_database));
        QProcess psql;
        psql.start(u"psql"_s, {u"-Xqd"_s, toUri(target), u"-c"_s, u"DELETE FROM t"_s});
        QVERIFY(psql.waitForFinished(60'000));
        QVERIFY(psql.exitCode() != 0);
        QVERIFY(psql.readAllStandardError().contains("read-only transaction"));
        QCOMPARE(state(), m_before);
        Session open({.name = u"writer"_s, .names = Names::OfDatabase});
        QVERIFY(open.open(unlocked(target)).result());
        const auto done = open.query({u"UPDATE t SET note = 'a' WHERE id = 1"_s, {}}).result();
        QVERIFY2(done, done ? "" : qPrintable(describe(done.error())));
        QCOMPARE(done->affectedRows, 1);
    }

    void theLockKeepsWhatElseWasAsked()
    {
        ConnInfo info;
        info.set(u"options"_s, u"-c search_path=a"_s);
        QVERIFY(!isLocked(info));
        const ConnInfo held = locked(info);
        QVERIFY(isLocked(held));
        QCOMPARE(locked(held), held);
        QVERIFY(held.value(u"options"_s).startsWith(u"-c search_path=a "_s));
        QCOMPARE(unlocked(held), info);
        QCOMPARE(unlocked(locked(ConnInfo())), ConnInfo());
        QCOMPARE(unlocked(info), info);
        // Somebody who switches it off in the options comes before the lock.
        info.set(u"options"_s, u"-c default_transaction_read_only=off"_s);
        ConnInfo off = locked(m_server.connInfo(m_database));
        off.set(u"options"_s, locked(info).value(u"options"_s));
        Session session({.name = u"trick"_s, .names = Names::OfDatabase});
        const auto opened = session.open(off).result();
        QVERIFY(opened && opened->readOnly);
    }

    void productionIsLockedUntilSomebodyUnlocksIt()
    {
        QDateTime now(QDate(2026, 3, 1), QTime(12, 0), QTimeZone::utc());
        Guard guard(Environment::Production, [&now] { return now; });
        QVERIFY(guard.isGuarded() && guard.isLocked());
        const ConnInfo info = m_server.connInfo(m_database);
        QVERIFY(isLocked(guard.apply(info)));
        QStringList notes;
        const auto note = [&notes](const QString &reason, const QDateTime &until) -> Result<void> {
            notes << reason + u' ' + until.toString(u"HH:mm"_s);
            return {};
        };
        QCOMPARE(guard.unlock(std::chrono::minutes(5), u"  "_s, note).error().kind, ErrorKind::Usage);
        QCOMPARE(guard.unlock(std::chrono::minutes(0), u"x"_s, note).error().kind, ErrorKind::Usage);
        QCOMPARE(guard.unlock(std::chrono::hours(9), u"x"_s, note).error().kind, ErrorKind::Usage);
        QVERIFY(guard.isLocked() && notes.isEmpty());
        // What cannot be noted is not opened.
        const auto broken = [](const QString &, const QDateTime &) -> Result<void> {
            return fail(ErrorKind::Io, u"full"_s);
        };
        QVERIFY(!guard.unlock(std::chrono::minutes(5), u"ticket 7"_s, broken));
        QVERIFY(guard.isLocked());
        QVERIFY(guard.unlock(std::chrono::minutes(5), u"ticket 7"_s, note));
        QCOMPARE(notes, QStringList{u"ticket 7 12:05"_s});
        QVERIFY(!guard.isLocked());
        QVERIFY(!isLocked(guard.apply(locked(info))));
        now = now.addSecs(299);
        QCOMPARE(guard.remaining(), std::chrono::milliseconds(1000));
        now = now.addSecs(1);
        QVERIFY(guard.isLocked());
        QVERIFY(guard.unlock(std::chrono::minutes(5), u"ticket 8"_s, note));
        guard.lock();
        QVERIFY(guard.isLocked());
        QVERIFY(isLocked(guard.apply(info)));
        // Another start of the program.
        QVERIFY(Guard(Environment::Production).isLocked());
        QVERIFY(!Guard(Environment::Staging).isLocked());
    }
};

QTEST_GUILESS_MAIN(GuardTest)
#include "tst_guard.moc"
