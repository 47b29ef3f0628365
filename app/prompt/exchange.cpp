// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/exchange.h"

#include "base/propagate.h"
#include "prompt/semver.h"
#include "prompt/template.h"
#include "prompt/tr.h"
#include "prompt/yamltext.h"

#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace howdah::prompt {

namespace {

QJsonObject takeObject(QJsonObject &from, const QString &key) { return from.take(key).toObject(); }

// Reads one prompt of another format into ours.
class Importer final
{
public:
    explicit Importer(const QString &fileName)
        : m_file(fileName)
    {
    }

    Result<Imported> langfuse(const QByteArray &bytes)
    {
        QJsonParseError error;
        const QJsonDocument document = QJsonDocument::fromJson(bytes, &error);
        if (error.error != QJsonParseError::NoError) {
            const TextPosition at = positionAt(QByteArrayView(bytes), error.offset);
            return fail(
                ErrorKind::Invalid, tr("%1, line %2, column %3: This is not valid JSON: %4")
                                        .arg(m_file)
                                        .arg(at.line)
                                        .arg(at.column)
                                        .arg(error.errorString()));
        }
        const QJsonArray list = document.isArray() ? document.array() : QJsonArray{document.object()};
        for (qsizetype i = 0; i < list.size(); ++i)
            if (const Result<void> read = langfuseItem(list[i].toObject()); !read)
                return fail(
                    ErrorKind::Invalid, tr("%1, prompt %2: %3").arg(m_file).arg(i + 1).arg(read.error().message));
        return std::move(m_imported);
    }

    // Prompty and LiteLLM: a head in YAML, and turns that begin with "system:" alone on a line.
    Result<Imported> headAndTurns(QByteArray bytes, bool liteLlm)
    {
        bytes.replace("\r\n", "\n");
        const qsizetype end = bytes.indexOf("\n---\n", 3);
        if (!bytes.startsWith("---\n") || end < 0)
            return fail(
                yamlError({m_file, 0}, {}, tr("The file does not begin with front matter between two lines ---")));
        if (!QByteArrayView(bytes).isValidUtf8())
            return fail(yamlError({m_file, 0}, {}, tr("The file is not UTF-8")));
        ASSIGN_OR_RETURN(QJsonObject head, yamlObject(bytes.mid(4, std::max<qsizetype>(end - 3, 0)), 1));
        splitTurns(QString::fromUtf8(bytes.mid(end + 5)));
        if (liteLlm)
            return liteLlmHead(head);
        return promptyHead(head);
    }

    Result<Imported> gitHub(const QByteArray &bytes)
    {
        ASSIGN_OR_RETURN(QJsonObject head, yamlObject(bytes, 0));
        if (!head.value("messages"_L1).isArray())
            return fail(yamlError({m_file, 0}, {}, tr("The file has no messages")));
        m_prompt.name = head.take("name"_L1).toString();
        m_prompt.model = head.take("model"_L1).toString();
        messages(head.take("messages"_L1).toArray());
        if (head.contains("modelParameters"_L1))
            m_metadata.insert(u"config"_s, head.take("modelParameters"_L1));
        for (const QString &key : head.keys())
            m_metadata.insert(key, head[key]);
        return finished(u"1.0.0"_s);
    }

private:
    void lose(const QString &field, const QString &reason)
    {
        m_imported.losses.push_back({m_prompt.name, field, reason});
    }

    Result<QJsonObject> yamlObject(const QByteArray &yaml, int linesBefore)
    {
        const YamlPlace place{m_file, linesBefore};
        ASSIGN_OR_RETURN(const YAML::Node root, loadYamlMap(yaml, place));
        ASSIGN_OR_RETURN(const QJsonValue json, jsonOf(root, place));
        return json.toObject();
    }

    // The first system turn and the first user turn are ours; others have no place.
    void addTurn(const QString &role, const QString &content)
    {
        QString *target = role == "system"_L1 ? &m_prompt.systemPrompt
                        : role == "user"_L1   ? &m_prompt.userPrompt
                                              : nullptr;
        if (target && target->isNull())
            *target = content.isNull() ? u""_s : content;
        else
            lose(
                u"messages.%1"_s.arg(role), target ? tr("A second message with this role is not supported here")
                                                   : tr("A message with this role is not supported here"));
    }

