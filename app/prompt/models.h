// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QString>

#include <optional>
#include <vector>

namespace howdah::prompt {

// What is known of a model.
struct ModelFacts
{
    QString name; // as prompts name it; versions with a date behind it are the same model
    bool retired = false;
    QString replacement;
    qint64 windowTokens = 0;          // 0: unknown
    std::optional<double> inputPrice; // for a million tokens
    std::optional<double> outputPrice;
    bool operator==(const ModelFacts &) const = default;
};

// A list in YAML, under the key models: name, and perhaps retired, replacement, window, input-price, output-price.
[[nodiscard]] Result<std::vector<ModelFacts>> parseModels(const QByteArray &yaml, const QString &fileName);
// The list that comes with the program. It names no prices: those change, and nobody is asked.
[[nodiscard]] const std::vector<ModelFacts> &builtInModels();
// Where people may keep a list of their own, with the prices that they pay.
[[nodiscard]] QString ownModelsFile();
// That one's models before those that come with the program; an error names the file and its line. Blocks.
[[nodiscard]] Result<std::vector<ModelFacts>> knownModels();
// The longest name that the model is, or begins with before a "-" or "@"; "maker/model" is that model. Null: unknown.
[[nodiscard]] const ModelFacts *findModel(const std::vector<ModelFacts> &models, const QString &name);

// What so many tokens of input more cost in 1,000 calls.
[[nodiscard]] std::optional<double> inputCostOf1000Calls(const ModelFacts &model, qint64 tokens);

} // namespace howdah::prompt
