// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "browse/tabletabs.h"

#include "browse/rowspane.h"
#include "common/tabstrip.h"
#include "common/icons.h"
#include "common/prompter.h"
#include "common/widgets.h"
#include "connect/connectioncontroller.h"
#include "entity/view/entityview.h"

#include <QAction>
#include <QMenu>
#include <QSignalBlocker>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::ui {

constexpr size_t MostClosed = 20;
constexpr int SessionsOfATab = 4; // its rows, its edits, and now and then a count or a copy

TableTabs::TableTabs(
    const PageServices &services, std::shared_ptr<BrowseMemory> memory, const TabActions &actions,
    QStackedWidget *inspectors, QWidget *parent)
    : QWidget(parent)
    , m_services(services)
    , m_memory(std::move(memory))
    , m_actions(actions)
    , m_strip(new TabStrip(this))
    , m_stack(new QStackedWidget(this))
    , m_inspectors(inspectors)
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_strip);
    layout->addWidget(m_stack, 1);
    m_strip->setObjectName(u"openTables"_s);
    m_strip->setAccessibleName(tr("Open tables"));
    m_strip->hide();
    makeCommands();
    connect(m_strip, &QTabBar::currentChanged, this, [this](int index) {
        if (index != m_current)
            activate(index);
    });
    connect(m_strip, &QTabBar::tabMoved, this, &TableTabs::moved);
    connect(m_strip, &TabStrip::closeWanted, this, &TableTabs::close);
    connect(m_strip, &TabStrip::pinWanted, this, &TableTabs::pin);
    connect(m_strip, &TabStrip::menuWanted, this, &TableTabs::showMenu);
}

TableTabs::~TableTabs()
{
    m_memory->tabs.release(this);
    for (TableTab *table : m_stack->findChildren<TableTab *>(Qt::FindDirectChildrenOnly))
        disconnect(table, nullptr, this, nullptr); // which has nothing to say of its end
    delete m_stack;
}

QAction *TableTabs::command(const QString &text, const QString &name, const QList<QKeySequence> &keys)
{
    auto *action = new QAction(text, this);
    action->setObjectName(name);
    action->setShortcuts(keys);
    m_commands << action;
    return action;
}

void TableTabs::makeCommands()
{
    m_close = command(tr("Close the tab"), u"closeCurrentTab"_s, {Qt::CTRL | Qt::Key_W});
    m_close->setIcon(icon(u"window-close"_s));
    connect(m_close, &QAction::triggered, this, [this] { close(m_current); });
    m_closeOthers = command(tr("Close the other tabs"), u"closeOtherTabs"_s, {});
    connect(m_closeOthers, &QAction::triggered, this, [this] { closeOthers(m_current); });
    m_reopen = command(tr("Reopen the closed tab"), u"reopenTab"_s, {Qt::CTRL | Qt::SHIFT | Qt::Key_T});
    connect(m_reopen, &QAction::triggered, this, &TableTabs::reopenClosed);
    m_pin = command(tr("Pin the tab"), u"pinTab"_s, {});
    m_pin->setIcon(icon(u"pin"_s));
    connect(m_pin, &QAction::triggered, this, [this] { pin(m_current); });
    QAction *next = command(tr("Next tab"), u"nextTab"_s, {Qt::CTRL | Qt::Key_Tab, Qt::CTRL | Qt::Key_PageDown});
    connect(next, &QAction::triggered, this, [this] { step(1); });
    QAction *previous = command(
        tr("Previous tab"), u"previousTab"_s,
        {Qt::CTRL | Qt::SHIFT | Qt::Key_Tab, Qt::CTRL | Qt::SHIFT | Qt::Key_Backtab, Qt::CTRL | Qt::Key_PageUp});
    connect(previous, &QAction::triggered, this, [this] { step(-1); });
}

// ---- what is awake

TableTab *TableTabs::makeTable()
{
    auto *table = new TableTab(m_services, m_memory->tables, m_actions, m_stack);
    m_stack->addWidget(table);
    m_inspectors->addWidget(table->panels());
    connect(table, &TableTab::editsChanged, this, [this, table] { followEdits(table); });
    Q_EMIT madeTable(table);
    return table;
}

