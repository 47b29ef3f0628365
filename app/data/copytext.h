// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/value.h"

#include <vector>

namespace howdah::data {

// COPY's own text format: fields between tabulators, \N for NULL, backslashes before what would be misread.
[[nodiscard]] std::vector<std::optional<QByteArray>> copyFields(QByteArrayView line);
void appendCopyField(QByteArray &to, const CellValue &value);

} // namespace howdah::data
