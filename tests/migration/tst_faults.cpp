// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ctlprocess.h"
#include "migrationfixture.h"
#include "support/faultproxy.h"

#include <QDir>
#include <QFileInfo>
#include <QScopeGuard>
#include <QTemporaryDir>
#include <QTest>

#include <sys/mount.h>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::migration;
using test::CtlProcess;
using test::MigrationFixture;
using test::numbered;

// What may happen to a run: it is killed, raced, or loses its server. Statements are held at a known place by an
// advisory lock (42) that the test holds, so nothing depends on time.
class FaultsTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;
    QTemporaryDir m_folder;

    QString write(const Files &files)
    {
        const QString folder = m_folder.filePath(u"source"_s);
        test::writeFolder(folder, files);
        return folder;
    }

    // Without a lock timeout: the test holds its lock for as long as it needs, under load for seconds.
    static QStringList up(const MigrationFixture &database, const QString &folder, const QStringList &more = {})
    {
        return up(database.connInfo(), folder, more);
    }
    static QStringList up(const connection::ConnInfo &target, const QString &folder, const QStringList &more = {})
    {
        return QStringList{u"migrate"_s, u"up"_s, u"--yes"_s, u"--lock-timeout"_s,      u"0"_s,
                           u"-s"_s,      folder,  u"-d"_s,    connection::toUri(target)}
             + more;
    }

    static QString isHeld()
    {
        return u"SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND objid = 42"_s;
    }
    static QString backends()
    {
        return u"SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'howdah: migrate'"_s;
    }

