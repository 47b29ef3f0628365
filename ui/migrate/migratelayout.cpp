// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// How the page of migrations is put together; what it does is in migratepage.cpp and migraterun.cpp.
#include "migrate/migratepage.h"

#include "common/icons.h"
#include "common/statestack.h"
#include "common/widgets.h"
#include "connect/connectioncontroller.h"
#include "migrate/list/migrationdelegate.h"
#include "migrate/list/migrationdetail.h"
#include "migrate/list/migrationfilter.h"
#include "migrate/run/runpanel.h"
#include "migrate/source/sourcepicker.h"

#include <QAction>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QListView>
#include <QMenu>
#include <QSplitter>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace howdah::ui {

namespace {

constexpr int SearchWidth = 220;
constexpr int FollowMs = 120;
constexpr int ClockMs = 30'000;
constexpr int HistoryMs = 3'000;
constexpr int StoryMs = 120;

} // namespace

MigratePage::MigratePage(const PageServices &services, QWidget *parent)
    : Page(ownFace(), parent)
    , m_services(services)
    , m_operations(new MigrateOperations(services, this))
    , m_filter(new MigrationFilter(this))
{
    m_filter->setSourceModel(&m_model);
    buildActions();
    m_state = new StateStack(buildContent());
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(buildHead());
    column->addWidget(separator(Qt::Horizontal));
    column->addWidget(m_state, 1);

    connect(&m_watcher, &SourceWatcher::changed, this, &MigratePage::reload);
    connect(m_services.connection, &ConnectionController::stateChanged, this, &MigratePage::connectionChanged);
    connect(m_services.connection, &ConnectionController::progressChanged, this, &MigratePage::connectionChanged);
    m_clock.setInterval(ClockMs);
    connect(&m_clock, &QTimer::timeout, &m_model, &MigrationListModel::refreshTimes);
    m_clock.start();
    m_followTimer.setSingleShot(true);
    m_followTimer.setInterval(FollowMs);
    m_historyTimer.setInterval(HistoryMs);
    connect(&m_historyTimer, &QTimer::timeout, this, &MigratePage::lookAtHistory);
    m_historyTimer.start();
    m_storyTimer.setSingleShot(true);
    m_storyTimer.setInterval(StoryMs);
    connect(&m_storyTimer, &QTimer::timeout, this, &MigratePage::readStory);
    connectRun();
    connectOperations();
    connectionChanged();
}

QAction *MigratePage::makeAction(const QString &text, const QString &iconName, const QKeySequence &keys)
{
    auto *action = new QAction(iconName.isEmpty() ? QIcon() : ui::icon(iconName), text, this);
    action->setShortcut(keys);
    action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    addAction(action);
    return action;
}

void MigratePage::buildActions()
{
    m_applyAll = makeAction(tr("Apply all pending"), {}, Qt::CTRL | Qt::Key_Return);
    m_applyTo = makeAction(tr("Apply to here"), u"go-down"_s, Qt::CTRL | Qt::SHIFT | Qt::Key_A);
    m_rollBackTo = makeAction(tr("Roll back to here"), u"edit-undo"_s, Qt::CTRL | Qt::SHIFT | Qt::Key_R);
    m_rollBackThis = makeAction(tr("Roll back including this"), u"edit-undo"_s, {});
    m_chooseFolder = makeAction(tr("Choose a folder"), u"folder-open"_s, Qt::CTRL | Qt::Key_O);
    m_showError = makeAction(tr("Show the error of the last run"), u"dialog-error"_s, Qt::Key_F8);
    m_applyAll->setToolTip(tr("Apply every pending migration, after a review"));
    m_applyTo->setToolTip(tr("Apply everything up to and with the selected migration, after a review"));
    m_rollBackTo->setToolTip(tr("Undo everything after the selected migration, after a review"));
    m_rollBackThis->setToolTip(tr("Undo the selected migration and everything after it, after a review"));
    connect(m_applyAll, &QAction::triggered, this, &MigratePage::applyAll);
    connect(m_applyTo, &QAction::triggered, this, &MigratePage::applyToHere);
    connect(m_rollBackTo, &QAction::triggered, this, &MigratePage::rollBackToHere);
    connect(m_rollBackThis, &QAction::triggered, this, &MigratePage::rollBackThis);
    connect(m_chooseFolder, &QAction::triggered, this, &MigratePage::chooseFolder);
    connect(m_showError, &QAction::triggered, this, &MigratePage::showFailure);
    buildTabActions();
}

