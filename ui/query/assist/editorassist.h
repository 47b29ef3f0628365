// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/session/session.h"
#include "query/editor/sqleditor.h"

#include <QAction>

#include <functional>
#include <memory>

namespace howdah::ui {

class ConnectionController;

// What an editor knows of the database: completion, the server's checks, tips, and the ways to what a name means. Its
// answers come when they are there; typing waits for none of them. UI thread.
class EditorAssist final : public QObject
{
    Q_OBJECT
public:
    // Of the tab that it helps; each is asked anew.
    struct Tab
    {
        // Its session while nothing runs on it and no transaction has failed, else nullptr: what may be asked to
        // describe a statement.
        std::function<std::shared_ptr<connection::Session>()> idleSession;
        // As its session has it, without "$user" and pg_catalog.
        std::function<QStringList()> searchPath;
    };
    // All of them outlive it.
    EditorAssist(SqlEditor *editor, ConnectionController *connection, Tab tab, QObject *parent = nullptr);

    // For the palette and the context menu of the editor: complete, go to definition, find uses, rename, expand ...
    [[nodiscard]] QList<QAction *> actions() const { return {}; }
    // The session is idle again, or another one: what is seen is checked anew.
    void sessionChanged() {}
    // A statement has been run: what is typed next is likely to be like it.
    void learn(const QByteArray &statement) { Q_UNUSED(statement) }

Q_SIGNALS:
    // A relation or function is to be shown elsewhere.
    void objectWanted(const QString &schema, const QString &name);
    // This text, in another tab ("CREATE OR REPLACE FUNCTION ...").
    void textWanted(const QString &title, const QByteArray &text);
};

} // namespace howdah::ui
