// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/history/prismahistory.h"

#include "migration/source/prismalayout.h"
#include "sql/quote.h"

#include <QUuid>

#include <algorithm>
#include <map>

using namespace Qt::StringLiterals;

namespace howdah::migration {

using connection::RowBatch;
using connection::Statement;

// Prisma's times have no more digits.
constexpr auto Now = "pg_catalog.date_trunc('milliseconds', pg_catalog.clock_timestamp())"_L1;
constexpr auto Begun = "pg_catalog.date_trunc('milliseconds', pg_catalog.transaction_timestamp())"_L1;
constexpr auto IsOpen = "finished_at IS NULL AND rolled_back_at IS NULL"_L1;

// The first line of the log of a row that was opened again for going down. Prisma shows nothing of it, but that the
// migration has not ended; without it nobody could tell in which direction it was cut off.
constexpr auto RollingBack = "howdah: rolling back"_L1;

static QByteArray newId() { return QUuid::createUuid().toByteArray(QUuid::WithoutBraces); }

PrismaDialect::PrismaDialect(const QString &schema)
    : m_table(sql::quoteQualified(schema.isEmpty() ? u"public"_s : schema, u"_prisma_migrations"_s))
{
}

QString PrismaDialect::name() const { return u"prisma"_s; }
std::vector<qint64> PrismaDialect::lockKeys() const { return {NativeLockKey, PrismaLockKey}; }

Statement PrismaDialect::presence() const
{
    return {u"SELECT pg_catalog.to_regclass($1) IS NOT NULL"_s, {m_table.toUtf8()}};
}

History PrismaDialect::readPresence(const RowBatch &rows) const { return {.exists = rows.boolean(0, 0)}; }

// ---- reading

Statement PrismaDialect::records() const
{
    return {
        u"SELECT migration_name, checksum, finished_at IS NOT NULL, rolled_back_at IS NOT NULL, "
        "coalesce(rolled_back_at, finished_at, started_at), "
        "coalesce(extract(epoch FROM finished_at OPERATOR(pg_catalog.-) started_at) OPERATOR(pg_catalog.*) 1000, "
        "0)::bigint, applied_steps_count, logs "
        "FROM %1 ORDER BY started_at, finished_at, migration_name COLLATE pg_catalog.\"C\""_s.arg(m_table),
        {}};
}

namespace {

// Of several attempts the open one counts, as Prisma refuses to go on; then the applied one.
int weight(RecordState state)
{
    switch (state) {
    case RecordState::Running:
    case RecordState::Failed:
        return 2;
    case RecordState::Applied:
    case RecordState::Baseline:
        return 1;
    case RecordState::RolledBack:
    case RecordState::Skipped:
        return 0;
    }
    return 0;
}

Record readAttempt(const RowBatch &rows, qsizetype row)
{
    Record record;
    record.version = Version::named(rows.text(row, 0));
    record.name = prismaTitle(rows.text(row, 0));
    record.checksumUp = rows.bytes(row, 1).toByteArray();
    record.at = rows.text(row, 4);
    record.milliseconds = rows.integer(row, 5);
    const bool steps = rows.integer(row, 6) > 0;
    if (rows.boolean(row, 3)) {
        record.state = RecordState::RolledBack;
    } else if (rows.boolean(row, 2)) {
        record.state = steps ? RecordState::Applied : RecordState::Baseline;
    } else {
        record.error = rows.text(row, 7);
        if (record.error.startsWith(RollingBack)) {
            record.direction = Direction::Down;
            record.error = record.error.sliced(RollingBack.size()).trimmed();
        }
        record.state = record.error.isEmpty() ? RecordState::Running : RecordState::Failed;
        record.statementsStarted = 1; // how many is not known, but not that there were none
    }
    return record;
}

} // namespace

Result<std::vector<Record>> PrismaDialect::readRecords(const RowBatch &rows) const
{
    std::map<Version, Record> last;
    std::vector<Version> order; // of the attempts; the last one that counts decides
    for (qsizetype row = 0; row < rows.rowCount(); ++row) {
        Record record = readAttempt(rows, row);
        const auto [known, isNew] = last.try_emplace(record.version, record);
        if (!isNew && weight(record.state) < weight(known->second.state))
            continue;
        order.push_back(record.version);
        known->second = std::move(record);
    }
    std::vector<Record> records;
    for (auto version = order.rbegin(); version != order.rend(); ++version) {
        if (const auto record = last.extract(*version))
            records.push_back(std::move(record.mapped()));
    }
    std::ranges::reverse(records);
    return records;
}

// ---- writing

// As Prisma's engine makes it.
std::vector<Statement> PrismaDialect::ensure(const History &history) const
{
    if (history.exists)
        return {};
    return {
        {u"CREATE TABLE %1 (id VARCHAR(36) PRIMARY KEY NOT NULL, checksum VARCHAR(64) NOT NULL, "
         "finished_at TIMESTAMP WITH TIME ZONE, migration_name VARCHAR(255) NOT NULL, logs pg_catalog.text, "
         "rolled_back_at TIMESTAMP WITH TIME ZONE, "
         "started_at TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT pg_catalog.now(), "
         "applied_steps_count INTEGER NOT NULL DEFAULT 0)"_s.arg(m_table),
         {}}};
}

Statement PrismaDialect::onOpenRows(const QString &set, const Version &version) const
{
    return {
        u"UPDATE %1 SET %2 WHERE migration_name OPERATOR(pg_catalog.=) $1 AND %3"_s.arg(m_table, set, IsOpen),
        {version.identity().toUtf8()}};
}

Statement PrismaDialect::removeRows(const Version &version) const
{
    return {
        u"DELETE FROM %1 WHERE migration_name OPERATOR(pg_catalog.=) $1"_s.arg(m_table), {version.identity().toUtf8()}};
}

std::vector<Statement> PrismaDialect::finished(const Entering &what) const
{
    if (what.direction == Direction::Down)
        return {removeRows(what.version)};
    return {
        onOpenRows(u"rolled_back_at = "_s + Now, what.version),
        {u"INSERT INTO %1 (id, checksum, started_at, finished_at, migration_name, applied_steps_count) "
         "VALUES ($1, $2, %2, %3, $3, 1)"_s.arg(m_table, Begun, Now),
         {newId(), what.checksumUp, what.version.identity().toUtf8()}}};
}

// A run that goes on where another stopped finds the row open.
std::vector<Statement> PrismaDialect::started(const Entering &what) const
{
    const QByteArray name = what.version.identity().toUtf8();
    if (what.direction == Direction::Down)
        return {
            {u"UPDATE %1 SET finished_at = NULL, logs = '%2' WHERE migration_name OPERATOR(pg_catalog.=) $1 AND rolled_back_at IS NULL"_s
                 .arg(m_table, RollingBack),
             {name}}};
    return {
        {u"WITH open AS (UPDATE %1 SET logs = NULL WHERE migration_name OPERATOR(pg_catalog.=) $3 AND %2 RETURNING 1) "
         "INSERT INTO %1 (id, checksum, started_at, migration_name) SELECT $1, $2, %3, $3 "
         "WHERE NOT EXISTS (SELECT FROM open)"_s.arg(m_table, IsOpen, Now),
         {newId(), what.checksumUp, name}}};
}

std::vector<Statement> PrismaDialect::completed(const Entering &what, qint64) const
{
    if (what.direction == Direction::Down)
        return {removeRows(what.version)};
    return {onOpenRows(u"finished_at = %1, applied_steps_count = 1"_s.arg(Now), what.version)};
}

std::vector<Statement> PrismaDialect::failed(const Failing &failing) const
{
    if (!failing.partial)
        return {};
    Statement statement = onOpenRows(u"logs = $2"_s, failing.what.version);
    const QString error = describe(failing.error);
    const bool down = failing.what.direction == Direction::Down;
    statement.parameters.emplace_back((down ? RollingBack + u'\n' + error : error).toUtf8());
    return {statement};
}

std::vector<Statement> PrismaDialect::marked(const Entering &what, Mark mark) const
{
    const Statement resolveFailed = onOpenRows(u"rolled_back_at = "_s + Now, what.version);
    const QByteArray name = what.version.identity().toUtf8();
    if (mark == Mark::RolledBack)
        return {
            resolveFailed,
            {u"DELETE FROM %1 WHERE migration_name OPERATOR(pg_catalog.=) $1 AND finished_at IS NOT NULL AND rolled_back_at IS NULL"_s
                 .arg(m_table),
             {name}}};
    if (what.applied || mark == Mark::Accepted)
        return {
            {u"UPDATE %1 SET checksum = $2 WHERE migration_name OPERATOR(pg_catalog.=) $1 "
             "AND finished_at IS NOT NULL AND rolled_back_at IS NULL"_s.arg(m_table),
             {name, what.checksumUp}}};
    return {
        resolveFailed,
        {u"INSERT INTO %1 (id, checksum, logs, started_at, finished_at, migration_name) "
         "VALUES ($1, $2, '', %2, %2, $3)"_s.arg(m_table, Begun),
         {newId(), what.checksumUp, name}}};
}

} // namespace howdah::migration
