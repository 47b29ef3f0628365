// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migrate/migratepage.h"

#include "common/code/sqlview.h"
#include "common/statestack.h"
#include "common/widgets.h"
#include "connect/connectioncontroller.h"
#include "migrate/list/loadedmigrations.h"
#include "migrate/list/migratehead.h"
#include "migrate/list/migrationdetail.h"
#include "migrate/list/migrationlist.h"
#include "migrate/list/pageaction.h"
#include "migrate/list/selectedmigration.h"
#include "migrate/migratebench.h"
#include "migrate/run/migrationrun.h"
#include "migrate/run/migrateoperations.h"
#include "migrate/run/reviewedruns.h"
#include "migrate/run/runactions.h"
#include "migrate/run/runpanel.h"
#include "migrate/source/sourcechoice.h"
#include "migration/history/foreignhistory.h"

#include <QDir>
#include <QFileDialog>
#include <QLineEdit>
#include <QMenu>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using migration::Direction;
using migration::Version;

constexpr int HistoryMs = 3'000;

MigratePage::MigratePage(const PageServices &services, QWidget *parent)
    : ConnectedPage(ownFace(), services.connection, parent)
    , m_services(services)
    , m_operations(new MigrateOperations(services, this))
{
    buildActions();
    m_bench = new MigrateBench(
        {m_runActions->applyTo(), m_runActions->rollBackTo(), m_operations->resume(), m_runActions->rollBackThis(),
         m_operations->markApplied(), m_operations->markRolledBack(), m_operations->accept(),
         m_operations->editFile()});
    m_list = m_bench->list();
    m_detail = m_bench->detail();
    m_selected = new SelectedMigration(m_reader, m_detail, this);
    m_runs = new ReviewedRuns(m_reader, m_services, {m_choice, m_list, m_bench->panel()}, this);
    m_state = new StateStack(m_bench);
    m_head = new MigrateHead({face().title, m_choice->picker(), m_list->search(), m_runActions->applyAll()});
    fillMenus();
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_head);
    column->addWidget(separator(Qt::Horizontal));
    column->addWidget(m_state, 1);
    m_historyTimer.setInterval(HistoryMs);
    connect(&m_historyTimer, &QTimer::timeout, this, [this] {
        if (isVisible() && m_loaded && isIdle())
            m_loaded->lookAtHistory();
    });
    m_historyTimer.start();
    connectParts();
    connectOperations();
    connectionChanged();
}

MigratePage::~MigratePage()
{
    delete m_runs; // a review waits for the reader
    m_loaded.reset();
}

PageFace MigratePage::ownFace() { return {u"migrations"_s, tr("Migrations"), u"vcs-commit"_s}; }

// ---- building

void MigratePage::buildActions()
{
    m_runActions = new RunActions(this);
    m_chooseFolder = pageAction(this, tr("Choose a folder"), u"folder-open"_s, Qt::CTRL | Qt::Key_O);
    m_showError = pageAction(this, tr("Show the error of the last run"), u"dialog-error"_s, Qt::Key_F8);
    m_choice = new SourceChoice(m_reader, m_chooseFolder, this);
    const QStringList tabs{
        tr("Show the SQL up"),  tr("Show the SQL down"), tr("Show the difference from what was applied"),
        tr("Show the journal"), tr("Show the checks"),   tr("Show the details")};
    for (int i = 0; i < int(tabs.size()); ++i) {
        QAction *action = pageAction(this, tabs[i], {}, Qt::ALT | Qt::Key(Qt::Key_1 + i));
        connect(action, &QAction::triggered, this, [this, i] { m_detail->setTab(MigrationDetail::Tab(i)); });
        m_tabActions << action;
    }
    connect(m_showError, &QAction::triggered, this, &MigratePage::showFailure);
    connect(m_chooseFolder, &QAction::triggered, this, [this] {
        auto *dialog = new QFileDialog(this, tr("Migrations folder"), m_choice->folder());
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->setFileMode(QFileDialog::Directory);
        dialog->setOption(QFileDialog::ShowDirsOnly);
        connect(dialog, &QFileDialog::fileSelected, this, &MigratePage::setSource);
        dialog->open();
    });
}

