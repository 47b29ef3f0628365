// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migration/plan/plan.h"
#include "sql/classify.h"

#include <QHash>

#include <memory>

namespace howdah::migration {

struct Inventory; // inventory.h

struct ColumnFacts
{
    QString type; // as format_type() says it
    bool notNull = false;
    bool operator==(const ColumnFacts &) const = default;
};

// What a database says of a table.
struct TableFacts
{
    qint64 bytes = -1; // of the table itself, without indexes; -1 unknown
    qint64 rows = -1;  // estimated; -1 unknown
    bool partitioned = false;
    QString defaultPartition; // that it has, qualified; empty: none
    QHash<QString, ColumnFacts> columns;
    std::vector<QStringList> indexes; // the columns of each, in order
    bool operator==(const TableFacts &) const = default;

    [[nodiscard]] bool isEmpty() const { return bytes == 0 && !partitioned; }
    [[nodiscard]] bool isSmall() const;
    [[nodiscard]] bool isLarge() const;
};

// Checks by which PostgreSQL knows that a column has no NULL, so that SET NOT NULL does not look.
struct NotNullProofs
{
    QMap<QString, QString> columns;    // "table column", and the "table constraint" that proves it
    QMap<QString, QStringList> checks; // "table constraint", not yet valid, and its columns
    bool operator==(const NotNullProofs &) const = default;

    [[nodiscard]] bool isEmpty() const { return columns.isEmpty() && checks.isEmpty(); }
    void forget(const QString &constraint); // "table constraint"
    void forgetTable(const QString &table); // its tableKey()
};

struct LintContext
{
    int serverVersion = 150'000;
    QString schema = QStringLiteral("public"); // that unqualified names refer to
    QHash<QString, TableFacts> tables;         // by tableKey()
    // Every step gets a lock_timeout from who runs it; false for files that other tools run, too.
    bool lockTimeoutByRunner = true;
    LintProfile profile = {};                        // of the source
    NotNullProofs notNull = {};                      // by earlier files, which have long run
    std::shared_ptr<const Inventory> inventory = {}; // what decides locks and rewrites; null: files alone are known
};

[[nodiscard]] QString tableKey(const LintContext &context, const sql::RelationName &name);

// The text of one direction, as lint reads it.
struct LintScript
{
    QString file;
    QByteArray text;
    Direction direction = Direction::Up;
    bool transaction = true;       // false after "-- howdah: transaction off"
    bool olderThanApplied = false; // pending, and older than one that is applied
    QStringList allowedRules = {}; // in all of it, by pack.yaml
};
[[nodiscard]] LintScript lintScript(const Script &script, Direction direction);
[[nodiscard]] LintScript lintScript(const Step &step);

} // namespace howdah::migration
