// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/tabsession.h"

#include "base/propagate.h"
#include "connect/route.h"

using namespace Qt::StringLiterals;

namespace howdah::ui {

using connection::Session;
using connection::TransactionState;

TabSession::TabSession(ConnectionController *connection, QObject *parent)
    : QObject(parent)
    , m_connection(connection)
{
    connect(&connection->productionLock(), &ProductionLock::changed, this, &TabSession::follow);
    connect(connection, &ConnectionController::stateChanged, this, [this] {
        follow();
        Q_EMIT changed();
    });
}

TabSession::~TabSession() = default;

QString TabSession::placeOf(const ConnectionController &connection)
{
    if (!connection.isConnected() && connection.state() != ConnectionController::State::Lost)
        return {};
    // A tunnel's near end is not part of it.
    const Destination &there = connection.destination();
    connection::ConnInfo info = there.isPrivateServer() ? connection.target() : there.target;
    info.set(u"user"_s, connection.facts().user);
    info.set(u"dbname"_s, connection.facts().database);
    const QString place = connection::describe(info);
    return there.isTunnelled() ? tr("%1 via %2").arg(place, Route::describe(there.profile->ssh)) : place;
}

std::optional<QString> TabSession::databaseBeside(const ConnectionController &connection, const QString &place)
{
    const QString here = placeOf(connection);
    const QString &own = connection.facts().database;
    const qsizetype at = here.indexOf(u'/');
    if (at < 0 || place.first(std::min(place.size(), at + 1)) != here.first(at + 1))
        return std::nullopt;
    const QString behind = here.sliced(at + 1 + own.size()); // the way, or nothing
    if (!place.endsWith(behind) || place.size() <= at + 1 + behind.size())
        return std::nullopt;
    return place.sliced(at + 1, place.size() - at - 1 - behind.size());
}

void TabSession::setPlace(const QString &place)
{
    if (place == m_place)
        return;
    drop();
    m_place = place;
    Q_EMIT changed();
}

bool TabSession::isHere() const { return !m_place.isEmpty() && placeOf(*m_connection) == m_place; }

Result<std::shared_ptr<Session>> TabSession::take()
{
    if (m_session)
        return m_session;
    if (!m_connection->isConnected())
        return fail(
            ErrorKind::Connection, tr("Not connected"), tr("Connect to a server to run this. What is typed is kept."));
    if (m_place.isEmpty())
        m_place = placeOf(*m_connection);
    if (!isHere())
        return fail(
            ErrorKind::Conflict,
            tr("This tab is for %1, and the window is connected to %2").arg(m_place, placeOf(*m_connection)),
            tr("Connect to that database, or use this one for the tab."));
    ASSIGN_OR_RETURN(m_session, m_connection->takeSession(connection::SessionRole::Query, u"query"_s));
    const connection::Guard &guard = m_connection->guard();
    m_isNew = true;
    m_wasLocked = guard.isLocked();
    m_isUnlocked = guard.isGuarded() && !m_wasLocked;
    m_writes = std::make_shared<std::atomic<bool>>(true);
    m_mayWrite = m_writes;
    connect(m_session.get(), &Session::connectionLost, this, [this](const Error &error) {
        drop();
        Q_EMIT lost(error);
        Q_EMIT changed();
    });
    Q_EMIT changed();
    return m_session;
}

void TabSession::letGo()
{
    if (!m_session)
        return;
    drop();
    Q_EMIT changed();
}

// Its own signal may have brought us here.
void TabSession::drop()
{
    if (!m_session)
        return;
    m_session->disconnect(this);
    QMetaObject::invokeMethod(this, [gone = std::move(m_session)] {}, Qt::QueuedConnection);
    m_session.reset();
    m_isUnlocked = false;
}

void TabSession::setRunning(bool running)
{
    m_isRunning = running;
    follow();
}

bool TabSession::isIdle() const
{
    return m_session && !m_isRunning && m_session->transactionState() == TransactionState::Idle;
}

std::shared_ptr<Session> TabSession::idle() const
{
    if (!m_session || m_isNew || m_isRunning || !m_session->isOpen())
        return nullptr;
    return m_session->transactionState() == TransactionState::Failed ? nullptr : m_session;
}

void TabSession::follow()
{
    if (!m_session)
        return;
    const bool here = isHere();
    const bool locked = m_connection->guard().isLocked();
    if (m_isUnlocked && (!here || locked))
        *m_writes = false;
    const bool isOther = m_isUnlocked ? !*m_writes : here && m_wasLocked && !locked;
    if (!isOther || !isIdle())
        return;
    drop();
    Q_EMIT replaced();
    Q_EMIT changed();
}

} // namespace howdah::ui
