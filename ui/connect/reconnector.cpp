// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connect/reconnector.h"

#include "base/whendone.h"

#include <QtConcurrentRun>

namespace howdah::ui {

using connection::Retry;
using std::chrono::milliseconds;

namespace {

// A connection that falls again sooner goes on with the pauses where they were: something on it may bring the server
// down.
constexpr milliseconds StandsFor{10'000};
constexpr milliseconds Second{1'000};

} // namespace

Reconnector::Reconnector(QObject *parent)
    : QObject(parent)
{
    m_pause.setSingleShot(true);
    m_pause.setTimerType(Qt::PreciseTimer);
    connect(&m_pause, &QTimer::timeout, this, [this] { attempt(false); });
    m_countdown.setSingleShot(true);
    connect(&m_countdown, &QTimer::timeout, this, [this] {
        count();
        Q_EMIT changed();
    });
}

milliseconds Reconnector::remaining() const
{
    return m_state == State::Waiting ? milliseconds(std::max(0, m_pause.remainingTime())) : milliseconds(0);
}

milliseconds Reconnector::outage() const { return m_state == State::Idle ? m_outage : milliseconds(m_lost.elapsed()); }

void Reconnector::begin()
{
    if (!m_stands.isValid() || m_stands.hasExpired(StandsFor.count()))
        m_backoff.reset();
    m_lost.start();
    m_attempts = 0;
    m_reason.reset();
    wait(Retry::Soon);
}

void Reconnector::finish()
{
    if (m_state == State::Idle)
        return;
    m_outage = milliseconds(m_lost.elapsed());
    m_stands.start();
    m_pause.stop();
    m_countdown.stop();
    m_latest.drop();
    setState(State::Idle);
}

void Reconnector::stop()
{
    if (m_state == State::Idle || m_state == State::Stopped)
        return;
    m_reason.reset(); // nobody refused: the operator wants it so
    giveUp();
}

void Reconnector::giveUp()
{
    m_latest.drop();
    m_pause.stop();
    m_countdown.stop();
    setState(State::Stopped);
}

void Reconnector::tryNow()
{
    if (m_state == State::Idle)
        return;
    m_backoff.reset();
    attempt(true);
}

void Reconnector::tryAtOnce()
{
    if (m_state != State::Waiting && m_state != State::Trying)
        return;
    m_backoff.reset();
    attempt(false);
}

void Reconnector::attempt(bool isAsked)
{
    m_isAsked = isAsked;
    m_pause.stop();
    m_countdown.stop();
    m_latest.drop();
    ++m_attempts;
    setState(State::Trying);
    Q_EMIT attemptWanted();
}

void Reconnector::failed(const Error &error, const connection::ConnInfo &reached)
{
    if (m_state != State::Trying)
        return;
    m_reason = error;
    if (connection::isReasonKnown(error, reached)) {
        const Retry retry = connection::retryAfter(error, reached);
        retry == Retry::Never ? giveUp() : wait(retry);
        return;
    }
    const auto asked =
        QtConcurrent::run([reached]() -> Result<Retry> { return connection::retryAfterAsking(reached); });
    m_latest.ask(this, asked, [this](const Result<Retry> &retry) {
        if (m_state == State::Trying)
            retry && *retry != Retry::Never ? wait(*retry) : giveUp();
    });
}

void Reconnector::wait(Retry retry)
{
    m_pause.start(m_backoff.next(retry, milliseconds(m_lost.elapsed())));
    setState(State::Waiting);
    count();
}

// Only whole seconds are told.
void Reconnector::count()
{
    const milliseconds left = remaining();
    if (left > Second)
        m_countdown.start((left - milliseconds(1)) % Second + milliseconds(1));
}

void Reconnector::setState(State state)
{
    m_state = state;
    Q_EMIT changed();
}

} // namespace howdah::ui
