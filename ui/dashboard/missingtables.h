// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QObject>
#include <QStringList>

class QAction;

namespace howdah::ui {

class Banner;
class ConnectionController;
class DashboardLibrary;

// Which dashboards name tables that the connected database does not have, from their files and the catalog, without a
// question to the server; and the banner that says so once for all panels that were refused, and goes to the demo
// database that has them. UI thread.
class MissingTables final : public QObject
{
    Q_OBJECT
public:
    MissingTables(const DashboardLibrary &library, ConnectionController *connection, QObject *parent = nullptr);

    // Compares again: the library or the catalog has changed.
    void look();
    [[nodiscard]] const QHash<QString, QStringList> &byPath() const { return m_missing; }
    // The first dashboard that has all its tables, or the first that can be shown; "" without one.
    [[nodiscard]] QString firstThatFits() const;

    // For the head of a page, which owns it.
    [[nodiscard]] Banner *makeBanner();
    // What panels of a dashboard of this pack ("": of none) found missing; nothing hides the banner.
    void show(const QStringList &missing, const QString &pack);

Q_SIGNALS:
    void packWanted(const QString &pack); // its migrations, which create the tables

private:
    const DashboardLibrary &m_library;
    ConnectionController *m_connection;
    QHash<QString, QStringList> m_missing;
    QString m_pack;
    QAction *m_migrate;
    QAction *m_goToDemo; // the database of Howdah's demo that has the tables
    Banner *m_banner = nullptr;
};

} // namespace howdah::ui
