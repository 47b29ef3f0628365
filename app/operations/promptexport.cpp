// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/promptexport.h"

#include "base/plainfile.h"
#include "base/propagate.h"
#include "operations/tr.h"
#include "prompt/promptfile.h"
#include "prompt/promptjournal.h"

#include <QDir>
#include <QFileInfo>
#include <QJsonArray>
#include <QSet>

using namespace Qt::StringLiterals;

namespace howdah::operations {

using namespace prompt;

namespace {

constexpr auto OwnSuffix = ".prompt"_L1;

class Planner final
{
public:
    explicit Planner(const PromptExportOptions &options)
        : m_options(options)
        , m_folder(options.folder)
    {
        m_export.folder = options.folder;
    }

    Result<PromptExport> plan(std::span<const StoredPrompt> prompts)
    {
        std::vector<Prompt> together; // of the format that holds all in one file
        bool isSecret = false;
        for (const StoredPrompt &stored : prompts) {
            if (stored.state != CellState::Open && stored.state != CellState::Plain) {
                m_export.files.push_back({stored.prompt.promptId, {}, {}, FileAction::Locked});
                continue;
            }
            if (m_options.format == ExchangeFormat::Langfuse) {
                together.push_back(stored.prompt);
                isSecret = isSecret || stored.state == CellState::Open;
                continue;
            }
            RETURN_IF_ERROR(add(stored));
        }
        if (!together.empty()) {
            ASSIGN_OR_RETURN(const auto text, exported(together));
            ExportedFile file{{}, u"prompts.json"_s, text, FileAction::Write, isSecret};
            compare(file, nullptr);
            m_export.files.push_back(std::move(file));
        }
        return std::move(m_export);
    }

private:
    Result<QByteArray> exported(std::span<const Prompt> prompts)
    {
        if (!m_options.format)
            return promptFileText(prompts.front());
        ASSIGN_OR_RETURN(Exported made, exportPrompts(*m_options.format, prompts));
        m_export.losses.insert(m_export.losses.end(), made.losses.begin(), made.losses.end());
        return made.text;
    }

    Result<void> add(const StoredPrompt &stored)
    {
        ASSIGN_OR_RETURN(const QByteArray text, exported(std::span(&stored.prompt, 1)));
        ExportedFile file{
            stored.prompt.promptId, uniqueName(stored.prompt), text, FileAction::Write,
            stored.state == CellState::Open};
        compare(file, m_options.format ? nullptr : &stored.prompt);
        m_export.files.push_back(std::move(file));
        return {};
    }

    [[nodiscard]] QString suffix() const
    {
        if (!m_options.format)
            return OwnSuffix;
        switch (*m_options.format) {
        case ExchangeFormat::Prompty:
            return u".prompty"_s;
        case ExchangeFormat::GitHub:
            return u".prompt.yml"_s;
        case ExchangeFormat::LiteLlm:
            return m_options.distinguishesLiteLlm ? u".litellm.prompt"_s : QString(OwnSuffix);
        case ExchangeFormat::Promptfoo:
            return u".yaml"_s;
        case ExchangeFormat::PromptfooCsv:
            return u".csv"_s;
        case ExchangeFormat::Langfuse:
        case ExchangeFormat::LangChain:
        case ExchangeFormat::OpenAi:
        case ExchangeFormat::Anthropic:
            break;
        }
        return u".json"_s;
    }

    // Different identifiers can make one name, since file systems take fewer characters, or tell no cases apart.
    QString uniqueName(const Prompt &prompt)
    {
        QString stem = promptFileName(prompt);
        stem.chop(OwnSuffix.size());
        QString candidate = stem + suffix();
        for (int i = 2; m_names.contains(candidate.toCaseFolded()); ++i)
            candidate = stem + u'~' + QString::number(i) + suffix();
        m_names.insert(candidate.toCaseFolded());
        return candidate;
    }

    // `prompt`: what a file of our own holds, which says itself whether it was edited.
    void compare(ExportedFile &file, const Prompt *prompt) const
    {
        const QString path = m_folder.filePath(file.name);
        if (m_options.folder.isEmpty() || (!QFileInfo::exists(path) && !QFileInfo(path).isSymLink()))
            return;
        const Result<QByteArray> before = readPlainFile(path);
        if (before && *before == file.bytes) {
            file.action = FileAction::Same;
            return;
        }
        file.action = before || m_options.overwrite ? FileAction::Replace : FileAction::Edited;
        if (m_options.overwrite || !prompt || !before)
            return;
        const Result<PromptFile> there = parsePromptFile(*before, file.name);
        const bool edited = !there || there->exported.isEmpty() || there->exported != textChecksum(there->prompt);
        if (edited && (!there || there->prompt != *prompt))
            file.action = FileAction::Edited;
    }

    const PromptExportOptions &m_options;
    QDir m_folder;
    PromptExport m_export;
    QSet<QString> m_names;
};

// What it holds of secrets, by name: never a text.
Result<void> journalExport(const PromptExport &exported, const PromptOrigin &origin, const QString &journal)
{
    QJsonArray secrets;
    for (const ExportedFile &file : exported.files) {
        if (file.isSecret && file.isWritten())
            secrets.append(file.promptId.isEmpty() ? file.name : file.promptId);
    }
    if (secrets.isEmpty())
        return {};
    return appendToJournal(
        journal, {{u"action"_s, u"export"_s},
                  {u"database"_s, origin.database},
                  {u"table"_s, origin.table},
                  {u"folder"_s, QDir(exported.folder).absolutePath()},
                  {u"prompts"_s, secrets}});
}

} // namespace

Result<PromptExport> planPromptExport(std::span<const StoredPrompt> prompts, const PromptExportOptions &options)
{
    return Planner(options).plan(prompts);
}

Result<qsizetype> writePromptExport(const PromptExport &exported, const PromptOrigin &origin, const QString &journal)
{
    if (!QDir().mkpath(exported.folder))
        return fail(ErrorKind::Io, tr("The folder %1 cannot be created").arg(exported.folder));
    // The journal first: texts that left the database without a trace are what it is for.
    RETURN_IF_ERROR(journalExport(exported, origin, journal));
    qsizetype written = 0;
    for (const ExportedFile &file : exported.files) {
        if (!file.isWritten())
            continue;
        if (const Result<void> saved = savePrivately(QDir(exported.folder).filePath(file.name), file.bytes); !saved) {
            Error error = saved.error();
            if (written > 0)
                error.message = tr("%1. Files written before that: %2").arg(error.message).arg(written);
            return fail(std::move(error));
        }
        ++written;
    }
    return written;
}

} // namespace howdah::operations
