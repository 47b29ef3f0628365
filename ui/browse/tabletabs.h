// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "browse/opentabs.h"
#include "browse/tabletab.h"

#include <memory>

namespace howdah::ui {

class EntityView;
class TabStrip;

// The relations that are open at once, each in a tab, and each at most once. One of them may be a preview, which the
// next one to be opened replaces; an edit pins it. What costs memory and sessions is bounded: only the tabs that were
// used last are awake, as many as the connection's sessions allow, and those with staged edits. The others are known by
// how they were looked at, and are read again when they come to the front. UI thread.
class TableTabs final : public QWidget
{
    Q_OBJECT
public:
    // `inspectors`: where the panels of the tab in front stand.
    TableTabs(
        const PageServices &services, std::shared_ptr<BrowseMemory> memory, const TabActions &actions,
        QStackedWidget *inspectors, QWidget *parent = nullptr);
    ~TableTabs() override;
    // The first one, with nothing in it. Once madeTable() has its listeners.
    void begin() { activate(-1); }

    // What is in front; where no tab is, or its relation is not known yet, one with nothing in it. Never nullptr.
    [[nodiscard]] TableTab *current() const { return m_shown; }
    [[nodiscard]] int currentIndex() const { return m_current; }
    [[nodiscard]] int count() const { return int(m_tabs.size()); }
    // The view that is in front; nullptr where a relation is. current() has nothing in it then.
    [[nodiscard]] EntityView *currentView() const { return m_shownView; }
    [[nodiscard]] std::vector<TableTab *> awake() const;
    [[nodiscard]] std::vector<EntityView *> awakeViews() const;
    [[nodiscard]] TableTab *find(quint32 relation) const; // nullptr: not open, or asleep
    [[nodiscard]] TabStrip *strip() const { return m_strip; }

    // Another snapshot of the same database.
    void setCatalog(const catalog::Snapshot &catalog);
    // Brings the relation to the front: in its tab, else in that of the preview. With these filters, or as it is.
    TableTab &show(quint32 relation, std::optional<data::FilterSet> filters);
    // The same for a view. `origin`: the rows that it was opened from, to go back to.
    EntityView &showView(const ViewPlace &place, std::optional<TrailStop> origin = {});
    // Where the view in front was opened from.
    [[nodiscard]] std::optional<TrailStop> origin() const;
    void pin(int index);
    // Asks first where something is staged.
    void close(int index);
    void closeOthers(int index);
    void reopenClosed();
    void step(int by); // to a neighbour, around the ends
    // Those that were open on the connection; once, until it is left.
    void restore();
    // What is left of it has been read only now.
    void restoreAgain();
    // Which are open, and how each is looked at.
    void keep();
    // All of them, unasked: the connection is left. What is staged stays in its journals.
    void clear();
    // "public.agents: 3 edited rows", for each in which something is staged.
    [[nodiscard]] QStringList unsaved() const;

    [[nodiscard]] const QList<QAction *> &commands() const { return m_commands; }

    static constexpr int MostAwake = 5;
    [[nodiscard]] int mostAwake() const;

Q_SIGNALS:
    void currentChanged();
    void madeTable(howdah::ui::TableTab *table);
    void madeView(howdah::ui::EntityView *view);

private:
    struct Tab
    {
        LeftTab left; // its filters only while it is asleep
        quint32 oid = 0;
        std::vector<QByteArray> key; // as above: the row with the cursor
        Trail trail;                 // as above
        TableTab *table = nullptr;   // asleep
        EntityView *view = nullptr;  // likewise
        std::optional<TrailStop> origin;
        qint64 used = 0;
    };

    void makeCommands();
    QAction *command(const QString &text, const QString &name, const QList<QKeySequence> &keys);
    [[nodiscard]] TableTab *makeTable();
    void discard(TableTab *table);
    void activate(int index);
    void front(TableTab *table);
    void frontView(EntityView *view);
    void wake(Tab &tab);
    void wakeView(Tab &tab);
    void discardView(Tab &tab);
    [[nodiscard]] Tab &previewTab();
    [[nodiscard]] QString nameOf(const Tab &tab) const;
    void fallAsleep(Tab &tab);
    void restOthers();
    void insert(int index, Tab tab);
    void remove(int index);
    void moved(int from, int to);
    void followEdits(const TableTab *table);
    void updateFaces();
    void showMenu(int index, const QPoint &globalPos);
    [[nodiscard]] LeftTab leftOf(const Tab &tab) const;
    [[nodiscard]] int lastUsed() const;
    [[nodiscard]] const catalog::Relation *relationOf(const Tab &tab) const;

    PageServices m_services;
    const std::shared_ptr<BrowseMemory> m_memory;
    const TabActions m_actions;
    TabStrip *m_strip;
    QStackedWidget *m_stack;
    QStackedWidget *m_inspectors;
    QList<QAction *> m_commands;
    QAction *m_pin = nullptr;
    QAction *m_close = nullptr;
    QAction *m_closeOthers = nullptr;
    QAction *m_reopen = nullptr;
    catalog::Snapshot m_catalog;
    std::vector<Tab> m_tabs; // in the order of the strip
    int m_current = -1;
    TableTab *m_shown = nullptr;
    EntityView *m_shownView = nullptr;
    TableTab *m_blank = nullptr;   // belongs to no tab
    std::vector<LeftTab> m_closed; // the last one last
    QString m_connection;          // whose tabs these are
    qint64 m_turn = 0;
};

} // namespace howdah::ui
