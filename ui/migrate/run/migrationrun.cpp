// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migrate/run/migrationrun.h"

#include "common/prompter.h"
#include "migrate/list/migrationlist.h"
#include "common/quantities.h"
#include "migrate/run/runpanel.h"

#include <QLineEdit>
#include <QPointer>

#include <algorithm>
#include <set>
#include <utility>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using migration::Direction;
using migration::Version;
using Activity = MigrationListModel::Activity;

MigrationRun::MigrationRun(
    const PageServices &services, RunPanel *panel, MigrationList *list, std::shared_ptr<const Preview> preview,
    Where where, QObject *parent)
    : QObject(parent)
    , m_services(services)
    , m_panel(panel)
    , m_list(list)
    , m_preview(std::move(preview))
{
    m_details.target = std::move(where.target);
    m_details.server = std::move(where.server);
    m_details.source = std::move(where.source);
    m_details.began = QDateTime::currentDateTime();
    m_details.preview = m_preview;
    connectPanel();
}

void MigrationRun::connectPanel()
{
    connect(&m_controller, &RunController::copied, this, [this](const QString &file) { m_details.safetyCopy = file; });
    connect(&m_controller, &RunController::restored, this, [this](const auto &tables) { m_restored = tables; });
    connect(&m_controller, &RunController::lockAwaited, m_panel, &RunPanel::setLockHolder);
    connect(&m_controller, &RunController::stepStarted, this, &MigrationRun::startStep);
    connect(&m_controller, &RunController::statementStarted, m_panel, &RunPanel::statementStarted);
    connect(&m_controller, &RunController::statementFinished, m_panel, &RunPanel::statementFinished);
    connect(&m_controller, &RunController::blocked, m_panel, &RunPanel::setBlockers);
    connect(&m_controller, &RunController::retrying, m_panel, &RunPanel::showRetry);
    connect(&m_controller, &RunController::remarked, m_panel, &RunPanel::addRemark);
    connect(&m_controller, &RunController::noticed, m_panel, &RunPanel::addNotice);
    connect(&m_controller, &RunController::stepFinished, this, &MigrationRun::finishStep);
    connect(&m_controller, &RunController::terminated, this, [this](int pid, const QString &problem) {
        Q_EMIT reported(
            problem.isEmpty() ? Tone::Applied : Tone::Failed,
            problem.isEmpty() ? tr("The session with pid %1 was terminated.").arg(pid) : problem);
    });
    connect(&m_controller, &RunController::finished, this, &MigrationRun::end);
    connect(m_panel, &RunPanel::cancelRequested, this, &MigrationRun::cancel);
    connect(m_panel, &RunPanel::terminateRequested, this, &MigrationRun::askTerminate);
}

void MigrationRun::start(RunController::Means means)
{
    m_panel->begin(*m_preview);
    m_list->search()->clear(); // what runs should be seen
    std::vector<Version> versions;
    for (const migration::Step &step : m_preview->plan.steps)
        versions.push_back(step.version);
    m_list->model().setActivities(versions, Activity::Waiting);
    m_task = m_services.tasks->start(planTitle(m_preview->plan), [this] { cancel(); });
    m_controller.start(std::move(means), m_preview);
}

void MigrationRun::cancel()
{
    if (!isRunning())
        return;
    m_controller.cancel();
    m_panel->setCancelling();
}

void MigrationRun::leave()
{
    m_panel->disconnect(this);
    disconnect(); // whoever listens
    m_controller.disconnect(m_panel);
    m_controller.disconnect(this);
    if (isRunning())
        connect(&m_controller, &RunController::finished, this, &QObject::deleteLater);
    else
        deleteLater();
}

void MigrationRun::startStep(const RunStep &step)
{
    m_panel->stepStarted(step);
    m_list->model().setActivity(step.first, step.second == Direction::Up ? Activity::Applying : Activity::RollingBack);
    m_list->follow(step.first);
}

void MigrationRun::finishStep(const migration::StepReport &report)
{
    m_panel->stepFinished(report);
    m_list->model().setActivity(report.version, Activity::None);
    m_list->model().setDone(
        report.version, report.direction == Direction::Up ? migration::State::Applied : migration::State::RolledBack,
        QDateTime::currentDateTime(), report.milliseconds);
    const RunModel &run = *m_panel->model();
    const QString done = tr("%1 of %2").arg(run.stepsDone()).arg(migrationsWord(run.stepCount()));
    m_task.setProgress(
        report.durable ? done : tr("%1, durable at the end of the run").arg(done),
        double(run.statementsDone()) / qMax(1, run.statementCount()));
}

