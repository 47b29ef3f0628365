// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ctlprocess.h"
#include "migration/history/journal.h"
#include "migration/run/historyoperations.h"
#include "migrationfixture.h"
#include "support/faultproxy.h"
#include "wireproxy.h"

#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::migration;
using test::CtlProcess;
using test::MigrationFixture;
using test::numbered;
using test::WireProxy;

// A file of seven statements that is cut off at each of its boundaries, by SIGKILL and by a lost network, in a
// transaction and without one. What is there must always be what the history says, and every way out must work.
class InterruptionTest final : public QObject
{
    Q_OBJECT

    static constexpr int Statements = 7;

    test::TestServer m_server;
    QTemporaryDir m_folder;

    // Seven tables; before statement `stop` (from 1) the run waits for the test's lock. That statement waits inside, so
    // it is under way when the run is killed.
    static Files files(bool transactional, int stop)
    {
        QByteArray up = transactional ? "" : "-- howdah: transaction off\n";
        QByteArray down;
        for (int number = 1; number <= Statements; ++number) {
            const QByteArray table = "t" + QByteArray::number(number);
            if (number == stop)
                up += "CREATE TABLE " + table + " AS SELECT pg_advisory_lock(42)::text AS x;\n";
            else
                up += "CREATE TABLE " + table + " (x text);\n";
            down.prepend("DROP TABLE " + table + ";\n");
        }
        return numbered({{up, down}});
    }

    QString write(const Files &files)
    {
        const QString folder = m_folder.filePath(u"source"_s);
        test::writeFolder(folder, files);
        return folder;
    }

    static QStringList
    ctl(const QString &command, const QString &folder, const QString &uri, const QStringList &more = {})
    {
        return QStringList{u"migrate"_s, command, u"--yes"_s, u"-s"_s, folder, u"-d"_s, uri} + more;
    }

    // The tables that are there: "1 2 3".
    static int tables(const MigrationFixture &database)
    {
        return database.psql(u"SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"_s).toInt();
    }

    // SIGKILL, once the run waits for the test's lock (without a lock timeout, which under load may come before). The
    // server would go on with the statement when it gets the lock, and find out at its end that nobody is there: its
    // session is ended, too.
    static void killWhereItWaits(const MigrationFixture &database, CtlProcess &run)
    {
        const QString waiting = u"FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND objid = 42"_s;
        QTRY_COMPARE_WITH_TIMEOUT(database.psql(u"SELECT count(*) "_s + waiting), u"1"_s, 60000);
        run.kill();
        QCOMPARE(database.psql(u"SELECT count(pg_terminate_backend(pid)) "_s + waiting), u"1"_s);
        waitForEnd(database);
    }

    static void waitForEnd(const MigrationFixture &database)
    {
        QTRY_COMPARE_WITH_TIMEOUT(
            database.psql(u"SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND "
                          "application_name LIKE 'howdah: migrate%'"_s),
            u"0"_s, 60000);
    }

private Q_SLOTS:
    void killedAtEachBoundary_data()
    {
        QTest::addColumn<bool>("transactional");
        QTest::addColumn<int>("stop");
        QTest::addColumn<QString>("way");
        for (int stop = 1; stop <= Statements; ++stop) {
            const QString way = stop % 3 == 0 ? u"resume"_s : stop % 3 == 1 ? u"down"_s : u"mark"_s;
            QTest::addRow("in a transaction, at statement %d", stop) << true << stop << QString();
            QTest::addRow("without, at statement %d", stop) << false << stop << way;
        }
    }
    void killedAtEachBoundary()
    {
        QFETCH(bool, transactional);
        QFETCH(int, stop);
        QFETCH(QString, way);
        MigrationFixture database(m_server);
        const Files source = files(transactional, stop);
        const QString folder = write(source);
        const QString uri = connection::toUri(database.connInfo());
        const auto holder = database.open(u"holder"_s);
        QVERIFY(holder->query({u"SELECT pg_advisory_lock(42)"_s, {}}).result());
        CtlProcess run(ctl(u"up"_s, folder, uri, {u"--lock-timeout"_s, u"0"_s}));
        killWhereItWaits(database, run);
        QVERIFY(holder->query({u"SELECT pg_advisory_unlock_all()"_s, {}}).result());

        const Entry entry = compare(parseSource(source), database.history()).front();
        if (transactional) {
            QCOMPARE(entry.state, State::Pending);
            QCOMPARE(tables(database), 0);
        } else {
            QCOMPARE(describe(entry), u"interrupted: %1 of 7 statements ran"_s.arg(stop - 1));
            QCOMPARE(tables(database), stop - 1);
            CtlProcess refused(ctl(u"up"_s, folder, uri));
            QCOMPARE(refused.wait(), 2);
            QVERIFY2(refused.err.contains("Resume it, roll it back"), refused.err.constData());
            CtlProcess status({u"migrate"_s, u"status"_s, u"-s"_s, folder, u"-d"_s, uri});
            QCOMPARE(status.wait(), 2);
            QVERIFY2(
                status.out.contains("interrupted: " + QByteArray::number(stop - 1) + " of 7 statements ran")
                    && status.out.contains("migrate resume 001") && status.out.contains("migrate mark 001"),
                status.out.constData());
        }
        if (!way.isEmpty())
            leave(database, parseSource(source), folder, way);
    }

private:
    void runAndCut(MigrationFixture &database, const Source &source, const test::CutPoint &cut)
    {
        connection::ConnInfo through = database.connInfo();
        const QString port = through.value(u"port"_s);
        const WireProxy proxy(through.value(u"host"_s) + u"/.s.PGSQL."_s + (port.isEmpty() ? u"5432"_s : port), cut);
        through.set(u"host"_s, u"127.0.0.1"_s);
        through.set(u"port"_s, QString::number(proxy.port()));
        through.set(u"sslmode"_s, u"disable"_s);
        through.set(u"gssencmode"_s, u"disable"_s);
        connection::Session session({.name = u"migrate"_s, .names = connection::Names::OfDatabase});
        QVERIFY(session.open(through).result());
        const auto report = run(session, database.dialect(), source, database.plan(source));
        QVERIFY(proxy.hasCut());
        QVERIFY2(report && report->failure, report ? "it went through" : qPrintable(describe(report.error())));
        QCOMPARE(report->failure->error.kind, ErrorKind::Connection);
        waitForEnd(database);
    }

