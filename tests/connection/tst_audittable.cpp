// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/audit/auditrecorder.h"
#include "connection/audit/audittable.h"
#include "connection/audit/audittablewriter.h"
#include "connection/session/sessioncontext.h"
#include "support/testserver.h"

#include <QTemporaryDir>
#include <QTest>

#include <mutex>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::connection;

// The audit log in a table of the database, on a real server.
class AuditTableTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;
    QString m_database;
    const std::shared_ptr<SessionContext> m_context = std::make_shared<SessionContext>();
    std::unique_ptr<QTemporaryDir> m_folder;
    std::shared_ptr<AuditRecorder> m_recorder;
    std::unique_ptr<Session> m_owner;
    std::mutex m_mutex;
    QStringList m_failures;

    [[nodiscard]] ConnInfo place() const
    {
        ConnInfo info = m_server.connInfo(m_database);
        info.context = m_context;
        return info;
    }
    [[nodiscard]] QString sql(const QString &text) const
    {
        const Result<QString> answer = m_server.psql(m_database, text);
        return answer ? answer->trimmed() : answer.error().detail;
    }
    [[nodiscard]] static std::unique_ptr<Session> open(const ConnInfo &target, const QString &name = u"editing"_s)
    {
        auto session = std::make_unique<Session>(SessionOptions{.name = name, .names = Names::OfDatabase});
        return session->open(target).result() ? std::move(session) : nullptr;
    }
    static bool run(Session &session, const QString &text) { return session.query({text, {}}).result().has_value(); }

    [[nodiscard]] std::unique_ptr<AuditTableWriter> writer(const ConnInfo &target)
    {
        return std::make_unique<AuditTableWriter>(
            AuditTableWriter::Place{.info = target, .profile = {}, .targets = {describe(target)}},
            [this](const Error &error) {
                const std::lock_guard lock(m_mutex);
                m_failures << error.message;
            },
            m_folder->path());
    }
    [[nodiscard]] QStringList failures()
    {
        const std::lock_guard lock(m_mutex);
        return m_failures;
    }

    // "1: INSERT INTO t ..." of the rows, in order.
    [[nodiscard]] QStringList rows() const
    {
        return sql(u"SELECT id || ': ' || coalesce(line::json->>'sql', line::json->>'kind') FROM howdah.audit_log "
                   "ORDER BY id"_s)
            .split(u'\n', Qt::SkipEmptyParts);
    }
    [[nodiscard]] QStringList fileLines() const
    {
        QStringList lines;
        const auto entries = readAudit(m_folder->path());
        for (const AuditEntry &entry : *entries)
            lines.prepend(entry.sql.isEmpty() ? auditKindName(entry.kind) : entry.sql);
        return lines;
    }
    [[nodiscard]] AuditReport verify(Session &session) const
    {
        const auto name = auditTableTarget(session);
        const auto report = verifyAuditTable(session, m_folder->path(), *name);
        if (!report)
            return AuditReport{.problems = {{{}, 0, describe(report.error())}}};
        return *report;
    }
    [[nodiscard]] QStringList problems() const
    {
        QStringList texts;
        for (const AuditProblem &problem : verify(*m_owner).problems)
            texts << u"%1: %2"_s.arg(problem.line).arg(problem.text);
        return texts;
    }
    // As its owner can, for a while.
    [[nodiscard]] QString tamper(const QString &statement) const
    {
        return sql(
            u"ALTER TABLE howdah.audit_log DISABLE TRIGGER ALL; %1; ALTER TABLE howdah.audit_log ENABLE TRIGGER ALL"_s
                .arg(statement));
    }
    [[nodiscard]] QString made(const QStringList &writers = {}) const
    {
        const auto created = createAuditTable(*m_owner, writers);
        return created ? QString() : describe(created.error());
    }
    void writeThree()
    {
        const auto carrier = writer(place());
        const auto session = open(place());
        QVERIFY(run(*session, u"INSERT INTO t VALUES (1, 'a')"_s));
        QVERIFY(run(*session, u"UPDATE t SET note = 'b'"_s));
        QVERIFY(run(*session, u"DELETE FROM t"_s));
        QVERIFY(carrier->finish());
    }

    void observe()
    {
        m_context->observeStatements(
            [recorder = m_recorder](std::span<const StatementEvent> events) { recorder->take(events); });
    }

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_database = m_server.createDatabase(u"audittable"_s);
        QCOMPARE(sql(u"CREATE TABLE t (id int, note text)"_s), QString());
        m_failures.clear();
        m_owner = open(place(), u"owner"_s);
        QVERIFY(m_owner);
        rememberUnlocking();
        m_recorder = std::make_shared<AuditRecorder>(std::make_shared<AuditLog>(m_folder->path()));
    }
    void cleanup()
    {
        m_context->observeStatements({});
        m_owner.reset();
        QVERIFY(verifyAudit(m_folder->path())->isWhole());
    }

    void theTableIsMadeOnPurpose()
    {
        QVERIFY(!auditTableState(*m_owner)->exists);
        QCOMPARE(
            verify(*m_owner).problems.front().text.section(u'\n', 0, 0),
            u"The table howdah.audit_log does not exist in this database"_s);
        QCOMPARE(made(), QString());
        const AuditTableState state = *auditTableState(*m_owner);
        QVERIFY(state.exists && state.isKept && state.mayInsert && state.mayRead);
        QCOMPARE(state.rows, 0);
        QCOMPARE(createAuditTable(*m_owner).error().kind, ErrorKind::Conflict);
        QVERIFY(dropAuditTable(*m_owner));
        QVERIFY(!auditTableState(*m_owner)->exists);
        QCOMPARE(dropAuditTable(*m_owner).error().kind, ErrorKind::NotFound);
        QCOMPARE(sql(u"SELECT count(*) FROM pg_proc WHERE proname LIKE 'audit_log%'"_s), u"0"_s); // nothing is left
    }

    // Each line of the file, with what is rolled back too, and nothing of the carrying itself.
    void linesGoThereAsWell()
    {
        QCOMPARE(made(), QString());
        observe();
        {
            const auto carrier = writer(place());
            const auto session = open(place());
            QVERIFY(run(*session, u"INSERT INTO t VALUES (1, 'it''s \"x\" \\ ü')"_s));
            QVERIFY(run(*session, u"SELECT * FROM t"_s));
            QVERIFY(run(*session, u"BEGIN"_s));
            QVERIFY(run(*session, u"DELETE FROM t"_s));
            QVERIFY(run(*session, u"ROLLBACK"_s));
            QVERIFY(!run(*session, u"INSERT INTO nowhere VALUES (1)"_s));
            QVERIFY(run(*session, u"ALTER ROLE CURRENT_USER PASSWORD 'hidden-word'"_s));
            QVERIFY(carrier->finish());
            QCOMPARE(carrier->lost(), 0);
        }
        QCOMPARE(failures(), QStringList());
        QStringList expected;
        for (const QString &line : fileLines())
            expected << QString::number(expected.size() + 1) + u": "_s + line;
        QCOMPARE(expected.size(), 5);
        QCOMPARE(rows().join(u'\n'), expected.join(u'\n'));
        QVERIFY(!sql(u"SELECT string_agg(line, '') FROM howdah.audit_log"_s).contains(u"hidden-word"_s));
        const AuditReport report = verify(*m_owner);
        QVERIFY2(report.isWhole(), qPrintable(problems().join(u'\n')));
        QCOMPARE(report.entries, 5);
        QCOMPARE(report.lastHash, auditTableState(*m_owner)->lastHash);
    }

    void unlockingGoesThereToo()
    {
        QCOMPARE(made(), QString());
        const ConnInfo target = place();
        AuditEntry entry;
        entry.kind = AuditEntry::Kind::Unlock;
        entry.target = describe(target);
        entry.text = u"ticket 7"_s;
        QVERIFY(AuditLog(m_folder->path()).append(entry)); // noted before there is a writer
        QVERIFY(writer(target)->finish());
        QCOMPARE(rows(), QStringList{u"1: unlock"_s});
        // It is carried once, and lines of other places never.
        entry.target = u"somebody@elsewhere/db"_s;
        const auto carrier = writer(target);
        QVERIFY(AuditLog(m_folder->path()).append(entry));
        QVERIFY(carrier->finish());
        QCOMPARE(rows(), QStringList{u"1: unlock"_s});
    }

    void itCanOnlyBeAddedTo_data()
    {
        QTest::addColumn<QString>("statement");
        QTest::newRow("update") << u"UPDATE howdah.audit_log SET line = ''"_s;
        QTest::newRow("delete") << u"DELETE FROM howdah.audit_log"_s;
        QTest::newRow("truncate") << u"TRUNCATE howdah.audit_log"_s;
        QTest::newRow("upsert")
            << u"INSERT INTO howdah.audit_log (id, log, line) VALUES (1, 'x', 'x') ON CONFLICT (id) DO "
               "UPDATE SET line = ''"_s;
    }
    void itCanOnlyBeAddedTo()
    {
        QFETCH(QString, statement);
        QCOMPARE(made(), QString());
        observe();
        writeThree();
        QVERIFY(sql(statement).contains(u"append-only"_s)); // even for a superuser
        QCOMPARE(rows().size(), 3);
        QCOMPARE(problems(), QStringList());
    }

    // Numbers, times, users and hashes are the server's, whatever somebody brings along.
    void theServerMakesTheChain()
    {
        QCOMPARE(made(), QString());
        QCOMPARE(
            sql(u"INSERT INTO howdah.audit_log VALUES (77, '2000-01-01', 'somebody', 'log', '{}', 'p', 'h')"_s),
            QString());
        QCOMPARE(
            sql(u"SELECT id, written_at > '2020-01-01', written_by = session_user, previous, length(hash) FROM "
                "howdah.audit_log"_s),
            u"1|t|t||64"_s);
        QCOMPARE(problems(), QStringList());
    }

    void tamperingIsSeen_data()
    {
        QTest::addColumn<QString>("statement");
        QTest::addColumn<QString>("problem");
        const auto row = [](const char *name, const QString &statement, const QString &problem) {
            QTest::newRow(name) << statement << problem;
        };
        row("a line", u"UPDATE howdah.audit_log SET line = replace(line, 'note', 'none') WHERE id = 2"_s,
            u"2: it was changed"_s);
        row("a time", u"UPDATE howdah.audit_log SET written_at = written_at - interval '1 day' WHERE id = 2"_s,
            u"2: it was changed"_s);
        row("a user", u"UPDATE howdah.audit_log SET written_by = 'nobody' WHERE id = 1"_s, u"1: it was changed"_s);
        row("one in the middle", u"DELETE FROM howdah.audit_log WHERE id = 2"_s, u"3: 1 rows are missing before it"_s);
        row("the first", u"DELETE FROM howdah.audit_log WHERE id = 1"_s, u"2: 1 rows are missing before it"_s);
        row("the last", u"DELETE FROM howdah.audit_log WHERE id = 3"_s,
            u"3: the table ends too early: row 3 used to exist"_s);
        row("all", u"DELETE FROM howdah.audit_log"_s, u"1: the table ends too early: row 3 used to exist"_s);
        row("moved",
            u"UPDATE howdah.audit_log SET id = 20 WHERE id = 2; UPDATE howdah.audit_log SET id = 2 WHERE id = 3;"
            "UPDATE howdah.audit_log SET id = 3 WHERE id = 20"_s,
            u"2: it does not follow the previous row: that one was changed, or this one was put "
            u"in its place"_s);
        // With a chain that fits: the file says something else.
        row("rewritten with hashes",
            u"UPDATE howdah.audit_log SET line = replace(line, 'DELETE', 'SELECT') WHERE id = 3;"
            "UPDATE howdah.audit_log SET hash = encode(sha256(convert_to(concat_ws(E'\\n', previous, id, to_char("
            "written_at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US'), written_by, log, line), 'UTF8')), 'hex') "
            "WHERE id = 3"_s,
            u"of the log files is different"_s);
    }
    void tamperingIsSeen()
    {
        QFETCH(QString, statement);
        QFETCH(QString, problem);
        QCOMPARE(made(), QString());
        observe();
        writeThree();
        QCOMPARE(problems(), QStringList());
        QCOMPARE(tamper(statement), QString());
        const QStringList found = problems();
        QVERIFY2(found.join(u'\n').contains(problem), qPrintable(found.join(u'\n')));
    }

    // Several programs at once: nothing is lost, and the chain holds.
    void manyWriteAtOnce()
    {
        QCOMPARE(made(), QString());
        constexpr int Writers = 4;
        constexpr int Each = 50;
        const ConnInfo target = place();
        std::vector<std::jthread> threads;
        for (int i = 0; i < Writers; ++i)
            threads.emplace_back([&target, i] {
                const auto session = open(target, u"writer"_s);
                for (int n = 1; n <= Each; ++n) {
                    AuditEntry entry;
                    entry.number = n;
                    entry.at = QDateTime::currentDateTimeUtc();
                    (void)insertAuditLines(*session, u"log %1"_s.arg(i), {entry});
                }
            });
        threads.clear();
        QCOMPARE(verify(*m_owner).entries, Writers * Each);
        QCOMPARE(problems(), QStringList());
    }

    // ---- what goes wrong: it is told, and the file has every line

    void aRoleThatMayNotWrite()
    {
        ConnInfo poor = m_server.createRole(u"poor"_s, u"secret-word-2"_s, m_database);
        ConnInfo scribe = m_server.createRole(u"scribe"_s, u"secret-word-3"_s, m_database);
        poor.context = scribe.context = m_context;
        QCOMPARE(made({u"scribe"_s}), QString());
        QCOMPARE(sql(u"GRANT ALL ON t TO poor, scribe"_s), QString());
        QCOMPARE(auditTableState(*m_owner)->writers, QStringList{u"scribe"_s});
        observe();
        {
            const auto carrier = writer(poor);
            const auto session = open(poor);
            QVERIFY(run(*session, u"INSERT INTO t VALUES (1, 'a')"_s));
            QVERIFY(carrier->finish());
            QVERIFY(run(*session, u"INSERT INTO t VALUES (2, 'b')"_s));
            QVERIFY(carrier->finish());
            QCOMPARE(carrier->lost(), 2);
        }
        QCOMPARE(failures().size(), 1); // each reason once
        QVERIFY2(failures().front().contains(u"permission denied"_s), qPrintable(failures().front()));
        QCOMPARE(
            fileLines(),
            (QStringList{u"INSERT INTO t VALUES (1, 'a')"_s, u"note"_s, u"INSERT INTO t VALUES (2, 'b')"_s}));
        QCOMPARE(rows(), QStringList());
        // The one that may, and cannot read what others have done.
        {
            const auto carrier = writer(scribe);
            const auto session = open(scribe);
            QVERIFY(run(*session, u"INSERT INTO t VALUES (3, 'c')"_s));
            QVERIFY(carrier->finish());
            QCOMPARE(carrier->lost(), 0);
            QVERIFY(!run(*session, u"SELECT line FROM howdah.audit_log"_s));
            QVERIFY(!run(*session, u"INSERT INTO howdah.audit_log (id, log, line) VALUES (9, 'x', 'y')"_s));
            QVERIFY(!run(*session, u"DELETE FROM howdah.audit_log"_s));
        }
        QCOMPARE(sql(u"SELECT written_by FROM howdah.audit_log LIMIT 1"_s), u"scribe"_s);
        QCOMPARE(problems(), QStringList());
    }

    void aTableThatIsMissing()
    {
        observe();
        {
            const auto carrier = writer(place());
            const auto session = open(place());
            QVERIFY(run(*session, u"INSERT INTO t VALUES (1, 'a')"_s));
            QVERIFY(carrier->finish());
            QCOMPARE(carrier->lost(), 1);
        }
        QCOMPARE(failures().size(), 1);
        QVERIFY(failures().front().contains(u"howdah.audit_log does not exist"_s));
        QCOMPARE(fileLines(), (QStringList{u"INSERT INTO t VALUES (1, 'a')"_s, u"note"_s}));
        QCOMPARE(sql(u"SELECT to_regclass('howdah.audit_log') IS NULL"_s), u"t"_s); // it is never made by itself
    }

    void aTableThatIsDroppedInBetween()
    {
        QCOMPARE(made(), QString());
        observe();
        const auto carrier = writer(place());
        const auto session = open(place());
        QVERIFY(run(*session, u"INSERT INTO t VALUES (1, 'a')"_s));
        QVERIFY(carrier->finish());
        QCOMPARE(sql(u"DROP TABLE howdah.audit_log; DROP FUNCTION howdah.audit_log_chain()"_s), QString());
        QVERIFY(run(*session, u"INSERT INTO t VALUES (2, 'b')"_s));
        QVERIFY(carrier->finish());
        QCOMPARE(carrier->lost(), 1);
        QVERIFY(failures().value(0).contains(u"does not exist"_s));
        // Made again, it goes on; that it was another one is seen until somebody says so.
        m_context->observeStatements({});
        QCOMPARE(made(), QString());
        observe();
        QVERIFY(run(*session, u"INSERT INTO t VALUES (3, 'c')"_s));
        QVERIFY(carrier->finish());
        QCOMPARE(rows(), QStringList{u"1: INSERT INTO t VALUES (3, 'c')"_s});
        QVERIFY(problems().value(0).contains(u"not the row that this program wrote"_s));
        QVERIFY(forgetAuditTableEnd(m_folder->path(), *auditTableTarget(*m_owner)));
        QCOMPARE(problems(), QStringList());
        QCOMPARE(fileLines().filter(u"INSERT"_s).size(), 3);
    }

    // While the server is away lines wait, and go with the next one.
    void aLineThatIsDown()
    {
        QCOMPARE(made(), QString());
        observe();
        const ConnInfo target = place();
        const auto carrier = writer(target);
        AuditEntry entry;
        entry.target = describe(target);
        entry.sql = u"one"_s;
        AuditLog log(m_folder->path());
        QVERIFY(log.append(entry));
        QVERIFY(carrier->finish());
        m_owner.reset();
        m_server.stopServer();
        entry.sql = u"two"_s;
        QVERIFY(log.append(entry));
        QVERIFY(!carrier->finish());
        QCOMPARE(carrier->lost(), 0);
        QCOMPARE(failures().size(), 1);
        m_server.restart();
        entry.sql = u"three"_s;
        QVERIFY(log.append(entry));
        QVERIFY(carrier->finish());
        QCOMPARE(rows(), (QStringList{u"1: one"_s, u"2: two"_s, u"3: three"_s}));
        m_owner = open(target, u"owner"_s);
        QCOMPARE(problems(), QStringList());
    }
};

QTEST_GUILESS_MAIN(AuditTableTest)
#include "tst_audittable.moc"
