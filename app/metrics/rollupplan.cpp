// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/rollupplan.h"

#include "base/propagate.h"
#include "metrics/paneldata.h"
#include "metrics/querynames.h"
#include "metrics/timerange.h"
#include "metrics/tr.h"
#include "sql/quote.h"

#include <QElapsedTimer>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace howdah::metrics {

namespace {

using connection::Answer;
using connection::Session;
using connection::Statement;

constexpr int SampleDays = 4;
constexpr double MostSampleRows = 2e6;
// What one row of a rollup takes to be written, with its indexes, beyond the reading and grouping that is measured; and
// how much more expensive that is over the whole table, which is not in memory as the days of the sample are.
constexpr double SecondsPerRollupRow = 12e-6;
constexpr double ColdFactor = 1.5;
// A rollup with more than this share of the table's rows is hardly cheaper than the table.
constexpr double WorthwhileShare = 0.2;

Result<Answer> ask(Session &session, const QString &sql, std::vector<std::optional<QByteArray>> values = {})
{
    return session.query({sql, std::move(values)}).result();
}

// ---- looking up

struct KnownColumn
{
    QString name;
    QString type;
    quint32 typeOid = 0;
    double distinct = 0; // as pg_stats has it: negative is a share of the rows
    double width = 8;
};

constexpr quint32 BoolOid = 16;
constexpr quint32 Int8Oid = 20;
constexpr quint32 Int2Oid = 21;
constexpr quint32 Int4Oid = 23;
constexpr quint32 Float4Oid = 700;
constexpr quint32 Float8Oid = 701;
constexpr quint32 TimestampOid = 1114;
constexpr quint32 TimestampTzOid = 1184;
constexpr quint32 NumericOid = 1700;

std::optional<ValueKind> kindOf(quint32 type)
{
    switch (type) {
    case Int2Oid:
    case Int4Oid:
        return ValueKind::Integer;
    case Int8Oid:
        return ValueKind::BigInteger;
    case NumericOid:
        return ValueKind::Numeric;
    case Float4Oid:
    case Float8Oid:
        return ValueKind::Float;
    default:
        return std::nullopt;
    }
}

class Inspector final
{
public:
    Inspector(Session &session, RollupDefinition definition)
        : m_session(session)
    {
        m_source.definition = std::move(definition);
    }

    Result<RollupSource> inspect()
    {
        RETURN_IF_ERROR(findTable());
        RETURN_IF_ERROR(readColumns());
        RETURN_IF_ERROR(checkCasts());
        RETURN_IF_ERROR(fitColumns());
        RETURN_IF_ERROR(readRange());
        return m_source;
    }

    [[nodiscard]] const std::vector<KnownColumn> &columns() const { return m_columns; }

private:
    RollupDefinition &definition() { return m_source.definition; }

    std::unexpected<Error> notThere()
    {
        return fail(
            ErrorKind::NotFound, tr("There is no table %1").arg(definition().table),
            tr("Write schema.table, or set the search path."));
    }

    Result<void> findTable()
    {
        ASSIGN_OR_RETURN(const auto place, NameFinder(m_session).find({{definition().schema, definition().table}}));
        if (place.front().oid.isEmpty())
            return notThere();
        // reltuples of a table that was never analyzed is -1 (0 before PostgreSQL 14); of one with partitions, theirs.
        ASSIGN_OR_RETURN(
            const auto answer,
            ask(m_session,
                u"SELECT c.oid, n.nspname,"
                " c.relkind OPERATOR(pg_catalog.=) ANY ('{r,p,m}'::pg_catalog.\"char\"[]), c.relrowsecurity,"
                " greatest(c.reltuples, (SELECT pg_catalog.sum(greatest(p.reltuples, 0))"
                " FROM pg_catalog.pg_partition_tree(c.oid) t JOIN pg_catalog.pg_class p"
                " ON p.oid OPERATOR(pg_catalog.=) t.relid WHERE t.isleaf), 0),"
                " coalesce((SELECT pg_catalog.sum(pg_catalog.pg_table_size(t.relid))"
                " FROM pg_catalog.pg_partition_tree(c.oid) t), pg_catalog.pg_table_size(c.oid)),"
                " EXISTS (SELECT FROM pg_catalog.pg_index i JOIN pg_catalog.pg_attribute a"
                " ON a.attrelid OPERATOR(pg_catalog.=) c.oid AND a.attnum OPERATOR(pg_catalog.=) i.indkey[0]"
                " WHERE i.indrelid OPERATOR(pg_catalog.=) c.oid AND i.indpred IS NULL AND i.indisvalid"
                " AND a.attname OPERATOR(pg_catalog.=) $2::pg_catalog.text)"
                " FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n"
                " ON n.oid OPERATOR(pg_catalog.=) c.relnamespace WHERE c.oid OPERATOR(pg_catalog.=) $1::pg_catalog.oid"_s,
                {place.front().oid, definition().time.toUtf8()}));
        const connection::RowBatch &rows = answer.rows;
        if (rows.rowCount() == 0)
            return notThere();
        if (!rows.boolean(0, 2))
            return fail(ErrorKind::Invalid, tr("%1 is not a table").arg(definition().table));
        m_oid = rows.value(0, 0).value_or(QByteArray());
        definition().schema = rows.text(0, 1);
        m_source.hasRowSecurity = rows.boolean(0, 3);
        m_source.rows = rows.real(0, 4);
        m_source.bytes = rows.integer(0, 5);
        m_source.hasTimeIndex = rows.boolean(0, 6);
        return {};
    }

