// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/test/boundedpattern.h"
#include "prompt/test/jsonschema.h"
#include "prompt/test/junit.h"
#include "prompt/test/pairedcomparison.h"

#include <QElapsedTimer>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTest>
#include <QXmlStreamReader>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::prompt;

Q_DECLARE_METATYPE(howdah::prompt::Assertion)

// What an answer is held to, and how two versions are compared, case by case; judged by Python where it is a judge.
class AssertionsTest final : public QObject
{
    Q_OBJECT

    // What Python prints, or nothing where it has not got the module.
    static std::optional<QByteArray> python(const QString &module, const char *script, const QByteArray &input)
    {
        QProcess process;
        process.start(u"python3"_s, {u"-c"_s, u"import "_s + module});
        if (!process.waitForFinished() || process.exitCode() != 0)
            return {};
        process.start(u"python3"_s, {u"-c"_s, QString::fromUtf8(script)});
        process.write(input);
        process.closeWriteChannel();
        if (!process.waitForFinished() || process.exitCode() != 0)
            qFatal("python3: %s", process.readAllStandardError().constData());
        return process.readAllStandardOutput();
    }

    static QJsonValue jsonOf(const QString &text)
    {
        const Result<QJsonValue> value = jsonValueOf(text);
        if (!value)
            qFatal("%s is not JSON", qPrintable(text));
        return *value;
    }

    static CheckResult checked(const Assertion &assertion, const QString &answer, std::optional<QString> expected = {})
    {
        return check(assertion, {answer, 0.002, 1500}, expected);
    }

    static CaseResult result(const QString &name, bool passed, qint64 ms = 100, double cost = 0.01)
    {
        CaseResult one;
        one.caseName = name;
        one.answer = u"answer"_s;
        one.passed = passed;
        one.score = passed ? 1 : 0;
        one.milliseconds = ms;
        one.outputTokens = ms / 10;
        one.cost = cost;
        return one;
    }

