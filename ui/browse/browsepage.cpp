// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "browse/browsepage.h"

#include "browse/change/structureactions.h"
#include "browse/filter/filterbar.h"
#include "grid/columntools.h"
#include "grid/gridview.h"
#include "browse/inspector/recordpanel.h"
#include "browse/inspector/referencespanel.h"
#include "browse/inspector/statisticspanel.h"
#include "browse/rowhistory.h"
#include "browse/rowspane.h"
#include "browse/rowviews.h"
#include "browse/tabletabs.h"
#include "grid/tools/findbar.h"
#include "browse/tools/gridtools.h"
#include "browse/tree/objecttree.h"
#include "common/icons.h"
#include "common/settings.h"
#include "common/statestack.h"
#include "common/widgets.h"
#include "connect/connectioncontroller.h"
#include "connect/entitybook.h"
#include "connect/tenantbar.h"
#include "entity/describe/describeflow.h"
#include "entity/view/entityview.h"
#include "transfer/transferactions.h"
#include "operations/define/definitions.h"

#include <QAction>
#include <QDialog>
#include <QJsonArray>
#include <QMenu>
#include <QSignalBlocker>
#include <QSplitter>
#include <QStackedWidget>
#include <QTabBar>
#include <QTimer>
#include <QTreeView>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <set>

using namespace Qt::StringLiterals;

namespace howdah::ui {

constexpr int NarrowPage = 960; // in a window of 1024

BrowsePage::BrowsePage(const PageServices &services, std::shared_ptr<BrowseMemory> memory, QWidget *parent)
    : ConnectedPage(ownFace(), services.connection, parent)
    , m_services(services)
    , m_memory(memory ? std::move(memory) : std::make_shared<BrowseMemory>())
    , m_tree(new ObjectTree(this))
    , m_transfer(new TransferActions(services.connection, services.tasks, this))
    , m_changes(new StructureActions(services.connection, services.tasks, this))
    , m_views(new RowViews(services, this))
    , m_splitter(new QSplitter(Qt::Horizontal, this))
    , m_toggleRecord(new QAction(tr("Record"), this))
    , m_addFilter(new QAction(tr("Filter the rows"), this))
    , m_refresh(new QAction(tr("Refresh"), this))
    , m_showRows(new QAction(tr("Show rows"), this))
    , m_showStructure(new QAction(tr("Show structure"), this))
    , m_showRecord(new QAction(tr("Show the record"), this))
    , m_showReferences(new QAction(tr("Show what the row references, and what references it"), this))
    , m_showStatistics(new QAction(tr("Show the statistics of the column"), this))
    , m_labels(new QAction(tr("Labels of references"), this))
    , m_openBeside(new QAction(tr("Open in new window"), this))
{
    makeActions();
    m_splitter->setChildrenCollapsible(false);
    m_splitter->setHandleWidth(1);
    m_splitter->addWidget(m_tree);
    QWidget *inspector = makeInspector();
    makeTabs();
    m_splitter->addWidget(makeCentre());
    m_splitter->addWidget(inspector);
    m_splitter->setStretchFactor(1, 1);
    m_tree->setMinimumWidth(200);
    m_inspector->setMinimumWidth(220);
    m_splitter->setSizes({260, 628, 302}); // the record shows a uuid on one line
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_splitter);
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
        m_inspector->setVisible(on && !currentView());
        if (on)
            m_isCollapsed = false;
        current()->scheduleInspector();
    });
    m_addFilter->setIcon(icon(u"view-filter"_s));
    m_addFilter->setShortcut(QKeySequence(u"Ctrl+Shift+F"_s));
    connect(m_addFilter, &QAction::triggered, this, [this] {
        showView(View::Rows);
        rows()->filterBar()->addFilter(QString());
    });
    m_refresh->setIcon(icon(u"view-refresh"_s));
    connect(m_refresh, &QAction::triggered, this, &BrowsePage::refresh);
    connect(m_showRows, &QAction::triggered, this, [this] { showView(View::Rows); });
    connect(m_showStructure, &QAction::triggered, this, [this] { showView(View::Structure); });
    m_labels->setObjectName(u"referenceLabels"_s);
    m_labels->setIcon(icon(u"tag"_s));
    m_labels->setCheckable(true);
    m_labels->setShortcut(QKeySequence(u"Ctrl+Alt+B"_s));
    m_labels->setToolTip(tr("Show the labels of the rows that are referred to; without them the values stand alone"));
    const auto showLabels = [this] { m_labels->setChecked(!m_services.settings->value(settings::plainReferences)); };
    showLabels();
    connect(m_labels, &QAction::toggled, this, [this](bool on) {
        m_services.settings->set(settings::plainReferences, !on);
    });
    connect(m_services.settings, &Settings::changed, m_labels, showLabels);
    m_showReferences->setIcon(icon(u"link"_s));
    m_showReferences->setShortcut(QKeySequence(u"Ctrl+Shift+J"_s));
    connect(m_showRecord, &QAction::triggered, this, [this] { showInspector(Inspector::Record); });
    connect(m_showReferences, &QAction::triggered, this, [this] {
        showInspector(Inspector::References);
        references()->tree()->setFocus(Qt::ShortcutFocusReason);
    });
    connect(m_showStatistics, &QAction::triggered, this, [this] { showInspector(Inspector::Column); });
    m_openBeside->setObjectName(u"openBeside"_s);
    m_openBeside->setIcon(icon(u"window-new"_s));
    connect(m_openBeside, &QAction::triggered, this, [this] {
        const catalog::Relation *relation = m_catalog ? m_catalog->relation(current()->relation()) : nullptr;
        if (relation)
            Q_EMIT windowWanted(relation->schema, relation->name);
    });
    addActions({m_toggleRecord, m_addFilter, m_showReferences, m_labels});
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
    auto *layout = new QVBoxLayout(m_inspector);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_inspectorTabs);
    layout->addWidget(separator(Qt::Horizontal, m_inspector));
    layout->addWidget(m_inspectorViews, 1);
    connect(m_inspectorTabs, &QTabBar::currentChanged, this, [this](int index) { selectInspector(Inspector(index)); });
    return m_inspector;
}

