// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/exchange/exchange.h"

#include <QJsonObject>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::prompt;

Q_DECLARE_METATYPE(howdah::prompt::Prompt)

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
        QCOMPARE(coach.userPrompt, u"{{q}}{{role \"assistant\"}}ok"_s);
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
        QVERIFY(message(ExchangeFormat::Prompty, "---\nname: a\nText").startsWith("x, line 1"_L1));
        QVERIFY(message(ExchangeFormat::Langfuse, "{\"compilerOptions\": {}}").contains("not a prompt of Langfuse"_L1));
        QVERIFY(message(ExchangeFormat::Promptfoo, "jobs: {}\n").contains("This is not a file of promptfoo"_L1));
        QVERIFY(message(ExchangeFormat::OpenAi, "[{% for m in h %}{\"role\": \"user\"},{% endfor %}]")
                    .contains("have to be evaluated"_L1));
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
        QCOMPARE(again.version, u"1.2.0"_s);
        QCOMPARE(again.metadata, prompt.metadata);
        // LiteLLM sends every other key of the head to the model.
        if (format == ExchangeFormat::LiteLlm)
            QVERIFY(!exported->text.contains("\nversion") && !exported->text.contains("\nname:"));
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

    // "version: null" sets none, and is no wrong version.
    void takesNoVersionForNone()
    {
        for (const QByteArray &line : {QByteArray("version: null\n"), QByteArray("version:\n"), QByteArray()}) {
            const Imported read = import(ExchangeFormat::Prompty, "---\nname: a\n" + line + "---\nsystem:\nHelp\n");
            QCOMPARE(read.prompts[0].version, u"1.0.0"_s);
            QCOMPARE(fields(read.losses), QStringList());
        }
        QCOMPARE(
            fields(import(ExchangeFormat::Prompty, "---\nversion: x\n---\nsystem:\nHelp\n").losses),
            QStringList{u"version"_s});
    }

    // By the rule of its own parser.
    void readsTheMarksOfPrompty()
    {
        const auto read = [](const QByteArray &body) {
            return import(ExchangeFormat::Prompty, "---\nname: a\n---\n" + body).prompts.at(0);
        };
        const Prompt inLine = read("system:\nuser: is a word here\nAs system: too\n\n# User :\nHi\n");
        QCOMPARE(inLine.systemPrompt, u"user: is a word here\nAs system: too"_s);
        QCOMPARE(inLine.userPrompt, u"Hi"_s);
        const Prompt attributes = read("system[x=1]:\ns\nuser[name=\"Ada\", role=boss]:\nu\n");
        QCOMPARE(attributes.userPrompt, u"u"_s);
        QCOMPARE(attributes.metadata, u"{\"roleAttributes\":[\"[x=1]\",\"[name=\\\"Ada\\\", role=boss]\"]}"_s);
        QVERIFY(exportPrompts(ExchangeFormat::Prompty, std::vector{attributes})
                    ->text.contains("user[name=\"Ada\", role=boss]:\nu\n"));
        QCOMPARE(read("All of it\n").systemPrompt, u"All of it"_s); // without a mark it is the system's
        QCOMPARE(import(ExchangeFormat::Prompty, "Only text.").prompts.at(0).systemPrompt, u"Only text."_s);
        const Imported later =
            import(ExchangeFormat::Prompty, "\n--- \nname: a\nsample: ${file:a.json}\n---\t\nuser:\nu");
        QCOMPARE(later.prompts.at(0).userPrompt, u"u"_s);
        QCOMPARE(later.prompts.at(0).name, u"a"_s);
        QCOMPARE(fields(later.losses), QStringList{u"sample"_s}); // which stays a reference
        const Prompt turns = read("user:\na\nassistant:\nb\nuser:\nc\n");
        QCOMPARE(turns.userPrompt, u"a{{role \"assistant\"}}b{{role \"user\"}}c"_s);
        QCOMPARE(turns.systemPrompt, u""_s);
    }

    void readsOtherFormats_data()
    {
        QTest::addColumn<ExchangeFormat>("format");
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("prompts"); // name|model|system|user, by #; or what an error says
        QTest::addColumn<QStringList>("losses");
        using F = ExchangeFormat;
        const QByteArray chat =
            "{\"lc\": 1, \"type\": \"constructor\", \"id\": [\"langchain\", \"prompts\", \"chat\", "
            "\"ChatPromptTemplate\"], \"kwargs\": {\"input_variables\": [\"q\"], \"metadata\": {\"lc_hub_repo\": "
            "\"coach\"}, \"messages\": [{\"lc\": 1, \"id\": [\"x\", \"SystemMessagePromptTemplate\"], \"kwargs\": "
            "{\"prompt\": {\"id\": [\"x\", \"PromptTemplate\"], \"kwargs\": {\"template\": \"Help {x}\", "
            "\"template_format\": \"f-string\"}}}}, {\"id\": [\"MessagesPlaceholder\"], \"kwargs\": {}}, {\"id\": "
            "[\"x\", \"HumanMessage\"], \"kwargs\": {\"content\": \"Why?\"}}]}}";
        QTest::newRow("LangChain") << F::LangChain << chat << u"coach||Help {x}|Why?"_s
                                   << QStringList{u"messages.placeholder"_s, u"template_format"_s};
        QTest::newRow("LangChain hub") << F::LangChain << "{\"commit_hash\": \"1\", \"manifest\": " + chat + "}"
                                       << u"coach||Help {x}|Why?"_s
                                       << QStringList{u"messages.placeholder"_s, u"template_format"_s};
        QTest::newRow("LangChain, older") << F::LangChain
                                          << QByteArray("{\"_type\": \"prompt\", \"input_variables\": [\"q\"], "
                                                        "\"output_parser\": null, \"template\": \"Why {q}?\"}")
                                          << u"x|||Why {q}?"_s << QStringList{u"template_format"_s};
        QTest::newRow("LangChain, YAML") << F::LangChain
                                         << QByteArray("template: 'Why {{q}}?'\ntemplate_format: mustache\n")
                                         << u"x|||Why {{q}}?"_s << QStringList();
        QTest::newRow("LangChain, examples") << F::LangChain << QByteArray("{\"_type\": \"few_shot\"}")
                                             << u"x: A LangChain prompt of the type few_shot"_s << QStringList();
        QTest::newRow("LangChain, a chain")
            << F::LangChain << QByteArray("{\"lc\": 1, \"id\": [\"x\", \"RunnableSequence\"]}")
            << u"x: RunnableSequence of LangChain is not a prompt"_s << QStringList();
        QTest::newRow("promptfoo") << F::Promptfoo
                                   << QByteArray(
                                          "providers: [openai:gpt]\nprompts:\n  - 'Why {{q}}?'\n  - file://other.txt\n"
                                          "  - label: two\n    raw: '[{\"role\": \"system\", \"content\": \"S\"}, "
                                          "{\"role\": \"user\", \"content\": \"U\"}]'\ntests: []\n")
                                   << u"x-1|openai:gpt||Why {{q}}?#two|openai:gpt|S|U"_s
                                   << QStringList{u"prompts[1]"_s, u"providers"_s, u"tests"_s};
        QTest::newRow("promptfoo, messages")
            << F::Promptfoo << QByteArray("- role: system\n  content: S\n- role: user\n  content: U\n") << u"x||S|U"_s
            << QStringList();
        QTest::newRow("promptfoo, elsewhere") << F::Promptfoo << QByteArray("prompts: [prompts.txt, 'p/*.json']\n")
                                              << u"x, line 1, column 1: All prompts of this file are in other files, "
                                                 u"which have to be imported: prompts.txt, "
                                                 "p/*.json"_s
                                              << QStringList();
        QTest::newRow("promptfoo, provider elsewhere")
            << F::Promptfoo << QByteArray("providers: [file://./gpt.yaml]\nprompts: ['Why?']\n") << u"x|||Why?"_s
            << QStringList{u"providers"_s};
        QTest::newRow("promptfoo, statements")
            << F::Promptfoo
            << QByteArray("prompts: ['[{% for m in h %}{\"role\": \"user\", \"content\": \"U\"},{% endfor %}]']\n")
            << u"x|||[{% for m in h %}{\"role\": \"user\", \"content\": \"U\"},{% endfor %}]"_s
            << QStringList{u"messages"_s};
        QTest::newRow("promptfoo, table")
            << F::PromptfooCsv << QByteArray("prompt,label\n\"a, \"\"b\"\"\nc\",one\r\nd {{x}},\n")
            << u"one|||a, \"b\"\nc#x-2|||d {{x}}"_s << QStringList();
        QTest::newRow("promptfoo, space around cells")
            << F::PromptfooCsv << QByteArray("prompt, label\n \" a \" , one \n\"b\",\"two\" ") << u"one||| a #two|||b"_s
            << QStringList();
        QTest::newRow("promptfoo, lines")
            << F::PromptfooCsv << QByteArray("\"a\"\nb\n") << u"x-1|||a#x-2|||b"_s << QStringList();
        QTest::newRow("promptfoo, other table") << F::PromptfooCsv << QByteArray("a,b\n1,2\n")
                                                << u"x, line 1: The table has no column \"prompt\""_s << QStringList();
        QTest::newRow("OpenAI")
            << F::OpenAi
            << QByteArray("{\"model\": \"gpt\", \"temperature\": 0, \"messages\": [{\"role\": \"system\", "
                          "\"content\": \"S\"}, {\"role\": \"user\", \"name\": \"Ada\", \"content\": [{\"type\": "
                          "\"text\", \"text\": \"U\"}]}]}")
            << u"x|gpt|S|U"_s << QStringList{u"messages.name"_s};
        QTest::newRow("OpenAI, messages alone")
            << F::OpenAi
            << QByteArray("[{\"role\": \"user\", \"content\": \"U\"}, {\"role\": "
                          "\"assistant\", \"content\": \"A\"}]")
            << u"x|||U{{role \"assistant\"}}A"_s << QStringList{u"messages.assistant"_s};
        QTest::newRow("OpenAI, responses")
            << F::OpenAi << QByteArray("{\"instructions\": \"S\", \"input\": \"U\"}") << u"x||S|U"_s << QStringList();
        QTest::newRow("OpenAI, training") << F::OpenAi << QByteArray("{\"messages\": []}\n{\"messages\": []}\n")
                                          << u"x: This is a list of calls (JSONL)"_s << QStringList();
        QTest::newRow("OpenAI, an answer")
            << F::OpenAi << QByteArray("{\"choices\": []}") << u"x: This is an answer of a model"_s << QStringList();
        QTest::newRow("Anthropic")
            << F::Anthropic
            << QByteArray("{\"model\": \"claude\", \"max_tokens\": 9, \"system\": [{\"type\": \"text\", "
                          "\"text\": \"S\"}], \"messages\": [{\"role\": \"user\", \"content\": \"U\"}]}")
            << u"x|claude|S|U"_s << QStringList();
        QTest::newRow("Langfuse, a page")
            << F::Langfuse
            << QByteArray("{\"data\": [{\"name\": \"a\", \"prompt\": \"Be "
                          "@@@langfusePrompt:name=tone|label=production@@@\"}], \"meta\": {}}")
            << u"a|||Be @@@langfusePrompt:name=tone|label=production@@@"_s << QStringList{u"reference"_s};
        QTest::newRow("Langfuse, only names")
            << F::Langfuse << QByteArray("{\"data\": [{\"name\": \"a\", \"versions\": [1, 2]}]}")
            << u"x, prompt 1: This is a list of names"_s << QStringList();
    }
    void readsOtherFormats()
    {
        QFETCH(ExchangeFormat, format);
        QFETCH(QByteArray, bytes);
        QFETCH(QString, prompts);
        const Result<Imported> read = importPrompts(format, bytes, u"x"_s);
        if (!read) {
            QVERIFY2(read.error().message.startsWith(prompts), qPrintable(read.error().message));
            return;
        }
        QStringList found;
        for (const Prompt &prompt : read->prompts)
            found << QStringList{prompt.name, prompt.model, prompt.systemPrompt, prompt.userPrompt}.join(u'|');
        QCOMPARE(found.join(u'#'), prompts);
        QTEST(fields(read->losses), "losses");
        // What the file holds says which format it is.
        const bool yaml = format == ExchangeFormat::Promptfoo || !bytes.trimmed().startsWith('{');
        if (format != ExchangeFormat::PromptfooCsv && !bytes.startsWith('['))
            QCOMPARE(
                exchangeFormatOfContent(yaml ? ExchangeFormat::Promptfoo : ExchangeFormat::Langfuse, bytes), format);
    }

    // Every format gives back the whole prompt, or names what it does not.
    void givesBackEveryPrompt_data()
    {
        QTest::addColumn<Prompt>("prompt");
        const Prompt plain{u"coach-v3"_s, u"coach"_s, u"3.0.0"_s, u"gpt"_s, u"Help."_s, u"{{q}}"_s, u"{}"_s, false};
        const auto row = [&plain](const char *name, auto change) {
            Prompt prompt = plain;
            change(prompt);
            if (prompt.promptId == plain.promptId)
                prompt.promptId = defaultPromptId(prompt.name, prompt.version);
            QTest::newRow(name) << prompt;
        };
        row("plain", [](Prompt &) {});
        row("version", [](Prompt &p) { p.version = u"1.2.3-rc.1+b"_s; });
        row("other version", [](Prompt &p) { p.version = u"1.2"_s; });
        row("identifier", [](Prompt &p) { p.promptId = u"own"_s; });
        row("name", [](Prompt &p) { p.name = u"Größe: \"x\"\n#\U0001F600"_s; });
        row("model", [](Prompt &p) { p.model = u""_s; });
        row("metadata", [](Prompt &p) {
            p.metadata = u"{ \"b\" : 1.10, \"config\": {\"temperature\": 0.20}, \"tags\": [], \"a\": null }"_s;
        });
        row("other metadata", [](Prompt &p) { p.metadata = u"[1, 2]"_s; });
        row("white space", [](Prompt &p) { p.systemPrompt = u"\n  a\t\n\n"_s; });
        row("carriage returns", [](Prompt &p) { p.userPrompt = u"a\r\nb\rc\u2028d\u0085e"_s; });
        row("no system prompt", [](Prompt &p) { p.systemPrompt = u""_s; });
        row("no user message", [](Prompt &p) { p.userPrompt = u""_s; });
        row("no text", [](Prompt &p) { p.systemPrompt = p.userPrompt = u""_s; });
        row("marks", [](Prompt &p) { p.systemPrompt = u"a\nuser:\nb\nSystem: c\n---\n# howdah: {}\n"_s; });
        row("braces", [](Prompt &p) { p.userPrompt = u"{\"a\": {{x}}} {% if %} {{#if y}} \\{{z}} {{{ }} {x}"_s; });
        row("messages", [](Prompt &p) { p.userPrompt = u"a{{role \"model\"}}\nb\n{{history}}{{ role 'user' }} c"_s; });
        row("role marks in the system prompt", [](Prompt &p) { p.systemPrompt = u"{{role \"user\"}}x"_s; });
        row("like a list", [](Prompt &p) { p.userPrompt = u"[{\"role\": \"user\", \"content\": \"x\"}]"_s; });
        row("like a file", [](Prompt &p) {
            p.systemPrompt = u""_s;
            p.userPrompt = u"file://x.txt"_s;
        });
    }
    void givesBackEveryPrompt()
    {
        QFETCH(Prompt, prompt);
        for (int format = 0; format <= int(ExchangeFormat::Anthropic); ++format) {
            const auto which = ExchangeFormat(format);
            const Result<Exported> exported = exportPrompts(which, std::vector{prompt});
            QVERIFY2(exported, exported ? "" : qPrintable(describe(exported.error())));
            const Result<Imported> again = importPrompts(which, exported->text, u"coach.x"_s);
            if (!again || again->prompts.size() != 1) {
                // promptfoo reads the text as the name of a file: that is told, too.
                QVERIFY2(fields(exported->losses).contains(u"userPrompt"_s), exported->text.constData());
                continue;
            }
            const Prompt &back = again->prompts.at(0);
            if (which != ExchangeFormat::OpenAi && which != ExchangeFormat::Anthropic) {
                QVERIFY2(back == prompt, exported->text.constData());
                continue;
            }
            const QStringList told = fields(exported->losses);
            QVERIFY(back.systemPrompt == prompt.systemPrompt || told.contains(u"systemPrompt"_s));
            QVERIFY(back.userPrompt == prompt.userPrompt || told.contains(u"userPrompt"_s));
            QVERIFY(back.model == prompt.model || told.contains(u"model"_s));
            QVERIFY(sameJson(back.metadata, prompt.metadata) || !told.filter(u"metadata"_s).isEmpty());
        }
    }

    // Who edits the file means it: what only we read gives way.
    void takesEditsOfExportedFiles()
    {
        const Prompt prompt{u"own"_s,    u"coach"_s, u"1.2.0"_s,      u"gpt"_s,
                            u"Help. "_s, u"{{q}}"_s, u"{\"a\": 1}"_s, false};
        QByteArray text = exportPrompts(ExchangeFormat::Prompty, std::vector{prompt})->text;
        QCOMPARE(import(ExchangeFormat::Prompty, text).prompts[0], prompt);
        QByteArray edited = text;
        edited.replace("\nHelp. \n", "\nHelp me.\n");
        QCOMPARE(import(ExchangeFormat::Prompty, edited).prompts[0].systemPrompt, u"Help me."_s);
        QCOMPARE(import(ExchangeFormat::Prompty, edited).prompts[0].metadata, prompt.metadata);
        edited = text;
        edited.replace("\nname: \"coach\"", "\nname: \"other\"");
        QCOMPARE(import(ExchangeFormat::Prompty, edited).prompts[0].promptId, u"other-v1.2"_s);
    }
};

QTEST_GUILESS_MAIN(ExchangeTest)
#include "tst_exchange.moc"
