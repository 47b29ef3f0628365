// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/inputs.h"
#include "prompt/engine/picoschema.h"
#include "prompt/promptfile.h"
#include "prompt/yamltext.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::prompt;

// Dotprompt as its specification has it: small cases of our own, and the cases of the specification itself where
// HOWDAH_DOTPROMPT_SPEC names its folder (github.com/google/dotprompt, spec); templates by chance where
// HOWDAH_DOTPROMPT_CASES names what the reference makes of them.
class DotpromptTest final : public QObject
{
    Q_OBJECT

    static QJsonValue json(const QByteArray &text)
    {
        QJsonParseError error;
        const QJsonArray list = QJsonDocument::fromJson('[' + text + ']', &error).array();
        if (error.error != QJsonParseError::NoError)
            qFatal("%s: %s", text.constData(), qPrintable(error.errorString()));
        return list.at(0);
    }

    // "role:text|role:text" of what a file gives; "refused: ..." for what it does not.
    static QString rendered(
        const QByteArray &file, const QByteArray &values = "{}", const QMap<QString, QString> &partials = {},
        const std::vector<Message> &history = {}, const QByteArray &context = "{}")
    {
        const Result<PromptFile> read = parsePromptFile(file, u"greeting.prompt"_s);
        if (!read)
            return u"refused: "_s + read.error().message;
        HandlebarsData data;
        data.values = templateValueOfJson(values).value();
        data.context = templateValueOfJson(context).value();
        data.partials = partials;
        const RenderedPrompt made = renderPrompt(read->prompt, data, history, read->body);
        QStringList messages;
        for (const Message &message : made.messages)
            messages << (message.isHistory ? u"history "_s : QString()) + message.role + u':' + message.text;
        if (messages.isEmpty() && !made.unsupported.isEmpty())
            return u"refused: "_s + made.unsupported.join(u' ');
        return messages.join(u'|');
    }

private Q_SLOTS:
    void readsFilesAsTheyAre_data()
    {
        QTest::addColumn<QByteArray>("file");
        QTest::addColumn<QString>("system");
        QTest::addColumn<QString>("user");
        const auto row = [](const char *name, const QByteArray &file, const QString &system, const QString &user) {
            QTest::newRow(name) << file << system << user;
        };
        row("no front matter", "Dear {{who}},\n", u""_s, u"Dear {{who}},\n"_s);
        row("empty front matter", "---\n---\nHi\n", u""_s, u"Hi"_s);
        row("a licence before it", "# Licence\n\n# More\n---\nmodel: m\n---\nHi\n", u""_s, u"Hi"_s);
        row("Windows", "---\r\nmodel: m\r\n---\r\na\r\nb\r\n", u""_s, u"a\nb"_s);
        row("two roles", "{{role \"system\"}}Be brief\n{{role \"user\"}}Why?\n", u"Be brief\n"_s, u"Why?\n"_s);
        row("roles in lines of their own",
            "---\nmodel: m\n---\n{{role \"system\"}}\nBe brief\n{{role \"user\"}}\nWhy?\n", u"Be brief"_s, u"Why?"_s);
        row("more messages", "{{role \"system\"}}s{{role \"user\"}}a{{role \"model\"}}b", u"s"_s,
            u"a{{role \"model\"}}b"_s);
        row("text before the first role", "a\n{{role \"system\"}}s", u""_s, u"a\n{{role \"system\"}}s"_s);
        row("model first", "{{role \"model\"}}a", u""_s, u"{{role \"model\"}}a"_s);
        row("a role in a block", "{{#if a}}{{role \"system\"}}s{{/if}}{{role \"user\"}}b", u""_s,
            u"{{#if a}}{{role \"system\"}}s{{/if}}{{role \"user\"}}b"_s);
        row("history", "{{role \"system\"}}s\n{{history}}\n{{role \"user\"}}u", u"s\n"_s,
            u"{{history}}\n{{role \"user\"}}u"_s);
        row("space that is taken off", "{{role \"system\"~}}  s  {{~role \"user\"}}u", u"s"_s, u"u"_s);
    }
    void readsFilesAsTheyAre()
    {
        QFETCH(QByteArray, file);
        const Result<PromptFile> read = parsePromptFile(file, u"greeting.prompt"_s);
        QVERIFY2(read, read ? "" : qPrintable(read.error().message));
        QTEST(read->prompt.systemPrompt, "system");
        QTEST(read->prompt.userPrompt, "user");
        QCOMPARE(read->prompt.name, u"greeting"_s);
        QCOMPARE(read->prompt.version, u"1.0.0"_s);
        // What was read is written and read again.
        const Result<QByteArray> written = promptFileText(read->prompt);
        QVERIFY2(written, written ? "" : qPrintable(written.error().message));
        const Result<PromptFile> again = parsePromptFile(*written, u"other.prompt"_s);
        QVERIFY(again && again->prompt == read->prompt);
    }

