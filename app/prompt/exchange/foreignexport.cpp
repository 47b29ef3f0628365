// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/exchange/foreignexport.h"

#include "prompt/exchange/foreignimport.h"
#include "prompt/semver.h"
#include "prompt/template.h"
#include "prompt/tr.h"
#include "prompt/yamltext.h"

#include <QJsonDocument>
#include <QRegularExpression>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::prompt {

bool hasRecord(ExchangeFormat format)
{
    switch (format) {
    case ExchangeFormat::Langfuse:
    case ExchangeFormat::Prompty:
    case ExchangeFormat::GitHub:
    case ExchangeFormat::LiteLlm:
    case ExchangeFormat::LangChain:
    case ExchangeFormat::Promptfoo:
    case ExchangeFormat::PromptfooCsv:
        return true;
    // They refuse keys that they do not know.
    case ExchangeFormat::OpenAi:
    case ExchangeFormat::Anthropic:
        break;
    }
    return false;
}

// A comment of YAML in one line. ASCII, because other readers may break a line at other characters.
static QByteArray recordComment(const QJsonObject &record)
{
    if (record.isEmpty())
        return {};
    QByteArray ascii;
    for (const QChar c : QString::fromUtf8(QJsonDocument(record).toJson(QJsonDocument::Compact)))
        ascii += c.unicode() < 0x7f ? QByteArray(1, char(c.unicode()))
                                    : "\\u" + QByteArray::number(c.unicode(), 16).rightJustified(4, '0');
    return "# " + RecordKey.toUtf8() + ": " + ascii + '\n';
}

QByteArray ForeignExporter::write(ExchangeFormat format, const Prompt &prompt, const QJsonObject &record)
{
    switch (format) {
    case ExchangeFormat::Langfuse:
        return QJsonDocument(QJsonArray{langfuse(prompt, record)}).toJson();
    case ExchangeFormat::GitHub:
        return recordComment(record) + gitHub(prompt);
    case ExchangeFormat::Prompty:
        return prompty(prompt, record);
    case ExchangeFormat::LiteLlm:
        return liteLlm(prompt, record);
    case ExchangeFormat::LangChain:
        return langChain(prompt, record);
    case ExchangeFormat::Promptfoo:
        return promptfoo(prompt, false, record);
    case ExchangeFormat::PromptfooCsv:
        return promptfoo(prompt, true, record);
    case ExchangeFormat::OpenAi:
        return request(prompt, false);
    case ExchangeFormat::Anthropic:
        break;
    }
    return request(prompt, true);
}

void ForeignExporter::begin(const Prompt &prompt)
{
    m_prompt = &prompt;
    const Result<QJsonObject> metadata = metadataOf(prompt);
    m_metadata = metadata.value_or(QJsonObject());
    if (!metadata)
        lose(u"metadata"_s, tr("It is not a JSON object"));
    if (prompt.promptId != defaultPromptId(prompt.name, prompt.version))
        lose(u"promptId"_s, tr("The format does not support it"));
    if (prompt.active.value_or(false))
        lose(u"active"_s, tr("The format does not support it"));
}

void ForeignExporter::lose(const QString &field, const QString &reason)
{
    m_losses.push_back({m_prompt->promptId, field, reason});
}

void ForeignExporter::loseRest()
{
    for (const QString &key : m_metadata.keys())
        lose(u"metadata."_s + key, tr("The format does not support it"));
}

// The model's messages are the assistant's, in all formats but Dotprompt.
static QString foreignRole(const QString &role) { return role == "model"_L1 ? u"assistant"_s : role; }

QJsonArray ForeignExporter::messages(bool placeholders)
{
    QJsonArray list;
    std::vector<Message> all = turnsOf(m_prompt->userPrompt);
    if (!m_prompt->systemPrompt.isEmpty())
        all.insert(all.begin(), {u"system"_s, m_prompt->systemPrompt});
    for (const Message &message : all) {
        const bool history = message.role.isEmpty();
        if (history && placeholders)
            list.append(QJsonObject{{u"type"_s, u"placeholder"_s}, {u"name"_s, u"history"_s}});
        else if (history)
            lose(u"userPrompt"_s, tr("The place of {{history}} is not supported by the format"));
        if (!history || !message.text.trimmed().isEmpty())
            list.append(QJsonObject{
                {u"role"_s, history ? u"assistant"_s : foreignRole(message.role)}, {u"content"_s, message.text}});
    }
    return list;
}

QJsonObject ForeignExporter::langfuse(const Prompt &prompt, const QJsonObject &record)
{
    begin(prompt);
    QJsonObject config = m_metadata.take("config"_L1).toObject();
    if (!prompt.model.isEmpty())
        config.insert(u"model"_s, prompt.model);
    QJsonObject item{
        {u"name"_s, prompt.name},
        {u"type"_s, u"chat"_s},
        {u"prompt"_s, messages(true)},
        {u"config"_s, config},
        {u"labels"_s, QJsonArray()}};
    item.insert(u"tags"_s, m_metadata.take("tags"_L1).toArray());
    if (const QJsonValue message = m_metadata.take("commitMessage"_L1); message.isString())
        item.insert(u"commitMessage"_s, message);
    const std::optional<SemVer> version = parseSemVer(prompt.version);
    if (version && version->minor == 0 && version->patch == 0 && version->preRelease.isEmpty()
        && version->build.isEmpty())
        item.insert(u"version"_s, qint64(version->major));
    else
        lose(u"version"_s, tr("Versions are whole numbers in that format"));
    if (!record.isEmpty())
        item.insert(RecordKey, record);
    loseRest();
    return item;
}

