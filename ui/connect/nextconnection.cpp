// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connect/nextconnection.h"

namespace howdah::ui {

NextConnection::NextConnection(
    const Destination &destination, const connection::Guard &guard,
    const std::shared_ptr<connection::SessionContext> &context, TaskHandle task, QObject *parent)
    : m_connector(std::make_unique<Connector>(m_lock, context, parent))
    , m_task(std::move(task))
{
    m_connector->setDestination(destination);
    m_lock.begin(guard, destination.lockPlace());
}

NextConnection::~NextConnection()
{
    m_task.finish();
    if (m_connector)
        m_connector.release()->retire();
}

} // namespace howdah::ui