    Result<void> readColumns()
    {
        ASSIGN_OR_RETURN(
            const auto answer,
            ask(m_session,
                u"SELECT a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod), a.atttypid,"
                " coalesce(s.n_distinct, 0), coalesce(s.avg_width, 8)"
                " FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid OPERATOR(pg_catalog.=) a.attrelid"
                " JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace"
                " LEFT JOIN pg_catalog.pg_stats s ON s.schemaname OPERATOR(pg_catalog.=) n.nspname"
                " AND s.tablename OPERATOR(pg_catalog.=) c.relname AND s.attname OPERATOR(pg_catalog.=) a.attname"
                " AND NOT s.inherited WHERE a.attrelid OPERATOR(pg_catalog.=) $1::pg_catalog.oid"
                " AND a.attnum OPERATOR(pg_catalog.>) 0 AND NOT a.attisdropped ORDER BY a.attnum"_s,
                {m_oid}));
        const connection::RowBatch &rows = answer.rows;
        for (qsizetype row = 0; row < rows.rowCount(); ++row)
            m_columns.push_back(
                {rows.text(row, 0), rows.text(row, 1), quint32(rows.integer(row, 2)), rows.real(row, 3),
                 rows.real(row, 4)});
        return {};
    }

    Result<const KnownColumn *> column(const QString &name) const
    {
        const auto at = std::ranges::find(m_columns, name, &KnownColumn::name);
        if (at == m_columns.end())
            return fail(ErrorKind::NotFound, tr("%1 has no column %2").arg(m_source.definition.table, name));
        return &*at;
    }

    // A column that must be there and of one of the types.
    Result<const KnownColumn *>
    columnOf(const QString &name, const std::function<bool(quint32)> &fits, const QString &wanted) const
    {
        const auto found = column(name);
        if (found && !fits((*found)->typeOid))
            return fail(ErrorKind::Invalid, tr("%1 is %2; it must be %3").arg(name, (*found)->type, wanted));
        return found;
    }

    // An expression is perhaps read from a table of the database, and its casts are found by their types, whatever the
    // path: one that was made by neither a superuser nor whoever asks would run with his rights.
    Result<void> checkCasts()
    {
        const auto hasExpression = [](const RollupDimension &dimension) { return !dimension.expression.isEmpty(); };
        const auto &dimensions = definition().dimensions;
        const auto expression = std::ranges::find_if(dimensions, hasExpression);
        if (expression == dimensions.end())
            return {};
        ASSIGN_OR_RETURN(
            const auto answer,
            ask(m_session,
                u"SELECT pg_catalog.format_type(k.castsource, NULL), pg_catalog.format_type(k.casttarget, NULL)"
                " FROM pg_catalog.pg_cast k"
                " JOIN pg_catalog.pg_proc p ON p.oid OPERATOR(pg_catalog.=) k.castfunc"
                " JOIN pg_catalog.pg_roles r ON r.oid OPERATOR(pg_catalog.=) p.proowner"
                " WHERE NOT r.rolsuper AND r.rolname OPERATOR(pg_catalog.<>) session_user LIMIT 1"_s));
        if (answer.rows.rowCount() == 0)
            return {};
        return fail(
            ErrorKind::Permission,
            tr("\"%1\" of the dimension %2 is refused: this database has a user-defined cast from %3 to %4, which "
               "would run with your privileges")
                .arg(expression->expression, expression->name, answer.rows.text(0, 0), answer.rows.text(0, 1)),
            tr("Refresh the rollup as the owner of that cast's function, or create the rollup without expressions."));
    }

