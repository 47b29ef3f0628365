// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// How the page of dashboards is put together; what it does is in dashboardpage.cpp.
#include "common/icons.h"
#include "common/statestack.h"
#include "common/widgets.h"
#include "connect/connectioncontroller.h"
#include "connect/tenantbar.h"
#include "connect/tenantchoice.h"
#include "dashboard/autorefresh.h"
#include "dashboard/dashboardcontrols.h"
#include "dashboard/dashboardexports.h"
#include "dashboard/dashboardfilters.h"
#include "dashboard/dashboardhead.h"
#include "dashboard/dashboardlist.h"
#include "dashboard/dashboardpage.h"
#include "dashboard/dashboardrollups.h"
#include "dashboard/missingtables.h"
#include "dashboard/newdashboard.h"
#include "dashboard/panelforms.h"

#include <QAction>
#include <QDialog>
#include <QHBoxLayout>
#include <QMenu>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace howdah::ui {

DashboardPage::DashboardPage(const PageServices &services, const QString &folder, QWidget *parent)
    : ConnectedPage(ownFace(), services.connection, parent)
    , m_services(services)
    , m_library(folder, this)
{
    m_files.setMaxThreadCount(1);
    m_missing = new MissingTables(m_library, m_services.connection, this);
    buildActions();
    m_board = new DashboardBoard(m_services.connection);
    m_controls = new DashboardControls(m_refresh);
    addActions({m_controls->back(), m_controls->previous(), m_controls->weekdays()});
    m_exports = new DashboardExports(m_board, m_services.connection, this);
    m_rollups = new DashboardRollups(m_services.connection, m_services.tasks, this);
    m_beginner = new NewDashboard(folder, m_services.prompter, this);
    m_forms = new PanelForms(folder, m_services.connection, &m_files, this);
    m_list = new DashboardList(m_new);
    m_columns = new QSplitter(Qt::Horizontal);
    m_columns->setChildrenCollapsible(false);
    m_columns->addWidget(m_list);
    m_columns->addWidget(buildRight());
    m_columns->setStretchFactor(0, 0);
    m_columns->setStretchFactor(1, 1);
    m_columns->setSizes({220, 980});
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_columns);
    connectBoard();
    connectParts();
    connectForms();
    connectionChanged();
    updateActions();
}

void DashboardPage::buildActions()
{
    const auto make = [this](const QString &text, const QString &iconName, const QKeySequence &keys, auto what) {
        auto *action = new QAction(icon(iconName), text, this);
        action->setShortcut(keys);
        action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        addAction(action);
        connect(action, &QAction::triggered, this, what);
        return action;
    };
    m_new = make(tr("New dashboard…"), u"document-new"_s, QKeySequence::New, [this] { m_beginner->askTitle(); });
    m_new->setToolTip(tr("Create a new dashboard in your folder"));
    m_copy = make(tr("Copy and edit"), u"edit-copy"_s, {}, [this] {
        if (const LibraryEntry *entry = m_library.find(m_path))
            m_beginner->copy(*entry);
    });
    m_copy->setToolTip(tr("Copy this dashboard to your folder, and edit it there"));
    m_edit = make(tr("Edit this dashboard"), u"document-edit"_s, Qt::Key_F2, &DashboardPage::edit);
    m_addPanel = make(tr("Add panel…"), u"list-add"_s, {}, [] {});
    m_addPanel->setObjectName(u"addPanel"_s);
    m_addPanel->setToolTip(tr("Add a panel to this dashboard by a form; of a built-in one a copy is made"));
    m_refresh = make(tr("Refresh"), u"view-refresh"_s, {}, &DashboardPage::refresh);
    m_refresh->setToolTip(tr("Refresh all panels (F5)"));
    m_reconnect = new QAction(icon(u"view-refresh"), tr("Reconnect"), this);
    connect(m_reconnect, &QAction::triggered, this, [this] { m_services.connection->reconnect(); });
}

QWidget *DashboardPage::buildRight()
{
    auto *right = new QWidget;
    auto *column = new QVBoxLayout(right);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    m_faces = new QStackedWidget;
    m_faces->addWidget(m_board);
    m_state = new StateStack(m_faces);
    column->addWidget(buildHead());
    column->addWidget(separator(Qt::Horizontal));
    column->addWidget(m_state, 1);
    return right;
}

