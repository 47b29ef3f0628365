// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migrate/run/reviewedruns.h"

#include "common/settings.h"
#include "connect/connectioncontroller.h"
#include "migrate/review/migrationreview.h"
#include "migrate/run/migrationrun.h"
#include "migrate/run/runpanel.h"
#include "migrate/source/sourcechoice.h"
#include "operations/safetycopies.h"

using namespace Qt::StringLiterals;

namespace howdah::ui {

namespace {

// Whether each migration of production is on the disk before the next begins.
Setting<bool> durableInProduction() { return {QLatin1StringView("migrate/durable-in-production"), true}; }

bool isProduction(const ConnectionController &connection)
{
    return connection.guard().environment() == Environment::Production;
}

} // namespace

ReviewedRuns::ReviewedRuns(MigrationReader &reader, const PageServices &services, const Parts &parts, QWidget *page)
    : QObject(page)
    , m_reader(reader)
    , m_services(services)
    , m_parts(parts)
    , m_page(page)
{
}

ReviewedRuns::~ReviewedRuns()
{
    delete m_review;
    delete m_run;
}

bool ReviewedRuns::isDurable(const PageServices &services) { return services.settings->value(durableInProduction()); }

void ReviewedRuns::setDurable(const PageServices &services, bool durable)
{
    services.settings->set(durableInProduction(), durable);
}

bool ReviewedRuns::isPlanning() const { return m_review && m_review->isPlanning(); }

bool ReviewedRuns::isRunning() const { return m_run && m_run->isRunning(); }

void ReviewedRuns::cancel()
{
    if (m_run)
        m_run->cancel();
}

void ReviewedRuns::leave()
{
    endReview();
    if (m_run)
        m_run->leave();
    m_run.clear();
    m_parts.panel->hide();
}

// ---- reviews

MigrationReview *ReviewedRuns::begin()
{
    endReview();
    Q_EMIT reported(Tone::Failed, {});
    const ConnectionController &connection = *m_services.connection;
    m_review = new MigrationReview(
        m_reader, m_services,
        {connection.target(), m_parts.choice->folder(), connection.label(), isProduction(connection)}, m_page);
    connect(m_review, &MigrationReview::failed, this, [this](const Error &error) {
        endReview();
        if (error.kind != ErrorKind::Cancelled)
            Q_EMIT reported(Tone::Failed, describe(error));
    });
    connect(m_review, &MigrationReview::opened, this, &ReviewedRuns::reviewOpened);
    connect(m_review, &MigrationReview::saveWanted, this, &ReviewedRuns::saveWanted);
    connect(m_review, &MigrationReview::declined, this, &ReviewedRuns::endReview);
    connect(m_review, &MigrationReview::otherWanted, this, &ReviewedRuns::plan);
    connect(m_review, &MigrationReview::splitWanted, this, &ReviewedRuns::splitWanted);
    connect(m_review, &MigrationReview::editWanted, this, &ReviewedRuns::editWanted);
    connect(m_review, &MigrationReview::agreed, this, [this](const auto &preview, bool copied, const auto &typed) {
        endReview();
        run(preview, copied, typed);
    });
    return m_review;
}

void ReviewedRuns::endReview()
{
    if (m_review)
        m_review->deleteLater();
    m_review.clear();
    Q_EMIT changed();
}

void ReviewedRuns::review(const migration::Request &request)
{
    m_restore.reset();
    plan(request);
}

void ReviewedRuns::reviewRestoring(const migration::Request &request, const migration::SafetyCopy &copy)
{
    m_restore = copy;
    plan(request);
}

void ReviewedRuns::plan(const migration::Request &request)
{
    if (isRunning() || isPlanning())
        return;
    connect(begin(), &MigrationReview::planned, this, &ReviewedRuns::open);
    m_review->plan(request);
    Q_EMIT changed();
}

void ReviewedRuns::open(std::shared_ptr<const Preview> preview)
{
    Q_EMIT overviewRead(preview->overview);
    Q_EMIT changed();
    if (!preview->plan.steps.empty() || !preview->plan.canRun()) {
        if (m_restore) {
            auto restoring = std::make_shared<Preview>(*preview);
            restoring->restore = m_restore;
            preview = restoring;
        }
        m_review->open(preview);
        return;
    }
    endReview();
    Q_EMIT reported(Tone::Baseline, tr("There is nothing to do: the database is where it should be."));
}

void ReviewedRuns::savePending()
{
    m_restore.reset();
    connect(begin(), &MigrationReview::planned, this, [this](std::shared_ptr<const Preview> preview) {
        if (!preview->plan.canRun()) {
            open(preview); // it says why
            return;
        }
        endReview();
        Q_EMIT saveWanted(preview->plan);
    });
    m_review->plan({});
    Q_EMIT changed();
}

// ---- runs

void ReviewedRuns::run(std::shared_ptr<const Preview> preview, bool copied, const QStringList &typed)
{
    const ConnectionController &connection = *m_services.connection;
    auto session = m_services.connection->takeSession(connection::SessionRole::Migration, u"migrate"_s);
    if (!session) {
        Q_EMIT reported(Tone::Failed, tr("Nothing was run. %1").arg(describe(session.error())));
        return;
    }
    delete m_run;
    m_run = new MigrationRun(
        m_services, m_parts.panel, m_parts.list, preview,
        {connection.label(), u"PostgreSQL "_s + connection.facts().versionText, m_parts.choice->source()}, m_page);
    connect(m_run, &MigrationRun::reported, this, &ReviewedRuns::reported);
    connect(m_run, &MigrationRun::finished, this, &ReviewedRuns::finished);
    RunController::Means means{std::move(*session), connection.target()};
    if (copied)
        means.safetyCopy = operations::safetyCopyFolder();
    means.typed = typed;
    means.lockTimeout = std::chrono::seconds(m_services.settings->value(settings::runLockSeconds));
    if (isProduction(connection))
        means.durable = isDurable(m_services);
    m_run->start(std::move(means));
    Q_EMIT began();
    Q_EMIT changed();
}

} // namespace howdah::ui