    Result<void> fitExpression(const RollupDimension &dimension)
    {
        const auto answer =
            ask(m_session, u"SELECT (%1)::%2 FROM %3 LIMIT 0"_s.arg(
                               dimension.expression, rollupTypeSql(dimension),
                               sql::quoteQualified(definition().schema, definition().table)));
        if (!answer && answer.error().kind == ErrorKind::Connection)
            return fail(answer.error());
        if (!answer)
            return fail(
                ErrorKind::Invalid, tr("%1 cannot be computed: %2").arg(dimension.name, answer.error().message));
        return {};
    }

    Result<void> fitColumns()
    {
        ASSIGN_OR_RETURN(
            const auto time,
            columnOf(
                definition().time, [](quint32 type) { return type == TimestampOid || type == TimestampTzOid; },
                tr("a timestamp")));
        definition().timeHasZone = time->typeOid == TimestampTzOid;
        const auto isNumber = [](quint32 type) { return kindOf(type).has_value(); };
        ASSIGN_OR_RETURN(const auto value, columnOf(definition().value, isNumber, tr("a number")));
        if (const auto kind = kindOf(value->typeOid))
            definition().valueKind = *kind;
        for (RollupDimension &dimension : definition().dimensions) {
            if (!dimension.expression.isEmpty()) {
                RETURN_IF_ERROR(fitExpression(dimension));
                continue;
            }
            ASSIGN_OR_RETURN(const auto found, column(dimension.name));
            dimension.type = found->type;
        }
        for (const QString &sum : definition().sums) {
            RETURN_IF_ERROR(columnOf(sum, isNumber, tr("a number")));
        }
        if (!definition().success.isEmpty()) {
            RETURN_IF_ERROR(
                columnOf(definition().success, [](quint32 type) { return type == BoolOid; }, tr("a boolean")));
        }
        return checkRollup(definition());
    }

    Result<void> readRange()
    {
        const QString time = sql::quoteIdentifier(definition().time);
        const QString zoned = definition().timeHasZone ? u"%1"_s : u"%1 AT TIME ZONE 'UTC'"_s;
        // Rows of the future would stretch the estimates, and are read from the table anyway.
        ASSIGN_OR_RETURN(
            const auto answer,
            ask(m_session, u"SELECT %2, %3 FROM (SELECT"
                           " (SELECT pg_catalog.min(%1) FROM %4 WHERE %1 OPERATOR(pg_catalog.>) '-infinity') AS first,"
                           " (SELECT pg_catalog.max(%1) FROM %4 WHERE %1 OPERATOR(pg_catalog.<) 'infinity') AS last)"
                           " ends"_s.arg(
                               time, millisecondsSql(zoned.arg(u"first"_s)),
                               millisecondsSql(u"least(%1, CURRENT_TIMESTAMP)"_s.arg(zoned.arg(u"last"_s))),
                               sql::quoteQualified(definition().schema, definition().table))));
        if (!answer.rows.isNull(0, 0) && !answer.rows.isNull(0, 1))
            m_source.range = {
                QDateTime::fromMSecsSinceEpoch(answer.rows.integer(0, 0), Qt::UTC),
                QDateTime::fromMSecsSinceEpoch(answer.rows.integer(0, 1) + 1, Qt::UTC)};
        return {};
    }

    Session &m_session;
    RollupSource m_source;
    QByteArray m_oid;
    std::vector<KnownColumn> m_columns;
};

// ---- estimates

// Whole days here and there, grouped at every width: rows, and groups at each.
struct Sample
{
    double days = 0;
    double rows = 0;
    std::vector<double> groups;
    std::vector<double> totals; // groups without steps
    double seconds = 0;
};

class Estimator final
{
public:
    Estimator(Session &session, const RollupSource &source, std::vector<KnownColumn> columns, int timeoutMs)
        : m_session(session)
        , m_columns(std::move(columns))
        , m_timeoutMs(timeoutMs)
    {
        m_plan.source = source;
    }

    Result<RollupPlan> plan()
    {
        Sample sample;
        if (isWorthSampling()) {
            Result<Sample> taken = takeSample();
            // Too slow is an answer, too: the statistics have to do.
            if (!taken && taken.error().sqlState != "57014"_L1)
                return fail(taken.error());
            if (taken)
                sample = *taken;
        }
        m_plan.sampleRows = qint64(sample.rows);
        m_plan.sampleSeconds = sample.seconds;
        for (size_t i = 0; i < rollupGrains().size(); ++i)
            m_plan.estimates.push_back(estimate(rollupGrains()[i], sample, i));
        advise();
        remark();
        return m_plan;
    }

private:
    [[nodiscard]] const RollupDefinition &definition() const { return m_plan.source.definition; }
    [[nodiscard]] double days() const
    {
        return m_plan.source.range.isValid() ? double(m_plan.source.range.milliseconds()) / 86'400'000.0 : 0;
    }

