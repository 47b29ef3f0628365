// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migration/history/history.h"
#include "migration/history/scriptwords.h"

#include <QMap>

// What a database held when the last run or mark had ended, kept beside the journal in howdah.catalog_state (one row)
// and howdah.catalog_object (a hash for each object): whoever looks later sees what was changed without a migration.
// Settings of the database that are new are not named: they are whose the server is.
namespace howdah::migration {

// Of how objects are told apart and hashed: what another format says is not compared.
inline constexpr int CatalogStateFormat = 1;

struct KeptObject
{
    QString schema; // empty: of the database as a whole
    QString within; // the object that it goes with
    bool isPartition = false;
    QString hash;
    // Hashes as well. Both empty: stored by a version that did not look at them, and not compared.
    QString owner = {};
    QString privileges = {};
    bool operator==(const KeptObject &) const = default;
};
using KeptObjects = QMap<QString, KeptObject>; // by name: "index public.ix"

struct CatalogState
{
    int format = CatalogStateFormat;
    int server = 0;       // major version of PostgreSQL: another one may write the same thing otherwise
    bool isStale = false; // a run has changed something since, and ended without saying what
    bool isTaken = false; // as it was, without anything to compare it with, although migrations had run before
    qint64 event = 0;     // the last one of the journal when it was stored
    QString at;           // the server's text of a timestamptz
    QString who;
    // Those in which an object that nobody knows counts as added: the target schema of the source, and where its
    // migrations have made or changed anything. What others have in their own is none of its business.
    QStringList schemas;
    KeptObjects objects;
};

// What is there, but for what Howdah and the tools of histories keep themselves. Blocks.
// One that another session's lock keeps from being read for two seconds: SQLSTATE 55P03.
[[nodiscard]] Result<KeptObjects> readObjects(connection::Session &session, const Dialect &dialect);
// Nothing where none was ever stored. Blocks.
[[nodiscard]] Result<std::optional<CatalogState>>
readCatalogState(connection::Session &session, const History &history);

// The state after something has run: what it changed or names is as it is now, and the rest as it was expected before,
// so that what somebody else has changed is not forgotten. Without a former state everything is as it is now. Pure.
struct CatalogChange
{
    const KeptObjects &before;
    const KeptObjects &after;
    const ScriptWords &words;
    QStringList schemas; // that the source touches, as far as it says
    // What is named was done before, by hand: tables, too, are as they are now. Of a run they are as it changed them.
    bool isMark = false;
};
[[nodiscard]] CatalogState stateAfter(const CatalogState *former, const CatalogChange &change);
// It can be compared with a server of this version.
[[nodiscard]] bool isReadable(const CatalogState &state, const History &history);
// Of a stale one, what can still be compared: what the files of the runs behind it name, and what is new in that,
// counts as it is now, and the rest as it was expected. Pure.
[[nodiscard]] CatalogState settled(const CatalogState &stale, const KeptObjects &live, const ScriptWords &words);
// The words of what ran or was marked since. Nothing where their texts are not there any more. Blocks.
[[nodiscard]] Result<std::optional<ScriptWords>>
wordsSince(connection::Session &session, const Dialect &dialect, const History &history, const CatalogState &state);
// Adds to a state of an earlier version what it did not know of: owners, privileges, names of schemas. Pure.
void addLaterFacts(CatalogState &state, const KeptObjects &live);
// Writes what has changed since `former` (nullptr: all of it), in one transaction. Only by somebody who holds the lock
// of runs. Blocks.
[[nodiscard]] Result<void> writeCatalogState(
    connection::Session &session, const History &history, const CatalogState *former, const CatalogState &state);

// The database against what was stored.
struct CatalogDrift
{
    QString unknown;    // why it cannot be compared, or not all of it, and what to do; empty: it was
    bool isOff = false; // ... as the source wants it: "journal: off"
    QString since;      // when it was stored
    // Names of objects; of what goes with another one that is missing or added itself, only that. "owner of table t"
    // and "privileges on table t" can be changed as well.
    QStringList missing;
    QStringList changed;
    QStringList added;

    [[nodiscard]] bool hasDifferences() const { return !missing.isEmpty() || !changed.isEmpty() || !added.isEmpty(); }
    bool operator==(const CatalogDrift &) const = default;
};
[[nodiscard]] CatalogDrift compareObjects(const CatalogState &state, const KeptObjects &live); // pure
// Reads both and compares them. With `unknown` set where there is nothing to compare with, or only a part. Blocks.
[[nodiscard]] Result<CatalogDrift>
findDrift(connection::Session &session, const Dialect &dialect, const History &history);
// "missing: index public.ix", one line for each object, for people.
[[nodiscard]] QStringList describe(const CatalogDrift &drift);

} // namespace howdah::migration
