// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// What the tour shows of the page of migrations.
#include "migrate/migratepage.h"

#include "common/statestack.h"
#include "connect/connectioncontroller.h"
#include "migrate/list/migrationdetail.h"
#include "migrate/review/reviewdialog.h"
#include "migrate/run/runpanel.h"

#include <QAction>
#include <QTabWidget>

#include <array>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using migration::Direction;
using migration::Version;

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
    // Difference, journal and checks of what is selected have been read.
    const auto told = [this, settled] {
        return settled() && isAssessed() && m_detail->story() && m_detail->story()->version == m_detail->version();
    };
    const auto show = [this](MigrationDetail::Tab tab) { return [this, tab] { m_detail->setTab(tab); }; };
    const auto reviewed = [this] { return m_review && m_review->isVisible() && !m_review->isCounting(); };
    const auto askRollBack = [this] {
        m_detail->setTab(MigrationDetail::Tab::Up);
        m_rollBackTo->trigger();
    };
    return {
        {u"migrations"_s, show(MigrationDetail::Tab::Up), told},
        {u"migrations-down"_s,
         [this, selectPenultimate] {
             selectPenultimate();
             m_detail->setTab(MigrationDetail::Tab::Down);
         },
         told},
        {u"migrations-journal"_s, show(MigrationDetail::Tab::Journal), told},
        {u"migrations-checks"_s, show(MigrationDetail::Tab::Checks), told},
        {u"migrations-details"_s, show(MigrationDetail::Tab::Facts), told},
        {u"migrations-pending"_s, [this] { showExamplePending(); }, told},
        {u"migrations-rollback"_s, [this] { reload(); }, // the truth again, which has to be there before it is asked
         [this, settled, reviewed, askRollBack, selectPenultimate] {
             if (m_review || m_reading != 0 || !settled())
                 return reviewed();
             selectPenultimate();
             askRollBack();
             return false;
         }},
        {u"migrations-locks"_s, askRollBack,
         [this, reviewed] {
             if (!reviewed())
                 return false;
             m_review->findChild<QTabWidget *>(u"reviewTabs"_s)->setCurrentIndex(1);
             return true;
         }},
        {u"migrations-rehearse"_s, [this] { m_operations->rehearse()->trigger(); },
         [this] { return m_dialog && m_dialog->isVisible(); }},
        {u"migrations-running"_s, [this] { showExampleRun(); }, [this] { return m_panel->isVisible(); }},
        {u"migrations-error"_s, [this] { showExampleFailure(); }, [this] { return !m_review && m_panel->isVisible(); }},
        {u"migrations-report"_s, [this] { showReport(); }, [this] { return m_dialog && m_dialog->isVisible(); }},
    };
}

// ---- examples: nothing is sent, since a picture must not leave anything in anybody's history

// The list as it would be with one migration out of order and one that waits, with what a rehearsal and the checks say.
void MigratePage::showExamplePending()
{
    constexpr size_t Needed = 4;
    if (!m_overview || m_overview->entries.size() < Needed)
        return;
    auto changed = std::make_shared<Overview>(*m_overview);
    const size_t last = changed->entries.size() - 1;
    for (const auto &[at, state] :
         {std::pair(last - 2, migration::State::OutOfOrder), std::pair(last, migration::State::Pending)}) {
        changed->entries[at].state = state;
        changed->entries[at].record.reset();
    }
    auto assessment = std::make_shared<Assessment>(m_assessment ? *m_assessment : Assessment());
    const std::array badges{migration::Badge::Proven, migration::Badge::Loses, migration::Badge::NotProven};
    for (size_t i = 0; i <= last; ++i) {
        migration::Proof proof{.version = changed->entries[i].version.text(), .name = changed->entries[i].name};
        proof.badge = badges[i % badges.size()];
        assessment->proofs.insert_or_assign(changed->entries[i].version, proof);
    }
    const migration::LintContext facts = assessment->context;
    for (const size_t at : {last - 2, last}) {
        const migration::Migration *migration = changed->migrationOf(changed->entries[at]);
        if (migration)
            assessment->findings[migration->version] =
                migration::lint(migration::lintScript(migration->up, Direction::Up), facts);
    }
    m_assessment = assessment;
    m_assessed = changed; // what it says is not judged anew
    m_reading = 0;        // a read under way would bring the truth back
    const Version selected = changed->entries[last - 2].version;
    takeOverview(changed);
    select(selected);
    m_detail->setTab(MigrationDetail::Tab::Up);
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
        last.record->statementsStarted = last.record->statementsDone = 0; // its transaction was rolled back
    }
    return changed;
}

