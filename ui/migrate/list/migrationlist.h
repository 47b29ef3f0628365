// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migrate/list/migrationlistmodel.h"

#include <QTimer>
#include <QWidget>

#include <optional>

class QLineEdit;
class QListView;

namespace howdah::ui {

class Banner;
class MigrationFilter;
class StateStack;

// The migrations, which of them a search leaves, and which one is selected. UI thread.
class MigrationList final : public QWidget
{
    Q_OBJECT
public:
    explicit MigrationList(QWidget *parent = nullptr);

    void setRows(std::vector<MigrationRow> rows);
    void setProblems(QStringList problems); // of the files, above the list
    [[nodiscard]] MigrationListModel &model() { return m_model; }
    [[nodiscard]] QLineEdit *search() const { return m_search; } // stands in the head of the page

    [[nodiscard]] const MigrationRow *selected() const; // nullptr: none
    // False when it is not in the list.
    bool select(const migration::Version &version);
    // The newest that is applied, which says where the database stands; unless one is selected already.
    void selectSomething();
    // What a run is at. It may pass through hundreds of migrations a second; not all of them are selected.
    void follow(const migration::Version &version);
    void stopFollowing();
    void focusList();

Q_SIGNALS:
    void selectionChanged();
    void menuRequested(const QPoint &place); // on the screen

private:
    void buildSearch();
    void buildList();
    void updateState();

    MigrationListModel m_model{this};
    MigrationFilter *m_filter;
    QListView *m_list;
    QLineEdit *m_search;
    Banner *m_problems;
    StateStack *m_state;
    std::optional<migration::Version> m_follow;
    QTimer m_followTimer;
    QTimer m_clock; // "5 minutes ago"
};

} // namespace howdah::ui