static QPushButton *exportMenu(const QList<QAction *> &actions)
{
    QPushButton *exporter = button(DashboardPage::tr("Export"));
    exporter->setObjectName(u"export"_s);
    exporter->setToolTip(DashboardPage::tr("Export the whole dashboard to a file"));
    auto *menu = new QMenu(exporter);
    menu->addActions(actions);
    exporter->setMenu(menu);
    return exporter;
}

QWidget *DashboardPage::buildHead()
{
    auto *head = new QWidget;
    auto *column = new QVBoxLayout(head);
    column->setContentsMargins(space::group, space::inside, space::group, space::inside);
    column->setSpacing(space::inside);
    auto *title = new QWidget;
    auto *row = new QHBoxLayout(title);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::inside);
    m_title = new ElidedLabel;
    m_title->setObjectName(u"title"_s);
    m_title->setFont(headingFont());
    m_title->setText(face().title);
    m_title->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Preferred);
    row->addWidget(m_title);
    m_description = new ElidedLabel;
    m_description->setMuted();
    m_description->setSizePolicy(
        QSizePolicy::Ignored, QSizePolicy::Preferred); // whatever is left; its tip has all of it
    row->addWidget(m_description, 1);
    m_tenant = new ElidedLabel;
    m_tenant->setObjectName(u"tenantNote"_s);
    m_tenant->setMuted();
    m_tenant->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Preferred);
    m_tenant->hide();
    row->addWidget(m_tenant);
    row->addStretch(); // where there is no description, so that the title stands on the left
    auto *buttons = new QWidget;
    auto *doing = new QHBoxLayout(buttons);
    doing->setContentsMargins(0, 0, 0, 0);
    doing->setSpacing(space::inside);
    doing->addWidget(exportMenu(m_exports->actions()));
    doing->addWidget(buttonFor(m_addPanel, ButtonRole::Plain, buttons));
    doing->addWidget(buttonFor(m_edit, ButtonRole::Plain, buttons));
    doing->addWidget(buttonFor(m_copy, ButtonRole::Plain, buttons));
    column->addWidget(new DashboardHead(title, m_controls, buttons));
    buildBanners(column);
    return head;
}

void DashboardPage::buildBanners(QVBoxLayout *column)
{
    m_lost = new Banner(Tone::Failed);
    m_lost->setObjectName(u"lost"_s);
    m_lost->addWidget(buttonFor(m_reconnect, ButtonRole::Plain, m_lost));
    m_news = new Banner(Tone::Applied);
    m_news->setObjectName(u"news"_s);
    QPushButton *close = button(tr("Close"));
    connect(close, &QPushButton::clicked, m_news, &QWidget::hide);
    m_news->addWidget(close);
    column->addWidget(new TenantBar(*m_services.connection));
    column->addWidget(m_missing->makeBanner());
    for (Banner *banner : {m_lost, m_news}) {
        banner->hide();
        column->addWidget(banner);
    }
}

void DashboardPage::connectBoard()
{
    connect(m_board, &DashboardBoard::connectionLost, this, &DashboardPage::connectionLost);
    connect(m_board, &DashboardBoard::askingChanged, this, &DashboardPage::updateProgress);
    connect(m_board, &DashboardBoard::settled, this, [this] {
        m_missing->show(m_board->missingTables(), m_shown ? m_shown->pack : QString());
        if (std::exchange(m_isAskedByItself, false))
            m_controls->autoRefresh()->reportRefreshed(QDateTime::currentDateTime());
    });
    connect(
        m_board, &DashboardBoard::valuesRead, this, [this](const QString &filter, const metrics::FilterValues &values) {
            m_controls->filters()->setValues(filter, values);
            m_board->setValues(m_controls->filters()->values());
            // A link may have brought the label of a value.
            DashboardChoice next = m_controls->choice();
            if (next.filters.contains(filter)) {
                next.filters[filter] = valuesOfLabels(values, next.filters[filter]);
                m_controls->choose(next);
            }
        });
    connect(m_board, &DashboardBoard::valuesFailed, this, [this](const QString &filter, const Error &error) {
        m_controls->filters()->setProblem(filter, describe(error));
    });
    connect(m_board, &DashboardBoard::filterToggled, m_controls, &DashboardControls::toggleFilter);
    connect(m_board, &DashboardBoard::rangeChosen, m_controls, &DashboardControls::chooseRange);
    connect(m_board, &DashboardBoard::rowsWanted, this, &DashboardPage::openMarkRows);
    connect(m_missing, &MissingTables::packWanted, this, [this](const QString &pack) {
        Q_EMIT placeWanted(u"migrations"_s, u"pack:"_s + pack);
    });
    connect(m_board, &DashboardBoard::rollupWanted, m_rollups, &DashboardRollups::ask);
    connect(m_board, &DashboardBoard::sqlWanted, this, &DashboardPage::showSql);
    connect(m_board, &DashboardBoard::exportWanted, m_exports, &DashboardExports::askPanelFile);
}

