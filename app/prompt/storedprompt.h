// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "prompt/envelope.h"
#include "prompt/prompt.h"
#include "prompt/prompttable.h"

namespace howdah::prompt {

// A version of a prompt as the database holds it. Its text is there when the state is Plain or Open.
struct StoredPrompt
{
    QString id;
    QString revision; // changes with every change of the row
    CellState state = CellState::Damaged;
    QString keyId;
    Prompt prompt;
};

// Where the system prompt of a row is encrypted for.
[[nodiscard]] CellPlace placeOf(const PromptTable &table, const QString &rowId);

// How the rows of the table are read and written; for those who do, nobody else needs it.

// The key of the metadata under which the history of activations is kept where there is no table for it.
inline const QString HistoryKey = QStringLiteral("howdahActivations");

// The table's name, quoted.
[[nodiscard]] QString tableOf(const PromptTable &table);

// SELECT ... FROM the table, for storedPrompt().
[[nodiscard]] QString promptSelection(const PromptTable &table);
[[nodiscard]] StoredPrompt
storedPrompt(const PromptTable &table, const KeyRing &keys, const connection::RowBatch &rows, qsizetype row);

} // namespace howdah::prompt
