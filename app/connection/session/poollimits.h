// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace howdah::connection {

struct PoolLimits
{
    int idle = 5;  // read-only sessions that are kept for the next taker
    int most = 20; // sessions open at once, idle ones included
    // Of tabs that run what is typed, which hold theirs for as long as they are open: beside the others, so that
    // neither takes what the others need.
    int queries = 20;
    bool operator==(const PoolLimits &) const = default;
};

} // namespace howdah::connection
