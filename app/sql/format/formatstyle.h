// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace howdah::sql {

enum class KeywordCase { Upper, Lower, Keep };
enum class CommaPlace { Trailing, Leading };

// How SQL is laid out. Few choices: what else there is to like is not worth a difference between two files.
struct FormatStyle
{
    KeywordCase keywordCase = KeywordCase::Upper;
    CommaPlace comma = CommaPlace::Trailing;
    int indentSize = 4;
    bool indentByTabs = false;
    int lineWidth = 100; // in characters

    bool operator==(const FormatStyle &) const = default;
};

} // namespace howdah::sql
