// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/promptsync.h"

#include "base/plainfile.h"
#include "base/propagate.h"
#include "operations/promptactivation.h"
#include "operations/tr.h"

#include <QDir>
#include <QFileInfo>

#include <array>

using namespace Qt::StringLiterals;

namespace howdah::operations {

using namespace prompt;

// ---- files

std::optional<ExchangeFormat> exchangeFormatOfFile(const QString &name)
{
    static constexpr std::array<std::pair<QLatin1StringView, ExchangeFormat>, 8> Suffixes{
        {{".litellm.prompt"_L1, ExchangeFormat::LiteLlm},
         {".prompt.yml"_L1, ExchangeFormat::GitHub},
         {".prompt.yaml"_L1, ExchangeFormat::GitHub},
         {".prompty"_L1, ExchangeFormat::Prompty},
         {".json"_L1, ExchangeFormat::Langfuse},
         {".yaml"_L1, ExchangeFormat::Promptfoo},
         {".yml"_L1, ExchangeFormat::Promptfoo},
         {".csv"_L1, ExchangeFormat::PromptfooCsv}}};
    for (const auto &[suffix, format] : Suffixes) {
        if (name.endsWith(suffix, Qt::CaseInsensitive))
            return format;
    }
    return {};
}

template <typename List>
static void append(List &list, List &&more)
{
    list.insert(list.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

void IncomingPrompts::add(IncomingPrompts other)
{
    append(prompts, std::move(other.prompts));
    append(losses, std::move(other.losses));
    append(notes, std::move(other.notes));
    append(problems, std::move(other.problems));
    files += other.files;
    exported.insert(other.exported);
    places.insert(other.places);
}

void IncomingPrompts::keepOnly(const QStringList &promptIds)
{
    if (!promptIds.isEmpty())
        std::erase_if(prompts, [&promptIds](const Prompt &one) { return !promptIds.contains(one.promptId); });
}

static void addFile(IncomingPrompts &incoming, const QString &path, PromptFile file)
{
    const QString name = QFileInfo(path).fileName();
    const QString &id = file.prompt.promptId;
    if (!file.exported.isEmpty())
        incoming.exported.insert(id, file.exported);
    if (file.systemLine > 0)
        incoming.places.insert(id + u"/systemPrompt"_s, u"%1:%2"_s.arg(name).arg(file.systemLine));
    if (file.userLine > 0)
        incoming.places.insert(id + u"/userPrompt"_s, u"%1:%2"_s.arg(name).arg(file.userLine));
    for (const QString &note : file.notes)
        incoming.notes.push_back({id, path, note});
    incoming.prompts.push_back(std::move(file.prompt));
}

Result<IncomingPrompts> readIncomingFolder(const QString &folder)
{
    ASSIGN_OR_RETURN(PromptFolder read, readPromptFolder(folder));
    IncomingPrompts incoming;
    incoming.origin = folder;
    incoming.folder = folder;
    incoming.files = QDir(folder).entryList({u"*.prompt"_s}, QDir::Files);
    incoming.files.removeIf([](const QString &name) { return name.startsWith(u'_'); });
    incoming.problems = std::move(read.problems);
    for (PromptFolder::File &file : read.files)
        addFile(incoming, file.path, std::move(file.content));
    return incoming;
}

Result<IncomingPrompts> readIncomingFile(const QString &file, const std::optional<FileFormat> &format)
{
    ASSIGN_OR_RETURN(const QByteArray bytes, readPlainFile(file));
    const QFileInfo info(file);
    IncomingPrompts incoming;
    incoming.origin = file;
    incoming.folder = info.path();
    incoming.files = {info.fileName()};
    if (const auto exchange = format ? format->exchange : exchangeFormatOfFile(file)) {
        // Several programs write .json and .yaml.
        const ExchangeFormat found = format ? *exchange : exchangeFormatOfContent(*exchange, bytes);
        ASSIGN_OR_RETURN(Imported imported, importPrompts(found, bytes, file));
        incoming.prompts = std::move(imported.prompts);
        incoming.losses = std::move(imported.losses);
    } else {
        ASSIGN_OR_RETURN(PromptFile own, parsePromptFile(bytes, file));
        if (!own.hasText)
            return fail(ErrorKind::Invalid, tr("%1: There is no text").arg(file));
        addFile(incoming, file, std::move(own));
    }
    // Only a folder of seeds says what is active.
    for (Prompt &prompt : incoming.prompts)
        prompt.active.reset();
    return incoming;
}

Result<Prompt> readPromptText(const QString &file)
{
    ASSIGN_OR_RETURN(const QByteArray bytes, readPlainFile(file));
    ASSIGN_OR_RETURN(PromptFile parsed, parsePromptFile(bytes, QFileInfo(file).fileName()));
    return std::move(parsed.prompt);
}

// ---- the plan

Result<SyncPlan> planPromptSync(
    const IncomingPrompts &incoming, const std::vector<StoredPrompt> &stored, const std::vector<Usage> &usage,
    const SyncChoices &choices)
{
    if (!incoming.problems.empty() && !choices.withoutBroken)
        return fail(incoming.problems.front());
    return planSync(incoming.prompts, stored, usage, choices.update, {incoming.exported, choices.overwrite});
}

Result<void> mayApplyPromptSync(const PromptTable &table, const KeyRing &keys, const SyncChoices &choices)
{
    RETURN_IF_ERROR(mayWritePrompts(table));
    if (!keys.current() && !choices.readable)
        return fail(ErrorKind::Usage, tr("There is no key to encrypt the system prompts with"));
    return {};
}

Result<SyncReport> applyPromptSync(
    connection::Session &session, const PromptTable &table, const SyncPlan &plan, const KeyRing &keys,
    const SyncChoices &choices)
{
    RETURN_IF_ERROR(mayApplyPromptSync(table, keys, choices));
    return applySync(session, table, plan, keys, choices.readable);
}

static QString versionLine(const Prompt &prompt, const QString &what)
{
    const QString line = u"- %1 %2 (%3)"_s.arg(prompt.name, prompt.version, prompt.promptId).simplified();
    return what.isEmpty() ? line : line + u": "_s + what;
}

QString commitMessage(const SyncPlan &plan)
{
    QStringList added;
    QStringList changed;
    QStringList elsewhere;
    for (const StoredPrompt &stored : plan.extra)
        added << versionLine(stored.prompt, stored.prompt.active.value_or(false) ? tr("active") : QString());
    for (const SyncItem &item : plan.items) {
        if (item.action == SyncAction::Same)
            continue;
        if (item.action == SyncAction::Insert)
            elsewhere << versionLine(item.wanted, {});
        else
            changed << versionLine(
                item.stored ? item.stored->prompt : item.wanted, item.action == SyncAction::Unknown
                                                                     ? tr("the text cannot be decrypted")
                                                                     : item.differences.join(u", "_s));
    }
    if (added.isEmpty() && changed.isEmpty() && elsewhere.isEmpty())
        return {};
    // One is named in the subject; of more their number is.
    QString subject = tr("Update prompts: %1 added, %2 changed").arg(added.size()).arg(changed.size());
    if (added.isEmpty() && changed.isEmpty())
        subject = tr("Prompts that the database does not have: %1").arg(elsewhere.size());
    else if (added.size() + changed.size() == 1)
        subject = (added.isEmpty() ? tr("Change %1") : tr("Add %1"))
                      .arg((added + changed).front().mid(2).section(u" ("_s, 0, 0).left(60));
    QStringList parts{subject};
    for (const auto &[title, lines] :
         {std::pair(tr("Added:"), added), std::pair(tr("Changed:"), changed),
          std::pair(tr("In the files only:"), elsewhere)})
        if (!lines.isEmpty())
            parts << title + u'\n' + lines.join(u'\n');
    return parts.join(u"\n\n"_s) + u'\n';
}

} // namespace howdah::operations
