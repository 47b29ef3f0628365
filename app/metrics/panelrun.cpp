// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/panelrun.h"

#include "base/figures.h"
#include "base/propagate.h"
#include "metrics/panelframe.h"
#include "metrics/panelplace.h"
#include "metrics/panelsample.h"
#include "metrics/paneltable.h"
#include "metrics/panelwatch.h"
#include "metrics/querynames.h"
#include "metrics/rolluprefresh.h"
#include "metrics/tr.h"
#include "sql/quote.h"

#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <utility>

using namespace Qt::StringLiterals;

namespace howdah::metrics {

namespace {

using connection::Session;
using connection::Statement;

// The first ones: those beyond are not taken along.
connection::RowBatch firstRows(const connection::RowBatch &rows, qsizetype count)
{
    connection::RowBatch first(rows.sharedColumns());
    for (qsizetype row = 0; row < count; ++row) {
        for (qsizetype column = 0; column < rows.columnCount(); ++column) {
            if (rows.isNull(row, column))
                first.appendNull();
            else
                first.appendValue(rows.bytes(row, column));
        }
        first.endRow();
    }
    return first;
}

Error inWords(const Error &error, const PanelLimits &limits)
{
    // query_canceled without somebody who cancelled: the timeout.
    if (error.sqlState != "57014"_L1 || error.kind == ErrorKind::Cancelled)
        return error;
    Error reported = error;
    reported.kind = ErrorKind::Timeout;
    reported.message = tr("The query was stopped after %1 s").arg(limits.timeoutMs / 1000.0);
    reported.hint = tr("Choose a shorter range or a filter.");
    return reported;
}

std::optional<double> costIn(const connection::Answer &answer)
{
    if (answer.rows.rowCount() == 0)
        return std::nullopt;
    const QJsonDocument plan = QJsonDocument::fromJson(answer.rows.bytes(0, 0).toByteArray());
    const QJsonValue cost = plan.array().at(0).toObject().value("Plan"_L1).toObject().value("Total Cost"_L1);
    if (!cost.isDouble())
        return std::nullopt;
    return cost.toDouble();
}

Result<QStringList> missingTables(NameFinder &names, const QStringList &tables)
{
    std::vector<RelationName> wanted;
    for (const QString &table : tables)
        wanted.push_back(relationNamed(table));
    ASSIGN_OR_RETURN(const auto places, names.find(wanted));
    QStringList missing;
    for (size_t i = 0; i < places.size(); ++i) {
        if (!places[i].isReadable)
            missing.append(tables[qsizetype(i)]);
    }
    return missing;
}

// One panel on its way to an answer.
class PanelRun final
{
public:
    PanelRun(Session &session, const PanelRequest &request, const PanelLimits &limits)
        : m_session(session)
        , m_request(request)
        , m_limits(limits)
        , m_names(session)
    {
    }

    PanelOutcome run()
    {
        if (!findTables())
            return m_outcome;
        if (m_limits.evenIfDear) {
            ask();
            return m_outcome;
        }
        const std::optional<double> cost = costOf(m_request);
        if (!cost)
            return m_outcome;
        m_outcome.cost = *cost;
        const bool expensive = *cost > m_limits.mostCost;
        const bool rolled = (expensive || *cost > m_limits.rollupCost) && useRollup(expensive);
        if (rolled || (!expensive && m_outcome.error.message.isEmpty()))
            ask();
        else if (!(expensive && useSample() && askSample()) && m_outcome.error.message.isEmpty())
            refuse();
        return m_outcome;
    }

private:
    [[nodiscard]] const PanelDefinition &panel() const { return *m_request.panel; }
    [[nodiscard]] QByteArray zone() const { return m_request.context.zone.id(); }

    // `request`: whose query failed, where it was one; its place is a character of that query as it was written.
    void failWith(const Error &error, const PanelRequest *request = nullptr)
    {
        m_outcome.state = PanelOutcome::State::Failed;
        m_outcome.error = withNamesExplained(inWords(error, m_limits));
        if (!request || error.kind == ErrorKind::Connection || error.kind == ErrorKind::Cancelled)
            return;
        const PanelPlace place = placeInFile(*request, error.position);
        m_outcome.line = place.line;
        m_outcome.column = place.column;
        m_outcome.error.detail = withPlace(error.detail, *m_request.dashboard, place.line, place.column);
    }

    bool findTables()
    {
        Result<QStringList> missing = missingTables(m_names, m_request.dashboard->tables + panel().tables);
        if (!missing) {
            failWith(missing.error());
            return false;
        }
        m_outcome.missing = *missing;
        if (!missing->isEmpty())
            m_outcome.state = PanelOutcome::State::NeedsTables;
        return missing->isEmpty();
    }

