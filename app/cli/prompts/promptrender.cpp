// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/propagate.h"
#include "cli/terminal/exitcode.h"
#include "cli/terminal/report.h"
#include "cli/prompts/promptcommand.h"
#include "cli/prompts/promptgiven.h"
#include "cli/terminal/table.h"
#include "cli/terminal/terminaltext.h"
#include "cli/terminal/tr.h"
#include "prompt/interactions.h"
#include "prompt/models.h"
#include "prompt/engine/picoschema.h"
#include "prompt/promptdiff.h"

#include <QFile>
#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace howdah::cli {

using namespace prompt;

namespace {

QJsonArray toJson(const std::vector<MessagePart> &parts)
{
    QJsonArray list;
    for (const MessagePart &part : parts) {
        switch (part.kind) {
        case MessagePart::Kind::Text:
            list.append(QJsonObject{{u"text"_s, part.text}});
            break;
        case MessagePart::Kind::Media: {
            QJsonObject media{{u"url"_s, part.text}};
            if (!part.contentType.isEmpty())
                media.insert(u"contentType"_s, part.contentType);
            list.append(QJsonObject{{u"media"_s, media}});
            break;
        }
        case MessagePart::Kind::Section:
            list.append(QJsonObject{{u"metadata"_s, QJsonObject{{u"purpose"_s, part.text}, {u"pending"_s, true}}}});
            break;
        }
    }
    return list;
}

QJsonArray toJson(const std::vector<Message> &messages)
{
    QJsonArray list;
    for (const Message &message : messages) {
        QJsonObject object{{u"role"_s, message.role}, {u"content"_s, message.text}};
        if (!message.parts.empty())
            object.insert(u"parts"_s, toJson(message.parts));
        if (message.isHistory)
            object.insert(u"history"_s, true);
        list.append(object);
    }
    return list;
}

QJsonArray toJson(const std::vector<Input> &inputs)
{
    QJsonArray list;
    for (const Input &input : inputs)
        list.append(QJsonObject{
            {u"name"_s, input.name},
            {u"type"_s, input.type},
            {u"description"_s, input.description},
            {u"default"_s, input.byDefault ? QJsonValue(*input.byDefault) : QJsonValue()},
            {u"optional"_s, input.optional},
            {u"declared"_s, input.declared},
            {u"used"_s, input.inSystem || input.inUser}});
    return list;
}

class RenderRun final
{
public:
    RenderRun(Output &output, const PromptLookOptions &options)
        : m_output(output)
        , m_options(options)
    {
    }

    int run()
    {
        const Result<void> given = m_given.read(m_options);
        if (!given)
            return failed(m_output, given.error(), Stage::Words);
        const bool file = isPromptFile(m_options.first);
        if (!file || !m_options.interaction.isEmpty())
            if (const int code = openPromptSite(m_site, m_output, m_options.place, PromptUse::Reading); code != ExitOk)
                return code;
        const Result<NamedPrompt> named =
            file ? readPromptFile(m_options.first) : readNamedPrompt(m_site, m_options.first);
        if (!named)
            return failed(m_output, named.error(), Stage::Finding);
        m_named = *named;
        if (!m_options.interaction.isEmpty())
            if (const Result<void> reported = takeInteraction(m_given.settings); !reported)
                return failed(m_output, reported.error(), Stage::Finding);
        m_engine = GivenValues::engineFor(m_named, m_options);
        m_rendered = m_given.render(m_named, m_engine);
        return notify();
    }

private:
    // Values that were given win over those of the call.
    Result<void> takeInteraction(QMap<QString, QString> &values)
    {
        Result<Interaction> call = readInteraction(m_site.session(), m_site.table, m_options.interaction);
        if (!call)
            return fail(call.error());
        ASSIGN_OR_RETURN(
            const std::vector<StoredPrompt> prompts, readPrompts(m_site.session(), m_site.table, m_site.keys));
        const auto used = std::find_if(
            prompts.begin(), prompts.end(), [&call](const StoredPrompt &stored) { return stored.id == call->rowId; });
        if (used == prompts.end())
            return fail(ErrorKind::NotFound, tr("The version used by this call no longer exists"));
        m_replay = replay(used->prompt, m_named.prompt, *call);
        for (auto it = m_replay->values.begin(); it != m_replay->values.end(); ++it)
            if (!values.contains(it.key()))
                values.insert(it.key(), it.value());
        return {};
    }