void MigratePage::fillMenus()
{
    m_detail->menu()->addActions({m_runActions->applyTo(), m_runActions->rollBackThis(), m_runActions->rollBackTo()});
    m_detail->menu()->addSeparator();
    m_detail->menu()->addActions(m_operations->ofMigration());
    m_head->files()->addActions(m_operations->ofFiles());
    m_head->files()->addSeparator();
    m_head->files()->addAction(m_chooseFolder);
    QMenu *menu = m_head->database();
    menu->addActions(m_operations->ofDatabase());
    menu->addSeparator();
    auto *durable = new QAction(tr("Production: flush to disk after each migration"), menu);
    durable->setObjectName(u"durable"_s);
    durable->setCheckable(true);
    durable->setToolTip(
        tr("Runs are faster without this; in either case, a server crash leaves a consistent prefix of the run"));
    durable->setChecked(ReviewedRuns::isDurable(m_services));
    connect(durable, &QAction::toggled, this, [this](bool on) { ReviewedRuns::setDurable(m_services, on); });
    menu->addAction(durable);
}

void MigratePage::connectParts()
{
    followConnection(m_state);
    // Another tenant: what is read of the database may be something else now.
    connect(m_services.connection, &ConnectionController::settingsChanged, this, [this] {
        if (m_loaded && !isRunning())
            load();
    });
    connect(m_choice, &SourceChoice::made, this, [this] {
        if (m_loaded && m_loaded->folder() != QDir::cleanPath(m_choice->folder()))
            unload();
        if (m_loaded)
            m_loaded->renew();
        load();
    });
    connect(m_choice, &SourceChoice::edited, this, &MigratePage::load);
    connect(m_choice, &SourceChoice::looking, this, [this](const QString &what) {
        m_state->showLoading(what, [this] { m_reader.cancel(); });
    });
    connect(m_list, &MigrationList::selectionChanged, this, &MigratePage::showSelected);
    // While it runs, the head of the selected one says what its row says; thousands of others change meanwhile.
    connect(
        &m_list->model(), &QAbstractItemModel::dataChanged, this,
        [this](const QModelIndex &first, const QModelIndex &last, const auto &roles) {
            const MigrationRow *row = m_list->selected();
            if (!row || !roles.isEmpty() || !isRunning())
                return;
            if (const int at = m_list->model().indexOf(row->version); at >= first.row() && at <= last.row())
                m_selected->update(*row);
        });
    connect(m_list, &MigrationList::menuRequested, this, [this](const QPoint &place) {
        auto *menu = new QMenu(this);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        menu->addActions({m_runActions->applyTo(), m_runActions->rollBackThis(), m_runActions->rollBackTo()});
        menu->addSeparator();
        menu->addActions(m_operations->ofMigration());
        menu->addSeparator();
        menu->addActions(m_tabActions);
        menu->popup(place);
    });
    connectRuns();
}

void MigratePage::connectRuns()
{
    connect(m_runActions, &RunActions::wanted, m_runs, &ReviewedRuns::review);
    connect(m_runs, &ReviewedRuns::changed, this, &MigratePage::updateActions);
    connect(m_runs, &ReviewedRuns::reported, m_head, qOverload<Tone, const QString &>(&MigrateHead::notify));
    connect(m_runs, &ReviewedRuns::reviewOpened, this, &MigratePage::reviewOpened);
    connect(m_runs, &ReviewedRuns::saveWanted, m_operations, &MigrateOperations::savePlan);
    connect(m_runs, &ReviewedRuns::splitWanted, m_operations, &MigrateOperations::split);
    connect(m_runs, &ReviewedRuns::editWanted, m_operations, qOverload<const QString &>(&MigrateOperations::openFile));
    connect(m_runs, &ReviewedRuns::overviewRead, this, [this](const std::shared_ptr<const Overview> &overview) {
        if (m_loaded)
            m_loaded->take(overview);
    });
    connect(m_runs, &ReviewedRuns::began, this, [this] {
        m_detail->clearFailure();
        m_bench->showPanel();
    });
    connect(m_runs, &ReviewedRuns::finished, this, &MigratePage::endRun);
    connect(m_bench->panel(), &RunPanel::closeRequested, m_bench, &MigrateBench::hidePanel);
    connect(m_bench->panel(), &RunPanel::errorRequested, this, &MigratePage::showFailure);
    connect(m_bench->panel(), &RunPanel::restoreRequested, this, [this] {
        const MigrationRun *run = m_runs->lastRun();
        if (const auto request = run ? run->undoRequest() : std::nullopt)
            m_operations->applyAndRestore(*request, run->safetyCopy());
    });
    connect(m_bench->panel(), &RunPanel::editRequested, this, [this] {
        if (const MigrationRun *run = m_runs->lastRun(); run && run->failure())
            m_operations->openFile(run->failure()->file);
    });
    connect(m_bench->panel(), &RunPanel::reportRequested, this, [this] {
        if (const MigrationRun *run = m_runs->lastRun())
            m_operations->showReport(tr("Report"), run->report(), run->reportName());
    });
}

