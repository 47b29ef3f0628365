// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// What a run says of the disk, and what it waits for.
#include "connection/auditlog.h"
#include "ctlprocess.h"
#include "migrationfixture.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>

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
        connection::observeStatements(
            [recorder](std::span<const connection::StatementEvent> events) { recorder->take(events); });
        DiskRecorder seen;
        seen.onThird = [this] { m_server.kill(); };
        const auto report = database.run(parseSource(three("SELECT pg_sleep(600)")), {}, &seen);
        connection::observeStatements({});
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
            if (entry.outcome == AuditEntry::Outcome::Committed && entry.text.contains("Durable with the end"_L1))
                committed.prepend(entry.transaction);
            if (entry.outcome == AuditEntry::Outcome::Unknown && entry.text.contains("known to be on the disk"_L1))
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
        connection::observeStatements(
            [recorder](std::span<const connection::StatementEvent> events) { recorder->take(events); });
        QVERIFY(!database.run(parseSource(three()))->failure);
        // The line is lost afterwards.
        auto asked = database.session().query({u"UPDATE a SET current_setting = pg_sleep(600)::text"_s, {}});
        QTRY_COMPARE(
            database.psql(u"SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'UPDATE a%' AND state = 'active'"_s),
            u"1"_s);
        m_server.kill();
        QVERIFY(!asked.result());
        connection::observeStatements({});
        m_server.restart();
        const auto entries = connection::readAudit(folder.filePath(u"audit"_s));
        QVERIFY(entries);
        for (const AuditEntry &entry : *entries)
            QVERIFY2(!entry.text.contains("known to be on the disk"_L1), qPrintable(entry.text));
    }

    void theCommandSaysSo()
    {
        MigrationFixture database(m_server);
        QTemporaryDir folder;
        test::writeFolder(folder.path(), three());
        const QString uri = connection::toUri(database.connInfo());
        CtlProcess up({u"migrate"_s, u"up"_s, u"--yes"_s, u"-s"_s, folder.path(), u"-d"_s, uri});
        QCOMPARE(up.wait(), 0);
        QCOMPARE(up.err.count(", durable with the end of the run\n"), 2);
        QCOMPARE(up.err.count("all of that is durable now\n"), 1);
        QVERIFY(up.err.indexOf("all of that") > up.err.indexOf("applied 003-m"));
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
