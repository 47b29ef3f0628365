// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migrate/list/migrationreader.h"

#include <QWidget>

#include <array>
#include <functional>
#include <memory>

class QAction;
class QFormLayout;
class QLabel;
class QMenu;
class QPushButton;
class QTabWidget;

namespace howdah::ui {

class Badge;
class Banner;
class DifferenceView;
class FindingsView;
class JournalView;
class SqlView;
class StateStack;

// What can be done from the head of the detail and from its banner about an interrupted run. Not owned.
struct DetailActions
{
    QAction *applyTo = nullptr;
    QAction *rollBackTo = nullptr;
    QAction *resume = nullptr;
    QAction *undo = nullptr;
    QAction *markApplied = nullptr;
    QAction *markRolledBack = nullptr;
    QAction *accept = nullptr;
    QAction *editFile = nullptr;
};

// The selected migration: its SQL up and down, what the files differ in from what was applied, its journal, what the
// checks find in it, and the facts. UI thread; reads nothing itself.
class MigrationDetail final : public QWidget
{
    Q_OBJECT
public:
    enum class Tab { Up, Down, Difference, Journal, Checks, Facts };
    static constexpr int TabCount = 6;

    explicit MigrationDetail(const DetailActions &actions, QWidget *parent = nullptr);

    // Keeps the tab, and while it is the same migration the place in its SQL and the marks.
    void show(std::shared_ptr<const Overview> overview, const MigrationRow &row);
    // What was read of it since; an answer for another migration is passed over.
    void setDetailsLoading(std::function<void()> cancel);
    void showDetails(const Result<std::shared_ptr<const MigrationDetails>> &details, std::function<void()> retry);
    [[nodiscard]] const MigrationDetails *details() const { return m_details.get(); } // nullptr until it is read
    // Opens the SQL at a line.
    void showPlace(migration::Direction direction, qsizetype line);
    // Opens the SQL that failed at its line, with the server's message, detail and hint. The text is the one that ran.
    void markFailure(const migration::RunFailure &failure, const QString &sql);
    void clearFailure();

    void setTab(Tab tab);
    [[nodiscard]] Tab tab() const;
    [[nodiscard]] migration::Version version() const { return m_version; }
    [[nodiscard]] SqlView *view(migration::Direction direction) const;
    [[nodiscard]] QMenu *menu() const { return m_menu; } // of the selected migration; to be filled

Q_SIGNALS:
    void rewriteRequested(const howdah::migration::Finding &finding);

private:
    QWidget *buildHead(const DetailActions &actions);
    QPushButton *menuButton();
    void buildTabs();
    // Of the details (migrationdetail_details.cpp).
    void buildLeftover(const DetailActions &actions);
    void buildChanged(const DetailActions &actions);
    void buildDetailsTabs();
    void clearDetails();
    void fillDetails();
    void showProof(const MigrationRow &row);
    void showScript(migration::Direction direction, const migration::Script *script, const QString &without);
    void showChanged(const migration::Entry &entry);
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
    Badge *m_proof;
    QTabWidget *m_tabs;
    Banner *m_leftover = nullptr; // a run of it was cut off
    Banner *m_changed = nullptr;  // its files are not those that were applied
    Banner *m_failed = nullptr;   // the error of the last run, with the file to be edited
    QMenu *m_menu = nullptr;
    QWidget *m_rollBack = nullptr;
    std::shared_ptr<const MigrationDetails> m_details;
    QLabel *m_differenceText = nullptr;
    DifferenceView *m_difference = nullptr;
    JournalView *m_journal = nullptr;
    FindingsView *m_findings = nullptr;
    std::array<StateStack *, 3> m_detailsStates{}; // of difference, journal and checks
    Page m_up;
    Page m_down;
    QWidget *m_facts = nullptr;
    QFormLayout *m_form = nullptr;
    bool m_failureShown = false;
};

} // namespace howdah::ui
