// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

namespace howdah::migration {

// How a file compares with the checksum that was stored when it was applied.
enum class ChecksumMatch {
    Exact,
    LineEnds,      // only they differ
    ByteOrderMark, // only that differs
    LineEndsOrBom, // both
    Padding,       // blanks and empty lines at the end of the file, perhaps with the others
    Different,
};

inline constexpr QByteArrayView ByteOrderMark("\xEF\xBB\xBF");

// SHA-256 of the bytes, lower-case hexadecimal.
[[nodiscard]] QByteArray checksum(QByteArrayView bytes);

// True when the file says the same as what was applied.
[[nodiscard]] inline bool isSameText(ChecksumMatch match) { return match != ChecksumMatch::Different; }

// SHA-256 as some versions of Prisma wrote it: each byte without its leading zero.
[[nodiscard]] QByteArray unpaddedHex(const QByteArray &hex);

// `text` is the file without its byte order mark; `own` is the checksum of the raw file. Only when that differs are the
// other spellings of the same text hashed.
[[nodiscard]] ChecksumMatch matchChecksum(const QByteArray &text, const QByteArray &own, const QByteArray &stored);

} // namespace howdah::migration
