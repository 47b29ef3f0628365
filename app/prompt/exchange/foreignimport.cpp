// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/exchange/foreignimport.h"

#include "base/propagate.h"
#include "base/sha256.h"
#include "prompt/semver.h"
#include "prompt/tr.h"
#include "prompt/yamltext.h"

#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace howdah::prompt {

QString recordChecksum(const QString &text) { return QString::fromLatin1(sha256(text.toUtf8(), {}).toHex().left(16)); }

void ForeignImporter::lose(const QString &field, const QString &reason)
{
    m_imported.losses.push_back({m_prompt.name, field, reason});
}

Result<QJsonValue> ForeignImporter::json(const QByteArray &bytes) const
{
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(bytes, &error);
    if (error.error != QJsonParseError::NoError) {
        if (bytes.contains("{%"))
            return fail(
                ErrorKind::Invalid,
                tr("%1: Its statements {% ... %} have to be evaluated before it is JSON").arg(m_file));
        const TextPosition at = positionAt(QByteArrayView(bytes), error.offset);
        return fail(
            ErrorKind::Invalid, tr("%1, line %2, column %3: This is not valid JSON: %4")
                                    .arg(m_file)
                                    .arg(at.line)
                                    .arg(at.column)
                                    .arg(error.errorString()));
    }
    return document.isArray() ? QJsonValue(document.array()) : QJsonValue(document.object());
}

Result<QJsonObject> ForeignImporter::yamlMap(const QByteArray &yaml, int linesBefore) const
{
    const YamlPlace place{m_file, linesBefore};
    ASSIGN_OR_RETURN(const YAML::Node root, loadYamlMap(yaml, place));
    ASSIGN_OR_RETURN(const QJsonValue read, jsonOf(root, place));
    return read.toObject();
}

void ForeignImporter::takeRecord(const QByteArray &bytes)
{
    // We write it as the first line.
    const QByteArray mark = "# " + RecordKey.toUtf8() + ": ";
    if (bytes.startsWith(mark))
        m_record = QJsonDocument::fromJson(bytes.mid(mark.size(), bytes.indexOf('\n') - mark.size())).object();
}

void ForeignImporter::begin()
{
    m_prompt = {};
    m_metadata = {};
    m_messages.clear();
}

void ForeignImporter::addMessage(const QString &role, const QString &text)
{
    m_messages.push_back({role, text.isNull() ? u""_s : text});
}

// What one message says: its text, or the texts of its parts.
static std::optional<QString> textOfContent(const QJsonValue &content)
{
    if (content.isString())
        return content.toString();
    QStringList texts;
    for (const auto part : content.toArray()) {
        if (!part["text"_L1].isString())
            return {};
        texts << part["text"_L1].toString();
    }
    return texts.isEmpty() ? std::nullopt : std::optional(texts.join(u'\n'));
}

void ForeignImporter::addMessages(const QJsonArray &list)
{
    for (const auto item : list) {
        const QJsonObject message = item.toObject();
        const std::optional<QString> text = textOfContent(message["content"_L1]);
        if (message["type"_L1].toString() == "placeholder"_L1) {
            lose(u"messages.placeholder"_s, tr("A placeholder for other messages is not supported here"));
            continue;
        }
        if (!text)
            lose(u"messages.content"_s, tr("Only text is supported here, not images or parts"));
        else
            addMessage(message["role"_L1].toString(u"user"_s), *text);
        if (message["content"_L1].toArray().size() > 1 && text)
            lose(u"messages.content"_s, tr("The texts of a message become one, with a line break between them"));
        for (const QString &key : message.keys())
            if (key != "role"_L1 && key != "content"_L1 && key != "type"_L1 && !message[key].isNull())
                lose(u"messages."_s + key, tr("Of a message, only its role and text are imported"));
    }
}

void ForeignImporter::takeTexts()
{
    const bool system = !m_messages.empty() && m_messages[0].role == "system"_L1;
    if (system) {
        m_prompt.systemPrompt = m_messages[0].text;
        m_messages.erase(m_messages.begin());
    }
    for (size_t i = 0; i < m_messages.size(); ++i)
        if (i > 0 || m_messages[i].role != "user"_L1)
            lose(
                u"messages.%1"_s.arg(m_messages[i].role),
                tr("It stays in the user message, after {{role \"%1\"}}").arg(m_messages[i].role));
    m_prompt.userPrompt = multiTurnText(m_messages);
}

// Versions of others are counted or written freely: 3 becomes 3.0.0, 1.2 becomes 1.2.0.
static QString semanticVersion(const QString &version)
{
    for (const QString &tail : {u""_s, u".0"_s, u".0.0"_s})
        if (parseSemVer(QString(version + tail)))
            return version + tail;
    return {};
}

