// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/terminal/interrupt.h"

#include <array>
#include <cerrno>
#include <csignal>

#include <fcntl.h>
#include <unistd.h>

namespace howdah::cli {

namespace {

constexpr std::array Signals{SIGINT, SIGTERM, SIGHUP};

// The handler's end of the pipe, and the reader's; a handler can reach nothing but globals.
std::array<int, 2> pipeEnds{-1, -1};

void notify(char what)
{
    const int saved = errno;
    (void)!write(pipeEnds[1], &what, 1);
    errno = saved;
}

} // namespace

Interrupt::Interrupt()
{
    if (pipe2(pipeEnds.data(), O_CLOEXEC) != 0)
        return;
    m_watcher = std::thread([this] {
        char what = 0;
        while (read(pipeEnds[0], &what, 1) < 0 && errno == EINTR) {
        }
        if (what == 's')
            m_source.request_stop();
    });
    struct sigaction action = {};
    action.sa_handler = [](int) { notify('s'); };
    action.sa_flags = int(SA_RESTART | SA_RESETHAND);
    for (const int number : Signals) {
        struct sigaction before = {};
        sigaction(number, nullptr, &before);
        if (number == SIGHUP && before.sa_handler == SIG_IGN)
            continue; // nohup; a shell ignores SIGINT for all that it starts beside itself
        sigaction(number, &action, nullptr);
        m_taken.push_back(number);
    }
}

Interrupt::~Interrupt()
{
    for (const int number : m_taken)
        std::signal(number, SIG_DFL);
    if (!m_watcher.joinable())
        return;
    notify('q');
    m_watcher.join();
    close(pipeEnds[0]);
    close(pipeEnds[1]);
    pipeEnds = {-1, -1};
}

} // namespace howdah::cli
