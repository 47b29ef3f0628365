// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migration/plan/plan.h"

namespace howdah::migration {

// What a CREATE INDEX or REINDEX CONCURRENTLY leaves behind when it fails: it costs every write and serves no read.
struct InvalidIndex
{
    QString schema;
    QString name;
    QString table; // in the same schema
    bool operator==(const InvalidIndex &) const = default;
};

// All of the database, but those that somebody is building right now. Blocks.
[[nodiscard]] Result<std::vector<InvalidIndex>> findInvalidIndexes(connection::Session &session);
// "index public.i on t is INVALID", for people.
[[nodiscard]] QString describe(const InvalidIndex &index);

// What a statement does with an index while others go on writing.
struct ConcurrentIndex
{
    enum class Kind { None, Create, Drop, Reindex } kind = Kind::None;
    QString schema; // empty where the statement does not say; of a new index that of its table
    QString name;   // empty where PostgreSQL chooses it, or for REINDEX of more than one
    QString table;  // of a new index
    bool operator==(const ConcurrentIndex &) const = default;
};
// Pure, by parse.
[[nodiscard]] ConcurrentIndex concurrentIndexOf(const QString &statement);

// Looks before a statement is repeated, since one that was cut off would stand in the way (or, with IF NOT EXISTS, be
// taken for the real one). `schema`: of the pack, where the statement names none and the path of the session does not
// begin with it. Reads only; blocks.
[[nodiscard]] Result<IndexRemains>
findRemains(connection::Session &session, const ConcurrentIndex &index, const QString &schema = {});

// The same for the first statements of a plan that are repeated: the plan then says what will be sent. Blocks.
[[nodiscard]] Result<void> lookAtRemains(connection::Session &session, Plan &plan, const QString &schema);
// Some of them have to be looked at.
[[nodiscard]] bool mayHaveRemains(const Plan &plan);
// ErrorKind::Conflict where more would be sent now than the plan says.
[[nodiscard]] Result<void> stillAsPlanned(connection::Session &session, const Plan &plan);

} // namespace howdah::migration
