// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "browse/tabletab.h"

#include "base/figures.h"
#include "browse/change/structureactions.h"
#include "browse/filter/filterbar.h"
#include "grid/columntools.h"
#include "grid/gridview.h"
#include "browse/inspector/entitycard.h"
#include "browse/inspector/recordpanel.h"
#include "browse/inspector/referencespanel.h"
#include "browse/inspector/statisticspanel.h"
#include "browse/rowhistory.h"
#include "browse/rowsearch.h"
#include "browse/rowspane.h"
#include "browse/structure/structureview.h"
#include "common/icons.h"
#include "common/widgets.h"
#include "connect/connectioncontroller.h"
#include "data/page/catalogshape.h"
#include "data/page/rowfinder.h"
#include "edit/editsession.h"
#include "sql/quote.h"
#include "value/valuetext.h"
#include "operations/define/definitions.h"

#include <QAction>
#include <QHBoxLayout>
#include <QListView>
#include <QMenu>
#include <QStackedWidget>
#include <QTabBar>
#include <QToolButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace howdah::ui {

// The record follows the cursor when it rests, not while an arrow key repeats.
constexpr int RecordRestMs = 80;

TableTab::TableTab(const PageServices &services, TableMemories &memories, const TabActions &actions, QWidget *parent)
    : QWidget(parent)
    , m_services(services)
    , m_memories(memories)
    , m_actions(actions)
    , m_rows(new RowsPane(services.connection, services.tasks, this))
    , m_structure(new StructureView(this))
    , m_panels(new QStackedWidget(this))
    , m_record(new RecordPanel(m_panels))
    , m_references(new ReferencesPanel(services.connection, m_rows->model(), m_panels))
    , m_statistics(new StatisticsPanel(services.connection, services.tasks, m_panels))
    , m_trailBar(new TrailBar(this))
{
    m_panels->addWidget(m_record);
    m_panels->addWidget(m_references);
    m_panels->addWidget(m_statistics);
    m_views = new QStackedWidget(this);
    m_views->addWidget(m_rows);
    m_views->addWidget(m_structure);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_trailBar);
    layout->addWidget(makeHead());
    layout->addWidget(separator(Qt::Horizontal, this));
    layout->addWidget(m_views, 1);
    m_recordTimer.setSingleShot(true);
    m_recordTimer.setInterval(RecordRestMs);
    makeSteps();
    addActions({m_references->followAction(), m_trailBar->backAction(), m_trailBar->forwardAction()});
    connectAll();
    connectInspector();
}

TableTab::~TableTab()
{
    m_recordTimer.stop();
    delete m_panels; // before the rows that they show one of
}

QWidget *TableTab::makeHead()
{
    auto *head = new QWidget(this);
    // Long names and comments are cut rather than pushing the buttons out.
    m_heading = new ElidedLabel(head);
    m_heading->setFont(headingFont(1));
    m_subtitle = new ElidedLabel(head);
    m_subtitle->setObjectName(u"relationSubtitle"_s);
    m_subtitle->setMuted();
    m_viewTabs = new QTabBar(head);
    m_viewTabs->setDrawBase(false);
    m_viewTabs->setUsesScrollButtons(false);
    m_viewTabs->setElideMode(Qt::ElideNone);
    m_viewTabs->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    m_viewTabs->addTab(tr("Rows"));
    m_viewTabs->addTab(tr("Structure"));
    m_viewTabs->setAccessibleName(tr("Rows or structure"));
    connect(m_viewTabs, &QTabBar::currentChanged, this, [this](int index) { showView(View(index)); });
    makeMore();
    auto *names = new QVBoxLayout;
    names->setSpacing(0);
    names->addWidget(m_heading);
    names->addWidget(m_subtitle);
    auto *layout = new QHBoxLayout(head);
    layout->setContentsMargins(space::group, space::inside, space::inside, space::inside);
    layout->setSpacing(space::inside);
    layout->addLayout(names, 1);
    layout->addWidget(m_viewTabs);
    layout->addSpacing(space::inside);
    layout->addWidget(m_more);
    layout->addWidget(buttonFor(m_actions.addFilter, ButtonRole::Plain, head));
    layout->addWidget(buttonFor(m_actions.toggleRecord, ButtonRole::Plain, head));
    return head;
}

