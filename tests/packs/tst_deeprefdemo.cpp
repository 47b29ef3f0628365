// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "demofixture.h"

using namespace Qt::StringLiterals;
using namespace howdah;
using test::DemoDatabase;

static const QStringList Ups{
    u"1732025000001-InitialSchema.up.sql"_s,    u"1732025000002-AISystemTables.up.sql"_s,
    u"1732025000003-CreateIndexes.up.sql"_s,    u"1795248000001-PromptActivationHistory.up.sql"_s,
    u"1795420800001-IndexForeignKeys.up.sql"_s, u"1795420800002-CheckValues.up.sql"_s,
    u"1795420800003-ValidateValues.up.sql"_s,   u"1795420800004-GuardPrompts.up.sql"_s,
    u"1795420800006-GovernPrompts.up.sql"_s,    u"1795471200001-PromptDatasets.up.sql"_s};

// Of one version: calls, successes, median latency in ms, mean tokens.
struct Figures
{
    int calls = 0;
    int successes = 0;
    int latency = 0;
    int tokens = 0;

    [[nodiscard]] double rate() const { return double(successes) / calls; }
};

// The demo data of the DeepRef pack: complete, the same each time, and true to its own history.
class DeeprefDemoTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;
    std::unique_ptr<DemoDatabase> m_demo; // only read

    QString count(const QString &of) { return m_demo->files.psql(u"SELECT count(*) FROM "_s + of); }

    Figures figures(const QString &promptId)
    {
        const QStringList words =
            m_demo->files
                .psql(u"SELECT concat_ws(' ', count(*), count(*) FILTER (WHERE success), percentile_disc(0.5) WITHIN "
                      u"GROUP "
                      "(ORDER BY \"responseTimeMs\"), round(avg(\"tokensUsed\"))) FROM ai_interactions AS i JOIN "
                      "ai_prompts AS p ON p.id = i.\"promptId\" WHERE p.\"promptId\" = '%1'"_s.arg(promptId))
                .split(u' ');
        if (words.size() != 4)
            return {};
        return {words[0].toInt(), words[1].toInt(), words[2].toInt(), words[3].toInt()};
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_demo = std::make_unique<DemoDatabase>(m_server, u"deepref"_s, Ups);
        m_demo->mustLoad();
    }
    void cleanupTestCase() { m_demo.reset(); }

    void fillsEveryTable()
    {
        const QStringList lines = m_demo->fingerprint().split(u'\n');
        // Labels, rules, approvals and their log say who and when, which would not be the same each time.
        static const QStringList Empty{
            u"ai_prompt_approvals"_s, u"ai_prompt_label_changes"_s, u"ai_prompt_labels"_s, u"ai_prompt_rules"_s};
        QCOMPARE(lines.size(), 14 + Empty.size());
        for (const QString &line : lines)
            QVERIFY2(
                line.section(u'|', 1, 1).toInt() > 0 || Empty.contains(line.section(u'|', 0, 0)), qPrintable(line));
        QCOMPARE(count(u"ai_sessions"_s), u"800"_s);
        QCOMPARE(count(u"ai_interactions"_s), u"4000"_s);
        QCOMPARE(count(u"ai_prompts"_s), u"14"_s);
        QCOMPARE(count(u"users"_s), u"62"_s);
        QCOMPARE(count(u"ai_prompt_dataset_cases"_s), u"12"_s);
        QCOMPARE(count(u"ai_prompt_test_results"_s), u"24"_s);
    }

    void isTheSameEachTime()
    {
        DemoDatabase other(m_server, u"deepref"_s, Ups);
        // Neither the zone nor the style of dates has a say.
        QCOMPARE(other.files.stateOf(u"SET TimeZone = 'America/St_Johns'"_s), QString());
        QCOMPARE(other.files.stateOf(u"SET DateStyle = 'German, DMY'"_s), QString());
        other.mustLoad();
        QCOMPARE(other.fingerprint(), m_demo->fingerprint());
        // Nothing of the loader is left in the session.
        QCOMPARE(other.files.stateOf(u"SELECT pg_temp.scale()"_s), u"42883"_s);
    }

    void leavesRowsAlone()
    {
        const QString before = m_demo->fingerprint();
        const auto again = m_demo->load();
        QVERIFY(again && !again->loaded);
        QCOMPARE(m_demo->fingerprint(), before);
    }

    void growsWithTheScale()
    {
        DemoDatabase small(m_server, u"deepref"_s, Ups);
        const double one = small.mustLoad(1).milliseconds;
        DemoDatabase large(m_server, u"deepref"_s, Ups);
        const double ten = large.mustLoad(10).milliseconds;
        QCOMPARE(large.files.psql(u"SELECT count(*) FROM ai_interactions"_s), u"40000"_s);
        QCOMPARE(large.files.psql(u"SELECT count(*) FROM ai_sessions"_s), u"8000"_s);
        // Ten times the rows may take ten times as long; twice that is left to a busy machine.
        QVERIFY2(ten < 20 * one, qPrintable(u"%1 ms for 1, %2 ms for 10"_s.arg(one).arg(ten)));
    }

    // One active version a prompt, which is what the history says; rows say what was active then.
    void agreesWithItsHistory()
    {
        QCOMPARE(
            m_demo->files.psql(
                u"SELECT count(*) || ' ' || count(*) FILTER (WHERE active = 1 AND last) FROM (SELECT p.name, count(*) "
                u"FILTER "
                "(WHERE \"isActive\") AS active, bool_and(NOT \"isActive\" OR p.id = (SELECT \"promptId\" FROM "
                "ai_prompt_activations AS h WHERE h.name = p.name ORDER BY h.id DESC LIMIT 1)) AS last FROM ai_prompts "
                "AS p "
                "GROUP BY p.name) AS t"_s),
            u"4 4"_s);
        QCOMPARE(
            count(u"ai_prompt_activations AS h WHERE \"replacedPromptId\" IS DISTINCT FROM (SELECT \"promptId\" FROM "
                  "ai_prompt_activations AS b WHERE b.name = h.name AND b.id < h.id ORDER BY id DESC LIMIT 1)"_s),
            u"0"_s);
        QCOMPARE(
            m_demo->files.psql(
                u"SELECT n.version || ' for ' || o.version FROM ai_prompt_activations AS h JOIN ai_prompts AS n ON "
                "n.id = h.\"promptId\" JOIN ai_prompts AS o ON o.id = \"replacedPromptId\" WHERE action = 'rollback'"_s),
            u"1.1.0 for 1.2.0"_s);
        // But for the release candidate, nothing was used outside of its time (a session goes on with what it began).
        QCOMPARE(
            count(
                u"ai_interactions AS i JOIN ai_sessions AS s ON s.id = i.\"sessionId\" JOIN ai_prompts AS p ON p.id = "
                "i.\"promptId\" WHERE p.version NOT LIKE '%-rc%' AND p.id <> (SELECT \"promptId\" FROM "
                "ai_prompt_activations "
                "AS h WHERE h.name = p.name AND \"activatedAt\" <= \"startedAt\" AT TIME ZONE 'UTC' ORDER BY h.id DESC LIMIT 1)"_s),
            u"0"_s);
    }

    void reportsItsStories()
    {
        const Figures before = figures(u"reference-coach-v1.1.0"_s);
        const Figures bad = figures(u"reference-coach-v1.2.0"_s);
        const Figures now = figures(u"reference-coach-v2.0.0"_s);
        QVERIFY(before.calls > 200 && bad.calls > 100 && now.calls > 200);
        QVERIFY2(bad.rate() + 0.04 < before.rate(), qPrintable(u"%1 %2"_s.arg(bad.rate()).arg(before.rate())));
        QVERIFY2(bad.rate() + 0.04 < now.rate(), qPrintable(u"%1 %2"_s.arg(bad.rate()).arg(now.rate())));
        QVERIFY(now.tokens > before.tokens * 1.2);
        const Figures candidate = figures(u"reference-coach-v2.1.0-rc.1"_s);
        QVERIFY2(candidate.calls > 0 && candidate.calls < 30, qPrintable(QString::number(candidate.calls)));
        QCOMPARE(figures(u"reference-intelligence-v1.1.0"_s).calls, 0);
        QVERIFY(
            figures(u"reference-intelligence-v1.0.1"_s).latency
            > 1.5 * figures(u"reference-intelligence-v1"_s).latency);
        // Half a year of use: something in every month.
        QCOMPARE(
            m_demo->files.psql(u"SELECT count(DISTINCT date_trunc('month', \"createdAt\")) FROM ai_interactions"_s),
            u"6"_s);
    }

    void isSoundInItself_data()
    {
        QTest::addColumn<QString>("wrong"); // finds none
        QTest::newRow("error without failure")
            << u"ai_interactions WHERE success <> (\"errorMessage\" IS NULL) OR (success AND \"aiResponse\" IS NULL)"_s;
        QTest::newRow("outside of its session") << u"ai_interactions AS i JOIN ai_sessions AS s ON s.id = "
                                                   u"\"sessionId\" WHERE i.\"createdAt\" < \"startedAt\" OR "
                                                   "i.\"createdAt\" > \"endedAt\""_s;
        QTest::newRow("in the future") << u"(SELECT max(\"createdAt\") AS at FROM ai_interactions UNION ALL SELECT "
                                          u"max(\"startedAt\") FROM ai_sessions UNION ALL "
                                          "SELECT max(\"endedAt\") FROM ai_sessions UNION ALL SELECT "
                                          "max(\"updatedAt\") FROM \"references\" UNION ALL SELECT "
                                          "max(\"lastViewedAt\") FROM bundles UNION ALL SELECT max(\"reviewedAt\") "
                                          "FROM kyc_documents UNION ALL SELECT "
                                          "max(\"lastLoginAt\") FROM users) AS t WHERE at > '2026-03-01'"_s;
        QTest::newRow("a variable without its value") << u"ai_interactions WHERE \"userInput\" LIKE '%{{%'"_s;
        QTest::newRow("another seeker's reference")
            << u"bundle_references AS x JOIN bundles AS b ON b.id = \"bundleId\" JOIN \"references\" AS r ON r.id = "
               u"\"referenceId\" "
               "WHERE r.\"seekerId\" <> b.\"seekerId\""_s;
        QTest::newRow("a score too early")
            << u"\"references\" WHERE (\"rcsScore\" IS NOT NULL) <> (status IN ('verified', 'rejected')) OR \"rcsScore\" NOT BETWEEN 0 AND 100"_s;
        QTest::newRow("a rating of a failure")
            << u"ai_finetune_datasets JOIN ai_interactions AS i ON i.id = \"interactionId\" WHERE NOT success"_s;
        QTest::newRow("a text that claims to be encrypted")
            << u"ai_prompts WHERE \"keyId\" IS NOT NULL OR metadata ->> 'encryption' IS DISTINCT FROM 'none: demo data'"_s;
        QTest::newRow("the same text in two versions")
            << u"(SELECT FROM ai_prompts GROUP BY name, \"systemPrompt\" HAVING count(*) > 1) AS t"_s;
        QTest::newRow("a case without its values")
            << u"ai_prompt_dataset_cases WHERE (SELECT count(*) FROM jsonb_each_text(variables) WHERE value <> '') <> 4"_s;
        QTest::newRow("a result that its checks deny")
            << u"ai_prompt_test_results WHERE passed IS DISTINCT FROM (SELECT bool_and((c ->> 'passed')::boolean) FROM "
               "jsonb_array_elements(checks) AS c) OR abs(score - (SELECT avg((c ->> 'score')::float8) FROM "
               "jsonb_array_elements(checks) AS c)) > 1e-9"_s;
        QTest::newRow("a reviewer who is not of the staff")
            << u"kyc_documents AS k JOIN users AS u ON u.id = \"reviewerId\" WHERE u.role <> 'admin'"_s;
    }
    void isSoundInItself()
    {
        QFETCH(QString, wrong);
        QCOMPARE(count(wrong), u"0"_s);
    }
};

QTEST_GUILESS_MAIN(DeeprefDemoTest)
#include "tst_deeprefdemo.moc"
