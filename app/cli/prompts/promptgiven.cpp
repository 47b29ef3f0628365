// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/prompts/promptgiven.h"

#include "base/plainfile.h"
#include "base/propagate.h"
#include "cli/terminal/tr.h"
#include "prompt/promptfile.h"

#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>

#include <cstdio>

using namespace Qt::StringLiterals;

namespace howdah::cli {

using namespace prompt;

bool isPromptFile(const QString &reference) { return QFileInfo(reference).isFile(); }

Result<NamedPrompt> readPromptFile(const QString &path)
{
    ASSIGN_OR_RETURN(const QByteArray bytes, readPlainFile(path));
    ASSIGN_OR_RETURN(PromptFile parsed, parsePromptFile(bytes, path));
    return NamedPrompt{
        std::move(parsed.prompt), {}, std::move(parsed.body), readPartials(QFileInfo(path).absolutePath())};
}

Result<NamedPrompt> readNamedPrompt(PromptSite &site, const QString &reference)
{
    ASSIGN_OR_RETURN(const std::vector<StoredPrompt> prompts, readPrompts(site.session(), site.table, site.keys));
    ASSIGN_OR_RETURN(StoredPrompt found, findVersion(prompts, reference));
    if (!isOpen(found))
        return fail(lockedError(found, site));
    return NamedPrompt{found.prompt, found, {}, {}};
}

namespace {

Result<QByteArray> readInput(const QString &path)
{
    QFile file(path);
    const bool opened = path == "-"_L1 ? file.open(stdin, QIODevice::ReadOnly) : file.open(QIODevice::ReadOnly);
    if (!opened)
        return fail(ErrorKind::Usage, tr("%1 cannot be read: %2").arg(path, file.errorString()));
    return file.readAll();
}

// A file of names and values; none for no file.
Result<TemplateValue> valuesOfFile(const QString &path)
{
    if (path.isEmpty())
        return TemplateValue::object();
    ASSIGN_OR_RETURN(const QByteArray bytes, readInput(path));
    const Result<TemplateValue> values = templateValueOfJson(bytes);
    if (!values || values->kind != TemplateValue::Kind::Object)
        return fail(
            ErrorKind::Usage, tr("%1 is not a JSON object of names and values: %2")
                                  .arg(path, values ? QString() : values.error().message));
    return *values;
}

Result<QMap<QString, QString>> settingsOf(const PromptLookOptions &options)
{
    QMap<QString, QString> values;
    for (const QString &setting : options.settings) {
        const qsizetype equals = setting.indexOf(u'=');
        if (equals < 1)
            return fail(ErrorKind::Usage, tr("%1 is not name=value").arg(setting));
        values.insert(setting.left(equals), setting.mid(equals + 1));
    }
    return values;
}

// What was said before: [{"role": "user", "content": "Hello"}], where the content may also be a list of texts.
Result<std::vector<Message>> historyOf(const QString &path)
{
    std::vector<Message> messages;
    if (path.isEmpty())
        return messages;
    ASSIGN_OR_RETURN(const QByteArray bytes, readInput(path));
    const QJsonDocument document = QJsonDocument::fromJson(bytes);
    if (!document.isArray())
        return fail(ErrorKind::Usage, tr("%1 is not a JSON array of messages").arg(path));
    for (const auto item : document.array()) {
        Message message{item["role"_L1].toString(), item["content"_L1].toString()};
        for (const auto part : item["content"_L1].toArray())
            message.text += part["text"_L1].toString();
        if (message.role.isEmpty())
            return fail(ErrorKind::Usage, tr("A message of %1 has no role").arg(path));
        messages.push_back(std::move(message));
    }
    return messages;
}

} // namespace

Result<void> GivenValues::read(const PromptLookOptions &options)
{
    ASSIGN_OR_RETURN(settings, settingsOf(options));
    ASSIGN_OR_RETURN(values, valuesOfFile(options.values));
    ASSIGN_OR_RETURN(context, valuesOfFile(options.context));
    ASSIGN_OR_RETURN(history, historyOf(options.history));
    for (qsizetype i = 0; i < values.keys.size(); ++i) {
        const TemplateValue &value = values.items[size_t(i)];
        const bool text = value.kind == TemplateValue::Kind::Text;
        if (!settings.contains(values.keys[i]))
            settings.insert(values.keys[i], text ? value.text : value.toJson());
        else
            settingNames << values.keys[i];
    }
    return {};
}

// What others wrote is Dotprompt, and read as that; a stored text is what the platform makes of it.
Engine GivenValues::engineFor(const NamedPrompt &named, const PromptLookOptions &options)
{
    return engineFromName(options.engine).value_or(named.body ? Engine::Handlebars : Engine::Plain);
}

RenderedPrompt GivenValues::render(const NamedPrompt &named, Engine engine) const
{
    if (engine != Engine::Handlebars)
        return renderPrompt(named.prompt, settings, engine);
    HandlebarsData data;
    data.values = typedValues(named.prompt, settings);
    for (qsizetype i = 0; i < values.keys.size(); ++i)
        if (!settingNames.contains(values.keys[i]))
            data.values.insert(values.keys[i], values.items[size_t(i)]);
    data.context = context;
    data.partials = named.partials;
    RenderedPrompt rendered = renderPrompt(named.prompt, data, history, named.body);
    rendered.differing = renderPrompt(named.prompt, settings, engine).differing;
    return rendered;
}

} // namespace howdah::cli
