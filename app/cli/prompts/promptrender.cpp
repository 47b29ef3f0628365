// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/plainfile.h"
#include "base/propagate.h"
#include "cli/terminal/exitcode.h"
#include "cli/terminal/report.h"
#include "cli/prompts/promptcommand.h"
#include "cli/terminal/table.h"
#include "cli/terminal/terminaltext.h"
#include "cli/terminal/tr.h"
#include "prompt/interactions.h"
#include "prompt/models.h"
#include "prompt/promptdiff.h"
#include "prompt/promptfile.h"

#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>

#include <cstdio>

using namespace Qt::StringLiterals;

namespace howdah::cli {

using namespace prompt;

namespace {

// A prompt that somebody has named: a file, or a version in the database.
struct Named
{
    Prompt prompt;
    std::optional<StoredPrompt> stored;
};

bool isFile(const QString &reference) { return QFileInfo(reference).isFile(); }

Result<Named> readFile(const QString &path)
{
    ASSIGN_OR_RETURN(const QByteArray bytes, readPlainFile(path));
    ASSIGN_OR_RETURN(PromptFile parsed, parsePromptFile(bytes, path));
    return Named{std::move(parsed.prompt), {}};
}

Result<Named> readNamed(PromptSite &site, const QString &reference)
{
    ASSIGN_OR_RETURN(const std::vector<StoredPrompt> prompts, readPrompts(site.session(), site.table, site.keys));
    ASSIGN_OR_RETURN(StoredPrompt found, findVersion(prompts, reference));
    if (!isOpen(found))
        return fail(lockedError(found, site));
    return Named{found.prompt, found};
}

// ---- render

Result<QMap<QString, QString>> valuesOfFile(const QString &path)
{
    QFile file(path);
    const bool opened = path == "-"_L1 ? file.open(stdin, QIODevice::ReadOnly) : file.open(QIODevice::ReadOnly);
    if (!opened)
        return fail(ErrorKind::Usage, tr("%1 cannot be read: %2").arg(path, file.errorString()));
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(file.readAll(), &error);
    if (!document.isObject())
        return fail(
            ErrorKind::Usage, tr("%1 is not a JSON object of names and values: %2").arg(path, error.errorString()));
    QMap<QString, QString> values;
    const QJsonObject object = document.object();
    for (auto it = object.begin(); it != object.end(); ++it)
        values.insert(
            it.key(),
            it->isString()
                ? it->toString()
                : QString::fromUtf8(QJsonDocument(QJsonArray{*it}).toJson(QJsonDocument::Compact)).chopped(1).mid(1));
    return values;
}

Result<QMap<QString, QString>> valuesOf(const PromptLookOptions &options)
{
    QMap<QString, QString> values;
    if (!options.values.isEmpty()) {
        Result<QMap<QString, QString>> read = valuesOfFile(options.values);
        if (!read)
            return read;
        values = std::move(*read);
    }
    for (const QString &setting : options.settings) {
        const qsizetype equals = setting.indexOf(u'=');
        if (equals < 1)
            return fail(ErrorKind::Usage, tr("%1 is not name=value").arg(setting));
        values.insert(setting.left(equals), setting.mid(equals + 1));
    }
    return values;
}

QJsonArray toJson(const std::vector<Message> &messages)
{
    QJsonArray list;
    for (const Message &message : messages)
        list.append(QJsonObject{{u"role"_s, message.role}, {u"content"_s, message.text}});
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
        const std::optional<Engine> engine = engineFromName(m_options.engine);
        Result<QMap<QString, QString>> values = valuesOf(m_options);
        if (!values)
            return failed(m_output, values.error(), Stage::Words);
        const bool file = isFile(m_options.first);
        if (!file || !m_options.interaction.isEmpty())
            if (const int code = openPromptSite(m_site, m_output, m_options.place, PromptUse::Reading); code != ExitOk)
                return code;
        const Result<Named> named = file ? readFile(m_options.first) : readNamed(m_site, m_options.first);
        if (!named)
            return failed(m_output, named.error(), Stage::Finding);
        m_named = *named;
        if (!m_options.interaction.isEmpty())
            if (const Result<void> reported = takeInteraction(*values); !reported)
                return failed(m_output, reported.error(), Stage::Finding);
        m_rendered = renderPrompt(m_named.prompt, *values, engine.value_or(Engine::Plain));
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
        const int code = m_rendered.missing.isEmpty() ? ExitOk : ExitPending;
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
            {u"variables"_s, toJson(inputsOf(m_named.prompt))},
            {u"missing"_s, QJsonArray::fromStringList(m_rendered.missing)},
            {u"unused"_s, QJsonArray::fromStringList(m_rendered.unused)},
            {u"unsupported"_s, QJsonArray::fromStringList(m_rendered.unsupported)},
            {u"enginesThatDiffer"_s, QJsonArray::fromStringList(differing())},
            {u"exitCode"_s, code}};
        if (m_replay) {
            object.insert(u"before"_s, toJson(m_replay->before.messages));
            object.insert(u"unrecovered"_s, QJsonArray::fromStringList(m_replay->unrecovered));
        }
        return object;
    }

    Output &m_output;
    const PromptLookOptions &m_options;
    PromptSite m_site;
    Named m_named;
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
        if (m_options.second.isEmpty() && m_options.against.isEmpty() && !isFile(m_options.first))
            return failed(
                m_output, makeError(
                              ErrorKind::Usage, tr("There is nothing to compare %1 with").arg(m_options.first),
                              tr("Name a second version or file, or another database with --against.")));
        const Result<Named> before = read(m_options.first, m_options.place);
        if (m_reported != ExitOk)
            return m_reported;
        if (!before)
            return failed(m_output, before.error(), Stage::Finding);
        PromptPlace other = m_options.place;
        if (!m_options.against.isEmpty())
            other.database = m_options.against;
        // A file alone is compared with the version of its identifier.
        const bool alone = m_options.second.isEmpty() && isFile(m_options.first);
        const Result<Named> after = read(alone ? before->prompt.promptId : second, other);
        if (m_reported != ExitOk)
            return m_reported;
        if (!after)
            return failed(m_output, after.error(), Stage::Finding);
        return notify(before->prompt, after->prompt);
    }

private:
    Result<Named> read(const QString &reference, const PromptPlace &place)
    {
        if (isFile(reference))
            return readFile(reference);
        PromptSite site;
        m_reported = openPromptSite(site, m_output, place, PromptUse::Reading);
        if (m_reported != ExitOk)
            return fail(ErrorKind::Cancelled, QString());
        return readNamed(site, reference);
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