    void refuse()
    {
        m_outcome.state = PanelOutcome::State::TooDear;
        m_outcome.data.remarks = m_remarks;
    }

    // What runs within the frame, the query at the end.
    static std::vector<Statement> prepared(const PanelRequest &request, const QString &path, Statement query)
    {
        std::vector<Statement> statements;
        // The edges that are read from the table lie together in it, which the planner does not see in a bitmap of two
        // ranges: it expects a page for each row, would call the rollup as expensive as the table, and might read all
        // of it.
        if (request.context.precision == Precision::Rollup)
            statements.push_back(
                {u"SELECT pg_catalog.set_config('seq_page_cost', '0.1', true),"
                 " pg_catalog.set_config('random_page_cost', '0.11', true)"_s,
                 {}});
        statements.push_back(pathOf(path));
        statements.push_back(std::move(query));
        return statements;
    }

    std::optional<double> costOf(const PanelRequest &request)
    {
        const auto placed = m_names.placed(panelStatement(request));
        if (!placed) {
            failWith(placed.error(), &request);
            return std::nullopt;
        }
        Statement explained = placed->statement;
        explained.sql.prepend(u"EXPLAIN (FORMAT JSON) "_s);
        auto answers =
            readFramed(m_session, prepared(request, placed->path, std::move(explained)), m_limits.timeoutMs, zone());
        if (!answers) {
            Error error = answers.error();
            // The position is that of the query, without our word before it.
            const qsizetype within = error.position - QLatin1StringView("EXPLAIN (FORMAT JSON) ").size();
            error.position = std::max<qsizetype>(0, placed->positionBefore(within));
            failWith(error, &request);
            return std::nullopt;
        }
        const std::optional<double> cost = costIn(answers->back());
        if (!cost)
            failWith(makeError(ErrorKind::Internal, tr("The plan of the query cannot be read")));
        return cost;
    }

    // Whether the rollup can answer, cheaply enough.
    bool useRollup(bool expensive)
    {
        if (!panel().rollup)
            return false;
        const Result<QStringList> missing = missingTables(m_names, {panel().rollupTable});
        if (!missing || !missing->isEmpty() || !findCells())
            return false;
        // It is nearly exact, so it is asked also where it costs more than the limit, if much less than the table.
        return isCheap(Precision::Rollup, 1, std::max(expensive ? m_limits.mostCost : 0, m_outcome.cost / 2));
    }

    // Whether the rollup holds whole cells of what is asked for.
    bool findCells()
    {
        if (!readsCells(panel()))
            return true;
        const auto read = readRollupCover(m_session, panel().rollupTable);
        const auto cover = read ? *read : std::nullopt;
        if (!cover)
            return false;
        m_request.context.rollup = *cover;
        return rollupPieces(m_request).has_value();
    }

    // A larger share where the table has few blocks, if that is not too expensive.
    bool useSample()
    {
        if (!canBeSampled(panel()))
            return false;
        const double blocks = blocksOf(sampledTable(panel()));
        constexpr double MostOfTable = 0.5;
        const double larger = blocks > 0 ? std::min(MostOfTable, LeastSampleBlocks / blocks) : 0;
        if (larger > m_limits.sampleShare && isCheap(Precision::Sample, larger, m_limits.mostCost))
            return true;
        return isCheap(Precision::Sample, m_limits.sampleShare, m_limits.mostCost);
    }

    // Of the table and all its partitions, by the statistics; 0 when that is not known.
    double blocksOf(const QString &table)
    {
        const auto places = m_names.find({relationNamed(table)});
        if (!places || places->front().oid.isEmpty())
            return 0;
        const auto answer =
            m_session
                .query(
                    {u"SELECT pg_catalog.sum(greatest(c.relpages, 0))::pg_catalog.float8 FROM pg_catalog.pg_class c"
                     " WHERE c.oid OPERATOR(pg_catalog.=) $1::pg_catalog.oid OR c.oid OPERATOR(pg_catalog.=) ANY"
                     " (SELECT t.relid FROM pg_catalog.pg_partition_tree($1::pg_catalog.oid::pg_catalog.regclass) t"
                     " WHERE t.isleaf)"_s,
                     {places->front().oid}})
                .result();
        return answer && answer->rows.rowCount() > 0 ? answer->rows.real(0, 0) : 0;
    }

