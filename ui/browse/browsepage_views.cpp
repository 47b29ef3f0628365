// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// The page that browses: views of rows, as timelines, threads and boards, and whose rows they are.
#include "browse/browsepage.h"
#include "grid/gridview.h"
#include "browse/rowspane.h"
#include "browse/rowviews.h"
#include "browse/stagedtabs.h"
#include "browse/tabletabs.h"
#include "connect/connectioncontroller.h"
#include "connect/tenantchoice.h"
#include "entity/view/entityview.h"

namespace howdah::ui {

EntityView *BrowsePage::currentView() const { return m_tabs ? m_tabs->currentView() : nullptr; }

void BrowsePage::connectViews()
{
    connect(m_views, &RowViews::wanted, this, &BrowsePage::showEntityView);
    connect(m_views, &RowViews::refused, this, [this](const QString &why) { rows()->say(why); });
}

// Other rows are seen now, in tables and in views. What was changed and not saved has been asked about.
void BrowsePage::connectTenant()
{
    m_services.connection->tenant().holdFor(this, (new StagedTabs(m_tabs))->work());
    connect(m_services.connection, &ConnectionController::settingsChanged, this, [this] {
        for (TableTab *table : m_tabs->awake())
            table->rows()->refresh();
        current()->scheduleInspector();
        for (EntityView *view : m_tabs->awakeViews())
            view->forgetAndRead();
    });
}

void BrowsePage::followView(EntityView *view)
{
    connect(view, &EntityView::rowsWanted, this, [this](quint32 relation, const data::FilterSet &filters) {
        if (!m_catalog || !m_catalog->relation(relation))
            return;
        openWith(relation, filters.isEmpty() ? std::nullopt : std::optional(filters))
            .rows()
            ->grid()
            ->setFocus(Qt::OtherFocusReason);
    });
    connect(view, &EntityView::backWanted, this, &BrowsePage::goBackFromView);
    connect(view, &EntityView::changed, this, [this] {
        for (TableTab *table : m_tabs->awake())
            table->rows()->refresh();
    });
}

void BrowsePage::showEntityView(const ViewPlace &place, std::optional<TrailStop> origin)
{
    EntityView &view = m_tabs->showView(place, std::move(origin));
    showCurrent();
    view.setFocus(Qt::OtherFocusReason);
}

void BrowsePage::openView(quint32 oid, const entity::RowValues &key, int view)
{
    if (const auto place = m_views->placeOf(oid, key, view))
        showEntityView(*place, current()->relation() != 0 ? std::optional(current()->currentStop()) : std::nullopt);
}

// To the rows as they were looked at, and the one that was the current one.
void BrowsePage::goBackFromView()
{
    const std::optional<TrailStop> origin = m_tabs->origin();
    if (!origin || !m_catalog || !m_catalog->relation(origin->relation))
        return;
    const bool isOpen = m_tabs->find(origin->relation) != nullptr;
    TableTab &table = openWith(origin->relation, origin->filters);
    if (!isOpen || !table.rows()->model()->isOpen() || table.rows()->model()->isLoading())
        table.wantRow(origin->key);
    table.trailBar()->setPage(origin->fromPage, origin->fromTitle);
    table.rows()->grid()->setFocus(Qt::OtherFocusReason);
}

void BrowsePage::openedFrom(const PageFace &page) { current()->trailBar()->setPage(page.key, page.title); }

} // namespace howdah::ui