    [[nodiscard]] bool isWorthSampling() const
    {
        if (!m_plan.source.range.isValid())
            return false;
        const double sampled = m_plan.source.rows * std::min(1.0, SampleDays / std::max(1.0, days()));
        return sampled <= MostSampleRows && (m_plan.source.hasTimeIndex || m_plan.source.rows <= MostSampleRows);
    }

    // Groups of the days that are sampled, at one width: what the rollup's filling does, but for the writing.
    [[nodiscard]] QString countSql(const Bucket &grain) const
    {
        RollupDefinition narrowed = definition();
        narrowed.grain = grain;
        if (grain.unit != Unit::Day)
            narrowed.zone = "UTC";
        QStringList keys{u"rolled_at"_s};
        for (const RollupDimension &dimension : narrowed.dimensions)
            keys << sql::quoteIdentifier(dimension.name);
        return u"WITH groups AS (%1) SELECT pg_catalog.count(*), coalesce(pg_catalog.sum(rolled_n), 0),"
               " (SELECT pg_catalog.count(*) FROM (SELECT FROM groups GROUP BY %2) AS totals) FROM groups"_s.arg(
                   groupSql(narrowed), keys.join(u", "_s));
    }

    Result<Sample> takeSample()
    {
        Sample sample;
        sample.groups.resize(rollupGrains().size());
        sample.totals.resize(rollupGrains().size());
        const QDateTime first = bucketStart(m_plan.source.range.from, {Unit::Day, 1}, QTimeZone::utc());
        const int all = std::max(1, int(std::ceil(days())));
        const int wanted = std::min(SampleDays, all);
        for (int i = 0; i < wanted; ++i) {
            // In the middle of each share of the range: the first and last day are seldom whole.
            const QDateTime from = first.addDays(qint64(all) * (2LL * i + 1) / (2LL * wanted));
            std::vector<Statement> statements{
                {u"BEGIN TRANSACTION READ ONLY"_s, {}},
                // By one process, as an INSERT is done.
                {u"SELECT pg_catalog.set_config('statement_timeout', $1, true),"
                 " pg_catalog.set_config('max_parallel_workers_per_gather', '0', true)"_s,
                 {QByteArray::number(m_timeoutMs)}}};
            for (const Bucket &grain : rollupGrains())
                statements.push_back({countSql(grain), {instantBytes(from), instantBytes(from.addDays(1))}});
            statements.push_back({u"COMMIT"_s, {}});
            QElapsedTimer timer;
            timer.start();
            const auto answer = m_session.pipeline(std::move(statements)).result();
            if (const Error *error = failureOf(answer))
                return fail(*error);
            ++sample.days;
            // The widths take about the same, and one of them will be built.
            sample.seconds += double(timer.nsecsElapsed()) / 1e9 / double(rollupGrains().size());
            for (size_t at = 0; at < sample.groups.size(); ++at) {
                const Answer &one = answer->answers[at + 2];
                sample.groups[at] += one.rows.real(0, 0);
                sample.totals[at] += one.rows.real(0, 2);
                if (at + 1 == sample.groups.size())
                    sample.rows += one.rows.real(0, 1);
            }
        }
        return sample;
    }

    [[nodiscard]] double distinctOf(const QString &name) const
    {
        const auto at = std::ranges::find(m_columns, name, &KnownColumn::name);
        if (at == m_columns.end() || at->distinct == 0)
            return 100;
        return at->distinct > 0 ? at->distinct : std::max(1.0, -at->distinct * m_plan.source.rows);
    }

    // Without a sample: of so many combinations, each as likely as the other, how many do the rows of a cell meet.
    [[nodiscard]] double groupsByStatistics(double cells, double steps) const
    {
        double combinations = std::min(steps, distinctOf(definition().value));
        for (const RollupDimension &dimension : definition().dimensions)
            combinations *= distinctOf(dimension.name);
        const double rowsPerCell = m_plan.source.rows / std::max(1.0, cells);
        return cells * combinations * (1 - std::exp(-rowsPerCell / combinations));
    }

