// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/exchange/foreignimport.h"

#include "base/propagate.h"
#include "prompt/tr.h"
#include "prompt/yamltext.h"

#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace howdah::prompt {

namespace {

// LangChain: what its dumps() gives, what its hub answers ("manifest"), and the older files with a "template".
class LangChainImporter final : public ForeignImporter
{
public:
    using ForeignImporter::ForeignImporter;

    Result<Imported> read(const QByteArray &bytes) override
    {
        QJsonObject object;
        if (bytes.trimmed().startsWith('{')) {
            ASSIGN_OR_RETURN(const QJsonValue document, json(bytes));
            object = document.toObject();
        } else {
            ASSIGN_OR_RETURN(object, yamlMap(bytes, 0));
            takeRecord(bytes);
        }
        if (object.value("manifest"_L1).isObject())
            object = object.value("manifest"_L1).toObject();
        const Result<void> taken = object.contains("lc"_L1) ? constructed(object) : older(object);
        if (!taken)
            return fail(ErrorKind::Invalid, tr("%1: %2").arg(m_file, taken.error().message));
        return finished({});
    }

private:
    static QString className(const QJsonObject &object)
    {
        const QJsonArray id = object.value("id"_L1).toArray();
        return id.isEmpty() ? QString() : id.last().toString();
    }

    Result<void> older(QJsonObject object)
    {
        const QString type = object.take("_type"_L1).toString(u"prompt"_s);
        if (type != "prompt"_L1)
            return fail(ErrorKind::Invalid, tr("A LangChain prompt of the type %1 is not supported").arg(type));
        if (!object.value("template"_L1).isString())
            return fail(
                ErrorKind::Invalid,
                object.contains("template_path"_L1)
                    ? tr("The text is in another file: %1").arg(object.value("template_path"_L1).toString())
                    : tr("This is not a prompt of LangChain: it has no template"));
        addMessage(u"user"_s, object.take("template"_L1).toString());
        takeFormat(object.take("template_format"_L1).toString(u"f-string"_s));
        for (const QString &key : object.keys())
            if (!object[key].isNull() && key != "input_variables"_L1)
                m_metadata.insert(key, object[key]);
        return {};
    }

    Result<void> constructed(const QJsonObject &object)
    {
        const QString name = className(object);
        QJsonObject kwargs = object.value("kwargs"_L1).toObject();
        if (name == "ChatPromptTemplate"_L1 || name == "StructuredPrompt"_L1) {
            for (const auto message : kwargs.take("messages"_L1).toArray())
                RETURN_IF_ERROR(chatMessage(message.toObject()));
        } else if (name == "PromptTemplate"_L1) {
            takeTemplate(u"user"_s, kwargs);
            kwargs.remove(u"template"_s);
        } else {
            return fail(ErrorKind::Invalid, tr("%1 of LangChain is not a prompt that can be read here").arg(name));
        }
        QJsonObject metadata = kwargs.take("metadata"_L1).toObject();
        m_record = metadata.take(RecordKey).toObject();
        m_prompt.name = metadata.value("lc_hub_repo"_L1).toString();
        if (!metadata.isEmpty())
            kwargs.insert(u"metadata"_s, metadata);
        for (const QString &key : kwargs.keys())
            if (!kwargs[key].isNull() && key != "input_variables"_L1 && key != "template_format"_L1)
                m_metadata.insert(key, kwargs[key]);
        return {};
    }

