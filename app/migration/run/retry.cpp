// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/run/retry.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>

using namespace Qt::StringLiterals;

namespace howdah::migration {

bool isWorthRetrying(const Error &error) { return error.sqlState == "55P03"_L1 || error.sqlState == "40P01"_L1; }

std::chrono::milliseconds pauseBefore(int retry, const RetryPolicy &policy, double chance)
{
    const int doublings = std::clamp(retry - 1, 0, 20);
    const qint64 whole = std::min<qint64>(policy.first.count() << doublings, policy.most.count());
    return std::chrono::milliseconds(whole / 2 + qint64(double(whole - whole / 2) * std::clamp(chance, 0.0, 1.0)));
}

bool pause(std::chrono::milliseconds time, const std::stop_token &stop)
{
    std::mutex mutex;
    std::condition_variable_any never;
    std::unique_lock lock(mutex);
    never.wait_for(lock, stop, time, [] { return false; });
    return !stop.stop_requested();
}

} // namespace howdah::migration