    void namesComeFromTheFile()
    {
        const auto prompt = [](const QByteArray &bytes, const QString &file) {
            return parsePromptFile(bytes, file).value().prompt;
        };
        QCOMPARE(prompt("a", u"/x/greeting.prompt"_s).promptId, u"greeting-v1"_s);
        const Prompt formal = prompt("---\nversion:\n---\na", u"greeting.formal.prompt"_s);
        QCOMPARE(formal.name, u"greeting.formal"_s);
        QCOMPARE(formal.version, u"1.0.0"_s);
        QCOMPARE(formal.metadata, u"{\"variant\":\"formal\"}"_s);
        QCOMPARE(prompt("---\nname: x\nversion: 2.1\n---\na", u"greeting.formal.prompt"_s).promptId, u"x-v2.1"_s);
        QCOMPARE(prompt("a", u"coach-v1.2.prompt"_s).metadata, u"{}"_s);
    }

    void foldersHavePartials()
    {
        QTemporaryDir folder;
        const auto write = [&folder](const QString &name, const QByteArray &bytes) {
            return savePrivately(folder.filePath(name), bytes).has_value();
        };
        QVERIFY(write(u"_sign.prompt"_s, "Yours, {{who}}"));
        QVERIFY(write(u"letter.prompt"_s, "Dear all\n{{> sign}}\n"));
        QVERIFY(write(u"empty.prompt"_s, "---\nmodel: m\n---\n"));
        const Result<PromptFolder> read = readPromptFolder(folder.path());
        QVERIFY(read);
        QCOMPARE(read->files.size(), size_t(1));
        QCOMPARE(read->files[0].content.partials, QStringList{u"sign"_s});
        QCOMPARE(read->problems.size(), size_t(1)); // nobody means an empty prompt
        QVERIFY(read->problems[0].message.contains(u"empty.prompt"_s));
        QCOMPARE(readPartials(folder.path()), (QMap<QString, QString>{{u"sign"_s, u"Yours, {{who}}"_s}}));
    }

