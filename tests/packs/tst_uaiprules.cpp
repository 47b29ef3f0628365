// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "packdatabase.h"

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::migration;
using test::failureOf;
using test::PackDatabase;

namespace {

const auto Immediately = u"SET CONSTRAINTS ALL IMMEDIATE"_s;

} // namespace

// What the UAIP pack promises beyond its checks and keys: tried by those who must not, the owner and a role that may do
// all with every table.
class UaipRulesTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;
    std::unique_ptr<PackDatabase> m_demo; // with data; tests undo what they do
    QString m_app;                        // a role with all rights on all tables

    // The statements as the application's role.
    [[nodiscard]] QString refusedForApp(QStringList statements)
    {
        statements.prepend(u"SET LOCAL ROLE "_s + m_app);
        return m_demo->refusal(statements);
    }

    // The rows of every table as one text: psql is the reader.
    static QString fingerprint(const PackDatabase &database)
    {
        return database.psql(database.psql(
            u"SELECT format('SELECT %L, count(*), md5(string_agg(t::text, E''\\n'' ORDER BY t::text)) FROM %I t;', "
            "relname, relname) FROM pg_class WHERE relkind IN ('r', 'p') AND NOT relispartition AND relnamespace = "
            "'public'::regnamespace ORDER BY relname"_s));
    }

    static QString goTo(PackDatabase &database, int version)
    {
        const Source source = test::packSource(u"uaip"_s);
        return failureOf(database.run(source, {.to = source.migrations[size_t(version - 1)].version}));
    }
    static QString goDownTo(PackDatabase &database, int version)
    {
        const Source source = test::packSource(u"uaip"_s);
        for (size_t at = source.migrations.size(); at > size_t(version); --at) {
            const QString failure = failureOf(database.run(source, {.direction = Direction::Down}));
            if (!failure.isEmpty())
                return failure;
        }
        return {};
    }

    // An operation, a persona and a tool, as small as they can be, in a database without data.
    static constexpr auto Seed =
        "INSERT INTO users (id, email, username, full_name) VALUES (md5('u')::uuid, 'a@example.org', 'a', 'A');"
        "INSERT INTO personas (id, name, role, category, system_prompt) "
        "SELECT md5('p')::uuid, 'P', 'R', (enum_range(NULL::persona_category))[1], 'S';"
        "INSERT INTO agents (id, name, persona_id) VALUES (md5('a')::uuid, 'A', md5('p')::uuid);"
        "INSERT INTO tool_definitions (id, name, display_name, category) VALUES (md5('t')::uuid, 't', 'T', 'web');"_L1;

