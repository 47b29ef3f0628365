// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/page/parameters.h"
#include "data/page/relationshape.h"

#include <QStringList>

namespace howdah::data {

enum class Direction { Ascending, Descending };
enum class NullPlacement { First, Last };

// One column that the operator sorts by. PostgreSQL's indexes hold NULL after everything, so the default keeps them
// usable.
struct SortColumn
{
    QString column;
    Direction direction = Direction::Ascending;
    std::optional<NullPlacement> nulls; // unset: last when ascending, first when descending
    bool operator==(const SortColumn &) const = default;
};

// Columns that every table has.
inline constexpr int ctidColumn = -1;
inline constexpr int tableOidColumn = -2;

struct OrderTerm
{
    int column = 0; // a position in RelationShape::columns, or one of the above
    Direction direction = Direction::Ascending;
    NullPlacement nulls = NullPlacement::Last;
    bool nullable = false;
    bool operator==(const OrderTerm &) const = default;
};

// How pages of a relation are read.
enum class Access {
    Keyed,    // from a row on, by the values that it is sorted by
    Physical, // from a block of the file on: a table without a key, in no order of its own
    Bounded,  // only the first rows: a view or a foreign table, whose rows cannot be told apart
};

// An order of the rows in which no two are equal (not so when Bounded).
struct Ordering
{
    Access access = Access::Bounded;
    std::vector<OrderTerm> terms;
    const OrderTerm *lead() const { return terms.empty() ? nullptr : &terms.front(); }
    bool operator==(const Ordering &) const = default;
};

// The order that the operator asks for, completed by the key, else by the place in the file. Columns that do not exist
// or cannot be sorted are left out.
[[nodiscard]] Ordering orderingFor(const RelationShape &shape, const std::vector<SortColumn> &sort);

[[nodiscard]] QString termSql(const RelationShape &shape, const OrderTerm &term);
[[nodiscard]] QString termType(const RelationShape &shape, const OrderTerm &term);

enum class Reading { Forward, Backward };

// "a ASC NULLS LAST, id ASC"; turned round when reading backward.
[[nodiscard]] QString orderBySql(const RelationShape &shape, const Ordering &ordering, Reading reading);

// The values of a row, or of its first few terms, by which it stands in the order; the server's text, nullopt is NULL.
using Place = std::vector<std::optional<QByteArray>>;

// A value between two others, for jumps: low + (high - low) * fraction, computed by the server.
struct Interpolation
{
    QByteArray low;
    QByteArray high;
    double fraction = 0;
    bool operator==(const Interpolation &) const = default;
};

// Where reading begins.
struct StartPoint
{
    Place place;                       // may be a prefix of the terms
    std::optional<Interpolation> last; // stands after `place`, for the next term
    enum class Edge { Exclusive, Inclusive } edge = Edge::Exclusive;
    bool operator==(const StartPoint &) const = default;
};

// An index finds the rows where the leading column is NULL, and those where it is not, but not both from one place on.
// So they are read one after the other.
enum class Segment { All, NotNull, Null };

// The segments in the order of reading, from the one that holds `start` on.
[[nodiscard]] std::vector<Segment>
segmentsFrom(const Ordering &ordering, const std::optional<StartPoint> &start, Reading reading);

// Which rows of the segment come after the start (at it, too, when inclusive), as conditions to be joined by AND.
[[nodiscard]] QStringList keysetSql(
    const RelationShape &shape, const Ordering &ordering, Segment segment, const std::optional<StartPoint> &start,
    Reading reading, Parameters &parameters);

} // namespace howdah::data
