// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/prompts/promptsite.h"
#include "prompt/activation.h"
#include "prompt/exchange/exchange.h"
#include "prompt/inputs.h"
#include "prompt/promptsearch.h"

namespace howdah::cli {

// `howdahctl prompts ...`: each answers an exit code (cli/terminal/exitcode.h). Whatever writes does so only with
// `yes`; without it the plan is shown, and ExitPending says that there is something to do.

struct PromptSyncOptions
{
    PromptPlace place;
    QString source;    // folder of .prompt files
    QStringList files; // of import
    QString format;    // of import and export: empty, dotprompt, or a name of exchangeFormat()
    QString out;       // folder of export
    QStringList only;  // identifiers; empty: all
    bool update = false;
    bool overwrite = false; // take the one side where both were edited
    bool readable = false;  // write texts in readable form where there is no key
    bool exact = false;     // of status: what only the database has is a difference, too
    bool commit = false;    // of status: as the message of a commit
    bool yes = false;
};
// promptsync.cpp
[[nodiscard]] int promptsSeed(Output &output, const PromptSyncOptions &options);
[[nodiscard]] int promptsStatus(Output &output, const PromptSyncOptions &options);
[[nodiscard]] int promptsImport(Output &output, const PromptSyncOptions &options);
// promptexport.cpp
[[nodiscard]] std::optional<prompt::ExchangeFormat> exchangeFormat(const QString &name); // empty: ours
[[nodiscard]] int promptsExport(Output &output, const PromptSyncOptions &options);

struct PromptLookOptions
{
    PromptPlace place;
    QString source; // of lint: a folder instead of the database
    QString first;  // a file, or a version in the database
    QString second;
    QString against;      // of diff: the database of the second
    QStringList settings; // name=value
    QString values;       // a file of JSON; "-": standard input
    QString interaction;
    QString engine;  // empty: handlebars for files of others, plain for all else
    QString history; // of render: a file of messages in JSON
    QString context; // a file of JSON, for {{@name}}
    QString models;  // a file
    prompt::SearchQuery search;
    int days = 30;
    int staleDays = 90;
    bool words = false;
    bool blanks = false;
};
// promptlook.cpp
[[nodiscard]] int promptsList(Output &output, const PromptLookOptions &options);
[[nodiscard]] int promptsSearch(Output &output, const PromptLookOptions &options);
[[nodiscard]] int promptsLint(Output &output, const PromptLookOptions &options);
// promptrender.cpp
[[nodiscard]] int promptsRender(Output &output, const PromptLookOptions &options);
[[nodiscard]] int promptsDiff(Output &output, const PromptLookOptions &options);

struct PromptChangeOptions
{
    PromptPlace place;
    QString prompt; // of activate: a version; else the name, or a version of it
    QString reason;
    QString by;
    QString replaces; // the version that must be active now, "none" for none; empty: whichever is
    int days = 30;
    QString against; // of score
    QString models;  // of score: a file with prices; empty: the lists that are known here
    QString primary = QStringLiteral("success");
    bool isOnce = false;
    bool yes = false;
};
// promptactivate.cpp
[[nodiscard]] int promptsActivate(Output &output, const PromptChangeOptions &options, prompt::ActivationAction action);
[[nodiscard]] int promptsHistory(Output &output, const PromptChangeOptions &options);
// promptscore.cpp
[[nodiscard]] int promptsScore(Output &output, const PromptChangeOptions &options);

struct PromptReleaseOptions
{
    PromptPlace place;
    QString prompt; // a version; of labels, unlabel and rule the name, or a version of it
    QString label;
    QString reason;
    QString replaces; // the version that the label must name now, "none" for none; empty: whichever it names
    bool withdraw = false;
    int approvals = 0;
    QString role;
    QString approverRole;
    bool remove = false; // of rule
    bool yes = false;
};
// promptrelease.cpp
[[nodiscard]] int promptsLabels(Output &output, const PromptReleaseOptions &options);
enum class LabelAction { Set, Remove };
[[nodiscard]] int promptsLabel(Output &output, const PromptReleaseOptions &options, LabelAction action);
[[nodiscard]] int promptsApprove(Output &output, const PromptReleaseOptions &options);
[[nodiscard]] int promptsRule(Output &output, const PromptReleaseOptions &options);

// promptrun.cpp
struct PromptRunOptions
{
    PromptLookOptions look; // the prompt and its values
    QString version;
    QString endpoint; // empty: the usual one
    QString model;    // empty: that of the endpoint, or of the prompt
};
[[nodiscard]] int promptsRun(Output &output, const PromptRunOptions &options);

enum class EndpointAction { List, Set, Use, Remove, Key };
struct PromptEndpointOptions
{
    QString name;
    QString url;
    QString model;
    int seconds = 0; // 0: as it was, or the usual
    bool forget = false;
};
// promptendpoints.cpp
[[nodiscard]] int promptsEndpoints(Output &output, const PromptEndpointOptions &options, EndpointAction action);

struct PromptTestOptions
{
    PromptPlace place;
    QString dataset;
    QString prompt;   // its name
    QString version;  // empty: the active one
    QString against;  // the version that it is compared with
    QString endpoint; // empty: the usual one
    QString model;
    QString judgeModel;
    QString junit; // a file
    bool isUnsaved = false;
};
// prompttest.cpp
[[nodiscard]] int promptsDatasets(Output &output, const PromptTestOptions &options);
[[nodiscard]] int promptsTest(Output &output, const PromptTestOptions &options);

enum class KeyAction { List, Create, Use, Remove, Backup, Restore };
struct PromptKeyOptions
{
    PromptPlace place;
    QString id;
    QString file;           // of a backup
    QString passphraseFile; // its first line
    bool yes = false;
};
// promptkeys.cpp
[[nodiscard]] int promptsKeys(Output &output, const PromptKeyOptions &options, KeyAction action);
[[nodiscard]] int promptsReencrypt(Output &output, const PromptKeyOptions &options);

} // namespace howdah::cli