QByteArray ForeignExporter::gitHub(const Prompt &prompt)
{
    begin(prompt);
    QByteArray text = "name: " + yamlQuoted(prompt.name) + '\n';
    if (const QJsonValue description = m_metadata.take("description"_L1); description.isString())
        text += "description: " + yamlQuoted(description.toString()) + '\n';
    text += "model: " + yamlQuoted(prompt.model) + '\n';
    for (const auto &[ours, theirs] :
         {std::pair(u"config"_s, "modelParameters"), {u"testData"_s, "testData"}, {u"evaluators"_s, "evaluators"}})
        if (const QJsonValue value = m_metadata.take(ours); !value.isUndefined() && !value.isNull())
            text += QByteArray(theirs) + ": " + compactJson(value) + '\n';
    const QJsonArray list = messages();
    text += list.isEmpty() ? "messages: []\n" : "messages:\n";
    for (const auto message : list)
        text += "  - role: " + message["role"_L1].toString().toUtf8()
              + "\n    content: " + yamlQuoted(message["content"_L1].toString()) + '\n';
    lose(u"version"_s, tr("The format does not support versions"));
    loseRest();
    return text;
}

QByteArray ForeignExporter::prompty(const Prompt &prompt, const QJsonObject &record)
{
    begin(prompt);
    QByteArray text = "---\n" + recordComment(record) + "name: " + yamlQuoted(prompt.name)
                    + "\nversion: " + yamlQuoted(prompt.version) + '\n';
    for (const QString &key : {u"description"_s, u"authors"_s, u"tags"_s, u"sample"_s, u"inputs"_s, u"outputs"_s})
        if (const QJsonValue value = m_metadata.take(key); !value.isUndefined() && !value.isNull())
            text += key.toUtf8() + ": " + (value.isString() ? yamlQuoted(value.toString()) : compactJson(value)) + '\n';
    text += "model:\n  api: chat\n  configuration: {name: " + yamlQuoted(prompt.model) + "}\n";
    if (const QJsonValue config = m_metadata.take("config"_L1); config.isObject())
        text += "  parameters: " + compactJson(config) + '\n';
    const QJsonArray attributes = m_metadata.take("roleAttributes"_L1).toArray();
    // That it is a chat is written anyhow.
    if (m_metadata.value("model"_L1) == QJsonObject{{u"api"_s, u"chat"_s}})
        m_metadata.remove(u"model"_s);
    loseRest();
    return text + "---\n" + turns(prompt, false, attributes);
}

QByteArray ForeignExporter::liteLlm(const Prompt &prompt, const QJsonObject &record)
{
    begin(prompt);
    QByteArray text = "---\n" + recordComment(record) + "model: " + yamlQuoted(prompt.model) + '\n';
    for (const QString &key : {u"input"_s, u"output"_s})
        if (const QJsonValue value = m_metadata.take(key); value.isObject())
            text += key.toUtf8() + ": " + compactJson(value) + '\n';
    const QJsonObject config = m_metadata.take("config"_L1).toObject();
    for (const QString &key : config.keys())
        text += yamlQuoted(key) + ": " + compactJson(config[key]) + '\n';
    for (const QString &field : {u"name"_s, u"version"_s})
        lose(field, tr("Every other key of the front matter would be sent to the model"));
    loseRest();
    return text + "---\n" + turns(prompt, true);
}

