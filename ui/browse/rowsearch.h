// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/latest.h"
#include "common/tasks.h"
#include "connection/session/sessionpool.h"
#include "data/page/rowfinder.h"

#include <QObject>

class QWidget;

namespace howdah::ui {

class ConnectionController;
class GridModel;
class KeyBar;

// Goes to a row of a grid by its key, whatever the order; the filters stay. Owns the session that looks for it, and
// ends with the search. UI thread.
class RowSearch final : public QObject
{
    Q_OBJECT
public:
    // `shape`: of the relation that is open, wherever its owner keeps it.
    RowSearch(
        ConnectionController *connection, TaskList *tasks, GridModel *model, const data::RelationShape &shape,
        QWidget *pane);

    // Where the key is typed, and what says what came of it.
    [[nodiscard]] KeyBar *bar() const { return m_bar; }

    // Asks the operator for a key, where the relation has one.
    void openBar();
    void goTo(const std::vector<QByteArray> &key);
    void stop();
    // Another relation, or none.
    void close();

Q_SIGNALS:
    void refused(const QString &why);
    void found(); // its page is about to be asked for

private:
    void keyFound(const std::vector<QByteArray> &key, const data::PageQuery &query, const connection::RowBatch &rows);
    void jumpTo(const data::PageQuery &query, const data::Place &place);

    ConnectionController *m_connection;
    TaskList *m_tasks;
    GridModel *m_model;
    KeyBar *m_bar;
    const data::RelationShape &m_shape;
    std::shared_ptr<connection::Session> m_session;
    TaskHandle m_task;
    Latest m_asked;
};

} // namespace howdah::ui
