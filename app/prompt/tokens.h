// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringView>

#include <optional>
#include <vector>

namespace howdah::prompt {

// How many tokens a text may be for a model. A range, because no tokenizer of any maker is available.
struct TokenEstimate
{
    qint64 low = 0;
    qint64 likely = 0;
    qint64 high = 0;
};

[[nodiscard]] TokenEstimate estimateTokens(QStringView text);

// What was estimated for a call, and what was counted.
struct TokenSample
{
    double estimated = 0;
    double counted = 0;
};

// How estimates are to be corrected for one prompt, and how wrong they are then.
struct TokenCalibration
{
    double factor = 1;
    double medianError = 0; // share of the counted tokens, 0.1 is ten percent
    double p95Error = 0;
    qsizetype samples = 0;
};

// Empty under 30 usable samples.
[[nodiscard]] std::optional<TokenCalibration> calibrateTokens(const std::vector<TokenSample> &samples);
// With the range that 95 of 100 calls kept to.
[[nodiscard]] TokenEstimate calibrated(const TokenEstimate &estimate, const TokenCalibration &calibration);

} // namespace howdah::prompt