    // Head and pointer of the row, cell, dimensions; the entries of its indexes.
    [[nodiscard]] double keyBytes() const
    {
        const auto widthOf = [this](const QString &name) {
            const auto at = std::ranges::find(m_columns, name, &KnownColumn::name);
            return at == m_columns.end() ? 8.0 : at->width;
        };
        double bytes = 28 + 8 + 24;
        for (const RollupDimension &dimension : definition().dimensions)
            bytes += widthOf(dimension.name);
        if (!definition().dimensions.empty())
            bytes += 24 + widthOf(definition().dimensions.front().name);
        return bytes;
    }
    [[nodiscard]] double stepRowBytes() const { return keyBytes() + 4 + 8; }
    // Numbers, two sums, and three for each other column.
    [[nodiscard]] double totalRowBytes() const
    {
        return keyBytes() + 8 + 16 + 8 + (definition().success.isEmpty() ? 0 : 16)
             + 24.0 * double(definition().sums.size());
    }

    [[nodiscard]] RollupEstimate estimate(const Bucket &grain, const Sample &sample, size_t at) const
    {
        const double perDay = grain.unit == Unit::Day ? 1 : grain.unit == Unit::Hour ? 24 : 96;
        RollupEstimate one{grain, 0, 0, 0};
        double totals = 0;
        if (sample.rows > 0) {
            const double share = m_plan.source.rows / sample.rows;
            one.rows = std::min(m_plan.source.rows, sample.groups[at] * share);
            totals = std::min(m_plan.source.rows, sample.totals[at] * share);
        } else {
            constexpr double UsualSteps = 60; // a factor of a hundred between the slow and the quick
            const double cells = std::ceil(days() * perDay);
            one.rows = groupsByStatistics(cells, UsualSteps);
            totals = groupsByStatistics(cells, 1);
        }
        one.bytes = one.rows * stepRowBytes() + totals * totalRowBytes();
        constexpr double UsualSecondsPerRow = 2e-6;
        const double perRow = sample.rows > 0 ? sample.seconds / sample.rows : UsualSecondsPerRow;
        one.seconds = ColdFactor * perRow * m_plan.source.rows + SecondsPerRollupRow * (one.rows + totals);
        return one;
    }

    void advise()
    {
        m_plan.advised = m_plan.estimates.size() - 1;
        for (size_t i = m_plan.estimates.size(); i-- > 0;) {
            if (m_plan.estimates[i].rows <= WorthwhileShare * m_plan.source.rows)
                m_plan.advised = i;
        }
    }

    void remark()
    {
        if (m_plan.source.rows <= 0)
            m_plan.remarks << tr("The planner has no row count: run ANALYZE on the table for estimates.");
        else if (m_plan.estimates.back().rows > WorthwhileShare * m_plan.source.rows)
            m_plan.remarks << tr(
                "Even by day the rollup would have more than a fifth of the table's rows: use fewer dimensions.");
        if (!m_plan.source.hasTimeIndex)
            m_plan.remarks
                << tr("No index begins with %1: each refresh, and the edges of each query, read the whole table.")
                       .arg(definition().time);
        if (m_plan.source.hasRowSecurity)
            m_plan.remarks << tr("The table has row-level security, the rollup does not: whoever can read the rollup "
                                 "sees sums over all rows that are visible to whoever refreshes it.");
        if (!definition().timeHasZone)
            m_plan.remarks << tr("%1 has no time zone and is read as UTC.").arg(definition().time);
        if (m_plan.advised == m_plan.estimates.size() - 1)
            m_plan.remarks << tr(
                "By day, queries by the hour, or by the days of a time zone other than the rollup's, cannot use it.");
    }

    Session &m_session;
    std::vector<KnownColumn> m_columns;
    int m_timeoutMs;
    RollupPlan m_plan;
};

} // namespace

Result<RollupSource> inspectRollup(Session &session, RollupDefinition definition)
{
    return Inspector(session, std::move(definition)).inspect();
}

Result<RollupPlan> planRollup(Session &session, const RollupDefinition &definition, int timeoutMs)
{
    Inspector inspector(session, definition);
    ASSIGN_OR_RETURN(const RollupSource source, inspector.inspect());
    return Estimator(session, source, inspector.columns(), timeoutMs).plan();
}

Result<std::vector<RollupDefinition>> possibleRollups(Session &session)
{
    std::vector<RollupDefinition> possible;
    for (const RollupDefinition &definition : builtInRollups()) {
        Result<RollupSource> source = inspectRollup(session, definition);
        if (source)
            possible.push_back(source->definition);
        else if (source.error().kind != ErrorKind::NotFound && source.error().kind != ErrorKind::Invalid)
            return fail(source.error());
    }
    return possible;
}

} // namespace howdah::metrics