    // The parts of the sample, in one transaction.
    Result<SampleAnswer> askParts()
    {
        PanelRequest part = m_request;
        part.context.sampleShare = m_request.context.sampleShare / SampleParts;
        const auto mostOfPart = std::max<qsizetype>(1, mostRows() / SampleParts);
        std::vector<Statement> statements;
        for (int i = 1; i <= SampleParts; ++i) {
            part.context.samplePart = i;
            ASSIGN_OR_RETURN(const auto placed, m_names.placed(panelStatement(part)));
            statements.push_back(pathOf(placed.path));
            statements.push_back(capped(placed.statement, mostOfPart));
        }
        ASSIGN_OR_RETURN(auto answers, readFramed(m_session, std::move(statements), m_limits.timeoutMs, zone()));
        SampleAnswer sample;
        for (size_t i = 1; i < answers.size(); i += 2) {
            cut(answers[i].rows, mostOfPart);
            sample.parts.push_back(std::move(answers[i].rows));
        }
        return sample;
    }

    // What the sample has nothing of is counted whole; false where that is too expensive: better to ask than to show a
    // zero or a gap that only the sample has.
    Result<bool> countMissing(SampleAnswer &sample)
    {
        const bool isEmpty =
            std::ranges::all_of(sample.parts, [](const connection::RowBatch &rows) { return rows.rowCount() == 0; });
        if (isEmpty)
            return false;
        constexpr size_t MostRanges = 40;
        const std::vector<TimeRange> missing = missingIn(sample, m_request.context);
        if (missing.size() > MostRanges)
            return false;
        double spent = 0;
        for (const TimeRange &range : missing) {
            PanelRequest whole = m_request;
            whole.context.precision = Precision::Exact;
            whole.context.sampleShare = 1;
            whole.context.range = range;
            whole.context.previous = {};
            const std::optional<double> cost = costOf(whole);
            if (!cost)
                return fail(m_outcome.error);
            spent += *cost;
            if (spent > std::max(m_limits.mostCost, m_limits.rollupCost))
                return false;
            ASSIGN_OR_RETURN(const auto placed, m_names.placed(panelStatement(whole)));
            ASSIGN_OR_RETURN(
                auto answers,
                readFramed(m_session, prepared(whole, placed.path, placed.statement), m_limits.timeoutMs, zone()));
            sample.whole.push_back(std::move(answers.back().rows));
        }
        m_request.context.counted = missing;
        return true;
    }

    // Whether it could be shown; else it is to be asked for.
    bool askSample()
    {
        QElapsedTimer timer;
        timer.start();
        Result<SampleAnswer> sample = askParts();
        if (!sample) {
            Error error = sample.error();
            error.position = 0; // of which part nobody knows
            failWith(error, &m_request);
            return true;
        }
        const Result<bool> isWhole = countMissing(*sample);
        if (!isWhole) {
            failWith(isWhole.error());
            return true;
        }
        if (!*isWhole) {
            m_remarks << tr("A sample has nothing of some marks, which it would show as zero or not at all");
            return false;
        }
        Result<PanelData> data = panelDataOf(panel(), *sample, m_request.context, isScaledUp(panel()));
        if (!data) {
            failWith(data.error(), &m_request);
            return true;
        }
        if (!m_request.context.counted.empty())
            data->remarks << tr("What the sample has nothing of was counted whole");
        checkHistory(*data);
        data->remarks += m_remarks;
        data->cutAfter = m_cutAfter;
        data->milliseconds = double(timer.elapsed());
        m_outcome.data = std::move(*data);
        m_outcome.state = PanelOutcome::State::Shown;
        m_outcome.error = {};
        addSampleMoments();
        addWatchMarks(m_outcome.data, panel());
        return true;
    }

    void addSampleMoments()
    {
        if (!hasMomentsAsked())
            return;
        const auto moments = m_names.placed(momentsStatement(m_request));
        if (!moments)
            return;
        auto answers = readFramed(m_session, {pathOf(moments->path), moments->statement}, m_limits.timeoutMs, zone());
        if (answers)
            takeMoments(m_outcome.data, answers->back().rows);
    }

    // A rollup that was made for other columns is as good as none.
    void forgetUnfit()
    {
        static const QStringList unfit{u"42703"_s, u"42P01"_s, u"42883"_s, u"42804"_s};
        if (!unfit.contains(m_outcome.error.sqlState))
            return;
        m_remarks << tr("%1 does not fit this panel: %2. Drop it and create it again.")
                         .arg(panel().rollupTable, m_outcome.error.message);
        m_outcome.error = {};
    }

