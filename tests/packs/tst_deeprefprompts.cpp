// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "packfiles.h"

using namespace Qt::StringLiterals;
using namespace howdah;
using test::PackFiles;

static const QString Ours = u"1795248000001-PromptActivationHistory"_s;
static const QString Guard = u"1795420800004-GuardPrompts"_s;
static const QString Datasets = u"1795471200001-PromptDatasets"_s;

// What this pack adds to the prompts of its seed: activation history, one active version, key ids; and which version is
// active where nobody says it.
class DeeprefPromptsTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;

    // As the platform has it: the three migrations of the seed, and a version of a prompt for each pair.
    std::unique_ptr<PackFiles> platform(const QStringList &versions)
    {
        auto database = std::make_unique<PackFiles>(m_server, u"deepref"_s);
        for (const QString &file :
             {u"1732025000001-InitialSchema"_s, u"1732025000002-AISystemTables"_s, u"1732025000003-CreateIndexes"_s}) {
            const QString failure = database->run(file + u".up.sql"_s);
            if (!failure.isEmpty())
                qFatal("%s", qPrintable(failure));
        }
        for (const QString &version : versions)
            if (const QString state = database->stateOf(insertion(version)); !state.isEmpty())
                qFatal("%s", qPrintable(state));
        return database;
    }

    // "Coach 1.0.0 on": name, version, and whether it is active.
    static QString insertion(const QString &words)
    {
        const QStringList w = words.split(u' ');
        return u"INSERT INTO ai_prompts (\"promptId\", name, \"systemPrompt\", \"userPromptTemplate\", version, "
               "\"modelPreference\", \"isActive\") VALUES ('%1-v%2', '%1', 'text', '', '%2', 'model', %3)"_s.arg(
                   w[0], w[1], w[2]);
    }

    // With our migration on top.
    std::unique_ptr<PackFiles> ours(const QStringList &versions)
    {
        auto database = platform(versions);
        if (const QString failure = database->run(Ours + u".up.sql"_s); !failure.isEmpty())
            qFatal("%s", qPrintable(failure));
        return database;
    }

    // And with what guards the prompts.
    std::unique_ptr<PackFiles> guarded(const QStringList &versions)
    {
        auto database = ours(versions);
        if (const QString failure = database->run(Guard + u".up.sql"_s); !failure.isEmpty())
            qFatal("%s", qPrintable(failure));
        return database;
    }

    // As the platform writes a version: without isActive, or with its default.
    static QString platformInsertion(const QString &name, const QString &version, bool byDefault)
    {
        return u"INSERT INTO public.ai_prompts (\"promptId\", name, \"systemPrompt\", \"userPromptTemplate\", version, "
               "\"modelPreference\"%3) VALUES ('%1-v%2', '%1', 'text', '', '%2', 'model'%4)"_s.arg(
                   name, version, byDefault ? u", \"isActive\""_s : QString(), byDefault ? u", DEFAULT"_s : QString());
    }

    static QString active() { return u"SELECT name || ' ' || version FROM ai_prompts WHERE \"isActive\" ORDER BY 1"_s; }

    static QString idOf(const QString &prompt)
    {
        return u"(SELECT id FROM ai_prompts WHERE \"promptId\" = '%1')"_s.arg(prompt);
    }

    static QString history()
    {
        return u"SELECT concat_ws(' ', h.id, h.name, h.action, coalesce(n.version, '-'), coalesce(o.version, '-')) "
               u"FROM "
               "ai_prompt_activations AS h LEFT JOIN ai_prompts AS n ON n.id = h.\"promptId\" "
               "LEFT JOIN ai_prompts AS o ON o.id = h.\"replacedPromptId\" ORDER BY h.id"_s;
    }