void MigratePage::buildTabActions()
{
    const QStringList tabs{
        tr("Show the SQL up"),  tr("Show the SQL down"), tr("Show the difference to what was applied"),
        tr("Show the journal"), tr("Show the checks"),   tr("Show the details")};
    for (int i = 0; i < int(tabs.size()); ++i) {
        QAction *action = makeAction(tabs[i], {}, Qt::ALT | Qt::Key(Qt::Key_1 + i));
        connect(action, &QAction::triggered, this, [this, i] { m_detail->setTab(MigrationDetail::Tab(i)); });
        m_tabActions << action;
    }
}

QWidget *MigratePage::buildMore()
{
    QPushButton *more = button(tr("More"));
    more->setObjectName(u"more"_s);
    more->setToolTip(tr("Everything else that can be done with migrations"));
    auto *menu = new QMenu(more);
    for (QAction *action : m_operations->all())
        menu->addAction(action);
    menu->addSeparator();
    auto *durable = new QAction(tr("Production: wait for the disk after each migration"), menu);
    durable->setObjectName(u"durable"_s);
    durable->setCheckable(true);
    durable->setToolTip(
        tr("A run is quicker without, and what a crash of the server leaves of it is a beginning in either case"));
    durable->setChecked(m_services.settings->value(durableInProduction()));
    connect(durable, &QAction::toggled, this, [this](bool on) { m_services.settings->set(durableInProduction(), on); });
    menu->addAction(durable);
    more->setMenu(menu);
    return more;
}

void MigratePage::buildBanners(QVBoxLayout *column)
{
    m_problem = new Banner(Tone::Failed);
    m_news = new Banner(Tone::Applied);
    m_news->setObjectName(u"news"_s);
    for (Banner *banner : {m_problem, m_news}) {
        QPushButton *close = button(tr("Close"));
        connect(close, &QPushButton::clicked, banner, &QWidget::hide);
        banner->addWidget(close);
        banner->hide();
        column->addWidget(banner);
    }
}

void MigratePage::connectOperations()
{
    connect(m_operations, &MigrateOperations::reviewWanted, this, &MigratePage::review);
    connect(m_operations, &MigrateOperations::planWanted, this, &MigratePage::saveAllPending);
    connect(m_operations, &MigrateOperations::validateWanted, this, &MigratePage::validate);
    connect(m_operations, &MigrateOperations::sourceChanged, this, &MigratePage::operationDone);
    connect(m_operations, &MigrateOperations::placeWanted, this, &MigratePage::showPlace);
    connect(m_operations, &MigrateOperations::busyChanged, this, &MigratePage::updateActions);
    connect(m_operations, &MigrateOperations::told, this, [this](Tone tone, const QString &text) { tell(tone, text); });
    connect(m_operations, &MigrateOperations::proofsChanged, this, [this] {
        m_assessed.reset();
        assess();
    });
    connect(m_operations, &MigrateOperations::dialogOpened, this, [this](QDialog *dialog) { m_dialog = dialog; });
    connect(m_detail, &MigrationDetail::rewriteRequested, m_operations, &MigrateOperations::rewrite);
}

QWidget *MigratePage::buildHead()
{
    auto *head = new QWidget;
    auto *column = new QVBoxLayout(head);
    column->setContentsMargins(space::group, space::inside + space::tight, space::group, space::inside + space::tight);
    column->setSpacing(space::inside);
    auto *row = new QHBoxLayout;
    row->setSpacing(space::inside);
    row->addWidget(headingLabel(face().title));
    m_picker = new SourcePicker(m_chooseFolder);
    connect(m_picker, &SourcePicker::chosen, this, &MigratePage::setSource);
    row->addSpacing(space::inside);
    row->addWidget(m_picker);
    m_counts = mutedLabel();
    m_counts->setObjectName(u"counts"_s);
    row->addWidget(m_counts);
    row->addStretch(1);
    m_search = new QLineEdit;
    m_search->setPlaceholderText(tr("Search migrations"));
    m_search->setAccessibleName(tr("Search migrations"));
    m_search->setClearButtonEnabled(true);
    m_search->setFixedWidth(SearchWidth);
    connect(m_search, &QLineEdit::textChanged, this, [this](const QString &text) {
        m_filter->setSearch(text);
        updateListState();
    });
    row->addWidget(m_search);
    row->addWidget(buildMore());
    row->addWidget(buttonFor(m_applyAll, ButtonRole::Primary, head));
    column->addLayout(row);
    buildBanners(column);
    return head;
}