    Result<void> chatMessage(const QJsonObject &message)
    {
        static const QHash<QString, QString> roles{
            {u"SystemMessagePromptTemplate"_s, u"system"_s}, {u"SystemMessage"_s, u"system"_s},
            {u"HumanMessagePromptTemplate"_s, u"user"_s},    {u"HumanMessage"_s, u"user"_s},
            {u"AIMessagePromptTemplate"_s, u"assistant"_s},  {u"AIMessage"_s, u"assistant"_s}};
        const QString name = className(message);
        const QJsonObject kwargs = message["kwargs"_L1].toObject();
        if (name == "MessagesPlaceholder"_L1) {
            lose(u"messages.placeholder"_s, tr("A placeholder for other messages is not supported here"));
            return {};
        }
        const QString role = name.startsWith("ChatMessage"_L1) ? kwargs.value("role"_L1).toString() : roles.value(name);
        if (role.isEmpty())
            return fail(ErrorKind::Invalid, tr("A message of the kind %1 is not supported").arg(name));
        if (kwargs.value("content"_L1).isString())
            addMessage(role, kwargs.value("content"_L1).toString());
        else if (kwargs.value("prompt"_L1).isArray())
            return fail(ErrorKind::Invalid, tr("A message of several parts, perhaps images, is not supported"));
        else
            takeTemplate(role, kwargs.value("prompt"_L1)["kwargs"_L1].toObject());
        return {};
    }

    void takeTemplate(const QString &role, const QJsonObject &kwargs)
    {
        addMessage(role, kwargs.value("template"_L1).toString());
        takeFormat(kwargs.value("template_format"_L1).toString(u"f-string"_s));
    }

    // Which engine the texts are for; our own default is {{name}}.
    void takeFormat(const QString &format)
    {
        if (m_metadata.contains("template_format"_L1))
            return;
        m_metadata.insert(u"template_format"_s, format);
        if (format == "f-string"_L1)
            lose(u"template_format"_s, tr("The text is for f-strings: its variables are {name}, not {{name}}"));
        else if (format != "mustache"_L1)
            lose(u"template_format"_s, tr("The text is for %1 and is not evaluated").arg(format));
    }
};

// promptfoo: the prompts of a configuration, a list of messages, or a table with the column "prompt".
class PromptfooImporter final : public ForeignImporter
{
public:
    PromptfooImporter(const QString &fileName, bool csv)
        : ForeignImporter(fileName)
        , m_csv(csv)
    {
    }

    Result<Imported> read(const QByteArray &bytes) override
    {
        if (m_csv)
            return table(bytes);
        const QByteArray text = bytes.trimmed();
        if (text.startsWith('[') || text.startsWith("- ")) {
            ASSIGN_OR_RETURN(const QJsonObject wrapped, yamlMap("messages:\n" + bytes, -1));
            addMessages(wrapped["messages"_L1].toArray());
            return finished({});
        }
        ASSIGN_OR_RETURN(QJsonObject object, yamlMap(bytes, 0));
        takeRecord(bytes);
        const QJsonValue prompts = object.take("prompts"_L1);
        if (prompts.isUndefined())
            return fail(yamlError(
                {m_file, 0}, {}, tr("This is not a file of promptfoo, GitHub or LangChain: it has no prompts")));
        const QJsonArray list = prompts.isArray() ? prompts.toArray() : QJsonArray{prompts};
        m_model = modelOf(object);
        for (const QString &key : object.keys())
            lose(key, tr("Of a configuration of promptfoo, only the prompts are imported"));
        const QJsonObject record = m_record;
        for (qsizetype i = 0; i < list.size(); ++i) {
            m_record = record;
            RETURN_IF_ERROR(entry(list[i], int(i), list.size() > 1));
        }
        if (m_imported.prompts.empty())
            return fail(yamlError(
                {m_file, 0}, {},
                tr("All prompts of this file are in other files, which have to be imported: %1")
                    .arg(m_elsewhere.join(u", "_s))));
        return std::move(m_imported);
    }

private:
    static QString modelOf(const QJsonObject &object)
    {
        const QJsonArray providers = object.value("providers"_L1).toArray();
        if (providers.size() != 1)
            return {};
        const QString model = providers[0].isString() ? providers[0].toString() : providers[0]["id"_L1].toString();
        // A program or another file says which.
        return isFileName(model) ? QString() : model;
    }