// Whoever is on the way out of it may still be within one of its signals.
void TableTabs::discard(TableTab *table)
{
    disconnect(table, nullptr, this, nullptr);
    table->leave();
    m_stack->removeWidget(table);
    m_inspectors->removeWidget(table->panels());
    table->hide();
    table->panels()->hide();
    table->deleteLater();
}

std::vector<TableTab *> TableTabs::awake() const
{
    std::vector<TableTab *> tables;
    for (const Tab &tab : m_tabs) {
        if (tab.table)
            tables.push_back(tab.table);
    }
    return tables;
}

TableTab *TableTabs::find(quint32 relation) const
{
    const auto tab = std::ranges::find(m_tabs, relation, &Tab::oid);
    return tab == m_tabs.end() ? nullptr : tab->table;
}

const catalog::Relation *TableTabs::relationOf(const Tab &tab) const
{
    if (!m_catalog)
        return nullptr;
    const catalog::Relation *relation = tab.oid == 0 ? nullptr : m_catalog->relation(tab.oid);
    return relation ? relation : m_catalog->relation(tab.left.schema, tab.left.name);
}

void TableTabs::wake(Tab &tab)
{
    const catalog::Relation *relation = tab.table ? nullptr : relationOf(tab);
    if (!relation)
        return;
    if (tab.left.view)
        return wakeView(tab);
    tab.oid = relation->oid;
    tab.table = m_blank ? std::exchange(m_blank, nullptr) : makeTable();
    tab.table->open(m_catalog, tab.oid, std::exchange(tab.left.filters, std::nullopt));
    tab.table->wantRow(std::exchange(tab.key, {}));
    if (tab.trail.current())
        tab.table->setTrail(std::exchange(tab.trail, {}));
    tab.table->showView(tab.left.isStructure ? TableTab::View::Structure : TableTab::View::Rows);
}

void TableTabs::fallAsleep(Tab &tab)
{
    if (tab.view)
        return discardView(tab);

    tab.left = leftOf(tab);
    tab.key = tab.table->currentStop().key;
    tab.trail = tab.table->trail();
    discard(std::exchange(tab.table, nullptr));
}

int TableTabs::mostAwake() const
{
    return qBound(1, m_services.connection->destination().limits().most / SessionsOfATab, MostAwake);
}

void TableTabs::restOthers()
{
    for (auto count = awakeViews().size(); count > size_t(MostAwake); --count) {
        const auto oldest = std::ranges::min_element(m_tabs, {}, [this](const Tab &tab) {
            return tab.view && tab.view != m_shownView ? tab.used : std::numeric_limits<qint64>::max();
        });
        fallAsleep(*oldest);
    }
    for (auto count = awake().size(); count > size_t(mostAwake()); --count) {
        Tab *oldest = nullptr;
        for (Tab &tab : m_tabs) {
            if (tab.table && tab.table != m_shown && !tab.table->isAtWork() && (!oldest || tab.used < oldest->used))
                oldest = &tab;
        }
        if (!oldest)
            return;
        fallAsleep(*oldest);
    }
}

// ---- what is in front

void TableTabs::front(TableTab *table)
{
    m_shown = table;
    m_shownView = nullptr;
    m_stack->setCurrentWidget(table);
    m_inspectors->setCurrentWidget(table->panels());
}

void TableTabs::activate(int index)
{
    m_current = index;
    TableTab *table = nullptr;
    EntityView *view = nullptr;
    if (index >= 0) {
        Tab &tab = m_tabs[size_t(index)];
        tab.used = ++m_turn;
        wake(tab);
        table = tab.table;
        view = tab.view;
    }
    if (!table && !m_blank)
        m_blank = makeTable();
    if (view)
        frontView(view);
    else
        front(table ? table : m_blank);
    const QSignalBlocker quiet(m_strip);
    m_strip->setCurrentIndex(index);
    restOthers();
    updateFaces();
    Q_EMIT currentChanged();
}