    int notify()
    {
        const bool nothing = m_rendered.messages.empty() && !m_rendered.unsupported.isEmpty();
        const int code = nothing ? ExitFailed : m_rendered.missing.isEmpty() ? ExitOk : ExitPending;
        if (m_output.json) {
            print(m_output, json(code));
            return code;
        }
        for (const Message &message : m_rendered.messages) {
            const ExactOutput exact(m_output.out);
            m_output.out << u"--- "_s << message.role << u'\n' << shown(message.text);
            if (!message.text.endsWith(u'\n'))
                m_output.out << u'\n';
            m_output.out.flush();
        }
        remark(tr("Variables without a value: %1"), m_rendered.missing);
        remark(tr("Values without a variable: %1"), m_rendered.unused);
        remark(tr("Not evaluated: %1"), m_rendered.unsupported);
        if (m_replay)
            remark(tr("Not known from the call: %1"), m_replay->unrecovered);
        remark(tr("Engines that would render a different text: %1"), differing());
        return code;
    }

    void remark(const QString &text, const QStringList &list)
    {
        if (!list.isEmpty())
            m_output.err << plainLine(text.arg(list.join(u", "_s))) << Qt::endl;
    }

    [[nodiscard]] QStringList differing() const
    {
        QStringList names;
        for (const Engine engine : m_rendered.differing)
            names << engineName(engine);
        return names;
    }

    [[nodiscard]] QJsonObject json(int code) const
    {
        QJsonObject object{
            {u"format"_s, 1},
            {u"promptId"_s, m_named.prompt.promptId},
            {u"messages"_s, toJson(m_rendered.messages)},
            {u"engine"_s, engineName(m_engine)},
            {u"variables"_s, toJson(inputsOf(m_named.prompt, m_engine))},
            {u"missing"_s, QJsonArray::fromStringList(m_rendered.missing)},
            {u"unused"_s, QJsonArray::fromStringList(m_rendered.unused)},
            {u"unsupported"_s, QJsonArray::fromStringList(m_rendered.unsupported)},
            {u"enginesThatDiffer"_s, QJsonArray::fromStringList(differing())},
            {u"exitCode"_s, code}};
        if (m_replay) {
            object.insert(u"before"_s, toJson(m_replay->before.messages));
            object.insert(u"unrecovered"_s, QJsonArray::fromStringList(m_replay->unrecovered));
        }
        addSchemas(object);
        return object;
    }

    // What the prompt takes and answers, as JSON Schema.
    void addSchemas(QJsonObject &object) const
    {
        const QJsonObject metadata = metadataOf(m_named.prompt).value_or(QJsonObject());
        for (const QString &key : {u"input"_s, u"output"_s}) {
            const Result<QJsonValue> schema = jsonSchemaOf(metadata[key]["schema"_L1]);
            if (schema && !schema->isUndefined())
                object.insert(key + u"Schema"_s, *schema);
        }
    }

    Output &m_output;
    const PromptLookOptions &m_options;
    PromptSite m_site;
    GivenValues m_given;
    Engine m_engine = Engine::Plain;
    NamedPrompt m_named;
    std::optional<Replay> m_replay;
    RenderedPrompt m_rendered;
};

// ---- diff

// The words of a changed passage: what went in [-...-], what came in {+...+}.
QString wordText(const FieldDifference &field)
{
    const Diff words = wordDiff(field.lines.oldPieces.join(QString()), field.lines.newPieces.join(QString()));
    QString text;
    for (const DiffRun &run : words.runs) {
        const bool added = run.kind == DiffKind::Added;
        const QString piece = (added ? words.newPieces : words.oldPieces)
                                  .mid(added ? run.newFrom : run.oldFrom, run.count)
                                  .join(QString());
        text += run.kind == DiffKind::Same ? piece : added ? u"{+"_s + piece + u"+}"_s : u"[-"_s + piece + u"-]"_s;
    }
    return text.endsWith(u'\n') ? text : text + u'\n';
}

QString signedNumber(qint64 number) { return (number > 0 ? u"+"_s : QString()) + QString::number(number); }

class DiffRunner final
{
public:
    DiffRunner(Output &output, const PromptLookOptions &options)
        : m_output(output)
        , m_options(options)
    {
    }

