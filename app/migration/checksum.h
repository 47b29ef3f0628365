// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

namespace howdah::migration {

// How a file compares with the checksum that was stored when it was applied.
enum class ChecksumMatch {
    Exact,
    LineEndsOrBom, // the same text with other line ends, or with or without a byte order mark
    Different,
};

inline constexpr QByteArrayView ByteOrderMark("\xEF\xBB\xBF");

// SHA-256 of the bytes, lower-case hexadecimal.
[[nodiscard]] QByteArray checksum(QByteArrayView bytes);

// `text` is the file without its byte order mark; `own` is the checksum of the raw file. Only when that differs are the
// other spellings of the same text hashed.
[[nodiscard]] ChecksumMatch matchChecksum(const QByteArray &text, const QByteArray &own, const QByteArray &stored);

} // namespace howdah::migration
