// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/migrationrun.h"

#include "base/propagate.h"
#include "operations/tr.h"

using namespace Qt::StringLiterals;

namespace howdah::operations {

using namespace migration;

namespace {

// To look who stands in the way of a run.
std::unique_ptr<connection::Session> openBeside(const connection::ConnInfo &target)
{
    auto session = std::make_unique<connection::Session>(connection::SessionOptions{.name = u"migrate, watching"_s});
    return session->open(target).result() ? std::move(session) : nullptr;
}

Result<bool> isProductionNamed(const MigrationOrder &order, Decision &decision)
{
    if (!order.proposal.guarded)
        return true;
    NamesQuestion question{NamesQuestion::Reason::Production, {}, {}};
    for (const connection::Impact &one : order.proposal.danger.applying)
        question.things << connection::describe(one);
    question.names = namesToType(order.proposal, order.place.target.value(u"dbname"_s));
    return question.names.isEmpty() ? Result<bool>(true) : decision.areNamed(question);
}

// All that the run can take, or nothing runs: a copy that was wanted and cannot be made is no reason to go on without.
// What no copy holds goes only when it was named.
Result<bool>
copyFirst(const MigrationOrder &order, Decision &decision, MigrationRunObserver &observer, const std::stop_token &stop)
{
    if (order.safetyCopy.isEmpty())
        return true;
    ASSIGN_OR_RETURN(
        const SafetyReach reach, findReach(order.place.target, order.proposal.plan, order.place.source.pack, stop));
    observer.copyPlanned(reach);
    if (!reach.uncovered.isEmpty()) {
        const Result<bool> named =
            decision.areNamed({NamesQuestion::Reason::NotInTheCopy, reach.uncovered, {reach.database}});
        if (!named || !*named)
            return named;
    }
    if (reach.tables.empty())
        return true;
    const Result<SafetyCopy> copy = makeSafetyCopy(order.place.target, reach, order.safetyCopy, stop);
    if (!copy) {
        Error error = copy.error();
        if (error.kind != ErrorKind::Cancelled)
            error.message = tr("%1; nothing was run").arg(error.message);
        return fail(std::move(error));
    }
    observer.copied(*copy);
    return true;
}

// The copy that was shown; before anything runs, and again before it is put back.
Result<void> isCopyAsShown(const MigrationProposal &proposal)
{
    if (!proposal.restore)
        return {};
    ASSIGN_OR_RETURN(const SafetyCopy now, readSafetyCopy(proposal.restore->file));
    if (now == *proposal.restore)
        return {};
    return fail(
        ErrorKind::Conflict, tr("%1 was replaced since you reviewed it").arg(proposal.restore->file),
        tr("Review its contents now, and confirm again."));
}

// Rows that the migrations themselves have put in are those of the copy again.
void restore(const MigrationOrder &order, MigrationRunObserver &observer, const std::stop_token &stop)
{
    const MigrationProposal &proposal = order.proposal;
    if (const Result<void> same = isCopyAsShown(proposal); !same)
        observer.restored(fail(same.error()));
    else if (proposal.restore)
        observer.restored(restoreSafetyCopy(
            order.place.target, proposal.restore->file, ChangedRows::Refuse, stop, MadeAgain::WithRows));
}

} // namespace

Result<std::optional<RunReport>> runMigrations(
    const MigrationOrder &order, Decision &decision, MigrationRunObserver &observer, const std::stop_token &stop)
{
    using Outcome = std::optional<RunReport>;
    RETURN_IF_ERROR(isCopyAsShown(order.proposal));
    ASSIGN_OR_RETURN(const bool named, isProductionNamed(order, decision));
    if (!named)
        return Outcome();
    ASSIGN_OR_RETURN(const bool safe, copyFirst(order, decision, observer, stop));
    if (!safe)
        return Outcome();
    ASSIGN_OR_RETURN(connection::Session *const session, order.openForFiles());
    const MigrationProposal &proposal = order.proposal;
    if (proposal.guarded) {
        const QString &schema = order.place.source.pack.schema;
        RETURN_IF_ERROR(stillAsAgreed(*session, proposal.plan, schema, proposal.danger));
    }
    RunOptions options = order.options;
    options.durable = order.durable.value_or(proposal.guarded);
    options.openSession = [target = order.place.target] { return openBeside(target); };
    ASSIGN_OR_RETURN(
        RunReport report,
        run(*session, order.place.dialect, order.place.source, proposal.plan, options, &observer, stop));
    if (proposal.restore && !report.failure)
        restore(order, observer, stop);
    return Outcome(std::move(report));
}

Result<std::optional<std::vector<Marked>>> markMigrations(
    connection::Session &session, const MarkOrder &order, Decision &decision, RunObserver *observer,
    const std::stop_token &stop)
{
    using Outcome = std::optional<std::vector<Marked>>;
    if (order.place.guarded && !order.request.versions.empty()) {
        ASSIGN_OR_RETURN(
            const bool named,
            decision.areNamed({NamesQuestion::Reason::Production, {}, {order.request.versions.front().text()}}));
        if (!named)
            return Outcome();
    }
    ASSIGN_OR_RETURN(
        std::vector<Marked> marked,
        mark(session, order.place.dialect, order.place.source, order.request, order.options, observer, stop));
    return Outcome(std::move(marked));
}

Result<bool> acceptDatabase(
    connection::Session &session, const MigrationPlace &place, const RunOptions &options, Decision &decision,
    RunObserver *observer, const std::stop_token &stop)
{
    if (place.guarded) {
        ASSIGN_OR_RETURN(
            const bool named,
            decision.areNamed({NamesQuestion::Reason::Production, {}, {place.target.value(u"dbname"_s)}}));
        if (!named)
            return false;
    }
    RETURN_IF_ERROR(acceptCatalog(session, place.dialect, place.source, options, observer, stop));
    return true;
}

Result<void> endSession(const connection::ConnInfo &target, int pid)
{
    const std::unique_ptr<connection::Session> session = openBeside(target);
    if (!session)
        return fail(ErrorKind::Connection, tr("A second session could not be opened"));
    return terminateSession(*session, pid);
}

} // namespace howdah::operations
