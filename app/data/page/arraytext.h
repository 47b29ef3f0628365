// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "data/page/value.h"

#include <vector>

namespace howdah::data {

// One element of an array as it stands in the array's text.
struct ArrayElement
{
    QByteArray spelling;  // with its quotes and backslashes; of a nested array with its braces
    CellValue value;      // what it means: NULL, or a text; of a nested array its spelling
    bool isArray = false; // a nested array
    bool operator==(const ArrayElement &) const = default;
};

// The text of an array taken apart: {1,NULL,"a b"}, with bounds ([0:2]={...}) where it has them. Elements that are not
// touched keep their spelling.
struct ArrayText
{
    QByteArray bounds; // with the '='; "" without
    std::vector<ArrayElement> elements;
    bool operator==(const ArrayText &) const = default;

    [[nodiscard]] QByteArray text(char delimiter = ',') const;
};

// ErrorKind::Invalid when it is no array. The delimiter is a comma for every type but box.
[[nodiscard]] Result<ArrayText> arrayTextOf(QByteArrayView text, char delimiter = ',');
// An element that means this, quoted where it must be. DEFAULT is no element: it becomes NULL.
[[nodiscard]] ArrayElement arrayElement(const CellValue &value, char delimiter = ',');
// {"a","b",NULL}
[[nodiscard]] QByteArray arrayOf(const std::vector<std::optional<QByteArray>> &values);

} // namespace howdah::data