    // Pairs of cases: passed in both, in the first alone, in the second alone, in neither.
    static PairedComparison compared(int both, int first, int second, int neither)
    {
        std::vector<CaseResult> before;
        std::vector<CaseResult> after;
        const auto add = [&](int count, bool one, bool other) {
            for (int i = 0; i < count; ++i) {
                const QString name = u"case %1"_s.arg(before.size());
                before.push_back(result(name, one));
                after.insert(after.begin(), result(name, other)); // in another order
            }
        };
        add(both, true, true);
        add(first, true, false);
        add(second, false, true);
        add(neither, false, false);
        return comparePaired(before, after);
    }

private Q_SLOTS:
    void checks_data()
    {
        using Kind = Assertion::Kind;
        QTest::addColumn<Assertion>("assertion");
        QTest::addColumn<QString>("answer");
        QTest::addColumn<bool>("passed");
        const QString answer = u"Your refund of 20 € is on its way.\n"_s;
        const auto row = [&answer](const char *name, const Assertion &assertion, bool passed) {
            QTest::newRow(name) << assertion << answer << passed;
        };
        row("equals but for blanks", {.kind = Kind::Equals, .text = u" Your refund of 20 € is on its way."_s}, true);
        row("equals in case", {.kind = Kind::Equals, .text = u"your refund of 20 € is on its way."_s}, false);
        row("equals in any case",
            {.kind = Kind::Equals, .text = u"your REFUND of 20 € is on its way."_s, .judge = {}, .ignoresCase = true},
            true);
        row("contains", {.kind = Kind::Contains, .text = u"refund"_s}, true);
        row("contains in case", {.kind = Kind::Contains, .text = u"Refund"_s}, false);
        row("not contained",
            {.kind = Kind::Contains, .text = u"sorry"_s, .judge = {}, .ignoresCase = false, .isNegated = true}, true);
        row("contained and not wanted",
            {.kind = Kind::Contains, .text = u"refund"_s, .judge = {}, .ignoresCase = false, .isNegated = true}, false);
        row("regex", {.kind = Kind::Regex, .text = u"\\b\\d+ €"_s}, true);
        row("regex elsewhere", {.kind = Kind::Regex, .text = u"^\\d+"_s}, false);
        row("length", {.kind = Kind::Length, .text = {}, .judge = {}, .least = 10, .most = 35}, true);
        row("too long", {.kind = Kind::Length, .text = {}, .judge = {}, .most = 34}, false);
        row("too short", {.kind = Kind::Length, .text = {}, .judge = {}, .least = 36}, false);
        row("cost", {.kind = Kind::Cost, .text = {}, .judge = {}, .most = 0.002}, true);
        row("too expensive", {.kind = Kind::Cost, .text = {}, .judge = {}, .most = 0.0019}, false);
        row("latency", {.kind = Kind::Latency, .text = {}, .judge = {}, .most = 1500}, true);
        row("too slow", {.kind = Kind::Latency, .text = {}, .judge = {}, .most = 1499}, false);
        const QString schema = u"{\"type\": \"object\", \"required\": [\"a\"]}"_s;
        QTest::newRow("schema") << Assertion{.kind = Kind::JsonSchema, .text = schema} << u" {\"a\": 1}\n"_s << true;
        QTest::newRow("not the schema") << Assertion{.kind = Kind::JsonSchema, .text = schema} << u"{\"b\": 1}"_s
                                        << false;
        QTest::newRow("no JSON") << Assertion{.kind = Kind::JsonSchema, .text = schema} << u"{\"a\": 1} I hope"_s
                                 << false;
        QTest::newRow("code block") << Assertion{.kind = Kind::JsonSchema, .text = schema}
                                    << u"```json\n{\"a\": 1}\n```"_s << false;
    }
    void checks()
    {
        QFETCH(Assertion, assertion);
        QFETCH(QString, answer);
        QFETCH(bool, passed);
        QVERIFY(checkAssertion(assertion));
        const CheckResult made = checked(assertion, answer);
        QCOMPARE(made.passed, passed);
        QCOMPARE(made.score, passed ? 1.0 : 0.0);
        QCOMPARE(made.detail.isEmpty(), passed); // who failed is told why
        // The table gives back what it got.
        const auto again = assertionsOf(assertionsJson({assertion}));
        QVERIFY2(again, again ? "" : qPrintable(describe(again.error())));
        const Assertion other = again->front();
        QCOMPARE(checked(other, answer).passed, passed);
        QCOMPARE(describe(other), describe(assertion));
    }

    void expectedAnswersStandIn()
    {
        const Assertion equals{.kind = Assertion::Kind::Equals};
        QVERIFY(checked(equals, u"yes"_s, u"yes"_s).passed);
        QVERIFY(!checked(equals, u"no"_s, u"yes"_s).passed);
        // Nothing is known, so nothing has passed, the other way round either.
        QVERIFY(!checked(equals, u"yes"_s).passed);
        QVERIFY(
            !checked(
                 {.kind = Assertion::Kind::Equals, .text = {}, .judge = {}, .ignoresCase = false, .isNegated = true},
                 u"yes"_s)
                 .passed);
        const CheckResult unknown =
            check({.kind = Assertion::Kind::Cost, .text = {}, .judge = {}, .most = 1}, {u"x"_s, std::nullopt, 10}, {});
        QVERIFY(!unknown.passed && unknown.detail.contains("models.yaml"_L1));
    }

