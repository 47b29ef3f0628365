// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <stop_token>

namespace howdah::connection {

// Blocks a worker thread for a poll interval; false as soon as `stop` is requested.
[[nodiscard]] bool pauseFor(std::chrono::milliseconds time, std::stop_token stop);

} // namespace howdah::connection
