// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/profile/profile.h"

#include <chrono>
#include <functional>
#include <memory>
#include <stop_token>

namespace howdah::connection {

// A way to the hosts of a target through another machine: the system's OpenSSH with its agent, configuration, jump
// hosts and known hosts, run by an argument list and ended with this object. It listens on the loopback only; a port
// that somebody else has taken meanwhile is never used. Should ssh end (it notices a dead line within some seconds), it
// is started again at the same ports until this object ends, so that whoever connects again gets through; unless the
// far machine refuses who we say we are, or is not the one that is known: asking again and again would lock an account.
// Any thread.
class SshForward final
{
public:
    struct Options
    {
        QString program = QStringLiteral("ssh");
        QStringList arguments; // before ours; for tests: -F file
        std::chrono::milliseconds patience = std::chrono::seconds(20);
        bool mayAsk = false; // ssh may ask for a passphrase on the terminal
        // Told on a thread of its own when it fell, or came up again; never once this object has gone.
        std::function<void()> changed;
        std::stop_token stop;
    };

    // Blocks until it is up. ErrorKind::Connection with the words of ssh, ErrorKind::Timeout, ErrorKind::Cancelled,
    // ErrorKind::Usage for a target that names no host to go to, ErrorKind::Io when there is no ssh.
    [[nodiscard]] static Result<std::unique_ptr<SshForward>>
    open(const SshTunnel &tunnel, const ConnInfo &target, const Options &options);
    ~SshForward();
    SshForward(const SshForward &) = delete;
    SshForward &operator=(const SshForward &) = delete;

    // The target as it is reached from here: its hosts keep their names, for certificates and .pgpass, and have other
    // addresses and ports.
    [[nodiscard]] const ConnInfo &connInfo() const;
    [[nodiscard]] bool isUp() const;
    [[nodiscard]] int restarts() const;
    [[nodiscard]] qint64 pid() const; // 0 while it does not run
    // Why it is not up, in ssh's own words and ours; ErrorKind::Authentication when it is not tried again by itself.
    [[nodiscard]] Error problem() const;
    void tryNow(); // also after a refusal

private:
    class Keeper;
    explicit SshForward(std::unique_ptr<Keeper> keeper);
    std::unique_ptr<Keeper> m_keeper;
};

} // namespace howdah::connection
