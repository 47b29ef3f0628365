// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "operations/promptexport.h"
#include "prompt/key.h"

#include <functional>
#include <stop_token>

namespace howdah::operations {

// Where keys are changed. Each change has a line in the journal of this machine, which is written first: without it
// nothing is changed. Blocks, as all of these do.
struct KeyPlace
{
    prompt::KeyStore &store;
    QString name; // of the store, in words
    QString journal;
};

// A new random key, which becomes the current one; with an empty `id` it has a name that is free.
[[nodiscard]] Result<prompt::KeyRing> createPromptKey(const KeyPlace &place, const QString &id = {});
// A key that somebody has; it becomes the current one.
[[nodiscard]] Result<prompt::KeyRing> addPromptKey(const KeyPlace &place, const QString &id, const prompt::Key &key);
// New texts are encrypted with that one.
[[nodiscard]] Result<prompt::KeyRing> usePromptKey(const KeyPlace &place, const QString &id);

// ErrorKind::Conflict while a text of that database names the key.
[[nodiscard]] Result<void> mayRemovePromptKey(
    connection::Session &session, const prompt::PromptTable &table, const PromptOrigin &origin, const QString &id);
// Forgets it, unless a text of that database names it.
[[nodiscard]] Result<prompt::KeyRing> removePromptKey(
    const KeyPlace &place, connection::Session &session, const prompt::PromptTable &table, const PromptOrigin &origin,
    const QString &id);

// What is done with a file of that name which is there already: whoever says Replace has been asked.
enum class ExistingFile { Refuse, Replace };
// All keys under a passphrase, in a file that its owner alone may read.
[[nodiscard]] Result<void> backUpPromptKeys(
    const KeyPlace &place, const prompt::KeyRing &keys, const QString &file, const QString &passphrase,
    ExistingFile existing = ExistingFile::Refuse);
[[nodiscard]] Result<void> mayBackUpTo(const QString &file); // ErrorKind::Conflict where there is one

// The keys of a backup; `file` is a regular one.
[[nodiscard]] Result<prompt::KeyRing> openKeyBackup(const QString &file, const QString &passphrase);
struct KeysRestored
{
    prompt::KeyRing keys; // all of them
    int added = 0;
};
// Adds those of the backup that are missing; none that is there is changed. ErrorKind::Conflict, and nothing is added,
// when another key is known under the name of one of them.
[[nodiscard]] Result<KeysRestored>
restorePromptKeys(const KeyPlace &place, const prompt::KeyRing &backup, const QString &file);

// A key as somebody types it: 64 hexadecimal digits, or the base64 of 32 bytes.
[[nodiscard]] Result<prompt::Key> typedPromptKey(const QString &text);

// Encrypts every text again with the current key of the ring, row by row (prompt::reencrypt), and keeps in the journal
// of this machine that it began and how it ended: stopped or killed, the next run goes on where this one was, and the
// journal says so. Without the first line nothing is changed. `progress` has how many of how many rows are done.
// ErrorKind::Usage without a current key, ErrorKind::Cancelled when it was stopped.
[[nodiscard]] Result<prompt::ReencryptReport> reencryptPrompts(
    connection::Session &session, const prompt::PromptTable &table, const prompt::KeyRing &keys,
    const PromptOrigin &origin, const QString &journal, const std::stop_token &stop = {},
    const std::function<void(qsizetype, qsizetype)> &progress = {});

} // namespace howdah::operations
