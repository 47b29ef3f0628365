// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/page/edittarget.h"

namespace howdah::data {

// A block of cells as it goes to the clipboard and comes from it. Values are whole; all of this is pure and may run on
// any thread.

enum class ClipFormat {
    Tsv, // what spreadsheets read, and what pastedBlock() gives back value by value
    TsvWithNames,
    Csv,  // with the names of the columns
    Json, // an array of objects
    SqlInsert,
    SqlUpdate, // by the key
    Markdown,
};

struct ClipRow
{
    RowBasis basis;               // by which it is found; without values, and empty of a row that is not saved
    std::vector<CellValue> cells; // one for each of ClipBlock::columns
};

struct ClipBlock
{
    std::shared_ptr<const EditTarget> target;
    std::vector<int> columns; // in the order in which they are shown
    std::vector<ClipRow> rows;
};

// Why the block cannot be written so; "" when it can. Does not look at the values.
[[nodiscard]] QString clipRefusal(const ClipBlock &block, ClipFormat format);
// UTF-8. DEFAULT is no value: it is the word in SQL, absent in JSON, and NULL elsewhere.
[[nodiscard]] QByteArray clipText(const ClipBlock &block, ClipFormat format);

// What the server has not been asked about: enough to copy rows of a relation that cannot be edited.
[[nodiscard]] EditTarget plainTarget(const RelationShape &shape);

enum class ClipKind {
    Guess, // cells between tabulators; between commas only when all lines have as many, and none begins with a blank
    Csv,   // whoever offered it said so
};

// The rows of a pasted text. A quote means something only at the beginning of a cell that a quote also ends, since
// spreadsheets write 5" as it is. An empty cell is NULL, "" the empty text. The line break at the end makes no row.
[[nodiscard]] std::vector<std::vector<CellValue>> pastedBlock(QByteArrayView text, ClipKind kind = ClipKind::Guess);

} // namespace howdah::data