void ForeignImporter::finish(const QString &version)
{
    if (m_prompt.name.isEmpty())
        m_prompt.name = m_record.value("name"_L1).toString();
    if (m_prompt.name.isEmpty())
        m_prompt.name = QFileInfo(m_file).fileName().section(u'.', 0, 0);
    takeTexts();
    m_prompt.version = semanticVersion(version);
    if (m_prompt.version.isEmpty() && !version.isEmpty())
        lose(u"version"_s, tr("%1 is not a semantic version; it was changed to 1.0.0").arg(version));
    if (version.isEmpty())
        m_prompt.version = m_record.value("version"_L1).toString();
    if (m_prompt.version.isEmpty())
        m_prompt.version = u"1.0.0"_s;
    for (QString *text : {&m_prompt.systemPrompt, &m_prompt.userPrompt})
        if (text->isNull())
            *text = u""_s;
    m_prompt.metadata = QString::fromUtf8(QJsonDocument(m_metadata).toJson(QJsonDocument::Compact));
    m_prompt.active = false;
    applyRecord();
    m_imported.prompts.push_back(m_prompt);
}

void ForeignImporter::applyRecord()
{
    m_prompt.promptId = defaultPromptId(m_prompt.name, m_prompt.version);
    const QJsonObject exact = m_record.value("exact"_L1).toObject();
    for (const auto &[field, text] :
         {std::pair("version"_L1, &m_prompt.version),
          {"model"_L1, &m_prompt.model},
          {"name"_L1, &m_prompt.name},
          {"systemPrompt"_L1, &m_prompt.systemPrompt},
          {"userPrompt"_L1, &m_prompt.userPrompt},
          {"metadata"_L1, &m_prompt.metadata}}) {
        const QJsonObject one = exact[field].toObject();
        if (!one.isEmpty() && one["seen"_L1].toString() == recordChecksum(*text))
            *text = one["is"_L1].toString();
    }
    const bool same = m_record.value("name"_L1) == m_prompt.name && m_record.value("version"_L1) == m_prompt.version;
    if (const QString id = m_record.value("promptId"_L1).toString(); same && !id.isEmpty())
        m_prompt.promptId = id;
    m_record = {};
}

Result<Imported> ForeignImporter::finished(const QString &version)
{
    finish(version);
    return std::move(m_imported);
}

namespace {

// "version: null" sets none.
QString writtenVersion(const QJsonValue &version)
{
    return version.isNull() || version.isUndefined() ? QString() : jsonText(version);
}

// Prompty and LiteLLM: front matter in YAML, and messages that begin with "system:".
class HeadImporter final : public ForeignImporter
{
public:
    HeadImporter(const QString &fileName, bool liteLlm)
        : ForeignImporter(fileName)
        , m_liteLlm(liteLlm)
    {
    }

    Result<Imported> read(const QByteArray &given) override
    {
        QByteArray bytes = given;
        bytes.replace("\r\n", "\n");
        if (bytes.startsWith("\xef\xbb\xbf"))
            bytes.remove(0, 3);
        if (!QByteArrayView(bytes).isValidUtf8())
            return fail(yamlError({m_file, 0}, {}, tr("The file is not UTF-8")));
        ASSIGN_OR_RETURN(const Place place, headOf(bytes));
        const QByteArray yaml = bytes.mid(place.begin, place.end - place.begin);
        QJsonObject head;
        if (!yaml.trimmed().isEmpty()) {
            const auto linesBefore = QByteArrayView(bytes).first(place.begin).count('\n');
            ASSIGN_OR_RETURN(head, yamlMap(yaml, int(linesBefore)));
        }
        takeRecord(yaml);
        const QString body = exactText(QByteArrayView(bytes).sliced(place.body));
        m_liteLlm ? splitLiteLlm(body) : splitPrompty(body);
        static const QRegularExpression logic(u"\\{%|\\{#"_s);
        if (body.contains(logic))
            lose(u"template"_s, tr("Jinja statements and comments stay in the text and are not evaluated"));
        return m_liteLlm ? liteLlmHead(head) : promptyHead(head);
    }

private:
    struct Place
    {
        qsizetype begin = 0;
        qsizetype end = 0;
        qsizetype body = 0;
    };

