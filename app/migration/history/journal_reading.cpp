// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// The reading half of journal.h.
#include "base/propagate.h"
#include "migration/history/journal.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>
#include <map>

using namespace Qt::StringLiterals;

namespace howdah::migration {

using connection::RowBatch;
using connection::Statement;

static Direction directionOf(const RowBatch &rows, qsizetype row, int column)
{
    return rows.bytes(row, column) == "down" ? Direction::Down : Direction::Up;
}

// ---- what the journal adds to the history of another tool

namespace {

struct LastEvent
{
    Record record;
    EventKind kind = EventKind::Unknown;
    bool partial = false;
    bool undoesHalf = false; // see UndoesHalf
};

LastEvent readLastEvent(const RowBatch &rows, qsizetype row, const Version &version)
{
    LastEvent last;
    last.kind = eventNamed(rows.text(row, 3));
    last.partial = rows.boolean(row, 12);
    last.undoesHalf = rows.text(row, 14) == UndoesHalf;
    Record &record = last.record;
    record.version = version;
    record.name = rows.text(row, 2);
    record.direction = directionOf(rows, row, 4);
    record.by = rows.text(row, 5);
    record.at = rows.text(row, 6);
    record.milliseconds = rows.integer(row, 7);
    (record.direction == Direction::Up ? record.checksumUp : record.checksumDown) = rows.bytes(row, 8).toByteArray();
    record.statementsTotal = int(rows.integer(row, 9));
    record.statementsDone = int(rows.integer(row, 10));
    record.statementsStarted = record.statementsDone + int(rows.integer(row, 11));
    record.error = rows.text(row, 13);
    return last;
}

// A run that was cut off. What the tool's own history says since then counts more: where it has the row after going up,
// or has lost it after going down, somebody finished the work. `known`: what it says.
bool isUnfinished(const LastEvent &last, const Dialect &dialect, const Record *known)
{
    const bool open = last.kind == EventKind::Started || last.kind == EventKind::Resumed
                   || ((last.kind == EventKind::Failed || last.kind == EventKind::Cancelled) && last.partial);
    const bool applied = known && known->isApplied();
    if (!open)
        return false;
    // A row that a rollback has opened says so itself, until somebody resolves it.
    if (last.record.direction == Direction::Down && dialect.opensRows())
        return known && known->isPartial() && known->direction == Direction::Down;
    if (last.record.direction == Direction::Down)
        return applied != last.undoesHalf;
    if (known && known->isPartial() && known->direction == Direction::Down)
        return false;
    // Prisma's own `resolve --rolled-back` of a run that stopped half-way: somebody has decided.
    return !applied && !(known && known->state == RecordState::RolledBack);
}

void addTo(Record &record, const LastEvent &last)
{
    if (last.record.direction != Direction::Up || last.kind == EventKind::Unknown)
        return;
    if (record.checksumUp.isEmpty())
        record.checksumUp = last.record.checksumUp;
    if (record.by.isEmpty())
        record.by = last.record.by;
    if (record.at.isEmpty())
        record.at = last.record.at;
    if (record.milliseconds == 0)
        record.milliseconds = last.record.milliseconds;
    if (record.statementsTotal == 0) {
        record.statementsTotal = last.record.statementsTotal;
        record.statementsDone = record.statementsStarted = last.record.statementsTotal;
    }
}

} // namespace

void addJournal(const RowBatch &lastEvents, const Dialect &dialect, History &history)
{
    for (qsizetype row = 0; row < lastEvents.rowCount(); ++row) {
        const std::optional<Version> version = Version::restore(lastEvents.text(row, 0), lastEvents.text(row, 1));
        if (!version)
            continue;
        LastEvent last = readLastEvent(lastEvents, row, *version);
        const auto known = std::ranges::find(history.records, last.record.version, &Record::version);
        const bool hasRow = known != history.records.end();
        last.record.inTable = hasRow;
        if (isUnfinished(last, dialect, hasRow ? &*known : nullptr)) {
            last.record.state = last.kind == EventKind::Started || last.kind == EventKind::Resumed
                                  ? RecordState::Running
                                  : RecordState::Failed;
            if (hasRow)
                history.records.erase(known);
            history.records.push_back(last.record);
        } else if (hasRow) {
            addTo(*known, last);
        } else if (last.kind == EventKind::Failed && last.record.direction == Direction::Up) {
            last.record.state = RecordState::Failed;
            last.record.statementsStarted = last.record.statementsDone = 0; // its transaction is rolled back
            history.records.push_back(last.record);
        } else if (last.kind == EventKind::RolledBack) {
            last.record.state = RecordState::RolledBack;
            history.records.push_back(last.record);
        }
    }
}

// ---- events

static Event readEvent(const RowBatch &rows, qsizetype row)
{
    Event event;
    event.id = rows.integer(row, 0);
    event.kind = eventNamed(rows.text(row, 1));
    event.version = Version::restore(rows.text(row, 2), rows.text(row, 15)).value_or(Version());
    event.name = rows.text(row, 3);
    event.direction = directionOf(rows, row, 4);
    event.at = rows.text(row, 5);
    event.who = rows.text(row, 6);
    event.application = rows.text(row, 7);
    if (rows.value(row, 8))
        event.milliseconds = rows.integer(row, 8);
    event.statement = int(rows.integer(row, 9));
    event.statementsTotal = int(rows.integer(row, 10));
    event.sqlState = rows.text(row, 11);
    event.error = rows.text(row, 12);
    event.sql = rows.text(row, 13);
    event.history = rows.text(row, 14);
    event.note = rows.text(row, 16);
    event.firstStatement = int(rows.integer(row, 17));
    return event;
}

static StatementEntry readStatement(const RowBatch &rows, qsizetype row)
{
    StatementEntry entry;
    entry.number = int(rows.integer(row, 1));
    entry.attempt = int(rows.integer(row, 2));
    entry.line = int(rows.integer(row, 3));
    entry.statement = rows.text(row, 4);
    entry.atomic = rows.boolean(row, 5);
    entry.command = rows.text(row, 6);
    entry.startedAt = rows.text(row, 7);
    entry.finishedAt = rows.text(row, 8);
    entry.milliseconds = rows.text(row, 9).toDouble();
    if (rows.value(row, 10))
        entry.rows = rows.integer(row, 10);
    for (const QJsonValue notice : QJsonDocument::fromJson(rows.bytes(row, 11).toByteArray()).array())
        entry.notices << notice.toString();
    entry.sqlState = rows.text(row, 12);
    entry.error = rows.text(row, 13);
    return entry;
}

static Result<void> readStatements(connection::Session &session, std::vector<Event> &events)
{
    std::map<qint64, Event *> byId;
    QByteArrayList ids;
    for (Event &event : events) {
        byId[event.id] = &event;
        ids << QByteArray::number(event.id);
    }
    ASSIGN_OR_RETURN(
        const connection::Answer answer,
        session
            .query(
                {u"SELECT event_id, number, attempt, line, statement, atomic, command, started_at, finished_at, "
                 "duration_ms, rows, notices, sqlstate, error FROM howdah.migration_statement "
                 "WHERE event_id OPERATOR(pg_catalog.=) ANY ($1::bigint[]) ORDER BY event_id, number, attempt"_s,
                 {'{' + ids.join(',') + '}'}})
            .result());
    for (qsizetype row = 0; row < answer.rows.rowCount(); ++row)
        byId.at(answer.rows.integer(row, 0))->statements.push_back(readStatement(answer.rows, row));
    return {};
}

Result<std::vector<Event>> readEvents(connection::Session &session, const History &history, const EventFilter &filter)
{
    std::vector<Event> events;
    if (history.journalFormat == 0)
        return events;
    const bool full = history.journalFormat >= JournalFormat;
    Statement statement{
        u"SELECT id, kind, version, name, direction, at, who, application, duration_ms, statement_number, "
        "statements_total, sqlstate, error, statement, %1 FROM howdah.migration_event "
        "WHERE ($1::pg_catalog.text IS NULL OR pg_catalog.ltrim(version, '0') OPERATOR(pg_catalog.=) "
        "pg_catalog.ltrim($1::pg_catalog.text, '0')) AND ($2::pg_catalog.text OPERATOR(pg_catalog.=) '' "
        "OR %2 OPERATOR(pg_catalog.=) $2::pg_catalog.text) "
        "AND ($4::pg_catalog.text OPERATOR(pg_catalog.=) '' OR %3 OPERATOR(pg_catalog.=) $4::pg_catalog.text) "
        "ORDER BY id DESC LIMIT $3"_s.arg(
            full ? u"history, identity, note, first_statement"_s : u"'howdah', '', NULL, 1"_s,
            full ? u"history"_s : u"'howdah'"_s, full ? u"identity"_s : u"''"_s),
        {filter.version ? std::optional(filter.version->text().toUtf8()) : std::nullopt,
         filter.history.isEmpty() ? QByteArray("") : filter.history.toUtf8(), QByteArray::number(filter.limit),
         filter.version && full && !filter.version->identity().isEmpty() ? filter.version->identity().toUtf8()
                                                                         : QByteArray("")}};
    ASSIGN_OR_RETURN(const connection::Answer answer, session.query(std::move(statement)).result());
    for (qsizetype row = 0; row < answer.rows.rowCount(); ++row)
        events.push_back(readEvent(answer.rows, row));
    if (full && !events.empty()) {
        RETURN_IF_ERROR(readStatements(session, events));
    }
    return events;
}

} // namespace howdah::migration
