// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/inputs.h"

#include "base/enumtable.h"
#include "prompt/engine/picoschema.h"
#include "prompt/yamltext.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QRegularExpression>

#include <algorithm>
#include <array>
#include <utility>

using namespace Qt::StringLiterals;

namespace howdah::prompt {

static constexpr std::array Engines{
    EnumName{Engine::Plain, "plain"_L1}, EnumName{Engine::Handlebars, "handlebars"_L1},
    EnumName{Engine::Mustache, "mustache"_L1}, EnumName{Engine::Jinja, "jinja"_L1},
    EnumName{Engine::FString, "fstring"_L1}};
static_assert(isWholeTable(Engines));

QString engineName(Engine engine) { return nameIn(Engines, engine); }

std::optional<Engine> engineFromName(QStringView name) { return valueNamed(Engines, name); }

// "string" of {"type": ["string", "null"]}; empty for what may be anything.
static QString typeOf(const QJsonObject &schema)
{
    const QJsonValue type = schema["type"_L1];
    if (schema.contains("enum"_L1))
        return u"enum"_s;
    return type.isArray() ? type.toArray().at(0).toString() : type.toString();
}

// Of JSON Schema, or of Picoschema, where "topic?" may be missing.
static std::vector<Input> declaredInputs(const QJsonValue &schema)
{
    std::vector<Input> inputs;
    const Result<QJsonValue> whole = jsonSchemaOf(schema);
    if (whole) {
        const QJsonObject object = whole->toObject();
        const QJsonObject properties = object["properties"_L1].toObject();
        const QJsonArray required = object["required"_L1].toArray();
        for (auto it = properties.begin(); it != properties.end(); ++it) {
            const QJsonObject property = it->toObject();
            inputs.push_back(
                {.name = it.key(),
                 .type = typeOf(property),
                 .description = property["description"_L1].toString(),
                 .optional = !required.contains(it.key()),
                 .declared = true});
        }
        return inputs;
    }
    // It names types of an application: the names are understood all the same.
    const QJsonObject object = schema.toObject();
    for (auto it = object.begin(); it != object.end(); ++it) {
        QString name = it.key().section(u'(', 0, 0);
        const bool optional = name.endsWith(u'?');
        if (optional)
            name.chop(1);
        QString written = it->isString() ? it->toString() : it.key().section(u'(', 1);
        if (!it->isString() && written.endsWith(u')'))
            written.chop(1);
        inputs.push_back(
            {.name = name.trimmed(),
             .type = written.section(u',', 0, 0).trimmed(),
             .description = written.section(u',', 1).trimmed(),
             .optional = optional,
             .declared = true});
    }
    return inputs;
}

std::vector<Input> inputsOf(const Prompt &prompt, Engine engine)
{
    std::vector<Input> inputs;
    const auto entry = [&inputs](const QString &name) -> Input & {
        const auto found =
            std::find_if(inputs.begin(), inputs.end(), [&name](const Input &input) { return input.name == name; });
        return found == inputs.end() ? inputs.emplace_back(Input{.name = name}) : *found;
    };
    for (const QString &name : templateVariables(prompt.systemPrompt, engine))
        entry(name).inSystem = true;
    for (const QString &name : templateVariables(prompt.userPrompt, engine))
        entry(name).inUser = true;
    const QJsonObject input = metadataOf(prompt).value_or(QJsonObject())["input"_L1].toObject();
    for (const Input &declared : declaredInputs(input["schema"_L1])) {
        bool used = false;
        // {{user.name}} is declared by the object user.
        for (Input &one : inputs)
            if (one.name == declared.name || one.name.startsWith(declared.name + u'.')) {
                used = true;
                one.declared = true;
                one.optional = declared.optional;
                one.description = declared.description;
                one.type = one.name == declared.name ? declared.type : QString();
            }
        if (!used)
            inputs.push_back(declared);
    }
    const QJsonObject defaults = input["default"_L1].toObject();
    for (Input &one : inputs)
        if (const QJsonValue value = defaults[one.name]; !value.isUndefined() && !value.isNull())
            one.byDefault = jsonText(value);
    return inputs;
}

static void unite(QStringList &list, const QStringList &more)
{
    for (const QString &text : more)
        if (!list.contains(text))
            list << text;
}

static void addDefaults(const Prompt &prompt, TemplateValue &values)
{
    const QJsonObject input = metadataOf(prompt).value_or(QJsonObject())["input"_L1].toObject();
    const TemplateValue defaults = templateValue(input["default"_L1]);
    for (qsizetype i = 0; i < defaults.keys.size(); ++i)
        if (!values.keys.contains(defaults.keys[i]))
            values.insert(defaults.keys[i], defaults.items[size_t(i)]);
}

// The names that conditions and loops ask for, where "false" and "[1, 2]" are hardly meant as texts.
static QStringList askedNames(const QString &text)
{
    static const QRegularExpression block(u"\\{\\{~?(?:#|else\\s+|\\^)\\s*(?:if|unless|each|with)\\s+([^\\s}~]+)"_s);
    QStringList names;
    for (auto matches = block.globalMatch(text); matches.hasNext();)
        names << matches.next().captured(1);
    return names;
}

TemplateValue typedValues(const Prompt &prompt, const QMap<QString, QString> &values)
{
    QStringList typed = askedNames(prompt.systemPrompt) + askedNames(prompt.userPrompt);
    const QJsonObject input = metadataOf(prompt).value_or(QJsonObject())["input"_L1].toObject();
    QStringList texts;
    for (const Input &declared : declaredInputs(input["schema"_L1])) {
        static const QStringList json{u"number"_s, u"integer"_s, u"boolean"_s, u"array"_s, u"object"_s};
        if (json.contains(declared.type))
            typed << declared.name;
        else if (declared.type == "string"_L1)
            texts << declared.name;
    }
    TemplateValue made = TemplateValue::object();
    for (auto it = values.begin(); it != values.end(); ++it) {
        const bool asJson = typed.contains(it.key()) && !texts.contains(it.key());
        const Result<TemplateValue> json = asJson ? templateValueOfJson(it->toUtf8()) : fail(ErrorKind::Invalid, {});
        made.insert(it.key(), json ? *json : TemplateValue::ofText(*it));
    }
    return made;
}

RenderedPrompt renderPrompt(
    const Prompt &prompt, const HandlebarsData &given, const std::vector<Message> &history,
    const std::optional<QString> &body)
{
    RenderedPrompt rendered;
    HandlebarsData data = given;
    addDefaults(prompt, data.values);
    const Result<DotpromptRendering> made =
        body ? renderDotprompt(*body, data, history) : renderDotprompt(prompt, data, history);
    if (!made) {
        rendered.unsupported << made.error().message;
        return rendered;
    }
    rendered.messages = made->messages;
    rendered.missing = made->missing;
    QStringList used;
    for (const QString &text : body ? QStringList{*body} : QStringList{prompt.systemPrompt, prompt.userPrompt})
        if (const Result<HandlebarsTemplate> parsed = parseHandlebars(text))
            unite(used, handlebarsVariables(*parsed, data.partials));
    for (const QString &name : given.values.keys) {
        const bool isUsed = std::any_of(used.begin(), used.end(), [&name](const QString &one) {
            return one == name || one.startsWith(name + u'.');
        });
        if (!isUsed)
            rendered.unused << name;
    }
    return rendered;
}

static void
addDiffering(RenderedPrompt &rendered, const QString &text, const QMap<QString, QString> &values, Engine engine)
{
    for (const Engine other : enginesThatDiffer(text, values, engine))
        if (std::find(rendered.differing.begin(), rendered.differing.end(), other) == rendered.differing.end())
            rendered.differing.push_back(other);
    std::sort(rendered.differing.begin(), rendered.differing.end());
}

RenderedPrompt renderPrompt(const Prompt &prompt, const QMap<QString, QString> &values, Engine engine)
{
    QMap<QString, QString> all = values;
    for (const Input &input : inputsOf(prompt, engine))
        if (input.byDefault && !all.contains(input.name))
            all.insert(input.name, *input.byDefault);
    QStringList invalid; // why the engine would refuse it
    if (engine == Engine::Handlebars) {
        HandlebarsData data;
        data.values = typedValues(prompt, values);
        // What is not valid Handlebars goes on below, where only its names are understood.
        RenderedPrompt rendered = renderPrompt(prompt, data, {});
        if (rendered.unsupported.isEmpty()) {
            for (const QString &text : {prompt.systemPrompt, prompt.userPrompt})
                addDiffering(rendered, text, all, engine);
            return rendered;
        }
        invalid = rendered.unsupported;
    }
    RenderedPrompt rendered;
    rendered.unsupported = invalid;
    QStringList used;
    for (const auto &[role, text] : {std::pair(u"system"_s, &prompt.systemPrompt), {u"user"_s, &prompt.userPrompt}}) {
        const Rendering one = renderTemplate(*text, all, engine);
        if (!one.text.isEmpty())
            rendered.messages.push_back({role, one.text});
        unite(rendered.missing, one.missing);
        unite(rendered.unsupported, one.unsupported);
        unite(used, templateVariables(*text, engine));
        addDiffering(rendered, *text, all, engine);
    }
    for (auto it = values.begin(); it != values.end(); ++it)
        if (!used.contains(it.key()))
            rendered.unused << it.key();
    return rendered;
}

std::vector<Message> renderTurns(const QString &text, const QMap<QString, QString> &values, Engine engine)
{
    static const QRegularExpression mark(u"\\{\\{\\s*role\\s+(?:\"([^\"]*)\"|'([^']*)')\\s*\\}\\}"_s);
    std::vector<Message> messages;
    QString role = u"user"_s;
    // Cut before anything is put in, so that a value that looks like a mark stays text.
    const auto add = [&](QStringView piece) {
        const QString rendered = renderTemplate(piece.toString(), values, engine).text;
        if (rendered.trimmed().isEmpty())
            return;
        if (!messages.empty() && messages.back().role == role)
            messages.back().text += rendered;
        else
            messages.push_back({role, rendered});
    };
    qsizetype from = 0;
    for (auto matches = mark.globalMatch(text); matches.hasNext();) {
        const QRegularExpressionMatch match = matches.next();
        add(QStringView(text).mid(from, match.capturedStart() - from));
        role = match.captured(1) + match.captured(2);
        from = match.capturedEnd();
    }
    add(QStringView(text).mid(from));
    return messages;
}

} // namespace howdah::prompt
