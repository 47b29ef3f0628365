// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/conninfo.h"
#include "migration/losses.h"

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

// Copies what these losses concern, all at one moment: tables that go, with their partitions; those that lose columns
// or rows, whole; all tables of a schema that goes. Losses that name no table (LossKind::Other) are not covered. The
// folder is made when it is missing; the file gets a name of its own, which only this user may read, and appears under
// it only when it is whole. No tables to copy is ErrorKind::NotFound. Blocks.
[[nodiscard]] Result<SafetyCopy> makeSafetyCopy(
    const connection::ConnInfo &target, const std::vector<Loss> &losses, const QString &folder,
    const QString &schema = {}, std::stop_token stop = {});

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

// Puts a copy back, all of it or nothing (one transaction): a table that is gone is made again as it was; one that is
// empty and has the same columns is filled; a column that was lost, and is there again, gets its values by the primary
// key. Anything else is in the way and named (ErrorKind::Conflict): rows in a table, other columns, no primary key.
// Triggers of the tables do not fire, constraints are checked. Blocks.
[[nodiscard]] Result<std::vector<RestoredTable>>
restoreSafetyCopy(const connection::ConnInfo &target, const QString &file, std::stop_token stop = {});

} // namespace howdah::migration
