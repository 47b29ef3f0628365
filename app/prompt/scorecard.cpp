// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/scorecard.h"

#include "base/propagate.h"
#include "prompt/tr.h"
#include "sql/quote.h"

#include <cmath>
#include <limits>

using namespace Qt::StringLiterals;

namespace howdah::prompt {

using connection::RowBatch;
using connection::Statement;
using sql::quoteIdentifier;
using sql::quoteLiteral;

TimeWindow TimeWindow::lastDays(int days, const QDateTime &now) { return {now.addDays(-days), {}}; }

Estimate Scorecard::success() const
{
    return successSessions.isClustered() ? clusteredShare(successSessions) : shareEstimate(successes, calls);
}

Estimate Scorecard::meanTokens() const
{
    return tokenSessions.isClustered() ? clusteredMean(tokenSessions)
                                       : meanEstimate(tokens.mean, tokens.deviation, tokens.count);
}

Estimate Scorecard::meanQuality() const
{
    return qualitySessions.isClustered() ? clusteredMean(qualitySessions)
                                         : meanEstimate(quality.mean, quality.deviation, quality.count);
}

namespace {

// The SQL about the calls of one version; parameters or literals stand for what varies.
class CallSql final
{
public:
    explicit CallSql(const PromptTable &table)
        : m_table(table)
        , m_calls(table.interactions)
    {
    }

    [[nodiscard]] QString table() const { return sql::quoteQualified(m_table.schema, m_calls.name); }
    [[nodiscard]] QString column(QString InteractionTable::*which) const { return quoteIdentifier(m_calls.*which); }

    // Numbers and moments make the same text everywhere; only identifiers and quoting are the server's.
    [[nodiscard]] QString within(const QString &rowId, const TimeWindow &window) const
    {
        QStringList parts{column(&InteractionTable::prompt) + u" OPERATOR(pg_catalog.=) "_s + quoteLiteral(rowId)};
        if (window.from.isValid())
            parts << column(&InteractionTable::at) + u" OPERATOR(pg_catalog.>=) "_s + moment(window.from);
        if (window.to.isValid())
            parts << column(&InteractionTable::at) + u" OPERATOR(pg_catalog.<) "_s + moment(window.to);
        return parts.join(u" AND "_s);
    }

    [[nodiscard]] QString failed() const { return column(&InteractionTable::success) + u" IS NOT TRUE"_s; }

    // Identifiers and numbers in a message would make every failure a class of its own.
    [[nodiscard]] QString errorClass() const
    {
        if (m_calls.error.isEmpty())
            return u"''"_s;
        return u"pg_catalog.regexp_replace(pg_catalog.regexp_replace(pg_catalog.\"left\"(coalesce(%1, ''), 200), "
               "'[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F-]{22,}|(?<![[:alnum:]])(0x)?(?=[0-9a-fA-F]*[0-9])"
               "[0-9a-fA-F]{6,}(?![[:alnum:]])', '#', 'g'), '[0-9]+', '#', 'g')"_s.arg(
                   column(&InteractionTable::error));
    }

    [[nodiscard]] QString rated() const
    {
        return u"EXISTS (SELECT FROM %1 AS rating WHERE rating.%2 OPERATOR(pg_catalog.=) %3.%4)"_s.arg(
            sql::quoteQualified(m_table.schema, m_table.ratings.name), quoteIdentifier(m_table.ratings.interaction),
            table(), column(&InteractionTable::id));
    }

    [[nodiscard]] QString counted() const { return column(&InteractionTable::tokens) + u" OPERATOR(pg_catalog.>) 0"_s; }

private:
    [[nodiscard]] QString moment(const QDateTime &at) const
    {
        const QString utc = at.toUTC().toString(u"yyyy-MM-dd HH:mm:ss.zzz"_s);
        return m_calls.atHasZone ? u"pg_catalog.timestamptz '%1+00'"_s.arg(utc) : u"timestamp '%1'"_s.arg(utc);
    }