    bool isCheap(Precision precision, double share, double most)
    {
        PanelRequest cheaper = m_request;
        cheaper.context.precision = precision;
        cheaper.context.sampleShare = share;
        const std::optional<double> cost = costOf(cheaper);
        if (!cost && precision == Precision::Rollup)
            forgetUnfit();
        if (!cost || *cost > most)
            return false;
        m_request = cheaper;
        return true;
    }

    bool hasMomentsAsked()
    {
        const auto &moments = m_request.dashboard->moments;
        if (!moments || !takesMoments(m_request))
            return false;
        const Result<QStringList> missing = missingTables(m_names, moments->tables);
        return missing && missing->isEmpty();
    }

    // Whether anything was recorded before the previous period begins, and if not, about when recording begins: an
    // incomplete period makes a rise of its own. Read from the rows behind the marks, which have an index by time where
    // anything has; what takes longer than a moment is left.
    void checkHistory(PanelData &data)
    {
        const PanelContext &context = m_request.context;
        const auto previous = std::ranges::find_if(
            data.series, [](const Series &one) { return one.isPrevious && !one.points.empty() && !one.isRest; });
        if (!context.previous.isValid() || previous == data.series.end())
            return;
        // A mark where the previous period begins says enough.
        if (!previous->trueBuckets.empty() && previous->points.front().n > 0)
            return;
        // Replaced by each of the moments that are asked about.
        const QDateTime any(QDate(8888, 8, 8), QTime(8, 8, 8, 888), Qt::UTC);
        const QString condition = drillConditionBefore(m_request, *previous, any);
        if (condition.isEmpty())
            return;
        const std::optional<DrillDefinition> &drill = panel().drill;
        if (!drill)
            return;
        const auto rows = m_names.placedRows({drill->schema, drill->relation}, condition);
        if (!rows)
            return;
        constexpr int Steps = 40; // of both periods
        const qint64 step = std::max<qint64>(1, context.previous.from.msecsTo(context.range.to) / Steps);
        QString asked = u"SELECT CASE"_s;
        for (int i = 0; i < Steps; ++i) {
            QString until = rows->condition;
            until.replace(
                QString::fromUtf8(instantBytes(any)),
                QString::fromUtf8(instantBytes(context.previous.from.addMSecs(i * step))));
            asked += u" WHEN EXISTS (SELECT 1 FROM %1 WHERE (%2\n)) THEN %3"_s.arg(
                sql::quoteQualified(rows->schema, drill->relation), until, QString::number(i));
        }
        constexpr int Moment = 2000;
        const auto answers = readFramed(m_session, {pathOf(rows->path), {asked + u" END"_s, {}}}, Moment, zone());
        if (!answers || answers->back().rows.rowCount() == 0 || answers->back().rows.isNull(0, 0))
            return;
        const qint64 at = answers->back().rows.integer(0, 0);
        // Within the first twentieth of the period it is as good as whole.
        if (at > 1)
            forgetBefore(
                data, context.previous.from.addMSecs((at - 1) * step), context.previous.from.addMSecs(at * step));
    }

    static void takeMoments(PanelData &data, const connection::RowBatch &rows)
    {
        addMoments(data, rows);
        if (rows.rowCount() > MostMoments)
            data.remarks << tr("Only the last %1 moments are marked; there are more").arg(MostMoments);
    }

    // No more than there is room for, and one, which tells that there are more.
    static constexpr QLatin1StringView CapBefore{"SELECT * FROM ("};
    static Statement capped(Statement query, qsizetype most)
    {
        query.sql = CapBefore + query.sql + u"\n) AS capped LIMIT "_s + QString::number(most + 1);
        return query;
    }
    [[nodiscard]] qsizetype mostRows() const { return panel().cap > 0 ? panel().cap : m_limits.mostRows; }

    // What is beyond the cap is told, once.
    void cut(connection::RowBatch &rows, qsizetype most)
    {
        if (rows.rowCount() <= most)
            return;
        rows = firstRows(rows, most);
        if (std::exchange(m_cutAfter, mostRows()) != 0)
            return;
        m_remarks << tr("Cut after %1 rows, so what is shown is not whole. Choose a shorter range or a filter, or "
                        "answer fewer rows in the query.")
                         .arg(countText(mostRows()));
    }

    void failAsking(Error error, const NameFinder::Placed &panelQuery, bool hasMoments)
    {
        const auto &moments = m_request.dashboard->moments;
        const bool isOfMoments = hasMoments && error.statement == m_momentsSql;
        const qsizetype within = error.position - CapBefore.size();
        error.position = error.position > 0 ? std::max<qsizetype>(0, panelQuery.positionBefore(within)) : 0;
        if (!moments || !isOfMoments)
            return failWith(error, &m_request);
        error.detail = withPlace(error.detail, *m_request.dashboard, moments->queryLine, 0);
        error.position = 0;
        failWith(error);
        m_outcome.line = moments->queryLine;
    }

