// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/namesanswers.h"
#include "operations/prompttest.h"
#include "prompt/promptdatabase.h"
#include "prompt/test/teststore.h"

#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::prompt;
using namespace howdah::operations;
using test::expected;
using test::NamesAnswers;
using test::PromptDatabase;

// A version over a dataset, or two: what is sent, what is checked, what is kept, and what is asked first. The model is
// a function of the test.
class PromptTestTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;
    std::optional<PromptDatabase> m_base;
    std::optional<QTemporaryDir> m_folder;
    PromptTestWish m_wish;
    std::vector<ChatRequest> m_asked;

    static TestCase caseOf(const QString &name, const QString &question, std::vector<Assertion> assertions)
    {
        return {
            .id = {},
            .name = name,
            .variables = {{u"question"_s, question}},
            .expected = u"expected"_s,
            .assertions = std::move(assertions),
            .interactionId = {},
            .problem = {}};
    }

    static std::vector<Assertion> something() { return {{.kind = Assertion::Kind::Length, .least = 1}}; }

    // Says what it was asked, in upper case for the version 2.0.0; as a judge it likes upper case.
    AskModel model()
    {
        return [this](const ChatRequest &request, std::stop_token) -> Result<ChatReply> {
            m_asked.push_back(request);
            const QString system = request.messages.front().text;
            const QString said = request.messages.back().text;
            ChatReply reply;
            reply.model = request.model;
            reply.usage = {10, 5, true};
            reply.totalMs = 100;
            reply.text = system.contains("2.0.0"_L1) ? said.toUpper() : said;
            if (said.contains("Criterion:"_L1))
                reply.text =
                    said.contains("HELLO"_L1) ? u"{\"score\": 0.9, \"reason\": \"loud\"}"_s : u"FAIL: too quiet"_s;
            if (said.contains("boom"_L1))
                return fail(ErrorKind::Server, u"HTTP 500"_s);
            if (said.contains("silence"_L1))
                reply.text = u" \n"_s;
            if (said.contains("silence"_L1) || said.contains("too long"_L1))
                reply.finishReason = u"length"_s;
            reply.usage.isCounted = !said.contains("uncounted"_L1);
            if (said.contains("unplug"_L1))
                return fail(ErrorKind::Connection, u"gone"_s);
            return reply;
        };
    }

    Result<PromptTestReport>
    run(Decision &decision, Keeping keeping = Keeping::InTheDatabase, std::stop_token stop = {},
        const PromptTestProgress &progress = {})
    {
        const Result<PromptTestPlan> plan = planPromptTest(m_wish);
        if (!plan)
            return fail(plan.error());
        return runPromptTest(
            m_base->session(), m_base->table, *plan, decision, journal(), keeping, stop, progress, model());
    }

    [[nodiscard]] QString journal() const { return m_folder->filePath(u"journal.jsonl"_s); }

    void saveCases(const std::vector<TestCase> &cases)
    {
        expected(prompt::saveCases(m_base->session(), m_base->table, m_wish.dataset.id, cases));
        m_wish.cases = expected(readCases(m_base->session(), m_base->table, m_wish.dataset.id));
    }