    void messages(const QJsonArray &list)
    {
        for (const QJsonValue &item : list) {
            const QJsonObject message = item.toObject();
            if (message["type"_L1].toString() == "placeholder"_L1)
                lose(u"messages.placeholder"_s, tr("A placeholder for other messages is not supported here"));
            else if (!message["content"_L1].isString())
                lose(u"messages.content"_s, tr("Only text is supported here, not images or parts"));
            else
                addTurn(message["role"_L1].toString(), message["content"_L1].toString());
        }
    }

    void splitTurns(const QString &body)
    {
        static const QRegularExpression turn(
            u"^[ \\t]*#?[ \\t]*(system|user|assistant|developer):[ \\t]*\\n?"_s,
            QRegularExpression::MultilineOption | QRegularExpression::CaseInsensitiveOption);
        QRegularExpressionMatch match = turn.match(body);
        if (!match.hasMatch()) {
            addTurn(u"user"_s, body.trimmed());
            return;
        }
        if (!QStringView(body).left(match.capturedStart()).trimmed().isEmpty())
            lose(u"text before the first turn"_s, tr("It has no role"));
        while (match.hasMatch()) {
            const QRegularExpressionMatch next = turn.match(body, match.capturedEnd());
            const qsizetype end = next.hasMatch() ? next.capturedStart() : body.size();
            addTurn(match.captured(1).toLower(), body.mid(match.capturedEnd(), end - match.capturedEnd()).trimmed());
            match = next;
        }
        static const QRegularExpression logic(u"\\{%|\\{#"_s);
        if (body.contains(logic))
            lose(u"template"_s, tr("Jinja statements and comments stay in the text and are not evaluated"));
    }

    Result<Imported> promptyHead(QJsonObject &head)
    {
        m_prompt.name = head.take("name"_L1).toString();
        const QString version = jsonText(head.take("version"_L1));
        const QJsonValue modelValue = head.take("model"_L1);
        if (modelValue.isString()) {
            m_prompt.model = modelValue.toString();
        } else {
            QJsonObject model = modelValue.toObject();
            QJsonObject configuration = takeObject(model, u"configuration"_s);
            for (const QString &key : {u"azure_deployment"_s, u"name"_s, u"model"_s})
                if (m_prompt.model.isEmpty())
                    m_prompt.model = configuration.take(key).toString();
            if (m_prompt.model.isEmpty()) // version 2
                m_prompt.model = model.take("id"_L1).toString();
            for (const QString &key : configuration.keys())
                lose(u"model.configuration."_s + key, tr("How a provider is accessed is not part of a prompt here"));
            for (const QString &key : {u"parameters"_s, u"options"_s})
                if (model.contains(key))
                    m_metadata.insert(u"config"_s, model.take(key));
            if (!model.isEmpty())
                m_metadata.insert(u"model"_s, model);
        }
        for (const QString &key : head.keys())
            m_metadata.insert(key, head[key]);
        return finished(version);
    }

    Result<Imported> liteLlmHead(QJsonObject &head)
    {
        m_prompt.model = head.take("model"_L1).toString();
        for (const QString &key : {u"input"_s, u"output"_s})
            if (head.contains(key))
                m_metadata.insert(key, head.take(key));
        // All else goes to the model as a parameter.
        if (!head.isEmpty())
            m_metadata.insert(u"config"_s, head);
        return finished({});
    }

    Result<void> langfuseItem(QJsonObject item)
    {
        m_prompt = {};
        m_metadata = {};
        m_prompt.name = item.take("name"_L1).toString();
        if (m_prompt.name.isEmpty())
            return fail(ErrorKind::Invalid, tr("It has no name"));
        const QJsonValue version = item.take("version"_L1);
        const QJsonValue prompt = item.take("prompt"_L1);
        if (prompt.isArray())
            messages(prompt.toArray());
        else if (prompt.isString())
            addTurn(u"user"_s, prompt.toString());
        else
            return fail(ErrorKind::Invalid, tr("It has no text"));
        if (const QJsonArray labels = item.take("labels"_L1).toArray(); !labels.isEmpty())
            lose(u"labels"_s, tr("Labels such as production do not activate anything here"));
        QJsonObject config = takeObject(item, u"config"_s);
        m_prompt.model = config.take("model"_L1).toString();
        if (!config.isEmpty())
            m_metadata.insert(u"config"_s, config);
        for (const QString &key : {u"tags"_s, u"commitMessage"_s})
            if (const QJsonValue value = item.take(key); !value.isUndefined() && !value.isNull())
                m_metadata.insert(key, value);
        item.remove(u"type"_s);
        for (const QString &key : item.keys())
            lose(key, tr("It belongs to the installation that it comes from"));
        (void)finish(version.isDouble() ? u"%1.0.0"_s.arg(version.toInteger()) : version.toString());
        return {};
    }