    void renders_data()
    {
        QTest::addColumn<QByteArray>("file");
        QTest::addColumn<QByteArray>("values");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char *name, const QByteArray &file, const QByteArray &values,
                            const QString &expected) { QTest::newRow(name) << file << values << expected; };
        row("a name, not escaped", "Dear {{who}}!\n", "{\"who\": \"<A&B>\"}", u"user:Dear <A&B>!\n"_s);
        row("members", "{{a.b}} {{a.c.[0]}} {{a.c.[1]}}{{none.x}}.", "{\"a\": {\"b\": 1, \"c\": [\"x\", 2.50]}}",
            u"user:1 x 2.5."_s);
        row("truth", "{{#if a}}A{{else if b}}B{{else}}C{{/if}}{{#unless a}}D{{/unless}}", "{\"a\": 0, \"b\": [1]}",
            u"user:BD"_s);
        row("zero that counts", "{{#if a includeZero=true}}A{{/if}}{{a}}", "{\"a\": 0}", u"user:A0"_s);
        row("lines of blocks", "a\n  {{#if x}}\nb\n  {{else}}\nc\n  {{/if}}\nd\n", "{\"x\": true}",
            u"user:a\nb\nd\n"_s);
        row("the end of a chain keeps its space, as in Handlebars",
            "{{#if a}}\nx\n{{else if b}}\ny\n  {{else}}\nz\n  {{/if}}\nq", "{}", u"user:z\n  q"_s);
        row("lists", "{{#each l}}{{@index}}{{#if @first}}!{{/if}}{{this}}{{#unless @last}}, {{/unless}}{{/each}}",
            "{\"l\": [\"x\", \"y\"]}", u"user:0!x, 1y"_s);
        row("objects in their order", "{{#each o}}{{@key}}={{this}};{{/each}}", "{\"o\": {\"z\": 1, \"a\": 2}}",
            u"user:z=1;a=2;"_s);
        row("outside of a loop", "{{#each l as |x i|}}{{i}}{{x.n}}{{../t}}{{@root.t}};{{/each}}",
            "{\"l\": [{\"n\": \"a\"}, {\"n\": \"b\"}], \"t\": \"T\"}", u"user:0aTT;1bTT;"_s);
        row("nothing to loop", "{{#each l}}x{{else}}none{{/each}}{{#with o}}x{{else}}!{{/with}}", "{\"l\": []}",
            u"user:none!"_s);
        row("context", "{{#with o}}{{a}}{{../b}}{{/with}}{{lookup o \"a\"}}", "{\"o\": {\"a\": 1}, \"b\": 2}",
            u"user:121"_s);
        row("blocks of a name", "{{#l}}{{this}}{{/l}}{{^l}}x{{/l}}{{#o}}{{a}}{{/o}}{{^n}}none{{/n}}",
            "{\"l\": [1, 2], \"o\": {\"a\": 3}}", u"user:123none"_s);
        row("a variable named as a helper", "{{#if history}}{{#each media}}{{this}}{{/each}}{{/if}}",
            "{\"history\": true, \"media\": [1]}", u"user:1"_s);
        row("space before a line of a block", "a  \n{{#if x}}\nb\n{{/if}}\n", "{\"x\": 1}", u"user:a  \nb\n"_s);
        row("equal", "{{#ifEquals a \"1\"}}same{{else}}other{{/ifEquals}}{{#unlessEquals a 1}}x{{/unlessEquals}}",
            "{\"a\": 1}", u"user:other"_s);
        row("JSON", "{{json o}} {{json l indent=2}}", "{\"o\": {\"b\": \"\\\"\", \"a\": null}, \"l\": [1, true]}",
            u"user:{\"b\":\"\\\"\",\"a\":null} [\n  1,\n  true\n]"_s);
        row("as JavaScript writes", "{{a}} {{b}} {{c}} {{d}} {{e}}",
            "{\"a\": 1e21, \"b\": 0.1, \"c\": [1, [2, 3]], \"d\": {}, \"e\": false}",
            u"user:1e+21 0.1 1,2,3 [object Object] false"_s);
        row("white space", "a  {{~b~}}  c {{! no }}{{!-- }} --}}d", "{\"b\": \"B\"}", u"user:aBc d"_s);
        row("escaped", "\\{{a}} {{a}} \\\\{{a}}", "{\"a\": 1}", u"user:{{a}} 1 \\1"_s);
        row("roles", "{{role \"system\"}}s\n{{role \"user\"}}a{{role \"model\"}}b\n{{role \"user\"}}c", "{}",
            u"system:s\n|user:a|model:b\n|user:c"_s);
        row("a value is never a mark", "{{a}}", "{\"a\": \"<<<dotprompt:role:system>>>{{role \\\"system\\\"}}\"}",
            u"user:<<<dotprompt:role:system>>>{{role \"system\"}}"_s);
        row("media", "See {{media url=u contentType=\"image/png\"}}", "{\"u\": \"http://x/y\"}",
            u"user:See [http://x/y]"_s);
        row("defaults", "---\ninput: {default: {a: 1, b: [2]}}\n---\n{{a}}{{#each b}}{{this}}{{/each}}", "{\"a\": 5}",
            u"user:52"_s);
        row("lengths and letters", "{{l.length}} {{#if e.length}}x{{/if}}{{s.length}}{{s.[1]}}{{lookup l \"length\"}}",
            "{\"l\": [1, 2], \"e\": [], \"s\": \"ab\"}", u"user:2 2b2"_s);
        row("quoted names", "{{\"a b\"}}{{1}}{{\"none\"}}{{true}}", "{\"a b\": \"x\", \"1\": \"y\"}", u"user:xy"_s);
        row("JSON of nothing", "{{json none}}.", "{}", u"user:undefined."_s);
        row("an inverted block with two parts", "{{^a}}x{{else}}y{{/a}}", "{}",
            u"refused: Line 1: {{^a}} with {{else}} is not supported: exchange the parts"_s);
        row("white space of two parts", "{{#if a}}x{{else if b}}y{{else}}z{{~/if}}", "{}",
            u"refused: Line 1: {{~/if}} after {{else if}} is not supported: leave ~ out"_s);
        row("members of nothing", "{{json z.a}}{{lookup z \"a\"}}{{lookup f \"a\"}}", "{\"z\": null, \"f\": false}",
            u"user:nullfalse"_s);
        row("a number in a path", "{{l.0}}", "{\"l\": [1]}",
            u"refused: Line 1: 0 is not a name: in a path it is written .[0] in {{l.0}}"_s);
        row("three braces", "{\"a\": {{a}}}", "{\"a\": 1}",
            u"refused: Line 1: A mark {{ is closed by three braces: put a space before the third"_s);
        row("three braces after ~", "{\"a\": {{a~}}}", "{\"a\": 1}", u"user:{\"a\": 1}"_s);
        row("a helper as a block", "{{#role \"system\"}}x{{/role}}", "{}",
            u"refused: Line 1: role is not a block: {{role ...}}"_s);
        row("an unknown helper", "{{shout a}}", "{}", u"refused: Line 1: Unknown helper shout"_s);
        row("an unknown block", "a\n{{#repeat 3}}x{{/repeat}}", "{}", u"refused: Line 2: Unknown helper repeat"_s);
        row("an unknown partial", "{{> none}}", "{}", u"refused: Line 1: The partial none does not exist"_s);
        row("a block left open", "{{#if a}}x", "{}", u"refused: Line 1: {{#if a}} is not closed"_s);
        row("a wrong end", "{{#if a}}x{{/each}}", "{}", u"refused: Line 1: {{/each}} does not close {{#if a}}"_s);
        row("raw blocks", "{{{{raw}}}}x{{{{/raw}}}}", "{}", u"refused: Line 1: Raw blocks {{{{ are not supported"_s);
    }
    void renders()
    {
        QFETCH(QByteArray, file);
        QFETCH(QByteArray, values);
        QTEST(rendered(file, values), "expected");
    }

    void rendersPartialsHistoryAndContext()
    {
        const QMap<QString, QString> partials{
            {u"sign"_s, u"{{!-- licence --}}\nYours,\n{{who}}\n"_s}, {u"loop"_s, u"{{> loop}}"_s}};
        QCOMPARE(
            rendered("a\n  {{> sign who=name}}\nb", "{\"name\": \"Ada\"}", partials), u"user:a\n  Yours,\n  Ada\nb"_s);
        QVERIFY(rendered("{{> loop}}", "{}", partials).startsWith("refused: "_L1));
        // Its lines are moved although the mark before takes the space off.
        QCOMPARE(
            rendered("{{#if name~}}\n  {{> sign who=1}}\n{{/if}}", "{\"name\": \"Ada\"}", partials),
            u"user:  Yours,\n  1\n"_s);
        const std::vector<Message> history{{u"user"_s, u"q"_s}, {u"model"_s, u"a"_s}};
        QCOMPARE(
            rendered("{{role \"system\"}}s{{history}}{{role \"user\"}}u", "{}", {}, history),
            u"system:s|history user:q|history model:a|user:u"_s);
        QCOMPARE(rendered("{{role \"system\"}}s", "{}", {}, history), u"system:s|user:q|model:a"_s);
        QCOMPARE(rendered("u", "{}", {}, history), u"user:q|model:a|user:u"_s);
        QCOMPARE(rendered("{{@state.n}}{{@auth.none}}", "{}", {}, {}, "{\"state\": {\"n\": 3}}"), u"user:3"_s);
        // A template that would fill the memory.
        const QByteArray list = '[' + QByteArray("1,").repeated(999) + "1]";
        QVERIFY(rendered(
                    "{{#each l}}{{#each ../l}}{{#each ../../l}}" + QByteArray(100, 'x') + "{{/each}}{{/each}}{{/each}}",
                    "{\"l\": " + list + "}")
                    .startsWith("refused: The template gives more than"_L1));
    }

    // Other programs' files of the same name are refused, or noted, and never taken for a text without a word.
    void tellsFilesOfOthers()
    {
        const auto answer = [](const QByteArray &bytes) {
            const Result<PromptFile> read = parsePromptFile(bytes, u"a.prompt"_s);
            return read ? read->notes.join(u'|') : read.error().message;
        };
        QCOMPARE(
            answer("config:\n  maxTokens: 5\nprompts:\n  system: |\n    a\n  user: |\n    b\n"),
            u"a.prompt, line 1, column 1: This is a file of DotPrompt for .NET, which is not supported"_s);
        QVERIFY(answer("name: a\nmessages:\n  - role: user\n    content: x\n").contains(u"GitHub Models"_s));
        QVERIFY(answer("---\nmodel: m\n---\nSystem: be brief\n\nUser: {{q}}\n").contains(u"LiteLLM"_s));
        QCOMPARE(answer("{% if a %}b{% endif %}"), u"Statements of Jinja stay in the text"_s);
        QCOMPARE(answer("The user: {{q}}\nprompts: none\n"), QString());
    }

    // A heading and a rule are no front matter.
    void readsRules()
    {
        const Result<PromptFile> read = parsePromptFile("# Title\n\n---\ntext\n", u"a.prompt"_s);
        QVERIFY2(read, read ? "" : qPrintable(read.error().message));
        QCOMPARE(read->prompt.userPrompt, u"# Title\n\n---\ntext\n"_s);
    }

    // The values of the window and of --set are texts.
    void textsBecomeWhatConditionsAskFor()
    {
        Prompt prompt;
        prompt.userPrompt = u"{{#if on}}on{{else}}off{{/if}} {{#each l}}<{{this}}>{{/each}} {{n}} {{s}}"_s;
        prompt.metadata = u"{\"input\": {\"schema\": {\"n\": \"number\", \"s\": \"string\"}}}"_s;
        const RenderedPrompt made = renderPrompt(
            prompt, {{u"on"_s, u"false"_s}, {u"l"_s, u"[1, \"b\"]"_s}, {u"n"_s, u"1.50"_s}, {u"s"_s, u"1.50"_s}},
            Engine::Handlebars);
        QCOMPARE(made.messages.at(0).text, u"off <1><b> 1.5 1.50"_s);
        QCOMPARE(made.unused, QStringList());
        // What Handlebars refuses is shown with its names, and said.
        Prompt refused;
        refused.userPrompt = u"{\"a\": {{x}}}"_s;
        const RenderedPrompt shown = renderPrompt(refused, {{u"x"_s, u"1"_s}}, Engine::Handlebars);
        QCOMPARE(shown.messages.at(0).text, u"{\"a\": 1}"_s);
        QVERIFY(shown.unsupported.at(0).startsWith("Line 1: A mark {{ is closed by three braces"_L1));
        QCOMPARE(
            templateVariables(prompt.userPrompt, Engine::Handlebars), (QStringList{u"on"_s, u"l"_s, u"n"_s, u"s"_s}));
        QCOMPARE(
            templateVariables(u"{{#each l}}{{name}}{{../top}}{{@root.deep.x}}{{@index}}{{/each}}", Engine::Handlebars),
            (QStringList{u"l"_s, u"top"_s, u"deep.x"_s}));
    }

    void understandsSchemas_data()
    {
        QTest::addColumn<QByteArray>("schema");
        QTest::addColumn<QByteArray>("expected");
        QTest::newRow("scalar") << QByteArray("\"number,  how many, about\"")
                                << QByteArray("{\"type\": \"number\", \"description\": \"how many, about\"}");
        QTest::newRow("object")
            << QByteArray("{\"a\": \"string\", \"b?\": \"boolean, or not\", \"c\": \"any\"}")
            << QByteArray("{\"type\": \"object\", \"additionalProperties\": false, \"required\": [\"a\", \"c\"],"
                          "\"properties\": {\"a\": {\"type\": \"string\"}, \"b\": {\"type\": [\"boolean\", "
                          "\"null\"], \"description\": \"or not\"}, \"c\": {}}}");
        QTest::newRow("nested")
            << QByteArray("{\"l(array, many)\": {\"x\": \"integer\"}, \"e?(enum)\": [\"A\"], \"o?(object)\": {\"y?\": "
                          "\"string\"}}")
            << QByteArray("{\"type\": \"object\", \"additionalProperties\": false, \"required\": [\"l\"],"
                          "\"properties\": {\"l\": {\"type\": \"array\", \"description\": \"many\", \"items\": "
                          "{\"type\": \"object\", \"additionalProperties\": false, \"required\": [\"x\"],"
                          "\"properties\": {\"x\": {\"type\": \"integer\"}}}}, \"e\": {\"enum\": [\"A\", null]},"
                          "\"o\": {\"type\": [\"object\", \"null\"], \"additionalProperties\": false,"
                          "\"properties\": {\"y\": {\"type\": [\"string\", \"null\"]}}}}}");
        QTest::newRow("others") << QByteArray("{\"(*)\": \"number\"}")
                                << QByteArray(
                                       "{\"type\": \"object\", \"additionalProperties\": {\"type\": \"number\"}, "
                                       "\"properties\": {}}");
        QTest::newRow("JSON Schema") << QByteArray("{\"properties\": {\"a\": {\"type\": \"string\"}}}")
                                     << QByteArray(
                                            "{\"type\": \"object\", \"properties\": {\"a\": {\"type\": \"string\"}}}");
        QTest::newRow("by name") << QByteArray("\"Foo, other\"")
                                 << QByteArray("{\"type\": \"number\", \"description\": \"other\"}");
        QTest::newRow("unknown") << QByteArray("{\"a\": \"Bar\"}") << QByteArray("\"refused\"");
        QTest::newRow("no schema") << QByteArray("{\"a\": 3}") << QByteArray("\"refused\"");
    }
    void understandsSchemas()
    {
        QFETCH(QByteArray, schema);
        QFETCH(QByteArray, expected);
        const Result<QJsonValue> made =
            jsonSchemaOf(json(schema), {{u"Foo"_s, QJsonObject{{u"type"_s, u"number"_s}, {u"description"_s, u"x"_s}}}});
        QCOMPARE(made ? *made : QJsonValue(u"refused"_s), json(expected));
    }

    void listsInputsOfJsonSchema()
    {
        Prompt prompt;
        prompt.metadata =
            u"{\"input\": {\"schema\": {\"type\": \"object\", \"required\": [\"q\"], \"properties\": {\"q\": "
            "{\"type\": \"string\", \"description\": \"what\"}, \"n\": {\"type\": [\"integer\", \"null\"]}}}}}"_s;
        QStringList lines;
        for (const Input &input : inputsOf(prompt))
            lines << u"%1|%2|%3|%4"_s.arg(input.name, input.type, input.description).arg(input.optional);
        QCOMPARE(lines, (QStringList{u"n|integer||1"_s, u"q|string|what|0"_s}));
        // A type that nobody knows, beside an object.
        prompt.metadata =
            u"{\"input\": {\"schema\": {\"a\": \"string[]\", \"b\": {\"c\": \"string\"}, \"d(array)\": \"x\"}}}"_s;
        lines.clear();
        for (const Input &input : inputsOf(prompt))
            lines << u"%1|%2"_s.arg(input.name, input.type);
        QCOMPARE(lines, (QStringList{u"a|string[]"_s, u"b|"_s, u"d|x"_s}));
    }

    void passesTheSpecification();
    void agreesWithTheReference();

