// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migrate/list/assessment.h"

#include "migrate/list/overview.h"
#include "migration/rehearse/proofstore.h"

#include <QHash>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using migration::Direction;

PendingScripts pendingScripts(const Overview &overview)
{
    PendingScripts pending;
    for (const migration::Entry &entry : overview.entries) {
        const migration::Migration *migration = overview.migrationOf(entry);
        if (!entry.isPending() || !migration || migration->up.file.isEmpty())
            continue;
        pending.versions.push_back(entry.version);
        pending.scripts.push_back(migration::lintScript(migration->up, Direction::Up));
        pending.scripts.back().olderThanApplied = entry.state == migration::State::OutOfOrder;
    }
    return pending;
}

Assessment assess(const Overview &overview, migration::LintContext context, const QString &database)
{
    Assessment assessment;
    const std::vector<std::optional<migration::Proof>> proofs = migration::proofsFor(overview.source, database);
    for (size_t i = 0; i < proofs.size(); ++i) {
        if (proofs[i])
            assessment.proofs.emplace(overview.source.migrations[i].version, *proofs[i]);
    }
    const PendingScripts pending = pendingScripts(overview);
    QHash<QString, migration::Version> versions;
    for (size_t i = 0; i < pending.scripts.size(); ++i)
        versions.insert(pending.scripts[i].file, pending.versions[i]);
    for (migration::Finding &finding : migration::lintRun(pending.scripts, context)) {
        if (const auto version = versions.constFind(finding.file); version != versions.constEnd())
            assessment.findings[*version].push_back(std::move(finding));
    }
    assessment.context = std::move(context);
    return assessment;
}

} // namespace howdah::ui
