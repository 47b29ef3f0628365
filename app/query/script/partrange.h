// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <cstddef>

namespace howdah::query {

// Parts of a script that follow each other, by their indexes: `first` is the first, `last` stands behind the last.
struct PartRange
{
    std::size_t first = 0;
    std::size_t last = 0;
    [[nodiscard]] bool isEmpty() const { return first >= last; }
    bool operator==(const PartRange &) const = default;
};

// Bytes of a text.
struct TextExtent
{
    qint64 offset = 0;
    qint64 size = 0;
    bool operator==(const TextExtent &) const = default;
};

} // namespace howdah::query
