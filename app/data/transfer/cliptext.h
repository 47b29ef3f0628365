// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/page/edittarget.h"

#include <set>

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
    InList, // of one column, what may stand behind IN: each value once, without NULL, which is IN nothing
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

// The same, row by row: only the text is in memory, however many rows there are. Any thread.
class ClipWriter final
{
public:
    ClipWriter(std::shared_ptr<const EditTarget> target, std::vector<int> columns, ClipFormat format);

    void add(const ClipRow &row);
    [[nodiscard]] qint64 rows() const { return m_rows; }
    [[nodiscard]] qsizetype bytes() const { return m_text.size(); } // so far
    // All of it, once; nothing is added afterwards.
    [[nodiscard]] QByteArray finish();

private:
    ClipBlock m_shape; // without rows
    ClipFormat m_format;
    QByteArray m_text;
    QByteArray m_insert;            // what each INSERT begins with
    std::vector<size_t> m_assigned; // places that an UPDATE sets
    std::set<QByteArray> m_listed;
    qint64 m_rows = 0;
};

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