static QString restoredText(const Result<std::vector<migration::RestoredTable>> &restored)
{
    if (!restored)
        return MigrationRun::tr("Nothing was restored. %1").arg(describe(restored.error()));
    qint64 rows = 0;
    for (const migration::RestoredTable &table : *restored)
        rows += table.rows;
    return MigrationRun::tr("%1 with %2 restored.").arg(tablesWord(qint64(restored->size())), rowsWord(rows));
}

void MigrationRun::end(const RunOutcome &outcome)
{
    const Result<migration::RunReport> &report = outcome.report;
    m_task.finish();
    m_list->stopFollowing();
    m_list->model().clearActivities();
    m_panel->end(outcome);
    if (report)
        m_failure = report->failure;
    if (!m_details.safetyCopy.isEmpty())
        m_panel->addAfterword(tr("The lost data was copied to %1; apply again and restore, or use Database > Restore a "
                                 "safety copy.")
                                  .arg(m_details.safetyCopy));
    m_panel->offerRestore(report && undoRequest().has_value());
    if (m_restored)
        m_panel->addAfterword(restoredText(*m_restored));
    if (!m_details.safetyCopy.isEmpty() && !m_preview->uncovered.isEmpty())
        m_panel->addAfterword(tr("The copy does not include %1.").arg(m_preview->uncovered.join(u", "_s)));
    if (m_failure && m_failure->error.kind == ErrorKind::Connection)
        m_unsettled = report->steps;
    m_details.lines = m_panel->model()->lines();
    m_details.outcome = outcome;
    m_details.notices = m_panel->notices();
    m_hasEnded = true;
    Q_EMIT finished(outcome);
}

void MigrationRun::settle(const migration::History &history)
{
    if (m_unsettled.empty())
        return;
    QStringList undone;
    std::set<Version> applied;
    for (const migration::Record &record : history.records) {
        if (record.isApplied())
            applied.insert(record.version);
    }
    for (const migration::StepReport &step : std::exchange(m_unsettled, {})) {
        if (applied.contains(step.version) != (step.direction == Direction::Up))
            undone << migration::label(step.version, step.name);
    }
    m_panel->settle(undone);
}

std::optional<migration::Request> MigrationRun::undoRequest() const
{
    const auto &steps = m_preview->plan.steps;
    if (m_details.safetyCopy.isEmpty() || m_failure || steps.empty()
        || !std::ranges::all_of(steps, [](const migration::Step &step) { return step.direction == Direction::Down; }))
        return std::nullopt;
    const auto newest = std::ranges::max_element(steps, {}, &migration::Step::version);
    return migration::Request{.direction = Direction::Up, .to = newest->version};
}

QString MigrationRun::failedText() const
{
    if (!m_failure)
        return {};
    const auto &steps = m_preview->plan.steps;
    const auto step = std::ranges::find_if(steps, [this](const migration::Step &one) {
        return one.version == m_failure->version && one.direction == m_failure->direction;
    });
    return step == steps.end() ? QString() : QString::fromUtf8(step->text);
}

QString MigrationRun::report() const
{
    if (!m_hasEnded)
        return {};
    RunDetails details = m_details;
    details.summary = m_panel->summary(); // with what was found out since
    return runMarkdown(details);
}

QString MigrationRun::reportName() const { return u"run-%1.md"_s.arg(m_details.began.toString(u"yyyyMMdd-hhmmss"_s)); }

void MigrationRun::askTerminate(int pid, const QString &who)
{
    Question question{.title = tr("Terminate the session with pid %1?").arg(pid), .text = {}, .sql = {}, .losses = {}};
    question.text = tr("%1 loses its connection, and its uncommitted work is rolled back.").arg(who);
    question.acceptText = tr("Terminate");
    question.tone = Tone::Failed;
    m_services.prompter->confirm(m_panel, question, [self = QPointer(this), pid](bool yes) {
        if (yes && self && self->isRunning())
            self->m_controller.terminate(pid);
    });
}

} // namespace howdah::ui