private:
    static QString runCase(const QJsonObject &suite, const QJsonObject &test);
};

// Merges the members of two objects, one level deep.
static QJsonObject merged(QJsonObject into, const QJsonObject &more)
{
    for (auto it = more.begin(); it != more.end(); ++it)
        into.insert(it.key(), *it);
    return into;
}

static QJsonArray partsOf(const Message &message)
{
    if (message.parts.empty())
        return {QJsonObject{{u"text"_s, message.text}}};
    QJsonArray list;
    for (const MessagePart &part : message.parts) {
        QJsonObject media{{u"url"_s, part.text}};
        if (!part.contentType.isEmpty())
            media.insert(u"contentType"_s, part.contentType);
        if (part.kind == MessagePart::Kind::Text)
            list.append(QJsonObject{{u"text"_s, part.text}});
        else if (part.kind == MessagePart::Kind::Media)
            list.append(QJsonObject{{u"media"_s, media}});
        else
            list.append(QJsonObject{{u"metadata"_s, QJsonObject{{u"purpose"_s, part.text}, {u"pending"_s, true}}}});
    }
    return list;
}

// Empty where it is right.
QString DotpromptTest::runCase(const QJsonObject &suite, const QJsonObject &test)
{
    const QJsonObject expected = test["expect"_L1].toObject();
    Result<PromptFile> read = parsePromptFile(suite["template"_L1].toString().toUtf8(), u"case.prompt"_s);
    if (!read)
        return u"refused: "_s + read.error().message;
    const QJsonObject metadata = merged(metadataOf(read->prompt).value(), test["options"_L1].toObject());
    read->prompt.metadata = QString::fromUtf8(compactJson(metadata));
    const QJsonObject given = merged(suite["data"_L1].toObject(), test["data"_L1].toObject());
    HandlebarsData data;
    data.values = templateValue(given["input"_L1].toObject());
    data.context = templateValue(given["context"_L1].toObject());
    for (const QJsonObject &texts : {suite["partials"_L1].toObject(), suite["resolverPartials"_L1].toObject()})
        for (auto it = texts.begin(); it != texts.end(); ++it)
            data.partials.insert(it.key(), it->toString());
    std::vector<Message> history;
    for (const QJsonValue &message : given["messages"_L1].toArray())
        history.push_back({message["role"_L1].toString(), message["content"_L1][0]["text"_L1].toString()});
    const RenderedPrompt made = renderPrompt(read->prompt, data, history, read->body);
    if (made.messages.empty() && !made.unsupported.isEmpty())
        return u"refused: "_s + made.unsupported.join(u' ');
    QJsonArray messages;
    for (const Message &message : made.messages) {
        QJsonObject object{{u"role"_s, message.role}, {u"content"_s, partsOf(message)}};
        if (message.isHistory)
            object.insert(u"metadata"_s, QJsonObject{{u"purpose"_s, u"history"_s}});
        messages.append(object);
    }
    if (messages != expected["messages"_L1].toArray())
        return u"messages: "_s + QString::fromUtf8(compactJson(messages));
    if (expected.contains("model"_L1) && expected["model"_L1] != read->prompt.model)
        return u"model"_s;
    if (expected.contains("config"_L1) && expected["config"_L1] != metadata["config"_L1])
        return u"config"_s;
    const QJsonObject raw = expected["raw"_L1].toObject();
    if (!raw.isEmpty() && raw != metadata)
        return u"raw: "_s + read->prompt.metadata;
    // What belongs to extensions stays under the keys of the file.
    const QJsonObject spaces = expected["ext"_L1].toObject();
    for (auto space = spaces.begin(); space != spaces.end(); ++space) {
        const QJsonObject fields = space->toObject();
        for (auto field = fields.begin(); field != fields.end(); ++field)
            if (metadata[space.key() + u'.' + field.key()] != *field)
                return u"ext: "_s + field.key();
    }
    for (const QString &key : {u"input"_s, u"output"_s}) {
        const QJsonValue schema = expected[key]["schema"_L1];
        if (schema.isUndefined())
            continue;
        const Result<QJsonValue> whole = jsonSchemaOf(metadata[key]["schema"_L1], suite["schemas"_L1].toObject());
        if (!whole)
            return u"refused: "_s + whole.error().message;
        if (*whole != schema)
            return u"schema: "_s + QString::fromUtf8(compactJson(*whole));
    }
    return {};
}

