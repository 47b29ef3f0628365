// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <chrono>
#include <stop_token>

namespace howdah::migration {

// How a run waits for what stands in its way: it gives up a lock soon, so that nobody queues behind it, and tries
// again.
struct RetryPolicy
{
    int limit = 10; // of retries of one statement or transaction
    std::chrono::milliseconds first = std::chrono::milliseconds(500);
    std::chrono::milliseconds most = std::chrono::seconds(30);
    bool operator==(const RetryPolicy &) const = default;
};

// A lock that was not to be had in time (55P03), or a deadlock (40P01): the same may work later.
[[nodiscard]] bool isWorthRetrying(const Error &error);

// Pure: the pause before retry number `retry` (from 1): doubled each time up to `most`, of which the upper half is left
// to `chance` (0 to 1), so that two runs do not meet again and again.
[[nodiscard]] std::chrono::milliseconds pauseBefore(int retry, const RetryPolicy &policy, double chance);

// Sleeps; false when stopped.
[[nodiscard]] bool pause(std::chrono::milliseconds time, const std::stop_token &stop);

} // namespace howdah::migration
