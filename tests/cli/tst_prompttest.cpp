// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/promptscli.h"
#include "prompt/test/teststore.h"
#include "support/chatserver.h"

using namespace Qt::StringLiterals;
using namespace howdah;
using test::ChatScript;
using test::ChatServer;
using test::expected;
using test::PromptDatabase;

// `howdahctl prompts test` and `prompts datasets`, against a server of ours that speaks the protocol of an endpoint: no
// model.
class PromptTestCliTest final : public QObject, test::PromptsCli
{
    Q_OBJECT

    void configure(const ChatServer &server)
    {
        if (ctl({u"endpoints"_s, u"set"_s, u"mine"_s, u"--url"_s, server.url(), u"--model"_s, u"llama"_s}) != 0)
            qFatal("%s", m_err.constData());
        m_base->seed(
            {PromptDatabase::version(u"Coach"_s, u"1.0.0"_s, true), PromptDatabase::version(u"Coach"_s, u"2.0.0"_s)},
            {});
        const QString id = expected(prompt::createDataset(m_base->session(), m_base->table, u"Openings"_s));
        std::vector<prompt::TestCase> cases;
        for (const QString &name : {u"one"_s, u"two"_s})
            cases.push_back(
                {.id = {},
                 .name = name,
                 .variables = {{u"question"_s, name}},
                 .expected = {},
                 .assertions = {{.kind = prompt::Assertion::Kind::Contains, .text = u"Hello"_s}},
                 .interactionId = {},
                 .problem = {}});
        expected(prompt::saveCases(m_base->session(), m_base->table, id, cases));
    }

private Q_SLOTS:
    void init() { begin(); }

    void endsWithACodeAndAReport()
    {
        ChatServer server;
        configure(server);
        server.prepare({ChatScript::answer({u"Hello"_s})});
        const QStringList test{u"test"_s, u"Openings"_s, u"--prompt"_s, u"Coach"_s, u"--version"_s, u"2.0.0"_s};
        QCOMPARE(prompts(test), 0);
        QVERIFY2(m_out.contains("Coach-v2.0.0: 2 of 2 cases passed"), m_out.constData());
        QCOMPARE(server.seen().size(), 2);
        QCOMPARE(
            QJsonDocument::fromJson(server.seen().first().body)[u"messages"_s][1][u"content"_s].toString(), u"one"_s);
        // One of both does not hold; the report says which.
        server.prepare({ChatScript::answer({u"Hello"_s}), ChatScript::answer({u"Bye"_s})});
        QCOMPARE(prompts(test + QStringList{u"--junit"_s, path(u"report.xml"_s), u"--json"_s}), 4);
        QCOMPARE(json()[u"exitCode"_s].toInt(), 4);
        const QJsonArray results = json()[u"versions"_s][0][u"results"_s].toArray();
        QCOMPARE(results[1][u"case"_s].toString(), u"two"_s);
        QCOMPARE(results[1][u"passed"_s].toBool(), false);
        QVERIFY(results[1][u"checks"_s][0][u"detail"_s].toString().contains("Hello"_L1));
        const QByteArray report = read(u"report.xml"_s);
        QVERIFY2(report.contains("tests=\"2\" failures=\"1\" errors=\"0\""), report.constData());
        QCOMPARE(m_base->psql(u"SELECT count(*) FROM ai_prompt_test_runs WHERE state = 'finished'"_s), u"2"_s);
        QCOMPARE(prompts({u"datasets"_s, u"--json"_s}), 0);
        const QJsonValue shown = json()[u"datasets"_s][0];
        QCOMPARE(shown[u"name"_s].toString(), u"Openings"_s);
        QCOMPARE(shown[u"lastRun"_s][u"passed"_s].toInt(), 1);
    }

    void comparesTwoVersions()
    {
        ChatServer server;
        configure(server);
        server.prepare({ChatScript::answer({u"Hello"_s})});
        QCOMPARE(
            prompts(
                {u"test"_s, u"Openings"_s, u"--prompt"_s, u"Coach"_s, u"--version"_s, u"2.0.0"_s, u"--against"_s,
                 u"1.0.0"_s, u"--no-save"_s, u"--json"_s}),
            0);
        QCOMPARE(json()[u"versions"_s].toArray().size(), 2);
        QCOMPARE(json()[u"comparison"_s][u"pairs"_s].toInt(), 2);
        QCOMPARE(json()[u"comparison"_s][u"metrics"_s][0][u"verdict"_s].toString(), u"not-enough-data"_s);
        QCOMPARE(json()[u"saved"_s].toBool(), false);
        QCOMPARE(m_base->psql(u"SELECT count(*) FROM ai_prompt_test_runs"_s), u"0"_s);
    }

    void saysWhatIsWrong()
    {
        ChatServer server;
        QCOMPARE(prompts({u"test"_s, u"Openings"_s, u"--prompt"_s, u"Coach"_s}), 64); // no endpoint
        configure(server);
        const QStringList test{u"--prompt"_s, u"Coach"_s};
        QVERIFY(prompts(QStringList{u"test"_s, u"Closings"_s} + test) != 0);
        QVERIFY2(m_err.contains("Openings"), m_err.constData());
        QCOMPARE(prompts({u"test"_s, u"Openings"_s, u"--prompt"_s, u"Coach"_s, u"--against"_s, u"1.0.0"_s}), 64);
        server.prepare({ChatScript::refusal(401, R"({"error":{"message":"no"}})")});
        QCOMPARE(prompts(QStringList{u"test"_s, u"Openings"_s, u"--junit"_s, path(u"report.xml"_s)} + test), 69);
        QVERIFY2(read(u"report.xml"_s).contains("errors=\"1\" skipped=\"2\""), read(u"report.xml"_s).constData());
        QCOMPARE(m_base->psql(u"SELECT string_agg(state, ',') FROM ai_prompt_test_runs"_s), u"failed"_s);
        server.prepare({ChatScript::refusal(500, R"({"error":{"message":"no"}})")});
        QCOMPARE(prompts(QStringList{u"test"_s, u"Openings"_s} + test), 4); // each case has the error as its result
        QVERIFY2(m_out.contains("500"), m_out.constData());
    }
};

QTEST_GUILESS_MAIN(PromptTestCliTest)
#include "tst_prompttest.moc"
