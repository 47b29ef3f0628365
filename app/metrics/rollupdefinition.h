// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "metrics/timerange.h"

#include <QJsonObject>
#include <QStringList>

namespace howdah::metrics {

enum class ValueKind : quint8 { Integer, BigInteger, Numeric, Float };

// A column that the rollup is cut by; the type as the server writes it. One with an expression is no column of the
// table: the expression over its rows is kept under the name.
struct RollupDimension
{
    QString name;
    QString type;
    QString expression = {};
    bool operator==(const RollupDimension &) const = default;
};

// A log histogram of one column of a table: by cell of time, by each dimension and by step of the value (see
// rollupsteps.h) the number of rows. Stands in the schema of its source, beside a table `name`_totals, which has no
// steps: the number of rows, of those that succeeded and failed, the sum of the values and of their squares, and sums
// of other columns; and beside a table `name`_state of one row that says how far both are rolled up.
struct RollupDefinition
{
    QString schema;
    QString table;
    QString time;
    bool timeHasZone = true; // else it is read as UTC
    QString value;
    ValueKind valueKind = ValueKind::Integer;
    std::vector<RollupDimension> dimensions;
    QString success;  // a boolean column; "" for none
    QStringList sums; // of these numeric columns the sum, that of the squares, and how many are not NULL
    QString name;     // of the rollup's table
    Bucket grain{Unit::Hour, 1};
    QByteArray zone = "UTC"; // whose days the cells are; narrower cells are always those of UTC
    int lagSeconds = 900;    // what is younger is not rolled up yet
    bool operator==(const RollupDefinition &) const = default;

    [[nodiscard]] QString totalsName() const { return name + QStringLiteral("_totals"); }
    [[nodiscard]] QString stateName() const { return name + QStringLiteral("_state"); }
    [[nodiscard]] bool hasDimension(QStringView dimension) const;
};

// The widths that a cell may have, from the narrowest: a quarter of an hour, at which days of every zone begin, an
// hour, a day.
[[nodiscard]] const std::vector<Bucket> &rollupGrains();

// The name of a rollup that is given none; short enough for those of its other tables.
[[nodiscard]] QString rollupNameFor(const QString &table);
// Columns of the totals that hold the sum, the sum of the squares, and the number of another column.
[[nodiscard]] QString sumColumn(const RollupDefinition &definition, qsizetype index);
[[nodiscard]] QString squaresColumn(const RollupDefinition &definition, qsizetype index);
[[nodiscard]] QString countColumn(const RollupDefinition &definition, qsizetype index);

// ErrorKind::Usage says what of it cannot be: names that are missing, too long, or ours.
[[nodiscard]] Result<void> checkRollup(const RollupDefinition &definition);

// As it is kept in the state's table, and read from there.
[[nodiscard]] QJsonObject rollupJson(const RollupDefinition &definition);
[[nodiscard]] Result<RollupDefinition> rollupFromJson(const QByteArray &json);

// Those that come with Howdah, for the tables of our packs, without types, which inspectRollup() fills in.
[[nodiscard]] const std::vector<RollupDefinition> &builtInRollups();

} // namespace howdah::metrics
