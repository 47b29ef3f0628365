// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/session/sessioncontext.h"

#include <atomic>

namespace howdah::connection {

static std::atomic<int> duties = 0;

ObservationDuty::ObservationDuty() { ++duties; }
ObservationDuty::~ObservationDuty() { --duties; }
bool ObservationDuty::isHeld() { return duties > 0; }

static std::shared_ptr<const StatementObserver> sharedObserver(StatementObserver observer)
{
    return observer ? std::make_shared<const StatementObserver>(std::move(observer)) : nullptr;
}

// The one before goes behind the lock: what it holds may end with it.
void SessionContext::observeStatements(StatementObserver observer)
{
    auto next = sharedObserver(std::move(observer));
    const std::lock_guard lock(m_mutex);
    m_observer.swap(next);
    m_hasBeenObserved = m_hasBeenObserved || m_observer;
}

bool SessionContext::hasBeenObserved() const
{
    const std::lock_guard lock(m_mutex);
    return m_hasBeenObserved;
}

std::shared_ptr<const StatementObserver> SessionContext::statementObserver() const
{
    const std::lock_guard lock(m_mutex);
    return m_observer;
}

void SessionContext::logStatements(StatementObserver logger)
{
    auto next = sharedObserver(std::move(logger));
    const std::lock_guard lock(m_mutex);
    m_logger.swap(next);
}

std::shared_ptr<const StatementObserver> SessionContext::statementLogger() const
{
    const std::lock_guard lock(m_mutex);
    return m_logger;
}

} // namespace howdah::connection
