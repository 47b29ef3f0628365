// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "connection/session/session.h"
#include "migration/lint/finding.h"
#include "migration/lint/lintcontext.h"

#include <span>
#include <vector>

namespace howdah::migration {

// Pure. What one script does that may hurt; relations that it has made itself are exempt.
[[nodiscard]] std::vector<Finding> lint(const LintScript &script, const LintContext &context = {});
// The same for scripts that run one after the other: what an earlier one has made is exempt in the later ones.
[[nodiscard]] std::vector<Finding> lintRun(std::span<const LintScript> scripts, const LintContext &context = {});

// Notes in the context what this up file proves for those after it, where every file is judged on its own.
void learn(LintContext &context, const LintScript &script);

// Asks the database for the tables that the scripts name; nothing is locked but catalogs. `schema` as in Pack. Blocks:
// never on the UI thread.
[[nodiscard]] Result<LintContext>
readLintContext(connection::Session &session, std::span<const LintScript> scripts, const QString &schema);
// The same with the profile of the pack.
[[nodiscard]] Result<LintContext>
readPackContext(connection::Session &session, std::span<const LintScript> scripts, const Pack &pack);

} // namespace howdah::migration
