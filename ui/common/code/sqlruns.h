// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sql/splitter.h"

#include <QByteArrayView>

#include <vector>

namespace howdah::ui {

// How a stretch of SQL is drawn.
enum class SqlStyle : unsigned char {
    Plain,
    Comment,
    Keyword,
    Number,
    String,
    QuotedName,
    Parameter, // $1, :name
    Command,   // of psql
    Data,      // of COPY
};

struct SqlRun
{
    qsizetype end = 0; // a byte; it begins where the one before ends
    SqlStyle style = SqlStyle::Plain;
    bool operator==(const SqlRun &) const = default;
};

// The runs of SQL that begins outside of quotes and comments, to its end, by PostgreSQL's lexical rules. What is quoted
// with dollars as the body of a function or of DO is SQL again.
[[nodiscard]] std::vector<SqlRun> sqlRuns(QByteArrayView sql, bool standardStrings = true);

// The same for a script that holds COPY data, whose extents are `pieces` of that kind; others are passed over.
[[nodiscard]] std::vector<SqlRun>
scriptRuns(QByteArrayView script, const std::vector<sql::Piece> &pieces, bool standardStrings = true);

// A word of SQL or PL/pgSQL that is drawn as one, in any case.
[[nodiscard]] bool isSqlKeyword(QByteArrayView word);

} // namespace howdah::ui
