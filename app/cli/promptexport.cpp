// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/exitcode.h"
#include "cli/migratesite.h"
#include "cli/promptcommand.h"
#include "cli/table.h"
#include "prompt/exchange.h"
#include "prompt/promptfile.h"
#include "prompt/promptjournal.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QSet>

using namespace Qt::StringLiterals;

namespace howdah::cli {

using namespace prompt;

static QString tr(const char *text) { return QCoreApplication::translate("HowdahCtl", text); }

namespace {

enum class FileAction { Write, Same, Replace, Edited, Locked };

struct FileItem
{
    QString promptId;
    QString file; // its name in the folder
    QByteArray bytes;
    FileAction action = FileAction::Write;
    QString note;
    bool secret = false; // is encrypted in the database
};

QString actionName(FileAction action)
{
    switch (action) {
    case FileAction::Write:
        return u"write"_s;
    case FileAction::Same:
        return u"same"_s;
    case FileAction::Replace:
        return u"replace"_s;
    case FileAction::Edited:
        return u"edited"_s;
    case FileAction::Locked:
        break;
    }
    return u"locked"_s;
}

std::optional<ExchangeFormat> exchangeFormat(const QString &name)
{
    if (name == "langfuse"_L1)
        return ExchangeFormat::Langfuse;
    if (name == "prompty"_L1)
        return ExchangeFormat::Prompty;
    if (name == "github"_L1)
        return ExchangeFormat::GitHub;
    return name == "litellm"_L1 ? std::optional(ExchangeFormat::LiteLlm) : std::nullopt;
}

// Puts the files together, compares them with the folder, and writes them.
class ExportRun final
{
public:
    ExportRun(Output &output, const PromptSyncOptions &options)
        : m_output(output)
        , m_options(options)
        , m_folder(options.out)
    {
    }

    int run()
    {
        if (const int code = openPromptSite(m_site, m_output, m_options.place, PromptUse::Reading); code != ExitOk)
            return code;
        std::vector<StoredPrompt> prompts;
        if (const int code = readAll(m_site, m_output, prompts); code != ExitOk)
            return code;
        if (const Result<void> chosen = choose(prompts); !chosen)
            return failed(m_output, chosen.error(), ExitUsage);
        if (const Result<void> planned = plan(prompts); !planned)
            return failed(m_output, planned.error(), ExitFailed);
        const qsizetype writes = count(FileAction::Write) + count(FileAction::Replace);
        const bool refused = count(FileAction::Locked) + count(FileAction::Edited) > 0;
        if (writes > 0 && m_options.yes)
            if (const Result<void> written = write(); !written)
                return failed(m_output, written.error(), ExitFailed);
        const int code = writes > 0 && !m_options.yes ? ExitPending : refused ? ExitFailed : ExitOk;
        tell(code);
        return writes > 0 && !m_options.yes ? dryRun(m_output) : code;
    }

private:
    [[nodiscard]] qsizetype count(FileAction action) const
    {
        return std::count_if(
            m_items.begin(), m_items.end(), [action](const FileItem &i) { return i.action == action; });
    }

    Result<void> choose(std::vector<StoredPrompt> &prompts) const
    {
        if (m_options.only.isEmpty())
            return {};
        std::vector<StoredPrompt> chosen;
        for (const QString &reference : m_options.only) {
            Result<StoredPrompt> found = findVersion(prompts, reference);
            if (!found)
                return fail(found.error());
            chosen.push_back(std::move(*found));
        }
        prompts = std::move(chosen);
        return {};
    }

    Result<void> plan(const std::vector<StoredPrompt> &prompts)
    {
        const std::optional<ExchangeFormat> format = exchangeFormat(m_options.format);
        std::vector<Prompt> together; // of a format that holds all in one file
        bool secret = false;
        for (const StoredPrompt &stored : prompts) {
            if (!isOpen(stored)) {
                m_items.push_back(
                    {stored.prompt.promptId, {}, {}, FileAction::Locked, lockedError(stored, m_site).message});
                continue;
            }
            if (format == ExchangeFormat::Langfuse) {
                together.push_back(stored.prompt);
                secret = secret || stored.state == CellState::Open;
                continue;
            }
            if (const Result<void> added = add(stored, format); !added)
                return added;
        }
        if (together.empty())
            return {};
        Result<Exported> exported = exportPrompts(ExchangeFormat::Langfuse, together);
        if (!exported)
            return fail(exported.error());
        m_losses = std::move(exported->losses);
        FileItem item{tr("%1 prompts").arg(together.size()), u"prompts.json"_s, exported->text, {}, {}, secret};
        compare(item, {});
        m_items.push_back(std::move(item));
        return {};
    }

