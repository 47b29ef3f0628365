// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// What the tour shows of the page of migrations.
#include "migrate/migratepage.h"

#include "common/statestack.h"
#include "migrate/migrationdetail.h"
#include "migrate/reviewdialog.h"
#include "migrate/runpanel.h"

#include <QAction>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using migration::Direction;

std::vector<TourStep> MigratePage::tourSteps()
{
    const auto settled = [this] {
        return isIdle() && m_overview && m_state->state() == StateStack::State::Filled && m_detail->isVisible();
    };
    // The one before the last: something is left to roll back.
    const auto selectPenultimate = [this] {
        const int rows = m_model.rowCount();
        if (rows > 1)
            select(m_model.rows()[size_t(rows - 2)].version);
    };
    return {
        {u"migrations"_s, [this] { m_detail->setTab(MigrationDetail::Tab::Up); }, settled},
        {u"migrations-down"_s,
         [this, selectPenultimate] {
             selectPenultimate();
             m_detail->setTab(MigrationDetail::Tab::Down);
         },
         settled},
        {u"migrations-details"_s, [this] { m_detail->setTab(MigrationDetail::Tab::Facts); }, settled},
        {u"migrations-rollback"_s,
         [this] {
             m_detail->setTab(MigrationDetail::Tab::Up);
             m_rollBackTo->trigger();
         },
         [this] { return m_review && m_review->isVisible() && !m_review->isCounting(); }},
        {u"migrations-error"_s,
         [this] {
             if (m_review)
                 m_review->reject();
             showExampleFailure();
         },
         [this] { return !m_review && m_panel->isVisible(); }},
    };
}

// The overview as if the last migration had just failed.
static std::shared_ptr<const Overview> withLastFailed(const Overview &overview, const QString &why)
{
    auto changed = std::make_shared<Overview>(overview);
    migration::Entry &last = changed->entries.back();
    last.state = migration::State::Failed;
    last.note = why;
    if (last.record) {
        last.record->state = migration::RecordState::Failed;
        last.record->error = why;
    }
    return changed;
}

// A run as it would look like if the last migration met a table that is there already. Nothing is sent: a picture must
// not leave a failed run in anybody's history.
void MigratePage::showExampleFailure()
{
    if (!m_overview)
        return;
    auto preview = std::make_shared<Preview>();
    preview->overview = m_overview;
    preview->plan = migration::makePlan(m_overview->source, {}, {});
    std::vector<migration::Step> &steps = preview->plan.steps;
    if (steps.empty())
        return;
    steps.erase(steps.begin(), steps.end() - 1);
    preview->lines = runLinesOf(preview->plan);
    m_running = preview;
    beginPanel(*preview);

    const migration::Step &step = steps.front();
    m_panel->stepStarted(step.version);
    migration::RunFailure failure{.version = step.version, .name = step.name, .file = step.file};
    failure.of = int(step.statements.size());
    for (const migration::PlannedStatement &statement : step.statements) {
        ++failure.statement;
        failure.position = {.line = statement.line, .column = 1};
        if (step.sql(statement).startsWith("CREATE TABLE"_L1, Qt::CaseInsensitive))
            break;
        m_panel->statementFinished(step.version, failure.statement, 0.4 + 0.3 * (failure.statement % 5), -1);
    }
    const QStringList words = step.sql(step.statements[size_t(failure.statement - 1)]).simplified().split(u' ');
    failure.error = makeError(ErrorKind::Server, u"relation \"%1\" already exists"_s.arg(words.value(2)));
    failure.error.sqlState = u"42P07"_s;
    m_failure = failure;
    m_reading = 0; // a read under way would bring the truth back
    takeOverview(withLastFailed(*m_overview, failure.error.message));
    m_panel->end({migration::RunReport{.failure = failure}, 38});
    showFailure();
    updateActions();
}

} // namespace howdah::ui
