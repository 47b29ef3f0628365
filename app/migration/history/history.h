// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/session/session.h"
#include "connection/session/plaintables.h"
#include "migration/source/version.h"

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

// What a database says was applied.
struct History
{
    bool exists = false; // false: nothing was ever recorded there
    // Of the schema howdah, whatever the dialect:
    bool schemaExists = false;
    int journalFormat = 0;       // of the journal in it, see journal.h; 0: there is none
    int serverVersion = 0;       // as server_version_num has it; 0: not known
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

struct Pack;

// The history of one tool: its tables, rows and locks. The functions build statements and read answers; they do not run
// anything. A migration's rows are written by statements that fit inside its transaction. What happens to a migration
// statement by statement is not its business but the journal's (journal.h): a dialect only writes what its tool would.
// Lists of statements run in one transaction, and may be empty.
class Dialect
{
public:
    Dialect() = default;
    Dialect(const Dialect &) = delete;
    Dialect &operator=(const Dialect &) = delete;
    virtual ~Dialect() = default;

    [[nodiscard]] virtual QString name() const = 0;
    // A schema that only the history or its journal may use; empty when there is none.
    [[nodiscard]] virtual QString ownSchema() const { return m_journal ? QStringLiteral("howdah") : QString(); }

    // Tables of which nobody says the schema. Each is the first one of its name on the path of the database, and is
    // made in the first schema of that path, which never is ours: a user of the same name ("$user") would have it
    // first. readHistory() finds them, as data, and says so by place(): from then on every statement names the schema.
    // That is all that a dialect knows of a database; otherwise it is a value.
    [[nodiscard]] virtual QStringList tablesOnPath() const { return {}; }
    virtual void place(const QString &, const QString &) const {}
    // Those that it reads or writes, as SQL with their schemas; after place(). The journal has its own.
    [[nodiscard]] virtual QStringList tables() const = 0;

    // Creates nothing. `presence` answers one row which `readPresence` turns into a history without records; only
    // History::exists counts of it.
    [[nodiscard]] virtual connection::Statement presence() const = 0;
    [[nodiscard]] virtual History readPresence(const connection::RowBatch &rows) const = 0;
    [[nodiscard]] virtual connection::Statement records() const = 0;
    // In the order in which they were applied. Asked only where the history exists.
    [[nodiscard]] virtual Result<std::vector<Record>> readRecords(const connection::RowBatch &rows) const = 0;
    // True: the dialect keeps by itself how far a run outside a transaction came, checksums and texts. Otherwise the
    // journal adds them to the records, where it is written.
    [[nodiscard]] virtual bool keepsAll() const { return false; }
    // True: while a run outside a transaction lasts, up or down, there is a row that says so. Otherwise a row only says
    // that the migration is applied, and that a rollback was cut off is what the journal says beside it.
    [[nodiscard]] virtual bool opensRows() const { return keepsAll(); }
    // The texts of these versions as they were applied: rows of version, up and down. Only where it keeps all.
    [[nodiscard]] virtual connection::Statement texts(const History &, const std::vector<Version> &) const
    {
        return {};
    }

    // What is missing for records to be written, without BEGIN and COMMIT.
    [[nodiscard]] virtual std::vector<connection::Statement> ensure(const History &history) const = 0;

    // The row of a migration whose statements have run, up or down, for its own transaction.
    [[nodiscard]] virtual std::vector<connection::Statement> finished(const Entering &what) const = 0;
    // Outside a transaction: before the first statement, between statements (`done` have finished; `begun` is one more
    // when the next cannot share a transaction with this), and after the last.
    [[nodiscard]] virtual std::vector<connection::Statement> started(const Entering &) const { return {}; }
    [[nodiscard]] virtual std::vector<connection::Statement> progressed(const Entering &, int, int) const { return {}; }
    [[nodiscard]] virtual std::vector<connection::Statement>
    completed(const Entering &what, qint64 milliseconds) const = 0;
    // After the failure of either kind; inside of a transaction that has been rolled back by then.
    [[nodiscard]] virtual std::vector<connection::Statement> failed(const Failing &) const { return {}; }
    // Nothing runs; the history is told all the same.
    [[nodiscard]] virtual std::vector<connection::Statement> marked(const Entering &what, Mark mark) const = 0;

    // The keys of the session-level advisory locks that a run holds: ours, and with it that of the tool.
    [[nodiscard]] virtual std::vector<qint64> lockKeys() const;

    // pack.yaml may say `journal: off` for the history of another tool: then nothing is made in the schema howdah.
    [[nodiscard]] bool keepsJournal() const { return m_journal; }
    void setJournal(bool on) { m_journal = on; }

    // Try-locks, never waited for by the server. All keys or none; one row with one boolean.
    [[nodiscard]] connection::Statement tryLock() const;
    [[nodiscard]] connection::Statement unlock() const;
    // Rows when somebody in this server holds a lock with one of our keys; cheap, asked with every look at a history.
    [[nodiscard]] connection::Statement lockSeen() const;
    // Who it is, when it is in this database; not we ourselves.
    [[nodiscard]] connection::Statement lockHolder() const;
    [[nodiscard]] std::optional<LockHolder> readLockHolder(const connection::RowBatch &rows) const;

private:
    bool m_journal = true;
};

// The dialect that a pack names, with what the pack says about it.
[[nodiscard]] Result<std::unique_ptr<Dialect>> makeDialect(const Pack &pack);
[[nodiscard]] Result<std::unique_ptr<Dialect>> makeDialect(const QString &name);

// What readHistory asks first, for who can ask it early. Does not block.
[[nodiscard]] QFuture<Result<connection::PipelineAnswer>> askPresence(
    connection::Session &session, const Dialect &dialect, connection::TableUse use = connection::TableUse::Write);
// These block until the server has answered: never on the UI thread.
[[nodiscard]] Result<History> readHistory(connection::Session &session, const Dialect &dialect);
[[nodiscard]] Result<History> readHistory(
    connection::Session &session, const Dialect &dialect, QFuture<Result<connection::PipelineAnswer>> presence,
    connection::TableUse use = connection::TableUse::Write);
// Fills Record::upText and downText of these versions.
[[nodiscard]] Result<void>
readTexts(connection::Session &session, const Dialect &dialect, History &history, const std::vector<Version> &versions);

} // namespace howdah::migration
