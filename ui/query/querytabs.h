// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "query/querytab.h"

#include <vector>

class QStackedWidget;

namespace howdah::ui {

class TabStrip;

// The tabs of the page: what is in front, their order, and how they go. One at least. What a tab has in it that would
// be lost is asked about before it closes. UI thread.
class QueryTabs final : public QWidget
{
    Q_OBJECT
public:
    // All of them outlive it.
    QueryTabs(
        const PageServices &services, const TabMemories &memories, const QueryActions &actions,
        QWidget *parent = nullptr);
    ~QueryTabs() override;

    [[nodiscard]] TabStrip *strip() const { return m_strip; }
    [[nodiscard]] QueryTab *current() const; // nullptr before the first
    [[nodiscard]] int currentIndex() const;
    [[nodiscard]] int count() const { return int(m_tabs.size()); }
    [[nodiscard]] QueryTab *at(int index) const { return m_tabs[size_t(index)]; }
    [[nodiscard]] int indexOf(const QueryTab *tab) const; // -1: gone

    // Brought to the front.
    QueryTab *add(const QString &title = {});
    QueryTab *add(const query::Draft &draft);
    // The one that has this file, else a new one, or the one in front where that has nothing in it.
    void openFile(const QString &path);
    void show(int index);
    void step(int by);
    // Asks first where something would be lost.
    void close(int index);
    void closeOthers(int index);
    void reopenClosed();
    [[nodiscard]] bool canReopen() const { return !m_closed.empty(); }
    void rename(int index);

Q_SIGNALS:
    void currentChanged();
    void added(howdah::ui::QueryTab *tab);
    // In any of them.
    void changed();
    // Its draft is to be written, at its place.
    void draftChanged(howdah::ui::QueryTab *tab);
    void gone(const QString &id);

private:
    QueryTab *make(const QString &id);
    void insert(QueryTab *tab);
    void dress(QueryTab *tab);
    void closeTab(QueryTab *tab);
    void askRunning(QueryTab *tab);
    void askTransaction(QueryTab *tab);
    void askFile(QueryTab *tab);
    void remove(QueryTab *tab);
    void moved(int from, int to);
    void showMenu(int index, const QPoint &place);
    [[nodiscard]] QString freeTitle() const;

    PageServices m_services;
    const TabMemories m_memories;
    const QueryActions &m_actions;
    TabStrip *m_strip;
    QStackedWidget *m_stack;
    std::vector<QueryTab *> m_tabs;     // in the order of the strip
    std::vector<query::Draft> m_closed; // the last one last
};

} // namespace howdah::ui
