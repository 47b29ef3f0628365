// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/demo/demosetup.h"

#include "base/propagate.h"
#include "migration/history/dialects.h"
#include "migration/run/runner.h"
#include "operations/tr.h"

namespace howdah::operations {

namespace {

class StepNames final : public migration::RunObserver
{
public:
    StepNames(const DemoProgress &progress, int steps)
        : m_progress(progress)
        , m_steps(steps)
    {
    }

    void stepStarted(size_t index, const migration::Step &step) override
    {
        if (m_progress)
            m_progress(step.file, int(index), m_steps);
    }

private:
    const DemoProgress &m_progress;
    int m_steps;
};

} // namespace

static Result<int> applyPending(
    connection::Session &session, const migration::Source &source, const DemoProgress &progress, std::stop_token stop,
    const DemoMigrations &migrations)
{
    ASSIGN_OR_RETURN(const auto dialect, migration::makeDialect(source.pack));
    ASSIGN_OR_RETURN(const auto history, migration::readHistory(session, *dialect));
    if (migrations.which == DemoMigrations::Which::IntoEmptyHistory && !history.records.empty())
        return 0;
    const migration::Plan plan = migration::makePlan(source, history, {});
    if (plan.steps.empty() && plan.canRun() && history.records.empty())
        return fail(
            ErrorKind::NotFound, tr("There are no migrations in %1").arg(source.folder),
            tr("Name the folder of a pack."));
    if (plan.steps.empty() && plan.canRun())
        return 0;
    if (!plan.canRun())
        return fail(
            ErrorKind::Conflict, tr("The pack cannot be applied: %1").arg(plan.refusals.front().message),
            plan.refusals.front().hint);
    if (migrations.begun)
        migrations.begun(int(plan.steps.size()));
    const std::unique_ptr<connection::Session> forFiles = migrations.openForFiles ? migrations.openForFiles() : nullptr;
    if (migrations.openForFiles && !forFiles)
        return fail(ErrorKind::Connection, tr("A second session could not be opened"));
    StepNames names(progress, int(plan.steps.size()));
    ASSIGN_OR_RETURN(
        const auto report,
        migration::run(
            forFiles ? *forFiles : session, *dialect, source, plan, {}, migrations.begun ? nullptr : &names, stop));
    if (report.failure) {
        Error error = report.failure->error;
        error.message = migration::describe(*report.failure);
        return fail(error);
    }
    return int(report.steps.size());
}

Result<DemoSetupReport> setUpDemo(
    connection::Session &session, const QString &packFolder, DemoRequest request, const DemoProgress &progress,
    std::stop_token stop)
{
    ASSIGN_OR_RETURN(const auto source, migration::readSource(packFolder));
    return setUpDemo(session, source, std::move(request), progress, stop);
}

Result<DemoSetupReport> setUpDemo(
    connection::Session &session, const migration::Source &source, DemoRequest request, const DemoProgress &progress,
    std::stop_token stop, const DemoMigrations &migrations)
{
    ASSIGN_OR_RETURN(const int applied, applyPending(session, source, progress, stop, migrations));
    if (!source.pack.demo.isEmpty())
        request.pack = source.pack.demo;
    if (!source.pack.schema.isEmpty())
        request.schema = source.pack.schema;
    ASSIGN_OR_RETURN(const auto data, loadDemo(session, request, progress, stop));
    return DemoSetupReport{applied, data};
}

} // namespace howdah::operations
