// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

#include <atomic>
#include <thread>

namespace howdah::test {

// Measures how long an event loop does not answer: a thread posts a question to it every few milliseconds and times the
// answer. Lives on the thread that it watches; time before the loop runs counts too, so reset() once it does. Where the
// kernel tells it (schedstat), time in which the thread waited for a processor is left out: a busy machine is no stall.
class StallWatchdog final : public QObject
{
public:
    explicit StallWatchdog(QObject *parent = nullptr);
    ~StallWatchdog() override;

    // Since the last reset(), a stall that lasts now included. Any thread.
    [[nodiscard]] qint64 longestStallMs() const;
    void reset();

private:
    void watch(const std::stop_token &stop);
    [[nodiscard]] qint64 now() const;
    [[nodiscard]] qint64 waitedSince(qint64 asked) const;

    const int m_schedule;              // what the kernel says of the watched thread; -1 where it says nothing
    std::atomic<qint64> m_since;       // of the last reset, in ns: nothing before it counts
    std::atomic<qint64> m_asked = 0;   // when the open question was asked, in ns; 0: none is open
    std::atomic<qint64> m_longest = 0; // ns
    std::jthread m_thread;
};

} // namespace howdah::test
