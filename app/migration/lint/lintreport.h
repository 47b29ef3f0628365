// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migration/lint/lint.h"

#include <QJsonObject>

namespace howdah::migration {

// "dir/001-a.up.sql:3:1: warning: ... [rule]", as editors read compilers, with the hint indented below. `folder` is put
// before the file names.
[[nodiscard]] QString lintText(std::span<const Finding> findings, const QString &folder);

// {"format": 1, "findings": [{rule, severity, file, line, column, statement, relation, lock, blocks, message, reason,
// hint, rewrite}], "errors", "warnings", "infos"}.
[[nodiscard]] QJsonObject lintJson(std::span<const Finding> findings, const QString &folder);

// A log in the Static Analysis Results Interchange Format 2.1.0, with the whole catalogue of rules and the rewrites as
// fixes.
[[nodiscard]] QJsonObject lintSarif(std::span<const Finding> findings, const QString &folder, const QString &version);

// The catalogue as a Markdown table, for the help.
[[nodiscard]] QString lintCatalogue();

struct LintCounts
{
    int errors = 0;
    int warnings = 0;
    int infos = 0;
};
[[nodiscard]] LintCounts countFindings(std::span<const Finding> findings);

} // namespace howdah::migration
