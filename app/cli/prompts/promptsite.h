// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/target/target.h"
#include "prompt/keychain.h"
#include "prompt/promptstore.h"

#include <QJsonArray>
#include <QJsonObject>

namespace howdah::cli {

// Where the prompts and their keys are.
struct PromptPlace
{
    QString database; // URI or conninfo; empty: the private server
    QString table;    // "schema.name", where there are several
    QString mapping;  // a file that names table and columns
    QString keyFile;  // empty: the keychain of the desktop
};

// Database, table and keys: what the commands of prompts begin with.
struct PromptSite
{
    Target target;
    prompt::PromptTable table;
    prompt::KeyRing keys;
    QString keyProblem; // why there are none; encrypted texts stay locked then

    [[nodiscard]] connection::Session &session() { return target.session(); }
};

// The exit code of what went wrong, which has been told by then, or ExitOk. Keys that cannot be had are no failure
// here: everything but the texts is readable without them.
// Where nothing is to be written, the session cannot.
enum class PromptUse { Reading, Writing };
[[nodiscard]] int
openPromptSite(PromptSite &site, Output &output, const PromptPlace &place, PromptUse use = PromptUse::Writing);
[[nodiscard]] std::unique_ptr<prompt::KeyStore> keyStoreOf(const PromptPlace &place);
[[nodiscard]] QString keyStoreName(const PromptPlace &place);

// All versions, in order; told and ended as above.
[[nodiscard]] int readAll(PromptSite &site, Output &output, std::vector<prompt::StoredPrompt> &prompts);
// A version by its identifier, by "name@version", or by the name alone, which means the active one.
[[nodiscard]] Result<prompt::StoredPrompt>
findVersion(const std::vector<prompt::StoredPrompt> &prompts, const QString &reference);
[[nodiscard]] bool isOpen(const prompt::StoredPrompt &stored);
// Why a text cannot be had, with what to do.
[[nodiscard]] Error lockedError(const prompt::StoredPrompt &stored, const PromptSite &site);
[[nodiscard]] QString stateName(prompt::CellState state); // plain, open, locked, wrong-key, damaged

// The end of a command that writes only with --yes: says so, and answers ExitPending.
[[nodiscard]] int dryRun(Output &output);
// For a terminal: control characters, which a hostile text could bring there, as escapes; as it is for a file or a
// pipe.
[[nodiscard]] QString shown(const QString &text);
[[nodiscard]] QJsonArray toJson(const std::vector<prompt::Loss> &losses);
void printLosses(Output &output, const std::vector<prompt::Loss> &losses);

} // namespace howdah::cli
