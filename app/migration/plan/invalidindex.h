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

enum class Leftover {
    Nothing,
    Ready,   // a valid index of that name is there, or the one to be dropped is gone: the statement has run
    Removed, // an invalid one of that name was there, and was dropped
};
// Looks before a statement is repeated, since one that was cut off would stand in the way (or, with IF NOT EXISTS, be
// taken for the real one). Blocks; drops concurrently.
[[nodiscard]] Result<Leftover> clearLeftover(connection::Session &session, const ConcurrentIndex &index);

} // namespace howdah::migration
