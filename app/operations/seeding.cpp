// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/seeding.h"

#include "base/propagate.h"

using namespace Qt::StringLiterals;

namespace howdah::operations {

using namespace migration;

Result<SeedProposal>
proposeSeeds(connection::Session &session, const MigrationPlace &place, const History &history, bool again)
{
    SeedProposal proposal;
    ASSIGN_OR_RETURN(proposal.seeds, readSeeds(place.source));
    RETURN_IF_ERROR(readSeedHistory(session, proposal.seeds));
    ASSIGN_OR_RETURN(proposal.run, proposeToApply(place, planSeeds(proposal.seeds, history, again)));
    return proposal;
}

Result<std::optional<SeedReport>>
runSeeds(const SeedOrder &order, Decision &decision, RunObserver *observer, const std::stop_token &stop)
{
    using Outcome = std::optional<SeedReport>;
    const MigrationProposal &proposal = order.proposal.run;
    if (proposal.guarded) {
        NamesQuestion question{NamesQuestion::Reason::Production, {}, {}};
        for (const connection::Impact &one : proposal.danger.applying)
            question.things << connection::describe(one);
        question.names = namesToType(proposal, order.place.target.value(u"dbname"_s));
        if (!question.names.isEmpty()) {
            ASSIGN_OR_RETURN(const bool named, decision.areNamed(question));
            if (!named)
                return Outcome();
        }
    }
    ASSIGN_OR_RETURN(connection::Session *const session, order.openForFiles());
    if (proposal.guarded) {
        RETURN_IF_ERROR(stillAsAgreed(*session, proposal.plan, order.place.source.pack.schema, proposal.danger));
    }
    ASSIGN_OR_RETURN(
        SeedReport report,
        migration::runSeeds(
            *session, order.place.dialect, order.place.source, proposal.plan, order.options, observer, stop));
    return Outcome(std::move(report));
}

} // namespace howdah::operations
