// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <chrono>
#include <stop_token>

namespace howdah::keychain {

enum class Trouble { None, NotFound, Locked, Silent, NoKeychain };

struct Answer
{
    Trouble trouble = Trouble::None;
    QString words;  // of the keychain
    QString secret; // of read()
};

// What the module keychain.so offers; see connection/keychain.h. Any thread; blocks.
class Module
{
public:
    virtual ~Module() = default;
    // Trouble::Silent when `stop` comes first.
    virtual Answer read(const QString &entry, std::chrono::milliseconds patience, std::stop_token stop) = 0;
    virtual Answer write(const QString &entry, const QString &secret, std::chrono::milliseconds patience) = 0;
    virtual Answer remove(const QString &entry, std::chrono::milliseconds patience) = 0;
};

// The module's only symbol: `Module *howdahKeychain()`, which answers an object that lives to the end of the program.
constexpr const char *EntryPoint = "howdahKeychain";

} // namespace howdah::keychain
