// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connect/heartbeat.h"

#include "base/whendone.h"

#include <algorithm>
#include <ctime>

namespace howdah::ui {

using std::chrono::milliseconds;

namespace {

constexpr milliseconds ShortestSleep{1'000}; // less is a busy machine
constexpr milliseconds ShortestJump{3'000};  // of the wall clock, which is also corrected now and then
constexpr milliseconds LateTimer{500};

milliseconds readClock(clockid_t clock)
{
    timespec now{};
    clock_gettime(clock, &now);
    return std::chrono::duration_cast<milliseconds>(
        std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec));
}

} // namespace

SleepWatch::Clocks SleepWatch::ofThisMachine()
{
    const milliseconds awake = readClock(CLOCK_MONOTONIC);
#ifdef CLOCK_BOOTTIME
    return {awake, readClock(CLOCK_BOOTTIME), readClock(CLOCK_REALTIME)};
#else
    return {awake, awake, readClock(CLOCK_REALTIME)};
#endif
}

SleepWatch::SleepWatch(std::function<Clocks()> clocks)
    : m_clocks(std::move(clocks))
    , m_last(m_clocks())
{
}

milliseconds SleepWatch::slept()
{
    const Clocks now = m_clocks();
    const milliseconds awake = now.awake - m_last.awake;
    const milliseconds asleep = now.since - m_last.since - awake;
    const milliseconds jump = now.wall - m_last.wall - awake;
    m_last = now;
    if (asleep >= ShortestSleep)
        return asleep;
    return jump >= ShortestJump ? jump : milliseconds(0);
}

Heartbeat::Heartbeat(QObject *parent, SleepWatch sleep)
    : QObject(parent)
    , m_sleep(std::move(sleep))
{
    m_tick.setInterval(Interval);
    connect(&m_tick, &QTimer::timeout, this, [this] {
        if (m_sleep.slept() > milliseconds(0))
            Q_EMIT woke();
        tick();
    });
    m_tick.start();
    m_deadline.setSingleShot(true);
    connect(&m_deadline, &QTimer::timeout, this, [this] { patienceEnded(); });
}

Heartbeat::~Heartbeat() = default;

void Heartbeat::watch(std::shared_ptr<connection::Session> session)
{
    forget();
    m_session = std::move(session);
    beatNow();
}

void Heartbeat::forget()
{
    m_latest.drop();
    m_deadline.stop();
    m_isAsking = false;
    m_latencyMs = -1;
    m_session.reset();
}

void Heartbeat::beatNow()
{
    m_tick.start();
    tick();
}

void Heartbeat::tick()
{
    // While something runs, the answer would tell of that rather than of the connection.
    if (!m_session || m_isAsking || m_session->pendingRequests() > 0)
        return;
    m_isAsking = true;
    m_asked.start();
    m_deadline.start(Patience);
    m_latest.ask(this, m_session->query({}), [this](const Result<connection::Answer> &answer) {
        m_isAsking = false;
        m_deadline.stop();
        if (!answer)
            return; // why there is none is told by the session itself
        m_latencyMs = answer->milliseconds;
        Q_EMIT beat(m_latencyMs);
    });
}

void Heartbeat::patienceEnded()
{
    // The window's thread was held up, or the machine slept: the answer may be waiting behind this very timer.
    if (m_asked.elapsed() > (Patience + LateTimer).count()) {
        m_asked.start();
        m_deadline.start(Patience);
        return;
    }
    m_isAsking = false;
    m_latest.drop();
    Q_EMIT fellSilent();
}

} // namespace howdah::ui
