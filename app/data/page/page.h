// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/page/distribution.h"

#include <map>

namespace howdah::data {

// How many rows there are, as far as anybody knows.
struct RowTotal
{
    qint64 rows = -1; // negative: not known at all
    bool exact = false;
    bool operator==(const RowTotal &) const = default;
};

// Counts rows from 0; not exact after a jump whose place the server's statistics decided.
struct Position
{
    qint64 row = 0;
    bool exact = true;
    bool operator==(const Position &) const = default;
};

struct PageRequest
{
    enum class Kind {
        First,
        Last,
        After,    // the row at `place`
        Before,   // the row at `place`
        From,     // the row at `place`, or where it would stand: to read again what is shown
        Fraction, // that share of the way down
    };
    Kind kind = Kind::First;
    Place place;
    Position position; // of the row at `place`
    double fraction = 0;
    RowTotal total;
    int rows = 0; // 0: as the limits of the query say
};

// Some rows that follow each other in the order, with their place in the whole.
struct Page
{
    connection::RowBatch rows; // columns as RowLayout says
    Position position;         // of the first row
    bool atStart = false;      // nothing stood before it when it was read
    bool atEnd = false;        // nothing stood after it
    bool cut = false;          // there are more, but they cannot be reached (Access::Bounded)
    double milliseconds = 0;   // all statements together
    int statements = 0;
};

// What was learnt about a relation on the way, kept for the next jump.
struct PagingMemory
{
    std::map<int, Distribution> distributions; // by column
    int serverVersion = 150000;
};

// The values by which a row of a page stands in the order.
[[nodiscard]] Place placeOf(const PageQuery &query, const connection::RowBatch &rows, qsizetype row);

} // namespace howdah::data