void BrowsePage::makeTabs()
{
    const TabActions actions{
        m_addFilter,
        m_toggleRecord,
        m_refresh,
        m_showReferences,
        m_labels,
        m_transfer->exportAction(),
        m_transfer->importAction(),
        m_changes,
        m_views->actions()};
    m_tabs = new TableTabs(m_services, m_memory, actions, m_inspectorViews, this);
    addActions(m_tabs->commands());
    connect(m_tabs, &TableTabs::madeTable, this, &BrowsePage::followTable);
    connect(m_tabs, &TableTabs::madeView, this, &BrowsePage::followView);
    m_tabs->begin();
}

QWidget *BrowsePage::makeCentre()
{
    m_states = new StateStack(m_tabs, this);
    // What became of a change is said even where nothing is open any more.
    auto *centre = new QWidget(this);
    m_report = new Banner(Tone::Applied, centre);
    m_report->setObjectName(u"structureReport"_s);
    m_report->hide();
    auto *column = new QVBoxLayout(centre);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(new TenantBar(*m_services.connection, centre));
    column->addWidget(m_report);
    column->addWidget(m_states, 1);
    return centre;
}

static std::optional<operations::DefinitionName> definitionOf(const catalog::Relation &relation)
{
    using enum operations::DefinitionKind;
    if (relation.kind == catalog::RelationKind::View)
        return operations::DefinitionName{View, relation.schema, relation.name, {}, {}};
    if (relation.kind == catalog::RelationKind::MaterializedView)
        return operations::DefinitionName{MaterializedView, relation.schema, relation.name, {}, {}};
    return std::nullopt;
}

// What a relation of the tree can be opened in, and what can be changed of it.
void BrowsePage::showTreeMenu(quint32 oid, const QString &schema, const QPoint &place)
{
    auto *menu = new QMenu(m_tree);
    menu->setObjectName(u"treeMenu"_s);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    if (const catalog::Relation *relation = m_catalog && oid != 0 ? m_catalog->relation(oid) : nullptr) {
        menu->addAction(
                icon(u"tab-new"_s), tr("Open in a new tab"), this,
                [this, oid] { Q_EMIT m_tree->relationActivated(oid); })
            ->setObjectName(u"openInTab"_s);
        menu->addAction(
                icon(u"window-new"_s), tr("Open in new window"), this,
                [this, in = relation->schema, name = relation->name] { Q_EMIT windowWanted(in, name); })
            ->setObjectName(u"openInWindow"_s);
        if (const auto board = m_views->boardOf(oid)) {
            menu->addAction(
                    icon(u"view-column"_s), tr("Open as board"), this,
                    [this, place = *board] { showEntityView(place, {}); })
                ->setObjectName(u"openBoard"_s);
        }
        if (const auto view = definitionOf(*relation)) {
            menu->addAction(
                    icon(u"code-context"_s), tr("Open definition"), this,
                    [this, place = operations::placeOf(*view)] { Q_EMIT placeWanted(u"query"_s, place); })
                ->setObjectName(u"openDefinition"_s);
        }
        menu->addSeparator();
    }
    m_changes->setRelation(oid, schema);
    m_changes->fill(menu);
    menu->addSeparator();
    menu->addAction(m_describe->action());
    // Elsewhere the actions are about what is open. What was chosen here begins before this.
    connect(menu, &QMenu::aboutToHide, m_changes, [this] {
        QTimer::singleShot(0, m_changes, [this] { m_changes->setRelation(current()->relation()); });
    });
    menu->popup(place);
}

