// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/promptdatabase.h"
#include "prompt/test/teststore.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::prompt;
using test::expected;
using test::PromptDatabase;

// Datasets, cases, runs and results in the database of the platform.
class TestStoreTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;

    static TestCase caseOf(const QString &name)
    {
        return {
            .id = {},
            .name = name,
            .variables = {{u"question"_s, u"What's \"new\"?\n{{x}}"_s}},
            .expected = u"nothing"_s,
            .assertions = {{.kind = Assertion::Kind::Contains, .text = u"thing"_s}},
            .interactionId = {},
            .problem = {}};
    }

private Q_SLOTS:
    void keepsCases()
    {
        PromptDatabase base(m_server);
        QCOMPARE(expected(readDatasets(base.session(), base.table)).size(), 0u);
        const QString id = expected(createDataset(base.session(), base.table, u" Openings "_s, u"first words"_s));
        QCOMPARE(createDataset(base.session(), base.table, u"Openings"_s).error().kind, ErrorKind::Conflict);
        QCOMPARE(createDataset(base.session(), base.table, u" "_s).error().kind, ErrorKind::Invalid);
        expected(saveCases(base.session(), base.table, id, {caseOf(u"one"_s), caseOf(u"one"_s), caseOf(u"two"_s)}));
        std::vector<TestCase> cases = expected(readCases(base.session(), base.table, id));
        QCOMPARE(cases.size(), 3u);
        QCOMPARE(cases[1].name, u"one 2"_s); // a second one of the name
        TestCase first = caseOf(u"one"_s);
        first.id = cases[0].id;
        QCOMPARE(cases[0], first);
        // What is changed is that row alone.
        cases[0].expected.reset();
        cases[0].variables.insert(u"who"_s, u""_s);
        expected(saveCases(base.session(), base.table, id, {cases[0]}));
        const std::vector<TestCase> again = expected(readCases(base.session(), base.table, id));
        QCOMPARE(again, cases);
        // A name that another has, and a case that is gone: nothing of both is written.
        TestCase taken = cases[0];
        taken.name = u"two"_s;
        QCOMPARE(
            saveCases(base.session(), base.table, id, {caseOf(u"three"_s), taken}).error().kind, ErrorKind::Conflict);
        QCOMPARE(expected(readCases(base.session(), base.table, id)), cases);
        expected(removeCases(base.session(), base.table, {cases[0].id, cases[1].id}));
        QCOMPARE(saveCases(base.session(), base.table, id, {cases[0]}).error().kind, ErrorKind::Conflict);
        QCOMPARE(expected(readDatasets(base.session(), base.table)).front().cases, 1);
        expected(renameDataset(base.session(), base.table, id, u"Greetings"_s));
        QCOMPARE(expected(findDataset(base.session(), base.table, u"Greetings"_s)).id, id);
        const auto missing = findDataset(base.session(), base.table, u"Openings"_s);
        QVERIFY(!missing && missing.error().hint.contains("Greetings"_L1));
        expected(removeDataset(base.session(), base.table, id));
        QCOMPARE(base.psql(u"SELECT count(*) FROM ai_prompt_dataset_cases"_s), u"0"_s);
    }

    void refusesCasesThatCannotBeChecked()
    {
        PromptDatabase base(m_server);
        const QString id = expected(createDataset(base.session(), base.table, u"Openings"_s));
        TestCase one = caseOf(u"one"_s);
        one.assertions.push_back({.kind = Assertion::Kind::Regex, .text = u"("_s});
        QCOMPARE(saveCases(base.session(), base.table, id, {one}).error().kind, ErrorKind::Invalid);
        // What others wrote there is shown, not dropped.
        base.run(u"INSERT INTO ai_prompt_dataset_cases (\"datasetId\", name, variables, assertions) VALUES ('%1', 'x', "
                 "'{\"n\": 12, \"list\": [1, 2]}', '[{\"type\": \"rouge\"}]')"_s.arg(id));
        const std::vector<TestCase> cases = expected(readCases(base.session(), base.table, id));
        QVERIFY(cases[0].assertions.empty() && cases[0].problem.contains("rouge"_L1));
        QCOMPARE(cases[0].variables[u"n"_s], u"12"_s);
        QCOMPARE(cases[0].variables[u"list"_s].remove(u' '), u"[1,2]"_s);
    }

    void makesCasesOfCalls()
    {
        PromptDatabase base(m_server);
        Prompt version = PromptDatabase::version(u"Coach"_s, u"1.0.0"_s);
        version.userPrompt = u"Hello {{name}}, you ask: {{question}}"_s;
        Interaction call;
        call.id = u"7"_s;
        call.at = u"2026-03-01 10:00:00.123"_s;
        call.input = u"Hello Ann, you ask: why?"_s;
        call.answer = u"Because."_s;
        call.success = true;
        const CaseFromCall made = caseFromCall(version, call);
        QCOMPARE(made.testCase.variables, (QMap<QString, QString>{{u"name"_s, u"Ann"_s}, {u"question"_s, u"why?"_s}}));
        QCOMPARE(made.testCase.expected, u"Because."_s);
        QCOMPARE(made.testCase.interactionId, u"7"_s);
        QVERIFY(made.unrecovered.isEmpty());
        call.input = u"something else"_s;
        call.success = false;
        const CaseFromCall other = caseFromCall(version, call);
        QVERIFY(!other.testCase.expected);
        QCOMPARE(other.unrecovered.size(), 2);
    }

    void keepsRunsAndResults()
    {
        PromptDatabase base(m_server);
        base.seed({PromptDatabase::version(u"Coach"_s, u"1.0.0"_s, true)}, {});
        const QString row = base.idOf(u"Coach-v1.0.0"_s);
        const QString id = expected(createDataset(base.session(), base.table, u"Openings"_s));
        expected(saveCases(base.session(), base.table, id, {caseOf(u"one"_s), caseOf(u"two"_s)}));
        const std::vector<TestCase> cases = expected(readCases(base.session(), base.table, id));
        TestRun run;
        run.experimentId = u"00000000-0000-4000-8000-000000000001"_s;
        run.datasetId = id;
        run.rowId = row;
        run.model = u"m"_s;
        const QString runId = expected(beginRun(base.session(), base.table, run));
        CaseResult good{
            .caseId = cases[0].id,
            .caseName = u"one"_s,
            .answer = u"no\0thing"_s,
            .error = {},
            .passed = true,
            .score = 2.0 / 3,
            .checks = {{Assertion::Kind::Contains, true, 1, {}}, {Assertion::Kind::Judge, true, 1.0 / 3, u"short"_s}},
            .inputTokens = 10,
            .outputTokens = 20,
            .milliseconds = 1500,
            .cost = 0.00012};
        CaseResult bad;
        bad.caseId = cases[1].id;
        bad.caseName = u"two"_s;
        bad.error = u"HTTP 500"_s;
        expected(saveResult(base.session(), base.table, runId, good));
        expected(saveResult(base.session(), base.table, runId, bad));
        good.answer = u"nothing"_s; // PostgreSQL has no zero characters
        QCOMPARE(expected(readResults(base.session(), base.table, runId)), (std::vector<CaseResult>{good, bad}));
        const auto only = [&](const RunFilter &filter) {
            return expected(readRuns(base.session(), base.table, filter)).at(0);
        };
        QCOMPARE(only({}).state, RunState::Running);
        expected(endRun(base.session(), base.table, runId, RunState::Finished));
        const TestRun read = only({.datasetId = id, .rowId = row});
        QCOMPARE(read.version, u"Coach-v1.0.0"_s);
        QCOMPARE(read.datasetName, u"Openings"_s);
        QCOMPARE(read.state, RunState::Finished);
        QCOMPARE(read.cases, 2);
        QCOMPARE(read.passed, 1);
        QVERIFY(std::abs(read.score - 1.0 / 3) < 1e-12);
        QVERIFY(read.isSameText);
        // Whoever changes the text later is told that the results are of another one; activation changes nothing.
        base.run(u"UPDATE ai_prompts SET \"isActive\" = false"_s);
        QVERIFY(only({}).isSameText);
        base.run(u"UPDATE ai_prompts SET \"userPromptTemplate\" = \"userPromptTemplate\" || '!'"_s);
        QVERIFY(!only({}).isSameText);
        // A case that is removed leaves its results.
        expected(removeCases(base.session(), base.table, {cases[0].id}));
        QCOMPARE(expected(readResults(base.session(), base.table, runId)).at(0).caseName, u"one"_s);
    }

    void saysWhatIsMissing()
    {
        PromptDatabase base(m_server);
        base.run(u"DROP TABLE ai_prompt_test_results"_s);
        const auto datasets = readDatasets(base.session(), base.table);
        QVERIFY(!datasets);
        QCOMPARE(datasets.error().kind, ErrorKind::NotFound);
        QVERIFY(datasets.error().hint.contains("PromptDatasets"_L1));
    }
};

QTEST_GUILESS_MAIN(TestStoreTest)
#include "tst_teststore.moc"
