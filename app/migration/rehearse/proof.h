// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "catalog/difference.h"
#include "migration/plan/losses.h"

namespace howdah::migration {

// What a rehearsal found out about the rollback of one migration.
enum class Badge {
    Proven,      // down restores the catalog and the rows; up again gives the same
    Loses,       // down restores the catalog, but data goes: see Proof::losses
    NotRestored, // down fails, leaves or changes something, or up cannot be repeated: see Proof::difference and reason
    NotProven,   // it could not be rehearsed: see Proof::reason
    Reordered,   // down restores all but the order of columns: see Proof::difference; data may go as well
};

// The stable name of a badge, for JSON: "proven", "loses", "not-restored", "not-proven", "reordered".
[[nodiscard]] QString badgeName(Badge badge);
[[nodiscard]] std::optional<Badge> badgeNamed(const QString &name);

// Data that is gone after up and down.
struct RehearsedLoss
{
    LossKind kind = LossKind::Table;
    QString schema;
    QString name; // of the table; the command for LossKind::Other
    QString column;
    bool byUp = false;          // up drops it, and down makes it again, empty
    std::optional<qint64> rows; // that went in the rehearsal, where there were any
    qsizetype line = 0;         // in its file, where it was found by parse
    bool operator==(const RehearsedLoss &) const = default;
};

// "table public.users", "column public.users.email (dropped by up)", for people.
[[nodiscard]] QString describe(const RehearsedLoss &loss);

// A lock on a relation that was there before the migration began. Those inside of a transaction are read from pg_locks
// by a second look in the same transaction; those of statements that run outside of one (CREATE INDEX CONCURRENTLY) are
// gone by then, and are told by rule.
struct LockTaken
{
    QString relation; // qualified
    QString mode;     // "ACCESS EXCLUSIVE"
    bool measured = true;
    qint64 bytes = -1; // of the relation in the target, with its indexes; -1: not known
    bool operator==(const LockTaken &) const = default;
};

// A table or index whose file was rewritten (pg_class.relfilenode changed).
struct MeasuredRewrite
{
    QString relation;
    bool isIndex = false;
    qint64 bytes = -1; // as for LockTaken
    bool operator==(const MeasuredRewrite &) const = default;
};

struct StatementMeasure
{
    int number = 1; // in its file, from 1
    qsizetype line = 0;
    QString command; // "ALTER TABLE"
    double milliseconds = 0;
    qint64 walBytes = 0;          // of the whole scratch server meanwhile
    QString skipped;              // why it was left out; empty: it ran
    std::vector<LockTaken> locks; // the strongest new one of each relation
    std::vector<MeasuredRewrite> rewrites;
    bool operator==(const StatementMeasure &) const = default;
};

// What the rehearsal of one migration proved.
struct Proof
{
    QString version; // as the source shows it
    QString name;
    Badge badge = Badge::NotProven;
    QString reason;      // of NotRestored and NotProven, in one sentence
    bool failed = false; // a script of it failed
    std::vector<RehearsedLoss> losses;
    // NotRestored and Reordered: facts before up that are missing after down, and those left over
    catalog::Difference difference;
    std::vector<StatementMeasure> up;
    std::vector<StatementMeasure> down;
    double upMilliseconds = 0;
    double downMilliseconds = 0;
    double againMilliseconds = 0; // up once more
    QStringList notes;            // what was made or left out for it
    QString at;                   // UTC, ISO 8601
    int serverVersion = 0;        // of the scratch server
    QString database;             // whose copy it ran on; empty: it began with an empty database
    int sampleRows = 0;           // a table, of that copy
    bool operator==(const Proof &) const = default;
};

// "rollback proven", "rollback loses: table public.users", ... for people.
[[nodiscard]] QString describe(const Proof &proof);

} // namespace howdah::migration