    // Every way out ends with a history that agrees with the database.
    void leave(MigrationFixture &database, const Source &source, const QString &folder, const QString &way)
    {
        const QString uri = connection::toUri(database.connInfo());
        if (way == u"resume"_s) {
            CtlProcess resume(ctl(u"resume"_s, folder, uri));
            QVERIFY2(resume.wait() == 0, resume.err.constData());
            QCOMPARE(tables(database), Statements);
            QCOMPARE(database.states(source), QStringList{u"001 applied"_s});
            QCOMPARE(
                database.psql(u"SELECT string_agg(DISTINCT number::text, '' ORDER BY number::text) FROM "
                              "howdah.migration_statement WHERE finished_at IS NOT NULL AND sqlstate IS NULL"_s),
                u"1234567"_s);
        } else if (way == u"down"_s) {
            CtlProcess down(ctl(u"down"_s, folder, uri));
            QVERIFY2(down.wait() == 0, down.err.constData());
            QCOMPARE(tables(database), 0);
            QCOMPARE(database.states(source), QStringList{u"001 rolled-back"_s});
        } else {
            // By hand: what is missing is made, and the history is told.
            for (int number = tables(database) + 1; number <= Statements; ++number)
                QCOMPARE(database.psql(u"CREATE TABLE t%1 (x text)"_s.arg(number)), QString());
            CtlProcess mark(ctl(u"mark"_s, folder, uri, {u"001"_s, u"applied"_s, u"--note"_s, u"by hand"_s}));
            QVERIFY2(mark.wait() == 0, mark.err.constData());
            QCOMPARE(database.states(source), QStringList{u"001 applied"_s});
            QVERIFY(database.psql(u"SELECT note FROM howdah.migration_event WHERE kind = 'marked'"_s)
                        .contains(u"by hand"_s));
        }
        CtlProcess status({u"migrate"_s, u"status"_s, u"-s"_s, folder, u"-d"_s, uri});
        QCOMPARE(status.wait(), way == u"down"_s ? 1 : 0);
    }

private Q_SLOTS:
    // All seven have run; what is missing is the row that says so.
    void killedBehindTheLastStatement()
    {
        MigrationFixture database(m_server);
        const Files source = files(false, 0);
        const QString folder = write(source);
        const QString uri = connection::toUri(database.connInfo());
        // The server never hears the end; then the program is gone, and so is its session.
        test::FaultProxy proxy(database.connInfo());
        proxy.arm({.message = "> Parse", .containing = "SET state = 'applied'"}, test::Fault::Hang);
        CtlProcess run(ctl(u"up"_s, folder, connection::toUri(proxy.info()), {u"--lock-timeout"_s, u"0"_s}));
        QTRY_VERIFY_WITH_TIMEOUT(proxy.hasStruck(), 60000);
        run.kill();
        QVERIFY(
            database
                .psql(u"SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = "
                      "current_database() AND application_name LIKE 'howdah: migrate%'"_s)
                .toInt()
            > 0);
        waitForEnd(database);

        QCOMPARE(tables(database), Statements);
        const Entry entry = compare(parseSource(source), database.history()).back();
        QCOMPARE(describe(entry), u"interrupted: 7 of 7 statements ran"_s);
        leave(database, parseSource(source), folder, u"resume"_s);
    }

