// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "browse/browsepage.h"

#include "base/figures.h"
#include "browse/filter/filterbar.h"
#include "browse/grid/columntools.h"
#include "browse/tools/findbar.h"
#include "browse/grid/gridview.h"
#include "browse/tools/gridtools.h"
#include "browse/inspector/recordpanel.h"
#include "browse/inspector/referencespanel.h"
#include "browse/inspector/statisticspanel.h"
#include "browse/rowhistory.h"
#include "browse/rowsearch.h"
#include "browse/rowspane.h"
#include "browse/change/structureactions.h"
#include "browse/structure/structureview.h"
#include "browse/tree/objecttree.h"
#include "common/icons.h"
#include "common/settings.h"
#include "common/statestack.h"
#include "common/widgets.h"
#include "connect/connectioncontroller.h"
#include "data/page/catalogshape.h"
#include "sql/quote.h"
#include "transfer/transferactions.h"
#include "value/valuetext.h"

#include <QAction>
#include <QDialog>
#include <QHBoxLayout>
#include <QJsonArray>
#include <QListView>
#include <QLocale>
#include <QMenu>
#include <QSplitter>
#include <QStackedWidget>
#include <QTabBar>
#include <QToolButton>
#include <QTreeWidget>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace howdah::ui {

// The record follows the cursor when it rests, not while an arrow key repeats.
constexpr int RecordRestMs = 80;

BrowsePage::BrowsePage(const PageServices &services, QWidget *parent)
    : ConnectedPage(ownFace(), services.connection, parent)
    , m_services(services)
    , m_tree(new ObjectTree(this))
    , m_rows(new RowsPane(services.connection, services.tasks, this))
    , m_record(new RecordPanel(this))
    , m_references(new ReferencesPanel(services.connection, m_rows->model(), this))
    , m_statistics(new StatisticsPanel(services.connection, services.tasks, this))
    , m_trailBar(new TrailBar(this))
    , m_transfer(new TransferActions(services.connection, services.tasks, this))
    , m_structure(new StructureView(this))
    , m_changes(new StructureActions(services.connection, services.tasks, this))
    , m_splitter(new QSplitter(Qt::Horizontal, this))
    , m_toggleRecord(new QAction(tr("Record"), this))
    , m_addFilter(new QAction(tr("Filter the rows"), this))
    , m_refresh(new QAction(tr("Refresh"), this))
    , m_showRows(new QAction(tr("Show rows"), this))
    , m_showStructure(new QAction(tr("Show structure"), this))
    , m_showRecord(new QAction(tr("Show the record"), this))
    , m_showReferences(new QAction(tr("Show what the row references, and what references it"), this))
    , m_showStatistics(new QAction(tr("Show the statistics of the column"), this))
{
    makeActions();
    m_splitter->setChildrenCollapsible(false);
    m_splitter->setHandleWidth(1);
    m_splitter->addWidget(m_tree);
    m_splitter->addWidget(makeCentre());
    m_splitter->addWidget(makeInspector());
    m_splitter->setStretchFactor(1, 1);
    m_tree->setMinimumWidth(200);
    m_inspector->setMinimumWidth(220);
    m_splitter->setSizes({260, 628, 302}); // the record shows a uuid on one line
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_splitter);
    m_recordTimer.setSingleShot(true);
    m_recordTimer.setInterval(RecordRestMs);
    connectAll();
    connectionChanged();
}

BrowsePage::~BrowsePage() = default;

PageFace BrowsePage::ownFace() { return {u"browse"_s, tr("Browse"), u"view-list-tree"_s}; }

