// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/page/filter.h"

#include <QDateTime>

namespace howdah::data {

// What is known of the values of a column: what the server last noted of a sample, or counted exactly.
struct ColumnStats
{
    struct Value
    {
        QString text;
        double share = 0; // of all rows
        qint64 rows = -1; // counted, or the share of the rows that are estimated; negative: not known
        bool operator==(const Value &) const = default;
    };
    bool exact = false;
    double rows = -1; // of the relation, or those that were counted; negative: not known
    double nullShare = 0;
    double distinct = -1;           // values other than NULL; negative: not known
    std::vector<Value> top;         // the most common first
    std::optional<QString> minimum; // of exact ones, and of the histogram
    std::optional<QString> maximum;
    QStringList bounds;       // between which equally many rows lie; without those of `top` unless exact
    double averageBytes = -1; // of a value; only the server's notes know
    QDateTime analyzed;       // when the notes were made; invalid: not known
    double changedSince = -1; // rows that were changed since then
    bool operator==(const ColumnStats &) const = default;
};

inline constexpr int mostTopValues = 20;
inline constexpr int mostBounds = 20;        // pieces of the histogram
inline constexpr int mostValueLetters = 200; // of a value that is shown

// From pg_stats: costs nothing, and nothing when the column was never analysed, or its values may not be seen.
[[nodiscard]] connection::Statement notedStatsStatement(const RelationShape &shape, int column);
[[nodiscard]] std::optional<ColumnStats> notedStatsIn(const connection::RowBatch &answer);

// Reads every row that the filters leave, in one statement, so all figures are of the same moment. Types that cannot be
// compared are told apart by their text, and have no least and greatest value.
[[nodiscard]] Result<connection::Statement>
exactStatsStatement(const RelationShape &shape, const FilterSet &filters, int column);
[[nodiscard]] ColumnStats exactStatsIn(const connection::RowBatch &answer);

} // namespace howdah::data
