// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/inputs.h"

#include "base/enumtable.h"
#include "prompt/yamltext.h"

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

// Picoschema: "topic?" may be missing, "topic(string, what it is about)" and "string, what it is about" describe.
static Input declaredInput(const QString &key, const QJsonValue &type)
{
    static const QRegularExpression shape(u"^([^?(]+)(\\?)?(?:\\(([^,)]*)(?:,\\s*(.*))?\\))?$"_s);
    Input input{.name = key, .declared = true};
    if (const QRegularExpressionMatch match = shape.match(key); match.hasMatch()) {
        input.name = match.captured(1).trimmed();
        input.optional = !match.captured(2).isEmpty();
        input.type = match.captured(3);
        input.description = match.captured(4);
    }
    if (!type.isString()) {
        if (input.type.isEmpty())
            input.type = type.isArray() ? u"array"_s : u"object"_s;
        return input;
    }
    const QString text = type.toString();
    if (input.type.isEmpty())
        input.type = text.section(u',', 0, 0).trimmed();
    if (input.description.isEmpty())
        input.description = text.section(u',', 1).trimmed();
    return input;
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
    const QJsonObject schema = input["schema"_L1].toObject();
    for (auto it = schema.begin(); it != schema.end(); ++it) {
        const Input declared = declaredInput(it.key(), it.value());
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

RenderedPrompt renderPrompt(const Prompt &prompt, const QMap<QString, QString> &values, Engine engine)
{
    QMap<QString, QString> all = values;
    for (const Input &input : inputsOf(prompt, engine))
        if (input.byDefault && !all.contains(input.name))
            all.insert(input.name, *input.byDefault);
    RenderedPrompt rendered;
    QStringList used;
    const auto unite = [](QStringList &list, const QStringList &more) {
        for (const QString &text : more)
            if (!list.contains(text))
                list << text;
    };
    for (const auto &[role, text] : {std::pair(u"system"_s, &prompt.systemPrompt), {u"user"_s, &prompt.userPrompt}}) {
        const Rendering one = renderTemplate(*text, all, engine);
        if (!one.text.isEmpty())
            rendered.messages.push_back({role, one.text});
        unite(rendered.missing, one.missing);
        unite(rendered.unsupported, one.unsupported);
        unite(used, templateVariables(*text, engine));
        for (const Engine other : enginesThatDiffer(*text, all, engine))
            if (std::find(rendered.differing.begin(), rendered.differing.end(), other) == rendered.differing.end())
                rendered.differing.push_back(other);
    }
    for (auto it = values.begin(); it != values.end(); ++it)
        if (!used.contains(it.key()))
            rendered.unused << it.key();
    std::sort(rendered.differing.begin(), rendered.differing.end());
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
