// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/promptfile.h"
#include "prompt/semver.h"

#include <QJsonObject>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::prompt;

class PromptFileTest final : public QObject
{
    Q_OBJECT

    static Prompt sample()
    {
        return {u"coach-v1"_s, u"Coach"_s, u"1.0.0"_s, u"claude"_s, u"You help."_s, u"{{question}}"_s, u"{}"_s, true};
    }

    static void verifyRoundTrip(const Prompt &prompt)
    {
        const Result<QByteArray> text = promptFileText(prompt);
        QVERIFY2(text, text ? "" : qPrintable(describe(text.error())));
        const Result<PromptFile> read = parsePromptFile(*text, u"x.prompt"_s);
        QVERIFY2(read, read ? "" : qPrintable(describe(read.error())));
        QCOMPARE(read->prompt.systemPrompt, prompt.systemPrompt);
        QCOMPARE(read->prompt.userPrompt, prompt.userPrompt);
        QCOMPARE(read->prompt.metadata, prompt.metadata);
        QVERIFY(read->prompt == prompt);
        QCOMPARE(read->notes, QStringList());
        QCOMPARE(promptFileText(read->prompt).value_or(QByteArray()), *text);
    }

private Q_SLOTS:
    void readsWhatAPersonWrites()
    {
        const Result<PromptFile> file = parsePromptFile(
            "---\n"
            "name: Coach\n"
            "version: 1.10\n"
            "model: claude-sonnet-4-5\n"
            "description: Helps\n"
            "input:\n"
            "  schema: {question: string}\n"
            "howdah.metadata:\n"
            "  priority: high\n"
            "  limit: 3\n"
            "---\n"
            "\n"
            "{{role \"system\"}}\n"
            "You help.\n"
            "\n"
            "---\n"
            "{{ role 'user' }}\n"
            "{{question}}\n",
            u"coach.prompt"_s);
        QVERIFY2(file, file ? "" : qPrintable(describe(file.error())));
        QCOMPARE(file->prompt.version, u"1.10"_s);
        QCOMPARE(file->prompt.promptId, u"coach-v1.10"_s);
        QCOMPARE(file->prompt.systemPrompt, u"You help.\n\n---"_s);
        QCOMPARE(file->prompt.userPrompt, u"{{question}}"_s);
        QCOMPARE(
            file->prompt.metadata,
            u"{\"description\":\"Helps\",\"input\":{\"schema\":{\"question\":\"string\"}},\"limit\":3,\"priority\":"
            "\"high\"}"_s);
        QCOMPARE(file->systemLine, 14);
        QCOMPARE(file->userLine, 18);
        QVERIFY(!file->prompt.active);
    }

