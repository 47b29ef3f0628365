// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// The demo data as somebody reads them who has never seen the platforms: half a year of each series, and stories that
// hold together.
#include "entity/packdemo.h"
#include "metrics/dashboard.h"
#include "sql/quote.h"
#include "support/pgprograms.h"

#include <QTest>

#include <map>

using namespace Qt::StringLiterals;
using namespace howdah;

class StoriesTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;
    std::map<QString, std::unique_ptr<test::PackDemo>> m_demos;

    const test::PackDemo &demo(const QString &pack)
    {
        auto &one = m_demos[pack];
        if (!one)
            one = std::make_unique<test::PackDemo>(m_server, pack);
        return *one;
    }
    static bool isTooOld(const QString &pack) { return pack == "orchestrator"_L1 && test::serverMajor() < 15; }

    // What dashboards read beside their axis: things, which were made once.
    static bool isThing(const QString &table)
    {
        static const QStringList things{u"agents"_s,           u"personas"_s,  u"ai_prompts"_s,
                                        u"tool_definitions"_s, u"workflows"_s, u"organizations"_s};
        return things.contains(table);
    }
    // Days that may pass without a row.
    static int mostHole(const QString &table)
    {
        static const QHash<QString, int> rare{{u"agent_capability_metrics"_s, 10}, // its periods have nine days
                                              {u"conversation_contexts"_s, 9},     {u"approval_workflows"_s, 12},
                                              {u"artifact_deployments"_s, 12},     {u"discussion_participants"_s, 21},
                                              {u"ai_prompt_activations"_s, 31}}; // releases
        return rare.value(table, 5);
    }

