// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connect/connectioncontroller.h"
#include "shell/topbutton.h"

class QMenu;

namespace howdah::ui {

class DatabaseSwitcher;
class TaskButton;
class TenantSwitcher;

// Where the window is connected, with the dot of the environment: opens the menu of connections.
class ConnectionSwitcher final : public TopButton
{
    Q_OBJECT
public:
    explicit ConnectionSwitcher(ConnectionController &controller, QWidget *parent = nullptr);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

Q_SIGNALS:
    void dialogWanted();
    void profileWanted(const howdah::connection::Profile &profile);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void refresh();
    void showMenu();
    void readProfiles();
    void addProfiles(QMenu *menu);
    [[nodiscard]] QColor dotColour() const;
    [[nodiscard]] Tone tone() const;
    [[nodiscard]] QString environmentWord() const;
    [[nodiscard]] QString shownLabel() const;

    ConnectionController &m_controller;
    std::vector<connection::Profile> m_profiles; // as they were last read, the last used first
};

// Looks like the field of the command palette, and opens it.
class SearchButton final : public TopButton
{
    Q_OBJECT
public:
    explicit SearchButton(QWidget *parent = nullptr);
    void setKeys(const QString &keys);
    [[nodiscard]] QSize sizeHint() const override { return {380, Height}; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_keys;
};

// The bar over the page: connection, database, tenant, search, running work.
class TopBar final : public QWidget
{
    Q_OBJECT
public:
    TopBar(ConnectionController &controller, TaskList &tasks, QWidget *parent = nullptr);

    [[nodiscard]] ConnectionSwitcher *switcher() const { return m_switcher; }
    [[nodiscard]] DatabaseSwitcher *databases() const { return m_databases; }
    [[nodiscard]] TenantSwitcher *tenant() const { return m_tenant; }
    // What opens the palette by the keyboard.
    void setSearchKeys(const QString &keys);

Q_SIGNALS:
    void searchWanted();
    void dialogWanted();
    void profileWanted(const howdah::connection::Profile &profile);

protected:
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void placeSearch();

    ConnectionSwitcher *m_switcher;
    DatabaseSwitcher *m_databases;
    TenantSwitcher *m_tenant;
    SearchButton *m_search;
    TaskButton *m_tasks;
};

} // namespace howdah::ui
