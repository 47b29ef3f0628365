// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migration/lint/lint.h"
#include "migration/rehearse/rehearsal.h"

#include <map>

namespace howdah::ui {

struct Overview;

// What is known of migrations beyond files and history: the proofs of their rollbacks, and what the checks find in
// those that wait. A value made off the UI thread.
struct Assessment
{
    std::map<migration::Version, migration::Proof> proofs;
    std::map<migration::Version, std::vector<migration::Finding>> findings; // of the up files of those that wait
    migration::LintContext context;                                         // that they were judged by
};

// The up files that wait, as the one run that they would be, each with the version it is of.
struct PendingScripts
{
    std::vector<migration::Version> versions;
    std::vector<migration::LintScript> scripts;
};
[[nodiscard]] PendingScripts pendingScripts(const Overview &overview);

// Reads the proofs that are kept and runs the checks. `database` is the one that proofs on copies are of. Blocks on the
// disk, and takes some time for thousands of migrations.
[[nodiscard]] Assessment assess(const Overview &overview, migration::LintContext context, const QString &database);

} // namespace howdah::ui
