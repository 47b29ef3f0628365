// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/session/session.h"
#include "migration/history/dialect.h"

namespace howdah::migration {

// The journal says what a run did, statement by statement, in three tables of the schema howdah: history_format,
// migration_event (append-only: started, applied, failed, ...) and migration_statement. It is kept for the history of
// every dialect; see Dialect::keepsJournal. The functions build statements and read answers.

// Of the tables that this program writes. 1 had no migration_statement; it is brought to 2 in place, by the first run.
inline constexpr int JournalFormat = 2;

// A statement on its way into the journal, and as it is read from there.
struct StatementEntry
{
    int number = 0; // in its file, from 1
    int attempt = 1;
    int line = 0;
    QString statement;  // its text, cut where it is very long
    bool atomic = true; // it shared a transaction with its entry: what has no end did not happen
    QString command;    // the command tag
    double ago = 0;     // writing: milliseconds since its start
    QString startedAt;  // reading: the server's text of a timestamptz
    QString finishedAt; // empty: it has not ended, or nobody knows
    double milliseconds = 0;
    qint64 rows = -1;
    QStringList notices; // "WARNING: ..."
    QString sqlState;    // of its error
    QString error;
    bool operator==(const StatementEntry &) const = default;
};

enum class EventKind {
    Started, // outside a transaction
    Resumed,
    Applied,
    RolledBack,
    Failed,
    Cancelled,
    Marked,
    Unknown, // a newer Howdah knows
};
[[nodiscard]] QString eventName(EventKind kind); // "rolled_back", as stored and in JSON
[[nodiscard]] EventKind eventNamed(QStringView name);
[[nodiscard]] QString eventText(EventKind kind); // for people

struct Event
{
    qint64 id = 0;
    EventKind kind = EventKind::Unknown;
    QString history; // the dialect
    Version version;
    QString name;
    Direction direction = Direction::Up;
    QString at; // the server's text of a timestamptz
    QString who;
    QString application;
    std::optional<qint64> milliseconds;
    int statement = 0; // the number of the one that failed
    int statementsTotal = 0;
    int firstStatement = 1; // greater when the run went on in the middle
    QString sqlState;
    QString error;
    QString sql;  // of the statement that failed
    QString note; // why it was marked, and what it was before
    std::vector<StatementEntry> statements;
    bool operator==(const Event &) const = default;
};

// ---- reading

// One row: whether the schema, the events and the format are there; the version of the server; whether the state of
// the catalog is there.
[[nodiscard]] QStringList journalTables(); // as SQL
[[nodiscard]] connection::Statement journalPresence();
// Fills schemaExists, serverVersion, stateExists and journalFormat: exact for 0 and 1, else to be asked for with
// journalFormats().
void readJournalPresence(const connection::RowBatch &rows, History &history);
[[nodiscard]] connection::Statement journalFormats();
void readJournalFormats(const connection::RowBatch &rows, History &history);
// The last event of each migration of this dialect that changed something, and how far it came. What was rolled back as
// a whole says nothing of what was there before.
[[nodiscard]] connection::Statement lastEvents(const QString &dialect);
// What the journal knows beyond the records of a dialect that does not keep all.
void addJournal(const connection::RowBatch &lastEvents, const Dialect &dialect, History &history);
// Rows of version, up and down, as texts() of a dialect.
[[nodiscard]] connection::Statement journalTexts(const QString &dialect, const std::vector<Version> &versions);

struct EventFilter
{
    std::optional<Version> version; // nullopt: of all
    QString history;                // the dialect; empty: of all
    int limit = 200;
};
// Newest first, each with its statements. Empty where no journal was ever kept. Blocks.
[[nodiscard]] Result<std::vector<Event>>
readEvents(connection::Session &session, const History &history, const EventFilter &filter = {});

// ---- writing

// Makes the tables, or brings those of an earlier format up to date; without BEGIN and COMMIT.
[[nodiscard]] std::vector<connection::Statement> ensureJournal(const History &history);

// Makes what is missing for records and journal to be written, in one transaction; brings tables of an earlier format
// up to date. Only by somebody who holds the lock of runs. Blocks.
[[nodiscard]] Result<void> prepareHistory(connection::Session &session, const Dialect &dialect, const History &history);

// What an event holds beyond the migration it is about.
struct EventFacts
{
    EventKind kind = EventKind::Applied;
    std::optional<double> milliseconds;
    const Failing *failing = nullptr; // for Failed and Cancelled
    QString note;
    bool withTexts = false;
    std::vector<StatementEntry> statements; // written with it
};
// One row with the id of the event, when there are no statements.
[[nodiscard]] connection::Statement writeEvent(const QString &dialect, const Entering &what, const EventFacts &facts);
// Outside a transaction: before and after a statement.
[[nodiscard]] connection::Statement statementBegun(qint64 event, const StatementEntry &entry);
[[nodiscard]] connection::Statement statementEnded(qint64 event, const StatementEntry &entry);

// The note of what undoes a migration that stopped half-way before the tool's own table had a row of it.
inline constexpr QLatin1StringView UndoesHalf("undoes what was applied in part");

// Of a text that is kept in the history; longer ones are not.
inline constexpr qsizetype KeptText = 1 << 20;

} // namespace howdah::migration
