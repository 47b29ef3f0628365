// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sql/format/formatstyle.h"
#include "sql/standardstrings.h"

#include <QByteArray>
#include <QString>

#include <expected>
#include <vector>

namespace howdah::sql {

// A statement that is as it was, and why.
struct LeftStatement
{
    qint64 line = 0; // of its first byte in the text that was given, from 1; 0 is all of it
    QString reason;

    bool operator==(const LeftStatement &) const = default;
};

struct FormattedText
{
    QByteArray text;
    qsizetype statements = 0;
    std::vector<LeftStatement> left;
};

// Lays out each statement of a file of SQL. What psql runs, the data of COPY, templates, strings and comments stay as
// they are. Each result is read again and held against what was there: where a token or a comment differs, or where it
// would be laid out differently the next time, the statement is left. No grammar is asked, so that the syntax of any
// server will do. Any thread.
[[nodiscard]] FormattedText formatText(QByteArrayView text, const FormatStyle &style);

// One statement, without its semicolon, or why it is left. `strings` learns from it how those of the next are read.
[[nodiscard]] std::expected<QByteArray, QString> formatStatement(
    QByteArrayView statement, const FormatStyle &style, StandardStrings &strings, QByteArrayView lineEnd = "\n");

} // namespace howdah::sql
