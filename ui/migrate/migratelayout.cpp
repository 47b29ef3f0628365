// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// How the page of migrations is put together; what it does is in migratepage.cpp and migraterun.cpp.
#include "migrate/migratepage.h"

#include "common/icons.h"
#include "common/statestack.h"
#include "common/widgets.h"
#include "connect/connectioncontroller.h"
#include "migrate/migrationdelegate.h"
#include "migrate/migrationdetail.h"
#include "migrate/migrationfilter.h"
#include "migrate/runpanel.h"
#include "migrate/sourcepicker.h"

#include <QAction>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QListView>
#include <QSplitter>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace howdah::ui {

namespace {

constexpr int SearchWidth = 220;
constexpr int FollowMs = 120;
constexpr int ClockMs = 30'000;

} // namespace

MigratePage::MigratePage(const PageServices &services, QWidget *parent)
    : Page(parent)
    , m_services(services)
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
    connectRun();
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
    const QStringList tabs{tr("Show the SQL up"), tr("Show the SQL down"), tr("Show the details")};
    for (int i = 0; i < int(tabs.size()); ++i) {
        QAction *action = makeAction(tabs[i], {}, Qt::ALT | Qt::Key(Qt::Key_1 + i));
        connect(action, &QAction::triggered, this, [this, i] { m_detail->setTab(MigrationDetail::Tab(i)); });
        m_tabActions << action;
    }
}

QWidget *MigratePage::buildHead()
{
    auto *head = new QWidget;
    auto *column = new QVBoxLayout(head);
    column->setContentsMargins(space::group, space::inside + space::tight, space::group, space::inside + space::tight);
    column->setSpacing(space::inside);
    auto *row = new QHBoxLayout;
    row->setSpacing(space::inside);
    row->addWidget(headingLabel(title()));
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
    row->addWidget(buttonFor(m_applyAll, ButtonRole::Primary, head));
    column->addLayout(row);
    m_problem = new Banner(Tone::Failed);
    m_problem->hide();
    column->addWidget(m_problem);
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
    m_detail = new MigrationDetail(m_applyTo, m_rollBackTo);
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
    connect(&m_run, &RunController::lockAwaited, m_panel, &RunPanel::setLockHolder);
    connect(&m_run, &RunController::stepStarted, this, &MigratePage::stepStarted);
    connect(&m_run, &RunController::statementFinished, m_panel, &RunPanel::statementFinished);
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