void BrowsePage::makeActions()
{
    m_toggleRecord->setCheckable(true);
    m_toggleRecord->setChecked(true);
    m_toggleRecord->setIcon(icon(u"view-right-new"_s));
    m_toggleRecord->setShortcut(QKeySequence(u"Ctrl+R"_s));
    m_toggleRecord->setToolTip(tr("Show or hide the current record"));
    connect(m_toggleRecord, &QAction::toggled, this, [this](bool on) {
        m_inspector->setVisible(on);
        if (on)
            m_isCollapsed = false;
        scheduleRecord();
    });
    m_addFilter->setIcon(icon(u"view-filter"_s));
    m_addFilter->setShortcut(QKeySequence(u"Ctrl+Shift+F"_s));
    connect(m_addFilter, &QAction::triggered, this, [this] {
        showView(View::Rows);
        m_rows->filterBar()->addFilter(QString());
    });
    m_refresh->setIcon(icon(u"view-refresh"_s));
    connect(m_refresh, &QAction::triggered, this, &BrowsePage::refresh);
    connect(m_showRows, &QAction::triggered, this, [this] { showView(View::Rows); });
    connect(m_showStructure, &QAction::triggered, this, [this] { showView(View::Structure); });
    m_showReferences->setIcon(icon(u"link"_s));
    m_showReferences->setShortcut(QKeySequence(u"Ctrl+Shift+J"_s));
    connect(m_showRecord, &QAction::triggered, this, [this] { showInspector(Inspector::Record); });
    connect(m_showReferences, &QAction::triggered, this, [this] {
        showInspector(Inspector::References);
        m_references->tree()->setFocus(Qt::ShortcutFocusReason);
    });
    connect(m_showStatistics, &QAction::triggered, this, [this] { showInspector(Inspector::Column); });
    addActions(
        {m_toggleRecord, m_addFilter, m_showReferences, m_references->followAction(), m_trailBar->backAction(),
         m_trailBar->forwardAction()});
}

QWidget *BrowsePage::makeHead()
{
    auto *head = new QWidget(this);
    // Long names and comments are cut rather than pushing the buttons out.
    m_heading = new ElidedLabel(head);
    m_heading->setFont(headingFont(1));
    m_subtitle = new ElidedLabel(head);
    m_subtitle->setObjectName(u"relationSubtitle"_s);
    m_subtitle->setMuted();
    m_tabs = new QTabBar(head);
    m_tabs->setDrawBase(false);
    m_tabs->setUsesScrollButtons(false);
    m_tabs->setElideMode(Qt::ElideNone);
    m_tabs->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    m_tabs->addTab(tr("Rows"));
    m_tabs->addTab(tr("Structure"));
    m_tabs->setAccessibleName(tr("Rows or structure"));
    connect(m_tabs, &QTabBar::currentChanged, this, [this](int index) { showView(View(index)); });
    makeMore();
    auto *names = new QVBoxLayout;
    names->setSpacing(0);
    names->addWidget(m_heading);
    names->addWidget(m_subtitle);
    auto *layout = new QHBoxLayout(head);
    layout->setContentsMargins(space::group, space::inside, space::inside, space::inside);
    layout->setSpacing(space::inside);
    layout->addLayout(names, 1);
    layout->addWidget(m_tabs);
    layout->addSpacing(space::inside);
    layout->addWidget(m_more);
    layout->addWidget(buttonFor(m_addFilter, ButtonRole::Plain, head));
    layout->addWidget(buttonFor(m_toggleRecord, ButtonRole::Plain, head));
    return head;
}

// What is wanted now and then: a button of its own for each would push the names out.
void BrowsePage::makeMore()
{
    m_more = new QToolButton(this);
    m_more->setIcon(icon(u"application-menu"_s));
    m_more->setToolTip(tr("Columns, sorting, going to a row, export and import"));
    m_more->setAccessibleName(m_more->toolTip());
    m_more->setPopupMode(QToolButton::InstantPopup);
    m_more->setAutoRaise(true);
    auto *menu = new QMenu(m_more);
    menu->addActions({m_rows->columns()->columnsAction(), m_rows->columns()->sortAction(), m_rows->goToKeyAction()});
    menu->addActions({m_rows->columns()->goToAction(), m_rows->columns()->rowNumbersAction()});
    menu->addSeparator();
    menu->addActions({m_references->followAction(), m_showReferences, m_rows->columns()->statisticsAction()});
    menu->addSeparator();
    menu->addActions({m_transfer->exportAction(), m_transfer->importAction(), m_refresh});
    menu->addSeparator();
    auto *change = menu->addMenu(tr("Change the structure"));
    m_changes->fill(change);
    m_more->setMenu(menu);
}

