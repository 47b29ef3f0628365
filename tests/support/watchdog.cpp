// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/watchdog.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <mutex>
#include <string>

#include <fcntl.h>
#include <unistd.h>

using namespace std::chrono_literals;

namespace howdah::test {

namespace {

constexpr auto interval = 2ms;

qint64 steadyNow() { return std::chrono::steady_clock::now().time_since_epoch() / 1ns; }

int openSchedule()
{
    const std::string path = "/proc/self/task/" + std::to_string(gettid()) + "/schedstat";
    return open(path.c_str(), O_RDONLY | O_CLOEXEC);
}

} // namespace

StallWatchdog::StallWatchdog(QObject *parent)
    : QObject(parent)
    , m_schedule(openSchedule())
    , m_since(now())
    , m_thread([this](const std::stop_token &stop) { watch(stop); })
{
}

StallWatchdog::~StallWatchdog()
{
    m_thread.request_stop();
    m_thread.join();
    if (m_schedule >= 0)
        close(m_schedule);
}

// Without the time in which the watched thread could have run, had others left it a processor.
qint64 StallWatchdog::now() const
{
    std::array<char, 128> text{};
    if (m_schedule < 0 || pread(m_schedule, text.data(), text.size() - 1, 0) <= 0)
        return steadyNow();
    char *end = text.data();
    (void)std::strtoll(end, &end, 10); // the time that it has run, then the time that it has waited to run
    return steadyNow() - std::strtoll(end, nullptr, 10);
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
                    m_longest = std::max<qint64>(m_longest, waitedSince(m_asked));
                    m_asked = 0;
                },
                Qt::QueuedConnection);
        }
        wake.wait_for(lock, stop, interval, [] { return false; });
    }
}

// Whoever asks may be held up between looking at the clock and noting it down, until after a reset: from there it
// counts.
qint64 StallWatchdog::waitedSince(qint64 asked) const { return now() - std::max<qint64>(asked, m_since); }

qint64 StallWatchdog::longestStallMs() const
{
    const qint64 asked = m_asked;
    return std::max<qint64>(m_longest, asked == 0 ? 0 : waitedSince(asked)) / 1'000'000;
}

void StallWatchdog::reset()
{
    m_longest = 0;
    m_since = now();
}

} // namespace howdah::test