void DotpromptTest::passesTheSpecification()
{
    const QString folder = qEnvironmentVariable("HOWDAH_DOTPROMPT_SPEC");
    if (folder.isEmpty())
        QSKIP("HOWDAH_DOTPROMPT_SPEC does not name the folder spec of google/dotprompt");
    int right = 0;
    QStringList refused;
    QStringList wrong;
    QDirIterator files(folder, {u"*.yaml"_s}, QDir::Files, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        const QString path = files.next();
        const YAML::Node list = YAML::LoadFile(path.toStdString());
        for (const YAML::Node &node : list) {
            const QJsonObject suite = jsonOf(node, {path, 0}).value().toObject();
            for (const QJsonValue &test : suite["tests"_L1].toArray()) {
                const QString name = u"%1 %2: %3"_s.arg(
                    QDir(folder).relativeFilePath(path), suite["name"_L1].toString(), test["desc"_L1].toString());
                const QString answer = runCase(suite, test.toObject());
                if (answer.isEmpty())
                    ++right;
                else
                    (answer.startsWith("refused"_L1) ? refused : wrong) << name + u": "_s + answer;
            }
        }
    }
    qInfo("%d right, %d refused, %d wrong", right, int(refused.size()), int(wrong.size()));
    for (const QString &line : refused + wrong)
        qInfo("%s", qPrintable(line));
    QCOMPARE(wrong, QStringList());
    QVERIFY(right >= 110);
}