private Q_SLOTS:
    void beginsWithWhatIsActive()
    {
        const auto database = ours({u"Coach 1.0.0 false"_s, u"Coach 1.1.0 true"_s, u"Analyzer 1.0.0 true"_s});
        QCOMPARE(
            database->lines(history()), (QStringList{u"1 Analyzer baseline 1.0.0 -"_s, u"2 Coach baseline 1.1.0 -"_s}));
        QCOMPARE(
            database->psql(u"SELECT count(*) FROM ai_prompt_activations WHERE \"activatedBy\" = session_user "
                           "AND \"activatedAt\" <= now() AND reason <> ''"_s),
            u"2"_s);
        // No text is taken for encrypted.
        QCOMPARE(database->psql(u"SELECT count(*) FROM ai_prompts WHERE \"keyId\" IS NULL"_s), u"3"_s);
    }

    void rollsBackExactlyWithRows()
    {
        const auto database = platform({u"Coach 1.0.0 true"_s});
        const QStringList before = database->facts();
        QCOMPARE(database->run(Ours + u".up.sql"_s), QString());
        const QStringList after = database->facts();
        QVERIFY(before != after);
        QCOMPARE(database->stateOf(u"UPDATE ai_prompts SET \"keyId\" = 'k1'"_s), QString());
        QCOMPARE(database->run(Ours + u".down.sql"_s), QString());
        QCOMPARE(database->facts(), before);
        QCOMPARE(database->psql(u"SELECT \"systemPrompt\" FROM ai_prompts"_s), u"text"_s);
        QCOMPARE(database->run(Ours + u".up.sql"_s), QString());
        const catalog::Difference again = catalog::compare(after, database->facts());
        QVERIFY2(again.isEmpty(), qPrintable(describe(again)));
    }

    void refusesTwoActiveVersions()
    {
        const auto database = ours({u"Coach 1.0.0 true"_s, u"Coach 1.1.0 false"_s, u"Analyzer 1.0.0 true"_s});
        QCOMPARE(database->stateOf(insertion(u"Coach 2.0.0 true"_s)), u"23505"_s);
        QCOMPARE(
            database->stateOf(u"UPDATE ai_prompts SET \"isActive\" = true WHERE \"promptId\" = 'Coach-v1.1.0'"_s),
            u"23505"_s);
        // Another prompt has an active version of its own, and inactive ones are no trouble.
        QCOMPARE(database->stateOf(insertion(u"Coach 2.0.0 false"_s)), QString());
        QCOMPARE(
            database->psql(u"SELECT name || version FROM ai_prompts WHERE \"isActive\" ORDER BY name"_s),
            u"Analyzer1.0.0\nCoach1.0.0"_s);
    }

    void refusesAVersionTwice()
    {
        const auto database = ours({u"Coach 1.0.0 true"_s});
        QCOMPARE(
            database->stateOf(
                u"INSERT INTO ai_prompts (\"promptId\", name, \"systemPrompt\", \"userPromptTemplate\", "
                "version, \"modelPreference\", \"isActive\") VALUES ('x', 'Coach', '', '', '1.0.0', '', false)"_s),
            u"23505"_s);
    }

    void refusesADatabaseWithTwoActiveVersions()
    {
        const auto database = platform({u"Coach 1.0.0 true"_s, u"Coach 1.1.0 true"_s});
        const QStringList before = database->facts();
        const QString failure = database->run(Ours + u".up.sql"_s);
        QVERIFY2(failure.startsWith("23505"_L1) && failure.contains("Coach"_L1), qPrintable(failure));
        QCOMPARE(database->facts(), before);
    }

    void recordsChanges()
    {
        const auto database = ours({u"Coach 1.0.0 true"_s, u"Coach 1.1.0 false"_s});
        const QString change = u"INSERT INTO ai_prompt_activations (name, \"promptId\", \"replacedPromptId\", action) "
                               "VALUES ('Coach', %1, %2, '%3')"_s;
        const QString one = idOf(u"Coach-v1.0.0"_s);
        const QString two = idOf(u"Coach-v1.1.0"_s);
        QCOMPARE(database->stateOf(change.arg(two, one, u"activate"_s)), QString());
        QCOMPARE(database->stateOf(change.arg(one, two, u"rollback"_s)), QString());
        QCOMPARE(database->stateOf(change.arg(u"NULL"_s, one, u"deactivate"_s)), QString());
        QCOMPARE(
            database->lines(history()), (QStringList{
                                            u"1 Coach baseline 1.0.0 -"_s, u"2 Coach activate 1.1.0 1.0.0"_s,
                                            u"3 Coach rollback 1.0.0 1.1.0"_s, u"4 Coach deactivate - 1.0.0"_s}));
        // What makes no sense is refused.
        QCOMPARE(database->stateOf(change.arg(one, u"NULL"_s, u"promote"_s)), u"23514"_s);
        QCOMPARE(database->stateOf(change.arg(one, one, u"activate"_s)), u"23514"_s);
        QCOMPARE(database->stateOf(change.arg(one, two, u"deactivate"_s)), u"23514"_s);
        QCOMPARE(database->stateOf(change.arg(u"NULL"_s, one, u"activate"_s)), u"23514"_s);
        QCOMPARE(database->stateOf(change.arg(u"uuid_generate_v4()"_s, one, u"activate"_s)), u"23503"_s);
        // The order cannot be chosen.
        QCOMPARE(
            database->stateOf(
                u"INSERT INTO ai_prompt_activations (id, name, \"promptId\", action) VALUES (1, 'Coach', %1, 'activate')"_s
                    .arg(one)),
            u"428C9"_s);
    }

    void forgetsNothing_data()
    {
        QTest::addColumn<QString>("sql");
        QTest::newRow("update") << u"UPDATE ai_prompt_activations SET reason = 'other'"_s;
        QTest::newRow("delete") << u"DELETE FROM ai_prompt_activations"_s;
        QTest::newRow("truncate") << u"TRUNCATE ai_prompt_activations"_s;
        QTest::newRow("by cascade") << u"TRUNCATE ai_prompts CASCADE"_s;
    }
    void forgetsNothing()
    {
        QFETCH(QString, sql);
        const auto database = ours({u"Coach 1.0.0 true"_s});
        const QStringList before = database->lines(history());
        QCOMPARE(database->stateOf(sql), u"23001"_s);
        QCOMPARE(database->lines(history()), before);
        QCOMPARE(database->stateOf(u"DELETE FROM ai_prompts"_s), u"23503"_s);
    }

    void acceptsALaterVersionOfThePlatform_data()
    {
        QTest::addColumn<bool>("byDefault");
        QTest::newRow("left out") << false;
        QTest::newRow("default") << true;
    }
    void acceptsALaterVersionOfThePlatform()
    {
        QFETCH(bool, byDefault);
        // Before, the default refused it.
        const auto before = ours({u"Coach 1.0.0 true"_s});
        QCOMPARE(before->stateOf(platformInsertion(u"Coach"_s, u"2.0.0"_s, byDefault)), u"23505"_s);
        const auto database = guarded({u"Coach 1.0.0 true"_s});
        QCOMPARE(database->stateOf(platformInsertion(u"Coach"_s, u"2.0.0"_s, byDefault)), QString());
        QCOMPARE(database->lines(active()), QStringList{u"Coach 1.0.0"_s});
        // The first of a prompt is active; what comes with it, in one statement, is not.
        QCOMPARE(
            database->stateOf(
                u"INSERT INTO ai_prompts (\"promptId\", name, \"systemPrompt\", \"userPromptTemplate\", version, "
                "\"modelPreference\") VALUES ('a1', 'Analyzer', '', '', '1.0.0', ''), ('a2', 'Analyzer', '', '', "
                "'2.0.0', '')"_s),
            QString());
        QCOMPARE(database->lines(active()), (QStringList{u"Analyzer 1.0.0"_s, u"Coach 1.0.0"_s}));
        // A prompt that was deactivated stays so.
        QCOMPARE(database->stateOf(u"UPDATE ai_prompts SET \"isActive\" = false WHERE name = 'Coach'"_s), QString());
        QCOMPARE(database->stateOf(platformInsertion(u"Coach"_s, u"3.0.0"_s, byDefault)), QString());
        QCOMPARE(database->lines(active()), QStringList{u"Analyzer 1.0.0"_s});
    }

    void holdsWhoSaysItToOneActiveVersion()
    {
        const auto database = guarded({u"Coach 1.0.0 true"_s});
        QCOMPARE(database->stateOf(insertion(u"Coach 2.0.0 true"_s)), u"23505"_s);
        QCOMPARE(database->stateOf(insertion(u"Coach 2.0.0 false"_s)), QString());
        QCOMPARE(database->stateOf(insertion(u"Analyzer 1.0.0 false"_s)), QString());
        QCOMPARE(database->stateOf(u"UPDATE ai_prompts SET \"isActive\" = NULL"_s), u"23502"_s);
        QCOMPARE(database->lines(active()), QStringList{u"Coach 1.0.0"_s});
    }

    // Whoever writes prompts may have a search_path with functions and operators of his own: the triggers do not see
    // it.
    void namesOfTheSessionDoNotDecide()
    {
        const auto database = guarded({u"Coach 1.0.0 true"_s});
        QCOMPARE(
            database->psql(
                u"CREATE SCHEMA trap; CREATE TABLE trap.ai_prompts (name text); "
                "CREATE FUNCTION trap.format(text, regclass) RETURNS text LANGUAGE sql AS $$SELECT 'SELECT true'$$; "
                "CREATE FUNCTION trap.equal(varchar, varchar) RETURNS boolean LANGUAGE sql AS 'SELECT false'; "
                "CREATE OPERATOR trap.= (LEFTARG = varchar, RIGHTARG = varchar, FUNCTION = trap.equal); "
                "CREATE ROLE prompt_writer; GRANT USAGE ON SCHEMA trap TO prompt_writer; "
                "GRANT SELECT, INSERT ON ai_prompts TO prompt_writer; "
                "GRANT DELETE ON ai_prompt_activations TO prompt_writer"_s),
            QString());
        const QString as = u"SET ROLE prompt_writer; SET search_path = trap, public, pg_catalog; "_s;
        QCOMPARE(database->psql(as + u"SELECT format('x', 'ai_prompts'::regclass)"_s), u"SELECT true"_s);
        QCOMPARE(database->psql(as + platformInsertion(u"Coach"_s, u"2.0.0"_s, false)), QString());
        QCOMPARE(database->lines(active()), QStringList{u"Coach 1.0.0"_s});
        const QString refused = database->psql(as + u"DELETE FROM ai_prompt_activations"_s);
        QVERIFY2(refused.contains("append-only"_L1), qPrintable(refused));
        QCOMPARE(database->psql(u"DROP OWNED BY prompt_writer; DROP ROLE prompt_writer"_s), QString());
    }

    void guardRollsBackExactly()
    {
        const auto database = ours({u"Coach 1.0.0 true"_s});
        const QStringList before = database->facts();
        QCOMPARE(database->run(Guard + u".up.sql"_s), QString());
        QVERIFY(database->facts() != before);
        QCOMPARE(database->stateOf(platformInsertion(u"Coach"_s, u"2.0.0"_s, false)), QString());
        QCOMPARE(database->run(Guard + u".down.sql"_s), QString());
        const catalog::Difference left = catalog::compare(before, database->facts());
        QVERIFY2(left.isEmpty(), qPrintable(describe(left)));
        QCOMPARE(database->stateOf(platformInsertion(u"Coach"_s, u"3.0.0"_s, false)), u"23505"_s);
    }

