// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "entity/model.h"

namespace howdah::operations {

// What a platform keeps of a password, made on this machine: neither a server nor a log sees the password. Argon2id as
// libsodium writes it ("$argon2id$v=19$m=65536,t=2,p=1$..."), bcrypt of cost 12 as libxcrypt does ("$2b$12$...").
// ErrorKind::Usage for an empty one, and for one longer than bcrypt reads (72 bytes). Takes a tenth of a second. Any
// thread.
[[nodiscard]] Result<QByteArray> hashPassword(const QString &password, entity::PasswordHash hash);
// Whether that hash was made from it, by either way.
[[nodiscard]] bool isPasswordOf(const QString &password, const QByteArray &hash);

} // namespace howdah::operations
