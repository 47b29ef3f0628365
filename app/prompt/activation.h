// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "prompt/promptdiff.h"
#include "prompt/promptstore.h"
#include "prompt/scorecard.h"

namespace howdah::prompt {

enum class ActivationAction { Activate, Rollback, Deactivate };

struct ActivationRequest
{
    ActivationAction action = ActivationAction::Activate;
    QString name;       // the prompt
    QString id;         // the row to activate; of a rollback the one that was shown, empty: whichever it is
    QString expectedId; // the row that was seen active; empty: none was
    QString reason;
    QString by;       // the operator; empty: the database user
    QString journal;  // a file of this machine that has an entry of it, too; see promptjournal.h
    QString database; // as that entry names it
};

struct ActivationReport
{
    QString activatedId; // empty after Deactivate
    QString replacedId;  // empty: none was active
};

// One line of the history, newest first in lists.
struct ActivationRecord
{
    qint64 number = 0;
    QString name;
    QString activatedId;
    QString replacedId;
    QString action;
    QString reason;
    QString by;
    QString at; // as the server writes it
};

// What a change would replace, before anything is done.
struct ActivationPreview
{
    std::optional<StoredPrompt> current; // empty: none is active
    StoredPrompt next;
    PromptDifference difference; // from the current version; empty where a text cannot be opened
    bool comparable = false;
    std::optional<Scorecard> currentScore; // of the last days; empty where the database holds no calls
    std::optional<Scorecard> nextScore;
};

// Changes which version is active, in one transaction that holds the rows of the prompt: deactivates, activates, and
// records it: in the history, which is append-only, or, where the database has none, in the metadata of the version
// that was activated (or deactivated). ErrorKind::Conflict when another version is active than expected: of any number
// of operators who press at once, just one succeeds. A rollback activates what the last change replaced; it is
// ErrorKind::NotFound without such a change, and ErrorKind::Conflict when that is not the row that was shown. Blocks,
// as all of these do.
[[nodiscard]] Result<ActivationReport>
changeActive(connection::Session &session, const PromptTable &table, const ActivationRequest &request);

// ErrorKind::NotFound when there is no such row.
[[nodiscard]] Result<ActivationPreview> previewActivation(
    connection::Session &session, const PromptTable &table, const KeyRing &keys, const QString &rowId, int days = 30);

// The row that a rollback would activate now.
[[nodiscard]] Result<QString>
rollbackTarget(connection::Session &session, const PromptTable &table, const QString &name);

// Of one prompt, or of all for an empty name, the last change first.
[[nodiscard]] Result<std::vector<ActivationRecord>>
readActivations(connection::Session &session, const PromptTable &table, const QString &name = {});

} // namespace howdah::prompt
