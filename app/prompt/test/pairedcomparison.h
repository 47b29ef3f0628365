// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "prompt/scorecard.h"
#include "prompt/test/testcase.h"

namespace howdah::prompt {

// Two versions over the same cases: each case is compared with itself.
struct PairedComparison
{
    static constexpr qint64 Enough = 10; // below this many pairs nothing is said

    qint64 pairs = 0;
    QStringList unpaired;   // cases that only one of both has
    QStringList unanswered; // left out, too: one of both has no answer, or none that could be judged
    qint64 onlyBefore = 0;  // passed there alone
    qint64 onlyAfter = 0;
    // passed (a share), score, meanMs, tokens (of the answer), cost; in `from` and `to` the number of pairs.
    std::vector<MetricComparison> metrics;
    QString method;
};

// The second against the first, by the names of the cases. Shares: the exact test of McNemar (Psychometrika 12, 1947)
// and Newcombe's interval for paired shares (Statistics in Medicine 17, 1998, method 10). Means: Student's interval of
// the differences. Whether a case passed decides; the others share one error by Holm's method. Pure.
[[nodiscard]] PairedComparison
comparePaired(const std::vector<CaseResult> &before, const std::vector<CaseResult> &after);

[[nodiscard]] QString pairedLabel(const QString &key);
// "+12.5 points (1.2 to 23.0)"; "+120 ms (-10 to 250)".
[[nodiscard]] QString pairedText(const QString &key, const Estimate &change);
[[nodiscard]] QString pairedValue(const QString &key, double value);

} // namespace howdah::prompt
