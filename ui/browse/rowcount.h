// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/latest.h"
#include "common/tasks.h"
#include "connection/session/sessionpool.h"

#include <QObject>

class QAction;

namespace howdah::data {
struct RelationShape;
}

namespace howdah::ui {

class ConnectionController;
class GridModel;

// Counts the rows that a grid shows a part of, exactly, which can take a while. Owns the session that counts. UI
// thread.
class RowCount final : public QObject
{
    Q_OBJECT
public:
    // `shape`: of the relation that is open, wherever its owner keeps it.
    RowCount(
        ConnectionController *connection, TaskList *tasks, GridModel *model, const data::RelationShape &shape,
        QObject *parent);

    [[nodiscard]] QAction *action() const { return m_action; }
    // Whether there is anything to count.
    void updateAction();
    void cancel();
    // Another relation, or none.
    void close();

Q_SIGNALS:
    void failed(const howdah::Error &error);
    void ended();

private:
    void start();

    ConnectionController *m_connection;
    TaskList *m_tasks;
    GridModel *m_model;
    const data::RelationShape &m_shape;
    QAction *m_action;
    std::shared_ptr<connection::Session> m_session;
    TaskHandle m_task;
    Latest m_asked; // of a relation that was shown before: dropped
};

} // namespace howdah::ui