    // Versions of others are counted or written freely: 3 becomes 3.0.0, 1.2 becomes 1.2.0.
    static QString semantic(const QString &version)
    {
        for (const QString &tail : {u""_s, u".0"_s, u".0.0"_s})
            if (parseSemVer(QString(version + tail)))
                return version + tail;
        return {};
    }

    Result<void> finish(const QString &version)
    {
        if (m_prompt.name.isEmpty())
            m_prompt.name = QFileInfo(m_file).fileName().section(u'.', 0, 0);
        m_prompt.version = semantic(version);
        if (m_prompt.version.isEmpty()) {
            if (!version.isEmpty())
                lose(u"version"_s, tr("%1 is not a semantic version; it was changed to 1.0.0").arg(version));
            m_prompt.version = u"1.0.0"_s;
        }
        for (QString *text : {&m_prompt.systemPrompt, &m_prompt.userPrompt})
            if (text->isNull())
                *text = u""_s;
        m_prompt.promptId = defaultPromptId(m_prompt.name, m_prompt.version);
        m_prompt.metadata = QString::fromUtf8(QJsonDocument(m_metadata).toJson(QJsonDocument::Compact));
        m_prompt.active = false;
        m_imported.prompts.push_back(m_prompt);
        return {};
    }

    Result<Imported> finished(const QString &version)
    {
        (void)finish(version);
        return std::move(m_imported);
    }

    QString m_file;
    Prompt m_prompt;
    QJsonObject m_metadata;
    Imported m_imported;
};

// Writes ours as others have it.
class Exporter final
{
public:
    explicit Exporter(std::vector<Loss> &losses)
        : m_losses(losses)
    {
    }

    QJsonObject langfuse(const Prompt &prompt)
    {
        begin(prompt);
        QJsonObject config = m_metadata.take("config"_L1).toObject();
        if (!prompt.model.isEmpty())
            config.insert(u"model"_s, prompt.model);
        QJsonObject item{
            {u"name"_s, prompt.name},
            {u"type"_s, u"chat"_s},
            {u"prompt"_s, messages()},
            {u"config"_s, config},
            {u"labels"_s, QJsonArray()}};
        item.insert(u"tags"_s, m_metadata.take("tags"_L1).toArray());
        if (const QJsonValue message = m_metadata.take("commitMessage"_L1); message.isString())
            item.insert(u"commitMessage"_s, message);
        const std::optional<SemVer> version = parseSemVer(prompt.version);
        if (version && version->minor == 0 && version->patch == 0 && version->preRelease.isEmpty())
            item.insert(u"version"_s, qint64(version->major));
        else
            lose(u"version"_s, tr("Versions are whole numbers in that format"));
        loseRest();
        return item;
    }

    QByteArray gitHub(const Prompt &prompt)
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
        text += "messages:\n";
        for (const QJsonValue &message : messages())
            text += "  - role: " + message["role"_L1].toString().toUtf8()
                  + "\n    content: " + yamlQuoted(message["content"_L1].toString()) + '\n';
        lose(u"version"_s, tr("The format does not support versions"));
        loseRest();
        return text;
    }

    QByteArray prompty(const Prompt &prompt)
    {
        begin(prompt);
        QByteArray text = "---\nname: " + yamlQuoted(prompt.name) + "\nversion: " + yamlQuoted(prompt.version) + '\n';
        for (const QString &key : {u"description"_s, u"authors"_s, u"tags"_s, u"sample"_s, u"inputs"_s, u"outputs"_s})
            if (const QJsonValue value = m_metadata.take(key); !value.isUndefined() && !value.isNull())
                text +=
                    key.toUtf8() + ": " + (value.isString() ? yamlQuoted(value.toString()) : compactJson(value)) + '\n';
        text += "model:\n  api: chat\n  configuration: {name: " + yamlQuoted(prompt.model) + "}\n";
        if (const QJsonValue config = m_metadata.take("config"_L1); config.isObject())
            text += "  parameters: " + compactJson(config) + '\n';
        loseRest();
        return text + "---\n" + turns(prompt, "system:\n", "user:\n");
    }

