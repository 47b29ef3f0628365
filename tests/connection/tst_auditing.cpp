// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/audit/auditlog.h"
#include "connection/audit/auditentry.h"
#include "connection/audit/auditrecorder.h"
#include "connection/audit/auditreader.h"
#include "connection/session/guard.h"
#include "connection/session/session.h"
#include "connection/session/sessioncontext.h"
#include "support/testserver.h"

#include <QTemporaryDir>
#include <QTest>

#include <ranges>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::connection;

using Outcome = AuditEntry::Outcome;

// What sessions do on a real server, as the audit log has it; the server's own log of statements is the judge.
class AuditingTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;
    QString m_database;
    const std::shared_ptr<SessionContext> m_context = std::make_shared<SessionContext>();
    std::unique_ptr<QTemporaryDir> m_folder;
    std::shared_ptr<AuditRecorder> m_recorder;
    QStringList m_failures;

    [[nodiscard]] ConnInfo place() const
    {
        ConnInfo info = m_server.connInfo(m_database);
        info.context = m_context;
        return info;
    }
    [[nodiscard]] std::unique_ptr<Session> open(const ConnInfo &target, const SessionOptions &options = {}) const
    {
        auto session = std::make_unique<Session>(options);
        const auto opened = session->open(target).result();
        return opened ? std::move(session) : nullptr;
    }
    [[nodiscard]] std::unique_ptr<Session> open() const
    {
        return open(place(), {.name = u"editing"_s, .names = Names::OfDatabase});
    }
    static bool run(Session &session, const QString &sql, std::vector<std::optional<QByteArray>> parameters = {})
    {
        return session.query({sql, std::move(parameters)}).result().has_value();
    }

    // "done UPDATE 1 | UPDATE t ...", the oldest first.
    [[nodiscard]] QStringList noted() const
    {
        QStringList lines;
        for (const AuditEntry &entry : *readAudit(m_folder->path()) | std::views::reverse) {
            QString line = auditOutcomeName(entry.outcome);
            if (!entry.command.isEmpty())
                line += u' ' + entry.command;
            if (!entry.sqlState.isEmpty())
                line += u' ' + entry.sqlState;
            lines << line + (entry.sql.isEmpty() ? QString() : u" | "_s + entry.sql);
        }
        return lines;
    }

    // Sends these at once; what was noted when statement `index` was answered.
    [[nodiscard]] QStringList notedAfter(qsizetype index, const QStringList &statements) const
    {
        std::vector<Statement> all;
        for (const QString &sql : statements)
            all.push_back({sql, {}});
        QStringList meanwhile{u"never answered"_s};
        (void)open()
            ->pipeline(
                std::move(all),
                [&](qsizetype at, const Answer &) {
                    if (at == index)
                        meanwhile = noted();
                })
            .result();
        return meanwhile;
    }

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_database = m_server.createDatabase(u"audit"_s);
        QVERIFY(m_server.psql(m_database, u"CREATE TABLE t (id int PRIMARY KEY, note text)"_s));
        m_failures.clear();
        m_recorder = std::make_shared<AuditRecorder>(
            std::make_shared<AuditLog>(m_folder->path()), [this](const Error &error) { m_failures << error.message; });
        m_context->observeStatements(
            [recorder = m_recorder](std::span<const StatementEvent> events) { recorder->take(events); });
    }
    void cleanup()
    {
        m_context->observeStatements({});
        QVERIFY(verifyAudit(m_folder->path())->isWhole());
    }

    void whatChangesIsNotedAndWhatReadsIsNot()
    {
        const auto session = open();
        QVERIFY(run(*session, u"INSERT INTO t VALUES ($1, $2), (2, 'b')"_s, {QByteArray("1"), std::nullopt}));
        QVERIFY(run(*session, u"SELECT * FROM t"_s));
        QVERIFY(!run(*session, u"INSERT INTO t VALUES (1, 'again')"_s));
        QVERIFY(run(*session, u"DELETE FROM t"_s));
        QCOMPARE(
            noted(), (QStringList{
                         u"done INSERT 0 2 | INSERT INTO t VALUES ($1, $2), (2, 'b')"_s,
                         u"failed 23505 | INSERT INTO t VALUES (1, 'again')"_s, u"done DELETE 2 | DELETE FROM t"_s}));
        const AuditEntry first = readAudit(m_folder->path())->back();
        QCOMPARE(first.parameters, (std::vector<std::optional<QString>>{u"1"_s, std::nullopt}));
        QCOMPARE(first.rows, 2);
        QVERIFY(first.milliseconds > 0);
        QCOMPARE(first.session, u"editing"_s);
        QVERIFY(first.target.contains(m_database));
        QVERIFY(first.backendPid > 0);
    }

    void theEndOfATransactionIsNoted()
    {
        const auto session = open();
        for (const QString &sql :
             {u"BEGIN"_s, u"INSERT INTO t VALUES (1)"_s, u"COMMIT"_s, u"BEGIN"_s, u"DELETE FROM t"_s, u"ROLLBACK"_s,
              u"BEGIN"_s, u"SELECT * FROM t"_s, u"COMMIT"_s})
            QVERIFY(run(*session, sql));
        // A COMMIT of what has failed is a rollback.
        QVERIFY(run(*session, u"BEGIN"_s));
        QVERIFY(run(*session, u"UPDATE t SET note = 'x'"_s));
        QVERIFY(!run(*session, u"SELECT 1 / 0"_s));
        (void)run(*session, u"COMMIT"_s);
        const QStringList lines = noted();
        QCOMPARE(
            lines, (QStringList{
                       u"done INSERT 0 1 | INSERT INTO t VALUES (1)"_s, u"committed COMMIT"_s,
                       u"done DELETE 1 | DELETE FROM t"_s, u"rolled-back ROLLBACK"_s,
                       u"done UPDATE 1 | UPDATE t SET note = 'x'"_s, u"rolled-back ROLLBACK"_s}));
        const auto entries = *readAudit(m_folder->path());
        QCOMPARE(entries[4].transaction, entries[5].transaction); // the statement and its end
        QVERIFY(entries[3].transaction != entries[5].transaction);
    }

    void whatAReadOnlyTransactionCallsIsNotNoted()
    {
        QVERIFY(m_server.psql(m_database, u"CREATE FUNCTION own() RETURNS int LANGUAGE sql AS 'SELECT 1'"_s));
        const auto session = open();
        QVERIFY(run(*session, u"SELECT own()"_s)); // who knows what it does
        for (const QString &sql :
             {u"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"_s, u"SELECT own()"_s, u"COMMIT"_s})
            QVERIFY(run(*session, sql));
        QCOMPARE(noted(), QStringList{u"done SELECT 1 | SELECT own()"_s});
    }

    void aBatchThatFailsIsUndoneAsAWhole()
    {
        const auto session = open();
        const auto done = session
                              ->pipeline(
                                  {{u"INSERT INTO t VALUES (1)"_s, {}},
                                   {u"INSERT INTO t VALUES (1)"_s, {}},
                                   {u"INSERT INTO t VALUES (2)"_s, {}}})
                              .result();
        QVERIFY(done && done->error);
        QCOMPARE(
            noted(),
            (QStringList{
                u"undone INSERT 0 1 | INSERT INTO t VALUES (1)"_s, u"failed 23505 | INSERT INTO t VALUES (1)"_s}));
        QCOMPARE(m_server.psql(m_database, u"SELECT count(*) FROM t"_s)->trimmed(), u"0"_s);
    }

    // Its lines cost no time while the server is at work; and a program that is killed meanwhile has left them.
    void aBlockIsNotedWhileTheServerIsBusyWithItsRest()
    {
        const QString inserted = u"done INSERT 0 1 | INSERT INTO t VALUES (1)"_s;
        const QStringList meanwhile =
            notedAfter(2, {u"BEGIN"_s, u"INSERT INTO t VALUES (1)"_s, u"SELECT pg_sleep(0.3)"_s, u"COMMIT"_s});
        QCOMPARE(meanwhile, QStringList{inserted});
        QCOMPARE(noted(), (QStringList{inserted, u"committed COMMIT"_s}));
    }

    // Without a block what was answered may still go with what fails behind it.
    void withoutABlockNothingIsNotedBeforeTheEnd()
    {
        const QStringList meanwhile =
            notedAfter(1, {u"INSERT INTO t VALUES (1)"_s, u"SELECT pg_sleep(0.3)"_s, u"INSERT INTO t VALUES (1)"_s});
        QCOMPARE(meanwhile, QStringList());
        QCOMPARE(noted().front(), u"undone INSERT 0 1 | INSERT INTO t VALUES (1)"_s);
    }

    // A constraint that is looked at only at the end fails the COMMIT, whose answer is the last one.
    void anEndThatFailsIsNotedAsThat()
    {
        QVERIFY(m_server.psql(m_database, u"ALTER TABLE t ADD other int REFERENCES t DEFERRABLE INITIALLY DEFERRED"_s));
        const auto session = open();
        const auto done = session
                              ->pipeline(
                                  {{u"BEGIN"_s, {}},
                                   {u"INSERT INTO t (id, other) VALUES (1, 7)"_s, {}},
                                   {u"SELECT pg_sleep(0.1)"_s, {}},
                                   {u"COMMIT"_s, {}}},
                                  [](qsizetype, const Answer &) {})
                              .result();
        QVERIFY(done && done->error);
        QCOMPARE(
            noted(),
            (QStringList{u"done INSERT 0 1 | INSERT INTO t (id, other) VALUES (1, 7)"_s, u"rolled-back 23503"_s}));
    }

    void copyIsOneLine()
    {
        const auto session = open();
        bool sent = false;
        QVERIFY(session
                    ->copyIn(
                        u"COPY t FROM STDIN"_s,
                        [&sent]() -> std::optional<QByteArray> {
                            if (std::exchange(sent, true))
                                return std::nullopt;
                            return "1\ta\n2\tb\n";
                        })
                    .result());
        QVERIFY(session->copyOut(u"COPY t TO STDOUT"_s, [](QByteArrayView) { return true; }).result());
        QCOMPARE(noted(), QStringList{u"done COPY 2 | COPY t FROM STDIN"_s});
    }

    // Whether it was committed nobody can know: that is what it says.
    void aLostLineLeavesItUnknown()
    {
        const auto session = open();
        QVERIFY(run(*session, u"BEGIN"_s));
        QVERIFY(run(*session, u"INSERT INTO t VALUES (1)"_s));
        QVERIFY(!run(*session, u"DELETE FROM t WHERE id = pg_terminate_backend(pg_backend_pid())::int"_s));
        const QStringList lines = noted();
        QCOMPARE(lines.size(), 3);
        QVERIFY2(lines[1].startsWith(u"unknown"_s), qPrintable(lines[1]));
        QVERIFY2(lines[2].startsWith(u"unknown"_s), qPrintable(lines[2]));
        QCOMPARE(readAudit(m_folder->path())->front().kind, AuditEntry::Kind::End);
    }

    void aRefusalOfALockedConnectionIsNoted()
    {
        const auto session = open(locked(place()), {.name = u"locked"_s, .names = Names::OfDatabase});
        QVERIFY(!run(*session, u"ALTER SYSTEM SET work_mem = '1MB'"_s));
        QVERIFY(run(*session, u"SELECT 1"_s));
        QVERIFY(!run(*session, u"DELETE FROM t"_s)); // by the server
        (void)session->pipeline({{u"SELECT 1"_s, {}}, {u"INSERT INTO t VALUES (1)"_s, {}}}).result();
        QCOMPARE(
            noted(), (QStringList{
                         u"refused | ALTER SYSTEM SET work_mem = '1MB'"_s, u"refused 25006 | DELETE FROM t"_s,
                         u"refused 25006 | INSERT INTO t VALUES (1)"_s}));
    }

    void secretsStayOut()
    {
        const auto session = open();
        QVERIFY(run(*session, u"CREATE ROLE audited_role PASSWORD 'planted-secret'"_s));
        QVERIFY(run(*session, u"DROP ROLE audited_role"_s));
        QFile file(m_folder->filePath(u"audit-000001.log"_s));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray all = file.readAll();
        QVERIFY(all.contains("PASSWORD '***'") && !all.contains("planted"));
    }

    // The SQL noted is the SQL sent, to the letter.
    void theServerLogsTheSame()
    {
        QVERIFY(m_server.psql(m_database, u"ALTER DATABASE %1 SET log_statement = 'all'"_s.arg(m_database)));
        const auto session = open();
        const QStringList sent{
            u"INSERT INTO t VALUES ($1, $2) /* mark-1  two  blanks */"_s,
            u"UPDATE t SET note = note || 'ö'  WHERE id = $1 -- mark-2"_s,
            u"DELETE FROM t WHERE id = $1 /* mark-3 */"_s};
        QVERIFY(run(*session, sent[0], {QByteArray("7"), QByteArray("it's")}));
        QVERIFY(run(*session, sent[1], {QByteArray("7")}));
        QVERIFY(run(*session, sent[2], {QByteArray("7")}));
        const auto entries = *readAudit(m_folder->path());
        QCOMPARE(entries.size(), 3u);
        const QString log = m_server.serverLog();
        for (std::size_t i = 0; i < 3; ++i) {
            const AuditEntry &entry = entries[2 - i];
            QCOMPARE(entry.sql, sent[qsizetype(i)]);
            QVERIFY2(log.contains(u"execute <unnamed>: "_s + entry.sql), qPrintable(entry.sql));
        }
        // In capitals from PostgreSQL 16 on.
        QVERIFY(log.contains(u"parameters: $1 = '7', $2 = 'it''s'"_s, Qt::CaseInsensitive));
        QCOMPARE(*entries[2].parameters[1], u"it's"_s);
    }

    void profilesAreNamed()
    {
        const auto session = open();
        QVERIFY(run(*session, u"INSERT INTO t VALUES (1)"_s));
        const QString target = readAudit(m_folder->path())->front().target;
        m_recorder->nameTarget(target, u"Orders"_s);
        QVERIFY(run(*session, u"INSERT INTO t VALUES (2)"_s));
        QCOMPARE(readAudit(m_folder->path(), {.profile = u"Orders"_s})->size(), 1u);
    }

    // Two openers in one process: each hears of its own sessions, and of all that come from the same ConnInfo.
    void anotherContextIsNotSeen()
    {
        ConnInfo elsewhere = place();
        elsewhere.context = std::make_shared<SessionContext>();
        QVERIFY(elsewhere == place()); // it leads to the same database
        QStringList seen;
        elsewhere.context->observeStatements([&seen](std::span<const StatementEvent> events) {
            for (const StatementEvent &event : events)
                seen << event.statement->sql;
        });
        const SessionOptions options{.names = Names::OfDatabase};
        const auto session = open();
        const auto other = open(elsewhere, options);
        const auto third = open(ConnInfo(elsewhere), options);
        ConnInfo unseen = place();
        unseen.context.reset();
        const auto alone = open(unseen, options);
        QVERIFY(session && other && third && alone);
        QVERIFY(run(*session, u"INSERT INTO t VALUES (1)"_s));
        QVERIFY(run(*other, u"INSERT INTO t VALUES (2)"_s));
        QVERIFY(run(*third, u"INSERT INTO t VALUES (3)"_s));
        QVERIFY(run(*alone, u"INSERT INTO t VALUES (4)"_s));
        QCOMPARE(noted(), QStringList{u"done INSERT 0 1 | INSERT INTO t VALUES (1)"_s});
        QCOMPARE(seen, (QStringList{u"INSERT INTO t VALUES (2)"_s, u"INSERT INTO t VALUES (3)"_s}));
        // The end is heard of at once, by sessions that are open.
        elsewhere.context->observeStatements({});
        QVERIFY(run(*other, u"INSERT INTO t VALUES (5)"_s));
        QCOMPARE(seen.size(), 2);
    }

    void aLogThatCannotBeWrittenIsSaidOnce()
    {
        m_recorder = std::make_shared<AuditRecorder>(
            std::make_shared<AuditLog>(u"/dev/null/audit"_s),
            [this](const Error &error) { m_failures << error.message; });
        m_context->observeStatements(
            [recorder = m_recorder](std::span<const StatementEvent> events) { recorder->take(events); });
        const auto session = open();
        QVERIFY(run(*session, u"INSERT INTO t VALUES (1)"_s));
        QVERIFY(run(*session, u"INSERT INTO t VALUES (2)"_s));
        QCOMPARE(m_failures.size(), 1);
        QVERIFY(m_failures.front().contains(u"/dev/null/audit"_s));
    }
};

QTEST_GUILESS_MAIN(AuditingTest)
#include "tst_auditing.moc"