    const PromptTable &m_table;
    const InteractionTable &m_calls;
};

// Reads the figures, all of one moment.
class ScoreReader final
{
public:
    ScoreReader(connection::Session &session, const PromptTable &table, const QString &rowId, const TimeWindow &window)
        : m_session(session)
        , m_table(table)
        , m_sql(table)
        , m_where(m_sql.within(rowId, window))
    {
        m_card.id = rowId;
        m_card.window = window;
    }

    Result<Scorecard> read()
    {
        if (m_table.interactions.name.isEmpty())
            return fail(ErrorKind::NotFound, tr("The database contains no prompt calls"));
        std::vector<Statement> first{
            {u"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"_s, {}},
            {figures(), {}},
            {shares(m_sql.errorClass(), m_sql.failed()), {}}};
        if (!m_table.interactions.model.isEmpty())
            first.push_back({shares(m_sql.column(&InteractionTable::model), u"true"_s), {}});
        if (!m_table.ratings.name.isEmpty())
            first.push_back({ratings(), {}});
        Result<void> done = run(std::move(first), [this](const std::vector<connection::Answer> &answers) {
            takeFigures(answers[1].rows);
            m_card.errors = sharesOf(answers[2].rows, m_card.otherErrors);
            size_t next = 3;
            if (!m_table.interactions.model.isEmpty())
                m_card.models = sharesOf(answers[next++].rows, m_card.otherModels);
            if (!m_table.ratings.name.isEmpty())
                m_card.quality = meanOf(answers[next].rows, 0);
        });
        if (done && !m_table.interactions.session.isEmpty())
            done = readSessions();
        // Which values bound a percentile depends on how many there are.
        if (done)
            done = run({{bounds(), {}}}, [this](const std::vector<connection::Answer> &answers) {
                takeBounds(answers[0].rows);
            });
        (void)m_session.query({u"ROLLBACK"_s, {}}).result();
        if (!done)
            return fail(done.error());
        return std::move(m_card);
    }

private:
    template <typename Take>
    Result<void> run(std::vector<Statement> statements, const Take &take)
    {
        ASSIGN_OR_RETURN(const auto answer, m_session.pipeline(std::move(statements)).result());
        if (answer.error)
            return fail(*answer.error);
        take(answer.answers);
        return {};
    }

    // ---- what sessions have in common

    Result<void> readSessions()
    {
        std::vector<Statement> statements{{sessionSums(), {}}};
        if (!m_table.ratings.name.isEmpty())
            statements.push_back({ratingSums(), {}});
        return run(std::move(statements), [this](const std::vector<connection::Answer> &answers) {
            qsizetype column = 0;
            for (ClusterSums *sums :
                 {&m_card.successSessions, &m_medianMs, &m_highMs, &m_card.tokenSessions, &m_medianTokens,
                  &m_highTokens})
                *sums = sumsOf(answers[0].rows, column);
            m_card.timedSessions = m_medianMs;
            column = 0;
            if (answers.size() > 1)
                m_card.qualitySessions = sumsOf(answers[1].rows, column);
        });
    }

    static ClusterSums sumsOf(const RowBatch &rows, qsizetype &column)
    {
        ClusterSums sums;
        sums.clusters = rows.integer(0, column++);
        for (double *sum : {&sums.n, &sums.nn, &sums.k, &sums.kk, &sums.kn}) {
            *sum = rows.isNull(0, column) ? 0 : rows.real(0, column);
            ++column;
        }
        return sums;
    }

    // What sumsOf() reads: of the clusters with a count in one column and a sum in the other.
    static QString sums(const QString &n, const QString &k)
    {
        return u"pg_catalog.count(*) FILTER (WHERE %1 OPERATOR(pg_catalog.>) 0), pg_catalog.sum(%1), "
               "pg_catalog.sum(%1 OPERATOR(pg_catalog.*) %1), pg_catalog.sum(%2), "
               "pg_catalog.sum(%2 OPERATOR(pg_catalog.*) %2), pg_catalog.sum(%1 OPERATOR(pg_catalog.*) %2)"_s.arg(n, k);
    }

    // A call without a session is one of its own.
    [[nodiscard]] QString sessionOf() const
    {
        return u"coalesce(%1::pg_catalog.text, %2::pg_catalog.text)"_s.arg(
            m_sql.column(&InteractionTable::session), m_sql.column(&InteractionTable::id));
    }

