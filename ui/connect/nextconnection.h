// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/tasks.h"
#include "connect/connector.h"

namespace howdah::ui {

// A connection that is being made while another one stands, to take its place. Dropping it ends the attempt. Owned by
// ConnectionController. UI thread.
class NextConnection final
{
public:
    // `parent`: of its connector, which may outlive this for as long as what it makes cannot be stopped.
    NextConnection(
        const Destination &destination, const connection::Guard &guard,
        const std::shared_ptr<connection::SessionContext> &context, TaskHandle task, QObject *parent);
    ~NextConnection();
    NextConnection(const NextConnection &) = delete;
    NextConnection &operator=(const NextConnection &) = delete;

    [[nodiscard]] Connector &connector() const { return *m_connector; }
    [[nodiscard]] const connection::Guard &guard() const { return m_lock.guard(); }
    // What is said of it, also in the list of tasks.
    void setProgress(const QString &text) { m_task.setProgress(text); }
    // Once it stands. It is held by the lock that stays here until it is given another one.
    [[nodiscard]] std::unique_ptr<Connector> takeConnector() { return std::move(m_connector); }

private:
    ProductionLock m_lock;
    std::unique_ptr<Connector> m_connector;
    TaskHandle m_task;
};

} // namespace howdah::ui
