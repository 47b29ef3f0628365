// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/session/session.h"
#include "query/assist/assistedtab.h"
#include "query/editor/sqleditor.h"
#include "query/history/historykeeper.h"
#include "query/run/summary.h"

#include <QAction>

#include <functional>
#include <memory>

namespace howdah::ui {

class Completion;
class ConnectionController;
class KnownDatabase;
class NameGuide;
class ServerCheck;
class Settings;

// What an editor knows of the database: completion, the server's checks, tips, and the ways to what a name means. Its
// answers come when they are there; typing waits for none of them. UI thread.
class EditorAssist final : public QObject
{
    Q_OBJECT
public:
    using Tab = AssistedTab;
    // All of them outlive it.
    EditorAssist(SqlEditor *editor, ConnectionController *connection, Tab tab, QObject *parent = nullptr);
    ~EditorAssist() override;

    // For the palette and the context menu of the editor: complete, go to definition, find uses, rename, expand ...
    [[nodiscard]] QList<QAction *> actions() const { return m_actions; }
    // The session is idle again, or another one: what is seen is checked anew.
    void sessionChanged();
    // Before anything is asked of the tab's session: a check that is under way on it (it may wait for a lock) is
    // cancelled, and none is begun until sessionChanged().
    void beforeRun();
    // A statement has been run: what is typed next is likely to be like it. Counts for all tabs of the connection.
    void learn(const QByteArray &statement);
    // The last statements that were run in this database ("user@host:port/name") are learnt once for a connection.
    // The keeper may go before the answer has come.
    void learnHistory(query::HistoryKeeper *history, const QString &database);

    using Snippet = OfferedSnippet;
    void setSnippets(
        std::vector<Snippet> snippets, std::function<void(const QString &name, SqlEditor::Extent replaces)> accept);

    // The parts that it is made of: for tests.
    [[nodiscard]] Completion &completion() const { return *m_completion; }
    [[nodiscard]] ServerCheck &check() const { return *m_check; }
    [[nodiscard]] NameGuide &names() const { return *m_names; }

Q_SIGNALS:
    // A relation is to be shown elsewhere.
    void objectWanted(const QString &schema, const QString &name);
    // This text, in another tab ("CREATE OR REPLACE FUNCTION ...").
    void textWanted(const QString &title, const QByteArray &text);
    // What the server takes for the parameters of the statement at these bytes.
    void parametersDescribed(
        howdah::ui::SqlEditor::Extent statement, const std::vector<howdah::query::TypedParameter> &parameters);

private:
    void addActions(SqlEditor &editor);
    void followSettings(Settings *settings);

    KnownDatabase *m_known;
    Completion *m_completion;
    ServerCheck *m_check;
    NameGuide *m_names;
    QList<QAction *> m_actions;
};

} // namespace howdah::ui