TableTab &TableTabs::show(quint32 relation, std::optional<data::FilterSet> filters)
{
    if (const auto open = std::ranges::find(m_tabs, relation, &Tab::oid); open != m_tabs.end()) {
        activate(int(open - m_tabs.begin()));
        if (filters && !(m_shown->isOpen() && m_shown->rows()->filters() == *filters))
            m_shown->open(m_catalog, relation, std::move(filters));
        return *m_shown;
    }
    const catalog::Relation *shown = m_catalog->relation(relation);
    Tab &preview = previewTab();
    discardView(preview);
    preview.left.view.reset();
    preview.origin.reset();
    preview.left.schema = shown->schema;
    preview.left.name = shown->name;
    preview.oid = relation;
    preview.key.clear();
    preview.trail.clear();
    preview.left.filters = filters;
    if (preview.table)
        preview.table->open(m_catalog, relation, std::move(filters));
    activate(int(&preview - m_tabs.data()));
    return *m_shown;
}

// The one that the next to be opened replaces; a new one where all are pinned.
TableTabs::Tab &TableTabs::previewTab()
{
    const auto preview = std::ranges::find(m_tabs, false, [](const Tab &tab) { return tab.left.isPinned; });
    if (preview != m_tabs.end())
        return *preview;
    Tab tab;
    tab.left.isPinned = false;
    tab.left.isStructure = m_shown->view() == TableTab::View::Structure;
    insert(m_current + 1, std::move(tab));
    return m_tabs[size_t(m_current) + 1];
}

void TableTabs::step(int by)
{
    if (count() > 1)
        activate((qMax(0, m_current) + by + count()) % count());
}

void TableTabs::pin(int index)
{
    if (index < 0 || index >= count())
        return;
    m_tabs[size_t(index)].left.isPinned = true;
    updateFaces();
}

void TableTabs::setCatalog(const catalog::Snapshot &catalog)
{
    m_catalog = catalog;
    for (int i = count() - 1; i >= 0; --i) {
        Tab &tab = m_tabs[size_t(i)];
        const catalog::Relation *relation = relationOf(tab);
        if (tab.left.view && relation)
            continue;
        const bool isTwice = relation && std::ranges::any_of(m_tabs, [&tab, relation](const Tab &other) {
                                 return &other != &tab && other.oid == relation->oid;
                             });
        if (!relation || isTwice) {
            remove(i); // dropped, or another that is open has taken its name
            continue;
        }
        const bool isAnother = std::exchange(tab.oid, relation->oid) != relation->oid;
        tab.left.schema = relation->schema;
        tab.left.name = relation->name;
        if (tab.table && isAnother) // created again under the same name
            tab.table->open(m_catalog, tab.oid, std::nullopt);
        else if (tab.table)
            tab.table->setCatalog(m_catalog);
    }
    if (m_current >= 0 && !m_tabs[size_t(m_current)].table && !m_tabs[size_t(m_current)].view)
        activate(m_current);
    updateFaces();
}

// ---- opening and closing

void TableTabs::insert(int index, Tab tab)
{
    m_tabs.insert(m_tabs.begin() + index, std::move(tab));
    const QSignalBlocker quiet(m_strip);
    m_strip->insert(index, {});
    if (m_current >= index)
        ++m_current;
    m_strip->setCurrentIndex(m_current);
}

int TableTabs::lastUsed() const
{
    const auto last = std::ranges::max_element(m_tabs, {}, &Tab::used);
    return last == m_tabs.end() ? -1 : int(last - m_tabs.begin());
}

LeftTab TableTabs::leftOf(const Tab &tab) const
{
    LeftTab left = tab.left;
    if (tab.table) {
        left.filters = tab.table->passingFilters();
        left.isStructure = tab.table->view() == TableTab::View::Structure;
    }
    return left;
}

