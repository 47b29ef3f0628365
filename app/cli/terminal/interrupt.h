// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <stop_token>
#include <thread>
#include <vector>

namespace howdah::cli {

// While it lives, the first Ctrl+C (or SIGTERM, or the end of the terminal) asks to stop; the second ends the program
// as usual. Under nohup the end of the terminal stays ignored. One at a time.
class Interrupt final
{
public:
    Interrupt();
    ~Interrupt();
    Interrupt(const Interrupt &) = delete;
    Interrupt &operator=(const Interrupt &) = delete;

    [[nodiscard]] std::stop_token token() const { return m_source.get_token(); }

private:
    std::stop_source m_source;
    std::vector<int> m_taken; // signals
    std::thread m_watcher;    // a signal handler may do nothing but write into a pipe; the work is done here
};

} // namespace howdah::cli