    [[nodiscard]] QString sessionSums() const
    {
        const auto notAbove = [](const QString &column, const std::optional<Estimate> &most) {
            return u"(%1)::pg_catalog.float8 OPERATOR(pg_catalog.<=) '%2'::pg_catalog.float8"_s.arg(
                column, QString::number(most ? most->value : 0, 'g', 17));
        };
        const QString ms = m_sql.column(&InteractionTable::milliseconds);
        const QString tokens = m_sql.column(&InteractionTable::tokens);
        QString sql = u"SELECT %1, %2, %3, %4, %5, %6 FROM (SELECT pg_catalog.count(*)::pg_catalog.float8 AS n, "_s.arg(
            sums(u"n"_s, u"k"_s), sums(u"t"_s, u"a"_s), sums(u"t"_s, u"b"_s), sums(u"c"_s, u"s"_s),
            sums(u"c"_s, u"d"_s), sums(u"c"_s, u"e"_s));
        const auto counted = [](const QString &condition) {
            return u"pg_catalog.count(*) FILTER (WHERE %1)::pg_catalog.float8"_s.arg(condition);
        };
        sql += counted(m_sql.column(&InteractionTable::success)) + u" AS k, "_s + counted(ms + u" IS NOT NULL"_s)
             + u" AS t, "_s + counted(notAbove(ms, m_card.p50Ms)) + u" AS a, "_s + counted(notAbove(ms, m_card.p95Ms))
             + u" AS b, "_s + counted(m_sql.counted())
             + u" AS c, coalesce(pg_catalog.sum(%1) FILTER (WHERE %2), 0)::pg_catalog.float8 AS s, "_s.arg(
                 tokens, m_sql.counted())
             + counted(m_sql.counted() + u" AND "_s + notAbove(tokens, m_card.p50Tokens)) + u" AS d, "_s
             + counted(m_sql.counted() + u" AND "_s + notAbove(tokens, m_card.p95Tokens)) + u" AS e"_s;
        return sql + u" FROM %1 WHERE %2 GROUP BY %3) AS by_session"_s.arg(m_sql.table(), m_where, sessionOf());
    }

    [[nodiscard]] QString ratingSums() const
    {
        return u"SELECT %1 FROM (SELECT pg_catalog.count(rating.%2)::pg_catalog.float8 AS n, "
               "coalesce(pg_catalog.sum(rating.%2), 0)::pg_catalog.float8 AS k FROM %3 AS rating JOIN "
               "(SELECT %4 AS id, %5 AS session FROM %6 WHERE %7) AS called ON rating.%8 OPERATOR(pg_catalog.=) "
               "called.id "
               "GROUP BY called.session) AS by_session"_s.arg(
                   sums(u"n"_s, u"k"_s), quoteIdentifier(m_table.ratings.score),
                   sql::quoteQualified(m_table.schema, m_table.ratings.name), m_sql.column(&InteractionTable::id),
                   sessionOf(), m_sql.table(), m_where, quoteIdentifier(m_table.ratings.interaction));
    }

    [[nodiscard]] QString figures() const
    {
        return u"SELECT c, s, t, m[1], m[2], n, k[1], k[2], k[3], k[4], f, l, w[1]::pg_catalog.text, "
               u"w[2]::pg_catalog.text FROM (SELECT pg_catalog.count(*), "
               "pg_catalog.count(*) FILTER (WHERE %1), pg_catalog.count(%2), "
               "pg_catalog.percentile_disc(ARRAY[0.5, 0.95]) WITHIN GROUP (ORDER BY %2), "
               "pg_catalog.count(*) FILTER (WHERE %3), pg_catalog.array_cat("
               "pg_catalog.percentile_disc(ARRAY[0.5, 0.95]) WITHIN GROUP (ORDER BY %4) FILTER (WHERE %3), "
               "ARRAY[pg_catalog.avg(%4) FILTER (WHERE %3), pg_catalog.stddev_samp(%4) FILTER (WHERE %3)]"
               "::pg_catalog.float8[]), pg_catalog.min(%5)::pg_catalog.text, pg_catalog.max(%5)::pg_catalog.text, "
               "pg_catalog.percentile_disc(ARRAY[0.05, 0.95]) WITHIN GROUP (ORDER BY %5) FROM %6 WHERE %7) AS x(c, s, t, m, n, k, f, l, w)"_s
                   .arg(
                       m_sql.column(&InteractionTable::success), m_sql.column(&InteractionTable::milliseconds),
                       m_sql.counted(), m_sql.column(&InteractionTable::tokens), m_sql.column(&InteractionTable::at),
                       m_sql.table(), m_where);
    }

