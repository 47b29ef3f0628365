// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/rolluprefresh.h"

#include "base/propagate.h"
#include "connection/session/plaintables.h"
#include "metrics/querynames.h"
#include "metrics/rollupplan.h"
#include "metrics/timerange.h"
#include "metrics/tr.h"
#include "sql/quote.h"

#include <QElapsedTimer>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::metrics {

namespace {

using connection::Answer;
using connection::Session;
using connection::Statement;

Result<Answer> askServer(Session &session, const QString &sql, std::vector<std::optional<QByteArray>> values = {})
{
    return session.query({sql, std::move(values)}).result();
}

QDateTime instantAt(const connection::RowBatch &rows, qsizetype row, qsizetype column)
{
    if (rows.isNull(row, column))
        return {};
    return QDateTime::fromMSecsSinceEpoch(rows.integer(row, column), Qt::UTC);
}

// Its number, which it keeps when it is renamed; empty when there is no such table.
Result<QByteArray> numberOf(Session &session, const QString &table)
{
    ASSIGN_OR_RETURN(const auto place, NameFinder(session).find({relationNamed(table)}));
    return place.front().oid;
}

// The state's table of a rollup, quoted; "" when there is none that we may read.
Result<QString> stateOf(Session &session, const QByteArray &oid)
{
    ASSIGN_OR_RETURN(
        const auto answer,
        askServer(
            session,
            u"SELECT pg_catalog.format('%I.%I', n.nspname, s.relname) FROM pg_catalog.pg_class c"
            " JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace"
            " JOIN pg_catalog.pg_class s ON s.relnamespace OPERATOR(pg_catalog.=) n.oid"
            " AND s.relname OPERATOR(pg_catalog.=) pg_catalog.concat(c.relname, '_state')"
            " AND s.relkind OPERATOR(pg_catalog.=) 'r'"
            " WHERE c.oid OPERATOR(pg_catalog.=) $1::pg_catalog.oid AND pg_catalog.has_table_privilege(s.oid, 'SELECT')"
            " AND (SELECT pg_catalog.count(*) FROM pg_catalog.pg_attribute a"
            " WHERE a.attrelid OPERATOR(pg_catalog.=) s.oid AND NOT a.attisdropped"
            " AND a.attname OPERATOR(pg_catalog.=)"
            " ANY ('{definition,rolled_from,rolled_to,refreshed_at}'::pg_catalog.text[])) OPERATOR(pg_catalog.=) 4"_s,
            {oid}));
    return answer.rows.rowCount() == 0 ? QString() : answer.rows.text(0, 0);
}

struct State
{
    QByteArray definition;
    QDateTime from;
    QDateTime to;
    QDateTime refreshed;
    QDateTime now;
    qint64 bytes = 0;
    double rows = 0;
};

Result<State> readState(Session &session, const QString &table, const QByteArray &oid, const QString &state)
{
    ASSIGN_OR_RETURN(
        const auto answer,
        askServer(
            session,
            u"SELECT definition, %1, %2, %3, %4, pg_catalog.pg_total_relation_size($1::pg_catalog.oid)"
            " OPERATOR(pg_catalog.+) coalesce((SELECT pg_catalog.pg_total_relation_size(t.oid)"
            " FROM pg_catalog.pg_class c JOIN pg_catalog.pg_class t"
            " ON t.relnamespace OPERATOR(pg_catalog.=) c.relnamespace"
            " AND t.relname OPERATOR(pg_catalog.=) pg_catalog.concat(c.relname, '_totals')"
            " WHERE c.oid OPERATOR(pg_catalog.=) $1::pg_catalog.oid), 0),"
            " (SELECT greatest(c.reltuples, 0) FROM pg_catalog.pg_class c"
            " WHERE c.oid OPERATOR(pg_catalog.=) $1::pg_catalog.oid) FROM %5"_s.arg(
                millisecondsSql(u"rolled_from"_s), millisecondsSql(u"rolled_to"_s), millisecondsSql(u"refreshed_at"_s),
                millisecondsSql(u"CURRENT_TIMESTAMP"_s), state),
            {oid}));
    const connection::RowBatch &rows = answer.rows;
    if (rows.rowCount() != 1)
        return fail(
            ErrorKind::Invalid, tr("The state of the rollup %1 is missing").arg(table),
            tr("Drop it, and create it again."));
    return State{
        rows.value(0, 0).value_or(QByteArray()),
        instantAt(rows, 0, 1),
        instantAt(rows, 0, 2),
        instantAt(rows, 0, 3),
        instantAt(rows, 0, 4),
        rows.integer(0, 5),
        rows.real(0, 6)};
}

RollupCover coverOf(const RollupDefinition &definition, const State &state)
{
    return {state.from, state.to, definition.grain, QTimeZone(definition.zone), state.refreshed};
}

Result<RollupStatus> statusOf(Session &session, const QString &table, const QByteArray &oid, const QString &state)
{
    ASSIGN_OR_RETURN(const State read, readState(session, table, oid, state));
    const Result<RollupDefinition> definition = rollupFromJson(read.definition);
    if (!definition) {
        Error error = definition.error();
        error.message = u"%1: %2"_s.arg(table, error.message); // of several, this one
        return fail(error);
    }
    return RollupStatus{*definition, coverOf(*definition, read), read.now, read.bytes, read.rows};
}

// The lock that lets one refresh a rollup at a time; ends with this, or with the session.
class RefreshLock final
{
public:
    static Result<std::unique_ptr<RefreshLock>> take(Session &session, const QString &table)
    {
        // By its number, which it keeps when it is renamed, or dropped, meanwhile.
        ASSIGN_OR_RETURN(const QByteArray oid, numberOf(session, table));
        const QByteArray number = oid.isEmpty() ? QByteArray("0") : oid;
        // A proxy that pools transactions cannot keep it: there the row of the state is what holds (see count()), so
        // that of two refreshes at a time one is told by then.
        ASSIGN_OR_RETURN(const auto pooling, session.pooling().result());
        if (pooling == connection::Pooling::Transaction || pooling == connection::Pooling::Unknown)
            return std::unique_ptr<RefreshLock>();
        const QString key =
            u"pg_catalog.hashtextextended(pg_catalog.concat('howdah rollup ', $1::pg_catalog.text), 0)"_s;
        ASSIGN_OR_RETURN(
            const auto answer,
            askServer(
                session,
                u"SELECT pg_catalog.pg_try_advisory_lock(%1), (SELECT pg_catalog.max(pid) FROM pg_catalog.pg_locks"
                " WHERE locktype OPERATOR(pg_catalog.=) 'advisory' AND granted"
                " AND database OPERATOR(pg_catalog.=) (SELECT d.oid FROM pg_catalog.pg_database d"
                " WHERE d.datname OPERATOR(pg_catalog.=) pg_catalog.current_database())"
                " AND objsubid OPERATOR(pg_catalog.=) 1 AND ((classid::bigint OPERATOR(pg_catalog.<<) 32)"
                " OPERATOR(pg_catalog.|) objid::bigint) OPERATOR(pg_catalog.=) %1)"_s.arg(key),
                {number}));
        if (!answer.rows.boolean(0, 0))
            return fail(
                ErrorKind::Conflict, tr("%1 is being refreshed by somebody else").arg(table),
                answer.rows.isNull(0, 1) ? QString() : tr("By server process %1.").arg(answer.rows.text(0, 1)));
        return std::unique_ptr<RefreshLock>(new RefreshLock(session, number, key));
    }
    ~RefreshLock() { (void)askServer(m_session, u"SELECT pg_catalog.pg_advisory_unlock(%1)"_s.arg(m_key), {m_number}); }
    RefreshLock(const RefreshLock &) = delete;
    RefreshLock &operator=(const RefreshLock &) = delete;

private:
    RefreshLock(Session &session, QByteArray number, QString key)
        : m_session(session)
        , m_number(std::move(number))
        , m_key(std::move(key))
    {
    }

