// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/exchange.h"

#include <QJsonObject>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::prompt;

class ExchangeTest final : public QObject
{
    Q_OBJECT

    static Imported import(ExchangeFormat format, const QByteArray &bytes, const QString &file = u"coach.x"_s)
    {
        const Result<Imported> read = importPrompts(format, bytes, file);
        if (!read)
            qFatal("%s", qPrintable(describe(read.error())));
        return *read;
    }

    static QStringList fields(const std::vector<Loss> &losses)
    {
        QStringList names;
        for (const Loss &loss : losses)
            names << loss.field;
        names.sort();
        return names;
    }

private Q_SLOTS:
    void importsLangfuse()
    {
        const Imported read = import(
            ExchangeFormat::Langfuse,
            "[{\"name\": \"Coach\", \"version\": 3, \"type\": \"chat\", \"labels\": [\"production\"], \"tags\": "
            "[\"a\"],"
            "\"config\": {\"model\": \"gpt\", \"temperature\": 0.2}, \"projectId\": \"p\", \"prompt\": ["
            "{\"role\": \"system\", \"content\": \"Help\"}, {\"role\": \"user\", \"content\": \"{{q}}\"},"
            "{\"role\": \"assistant\", \"content\": \"ok\"}, {\"type\": \"placeholder\", \"name\": \"history\"}]},"
            "{\"name\": \"Text\", \"version\": 1, \"type\": \"text\", \"prompt\": \"Hi {{x}}\"}]");
        QCOMPARE(read.prompts.size(), size_t(2));
        const Prompt &coach = read.prompts[0];
        QCOMPARE(coach.promptId, u"coach-v3"_s);
        QCOMPARE(coach.version, u"3.0.0"_s);
        QCOMPARE(coach.model, u"gpt"_s);
        QCOMPARE(coach.systemPrompt, u"Help"_s);
        QCOMPARE(coach.userPrompt, u"{{q}}"_s);
        QVERIFY(sameJson(coach.metadata, u"{\"config\": {\"temperature\": 0.2}, \"tags\": [\"a\"]}"_s));
        QCOMPARE(coach.active, std::optional(false));
        QCOMPARE(
            fields(read.losses),
            (QStringList{u"labels"_s, u"messages.assistant"_s, u"messages.placeholder"_s, u"projectId"_s}));
        QCOMPARE(read.prompts[1].userPrompt, u"Hi {{x}}"_s);
        QCOMPARE(read.prompts[1].systemPrompt, u""_s);
    }

    void importsPrompty()
    {
        const QByteArray body = "---\nsystem:\nHelp.\n\nAlways.\n\nuser:\n{{q}}\n";
        const Imported first = import(
            ExchangeFormat::Prompty,
            "---\nname: Coach\nversion: 1.2\nauthors: [me]\nmodel:\n  api: chat\n  configuration:\n    type: azure\n"
            "    azure_deployment: gpt\n  parameters: {temperature: 0.5}\nsample: {q: why}\n"
                + body);
        QCOMPARE(first.prompts[0].version, u"1.2.0"_s);
        QCOMPARE(first.prompts[0].model, u"gpt"_s);
        QCOMPARE(first.prompts[0].systemPrompt, u"Help.\n\nAlways."_s);
        QCOMPARE(first.prompts[0].userPrompt, u"{{q}}"_s);
        QCOMPARE(fields(first.losses), QStringList{u"model.configuration.type"_s});
        QVERIFY(sameJson(
            first.prompts[0].metadata,
            u"{\"authors\": [\"me\"], \"config\": {\"temperature\": 0.5}, \"model\": {\"api\": \"chat\"}, "
            "\"sample\": {\"q\": \"why\"}}"_s));
        const Imported second = import(
            ExchangeFormat::Prompty,
            "---\nname: Coach\nmodel:\n  id: gpt\n  options: {topP: 1}\nmetadata: {a: 1}\n" + body);
        QCOMPARE(second.prompts[0].model, u"gpt"_s);
        QCOMPARE(second.prompts[0].version, u"1.0.0"_s);
        QVERIFY(metadataOf(second.prompts[0])->contains(u"config"_s));
    }

    void importsGitHubAndLiteLlm()
    {
        const Imported github = import(
            ExchangeFormat::GitHub,
            "name: Coach\ndescription: d\nmodel: openai/gpt\nmodelParameters: {temperature: 0.5}\nmessages:\n"
            "  - role: system\n    content: |\n      Help.\n      Always.\n  - role: user\n    content: '{{q}}'\n"
            "testData: [{input: a}]\n");
        QCOMPARE(github.prompts[0].systemPrompt, u"Help.\nAlways.\n"_s);
        QCOMPARE(github.prompts[0].userPrompt, u"{{q}}"_s);
        QVERIFY(metadataOf(github.prompts[0])->contains(u"testData"_s));
        QVERIFY(github.losses.empty());
        const Imported lite = import(
            ExchangeFormat::LiteLlm,
            "---\nmodel: gpt\ntemperature: 0.7\ninput: {schema: {q: string}}\n---\nSystem: Help.\n\nUser: {{q}}\n",
            u"folder/coach.prompt"_s);
        QCOMPARE(lite.prompts[0].name, u"coach"_s);
        QCOMPARE(lite.prompts[0].systemPrompt, u"Help."_s);
        QCOMPARE(lite.prompts[0].userPrompt, u"{{q}}"_s);
        QVERIFY(sameJson(
            lite.prompts[0].metadata,
            u"{\"config\": {\"temperature\": 0.7}, \"input\": {\"schema\": {\"q\": \"string\"}}}"_s));
    }