private:
    // With a dataset, a case made from a call, a run of the version and its result.
    std::unique_ptr<PackFiles> tested()
    {
        auto database = guarded({u"Coach 1.0.0 true"_s});
        if (const QString failure = database->run(Datasets + u".up.sql"_s); !failure.isEmpty())
            qFatal("%s", qPrintable(failure));
        const QString output = database->psql(
            u"SET session_replication_role = replica; "
            "INSERT INTO ai_interactions (id, \"sessionId\", \"promptId\", \"userInput\", \"modelUsed\") SELECT "
            "'00000000-0000-4000-8000-000000000061', uuid_generate_v4(), id, 'hello', 'm' FROM ai_prompts; "
            "SET session_replication_role = origin; "
            "INSERT INTO ai_prompt_datasets (name) VALUES ('Openings'); "
            "INSERT INTO ai_prompt_dataset_cases (\"datasetId\", name, \"interactionId\") "
            "SELECT id, 'one', '00000000-0000-4000-8000-000000000061' FROM ai_prompt_datasets; "
            "INSERT INTO ai_prompt_test_runs (\"experimentId\", \"datasetId\", \"promptId\", \"textDigest\", model) "
            "SELECT uuid_generate_v4(), d.id, p.id, '', 'm' FROM ai_prompt_datasets AS d, ai_prompts AS p; "
            "INSERT INTO ai_prompt_test_results (\"runId\", \"caseId\", \"caseName\", passed, score) "
            "SELECT r.id, c.id, c.name, true, 1 FROM ai_prompt_test_runs AS r, ai_prompt_dataset_cases AS c"_s);
        if (!output.isEmpty())
            qFatal("%s", qPrintable(output));
        return database;
    }

    static QString left()
    {
        return u"SELECT concat_ws(' ', (SELECT count(*) FROM ai_prompt_datasets), (SELECT count(*) FROM "
               "ai_prompt_dataset_cases), (SELECT count(*) FROM ai_prompt_test_runs), (SELECT count(*) FROM "
               "ai_prompt_test_results))"_s;
    }