    void refuses_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("message");
        const auto row = [](const char *name, const QByteArray &bytes, const QString &message) {
            QTest::newRow(name) << bytes << message;
        };
        row("nothing", "", u"x.prompt, line 1, column 1: The file is empty"_s);
        row("only blank lines", " \n\n", u"x.prompt, line 1, column 1: The file is empty"_s);
        row("no end of the head", "---\nname: a\nversion: 1\n", u"x.prompt, line 4,"_s);
        row("broken YAML", "---\nname: a\nversion: [1\nmodel: b\n---\nSecret\n", u"x.prompt, line 4,"_s);
        row("tab in YAML", "---\nname: a\n\tversion: 1\n---\nSecret\n", u"x.prompt, line 3,"_s);
        row("key twice", "---\nname: a\nversion: 1\nname: b\n---\nSecret\n",
            u"x.prompt, line 4, column 1: The key name"_s);
        row("list as head", "---\n- a\n---\nSecret\n", u"x.prompt, line 2,"_s);
        row("unknown key of ours", "---\nname: a\nversion: 1\nhowdah.actve: true\n---\nSecret\n", u"line 4"_s);
        row("active maybe", "---\nname: a\nversion: 1\nhowdah.active: maybe\n---\nSecret\n", u"line 4, column 16"_s);
        row("metadata no JSON", "---\nname: a\nversion: 1\nhowdah.metadata: '{'\n---\nSecret\n", u"line 4"_s);
        row("map as name", "---\nname: {a: b}\nversion: 1\n---\nSecret\n", u"line 2, column 7"_s);
        row("not UTF-8", "---\nname: a\nversion: 1\n---\nSecret\xff\n", u"line 5, column 1: The text is not UTF-8"_s);
        QByteArray bomb = "---\nname: a\nversion: 1\na0: &a0 [x,x,x,x,x,x,x,x,x,x]\n";
        for (int i = 1; i < 9; ++i) {
            const QByteArray last = "*a" + QByteArray::number(i - 1);
            bomb += "a" + QByteArray::number(i) + ": &a" + QByteArray::number(i) + " ["
                  + QByteArrayList(10, last).join(',') + "]\n";
        }
        row("aliases that multiply", bomb + "---\nSecret\n", u"more than 100000 values"_s);
    }
    void refuses()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, message);
        const Result<PromptFile> file = parsePromptFile(bytes, u"x.prompt"_s);
        QVERIFY(!file);
        QCOMPARE(file.error().kind, ErrorKind::Invalid);
        QVERIFY2(file.error().message.contains(message), qPrintable(file.error().message));
        QVERIFY2(!describe(file.error()).contains("Secret"_L1), qPrintable(file.error().message));
    }

    void survivesNastyTexts_data()
    {
        QTest::addColumn<QString>("text");
        const auto row = [](const char *name, const QString &text) { QTest::newRow(name) << text; };
        row("empty", u""_s);
        row("blank", u" "_s);
        row("newline", u"\n"_s);
        row("newlines around", u"\n\n a \n\n"_s);
        row("trailing blanks", u"a  \nb\t\n  "_s);
        row("CRLF", u"a\r\nb\r\n"_s);
        row("lone CR", u"a\rb"_s);
        row("head marks", u"---\nname: x\n---\n"_s);
        row("role mark", u"a\n{{role \"user\"}}\nb"_s);
        row("role mark with blanks", u"{{  role  'system' }}"_s);
        row("braces", u"{\"a\": {\"b\": [1, 2]}} {{x}} {{{y}}} \\{{z}} }} {{"_s);
        row("JSON escapes", u"\\n \\u0041 \\\\ \" '"_s);
        row("byte order mark", u"\ufeffa\ufeff"_s);
        row("emoji and RTL", u"\U0001F9ED \u05e9\u05dc\u05d5\u05dd \u202eabc\u202c e\u0301"_s);
        row("line separators", u"a\u2028b\u2029c\u0085d"_s);
        row("controls", u"a\x01\x1b[31m\x7f"
                        "b"_s);
        row("controls and CR", u"a\x01\x1b[31m\x7f\r\u0085\u2028\ufeff"
                               "b"_s);
        row("noncharacters", u"\ufffe\uffff\r"_s);
        row("zero", u"a"_s + QChar(0) + u"b"_s);
        row("looks like YAML", u"null"_s);
    }
    void survivesNastyTexts()
    {
        QFETCH(QString, text);
        Prompt prompt = sample();
        prompt.systemPrompt = text;
        verifyRoundTrip(prompt);
        prompt.userPrompt = text;
        verifyRoundTrip(prompt);
        prompt.systemPrompt = u"x"_s;
        verifyRoundTrip(prompt);
        if (!text.isEmpty()) {
            prompt.name = text;
            prompt.version = text;
            prompt.model = text;
            prompt.promptId = text;
            verifyRoundTrip(prompt);
        }
    }

    void survivesMetadata_data()
    {
        QTest::addColumn<QString>("metadata");
        for (const char *text :
             {"{}", "{ \"b\" : 1.10, \"a\": 12345678901234567890.5 }", "[]", "null", "\"x\"", "12",
              "{\"description\": \"a \\\"b\\\" \\u0001\\n\", \"config\": {\"temperature\": 0.20, \"n\": 1e300, \"s\": "
              "\"yes\"},"
              " \"input\": {\"schema\": {\"x\": \"string\"}, \"default\": {\"x\": \"1.10\"}}, \"output\": {}}",
              "{\"config\": {\"deep\": [[[{\"a\": null}]], true, -0.0, \"null\", \"~\", \"0x10\"]}, \"description\": "
              "\"~\"}"})
            QTest::newRow(text) << QString::fromUtf8(text);
    }
    void survivesMetadata()
    {
        QFETCH(QString, metadata);
        Prompt prompt = sample();
        prompt.metadata = metadata;
        verifyRoundTrip(prompt);
    }

    void survivesChance()
    {
        const QStringList pieces{
            u"{{"_s,
            u"}}"_s,
            u"---"_s,
            u"\n"_s,
            u"\r\n"_s,
            u"\r"_s,
            u" "_s,
            u"\t"_s,
            u"a"_s,
            u"\""_s,
            u"'"_s,
            u"\\"_s,
            u"{{role \"system\"}}"_s,
            u"{{role \"user\"}}"_s,
            u"\U0001F600"_s,
            u"\ufeff"_s,
            u"#"_s,
            u": "_s,
            u"{{x}}"_s,
            u"%"_s,
            u"\u0085"_s};
        QRandomGenerator random(7);
        for (int i = 0; i < 1000; ++i) {
            Prompt prompt = sample();
            for (QString *text : {&prompt.systemPrompt, &prompt.userPrompt})
                for (int n = random.bounded(12); n > 0; --n)
                    *text += pieces[random.bounded(pieces.size())];
            prompt.active = random.bounded(2) ? std::optional(bool(random.bounded(2))) : std::nullopt;
            verifyRoundTrip(prompt);
            if (QTest::currentTestFailed())
                return;
        }
    }

    void survivesAMegabyte()
    {
        Prompt prompt = sample();
        prompt.systemPrompt = u"A line of a long prompt, {{x}}.\n"_s.repeated(33'000);
        verifyRoundTrip(prompt);
        prompt.userPrompt = prompt.systemPrompt + u'\r';
        verifyRoundTrip(prompt);
    }

    void refusesToWriteWhatItWouldChange()
    {
        Prompt prompt = sample();
        prompt.systemPrompt = QString(QChar(0xd800));
        QVERIFY(!promptFileText(prompt));
        prompt = sample();
        prompt.metadata = u"{"_s;
        QVERIFY(!promptFileText(prompt));
        prompt = sample();
        prompt.name.clear();
        QVERIFY(!promptFileText(prompt));
    }

    void readsConvertedFilesAndSaysSo()
    {
        Prompt prompt = sample();
        prompt.systemPrompt = u"a\nb"_s;
        QByteArray text = promptFileText(prompt).value();
        text.replace("\n", "\r\n");
        const Result<PromptFile> file = parsePromptFile("\xef\xbb\xbf" + text, u"x"_s);
        QVERIFY(file);
        QVERIFY(file->prompt == prompt);
        QCOMPARE(file->notes.size(), 2);
    }

    void saysWhatWasEdited()
    {
        QByteArray text = promptFileText(sample()).value();
        text.replace("You help.", "You help a lot.");
        const Result<PromptFile> file = parsePromptFile(text, u"x"_s);
        QVERIFY(file);
        QCOMPARE(file->prompt.systemPrompt, u"You help a lot."_s);
        QCOMPARE(file->notes.size(), 1);
    }

    // Other readers of the format see config, input and description, and who edits them there means it.
    void takesEditsOfTheCommonKeys()
    {
        Prompt prompt = sample();
        prompt.metadata = u"{\"config\": {\"temperature\": 0.2}, \"limit\": 1.10}"_s;
        QByteArray text = promptFileText(prompt).value();
        QVERIFY(text.contains("\nconfig: {\"temperature\":0.2}\n"));
        text.replace("\nconfig: {\"temperature\":0.2}\n", "\nconfig: {temperature: 0.5}\n");
        const Result<PromptFile> file = parsePromptFile(text, u"x"_s);
        QVERIFY(file);
        QVERIFY(sameJson(file->prompt.metadata, u"{\"config\": {\"temperature\": 0.5}, \"limit\": 1.1}"_s));
    }

    void oneBadFileHidesNoOther()
    {
        QTemporaryDir folder;
        QVERIFY(savePrivately(folder.filePath(u"a.prompt"_s), promptFileText(sample()).value()));
        QVERIFY(savePrivately(folder.filePath(u"b.prompt"_s), "---\nHello"));
        QVERIFY(savePrivately(folder.filePath(u"c.txt"_s), "Hello"));
        const Result<PromptFolder> read = readPromptFolder(folder.path());
        QVERIFY(read);
        QCOMPARE(read->files.size(), size_t(1));
        QCOMPARE(read->problems.size(), size_t(1));
        QVERIFY(read->problems[0].message.startsWith("b.prompt, line 2"_L1));
        QVERIFY(!readPromptFolder(folder.filePath(u"none"_s)));
        const QFileDevice::Permissions others =
            QFileDevice::ReadGroup | QFileDevice::WriteGroup | QFileDevice::ReadOther | QFileDevice::WriteOther;
        QVERIFY(!(QFile::permissions(folder.filePath(u"a.prompt"_s)) & others));
    }

    void ordersVersions()
    {
        QStringList versions{u"1.10.0"_s,  u"1.0.0"_s,        u"1.0.0-rc.1"_s,  u"1.9.0"_s,
                             u"x"_s,       u"1.0.0-rc.1.1"_s, u"1.0.0-alpha"_s, u"1.0.0-rc.10"_s,
                             u"1.0.0-2"_s, u"2.0.0"_s,        u"01.0.0"_s,      u"1.0"_s};
        std::sort(versions.begin(), versions.end(), isOlder);
        QCOMPARE(
            versions, (QStringList{
                          u"01.0.0"_s, u"1.0"_s, u"x"_s, u"1.0.0-2"_s, u"1.0.0-alpha"_s, u"1.0.0-rc.1"_s,
                          u"1.0.0-rc.1.1"_s, u"1.0.0-rc.10"_s, u"1.0.0"_s, u"1.9.0"_s, u"1.10.0"_s, u"2.0.0"_s}));
        const auto next = [](const QString &version, Bump bump) {
            return bumped(parseSemVer(version).value(), bump).toString();
        };
        QCOMPARE(next(u"1.9.9"_s, Bump::Patch), u"1.9.10"_s);
        QCOMPARE(next(u"1.9.9"_s, Bump::Minor), u"1.10.0"_s);
        QCOMPARE(next(u"1.9.9"_s, Bump::Major), u"2.0.0"_s);
        QCOMPARE(next(u"1.0.0-rc.1"_s, Bump::Patch), u"1.0.0"_s);
        QCOMPARE(next(u"1.0.0-rc.1"_s, Bump::Major), u"1.0.0"_s);
        QCOMPARE(next(u"1.2.3-rc.1+b"_s, Bump::Minor), u"1.3.0"_s);
    }

    void namesFilesSafely()
    {
        Prompt prompt = sample();
        prompt.promptId = u"../../etc/passwd\n"_s;
        QCOMPARE(promptFileName(prompt), u"-..-etc-passwd-.prompt"_s);
        QCOMPARE(defaultPromptId(u"Reference Coach"_s, u"1.0.0"_s), u"reference-coach-v1"_s);
        QCOMPARE(defaultPromptId(u"Reference Coach"_s, u"1.2.0"_s), u"reference-coach-v1.2"_s);
        QCOMPARE(defaultPromptId(u" A/B! "_s, u"1.0.0-rc.0"_s), u"a-b-v1.0.0-rc.0"_s);
    }
};

QTEST_GUILESS_MAIN(PromptFileTest)
#include "tst_promptfile.moc"
