// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// Files from elsewhere, changed by chance and made to hurt: no reader may crash, hang, or make of a file what it does
// not say. Seconds here, as long as one likes with HOWDAH_FUZZ_SECONDS (./dev fuzz).
#include "connection/profile/profileimport.h"
#include "data/transfer/delimited.h"
#include "metrics/dashboard.h"
#include "migration/source/pack.h"
#include "prompt/exchange/exchange.h"
#include "prompt/models.h"
#include "prompt/promptfile.h"
#include "support/mutator.h"

#include <QDirIterator>
#include <QElapsedTimer>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;

using Reader = std::function<void(const QByteArray &)>;
Q_DECLARE_METATYPE(Reader)

namespace {

QList<QByteArray> corpus(const QString &folder, const QStringList &names)
{
    QList<QByteArray> texts;
    QDirIterator files(
        QStringLiteral(HOWDAH_SOURCE_DIR "/") + folder, names, QDir::Files, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        QFile file(files.next());
        if (file.open(QIODevice::ReadOnly) && file.size() < 32 << 10)
            texts << file.readAll();
    }
    return texts;
}

void readPack(const QByteArray &text)
{
    std::vector<migration::Problem> problems;
    (void)migration::parsePack(text, problems);
}

void readDashboard(const QByteArray &text) { (void)metrics::readDashboard(text, u"x.yaml"_s); }

// What was read can be written, and is the same then.
void readPrompt(const QByteArray &text)
{
    const auto read = prompt::parsePromptFile(text, u"x.prompt"_s);
    if (!read)
        return;
    const auto written = prompt::promptFileText(read->prompt);
    if (!written)
        return;
    const auto again = prompt::parsePromptFile(*written, u"x.prompt"_s);
    QVERIFY2(again, again ? "" : qPrintable(describe(again.error())));
    QCOMPARE(prompt::promptFileText(again->prompt).value_or(QByteArray()), *written);
}

void readProfiles(const QByteArray &text)
{
    using connection::ProfileFormat;
    for (int format = 0; format <= int(ProfileFormat::DBeaver); ++format) {
        const auto read = connection::importProfiles(ProfileFormat(format), text, u"x"_s);
        if (!read)
            continue;
        std::vector<connection::Profile> profiles;
        for (const auto &found : read->profiles)
            profiles.push_back(found.profile);
        (void)connection::exportProfiles(ProfileFormat::Howdah, profiles);
    }
}

// In one piece and byte by byte.
void readDelimited(const QByteArray &text)
{
    for (const char delimiter : {',', '\t'}) {
        data::DelimitedFormat format;
        format.delimiter = delimiter;
        data::DelimitedReader whole(format);
        auto records = whole.feed(text);
        for (auto &one : whole.finish())
            records.push_back(std::move(one));
        data::DelimitedReader pieces(format);
        std::vector<data::DelimitedRecord> others;
        for (qsizetype i = 0; i < text.size(); ++i) {
            for (auto &one : pieces.feed(QByteArrayView(text).sliced(i, 1)))
                others.push_back(std::move(one));
        }
        for (auto &one : pieces.finish())
            others.push_back(std::move(one));
        QCOMPARE(others.size(), records.size());
        for (std::size_t i = 0; i < records.size(); ++i)
            QVERIFY(others[i].cells == records[i].cells);
    }
}

const QList<QByteArray> YamlWords{"&a ",   "*a",          "<<: *a",    "!!binary ", "? ",      "- ",   "[",
                                  "]",     "{",           "}",         "|\n",       ">-\n",    "\n\t", "---\n",
                                  "...\n", "%YAML 1.2\n", "\"\\x00\"", "\xff\xfe",  "query: ", "null", "~"};
const QList<QByteArray> JsonWords{"{", "}", "[",     "]",    "\"",   "\\u0000",  "\\ud800",
                                  ":", ",", "1e999", "null", "true", "\"host\":"};

} // namespace

class FuzzReadersTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void chance_data()
    {
        QTest::addColumn<Reader>("reader");
        QTest::addColumn<QList<QByteArray>>("texts");
        QTest::addColumn<QList<QByteArray>>("words");
        const auto add = [](const char *name, Reader reader, const QList<QByteArray> &texts,
                            const QList<QByteArray> &words) {
            QVERIFY2(!texts.isEmpty(), name);
            QTest::newRow(name) << reader << texts << words;
        };
        add("pack", readPack, corpus(u"migrations"_s, {u"pack.yaml"_s}), YamlWords);
        add("dashboard", readDashboard, corpus(u"resources/dashboards"_s, {u"*.yaml"_s}), YamlWords);
        add("prompt", readPrompt, corpus(u"resources/prompts"_s, {u"*.prompt"_s}),
            YamlWords + QList<QByteArray>{"{{role \"user\"}}", "{{", "}}"});
        add(
            "models", [](const QByteArray &text) { (void)prompt::parseModels(text, u"models.yaml"_s); },
            corpus(u"resources/prompts"_s, {u"models.yaml"_s}), YamlWords);
        add(
            "exchange",
            [](const QByteArray &text) {
                for (int format = 0; format <= int(prompt::ExchangeFormat::Anthropic); ++format)
                    (void)prompt::importPrompts(prompt::ExchangeFormat(format), text, u"x"_s);
            },
            {R"([{"name":"a","prompt":"Hi {{x}}","config":{"model":"m"},"labels":["production"]}])",
             R"({"messages":[{"role":"system","content":"a"}],"temperature":0.5})",
             "name: a\nmessages:\n  - role: user\n    content: b\n"},
            JsonWords);
        add("profiles", readProfiles,
            {R"({"format":1,"profiles":[{"id":"a","name":"b","host":"h","dbname":"d","secret":"command","command":["x"]}]})",
             R"({"Servers":{"1":{"Name":"a","Host":"h","Port":5432,"Username":"u","SSLMode":"prefer","PassFile":"/x"}}})",
             R"({"folders":{},"connections":{"p":{"provider":"postgresql","name":"n","configuration":{"host":"h","url":"jdbc:postgresql://h/d"}}}})",
             "[a]\nhost=h\nport=5432\n#c\n[b]\nuser=u\n", "h:5432:d:u:p\\:w\n*:*:*:*:x\n",
             "DATABASE_URL=\"postgresql://u:p@h/d?sslmode=require\"\nexport DATABASE_HOST=h\n",
             "postgresql://u:p%40@[::1]:5432/d\n"},
            JsonWords
                + QList<QByteArray>{"postgresql://", "host=", "'", "\\", "%", "@", "[", "sslmode=", "options=-c"});
        add("delimited", readDelimited, {"a,b\n1,\"x \"\"y\"\"\nz\"\n,\n\\N,\"\\N\"\n", "a\tb\r\n1\t2\r3\t4"},
            {"\"", "\"\"", "\r\n", "\n", ",", "\t", QByteArray(1, '\0'), "\xef\xbb\xbf", "\\N"});
    }
    void chance()
    {
        QFETCH(Reader, reader);
        QFETCH(QList<QByteArray>, texts);
        QFETCH(QList<QByteArray>, words);
        const test::FuzzTime time;
        for (quint64 seed = test::FuzzTime::seed(); !time.isOver(); ++seed) {
            test::Mutator chance(seed);
            QByteArray text = texts[chance.below(texts.size())];
            for (qsizetype times = chance.below(6); times >= 0; --times)
                text = chance.mutated(text, words);
            QElapsedTimer clock;
            clock.start();
            reader(text);
            QVERIFY2(!QTest::currentTestFailed(), qPrintable(u"HOWDAH_FUZZ_SEED=%1"_s.arg(seed)));
            QVERIFY2(
                clock.elapsed() < 20'000,
                qPrintable(u"HOWDAH_FUZZ_SEED=%1 takes %2 ms"_s.arg(seed).arg(clock.elapsed())));
        }
    }

    // Ten lines that stand for a billion, and brackets without an end.
    void bombs_data()
    {
        QTest::addColumn<QByteArray>("text");
        QByteArray laughs = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
        for (int i = 1; i < 12; ++i) {
            const QByteArray before = "*a" + QByteArray::number(i - 1);
            const QByteArray name = "a" + QByteArray::number(i);
            laughs += name + ": &" + name + " [" + QByteArray(before + ", ").repeated(9) + before + "]\n";
        }
        const QByteArray all = "*a11";
        QTest::newRow("aliases") << laughs + "title: x\ntables: " + all + "\npanels: " + all + "\nfilters: " + all
                                        + "\nmodels: " + all + "\n";
        QTest::newRow("an alias of itself") << QByteArray("title: &a [*a, *a]\npanels: &b {x: *b}\ntables: *a\n");
        QTest::newRow("merged with itself") << QByteArray("x: &a\n  <<: *a\n  title: b\npanels:\n  - <<: *a\n");
        QTest::newRow("open brackets") << QByteArray(200'000, '[');
        QTest::newRow("open braces") << QByteArray("{a: ").repeated(100'000);
        QTest::newRow("dashes") << QByteArray("- ").repeated(100'000);
        QTest::newRow("indents") << [] {
            QByteArray text;
            for (int i = 0; i < 2000; ++i)
                text += QByteArray(i, ' ') + "a:\n";
            return text;
        }();
        QTest::newRow("json depth") << "{\"Servers\":" + QByteArray("[").repeated(200'000);
    }
    void bombs()
    {
        QFETCH(QByteArray, text);
        QElapsedTimer clock;
        clock.start();
        readPack(text);
        readDashboard(text);
        readPrompt("---\n" + text + "\n---\n{{role \"user\"}}\nhello\n");
        (void)prompt::parseModels(text, u"models.yaml"_s);
        for (int format = 0; format <= int(prompt::ExchangeFormat::Anthropic); ++format)
            (void)prompt::importPrompts(prompt::ExchangeFormat(format), text, u"x"_s);
        readProfiles(text);
        QVERIFY2(clock.elapsed() < 60'000, qPrintable(QString::number(clock.elapsed())));
    }
};

QTEST_GUILESS_MAIN(FuzzReadersTest)
#include "tst_fuzzreaders.moc"