    Session &m_session;
    QByteArray m_number;
    QString m_key;
};

// One refresh on its way.
class Refresh final
{
public:
    Refresh(
        Session &session, RollupStatus status, bool hasTimeIndex, const RefreshObserver &observer, std::stop_token stop)
        : m_session(session)
        , m_definition(status.definition)
        , m_cover(std::move(status.cover))
        , m_observer(observer)
        , m_stop(std::move(stop))
        , m_hasTimeIndex(hasTimeIndex)
        , m_rows(status.rows)
    {
        m_target = cellStart(status.now.addSecs(-m_definition.lagSeconds));
    }

    Result<RefreshReport> run(const RefreshOptions &options)
    {
        if (m_cover.to.isValid()) {
            RETURN_IF_ERROR(recheck(options));
        } else if (Result<void> begun = begin(); !begun) {
            return fail(begun.error());
        }
        m_report.from = m_cover.to;
        RETURN_IF_ERROR(add());
        m_report.to = m_cover.to;
        informPlanner();
        return m_report;
    }

private:
    [[nodiscard]] QDateTime cellStart(const QDateTime &instant) const
    {
        return bucketStart(instant, m_definition.grain, m_cover.zone);
    }
    [[nodiscard]] QDateTime nextCell(const QDateTime &cell) const
    {
        return nextBucket(cell, m_definition.grain, m_cover.zone);
    }
    [[nodiscard]] bool isStopped()
    {
        m_report.isStopped = m_report.isStopped || m_stop.stop_requested();
        return m_report.isStopped;
    }