private Q_SLOTS:
    void keepsResultsOfWhatIsThere_data()
    {
        QTest::addColumn<QString>("where");
        QTest::addColumn<QString>("rest"); // datasets, cases, runs, results
        QTest::newRow("dataset") << u"ai_prompt_datasets"_s << u"0 0 0 0"_s;
        QTest::newRow("case") << u"ai_prompt_dataset_cases"_s << u"1 0 1 1"_s;
        QTest::newRow("run") << u"ai_prompt_test_runs"_s << u"1 1 0 0"_s;
        QTest::newRow("call") << u"ai_interactions"_s << u"1 1 1 1"_s;
    }
    void keepsResultsOfWhatIsThere()
    {
        QFETCH(QString, where);
        QFETCH(QString, rest);
        const auto database = tested();
        QCOMPARE(database->psql(left()), u"1 1 1 1"_s);
        QCOMPARE(database->stateOf(u"DELETE FROM "_s + where), QString());
        QCOMPARE(database->psql(left()), rest);
    }

    void holdsResultsToTheirScale()
    {
        const auto database = tested();
        for (const QString &wrong :
             {u"UPDATE ai_prompt_test_results SET score = 1.01"_s, u"UPDATE ai_prompt_test_results SET score = 'NaN'"_s,
              u"UPDATE ai_prompt_test_results SET milliseconds = -1"_s,
              u"UPDATE ai_prompt_test_results SET \"inputTokens\" = -1, \"outputTokens\" = 1"_s,
              u"UPDATE ai_prompt_test_results SET cost = -0.01"_s, u"UPDATE ai_prompt_test_results SET checks = '{}'"_s,
              u"UPDATE ai_prompt_dataset_cases SET variables = '[]'"_s,
              u"UPDATE ai_prompt_dataset_cases SET assertions = '\"equals\"'"_s,
              u"UPDATE ai_prompt_dataset_cases SET name = ''"_s, u"UPDATE ai_prompt_datasets SET name = ''"_s,
              u"UPDATE ai_prompt_test_runs SET state = 'done'"_s,
              u"UPDATE ai_prompt_test_runs SET state = 'finished'"_s,
              u"UPDATE ai_prompt_test_runs SET \"finishedAt\" = now()"_s})
            QCOMPARE(database->stateOf(wrong), u"23514"_s);
        QCOMPARE(
            database->stateOf(u"UPDATE ai_prompt_test_runs SET state = 'finished', \"finishedAt\" = now()"_s),
            QString());
        QCOMPARE(
            database->stateOf(u"INSERT INTO ai_prompt_test_results (\"runId\", \"caseName\", passed, score) SELECT "
                              "\"runId\", \"caseName\", false, 0 FROM ai_prompt_test_results"_s),
            u"23505"_s);
    }
};

QTEST_GUILESS_MAIN(DeeprefPromptsTest)
#include "tst_deeprefprompts.moc"
