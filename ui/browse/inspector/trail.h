// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/page/filter.h"

#include <QWidget>

class QAction;
class QHBoxLayout;
class QToolButton;

namespace howdah::ui {

// One relation on the way, as it was looked at.
struct TrailStop
{
    quint32 relation = 0;
    QString name;                // for people
    data::FilterSet filters;     // that were shown
    std::vector<QByteArray> key; // of the row with the cursor; empty without
    QString fromPage;            // that asked for these rows: the key of its face; "" for none
    QString fromTitle;           // what it is called
    bool operator==(const TrailStop &) const = default;
};

// The way that was taken along foreign keys: forward steps cut off what lay beyond. A value.
class Trail final
{
public:
    void start(TrailStop stop);
    void step(TrailStop stop);
    // Notes how the current stop is looked at, before it is left.
    void note(TrailStop stop);
    void clear() { m_stops.clear(), m_at = -1; }
    [[nodiscard]] bool canGo(int by) const { return m_at + by >= 0 && m_at + by < int(m_stops.size()); }
    const TrailStop &go(int by);

    [[nodiscard]] const std::vector<TrailStop> &stops() const { return m_stops; }
    [[nodiscard]] int at() const { return m_at; } // -1: nowhere
    [[nodiscard]] const TrailStop *current() const { return m_at < 0 ? nullptr : &m_stops[size_t(m_at)]; }

private:
    std::vector<TrailStop> m_stops;
    int m_at = -1;
};

// "agents › runs where agent_id = 5": a button for each stop. Hidden until there is a way to see.
class TrailBar final : public QWidget
{
    Q_OBJECT
public:
    explicit TrailBar(QWidget *parent = nullptr);

    void setTrail(const Trail &trail);
    // Another way that was taken since, which Back goes first: wayBackWanted().
    void setWayBack(bool canGo);
    // Before the first stop: the page that asked for it, by its key and title. Back leads there last: pageWanted().
    void setPage(const QString &key, const QString &title);
    [[nodiscard]] const QString &page() const { return m_page; }
    [[nodiscard]] const QString &pageTitle() const { return m_pageTitle; }
    [[nodiscard]] QAction *backAction() const { return m_back; }
    [[nodiscard]] QAction *forwardAction() const { return m_forward; }
    [[nodiscard]] QStringList texts() const;

Q_SIGNALS:
    void wanted(int by); // so many stops on; negative: back
    void wayBackWanted();
    void pageWanted(const QString &key);

private:
    void showWays();

    bool m_hasWayBack = false;
    QString m_page;
    QString m_pageTitle;
    QToolButton *m_toPage;
    int m_stops = 0;
    bool m_canGoBack = false;
    QHBoxLayout *m_crumbs;
    QAction *m_back;
    QAction *m_forward;
};

// What a crumb says of a stop: the relation, and what restricts it.
[[nodiscard]] QString crumbText(const TrailStop &stop);

} // namespace howdah::ui