    QByteArray liteLlm(const Prompt &prompt)
    {
        begin(prompt);
        QByteArray text = "---\nmodel: " + yamlQuoted(prompt.model) + '\n';
        for (const QString &key : {u"input"_s, u"output"_s})
            if (const QJsonValue value = m_metadata.take(key); value.isObject())
                text += key.toUtf8() + ": " + compactJson(value) + '\n';
        const QJsonObject config = m_metadata.take("config"_L1).toObject();
        for (const QString &key : config.keys())
            text += yamlQuoted(key) + ": " + compactJson(config[key]) + '\n';
        for (const QString &field : {u"name"_s, u"version"_s})
            lose(field, tr("Every other key of the front matter would be sent to the model"));
        loseRest();
        return text + "---\n" + turns(prompt, "System: ", "User: ");
    }

private:
    void begin(const Prompt &prompt)
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

    void lose(const QString &field, const QString &reason) { m_losses.push_back({m_prompt->promptId, field, reason}); }

    void loseRest()
    {
        for (const QString &key : m_metadata.keys())
            lose(u"metadata."_s + key, tr("The format does not support it"));
    }

    QJsonArray messages() const
    {
        QJsonArray list;
        for (const auto &[role, text] :
             {std::pair(u"system"_s, &m_prompt->systemPrompt), {u"user"_s, &m_prompt->userPrompt}})
            if (!text->isEmpty())
                list.append(QJsonObject{{u"role"_s, role}, {u"content"_s, *text}});
        return list;
    }

    QByteArray turns(const Prompt &prompt, const char *system, const char *user)
    {
        static const QRegularExpression mark(
            u"^[ \\t]*#?[ \\t]*(?:system|user|assistant|developer):"_s,
            QRegularExpression::MultilineOption | QRegularExpression::CaseInsensitiveOption);
        static const QRegularExpression jinja(u"\\{%|\\{#"_s);
        QByteArray body;
        for (const auto &[name, head, text] :
             {std::tuple(u"systemPrompt"_s, system, &prompt.systemPrompt),
              std::tuple(u"userPrompt"_s, user, &prompt.userPrompt)}) {
            if (text->isEmpty())
                continue;
            body += head + text->toUtf8() + '\n';
            if (text->trimmed() != *text || text->contains(u'\r'))
                lose(name, tr("Leading and trailing whitespace and carriage returns are not preserved"));
            if (text->contains(mark))
                lose(name, tr("A line of it would begin another message"));
            // Jinja gives nothing for what it does not know, and carries out its own marks.
            if (text->contains(jinja) || templateVariables(*text) != templateVariables(*text, Engine::Jinja))
                lose(name, tr("Jinja would interpret its braces differently"));
        }
        return body;
    }

    std::vector<Loss> &m_losses;
    const Prompt *m_prompt = nullptr;
    QJsonObject m_metadata;
};

} // namespace

Result<Imported> importPrompts(ExchangeFormat format, const QByteArray &bytes, const QString &fileName)
{
    Importer importer(fileName);
    switch (format) {
    case ExchangeFormat::Langfuse:
        return importer.langfuse(bytes);
    case ExchangeFormat::GitHub:
        return importer.gitHub(bytes);
    case ExchangeFormat::Prompty:
    case ExchangeFormat::LiteLlm:
        break;
    }
    return importer.headAndTurns(bytes, format == ExchangeFormat::LiteLlm);
}

Result<Exported> exportPrompts(ExchangeFormat format, std::span<const Prompt> prompts)
{
    if (format != ExchangeFormat::Langfuse && prompts.size() != 1)
        return fail(ErrorKind::Usage, tr("This format holds one prompt per file, not %1").arg(prompts.size()));
    Exported exported;
    Exporter exporter(exported.losses);
    QJsonArray list;
    switch (format) {
    case ExchangeFormat::Langfuse:
        for (const Prompt &prompt : prompts)
            list.append(exporter.langfuse(prompt));
        exported.text = QJsonDocument(list).toJson();
        break;
    case ExchangeFormat::GitHub:
        exported.text = exporter.gitHub(prompts.front());
        break;
    case ExchangeFormat::Prompty:
        exported.text = exporter.prompty(prompts.front());
        break;
    case ExchangeFormat::LiteLlm:
        exported.text = exporter.liteLlm(prompts.front());
        break;
    }
    return exported;
}

} // namespace howdah::prompt
