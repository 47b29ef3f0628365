// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migrate/migrationrow.h"
#include "migration/runner.h"

#include <QWidget>

#include <memory>

class QAction;
class QFormLayout;
class QLabel;
class QTabWidget;

namespace howdah::ui {

class Badge;
class Banner;
class SqlView;

// The selected migration: its SQL up and down, and the facts. UI thread; reads nothing itself.
class MigrationDetail final : public QWidget
{
    Q_OBJECT
public:
    enum class Tab { Up, Down, Facts };

    MigrationDetail(QAction *applyToHere, QAction *rollBackToHere, QWidget *parent = nullptr);

    // Keeps the tab, and while it is the same migration the place in its SQL and the marks.
    void show(std::shared_ptr<const Overview> overview, const MigrationRow &row);
    // Opens the SQL that failed at its line, with the server's message, detail and hint. The text is the one that ran.
    void markFailure(const migration::RunFailure &failure, const QString &sql);
    void clearFailure();

    void setTab(Tab tab);
    [[nodiscard]] Tab tab() const;
    [[nodiscard]] migration::Version version() const { return m_version; }
    [[nodiscard]] SqlView *view(migration::Direction direction) const;

private:
    QWidget *buildHead(QAction *applyToHere, QAction *rollBackToHere);
    void buildTabs();
    void showScript(migration::Direction direction, const migration::Script *script, const QString &without);
    void showFacts(const MigrationRow &row, const migration::Entry &entry, const migration::Migration *migration);
    void addFact(const QString &label, const QString &text, bool fixed = false);

    struct Page
    {
        SqlView *sql = nullptr;
        Banner *note = nullptr; // instead of, or above, the SQL
        QString text;           // what the view was given
    };

    migration::Version m_version;
    std::shared_ptr<const Overview> m_overview;
    QLabel *m_title;
    QLabel *m_when;
    Badge *m_badge;
    QTabWidget *m_tabs;
    Page m_up;
    Page m_down;
    QWidget *m_facts = nullptr;
    QFormLayout *m_form = nullptr;
    bool m_failureShown = false;
};

} // namespace howdah::ui
