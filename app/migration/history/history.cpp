// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/history/history.h"

#include "base/propagate.h"
#include "connection/session/databasepath.h"
#include "migration/history/foreignhistory.h"
#include "migration/history/journal.h"
#include "migration/source/tr.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::migration {

static Result<std::optional<LockHolder>> readHolder(connection::Session &session, const Dialect &dialect)
{
    ASSIGN_OR_RETURN(connection::Answer answer, session.query(dialect.lockHolder()).result());
    return dialect.readLockHolder(answer.rows);
}

// 42703, a column that is not there: a table of that name is somebody else's.
static Error recordsError(const Error &error)
{
    if (error.sqlState != "42703"_L1)
        return error;
    Error foreign = makeError(
        ErrorKind::Conflict, tr("The history table of this database was not created by Howdah"),
        tr("Rename that table, or use another database."));
    foreign.detail = error.message;
    return foreign;
}

static Result<void> readRecords(connection::Session &session, const Dialect &dialect, History &history)
{
    std::vector<connection::Statement> statements;
    const bool journal = history.journalFormat >= JournalFormat;
    const bool adds = journal && dialect.keepsJournal() && !dialect.keepsAll();
    if (history.exists)
        statements.push_back(dialect.records());
    if (journal)
        statements.push_back(journalFormats());
    if (adds)
        statements.push_back(lastEvents(dialect.name()));
    if (statements.empty())
        return {};
    ASSIGN_OR_RETURN(connection::PipelineAnswer seen, session.pipeline(statements).result());
    if (seen.error)
        return fail(recordsError(*seen.error));
    auto answer = seen.answers.begin();
    if (history.exists) {
        ASSIGN_OR_RETURN(std::vector<Record> records, dialect.readRecords((answer++)->rows));
        history.records = std::move(records);
    }
    if (journal)
        readJournalFormats((answer++)->rows, history);
    if (adds)
        addJournal((answer++)->rows, dialect, history);
    return {};
}

static QFuture<Result<connection::PipelineAnswer>>
askOf(connection::Session &session, const Dialect &dialect, connection::TableUse use)
{
    return session.pipeline(
        {dialect.presence(), journalPresence(), dialect.lockSeen(),
         connection::askWhetherPlain(dialect.tables() + journalTables(), use)});
}

static QFuture<Result<connection::PipelineAnswer>> askPlaces(connection::Session &session, const QStringList &tables)
{
    std::vector<connection::Statement> statements = connection::databasePathQuestions(session);
    for (const QString &table : tables)
        statements.push_back(
            {u"SELECT n.nspname FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n "
             "ON n.oid OPERATOR(pg_catalog.=) c.relnamespace WHERE c.relname OPERATOR(pg_catalog.=) $1"_s,
             {table.toUtf8()}});
    return session.pipeline(std::move(statements));
}

// Where the tables stand, or will stand.
static void placeTables(
    const connection::Session &session, const Dialect &dialect, const QStringList &tables,
    const connection::PipelineAnswer &answer)
{
    QStringList path = connection::databasePath(session, answer.answers[0].rows, answer.answers[1].rows);
    path.removeAll(u"howdah"_s);
    for (qsizetype i = 0; i < tables.size(); ++i) {
        const connection::RowBatch &rows = answer.answers[size_t(i) + 2].rows;
        QStringList holding;
        for (qsizetype row = 0; row < rows.rowCount(); ++row)
            holding << rows.text(row, 0);
        const auto found =
            std::ranges::find_if(path, [&holding](const QString &schema) { return holding.contains(schema); });
        dialect.place(tables[i], found != path.end() ? *found : path.isEmpty() ? u"public"_s : path.first());
    }
}

QFuture<Result<connection::PipelineAnswer>>
askPresence(connection::Session &session, const Dialect &dialect, connection::TableUse use)
{
    const QStringList tables = dialect.tablesOnPath();
    return tables.isEmpty() ? askOf(session, dialect, use) : askPlaces(session, tables);
}

Result<History> readHistory(connection::Session &session, const Dialect &dialect)
{
    return readHistory(session, dialect, askPresence(session, dialect));
}

Result<History> readHistory(
    connection::Session &session, const Dialect &dialect, QFuture<Result<connection::PipelineAnswer>> presence,
    connection::TableUse use)
{
    Result<connection::PipelineAnswer> seen = presence.result();
    if (const QStringList tables = dialect.tablesOnPath(); seen && !seen->error && !tables.isEmpty()) {
        placeTables(session, dialect, tables, *seen);
        seen = askOf(session, dialect, use).result();
    }
    if (const Error *error = failureOf(seen))
        return fail(*error);
    RETURN_IF_ERROR(connection::checkPlain(seen->answers[3].rows, {tr("a migration history")}));
    History history = dialect.readPresence(seen->answers[0].rows);
    readJournalPresence(seen->answers[1].rows, history);
    if (seen->answers[2].rows.rowCount() > 0) {
        ASSIGN_OR_RETURN(std::optional<LockHolder> holder, readHolder(session, dialect));
        history.holder = holder;
    }
    RETURN_IF_ERROR(readRecords(session, dialect, history));
    if (history.records.empty()) {
        ASSIGN_OR_RETURN(const connection::Answer answer, session.query(foreignHistories()).result());
        history.foreign = readForeignHistories(answer.rows, dialect.tables());
    }
    return history;
}

Result<void>
readTexts(connection::Session &session, const Dialect &dialect, History &history, const std::vector<Version> &versions)
{
    if (versions.empty() || (dialect.keepsAll() ? !history.exists : history.journalFormat < JournalFormat))
        return {};
    ASSIGN_OR_RETURN(
        connection::Answer answer,
        session.query(dialect.keepsAll() ? dialect.texts(history, versions) : journalTexts(dialect.name(), versions))
            .result());
    const connection::RowBatch &rows = answer.rows;
    for (qsizetype row = 0; row < rows.rowCount(); ++row) {
        const QString identity = dialect.keepsAll() ? QString() : rows.text(row, 3);
        const std::optional<Version> version = Version::restore(rows.text(row, 0), identity);
        const auto record = std::ranges::find_if(
            history.records, [&version](const Record &known) { return version && known.version == *version; });
        if (record == history.records.end())
            continue;
        record->upText = rows.value(row, 1);
        record->downText = rows.value(row, 2);
    }
    return {};
}

} // namespace howdah::migration
