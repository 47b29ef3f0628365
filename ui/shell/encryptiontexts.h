// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/theme.h"
#include "connection/session/session.h"

namespace howdah::ui {

// How the line to the server is protected, for the bar at the bottom.
struct EncryptionWords
{
    QString text;      // "TLS 1.3, verified"
    QString details;   // protocol, cipher and certificate, a line each; plain text
    bool safe = false; // nobody on the way can read it, nor pose as the server
};

[[nodiscard]] EncryptionWords encryptionWords(const connection::ServerFacts &facts);

} // namespace howdah::ui
