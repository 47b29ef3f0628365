// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/server/conninfo.h"
#include "connection/server/pgbinaries.h"
#include "migration/run/safetyreach.h"

#include <stop_token>

namespace howdah::migration {

// A column of a copied table, as the copy holds it.
struct CopiedColumn
{
    QString name;
    QString type;
    bool operator==(const CopiedColumn &) const = default;
};

// Where a sequence of a copied table stood.
struct CopiedSequence
{
    QString schema;
    QString name;
    qint64 value = 0;
    bool called = false;
    bool operator==(const CopiedSequence &) const = default;
};

struct CopiedTable
{
    QString schema;
    QString name;
    quint32 oid = 0; // as the archive names it
    qint64 rows = 0;
    std::vector<CopiedColumn> columns; // without generated ones
    QStringList lostColumns;           // the rollback takes only these; empty: the whole table or its rows
    bool rowsOnly = false;             // the table stays: what is copied is put beside the rows that it keeps
    QStringList primaryKey;
    std::vector<CopiedSequence> sequences;
    std::vector<quint32> parts; // numbers of its indexes, constraints, defaults, triggers, ... in the archive
    bool operator==(const CopiedTable &) const = default;
};

// The tables that a rollback would take, as an archive of pg_dump (-Fc, with definitions and rows) and, beside it, a
// list of what is in it (<file>.json). pg_restore can read the archive without us.
struct SafetyCopy
{
    QString file;
    QString database; // "user@host/database"
    std::vector<CopiedTable> tables;
    qint64 rows = 0;
    qint64 bytes = 0; // of the archive
    bool operator==(const SafetyCopy &) const = default;
};

// Copies these tables whole, all at one moment; what the reach does not cover is not in it. The folder is made when it
// is missing; the file gets a name of its own, which only this user may read, and appears under it only when it is
// whole. ErrorKind::NotFound is one thing only: there is no table to copy. Anything else (no pg_dump that is new enough
// for the server, say) is a copy that is missing. Blocks.
[[nodiscard]] Result<SafetyCopy> makeSafetyCopy(
    const connection::ConnInfo &target, const SafetyReach &reach, const QString &folder, std::stop_token stop = {},
    const connection::SearchPlaces &places = connection::SearchPlaces::ofThisMachine());

// What is in a file that makeSafetyCopy wrote.
[[nodiscard]] Result<SafetyCopy> readSafetyCopy(const QString &file);

struct RestoredTable
{
    QString schema;
    QString name;
    qint64 rows = 0; // put back, or given their values again
    bool created = false;
    bool operator==(const RestoredTable &) const = default;
};

// What becomes of rows that are there under their key and differ from the copy.
enum class ChangedRows { Refuse, Overwrite, Keep };
// What a table that was dropped may hold when it is there again: nothing, or what its migration, which has just been
// applied again, has put into it. Those rows get the values of the copy, where the table has a primary key.
enum class MadeAgain { Empty, WithRows };

// Puts a copy back, all of it or nothing (one transaction): a table that is gone is made again as it was; one that is
// empty and has the same columns is filled; a table that lost rows, or has others now, gets those that are missing, by
// its primary key (without one, by all of their values); a column that was lost, and is there again, gets its values by
// the primary key. Anything else is in the way and named (ErrorKind::Conflict): rows in a table that was dropped,
// changed rows unless `changed` says what becomes of them, other columns, no primary key. Triggers of the tables do not
// fire, constraints are checked. Blocks.
[[nodiscard]] Result<std::vector<RestoredTable>> restoreSafetyCopy(
    const connection::ConnInfo &target, const QString &file, ChangedRows changed = ChangedRows::Refuse,
    std::stop_token stop = {}, MadeAgain madeAgain = MadeAgain::Empty);

} // namespace howdah::migration
