// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "prompt/key.h"

#include <chrono>

namespace howdah::prompt {

// A ring in the keychain of the desktop (Secret Service or KWallet), under the service "Howdah". Errors beside those of
// a KeyStore: ErrorKind::Connection when no keychain answers, ErrorKind::Permission when it stays locked,
// ErrorKind::Timeout when nobody has unlocked it in time. Nothing is ever kept anywhere else instead. Blocks while a
// person is asked to unlock it: never on the UI thread. Any thread, with or without an event loop.
class KeychainKeyStore final : public KeyStore
{
public:
    explicit KeychainKeyStore(
        QString entry = usualEntry(), std::chrono::milliseconds patience = std::chrono::minutes(2))
        : m_entry(std::move(entry))
        , m_patience(patience)
    {
    }
    // The one entry of everybody who does not say otherwise: window and command line see the same keys.
    [[nodiscard]] static QString usualEntry();

    [[nodiscard]] Result<KeyRing> load() override;
    [[nodiscard]] Result<void> save(const KeyRing &ring) override;
    // All keys of this entry. What they have encrypted opens with a backup only.
    [[nodiscard]] Result<void> remove();

private:
    QString m_entry;
    std::chrono::milliseconds m_patience;
};

} // namespace howdah::prompt
