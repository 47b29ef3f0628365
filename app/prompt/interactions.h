// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "prompt/inputs.h"
#include "prompt/promptstore.h"
#include "prompt/scorecard.h"
#include "prompt/textdiff.h"
#include "prompt/tokens.h"

namespace howdah::prompt {

// One call of a prompt, as the platform has kept it.
struct Interaction
{
    QString id;
    QString rowId; // of the version that was used
    QString at;    // as the server writes it
    QString model;
    QString input;
    QString answer;
    QString error;
    bool success = false;
    std::optional<qint64> tokens;
    std::optional<qint64> milliseconds;
};

// The last calls of a version, newest first. Empty when the database holds none. Blocks, as all that take a session.
[[nodiscard]] Result<std::vector<Interaction>>
readInteractions(connection::Session &session, const PromptTable &table, const QString &rowId, int limit = 50);
[[nodiscard]] Result<Interaction>
readInteraction(connection::Session &session, const PromptTable &table, const QString &id);

// Where a call is found in the database: its row, or those of all calls of its session.
enum class CallReach { Call, Session };
[[nodiscard]] DrillDown drillToCall(const PromptTable &table, const QString &id, CallReach reach);

// A real call, told again with another version of the prompt. No model is asked.
struct Replay
{
    QMap<QString, QString> values; // that the template must have had
    QStringList unrecovered;       // variables whose values cannot be told for certain
    RenderedPrompt before;         // the version that was used; its user's turn is what was kept
    RenderedPrompt after;          // the candidate, with those values
};
[[nodiscard]] Replay replay(const Prompt &used, const Prompt &candidate, const Interaction &interaction);

// How estimates of tokens fare with the last calls of this version; empty under 30 usable ones.
[[nodiscard]] Result<std::optional<TokenCalibration>>
readCalibration(connection::Session &session, const PromptTable &table, const StoredPrompt &stored);

} // namespace howdah::prompt
