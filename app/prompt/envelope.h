// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "prompt/key.h"

namespace howdah::prompt {

// Where an encrypted text belongs. It is bound to its place: moved to another row or column it does not open.
struct CellPlace
{
    QString table; // "schema.name"
    QString rowId;
    QString column;
};

enum class CellState {
    Plain,    // not encrypted
    Open,     // decrypted
    Locked,   // the key is not available
    WrongKey, // the key of that name is another one
    Damaged,  // changed, cut off, moved, or not by us
};

struct OpenedCell
{
    CellState state = CellState::Damaged;
    QString text;  // with Plain and Open
    QString keyId; // that it is encrypted with, as far as that can be told
};

// XChaCha20-Poly1305 with a random nonce: equal texts never look equal. The answer is plain ASCII:
// "howdah1.<key id>.<base64url of fingerprint, nonce, ciphertext and tag>".
[[nodiscard]] Result<QByteArray> sealCell(const QString &text, const KeyRing::Entry &key, const CellPlace &place);

// Never an error: whatever is wrong with one row is a state of that row. `keyId` is what the row says of its key beside
// the text, empty for nothing; a text that contradicts it is damaged.
[[nodiscard]] OpenedCell
openCell(QByteArrayView stored, const QString &keyId, const KeyRing &keys, const CellPlace &place);

// Whether the text is an envelope or the head of one.
[[nodiscard]] bool looksSealed(QByteArrayView stored);

} // namespace howdah::prompt