void BrowsePage::connectChanges()
{
    connect(m_tree, &ObjectTree::menuWanted, this, &BrowsePage::showTreeMenu);
    connect(m_tree, &ObjectTree::functionMenuWanted, this, [this](quint32 oid, const QPoint &place) {
        const catalog::Function *function = m_catalog ? m_catalog->function(oid) : nullptr;
        if (!function || function->kind == catalog::FunctionKind::Aggregate)
            return;
        const operations::DefinitionName name{
            function->kind == catalog::FunctionKind::Procedure ? operations::DefinitionKind::Procedure
                                                               : operations::DefinitionKind::Function,
            function->schema,
            function->name,
            function->arguments,
            {}};
        auto *menu = new QMenu(m_tree);
        menu->setObjectName(u"functionMenu"_s);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        menu->addAction(
                icon(u"code-context"_s), tr("Open definition"), this,
                [this, wanted = operations::placeOf(name)] { Q_EMIT placeWanted(u"query"_s, wanted); })
            ->setObjectName(u"openDefinition"_s);
        menu->popup(place);
    });
    const auto report = [this](Tone tone, const QString &text) {
        m_report->setTone(tone);
        m_report->setText(text);
        m_report->show();
    };
    connect(m_changes, &StructureActions::reported, this, report);
    m_describe = new DescribeFlow(m_services, this);
    addAction(m_describe->action());
    connect(m_describe, &DescribeFlow::reported, this, report);
    connect(m_changes, &StructureActions::changed, this, [this](quint32 oid) {
        refresh();
        if (TableTab *table = m_tabs->find(oid); table && table != current())
            table->rows()->refresh();
    });
    connect(m_changes, &StructureActions::created, this, [this](const QString &schema, const QString &name) {
        m_keepsReport = true;
        openObject(schema, name);
    });
    connect(m_changes, &StructureActions::written, this, [this](const QString &folder) {
        Q_EMIT placeWanted(u"migrations"_s, folder);
    });
}

TableTab *BrowsePage::current() const { return m_tabs->current(); }

void BrowsePage::connectAll()
{
    ConnectionController *connection = m_services.connection;
    connect(connection, &ConnectionController::catalogChanged, this, &BrowsePage::catalogChanged);
    connectTenant();
    connect(&connection->entityBook(), &EntityBook::changed, this, [this] {
        m_tree->setEntities(m_services.connection->entityBook().entities());
    });
    addAction(m_tree->schemasAction());
    followConnection(m_states);
    connect(connection, &ConnectionController::catalogFailed, this, [this](const Error &error) {
        m_tree->setFailed(error, [this] { m_services.connection->refreshCatalog(); });
    });
    connect(m_tree, &ObjectTree::relationSelected, this, &BrowsePage::openRelation);
    connect(m_tree, &ObjectTree::relationActivated, this, [this](quint32 oid) {
        openRelation(oid);
        m_tabs->pin(m_tabs->currentIndex());
        rows()->grid()->setFocus(Qt::OtherFocusReason);
    });
    connect(m_tabs, &TableTabs::currentChanged, this, [this] {
        if (current()->relation() != 0)
            m_tree->selectRelation(current()->relation());
        m_addFilter->setEnabled(!currentView() && current()->view() == View::Rows);
        m_toggleRecord->setEnabled(!currentView());
        m_inspector->setVisible(m_toggleRecord->isChecked() && !currentView());
        m_views->setTable(current());
        m_openBeside->setEnabled(current()->relation() != 0);
        m_changes->setRelation(current()->relation());
        m_transfer->update();
        current()->scheduleInspector();
        showCurrent();
        Q_EMIT actionsChanged();
    });
    connectTransfer();
    connectChanges();
    connectViews();
}

