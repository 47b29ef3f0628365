// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/rollupdefinition.h"

namespace howdah::metrics {

// The two directions of a migration, as text for its files.
struct RollupScript
{
    QString up;
    QString down;
};
// Makes the rollup's three tables, empty; and drops them. Names are quoted, no right is needed beyond those of one who
// may create tables in the schema and read the source. Pure.
[[nodiscard]] RollupScript createScript(const RollupDefinition &definition);
// The other way round: drops them, and makes them again.
[[nodiscard]] RollupScript dropScript(const RollupDefinition &definition);

// Reads the rows of the source from $1 up to $2 (timestamptz), grouped into the rollup's rows.
[[nodiscard]] QString groupSql(const RollupDefinition &definition);
// Writes them into the rollup, from which the cells from $1 up to $2 have been removed by emptySql().
[[nodiscard]] QString fillSql(const RollupDefinition &definition);
[[nodiscard]] QString emptySql(const RollupDefinition &definition);
// The cells from $1 up to $2 where source and rollup count differently, as milliseconds since 1970.
[[nodiscard]] QString differingSql(const RollupDefinition &definition);
// The oldest row of the source from $1 on, as milliseconds since 1970; NULL when there is none.
[[nodiscard]] QString oldestSql(const RollupDefinition &definition);

// The value column as double precision; a numeric that is beyond its range counts as the last value of it.
[[nodiscard]] QString valueSql(const RollupDefinition &definition);
// The time column as timestamptz.
[[nodiscard]] QString timeSql(const RollupDefinition &definition);

// A time as milliseconds since 1970; exact on servers before 14 as well, where seconds are floating-point numbers.
[[nodiscard]] QString millisecondsSql(const QString &time);
// The type with its schema; one without is PostgreSQL's.
[[nodiscard]] QString rollupTypeSql(const RollupDimension &dimension);

// Queries over rollup and table together, with the names that a panel's "rollup" knows: to be copied into a dashboard.
// Percentiles by bucket, one series each; of `series`, which is a dimension or "", one for each of its values.
// Columns: bucket, series, value, low and high (the edges of the step), n.
[[nodiscard]] QString percentileQuery(const RollupDefinition &definition, const QString &series = {});
// By bucket and series: value (calls), successes, total, squares, n (values that are numbers).
[[nodiscard]] QString countQuery(const RollupDefinition &definition, const QString &series = {});

// "schema"."name", and those of the tables of totals and state.
[[nodiscard]] QString rollupTableSql(const RollupDefinition &definition);
[[nodiscard]] QString totalsTableSql(const RollupDefinition &definition);
[[nodiscard]] QString stateTableSql(const RollupDefinition &definition);

} // namespace howdah::metrics
