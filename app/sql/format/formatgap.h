// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayList>

namespace howdah::sql {

// What stands around the blanks, comments and semicolons between two pieces of a file.
struct GapPlace
{
    bool isFirst = false;
    bool isLast = false;
    bool isBeforeCommand = false; // of psql
    bool isBehindCommand = false;
};

// The same comments and semicolons, with no blanks at the ends of lines, statements on lines of their own, and at most
// two empty lines in a row.
[[nodiscard]] QByteArray tidyGap(QByteArrayView gap, const GapPlace &place, QByteArrayView lineEnd);

// The comments of a gap, and the bytes between them that are no blanks.
[[nodiscard]] QByteArrayList gapItems(QByteArrayView gap);

// That of all lines; \n where they differ, as what stays may have either.
[[nodiscard]] QByteArrayView lineEndOf(QByteArrayView text);

} // namespace howdah::sql
