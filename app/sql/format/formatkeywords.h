// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>

#include <string_view>

namespace howdah::sql {

// Words that the formatter looks for.
struct FormatKeyword
{
    std::string_view text; // in lower case; empty for any other word
    bool isReserved = false;
};

// `word` in any case.
[[nodiscard]] FormatKeyword formatKeyword(QByteArrayView word);

} // namespace howdah::sql
