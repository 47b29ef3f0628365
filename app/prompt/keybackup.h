// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "prompt/key.h"

#include <functional>

namespace howdah::prompt {

// A ring under a passphrase (Argon2id, XChaCha20-Poly1305), for a file that may lie anywhere. Takes about a second and
// 256 MB on purpose: never on the UI thread. ErrorKind::Usage for a passphrase under 8 characters.
[[nodiscard]] Result<QByteArray> sealKeys(const KeyRing &ring, const QString &passphrase);
// ErrorKind::Invalid for what is no backup, ErrorKind::Authentication for another passphrase or a file that was
// changed.
[[nodiscard]] Result<KeyRing> openKeys(const QByteArray &backup, const QString &passphrase);

// Loads, changes and saves a ring while no other program of ours does: two that add a key at the same time keep both.
// A ring that is not there yet begins empty. What a key has encrypted is lost with it, so it is loaded again
// afterwards, and ErrorKind::Io when the store does not give back what was saved. Blocks.
[[nodiscard]] Result<KeyRing> changeKeys(KeyStore &store, const std::function<Result<void>(KeyRing &)> &change);

// A name for a new key that none in the ring has: "2026-03" or "2026-03-2".
[[nodiscard]] QString newKeyId(const KeyRing &ring, const QDate &today);

} // namespace howdah::prompt
