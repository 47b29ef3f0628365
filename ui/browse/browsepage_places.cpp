// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// The page that browses: the connection that it shows, its relations, and the ways between them.
#include "browse/browsepage.h"

#include "browse/change/structureactions.h"
#include "browse/filter/filterbar.h"
#include "browse/inspector/recordpanel.h"
#include "browse/inspector/referencespanel.h"
#include "browse/inspector/statisticspanel.h"
#include "browse/rowspane.h"
#include "browse/rowviews.h"
#include "browse/tabletabs.h"
#include "browse/tree/objecttree.h"
#include "common/settings.h"
#include "common/statestack.h"
#include "common/widgets.h"
#include "connect/connectioncontroller.h"
#include "connect/entitybook.h"
#include "entity/view/entityview.h"
#include "grid/gridview.h"

#include <QAction>
#include <QSplitter>
#include <QStackedWidget>
#include <QTabBar>

using namespace Qt::StringLiterals;

namespace howdah::ui {

// ---- the connection and its catalog

// The line was lost, and the same connection is being made again: the rows that were read stay meanwhile.
bool BrowsePage::isReturning() const
{
    return m_tabs->count() > 0 && !m_lostLabel.isEmpty() && m_lostLabel == m_services.connection->label();
}

void BrowsePage::forget()
{
    m_report->hide(); // of the database that is left
    m_lostLabel.clear();
    m_catalog.reset();
    m_tabs->clear();
    m_tree->clear();
}

void BrowsePage::connected()
{
    m_lostLabel.clear();
    for (TableTab *table : m_tabs->awake())
        table->reconnected();
    for (EntityView *view : m_tabs->awakeViews())
        view->reconnected();
    m_tabs->restore();
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
    for (TableTab *table : m_tabs->awake())
        table->connectionLost(error);
    for (EntityView *view : m_tabs->awakeViews())
        view->connectionLost(error);
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
    m_tabs->setCatalog(catalog);
    m_changes->setRelation(current()->relation()); // made anew under its name, it has another oid
    if (m_wanted) {
        if (const catalog::Relation *relation = catalog->relation(m_wanted->schema, m_wanted->name)) {
            openWith(relation->oid, std::exchange(m_wanted, std::nullopt)->filters);
            return;
        }
    }
    showCurrent();
}

void BrowsePage::openObject(const QString &schema, const QString &name)
{
    const catalog::Relation *relation = m_catalog ? m_catalog->relation(schema, name) : nullptr;
    if (relation)
        openRelation(relation->oid);
    else
        await({schema, name, std::nullopt});
}

void BrowsePage::openRows(const QString &schema, const QString &name, const QString &condition)
{
    const catalog::Relation *relation = m_catalog ? m_catalog->relation(schema, name) : nullptr;
    const data::FilterSet filters{{}, condition};
    if (relation)
        openWith(relation->oid, filters);
    else
        await({schema, name, filters});
}

// It may have been made after the catalog was read: then nothing else would ever look for it.
void BrowsePage::await(const Wanted &wanted)
{
    m_wanted = wanted;
    if (m_catalog && m_services.connection->isConnected() && !m_services.connection->isReadingCatalog())
        m_services.connection->refreshCatalog();
}

void BrowsePage::openRelation(quint32 oid)
{
    // A menu may have stood open while the catalog went.
    if (!m_catalog || !m_catalog->relation(oid))
        return;
    if (oid == current()->relation() && current()->isOpen())
        return;
    openWith(oid, std::nullopt);
}

void BrowsePage::showCurrent()
{
    if (!m_catalog)
        return;
    if (m_tabs->count() == 0)
        m_states->showEmpty(
            {u"view-list-tree"_s,
             tr("Nothing is open"),
             tr("Choose a table on the left, or press Ctrl+P and type its name."),
             {}});
    else if (currentView() || current()->isOpen())
        m_states->showContent();
    else
        m_states->showLoading(tr("Reading the columns"));
}

// ---- along foreign keys

TableTab &BrowsePage::openWith(quint32 oid, std::optional<data::FilterSet> filters)
{
    const bool isPart = filters.has_value();
    if (!std::exchange(m_keepsReport, false))
        m_report->hide();
    TableTab &table = m_tabs->show(oid, std::move(filters));
    table.trailBar()->setPage({}, {});
    m_views->setTable(&table);
    if (isPart)
        table.showView(View::Rows);
    showCurrent();
    return table;
}

void BrowsePage::follow(const ReferenceStep &step)
{
    if (!m_catalog || !m_catalog->relation(step.relation))
        return;
    current()->noteStop();
    Trail way = trail();
    TableTab &table = openWith(step.relation, step.filters);
    way.step(table.currentStop());
    table.setTrail(std::move(way));
    table.rows()->grid()->setFocus(Qt::OtherFocusReason);
}

void BrowsePage::goAlong(int by)
{
    current()->noteStop();
    if (!trail().canGo(by))
        return;
    Trail way = trail();
    const TrailStop stop = way.go(by);
    if (!m_catalog || !m_catalog->relation(stop.relation))
        return rows()->say(tr("%1 no longer exists").arg(stop.name));
    TableTab &table = openWith(stop.relation, stop.filters);
    if (!table.rows()->model()->isOpen() || table.rows()->model()->isLoading())
        table.wantRow(stop.key);
    table.setTrail(std::move(way));
    table.trailBar()->setPage(stop.fromPage, stop.fromTitle);
    table.rows()->grid()->setFocus(Qt::OtherFocusReason);
}

} // namespace howdah::ui