    void refusesWhatIsBroken()
    {
        const auto message = [](ExchangeFormat format, const QByteArray &bytes) {
            const Result<Imported> read = importPrompts(format, bytes, u"x"_s);
            return read ? u"accepted"_s : read.error().message;
        };
        QVERIFY(message(ExchangeFormat::Langfuse, "[\n{\"name\": }]").startsWith("x, line 2, column"_L1));
        QVERIFY(message(ExchangeFormat::Langfuse, "[{\"prompt\": \"a\"}]").startsWith("x, prompt 1"_L1));
        QVERIFY(message(ExchangeFormat::Langfuse, "[{\"name\": \"a\"}]").startsWith("x, prompt 1"_L1));
        QVERIFY(message(ExchangeFormat::Prompty, "---\nname: a\nb: [\n---\nText\n").startsWith("x, line"_L1));
        QVERIFY(message(ExchangeFormat::Prompty, "Text").startsWith("x, line 1"_L1));
        QVERIFY(message(ExchangeFormat::LiteLlm, "---\n- a\n---\nText\n").startsWith("x, line 2"_L1));
        QVERIFY(message(ExchangeFormat::GitHub, "name: a\n").startsWith("x, line 1"_L1));
        QVERIFY(message(ExchangeFormat::GitHub, "name: a\nname: b\n").startsWith("x, line 2"_L1));
    }

    // What can be told is told, and what is not reported as lost comes back.
    void givesBackWhatItDidNotReport_data()
    {
        QTest::addColumn<ExchangeFormat>("format");
        QTest::addColumn<QStringList>("losses");
        QTest::newRow("Langfuse") << ExchangeFormat::Langfuse
                                  << QStringList{
                                         u"active"_s, u"metadata.input"_s, u"metadata.priority"_s, u"version"_s};
        QTest::newRow("Prompty") << ExchangeFormat::Prompty
                                 << QStringList{u"active"_s, u"metadata.input"_s, u"metadata.priority"_s};
        QTest::newRow("GitHub") << ExchangeFormat::GitHub
                                << QStringList{u"active"_s, u"metadata.input"_s, u"metadata.priority"_s, u"version"_s};
        QTest::newRow("LiteLLM") << ExchangeFormat::LiteLlm
                                 << QStringList{u"active"_s, u"metadata.priority"_s, u"name"_s, u"version"_s};
    }
    void givesBackWhatItDidNotReport()
    {
        QFETCH(ExchangeFormat, format);
        QFETCH(QStringList, losses);
        const Prompt prompt{
            u"coach-v1.2"_s,
            u"coach"_s,
            u"1.2.0"_s,
            u"gpt: \"4\""_s,
            u"Help: {\"a\": 1}\n---\nAlways \U0001F600."_s,
            u"{{q}} \\n 'x'"_s,
            u"{\"config\":{\"temperature\":0.2},\"input\":{\"schema\":{\"q\":\"string\"}},\"priority\":\"high\"}"_s,
            true};
        const Result<Exported> exported = exportPrompts(format, std::vector{prompt});
        QVERIFY2(exported, exported ? "" : qPrintable(describe(exported.error())));
        QCOMPARE(fields(exported->losses), losses);
        const Prompt again = import(format, exported->text, u"coach.x"_s).prompts.at(0);
        QCOMPARE(again.systemPrompt, prompt.systemPrompt);
        QCOMPARE(again.userPrompt, prompt.userPrompt);
        QCOMPARE(again.model, prompt.model);
        QCOMPARE(again.name, prompt.name);
        QCOMPARE(again.version, losses.contains(u"version"_s) ? u"1.0.0"_s : u"1.2.0"_s);
        QCOMPARE(metadataOf(again)->value("config"_L1), metadataOf(prompt)->value("config"_L1));
        // LiteLLM sends every other key of the head to the model.
        if (format == ExchangeFormat::LiteLlm)
            QVERIFY(!exported->text.contains("version") && !exported->text.contains("name:"));
    }

    void reportsTextsThatTheFormatWouldChange()
    {
        Prompt prompt{u"coach-v1"_s,   u"coach"_s,        u"1.0.0"_s, u"gpt"_s,
                      u"a\nuser: b"_s, u" {% if x %} "_s, u"{}"_s,    false};
        QCOMPARE(
            fields(exportPrompts(ExchangeFormat::Prompty, std::vector{prompt})->losses),
            (QStringList{u"systemPrompt"_s, u"userPrompt"_s, u"userPrompt"_s}));
        QVERIFY(exportPrompts(ExchangeFormat::Langfuse, std::vector{prompt})->losses.empty());
        QCOMPARE(exportPrompts(ExchangeFormat::GitHub, std::vector{prompt, prompt}).error().kind, ErrorKind::Usage);
    }
};

QTEST_GUILESS_MAIN(ExchangeTest)
#include "tst_exchange.moc"
