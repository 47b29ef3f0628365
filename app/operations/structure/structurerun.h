// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "catalog/change/structurescript.h"
#include "connection/profile/impact.h"
#include "connection/session/session.h"
#include "migration/lint/finding.h"
#include "migration/lint/planlocks.h"
#include "migration/source/create.h"
#include "operations/decision.h"

#include <chrono>
#include <stop_token>

namespace howdah::operations {

// Where the structure is changed.
struct StructurePlace
{
    connection::ConnInfo target; // with user and database, as it may be used now
    bool guarded = false;        // production that is open for writing
};

// A change of the structure before anybody has agreed to it, and what is agreed to.
struct StructureProposal
{
    catalog::Snapshot began; // the catalog that the change was made for
    catalog::StructureChange change;
    catalog::StructureScript script;
    migration::Plan plan; // the script as one step
    std::vector<migration::PlanLock> locks;
    std::vector<migration::Finding> findings;
    std::vector<connection::Impact> impact; // what it destroys, with its rows and what goes along
    bool guarded = false;
    connection::ConnInfo target; // where it was looked at, and is to run
};

// What would go with an object: shown before CASCADE can be chosen.
struct StructureDependents
{
    QStringList names;
    qint64 further = 0;         // more than are named
    QList<catalog::Oid> views;  // of a relation: in the order in which they can be created again
    std::optional<qint64> rows; // of the object itself
    bool isExact = false;
    bool operator==(const StructureDependents &) const = default;
};

// Looks what the change locks, checks and destroys, and that nobody has changed the relation since `began`
// (ErrorKind::Conflict). ErrorKind::Usage for what scriptOf() has problems with. Blocks.
[[nodiscard]] Result<StructureProposal>
proposeStructure(const StructurePlace &place, const catalog::Snapshot &began, const catalog::StructureChange &change);

// Of what is dropped or truncated, by the server. Blocks.
[[nodiscard]] Result<StructureDependents>
findDependents(const StructurePlace &place, const catalog::Snapshot &began, const catalog::StructureChange &change);

// The highest value of a column of whole numbers; nothing in an empty one. It reads the table, for no longer than ten
// seconds. Blocks.
[[nodiscard]] Result<std::optional<qint64>>
findHighestValue(const StructurePlace &place, const catalog::Snapshot &began, catalog::Oid table, qint16 column);

// What is typed before it runs: in production the name of each thing that it destroys.
[[nodiscard]] QStringList namesToType(const StructureProposal &proposal, const QString &database);

struct StructureOutcome
{
    QStringList unmet;       // of what was asked for, after all of it ran: read from the catalog
    catalog::Snapshot after; // null when it could not be read
    qint64 milliseconds = 0;
};

struct StructureRunOptions
{
    std::chrono::milliseconds lockTimeout = std::chrono::seconds(5);
    std::function<void()> locked = {}; // for tests: the table is held and was compared, nothing has run
};

// Runs what was agreed to: the names are asked for in production, the table is held against other changes and compared
// with what the change began from, its statements run in one transaction (where PostgreSQL lets them), no lock is
// waited for longer than the limit, and the catalog is read afterwards. Nothing: it was declined. An error: nothing was
// changed, unless it says so. Blocks.
[[nodiscard]] Result<std::optional<StructureOutcome>> changeStructure(
    const StructurePlace &place, const StructureProposal &proposal, Decision &decision,
    const StructureRunOptions &options = {}, const std::stop_token &stop = {});

// Writes the pair of files as the next migration of the folder, in its layout: both, or neither; never over others.
// `place`: the folder must be that of the migrations which the database has (checkMigrationFolder). Blocks.
[[nodiscard]] Result<migration::NewMigration>
writeStructureMigration(const StructurePlace &place, const QString &folder, const catalog::StructureScript &script);

} // namespace howdah::operations
