// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// The part of ConnectionController that notices a lost connection, and makes it again.
#include "base/whendone.h"
#include "catalog/catalogreader.h"
#include "connect/connectioncontroller.h"
#include "connection/profile/secretsource.h"
#include "connection/profile/sshtunnel.h"

#include <QtConcurrentRun>

using namespace Qt::StringLiterals;

namespace howdah::ui {

void ConnectionController::lost(const Error &error)
{
    // A connection that never came to be is told by open().
    if (m_state != State::Connected)
        return;
    ++m_attempt;
    m_error = error;
    m_hasRenewedSecret = false;
    m_heartbeat.forget();
    m_reading = false;
    m_catalogTask.finish();
    noteLostWriting();
    // One of them may be telling this: it goes afterwards.
    m_reader.reset();
    QMetaObject::invokeMethod(this, [session = std::exchange(m_session, nullptr)] {}, Qt::QueuedConnection);
    m_writers.reset();
    m_pool.reset();
    m_latencyMs = -1;
    m_state = State::Lost; // the catalog stays: what was seen can still be looked at
    m_reconnector.begin();
    Q_EMIT stateChanged();
    Q_EMIT guardChanged();
}

void ConnectionController::fellSilent()
{
    lost(makeError(
        ErrorKind::Connection, tr("The server is no longer responding"),
        tr("What was running was rolled back by the server unless its commit had arrived.")));
}

void ConnectionController::noteLostWriting()
{
    m_lostWriting.clear();
    for (const Lent &each : m_writing) {
        const auto session = each.session.lock();
        const bool wasBusy = session && (session->inTransaction() || session->pendingRequests() > 0);
        if (wasBusy && !m_lostWriting.contains(each.purpose))
            m_lostWriting << each.purpose;
    }
    // Who unlocked it may not be there any more when the connection is.
    m_lockedAgain = m_guard.isGuarded() && !m_guard.isLocked();
    m_countdown.stop();
    if (m_lockedAgain) {
        m_guard.lock();
        noteGuard(false, {}, {});
        endWriting();
    }
    m_writing.clear();
}

void ConnectionController::tryAgain()
{
    ++m_attempt;
    m_stop.request_stop();
    m_stop = std::stop_source();
    dropSessions();
    if (m_reconnector.isAsked())
        m_hasRenewedSecret = false;
    if (!m_way.tunnel)
        return makeWay();
    // ssh is watched, and comes back at the same place. Who listens there meanwhile is not asked: it may be anybody.
    if (m_way.tunnel->isUp())
        return open();
    const Error problem = m_way.tunnel->problem();
    const bool isRefused = problem.kind == ErrorKind::Authentication && !m_reconnector.isAsked();
    if (m_reconnector.isAsked())
        m_way.tunnel->tryNow(); // even what was refused: somebody wants it
    m_reconnector.failed(
        isRefused ? problem : makeError(ErrorKind::Timeout, problem.message, problem.hint, problem.detail), connInfo());
}

void ConnectionController::attemptFailed(const Error &error)
{
    // A password that a program prints may hold for some minutes only: it is asked for another, once.
    const bool isPrinted = m_profile && m_profile->secret == connection::SecretSource::Command;
    if (error.kind != ErrorKind::Authentication || !isPrinted || std::exchange(m_hasRenewedSecret, true))
        return m_reconnector.failed(error, connInfo());
    connection::SecretOptions options;
    options.opensTunnels = true;
    options.stop = m_stop.get_token();
    const auto printed =
        QtConcurrent::run([profile = *m_profile, options] { return connection::connInfoWithSecret(profile, options); });
    whenDone(this, printed, [this, attempt = m_attempt, error](const Result<connection::ConnInfo> &info) {
        if (attempt != m_attempt)
            return;
        const QString password = info ? info->value(u"password"_s) : QString();
        if (password.isEmpty() || password == m_target.value(u"password"_s))
            return m_reconnector.failed(error, connInfo());
        m_target.set(u"password"_s, password);
        m_way.info.set(u"password"_s, password);
        open();
    });
}

void ConnectionController::followTunnel()
{
    if (m_state == State::Lost && m_way.tunnel && m_way.tunnel->isUp()
        && m_reconnector.state() == Reconnector::State::Waiting)
        m_reconnector.tryAtOnce();
    Q_EMIT tunnelChanged();
}

// After a sleep most connections are dead, and nobody has told.
void ConnectionController::woke()
{
    if (m_state == State::Connected)
        m_heartbeat.beatNow();
    else if (m_state == State::Lost)
        m_reconnector.tryAtOnce(); // an attempt from before is dead as well
}

} // namespace howdah::ui
