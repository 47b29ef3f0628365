// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/watchdog.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>

using namespace std::chrono_literals;

namespace howdah::test {

namespace {

constexpr auto interval = 2ms;

qint64 now() { return std::chrono::steady_clock::now().time_since_epoch() / 1ns; }

} // namespace

StallWatchdog::StallWatchdog(QObject *parent)
    : QObject(parent)
    , m_thread([this](const std::stop_token &stop) { watch(stop); })
{
}

StallWatchdog::~StallWatchdog()
{
    m_thread.request_stop();
    m_thread.join();
}

void StallWatchdog::watch(const std::stop_token &stop)
{
    std::mutex mutex;
    std::condition_variable_any wake;
    std::unique_lock lock(mutex);
    while (!stop.stop_requested()) {
        if (m_asked == 0) {
            m_asked = now();
            QMetaObject::invokeMethod(
                this,
                [this] {
                    m_longest = std::max<qint64>(m_longest, now() - m_asked);
                    m_asked = 0;
                },
                Qt::QueuedConnection);
        }
        wake.wait_for(lock, stop, interval, [] { return false; });
    }
}

qint64 StallWatchdog::longestStallMs() const
{
    const qint64 asked = m_asked;
    return std::max<qint64>(m_longest, asked == 0 ? 0 : now() - asked) / 1'000'000;
}

void StallWatchdog::reset()
{
    m_longest = 0;
    // An open question counts from here.
    if (m_asked != 0)
        m_asked = now();
}

} // namespace howdah::test
