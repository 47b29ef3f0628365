// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/promptfile.h"
#include "prompt/promptlint.h"
#include "prompt/tokens.h"

#include <QFileInfo>
#include <QJsonArray>
#include <QJsonObject>
#include <QRegularExpression>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::prompt;

class PromptLintTest final : public QObject
{
    Q_OBJECT

    static Prompt sample()
    {
        return {u"coach-v1"_s, u"Coach"_s, u"1.0.0"_s, u"claude"_s, u"You help."_s, u"{{question}}"_s, u"{}"_s, true};
    }

    static QStringList rules(const std::vector<LintFinding> &findings)
    {
        QStringList names;
        for (const LintFinding &finding : findings)
            names << finding.rule;
        return names;
    }

private Q_SLOTS:
    void findsNothingInWhatIsGood() { QCOMPARE(rules(lintPrompt(sample())), QStringList()); }

    void findsSecrets_data()
    {
        QTest::addColumn<QString>("secret");
        // Put together here, so that no scanner takes this file for a leak.
        const QString many = u"a1B2"_s.repeated(12);
        QTest::newRow("API key") << u"sk-"_s + many;
        QTest::newRow("cloud key") << u"AKIA"_s + u"ABCD1234"_s.repeated(2);
        QTest::newRow("token") << u"ghp_"_s + many;
        QTest::newRow("chat token") << u"xoxb-"_s + many;
        QTest::newRow("JWT") << u"eyJ"_s + many + u".eyJ"_s + many + u'.' + many;
        QTest::newRow("URL") << u"postgres://me:hunter22@db.example"_s;
        QTest::newRow("password") << u"Password: correct-horse"_s;
        QTest::newRow("private key") << u"-----BEGIN RSA PRIVATE "_s + u"KEY-----"_s;
    }
    void findsSecrets()
    {
        QFETCH(QString, secret);
        Prompt prompt = sample();
        prompt.systemPrompt = u"Use "_s + secret + u" for it"_s;
        const auto findings = lintPrompt(prompt);
        QVERIFY(!findings.empty());
        QCOMPARE(findings[0].rule, u"secret"_s);
        QCOMPARE(findings[0].offset, 4);
        for (const LintFinding &finding : findings)
            QVERIFY(!finding.message.contains(secret));
    }

    void takesTalkOfSecretsForNone()
    {
        Prompt prompt = sample();
        prompt.systemPrompt = u"Never ask for a password: it is secret. password: {{password}} https://a.example/x "
                              "mailto:a@b.example sk-learn AKIA"_s;
        QCOMPARE(rules(lintPrompt(prompt)), QStringList());
    }

    void comparesVariablesWithTheirDeclaration()
    {
        Prompt prompt = sample();
        prompt.metadata = u"{\"input\": {\"schema\": {\"topic\": \"string\", \"tone?\": \"string\"}}}"_s;
        prompt.userPrompt = u"{{topic}} {{question.text}} {{question}}"_s;
        const auto findings = lintPrompt(prompt);
        QCOMPARE(rules(findings), (QStringList{u"undeclared-variable"_s, u"unused-variable"_s}));
        QCOMPARE(findings[0].offset, 10);
        QVERIFY(findings[1].message.contains("tone"_L1));
    }

    void findsWhatIsWrongWithThePieces()
    {
        Prompt prompt = sample();
        prompt.systemPrompt = u" "_s;
        prompt.userPrompt = u"{{#if x}}\n{{role \"system\"}}\nSYSTEM:\n"_s;
        prompt.version = u"1.0"_s;
        prompt.model.clear();
        prompt.metadata = u"[]"_s;
        QStringList found = rules(lintPrompt(prompt));
        found.sort();
        QCOMPARE(
            found, (QStringList{
                       u"bad-metadata"_s, u"bad-version"_s, u"empty-text"_s, u"no-model"_s, u"role-order"_s,
                       u"role-order"_s, u"template-logic"_s}));
        prompt = sample();
        prompt.systemPrompt = u"many words of one prompt "_s.repeated(500);
        QCOMPARE(rules(lintPrompt(prompt, {.windowTokens = 1000})), QStringList{u"too-long"_s});
        QCOMPARE(rules(lintPrompt(prompt, {.windowTokens = 4000})), QStringList{u"long"_s});
    }

