// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// What a run says of the disk, and what it waits for.
#include "connection/audit/auditlog.h"
#include "connection/audit/auditentry.h"
#include "connection/audit/auditrecorder.h"
#include "connection/audit/auditreader.h"
#include "ctlprocess.h"
#include "migrationfixture.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>

#include <csignal>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::migration;
using connection::AuditEntry;
using test::CtlProcess;
using test::MigrationFixture;
using test::numbered;

namespace {

class DiskRecorder final : public RunObserver
{
public:
    QStringList lines;
    std::function<void()> onThird;

    void stepStarted(size_t index, const Step &) override
    {
        if (index == 2 && onThird)
            std::exchange(onThird, {})();
    }
    void stepFinished(size_t, const StepReport &step) override
    {
        lines << step.version.text() + (step.durable ? u" durable"_s : u" later"_s);
    }
    void stepsFlushed() override { lines << u"flushed"_s; }
};

const QByteArray Setting = "SELECT current_setting('synchronous_commit')";

Files three(const QByteArray &last = "CREATE TABLE c AS " + Setting)
{
    return numbered(
        {{"CREATE TABLE a AS " + Setting, "DROP TABLE a"},
         {"CREATE TABLE b AS " + Setting, "DROP TABLE b"},
         {last, ""}});
}

QList<bool> durable(const RunReport &report)
{
    QList<bool> flags;
    for (const StepReport &step : report.steps)
        flags << step.durable;
    return flags;
}

} // namespace

class DurabilityTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;