    Result<void> add(const StoredPrompt &stored, std::optional<ExchangeFormat> format)
    {
        QString name = promptFileName(stored.prompt);
        FileItem item{.promptId = stored.prompt.promptId, .secret = stored.state == CellState::Open};
        if (format) {
            const Result<Exported> exported = exportPrompts(*format, std::span(&stored.prompt, 1));
            if (!exported)
                return fail(exported.error());
            item.bytes = exported->text;
            m_losses.insert(m_losses.end(), exported->losses.begin(), exported->losses.end());
            name.chop(7);
            name += *format == ExchangeFormat::Prompty ? u".prompty"_s
                  : *format == ExchangeFormat::GitHub  ? u".prompt.yml"_s
                                                       : u".prompt"_s;
        } else {
            const Result<QByteArray> text = promptFileText(stored.prompt);
            if (!text)
                return fail(text.error());
            item.bytes = *text;
        }
        item.file = unique(name);
        compare(item, format ? std::nullopt : std::optional(stored.prompt));
        m_items.push_back(std::move(item));
        return {};
    }

    // Different identifiers can make one name, since file systems take fewer characters, or tell no cases apart.
    QString unique(const QString &name)
    {
        QString candidate = name;
        const qsizetype dot = name.indexOf(u".prompt"_s);
        for (int i = 2; m_names.contains(candidate.toCaseFolded()); ++i)
            candidate = name.left(dot) + u'~' + QString::number(i) + name.mid(dot);
        m_names.insert(candidate.toCaseFolded());
        return candidate;
    }

    void compare(FileItem &item, const std::optional<Prompt> &prompt) const
    {
        QFile file(m_folder.filePath(item.file));
        if (!file.exists()) {
            item.action = FileAction::Write;
            return;
        }
        const QByteArray before = file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
        item.action = before == item.bytes ? FileAction::Same : FileAction::Replace;
        if (item.action == FileAction::Same || !prompt || m_options.overwrite)
            return;
        const Result<PromptFile> there = parsePromptFile(before, item.file);
        const bool edited = !there || there->exported.isEmpty() || there->exported != textChecksum(there->prompt);
        if (edited && (!there || there->prompt != *prompt)) {
            item.action = FileAction::Edited;
            item.note = tr("The file was edited since it was exported; --overwrite replaces it");
        }
    }

    Result<void> write()
    {
        if (!QDir().mkpath(m_options.out))
            return fail(ErrorKind::Io, tr("The folder %1 cannot be made").arg(m_options.out));
        // First told, then done: texts that left the database without a trace are what the journal is for.
        QJsonArray secrets;
        for (const FileItem &item : m_items)
            if (item.secret && (item.action == FileAction::Write || item.action == FileAction::Replace))
                secrets.append(item.promptId);
        if (!secrets.isEmpty()) {
            const Result<void> told = appendToJournal(
                promptJournalFile(), {{u"action"_s, u"export"_s},
                                      {u"database"_s, m_site.target.name()},
                                      {u"table"_s, qualifiedName(m_site.table)},
                                      {u"folder"_s, m_folder.absolutePath()},
                                      {u"prompts"_s, secrets}});
            if (!told)
                return told;
        }
        for (const FileItem &item : m_items)
            if (item.action == FileAction::Write || item.action == FileAction::Replace)
                if (const Result<void> saved = savePrivately(m_folder.filePath(item.file), item.bytes); !saved)
                    return saved;
        return {};
    }

    void tell(int code)
    {
        if (m_output.json) {
            QJsonArray files;
            for (const FileItem &item : m_items)
                files.append(QJsonObject{
                    {u"promptId"_s, item.promptId},
                    {u"file"_s, item.file},
                    {u"action"_s, actionName(item.action)},
                    {u"encrypted"_s, item.secret},
                    {u"note"_s, item.note}});
            print(
                m_output, {{u"format"_s, 1},
                           {u"database"_s, m_site.target.name()},
                           {u"folder"_s, m_folder.absolutePath()},
                           {u"written"_s, m_options.yes},
                           {u"files"_s, files},
                           {u"losses"_s, cli::toJson(m_losses)},
                           {u"exitCode"_s, code}});
            return;
        }
        std::vector<QStringList> rows{{tr("prompt"), tr("file"), tr("plan"), tr("note")}};
        for (const FileItem &item : m_items)
            rows.push_back({item.promptId, item.file, actionName(item.action), item.note});
        m_output.out << alignedTable(rows) << Qt::flush;
        printLosses(m_output, m_losses);
        const bool secret = std::any_of(m_items.begin(), m_items.end(), [](const FileItem &i) { return i.secret; });
        if (secret && !m_options.yes)
            m_output.err
                << tr("The files hold in readable form what the database has encrypted; only you may read them, "
                      "and the export is noted in %1")
                       .arg(promptJournalFile())
                << Qt::endl;
    }

    Output &m_output;
    const PromptSyncOptions &m_options;
    QDir m_folder;
    PromptSite m_site;
    std::vector<FileItem> m_items;
    std::vector<Loss> m_losses;
    QSet<QString> m_names;
};

} // namespace

int promptsExport(Output &output, const PromptSyncOptions &options) { return ExportRun(output, options).run(); }

} // namespace howdah::cli
