// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sql/format/formatmeasures.h"

#include <vector>

namespace howdah::sql {

// A stretch of a query that begins a line.
struct FormatClause
{
    enum class Kind {
        Plain,
        List,      // SELECT, FROM, SET, ORDER BY...: its items may have lines of their own
        Condition, // WHERE, HAVING
        Join,
        SetOperation, // UNION ALL
        With          // common table expressions
    };
    Kind kind = Kind::Plain;
    int begin = 0;
    int body = 0; // behind the words that name the clause
    int end = 0;
};

// The clauses of the query in [begin, end), and marks the words that name them as keywords.
[[nodiscard]] std::vector<FormatClause> clausesOf(FormatMeasures &atoms, int begin, int end);

} // namespace howdah::sql