    [[nodiscard]] QString shares(const QString &name, const QString &condition) const
    {
        return u"SELECT coalesce(%1, ''), pg_catalog.count(*), pg_catalog.count(*) OVER (), "
               "pg_catalog.sum(pg_catalog.count(*)) OVER () FROM %2 WHERE %3 AND %4 GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 20"_s
                   .arg(name, m_sql.table(), m_where, condition);
    }

    [[nodiscard]] QString ratings() const
    {
        return u"SELECT pg_catalog.count(score), pg_catalog.avg(score), pg_catalog.stddev_samp(score) FROM "
               "(SELECT rating.%1 AS score FROM %2 AS rating WHERE rating.%3 OPERATOR(pg_catalog.=) ANY (SELECT %4 FROM %5 WHERE %6)) AS rated"_s
                   .arg(
                       quoteIdentifier(m_table.ratings.score),
                       sql::quoteQualified(m_table.schema, m_table.ratings.name),
                       quoteIdentifier(m_table.ratings.interaction), m_sql.column(&InteractionTable::id), m_sql.table(),
                       m_where);
    }

    // The values at the ranks that hold the percentiles; rank r of n is percentile_disc((r - 0.5) / n).
    [[nodiscard]] QString bounds() const
    {
        // Where sessions have several calls each, as many as those are worth (Woodruff, Journal of the American
        // Statistical Association 47, 1952, with the effective number of trials of Korn and Graubard).
        const auto ranks = [](qint64 count, const ClusterSums &median, const ClusterSums &high) {
            QStringList parts;
            for (const auto &[quantile, sessions] : {std::pair(0.5, median), std::pair(0.95, high)}) {
                const qint64 worth =
                    sessions.isClustered() ? std::min(count, qint64(effectiveTrials(sessions))) : count;
                const RankInterval interval = quantileRanks(quantile, worth);
                for (const std::optional<qint64> &rank : {interval.low, interval.high})
                    parts << (rank ? QString::number((double(*rank) - 0.5) / double(worth), 'g', 17) : u"NULL"_s);
            }
            return u"ARRAY[%1]::pg_catalog.float8[]"_s.arg(parts.join(u", "_s));
        };
        return u"SELECT m[1], m[2], m[3], m[4], k[1], k[2], k[3], k[4] FROM (SELECT "
               "pg_catalog.percentile_disc(%1) WITHIN GROUP (ORDER BY %2), "
               "pg_catalog.percentile_disc(%3) WITHIN GROUP (ORDER BY %4) FILTER (WHERE %5) FROM %6 WHERE %7) AS x(m, k)"_s
                   .arg(
                       ranks(m_card.timed, m_medianMs, m_highMs), m_sql.column(&InteractionTable::milliseconds),
                       ranks(m_card.counted, m_medianTokens, m_highTokens), m_sql.column(&InteractionTable::tokens),
                       m_sql.counted(), m_sql.table(), m_where);
    }

    static std::optional<Estimate> centre(const RowBatch &rows, qsizetype column)
    {
        return rows.isNull(0, column) ? std::nullopt : std::optional(Estimate{rows.real(0, column), 0, 0});
    }

