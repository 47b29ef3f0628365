// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "prompt/models.h"
#include "prompt/scorecard.h"

namespace howdah::prompt {

// What the calls of one version cost with one of the models that answered. The platform counts the tokens of input and
// output together, so a cost lies between what they would cost as input alone and as output alone.
struct ModelCost
{
    QString model;    // empty: the calls do not say
    qint64 calls = 0; // that say their tokens
    std::optional<Estimate> p50Tokens;
    std::optional<Estimate> p95Tokens;
    std::optional<double> inputPrice; // of a million tokens; empty: not known
    std::optional<double> outputPrice;

    [[nodiscard]] static std::optional<Estimate>
    cost(const std::optional<Estimate> &tokens, const std::optional<double> &price);
};

// By model, the most used first, CostedModels at most; from the calls of the window, with intervals by the ranks that
// hold the percentiles. Empty where the database has no calls. Blocks.
constexpr int CostedModels = 8;
[[nodiscard]] Result<std::vector<ModelCost>> readModelCosts(
    connection::Session &session, const PromptTable &table, const QString &rowId, const TimeWindow &window,
    const std::vector<ModelFacts> &models);

// A line for each model, and why there is no cost where no price is known.
[[nodiscard]] std::vector<ScoreLine> costLines(const std::vector<ModelCost> &costs);

} // namespace howdah::prompt