// What is wanted now and then: a button of its own for each would push the names out.
void TableTab::makeMore()
{
    m_more = new QToolButton(this);
    m_more->setIcon(icon(u"application-menu"_s));
    m_more->setToolTip(tr("Columns, sorting, going to a row, export and import"));
    m_more->setAccessibleName(m_more->toolTip());
    m_more->setPopupMode(QToolButton::InstantPopup);
    m_more->setAutoRaise(true);
    auto *menu = new QMenu(m_more);
    menu->addActions({m_rows->columns()->columnsAction(), m_rows->columns()->sortAction(), m_rows->goToKeyAction()});
    menu->addActions({m_rows->columns()->goToAction(), m_rows->columns()->rowNumbersAction(), m_actions.labels});
    menu->addSeparator();
    menu->addActions({m_references->followAction(), m_actions.showReferences, m_rows->columns()->statisticsAction()});
    menu->addActions(m_actions.views);
    menu->addSeparator();
    menu->addActions({m_actions.exportRows, m_actions.importRows, m_actions.refresh});
    menu->addSeparator();
    m_actions.changes->fill(menu->addMenu(tr("Change the structure")));
    m_more->setMenu(menu);
}

// Through the records of the grid, wherever the keyboard is.
void TableTab::makeSteps()
{
    for (const int by : {-1, 1}) {
        auto *step = new QAction(by < 0 ? tr("Previous record") : tr("Next record"), this);
        step->setObjectName(by < 0 ? u"previousRecord"_s : u"nextRecord"_s);
        step->setIcon(icon(by < 0 ? u"go-up"_s : u"go-down"_s));
        step->setShortcut(by < 0 ? QKeySequence(u"Alt+Up"_s) : QKeySequence(u"Alt+Down"_s));
        connect(step, &QAction::triggered, this, [this, by] {
            GridTable *table = m_rows->grid()->table();
            const QModelIndex current = table->currentIndex();
            const QModelIndex next = m_rows->model()->index(current.row() + by, qMax(0, current.column()));
            if (next.isValid())
                table->setCurrentIndex(next);
        });
        addAction(step);
        m_steps << step;
    }
}

// Rules stand among the triggers, and cannot be opened.
void TableTab::fillTriggerMenu(QMenu *menu, const QString &name)
{
    const catalog::Relation *on = m_catalog ? m_catalog->relation(m_oid) : nullptr;
    const auto triggers = on ? m_catalog->triggersOf(m_oid) : std::span<const catalog::Trigger>();
    if (std::ranges::find(triggers, name, &catalog::Trigger::name) == triggers.end())
        return;
    const QString place = operations::placeOf({operations::DefinitionKind::Trigger, on->schema, name, {}, on->name});
    menu->addAction(
            icon(u"code-context"_s), tr("Open definition"), this, [this, place] { Q_EMIT definitionWanted(place); })
        ->setObjectName(u"openDefinition"_s);
}

void TableTab::connectAll()
{
    connect(m_structure, &StructureView::relationActivated, this, &TableTab::relationWanted);
    auto *change = new QMenu(m_structure);
    m_actions.changes->fill(change);
    m_structure->setMenu(change);
    m_structure->setPartMenu([this](QMenu *of, StructureView::Part part, const QString &name) {
        using enum StructureView::Part;
        if (part == Indexes)
            m_actions.changes->fillPart(of, {catalog::ObjectKind::Index, name});
        else if (part == Keys || part == ForeignKeys)
            m_actions.changes->fillPart(of, {catalog::ObjectKind::Constraint, name});
        else if (part == Triggers)
            fillTriggerMenu(of, name);
    });
    connect(m_rows, &RowsPane::currentRowChanged, this, &TableTab::scheduleInspector);
    connect(m_rows, &RowsPane::rowsShown, this, [this] {
        scheduleInspector();
        if (const std::vector<QByteArray> key = std::exchange(m_wantedKey, {}); !key.empty())
            m_rows->search()->goTo(key);
        Q_EMIT rowsShown();
    });
    connect(m_rows, &RowsPane::filtersChanged, this, &TableTab::noteStop);
    connect(m_rows, &RowsPane::savedFiltersChanged, this, &TableTab::savedFiltersChanged);
    connect(m_rows, &RowsPane::exportWanted, this, &TableTab::exportWanted);
    connect(m_rows->edits(), &EditSession::changed, this, &TableTab::editsChanged);
    connect(m_rows->edits(), &EditSession::readyChanged, this, &TableTab::editsChanged);
    connect(m_trailBar, &TrailBar::wanted, this, &TableTab::wayWanted);
    connect(&m_recordTimer, &QTimer::timeout, this, &TableTab::updateInspector);
}

