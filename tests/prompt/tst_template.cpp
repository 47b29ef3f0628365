// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/template.h"

#include <QRandomGenerator>
#include <QRegularExpression>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah::prompt;

Q_DECLARE_METATYPE(howdah::prompt::Engine)

class TemplateTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void renders_data()
    {
        QTest::addColumn<Engine>("engine");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("rendered");
        const auto row = [](const char *name, Engine engine, const char *text, const char *rendered) {
            QTest::newRow(name) << engine << QString::fromUtf8(text) << QString::fromUtf8(rendered);
        };
        using E = Engine;
        row("plain", E::Plain, "Hi {{name}}, {{ a.b }}!", "Hi <Ada & {{x}}>, deep!");
        row("plain leaves the unknown", E::Plain, "{{none}} {{#if x}} {{}} {{ two words }}",
            "{{none}} {{#if x}} {{}} {{ two words }}");
        row("plain JSON", E::Plain, "{\"a\": {\"b\": {{name}}}}", "{\"a\": {\"b\": <Ada & {{x}}>}}");
        row("plain one brace", E::Plain, "{name} }} {{", "{name} }} {{");
        row("plain unicode", E::Plain, "{{größe}}", "XL");
        row("handlebars", E::Handlebars, "{{name}}{{{name}}}{{none}}{{! no }}{{!-- }} --}}",
            "<Ada & {{x}}><Ada & {{x}}>");
        row("handlebars literal", E::Handlebars, "\\{{name}} {{a.b}}", "{{name}} deep");
        row("handlebars block", E::Handlebars, "{{#if x}}y{{else}}z{{/if}}{{#unless x}}n{{/unless}}", "y");
        row("handlebars block that is not closed stays", E::Handlebars, "{{#if x}}y", "{{#if x}}y");
        row("mustache escapes", E::Mustache, "{{name}}|{{{name}}}|{{& name}}",
            "&lt;Ada &amp; {{x}}&gt;|<Ada & {{x}}>|<Ada & {{x}}>");
        row("jinja", E::Jinja, "{{ name }}{# {{a}}\n #}{{- a.b -}}{{none}}", "<Ada & {{x}}>deep");
        row("jinja statement stays", E::Jinja, "{% if x %}{{ name|upper }}", "{% if x %}{{ name|upper }}");
        row("f-string", E::FString, "{name} {{name}} {none}", "<Ada & {{x}}> {name} {none}");
    }
    void renders()
    {
        QFETCH(Engine, engine);
        QFETCH(QString, text);
        QFETCH(QString, rendered);
        const QMap<QString, QString> values{
            {u"name"_s, u"<Ada & {{x}}>"_s}, {u"a.b"_s, u"deep"_s}, {u"größe"_s, u"XL"_s}, {u"x"_s, u"NEVER"_s}};
        QCOMPARE(renderTemplate(text, values, engine).text, rendered);
    }

    void reportsWhatIsMissingAndUnused()
    {
        const Rendering rendering = renderTemplate(u"{{b}} {{a}} {{b}} {{c}}"_s, {{u"a"_s, u"1"_s}, {u"d"_s, u"2"_s}});
        QCOMPARE(rendering.missing, (QStringList{u"b"_s, u"c"_s}));
        QCOMPARE(rendering.unused, QStringList{u"d"_s});
        QCOMPARE(templateVariables(u"{{b}} {{a}} {{b}}"), (QStringList{u"b"_s, u"a"_s}));
        QCOMPARE(templateVariables(u"{\"a\": {\"b\": 1}} {x} {{ y z }}"), QStringList());
        QCOMPARE(
            renderTemplate(u"{{#each x}} {{"_s, {}, Engine::Handlebars).unsupported,
            (QStringList{u"{{#each x}}"_s, u"{{"_s}));
    }

    void givesThePlacesForHighlighting()
    {
        const std::vector<TemplatePart> parts = templateParts(u"ab {{ x }} {{y}}");
        QCOMPARE(parts.size(), size_t(2));
        QVERIFY((parts[0] == TemplatePart{TemplatePart::Kind::Variable, 3, 7, u"x"_s, false}));
        QCOMPARE(parts[1].offset, 11);
    }

    void warnsWhereEnginesDisagree()
    {
        QVERIFY(enginesThatDiffer(u"no variables"_s, {}).empty());
        const QMap<QString, QString> values{{u"x"_s, u"1"_s}};
        QCOMPARE(enginesThatDiffer(u"{{x}}"_s, values), std::vector<Engine>{Engine::FString});
        QCOMPARE(enginesThatDiffer(u"{{#if x}}"_s, values).size(), size_t(4));
    }

    void recoversValues()
    {
        const QString text = u"Q: {{q}}\nLang: {{l}}\n"_s;
        const QMap<QString, QString> values{{u"q"_s, u"a\n{{b}}?"_s}, {u"l"_s, u"de"_s}};
        QCOMPARE(recoverValues(text, renderTemplate(text, values).text), values);
        // Nobody can say where one ends and the next begins.
        QVERIFY(recoverValues(u"{{a}}{{b}}"_s, u"xyz"_s).isEmpty());
        QVERIFY(recoverValues(text, u"something else"_s).isEmpty());
        QCOMPARE(recoverValues(u"{{a}} and {{a}}"_s, u"x and x"_s), (QMap<QString, QString>{{u"a"_s, u"x"_s}}));
        QVERIFY(recoverValues(u"{{a}} and {{a}}"_s, u"x and y"_s).isEmpty());
    }

    // The reader by hand, against the expression that says what a plain variable is.
    void readsAsAnExpressionWould()
    {
        const QRegularExpression expression(
            u"\\{\\{\\s*([\\p{L}_][\\p{L}\\p{N}_]*(?:\\.[\\p{L}\\p{N}_]+)*)\\s*\\}\\}"_s);
        const QStringList pieces{u"{"_s,          u"{{"_s,         u"}}"_s, u"}"_s,       u"a"_s,      u"_"_s,
                                 u"9"_s,          u"."_s,          u" "_s,  u"\n"_s,      u"\u00e4"_s, u"\u00a0"_s,
                                 u"\U0001D538"_s, u"\U0001F600"_s, u"-"_s,  u"{{name}}"_s};
        QRandomGenerator random(9);
        int found = 0;
        for (int round = 0; round < 20'000; ++round) {
            QString text;
            for (int i = random.bounded(12); i >= 0; --i)
                text += pieces[random.bounded(pieces.size())];
            std::vector<TemplatePart> wanted;
            for (auto matches = expression.globalMatch(text); matches.hasNext();) {
                const QRegularExpressionMatch match = matches.next();
                wanted.push_back(
                    {TemplatePart::Kind::Variable, match.capturedStart(), match.capturedLength(), match.captured(1),
                     false});
            }
            QVERIFY2(templateParts(text) == wanted, qPrintable(text));
            found += int(wanted.size());
        }
        QVERIFY(found > 5'000);
    }
};

QTEST_GUILESS_MAIN(TemplateTest)
#include "tst_template.moc"