    void comparesPromptsWithOneAnother()
    {
        Prompt first = sample();
        Prompt second = sample();
        second.promptId = u"coach-one"_s;
        QStringList found = rules(lintPrompts(std::vector{first, second}));
        QCOMPARE(found, (QStringList{u"duplicate-version"_s, u"duplicate-text"_s, u"several-active"_s}));
        first.active = second.active = false;
        second.version = u"1.1.0"_s;
        second.systemPrompt += u" More."_s;
        QCOMPARE(rules(lintPrompts(std::vector{first, second})), QStringList{u"none-active"_s});
        second.active = true;
        QCOMPARE(rules(lintPrompts(std::vector{first, second})), QStringList());
    }

    // What the repository seeds is what the platform's seed lists, and holds to our own rules.
    void acceptsTheSeeds()
    {
        const Result<PromptFolder> folder = readPromptFolder(QStringLiteral(HOWDAH_SOURCE_DIR "/resources/prompts"));
        QVERIFY(folder);
        QVERIFY(folder->problems.empty());
        const QMap<QString, int> stated{
            {u"reference-coach-v1"_s, 589},
            {u"verification-orchestrator-v1"_s, 402},
            {u"authenticity-analyzer-v1"_s, 511},
            {u"reference-intelligence-v1"_s, 498}}; // words
        std::vector<Prompt> prompts;
        QStringList lines;
        for (const PromptFolder::File &file : folder->files) {
            const Prompt &prompt = file.content.prompt;
            QCOMPARE(file.content.notes, QStringList());
            QCOMPARE(promptFileName(prompt), QFileInfo(file.path).fileName());
            const QJsonObject metadata = metadataOf(prompt).value();
            QStringList permissions;
            for (const QJsonValue &value : metadata["permissions"_L1].toArray())
                permissions << value.toString();
            QVERIFY(metadata["features"_L1].toArray().size() >= 2);
            lines << u"%1 %2 %3 %4"_s.arg(
                prompt.promptId, prompt.model, permissions.join(u','), metadata["priority"_L1].toString(u"-"_s));
            const auto words = prompt.systemPrompt.split(QRegularExpression(u"\\s+"_s), Qt::SkipEmptyParts).size();
            QCOMPARE(
                u"%1 %2"_s.arg(prompt.promptId).arg(words),
                u"%1 %2"_s.arg(prompt.promptId).arg(stated.value(prompt.promptId)));
            QVERIFY(promptFileText(prompt));
            prompts.push_back(prompt);
        }
        QCOMPARE(
            lines, (QStringList{
                       u"authenticity-analyzer-v1 claude-sonnet-4-5 system critical"_s,
                       u"reference-coach-v1 claude-sonnet-4-5 seeker -"_s,
                       u"reference-intelligence-v1 claude-sonnet-4-5 seeker,employer medium"_s,
                       u"verification-orchestrator-v1 claude-opus-4-1 system high"_s}));
        const auto findings = lintPrompts(prompts);
        QVERIFY2(findings.empty(), findings.empty() ? "" : qPrintable(findings[0].promptId + findings[0].message));
    }

    void estimatesTokens()
    {
        QCOMPARE(estimateTokens(u"").likely, 0);
        // About four characters of English are a token, for all makers.
        const TokenEstimate english = estimateTokens(
            u"You are a careful assistant. Read the question twice, answer it in plain words, and say what you do not "
            "know.");
        QVERIFY2(english.likely >= 20 && english.likely <= 32, qPrintable(QString::number(english.likely)));
        QVERIFY(english.low < english.likely && english.likely < english.high);
        QVERIFY(estimateTokens(u"\u4f60\u597d\u4e16\u754c").likely >= 3);
    }

    void calibratesByWhatWasCounted()
    {
        std::vector<TokenSample> samples(29, {100, 150});
        QVERIFY(!calibrateTokens(samples));
        samples.push_back({0, 10});
        QVERIFY(!calibrateTokens(samples));
        samples.push_back({100, 150'000});
        const auto calibration = calibrateTokens(samples);
        QVERIFY(calibration);
        QCOMPARE(calibration->factor, 1.5);
        QCOMPARE(calibration->samples, 30);
        QCOMPARE(calibration->medianError, 0.0);
        const TokenEstimate better = calibrated({80, 100, 130}, *calibration);
        QCOMPARE(better.likely, 150);
        QCOMPARE(better.high, 150);
        for (int i = 0; i < 100; ++i)
            samples.push_back({100, 100.0 + i});
        const auto wide = calibrateTokens(samples);
        QVERIFY(wide->p95Error > wide->medianError && wide->medianError > 0);
        QVERIFY(calibrated({80, 100, 130}, *wide).low < calibrated({80, 100, 130}, *wide).likely);
    }
};

QTEST_GUILESS_MAIN(PromptLintTest)
#include "tst_promptlint.moc"
