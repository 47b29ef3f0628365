// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "operations/promptexport.h"
#include "prompt/promptfile.h"

namespace howdah::operations {

// The format of a file by its name, in any case of letters; empty: .prompt files of our own, and all others. Where
// several have one ending, prompt::exchangeFormatOfContent() tells them apart.
[[nodiscard]] std::optional<prompt::ExchangeFormat> exchangeFormatOfFile(const QString &name);

// What came from outside for the database, and what is odd about it.
struct IncomingPrompts
{
    QString origin; // the folder or file
    QString folder; // what is watched for changes, and its files, the broken ones, too
    QStringList files;
    std::vector<prompt::Prompt> prompts;
    QHash<QString, QString> exported; // promptId to the checksum of the texts when its file was exported
    std::vector<prompt::Loss> losses; // of foreign formats
    std::vector<prompt::Loss> notes;  // what is odd in files of ours and was understood all the same
    std::vector<Error> problems;      // files that cannot be read
    QHash<QString, QString> places;   // "promptId/field" to "file:line" where the text begins

    void add(IncomingPrompts other);
    // Leaves only those with these identifiers; all for none.
    void keepOnly(const QStringList &promptIds);
};

// The .prompt files of a folder: they say which versions are active, too. Reads files, as the next two: not for the UI
// thread.
[[nodiscard]] Result<IncomingPrompts> readIncomingFolder(const QString &folder);
// A file of one's own or of another program. Importing activates nothing, and deactivates nothing, whatever the file
// says. Without a format it goes by the name.
struct FileFormat
{
    std::optional<prompt::ExchangeFormat> exchange; // empty: ours
};
[[nodiscard]] Result<IncomingPrompts>
readIncomingFile(const QString &file, const std::optional<FileFormat> &format = {});
// One .prompt file, to take its texts or to compare with it.
[[nodiscard]] Result<prompt::Prompt> readPromptText(const QString &file);

// What the operator has been asked, as values.
struct SyncChoices
{
    bool update = false;        // what is there already may be changed
    bool overwrite = false;     // also where the database was edited since the file was exported
    bool readable = false;      // without a key, texts are written in readable form
    bool withoutBroken = false; // files that cannot be read are left out, instead of stopping all
};

// What seeding would do (prompt::planSync). An error of the files when there are any that cannot be read, unless they
// are left out: one that cannot be read is never taken for a prompt. Pure.
[[nodiscard]] Result<prompt::SyncPlan> planPromptSync(
    const IncomingPrompts &incoming, const std::vector<prompt::StoredPrompt> &stored,
    const std::vector<prompt::Usage> &usage, const SyncChoices &choices);

// Why the plan cannot be carried out: ErrorKind::Permission where one may not write, ErrorKind::Usage without a key
// when nobody has allowed readable texts.
[[nodiscard]] Result<void>
mayApplyPromptSync(const prompt::PromptTable &table, const prompt::KeyRing &keys, const SyncChoices &choices);
// Carries it out in one transaction. Blocks.
[[nodiscard]] Result<prompt::SyncReport> applyPromptSync(
    connection::Session &session, const prompt::PromptTable &table, const prompt::SyncPlan &plan,
    const prompt::KeyRing &keys, const SyncChoices &choices);

// A message for the commit of an export of what differs: its subject says how many prompts were added and changed, its
// body which, and in what. Empty where nothing differs. Pure.
[[nodiscard]] QString commitMessage(const prompt::SyncPlan &plan);

} // namespace howdah::operations