// What a tab shows beside its rows, while it is the one in front.
void BrowsePage::followTable(TableTab *table)
{
    table->showInspector(Inspector(m_inspectorTabs->currentIndex()));
    QAction *numbers = table->rows()->columns()->rowNumbersAction();
    numbers->setChecked(m_hasRowNumbers);
    connect(numbers, &QAction::toggled, this, &BrowsePage::numberRows);
    connect(table, &TableTab::inspectorWanted, this, [this](Inspector what) { showInspector(what); });
    connect(table, &TableTab::relationWanted, this, &BrowsePage::openRelation);
    connect(table, &TableTab::definitionWanted, this, [this](const QString &place) {
        Q_EMIT placeWanted(u"query"_s, place);
    });
    connect(table->record(), &RecordPanel::viewWanted, this, &BrowsePage::openView);
    // An action may have changed rows of others, too.
    connect(table, &TableTab::relationChanged, this, [this] {
        for (TableTab *each : m_tabs->awake())
            each->rows()->refresh();
    });
    connect(table->rows()->history(), &RowHistory::wanted, this, [this](const QString &subject) {
        Q_EMIT placeWanted(u"audit"_s, subject);
    });
    connect(table, &TableTab::savedFiltersChanged, this, &BrowsePage::keepSavedFilters);
    connect(table, &TableTab::exportWanted, m_transfer->exportAction(), &QAction::trigger);
    connect(table, &TableTab::rowsShown, m_transfer, &TransferActions::update);
    connect(table, &TableTab::viewChanged, this, [this] { m_addFilter->setEnabled(current()->view() == View::Rows); });
    connect(table, &TableTab::followed, this, &BrowsePage::follow);
    connect(table, &TableTab::wayWanted, this, &BrowsePage::goAlong);
    connect(
        table->trailBar(), &TrailBar::pageWanted, this, [this](const QString &page) { Q_EMIT placeWanted(page, {}); });
}

// One choice for all tables.
void BrowsePage::numberRows(bool on)
{
    m_hasRowNumbers = on;
    for (const TableTab *table : m_tabs->awake())
        table->rows()->columns()->rowNumbersAction()->setChecked(on);
}

// ---- files

// Where there is no room for all three, the rows and the tree that leads to them matter more; whoever wants the
// inspector nevertheless has it by its button.
void BrowsePage::fitInspector()
{
    const bool isNarrow = width() < NarrowPage;
    if (std::exchange(m_isNarrow, isNarrow) == isNarrow)
        return;
    if (isNarrow && m_toggleRecord->isChecked()) {
        m_toggleRecord->setChecked(false);
        m_isCollapsed = true;
        m_splitter->refresh(); // its place goes to the rows now, not in a later turn
    } else if (!isNarrow && m_isCollapsed) {
        m_toggleRecord->setChecked(true);
    }
}

void BrowsePage::resizeEvent(QResizeEvent *event)
{
    ConnectedPage::resizeEvent(event);
    fitInspector();
}

std::optional<TransferSubject> BrowsePage::transferSubject() const
{
    const RowsPane *pane = rows();
    if (!current()->isOpen() || pane->shape().columns.empty())
        return std::nullopt;
    TransferSubject subject{pane->shape(), pane->filters(), pane->sort(), {}, {}};
    const GridTable *table = pane->grid()->table();
    for (const int column : table->shownColumns())
        subject.columns << subject.shape.columns[size_t(column)].name;
    // All of them, of which only some are here: that is no selection, but the filters.
    if (table->isAllSelected())
        return subject;
    std::set<int> chosen;
    const QItemSelection selection = table->selectionModel()->selection();
    for (const QItemSelectionRange &range : selection) {
        for (int row = range.top(); row <= range.bottom() && row < pane->model()->readRows(); ++row)
            chosen.insert(row);
    }
    for (const int row : chosen)
        subject.selection.push_back(pane->model()->rows().basis(row));
    return subject;
}

void BrowsePage::connectTransfer()
{
    m_transfer->setSubject([this] { return transferSubject(); });
    addActions({m_transfer->exportAction(), m_transfer->importAction()});
    connect(m_services.connection, &ConnectionController::stateChanged, m_transfer, &TransferActions::update);
    connect(m_transfer, &TransferActions::imported, this, [this](quint32 relation) {
        if (const TableTab *table = m_tabs->find(relation)) {
            m_services.connection->refreshCatalog();
            table->rows()->refresh();
        }
    });
}

