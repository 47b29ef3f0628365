// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "operations/define/scriptmigration.h"
#include "plan/candidates/indexcandidates.h"

namespace howdah::operations {

// A migration that makes the index without holding writers up, CREATE INDEX CONCURRENTLY in a file that runs outside of
// a transaction, and DROP INDEX CONCURRENTLY as its way back; with what the checks say of both. Writes nothing. The
// arguments are those of draftScriptMigration(); it is rehearsed as any other. Blocks.
[[nodiscard]] Result<ScriptMigration> draftIndexMigration(
    connection::Session *session, const QString &folder, const plan::IndexCandidate &candidate,
    const catalog::Catalog *before);

// The text of that migration. Pure.
[[nodiscard]] QString indexMigrationSql(const plan::IndexCandidate &candidate, const catalog::Catalog *before);

[[nodiscard]] Result<migration::NewMigration> writeIndexMigration(const ScriptMigration &draft);

} // namespace howdah::operations
