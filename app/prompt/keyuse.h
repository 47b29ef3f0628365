// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "prompt/key.h"
#include "prompt/prompttable.h"

namespace howdah::prompt {

// A key, as far as this person and this database know it.
struct KeyUse
{
    QString id;        // empty: of texts that are readable
    bool held = false; // in the ring
    bool current = false;
    QDateTime created;   // of those that are held
    QString fingerprint; // in hexadecimal
    qint64 rows = 0;     // texts that name it
};

// Those of the ring, then those that only the database names. Counted on the server, so nothing is decrypted. Blocks.
[[nodiscard]] Result<std::vector<KeyUse>>
readKeyUse(connection::Session &session, const PromptTable &table, const KeyRing &ring);

} // namespace howdah::prompt
