// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "browse/browsepage.h"
#include "browse/change/structureactions.h"
#include "browse/filter/filterbar.h"
#include "browse/grid/columntools.h"
#include "browse/grid/gridview.h"
#include "browse/inspector/recordpanel.h"
#include "browse/inspector/referencespanel.h"
#include "browse/inspector/statisticspanel.h"
#include "browse/rowspane.h"
#include "browse/structure/structureview.h"
#include "browse/tree/objecttree.h"
#include "common/widgets.h"
#include "connect/connectioncontroller.h"
#include "data/page/rowfinder.h"
#include "transfer/transferactions.h"

#include <QAction>
#include <QDialog>
#include <QMenu>
#include <QSignalBlocker>
#include <QStackedWidget>
#include <QTabBar>

#include <set>

using namespace Qt::StringLiterals;

// What BrowsePage shows beside the rows, and the way along foreign keys.
namespace howdah::ui {

constexpr int NarrowPage = 960; // in a window of 1024

void BrowsePage::connectInspector()
{
    m_record->attach(m_rows->model());
    connect(m_rows->model(), &GridModel::panelEditorWanted, this, [this] {
        m_toggleRecord->setChecked(true);
        showInspector(Inspector::Record);
    });
    // What the database made of them, and whether they are still there.
    connect(m_rows->model(), &GridModel::rowsSaved, this, &BrowsePage::scheduleRecord);
    connect(m_references, &ReferencesPanel::followed, this, &BrowsePage::follow);
    connect(m_references, &ReferencesPanel::refused, m_rows, &RowsPane::say);
    connect(m_references->followAction(), &QAction::triggered, this, [this] {
        const QModelIndex current = m_rows->grid()->table()->currentIndex();
        m_references->follow(m_oid, current.row(), current.column());
    });
    connect(m_trailBar, &TrailBar::wanted, this, &BrowsePage::goAlong);
    connect(m_rows, &RowsPane::filtersChanged, this, &BrowsePage::noteStop);
    connect(m_statistics, &StatisticsPanel::filterWanted, this, [this](const data::Filter &filter) {
        m_rows->filterBar()->addFilter(filter);
    });
    connect(m_rows->columns(), &ColumnTools::statisticsWanted, this, [this](int column) {
        m_toggleRecord->setChecked(true);
        showInspector(Inspector::Column);
        m_statistics->showColumn(m_rows->shape(), m_rows->filters(), column);
    });
    connect(m_rows->grid()->table()->selectionModel(), &QItemSelectionModel::currentColumnChanged, this, [this] {
        m_recordTimer.start();
    });
    QAction *line = new QAction(this);
    line->setSeparator(true);
    m_rows->grid()->table()->addActions(
        {line, m_references->followAction(), m_showReferences, m_rows->columns()->statisticsAction()});
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
    if (m_oid == 0 || !m_rowsOpen || m_rows->shape().columns.empty())
        return std::nullopt;
    TransferSubject subject{m_rows->shape(), m_rows->filters(), m_rows->sort(), {}, {}};
    const GridTable *table = m_rows->grid()->table();
    for (const int column : table->shownColumns())
        subject.columns << subject.shape.columns[size_t(column)].name;
    // All of them, of which only some are here: that is no selection, but the filters.
    if (table->isAllSelected())
        return subject;
    std::set<int> rows;
    const QItemSelection selection = table->selectionModel()->selection();
    for (const QItemSelectionRange &range : selection) {
        for (int row = range.top(); row <= range.bottom() && row < m_rows->model()->readRows(); ++row)
            rows.insert(row);
    }
    for (const int row : rows)
        subject.selection.push_back(m_rows->model()->rows().basis(row));
    return subject;
}

void BrowsePage::connectTransfer()
{
    m_transfer->setSubject([this] { return transferSubject(); });
    addActions({m_transfer->exportAction(), m_transfer->importAction()});
    connect(m_rows, &RowsPane::rowsShown, m_transfer, &TransferActions::update);
    connect(m_rows, &RowsPane::exportWanted, m_transfer->exportAction(), &QAction::trigger);
    connect(m_services.connection, &ConnectionController::stateChanged, m_transfer, &TransferActions::update);
    connect(m_transfer, &TransferActions::imported, this, [this](quint32 relation) {
        if (relation == m_oid)
            refresh();
    });
}

// ---- the structure

void BrowsePage::connectChanges()
{
    connect(m_tree, &ObjectTree::menuWanted, this, [this](quint32 oid, const QString &schema, const QPoint &place) {
        auto *menu = new QMenu(m_tree);
        menu->setObjectName(u"treeMenu"_s);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        m_changes->setRelation(oid, schema);
        m_changes->fill(menu);
        // Elsewhere the actions are about what is open. What was chosen here begins before this.
        connect(menu, &QMenu::aboutToHide, m_changes, [this] {
            QTimer::singleShot(0, m_changes, [this] { m_changes->setRelation(m_oid); });
        });
        menu->popup(place);
    });
    auto *menu = new QMenu(m_structure);
    m_changes->fill(menu);
    m_structure->setMenu(menu);
    m_structure->setPartMenu([this](QMenu *of, StructureView::Part part, const QString &name) {
        using enum StructureView::Part;
        if (part == Indexes)
            m_changes->fillPart(of, {catalog::ObjectKind::Index, name});
        else if (part == Keys || part == ForeignKeys)
            m_changes->fillPart(of, {catalog::ObjectKind::Constraint, name});
    });
    connect(m_changes, &StructureActions::reported, this, [this](Tone tone, const QString &text) {
        m_report->setTone(tone);
        m_report->setText(text);
        m_report->show();
    });
    connect(m_changes, &StructureActions::changed, this, [this] { refresh(); });
    connect(m_changes, &StructureActions::created, this, [this](const QString &schema, const QString &name) {
        m_keepsReport = true;
        openObject(schema, name);
    });
    connect(m_changes, &StructureActions::written, this, [this](const QString &folder) {
        Q_EMIT placeWanted(u"migrations"_s, folder);
    });
}

void BrowsePage::showInspector(Inspector what)
{
    const QSignalBlocker quiet(m_inspectorTabs);
    m_inspectorTabs->setCurrentIndex(int(what));
    m_inspectorViews->setCurrentIndex(int(what));
    m_recordTimer.start();
}

// The record and what lies beside it follow the cursor when it rests.
void BrowsePage::scheduleRecord() { m_recordTimer.start(); }

void BrowsePage::updateInspector()
{
    if (!m_toggleRecord->isChecked() || m_oid == 0)
        return;
    const QModelIndex current = m_rows->grid()->table()->currentIndex();
    const GridModel *model = m_rows->model();
    const bool isRow = current.isValid() && model->isOpen() && current.row() < model->rowCount();
    switch (Inspector(m_inspectorTabs->currentIndex())) {
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

TrailStop BrowsePage::currentStop() const
{
    TrailStop stop{m_oid, {}, m_rowsOpen ? m_rows->filters() : m_openFilters.value_or(data::FilterSet()), {}};
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

void BrowsePage::noteStop()
{
    m_trail.note(currentStop());
    m_trailBar->setTrail(m_trail);
}

void BrowsePage::openWith(quint32 oid, std::optional<data::FilterSet> filters)
{
    remember();
    m_oid = oid;
    m_changes->setRelation(oid);
    if (!std::exchange(m_keepsReport, false))
        m_report->hide();
    m_rowsOpen = false;
    m_openFilters = std::move(filters);
    m_wantedKey.clear();
    m_record->showRow(-1);
    m_references->showRow(oid, -1);
    m_tree->selectRelation(oid);
    m_trail.start({oid});
    showCurrent();
    noteStop();
}

void BrowsePage::follow(const ReferenceStep &step)
{
    if (!m_catalog || !m_catalog->relation(step.relation))
        return;
    noteStop();
    Trail trail = m_trail;
    openWith(step.relation, step.filters);
    trail.step(currentStop());
    m_trail = std::move(trail);
    m_trailBar->setTrail(m_trail);
    showView(View::Rows);
    m_rows->grid()->setFocus(Qt::OtherFocusReason);
}

void BrowsePage::goAlong(int by)
{
    noteStop();
    if (!m_trail.canGo(by))
        return;
    Trail trail = m_trail;
    const TrailStop stop = trail.go(by);
    if (!m_catalog || !m_catalog->relation(stop.relation))
        return m_rows->say(tr("%1 no longer exists").arg(stop.name));
    openWith(stop.relation, stop.filters);
    m_wantedKey = stop.key;
    m_trail = std::move(trail);
    m_trailBar->setTrail(m_trail);
    m_rows->grid()->setFocus(Qt::OtherFocusReason);
}

} // namespace howdah::ui
