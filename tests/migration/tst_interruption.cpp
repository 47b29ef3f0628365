// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ctlprocess.h"
#include "migration/operations.h"
#include "migrationfixture.h"
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
        CtlProcess run(ctl(u"up"_s, folder, uri));
        QTRY_COMPARE_WITH_TIMEOUT(
            database.psql(
                u"SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND objid = 42"_s),
            u"1"_s, 60000);
        run.kill();
        // The server goes on with the statement when it gets the lock, and finds out at its end that nobody is there.
        QVERIFY(holder
                    ->query(
                        {u"SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND NOT "
                         "granted AND objid = 42"_s,
                         {}})
                    .result());
        waitForEnd(database);
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
    // The line is cut behind the n-th message of the client, for every n until a whole run goes by.
    void cutOffAfterEachMessage_data()
    {
        QTest::addColumn<bool>("transactional");
        QTest::newRow("in a transaction") << true;
        QTest::newRow("without") << false;
    }
    void cutOffAfterEachMessage()
    {
        QFETCH(bool, transactional);
        const Files source = files(transactional, 0);
        const Source parsed = parseSource(source);
        const QString folder = write(source);
        bool whole = false;
        for (int cut = 12; !whole; cut += transactional ? 5 : 13) {
            MigrationFixture database(m_server);
            const connection::ConnInfo direct = database.connInfo();
            const WireProxy proxy(
                direct.value(u"host"_s) + u"/.s.PGSQL."_s
                    + (direct.value(u"port"_s).isEmpty() ? u"5432"_s : direct.value(u"port"_s)),
                cut);
            connection::ConnInfo through = direct;
            through.set(u"host"_s, u"127.0.0.1"_s);
            through.set(u"port"_s, QString::number(proxy.port()));
            through.set(u"sslmode"_s, u"disable"_s);
            through.set(u"gssencmode"_s, u"disable"_s);
            CtlProcess run(ctl(u"up"_s, folder, connection::toUri(through)));
            const int code = run.wait();
            whole = !proxy.hasCut();
            // Behind the last commit nothing is lost any more.
            const QStringList applied{u"001 applied"_s};
            QVERIFY2(code == 69 || (code == 0 && database.states(parsed) == applied), run.err.constData());
            waitForEnd(database);

            const Entry entry = compare(parsed, database.history()).front();
            const int there = tables(database);
            const QByteArray place = "cut after message " + QByteArray::number(cut) + ": " + describe(entry).toUtf8()
                                   + ", tables: " + QByteArray::number(there);
            if (entry.state == State::Applied)
                QVERIFY2(there == Statements, place.constData());
            else if (entry.state == State::Interrupted)
                QVERIFY2(!transactional && there == entry.record->statementsDone, place.constData());
            else
                QVERIFY2(entry.state == State::Pending && there == 0, place.constData());
            // And from there it can be brought to its end.
            const bool cutShort = entry.state == State::Interrupted;
            CtlProcess rest(ctl(cutShort ? u"resume"_s : u"up"_s, folder, connection::toUri(direct)));
            QVERIFY2(rest.wait() == 0, (place + rest.err).constData());
            QCOMPARE(tables(database), Statements);
            QCOMPARE(database.states(parsed), QStringList{u"001 applied"_s});
        }
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
        CtlProcess run(ctl(u"up"_s, folder, uri));
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