    static bool isFileName(const QString &text)
    {
        static const QRegularExpression name(
            u"^(?:file://|exec:|python:|https?://"
            u")|^[^\\n{}]+\\.(?:txt|json|jsonl|ya?ml|md|csv|j2|py|[cm]?[jt]s)(?::\\w+)?$"
            "|^[^\\s{}]*\\*[^\\s{}]*$"_s);
        return name.match(text.trimmed()).hasMatch();
    }

    Result<void> entry(const QJsonValue &value, int index, bool several)
    {
        begin();
        QString text = value.toString();
        if (value.isObject()) {
            text = value["raw"_L1].isString() ? value["raw"_L1].toString() : value["id"_L1].toString();
            m_prompt.name = value["label"_L1].toString();
        }
        if (text.isEmpty() || isFileName(text)) {
            lose(u"prompts[%1]"_s.arg(index), tr("It is in another file: %1").arg(text));
            m_elsewhere << text;
            return {};
        }
        if (m_prompt.name.isEmpty() && several)
            m_prompt.name = QFileInfo(m_file).fileName().section(u'.', 0, 0) + u'-' + QString::number(index + 1);
        addText(text);
        m_prompt.model = m_model;
        finish({});
        return {};
    }

    // A text may be a list of messages itself, in JSON or YAML.
    void addText(const QString &text)
    {
        QJsonArray list = QJsonDocument::fromJson(text.toUtf8()).array();
        if (list.isEmpty() && text.startsWith("- role:"_L1))
            if (const Result<QJsonObject> wrapped = yamlMap("messages:\n" + text.toUtf8(), -1))
                list = (*wrapped)["messages"_L1].toArray();
        const bool messages = !list.isEmpty() && std::all_of(list.begin(), list.end(), [](const QJsonValue &one) {
            return one["role"_L1].isString();
        });
        if (messages)
            return addMessages(list);
        addMessage(u"user"_s, text);
        static const QRegularExpression begin(u"^\\s*(?:\\[|- role:)"_s);
        if (begin.match(text).hasMatch() && text.contains("role"_L1) && text.contains("{%"_L1))
            lose(u"messages"_s, tr("Its statements {% ... %} have to be evaluated before it is a list of messages"));
    }

    // By RFC 4180, without the space around a cell that promptfoo trims.
    static std::vector<QStringList> rowsOf(const QString &text)
    {
        std::vector<QStringList> rows;
        QStringList row;
        QString cell;
        bool quoted = false;
        bool wasQuoted = false;
        const auto endCell = [&] {
            row << (std::exchange(wasQuoted, false) ? cell : cell.trimmed());
            cell.clear();
        };
        const auto endRow = [&] {
            endCell();
            if (row != QStringList{QString()})
                rows.push_back(row);
            row.clear();
        };
        for (qsizetype i = 0; i < text.size(); ++i) {
            const QChar c = text[i];
            if (quoted && c == u'"' && i + 1 < text.size() && text[i + 1] == u'"')
                cell += text[i++];
            else if (c == u'"' && !quoted && !wasQuoted && cell.trimmed().isEmpty()) {
                quoted = wasQuoted = true;
                cell.clear();
            } else if (c == u'"')
                quoted = !quoted;
            else if (c == u',' && !quoted)
                endCell();
            else if (c == u'\n' && !quoted)
                endRow();
            else if (quoted || (c != u'\r' && !(wasQuoted && c.isSpace())))
                cell += c;
        }
        if (!cell.trimmed().isEmpty() || wasQuoted || !row.isEmpty())
            endRow();
        return rows;
    }

