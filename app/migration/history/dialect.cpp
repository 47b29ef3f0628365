// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/history/dialect.h"

using namespace Qt::StringLiterals;

namespace howdah::migration {

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

} // namespace howdah::migration