    // Front matter stands between two lines ---, the first perhaps after empty ones. Without it all is text.
    Result<Place> headOf(const QByteArray &bytes) const
    {
        qsizetype begin = 0;
        while (begin < bytes.size() && QByteArrayView(" \t\n").contains(bytes[begin]))
            ++begin;
        const qsizetype lineEnd = bytes.indexOf('\n', begin);
        if (lineEnd < 0 || bytes.mid(begin, lineEnd - begin).trimmed() != "---")
            return Place{};
        for (qsizetype at = lineEnd; at >= 0; at = bytes.indexOf('\n', at + 1)) {
            const qsizetype next = bytes.indexOf('\n', at + 1);
            const QByteArray line = bytes.mid(at + 1, next < 0 ? -1 : next - at - 1);
            if (line.startsWith("---") && line.trimmed() == "---")
                return Place{lineEnd + 1, at + 1, next < 0 ? bytes.size() : next + 1};
        }
        return fail(yamlError({m_file, 0}, {}, tr("The front matter is not closed: a line \"---\" is missing")));
    }

    void splitLiteLlm(const QString &body)
    {
        static const QRegularExpression turn(
            u"^[ \\t]*#?[ \\t]*(system|user|assistant|developer):[ \\t]*\\n?"_s,
            QRegularExpression::MultilineOption | QRegularExpression::CaseInsensitiveOption);
        QRegularExpressionMatch match = turn.match(body);
        if (!match.hasMatch())
            return addMessage(u"user"_s, body.trimmed());
        if (!QStringView(body).left(match.capturedStart()).trimmed().isEmpty())
            lose(u"text before the first turn"_s, tr("It has no role"));
        while (match.hasMatch()) {
            const QRegularExpressionMatch next = turn.match(body, match.capturedEnd());
            const qsizetype end = next.hasMatch() ? next.capturedStart() : body.size();
            addMessage(match.captured(1).toLower(), body.mid(match.capturedEnd(), end - match.capturedEnd()).trimmed());
            match = next;
        }
    }

    // As Prompty's own parser: a mark fills its line, may carry [name="value"], and text before the first one is the
    // system's; empty lines around a text do not belong to it.
    void splitPrompty(const QString &body)
    {
        static const QRegularExpression mark(
            QRegularExpression::anchoredPattern(
                u"\\s*#?\\s*(system|user|assistant|developer)"
                "(\\[(?:\\w++\\s*+=\\s*+(?:\"[^\"]*\"|[^\",\\]]*+)\\s*+,?+\\s*+)+\\])?\\s*:\\s*"_s),
            QRegularExpression::CaseInsensitiveOption);
        QString role = u"system"_s;
        QString attributes;
        QStringList lines;
        QJsonArray all;
        bool marked = false;
        const auto end = [&] {
            QString text = lines.join(u'\n');
            lines.clear();
            while (text.startsWith(u'\n'))
                text.remove(0, 1);
            while (text.endsWith(u'\n'))
                text.chop(1);
            if (!marked && text.trimmed().isEmpty())
                return;
            addMessage(role, text);
            all.append(attributes);
        };
        for (const QString &line : body.split(u'\n')) {
            const QRegularExpressionMatch match = mark.match(line);
            if (!match.hasMatch()) {
                lines << line;
                continue;
            }
            end();
            marked = true;
            role = match.captured(1).toLower();
            attributes = match.captured(2);
        }
        end();
        const bool any = std::any_of(all.begin(), all.end(), [](const QJsonValue &one) { return one != u""_s; });
        if (any)
            m_metadata.insert(u"roleAttributes"_s, all);
    }

    Result<Imported> promptyHead(QJsonObject &head)
    {
        m_prompt.name = head.take("name"_L1).toString();
        const QString version = writtenVersion(head.take("version"_L1));
        const QJsonValue modelValue = head.take("model"_L1);
        if (modelValue.isString())
            m_prompt.model = modelValue.toString();
        else
            promptyModel(modelValue.toObject());
        static const QRegularExpression reference(
            u"\\$\\{(?:file|env):[^}]*\\}"_s, QRegularExpression::CaseInsensitiveOption);
        for (const QString &key : head.keys()) {
            m_metadata.insert(key, head[key]);
            if (const auto match = reference.match(jsonText(head[key])); match.hasMatch())
                lose(
                    key, tr("%1 refers to a file or a variable of the environment and stays as it is")
                             .arg(match.captured()));
        }
        return finished(version);
    }

    void promptyModel(QJsonObject model)
    {
        QJsonObject configuration = model.take("configuration"_L1).toObject();
        for (const QString &key : {u"azure_deployment"_s, u"name"_s, u"model"_s})
            if (m_prompt.model.isEmpty())
                m_prompt.model = configuration.take(key).toString();
        if (m_prompt.model.isEmpty()) // version 2
            m_prompt.model = model.take("id"_L1).toString();
        for (const QString &key : configuration.keys())
            lose(u"model.configuration."_s + key, tr("How a provider is accessed is not part of a prompt here"));
        if (!model.take("connection"_L1).isUndefined())
            lose(u"model.connection"_s, tr("How a provider is accessed is not part of a prompt here"));
        for (const QString &key : {u"parameters"_s, u"options"_s})
            if (model.contains(key))
                m_metadata.insert(u"config"_s, model.take(key));
        if (!model.isEmpty())
            m_metadata.insert(u"model"_s, model);
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

    bool m_liteLlm;
};

class GitHubImporter final : public ForeignImporter
{
public:
    using ForeignImporter::ForeignImporter;

