// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/session/statement.h"
#include "migration/history/record.h"

#include <QStringList>

namespace howdah::migration {

// The key of the advisory lock that every run of Howdah holds in the database it works on: the bytes of "howdah" as a
// bigint. Fixed for ever, so that consoles of all versions exclude one another.
inline constexpr qint64 NativeLockKey = 0x686f77646168;

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

} // namespace howdah::migration