    // Where the first cell is. A table without rows is rolled up to the target: what comes late into it is read from
    // the table.
    Result<void> begin()
    {
        ASSIGN_OR_RETURN(const QDateTime oldest, oldestFrom(QDateTime(QDate(1, 1, 1), QTime(0, 0), Qt::UTC)));
        const QDateTime first = oldest.isValid() ? std::min(cellStart(oldest), m_target) : m_target;
        ASSIGN_OR_RETURN(
            const auto set,
            askServer(
                m_session,
                u"UPDATE %1 SET rolled_from = $1::pg_catalog.timestamptz, rolled_to = $1::pg_catalog.timestamptz,"
                " refreshed_at = CURRENT_TIMESTAMP WHERE rolled_to IS NULL"_s.arg(stateTableSql(m_definition)),
                {instantBytes(first)}));
        if (set.affectedRows != 1)
            return movedMeanwhile();
        m_cover.from = first;
        m_cover.to = first;
        return {};
    }

    Result<QDateTime> oldestFrom(const QDateTime &from)
    {
        ASSIGN_OR_RETURN(const auto answer, askServer(m_session, oldestSql(m_definition), {instantBytes(from)}));
        return instantAt(answer.rows, 0, 0);
    }

    Result<void> recheck(const RefreshOptions &options)
    {
        QDateTime from = m_cover.from;
        if (options.recheck)
            from = std::max(from, cellStart(m_cover.to.addSecs(-options.recheck->count())));
        if (from >= m_cover.to)
            return {};
        ASSIGN_OR_RETURN(
            const auto differing,
            askServer(m_session, differingSql(m_definition), {instantBytes(from), instantBytes(m_cover.to)}));
        for (qsizetype row = 0; row < differing.rows.rowCount() && !isStopped(); ++row) {
            const QDateTime cell = instantAt(differing.rows, row, 0);
            RETURN_IF_ERROR(count({cell, nextCell(cell)}, m_cover.to));
            ++m_report.corrected;
            notify();
        }
        return {};
    }

    Result<void> add()
    {
        // As many days at a time as take about a second, so that little is lost when it is cut off; everything at once
        // where each time would read the whole table.
        qint64 days = 1;
        m_begin = m_cover.to;
        while (m_cover.to < m_target && !isStopped()) {
            // A day may have 25 hours, so that one day later is within the same cell.
            QDateTime to = std::max(cellStart(m_cover.to.addDays(days)), nextCell(m_cover.to));
            if (!m_hasTimeIndex || to > m_target)
                to = m_target;
            QElapsedTimer timer;
            timer.start();
            ASSIGN_OR_RETURN(const qint64 rows, count({m_cover.to, to}, to));
            m_report.added += rows;
            m_cover.to = to;
            notify();
            constexpr qint64 Quick = 500;
            constexpr qint64 Slow = 2000;
            constexpr qint64 MostDays = 4096;
            if (timer.elapsed() < Quick)
                days = std::min(MostDays, days * 2);
            else if (timer.elapsed() > Slow)
                days = std::max<qint64>(1, days / 2);
        }
        return {};
    }

    // One transaction: the cells are emptied and counted, and the state says that all up to `upTo` is rolled up.
    Result<qint64> count(const TimeRange &cells, const QDateTime &upTo)
    {
        // Sees what was committed before each of its statements, whatever the session's default is; the state's row is
        // the lock that holds even where a pooler gives the transactions to different sessions.
        RETURN_IF_ERROR(askServer(m_session, u"BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE"_s));
        const auto moved = askServer(
            m_session,
            u"UPDATE %1 SET rolled_to = $1::pg_catalog.timestamptz, refreshed_at = CURRENT_TIMESTAMP"
            " WHERE rolled_to OPERATOR(pg_catalog.=) $2::pg_catalog.timestamptz"_s.arg(stateTableSql(m_definition)),
            {instantBytes(upTo), instantBytes(m_cover.to)});
        if (!moved || moved->affectedRows != 1) {
            (void)askServer(m_session, u"ROLLBACK"_s);
            if (!moved)
                return fail(moved.error());
            return fail(movedMeanwhile().error());
        }
        const std::vector<std::optional<QByteArray>> range{instantBytes(cells.from), instantBytes(cells.to)};
        const auto answer =
            m_session.pipeline({{emptySql(m_definition), range}, {fillSql(m_definition), range}, {u"COMMIT"_s, {}}})
                .result();
        if (const Error *error = failureOf(answer)) {
            // After an error of a pipeline nothing is open any more, but for one that was never sent.
            (void)askServer(m_session, u"ROLLBACK"_s);
            return fail(*error);
        }
        return answer->answers[1].affectedRows;
    }

