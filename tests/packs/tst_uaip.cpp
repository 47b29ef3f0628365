// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "packchecks.h"
#include "support/pgprograms.h"

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::migration;
using test::failureOf;
using test::PackDatabase;

// The pack of the UAIP platform, against the two texts that describe it. Lines are told as notes.md tells them: S is
// the summary (seed 000), G the guide (seed 001).
class UaipTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;
    std::unique_ptr<PackDatabase> m_demo; // with data; tests undo what they do

    static QStringList tablesOf(const PackDatabase &database)
    {
        return database
            .psql(u"SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND NOT relispartition "
                  "AND relnamespace = 'public'::regnamespace ORDER BY 1"_s)
            .split(u'\n', Qt::SkipEmptyParts);
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_demo = std::make_unique<PackDatabase>(m_server);
        const auto report = m_demo->setUpDemo(u"uaip"_s);
        QVERIFY2(report, qPrintable(report ? QString() : describe(report.error())));
    }
    void cleanupTestCase() { m_demo.reset(); }

    void isSound()
    {
        const Source source = test::packSource(u"uaip"_s);
        QStringList names;
        for (const Migration &migration : source.migrations)
            names << migration.name;
        // G 11 to 16, in this order; S 133; then what makes true what they promise (notes.md).
        QCOMPARE(
            names, QStringList(
                       {u"create-core-foundation-tables"_s, u"create-llm-provider-system"_s, u"create-persona-system"_s,
                        u"create-agent-system"_s, u"create-discussion-system"_s, u"create-tool-system"_s,
                        u"complete-entity-migration"_s, u"keep-trails-and-states"_s, u"free-names-of-deleted-users"_s,
                        u"measure-durations-alike"_s, u"partition-by-time"_s, u"keep-periods-apart"_s}));
        QCOMPARE(source.allProblems().size(), 0u);
        QCOMPARE(source.pack.schema, u"public"_s);
    }

    // G 18 to 87, S 8 to 104: which migration makes which tables; G 11 to 16: what each needs.
    void eachMigrationMakesItsTables_data()
    {
        QTest::addColumn<int>("number");
        QTest::addColumn<QStringList>("tables");
        QTest::addColumn<QStringList>("needs");
        QTest::newRow("001")
            << 1
            << QStringList{u"integration_events"_s, u"password_reset_tokens"_s, u"refresh_tokens"_s, u"security_policies"_s, u"users"_s}
            << QStringList{};
        QTest::newRow("002") << 2 << QStringList{u"llm_providers"_s, u"user_llm_providers"_s}
                             << QStringList{u"users"_s};
        QTest::newRow("003") << 3 << QStringList{u"persona_analytics"_s, u"personas"_s} << QStringList{u"users"_s};
        QTest::newRow("004") << 4 << QStringList{u"agent_capability_metrics"_s, u"agents"_s, u"conversation_contexts"_s}
                             << QStringList{u"personas"_s, u"users"_s};
        // The guide names users and personas; agents take part as well (notes.md).
        QTest::newRow("005") << 5 << QStringList{u"discussion_participants"_s, u"discussions"_s}
                             << QStringList{u"agents"_s, u"personas"_s, u"users"_s};
        // Calls out of a conversation refer to it.
        QTest::newRow("006") << 6 << QStringList{u"tool_definitions"_s, u"tool_executions"_s, u"tool_usage_records"_s}
                             << QStringList{u"agents"_s, u"conversation_contexts"_s, u"users"_s};
        QTest::newRow("007") << 7 << QStringList{u"approval_workflows"_s,    u"artifact_deployments"_s, u"artifacts"_s,
                                                 u"operation_checkpoints"_s, u"operation_states"_s,     u"operations"_s,
                                                 u"step_results"_s}
                             << QStringList{
                                    u"agents"_s, u"discussions"_s, u"tool_definitions"_s, u"tool_executions"_s,
                                    u"users"_s};
        QTest::newRow("011") << 11 << QStringList{} << QStringList{}; // the same tables, partitioned
        QTest::newRow("012") << 12 << QStringList{u"persona_analytics_periods"_s} << QStringList{};
    }
    void eachMigrationMakesItsTables()
    {
        QFETCH(int, number);
        QFETCH(QStringList, tables);
        QFETCH(QStringList, needs);
        PackDatabase database(m_server);
        const Source source = test::packSource(u"uaip"_s);
        if (number > 1)
            QCOMPARE(failureOf(database.run(source, {.to = source.migrations[size_t(number - 2)].version})), QString());
        QStringList before = tablesOf(database);
        QCOMPARE(failureOf(database.run(source, {.to = source.migrations[size_t(number - 1)].version})), QString());
        QStringList made = tablesOf(database);
        for (const QString &table : std::as_const(before))
            made.removeOne(table);
        QCOMPARE(made, tables);
        QStringList referred;
        for (const test::ForeignKey &key : test::foreignKeys(database.objects())) {
            if (tables.contains(key.table) && !tables.contains(key.parent) && !referred.contains(key.parent))
                referred << key.parent;
        }
        referred.sort();
        QCOMPARE(referred, needs);
    }

    // Each table, column, enum with its values, key, index, check and trigger.
    void everyObjectIsThere()
    {
        const QStringList wanted = test::packLines(u"uaip.objects.txt"_s);
        QCOMPARE(wanted.filter(QRegularExpression(u"^table "_s)).size(), 25);
        const catalog::Difference difference = catalog::compare(wanted, m_demo->objects());
        QVERIFY2(difference.isEmpty(), qPrintable(describe(difference)));
    }

    // The columns of the features that the summary lists (S 14 to 104) and of the enhancements (S 108 to 128).
    void everyFeatureHasItsColumns_data()
    {
        QTest::addColumn<QString>("table");
        QTest::addColumn<QString>("columns");
        const auto row = [](const char *line, const QString &table, const QString &columns) {
            QTest::newRow(line) << table << columns;
        };
        row("S 14 scoring and improvement", u"agent_capability_metrics"_s, u"capability score improvement"_s);
        row("S 15 baseline and confidence", u"agent_capability_metrics"_s, u"baseline confidence"_s);
        row("S 16 period and sample", u"agent_capability_metrics"_s, u"period_start period_end sample_size"_s);
        row("S 23 time and success", u"tool_usage_records"_s, u"execution_time_ms success"_s);
        row("S 24 cost and quality", u"tool_usage_records"_s, u"cost quality_score"_s);
        row("S 25 satisfaction", u"tool_usage_records"_s, u"user_satisfaction"_s);
        row("S 32 session and messages", u"conversation_contexts"_s, u"session_id messages message_count"_s);
        row("S 33 sentiment, engagement", u"conversation_contexts"_s, u"sentiment sentiment_score engagement_score"_s);
        row("S 34 analytics", u"conversation_contexts"_s, u"analytics"_s);
        row("S 43 transitions", u"operation_states"_s, u"from_status to_status transitioned_at"_s);
        row("S 44 automatic or manual", u"operation_states"_s, u"transition_type triggered_by"_s);
        row("S 45 duration", u"operation_states"_s, u"duration_in_previous_state_ms"_s);
        row("S 52 checkpoint types", u"operation_checkpoints"_s, u"checkpoint_type"_s);
        row("S 53 state and rollback", u"operation_checkpoints"_s, u"state snapshot can_rollback rolled_back_to_at"_s);
        row("S 54 compression, expiry", u"operation_checkpoints"_s,
            u"compression original_size_bytes stored_size_bytes expires_at"_s);
        row("S 61 input and output", u"step_results"_s, u"input output status"_s);
        row("S 62 retries and errors", u"step_results"_s,
            u"attempt retry_count max_retries next_retry_at error_code error_message"_s);
        row("S 63 quality, confidence", u"step_results"_s, u"quality_score confidence_score"_s);
        row("S 70 types, priorities", u"approval_workflows"_s, u"approval_type priority"_s);
        row("S 71 automatic, escalation", u"approval_workflows"_s,
            u"auto_approval_conditions escalation_rules escalation_level"_s);
        row("S 72 notices, reminders", u"approval_workflows"_s,
            u"notifications_sent reminders_sent next_reminder_at"_s);
        row("S 81 environments", u"artifact_deployments"_s, u"environment status"_s);
        row("S 82 health, performance", u"artifact_deployments"_s,
            u"health_status health_checks performance_metrics"_s);
        row("S 83 rollback and reason", u"artifact_deployments"_s,
            u"rolled_back_at rollback_reason previous_deployment_id"_s);
        row("S 92 role", u"discussion_participants"_s, u"role participant_type"_s);
        row("S 93 engagement, contribution", u"discussion_participants"_s, u"engagement_score contribution_score"_s);
        row("S 94 collaboration", u"discussion_participants"_s, u"collaboration"_s);
        row("S 101 metrics", u"persona_analytics"_s, u"quality_score consistency_score creativity_score"_s);
        row("S 102 usage patterns", u"persona_analytics"_s, u"usage_patterns"_s);
        row("S 103 performance, trend", u"persona_analytics"_s, u"performance_indicators trend trend_slope"_s);
        row("S 109 tools of agents", u"agents"_s, u"tools_enabled tool_budget_daily max_concurrent_tools"_s);
        row("S 110 models of agents", u"agents"_s,
            u"llm_provider_id model fallback_model temperature model_configuration"_s);
        row("S 112 permissions, preferences", u"agents"_s, u"tool_permissions tool_preferences"_s);
        row("S 116 state of operations", u"operations"_s, u"status current_step total_steps progress"_s);
        row("S 120 persona tracking", u"personas"_s,
            u"discussion_count interaction_count average_quality last_used_at"_s);
        row("S 124 deployment tracking", u"artifacts"_s, u"deployment_count last_deployed_at"_s);
        row("S 128 usage analytics", u"tool_definitions"_s,
            u"usage_count failure_count average_execution_time_ms total_cost"_s);
        row("S 176 security levels", u"security_policies"_s, u"security_level"_s);
        row("S 177 compliance tags", u"operations"_s, u"compliance_tags"_s);
    }
    void everyFeatureHasItsColumns()
    {
        QFETCH(QString, table);
        QFETCH(QString, columns);
        const QStringList there = m_demo->column(
            u"SELECT attname FROM pg_attribute WHERE attnum > 0 AND NOT attisdropped AND attrelid = '%1'::regclass"_s
                .arg(table));
        for (const QString &column : columns.split(u' '))
            QVERIFY2(there.contains(column), qPrintable(table + u'.' + column));
    }

    // S 17 to 104, "Relationship with ..."; S 155: deletes cascade to parts.
    void everyRelationshipIsAKey_data()
    {
        QTest::addColumn<QString>("key");
        const QStringList keys{
            u"agent_capability_metrics agents CASCADE"_s,
            u"tool_usage_records agents CASCADE"_s,
            u"tool_usage_records tool_definitions CASCADE"_s,
            u"conversation_contexts agents CASCADE"_s,
            u"operation_states operations CASCADE"_s,
            u"operation_checkpoints operations CASCADE"_s,
            u"step_results operations CASCADE"_s,
            u"approval_workflows operations CASCADE"_s,
            u"approval_workflows tool_definitions CASCADE"_s,
            u"artifact_deployments artifacts CASCADE"_s,
            u"discussion_participants personas CASCADE"_s,
            u"discussion_participants discussions CASCADE"_s,
            u"persona_analytics personas CASCADE"_s,
            u"refresh_tokens users CASCADE"_s,
            u"password_reset_tokens users CASCADE"_s,
            u"user_llm_providers users CASCADE"_s,
            u"user_llm_providers llm_providers CASCADE"_s,
            u"agents personas RESTRICT"_s,
            u"tool_executions tool_definitions RESTRICT"_s};
        for (const QString &key : keys)
            QTest::newRow(qPrintable(key)) << key;
    }
    void everyRelationshipIsAKey()
    {
        QFETCH(QString, key);
        bool found = false;
        for (const test::ForeignKey &there : test::foreignKeys(m_demo->objects()))
            found = found || QStringList({there.table, there.parent, there.onDelete}).join(u' ') == key;
        QVERIFY(found);
    }

    // S 44 and S 52 are the only values that the texts give.
    void givenEnumValuesAreTheirs()
    {
        QVERIFY(m_demo->objects().contains(u"enum transition_type: automatic, manual"_s));
        QVERIFY(m_demo->objects().contains(u"enum checkpoint_type: manual, automatic, step, milestone"_s));
    }

    // G 108 to 115, S 165: what is a status, category, type or level is an enum; G 117: JSON is jsonb; S 164: scores
    // and money are exact.
    void vocabulariesAreEnums()
    {
        QCOMPARE(
            m_demo->column(
                u"SELECT attrelid::regclass || '.' || attname FROM pg_attribute a JOIN pg_class c ON c.oid = attrelid "
                "JOIN pg_type t ON t.oid = atttypid WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', "
                "'p') "
                "AND NOT relispartition AND attnum > 0 AND attname ~ "
                "'(^|_)(status|category|level|priority|visibility|environment|compression)$' "
                "AND typtype <> 'e' ORDER BY 1"_s),
            // Numbers: an order of rules and of providers, and how often it was escalated.
            QStringList(
                {u"approval_workflows.escalation_level"_s, u"llm_providers.priority"_s,
                 u"security_policies.priority"_s}));
        QCOMPARE(
            m_demo->column(
                u"SELECT attrelid::regclass || '.' || attname FROM pg_attribute JOIN pg_class c ON c.oid = attrelid "
                "WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND attnum > 0 AND (atttypid IN "
                "('json'::regtype, 'float4'::regtype, 'float8'::regtype, 'money'::regtype, 'timestamp'::regtype))"_s),
            QStringList());
    }

    // G 128 and 103, and a comment on each table.
    void everyTableHasItsShape() { QCOMPARE(test::shapeProblems(*m_demo), QString()); }

    void everyCheckAndUniqueConstraintRefuses()
    {
        QCOMPARE(
            test::refusalProblems(
                *m_demo, test::packLines(u"uaip.objects.txt"_s), test::packLines(u"uaip.refusals.txt"_s)),
            QString());
    }

    void everyForeignKeyRefusesStrangers()
    {
        const auto keys = test::foreignKeys(test::packLines(u"uaip.objects.txt"_s));
        QCOMPARE(keys.size(), test::packLines(u"uaip.objects.txt"_s).filter(u" FOREIGN KEY "_s).size());
        QCOMPARE(test::strangerProblems(*m_demo, keys), QString());
    }

    void deletionsGoAsFarAsTheyShould()
    {
        QCOMPARE(
            test::deletionProblems(
                *m_demo, test::foreignKeys(test::packLines(u"uaip.objects.txt"_s)),
                {{u"personas"_s, u"DELETE FROM agents WHERE persona_id = $1"_s},
                 {u"tool_definitions"_s, u"DELETE FROM tool_executions WHERE tool_id = $1"_s}}),
            QString());
    }

    void updatesAreStamped()
    {
        QCOMPARE(test::stampProblems(*m_demo, test::packLines(u"uaip.objects.txt"_s)), QString());
    }

    void improvementFollowsTheScore()
    {
        QCOMPARE(
            m_demo->value(
                u"SELECT count(*) FROM agent_capability_metrics WHERE improvement IS DISTINCT FROM score - baseline"_s),
            u"0"_s);
        QCOMPARE(
            m_demo->refusal({u"UPDATE agent_capability_metrics SET improvement = 1"_s}),
            test::serverMajor() < 14 ? u"42601"_s : u"428C9"_s);
    }

    // G 157 to 165 and 175, S 138: up, down step by step, and up again give the same catalogs.
    void rollsBackExactly() { QCOMPARE(test::rollbackProblems(m_server, u"uaip"_s), QString()); }
};

QTEST_GUILESS_MAIN(UaipTest)
#include "tst_uaip.moc"