    void ask()
    {
        const bool hasMoments = hasMomentsAsked();
        const auto placed = m_names.placed(panelStatement(m_request));
        if (!placed)
            return failWith(placed.error(), &m_request);
        std::vector<Statement> statements = prepared(m_request, placed->path, capped(placed->statement, mostRows()));
        if (hasMoments) {
            const auto moments = m_names.placed(momentsStatement(m_request));
            if (!moments)
                return failWith(moments.error());
            m_momentsSql = moments->statement.sql;
            statements.insert(statements.begin(), {pathOf(moments->path), moments->statement});
        }
        auto answers = readFramed(m_session, std::move(statements), m_limits.timeoutMs, zone());
        if (!answers)
            return failAsking(answers.error(), *placed, hasMoments);
        cut(answers->back().rows, mostRows());
        Result<PanelData> data = panelDataOf(panel(), answers->back().rows, m_request.context);
        if (!data)
            return failWith(data.error(), &m_request);
        if (m_request.context.precision == Precision::Rollup && m_request.context.rollup.isValid())
            data->remarks
                << tr("The rollup is as of %1; rows added later for its period are missing until it is refreshed")
                       .arg(instantText(m_request.context.rollup.refreshed, m_request.context.zone));
        checkHistory(*data);
        if (hasMoments) {
            takeMoments(*data, (*answers)[1].rows);
        }
        addWatchMarks(*data, panel());
        data->remarks += m_remarks;
        data->cutAfter = m_cutAfter;
        data->milliseconds = answers->back().milliseconds;
        m_outcome.data = std::move(*data);
        m_outcome.state = PanelOutcome::State::Shown;
        m_outcome.error = {};
    }

    Session &m_session;
    PanelRequest m_request;
    PanelLimits m_limits;
    NameFinder m_names;
    PanelOutcome m_outcome;
    QStringList m_remarks;
    qsizetype m_cutAfter = 0;
    QString m_momentsSql;
};

} // namespace

PanelOutcome runPanel(Session &session, const PanelRequest &request, const PanelLimits &limits)
{
    return PanelRun(session, request, limits).run();
}

Result<QStringList> missingTables(Session &session, const QStringList &tables)
{
    NameFinder names(session);
    return missingTables(names, tables);
}

Result<OpenedRows> openRows(Session &session, const QString &schema, const QString &relation, const QString &condition)
{
    ASSIGN_OR_RETURN(auto rows, NameFinder(session).placedRows({schema, relation}, condition));
    // Whether the database knows the names, and the session lets their functions pass.
    const Statement asked{
        u"EXPLAIN SELECT 1 FROM %1 WHERE (%2\n)"_s.arg(sql::quoteQualified(rows.schema, relation), rows.condition), {}};
    constexpr int Patience = 10'000;
    if (const auto known = readFramed(session, {pathOf(rows.path), asked}, Patience, "UTC"); !known)
        return fail(withNamesExplained(known.error()));
    return OpenedRows{std::move(rows.schema), std::move(rows.condition)};
}

static Result<FilterValues> readValues(Session &session, const Statement &query, int timeoutMs)
{
    ASSIGN_OR_RETURN(const auto placed, NameFinder(session).placed(query));
    auto answers = readFramed(session, {pathOf(placed.path), placed.statement}, timeoutMs, "UTC");
    if (!answers)
        return fail(withNamesExplained(answers.error()));
    FilterValues values;
    const connection::RowBatch &rows = answers->back().rows;
    for (qsizetype row = 0; row < rows.rowCount(); ++row)
        values.emplace_back(rows.text(row, 0), rows.text(row, 1));
    return values;
}

Result<FilterValues> readFilterValues(Session &session, const FilterDefinition &filter, int timeoutMs)
{
    return readValues(session, filterStatement(filter), timeoutMs);
}

Result<FilterValues> readFilterValues(
    Session &session, const DashboardDefinition &dashboard, const FilterDefinition &filter, const FilterChoice &chosen,
    int timeoutMs)
{
    Result<FilterValues> values = readValues(session, filterStatement(dashboard, filter, chosen), timeoutMs);
    if (!values && values.error().kind != ErrorKind::Connection)
        values.error().detail = withPlace(values.error().detail, dashboard, filter.valuesLine, 0);
    return values;
}

} // namespace howdah::metrics