QWidget *BrowsePage::makeInspector()
{
    m_inspector = new QWidget(this);
    m_inspectorTabs = new QTabBar(m_inspector);
    m_inspectorTabs->setDrawBase(false);
    m_inspectorTabs->setExpanding(false);
    m_inspectorTabs->addTab(tr("Record"));
    m_inspectorTabs->addTab(tr("References"));
    m_inspectorTabs->addTab(tr("Column"));
    m_inspectorTabs->setAccessibleName(tr("Record, references or column"));
    m_inspectorViews = new QStackedWidget(m_inspector);
    m_inspectorViews->addWidget(m_record);
    m_inspectorViews->addWidget(m_references);
    m_inspectorViews->addWidget(m_statistics);
    auto *layout = new QVBoxLayout(m_inspector);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_inspectorTabs);
    layout->addWidget(separator(Qt::Horizontal, m_inspector));
    layout->addWidget(m_inspectorViews, 1);
    connect(m_inspectorTabs, &QTabBar::currentChanged, this, [this](int index) { showInspector(Inspector(index)); });
    return m_inspector;
}

QWidget *BrowsePage::makeCentre()
{
    auto *content = new QWidget(this);
    m_views = new QStackedWidget(content);
    m_views->addWidget(m_rows);
    m_views->addWidget(m_structure);
    auto *layout = new QVBoxLayout(content);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_trailBar);
    layout->addWidget(makeHead());
    layout->addWidget(separator(Qt::Horizontal, content));
    layout->addWidget(m_views, 1);
    m_states = new StateStack(content, this);
    // What became of a change is said even where nothing is open any more.
    auto *centre = new QWidget(this);
    m_report = new Banner(Tone::Applied, centre);
    m_report->setObjectName(u"structureReport"_s);
    m_report->hide();
    auto *column = new QVBoxLayout(centre);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_report);
    column->addWidget(m_states, 1);
    return centre;
}

void BrowsePage::connectAll()
{
    ConnectionController *connection = m_services.connection;
    connect(connection, &ConnectionController::catalogChanged, this, &BrowsePage::catalogChanged);
    followConnection(m_states);
    connect(connection, &ConnectionController::catalogFailed, this, [this](const Error &error) {
        m_tree->setFailed(error, [this] { m_services.connection->refreshCatalog(); });
    });
    connect(m_tree, &ObjectTree::relationSelected, this, &BrowsePage::openRelation);
    connect(m_tree, &ObjectTree::relationActivated, this, [this](quint32 oid) {
        openRelation(oid);
        m_rows->grid()->setFocus(Qt::OtherFocusReason);
    });
    connect(m_structure, &StructureView::relationActivated, this, &BrowsePage::openRelation);
    connect(m_rows, &RowsPane::currentRowChanged, this, &BrowsePage::scheduleRecord);
    connect(m_rows, &RowsPane::rowsShown, this, [this] {
        scheduleRecord();
        if (const std::vector<QByteArray> key = std::exchange(m_wantedKey, {}); !key.empty())
            m_rows->search()->goTo(key);
    });
    connect(m_rows->history(), &RowHistory::wanted, this, [this](const QString &subject) {
        Q_EMIT placeWanted(u"audit"_s, subject);
    });
    m_record->view()->addAction(m_rows->history()->action());
    connect(m_rows, &RowsPane::savedFiltersChanged, this, &BrowsePage::keepSavedFilters);
    connect(&m_recordTimer, &QTimer::timeout, this, &BrowsePage::updateInspector);
    connectInspector();
    connectTransfer();
    connectChanges();
}

// ---- the connection and its catalog

// The line was lost, and the same connection is being made again: the rows that were read stay meanwhile.
bool BrowsePage::isReturning() const
{
    return m_oid != 0 && !m_lostLabel.isEmpty() && m_lostLabel == m_services.connection->label();
}

void BrowsePage::forget()
{
    m_lostLabel.clear();
    m_catalog.reset();
    leaveRelation();
    m_tree->clear();
}

void BrowsePage::connected()
{
    m_lostLabel.clear();
    if (m_oid != 0)
        m_rows->reconnected();
    else
        showCurrent();
}

void BrowsePage::connecting()
{
    if (isReturning())
        return;
    forget();
    m_tree->setLoading();
}

bool BrowsePage::keepsContent() const
{
    const auto state = m_services.connection->state();
    return state == ConnectionController::State::Lost
        || (state != ConnectionController::State::Disconnected && isReturning());
}

// The rows say it themselves.
void BrowsePage::showLost(const Error &error)
{
    if (m_services.connection->state() == ConnectionController::State::Lost)
        m_lostLabel = m_services.connection->label();
    m_rows->connectionLost(error);
}

