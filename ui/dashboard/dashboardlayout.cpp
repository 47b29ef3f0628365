// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// How the page of dashboards is put together; what it does is in dashboardpage.cpp and dashboardexport.cpp.
#include "common/icons.h"
#include "common/statestack.h"
#include "common/widgets.h"
#include "connect/connectioncontroller.h"
#include "dashboard/autorefresh.h"
#include "dashboard/dashboardeditor.h"
#include "dashboard/dashboardfilters.h"
#include "dashboard/dashboardpage.h"
#include "dashboard/rangepicker.h"

#include <QAction>
#include <QHBoxLayout>
#include <QListView>
#include <QMenu>
#include <QSplitter>
#include <QStackedWidget>
#include <QStandardItemModel>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace howdah::ui {

DashboardPage::DashboardPage(const PageServices &services, QWidget *parent)
    : DashboardPage(services, metrics::dashboardFolder(), parent)
{
}

DashboardPage::DashboardPage(const PageServices &services, const QString &folder, QWidget *parent)
    : Page(ownFace(), parent)
    , m_services(services)
    , m_library(folder)
    , m_refresher(services.connection, services.tasks)
{
    buildActions();
    m_columns = new QSplitter(Qt::Horizontal);
    m_columns->setChildrenCollapsible(false);
    m_columns->addWidget(buildList());
    m_columns->addWidget(buildRight());
    m_columns->setStretchFactor(0, 0);
    m_columns->setStretchFactor(1, 1);
    m_columns->setSizes({220, 980});
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_columns);
    connectBoard();
    connectControls();
    connect(&m_library, &DashboardLibrary::changed, this, &DashboardPage::libraryChanged);
    connect(m_services.connection, &ConnectionController::stateChanged, this, &DashboardPage::connectionChanged);
    connect(m_services.connection, &ConnectionController::progressChanged, this, &DashboardPage::connectionChanged);
    connectionChanged();
    updateActions();
}

QAction *DashboardPage::makeAction(
    const QString &text, const QString &iconName, const QKeySequence &keys, void (DashboardPage::*what)())
{
    auto *action = new QAction(iconName.isEmpty() ? QIcon() : icon(iconName), text, this);
    action->setShortcut(keys);
    action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    addAction(action);
    connect(action, &QAction::triggered, this, what);
    return action;
}

void DashboardPage::buildActions()
{
    m_new = makeAction(tr("New dashboard…"), u"document-new"_s, QKeySequence::New, &DashboardPage::askNew);
    m_new->setToolTip(tr("Begin a dashboard of your own, in your folder"));
    m_copy = makeAction(tr("Make a copy to edit"), u"edit-copy"_s, {}, &DashboardPage::copyToEdit);
    m_copy->setToolTip(tr("Copy this dashboard into your folder, and edit it there"));
    m_edit = makeAction(tr("Edit this dashboard"), u"document-edit"_s, Qt::Key_F2, &DashboardPage::edit);
    m_back = makeAction(tr("Back"), u"go-previous"_s, Qt::ALT | Qt::Key_Left, &DashboardPage::goBack);
    m_back->setToolTip(tr("Take the last change of range or filters back"));
    m_refresh = makeAction(tr("Ask again"), u"view-refresh"_s, {}, &DashboardPage::refresh);
    m_refresh->setToolTip(tr("Ask all panels again (F5)"));
    m_previous =
        makeAction(tr("Period before"), u"view-history"_s, Qt::ALT | Qt::Key_P, &DashboardPage::togglePrevious);
    m_previous->setCheckable(true);
    m_previous->setToolTip(tr("Show the period before along"));
    m_weekdays = makeAction(tr("Same weekdays"), u"view-calendar-week"_s, {}, &DashboardPage::toggleWeekdays);
    m_weekdays->setCheckable(true);
    m_weekdays->setToolTip(
        tr("Take the period before as whole weeks back, so that each day stands beside its weekday"));
    m_reconnect = new QAction(icon(u"view-refresh"), tr("Connect again"), this);
    connect(m_reconnect, &QAction::triggered, this, [this] { m_services.connection->reconnect(); });
    const auto exporting = [this](const QString &text, auto what) {
        auto *action = new QAction(icon(u"document-export"), text, this);
        connect(action, &QAction::triggered, this, what);
        m_exports << action;
    };
    exporting(tr("Export the dashboard as PNG"), [this] { askPictureFile(PictureFormat::Png, 1); });
    exporting(tr("Export the dashboard as PNG, twice as large"), [this] { askPictureFile(PictureFormat::Png, 2); });
    exporting(
        tr("Export the dashboard as PNG, three times as large"), [this] { askPictureFile(PictureFormat::Png, 3); });
    exporting(tr("Export the dashboard as SVG"), [this] { askPictureFile(PictureFormat::Svg, 1); });
    exporting(tr("Export the dashboard as PDF"), [this] { askPictureFile(PictureFormat::Pdf, 1); });
    exporting(tr("Export all panels as CSV, a file each"), [this] { askFolder(PanelExport::Csv); });
    exporting(tr("Export all panels as JSON, a file each"), [this] { askFolder(PanelExport::Json); });
}