    void takeFigures(const RowBatch &rows)
    {
        m_card.calls = rows.integer(0, 0);
        m_card.successes = rows.integer(0, 1);
        m_card.timed = rows.integer(0, 2);
        m_card.p50Ms = centre(rows, 3);
        m_card.p95Ms = centre(rows, 4);
        m_card.counted = rows.integer(0, 5);
        m_card.p50Tokens = centre(rows, 6);
        m_card.p95Tokens = centre(rows, 7);
        m_card.tokens = {rows.real(0, 8), rows.real(0, 9), m_card.counted};
        m_card.firstUsed = rows.text(0, 10);
        m_card.lastUsed = rows.text(0, 11);
        m_card.mostlyFrom = rows.text(0, 12);
        m_card.mostlyTo = rows.text(0, 13);
    }

    void takeBounds(const RowBatch &rows)
    {
        qsizetype column = 0;
        for (std::optional<Estimate> *estimate : {&m_card.p50Ms, &m_card.p95Ms, &m_card.p50Tokens, &m_card.p95Tokens}) {
            if (*estimate) {
                constexpr double Infinite = std::numeric_limits<double>::infinity();
                (*estimate)->low = rows.isNull(0, column) ? -Infinite : rows.real(0, column);
                (*estimate)->high = rows.isNull(0, column + 1) ? Infinite : rows.real(0, column + 1);
            }
            column += 2;
        }
    }

    static SampleMean meanOf(const RowBatch &rows, qsizetype column)
    {
        return {rows.real(0, column + 1), rows.real(0, column + 2), rows.integer(0, column)};
    }

    static std::vector<CallShare> sharesOf(const RowBatch &rows, CallShare &others)
    {
        std::vector<CallShare> list;
        qint64 named = 0;
        for (qsizetype row = 0; row < rows.rowCount(); ++row) {
            list.push_back({rows.text(row, 0), rows.integer(row, 1)});
            named += list.back().calls;
        }
        if (rows.rowCount() > 0 && rows.integer(0, 2) > rows.rowCount())
            others = {QString::number(rows.integer(0, 2) - rows.rowCount()), rows.integer(0, 3) - named};
        return list;
    }

    connection::Session &m_session;
    const PromptTable &m_table;
    CallSql m_sql;
    QString m_where;
    Scorecard m_card;
    // How many calls of each session are not above a percentile.
    ClusterSums m_medianMs;
    ClusterSums m_highMs;
    ClusterSums m_medianTokens;
    ClusterSums m_highTokens;
};

} // namespace

Result<Scorecard>
readScorecard(connection::Session &session, const PromptTable &table, const QString &rowId, const TimeWindow &window)
{
    return ScoreReader(session, table, rowId, window).read();
}

Result<Scorecards> readScorecards(
    connection::Session &session, const PromptTable &table, const QString &rowId, const QString &otherId,
    const TimeWindow &window)
{
    ASSIGN_OR_RETURN(Scorecard card, readScorecard(session, table, rowId, window));
    if (otherId.isEmpty())
        return Scorecards{card, {}};
    ASSIGN_OR_RETURN(Scorecard other, readScorecard(session, table, otherId, window));
    return Scorecards{card, other};
}

DrillDown
drillTo(const PromptTable &table, const QString &rowId, const TimeWindow &window, DrillKind kind, const QString &value)
{
    const CallSql sql(table);
    QString more;
    switch (kind) {
    case DrillKind::Calls:
        break;
    case DrillKind::Successes:
        more = sql.column(&InteractionTable::success);
        break;
    case DrillKind::Failures:
        more = sql.failed();
        break;
    case DrillKind::ErrorClass:
        more = sql.failed() + u" AND "_s + sql.errorClass() + u" OPERATOR(pg_catalog.=) "_s + quoteLiteral(value);
        break;
    case DrillKind::Model:
        more = u"coalesce(%1, '') OPERATOR(pg_catalog.=) %2"_s.arg(
            sql.column(&InteractionTable::model), quoteLiteral(value));
        break;
    case DrillKind::Timed:
        more = sql.column(&InteractionTable::milliseconds) + u" IS NOT NULL"_s;
        break;
    case DrillKind::Counted:
        more = sql.counted();
        break;
    case DrillKind::Rated:
        more = sql.rated();
        break;
    }
    const QString where = sql.within(rowId, window);
    return {table.schema, table.interactions.name, more.isEmpty() ? where : where + u" AND "_s + more};
}

} // namespace howdah::prompt