void TableTab::connectInspector()
{
    m_record->attach(m_rows->model());
    m_record->setServices(m_services);
    connect(
        m_record, &RecordPanel::trailChanged, this, [this] { m_trailBar->setWayBack(m_record->card()->canGoBack()); });
    connect(m_trailBar, &TrailBar::wayBackWanted, m_record->card(), &EntityCard::goBack);
    connect(m_record, &RecordPanel::rowsWanted, this, &TableTab::followed);
    connect(m_record, &RecordPanel::refused, m_rows, &RowsPane::say);
    connect(m_record, &RecordPanel::relationChanged, this, &TableTab::relationChanged);
    m_record->view()->addAction(m_rows->history()->action());
    connect(
        m_rows->model(), &GridModel::panelEditorWanted, this, [this] { Q_EMIT inspectorWanted(Inspector::Record); });
    // What the database made of them, and whether they are still there.
    connect(m_rows->model(), &GridModel::rowsSaved, this, &TableTab::scheduleInspector);
    connect(m_references, &ReferencesPanel::followed, this, &TableTab::followed);
    connect(m_references, &ReferencesPanel::refused, m_rows, &RowsPane::say);
    connect(m_references->followAction(), &QAction::triggered, this, [this] {
        const QModelIndex current = m_rows->grid()->table()->currentIndex();
        m_references->follow(m_oid, current.row(), current.column());
    });
    connect(m_statistics, &StatisticsPanel::filterWanted, this, [this](const data::Filter &filter) {
        m_rows->filterBar()->addFilter(filter);
    });
    connect(m_rows->columns(), &ColumnTools::statisticsWanted, this, [this](int column) {
        Q_EMIT inspectorWanted(Inspector::Column);
        m_statistics->showColumn(m_rows->shape(), m_rows->filters(), column);
    });
    connect(
        m_rows->grid()->table()->selectionModel(), &QItemSelectionModel::currentColumnChanged, this,
        &TableTab::scheduleInspector);
    auto *line = new QAction(this);
    line->setSeparator(true);
    m_rows->grid()->table()->addActions(
        {line, m_references->followAction(), m_actions.showReferences, m_rows->columns()->statisticsAction()});
    m_rows->grid()->table()->addActions(m_actions.views);
}

// ---- what is open

void TableTab::open(const catalog::Snapshot &catalog, quint32 oid, std::optional<data::FilterSet> filters)
{
    // What is staged stays staged where only the rows to be seen are others.
    if (oid == m_oid && m_rowsOpen && filters && isAtWork()) {
        m_passingFilters = filters;
        m_rows->showFilters(*filters);
        return;
    }
    remember();
    m_catalog = catalog;
    m_oid = oid;
    m_rowsOpen = false;
    m_openFilters = std::move(filters);
    m_wantedKey.clear();
    m_record->showRow(-1);
    m_references->showRow(oid, -1);
    m_trail.start({oid});
    showCurrent();
    noteStop();
}

void TableTab::setCatalog(const catalog::Snapshot &catalog)
{
    m_catalog = catalog;
    showCurrent();
}

void TableTab::leave()
{
    remember();
    m_oid = 0;
    m_rowsOpen = false;
    m_openKey.clear();
    m_trail.clear();
    m_trailBar->setTrail(m_trail);
    m_references->showRow(0, -1);
    m_statistics->showColumn({}, {}, -1);
    m_rows->close();
    m_structure->clear();
    m_record->clear();
}

void TableTab::showCurrent()
{
    const catalog::Relation *relation = m_catalog && m_oid != 0 ? m_catalog->relation(m_oid) : nullptr;
    if (!relation)
        return;
    updateHead();
    m_structure->setRelation(m_catalog, m_oid);
    const std::optional<data::RelationShape> shape =
        m_catalog->stage == catalog::Stage::Relations ? std::nullopt : data::shapeOf(*m_catalog, m_oid);
    if (!shape)
        return;
    if (m_rowsOpen) {
        m_rows->update(*shape);
        return;
    }
    m_rowsOpen = true;
    m_openKey = memoryKey();
    TableMemory memory = m_memories.of(m_openKey);
    m_savedThen = memory.saved;
    m_passingFilters = m_openFilters;
    if (m_openFilters)
        memory.filters = *std::exchange(m_openFilters, std::nullopt);
    m_rows->open(*shape, memory);
    m_statistics->showColumn({}, {}, -1);
}

static QString kindText(const catalog::Relation &relation)
{
    using enum catalog::RelationKind;
    switch (relation.kind) {
    case Table:
        return relation.isPartition ? TableTab::tr("partition") : TableTab::tr("table");
    case PartitionedTable:
        return TableTab::tr("partitioned table");
    case View:
        return TableTab::tr("view");
    case MaterializedView:
        return TableTab::tr("materialized view");
    case ForeignTable:
        return TableTab::tr("foreign table");
    case Sequence:
        return TableTab::tr("sequence");
    }
    return {};
}

void TableTab::updateHead()
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

void TableTab::reconnected()
{
    if (m_rowsOpen)
        m_rows->reconnected();
}

// The rows say it themselves.
void TableTab::connectionLost(const Error &error) { m_rows->connectionLost(error); }

void TableTab::cancelWork()
{
    m_rows->cancelWork();
    m_references->cancel();
    m_statistics->cancel();
}

// ---- how it is looked at

