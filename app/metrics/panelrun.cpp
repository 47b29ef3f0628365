// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/panelrun.h"

#include "metrics/paneltable.h"
#include "metrics/rolluprefresh.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace howdah::metrics {

namespace {

using connection::PipelineAnswer;
using connection::Session;
using connection::Statement;

QString tr(const char *text) { return QCoreApplication::translate("Metrics", text); }

// What frames every read of ours: nothing can be written, nothing runs for ever, and times come in a form that is
// known. All of it ends with the transaction.
std::vector<Statement> frameBegin(int timeoutMs, const QByteArray &zone)
{
    return {
        {u"BEGIN TRANSACTION READ ONLY"_s, {}},
        {u"SELECT set_config('statement_timeout', $1, true), set_config('timezone', $2, true),"
         " set_config('datestyle', 'ISO', true), set_config('intervalstyle', 'iso_8601', true)"_s,
         {QByteArray::number(timeoutMs), zone}},
    };
}

// Answers of the statements between the frame's.
Result<std::vector<connection::Answer>>
readFramed(Session &session, std::vector<Statement> statements, int timeoutMs, const QByteArray &zone)
{
    std::vector<Statement> all = frameBegin(timeoutMs, zone);
    const size_t before = all.size();
    std::ranges::move(statements, std::back_inserter(all));
    all.push_back({u"COMMIT"_s, {}});
    Result<PipelineAnswer> answer = session.pipeline(std::move(all)).result();
    if (!answer)
        return std::unexpected(answer.error());
    if (answer->error)
        return std::unexpected(*answer->error);
    std::vector<connection::Answer> wanted(
        std::make_move_iterator(answer->answers.begin() + qsizetype(before)),
        std::make_move_iterator(answer->answers.end() - 1));
    return wanted;
}

Error inWords(const Error &error, const PanelLimits &limits)
{
    // query_canceled without somebody who cancelled: the timeout.
    if (error.sqlState != "57014"_L1 || error.kind == ErrorKind::Cancelled)
        return error;
    Error told = error;
    told.kind = ErrorKind::Timeout;
    told.message = tr("The query was stopped after %1 s").arg(limits.timeoutMs / 1000.0);
    told.hint = tr("Choose a shorter range or a filter.");
    return told;
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

// One panel on its way to an answer.
class PanelRun final
{
public:
    PanelRun(Session &session, const PanelRequest &request, const PanelLimits &limits)
        : m_session(session)
        , m_request(request)
        , m_limits(limits)
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
        const bool dear = *cost > m_limits.mostCost;
        const bool rolled = (dear || *cost > m_limits.rollupCost) && useRollup(dear);
        if (rolled || (!dear && m_outcome.error.message.isEmpty()) || (dear && useSample()))
            ask();
        else if (m_outcome.error.message.isEmpty())
            refuse();
        return m_outcome;
    }

private:
    [[nodiscard]] const PanelDefinition &panel() const { return *m_request.panel; }
    [[nodiscard]] QByteArray zone() const { return m_request.context.zone.id(); }

    void failWith(const Error &error)
    {
        m_outcome.state = PanelOutcome::State::Failed;
        m_outcome.error = inWords(error, m_limits);
    }

    bool findTables()
    {
        Result<QStringList> missing = missingTables(m_session, m_request.dashboard->tables + panel().tables);
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
    static std::vector<Statement> prepared(const PanelRequest &request, Statement query)
    {
        std::vector<Statement> statements;
        // The edges that are read from the table lie together in it, which the planner does not see in a bitmap of two
        // ranges: it expects a page for each row, would call the rollup as dear as the table, and might read all of it.
        if (request.context.precision == Precision::Rollup)
            statements.push_back(
                {u"SELECT set_config('seq_page_cost', '0.1', true), set_config('random_page_cost', '0.11', true)"_s,
                 {}});
        statements.push_back(std::move(query));
        return statements;
    }

    std::optional<double> costOf(const PanelRequest &request)
    {
        Statement explained = panelStatement(request);
        explained.sql.prepend(u"EXPLAIN (FORMAT JSON) "_s);
        auto answers = readFramed(m_session, prepared(request, std::move(explained)), m_limits.timeoutMs, zone());
        if (!answers) {
            Error error = answers.error();
            // The position is that of the query, without our word before it.
            error.position =
                std::max<qsizetype>(0, error.position - QLatin1StringView("EXPLAIN (FORMAT JSON) ").size());
            failWith(error);
            return std::nullopt;
        }
        const std::optional<double> cost = costIn(answers->back());
        if (!cost)
            failWith(makeError(ErrorKind::Internal, tr("The plan of the query cannot be read")));
        return cost;
    }

    // Whether the rollup can answer, cheaply enough.
    bool useRollup(bool dear)
    {
        if (!panel().rollup)
            return false;
        const Result<QStringList> missing = missingTables(m_session, {panel().rollupTable});
        if (!missing || !missing->isEmpty() || !findCells())
            return false;
        // It is nearly exact, so it is asked also where it costs more than the limit, if much less than the table.
        return isCheap(Precision::Rollup, 1, std::max(dear ? m_limits.mostCost : 0, m_outcome.cost / 2));
    }

    // Whether the rollup holds whole cells of what is asked for.
    bool findCells()
    {
        if (!readsCells(panel()))
            return true;
        const auto cover = readRollupCover(m_session, panel().rollupTable);
        if (!cover || !*cover)
            return false;
        m_request.context.rollup = **cover;
        return rollupPieces(m_request).has_value();
    }

    bool useSample()
    {
        return canBeSampled(panel()) && isCheap(Precision::Sample, m_limits.sampleShare, m_limits.mostCost);
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
        if (!takesMoments(m_request))
            return false;
        const Result<QStringList> missing = missingTables(m_session, m_request.dashboard->moments->tables);
        return missing && missing->isEmpty();
    }

    void ask()
    {
        const bool hasMoments = hasMomentsAsked();
        std::vector<Statement> statements = prepared(m_request, panelStatement(m_request));
        if (hasMoments)
            statements.insert(statements.begin(), momentsStatement(m_request));
        auto answers = readFramed(m_session, std::move(statements), m_limits.timeoutMs, zone());
        if (!answers) {
            failWith(answers.error());
            return;
        }
        Result<PanelData> data = panelDataOf(panel(), answers->back().rows, m_request.context);
        if (!data) {
            failWith(data.error());
            return;
        }
        if (m_request.context.precision == Precision::Rollup && m_request.context.rollup.isValid())
            data->remarks << tr("The rollup is as of %1; rows that came later into its time are missing until it is "
                                "refreshed")
                                 .arg(instantText(m_request.context.rollup.refreshed, m_request.context.zone));
        if (hasMoments)
            addMoments(*data, answers->front().rows);
        data->remarks += m_remarks;
        data->milliseconds = answers->back().milliseconds;
        m_outcome.data = std::move(*data);
        m_outcome.state = PanelOutcome::State::Shown;
        m_outcome.error = {};
    }

    Session &m_session;
    PanelRequest m_request;
    PanelLimits m_limits;
    PanelOutcome m_outcome;
    QStringList m_remarks;
};

} // namespace

PanelOutcome runPanel(Session &session, const PanelRequest &request, const PanelLimits &limits)
{
    return PanelRun(session, request, limits).run();
}

Result<QStringList> missingTables(Session &session, const QStringList &tables)
{
    if (tables.isEmpty())
        return QStringList();
    QByteArray names = "{";
    for (const QString &table : tables) {
        QByteArray quoted = table.toUtf8();
        quoted.replace('\\', "\\\\").replace('"', "\\\"");
        names += (names.size() > 1 ? ",\"" : "\"") + quoted + '"';
    }
    names += '}';
    Result<connection::Answer> answer =
        session
            .query(
                {u"SELECT name FROM unnest($1::text[]) WITH ORDINALITY AS wanted(name, place)"
                 " WHERE to_regclass(name) IS NULL OR NOT has_any_column_privilege(to_regclass(name), 'SELECT')"
                 " ORDER BY place"_s,
                 {names}})
            .result();
    if (!answer)
        return std::unexpected(answer.error());
    QStringList missing;
    for (qsizetype row = 0; row < answer->rows.rowCount(); ++row)
        missing.append(answer->rows.text(row, 0));
    return missing;
}

Result<QString> schemaOf(Session &session, const QString &relation)
{
    const auto answer = session
                            .query(
                                {u"SELECT n.nspname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
                                 " WHERE c.oid = to_regclass(quote_ident($1))"_s,
                                 {relation.toUtf8()}})
                            .result();
    if (!answer)
        return fail(answer.error());
    if (answer->rows.rowCount() == 0)
        return fail(
            ErrorKind::NotFound, tr("The search path of this connection leads to no table %1").arg(relation),
            tr("Name its schema in the dashboard: schema.table."));
    return answer->rows.text(0, 0);
}

Result<FilterValues> readFilterValues(Session &session, const FilterDefinition &filter, int timeoutMs)
{
    auto answers = readFramed(session, {filterStatement(filter)}, timeoutMs, "UTC");
    if (!answers)
        return std::unexpected(answers.error());
    FilterValues values;
    const connection::RowBatch &rows = answers->front().rows;
    for (qsizetype row = 0; row < rows.rowCount(); ++row)
        values.emplace_back(rows.text(row, 0), rows.text(row, 1));
    return values;
}

} // namespace howdah::metrics
