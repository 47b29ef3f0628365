// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "prompt/exchange/exchange.h"
#include "prompt/promptstore.h"

#include <optional>
#include <span>

// What an operator does that has more than one step, once for the window and the command line.
namespace howdah::operations {

enum class FileAction {
    Write,   // there is no such file yet
    Same,    // the file holds just this
    Replace, // the file holds something else; one of ours was not edited since it was exported
    Edited,  // one of ours that was edited since, or something that cannot be read: it stays as it is
    Locked   // the texts cannot be opened: there is nothing to write
};

struct ExportedFile
{
    QString promptId; // empty for a file that holds several
    QString name;     // without its folder
    QByteArray bytes;
    FileAction action = FileAction::Write;
    bool isSecret = false; // the database keeps the texts encrypted

    [[nodiscard]] bool isWritten() const { return action == FileAction::Write || action == FileAction::Replace; }
};

struct PromptExport
{
    QString folder;
    std::vector<ExportedFile> files;
    std::vector<prompt::Loss> losses;
};

struct PromptExportOptions
{
    std::optional<prompt::ExchangeFormat> format; // empty: .prompt files of our own
    QString folder;                               // empty: not chosen yet, so that every file counts as a new one
    bool overwrite = false;                       // replace what was edited, too
    // LiteLLM's files end like ours. With this they are called .litellm.prompt, so that an import knows them.
    bool distinguishesLiteLlm = false;
};

// Puts the files together and compares them with what lies in the folder. No two of them have the same name, also where
// upper and lower case are the same. Reads files: not for the UI thread.
[[nodiscard]] Result<PromptExport>
planPromptExport(std::span<const prompt::StoredPrompt> prompts, const PromptExportOptions &options);

// Where the prompts come from, for the journal.
struct PromptOrigin
{
    QString database;
    QString table;
};

// Writes what is to be written, each file readable by its owner only; answers how many. Texts that the database keeps
// encrypted leave a line in the journal of this machine first: without that line nothing is written.
[[nodiscard]] Result<qsizetype>
writePromptExport(const PromptExport &exported, const PromptOrigin &origin, const QString &journal);

} // namespace howdah::operations
