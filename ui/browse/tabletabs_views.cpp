// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// Tabs that show a view of a row in place of a relation.
#include "browse/tabletabs.h"

#include "entity/view/entityview.h"

#include <QStackedWidget>

#include <algorithm>

namespace howdah::ui {

void TableTabs::wakeView(Tab &tab)
{
    if (tab.view)
        return;
    tab.view = new EntityView(m_services, m_stack);
    m_stack->addWidget(tab.view);
    connect(tab.view, &EntityView::titleChanged, this, [this, view = tab.view] {
        const auto shown = std::ranges::find(m_tabs, view, &Tab::view);
        if (shown != m_tabs.end() && !view->title().isEmpty())
            shown->left.title = view->title();
        updateFaces();
    });
    Q_EMIT madeView(tab.view);
    tab.view->setOrigin(tab.origin ? tab.origin->name : QString());
    tab.view->show(*tab.left.view);
}

void TableTabs::discardView(Tab &tab)
{
    EntityView *view = std::exchange(tab.view, nullptr);
    if (!view)
        return;
    if (m_shownView == view)
        m_shownView = nullptr;
    disconnect(view, nullptr, this, nullptr);
    m_stack->removeWidget(view);
    view->hide();
    view->deleteLater();
}

std::vector<EntityView *> TableTabs::awakeViews() const
{
    std::vector<EntityView *> views;
    for (const Tab &tab : m_tabs) {
        if (tab.view)
            views.push_back(tab.view);
    }
    return views;
}

void TableTabs::frontView(EntityView *view)
{
    m_shown = m_blank;
    m_shownView = view;
    m_stack->setCurrentWidget(view);
    m_inspectors->setCurrentWidget(m_blank->panels());
}

EntityView &TableTabs::showView(const ViewPlace &place, std::optional<TrailStop> origin)
{
    auto tab = std::ranges::find(m_tabs, std::optional(place), [](const Tab &one) { return one.left.view; });
    if (tab == m_tabs.end()) {
        Tab &preview = previewTab();
        TableTab *table = std::exchange(preview.table, nullptr);
        discardView(preview);
        preview.left = {place.schema, place.table, false, false, {}, place, {}};
        preview.oid = 0;
        preview.key.clear();
        preview.trail.clear();
        preview.origin = std::move(origin);
        activate(int(&preview - m_tabs.data()));
        if (table)
            discard(table);
        return *m_shownView;
    }
    if (origin)
        tab->origin = std::move(origin);
    activate(int(tab - m_tabs.begin()));
    m_shownView->setOrigin(m_tabs[size_t(m_current)].origin ? m_tabs[size_t(m_current)].origin->name : QString());
    m_shownView->goTo(place.said);
    return *m_shownView;
}

std::optional<TrailStop> TableTabs::origin() const
{
    return m_shownView && m_current >= 0 ? m_tabs[size_t(m_current)].origin : std::nullopt;
}

} // namespace howdah::ui
