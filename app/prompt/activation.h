// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "prompt/prompttable.h"

namespace howdah::prompt {

enum class ActivationAction { Activate, Rollback, Deactivate };

struct ActivationRequest
{
    ActivationAction action = ActivationAction::Activate;
    QString name;       // the prompt
    QString id;         // the row to activate; not for Rollback and Deactivate
    QString expectedId; // the row that was seen active; empty: none was
    QString reason;
    QString by; // the operator; empty: the database user
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

// Changes which version is active, in one transaction that holds the rows of the prompt: deactivates, activates, and
// records it where there is a history. ErrorKind::Conflict when another version is active than expected: of any number
// of operators who press at once, just one succeeds. A rollback activates what the last change replaced, and is
// ErrorKind::NotFound without such a change. Blocks.
[[nodiscard]] Result<ActivationReport>
changeActive(connection::Session &session, const PromptTable &table, const ActivationRequest &request);

// Of one prompt, or of all for an empty name. Empty when there is no table of the history. Blocks.
[[nodiscard]] Result<std::vector<ActivationRecord>>
readActivations(connection::Session &session, const PromptTable &table, const QString &name = {});

} // namespace howdah::prompt
