// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connect/productionlock.h"

#include <QtConcurrentRun>

namespace howdah::ui {

ProductionLock::ProductionLock(QObject *parent)
    : QObject(parent)
{
    m_countdown.setInterval(1000);
    connect(&m_countdown, &QTimer::timeout, this, [this] { follow(); });
}

ProductionLock::~ProductionLock() = default;

void ProductionLock::begin(const connection::Guard &guard, const operations::LockPlace &place)
{
    m_guard = guard;
    m_place = place;
}

void ProductionLock::stand(const connection::ConnInfo &unlocked, const connection::PoolLimits &limits)
{
    m_unlocked = unlocked;
    m_limits = limits;
    m_stands = true;
    m_standing.next();
}

void ProductionLock::lose()
{
    m_stands = false;
    m_standing.drop();
    m_lostWriting = busyWriting();
    // Who unlocked it may not be there any more when the connection is.
    m_lockedAgain = m_guard.isGuarded() && !m_guard.isLocked();
    m_countdown.stop();
    if (m_lockedAgain) {
        m_guard.lock();
        note(false, {}, {});
        endWriting();
    }
    m_writing.clear();
    m_writers.reset();
}

QStringList ProductionLock::busyWriting() const
{
    QStringList busy;
    for (const Lent &each : m_writing) {
        const auto session = each.session.lock();
        const bool isBusy = session && (session->inTransaction() || session->pendingRequests() > 0);
        if (isBusy && !busy.contains(each.purpose))
            busy << each.purpose;
    }
    return busy;
}

void ProductionLock::changeSettings(const connection::ConnInfo &unlocked, const connection::PlatformSettings &settings)
{
    m_unlocked = unlocked;
    if (m_writers)
        m_writers->changeSettings(unlocked, settings);
}

void ProductionLock::leave()
{
    m_stands = false;
    m_standing.drop();
    m_countdown.stop();
    m_writers.reset();
    m_lostWriting.clear();
    m_lockedAgain = false;
}

bool ProductionLock::writes(connection::SessionRole role)
{
    using enum connection::SessionRole;
    return role == Write || role == Save || role == Migration;
}

void ProductionLock::addWriting(const std::shared_ptr<connection::Session> &session, const QString &purpose)
{
    std::erase_if(m_writing, [](const Lent &each) { return each.session.expired(); });
    m_writing.push_back({session, purpose, m_writers != nullptr});
}

void ProductionLock::unlock(std::chrono::minutes time, const QString &reason)
{
    if (!m_stands || !m_guard.isGuarded())
        return;
    // Judged before anything is noted.
    if (auto allowed = connection::Guard(m_guard.environment()).unlock(time, reason, {}); !allowed) {
        Q_EMIT unlockFailed(allowed.error());
        return;
    }
    note(true, time, reason.simplified());
}

void ProductionLock::lock()
{
    if (!m_guard.isGuarded() || m_guard.isLocked())
        return;
    m_guard.lock();
    note(false, {}, {});
    follow();
}

// On the disk before anything is open; a log that cannot be written keeps it locked.
void ProductionLock::note(bool unlocking, std::chrono::minutes time, const QString &reason)
{
    const auto written = QtConcurrent::run([place = m_place, unlocking, time, reason]() -> Result<void> {
        return unlocking ? operations::noteUnlocking(place, reason, time) : operations::noteLocking(place);
    });
    if (!unlocking)
        return;
    m_standing.alsoAsk(this, written, [this, time, reason](const Result<void> &noted) {
        if (!noted) {
            Q_EMIT unlockFailed(noted.error());
            return;
        }
        endWriting();
        (void)m_guard.unlock(time, reason, {});
        m_writers = std::make_unique<connection::SessionPool>(m_unlocked, m_limits);
        m_countdown.start();
        Q_EMIT changed();
    });
}

void ProductionLock::follow()
{
    if (m_guard.isLocked()) {
        m_countdown.stop();
        endWriting();
    }
    Q_EMIT changed();
}

// What still holds a session goes on with the statement that runs; the server refuses the next transaction.
void ProductionLock::endWriting()
{
    for (const Lent &held : m_writing) {
        if (const auto session = held.unlocked ? held.session.lock() : nullptr)
            session->query({connection::lockSql(), {}});
    }
    m_writing.clear();
    m_writers.reset();
}

} // namespace howdah::ui
