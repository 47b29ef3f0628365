// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "connection/server/conninfo.h"

#include <chrono>
#include <optional>
#include <random>

namespace howdah::connection {

// Whether an attempt to connect that failed may well succeed in a while, without anybody doing something about it.
enum class Retry {
    Soon,  // the server is away, and an attempt costs next to nothing: it restarts, or another one takes over
    Later, // the way there is blocked, or the server is full
    Never, // it refuses who we say we are, or what we want. To ask again and again would lock an account
};
[[nodiscard]] Retry retryAfter(const Error &error, const ConnInfo &target);
// A server says why it refuses in its own language, which may leave open whether it only restarts. Then it is asked
// without a login. Blocks, for some seconds if the server hangs.
[[nodiscard]] bool isReasonKnown(const Error &error, const ConnInfo &target);
[[nodiscard]] Retry retryAfterAsking(const ConnInfo &target);

// The pauses between attempts: they double, and vary so that many consoles do not come at the same moment. While the
// server is only away they stay below a second, for some minutes.
class Backoff final
{
public:
    using Ms = std::chrono::milliseconds;
    static constexpr Ms First{100};
    static constexpr Ms LongestSoon{800};
    static constexpr Ms LongestLater{5'000};
    static constexpr Ms SoonFor{5 * 60'000};

    explicit Backoff(std::optional<unsigned> seed = {});

    // Before the next attempt, `since` the line was lost. Never for Retry::Never.
    [[nodiscard]] Ms next(Retry retry, Ms since);
    void reset() { m_attempts = 0; }
    [[nodiscard]] int attempts() const { return m_attempts; }

private:
    std::minstd_rand m_random;
    int m_attempts = 0;
};

} // namespace howdah::connection
