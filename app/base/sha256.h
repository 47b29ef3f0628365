// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

namespace howdah {

// SHA-256 of the bytes, or of one part behind another: 32 bytes. Any thread.
[[nodiscard]] QByteArray sha256(QByteArrayView bytes, QByteArrayView more = {});

} // namespace howdah
