// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/promptscli.h"
#include "prompt/run/endpoint.h"
#include "support/chatserver.h"

using namespace Qt::StringLiterals;
using namespace howdah;
using test::ChatScript;
using test::ChatServer;
using test::PromptDatabase;

// `howdahctl prompts run` and `prompts endpoints`, against a server of ours that speaks the protocol of an endpoint: no
// model.
class PromptRunCliTest final : public QObject, test::PromptsCli
{
    Q_OBJECT

    void configure(const ChatServer &server, const QStringList &more = {})
    {
        if (ctl(QStringList{u"endpoints"_s, u"set"_s, u"mine"_s, u"--url"_s, server.url(), u"--model"_s, u"llama"_s}
                + more)
            != 0)
            qFatal("%s", m_err.constData());
    }
    void writeHello() const
    {
        write(
            u"hello.prompt"_s,
            "---\nmodel: other/model\ninput: {schema: {name: string}}\nconfig: {temperature: 0.5, topK: 3}\n---\n"
            "{{role \"system\"}}\nBe brief.\n{{role \"user\"}}\nHello {{name}}\n");
    }

private Q_SLOTS:
    void init() { begin(); }

    void nothingIsSentBeforeAnEndpointIsConfigured()
    {
        writeHello();
        QCOMPARE(ctl({u"run"_s, path(u"hello.prompt"_s), u"--var"_s, u"name=A"_s}), 64);
        QVERIFY2(m_err.contains("No endpoint is configured"), m_err.constData());
        QVERIFY(m_err.contains("prompts endpoints set"));
    }

    void runsAFile()
    {
        ChatServer server;
        server.prepare({ChatScript::answer({u"Hel"_s, u"lo\x1b[31m Ngozi"_s})});
        configure(server);
        writeHello();
        const QStringList run{u"run"_s, path(u"hello.prompt"_s), u"--var"_s, u"name=Ngozi"_s};
        QCOMPARE(ctl(run), 0);
        QCOMPARE(m_out, QByteArray("Hello\x1b[31m Ngozi\n")); // to a pipe as it is; see the summary for people
        QVERIFY2(m_err.contains("26 + 5 tokens, counted by the server"), m_err.constData());
        QVERIFY(m_err.contains("first token after"));
        QVERIFY(m_err.contains("does not have it: topK"));
        const QJsonObject sent = QJsonDocument::fromJson(server.seen().first().body).object();
        QCOMPARE(sent[u"model"_s].toString(), u"llama"_s);
        QCOMPARE(sent[u"temperature"_s].toDouble(), 0.5);
        const QJsonArray messages = sent[u"messages"_s].toArray();
        QCOMPARE(messages[0][u"content"_s].toString().trimmed(), u"Be brief."_s);
        QCOMPARE(messages[1][u"content"_s].toString().trimmed(), u"Hello Ngozi"_s);

        QCOMPARE(ctl(run + QStringList{u"--json"_s, u"--model"_s, u"big"_s}), 0);
        const QJsonObject answer = json();
        QCOMPARE(answer[u"text"_s].toString(), u"Hello\x1b[31m Ngozi"_s);
        QCOMPARE(answer[u"endpoint"_s].toString(), u"mine"_s);
        QCOMPARE(answer[u"model"_s].toString(), u"llama3.2:1b"_s);
        QCOMPARE(answer[u"finishReason"_s].toString(), u"stop"_s);
        QCOMPARE(answer[u"usage"_s][u"input"_s].toInt(), 26);
        QCOMPARE(answer[u"usage"_s][u"counted"_s].toBool(), true);
        QVERIFY(answer[u"cost"_s].isNull());
        QVERIFY(answer[u"firstTokenMs"_s].isDouble() && answer[u"totalMs"_s].isDouble());
        QCOMPARE(QJsonDocument::fromJson(server.seen().last().body)[u"model"_s].toString(), u"big"_s);
    }

    void saysWhatIsMissing()
    {
        ChatServer server;
        configure(server);
        writeHello();
        QCOMPARE(ctl({u"run"_s, path(u"hello.prompt"_s)}), 64);
        QVERIFY2(m_err.contains("Variables without a value: name"), m_err.constData());
        QCOMPARE(ctl({u"run"_s, path(u"hello.prompt"_s), u"--endpoint"_s, u"yours"_s}), 64);
        QVERIFY2(m_err.contains("There is no endpoint yours"), m_err.constData());
        QVERIFY(server.seen().isEmpty());
    }

