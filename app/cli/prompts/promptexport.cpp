// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/enumtable.h"
#include "base/propagate.h"
#include "cli/terminal/exitcode.h"
#include "cli/terminal/report.h"
#include "cli/prompts/promptcommand.h"
#include "cli/terminal/table.h"
#include "cli/terminal/tr.h"
#include "operations/promptexport.h"
#include "prompt/promptjournal.h"

#include <QDir>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::cli {

using namespace operations;
using namespace prompt;

static constexpr std::array exchangeFormatNames{
    EnumName{ExchangeFormat::Langfuse, "langfuse"_L1},   EnumName{ExchangeFormat::Prompty, "prompty"_L1},
    EnumName{ExchangeFormat::GitHub, "github"_L1},       EnumName{ExchangeFormat::LiteLlm, "litellm"_L1},
    EnumName{ExchangeFormat::LangChain, "langchain"_L1}, EnumName{ExchangeFormat::Promptfoo, "promptfoo"_L1},
    EnumName{ExchangeFormat::PromptfooCsv, "csv"_L1},    EnumName{ExchangeFormat::OpenAi, "openai"_L1},
    EnumName{ExchangeFormat::Anthropic, "anthropic"_L1},
};
static_assert(isWholeTable(exchangeFormatNames));

std::optional<ExchangeFormat> exchangeFormat(const QString &name) { return valueNamed(exchangeFormatNames, name); }

namespace {

static constexpr std::array fileActionNames{
    EnumName{FileAction::Write, "write"_L1},     EnumName{FileAction::Same, "same"_L1},
    EnumName{FileAction::Replace, "replace"_L1}, EnumName{FileAction::Edited, "edited"_L1},
    EnumName{FileAction::Locked, "locked"_L1},
};
static_assert(isWholeTable(fileActionNames));

QString actionName(FileAction action) { return nameIn(fileActionNames, action); }

// Puts the files together, says what would be written, and writes it.
class ExportRun final
{
public:
    ExportRun(Output &output, const PromptSyncOptions &options)
        : m_output(output)
        , m_options(options)
    {
    }

    int run()
    {
        if (const int code = openPromptSite(m_site, m_output, m_options.place, PromptUse::Reading); code != ExitOk)
            return code;
        if (const int code = readAll(m_site, m_output, m_prompts); code != ExitOk)
            return code;
        if (const Result<void> chosen = choose(); !chosen)
            return failed(m_output, chosen.error(), Stage::Words);
        Result<PromptExport> planned = planPromptExport(
            m_prompts,
            {.format = exchangeFormat(m_options.format), .folder = m_options.out, .overwrite = m_options.overwrite});
        if (!planned)
            return failed(m_output, planned.error(), Stage::Work);
        m_export = std::move(*planned);
        const bool writes = std::ranges::any_of(m_export.files, &ExportedFile::isWritten);
        const bool refused = count(FileAction::Locked) + count(FileAction::Edited) > 0;
        // What a format does not hold is told before anything is written.
        if (!m_output.json)
            printLosses(m_output, m_export.losses);
        if (writes) { // a file that somebody edited is left alone: nothing to agree to
            const PromptOrigin origin{m_site.target.name(), qualifiedName(m_site.table)};
            if (const auto written = writePromptExport(m_export, origin, promptJournalFile()); !written)
                return failed(m_output, written.error(), Stage::Work);
        }
        const int code = refused ? ExitFailed : ExitOk;
        report(code);
        return code;
    }

private:
    [[nodiscard]] qsizetype count(FileAction action) const
    {
        return std::ranges::count(m_export.files, action, &ExportedFile::action);
    }

    Result<void> choose()
    {
        if (m_options.only.isEmpty())
            return {};
        std::vector<StoredPrompt> chosen;
        for (const QString &reference : m_options.only) {
            ASSIGN_OR_RETURN(StoredPrompt found, findVersion(m_prompts, reference));
            chosen.push_back(std::move(found));
        }
        m_prompts = std::move(chosen);
        return {};
    }

    // Of a file: which prompts it is made of.
    [[nodiscard]] QString subject(const ExportedFile &file) const
    {
        if (!file.promptId.isEmpty())
            return file.promptId;
        return tr("%1 prompts").arg(qsizetype(m_prompts.size()) - count(FileAction::Locked));
    }

    [[nodiscard]] QString note(const ExportedFile &file) const
    {
        if (file.action == FileAction::Edited)
            return tr("The file was edited since it was exported; --overwrite replaces it");
        if (file.action != FileAction::Locked)
            return {};
        const auto stored =
            std::ranges::find(m_prompts, file.promptId, [](const StoredPrompt &one) { return one.prompt.promptId; });
        return stored == m_prompts.end() ? QString() : lockedError(*stored, m_site).message;
    }

    void report(int code)
    {
        if (m_output.json) {
            QJsonArray files;
            for (const ExportedFile &file : m_export.files)
                files.append(QJsonObject{
                    {u"promptId"_s, subject(file)},
                    {u"file"_s, file.name},
                    {u"action"_s, actionName(file.action)},
                    {u"encrypted"_s, file.isSecret},
                    {u"note"_s, note(file)}});
            print(
                m_output, {{u"format"_s, 1},
                           {u"database"_s, m_site.target.name()},
                           {u"folder"_s, QDir(m_options.out).absolutePath()},
                           {u"written"_s, true},
                           {u"files"_s, files},
                           {u"losses"_s, cli::toJson(m_export.losses)},
                           {u"exitCode"_s, code}});
            return;
        }
        std::vector<QStringList> rows{{tr("prompt"), tr("file"), tr("plan"), tr("note")}};
        for (const ExportedFile &file : m_export.files)
            rows.push_back({subject(file), file.name, actionName(file.action), note(file)});
        m_output.out << alignedTable(rows) << Qt::flush;
        if (std::ranges::any_of(m_export.files, &ExportedFile::isSecret))
            m_output.err
                << tr("The files hold in readable form what the database has encrypted; only you may read them, "
                      "and the export is noted in %1")
                       .arg(promptJournalFile())
                << Qt::endl;
    }

    Output &m_output;
    const PromptSyncOptions &m_options;
    PromptSite m_site;
    std::vector<StoredPrompt> m_prompts;
    PromptExport m_export;
};

} // namespace

int promptsExport(Output &output, const PromptSyncOptions &options) { return ExportRun(output, options).run(); }

} // namespace howdah::cli