    Result<Imported> table(const QByteArray &bytes)
    {
        if (!bytes.isValidUtf8())
            return fail(ErrorKind::Invalid, tr("%1, line 1: The file is not UTF-8").arg(m_file));
        const std::vector<QStringList> rows = rowsOf(QString::fromUtf8(bytes));
        QStringList head = rows.empty() ? QStringList() : rows[0];
        for (QString &name : head)
            name = name.trimmed().toLower();
        const qsizetype prompt = head.indexOf(u"prompt"_s);
        if (prompt < 0 && head.size() > 1)
            return fail(ErrorKind::Invalid, tr("%1, line 1: The table has no column \"prompt\"").arg(m_file));
        const qsizetype label = head.indexOf(u"label"_s);
        // Without the name of a column each line is a prompt.
        for (size_t i = prompt < 0 ? 0 : 1; i < rows.size(); ++i) {
            begin();
            m_prompt.name = label < 0 ? QString() : rows[i].value(label);
            if (m_prompt.name.isEmpty())
                m_prompt.name =
                    QFileInfo(m_file).fileName().section(u'.', 0, 0) + u'-' + QString::number(prompt < 0 ? i + 1 : i);
            addText(rows[i].value(std::max<qsizetype>(prompt, 0)));
            m_record = QJsonDocument::fromJson(rows[i].value(head.indexOf(RecordKey)).toUtf8()).object();
            finish({});
        }
        if (m_imported.prompts.empty())
            return fail(ErrorKind::Invalid, tr("%1, line 1: The table holds no prompts").arg(m_file));
        return std::move(m_imported);
    }

    bool m_csv;
    QString m_model;
    QStringList m_elsewhere;
};

// What is sent to OpenAI (chat completions and responses) or to Anthropic.
class RequestImporter final : public ForeignImporter
{
public:
    using ForeignImporter::ForeignImporter;

    Result<Imported> read(const QByteArray &bytes) override
    {
        if (bytes.count('\n') > 0 && QJsonDocument::fromJson(bytes.left(bytes.indexOf('\n'))).isObject()
            && QJsonDocument::fromJson(bytes).isNull())
            return refuse(tr("This is a list of calls (JSONL), for training or a batch, and not a prompt"));
        ASSIGN_OR_RETURN(const QJsonValue document, json(bytes));
        if (document.isArray())
            return list(document.toArray());
        QJsonObject object = document.toObject();
        if (object.value("body"_L1).isObject())
            object = object.value("body"_L1).toObject();
        if (object.value("choices"_L1).isArray() || object.value("object"_L1).isString()
            || object.value("stop_reason"_L1).isString())
            return refuse(tr("This is an answer of a model, not a prompt"));
        m_prompt.model = object.take("model"_L1).toString();
        for (const QString &key : {u"system"_s, u"instructions"_s}) // of Anthropic, and of OpenAI's responses
            if (const QJsonValue system = object.take(key); !system.isUndefined() && !system.isNull())
                addMessages({QJsonObject{{u"role"_s, u"system"_s}, {u"content"_s, system}}});
        const QJsonValue messages =
            object.contains("messages"_L1) ? object.take("messages"_L1) : object.take("input"_L1);
        if (messages.isString())
            addMessage(u"user"_s, messages.toString());
        else if (messages.isArray())
            addMessages(messages.toArray());
        else
            return refuse(tr("It has neither messages nor input"));
        if (!object.isEmpty())
            m_metadata.insert(u"config"_s, object);
        return finished({});
    }

private:
    Result<Imported> refuse(const QString &message) const
    {
        return fail(ErrorKind::Invalid, tr("%1: %2").arg(m_file, message));
    }

    Result<Imported> list(const QJsonArray &messages)
    {
        const bool all =
            !messages.isEmpty() && std::all_of(messages.begin(), messages.end(), [](const QJsonValue &one) {
                return one["role"_L1].isString();
            });
        if (!all)
            return refuse(tr("It is not a list of messages, each with a role"));
        addMessages(messages);
        return finished({});
    }
};

} // namespace

std::unique_ptr<ForeignImporter> langChainImporter(const QString &fileName)
{
    return std::make_unique<LangChainImporter>(fileName);
}

std::unique_ptr<ForeignImporter> promptfooImporter(const QString &fileName, bool csv)
{
    return std::make_unique<PromptfooImporter>(fileName, csv);
}

std::unique_ptr<ForeignImporter> requestImporter(const QString &fileName)
{
    return std::make_unique<RequestImporter>(fileName);
}

} // namespace howdah::prompt