EmptyState BrowsePage::withoutConnection() const
{
    return {
        u"network-disconnect"_s,
        tr("Not connected"),
        tr("Choose a connection at the top to see the contents of a database."),
        {}};
}

void BrowsePage::catalogChanged(const catalog::Snapshot &catalog)
{
    if (!catalog) {
        // The connection is being left. Whether for good is known when the next state comes.
        if (m_lostLabel.isEmpty())
            forget();
        return;
    }
    m_catalog = catalog;
    m_tree->setCatalog(catalog);
    if (m_wanted) {
        if (const catalog::Relation *relation = catalog->relation(m_wanted->schema, m_wanted->name)) {
            openWith(relation->oid, std::exchange(m_wanted, std::nullopt)->filters);
            return;
        }
    }
    if (m_oid != 0 && !catalog->relation(m_oid))
        leaveRelation(); // dropped, or renamed into another's place
    showCurrent();
}

void BrowsePage::openObject(const QString &schema, const QString &name)
{
    const catalog::Relation *relation = m_catalog ? m_catalog->relation(schema, name) : nullptr;
    if (relation)
        openRelation(relation->oid);
    else
        m_wanted = {schema, name, std::nullopt};
}

void BrowsePage::openRows(const QString &schema, const QString &name, const QString &condition)
{
    const catalog::Relation *relation = m_catalog ? m_catalog->relation(schema, name) : nullptr;
    const data::FilterSet filters{{}, condition};
    if (relation)
        openWith(relation->oid, filters);
    else
        m_wanted = {schema, name, filters};
}

void BrowsePage::openRelation(quint32 oid)
{
    if (oid == m_oid && m_rowsOpen)
        return;
    openWith(oid, std::nullopt);
}

void BrowsePage::leaveRelation()
{
    remember();
    m_oid = 0;
    m_rowsOpen = false;
    m_trail.clear();
    m_trailBar->setTrail(m_trail);
    m_references->showRow(0, -1);
    m_statistics->showColumn({}, {}, -1);
    m_rows->close();
    m_structure->clear();
    m_record->clear();
}

void BrowsePage::showCurrent()
{
    if (!m_catalog)
        return;
    const catalog::Relation *relation = m_oid == 0 ? nullptr : m_catalog->relation(m_oid);
    if (!relation) {
        m_states->showEmpty(
            {u"view-list-tree"_s,
             tr("Nothing is open"),
             tr("Choose a table on the left, or press Ctrl+P and type its name."),
             {}});
        return;
    }
    updateHead();
    m_structure->setRelation(m_catalog, m_oid);
    const std::optional<data::RelationShape> shape =
        m_catalog->stage == catalog::Stage::Relations ? std::nullopt : data::shapeOf(*m_catalog, m_oid);
    if (!shape) {
        m_states->showLoading(tr("Reading the columns"));
        return;
    }
    m_states->showContent();
    if (m_rowsOpen) {
        m_rows->update(*shape);
    } else {
        m_rowsOpen = true;
        m_openKey = memoryKey();
        TableMemory memory = m_memories.of(m_openKey);
        m_passingFilters = m_openFilters;
        if (m_openFilters)
            memory.filters = *std::exchange(m_openFilters, std::nullopt);
        m_rows->open(*shape, memory);
        m_statistics->showColumn({}, {}, -1);
    }
}

static QString kindText(const catalog::Relation &relation)
{
    using enum catalog::RelationKind;
    switch (relation.kind) {
    case Table:
        return relation.isPartition ? BrowsePage::tr("partition") : BrowsePage::tr("table");
    case PartitionedTable:
        return BrowsePage::tr("partitioned table");
    case View:
        return BrowsePage::tr("view");
    case MaterializedView:
        return BrowsePage::tr("materialized view");
    case ForeignTable:
        return BrowsePage::tr("foreign table");
    case Sequence:
        return BrowsePage::tr("sequence");
    }
    return {};
}

void BrowsePage::updateHead()
{
    const catalog::Relation *relation = m_catalog->relation(m_oid);
    m_heading->setText(singleLine(relation->schema + u'.' + relation->name));
    QStringList words{kindText(*relation)};
    if (relation->totalBytes >= 0)
        words << sizeText(relation->totalBytes);
    if (!relation->comment.isEmpty())
        words << singleLine(relation->comment, 160);
    m_subtitle->setText(words.join(u" · "_s));
}