    void refusesWhatCannotBeChecked_data()
    {
        QTest::addColumn<QString>("json");
        QTest::addColumn<QString>("words");
        QTest::newRow("type") << u"[{\"type\": \"rouge\"}]"_s << u"rouge"_s;
        QTest::newRow("key") << u"[{\"type\": \"contains\", \"value\": \"a\", \"weight\": 2}]"_s << u"weight"_s;
        QTest::newRow("regex") << u"[{\"type\": \"regex\", \"value\": \"(a\"}]"_s << u"not valid"_s;
        QTest::newRow("no regex") << u"[{\"type\": \"regex\"}]"_s << u"missing"_s;
        QTest::newRow("schema") << u"[{\"type\": \"json-schema\", \"value\": {\"minimum\": \"1\"}}]"_s << u"minimum"_s;
        QTest::newRow("bound") << u"[{\"type\": \"latency\", \"min\": 3}]"_s << u"maximum"_s;
        QTest::newRow("judge") << u"[{\"type\": \"judge\"}]"_s << u"look for"_s;
        QTest::newRow("mark") << u"[{\"type\": \"judge\", \"value\": \"polite\", \"min\": 7}]"_s << u"0 and 1"_s;
        QTest::newRow("no object") << u"[\"equals\"]"_s << u"Assertion 1"_s;
    }
    void refusesWhatCannotBeChecked()
    {
        QFETCH(QString, json);
        QFETCH(QString, words);
        const auto read = assertionsOf(QJsonDocument::fromJson(json.toUtf8()).array());
        QVERIFY(!read);
        QCOMPARE(read.error().kind, ErrorKind::Invalid);
        QVERIFY2(read.error().message.contains(words), qPrintable(read.error().message));
    }

    // As Python's re finds them; the syntax that both have.
    void patternsAreAsPythons()
    {
        const QList<std::pair<QString, QString>> cases{
            {u"^\\d{3}-\\d{4}$"_s, u"555-1234"_s},
            {u"^\\d{3}-\\d{4}$"_s, u"x555-1234"_s},
            {u"(?<=a)b"_s, u"cab"_s},
            {u"(?<=a)b"_s, u"cb"_s},
            {u"\\bwörld\\b"_s, u"hello wörld"_s},
            {u"^b"_s, u"a\nb"_s},
            {u"a.c"_s, u"a\nc"_s},
            {u"(a|b)*c$"_s, u"ababc"_s},
            {u"\\w+"_s, u"😀"_s},
            {u"^.$"_s, u"😀"_s},
            {u"(.)\\1"_s, u"hello"_s},
            {u"(?!x)y"_s, u"xy"_s},
            {u""_s, u""_s},
            {u"a"_s, u""_s}};
        QJsonArray input;
        QByteArray ours;
        for (const auto &[pattern, text] : cases) {
            input.append(QJsonArray{pattern, text});
            const Result<BoundedPattern> made = BoundedPattern::from(pattern);
            QVERIFY(made);
            const Result<bool> found = made->isIn(text);
            QVERIFY(found);
            ours += *found ? "1" : "0";
        }
        const auto judged = python(
            u"re"_s,
            "import json, re, sys\nprint(''.join('1' if re.search(p, t) else '0' for p, t in json.load(sys.stdin)))",
            QJsonDocument(input).toJson());
        if (!judged)
            QSKIP("there is no Python");
        QCOMPARE(ours, judged->trimmed());
    }

