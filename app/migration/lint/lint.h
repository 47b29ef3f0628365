// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migration/plan/plan.h"
#include "sql/classify.h"

#include <QHash>

#include <memory>
#include <span>

namespace howdah::migration {

struct Inventory;

enum class Severity { Info, Warning, Error };

// "info", "warning", "error".
[[nodiscard]] QString severityName(Severity severity);

// One rule of the catalogue. Its id never changes: comments in files name it.
struct LintRule
{
    QString id;
    Severity severity = Severity::Warning;
    bool scales = false;   // milder for a small table, an error for a large one
    bool upOnly = false;   // not told of down files, which are meant to take things away
    int sinceVersion = 13; // of PostgreSQL
    QString title;         // what is found
    QString reason;        // why that hurts
};

// In the order of the help.
[[nodiscard]] const std::vector<LintRule> &lintRules();
[[nodiscard]] const LintRule *findLintRule(QStringView id);

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

struct LintContext
{
    int serverVersion = 150'000;
    QString schema = QStringLiteral("public"); // that unqualified names refer to
    QHash<QString, TableFacts> tables;         // by tableKey()
    // Every step gets a lock_timeout from who runs it; false for files that other tools run, too.
    bool lockTimeoutByRunner = true;
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
};
[[nodiscard]] LintScript lintScript(const Script &script, Direction direction);
[[nodiscard]] LintScript lintScript(const Step &step);

// Bytes of a text that others replace.
struct TextEdit
{
    qsizetype offset = 0;
    qsizetype size = 0;
    QByteArray text;
    bool operator==(const TextEdit &) const = default;
};

// A safer way to write it; the edits are in rising order and do not overlap.
struct Rewrite
{
    QString title;
    std::vector<TextEdit> edits;
    bool operator==(const Rewrite &) const = default;
};
[[nodiscard]] QByteArray applied(const QByteArray &text, const Rewrite &rewrite);

struct Finding
{
    QString rule;
    Severity severity = Severity::Warning;
    QString file;
    qsizetype line = 1;   // where it begins
    qsizetype column = 1; // in characters
    qsizetype endLine = 1;
    int statement = 0; // the number in the file, from 1; 0: the file as a whole
    QString relation;  // the table that it is about, as written
    QString lock;      // "ACCESS EXCLUSIVE"; empty when no lock matters
    QString blocks;    // what waits meanwhile, for people
    QString message;
    QString reason;
    QString hint;
    std::optional<Rewrite> rewrite;
    bool operator==(const Finding &) const = default;
};

// Pure. What one script does that may hurt; relations that it has made itself are exempt.
[[nodiscard]] std::vector<Finding> lint(const LintScript &script, const LintContext &context = {});
// The same for scripts that run one after the other: what an earlier one has made is exempt in the later ones.
[[nodiscard]] std::vector<Finding> lintRun(std::span<const LintScript> scripts, const LintContext &context = {});

// Asks the database for the tables that the scripts name; nothing is locked but catalogs. `schema` as in Pack. Blocks:
// never on the UI thread.
[[nodiscard]] Result<LintContext>
readLintContext(connection::Session &session, std::span<const LintScript> scripts, const QString &schema);

} // namespace howdah::migration
