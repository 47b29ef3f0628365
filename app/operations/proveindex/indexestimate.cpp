// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/proveindex/indexestimate.h"

#include "base/propagate.h"
#include "operations/proveindex/provable.h"
#include "operations/tr.h"
#include "plan/read/planreader.h"
#include "sql/quote.h"

using namespace Qt::StringLiterals;

namespace howdah::operations {

namespace {

using connection::Session;

const QString HypopgSql =
    u"SELECT n.nspname FROM pg_catalog.pg_extension e JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) "
    "e.extnamespace WHERE e.extname OPERATOR(pg_catalog.=) 'hypopg'"_s;

Result<plan::Plan> planOf(Session &session, const QString &statement)
{
    ASSIGN_OR_RETURN(const auto answer, session.query({u"EXPLAIN (FORMAT JSON) "_s + statement, {}}).result());
    ASSIGN_OR_RETURN(const auto reading, plan::readPlans(answer.rows.text(0, 0).toUtf8()));
    return reading.plans.front();
}

double costOf(const plan::Plan &plan) { return plan.nodes.empty() ? 0 : plan.nodes.front().totalCost.value_or(0); }

Result<IndexEstimate> estimate(
    Session &session, const QString &schema, const QString &statement, double without,
    const plan::IndexCandidate &candidate)
{
    IndexEstimate estimate{.costWithout = without};
    const QString function = sql::quoteIdentifier(schema);
    const auto made = session
                          .query(
                              {u"SELECT h.indexname FROM %1.hypopg_create_index($1::pg_catalog.text) h"_s.arg(function),
                               {candidate.createSql(false).toUtf8()}})
                          .result();
    if (!made && made.error().kind != ErrorKind::Server)
        return fail(made.error());
    if (!made) {
        estimate.refused = made.error().message;
        return estimate;
    }
    const QString name = made->rows.text(0, 0);
    const auto with = planOf(session, statement);
    RETURN_IF_ERROR(session.query({u"SELECT %1.hypopg_reset()"_s.arg(function), {}}).result());
    if (!with)
        return fail(with.error());
    estimate.costWith = costOf(*with);
    // A scan of a bitmap names it without the relation.
    estimate.used = std::ranges::any_of(with->nodes, [&](const plan::Node &node) { return node.index == name; });
    return estimate;
}

} // namespace

Result<std::optional<std::vector<IndexEstimate>>> estimateIndexes(
    const connection::ConnInfo &target, const QString &statement, const std::vector<plan::IndexCandidate> &candidates,
    const std::stop_token &stop)
{
    RETURN_IF_ERROR(checkProvable(statement));
    connection::SessionOptions options;
    options.name = u"index estimate"_s;
    options.readOnly = true;
    options.names = connection::Names::OfDatabase;
    Session session(options);
    const std::stop_callback cancel(stop, [&session] { session.cancel(); });
    RETURN_IF_ERROR(session.open(target).result());
    ASSIGN_OR_RETURN(const auto found, session.query({HypopgSql, {}}).result());
    if (found.rows.rowCount() == 0)
        return std::nullopt;
    ASSIGN_OR_RETURN(const auto pooling, session.pooling().result());
    if (pooling == connection::Pooling::Transaction || pooling == connection::Pooling::Unknown)
        return fail(connection::needsOwnServer(tr("An estimate with hypothetical indexes")));
    RETURN_IF_ERROR(session.query({u"SET statement_timeout = '30s'"_s, {}}).result());
    ASSIGN_OR_RETURN(const plan::Plan without, planOf(session, statement));
    std::vector<IndexEstimate> estimates;
    for (const plan::IndexCandidate &candidate : candidates) {
        if (stop.stop_requested())
            return fail(ErrorKind::Cancelled, tr("Cancelled"));
        ASSIGN_OR_RETURN(
            const IndexEstimate one, estimate(session, found.rows.text(0, 0), statement, costOf(without), candidate));
        estimates.push_back(one);
    }
    return estimates;
}

} // namespace howdah::operations