QWidget *DashboardPage::buildList()
{
    auto *side = new QWidget;
    side->setMinimumWidth(160);
    auto *column = new QVBoxLayout(side);
    column->setContentsMargins(0, space::inside, 0, 0);
    column->setSpacing(space::tight);
    m_model = new QStandardItemModel(this);
    m_list = new QListView;
    m_list->setObjectName(u"dashboards"_s);
    m_list->setModel(m_model);
    m_list->setAccessibleName(tr("Dashboards"));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setWordWrap(true);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this, &DashboardPage::listMoved);
    column->addWidget(m_list, 1);
    auto *foot = new QHBoxLayout;
    foot->setContentsMargins(space::inside, space::tight, space::inside, space::inside);
    foot->addWidget(buttonFor(m_new, ButtonRole::Plain, side));
    foot->addStretch(1);
    column->addLayout(foot);
    return side;
}

QWidget *DashboardPage::buildRight()
{
    auto *right = new QWidget;
    auto *column = new QVBoxLayout(right);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    m_board = new DashboardBoard(m_services.connection);
    m_faces = new QStackedWidget;
    m_faces->addWidget(m_board);
    m_state = new StateStack(m_faces);
    column->addWidget(buildHead());
    column->addWidget(separator(Qt::Horizontal));
    column->addWidget(m_state, 1);
    return right;
}

QWidget *DashboardPage::buildHead()
{
    auto *head = new QWidget;
    auto *column = new QVBoxLayout(head);
    column->setContentsMargins(space::group, space::inside, space::group, space::inside);
    column->setSpacing(space::inside);
    auto *row = new QHBoxLayout;
    row->setSpacing(space::inside);
    m_title = new ElidedLabel;
    m_title->setObjectName(u"title"_s);
    m_title->setFont(headingFont());
    m_title->setText(face().title);
    row->addWidget(m_title, 1);
    row->addWidget(buildExportMenu());
    row->addWidget(buttonFor(m_edit, ButtonRole::Plain, head));
    row->addWidget(buttonFor(m_copy, ButtonRole::Primary, head));
    column->addLayout(row);
    m_description = new ElidedLabel;
    m_description->setMuted();
    column->addWidget(m_description);
    column->addWidget(buildControls());
    buildBanners(column);
    return head;
}

QPushButton *DashboardPage::buildExportMenu()
{
    QPushButton *exporter = button(tr("Export"));
    exporter->setObjectName(u"export"_s);
    exporter->setToolTip(tr("Write the whole dashboard to a file"));
    auto *menu = new QMenu(exporter);
    menu->addActions(m_exports);
    exporter->setMenu(menu);
    return exporter;
}

