// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/history/typeormhistory.h"

#include "migration/source/tr.h"
#include "sql/quote.h"

#include <QCryptographicHash>

using namespace Qt::StringLiterals;

namespace howdah::migration {

using connection::RowBatch;
using connection::Statement;

TypeormDialect::TypeormDialect(QString schema, const QString &table)
    : m_schema(std::move(schema))
    , m_table(table.isEmpty() ? u"migrations"_s : table)
    , m_quoted(sql::quoteQualified(m_schema, m_table))
{
}

QStringList TypeormDialect::tablesOnPath() const { return m_schema.isEmpty() ? QStringList{m_table} : QStringList(); }

void TypeormDialect::place(const QString &table, const QString &schema) const
{
    if (m_schema.isEmpty() && table == m_table)
        m_quoted = sql::quoteQualified(schema, m_table);
}

QString TypeormDialect::name() const { return u"typeorm"_s; }

Statement TypeormDialect::presence() const
{
    return {u"SELECT pg_catalog.to_regclass($1) IS NOT NULL"_s, {m_quoted.toUtf8()}};
}

History TypeormDialect::readPresence(const RowBatch &rows) const { return {.exists = rows.boolean(0, 0)}; }

Statement TypeormDialect::records() const
{
    return {u"SELECT \"timestamp\", \"name\" FROM %1 ORDER BY \"id\""_s.arg(m_quoted), {}};
}

Result<std::vector<Record>> TypeormDialect::readRecords(const RowBatch &rows) const
{
    std::vector<Record> records;
    records.reserve(size_t(rows.rowCount()));
    for (qsizetype row = 0; row < rows.rowCount(); ++row) {
        const QString name = rows.text(row, 1);
        const std::optional<Version> version = Version::keyed(rows.text(row, 0), name);
        if (!version)
            return fail(
                ErrorKind::Invalid,
                tr("The history %1 contains a row that cannot be read: timestamp %2, name %3")
                    .arg(m_table, rows.text(row, 0), name),
                tr("It may have been written by hand."));
        Record record;
        record.version = *version;
        record.name = name.endsWith(version->text()) ? name.chopped(version->text().size()) : name;
        records.push_back(std::move(record));
    }
    return records;
}

// As TypeORM makes it, the name of its primary key included.
std::vector<Statement> TypeormDialect::ensure(const History &history) const
{
    if (history.exists)
        return {};
    // The schema is no part of the name.
    const QByteArray hash =
        QCryptographicHash::hash((m_table + u"_id"_s).toUtf8(), QCryptographicHash::Sha1).toHex().left(27);
    return {
        {u"CREATE TABLE %1 (\"id\" SERIAL NOT NULL, \"timestamp\" bigint NOT NULL, \"name\" character varying NOT "
         u"NULL, "
         "CONSTRAINT \"PK_%2\" PRIMARY KEY (\"id\"))"_s.arg(m_quoted, QString::fromLatin1(hash)),
         {}}};
}

// Whoever comes second waits for the first one's transaction, and then sees its row. A DO block has no parameters.
static Statement guarded(
    const QString &table, const QString &change, QLatin1StringView refusedIf, QLatin1StringView errorCode,
    const QString &refusal)
{
    const QString body = u"BEGIN LOCK TABLE %1 IN SHARE ROW EXCLUSIVE MODE; %2; "
                         "IF %3 THEN RAISE EXCEPTION USING ERRCODE = '%4', MESSAGE = %5; "
                         "END IF; END"_s.arg(table, change, refusedIf, errorCode, sql::quoteLiteral(refusal));
    return {u"DO "_s + sql::quoteLiteral(body), {}};
}

std::vector<Statement> TypeormDialect::enter(const Version &version) const
{
    const QString change = u"INSERT INTO %1 (\"timestamp\", \"name\") SELECT %2, %3 WHERE NOT EXISTS "
                           "(SELECT FROM %1 WHERE \"name\" OPERATOR(pg_catalog.=) %3)"_s.arg(
                               m_quoted, version.number(), sql::quoteLiteral(version.identity()));
    return {guarded(
        m_quoted, change, "NOT FOUND"_L1, "unique_violation"_L1,
        tr("%1 was recorded as applied by somebody else in the meantime").arg(version.identity()))};
}

std::vector<Statement> TypeormDialect::remove(const Version &version, bool half) const
{
    if (half)
        return {guarded(
            m_quoted,
            u"PERFORM FROM %1 WHERE \"name\" OPERATOR(pg_catalog.=) %2"_s.arg(
                m_quoted, sql::quoteLiteral(version.identity())),
            "FOUND"_L1, "unique_violation"_L1,
            tr("%1 was recorded as applied by somebody else in the meantime").arg(version.identity()))};
    const QString change =
        u"DELETE FROM %1 WHERE \"timestamp\" OPERATOR(pg_catalog.=) %2 AND \"name\" OPERATOR(pg_catalog.=) %3"_s.arg(
            m_quoted, version.number(), sql::quoteLiteral(version.identity()));
    return {guarded(
        m_quoted, change, "NOT FOUND"_L1, "no_data_found"_L1,
        tr("%1 was reverted by somebody else in the meantime").arg(version.identity()))};
}

std::vector<Statement> TypeormDialect::finished(const Entering &what) const
{
    return what.direction == Direction::Up ? enter(what.version) : remove(what.version, what.half);
}

std::vector<Statement> TypeormDialect::completed(const Entering &what, qint64) const { return finished(what); }

// As `migration:run --fake` and `migration:revert --fake`.
std::vector<Statement> TypeormDialect::marked(const Entering &what, Mark mark) const
{
    if (mark == Mark::RolledBack)
        return remove(what.version, what.half);
    if (what.applied || mark == Mark::Accepted)
        return {}; // there is no more to say than that it is there
    return enter(what.version);
}

} // namespace howdah::migration