void BrowsePage::showInspector(Inspector what)
{
    m_toggleRecord->setChecked(true);
    selectInspector(what);
}

void BrowsePage::selectInspector(Inspector what)
{
    const QSignalBlocker quiet(m_inspectorTabs);
    m_inspectorTabs->setCurrentIndex(int(what));
    for (TableTab *table : m_tabs->awake())
        table->showInspector(what);
    current()->showInspector(what);
}

// ---- what the shell asks

QList<QAction *> BrowsePage::paletteActions() const
{
    return QList<QAction *>{m_refresh, m_showRows, m_showStructure, m_addFilter, m_toggleRecord}
         + rows()->paletteActions() + QList<QAction *>{references()->followAction(),
                                                       m_showReferences,
                                                       m_showStatistics,
                                                       m_labels,
                                                       statistics()->exactAction(),
                                                       trailBar()->backAction(),
                                                       trailBar()->forwardAction(),
                                                       m_showRecord, m_transfer->exportAction(), m_transfer->importAction()}
         + m_changes->actions() + record()->paletteActions() + current()->steps() + m_tabs->commands() + QList<QAction *>{m_openBeside, m_tree->schemasAction()}
         + m_views->actions() + (currentView() ? currentView()->actions() : QList<QAction *>());
}

void BrowsePage::activate()
{
    if (currentView())
        currentView()->setFocus(Qt::OtherFocusReason);
    else if (current()->relation() == 0)
        m_tree->focusSearch();
    else
        rows()->grid()->setFocus(Qt::OtherFocusReason);
}

void BrowsePage::refresh()
{
    m_services.connection->refreshCatalog();
    if (currentView())
        currentView()->refresh();
    else if (current()->relation() != 0)
        rows()->refresh();
}

void BrowsePage::cancelWork()
{
    if (currentView())
        currentView()->cancelWork();
    current()->cancelWork();
}

void BrowsePage::focusSearch()
{
    if (currentView() && currentView()->thread())
        currentView()->focusSearch();
    else if (current()->relation() != 0 && rows()->isVisible())
        rows()->tools()->find()->open();
    else
        m_tree->focusSearch();
}

QStringList BrowsePage::unsavedWork() const { return m_tabs->unsaved(); }

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
    m_tabs->keep();
    QJsonArray sizes;
    for (const int size : m_splitter->sizes())
        sizes.append(size);
    return {
        {u"sizes"_s, sizes},
        {u"tree"_s, m_tree->saveState()},
        {u"record"_s, m_toggleRecord->isChecked() || m_isCollapsed},
        {u"rowNumbers"_s, m_hasRowNumbers},
        {u"inspector"_s, m_inspectorTabs->currentIndex()},
        {u"tables"_s, m_memory->tables.toJson()},
        {u"tabs"_s, m_memory->tabs.toJson()},
    };
}

void BrowsePage::restoreState(const QJsonObject &state)
{
    QList<int> sizes;
    for (const QJsonValue size : state.value("sizes"_L1).toArray())
        sizes << size.toInt();
    if (sizes.size() == m_splitter->count())
        m_splitter->setSizes(sizes);
    m_toggleRecord->setChecked(state.value("record"_L1).toBool(true));
    m_isNarrow = false;
    fitInspector();
    numberRows(state.value("rowNumbers"_L1).toBool(true));
    rows()->columns()->rowNumbersAction()->setChecked(m_hasRowNumbers); // the blank one is no tab
    selectInspector(Inspector(qBound(0, state.value("inspector"_L1).toInt(), m_inspectorTabs->count() - 1)));
    if (!std::exchange(m_memory->isRead, true)) {
        m_memory->tables.fromJson(state.value("tables"_L1).toObject());
        m_memory->tabs.fromJson(state.value("tabs"_L1).toObject());
    }
    m_tree->restoreState(state.value("tree"_L1).toObject());
    if (m_services.connection->isConnected())
        m_tabs->restoreAgain();
    // As one table was noted, before there were tabs.
    if (const QString name = state.value("name"_L1).toString(); !name.isEmpty() && m_tabs->count() == 0)
        openObject(state.value("schema"_L1).toString(), name);
}

} // namespace howdah::ui
