// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/tokens.h"

#include <QChar>

#include <algorithm>
#include <cmath>

namespace howdah::prompt {

TokenEstimate estimateTokens(QStringView text)
{
    // Common words of Latin script are one token, longer ones one more for about six letters; digits go by three, other
    // scripts by about a letter each, punctuation by one, blanks with the word behind them.
    double tokens = 0;
    qsizetype letters = 0;
    qsizetype digits = 0;
    const auto endWord = [&] {
        if (letters > 0)
            tokens += 1 + std::floor(double(letters - 1) / 6) * 0.75;
        if (digits > 0)
            tokens += std::ceil(double(digits) / 3);
        letters = digits = 0;
    };
    for (const QChar c : text) {
        const bool latin = c.isLetter() && c.unicode() < 0x250;
        if ((!latin && letters > 0) || (!c.isDigit() && digits > 0))
            endWord();
        if (latin)
            ++letters;
        else if (c.isDigit())
            ++digits;
        else if (c == u'\n')
            tokens += 0.5;
        else if (c.isSpace())
            tokens += 0.02;
        else
            tokens += c.isLetter() || c.isSurrogate() ? 0.9 : 0.8;
    }
    endWord();
    // Makers' tokenizers differ by about this much on the same text.
    return {qint64(std::floor(tokens * 0.8)), qint64(std::llround(tokens)), qint64(std::ceil(tokens * 1.3))};
}

static double quantile(const std::vector<double> &sorted, double part)
{
    const double at = part * double(sorted.size() - 1);
    const auto below = std::size_t(at);
    const std::size_t above = std::min(below + 1, sorted.size() - 1);
    return sorted[below] + (sorted[above] - sorted[below]) * (at - double(below));
}

std::optional<TokenCalibration> calibrateTokens(const std::vector<TokenSample> &samples)
{
    std::vector<double> ratios;
    for (const TokenSample &sample : samples)
        if (sample.estimated > 0 && sample.counted > 0)
            ratios.push_back(sample.counted / sample.estimated);
    if (ratios.size() < 30)
        return {};
    std::sort(ratios.begin(), ratios.end());
    // The median, which single calls with a huge answer do not move.
    TokenCalibration calibration{.factor = quantile(ratios, 0.5), .samples = qsizetype(ratios.size())};
    std::vector<double> errors;
    for (const double ratio : ratios)
        errors.push_back(std::abs(calibration.factor / ratio - 1));
    std::sort(errors.begin(), errors.end());
    calibration.medianError = quantile(errors, 0.5);
    calibration.p95Error = quantile(errors, 0.95);
    return calibration;
}

TokenEstimate calibrated(const TokenEstimate &estimate, const TokenCalibration &calibration)
{
    // The error is a share of what was counted: counted = estimate / (1 + error) at the low end.
    const double likely = double(estimate.likely) * calibration.factor;
    const double spread = calibration.p95Error;
    return {
        qint64(std::floor(likely / (1 + spread))), qint64(std::llround(likely)),
        qint64(std::ceil(spread < 0.9 ? likely / (1 - spread) : likely * 10))};
}

} // namespace howdah::prompt
