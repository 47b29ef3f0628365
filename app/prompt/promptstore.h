// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "prompt/storedprompt.h"

#include <QHash>

#include <functional>

namespace howdah::prompt {

// How a version has fared, of all calls that the database holds.
struct Usage
{
    QString id; // of the version
    qint64 calls = 0;
    qint64 successes = 0;
    std::optional<double> medianMs;
    std::optional<double> p95Ms;
    std::optional<double> medianTokens;
    QString firstUsed; // as the server writes it
    QString lastUsed;
};

// All versions, by name and then by the order of their versions, in one query. A text that cannot be opened is a state
// of its row. Blocks, as all of these do.
[[nodiscard]] Result<std::vector<StoredPrompt>>
readPrompts(connection::Session &session, const PromptTable &table, const KeyRing &keys);
// Of those versions that were used, over all of their calls: on a large table this takes as long as sorting it does.
// Empty when there is no table of interactions.
[[nodiscard]] Result<std::vector<Usage>> readUsage(connection::Session &session, const PromptTable &table);
// Only how many calls those versions have, counted to CountedCalls at most, and when the last one was: fast by the
// index on prompt and time, however many there are.
constexpr qint64 CountedCalls = 1000;
[[nodiscard]] Result<std::vector<Usage>> readCalls(connection::Session &session, const PromptTable &table);

enum class SyncAction {
    Insert,
    Update,
    Same,           // nothing differs
    Skip,           // differs, and updating was not asked for
    Immutable,      // differs in what was used already: a new version is wanted
    Unknown,        // its text cannot be opened, so nobody can say
    OnlyActive,     // nothing differs but whether it is active, which activation changes
    DatabaseEdited, // the database was edited since the file was exported, and the file was not
    Conflict,       // both were edited
};

struct SyncItem
{
    SyncAction action = SyncAction::Same;
    Prompt wanted;
    std::optional<StoredPrompt> stored;
    QStringList differences; // names of the fields: systemPrompt, userPrompt, model, metadata, name, version, active
    QString note;            // what the person should know
};

// What seeding would do, before anything is done. Pure.
struct SyncPlan
{
    std::vector<SyncItem> items;     // in the order of the wanted prompts
    std::vector<StoredPrompt> extra; // in the database only; never touched

    [[nodiscard]] qsizetype count(SyncAction action) const;
    [[nodiscard]] bool changesAnything() const { return count(SyncAction::Insert) + count(SyncAction::Update) > 0; }
    // Whether the database holds just what the files say.
    [[nodiscard]] bool inSync() const { return count(SyncAction::Same) == qsizetype(items.size()); }
};

// What is known of where the wanted prompts come from.
struct SyncSource
{
    QHash<QString, QString> exported; // promptId to the checksum of the texts when its file was exported
    bool overwrite = false;           // take the file even where the database was edited since
};

// `update`: existing versions may be changed, except the texts, the model and the version of one that was used. Whether
// a version is active is never changed by an update (activation does that), and a new one becomes active only when no
// other version of its prompt is. An error for two wanted prompts with one promptId, or one name and version.
[[nodiscard]] Result<SyncPlan> planSync(
    const std::vector<Prompt> &wanted, const std::vector<StoredPrompt> &stored, const std::vector<Usage> &usage,
    bool update, const SyncSource &source = {});

struct SyncReport
{
    qsizetype inserted = 0;
    qsizetype updated = 0;
};

// Carries out the plan in one transaction: all of it or nothing. System prompts are encrypted with the current key;
// with an empty ring they are written in readable form only if `readable` says so, and only where the server does not
// log the parameters of statements (ErrorKind::Permission). ErrorKind::Conflict when the database is no longer what was
// planned on, or a version that would be updated was used meanwhile.
[[nodiscard]] Result<SyncReport> applySync(
    connection::Session &session, const PromptTable &table, const SyncPlan &plan, const KeyRing &keys,
    bool readable = false);

struct ReencryptReport
{
    qsizetype changed = 0;             // or would be, in a dry run
    qsizetype current = 0;             // have the current key already
    std::vector<StoredPrompt> refused; // cannot be opened
};

// Every text that opens, or is readable, is encrypted with the current key, row by row: each is wholly with the old key
// or wholly with the new one, so whatever interrupts it, another run goes on from there. `dryRun` only counts.
// `progress` is told how many of how many rows are done, and answers whether to go on (ErrorKind::Cancelled).
[[nodiscard]] Result<ReencryptReport> reencrypt(
    connection::Session &session, const PromptTable &table, const KeyRing &keys, bool dryRun,
    const std::function<bool(qsizetype, qsizetype)> &progress = {});

} // namespace howdah::prompt
