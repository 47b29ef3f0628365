// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/history/history.h"

#include "base/propagate.h"
#include "connection/session/databasepath.h"
#include "connection/session/plaintables.h"
#include "migration/history/alembicbeside.h"
#include "migration/history/journal.h"
#include "migration/history/nativehistory.h"
#include "migration/history/prismahistory.h"
#include "migration/source/source.h"
#include "migration/history/typeormhistory.h"

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::migration {

static QString tr(const char *text) { return QCoreApplication::translate("Migration", text); }

QString describe(const LockHolder &holder)
{
    QStringList parts{tr("pid %1").arg(holder.pid)};
    if (!holder.application.isEmpty())
        parts << holder.application;
    parts << tr("user %1").arg(holder.user);
    return parts.join(u", "_s);
}

const Record *History::find(const Version &version) const
{
    const auto found = std::ranges::find(records, version, &Record::version);
    return found != records.end() ? &*found : nullptr;
}

Result<std::unique_ptr<Dialect>> makeDialect(const Pack &pack)
{
    std::unique_ptr<Dialect> dialect;
    if (pack.history == "howdah"_L1)
        dialect = std::make_unique<NativeDialect>();
    else if (pack.history == "typeorm"_L1)
        dialect = std::make_unique<TypeormDialect>(pack.schema, pack.historyTable);
    else if (pack.history == "prisma"_L1)
        dialect = std::make_unique<PrismaDialect>(pack.schema);
    else
        return fail(
            ErrorKind::Invalid, tr("The history dialect \"%1\" is unknown").arg(pack.history),
            tr("Correct \"history\" in pack.yaml."));
    const bool journal = dialect->keepsAll() || pack.journal;
    dialect->setJournal(journal);
    if (!pack.alembicRevisions.empty())
        dialect = std::make_unique<AlembicBeside>(
            std::move(dialect), pack.schema.isEmpty() && pack.history == "prisma"_L1 ? u"public"_s : pack.schema,
            pack.alembicRevisions);
    dialect->setJournal(journal);
    return dialect;
}

Result<std::unique_ptr<Dialect>> makeDialect(const QString &name)
{
    Pack pack;
    pack.history = name;
    return makeDialect(pack);
}

// ---- locks

std::vector<qint64> Dialect::lockKeys() const { return {NativeLockKey}; }

using Parameters = std::vector<std::optional<QByteArray>>;

// A key that is taken is given back when a later one is not to be had.
connection::Statement Dialect::tryLock() const
{
    Parameters parameters;
    const std::vector<qint64> keys = lockKeys();
    QString sql = u"pg_catalog.pg_try_advisory_lock($%1::bigint)"_s.arg(keys.size());
    for (size_t i = keys.size() - 1; i > 0; --i)
        sql = u"CASE WHEN pg_catalog.pg_try_advisory_lock($%1::bigint) THEN CASE WHEN %2 THEN true ELSE NOT "
              "pg_catalog.pg_advisory_unlock($%1::bigint) END ELSE false END"_s.arg(i)
                  .arg(sql);
    for (const qint64 key : keys)
        parameters.emplace_back(QByteArray::number(key));
    return {u"SELECT "_s + sql, parameters};
}

connection::Statement Dialect::unlock() const
{
    QStringList calls;
    Parameters parameters;
    for (const qint64 key : lockKeys()) {
        parameters.emplace_back(QByteArray::number(key));
        calls << u"pg_catalog.pg_advisory_unlock($%1::bigint)"_s.arg(parameters.size());
    }
    return {u"SELECT "_s + calls.join(u", "_s), parameters};
}

// A bigint key lies in pg_locks as its two halves, with objsubid 1.
static QString lockCondition(const std::vector<qint64> &keys, Parameters &parameters)
{
    QStringList pairs;
    for (const qint64 key : keys) {
        parameters.emplace_back(QByteArray::number(quint64(key) >> 32));
        parameters.emplace_back(QByteArray::number(quint64(key) & 0xffffffff));
        pairs << u"l.classid OPERATOR(pg_catalog.=) $%1::pg_catalog.oid AND "
                 "l.objid OPERATOR(pg_catalog.=) $%2::pg_catalog.oid"_s.arg(parameters.size() - 1)
                     .arg(parameters.size());
    }
    return u"l.locktype OPERATOR(pg_catalog.=) 'advisory' AND l.granted AND l.objsubid OPERATOR(pg_catalog.=) 1 "
           "AND (%1)"_s.arg(pairs.join(u" OR "_s));
}

// The function behind the view, because a new backend needs milliseconds to get to know a view.
connection::Statement Dialect::lockSeen() const
{
    Parameters parameters;
    const QString condition = lockCondition(lockKeys(), parameters);
    return {u"SELECT FROM pg_catalog.pg_lock_status() l WHERE "_s + condition, parameters};
}

connection::Statement Dialect::lockHolder() const
{
    Parameters parameters;
    const QString condition = lockCondition(lockKeys(), parameters);
    return {
        u"SELECT l.pid, a.application_name, a.usename, a.backend_start FROM pg_catalog.pg_locks l "
        "LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid OPERATOR(pg_catalog.=) l.pid "
        "WHERE l.pid OPERATOR(pg_catalog.<>) pg_catalog.pg_backend_pid() AND l.database OPERATOR(pg_catalog.=) "
        "(SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname OPERATOR(pg_catalog.=) "
        "pg_catalog.current_database()) AND %1"_s.arg(condition),
        parameters};
}

std::optional<LockHolder> Dialect::readLockHolder(const connection::RowBatch &rows) const
{
    if (rows.rowCount() == 0)
        return std::nullopt;
    return LockHolder{int(rows.integer(0, 0)), rows.text(0, 1), rows.text(0, 2), rows.text(0, 3)};
}

// ---- reading

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
        ErrorKind::Conflict, tr("The history table of this database is not what Howdah would have made"),
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
    if (!seen)
        return fail(seen.error());
    if (seen->error)
        return fail(*seen->error);
    RETURN_IF_ERROR(connection::checkPlain(seen->answers[3].rows, {tr("a history of migrations")}));
    History history = dialect.readPresence(seen->answers[0].rows);
    readJournalPresence(seen->answers[1].rows, history);
    if (seen->answers[2].rows.rowCount() > 0) {
        ASSIGN_OR_RETURN(std::optional<LockHolder> holder, readHolder(session, dialect));
        history.holder = holder;
    }
    RETURN_IF_ERROR(readRecords(session, dialect, history));
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
