// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>
#include <QStringView>

namespace howdah {

// A place in a text, both counted from 1; columns are UTF-16 units in a QString and bytes in a byte array.
struct TextPosition
{
    qsizetype line = 1;
    qsizetype column = 1;
    bool operator==(const TextPosition &) const = default;
};

[[nodiscard]] TextPosition positionAt(QStringView text, qsizetype offset);
[[nodiscard]] TextPosition positionAt(QByteArrayView text, qsizetype offset);

// PostgreSQL reports error positions in characters (code points), counted from 1. Returns the UTF-16 offset, clamped.
[[nodiscard]] qsizetype offsetOfCharacter(QStringView text, qsizetype character);

} // namespace howdah