private Q_SLOTS:
    void killed_data()
    {
        QTest::addColumn<Files>("files");
        QTest::addColumn<QByteArray>(
            "unheard"); // what the server never hears of the second; empty: the run waits for the lock
        const QByteArray stop = "SELECT pg_advisory_lock(42); SELECT pg_advisory_unlock(42);";
        const std::pair<QByteArray, QByteArray> first{"CREATE TABLE a ();", "DROP TABLE a;"};
        const std::pair<QByteArray, QByteArray> last{"CREATE TABLE c ();", "DROP TABLE c;"};
        QTest::newRow("in the first statement")
            << numbered({first, {stop + "CREATE TABLE b ();", "DROP TABLE b;"}, last}) << QByteArray();
        QTest::newRow("after a statement")
            << numbered({first, {"CREATE TABLE b ();" + stop, "DROP TABLE b;"}, last}) << QByteArray();
        QTest::newRow("in the first migration")
            << numbered({{"CREATE TABLE a ();" + stop, ""}, {"CREATE TABLE b ();", ""}, last}) << QByteArray();
        const Files plain = numbered({first, {"CREATE TABLE b ();", "DROP TABLE b;"}, last});
        QTest::newRow("at the history row") << plain << QByteArray("INSERT INTO howdah.migration (");
        QTest::newRow("at the commit") << plain << QByteArray("COMMIT");
    }
    void killed()
    {
        QFETCH(Files, files);
        QFETCH(QByteArray, unheard);
        MigrationFixture database(m_server);
        const Source source = parseSource(files);
        test::FaultProxy proxy(database.connInfo());
        if (!unheard.isEmpty()) {
            QVERIFY(!database.run(source, {.to = Version::parse(u"1")})->failure);
            proxy.arm({.message = "> Parse", .containing = unheard}, test::Fault::Hang);
        }
        const auto holder = database.open(u"holder"_s);
        QVERIFY(holder->query({u"SELECT pg_advisory_lock(42)"_s, {}}).result());
        CtlProcess ctl(up(unheard.isEmpty() ? database.connInfo() : proxy.info(), write(files)));
        if (unheard.isEmpty())
            QTRY_COMPARE_WITH_TIMEOUT(database.psql(isHeld()), u"1"_s, 60000);
        else
            QTRY_VERIFY_WITH_TIMEOUT(proxy.hasStruck(), 60000);
        ctl.kill();
        QVERIFY(holder->query({u"SELECT pg_advisory_unlock(42)"_s, {}}).result());
        proxy.strike(test::Fault::Close); // what was behind the program is gone with it
        QTRY_COMPARE_WITH_TIMEOUT(database.psql(backends()), u"0"_s, 60000);

        // Whatever the server made of it: a table is there when, and only when, the history says so.
        const QString applied = database.psql(
            u"SELECT string_agg(version, ' ' ORDER BY sort_key) FROM howdah.migration WHERE state = 'applied'"_s);
        const QString tables =
            database.psql(u"SELECT string_agg(CASE relname WHEN 'a' THEN '001' WHEN 'b' THEN '002' ELSE '003' END, ' ' "
                          u"ORDER BY relname) "
                          "FROM pg_class WHERE relname IN ('a', 'b', 'c') AND relnamespace = 'public'::regnamespace"_s);
        QCOMPARE(tables, applied);
        QVERIFY(!database.history().holder);
        CtlProcess again(up(database, write(files)));
        QCOMPARE(again.wait(), 0);
        QCOMPARE(database.states(source), (QStringList{u"001 applied"_s, u"002 applied"_s, u"003 applied"_s}));
        QCOMPARE(
            database.psql(
                u"SELECT count(*), count(DISTINCT version) FROM howdah.migration_event WHERE kind = 'applied'"_s),
            u"3|3"_s);
    }

    void killedOutsideATransaction()
    {
        MigrationFixture database(m_server);
        const Files files = numbered(
            {{"-- howdah: transaction off\nCREATE TABLE a ();\nSELECT pg_advisory_lock(42);\nCREATE TABLE b ();",
              "DROP TABLE IF EXISTS b, a;"}});
        const Source source = parseSource(files);
        const auto holder = database.open(u"holder"_s);
        QVERIFY(holder->query({u"SELECT pg_advisory_lock(42)"_s, {}}).result());
        CtlProcess ctl(up(database, write(files)));
        QTRY_COMPARE_WITH_TIMEOUT(database.psql(isHeld()), u"1"_s, 60000);
        QCOMPARE(database.states(source), QStringList{u"001 running"_s});
        ctl.kill();
        QVERIFY(holder->query({u"SELECT pg_advisory_unlock(42)"_s, {}}).result());
        QTRY_COMPARE_WITH_TIMEOUT(database.psql(backends()), u"0"_s, 60000);
        const std::vector<Entry> entries = compare(source, database.history());
        QCOMPARE(entries[0].state, State::Interrupted);
        QCOMPARE(entries[0].record->statementsDone, 1);
        QCOMPARE(
            entries[0].record->statementsStarted, 1); // the second shared its transaction with the note: it is gone
        QCOMPARE(entries[0].record->statementsTotal, 3);
        QCOMPARE(database.psql(u"SELECT to_regclass('a') IS NOT NULL, to_regclass('b') IS NULL"_s), u"t|t"_s);
        CtlProcess refused(up(database, write(files)));
        QCOMPARE(refused.wait(), 2);
        QVERIFY2(refused.err.contains("1 of 3"), refused.err.constData());
        QVERIFY(!database.run(source, {.direction = Direction::Down})->failure);
        QCOMPARE(database.psql(u"SELECT to_regclass('a') IS NULL"_s), u"t"_s);
    }

    void killedWhileWaitingForTheLock()
    {
        MigrationFixture database(m_server);
        const Files files = numbered({{"CREATE TABLE a ();", ""}});
        const auto holder = database.open(u"holder"_s);
        QVERIFY(holder->query(database.dialect().tryLock()).result());
        CtlProcess ctl(up(database, write(files), {u"--wait"_s}));
        QTRY_VERIFY_WITH_TIMEOUT(ctl.readError().contains("Waiting for another migration run"), 60000);
        QTRY_COMPARE_WITH_TIMEOUT(database.psql(backends()), u"1"_s, 60000);
        ctl.kill();
        QVERIFY(holder->query(database.dialect().unlock()).result());
        QTRY_COMPARE_WITH_TIMEOUT(database.psql(backends()), u"0"_s, 60000);
        QCOMPARE(database.psql(u"SELECT to_regclass('a') IS NULL"_s), u"t"_s);
    }

    void twoAtOnceApplyNothingTwice()
    {
        MigrationFixture database(m_server);
        const Files files =
            numbered({{"CREATE TABLE a (); SELECT pg_advisory_xact_lock(42);", ""}, {"CREATE TABLE b ();", ""}});
        const QString folder = write(files);
        const auto holder = database.open(u"holder"_s);
        QVERIFY(holder->query({u"SELECT pg_advisory_lock(42)"_s, {}}).result());
        CtlProcess first(up(database, folder));
        QTRY_COMPARE_WITH_TIMEOUT(database.psql(isHeld()), u"1"_s, 60000);
        CtlProcess refused(up(database, folder, {u"--lock-wait"_s, u"0"_s}));
        QCOMPARE(refused.wait(), 2);
        QVERIFY2(refused.err.contains("howdah: migrate") && refused.err.contains("pid "), refused.err.constData());
        CtlProcess second(up(database, folder, {u"--wait"_s}));
        QTRY_VERIFY_WITH_TIMEOUT(second.readError().contains("Waiting for another migration run"), 60000);
        QTRY_COMPARE_WITH_TIMEOUT(database.psql(backends()), u"2"_s, 60000);
        QVERIFY(holder->query({u"SELECT pg_advisory_unlock(42)"_s, {}}).result());
        QCOMPARE(first.wait(), 0);
        QCOMPARE(second.wait(), 0);
        QCOMPARE(database.events(), (QStringList{u"applied 001"_s, u"applied 002"_s}));
    }

    void theServerGoesAwayDuringARun_data()
    {
        QTest::addColumn<bool>("crash");
        QTest::newRow("stopped") << false;
        QTest::newRow("killed") << true;
    }
    void theServerGoesAwayDuringARun()
    {
        QFETCH(bool, crash);
        MigrationFixture database(m_server);
        const Files files =
            numbered({{"CREATE TABLE a ();", ""}, {"CREATE TABLE b (); SELECT pg_advisory_xact_lock(42);", ""}});
        const Source source = parseSource(files);
        {
            const auto holder = database.open(u"holder"_s);
            QVERIFY(holder->query({u"SELECT pg_advisory_lock(42)"_s, {}}).result());
            CtlProcess ctl(up(database, write(files)));
            QTRY_COMPARE_WITH_TIMEOUT(database.psql(isHeld()), u"1"_s, 60000);
            crash ? m_server.kill() : m_server.stopServer();
            QCOMPARE(ctl.wait(), 69);
            QVERIFY2(ctl.err.contains("002-m.up.sql"), ctl.err.constData());
        }
        m_server.restart();
        database.reconnect();
        // After a crash the first, which did not wait for the disk, may be lost too: as a whole.
        const QString a = database.psql(u"SELECT to_regclass('public.a') IS NOT NULL"_s);
        const QStringList states = database.states(source);
        QCOMPARE(states[0], a == u"t"_s ? u"001 applied"_s : u"001 pending"_s);
        QCOMPARE(states[1], u"002 pending"_s);
        QCOMPARE(database.psql(u"SELECT to_regclass('public.b') IS NULL"_s), u"t"_s);
        QVERIFY(!database.run(source)->failure);
        QCOMPARE(database.states(source), (QStringList{u"001 applied"_s, u"002 applied"_s}));
    }

    // A small disk of its own for a tablespace: what does not fit fails alone, and the server lives on.
    void theDiskFillsUpDuringARun()
    {
        const QString disk = m_folder.filePath(u"disk"_s);
        QVERIFY(QDir().mkdir(disk));
        QFile::setPermissions(m_folder.path(), QFile::permissions(m_folder.path()) | QFile::ExeGroup | QFile::ExeOther);
        const QFileInfo cluster(m_server.psql(u"howdah"_s, u"SHOW data_directory"_s)->trimmed());
        const QByteArray options = "size=4m,mode=700,uid=" + QByteArray::number(cluster.ownerId())
                                 + ",gid=" + QByteArray::number(cluster.groupId());
        const QByteArray mounted = QFile::encodeName(disk);
        if (mount("tmpfs", mounted.constData(), "tmpfs", 0, options.constData()) != 0)
            QSKIP("a small disk cannot be mounted here (that takes root)");
        const auto away = qScopeGuard([&] { umount2(mounted.constData(), MNT_DETACH); });
        MigrationFixture database(m_server);
        QCOMPARE(database.psql(u"CREATE TABLESPACE small LOCATION '%1'"_s.arg(disk)), QString());
        const Files files = numbered(
            {{"CREATE TABLE a ();", ""},
             {"CREATE TABLE b ();\nCREATE TABLE c TABLESPACE small AS\nSELECT repeat('x', 1000) FROM "
              "generate_series(1, 50000);",
              ""}});
        CtlProcess full(up(database, write(files)));
        QCOMPARE(full.wait(), 2);
        QVERIFY2(full.err.contains("No space left on device"), full.err.constData());
        QVERIFY2(full.err.contains("002-m.up.sql:2"), full.err.constData());
        QCOMPARE(database.states(parseSource(files)), (QStringList{u"001 applied"_s, u"002 failed"_s}));
        QCOMPARE(database.psql(u"SELECT to_regclass('b') IS NULL, to_regclass('c') IS NULL"_s), u"t|t"_s);
        // With room it goes on from there.
        QCOMPARE(mount("tmpfs", mounted.constData(), "tmpfs", MS_REMOUNT, "size=200m"), 0);
        CtlProcess again(up(database, write(files)));
        QVERIFY2(again.wait() == 0, again.err.constData());
        QCOMPARE(database.psql(u"SELECT count(*) FROM c"_s), u"50000"_s);
        QCOMPARE(database.psql(u"DROP TABLE c; DROP TABLESPACE small"_s), QString());
    }

    void aServerThatIsNotThereIsSaidSo()
    {
        const QString folder = write(numbered({{"SELECT 1;", ""}}));
        CtlProcess ctl(
            {u"migrate"_s, u"status"_s, u"-s"_s, folder, u"-d"_s, u"postgresql://me:verysecret@/x?host=/nowhere"_s});
        QCOMPARE(ctl.wait(), 69);
        QVERIFY(!ctl.err.isEmpty());
        QVERIFY(!ctl.err.contains("verysecret") && !ctl.out.contains("verysecret"));
    }

    void aUserWhoMayOnlyReadIsToldSo()
    {
        MigrationFixture database(m_server);
        const QString name = u"reader_of_"_s + database.name();
        const connection::ConnInfo reader = m_server.createRole(name, u"pw"_s, database.name());
        const auto ctlAs = [&](const QString &command, const Files &files) {
            QStringList words{u"migrate"_s, command, u"-s"_s, write(files), u"-d"_s, connection::toUri(reader)};
            if (command == "up"_L1)
                words << u"--yes"_s;
            // A password makes libpq use OpenSSL in the session's thread. At the end of the program its memory of
            // threads is freed or not, as the thread ends before or after OpenSSL itself, which the leak sanitizer
            // would report.
            auto ctl =
                std::make_unique<CtlProcess>(words, QStringList{u"PGPASSWORD=pw"_s, u"ASAN_OPTIONS=detect_leaks=0"_s});
            ctl->wait();
            return ctl;
        };
        const Files files = numbered({{"CREATE TABLE a ();", ""}});
        auto denied = ctlAs(u"up"_s, files);
        QCOMPARE(denied->process().exitCode(), 2);
        QVERIFY2(denied->err.contains("permission denied"), denied->err.constData());
        QVERIFY2(denied->err.contains("history tables cannot be created"), denied->err.constData());
        // One who sees the history but may not write it.
        QVERIFY(!database.run(parseSource(files))->failure);
        QCOMPARE(
            database.psql(
                u"GRANT USAGE ON SCHEMA howdah TO %1; GRANT SELECT ON ALL TABLES IN SCHEMA howdah TO %1"_s.arg(name)),
            QString());
        const Files more = numbered({{"CREATE TABLE a ();", ""}, {"SELECT 1;", ""}});
        denied = ctlAs(u"up"_s, more);
        QCOMPARE(denied->process().exitCode(), 2);
        QVERIFY2(denied->err.contains("permission denied"), denied->err.constData());
        QCOMPARE(ctlAs(u"status"_s, more)->process().exitCode(), 1);
        QCOMPARE(database.events(), QStringList{u"applied 001"_s});
        QCOMPARE(database.psql(u"DROP OWNED BY %1; DROP ROLE %1"_s.arg(name)), QString());
    }
};

QTEST_GUILESS_MAIN(FaultsTest)
#include "tst_faults.moc"