// A plan of the last migration alone; nullptr where there is none.
static std::shared_ptr<Preview> lastAlone(const std::shared_ptr<const Overview> &overview)
{
    auto preview = std::make_shared<Preview>();
    preview->overview = overview;
    preview->plan = migration::makePlan(overview->source, {}, {});
    std::vector<migration::Step> &steps = preview->plan.steps;
    if (steps.empty())
        return nullptr;
    steps.erase(steps.begin(), steps.end() - 1);
    preview->lines = runLinesOf(preview->plan);
    for (RunLine &line : preview->lines)
        line.typical = line.kind == RunLine::Kind::Migration ? 9400 : 700 + 300 * (line.number % 4);
    preview->typicalMilliseconds = 9400;
    return preview;
}

// A run whose third statement waits for somebody.
void MigratePage::showExampleRun()
{
    const std::shared_ptr<Preview> preview = m_overview ? lastAlone(m_overview) : nullptr;
    if (!preview)
        return;
    beginPanel(*preview);
    const migration::Step &step = preview->plan.steps.front();
    const RunStep running{step.version, step.direction};
    m_panel->stepStarted(running);
    const int begun = std::min(int(step.statements.size()), 3);
    for (int number = 1; number < begun; ++number)
        m_panel->statementFinished(running, number, 620 + 210 * number, -1);
    m_panel->statementStarted(running, begun);
    m_panel->setBlockers(
        {{.pid = 4711,
          .application = u"reports"_s,
          .user = u"anna"_s,
          .state = u"idle in transaction"_s,
          .since = u"2026-03-01 14:05:09+00"_s,
          // sqlnames: somebody else's
          .query = u"SELECT * FROM orders FOR UPDATE"_s}});
    m_model.setActivity(step.version, MigrationListModel::Activity::Applying);
}

// A run as it would look like if the last migration met a table that is there already.
void MigratePage::showExampleFailure()
{
    const std::shared_ptr<Preview> preview = m_overview ? lastAlone(m_overview) : nullptr;
    if (!preview)
        return;
    m_running = preview;
    beginPanel(*preview);

    const migration::Step &step = preview->plan.steps.front();
    m_panel->stepStarted({step.version, step.direction});
    migration::RunFailure failure{.version = step.version, .name = step.name, .file = step.file};
    failure.of = int(step.statements.size());
    for (const migration::PlannedStatement &statement : step.statements) {
        ++failure.statement;
        failure.position = {.line = statement.line, .column = 1};
        if (step.sql(statement).startsWith("CREATE TABLE"_L1, Qt::CaseInsensitive))
            break;
        m_panel->statementFinished(
            {step.version, step.direction}, failure.statement, 0.4 + 0.3 * (failure.statement % 5), -1);
    }
    const QStringList words = step.sql(step.statements[size_t(failure.statement - 1)]).simplified().split(u' ');
    failure.error = makeError(ErrorKind::Server, u"relation \"%1\" already exists"_s.arg(words.value(2)));
    failure.error.sqlState = u"42P07"_s;
    m_failure = failure;
    m_reading = 0; // a read under way would bring the truth back
    takeOverview(withLastFailed(*m_overview, failure.error.message));
    m_model.clearActivities();
    const RunOutcome outcome{migration::RunReport{.failure = failure}, 38};
    m_panel->end(outcome);
    m_runStory = RunStory{
        .target = m_services.connection->label(),
        .server = u"PostgreSQL "_s + m_services.connection->facts().versionText,
        .source = m_source,
        .began = QDateTime(QDate(2026, 3, 1), QTime(14, 5, 9), Qt::UTC),
        .preview = preview,
        .lines = m_panel->model()->lines(),
        .outcome = outcome};
    showFailure();
    updateActions();
}

} // namespace howdah::ui
