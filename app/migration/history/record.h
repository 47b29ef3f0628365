// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "migration/source/version.h"

#include <optional>
#include <vector>

// A history of migrations, and what is noted in it, as values.
namespace howdah::migration {

enum class Direction { Up, Down };

// What a history says of one version.
enum class RecordState {
    Running, // a run outside a transaction is under way, or was cut off
    Applied,
    Failed,
    RolledBack,
    Baseline, // existed before the history began
    Skipped,
};

struct Record
{
    Version version;
    QString name;
    QByteArray checksumUp;   // empty when the dialect has none
    QByteArray checksumDown; // empty when there was no down file
    RecordState state = RecordState::Applied;
    Direction direction = Direction::Up; // of the last run
    QString by;
    QString at; // the server's text of a timestamptz
    qint64 milliseconds = 0;
    int statementsTotal = 0;
    // Outside transactions: how many are known to have finished, and one more when the next may have run, which only
    // happens to statements that cannot share a transaction with their journal.
    int statementsStarted = 0;
    int statementsDone = 0;
    std::optional<QByteArray> upText;   // as they were when applied; only after readTexts
    std::optional<QByteArray> downText; // and only where they were kept
    QString error;                      // of the last failure, for Failed
    bool inTable = true;                // false: the tool's own table has no row of it, only the journal knows
    bool operator==(const Record &) const = default;

    // It counts for what may be rolled back and for the order of what is pending.
    [[nodiscard]] bool isApplied() const { return state == RecordState::Applied || state == RecordState::Baseline; }
    // A run outside a transaction stopped in the middle of it.
    [[nodiscard]] bool isPartial() const
    {
        return state == RecordState::Running
            || (state == RecordState::Failed && (statementsStarted > 0 || direction == Direction::Down));
    }
};

// Who holds the lock that runs take.
struct LockHolder
{
    int pid = 0;
    QString application;
    QString user;
    QString since; // the server's text of a timestamptz
    bool operator==(const LockHolder &) const = default;
};

// "pid 4711, howdah: migrate, user anna", for people.
[[nodiscard]] QString describe(const LockHolder &holder);

// The table in which another tool keeps what it has applied.
struct ForeignHistory
{
    QString tool;     // "Flyway"
    QString table;    // with its schema, as it is called
    QString packName; // "typeorm", where pack.yaml may name it
    bool operator==(const ForeignHistory &) const = default;
};

// What a database says was applied.
struct History
{
    bool exists = false; // false: nothing was ever recorded there
    // Of the schema howdah, whatever the dialect:
    bool schemaExists = false;
    bool stateExists = false;    // what the catalog held after the last run, see catalogstate.h
    int journalFormat = 0;       // of the journal in it, see journal.h; 0: there is none
    int serverVersion = 0;       // as server_version_num has it; 0: not known
    std::vector<Record> records; // in the order in which they were applied
    std::optional<LockHolder> holder;
    std::vector<ForeignHistory> foreign; // only looked for where there are no records
    bool operator==(const History &) const = default;

    [[nodiscard]] const Record *find(const Version &version) const;
};

// What a run tells the history. Everything is a value: a dialect turns it into statements.
struct Entering
{
    Version version;
    QString name;
    Direction direction = Direction::Up;
    QByteArray checksumUp;
    QByteArray checksumDown;
    std::optional<QByteArray> upText; // not when it is too long to be kept
    std::optional<QByteArray> downText;
    int statements = 0;
    double milliseconds = 0; // of the statements, once they have run
    int firstStatement = 1;  // greater when a run goes on where an earlier one stopped
    bool known = false;      // the history's table has a row for this version
    bool applied = false;    // that says it is applied: a mark leaves it where it is in the order
    bool half = false;       // it stopped half-way, before there was a row
    bool operator==(const Entering &) const = default;
};

// What is written without running anything.
enum class Mark {
    Applied,
    RolledBack,
    Baseline, // was there before the history began
    Accepted, // applied before; its files as they are now are taken for what was applied
};

struct Failing
{
    Entering what;
    int statementsDone = 0;
    int statementsStarted = 0; // one more than done when the failed one may have left something
    bool partial = false;      // outside a transaction, after `started`
    bool cancelled = false;    // somebody asked for it: nothing is wrong with the migration
    Error error;
};

} // namespace howdah::migration
