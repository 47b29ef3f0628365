// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "operations/decision.h"
#include "operations/promptexport.h"
#include "prompt/inputs.h"
#include "prompt/run/chatclient.h"

namespace howdah::operations {

// Where a text comes from, as far as it matters for who may have it.
struct PromptGuard
{
    prompt::CellState state = prompt::CellState::Plain; // as the database holds it
    bool isActive = false;
    bool isProduction = false;  // the connection that it was read from is of that environment
    bool hasCallValues = false; // its variables are filled with what somebody said in a real call
};

// What has to be asked before the text of `promptName` is sent to the endpoint: the text is encrypted in its database,
// agents in production use it, or values of production fill it. Nothing: it may
// be sent.
[[nodiscard]] std::optional<NamesQuestion>
sendingQuestion(const PromptGuard &guard, const QString &promptName, const prompt::Endpoint &endpoint);

struct PromptRunWish
{
    prompt::Prompt prompt;           // as it is edited
    prompt::RenderedPrompt rendered; // what is to be sent
    PromptGuard guard;
    PromptOrigin origin; // for the journal; empty: a file
    prompt::Endpoint endpoint;
    QString model; // empty: that of the endpoint, or else that of the prompt
};

struct PromptRunPlan
{
    QString promptName; // "coach 1.2.0"
    prompt::Endpoint endpoint;
    prompt::ChatRequest request;
    std::optional<NamesQuestion> question;
    QStringList warnings; // what is to be known beforehand: readable on the way, parameters that are left out
    PromptOrigin origin;
};

// Asks nobody. ErrorKind::Usage where values are missing, a text cannot be read or rendered, or no model is named.
[[nodiscard]] Result<PromptRunPlan> planPromptRun(const PromptRunWish &wish);

struct PromptRunReport
{
    prompt::ChatReply reply;
    std::optional<double> cost; // by models.yaml, in its currency
    QString noCost;             // why there is none
};

// Asks the decision where the plan has a question, and leaves a line in the journal of this machine then: without that
// line nothing is sent. The key comes from the keychain. Blocks for as long as the answer takes, with pieces on this
// thread; see prompt::chat(). ErrorKind::Cancelled where something else was typed.
[[nodiscard]] Result<PromptRunReport> runPrompt(
    const PromptRunPlan &plan, Decision &decision, const QString &journal, std::stop_token stop = {},
    const prompt::ChatPiece &piece = {});

} // namespace howdah::operations
