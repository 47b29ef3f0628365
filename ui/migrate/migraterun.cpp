// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// Reviewing and running, for the page of migrations.
#include "migrate/migratepage.h"

#include "base/whendone.h"
#include "common/sqlview.h"
#include "common/statestack.h"
#include "common/widgets.h"
#include "connect/connectioncontroller.h"
#include "migrate/migrationdetail.h"
#include "migrate/reviewdialog.h"
#include "migrate/runpanel.h"
#include "migrate/sourcepicker.h"
#include "migrate/words.h"

#include <QAction>
#include <QLineEdit>
#include <QListView>
#include <QSplitter>

#include <algorithm>

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
        this, m_reader.preview(m_picker->folderOf(m_source), request),
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
        tell(tr("There is nothing left to do: somebody else has done it meanwhile."));
        return;
    }
    const ConnectionController &connection = *m_services.connection;
    auto *dialog = new ReviewDialog(
        preview, {connection.label(), connection.facts().database, connection.environment() == Environment::Production},
        this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    m_review = dialog;
    connect(dialog, &ReviewDialog::lossesShown, this, &MigratePage::tourProgressed);
    connect(dialog, &QDialog::accepted, this, [this, preview] { startRun(preview); });
    connect(dialog, &QDialog::rejected, this, [this] { m_reader.cancel(); });
    if (!preview->losses.empty())
        countLosses(dialog, preview);
    Q_EMIT reviewOpened(dialog);
    dialog->open();
    Q_EMIT tourProgressed();
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

void MigratePage::startRun(std::shared_ptr<const Preview> preview)
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
    beginPanel(*preview);
    const bool up = preview->plan.request.direction == Direction::Up;
    const QString what = migrationsWord(qint64(preview->plan.steps.size()));
    m_task = m_services.tasks->start(
        up ? tr("Applying %1").arg(what) : tr("Rolling back %1").arg(what), [this] { cancelRun(); });
    for (const migration::Step &step : preview->plan.steps)
        m_model.setActivity(step.version, MigrationListModel::Activity::Waiting);
    m_run.start(std::move(*session), preview);
    updateActions();
}

void MigratePage::beginPanel(const Preview &preview)
{
    m_panel->begin(preview.plan.request.direction, preview.lines);
    if (m_panel->isHidden()) {
        m_panel->show();
        const int height = m_right->height();
        m_right->setSizes({height * 5 / 9, height * 4 / 9});
    }
}

void MigratePage::stepStarted(const Version &version)
{
    const bool up = m_running->plan.request.direction == Direction::Up;
    m_panel->stepStarted(version);
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
    m_task.setProgress(
        tr("%1 of %2").arg(run.stepsDone()).arg(migrationsWord(run.stepCount())),
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
    if (report && report->failure)
        m_failure = report->failure;
    if (m_failure && m_failure->error.kind == ErrorKind::Connection)
        m_unsettled = report->steps;
    // The run took the history's place in the list; the truth is read again.
    reload();
    if (report && !report->steps.empty())
        m_services.connection->refreshCatalog();
    updateActions();
    if (m_failure && m_failure->statement > 0 && m_failure->error.kind != ErrorKind::Cancelled)
        showFailure();
    else if (report && !report->failure && m_running->plan.request.direction == Direction::Up && !report->steps.empty())
        select(report->steps.back().version);
    Q_EMIT runFinished();
    Q_EMIT tourProgressed();
}

// The history was read again after the line was lost in a run.
void MigratePage::settleRun()
{
    if (m_unsettled.empty())
        return;
    QStringList undone;
    for (const migration::StepReport &step : std::exchange(m_unsettled, {})) {
        const migration::Entry *entry = m_overview->find(step.version);
        const bool applied = entry && entry->record && entry->record->isApplied();
        if (applied != (step.direction == Direction::Up))
            undone << step.version.text() + u'-' + step.name;
    }
    m_panel->settle(undone);
}

void MigratePage::showFailure()
{
    if (!m_failure || !m_running || !select(m_failure->version))
        return;
    const auto &steps = m_running->plan.steps;
    const auto step = std::ranges::find(steps, m_failure->version, &migration::Step::version);
    if (step == steps.end())
        return;
    m_detail->markFailure(*m_failure, QString::fromUtf8(step->text));
    m_detail->view(m_failure->direction)->setFocus();
}

void MigratePage::closePanel()
{
    m_panel->hide();
    m_list->setFocus();
}

} // namespace howdah::ui