QByteArray ForeignExporter::turns(const Prompt &prompt, bool liteLlm, const QJsonArray &attributes)
{
    static const QRegularExpression mark(
        u"^[ \\t]*#?[ \\t]*(?:system|user|assistant|developer):"_s,
        QRegularExpression::MultilineOption | QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression jinja(u"\\{%|\\{#"_s);
    for (const auto &[name, text] :
         {std::pair(u"systemPrompt"_s, &prompt.systemPrompt), {u"userPrompt"_s, &prompt.userPrompt}}) {
        if (text->trimmed() != *text || text->contains(u'\r'))
            lose(name, tr("Leading and trailing whitespace and carriage returns are not preserved"));
        if (text->contains(mark))
            lose(name, tr("A line of it would begin another message"));
        // Jinja gives nothing for what it does not know, and carries out its own marks.
        if (text->contains(jinja) || templateVariables(*text) != templateVariables(*text, Engine::Jinja))
            lose(name, tr("Jinja would interpret its braces differently"));
    }
    QByteArray body;
    const QJsonArray list = messages();
    for (qsizetype i = 0; i < list.size(); ++i) {
        QString role = list[i]["role"_L1].toString();
        if (liteLlm)
            role[0] = role[0].toUpper();
        else if (attributes.size() == list.size())
            role += attributes[i].toString();
        body += role.toUtf8() + (liteLlm ? ": " : ":\n") + list[i]["content"_L1].toString().toUtf8() + '\n';
    }
    return body;
}

QByteArray ForeignExporter::langChain(const Prompt &prompt, const QJsonObject &record)
{
    begin(prompt);
    const QString format = m_metadata.take("template_format"_L1).toString(u"mustache"_s);
    const auto constructed = [](const QStringList &id, const QJsonObject &kwargs) {
        return QJsonObject{
            {u"lc"_s, 1},
            {u"type"_s, u"constructor"_s},
            {u"id"_s, QJsonArray::fromStringList(QStringList{u"langchain"_s, u"prompts"_s} + id)},
            {u"kwargs"_s, kwargs}};
    };
    const Engine engine = format == "f-string"_L1 ? Engine::FString : Engine::Mustache;
    QJsonArray list;
    QStringList variables;
    for (const auto message : messages()) {
        const QString role = message["role"_L1].toString();
        const QString text = message["content"_L1].toString();
        const QStringList names = templateVariables(text, engine);
        for (const QString &name : names)
            if (!variables.contains(name))
                variables << name;
        const QString name = role == "system"_L1    ? u"SystemMessagePromptTemplate"_s
                           : role == "user"_L1      ? u"HumanMessagePromptTemplate"_s
                           : role == "assistant"_L1 ? u"AIMessagePromptTemplate"_s
                                                    : u"ChatMessagePromptTemplate"_s;
        QJsonObject kwargs{
            {u"prompt"_s,
             constructed(
                 {u"prompt"_s, u"PromptTemplate"_s}, {{u"template"_s, text},
                                                      {u"template_format"_s, format},
                                                      {u"input_variables"_s, QJsonArray::fromStringList(names)}})}};
        if (name.startsWith("ChatMessage"_L1))
            kwargs.insert(u"role"_s, role);
        list.append(constructed({u"chat"_s, name}, kwargs));
    }
    QJsonObject metadata = m_metadata.take("metadata"_L1).toObject();
    metadata.insert(u"lc_hub_repo"_s, prompt.name);
    if (!record.isEmpty())
        metadata.insert(RecordKey, record);
    const QJsonObject whole = constructed(
        {u"chat"_s, u"ChatPromptTemplate"_s}, {{u"messages"_s, list},
                                               {u"input_variables"_s, QJsonArray::fromStringList(variables)},
                                               {u"metadata"_s, metadata}});
    for (const QString &field : {u"version"_s, u"model"_s})
        lose(field, tr("The format does not support it"));
    loseRest();
    return QJsonDocument(whole).toJson();
}

static QByteArray csvCell(const QByteArray &text) { return '"' + QByteArray(text).replace('"', "\"\"") + '"'; }

QByteArray ForeignExporter::promptfoo(const Prompt &prompt, bool csv, const QJsonObject &record)
{
    begin(prompt);
    const QJsonArray list = messages();
    const bool onlyUser = list.size() == 1 && list[0]["role"_L1] == u"user"_s;
    const QByteArray raw = onlyUser ? list[0]["content"_L1].toString().toUtf8() : compactJson(list);
    for (const QString &field : {u"version"_s, u"model"_s})
        lose(field, tr("The format does not support it"));
    loseRest();
    if (!csv)
        return recordComment(record) + "prompts:\n  - label: " + yamlQuoted(prompt.name)
             + "\n    raw: " + yamlQuoted(QString::fromUtf8(raw)) + '\n';
    const QByteArray ours = record.isEmpty() ? QByteArray() : compactJson(record);
    return "prompt,label," + RecordKey.toUtf8() + '\n' + csvCell(raw) + ',' + csvCell(prompt.name.toUtf8()) + ','
         + csvCell(ours) + '\n';
}

QByteArray ForeignExporter::request(const Prompt &prompt, bool anthropic)
{
    begin(prompt);
    QJsonObject object = m_metadata.take("config"_L1).toObject();
    if (!prompt.model.isEmpty())
        object.insert(u"model"_s, prompt.model);
    QJsonArray list = messages();
    // Anthropic has the system prompt beside the messages.
    if (anthropic && !list.isEmpty() && list[0]["role"_L1] == u"system"_s)
        object.insert(u"system"_s, list.takeAt(0)["content"_L1]);
    const bool later = std::any_of(list.begin(), list.end(), [](const QJsonValue &one) {
        return one["role"_L1] != u"user"_s && one["role"_L1] != u"assistant"_s;
    });
    if (anthropic && later)
        lose(u"userPrompt"_s, tr("Of roles, Anthropic takes user and assistant, and one system prompt"));
    object.insert(u"messages"_s, list);
    for (const QString &field : {u"name"_s, u"version"_s})
        lose(field, tr("The format does not support it"));
    loseRest();
    return QJsonDocument(object).toJson();
}

} // namespace howdah::prompt
