// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "packdatabase.h"

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::migration;
using test::failureOf;
using test::PackDatabase;

// What the UAIP pack says of time: fast tables in months, keys in its order, periods that do not overlap.
class UaipTimeTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;
    std::unique_ptr<PackDatabase> m_demo; // with data; tests undo what they do

    static QString goTo(PackDatabase &database, int version)
    {
        const Source source = test::packSource(u"uaip"_s);
        return failureOf(database.run(source, {.to = source.migrations[size_t(version - 1)].version}));
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_demo = std::make_unique<PackDatabase>(m_server);
        const auto report = m_demo->setUpDemo(u"uaip"_s);
        QVERIFY2(report, qPrintable(report ? QString() : describe(report.error())));
    }
    void cleanupTestCase() { m_demo.reset(); }

    void rowsStandInTheirMonth_data()
    {
        QTest::addColumn<QString>("table");
        QTest::addColumn<QString>("axis");
        QTest::newRow("metrics") << u"agent_capability_metrics"_s << u"period_start"_s;
        QTest::newRow("analytics") << u"persona_analytics"_s << u"period_start"_s;
        QTest::newRow("executions") << u"tool_executions"_s << u"requested_at"_s;
        QTest::newRow("usage") << u"tool_usage_records"_s << u"used_at"_s;
    }
    void rowsStandInTheirMonth()
    {
        QFETCH(QString, table);
        QFETCH(QString, axis);
        QVERIFY(m_demo->value(u"SELECT count(DISTINCT tableoid) FROM "_s + table).toInt() >= 4);
        QCOMPARE(
            m_demo->value(u"SELECT count(*) FROM %1 WHERE tableoid::regclass::text <> '%1_' || to_char(%2 AT TIME ZONE "
                          "'UTC', 'YYYY_MM')"_s.arg(table, axis)),
            u"0"_s);
        // A range of time reads its months alone, and time alone has a BRIN index.
        const QString plan = m_demo
                                 ->column(u"EXPLAIN SELECT count(*) FROM %1 WHERE %2 >= '2026-01-05 00:00+00' AND %2 < "
                                          "'2026-01-07 00:00+00'"_s.arg(table, axis))
                                 .join(u'\n');
        QVERIFY2(plan.contains(table + u"_2026_01"_s), qPrintable(plan));
        QVERIFY2(!plan.contains(table + u"_2025_12"_s) && !plan.contains(table + u"_2026_02"_s), qPrintable(plan));
        QCOMPARE(
            m_demo->value(
                u"SELECT string_agg(amname, ' ') FROM pg_index i JOIN pg_class c ON c.oid = indexrelid JOIN "
                "pg_am a ON a.oid = relam WHERE indrelid = '%1'::regclass AND indnatts = 1 AND indkey[0] = "
                "(SELECT attnum FROM pg_attribute WHERE attrelid = indrelid AND attname = '%2')"_s.arg(table, axis)),
            u"brin"_s);
    }

    // Version 7 of RFC 9562: the milliseconds of now, in front.
    void keysAreInOrderOfTime()
    {
        const QString made = m_demo->value(
            u"SELECT bool_and(at BETWEEN floor(extract(epoch FROM began) * 1000) AND "
            "ceil(extract(epoch FROM clock_timestamp()) * 1000) AND substr(id::text, 15, 1) = '7' "
            "AND substr(id::text, 20, 1) IN ('8', '9', 'a', 'b')) AND count(DISTINCT id) = 1000 FROM (SELECT id, "
            "began, "
            "('x' || left(replace(id::text, '-', ''), 12))::bit(48)::bigint AS at FROM (SELECT uaip_uuid_v7() AS id, "
            "statement_timestamp() AS began FROM generate_series(1, 1000)) AS made OFFSET 0) AS read"_s);
        QCOMPARE(made, u"t"_s);
        // Rows that come one after another have keys one after another; a million of them a second is less than 4096 a
        // ms.
        QCOMPARE(
            m_demo->value(u"SELECT uaip_uuid_v7() < (SELECT uaip_uuid_v7() FROM (SELECT count(*) FROM "
                          "generate_series(1, 100000)) AS later)"_s),
            u"t"_s);
    }

    void lateRowsMoveToTheirMonth()
    {
        const QString rows = u"SELECT string_agg(tableoid::regclass::text, ' ' ORDER BY tableoid::regclass::text) FROM "
                             "tool_executions WHERE requested_at >= '2031-05-01 00:00+00'"_s;
        (void)m_demo->session().query({u"BEGIN"_s, {}}).result();
        for (const QString &statement :
             {u"INSERT INTO tool_executions (id, tool_id, requested_at) SELECT md5('late')::uuid, tool_id, "
              "'2031-05-17 00:00+00' FROM tool_executions LIMIT 1"_s,
              u"INSERT INTO tool_executions (id, tool_id, requested_at, parent_execution_id) SELECT "
              u"md5('child')::uuid, "
              "tool_id, '2031-06-17 00:00+00', md5('late')::uuid FROM tool_executions LIMIT 1"_s,
              u"UPDATE tool_usage_records SET tool_execution_id = md5('late')::uuid WHERE id = (SELECT id FROM "
              "tool_usage_records ORDER BY id LIMIT 1)"_s})
            QCOMPARE(m_demo->column(statement), QStringList());
        QCOMPARE(m_demo->value(rows), u"tool_executions_default tool_executions_default"_s);
        QCOMPARE(m_demo->value(u"SELECT uaip_create_partitions('2031-05-09', '2031-06-09')"_s), u"8"_s);
        QCOMPARE(m_demo->value(u"SELECT uaip_create_partitions('2031-05-09', '2031-06-09')"_s), u"0"_s);
        QCOMPARE(m_demo->value(rows), u"tool_executions_2031_05 tool_executions_2031_06"_s);
        // Who refers to them still does.
        QCOMPARE(
            m_demo->value(u"SELECT count(*) FROM tool_usage_records WHERE tool_execution_id = md5('late')::uuid"_s),
            u"1"_s);
        QCOMPARE(m_demo->column(u"DELETE FROM tool_executions WHERE id = md5('late')::uuid"_s), QStringList());
        QCOMPARE(m_demo->value(rows), QString());
        (void)m_demo->session().query({u"ROLLBACK"_s, {}}).result();
    }

    // Of whatever zone and style the session is: IST is an abbreviation in India and in Israel, and PostgreSQL knows
    // one of them.
    void monthsBeginInUtc()
    {
        QCOMPARE(m_demo->column(u"BEGIN"_s), QStringList());
        int year = 2041;
        for (const auto &[style, zone] : std::initializer_list<std::pair<QString, QString>>{
                 {u"Postgres, DMY"_s, u"Asia/Kolkata"_s},
                 {u"SQL, DMY"_s, u"America/Sao_Paulo"_s},
                 {u"German"_s, u"Asia/Kathmandu"_s}}) {
            QCOMPARE(m_demo->column(u"SET LOCAL datestyle = '%1'"_s.arg(style)), QStringList());
            QCOMPARE(m_demo->column(u"SET LOCAL timezone = '%1'"_s.arg(zone)), QStringList());
            QCOMPARE(
                m_demo->value(u"SELECT uaip_create_partitions('%1-01-15 00:00+00', '%1-12-15 00:00+00')"_s.arg(year++)),
                u"48"_s);
        }
        QCOMPARE(m_demo->column(u"SET LOCAL datestyle = 'ISO'"_s), QStringList());
        QCOMPARE(m_demo->column(u"SET LOCAL timezone = 'UTC'"_s), QStringList());
        QCOMPARE(
            m_demo->value(
                u"SELECT string_agg(relname || ' ' || pg_get_expr(relpartbound, oid), ', ') FROM pg_class WHERE "
                "relispartition AND relkind = 'r' AND relname ~ '_204[0-9]_[0-9]{2}$' AND pg_get_expr(relpartbound, "
                "oid) "
                "NOT LIKE format('FOR VALUES FROM (''%s-01 00:00:00+00'')%%', replace(right(relname, 7), '_', '-'))"_s),
            QString());
        // Who makes them does not keep them.
        QCOMPARE(m_demo->column(u"CREATE ROLE uaip_months_owner"_s), QStringList());
        QCOMPARE(m_demo->column(u"ALTER TABLE tool_executions OWNER TO uaip_months_owner"_s), QStringList());
        QCOMPARE(m_demo->value(u"SELECT uaip_create_partitions('2050-01-15', '2050-01-15')"_s), u"4"_s);
        QCOMPARE(
            m_demo->value(u"SELECT relowner::regrole FROM pg_class WHERE relname = 'tool_executions_2050_01'"_s),
            u"uaip_months_owner"_s);
        QCOMPARE(m_demo->column(u"ROLLBACK"_s), QStringList());
    }

    void callsAreReferredToByIdAlone()
    {
        const QString set = u"UPDATE tool_usage_records SET tool_execution_id = %1 WHERE id = (SELECT id FROM "
                            "tool_usage_records WHERE tool_execution_id IS NULL ORDER BY id LIMIT 1)"_s;
        QCOMPARE(m_demo->refusal({set.arg(u"gen_random_uuid()"_s)}), u"23503 fk_tool_usage_records_tool_execution"_s);
        QCOMPARE(
            m_demo->refusal(
                {set.arg(u"(SELECT id FROM tool_executions ORDER BY id LIMIT 1)"_s),
                 u"SELECT 1 / count(*) FROM tool_usage_records u WHERE tool_execution_id = (SELECT id FROM "
                 u"tool_executions "
                 "ORDER BY id LIMIT 1) AND tool_execution_requested_at = (SELECT requested_at FROM tool_executions "
                 "ORDER "
                 "BY id LIMIT 1)"_s}),
            u"accepted"_s);
        QCOMPARE(
            m_demo->refusal(
                {u"INSERT INTO step_results (operation_id, step_number, step_name, tool_execution_id) SELECT id, "
                 "99, 's', gen_random_uuid() FROM operations LIMIT 1"_s}),
            u"23503 fk_step_results_tool_execution"_s);
    }

    // Before PostgreSQL 15 the keys would take the move to another partition for a deletion, and the child calls go.
    void aCallStaysInItsMonth()
    {
        const QString set = u"UPDATE tool_executions SET requested_at = requested_at %1 WHERE id = (SELECT id FROM "
                            "tool_executions WHERE extract(day FROM requested_at AT TIME ZONE 'UTC') BETWEEN 3 AND 25 "
                            "ORDER BY id LIMIT 1)"_s;
        const QString refused = m_demo->refusal({set.arg(u"- interval '40 days'"_s)});
        QVERIFY2(refused.startsWith(u"23001"_s), qPrintable(refused));
        QCOMPARE(m_demo->refusal({set.arg(u"- interval '1 second'"_s)}), u"accepted"_s);
    }

    // A view would show the default partition alone, so it stops the migration, and is named.
    void viewsStopIt()
    {
        PackDatabase database(m_server);
        QCOMPARE(goTo(database, 10), QString());
        (void)database.psql(u"CREATE VIEW public.my_usage AS SELECT * FROM tool_usage_records"_s);
        const QString failure = goTo(database, 11);
        QVERIFY2(failure.contains("view my_usage"_L1), qPrintable(failure));
        (void)database.psql(u"DROP VIEW public.my_usage"_s);
        QCOMPARE(goTo(database, 11), QString());
    }

    void rightsAreCarriedOver()
    {
        PackDatabase database(m_server);
        QCOMPARE(goTo(database, 10), QString());
        (void)database.psql(
            u"CREATE ROLE uaip_time_app; GRANT SELECT, INSERT ON tool_usage_records TO uaip_time_app; GRANT "
            "UPDATE (cost) ON tool_usage_records TO uaip_time_app"_s);
        const auto rights =
            u"SELECT has_table_privilege('uaip_time_app', 'tool_usage_records', 'SELECT, INSERT') || ' ' || "
            "has_column_privilege('uaip_time_app', 'tool_usage_records', 'cost', 'UPDATE') || ' ' || "
            "has_table_privilege('uaip_time_app', 'tool_usage_records', 'DELETE') || ' ' || "
            "has_table_privilege('uaip_time_app', 'persona_analytics', 'SELECT')"_s;
        QCOMPARE(goTo(database, 11), QString());
        QCOMPARE(database.value(rights), u"true true false false"_s);
        (void)database.psql(u"REVOKE UPDATE (cost) ON tool_usage_records FROM uaip_time_app; GRANT SELECT ON "
                            "persona_analytics TO uaip_time_app"_s);
        const Source source = test::packSource(u"uaip"_s);
        QCOMPARE(failureOf(database.run(source, {.direction = Direction::Down})), QString());
        QCOMPARE(database.value(rights), u"true false false true"_s);
        (void)database.psql(u"DROP OWNED BY uaip_time_app; DROP ROLE uaip_time_app"_s);
    }

    // "Periods of one persona do not overlap, but may have gaps", also where a month ends.
    void periodsDoNotOverlap_data()
    {
        QTest::addColumn<QString>("first");
        QTest::addColumn<QString>("second");
        QTest::addColumn<bool>("may");
        const QString week = u"2031-05-28,2031-06-04"_s;
        QTest::newRow("the same start") << week << u"2031-05-28,2031-05-29"_s << false;
        QTest::newRow("within") << week << u"2031-05-29,2031-05-30"_s << false;
        QTest::newRow("over the end of the month") << week << u"2031-06-01,2031-06-08"_s << false;
        QTest::newRow("from the month before") << u"2031-06-01,2031-06-08"_s << week << false;
        QTest::newRow("around") << week << u"2031-04-01,2031-08-01"_s << false;
        QTest::newRow("next to it") << week << u"2031-06-04,2031-06-11"_s << true;
        QTest::newRow("with a gap") << week << u"2031-06-05,2031-06-06"_s << true;
    }
    void periodsDoNotOverlap()
    {
        QFETCH(QString, first);
        QFETCH(QString, second);
        QFETCH(bool, may);
        const auto insert = [](const QString &who, const QString &period) {
            return u"INSERT INTO persona_analytics (persona_id, period_start, period_end, quality_score, "
                   "consistency_score) SELECT id, '%2 00:00+00', '%3 00:00+00', 0.5, 0.5 FROM personas ORDER BY id %1 "
                   "LIMIT 1"_s.arg(who, period.section(u',', 0, 0), period.section(u',', 1));
        };
        const QString months = u"SELECT uaip_create_partitions('2031-05-02', '2031-06-02')"_s;
        const QString outcome = m_demo->refusal({months, insert({}, first), insert({}, second)});
        if (may)
            QCOMPARE(outcome, u"accepted"_s);
        else
            QVERIFY2(
                outcome.startsWith("23P01 ex_persona_analytics_periods"_L1) || outcome.startsWith("23505"_L1),
                qPrintable(outcome));
        // Another persona may; who makes room, may, too.
        QCOMPARE(m_demo->refusal({months, insert({}, first), insert(u"DESC"_s, second)}), u"accepted"_s);
        const QString drop = u"DELETE FROM persona_analytics WHERE period_start >= '2031-01-01'"_s;
        QCOMPARE(m_demo->refusal({months, insert({}, first), drop, insert({}, second)}), u"accepted"_s);
        const QString move =
            u"UPDATE persona_analytics SET period_start = '2030-01-01', period_end = '2030-01-02' WHERE "
            "period_start >= '2031-01-01'"_s;
        QCOMPARE(m_demo->refusal({months, insert({}, first), move, insert({}, second)}), u"accepted"_s);
    }

    // Whoever may write the analytics need not be allowed to write, or even to see, the table of periods.
    void periodsAreKeptForEverybody()
    {
        (void)m_demo->psql(
            u"CREATE ROLE uaip_time_writer; GRANT SELECT, INSERT, DELETE ON persona_analytics TO uaip_time_writer; "
            "GRANT SELECT ON personas TO uaip_time_writer"_s);
        const QString insert =
            u"INSERT INTO persona_analytics (persona_id, period_start, period_end, quality_score, "
            "consistency_score) SELECT id, '2031-05-01', '2031-05-02', 0.5, 0.5 FROM personas LIMIT 1"_s;
        const QString role = u"SET LOCAL ROLE uaip_time_writer"_s;
        QCOMPARE(m_demo->refusal({role, insert}), u"accepted"_s);
        QCOMPARE(m_demo->refusal({role, u"DELETE FROM persona_analytics_periods"_s}), u"42501"_s);
        (void)m_demo->psql(u"DROP OWNED BY uaip_time_writer; DROP ROLE uaip_time_writer"_s);
        QCOMPARE(
            m_demo->value(
                u"SELECT count(*) FROM persona_analytics a FULL JOIN persona_analytics_periods p ON p.id = a.id AND "
                "p.persona_id = a.persona_id AND p.period = tstzrange(period_start, period_end) WHERE a.id IS "
                "NULL OR p.id IS NULL"_s),
            u"0"_s);
    }

    // What runs by itself looks nothing up by a path that the session chose.
    void functionsHaveAPathOfTheirOwn()
    {
        QCOMPARE(
            m_demo->column(
                u"SELECT p.oid::regprocedure::text FROM pg_proc p WHERE pronamespace = 'public'::regnamespace "
                "AND (prorettype = 'trigger'::regtype OR prosecdef OR proname ~ '^uaip_') AND prolang IN (SELECT "
                "oid FROM pg_language WHERE lanname IN ('sql', 'plpgsql')) AND NOT (coalesce(proconfig[1], '') ~ "
                "'^search_path=pg_catalog, (public, )?pg_temp$')"_s),
            QStringList());
        QCOMPARE(
            m_demo->column(
                u"SELECT p.oid::regprocedure::text FROM pg_proc p WHERE pronamespace = 'public'::regnamespace "
                "AND prosecdef AND has_function_privilege('public', p.oid, 'EXECUTE')"_s),
            QStringList());
    }
};

QTEST_GUILESS_MAIN(UaipTimeTest)
#include "tst_uaiptime.moc"
