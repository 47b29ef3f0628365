// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "connection/server/conninfo.h"
#include "connection/server/environmentkind.h"

#include <QDateTime>

#include <chrono>
#include <functional>
#include <optional>

namespace howdah::connection {

// The lock travels with the connection: every session that is opened with it, whoever opens it, begins read-only at the
// server, is verified to be so, and is closed as soon as the server says that it no longer is (sessionworker.h). It is
// the option -c default_transaction_read_only=on, so that a program that is started with it is held as well.
[[nodiscard]] ConnInfo locked(ConnInfo info);
[[nodiscard]] ConnInfo unlocked(ConnInfo info);
[[nodiscard]] bool isLocked(const ConnInfo &info);
// Locks a session that was opened without: from its next transaction on.
[[nodiscard]] QString lockSql();

// Whether a connection may write now. In production it may not until somebody unlocks it, for a chosen time and with a
// reason that is noted first; after that time, and after every start of the program, it is locked again. Elsewhere it
// is open. One thread.
class Guard final
{
public:
    using Clock = std::function<QDateTime()>;
    // Writes down who unlocks what and why; an error keeps it locked.
    using Note = std::function<Result<void>(const QString &reason, const QDateTime &until)>;

    static constexpr std::chrono::minutes Longest{8 * 60};

    explicit Guard(Environment environment = Environment::Development, Clock clock = {});

    [[nodiscard]] Environment environment() const { return m_environment; }
    [[nodiscard]] bool isGuarded() const { return m_environment == Environment::Production; }
    [[nodiscard]] bool isLocked() const;
    // How long it stays open; zero when it is locked, or never was.
    [[nodiscard]] std::chrono::milliseconds remaining() const;
    [[nodiscard]] const QString &reason() const { return m_reason; } // of the last unlocking

    // ErrorKind::Usage without a reason, or for a time that is none or beyond Longest.
    Result<void> unlock(std::chrono::minutes time, const QString &reason, const Note &note);
    void lock();

    // The connection as it may be used now.
    [[nodiscard]] ConnInfo apply(const ConnInfo &info) const;

private:
    [[nodiscard]] QDateTime now() const;

    Environment m_environment;
    Clock m_clock;
    std::optional<QDateTime> m_until;
    QString m_reason;
};

} // namespace howdah::connection