    Result<Imported> read(const QByteArray &bytes) override
    {
        ASSIGN_OR_RETURN(QJsonObject head, yamlMap(bytes, 0));
        if (!head.value("messages"_L1).isArray())
            return fail(yamlError({m_file, 0}, {}, tr("The file has no messages")));
        takeRecord(bytes);
        m_prompt.name = head.take("name"_L1).toString();
        m_prompt.model = head.take("model"_L1).toString();
        addMessages(head.take("messages"_L1).toArray());
        if (head.contains("modelParameters"_L1))
            m_metadata.insert(u"config"_s, head.take("modelParameters"_L1));
        for (const QString &key : head.keys())
            m_metadata.insert(key, head[key]);
        return finished({});
    }
};

class LangfuseImporter final : public ForeignImporter
{
public:
    using ForeignImporter::ForeignImporter;

    Result<Imported> read(const QByteArray &bytes) override
    {
        ASSIGN_OR_RETURN(const QJsonValue document, json(bytes));
        // Its API answers a page as {"data": [...], "meta": ...}.
        const QJsonArray list = document.isArray()            ? document.toArray()
                              : document["data"_L1].isArray() ? document["data"_L1].toArray()
                                                              : QJsonArray{document};
        for (qsizetype i = 0; i < list.size(); ++i)
            if (const Result<void> read = item(list[i].toObject()); !read)
                return fail(
                    ErrorKind::Invalid, tr("%1, prompt %2: %3").arg(m_file).arg(i + 1).arg(read.error().message));
        return std::move(m_imported);
    }

private:
    Result<void> item(QJsonObject item)
    {
        begin();
        m_record = item.take(RecordKey).toObject();
        const QJsonValue version = item.take("version"_L1);
        const QJsonValue prompt = item.take("prompt"_L1);
        if (prompt.isUndefined() && item.value("versions"_L1).isArray())
            return fail(
                ErrorKind::Invalid, tr("This is a list of names and versions without texts: export the prompts"));
        if (prompt.isUndefined())
            return fail(ErrorKind::Invalid, tr("This is not a prompt of Langfuse, LangChain, OpenAI or Anthropic"));
        m_prompt.name = item.take("name"_L1).toString();
        if (m_prompt.name.isEmpty())
            return fail(ErrorKind::Invalid, tr("It has no name"));
        if (prompt.isArray())
            addMessages(prompt.toArray());
        else if (prompt.isString())
            addMessage(u"user"_s, prompt.toString());
        else
            return fail(ErrorKind::Invalid, tr("It has no text"));
        references(jsonText(prompt));
        if (const QJsonArray labels = item.take("labels"_L1).toArray(); !labels.isEmpty())
            lose(u"labels"_s, tr("Labels such as production do not activate anything here"));
        QJsonObject config = item.take("config"_L1).toObject();
        m_prompt.model = config.take("model"_L1).toString();
        if (!config.isEmpty())
            m_metadata.insert(u"config"_s, config);
        for (const QString &key : {u"tags"_s, u"commitMessage"_s})
            if (const QJsonValue value = item.take(key); !value.isUndefined() && !value.isNull())
                m_metadata.insert(key, value);
        item.remove(u"type"_s);
        for (const QString &key : item.keys())
            lose(key, tr("It belongs to the installation that it comes from"));
        finish(version.isDouble() ? u"%1.0.0"_s.arg(version.toInteger()) : version.toString());
        return {};
    }

    // @@@langfusePrompt:name=tone|label=production@@@ stands for another prompt's text.
    void references(const QString &text)
    {
        static const QRegularExpression reference(u"@@@langfusePrompt:(.*?)@@@"_s);
        for (auto matches = reference.globalMatch(text); matches.hasNext();)
            lose(
                u"reference"_s,
                tr("The text includes another prompt (%1), which stays a reference").arg(matches.next().captured(1)));
    }
};

} // namespace

std::unique_ptr<ForeignImporter> headImporter(const QString &fileName, bool liteLlm)
{
    return std::make_unique<HeadImporter>(fileName, liteLlm);
}

std::unique_ptr<ForeignImporter> gitHubImporter(const QString &fileName)
{
    return std::make_unique<GitHubImporter>(fileName);
}

std::unique_ptr<ForeignImporter> langfuseImporter(const QString &fileName)
{
    return std::make_unique<LangfuseImporter>(fileName);
}

} // namespace howdah::prompt