    int run()
    {
        const QString second = m_options.second.isEmpty() ? m_options.first : m_options.second;
        if (m_options.second.isEmpty() && m_options.against.isEmpty() && !isPromptFile(m_options.first))
            return failed(
                m_output, makeError(
                              ErrorKind::Usage, tr("There is nothing to compare %1 with").arg(m_options.first),
                              tr("Name a second version or file, or another database with --against.")));
        const Result<NamedPrompt> before = read(m_options.first, m_options.place);
        if (m_reported != ExitOk)
            return m_reported;
        if (!before)
            return failed(m_output, before.error(), Stage::Finding);
        PromptPlace other = m_options.place;
        if (!m_options.against.isEmpty())
            other.database = m_options.against;
        // A file alone is compared with the version of its identifier.
        const bool alone = m_options.second.isEmpty() && isPromptFile(m_options.first);
        const Result<NamedPrompt> after = read(alone ? before->prompt.promptId : second, other);
        if (m_reported != ExitOk)
            return m_reported;
        if (!after)
            return failed(m_output, after.error(), Stage::Finding);
        return notify(before->prompt, after->prompt);
    }

private:
    Result<NamedPrompt> read(const QString &reference, const PromptPlace &place)
    {
        if (isPromptFile(reference))
            return readPromptFile(reference);
        PromptSite site;
        m_reported = openPromptSite(site, m_output, place, PromptUse::Reading);
        if (m_reported != ExitOk)
            return fail(ErrorKind::Cancelled, QString());
        return readNamedPrompt(site, reference);
    }

    int notify(const Prompt &before, const Prompt &after)
    {
        const PromptDifference difference = comparePrompts(before, after);
        const int code = difference.isEmpty() ? ExitOk : ExitPending;
        const qint64 tokens = difference.tokensAfter.likely - difference.tokensBefore.likely;
        if (m_output.json) {
            print(m_output, json(before, after, difference, tokens, code));
            return code;
        }
        if (difference.isEmpty()) {
            m_output.out << tr("No differences") << Qt::endl;
            return code;
        }
        m_output.out << plainLine(u"--- %1 %2"_s.arg(before.promptId, before.version)) << u'\n'
                     << plainLine(u"+++ %1 %2"_s.arg(after.promptId, after.version)) << u'\n';
        for (const FieldDifference &field : difference.fields) {
            const ExactOutput exact(m_output.out);
            m_output.out << u"=== "_s << field.field << u'\n';
            QString text = m_options.words ? wordText(field) : unifiedText(field);
            m_output.out << shown(m_options.blanks ? visibleBlanks(text) : text);
        }
        m_output.out << tr("Tokens: %1, about %2 before and %3 now")
                            .arg(signedNumber(tokens))
                            .arg(difference.tokensBefore.likely)
                            .arg(difference.tokensAfter.likely)
                     << u'\n';
        if (const std::optional<double> cost = costOf(after, tokens))
            m_output.out << tr("Input of 1,000 calls: %1").arg(*cost, 0, 'f', 2) << u'\n';
        m_output.out.flush();
        return code;
    }

    [[nodiscard]] std::optional<double> costOf(const Prompt &prompt, qint64 tokens) const
    {
        QFile file(m_options.models);
        if (!m_options.models.isEmpty() && !file.open(QIODevice::ReadOnly))
            return {};
        const Result<std::vector<ModelFacts>> models =
            m_options.models.isEmpty() ? knownModels() : parseModels(file.readAll(), m_options.models);
        const ModelFacts *model = models ? findModel(*models, prompt.model) : nullptr;
        return model ? inputCostOf1000Calls(*model, tokens) : std::nullopt;
    }

    [[nodiscard]] QJsonObject
    json(const Prompt &before, const Prompt &after, const PromptDifference &difference, qint64 tokens, int code) const
    {
        QJsonArray fields;
        for (const FieldDifference &field : difference.fields)
            fields.append(QJsonObject{{u"field"_s, field.field}, {u"diff"_s, unifiedText(field)}});
        const std::optional<double> cost = costOf(after, tokens);
        return {
            {u"format"_s, 1},
            {u"from"_s, before.promptId},
            {u"to"_s, after.promptId},
            {u"fields"_s, fields},
            {u"tokensBefore"_s, difference.tokensBefore.likely},
            {u"tokensAfter"_s, difference.tokensAfter.likely},
            {u"inputCostOf1000Calls"_s, cost ? QJsonValue(*cost) : QJsonValue()},
            {u"exitCode"_s, code}};
    }

    Output &m_output;
    const PromptLookOptions &m_options;
    int m_reported = ExitOk;
};

} // namespace

int promptsRender(Output &output, const PromptLookOptions &options) { return RenderRun(output, options).run(); }
int promptsDiff(Output &output, const PromptLookOptions &options) { return DiffRunner(output, options).run(); }

} // namespace howdah::cli