void TableTabs::remove(int index)
{
    Tab &tab = m_tabs[size_t(index)];
    m_closed.push_back(leftOf(tab));
    if (m_closed.size() > MostClosed)
        m_closed.erase(m_closed.begin());
    const QString kept = tab.table ? tab.table->rows()->whatIsKept() : QString();
    TableTab *table = tab.table;
    discardView(tab);
    m_tabs.erase(m_tabs.begin() + index);
    {
        const QSignalBlocker quiet(m_strip);
        m_strip->remove(index);
    }
    if (index == m_current)
        activate(lastUsed());
    else
        m_current -= index < m_current ? 1 : 0;
    if (table)
        discard(table);
    if (!kept.isEmpty())
        m_shown->rows()->say(kept);
    updateFaces();
}

void TableTabs::close(int index)
{
    if (index < 0 || index >= count())
        return;
    TableTab *table = m_tabs[size_t(index)].table;
    // What became of it would be told to nobody.
    if (table && table->rows()->edits()->saving().isSaving())
        return table->rows()->say(tr("The changes are being saved. Close the tab when that is done."));
    const int edited = table ? table->editedRows() : 0;
    if (edited == 0 || !m_services.prompter)
        return remove(index);
    const QString name = m_tabs[size_t(index)].left.name;
    const Question question{
        tr("Close %1?").arg(name),
        tr("%n edited row(s) of %1 are not saved. They are kept on this computer, and can be restored later.", nullptr,
           edited)
            .arg(name),
        {},
        {},
        tr("Close"),
        {},
        Tone::Accent};
    m_services.prompter->confirm(this, question, [this, open = QPointer(table)](bool accepted) {
        const auto tab = std::ranges::find(m_tabs, open.data(), &Tab::table);
        if (accepted && open && tab != m_tabs.end())
            remove(int(tab - m_tabs.begin()));
    });
}

// What is staged stays open: that is asked about one by one.
void TableTabs::closeOthers(int index)
{
    if (index < 0 || index >= count())
        return;
    activate(index);
    int staying = 0;
    for (int i = count() - 1; i >= 0; --i) {
        const Tab &tab = m_tabs[size_t(i)];
        if (i == m_current)
            continue;
        if (tab.table && tab.table->isAtWork())
            ++staying;
        else
            remove(i);
    }
    if (staying > 0)
        m_shown->rows()->say(tr("%n tab(s) with unsaved changes stay open", nullptr, staying));
}

void TableTabs::reopenClosed()
{
    while (m_catalog && !m_closed.empty()) {
        const LeftTab left = std::move(m_closed.back());
        m_closed.pop_back();
        const catalog::Relation *relation = m_catalog->relation(left.schema, left.name);
        if (!relation)
            continue; // dropped meanwhile
        auto open = std::ranges::find_if(
            m_tabs, [&](const Tab &tab) { return left.view ? tab.left.view == left.view : tab.oid == relation->oid; });
        if (open == m_tabs.end()) {
            Tab tab;
            tab.left = left;
            tab.left.isPinned = true;
            tab.oid = left.view ? 0 : relation->oid;
            insert(m_current + 1, std::move(tab));
            open = m_tabs.begin() + m_current + 1;
        }
        return activate(int(open - m_tabs.begin()));
    }
    updateFaces();
}

void TableTabs::moved(int from, int to)
{
    Tab tab = std::move(m_tabs[size_t(from)]);
    m_tabs.erase(m_tabs.begin() + from);
    m_tabs.insert(m_tabs.begin() + to, std::move(tab));
    m_current = m_strip->currentIndex();
}

// ---- what is left, and found again

void TableTabs::restore()
{
    if (!m_connection.isEmpty() || !m_tabs.empty())
        return;
    m_connection = m_services.connection->label();
    const LeftTabs left = m_memory->tabs.take(m_connection, this);
    for (const LeftTab &one : left.tabs) {
        Tab tab;
        tab.left = one;
        insert(count(), std::move(tab));
    }
    if (left.tabs.empty())
        return;
    if (m_catalog)
        setCatalog(m_catalog); // which may lack some of them
    if (!m_tabs.empty())
        activate(qBound(0, left.current, count() - 1));
}