private Q_SLOTS:
    void init()
    {
        m_base.emplace(m_server);
        m_folder.emplace();
        m_asked.clear();
        m_base->seed(
            {PromptDatabase::version(u"Coach"_s, u"1.0.0"_s, true), PromptDatabase::version(u"Coach"_s, u"2.0.0"_s)},
            {});
        m_wish = {};
        expected(createDataset(m_base->session(), m_base->table, u"Openings"_s));
        m_wish.dataset = expected(findDataset(m_base->session(), m_base->table, u"Openings"_s));
        m_wish.prompts = m_base->stored({});
        m_wish.version = m_base->stored({}, u"Coach-v2.0.0"_s);
        m_wish.baseline = m_base->stored({}, u"Coach-v1.0.0"_s);
        m_wish.endpoint.name = u"mine"_s;
        m_wish.endpoint.baseUrl = u"http://localhost:1/v1"_s;
        m_wish.endpoint.model = u"m"_s;
    }

    void runsBothOverTheSameCases()
    {
        saveCases(
            {caseOf(u"one"_s, u"hello"_s, {{.kind = Assertion::Kind::Contains, .text = u"HELLO"_s}}),
             caseOf(
                 u"two"_s, u"hello again"_s,
                 {{.kind = Assertion::Kind::Contains, .text = u"hello"_s},
                  {.kind = Assertion::Kind::Judge, .text = u"is loud"_s}}),
             caseOf(u"three"_s, u"boom"_s, something())});
        NamesAnswers decision(true);
        QStringList steps;
        const Result<PromptTestReport> report =
            run(decision, Keeping::InTheDatabase, {},
                [&steps](qsizetype done, qsizetype all, size_t version, const CaseResult &one) {
                    steps << u"%1/%2 %3 %4"_s.arg(done).arg(all).arg(version).arg(one.caseName);
                });
        QVERIFY2(report, report ? "" : qPrintable(describe(report.error())));
        // In turn, so that neither has the better hour.
        QCOMPARE(
            steps,
            (QStringList{
                u"1/6 0 one"_s, u"2/6 1 one"_s, u"3/6 1 two"_s, u"4/6 0 two"_s, u"5/6 0 three"_s, u"6/6 1 three"_s}));
        QVERIFY(decision.asked.empty()); // readable, and nothing of it is in production
        QVERIFY(!report->havePassed());
        const std::vector<CaseResult> &old = report->versions[0].results;
        const std::vector<CaseResult> &now = report->versions[1].results;
        QCOMPARE(old[0].answer, u"hello"_s);
        QVERIFY(!old[0].passed && now[0].passed);
        // Half of it holds on either side: the text here, the judge there.
        QCOMPARE(old[1].score, 0.5);
        QCOMPARE(now[1].score, 0.45);
        QCOMPARE(now[1].checks[1].detail, u"loud"_s);
        QCOMPARE(old[1].checks[1].detail, u"too quiet"_s);
        QVERIFY(!old[2].answer && old[2].error == "HTTP 500"_L1);
        QCOMPARE(report->comparison->pairs, 2);
        QCOMPARE(report->comparison->unanswered, QStringList{u"three"_s});
        QCOMPARE(report->comparison->onlyAfter, 1);
        QCOMPARE(m_asked.size(), 8u); // six cases and two judgements
        // Kept, both as one experiment.
        const std::vector<TestRun> runs =
            expected(readRuns(m_base->session(), m_base->table, {.datasetId = m_wish.dataset.id, .rowId = {}}));
        QCOMPARE(runs.size(), 2u);
        QCOMPARE(runs[0].experimentId, runs[1].experimentId);
        for (const TestRun &one : runs) {
            QCOMPARE(one.state, RunState::Finished);
            const bool isNow = one.version == "Coach-v2.0.0"_L1;
            QCOMPARE(expected(readResults(m_base->session(), m_base->table, one.id)), isNow ? now : old);
        }
    }

    void passesWhenAllDo()
    {
        m_wish.baseline.reset();
        saveCases({caseOf(u"one"_s, u"hello"_s, {{.kind = Assertion::Kind::Contains, .text = u"HELLO"_s}})});
        NamesAnswers decision(true);
        const PromptTestReport report = expected(run(decision, Keeping::Nowhere));
        QVERIFY(report.havePassed());
        QVERIFY(!report.comparison && !report.notKept.isEmpty());
        QCOMPARE(m_base->psql(u"SELECT count(*) FROM ai_prompt_test_runs"_s), u"0"_s);
    }

    void aCaseWithoutItsValuesFails()
    {
        TestCase one = caseOf(u"one"_s, {}, something());
        one.variables.clear();
        saveCases({one, caseOf(u"two"_s, u"hello"_s, something())});
        NamesAnswers decision(true);
        const PromptTestReport report = expected(run(decision));
        QVERIFY(report.versions[1].results[0].error.contains("question"_L1));
        QVERIFY(report.versions[1].results[1].passed);
        QVERIFY(!report.havePassed());
    }

    void asksBeforeWhatIsGuardedLeaves()
    {
        saveCases({caseOf(u"one"_s, u"hello"_s, something())});
        m_wish.isProduction = true;
        NamesAnswers no(false);
        const Result<PromptTestReport> refused = run(no);
        QVERIFY(!refused);
        QCOMPARE(refused.error().kind, ErrorKind::Cancelled);
        QCOMPARE(no.asked.size(), 1u);
        QCOMPARE(no.asked[0].reason, NamesQuestion::Reason::SentAway);
        QCOMPARE(no.asked[0].names, QStringList{u"mine"_s});
        QVERIFY(m_asked.empty() && !QFile::exists(journal()));
        QCOMPARE(m_base->psql(u"SELECT count(*) FROM ai_prompt_test_runs"_s), u"0"_s);
        NamesAnswers yes(true);
        QVERIFY(run(yes));
        QFile file(journal());
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QJsonDocument line = QJsonDocument::fromJson(file.readAll());
        QCOMPARE(line[u"action"_s].toString(), u"test"_s);
        QCOMPARE(line[u"dataset"_s].toString(), u"Openings"_s);
        // What users said there is guarded, even where the text is not.
        m_wish.version = *m_wish.baseline;
        m_wish.version = m_base->stored({}, u"Coach-v2.0.0"_s);
        m_wish.baseline.reset();
        const std::optional<NamesQuestion> question = expected(planPromptTest(m_wish)).question;
        QVERIFY(question && question->things.join(u' ').contains("Openings"_L1));
        m_wish.isProduction = false;
        QVERIFY(!expected(planPromptTest(m_wish)).question);
    }

    // What is no answer holds to everything that forbids something.
    void anEmptyAnswerIsAnError()
    {
        m_wish.baseline.reset();
        const std::vector<Assertion> brief{{.kind = Assertion::Kind::Length, .most = 900}};
        saveCases(
            {caseOf(u"empty"_s, u"silence"_s, brief), caseOf(u"cut"_s, u"too long"_s, brief),
             caseOf(u"whole"_s, u"hello"_s, brief)});
        NamesAnswers decision(true);
        const PromptTestReport report = expected(run(decision));
        const std::vector<CaseResult> &results = report.versions[0].results;
        QVERIFY2(results[0].error.contains("length"_L1), qPrintable(results[0].error));
        QCOMPARE(results[0].outputTokens, 5); // paid for all the same
        QVERIFY(!results[1].passed && results[1].error.isEmpty());
        QVERIFY(results[1].checks.back().detail.contains("cut off"_L1));
        QVERIFY(results[2].passed);
    }

    // Tokens that nobody counted are no count, and have no cost.
    void estimatesAreNotStored()
    {
        m_wish.baseline.reset();
        m_wish.model = u"mine-1"_s;
        QVERIFY(QDir().mkpath(QFileInfo(ownModelsFile()).path()));
        QFile models(ownModelsFile());
        QVERIFY(models.open(QIODevice::WriteOnly));
        models.write("models:\n  - {name: mine-1, input-price: 1, output-price: 2}\n");
        models.close();
        saveCases(
            {caseOf(u"counted"_s, u"hello"_s, {{.kind = Assertion::Kind::Cost, .most = 1}}),
             caseOf(u"not"_s, u"uncounted"_s, {{.kind = Assertion::Kind::Cost, .most = 1}})});
        NamesAnswers decision(true);
        const PromptTestReport report = expected(run(decision));
        const std::vector<CaseResult> &results = report.versions[0].results;
        QVERIFY(results[0].passed && results[0].cost && results[0].inputTokens == 10);
        QVERIFY(!results[1].passed && !results[1].cost && !results[1].inputTokens && !results[1].outputTokens);
        models.remove();
    }

    void aJudgeThatFailsSaysNothingOfTheAnswer()
    {
        saveCases({caseOf(u"one"_s, u"hello"_s, {{.kind = Assertion::Kind::Judge, .text = u"boom"_s}})});
        NamesAnswers decision(true);
        const PromptTestReport report = expected(run(decision));
        QVERIFY(report.versions[1].results[0].error.contains("HTTP 500"_L1));
        QCOMPARE(report.versions[1].results[0].answer, u"HELLO"_s);
        QCOMPARE(report.comparison->pairs, 0);
        QCOMPARE(report.comparison->unanswered, QStringList{u"one"_s});
    }

    void whatWasPaidForIsReported()
    {
        m_wish.baseline.reset();
        saveCases(
            {caseOf(u"one"_s, u"hello"_s, something()), caseOf(u"two"_s, u"unplug"_s, something()),
             caseOf(u"three"_s, u"hello"_s, something())});
        NamesAnswers decision(true);
        const PromptTestReport report = expected(run(decision));
        QVERIFY(report.failure && !report.havePassed());
        QCOMPARE(report.failure->kind, ErrorKind::Connection);
        QCOMPARE(report.versions[0].results.size(), 1u);
        QCOMPARE(m_base->psql(u"SELECT state FROM ai_prompt_test_runs"_s), u"failed"_s);
    }

    // A text of a model may hold what the database does not.
    void zerosInAnswersEndNothing()
    {
        m_wish.baseline.reset();
        saveCases({caseOf(u"one"_s, u"hello"_s, {{.kind = Assertion::Kind::Equals, .text = u"something else"_s}})});
        m_wish.cases[0].variables[u"question"_s] = u"hello"_s + QChar(u'\0') + u"x"_s;
        NamesAnswers decision(true);
        const PromptTestReport report = expected(run(decision));
        QVERIFY2(report.notKept.isEmpty() && !report.failure, qPrintable(report.notKept));
        QCOMPARE(m_base->psql(u"SELECT count(*) FROM ai_prompt_test_results"_s), u"1"_s);
    }

    void warnsAsARunDoes()
    {
        saveCases({caseOf(u"one"_s, u"hello"_s, something())});
        m_wish.endpoint.baseUrl = u"http://models.example/v1"_s;
        const PromptTestPlan plan = expected(planPromptTest(m_wish));
        QCOMPARE(plan.warnings.size(), 1);
        QVERIFY(plan.warnings[0].contains("not encrypted"_L1));
    }

    void keepsWhatWasDoneWhenItIsStopped()
    {
        m_wish.baseline.reset();
        saveCases({caseOf(u"one"_s, u"hello"_s, something()), caseOf(u"two"_s, u"hello"_s, something())});
        std::stop_source stop;
        NamesAnswers decision(true);
        const PromptTestReport report = expected(
            run(decision, Keeping::InTheDatabase, stop.get_token(),
                [&stop](qsizetype, qsizetype, size_t, const CaseResult &) { stop.request_stop(); }));
        QVERIFY(report.isCancelled && !report.havePassed());
        QCOMPARE(report.versions[0].results.size(), 1u);
        QCOMPARE(
            m_base->psql(u"SELECT state || ' ' || (SELECT count(*) FROM ai_prompt_test_results) FROM "
                         "ai_prompt_test_runs"_s),
            u"cancelled 1"_s);
    }

    void refusesWhatCannotBeRun()
    {
        QCOMPARE(planPromptTest(m_wish).error().kind, ErrorKind::Usage); // no cases
        saveCases(
            {caseOf(u"one"_s, u"x"_s, {{.kind = Assertion::Kind::Judge, .text = u"polite"_s, .judge = u"nobody"_s}})});
        QCOMPARE(planPromptTest(m_wish).error().kind, ErrorKind::NotFound);
        saveCases({caseOf(u"two"_s, u"x"_s, something()), caseOf(u"unheld"_s, u"x"_s, {})});
        m_wish.cases.erase(m_wish.cases.begin());
        const Error unheld = planPromptTest(m_wish).error();
        QVERIFY2(unheld.message.contains("unheld"_L1), qPrintable(describe(unheld)));
        m_wish.cases.pop_back();
        QVERIFY(planPromptTest(m_wish));
        m_wish.version.state = CellState::Locked;
        QCOMPARE(planPromptTest(m_wish).error().kind, ErrorKind::Usage);
    }
};

QTEST_GUILESS_MAIN(PromptTestTest)
#include "tst_prompttest.moc"
