// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QRegularExpression>

#include <chrono>

namespace howdah::prompt {

// A regular expression (Perl's, by PCRE2) from somebody else, which is given up after a time: one that tries again and
// again, as (a+)+$, would hang otherwise. A value; any thread.
class BoundedPattern final
{
public:
    // ErrorKind::Invalid for what is not a pattern, or is longer than 10,000 characters.
    [[nodiscard]] static Result<BoundedPattern> from(const QString &pattern, bool ignoreCase = false);

    // Whether it is found anywhere in the text. ErrorKind::Timeout when that cannot be said in time.
    [[nodiscard]] Result<bool>
    isIn(const QString &text, std::chrono::milliseconds most = std::chrono::milliseconds(2000)) const;

private:
    QString m_pattern;
    QRegularExpression::PatternOptions m_options;
};

} // namespace howdah::prompt