void MigratePage::connectOperations()
{
    connect(m_operations, &MigrateOperations::reviewWanted, m_runs, &ReviewedRuns::review);
    connect(m_operations, &MigrateOperations::restoringReviewWanted, m_runs, &ReviewedRuns::reviewRestoring);
    connect(m_operations, &MigrateOperations::planWanted, m_runs, &ReviewedRuns::savePending);
    connect(m_operations, &MigrateOperations::validateWanted, this, [this] {
        if (m_loaded)
            m_loaded->validate();
        updateActions();
    });
    connect(m_operations, &MigrateOperations::sourceChanged, this, [this](const QString &file) {
        load();
        if (file.isEmpty())
            m_services.connection->refreshCatalog();
        m_fileToShow = file;
    });
    connect(m_operations, &MigrateOperations::placeWanted, this, &MigratePage::showPlace);
    connect(m_operations, &MigrateOperations::busyChanged, this, &MigratePage::updateActions);
    connect(m_operations, &MigrateOperations::reported, m_head, qOverload<Tone, const QString &>(&MigrateHead::notify));
    connect(m_operations, &MigrateOperations::proofsChanged, this, [this] {
        if (m_loaded)
            m_loaded->assessAgain();
    });
    connect(m_detail, &MigrationDetail::rewriteRequested, m_operations, &MigrateOperations::rewrite);
}

// ---- the page

QAction *MigratePage::primaryAction() const { return m_runActions->applyAll(); }

QList<QAction *> MigratePage::paletteActions() const
{
    const QList<QAction *> all{m_runActions->applyAll(),     m_runActions->applyTo(), m_runActions->rollBackTo(),
                               m_runActions->rollBackThis(), m_chooseFolder,          m_showError};
    return all + m_operations->all() + m_tabActions;
}

void MigratePage::activate()
{
    // Other people's runs: the history may have changed since.
    if (m_loaded && m_loaded->overview() && !isRunning())
        load();
    m_list->focusList();
}

void MigratePage::refresh()
{
    if (m_services.connection->isConnected())
        load();
    else
        reconnect();
}

void MigratePage::cancelWork()
{
    if (isRunning())
        m_runs->cancel();
    else if (m_operations->isBusy())
        m_operations->cancel();
    else if (!isIdle())
        m_reader.cancel();
    else
        m_list->search()->clear();
}

void MigratePage::focusSearch()
{
    m_list->search()->setFocus();
    m_list->search()->selectAll();
}

bool MigratePage::isRunning() const { return m_runs->isRunning(); }

bool MigratePage::isIdle() const
{
    const bool reading = m_choice->isLooking() || (m_loaded && (m_loaded->isReading() || m_loaded->isValidating()));
    return !reading && !m_runs->isPlanning() && !isRunning() && !m_operations->isBusy();
}

bool MigratePage::isAssessed() const { return m_loaded && m_loaded->isAssessed(); }

QString MigratePage::ownFolder() const
{
    return m_choice->source().startsWith("pack:"_L1) ? QString() : m_choice->folder();
}

void MigratePage::setSource(const QString &source) { m_choice->choose(source); }

QJsonObject MigratePage::saveState() const
{
    QJsonObject state;
    m_bench->save(state);
    m_choice->save(state);
    return state;
}

void MigratePage::restoreState(const QJsonObject &state)
{
    m_bench->restore(state);
    m_choice->restore(state);
}

// ---- what is loaded

void MigratePage::connectionChanged()
{
    ConnectedPage::connectionChanged();
    updateActions();
}

void MigratePage::connecting()
{
    m_offered = false;
    Q_EMIT pendingOffered({});
}

void MigratePage::elsewhere() { m_head->notify({}); }

void MigratePage::connected()
{
    const ConnectionController &connection = *m_services.connection;
    const auto taken = m_services.connection->takeSession(connection::SessionRole::Reader, u"migrations"_s);
    m_reader.setSession(taken ? *taken : nullptr);
    m_state->setStale({});
    if (m_choice->isOtherThan(connection.label())) {
        unload();
        m_runs->leave();
    } else if (m_loaded) {
        m_loaded->renew();
    }
    if (taken)
        m_choice->open(connection.label(), connection.facts().database);
    else
        showFailed(taken.error());
}

void MigratePage::connectionGone()
{
    m_reader.setSession(nullptr);
    m_choice->close();
}

bool MigratePage::keepsContent() const
{
    return m_services.connection->state() != ConnectionController::State::Disconnected && m_loaded
        && m_loaded->overview();
}

void MigratePage::showLost(const Error &error)
{
    m_loaded->renew();
    ConnectedPage::showLost(error);
}

