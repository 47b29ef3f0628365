// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// Reviewing and running, for the page of migrations.
#include "migrate/migratepage.h"

#include "base/paths.h"
#include "base/whendone.h"
#include "common/prompter.h"
#include "common/sqlview.h"
#include "common/statestack.h"
#include "common/widgets.h"
#include "connect/connectioncontroller.h"
#include "migrate/list/migrationdetail.h"
#include "migrate/review/reviewdialog.h"
#include "migrate/run/runpanel.h"
#include "migrate/source/sourcepicker.h"
#include "common/quantities.h"

#include <QAction>
#include <QDir>
#include <QLineEdit>
#include <QListView>
#include <QSplitter>

#include <algorithm>
#include <set>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using migration::Direction;
using migration::Request;
using migration::Version;

void MigratePage::applyAll() { review({Direction::Up, std::nullopt}); }

void MigratePage::applyToHere()
{
    if (const MigrationRow *row = selectedRow())
        review({Direction::Up, row->version});
}

void MigratePage::rollBackToHere()
{
    if (const MigrationRow *row = selectedRow())
        review({Direction::Down, row->version});
}

// Everything newer than the one before it.
void MigratePage::rollBackThis()
{
    const migration::Entry *entry = selectedEntry();
    if (!entry)
        return;
    Version before;
    for (const migration::Entry &other : m_overview->entries) {
        if (other.version < entry->version && other.version > before)
            before = other.version;
    }
    review({Direction::Down, before});
}

// ---- before a run

void MigratePage::review(const Request &request)
{
    if (m_preparing || m_run.isRunning())
        return;
    tell({});
    m_preparing = true;
    updateActions();
    m_task = m_services.tasks->start(tr("Preparing the review"), [this] { m_reader.cancel(); });
    whenDone(
        this, m_reader.preview(target(), m_picker->folderOf(m_source), request, proofDatabase(), isProduction()),
        [this](const Result<std::shared_ptr<const Preview>> &preview) {
            m_preparing = false;
            m_task.finish();
            if (preview)
                openReview(*preview);
            else if (preview.error().kind != ErrorKind::Cancelled)
                tell(describe(preview.error()));
            updateActions();
        });
}

