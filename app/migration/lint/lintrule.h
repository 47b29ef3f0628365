// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <vector>

namespace howdah::migration {

enum class Severity { Info, Warning, Error };

// The set of rules for statements that may be repeated; a profile (lintprofile.h) asks for it.
inline constexpr QLatin1StringView RobustSet{"robust"};

// "info", "warning", "error".
[[nodiscard]] QString severityName(Severity severity);

// One rule of the catalogue. Its id never changes: comments in files name it.
struct LintRule
{
    QString id;
    Severity severity = Severity::Warning;
    bool scales = false;   // milder for a small table, an error for a large one
    bool upOnly = false;   // not told of down files, which are meant to take things away
    int sinceVersion = 13; // of PostgreSQL
    QString title;         // what is found
    QString reason;        // why that hurts
    QString set;           // that a profile has to ask for; empty: it always counts
};

// In the order of the help.
[[nodiscard]] const std::vector<LintRule> &lintRules();
[[nodiscard]] const LintRule *findLintRule(QStringView id);

} // namespace howdah::migration
