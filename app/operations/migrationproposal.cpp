// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/migrationproposal.h"

#include "base/propagate.h"
#include "migration/plan/invalidindex.h"
#include "migration/run/safetyreach.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::operations {

using namespace migration;

static Result<PlanDanger> dangerOf(const MigrationPlace &place, const Plan &plan)
{
    connection::Session session(
        {.name = u"migrate, what goes"_s, .readOnly = true, .names = connection::Names::OfDatabase});
    RETURN_IF_ERROR(session.open(place.target).result());
    return findDanger(session, plan, place.source.pack.schema);
}

// On a session that sees the names of the database, as the run's own: by them the index is found.
static Result<void> lookAtRemains(const MigrationPlace &place, Plan &plan)
{
    if (!mayHaveRemains(plan))
        return {};
    connection::Session session(
        {.name = u"migrate, what is left"_s, .readOnly = true, .names = connection::Names::OfDatabase});
    RETURN_IF_ERROR(session.open(place.target).result());
    return migration::lookAtRemains(session, plan, place.source.pack.schema);
}

// As in CI, where a new database is made for each run: files that drop or change what they have made take nothing then.
static Result<bool> holdsNoTable(connection::Session &session)
{
    ASSIGN_OR_RETURN(
        const connection::Answer answer,
        session
            .query(
                {u"SELECT NOT EXISTS (SELECT FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid "
                 "OPERATOR(pg_catalog.=) c.relnamespace WHERE c.relkind OPERATOR(pg_catalog.=) ANY "
                 "(ARRAY['r', 'p', 'm', 'f']::pg_catalog.\"char\"[]) AND n.nspname OPERATOR(pg_catalog.!~) "
                 "'^(pg_|information_schema$|howdah$)')"_s,
                 {}})
            .result());
    return answer.rows.boolean(0, 0);
}

bool goesDown(const Plan &plan)
{
    return std::ranges::any_of(plan.steps, [](const Step &step) { return step.direction == Direction::Down; });
}

Result<MigrationProposal>
propose(connection::Session &session, const MigrationPlace &place, const History &history, const Request &request)
{
    MigrationProposal proposal;
    ASSIGN_OR_RETURN(proposal.plan, makePlan(session, place.dialect, place.source, history, request));
    RETURN_IF_ERROR(lookAtRemains(place, proposal.plan));
    proposal.guarded = place.guarded;
    ASSIGN_OR_RETURN(Risks risks, findRisks(place.target, proposal.plan, place.source.pack));
    if (!risks.losses.empty() && !goesDown(proposal.plan)) {
        ASSIGN_OR_RETURN(proposal.intoNothing, holdsNoTable(session));
    }
    proposal.losses = std::move(risks.losses);
    proposal.uncovered = std::move(risks.uncovered);
    if (place.guarded && !proposal.plan.steps.empty()) {
        ASSIGN_OR_RETURN(proposal.danger, dangerOf(place, proposal.plan));
    }
    return proposal;
}

Result<MigrationProposal> proposeToApply(const MigrationPlace &place, Plan plan)
{
    MigrationProposal proposal;
    proposal.plan = std::move(plan);
    proposal.guarded = place.guarded;
    proposal.losses = risksOf(proposal.plan);
    if (place.guarded && !proposal.plan.steps.empty()) {
        ASSIGN_OR_RETURN(proposal.danger, dangerOf(place, proposal.plan));
    }
    return proposal;
}

Result<std::vector<Loss>>
countLosses(connection::Session &session, const MigrationProposal &proposal, const QString &schema)
{
    ASSIGN_OR_RETURN(std::vector<Loss> counted, migration::countLosses(session, proposal.losses, schema));
    return findDependents(session, std::move(counted));
}

// An empty table that goes takes no rows with it; what hangs on it may be somebody else's.
static bool isLoss(const Loss &loss)
{
    const bool isEmpty = loss.exact && loss.rows == 0;
    return loss.kind == LossKind::Other || (loss.exists && !isEmpty) || !loss.dependents.empty();
}

bool takesNothing(const MigrationProposal &proposal, const std::vector<Loss> &counted)
{
    const Action action = proposal.plan.request.action;
    return (action == Action::Run || action == Action::To) && !goesDown(proposal.plan) && proposal.uncovered.isEmpty()
        && !proposal.restore // rows may get other values
        && (proposal.intoNothing || std::ranges::none_of(counted, isLoss));
}

QStringList namesToType(const MigrationProposal &proposal, const QString &database)
{
    QStringList names = connection::namesToType(proposal.danger.applying, database);
    if (goesDown(proposal.plan))
        names.prepend(proposal.plan.steps.back().version.text());
    if (proposal.restore && !names.contains(database))
        names << database; // as of a restore alone
    return names;
}

} // namespace howdah::operations