private Q_SLOTS:
    void cleanupTestCase() { m_demos.clear(); }

    // From the dashboards themselves, so that a new one is asked, too.
    void halfAYear_data()
    {
        QTest::addColumn<QString>("pack");
        QTest::addColumn<QString>("table");
        QStringList known;
        for (const auto &file : metrics::builtInDashboards()) {
            const auto &dashboard = *file.reading.dashboard;
            QStringList tables = dashboard.tables;
            for (const auto &panel : dashboard.panels)
                tables += panel.tables;
            for (const QString &table : std::as_const(tables)) {
                const QString name = dashboard.pack + u'.' + table;
                if (dashboard.pack.isEmpty() || isThing(table) || known.contains(name) || table.contains(u"rollup"_s))
                    continue;
                known << name;
                QTest::newRow(qPrintable(name)) << dashboard.pack << table;
            }
        }
        QVERIFY(known.size() >= 8);
    }
    void halfAYear()
    {
        QFETCH(QString, pack);
        QFETCH(QString, table);
        if (isTooOld(pack))
            QSKIP("The pack needs PostgreSQL 15");
        const test::PackDemo &here = demo(pack);
        const entity::BoundEntity *one = here.entities()->named(table);
        QVERIFY(one);
        const QString &time = one->definition->time;
        if (time.isEmpty())
            QSKIP("what it says is of the time of another table");
        const QString days =
            here.psql(u"SELECT count(DISTINCT day) > 10, '2026-03-01' - min(day), '2026-03-01' - max(day), "
                      "max(hole) FROM (SELECT day, day - lag(day) OVER (ORDER BY day) AS hole FROM (SELECT DISTINCT "
                      "(%1)::date AS day "
                      "FROM %2 WHERE %1 >= '2026-03-01'::timestamp - interval '183 days') AS d) AS h"_s.arg(
                          sql::quoteIdentifier(time), sql::quoteIdentifier(table)));
        const QStringList found = days.split(u'|');
        QVERIFY2(found.value(0) == "t"_L1, qPrintable(days));
        QVERIFY2(found.value(1).toInt() >= 168, qPrintable(days)); // it begins half a year ago
        QVERIFY2(found.value(2).toInt() <= 21, qPrintable(days));  // and ends now
        QVERIFY2(found.value(3).toInt() <= mostHole(table), qPrintable(days));
    }

    // What is said of how it went is what was said.
    void ratingsMatchTexts()
    {
        const test::PackDemo &uaip = demo(u"uaip"_s);
        QCOMPARE(
            uaip.psql(u"SELECT count(*) FROM conversation_contexts WHERE (messages -> -1 ->> 'text' IN ('Perfect, "
                      u"thanks!', 'That was "
                      "quick 👍', 'Genau das. Danke!') AND sentiment NOT IN ('positive', 'very_positive')) OR "
                      "(messages -> -1 ->> "
                      "'text' IN ('That is not what I asked.', 'I have explained this three times now.', 'Let me speak "
                      "to a person.') "
                      "AND sentiment NOT IN ('negative', 'very_negative'))"_s),
            u"0"_s);
        QCOMPARE(
            uaip.psql(u"SELECT count(*) FROM conversation_contexts WHERE (summary LIKE '%handed to a person.') > "
                      u"((analytics ->> "
                      "'handovers')::int > 0) OR (summary LIKE '%settled%') > (analytics ->> 'resolved')::boolean OR "
                      "(summary LIKE "
                      "'%left open%') > NOT (analytics ->> 'resolved')::boolean"_s),
            u"0"_s);
        QVERIFY(
            uaip.psql(u"SELECT count(*) FROM conversation_contexts WHERE summary LIKE '%handed to a person.'"_s).toInt()
            > 0);
        // One text for each score, and never another.
        QCOMPARE(
            demo(u"deepref"_s)
                .psql(
                    u"SELECT count(DISTINCT \"humanFeedback\"), count(DISTINCT \"qualityScore\"), count(DISTINCT "
                    "(\"humanFeedback\", \"qualityScore\")) FROM ai_finetune_datasets WHERE \"humanFeedback\" IS NOT NULL"_s),
            u"5|5|5"_s);
    }

    void aPersonaHasThreeVersions()
    {
        QCOMPARE(
            demo(u"uaip"_s).psql(u"SELECT count(*), count(*) FILTER (WHERE status = 'active'), count(DISTINCT "
                                 u"system_prompt) > 1, bool_and(version = "
                                 "1 OR parent_persona_id IS NOT NULL) FROM personas WHERE name = 'Ada'"_s),
            u"3|1|t|t"_s);
        // How each did is known, so that they can be compared.
        QCOMPARE(
            demo(u"uaip"_s).psql(u"SELECT count(DISTINCT p.id) = 3 FROM personas AS p JOIN persona_analytics AS a ON "
                                 u"a.persona_id = p.id WHERE "
                                 "p.name = 'Ada'"_s),
            u"t"_s);
    }

    // It can still be decided, and what waits for it goes on then.
    void anApprovalWaits()
    {
        QCOMPARE(
            demo(u"uaip"_s).psql(
                u"SELECT count(*) > 0, bool_and(a.expires_at > '2026-03-01'), bool_and(o.status = 'waiting_approval'), "
                "bool_and(a.decided_at IS NULL) FROM approval_workflows AS a JOIN operations AS o ON o.id = "
                "a.operation_id WHERE "
                "a.status = 'pending'"_s),
            u"t|t|t|t"_s);
    }

    void aDeploymentFailed()
    {
        QCOMPARE(
            demo(u"uaip"_s).psql(
                u"SELECT count(*) > 0, bool_and(d.error_message <> ''), bool_and(d.deployed_at IS NULL), "
                u"bool_and(a.operation_id IS "
                "NOT NULL) FROM artifact_deployments AS d JOIN artifacts AS a ON a.id = d.artifact_id WHERE d.status = 'failed'"_s),
            u"t|t|t|t"_s);
    }

    // What is used is what is there.
    void aTenantIsNearItsQuota()
    {
        if (isTooOld(u"orchestrator"_s))
            QSKIP("The pack needs PostgreSQL 15");
        const test::PackDemo &here = demo(u"orchestrator"_s);
        QCOMPARE(
            here.psql(u"SELECT count(*) > 0, bool_and(used <= max_amount) FROM organization_quotas WHERE used * 100 >= "
                      u"max_amount "
                      "* warn_percent"_s),
            u"t|t"_s);
        QCOMPARE(
            here.psql(u"SELECT count(*) FROM organization_quotas AS q WHERE resource = 'tasks' AND used <> (SELECT "
                      u"count(*) FROM "
                      "tasks AS t WHERE t.organization_id = q.organization_id)"_s),
            u"0"_s);
    }
};

QTEST_GUILESS_MAIN(StoriesTest)
#include "tst_stories.moc"