private Q_SLOTS:
    void initTestCase()
    {
        m_demo = std::make_unique<PackDatabase>(m_server);
        const auto report = m_demo->setUpDemo(u"uaip"_s);
        QVERIFY2(report, qPrintable(report ? QString() : describe(report.error())));
        m_app = u"uaip_rules_app"_s;
        (void)m_demo->psql(
            u"CREATE ROLE %1; GRANT ALL ON ALL TABLES IN SCHEMA public TO %1; GRANT TEMPORARY ON DATABASE %2 "
            "TO %1"_s.arg(m_app, m_demo->value(u"SELECT quote_ident(current_database())"_s)));
        QCOMPARE(m_demo->value(u"SELECT has_table_privilege('%1', 'operation_states', 'DELETE')"_s.arg(m_app)), u"t"_s);
    }
    void cleanupTestCase()
    {
        (void)m_demo->psql(u"DROP OWNED BY %1; DROP ROLE %1"_s.arg(m_app));
        m_demo.reset();
    }

    // "Audit trail of an operation. Append-only"
    void trailsAreAppendOnly_data()
    {
        QTest::addColumn<QString>("statement");
        QTest::newRow("update") << u"UPDATE operation_states SET reason = 'another'"_s;
        QTest::newRow("forget who")
            << u"UPDATE operation_states SET triggered_by = NULL WHERE triggered_by IS NOT NULL"_s;
        QTest::newRow("delete") << u"DELETE FROM operation_states"_s;
        QTest::newRow("truncate") << u"TRUNCATE operation_states"_s;
        QTest::newRow("delete approvals") << u"DELETE FROM approval_workflows"_s;
        QTest::newRow("truncate approvals") << u"TRUNCATE approval_workflows"_s;
        QTest::newRow("move approvals to another operation")
            << u"UPDATE approval_workflows SET operation_id = (SELECT id FROM public.operations ORDER BY id LIMIT 1)"_s;
        QTest::newRow("move approvals to a tool")
            << u"UPDATE approval_workflows SET tool_id = (SELECT id FROM public.tool_definitions ORDER BY id LIMIT 1)"_s;
        QTest::newRow("truncate with operations") << u"TRUNCATE public.operations CASCADE"_s;
        QTest::newRow("empty the list") << u"UPDATE approval_workflows SET audit_trail = '[]'"_s;
        QTest::newRow("another first entry")
            << u"UPDATE approval_workflows SET audit_trail = jsonb_set(audit_trail, '{0}', '{\"event\": \"none\"}')"_s;
        QTest::newRow("put before")
            << u"UPDATE approval_workflows SET audit_trail = '[{\"event\": \"before\"}]' || audit_trail"_s;
    }
    void trailsAreAppendOnly()
    {
        QFETCH(QString, statement);
        QCOMPARE(m_demo->refusal({statement}), u"42501"_s);
        QCOMPARE(refusedForApp({statement}), u"42501"_s);
        // Not even as replication does it; nor with tables of one's own in front.
        if (!statement.contains("CASCADE"_L1))
            QCOMPARE(m_demo->refusal({u"SET LOCAL session_replication_role = replica"_s, statement}), u"42501"_s);
        QCOMPARE(
            refusedForApp(
                {u"CREATE TEMP TABLE operations (id uuid)"_s, u"CREATE TEMP TABLE users (id uuid)"_s,
                 u"CREATE TEMP TABLE tool_definitions (id uuid)"_s, statement}),
            u"42501"_s);
    }

    void trailsGrow()
    {
        QCOMPARE(
            refusedForApp({u"UPDATE approval_workflows SET audit_trail = audit_trail || '[{\"event\": \"noted\"}]'"_s}),
            u"accepted"_s);
        // With what they are about, and without who did it, as their keys say.
        QCOMPARE(
            refusedForApp(
                {u"DELETE FROM operations WHERE id IN (SELECT operation_id FROM operation_states)"_s,
                 u"SELECT 1 / (SELECT count(*) FROM operation_states)"_s}),
            u"22012"_s);
        QCOMPARE(
            refusedForApp(
                {u"DELETE FROM users WHERE id IN (SELECT triggered_by FROM operation_states)"_s,
                 u"SELECT 1 / (SELECT count(triggered_by) FROM operation_states)"_s}),
            u"22012"_s);
    }

    // Who could change a trail before, may add to it now.
    void upTakesRightsToChange()
    {
        PackDatabase database(m_server);
        QCOMPARE(goTo(database, 7), QString());
        (void)database.psql(u"GRANT ALL ON operation_states TO %1, PUBLIC"_s.arg(m_app));
        QCOMPARE(goTo(database, 8), QString());
        QCOMPARE(
            database.value(
                u"SELECT string_agg(what, ' ') FROM unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', "
                "'TRUNCATE']) AS what WHERE has_table_privilege('%1', 'operation_states', what)"_s.arg(m_app)),
            u"SELECT INSERT"_s);
        (void)database.psql(u"DROP OWNED BY %1"_s.arg(m_app));
    }

    void nothingIsApprovedWithoutApprovals_data()
    {
        QTest::addColumn<QString>("settings");
        QTest::addColumn<bool>("may");
        QTest::newRow("0 of 3") << u"required_approvals = 3, received_approvals = 0"_s << false;
        QTest::newRow("2 of 3") << u"required_approvals = 3, received_approvals = 2"_s << false;
        QTest::newRow("3 of 3") << u"required_approvals = 3, received_approvals = 3"_s << true;
        QTest::newRow("none needed") << u"approval_type = 'single', required_approvals = 0, received_approvals = 0"_s
                                     << false;
        QTest::newRow("automatic") << u"approval_type = 'automatic', required_approvals = 0, received_approvals = 0"_s
                                   << true;
    }
    void nothingIsApprovedWithoutApprovals()
    {
        QFETCH(QString, settings);
        QFETCH(bool, may);
        QCOMPARE(
            refusedForApp({u"UPDATE approval_workflows SET status = 'approved', decided_at = now(), "_s + settings}),
            may ? u"accepted"_s : u"23514 ck_approval_workflows_approved"_s);
    }

    // Rows that were approved so before are left, and every write to them is checked.
    void oldApprovalsStay()
    {
        PackDatabase database(m_server);
        QCOMPARE(goTo(database, 7), QString());
        (void)database.psql(QString(Seed));
        (void)database.psql(
            u"INSERT INTO approval_workflows (tool_id, title, status, required_approvals, decided_at) VALUES "
            "(md5('t')::uuid, 'old', 'approved', 3, now())"_s);
        QCOMPARE(goTo(database, 8), QString());
        QCOMPARE(database.value(u"SELECT count(*) FROM approval_workflows WHERE status = 'approved'"_s), u"1"_s);
        QCOMPARE(
            database.refusal({u"UPDATE approval_workflows SET title = 'new'"_s}),
            u"23514 ck_approval_workflows_approved"_s);
    }

    void statusIsThatOfTheLastState_data()
    {
        QTest::addColumn<QStringList>("statements");
        QTest::addColumn<QString>("outcome");
        const QString one = u"(SELECT id FROM operations WHERE status = 'completed' ORDER BY id LIMIT 1)"_s;
        const QString next =
            u"INSERT INTO operation_states (operation_id, sequence, from_status, to_status) SELECT operation_id, "
            "max(sequence) + %2, '%3', 'rolled_back' FROM operation_states WHERE operation_id = %1 GROUP BY 1"_s;
        const QString status = u"UPDATE operations SET status = 'rolled_back' WHERE id = "_s + one;
        const QString state = next.arg(one, u"1"_s, u"completed"_s);
        const QString remembered =
            u"CREATE TEMP TABLE one ON COMMIT DROP AS SELECT id FROM operations WHERE id = "_s + one;
        const QString its = u"(SELECT id FROM one)"_s;
        QTest::newRow("status alone") << QStringList{status, Immediately} << u"23514"_s;
        QTest::newRow("state alone") << QStringList{state, Immediately} << u"23514"_s;
        QTest::newRow("both") << QStringList{
            remembered, next.arg(its, u"1"_s, u"completed"_s),
            u"UPDATE operations SET status = 'rolled_back' WHERE id = "_s + its,
            Immediately} << u"accepted"_s;
        QTest::newRow("from another") << QStringList{
            remembered, next.arg(its, u"1"_s, u"running"_s),
            u"UPDATE operations SET status = 'rolled_back' WHERE id = "_s + its,
            Immediately} << u"23514"_s;
        QTest::newRow("with a gap") << QStringList{
            remembered, next.arg(its, u"2"_s, u"completed"_s),
            u"UPDATE operations SET status = 'rolled_back' WHERE id = "_s + its,
            Immediately} << u"23514"_s;
        QTest::newRow("without any") << QStringList{
            u"INSERT INTO operations (name, operation_type) VALUES ('new', "
            "'analysis')"_s,
            Immediately} << u"23514"_s;
    }
    void statusIsThatOfTheLastState()
    {
        QFETCH(QStringList, statements);
        QFETCH(QString, outcome);
        QCOMPARE(m_demo->refusal(statements), outcome);
        QCOMPARE(refusedForApp(statements), outcome);
    }

    void demoKeepsTheRule()
    {
        QCOMPARE(
            m_demo->value(u"SELECT count(*) FROM operations o WHERE status IS DISTINCT FROM (SELECT to_status FROM "
                          "operation_states s WHERE s.operation_id = o.id ORDER BY sequence DESC LIMIT 1)"_s),
            u"0"_s);
    }

    void deletedUsersFreeTheirNames()
    {
        PackDatabase database(m_server);
        QCOMPARE(goTo(database, 9), QString());
        const auto add = u"INSERT INTO users (email, username, full_name) VALUES ('%1', '%2', 'B')"_s;
        (void)database.psql(QString(Seed));
        QCOMPARE(database.refusal({add.arg(u"A@Example.org"_s, u"b"_s)}), u"23505 uq_users_email"_s);
        QCOMPARE(database.refusal({add.arg(u"b@example.org"_s, u"a"_s)}), u"23505 uq_users_username"_s);
        (void)database.psql(u"UPDATE users SET deleted_at = now(); "_s + add.arg(u"A@Example.org"_s, u"a"_s) + u';');
        QCOMPARE(database.value(u"SELECT count(*) FROM users WHERE lower(email) = 'a@example.org'"_s), u"2"_s);
        QCOMPARE(database.refusal({u"UPDATE users SET deleted_at = NULL"_s}).section(u' ', 0, 0), u"23505"_s);
        // Down has room for one of each name; the other is put aside, and comes back.
        const QString before = fingerprint(database);
        const Source source = test::packSource(u"uaip"_s);
        QCOMPARE(failureOf(database.run(source, {.direction = Direction::Down})), QString());
        QCOMPARE(
            database.value(u"SELECT count(*) FROM users WHERE email = 'A@Example.org' AND deleted_at IS NULL"_s),
            u"1"_s);
        QCOMPARE(goTo(database, 9), QString());
        QCOMPARE(fingerprint(database), before);
    }

    void durationsHaveOneType()
    {
        QCOMPARE(
            m_demo->column(
                u"SELECT attrelid::regclass || '.' || attname || ' ' || format_type(atttypid, atttypmod) "
                "FROM pg_attribute JOIN pg_class c ON c.oid = attrelid WHERE relnamespace = 'public'::regnamespace "
                "AND relkind IN ('r', 'p') AND attnum > 0 AND NOT attisdropped AND (atttypid = 'interval'::regtype OR "
                "attname ~ '_ms$|duration|_time_ms' AND format_type(atttypid, atttypmod) <> "
                "CASE WHEN attname ~ '^average_' THEN 'numeric(12,3)' ELSE 'bigint' END)"_s),
            QStringList());
    }

    // By way of milliseconds and back, whatever the interval was.
    void durationsSurvive()
    {
        PackDatabase database(m_server);
        QCOMPARE(goTo(database, 7), QString());
        (void)database.psql(
            QString(Seed)
            + u"INSERT INTO operations (id, name, operation_type, status, error_message) VALUES (md5('o')::uuid, 'O', "
              u"'analysis', "
              u"'failed', 'E');"
              "INSERT INTO operation_states (operation_id, sequence, from_status, to_status, "
              "duration_in_previous_state, "
              "transitioned_at) VALUES (md5('o')::uuid, 1, NULL, 'pending', NULL, '2026-01-01 00:00+00'),"
              " (md5('o')::uuid, 2, 'pending', 'queued', '00:00:00.000321', '2026-01-01 00:00:00.000321+00'),"
              " (md5('o')::uuid, 3, 'queued', 'running', '1 day 02:03:04.567891', '2026-01-02 02:03:04.568212+00'),"
              " (md5('o')::uuid, 4, 'running', 'paused', '26:00:00', '2026-01-03 04:03:04.568212+00'),"
              " (md5('o')::uuid, 5, 'paused', 'running', '00:00:07.000009', '2026-01-04 04:03:04.568212+00'),"
              " (md5('o')::uuid, 6, 'running', 'failed', NULL, '2026-01-05 04:03:04.568212+00');"_s);
        QCOMPARE(goTo(database, 9), QString());
        const QString before = fingerprint(database);
        QCOMPARE(goTo(database, 10), QString());
        QCOMPARE(
            database.column(
                u"SELECT coalesce(duration_in_previous_state_ms::text, '') FROM operation_states ORDER BY sequence"_s),
            (QStringList{u""_s, u"0"_s, u"93784568"_s, u"93600000"_s, u"7000"_s, u""_s}));
        const Source source = test::packSource(u"uaip"_s);
        QCOMPARE(failureOf(database.run(source, {.direction = Direction::Down})), QString());
        QCOMPARE(fingerprint(database), before);
    }

    // All rows of the demo, from the newest shape to that of 007 and back.
    void rowsAreCarriedOver()
    {
        PackDatabase database(m_server);
        QVERIFY(database.setUpDemo(u"uaip"_s));
        const QString newest = fingerprint(database);
        QCOMPARE(goDownTo(database, 7), QString());
        const QString old = fingerprint(database);
        QVERIFY(old.contains("tool_usage_records|5000|"_L1) && old != newest);
        QCOMPARE(failureOf(database.run(test::packSource(u"uaip"_s))), QString());
        QCOMPARE(fingerprint(database), newest);
        QCOMPARE(goDownTo(database, 7), QString());
        QCOMPARE(fingerprint(database), old);
    }
};

QTEST_GUILESS_MAIN(UaipRulesTest)
#include "tst_uaiprules.moc"