EmptyState MigratePage::withoutConnection() const
{
    return {
        u"network-disconnect"_s, tr("No connection"), tr("Connect to a database to see which migrations it has."), {}};
}

void MigratePage::reconnect()
{
    if (m_services.connection->isConnected())
        connected(); // the window's own session lives, but ours does not
    else
        m_services.connection->reconnect();
}

void MigratePage::unload()
{
    m_runs->endReview();
    m_loaded.reset();
    m_selected->show(nullptr, nullptr);
    m_list->setRows({});
    m_list->setProblems({});
    m_head->setCounts(nullptr);
}

void MigratePage::load()
{
    if (!m_reader.hasSession() || !m_choice->isMade() || isRunning())
        return; // it is read when that has ended
    if (m_choice->source().isEmpty()) {
        showNoSource();
        return;
    }
    const QString folder = m_choice->folder();
    if (folder.isEmpty()) {
        m_state->showFailed(makeError(
            ErrorKind::NotFound, tr("The pack %1 is not installed").arg(m_choice->source().mid(5)),
            tr("Choose another source above.")));
        return;
    }
    if (!m_loaded) {
        m_loaded = std::make_unique<LoadedMigrations>(
            m_reader, QDir::cleanPath(folder), connection::describe(m_services.connection->target()));
        connect(m_loaded.get(), &LoadedMigrations::changed, this, &MigratePage::showLoaded);
        connect(m_loaded.get(), &LoadedMigrations::failed, this, &MigratePage::showFailed);
        connect(m_loaded.get(), &LoadedMigrations::wasRead, this, &MigratePage::loaded);
        connect(m_loaded.get(), &LoadedMigrations::assessed, this, [this] {
            m_list->setRows(rowsOf(*m_loaded->overview(), m_loaded->assessment().get()));
            if (const MigrationRow *row = m_list->selected())
                m_selected->update(*row);
            updateActions();
        });
        connect(m_loaded.get(), &LoadedMigrations::takenBack, this, [this](const QStringList &lines) {
            m_head->notify(Tone::Interrupted, lines.join(u'\n'));
        });
        connect(m_loaded.get(), &LoadedMigrations::compared, this, &MigratePage::showProblems);
        connect(m_loaded.get(), &LoadedMigrations::validated, this, [this](const Result<QString> &report) {
            updateActions();
            if (report)
                m_operations->showReport(tr("Validation"), *report, u"validation.md"_s);
            else
                m_head->notify(describe(report.error()));
        });
    }
    if (!m_loaded->overview())
        m_state->showLoading(tr("Comparing files and history"), [this] { m_reader.cancel(); });
    m_loaded->read();
}

void MigratePage::showLoaded()
{
    const Overview &overview = *m_loaded->overview();
    m_state->setStale({});
    m_list->setRows(rowsOf(overview, m_loaded->assessment().get()));
    showProblems();
    if (MigrationRun *run = m_runs->lastRun())
        run->settle(overview.history);
    m_choice->watch(overview);
    m_choice->showTitle(overview.source.pack.title);
    m_head->setCounts(&overview);
    if (const QString file = std::exchange(m_fileToShow, {}); !file.isEmpty())
        showPlace(file, 1);
    if (overview.entries.empty()) {
        showNoMigrations(overview);
    } else {
        m_state->showContent();
        m_list->selectSomething();
    }
    showSelected();
    offerPending();
}

// The folder of another tool is not an empty one, nor is a database that another tool has migrated.
void MigratePage::showNoMigrations(const Overview &overview)
{
    QStringList lines;
    if (overview.source.other)
        lines << overview.source.other->advice;
    else
        lines << tr("Create a file named 001-first-table.up.sql in %1; it appears here automatically.")
                     .arg(QDir::toNativeSeparators(overview.source.folder));
    for (const migration::ForeignHistory &foreign : overview.history.foreign)
        lines << migration::describe(foreign);
    const bool named = overview.source.other && !overview.source.other->tool.isEmpty();
    m_state->showEmpty(
        {u"document-new"_s,
         named ? tr("This is a folder of %1").arg(overview.source.other->tool) : tr("No migrations here yet"),
         lines.join(u"\n\n"_s),
         named ? QList<QAction *>{m_chooseFolder} : QList<QAction *>{m_operations->create(), m_chooseFolder}});
}