    // The line is cut around each statement: before it, behind it, before the COMMIT of its note and behind that.
    void cutOffAtEachBoundary_data()
    {
        QTest::addColumn<bool>("transactional");
        QTest::addColumn<int>("statement");
        QTest::addColumn<bool>("commit");
        QTest::addColumn<bool>("behind");
        QTest::addColumn<int>("ran"); // what the database must hold then
        for (int number = 1; number <= Statements; ++number) {
            QTest::addRow("in a transaction, before %d", number) << true << number << false << false << 0;
            QTest::addRow("in a transaction, behind %d", number) << true << number << false << true << 0;
            QTest::addRow("without, before %d", number) << false << number << false << false << number - 1;
            QTest::addRow("without, behind %d", number) << false << number << false << true << number - 1;
            QTest::addRow("without, before the note of %d", number) << false << number << true << false << number - 1;
            QTest::addRow("without, behind the note of %d", number) << false << number << true << true << number;
        }
        QTest::newRow("in a transaction, before the commit") << true << 1 << true << false << 0;
        QTest::newRow("in a transaction, behind the commit") << true << 1 << true << true << Statements;
    }
    void cutOffAtEachBoundary()
    {
        QFETCH(bool, transactional);
        QFETCH(int, statement);
        QFETCH(bool, commit);
        QFETCH(bool, behind);
        QFETCH(int, ran);
        MigrationFixture database(m_server);
        const Source source = parseSource(files(transactional, 0));
        runAndCut(database, source, {"CREATE TABLE t" + QByteArray::number(statement), commit, behind});

        const Entry entry = compare(source, database.history()).front();
        QCOMPARE(tables(database), ran);
        if (!transactional)
            QCOMPARE(describe(entry), u"interrupted: %1 of 7 statements ran"_s.arg(ran));
        else
            QCOMPARE(entry.state, ran == 0 ? State::Pending : State::Applied);
        // And from there it is brought to its end.
        const Request rest{.action = transactional ? Action::Run : Action::Resume};
        const auto report = database.run(source, rest);
        QVERIFY2(report && !report->failure, report ? "" : qPrintable(describe(report.error())));
        QCOMPARE(tables(database), Statements);
        QCOMPARE(database.states(source), QStringList{u"001 applied"_s});
    }

    // What cannot share a transaction with its note may have run; an index tells by itself.
    void anInvalidIndexIsFoundNamedAndMadeGood()
    {
        MigrationFixture database(m_server);
        const Files source = numbered(
            {{"-- howdah: transaction off\nCREATE TABLE t1 (x int);\nCREATE INDEX CONCURRENTLY i1 ON t1 (x);\n"
              "CREATE TABLE t2 ();\n",
              "DROP TABLE IF EXISTS t2; DROP TABLE IF EXISTS t1;"}});
        const QString folder = write(source);
        const QString uri = connection::toUri(database.connInfo());
        // A transaction that is older than the build holds it up.
        const auto older = database.open(u"older"_s);
        QVERIFY(older->query({u"BEGIN ISOLATION LEVEL REPEATABLE READ"_s, {}}).result());
        QVERIFY(older->query({u"SELECT pg_current_xact_id()"_s, {}}).result());
        CtlProcess run(ctl(u"up"_s, folder, uri, {u"--lock-timeout"_s, u"0"_s}));
        QTRY_COMPARE_WITH_TIMEOUT(
            database.psql(u"SELECT count(*) FROM pg_stat_progress_create_index WHERE phase LIKE 'waiting%'"_s), u"1"_s,
            60000);
        run.kill();
        QCOMPARE(
            database.psql(u"SELECT count(pg_terminate_backend(pid)) FROM pg_stat_progress_create_index"_s), u"1"_s);
        waitForEnd(database);
        QVERIFY(older->query({u"COMMIT"_s, {}}).result());

        CtlProcess status({u"migrate"_s, u"status"_s, u"-s"_s, folder, u"-d"_s, uri});
        QCOMPARE(status.wait(), 2);
        QVERIFY2(
            status.out.contains("interrupted: 1 of 3 statements ran; statement 2 may have run"),
            status.out.constData());
        QVERIFY2(status.out.contains("the index public.i1 on t1 is INVALID"), status.out.constData());
        CtlProcess resume(ctl(u"resume"_s, folder, uri));
        QVERIFY2(resume.wait() == 0, resume.err.constData());
        QVERIFY2(resume.err.contains("was dropped"), resume.err.constData());
        QCOMPARE(database.psql(u"SELECT indisvalid FROM pg_index WHERE indexrelid = 'i1'::regclass"_s), u"t"_s);
        QCOMPARE(database.states(parseSource(source)), QStringList{u"001 applied"_s});
    }
};

QTEST_GUILESS_MAIN(InterruptionTest)
#include "tst_interruption.moc"
