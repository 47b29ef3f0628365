// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/page/pagequery.h"

namespace howdah::data {

// How the values of a column are spread, by the server's statistics or by a sample: pieces in the order of the values.
struct Distribution
{
    struct Piece
    {
        QByteArray low;
        QByteArray high;   // equal to `low`: one value that fills the whole piece
        double weight = 0; // share of all rows
        bool operator==(const Piece &) const = default;
    };
    std::vector<Piece> pieces;
    double nulls = 0; // share of all rows
    [[nodiscard]] bool isEmpty() const { return pieces.empty() && nulls <= 0; }
    bool operator==(const Distribution &) const = default;
};

// Where a share of the rows lies in the order of a term.
struct Located
{
    bool isNull = false;
    Distribution::Piece piece;
    double inside = 0; // how far into the piece, or into the NULLs, in the direction of the order; 0 to 1
    [[nodiscard]] bool isOneValue() const { return isNull || piece.low == piece.high; }
};

// Nothing when the distribution is empty.
[[nodiscard]] std::optional<Located> locate(const Distribution &distribution, const OrderTerm &term, double fraction);

// A value inside the piece, counted in the direction of the term. Numbers and UUIDs are computed here; times are left
// to the server, which knows their text; other types begin at the nearer end.
[[nodiscard]] Interpolation valueAt(const ColumnShape &column, const OrderTerm &term, const Located &located);

// The two ways to learn a distribution; both answer for distributionOf(). The first reads the catalog only, and answers
// nothing for a column that was never analysed; the second reads some hundred blocks.
[[nodiscard]] bool hasStatistics(const ColumnShape &column);
[[nodiscard]] connection::Statement statisticsStatement(const RelationShape &shape, int column);
[[nodiscard]] connection::Statement sampleStatement(const RelationShape &shape, int column);
[[nodiscard]] Distribution distributionOf(const connection::RowBatch &answer);

} // namespace howdah::data