    void endsWithACode()
    {
        ChatServer server;
        configure(server);
        writeHello();
        const QStringList run{u"run"_s, path(u"hello.prompt"_s), u"--var"_s, u"name=A"_s, u"--json"_s};
        for (const auto &[status, code] : {std::pair(401, 69), {404, 2}, {429, 2}, {500, 2}}) {
            server.prepare({ChatScript::refusal(status, "{\"error\":{\"message\":\"\\u001b[2Jno\"}}")});
            QCOMPARE(ctl(run), code);
            QVERIFY2(!m_err.contains('\x1b'), m_err.constData());
            QVERIFY(json()[u"error"_s][u"message"_s].toString().contains(QString::number(status)));
        }
        const QString nowhere = u"http://127.0.0.1:1/v1"_s;
        QCOMPARE(ctl({u"endpoints"_s, u"set"_s, u"mine"_s, u"--url"_s, nowhere}), 0);
        QCOMPARE(ctl(run), 69);
        QVERIFY2(m_err.contains("refuses the connection"), m_err.constData());
    }

    void runsAVersionOnceItsTextMayLeave()
    {
        ChatServer server;
        server.prepare({ChatScript::answer({u"Hi"_s})});
        configure(server);
        seedThree(); // encrypted
        const QStringList run{u"run"_s, u"A"_s};
        const QStringList with{u"--var"_s, u"question=x"_s};
        QCOMPARE(prompts(run + with), 64);
        QVERIFY2(m_err.contains("is encrypted in its database") && m_err.contains("--confirm"), m_err.constData());
        QVERIFY(server.seen().isEmpty());
        QCOMPARE(prompts(run + with + QStringList{u"--confirm"_s, u"yours"_s}), 64);
        QVERIFY(server.seen().isEmpty());
        QCOMPARE(prompts(run + with + QStringList{u"--confirm"_s, u"mine"_s, u"--version"_s, u"1.1.0"_s}), 0);
        QCOMPARE(m_out, QByteArray("Hi\n"));
        QCOMPARE(server.seen().size(), 1);
        QVERIFY(read(u"data/prompts/journal.jsonl"_s).contains("A 1.1.0"));
    }

    void configuresEndpoints()
    {
        QCOMPARE(ctl({u"endpoints"_s, u"list"_s}), 0);
        QVERIFY(m_out.contains("No endpoint is configured"));
        QCOMPARE(ctl({u"endpoints"_s, u"set"_s, u"a"_s}), 64);
        QVERIFY(m_err.contains("--url"));
        QCOMPARE(ctl({u"endpoints"_s, u"set"_s, u"a"_s, u"--url"_s, u"http://user:pw@h/v1"_s}), 64);
        QVERIFY(m_err.contains("keychain") && !m_err.contains("pw@"));
        QCOMPARE(ctl({u"endpoints"_s, u"set"_s, u"a"_s, u"--url"_s, u"http://models.example/v1"_s}), 0);
        QVERIFY2(m_err.contains("is not encrypted (http)"), m_err.constData());
        QCOMPARE(
            ctl({u"endpoints"_s, u"set"_s, u"b"_s, u"--url"_s, u"http://localhost:11434/v1"_s, u"--timeout"_s, u"9"_s}),
            0);
        QCOMPARE(ctl({u"endpoints"_s, u"use"_s, u"b"_s, u"--json"_s}), 0);
        const QJsonArray list = json()[u"endpoints"_s].toArray();
        QCOMPARE(list.size(), 2);
        QCOMPARE(list[1][u"timeout"_s].toInt(), 9);
        QCOMPARE(list[1][u"usual"_s].toBool(), true);
        QCOMPARE(list[1][u"key"_s].toBool(), false);
        QVERIFY(read(u"data/prompts/endpoints.yaml"_s).contains("localhost:11434"));
        // There is no keychain here, and nothing is kept anywhere else.
        test::CtlProcess process({u"prompts"_s, u"endpoints"_s, u"key"_s, u"b"_s}, environment());
        QCOMPARE(process.wait(), 64); // nothing was typed
        QCOMPARE(ctl({u"endpoints"_s, u"remove"_s, u"a"_s}), 0);
        QCOMPARE(ctl({u"endpoints"_s, u"remove"_s, u"a"_s}), 64);
    }
};

QTEST_GUILESS_MAIN(PromptRunCliTest)
#include "tst_promptrun.moc"