void MigratePage::openReview(std::shared_ptr<const Preview> preview)
{
    takeOverview(preview->overview);
    if (preview->plan.steps.empty() && preview->plan.canRun()) {
        tell(Tone::Baseline, tr("There is nothing to do: the database is where it should be."));
        return;
    }
    const ConnectionController &connection = *m_services.connection;
    auto *dialog = new ReviewDialog(preview, {connection.label(), isProduction(), connection.facts().database}, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    m_review = dialog;
    connectReview(dialog, preview);
    if (!preview->losses.empty())
        countLosses(dialog, preview);
    Q_EMIT reviewOpened(dialog);
    dialog->open();
}

void MigratePage::connectReview(ReviewDialog *dialog, std::shared_ptr<const Preview> preview)
{
    connect(dialog, &QDialog::accepted, this, [this, dialog, preview] {
        startRun(preview, dialog->wantsSafetyCopy(), dialog->typedNames());
    });
    connect(dialog, &QDialog::rejected, this, [this] { m_reader.cancel(); });
    connect(dialog, &ReviewDialog::saveRequested, this, [this, preview] { m_operations->savePlan(preview->plan); });
    connect(dialog, &ReviewDialog::otherWanted, this, [this, dialog](const Request &request) {
        dialog->reject();
        review(request);
    });
    connect(dialog, &ReviewDialog::splitWanted, this, [this, dialog](const migration::Refusal &refusal) {
        dialog->reject();
        m_operations->split(refusal);
    });
}

void MigratePage::countLosses(ReviewDialog *dialog, std::shared_ptr<const Preview> preview)
{
    dialog->setCounting([this] { m_reader.cancel(); });
    whenDone(
        dialog, m_reader.countLosses(preview),
        [this, dialog, preview](const Result<std::vector<migration::Loss>> &losses) {
            dialog->setLosses(losses, [this, dialog, preview] { countLosses(dialog, preview); });
        });
}

// ---- during a run

// Where the tables go that a rollback takes.
static QString safetyFolder() { return QDir(dataFolder()).filePath(u"safety-copies"_s); }

// Whether each migration of production is on the disk before the next begins.
Setting<bool> MigratePage::durableInProduction() { return {QLatin1StringView("migrate/durable-in-production"), true}; }

// With user and database, wherever they come from.
connection::ConnInfo MigratePage::target() const
{
    connection::ConnInfo info = m_services.connection->connInfo();
    info.set(u"user"_s, m_services.connection->facts().user);
    info.set(u"dbname"_s, m_services.connection->facts().database);
    return info;
}

bool MigratePage::isProduction() const { return m_services.connection->environment() == Environment::Production; }

void MigratePage::startRun(std::shared_ptr<const Preview> preview, bool copied, const QStringList &typed)
{
    auto session = m_services.connection->takeSession(connection::SessionRole::Migration, u"migrate"_s);
    if (!session) {
        tell(tr("Nothing was run. %1").arg(describe(session.error())));
        return;
    }
    m_running = preview;
    m_failure.reset();
    m_unsettled.clear();
    m_follow.reset();
    m_detail->clearFailure();
    m_search->clear(); // what runs should be seen
    m_safetyCopy.clear();
    m_runStory.reset();
    m_runBegan = QDateTime::currentDateTime();
    beginPanel(*preview);
    m_task = m_services.tasks->start(planTitle(preview->plan), [this] { cancelRun(); });
    std::vector<Version> versions;
    for (const migration::Step &step : preview->plan.steps)
        versions.push_back(step.version);
    m_model.setActivities(versions, MigrationListModel::Activity::Waiting);
    RunController::Means means{std::move(*session), target()};
    if (copied)
        means.safetyCopy = safetyFolder();
    means.typed = typed;
    if (isProduction())
        means.durable = m_services.settings->value(durableInProduction());
    m_run.start(std::move(means), preview);
    updateActions();
}

void MigratePage::beginPanel(const Preview &preview)
{
    m_panel->begin(preview);
    if (m_panel->isHidden()) {
        m_panel->show();
        const int height = m_right->height();
        m_right->setSizes({height * 5 / 9, height * 4 / 9});
    }
}

void MigratePage::stepStarted(const RunStep &step)
{
    const Version &version = step.first;
    const bool up = step.second == Direction::Up;
    m_panel->stepStarted(step);
    m_model.setActivity(
        version, up ? MigrationListModel::Activity::Applying : MigrationListModel::Activity::RollingBack);
    m_follow = version;
    if (!m_followTimer.isActive())
        m_followTimer.start();
}

void MigratePage::stepFinished(const migration::StepReport &report)
{
    m_panel->stepFinished(report);
    m_model.setActivity(report.version, MigrationListModel::Activity::None);
    m_model.setState(
        report.version, report.direction == Direction::Up ? migration::State::Applied : migration::State::RolledBack);
    const RunModel &run = *m_panel->model();
    const QString done = tr("%1 of %2").arg(run.stepsDone()).arg(migrationsWord(run.stepCount()));
    m_task.setProgress(
        report.durable ? done : tr("%1, durable with the end of the run").arg(done),
        double(run.statementsDone()) / qMax(1, run.statementCount()));
}

void MigratePage::cancelRun()
{
    if (!m_run.isRunning())
        return;
    m_run.cancel();
    m_panel->setCancelling();
}

void MigratePage::cancelWork()
{
    if (m_run.isRunning())
        cancelRun();
    else if (m_operations->isBusy())
        m_operations->cancel();
    else if (m_preparing || m_reading != 0)
        m_reader.cancel();
    else if (!m_search->text().isEmpty())
        m_search->clear();
}

// ---- after a run

void MigratePage::endRun(const RunOutcome &outcome)
{
    const Result<migration::RunReport> &report = outcome.report;
    m_task.finish();
    m_followTimer.stop();
    m_model.clearActivities();
    m_panel->end(outcome);
    if (!m_safetyCopy.isEmpty())
        m_panel->addAfterword(
            tr("What went was copied to %1; More, Restore a safety copy brings it back.").arg(m_safetyCopy));
    if (!m_safetyCopy.isEmpty() && !m_running->uncovered.isEmpty())
        m_panel->addAfterword(tr("The copy does not hold %1.").arg(m_running->uncovered.join(u", "_s)));
    if (report && report->failure)
        m_failure = report->failure;
    const ConnectionController &connection = *m_services.connection;
    m_runStory = RunStory{
        .target = connection.label(),
        .server = u"PostgreSQL "_s + connection.facts().versionText,
        .source = m_source,
        .began = m_runBegan,
        .preview = m_running,
        .lines = m_panel->model()->lines(),
        .outcome = outcome,
        .summary = {},
        .notices = m_panel->notices(),
        .safetyCopy = m_safetyCopy};
    if (m_failure && m_failure->error.kind == ErrorKind::Connection)
        m_unsettled = report->steps;
    // The run took the history's place in the list; the truth is read again.
    reload();
    if (report && !report->steps.empty())
        m_services.connection->refreshCatalog();
    updateActions();
    if (m_failure && m_failure->statement > 0 && m_failure->error.kind != ErrorKind::Cancelled)
        showFailure();
    else if (report && !report->failure && !goesDown(m_running->plan) && !report->steps.empty())
        select(report->steps.back().version);
    Q_EMIT runFinished();
}

// The history was read again after the line was lost in a run.
void MigratePage::settleRun()
{
    if (m_unsettled.empty())
        return;
    QStringList undone;
    std::set<Version> applied;
    for (const migration::Record &record : m_overview->history.records) {
        if (record.isApplied())
            applied.insert(record.version);
    }
    for (const migration::StepReport &step : std::exchange(m_unsettled, {})) {
        if (applied.contains(step.version) != (step.direction == Direction::Up))
            undone << migration::label(step.version, step.name);
    }
    m_panel->settle(undone);
}

void MigratePage::showFailure()
{
    if (!m_failure || !m_running || !select(m_failure->version))
        return;
    const auto &steps = m_running->plan.steps;
    const auto step = std::ranges::find_if(steps, [this](const migration::Step &one) {
        return one.version == m_failure->version && one.direction == m_failure->direction;
    });
    if (step == steps.end())
        return;
    m_detail->markFailure(*m_failure, QString::fromUtf8(step->text));
    m_detail->view(m_failure->direction)->setFocus();
}

QString MigratePage::runReport() const
{
    if (!m_runStory)
        return {};
    RunStory story = *m_runStory;
    story.summary = m_panel->summary(); // with what was found out since
    return runMarkdown(story);
}

void MigratePage::showReport()
{
    if (m_runStory)
        m_operations->showReport(
            tr("What happened"), runReport(), u"run-%1.md"_s.arg(m_runStory->began.toString(u"yyyyMMdd-hhmmss"_s)));
}

void MigratePage::askTerminate(int pid, const QString &who)
{
    Question question{.title = tr("End the session with pid %1?").arg(pid), .text = {}, .sql = {}, .losses = {}};
    question.text = tr("%1 loses its connection, and what it has not committed is undone.").arg(who);
    question.acceptText = tr("End it");
    question.tone = Tone::Failed;
    m_services.prompter->confirm(this, question, [this, pid](bool yes) {
        if (yes && m_run.isRunning())
            m_run.terminate(pid);
    });
}

void MigratePage::closePanel()
{
    m_panel->hide();
    m_list->setFocus();
}

} // namespace howdah::ui