// ---- what the shell asks

QList<QAction *> BrowsePage::paletteActions() const
{
    return QList<QAction *>{m_refresh, m_showRows, m_showStructure, m_addFilter, m_toggleRecord}
         + m_rows->paletteActions() + QList<QAction *>{m_references->followAction(),
                                                       m_showReferences,
                                                       m_showStatistics,
                                                       m_statistics->exactAction(),
                                                       m_trailBar->backAction(),
                                                       m_trailBar->forwardAction(),
                                                       m_showRecord, m_transfer->exportAction(), m_transfer->importAction()}
         + m_changes->actions() + m_record->paletteActions();
}

void BrowsePage::activate()
{
    if (m_oid == 0)
        m_tree->focusSearch();
    else
        m_rows->grid()->setFocus(Qt::OtherFocusReason);
}

void BrowsePage::refresh()
{
    m_services.connection->refreshCatalog();
    if (m_oid != 0)
        m_rows->refresh();
}

void BrowsePage::cancelWork()
{
    m_rows->cancelWork();
    m_references->cancel();
    m_statistics->cancel();
}

void BrowsePage::focusSearch()
{
    if (m_oid != 0 && m_rows->isVisible())
        m_rows->tools()->find()->open();
    else
        m_tree->focusSearch();
}

void BrowsePage::showView(View view)
{
    m_tabs->setCurrentIndex(int(view));
    m_views->setCurrentIndex(int(view));
    m_subtitle->setVisible(view == View::Rows); // the structure says all of it, and more
    m_addFilter->setEnabled(view == View::Rows);
}

// One name for one relation of one database, whatever dots are in it.
QString BrowsePage::memoryKey() const
{
    const catalog::Relation *relation = m_catalog ? m_catalog->relation(m_oid) : nullptr;
    if (!relation)
        return {};
    return m_services.connection->label() + u' ' + sql::quoteQualified(relation->schema, relation->name);
}

void BrowsePage::remember()
{
    if (m_openKey.isEmpty() || !m_rowsOpen)
        return;
    TableMemory memory = m_rows->memory();
    // What a reference or another page asked for is not how the operator wants to find the relation.
    if (m_passingFilters && *m_passingFilters == memory.filters)
        memory.filters = m_memories.of(m_openKey).filters;
    m_memories.keep(m_openKey, memory);
}

// A filter under a name is work: it is on disk before anything else happens.
void BrowsePage::keepSavedFilters()
{
    if (!m_services.settings)
        return;
    m_services.settings->setPageState(key(), saveState());
    m_services.settings->sync();
}

QJsonObject BrowsePage::saveState() const
{
    const_cast<BrowsePage *>(this)->remember();
    QJsonArray sizes;
    for (const int size : m_splitter->sizes())
        sizes.append(size);
    return {
        {u"sizes"_s, sizes},
        {u"tree"_s, m_tree->saveState()},
        {u"record"_s, m_toggleRecord->isChecked() || m_isCollapsed},
        {u"rowNumbers"_s, m_rows->columns()->rowNumbersAction()->isChecked()},
        {u"schema"_s, m_rows->shape().schema},
        {u"name"_s, m_rows->shape().name},
        {u"inspector"_s, m_inspectorTabs->currentIndex()},
        {u"tables"_s, m_memories.toJson()},
    };
}

void BrowsePage::restoreState(const QJsonObject &state)
{
    QList<int> sizes;
    for (const QJsonValue &size : state.value("sizes"_L1).toArray())
        sizes << size.toInt();
    if (sizes.size() == m_splitter->count())
        m_splitter->setSizes(sizes);
    m_toggleRecord->setChecked(state.value("record"_L1).toBool(true));
    m_isNarrow = false;
    fitInspector();
    m_rows->columns()->rowNumbersAction()->setChecked(state.value("rowNumbers"_L1).toBool(true));
    showInspector(Inspector(qBound(0, state.value("inspector"_L1).toInt(), m_inspectorTabs->count() - 1)));
    m_memories.fromJson(state.value("tables"_L1).toObject());
    m_tree->restoreState(state.value("tree"_L1).toObject());
    if (const QString name = state.value("name"_L1).toString(); !name.isEmpty() && m_oid == 0)
        openObject(state.value("schema"_L1).toString(), name);
}

} // namespace howdah::ui