void DashboardPage::connectForms()
{
    const auto open = [this](const QString &panel) {
        const LibraryEntry *entry = m_library.find(m_path);
        const auto asked = m_controls->question();
        if (entry && asked && m_shown && !isEditing())
            m_forms->open(*entry, panel, *asked);
    };
    connect(m_addPanel, &QAction::triggered, this, [open] { open({}); });
    connect(m_beginner, &NewDashboard::dialogOpened, this, &DashboardPage::dialogOpened);
    connect(
        m_beginner, &NewDashboard::panelWanted, this, [this](const QString &path, const metrics::PanelTexts &panel) {
            openDashboard(path);
            const LibraryEntry *entry = m_library.find(path);
            const auto asked = m_controls->question();
            if (entry && asked && m_shown && !isEditing())
                m_forms->open(*entry, {}, *asked, panel);
        });
    connect(m_beginner, &NewDashboard::withPanel, this, [this](const QString &path) {
        m_showLater = path;
        m_library.reload();
    });
    connect(m_board, &DashboardBoard::editWanted, this, open);
    connect(m_board, &DashboardBoard::linkWanted, this, &DashboardPage::followLink);
    connect(m_forms, &PanelForms::dialogOpened, this, &DashboardPage::dialogOpened);
    connect(m_forms, &PanelForms::saved, this, [this](const QString &path) {
        if (path != m_path) // a copy of a built-in one
            m_showLater = path;
        if (m_library.find(m_showLater)) // the folder is watched
            libraryChanged();
        else
            m_library.reload();
    });
}

void DashboardPage::connectParts()
{
    connect(m_services.connection, &ConnectionController::catalogChanged, this, &DashboardPage::lookForMissing);
    // What is shown is of another tenant: none of it is kept, and the filters offer other values.
    connect(m_services.connection, &ConnectionController::settingsChanged, this, [this] {
        m_controls->filters()->forgetValues();
        ask(PanelCard::Keep::Nothing);
    });
    connect(&m_services.connection->tenant(), &TenantChoice::changed, this, &DashboardPage::showTenant);
    connect(m_services.connection, &ConnectionController::stateChanged, this, &DashboardPage::showTenant);
    showTenant();
    connect(&m_library, &DashboardLibrary::changed, this, &DashboardPage::libraryChanged);
    connect(m_list, &DashboardList::chosen, this, &DashboardPage::openDashboard);
    connect(m_controls, &DashboardControls::changed, this, [this] {
        updateActions();
        ask(PanelCard::Keep::Nothing);
    });
    connect(m_controls->filters(), &DashboardFilters::valuesWanted, this, [this](const QString &filter) {
        m_board->askValues(filter, m_controls->choice().filters, true);
    });
    connect(m_controls->autoRefresh(), &AutoRefresh::due, this, [this] {
        if (isEditing())
            return;
        m_isAskedByItself = true;
        ask(PanelCard::Keep::WhatIsShown);
    });
    connect(m_exports, &DashboardExports::reported, this, &DashboardPage::notify);
    connect(m_exports, &DashboardExports::dialogOpened, this, &DashboardPage::dialogOpened);
    connect(m_rollups, &DashboardRollups::reported, this, &DashboardPage::notify);
    connect(m_rollups, &DashboardRollups::dialogOpened, this, &DashboardPage::dialogOpened);
    connect(m_rollups, &DashboardRollups::refreshed, this, [this] { ask(PanelCard::Keep::WhatIsShown); });
    connect(m_rollups, &DashboardRollups::written, this, [this](const QString &folder) {
        Q_EMIT placeWanted(u"migrations"_s, folder);
    });
    connect(
        m_beginner, &NewDashboard::failed, this, [this](const Error &error) { notify(Tone::Failed, error.message); });
    connect(m_beginner, &NewDashboard::written, this, [this](const QString &path) {
        m_editLater = path;
        if (m_library.find(path)) // the folder is watched
            libraryChanged();
        else
            m_library.reload();
    });
    followConnection(m_state);
}

} // namespace howdah::ui