// Of the folder, and what was done to the database without it.
void MigratePage::showProblems()
{
    QStringList problems;
    for (const migration::Problem &problem : m_loaded->overview()->source.problems)
        problems << problemText(problem);
    for (const migration::ForeignHistory &foreign : m_loaded->overview()->history.foreign)
        problems << migration::describe(foreign);
    if (const QStringList &differences = m_loaded->differences(); !differences.isEmpty())
        problems << tr("The database differs from what the last run left; Validate lists it all:") << differences;
    if (!m_loaded->uncompared().isEmpty())
        problems << m_loaded->uncompared();
    m_list->setProblems(problems);
}

void MigratePage::showFailed(const Error &error)
{
    if (m_loaded && m_loaded->overview()) {
        m_state->showContent();
        m_state->setStale(tr("%1 The data shown is out of date.").arg(error.message + u'.'), [this] { reconnect(); });
        return;
    }
    m_list->setRows({});
    m_head->setCounts(nullptr);
    m_state->showFailed(error, [this] { reconnect(); });
    updateActions();
}

void MigratePage::showNoSource()
{
    m_state->showEmpty(
        {u"folder-open"_s, tr("Which migrations belong to this database?"),
         tr("Choose a pack that comes with Howdah, or the folder where your migrations are."),
         QList<QAction *>{m_chooseFolder} + m_choice->offers()});
    m_head->setCounts(nullptr);
    updateActions();
}

// Once for each connection, where its profile says so; nothing runs by that.
void MigratePage::offerPending()
{
    const Overview &overview = *m_loaded->overview();
    const int pending = countsOf(overview).pending;
    if (pending == 0)
        Q_EMIT pendingOffered({});
    const auto &profile = m_services.connection->destination().profile;
    if (!profile || !profile->offerMigrations || std::exchange(m_offered, true) || pending == 0)
        return;
    const QString title = overview.source.pack.title;
    const QString from = title.isEmpty() ? m_choice->source() : title;
    Q_EMIT pendingOffered(tr("%n migration(s) of %1 are pending in %2", nullptr, pending).arg(from, profile->name));
}

// ---- what is selected

bool MigratePage::select(const Version &version) { return m_list->select(version); }

void MigratePage::showSelected()
{
    m_selected->show(m_loaded ? m_loaded->overview() : nullptr, m_list->selected());
    updateActions();
}

void MigratePage::showPlace(const QString &file, qsizetype line)
{
    if (!m_loaded || !m_loaded->overview())
        return;
    for (const migration::Migration &migration : m_loaded->overview()->source.migrations) {
        const bool down = migration.down && migration.down->file == file;
        if ((!down && migration.up.file != file) || !select(migration.version))
            continue;
        m_detail->showPlace(down ? Direction::Down : Direction::Up, line);
        return;
    }
}

void MigratePage::updateActions()
{
    const std::shared_ptr<const Overview> overview = m_loaded ? m_loaded->overview() : nullptr;
    const MigrationRow *row = m_list->selected();
    const std::optional<Version> selected =
        row && overview && overview->find(row->version) ? std::optional(row->version) : std::nullopt;
    const bool preparing = m_runs->isPlanning() || (m_loaded && m_loaded->isValidating());
    const bool free = m_services.connection->isConnected() && !isRunning() && !preparing;
    m_runActions->update(overview, selected, free && !m_operations->isBusy());
    const MigrationRun *last = m_runs->lastRun();
    m_showError->setEnabled(last && last->failure() && last->failure()->statement > 0);
    m_chooseFolder->setEnabled(!isRunning());
    m_choice->picker()->setEnabled(!isRunning());
    m_selected->setHeld(isRunning());
    m_operations->setContext(
        {overview, m_choice->folder(), selected,
         m_loaded && m_loaded->assessment() ? m_loaded->assessment()->context : migration::LintContext(), free});
}

// ---- what is run

void MigratePage::endRun(const RunOutcome &outcome)
{
    const Result<migration::RunReport> &report = outcome.report;
    load(); // the run took the history's place in the list; the truth is read again
    if (report && !report->steps.empty())
        m_services.connection->refreshCatalog();
    updateActions();
    const MigrationRun &run = *m_runs->lastRun();
    const auto &failure = run.failure();
    if (failure && failure->statement > 0 && failure->error.kind != ErrorKind::Cancelled)
        showFailure();
    else if (report && !report->failure && !goesDown(run.preview().plan) && !report->steps.empty())
        select(report->steps.back().version);
    Q_EMIT runFinished();
}

void MigratePage::showFailure()
{
    const MigrationRun *run = m_runs->lastRun();
    if (!run || !run->failure())
        return;
    const migration::RunFailure &failure = *run->failure();
    const QString text = run->failedText();
    if (text.isEmpty() || !select(failure.version))
        return;
    m_detail->markFailure(failure, text);
    m_detail->view(failure.direction)->setFocus();
}

} // namespace howdah::ui