// What npm's dotprompt makes of templates by chance (dotpromptcases.mjs).
void DotpromptTest::agreesWithTheReference()
{
    const QString name = qEnvironmentVariable("HOWDAH_DOTPROMPT_CASES");
    if (name.isEmpty())
        QSKIP("HOWDAH_DOTPROMPT_CASES does not name a file that dotpromptcases.mjs has written");
    QFile file(name);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QJsonArray cases = QJsonDocument::fromJson(file.readAll()).array();
    QVERIFY(!cases.isEmpty());
    qsizetype refused = 0;
    QStringList wrong;
    for (const QJsonValue &one : cases) {
        const QByteArray text = one["template"_L1].toString().toUtf8();
        if (text.trimmed().isEmpty())
            continue;
        QMap<QString, QString> partials;
        const QJsonObject texts = one["partials"_L1].toObject();
        for (auto it = texts.begin(); it != texts.end(); ++it)
            partials.insert(it.key(), it->toString());
        const QString ours =
            rendered(text, one["data"_L1].toString().toUtf8(), partials, {}, compactJson(one["context"_L1]));
        QStringList theirs;
        for (const QJsonValue &message : one["messages"_L1].toArray())
            theirs << message.toString();
        const bool isRefused = ours.startsWith("refused: "_L1);
        if (isRefused && !one["error"_L1].isString())
            ++refused;
        else if (!isRefused && (one["error"_L1].isString() || ours != theirs.join(u'|')))
            wrong << QString::fromUtf8(text) + u"\n-- theirs: "_s + one["error"_L1].toString() + theirs.join(u'|')
                         + u"\n-- ours: "_s + ours;
    }
    qInfo("%d cases, %d refused, %d wrong", int(cases.size()), int(refused), int(wrong.size()));
    for (const QString &line : wrong.mid(0, 20))
        qInfo("%s", qPrintable(line));
    QCOMPARE(wrong, QStringList());
    QVERIFY(refused * 50 < cases.size());
}

QTEST_GUILESS_MAIN(DotpromptTest)
#include "tst_dotprompt.moc"
