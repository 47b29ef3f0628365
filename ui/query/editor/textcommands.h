// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

namespace howdah::ui {

// What is done with a stretch of SQL: values in, values out. Any thread.

// Whole lines: where each that is not blank begins with "--" it is taken away, else "-- " is put before the text of
// each, at the indentation of the least indented. Line ends stay.
[[nodiscard]] QByteArray toggledLineComments(QByteArrayView lines);
// A part of a line: between /* and */, or out of them.
[[nodiscard]] QByteArray toggledBlockComment(QByteArrayView text);

enum class WordCase { Upper, Lower };
// Keywords only; names, strings and comments stay. As long as it was.
[[nodiscard]] QByteArray withKeywordsIn(WordCase wordCase, QByteArrayView sql, bool standardStrings = true);

// The blanks that a new line begins with, where `before` is its line as far as the cursor, in SQL: those of the line,
// and one step more behind what opens a block or list.
[[nodiscard]] QByteArray indentAfter(QByteArrayView before, QByteArrayView step);

} // namespace howdah::ui
