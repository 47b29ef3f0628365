// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/migrationproposal.h"

#include "base/propagate.h"
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

bool goesDown(const Plan &plan)
{
    return std::ranges::any_of(plan.steps, [](const Step &step) { return step.direction == Direction::Down; });
}

Result<MigrationProposal>
propose(connection::Session &session, const MigrationPlace &place, const History &history, const Request &request)
{
    MigrationProposal proposal;
    ASSIGN_OR_RETURN(proposal.plan, makePlan(session, place.dialect, place.source, history, request));
    proposal.guarded = place.guarded;
    ASSIGN_OR_RETURN(Risks risks, findRisks(place.target, proposal.plan, place.source.pack));
    proposal.losses = std::move(risks.losses);
    proposal.uncovered = std::move(risks.uncovered);
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

QStringList namesToType(const MigrationProposal &proposal, const QString &database)
{
    QStringList names = connection::namesToType(proposal.danger.applying, database);
    if (goesDown(proposal.plan))
        names.prepend(proposal.plan.steps.back().version.text());
    return names;
}

} // namespace howdah::operations
