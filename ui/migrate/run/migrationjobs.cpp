// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migrate/run/migrationjobs.h"

#include "base/propagate.h"
#include "base/whendone.h"
#include "connect/givennames.h"
#include "migration/history/dialects.h"
#include "migration/lint/lintfix.h"
#include "operations/migrationfiles.h"
#include "operations/migrationrun.h"
#include "operations/rehearsing.h"

#include <QtConcurrentRun>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using migration::Direction;

namespace {

// Brings what a rehearsal tells to the UI thread.
class RehearsalBridge final : public migration::RehearsalObserver
{
public:
    explicit RehearsalBridge(MigrationJobs *jobs)
        : m_jobs(jobs)
    {
    }

    void phaseStarted(migration::RehearsalPhase phase, const QString &what) override
    {
        notify(
            what.isEmpty() ? migration::phaseText(phase) : migration::phaseText(phase) + u": "_s + what.simplified());
    }
    void migrationFinished(size_t index, size_t of, const migration::Proof &proof) override
    {
        notify(MigrationJobs::tr("%1 of %2: %3").arg(index + 1).arg(of).arg(migration::describe(proof)));
    }

private:
    // The jobs outlive what they run: their destructor waits for it.
    void notify(const QString &text)
    {
        QMetaObject::invokeMethod(
            m_jobs, [jobs = m_jobs, text] { Q_EMIT jobs->rehearsing(text); }, Qt::QueuedConnection);
    }

    MigrationJobs *m_jobs;
};

} // namespace

MigrationJobs::MigrationJobs(QObject *parent)
    : QObject(parent)
{
    m_pool.setMaxThreadCount(1);
    m_pool.setObjectName(u"migration jobs"_s);
}

MigrationJobs::~MigrationJobs()
{
    cancel();
    m_pool.waitForDone();
}

void MigrationJobs::cancel()
{
    m_stop.request_stop();
    m_stop = {};
}

template <typename T, typename Job>
QFuture<Result<T>> MigrationJobs::start(Job job)
{
    return QtConcurrent::run(
        &m_pool, [job = std::move(job), stop = m_stop.get_token()]() -> Result<T> { return job(stop); });
}

// What was declined by a dialog never comes this far.
template <typename T>
static Result<T> asked(Result<std::optional<T>> outcome)
{
    if (!outcome)
        return fail(outcome.error());
    if (!*outcome)
        return fail(ErrorKind::Cancelled, MigrationJobs::tr("Cancelled"));
    return std::move(**outcome);
}

QFuture<Result<std::vector<migration::Marked>>> MigrationJobs::mark(
    std::shared_ptr<connection::Session> session, const connection::ConnInfo &target,
    std::shared_ptr<const Overview> overview, const migration::MarkRequest &request, const Agreement &agreement)
{
    using Marks = std::vector<migration::Marked>;
    const auto job = [session = session.get(), target, overview, request,
                      agreement](const std::stop_token &stop) -> Result<Marks> {
        ASSIGN_OR_RETURN(const auto dialect, migration::makeDialect(overview->source.pack));
        GivenNames given(agreement.typed);
        const operations::MarkOrder order{
            {target, *dialect, overview->source, agreement.production}, request, migration::RunOptions()};
        return asked(operations::markMigrations(*session, order, given, nullptr, stop));
    };
    const QFuture<Result<Marks>> future = start<Marks>(job);
    // A session is an object of the UI thread and has to die there.
    whenDone(this, future, [keep = std::move(session)](const Result<Marks> &) {});
    return future;
}

QFuture<Result<migration::NewMigration>> MigrationJobs::create(const QString &folder, const QString &title)
{
    return start<migration::NewMigration>(
        [folder, title](const std::stop_token &) { return migration::createMigration(folder, title); });
}

QFuture<Result<QString>> MigrationJobs::write(const QString &file, const QByteArray &bytes)
{
    return start<QString>([file, bytes](const std::stop_token &) { return operations::writeReport(file, bytes); });
}

QFuture<Result<QString>> MigrationJobs::dump(const connection::ConnInfo &target, const QString &file)
{
    return start<QString>(
        [target, file](const std::stop_token &stop) { return operations::saveSchema(target, file, {}, stop); });
}

QFuture<Result<QString>> MigrationJobs::rewrite(const QString &file, const QByteArray &before, const QByteArray &text)
{
    return start<QString>(
        [file, before, text](const std::stop_token &) { return migration::rewriteFile(file, before, text); });
}

QFuture<Result<QString>>
MigrationJobs::split(const QString &folder, const QString &file, const std::vector<migration::SplitPart> &parts)
{
    return start<QString>(
        [folder, file, parts](const std::stop_token &) { return operations::splitFile(folder, file, parts); });
}

QFuture<Result<migration::SafetyCopy>> MigrationJobs::readSafetyCopy(const QString &file)
{
    return start<migration::SafetyCopy>([file](const std::stop_token &) { return migration::readSafetyCopy(file); });
}

QFuture<Result<std::vector<migration::RestoredTable>>>
MigrationJobs::restore(const operations::RestoreOrder &order, const QStringList &typed)
{
    return start<std::vector<migration::RestoredTable>>([order, typed](const std::stop_token &stop) {
        GivenNames given(typed);
        return asked(operations::restoreCopy(order, given, stop));
    });
}

QFuture<Result<std::vector<migration::Finding>>>
MigrationJobs::lint(const QString &folder, const migration::LintContext &context)
{
    using Findings = std::vector<migration::Finding>;
    return start<Findings>([folder, context](const std::stop_token &stop) -> Result<Findings> {
        ASSIGN_OR_RETURN(const migration::Source source, migration::readSource(folder));
        Findings found;
        migration::LintContext known = context;
        known.profile = source.pack.lint;
        for (const migration::Migration &migration : source.migrations) {
            if (stop.stop_requested())
                return fail(ErrorKind::Cancelled, tr("Cancelled"));
            if (!migration.up.file.isEmpty())
                std::ranges::move(
                    migration::lint(migration::lintScript(migration.up, Direction::Up), known),
                    std::back_inserter(found));
            if (migration.down)
                std::ranges::move(
                    migration::lint(migration::lintScript(*migration.down, Direction::Down), known),
                    std::back_inserter(found));
            if (!migration.up.file.isEmpty())
                migration::learn(known, migration::lintScript(migration.up, Direction::Up));
        }
        return found;
    });
}

QFuture<Result<migration::Rehearsal>> MigrationJobs::rehearse(
    const QString &folder, std::optional<connection::ConnInfo> target, int sampleRows,
    const std::shared_ptr<connection::SessionContext> &context)
{
    const operations::FolderRehearsal what{folder, std::move(target), {}, sampleRows, context};
    const auto job = [this, what](const std::stop_token &stop) {
        RehearsalBridge bridge(this);
        return operations::rehearseFolder(what, &bridge, stop);
    };
    return start<migration::Rehearsal>(job);
}

} // namespace howdah::ui