void TableTabs::restoreAgain()
{
    if (!m_tabs.empty())
        return;
    m_memory->tabs.release(this);
    m_connection.clear();
    restore();
}

void TableTabs::keep()
{
    LeftTabs left;
    left.current = m_current;
    for (const Tab &tab : m_tabs) {
        if (tab.table)
            tab.table->remember();
        left.tabs.push_back(leftOf(tab));
    }
    if (left.tabs.size() > OpenTabs::MostTabs)
        left.tabs.resize(OpenTabs::MostTabs);
    if (!m_connection.isEmpty())
        m_memory->tabs.keep(m_connection, this, left);
}

void TableTabs::clear()
{
    keep();
    m_memory->tabs.release(this);
    m_connection.clear();
    m_closed.clear();
    m_catalog.reset();
    const std::vector<TableTab *> tables = awake();
    for (Tab &tab : m_tabs)
        discardView(tab);
    m_tabs.clear();
    {
        const QSignalBlocker quiet(m_strip);
        while (m_strip->count() > 0)
            m_strip->remove(m_strip->count() - 1);
    }
    QStringList kept;
    for (const TableTab *table : tables)
        kept << table->rows()->whatIsKept();
    kept.removeAll(QString());
    activate(-1);
    for (TableTab *table : tables)
        discard(table);
    if (!kept.isEmpty())
        m_shown->rows()->say(kept.join(u' '));
}

QStringList TableTabs::unsaved() const
{
    QStringList lines;
    for (const Tab &tab : m_tabs) {
        if (const int edited = tab.table ? tab.table->editedRows() : 0; edited > 0)
            lines << tr("%1: %n edited row(s)", nullptr, edited).arg(tab.left.schema + u'.' + tab.left.name);
    }
    return lines;
}

// ---- how they look

// What is edited is meant to stay.
void TableTabs::followEdits(const TableTab *table)
{
    const auto tab = std::ranges::find(m_tabs, table, &Tab::table);
    if (tab == m_tabs.end())
        return;
    if (table->isAtWork())
        tab->left.isPinned = true;
    updateFaces();
}

QString TableTabs::nameOf(const Tab &tab) const
{
    if (tab.left.view)
        return tab.left.title.isEmpty() ? tab.left.name : tab.left.title.left(32);
    const bool isAmbiguous =
        std::ranges::count_if(
            m_tabs, [&tab](const Tab &one) { return !one.left.view && one.left.name == tab.left.name; })
        > 1;
    return isAmbiguous ? tab.left.schema + u'.' + tab.left.name : tab.left.name;
}

void TableTabs::updateFaces()
{
    for (int i = 0; i < count(); ++i) {
        const Tab &tab = m_tabs[size_t(i)];
        const QString whole = tab.left.view && tab.view ? tab.view->tip() : tab.left.schema + u'.' + tab.left.name;
        const int edited = tab.table ? tab.table->editedRows() : 0;
        QStringList tip{whole};
        if (edited > 0)
            tip << tr("%n edited row(s), not saved", nullptr, edited);
        if (!tab.left.isPinned)
            tip << tr("A preview: the next table replaces it. Double-click to pin it.");
        m_strip->setFace(i, {nameOf(tab), tip.join(u'\n'), !tab.left.isPinned, edited > 0});
    }
    m_strip->setVisible(!m_tabs.empty());
    const bool isOpen = m_current >= 0;
    m_close->setEnabled(isOpen);
    m_closeOthers->setEnabled(isOpen && count() > 1);
    m_pin->setEnabled(isOpen && !m_tabs[size_t(m_current)].left.isPinned);
    m_reopen->setEnabled(!m_closed.empty());
}

void TableTabs::showMenu(int index, const QPoint &globalPos)
{
    activate(index);
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addActions({m_pin, m_close, m_closeOthers});
    menu->addSeparator();
    menu->addAction(m_reopen);
    menu->popup(globalPos);
}

} // namespace howdah::ui
