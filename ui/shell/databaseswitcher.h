// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/latest.h"
#include "operations/serverdatabases.h"
#include "shell/topbutton.h"

#include <QHash>
#include <QPointer>

#include <deque>
#include <optional>

class QAction;
class QMenu;

namespace howdah::ui {

class ConnectionController;

// The database that the window works on: opens the list of those of the server, with the platforms that they hold,
// which are looked up one database after the other while the list is open. Not there without a connection. UI thread.
class DatabaseSwitcher final : public TopButton
{
    Q_OBJECT
public:
    explicit DatabaseSwitcher(ConnectionController &controller, QWidget *parent = nullptr);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

    void showMenu();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    using Databases = Result<std::vector<operations::ServerDatabase>>;
    void refresh();
    void read();
    void showDatabases(const Databases &databases);
    void addNote(const QString &text);
    void visitNext();
    void setPlatforms(const QString &database, const QStringList &platforms);

    ConnectionController &m_controller;
    QString m_server;                    // whose databases are known
    QHash<QString, QStringList> m_known; // platforms by database
    std::optional<std::vector<operations::Platform>> m_platforms;
    std::deque<QString> m_toVisit;
    QPointer<QMenu> m_menu;
    QHash<QString, QAction *> m_items; // of the menu
    Latest m_asked;
};

} // namespace howdah::ui