QWidget *MigratePage::buildContent()
{
    m_columns = new QSplitter(Qt::Horizontal);
    m_columns->setChildrenCollapsible(false);
    m_columns->addWidget(buildList());
    m_columns->addWidget(buildRight());
    m_columns->setStretchFactor(0, 0);
    m_columns->setStretchFactor(1, 1);
    m_columns->setSizes({400, 800});
    return m_columns;
}

QWidget *MigratePage::buildList()
{
    auto *side = new QWidget;
    side->setMinimumWidth(280);
    auto *column = new QVBoxLayout(side);
    column->setContentsMargins(0, space::tight, 0, 0);
    column->setSpacing(space::tight);
    m_sourceProblems = new Banner(Tone::Edited);
    m_sourceProblems->hide();
    column->addWidget(m_sourceProblems);
    m_list = new QListView;
    m_list->setObjectName(u"migrations"_s);
    m_list->setModel(m_filter);
    m_list->setItemDelegate(new MigrationDelegate(m_list));
    m_list->setAccessibleName(tr("Migrations"));
    m_list->setMouseTracking(true);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(m_list, &QWidget::customContextMenuRequested, this, [this](const QPoint &at) {
        openMenu(m_list->viewport()->mapToGlobal(at));
    });
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this, &MigratePage::showSelected);
    m_listState = new StateStack(m_list);
    column->addWidget(m_listState, 1);
    return side;
}

QWidget *MigratePage::buildRight()
{
    m_right = new QSplitter(Qt::Vertical);
    m_right->setChildrenCollapsible(false);
    m_detail = new MigrationDetail(
        {m_applyTo, m_rollBackTo, m_operations->resume(), m_rollBackThis, m_operations->markApplied(),
         m_operations->markRolledBack()});
    m_panel = new RunPanel;
    m_panel->hide();
    m_right->addWidget(m_detail);
    m_right->addWidget(m_panel);
    m_right->setStretchFactor(0, 1);
    m_right->setStretchFactor(1, 0);
    m_right->setSizes({420, 300});
    return m_right;
}

void MigratePage::connectRun()
{
    connect(&m_run, &RunController::copied, this, [this](const QString &file) { m_safetyCopy = file; });
    connect(&m_run, &RunController::lockAwaited, m_panel, &RunPanel::setLockHolder);
    connect(&m_run, &RunController::stepStarted, this, &MigratePage::stepStarted);
    connect(&m_run, &RunController::statementStarted, m_panel, &RunPanel::statementStarted);
    connect(&m_run, &RunController::statementFinished, m_panel, &RunPanel::statementFinished);
    connect(&m_run, &RunController::blocked, m_panel, &RunPanel::setBlockers);
    connect(&m_run, &RunController::retrying, m_panel, &RunPanel::showRetry);
    connect(&m_run, &RunController::remarked, m_panel, &RunPanel::addRemark);
    connect(&m_run, &RunController::terminated, this, [this](int pid, const QString &problem) {
        tell(
            problem.isEmpty() ? Tone::Applied : Tone::Failed,
            problem.isEmpty() ? tr("The session with pid %1 was ended.").arg(pid) : problem);
    });
    connect(m_panel, &RunPanel::terminateRequested, this, &MigratePage::askTerminate);
    connect(m_panel, &RunPanel::reportRequested, this, &MigratePage::showReport);
    connect(&m_run, &RunController::stepFinished, this, &MigratePage::stepFinished);
    connect(&m_run, &RunController::noticed, m_panel, &RunPanel::addNotice);
    connect(&m_run, &RunController::finished, this, &MigratePage::endRun);
    connect(m_panel, &RunPanel::cancelRequested, this, &MigratePage::cancelRun);
    connect(m_panel, &RunPanel::errorRequested, this, &MigratePage::showFailure);
    connect(m_panel, &RunPanel::closeRequested, this, &MigratePage::closePanel);
    connect(&m_followTimer, &QTimer::timeout, this, [this] {
        if (m_follow && m_run.isRunning())
            select(*m_follow);
    });
}

} // namespace howdah::ui
