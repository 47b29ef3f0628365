// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "catalog/catalog.h"
#include "migration/rehearse/rehearsalrequest.h"
#include "migration/rehearse/scratch.h"

namespace howdah::migration {

// The database whose copy a rehearsal uses: a session that can only read.
class CopyTarget final
{
public:
    // Blocks.
    [[nodiscard]] Result<void> open(const connection::ConnInfo &target);

    [[nodiscard]] connection::Session &session() { return *m_session; }
    [[nodiscard]] const QString &name() const { return m_name; } // "user@host/database"
    [[nodiscard]] const catalog::Catalog &catalog() const { return *m_catalog; }
    [[nodiscard]] int serverVersion() const { return m_facts.version; }
    [[nodiscard]] const connection::ConnInfo &connInfo() const { return m_target; }
    // As the database is, with its extensions.
    [[nodiscard]] Result<ScratchOptions> scratchOptions();
    // What unqualified names refer to there, without this schema; as SQL.
    [[nodiscard]] Result<QString> searchPath(const QString &without);

private:
    connection::ConnInfo m_target;
    std::unique_ptr<connection::Session> m_session;
    connection::ServerFacts m_facts;
    catalog::Snapshot m_catalog;
    QString m_name;
};

// Fills the scratch database with the schema of the target (pg_dump, pg_restore) and, between its tables and their
// keys, with a sample of its rows, all as the role of the scratch database. What could not be copied is told in the
// answer: event triggers (they need a superuser, which a copy is not given), and what pg_restore complains of.
[[nodiscard]] Result<QStringList> copyTarget(
    CopyTarget &target, Scratch &scratch, int sampleRows, RehearsalObserver &observer, const std::stop_token &stop);

} // namespace howdah::migration