    [[nodiscard]] std::unexpected<Error> movedMeanwhile() const
    {
        return fail(
            ErrorKind::Conflict, tr("%1 was refreshed by somebody else in the meantime").arg(m_definition.name),
            tr("Refresh it again."));
    }

    void notify() const
    {
        if (!m_observer)
            return;
        const double whole = double(m_begin.isValid() ? m_begin.msecsTo(m_target) : 0);
        m_observer(
            {m_cover.to, m_target, whole > 0 ? double(m_begin.msecsTo(m_cover.to)) / whole : 0, m_report.corrected});
    }

    // Else a panel would not take a rollup that was just filled until the server comes round to it by itself. Without
    // the right to it this is a notice.
    void informPlanner()
    {
        constexpr double Noticeable = 0.1;
        if (double(m_report.added) > m_rows * Noticeable)
            (void)askServer(
                m_session, u"ANALYZE %1, %2"_s.arg(rollupTableSql(m_definition), totalsTableSql(m_definition)));
    }

    Session &m_session;
    RollupDefinition m_definition;
    RollupCover m_cover;
    const RefreshObserver &m_observer;
    std::stop_token m_stop;
    bool m_hasTimeIndex;
    double m_rows; // as the planner knew it before
    QDateTime m_begin;
    QDateTime m_target;
    RefreshReport m_report;
};

} // namespace

Result<std::vector<RollupStatus>> findRollups(Session &session)
{
    ASSIGN_OR_RETURN(
        const auto answer,
        askServer(
            session, u"SELECT pg_catalog.format('%I.%I', n.nspname, c.relname) FROM pg_catalog.pg_class c"
                     " JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace"
                     " WHERE c.relkind OPERATOR(pg_catalog.=) 'r' AND pg_catalog.starts_with("
                     "pg_catalog.obj_description(c.oid, 'pg_class'), 'Howdah rollup: ') ORDER BY 1"_s));
    std::vector<RollupStatus> found;
    for (qsizetype row = 0; row < answer.rows.rowCount(); ++row) {
        Result<RollupStatus> status = readRollup(session, answer.rows.text(row, 0));
        if (status)
            found.push_back(std::move(*status));
        else if (status.error().kind != ErrorKind::NotFound)
            return fail(status.error());
    }
    return found;
}

Result<RollupStatus> readRollup(Session &session, const QString &table)
{
    ASSIGN_OR_RETURN(const QByteArray oid, numberOf(session, table));
    ASSIGN_OR_RETURN(const QString state, oid.isEmpty() ? QString() : stateOf(session, oid));
    if (state.isEmpty())
        return fail(
            ErrorKind::NotFound, tr("There is no rollup %1").arg(table),
            tr("`howdahctl dashboard rollup status` lists the rollups."));
    return statusOf(session, table, oid, state);
}

Result<std::optional<RollupCover>> readRollupCover(Session &session, const QString &table)
{
    ASSIGN_OR_RETURN(const QByteArray oid, numberOf(session, table));
    ASSIGN_OR_RETURN(const QString state, oid.isEmpty() ? QString() : stateOf(session, oid));
    if (state.isEmpty())
        return std::nullopt;
    ASSIGN_OR_RETURN(const RollupStatus status, statusOf(session, table, oid, state));
    if (!status.cover.isValid())
        return std::nullopt;
    return status.cover;
}

// What is written is ours, and the rows are counted with the rights of whoever refreshes.
static Result<void> checkTables(Session &session, const RollupDefinition &definition)
{
    ASSIGN_OR_RETURN(
        const auto answer, session
                               .query(connection::askWhetherPlain(
                                   {rollupTableSql(definition), totalsTableSql(definition), stateTableSql(definition)}))
                               .result());
    connection::PlainTables tables{tr("a rollup")};
    for (const RollupDimension &dimension : definition.dimensions)
        tables.ownTypes.insert(dimension.name, dimension.type);
    return connection::checkPlain(answer.rows, tables);
}

Result<RefreshReport> refreshRollup(
    Session &session, const QString &table, const RefreshOptions &options, const RefreshObserver &observer,
    std::stop_token stop)
{
    RETURN_IF_ERROR(readRollup(session, table));
    ASSIGN_OR_RETURN(const auto lock, RefreshLock::take(session, table));
    // Read again under the lock: before it, somebody else may have been at it.
    ASSIGN_OR_RETURN(RollupStatus status, readRollup(session, table));
    ASSIGN_OR_RETURN(const RollupSource source, inspectRollup(session, status.definition));
    RETURN_IF_ERROR(checkTables(session, source.definition));
    const bool hasTimeIndex = source.hasTimeIndex;
    status.definition = source.definition; // types may have been widened since
    return Refresh(session, std::move(status), hasTimeIndex, observer, std::move(stop)).run(options);
}

} // namespace howdah::metrics