    void hostilePatternsDoNotHang_data()
    {
        QTest::addColumn<QString>("pattern");
        QTest::newRow("nested") << u"(a+)+$"_s;
        QTest::newRow("alternatives") << u"(a|aa)+$"_s;
        QTest::newRow("any") << u"(.*)*x"_s;
        QTest::newRow("own limit") << u"(*LIMIT_MATCH=4000000000)(a+)+$"_s;
        QTest::newRow("back reference") << u"^(a+)+\\1\\1\\1\\1b"_s;
    }
    void hostilePatternsDoNotHang()
    {
        QFETCH(QString, pattern);
        const Result<BoundedPattern> made = BoundedPattern::from(pattern);
        QVERIFY(made);
        const QString text = QString(50'000, u'a') + u'!';
        QElapsedTimer clock;
        clock.start();
        const Result<bool> found = made->isIn(text, std::chrono::milliseconds(500));
        QVERIFY2(clock.elapsed() < 20'000, qPrintable(QString::number(clock.elapsed())));
        QVERIFY(!found.value_or(false));
        if (!found)
            QCOMPARE(found.error().kind, ErrorKind::Timeout);
        // What is easy is found in the same text.
        QVERIFY(BoundedPattern::from(u"!$"_s)->isIn(text).value_or(false));
        QVERIFY(!BoundedPattern::from(u"b!$"_s)->isIn(text).value_or(true));
    }

    // Every schema with every value: as Python's jsonschema has it.
    void schemasAreAsPythons()
    {
        const QStringList schemas{
            u"true"_s,
            u"false"_s,
            u"{}"_s,
            u"{\"type\": \"integer\"}"_s,
            u"{\"type\": [\"string\", \"null\"]}"_s,
            u"{\"type\": \"number\", \"minimum\": 1, \"exclusiveMaximum\": 3}"_s,
            u"{\"multipleOf\": 0.5}"_s,
            u"{\"enum\": [1, \"a\", null, [1, 2], {\"a\": 1}]}"_s,
            u"{\"const\": {\"a\": [1, {\"b\": null}]}}"_s,
            u"{\"minLength\": 2, \"maxLength\": 3}"_s,
            u"{\"pattern\": \"^a+$\"}"_s,
            u"{\"properties\": {\"a\": {\"type\": \"integer\"}}, \"required\": [\"a\"]}"_s,
            u"{\"properties\": {\"a\": true}, \"additionalProperties\": false}"_s,
            u"{\"patternProperties\": {\"^x\": {\"type\": \"string\"}}, \"additionalProperties\": {\"type\": \"integer\"}}"_s,
            u"{\"propertyNames\": {\"maxLength\": 1}, \"minProperties\": 1, \"maxProperties\": 2}"_s,
            u"{\"dependentRequired\": {\"a\": [\"b\"]}}"_s,
            u"{\"items\": {\"type\": \"integer\"}, \"minItems\": 2}"_s,
            u"{\"prefixItems\": [{\"type\": \"integer\"}, {\"type\": \"string\"}], \"items\": false}"_s,
            u"{\"contains\": {\"type\": \"integer\"}, \"maxContains\": 1}"_s,
            u"{\"contains\": true, \"minContains\": 0}"_s,
            u"{\"uniqueItems\": true, \"maxItems\": 3}"_s,
            u"{\"allOf\": [{\"type\": \"integer\"}, {\"minimum\": 2}]}"_s,
            u"{\"anyOf\": [{\"type\": \"string\"}, {\"minimum\": 2}]}"_s,
            u"{\"oneOf\": [{\"type\": \"integer\"}, {\"minimum\": 2}]}"_s,
            u"{\"not\": {\"type\": \"object\"}}"_s,
            u"{\"if\": {\"type\": \"integer\"}, \"then\": {\"minimum\": 2}, \"else\": {\"type\": \"string\"}}"_s,
            u"{\"$ref\": \"#/$defs/n\", \"$defs\": {\"n\": {\"anyOf\": [{\"type\": \"integer\"}, {\"items\": "
            u"{\"$ref\": "
            "\"#/$defs/n\"}, \"type\": \"array\"}]}}}"_s};
        const QStringList values{
            u"null"_s,
            u"true"_s,
            u"0"_s,
            u"1"_s,
            u"1.0"_s,
            u"2"_s,
            u"2.5"_s,
            u"3"_s,
            u"0.3"_s,
            u"-1"_s,
            u"1e3"_s,
            u"\"\""_s,
            u"\"a\""_s,
            u"\"aa\""_s,
            u"\"aaaa\""_s,
            u"\"😀😀\""_s,
            u"[]"_s,
            u"[1]"_s,
            u"[1, 2]"_s,
            u"[1, 1]"_s,
            u"[1, \"a\"]"_s,
            u"[\"a\", \"b\", \"a\"]"_s,
            u"[1, [2, [3]]]"_s,
            u"[[1], [1.0]]"_s,
            u"{}"_s,
            u"{\"a\": 1}"_s,
            u"{\"a\": \"1\"}"_s,
            u"{\"a\": 1, \"b\": 2}"_s,
            u"{\"x\": \"1\"}"_s,
            u"{\"x\": 1, \"y\": 1}"_s,
            u"{\"a\": [1, {\"b\": null}]}"_s,
            u"{\"ab\": 1, \"c\": 1, \"d\": 1}"_s};
        QJsonArray list;
        QByteArray ours;
        for (const QString &schema : schemas) {
            const Result<void> fit = checkSchema(jsonOf(schema));
            QVERIFY2(fit, qPrintable(schema));
            for (const QString &value : values) {
                const Result<QString> problem = schemaProblem(jsonOf(schema), jsonOf(value));
                QVERIFY(problem);
                ours += problem->isEmpty() ? "1" : "0";
            }
        }
        const QByteArray input = "[[" + schemas.join(u',').toUtf8() + "],[" + values.join(u',').toUtf8() + "]]";
        const auto judged = python(
            u"jsonschema"_s,
            "import json, sys, jsonschema\nschemas, values = json.load(sys.stdin)\n"
            "print(''.join('1' if jsonschema.Draft202012Validator(s).is_valid(v) else '0' for s in schemas for v in "
            "values))",
            input);
        if (!judged)
            QSKIP("Python has no jsonschema here");
        for (qsizetype i = 0; i < ours.size(); ++i)
            QVERIFY2(
                ours[i] == judged->at(i),
                qPrintable(schemas[i / values.size()] + u" / "_s + values[i % values.size()]));
    }

    void namesWhatASchemaHoldsThatIsNotUnderstood_data()
    {
        QTest::addColumn<QString>("schema");
        QTest::addColumn<QString>("words");
        QTest::newRow("keyword") << u"{\"properties\": {\"a\": {\"unevaluatedItems\": false}}}"_s
                                 << u"/properties/a/unevaluatedItems"_s;
        QTest::newRow("draft 4") << u"{\"minimum\": 1, \"exclusiveMinimum\": true}"_s << u"exclusiveMinimum"_s;
        QTest::newRow("elsewhere") << u"{\"$ref\": \"https://example.com/schema\"}"_s << u"not in this schema"_s;
        QTest::newRow("nowhere") << u"{\"$ref\": \"#/$defs/none\"}"_s << u"not in this schema"_s;
        QTest::newRow("type") << u"{\"type\": \"int\"}"_s << u"int is not a type"_s;
        QTest::newRow("no schema") << u"[]"_s << u"object"_s;
        QTest::newRow("pattern") << u"{\"pattern\": \"(\"}"_s << u"/pattern"_s;
    }
    void namesWhatASchemaHoldsThatIsNotUnderstood()
    {
        QFETCH(QString, schema);
        QFETCH(QString, words);
        const Result<void> read = checkSchema(jsonOf(schema));
        QVERIFY(!read);
        QVERIFY2(read.error().message.contains(words), qPrintable(read.error().message));
    }

    // Python divides as doubles do.
    void multiplesAreThoseOfDecimals()
    {
        const QJsonValue schema = jsonOf(u"{\"multipleOf\": 0.1}"_s);
        QVERIFY(schemaProblem(schema, 0.3).value().isEmpty());
        QVERIFY(!schemaProblem(schema, 0.35).value().isEmpty());
    }

    void endlessSchemasEnd()
    {
        const QJsonValue schema = jsonOf(u"{\"$ref\": \"#\"}"_s);
        QVERIFY(checkSchema(schema));
        const Result<QString> problem = schemaProblem(schema, 1);
        QVERIFY(!problem);
        QCOMPARE(problem.error().kind, ErrorKind::Timeout);
        // A not around it makes no truth of it.
        QVERIFY(!schemaProblem(jsonOf(u"{\"not\": {\"$ref\": \"#\"}}"_s), 1));
    }

    void readsJudgements_data()
    {
        QTest::addColumn<QString>("answer");
        QTest::addColumn<double>("score"); // -1: none
        QTest::newRow("json") << u"{\"score\": 0.75, \"reason\": \"short\"}"_s << 0.75;
        QTest::newRow("block") << u"```json\n{\"score\": 1, \"reason\": \"\"}\n```"_s << 1.0;
        QTest::newRow("pass") << u"{\"pass\": false}"_s << 0.0;
        QTest::newRow("word") << u"PASS: it is polite"_s << 1.0;
        QTest::newRow("other word") << u"FAILURE is not an option"_s << -1.0;
        QTest::newRow("beyond") << u"{\"score\": 8}"_s << -1.0;
        QTest::newRow("text") << u"I would give it 8 of 10."_s << -1.0;
        QTest::newRow("mark and more") << u"{\"score\": 1} {\"score\": 0}"_s << -1.0;
    }
    void readsJudgements()
    {
        QFETCH(QString, answer);
        QFETCH(double, score);
        const Result<Judgement> judgement = judgementOf(answer);
        QCOMPARE(judgement.has_value(), score >= 0);
        if (judgement)
            QCOMPARE(judgement->score, score);
        const Assertion assertion{.kind = Assertion::Kind::Judge, .text = u"polite"_s, .judge = {}, .least = 0.75};
        QCOMPARE(checkJudgement(assertion, judgement).passed, score >= 0.75);
    }

    // The examples of Newcombe (1998) and others, computed apart in Python from the formulas of the papers.
    void comparesPairs_data()
    {
        QTest::addColumn<QList<int>>("cells");
        QTest::addColumn<QList<double>>("figures"); // change, low, high, chance
        QTest::newRow("both and neither")
            << QList<int>{20, 2, 12, 16} << QList<double>{0.2, 0.056156, 0.329207, 0.012939};
        QTest::newRow("no neither") << QList<int>{36, 2, 12, 0} << QList<double>{0.2, 0.05693, 0.340428, 0.012939};
        QTest::newRow("one side") << QList<int>{10, 0, 9, 1} << QList<double>{0.45, 0.176274, 0.654871, 0.003906};
        QTest::newRow("even") << QList<int>{5, 3, 3, 5} << QList<double>{0, -0.291038, 0.291038, 1};
    }
    void comparesPairs()
    {
        QFETCH(QList<int>, cells);
        QFETCH(QList<double>, figures);
        const PairedComparison comparison = compared(cells[0], cells[1], cells[2], cells[3]);
        const MetricComparison &passed = comparison.metrics.front();
        QCOMPARE(passed.key, u"passed"_s);
        QVERIFY(passed.isPrimary);
        QCOMPARE(comparison.pairs, qint64(cells[0] + cells[1] + cells[2] + cells[3]));
        QCOMPARE(comparison.onlyBefore, qint64(cells[1]));
        QCOMPARE(comparison.onlyAfter, qint64(cells[2]));
        const QList<double> ours{passed.change->value, passed.change->low, passed.change->high, passed.chance};
        for (qsizetype i = 0; i < ours.size(); ++i)
            QVERIFY2(std::abs(ours[i] - figures[i]) < 2e-6, qPrintable(QString::number(ours[i], 'g', 10)));
        QCOMPARE(passed.verdict, figures[3] < 0.05 ? Verdict::Better : Verdict::Inconclusive);
    }

    void comparesMeans()
    {
        std::vector<CaseResult> before;
        std::vector<CaseResult> after;
        // Differences 1 to 12: mean 6.5, deviation sqrt(13), Student's 2.200985 of 11 degrees.
        for (int i = 1; i <= 12; ++i) {
            before.push_back(result(u"c%1"_s.arg(i), true, 1000 * i));
            after.push_back(result(u"c%1"_s.arg(i), true, 1000 * i + i));
        }
        before.push_back(result(u"gone"_s, true));
        after.push_back(result(u"new"_s, false));
        const PairedComparison comparison = comparePaired(before, after);
        QCOMPARE(comparison.unpaired, (QStringList{u"gone"_s, u"new"_s}));
        const auto time = std::ranges::find(comparison.metrics, u"meanMs"_s, &MetricComparison::key);
        QVERIFY(time != comparison.metrics.end());
        QCOMPARE(time->from, 12);
        const double half = 2.2009851600916384 * std::sqrt(13.0 / 12);
        QVERIFY(std::abs(time->change->value - 6.5) < 1e-9);
        QVERIFY(std::abs(time->change->low - (6.5 - half)) < 1e-6);
        QVERIFY(std::abs(time->change->high - (6.5 + half)) < 1e-6);
        QCOMPARE(time->verdict, Verdict::Worse); // it takes longer
        // The same cost in all pairs.
        const auto cost = std::ranges::find(comparison.metrics, u"cost"_s, &MetricComparison::key);
        QCOMPARE(cost->verdict, Verdict::Inconclusive);
    }

    void saysNothingOfFewPairs()
    {
        const PairedComparison comparison = compared(0, 0, 9, 0);
        for (const MetricComparison &metric : comparison.metrics)
            QCOMPARE(metric.verdict, Verdict::NotEnough);
        QVERIFY(comparePaired({}, {}).metrics.size() == 5);
    }

    void writesJunit()
    {
        CaseResult failed = result(u"b <&> \"2\""_s, false, 1234);
        failed.answer = u"]]> \u0001 \xD800 😀"_s;
        failed.checks = {{Assertion::Kind::Contains, false, 0, u"\"x\" is not in the answer"_s}};
        CaseResult broken = result(u"c"_s, false);
        broken.answer.reset();
        broken.error = u"HTTP 500"_s;
        const QByteArray report = junitReport(
            u"Openings"_s, {u"coach-v1"_s, {result(u"a"_s, true), failed, broken}}, {u"d"_s}, u"It ended"_s);
        QXmlStreamReader xml(report);
        QStringList seen;
        while (!xml.atEnd()) {
            if (xml.readNext() != QXmlStreamReader::StartElement)
                continue;
            const QXmlStreamAttributes attributes = xml.attributes();
            if (xml.name() == "testsuite"_L1)
                seen << u"suite %1 %2/%3/%4"_s.arg(
                    attributes.value("name"_L1), attributes.value("tests"_L1), attributes.value("failures"_L1),
                    attributes.value("errors"_L1));
            else if (xml.name() == "testcase"_L1)
                seen << u"case %1 %2"_s.arg(attributes.value("name"_L1), attributes.value("time"_L1));
            else if (xml.name() != "testsuites"_L1 && xml.name() != "system-out"_L1)
                seen << u"%1 %2"_s.arg(xml.name(), attributes.value("message"_L1));
        }
        QVERIFY2(!xml.hasError(), qPrintable(xml.errorString()));
        QCOMPARE(
            seen, (QStringList{
                      u"suite Openings: coach-v1 5/1/2"_s, u"case a 0.100"_s, u"case b <&> \"2\" 1.234"_s,
                      u"failure contains: \"x\" is not in the answer"_s, u"case c 0.100"_s, u"error HTTP 500"_s,
                      u"case d 0.000"_s, u"skipped "_s, u"case Openings 0.000"_s, u"error It ended"_s}));
        QVERIFY(report.contains("\xEF\xBF\xBD") && report.contains("😀"));
    }
};

QTEST_GUILESS_MAIN(AssertionsTest)
#include "tst_assertions.moc"