// One name for one relation of one database, whatever dots are in it.
QString TableTab::memoryKey() const
{
    const catalog::Relation *relation = m_catalog ? m_catalog->relation(m_oid) : nullptr;
    if (!relation)
        return {};
    return m_services.connection->label() + u' ' + sql::quoteQualified(relation->schema, relation->name);
}

void TableTab::remember()
{
    if (m_openKey.isEmpty() || !m_rowsOpen)
        return;
    TableMemory memory = m_rows->memory();
    // What a reference or another page asked for is not how the operator wants to find the relation.
    if (m_passingFilters && *m_passingFilters == memory.filters)
        memory.filters = m_memories.of(m_openKey).filters;
    memory.saved = withOthers(memory.saved);
    m_memories.keep(m_openKey, memory);
}

// What has been saved or deleted here since it was opened, upon what another window has saved meanwhile.
std::vector<SavedFilter> TableTab::withOthers(const std::vector<SavedFilter> &saved)
{
    const auto has = [](const std::vector<SavedFilter> &list, const SavedFilter &filter) {
        return std::ranges::find(list, filter) != list.end();
    };
    std::vector<SavedFilter> kept = m_memories.of(m_openKey).saved;
    std::erase_if(kept, [&](const SavedFilter &one) { return has(m_savedThen, one) && !has(saved, one); });
    for (const SavedFilter &one : saved) {
        if (has(m_savedThen, one))
            continue;
        std::erase_if(kept, [&one](const SavedFilter &other) { return other.name == one.name; });
        kept.push_back(one);
    }
    m_savedThen = saved;
    return kept;
}

std::optional<data::FilterSet> TableTab::passingFilters() const
{
    if (!m_rowsOpen)
        return m_openFilters;
    return m_passingFilters && *m_passingFilters == m_rows->filters() ? m_passingFilters : std::nullopt;
}

int TableTab::editedRows() const
{
    const data::ChangeSet *changes = m_rows->edits()->changes();
    return changes && m_rows->edits()->hasEdits() ? int(changes->count()) : 0;
}

bool TableTab::isAtWork() const { return m_rows->edits()->hasEdits() || m_rows->edits()->saving().isSaving(); }

TableTab::View TableTab::view() const { return View(m_views->currentIndex()); }

void TableTab::showView(View view)
{
    m_viewTabs->setCurrentIndex(int(view));
    m_views->setCurrentIndex(int(view));
    m_subtitle->setVisible(view == View::Rows); // the structure says all of it, and more
    Q_EMIT viewChanged();
}

// ---- the inspector

void TableTab::showInspector(Inspector what)
{
    m_panels->setCurrentIndex(int(what));
    scheduleInspector();
}

// The record and what lies beside it follow the cursor when it rests.
void TableTab::updateInspector()
{
    if (!m_actions.toggleRecord->isChecked() || m_oid == 0)
        return;
    const QModelIndex current = m_rows->grid()->table()->currentIndex();
    const GridModel *model = m_rows->model();
    const bool isRow = current.isValid() && model->isOpen() && current.row() < model->rowCount();
    switch (Inspector(m_panels->currentIndex())) {
    case Inspector::Record:
        m_record->showRow(isRow ? current.row() : -1);
        break;
    case Inspector::References:
        m_references->showRow(m_oid, isRow && current.row() < model->readRows() ? current.row() : -1);
        break;
    case Inspector::Column:
        if (current.isValid() && current.column() < int(m_rows->shape().columns.size()))
            m_statistics->showColumn(m_rows->shape(), m_rows->filters(), current.column());
        break;
    }
}

// ---- along foreign keys

void TableTab::setTrail(Trail trail)
{
    m_trail = std::move(trail);
    m_trailBar->setTrail(m_trail);
}

TrailStop TableTab::currentStop() const
{
    TrailStop stop{m_oid, {}, m_rowsOpen ? m_rows->filters() : m_openFilters.value_or(data::FilterSet()), {}};
    stop.fromPage = m_trailBar->page();
    stop.fromTitle = m_trailBar->pageTitle();
    if (const catalog::Relation *relation = m_catalog ? m_catalog->relation(m_oid) : nullptr)
        stop.name = relation->schema == "public"_L1 ? relation->name : relation->schema + u'.' + relation->name;
    const GridModel *model = m_rows->model();
    const int row = m_rows->grid()->table()->currentIndex().row();
    if (row < 0 || !model->isOpen() || row >= model->readRows() || model->pages().query()->shape().oid != m_oid)
        return stop;
    // Where one was, to come back to; only where it can be found again.
    if (data::findableKey(*model->pages().query()).empty())
        return stop;
    for (const auto &value : model->rows().identity(row).key)
        stop.key.push_back(value.value_or(QByteArray()));
    return stop;
}

void TableTab::noteStop()
{
    m_trail.note(currentStop());
    m_trailBar->setTrail(m_trail);
}

} // namespace howdah::ui