QWidget *DashboardPage::buildControls()
{
    m_controls = new QWidget;
    auto *column = new QVBoxLayout(m_controls);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::inside);
    auto *row = new QHBoxLayout;
    row->setSpacing(space::inside);
    m_range = new RangePicker;
    m_auto = new AutoRefresh;
    m_previousButton = button(m_previous->text());
    m_previousButton->setObjectName(u"previous"_s);
    m_previousButton->setCheckable(true);
    m_previousButton->setToolTip(m_previous->toolTip());
    connect(m_previousButton, &QPushButton::clicked, m_previous, &QAction::trigger);
    m_weekdaysButton = button(m_weekdays->text());
    m_weekdaysButton->setObjectName(u"weekdays"_s);
    m_weekdaysButton->setCheckable(true);
    m_weekdaysButton->setToolTip(m_weekdays->toolTip());
    connect(m_weekdaysButton, &QPushButton::clicked, m_weekdays, &QAction::trigger);
    row->addWidget(buttonFor(m_back, ButtonRole::Plain, m_controls));
    row->addWidget(m_range);
    row->addStretch(1);
    column->addLayout(row);
    m_filters = new DashboardFilters;
    auto *second = new QHBoxLayout;
    second->setSpacing(space::inside);
    second->addWidget(m_previousButton);
    second->addWidget(m_weekdaysButton);
    second->addWidget(m_filters, 1);
    second->addWidget(buttonFor(m_refresh, ButtonRole::Plain, m_controls));
    second->addWidget(m_auto);
    column->addLayout(second);
    return m_controls;
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
        if (std::exchange(m_isAskedByItself, false))
            m_auto->tellRefreshed(QDateTime::currentDateTime());
    });
    connect(
        m_board, &DashboardBoard::valuesRead, this, [this](const QString &filter, const metrics::FilterValues &values) {
            m_filters->setValues(filter, values);
            m_board->setValues(m_filters->values());
        });
    connect(m_board, &DashboardBoard::valuesFailed, this, [this](const QString &filter, const Error &error) {
        m_filters->setProblem(filter, describe(error));
    });
    connect(m_board, &DashboardBoard::filterToggled, this, [this](const QString &filter, const QString &value) {
        DashboardChoice next = choice();
        next.filters = toggled(next.filters, filter, value);
        choose(next);
    });
    connect(m_board, &DashboardBoard::rangeChosen, this, [this](const QDateTime &from, const QDateTime &to) {
        DashboardChoice next = choice();
        next.range.text = selectionText(from, to, zone());
        choose(next);
    });
    connect(m_board, &DashboardBoard::rowsWanted, this, &DashboardPage::openMarkRows);
    connect(m_board, &DashboardBoard::packWanted, this, [this](const QString &pack) {
        Q_EMIT placeWanted(u"migrations"_s, u"pack:"_s + pack);
    });
    connect(m_board, &DashboardBoard::rollupWanted, this, &DashboardPage::askRollup);
    connect(&m_refresher, &RollupRefresher::refreshed, this, &DashboardPage::rollupRefreshed);
    connect(m_board, &DashboardBoard::sqlWanted, this, &DashboardPage::showSql);
    connect(m_board, &DashboardBoard::exportWanted, this, &DashboardPage::askPanelFile);
}

void DashboardPage::connectControls()
{
    connect(m_range, &RangePicker::selectionChosen, this, [this](const metrics::TimeSelection &selection) {
        DashboardChoice next = choice();
        next.range = selection;
        choose(next);
    });
    connect(m_range, &RangePicker::zoneChosen, this, &DashboardPage::setZone);
    connect(m_filters, &DashboardFilters::chosenChanged, this, [this](const metrics::FilterChoice &chosen) {
        DashboardChoice next = choice();
        next.filters = chosen;
        choose(next);
    });
    connect(m_filters, &DashboardFilters::valuesWanted, this, [this](const QString &filter) {
        m_board->askValues(filter, true);
    });
    connect(m_auto, &AutoRefresh::due, this, [this] {
        if (isEditing())
            return;
        m_isAskedByItself = true;
        ask(PanelCard::Keep::WhatIsShown);
    });
}

} // namespace howdah::ui