private Q_SLOTS:
    void aRunWaitsForTheDiskOnce()
    {
        MigrationFixture database(m_server);
        DiskRecorder seen;
        const auto report = database.run(parseSource(three()), {}, &seen);
        QVERIFY(report && !report->failure);
        QCOMPARE(seen.lines, (QStringList{u"001 later"_s, u"002 later"_s, u"003 durable"_s}));
        QCOMPARE(durable(*report), (QList<bool>{true, true, true}));
        QCOMPARE(database.psql(u"SELECT * FROM a UNION ALL SELECT * FROM b"_s), u"off\noff"_s);
    }

    void orAfterEachMigration()
    {
        MigrationFixture database(m_server);
        QVERIFY(m_server.psql(u"postgres"_s, u"ALTER DATABASE %1 SET synchronous_commit = off"_s.arg(database.name())));
        database.reconnect();
        RunOptions options;
        options.durable = true;
        DiskRecorder seen;
        const auto report = database.run(parseSource(three()), {}, &seen, {}, options);
        QVERIFY(report && !report->failure);
        QCOMPARE(seen.lines, (QStringList{u"001 durable"_s, u"002 durable"_s, u"003 durable"_s}));
        QCOMPARE(
            database.psql(u"SELECT * FROM a UNION ALL SELECT * FROM b UNION ALL SELECT * FROM c"_s), u"on\non\non"_s);
    }

    void allInOneTransactionAreDurableWithItsEnd()
    {
        MigrationFixture database(m_server);
        DiskRecorder seen;
        const auto report = database.run(parseSource(three()), {.singleTransaction = true}, &seen);
        QVERIFY(report && !report->failure);
        QCOMPARE(seen.lines, (QStringList{u"001 later"_s, u"002 later"_s, u"003 later"_s, u"flushed"_s}));
        QCOMPARE(durable(*report), (QList<bool>{true, true, true}));
    }

    void whatWentBeforeAFailureIsBroughtToTheDisk()
    {
        MigrationFixture database(m_server);
        DiskRecorder seen;
        const auto report = database.run(parseSource(three("SELECT 1 / 0")), {}, &seen);
        QVERIFY(report && report->failure);
        QCOMPARE(seen.lines, (QStringList{u"001 later"_s, u"002 later"_s, u"flushed"_s}));
        QCOMPARE(durable(*report), (QList<bool>{true, true}));
    }

    // What was noted as committed is taken back in the log, as a server that crashes takes it back.
    void aCrashIsToldAndNoted()
    {
        QTemporaryDir folder;
        const auto log = std::make_shared<connection::AuditLog>(folder.filePath(u"audit"_s));
        const auto recorder = std::make_shared<connection::AuditRecorder>(log);
        MigrationFixture database(m_server);
        database.context().observeStatements(
            [recorder](std::span<const connection::StatementEvent> events) { recorder->take(events); });
        DiskRecorder seen;
        seen.onThird = [this] { m_server.kill(); };
        const auto report = database.run(parseSource(three("SELECT pg_sleep(600)")), {}, &seen);
        database.context().observeStatements({});
        m_server.restart();
        QVERIFY(report && report->failure);
        QCOMPARE(report->failure->error.kind, ErrorKind::Connection);
        QCOMPARE(durable(*report), (QList<bool>{false, false}));
        QCOMPARE(seen.lines, (QStringList{u"001 later"_s, u"002 later"_s}));
        auto entries = connection::readAudit(folder.filePath(u"audit"_s));
        QVERIFY(entries);
        QList<qint64> committed;
        QList<qint64> takenBack;
        for (const AuditEntry &entry : *entries) { // the newest first
            if (entry.kind != AuditEntry::Kind::End)
                continue;
            if (entry.outcome == AuditEntry::Outcome::Committed && entry.text.contains("Durable at the end"_L1))
                committed.prepend(entry.transaction);
            if (entry.outcome == AuditEntry::Outcome::Unknown && entry.text.contains("known to be on disk"_L1))
                takenBack.prepend(entry.transaction);
        }
        QCOMPARE(committed.size(), 2);
        QCOMPARE(takenBack, committed);
    }

    void theLogOfARunThatEndedSaysNoMore()
    {
        QTemporaryDir folder;
        const auto log = std::make_shared<connection::AuditLog>(folder.filePath(u"audit"_s));
        const auto recorder = std::make_shared<connection::AuditRecorder>(log);
        MigrationFixture database(m_server);
        database.context().observeStatements(
            [recorder](std::span<const connection::StatementEvent> events) { recorder->take(events); });
        QVERIFY(!database.run(parseSource(three()))->failure);
        // The line is lost afterwards.
        auto asked = database.session().query({u"UPDATE a SET current_setting = pg_sleep(600)::text"_s, {}});
        QTRY_COMPARE(
            database.psql(u"SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'UPDATE a%' AND state = 'active'"_s),
            u"1"_s);
        m_server.kill();
        QVERIFY(!asked.result());
        database.context().observeStatements({});
        m_server.restart();
        const auto entries = connection::readAudit(folder.filePath(u"audit"_s));
        QVERIFY(entries);
        for (const AuditEntry &entry : *entries)
            QVERIFY2(!entry.text.contains("known to be on disk"_L1), qPrintable(entry.text));
    }

    // In production each step waits, unless it is told not to; elsewhere none does.
    void productionWaitsForTheDisk()
    {
        QTemporaryDir folder;
        test::writeFolder(folder.filePath(u"pack"_s), three());
        const QStringList data{
            u"HOWDAH_DATA_DIR="_s + folder.filePath(u"data"_s), u"XDG_CONFIG_HOME="_s + folder.filePath(u"config"_s)};
        const auto seen = [&](const QString &environment, const QStringList &more) {
            MigrationFixture database(m_server);
            const QString profile = u"p"_s + database.name();
            CtlProcess add(
                {u"profiles"_s, u"add"_s, profile, u"-d"_s, connection::toUri(database.connInfo()), u"--set"_s,
                 u"environment="_s + environment},
                data);
            if (add.wait() != 0)
                return QString::fromUtf8(add.err);
            CtlProcess up(
                QStringList{
                    u"migrate"_s, u"up"_s, u"--yes"_s, u"--json"_s, u"-s"_s, folder.filePath(u"pack"_s), u"-d"_s,
                    profile}
                    + more,
                data);
            if (up.wait() != 0)
                return QString::fromUtf8(up.err);
            return database.psql(u"SELECT * FROM a UNION ALL SELECT * FROM b"_s).replace(u'\n', u' ');
        };
        const QStringList unlock{u"--unlock"_s, u"ticket 7"_s};
        QCOMPARE(seen(u"production"_s, unlock), u"on on"_s);
        QCOMPARE(seen(u"production"_s, unlock + QStringList{u"--no-durable"_s}), u"off off"_s);
        QCOMPARE(seen(u"development"_s, {}), u"off off"_s);
        QCOMPARE(seen(u"development"_s, {u"--durable"_s}), u"on on"_s);
    }

    void whatACrashTakesBackIsCorrectedInTheLog_data()
    {
        QTest::addColumn<bool>("down");
        QTest::addColumn<bool>("programToo"); // it ends before the server, and cannot note that the line is lost
        QTest::newRow("up") << false << false;
        QTest::newRow("up, and the program is killed") << false << true;
        QTest::newRow("down") << true << false;
        QTest::newRow("down, and the program is killed") << true << true;
    }
    // The next look at the history finds it, once.
    void whatACrashTakesBackIsCorrectedInTheLog()
    {
        QFETCH(bool, down);
        QFETCH(bool, programToo);
        MigrationFixture database(m_server);
        QTemporaryDir folder;
        const QString pack = folder.filePath(u"pack"_s);
        const QByteArray sleep = "SELECT pg_sleep(600)";
        test::writeFolder(
            pack, numbered(
                      {{"CREATE TABLE a ()", down ? sleep : "DROP TABLE a"},
                       // A commit that removes files waits for the disk by itself, so it is a view that goes.
                       {"CREATE VIEW b AS SELECT 1", "DROP VIEW b"},
                       {down ? "CREATE VIEW c AS SELECT 1" : sleep, "DROP VIEW c"}}));
        const QStringList data{u"HOWDAH_DATA_DIR="_s + folder.filePath(u"data"_s)};
        const auto words = [&](const QStringList &what) {
            return QStringList{u"migrate"_s} + what
                 + QStringList{u"-s"_s, pack, u"-d"_s, connection::toUri(database.connInfo())};
        };
        if (down) {
            CtlProcess up(words({u"up"_s, u"--yes"_s}), data);
            QCOMPARE(up.wait(), 0);
        }
        // Nobody brings the server's log to the disk but who commits.
        const auto writer =
            pid_t(database.psql(u"SELECT pid FROM pg_stat_activity WHERE backend_type = 'walwriter'"_s).toLongLong());
        QVERIFY(writer > 0 && kill(writer, SIGSTOP) == 0);
        CtlProcess run(
            words(
                down ? QStringList{u"down"_s, u"--all"_s, u"--yes"_s, u"--json"_s}
                     : QStringList{u"up"_s, u"--yes"_s, u"--json"_s}),
            data);
        QTRY_COMPARE_WITH_TIMEOUT(
            database.psql(u"SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'"_s), u"1"_s, 60'000);
        if (programToo)
            run.kill();
        m_server.kill();
        QCOMPARE(kill(writer, SIGKILL), 0);
        if (!programToo) {
            QVERIFY(run.wait() != 0);
            const QJsonArray steps = QJsonDocument::fromJson(run.out)[u"steps"_s].toArray();
            QVERIFY2(!steps.isEmpty(), run.out.constData());
            for (const QJsonValue step : steps)
                QCOMPARE(step[u"durable"_s].toBool(), false);
        }
        m_server.restart();
        const QString lost = down ? u"SELECT to_regclass('c') IS NOT NULL AND to_regclass('b') IS NOT NULL"_s
                                  : u"SELECT to_regclass('a') IS NULL AND to_regclass('b') IS NULL"_s;
        QCOMPARE(database.psql(lost), u"t"_s);
        CtlProcess first(words({u"status"_s}), data);
        first.wait();
        const QByteArrayList reported = down
                                          ? QByteArrayList{"rollback of 003-m was on disk", "rollback of 002-m was on"}
                                          : QByteArrayList{"before 001-m was on disk", "before 002-m was on disk"};
        for (const QByteArray &one : reported)
            QVERIFY2(first.err.contains(one), first.err.constData());
        QCOMPARE(first.err.count("The server crashed before"), 2);
        CtlProcess second(words({u"status"_s}), data);
        second.wait();
        QVERIFY2(!second.err.contains("server crashed"), second.err.constData());
        const auto entries =
            connection::readAudit(folder.filePath(u"data/audit"_s), {.text = u"Correction of entry"_s});
        QVERIFY(entries);
        QCOMPARE(entries->size(), 2u);
        for (const AuditEntry &entry : *entries) {
            QCOMPARE(entry.outcome, AuditEntry::Outcome::RolledBack);
            const qint64 line = entry.text.section(u' ', 3, 3).chopped(1).toLongLong();
            const auto all = connection::readAudit(folder.filePath(u"data/audit"_s), {.before = line + 1, .limit = 1});
            QVERIFY(all && all->size() == 1);
            QCOMPARE(all->front().outcome, AuditEntry::Outcome::Committed); // what it corrects
        }
        QVERIFY(connection::verifyAudit(folder.filePath(u"data/audit"_s))->isWhole());
    }

    // The program is killed, the server is not: what it has committed comes to the disk without it.
    void whatIsThereIsNotCorrected()
    {
        MigrationFixture database(m_server);
        QTemporaryDir folder;
        test::writeFolder(folder.filePath(u"pack"_s), three("SELECT pg_sleep(600)"));
        const QStringList data{u"HOWDAH_DATA_DIR="_s + folder.filePath(u"data"_s)};
        const QStringList where{u"-s"_s, folder.filePath(u"pack"_s), u"-d"_s, connection::toUri(database.connInfo())};
        CtlProcess run(QStringList{u"migrate"_s, u"up"_s, u"--yes"_s} + where, data);
        QTRY_COMPARE_WITH_TIMEOUT(
            database.psql(u"SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'"_s), u"1"_s, 60'000);
        const QDir audit(folder.filePath(u"data/audit"_s));
        QCOMPARE(audit.entryList({u"late-*"_s}).size(), 1);
        run.kill();
        CtlProcess status(QStringList{u"migrate"_s, u"status"_s} + where, data);
        status.wait();
        QVERIFY2(!status.err.contains("crashed"), status.err.constData());
        QCOMPARE(audit.entryList({u"late-*"_s}).size(), 0);
        const auto entries = connection::readAudit(audit.path(), {.text = u"Correction of entry"_s});
        QVERIFY(entries && entries->empty());
        QVERIFY(m_server.psql(
            u"postgres"_s, u"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event = 'PgSleep'"_s));
    }

    // A run that ends well leaves nothing to look for.
    void aRunThatEndedLeavesNothing()
    {
        MigrationFixture database(m_server);
        QTemporaryDir folder;
        test::writeFolder(folder.filePath(u"pack"_s), three());
        CtlProcess run(
            {u"migrate"_s, u"up"_s, u"--yes"_s, u"-s"_s, folder.filePath(u"pack"_s), u"-d"_s,
             connection::toUri(database.connInfo())},
            {u"HOWDAH_DATA_DIR="_s + folder.filePath(u"data"_s)});
        QCOMPARE(run.wait(), 0);
        QCOMPARE(QDir(folder.filePath(u"data/audit"_s)).entryList({u"late-*"_s}).size(), 0);
    }

    void theCommandSaysSo()
    {
        MigrationFixture database(m_server);
        QTemporaryDir folder;
        test::writeFolder(folder.path(), three());
        const QString uri = connection::toUri(database.connInfo());
        CtlProcess up({u"migrate"_s, u"up"_s, u"--yes"_s, u"-s"_s, folder.path(), u"-d"_s, uri});
        QCOMPARE(up.wait(), 0);
        QCOMPARE(up.err.count(", durable at the end of the run\n"), 2);
        QCOMPARE(up.err.count("all of it is durable now\n"), 1);
        QVERIFY(up.err.indexOf("all of it") > up.err.indexOf("applied 003-m"));
        test::writeFolder(folder.path(), numbered({{"CREATE TABLE x ()", "DROP TABLE x"}, {"CREATE TABLE y ()", ""}}));
        MigrationFixture other(m_server);
        CtlProcess each(
            {u"migrate"_s, u"up"_s, u"--yes"_s, u"--durable"_s, u"--json"_s, u"-s"_s, folder.path(), u"-d"_s,
             connection::toUri(other.connInfo())});
        QCOMPARE(each.wait(), 0);
        QVERIFY(!each.err.contains("durable with the end"));
        for (const QJsonValue step : QJsonDocument::fromJson(each.out)[u"steps"_s].toArray())
            QCOMPARE(step[u"durable"_s].toBool(), true);
    }
};

QTEST_GUILESS_MAIN(DurabilityTest)
#include "tst_durability.moc"
