// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/exchange/exchange.h"

#include "base/propagate.h"
#include "prompt/exchange/foreignexport.h"
#include "prompt/exchange/foreignimport.h"
#include "prompt/tr.h"

#include <QJsonDocument>
#include <QRegularExpression>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::prompt {

static std::unique_ptr<ForeignImporter> importerOf(ExchangeFormat format, const QString &fileName)
{
    switch (format) {
    case ExchangeFormat::Langfuse:
        return langfuseImporter(fileName);
    case ExchangeFormat::GitHub:
        return gitHubImporter(fileName);
    case ExchangeFormat::Prompty:
    case ExchangeFormat::LiteLlm:
        return headImporter(fileName, format == ExchangeFormat::LiteLlm);
    case ExchangeFormat::LangChain:
        return langChainImporter(fileName);
    case ExchangeFormat::Promptfoo:
    case ExchangeFormat::PromptfooCsv:
        return promptfooImporter(fileName, format == ExchangeFormat::PromptfooCsv);
    case ExchangeFormat::OpenAi:
    case ExchangeFormat::Anthropic:
        break;
    }
    return requestImporter(fileName);
}

Result<Imported> importPrompts(ExchangeFormat format, const QByteArray &bytes, const QString &fileName)
{
    Result<Imported> read = importerOf(format, fileName)->read(bytes);
    if (!read)
        return read;
    for (const Prompt &prompt : read->prompts)
        if (prompt.systemPrompt.isEmpty() && prompt.userPrompt.isEmpty())
            read->losses.push_back({prompt.name, u"text"_s, tr("The prompt has no text")});
    return read;
}

ExchangeFormat exchangeFormatOfContent(ExchangeFormat guess, const QByteArray &bytes)
{
    if (guess == ExchangeFormat::Langfuse) {
        const QJsonDocument document = QJsonDocument::fromJson(bytes);
        if (document.isNull() && QJsonDocument::fromJson(bytes.left(bytes.indexOf('\n'))).isObject())
            return ExchangeFormat::OpenAi; // which says what a list of calls is
        const QJsonObject object = document.object();
        if (object.contains("lc"_L1) || object.contains("manifest"_L1) || object["template"_L1].isString()
            || object.contains("_type"_L1))
            return ExchangeFormat::LangChain;
        if (object["system"_L1].isString() || object["system"_L1].isArray())
            return ExchangeFormat::Anthropic;
        const bool calls =
            document.isArray() && !document.array().isEmpty() && document.array().at(0)["role"_L1].isString();
        if (calls || object.contains("messages"_L1) || object.contains("input"_L1) || object.contains("choices"_L1)
            || object.contains("body"_L1))
            return ExchangeFormat::OpenAi;
    } else if (guess == ExchangeFormat::Promptfoo) {
        static const QRegularExpression messages(u"^messages\\s*:"_s, QRegularExpression::MultilineOption);
        static const QRegularExpression prompts(u"^prompts\\s*:"_s, QRegularExpression::MultilineOption);
        static const QRegularExpression old(u"^(?:template|_type)\\s*:"_s, QRegularExpression::MultilineOption);
        const QString text = QString::fromUtf8(bytes);
        if (!prompts.match(text).hasMatch())
            return messages.match(text).hasMatch() ? ExchangeFormat::GitHub
                 : old.match(text).hasMatch()      ? ExchangeFormat::LangChain
                                                   : guess;
    }
    return guess;
}

static constexpr std::array exchangedFields{
    std::pair{"name"_L1, &Prompt::name},
    std::pair{"version"_L1, &Prompt::version},
    std::pair{"model"_L1, &Prompt::model},
    std::pair{"systemPrompt"_L1, &Prompt::systemPrompt},
    std::pair{"userPrompt"_L1, &Prompt::userPrompt},
    std::pair{"metadata"_L1, &Prompt::metadata},
    std::pair{"promptId"_L1, &Prompt::promptId},
};

// What an import of `text` gives; a prompt without anything where it gives none.
static Prompt importedAgain(ExchangeFormat format, const QByteArray &text)
{
    // Its name must not be right by chance.
    const Result<Imported> again = importPrompts(format, text, u"*"_s);
    return again && again->prompts.size() == 1 ? again->prompts[0] : Prompt();
}

// What has to stand beside the visible text, so that an import gives back the prompt.
static QJsonObject recordOf(const Prompt &prompt, const Prompt &seen)
{
    QJsonObject exact;
    bool same = true;
    for (const auto &[field, member] : exchangedFields) {
        if (prompt.*member == seen.*member)
            continue;
        same = false;
        if (field != "promptId"_L1 && field != "name"_L1 && field != "version"_L1)
            exact.insert(field, QJsonObject{{u"is"_s, prompt.*member}, {u"seen"_s, recordChecksum(seen.*member)}});
    }
    if (same)
        return {};
    // What others write as 1.2 or not at all.
    if (seen.version != prompt.version)
        exact.insert(u"version"_s, QJsonObject{{u"is"_s, prompt.version}, {u"seen"_s, recordChecksum(seen.version)}});
    return {
        {u"name"_s, prompt.name},
        {u"version"_s, prompt.version},
        {u"promptId"_s, prompt.promptId},
        {u"exact"_s, exact}};
}

// Whatever an import would not give back, if it is not told already.
static void addUntold(ExchangeFormat format, const Prompt &prompt, const QByteArray &text, std::vector<Loss> &losses)
{
    const Prompt again = importedAgain(format, text);
    for (const auto &[field, member] : exchangedFields) {
        const bool same =
            field == "metadata"_L1 ? sameJson(prompt.*member, again.*member) : prompt.*member == again.*member;
        const bool told = std::any_of(losses.begin(), losses.end(), [&](const Loss &loss) {
            return loss.prompt == prompt.promptId && (loss.field == field || loss.field.startsWith(field + u'.'));
        });
        if (!same && !told)
            losses.push_back({prompt.promptId, field, tr("It would not come back as it is")});
    }
}

Result<Exported> exportPrompts(ExchangeFormat format, std::span<const Prompt> prompts)
{
    if (format != ExchangeFormat::Langfuse && prompts.size() != 1)
        return fail(ErrorKind::Usage, tr("This format holds one prompt per file, not %1").arg(prompts.size()));
    Exported exported;
    ForeignExporter exporter(exported.losses);
    QJsonArray list;
    for (const Prompt &prompt : prompts) {
        QByteArray text = exporter.write(format, prompt, {});
        const QJsonObject record = hasRecord(format) ? recordOf(prompt, importedAgain(format, text)) : QJsonObject();
        // What is lost is told once.
        std::vector<Loss> again;
        ForeignExporter second(again);
        if (!record.isEmpty())
            text = second.write(format, prompt, record);
        addUntold(format, prompt, text, exported.losses);
        if (format == ExchangeFormat::Langfuse)
            list.append(QJsonDocument::fromJson(text).array().at(0));
        exported.text = text;
    }
    if (format == ExchangeFormat::Langfuse)
        exported.text = QJsonDocument(list).toJson();
    return exported;
}

} // namespace howdah::prompt
