// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <chrono>
#include <stop_token>

namespace howdah::connection {

// The keychain of the desktop (Secret Service, KWallet), under the service "Howdah". ErrorKind::NotFound: no such
// entry; ErrorKind::Connection: no keychain answers; ErrorKind::Permission: it stays locked; ErrorKind::Timeout: nobody
// has unlocked it in time. Nothing is ever kept anywhere else instead. Blocks while a person is asked to unlock it:
// never on the UI thread. Any thread, with or without an event loop.
class Keychain final
{
public:
    explicit Keychain(std::chrono::milliseconds patience = std::chrono::minutes(2))
        : m_patience(patience)
    {
    }

    // ErrorKind::Timeout when `stop` comes first.
    [[nodiscard]] Result<QString> read(const QString &entry, std::stop_token stop = {}) const;
    [[nodiscard]] Result<void> write(const QString &entry, const QString &secret) const;
    // One that is not there is gone already.
    [[nodiscard]] Result<void> remove(const QString &entry) const;

private:
    std::chrono::milliseconds m_patience;
};

// Overwrites the memory, where no other copy shares it, and empties the text.
void wipeSecret(QString &text);
void wipeSecret(QByteArray &bytes);

} // namespace howdah::connection
