// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/tasks.h"
#include "metrics/rolluprefresh.h"

#include <QObject>
#include <QThreadPool>
#include <QTimer>

#include <memory>

namespace howdah::ui {

class ConnectionController;

// Refreshes one rollup at a time on another thread, with a session of its own, as a task that can be cancelled: what
// was counted by then is kept, and the next refresh goes on. UI thread.
class RollupRefresher final : public QObject
{
    Q_OBJECT
public:
    RollupRefresher(ConnectionController *connection, TaskList *tasks, QObject *parent = nullptr);
    ~RollupRefresher() override;

    // "schema"."name", quoted. While one runs a second is not begun.
    void start(const QString &table);
    void cancel();
    [[nodiscard]] bool isRunning() const { return m_session != nullptr; }

Q_SIGNALS:
    void progressed(const howdah::metrics::RefreshProgress &progress);
    void refreshed(const howdah::Result<howdah::metrics::RefreshReport> &report);

private:
    ConnectionController *m_connection;
    TaskList *m_tasks;
    TaskHandle m_task;
    std::stop_source m_stop;
    std::shared_ptr<connection::Session> m_session;
    QThreadPool m_pool;
};

} // namespace howdah::ui
