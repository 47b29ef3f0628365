// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/session.h"
#include "migration/version.h"

#include <memory>
#include <vector>

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
    int statementsStarted = 0;          // outside transactions: known to have been begun
    int statementsDone = 0;             // and known to have finished
    std::optional<QByteArray> downText; // as it was when applied; only after readDownTexts
    QString error;                      // of the last failure, for Failed
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

// What a database says was applied.
struct History
{
    bool exists = false; // false: nothing was ever recorded there
    bool schemaExists = false;
    std::vector<Record> records; // in the order in which they were applied
    std::optional<LockHolder> holder;
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
    std::optional<QByteArray> downText;
    int statements = 0;
    bool known = false; // the history has a row for this version
};

struct Failing
{
    Entering what;
    int statementsDone = 0;
    bool partial = false;   // statements outside a transaction have run
    bool cancelled = false; // somebody asked for it: nothing is wrong with the migration
    Error error;
};

// The history of one tool: its tables, rows and lock. The functions build statements and read answers; they do not run
// anything. A migration's rows are written by statements that fit inside its transaction.
class Dialect
{
public:
    Dialect() = default;
    Dialect(const Dialect &) = delete;
    Dialect &operator=(const Dialect &) = delete;
    virtual ~Dialect() = default;

    [[nodiscard]] virtual QString name() const = 0;
    // A schema that only the history may use; empty when it shares one with the tables.
    [[nodiscard]] virtual QString ownSchema() const { return {}; }

    // Creates nothing. `presence` answers one row which `readPresence` turns into a history without records.
    [[nodiscard]] virtual connection::Statement presence() const = 0;
    [[nodiscard]] virtual History readPresence(const connection::RowBatch &rows) const = 0;
    [[nodiscard]] virtual connection::Statement records() const = 0;
    // In the order in which they were applied.
    [[nodiscard]] virtual Result<std::vector<Record>> readRecords(const connection::RowBatch &rows) const = 0;
    // The stored down texts of these versions: rows of version and text.
    [[nodiscard]] virtual connection::Statement downTexts(const std::vector<Version> &versions) const = 0;

    // What is missing for records to be written.
    [[nodiscard]] virtual std::vector<connection::Statement> ensure(const History &history) const = 0;

    // The history row and the event of a migration whose statements have run, for its own transaction.
    [[nodiscard]] virtual connection::Statement finished(const Entering &what) const = 0;
    // Outside a transaction: before the first statement, between statements, and after the last.
    [[nodiscard]] virtual connection::Statement started(const Entering &what) const = 0;
    [[nodiscard]] virtual connection::Statement progressed(const Entering &what, int begun, int done) const = 0;
    [[nodiscard]] virtual connection::Statement completed(const Entering &what, qint64 milliseconds) const = 0;
    [[nodiscard]] virtual connection::Statement failed(const Failing &what) const = 0;

    // Session-level advisory lock, never waited for by the server.
    [[nodiscard]] virtual connection::Statement tryLock() const = 0;
    [[nodiscard]] virtual connection::Statement unlock() const = 0;
    // Rows when somebody in this server holds a lock with our key; cheap, asked with every look at a history.
    [[nodiscard]] virtual connection::Statement lockSeen() const = 0;
    // Who it is, when it is in this database; not we ourselves.
    [[nodiscard]] virtual connection::Statement lockHolder() const = 0;
    [[nodiscard]] virtual std::optional<LockHolder> readLockHolder(const connection::RowBatch &rows) const = 0;
};

// The dialect that a pack names.
[[nodiscard]] Result<std::unique_ptr<Dialect>> makeDialect(const QString &name);

// Both block until the server has answered: never on the UI thread.
[[nodiscard]] Result<History> readHistory(connection::Session &session, const Dialect &dialect);
// Fills Record::downText of these versions.
[[nodiscard]] Result<void> readDownTexts(
    connection::Session &session, const Dialect &dialect, History &history, const std::vector<Version> &versions);

} // namespace howdah::migration
