// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/session/statement.h"
#include "metrics/paneldata.h"
#include "metrics/paneltext.h"
#include "query/result/resultcolumns.h"
#include "query/result/resultstore.h"

#include <QTimeZone>

namespace howdah::query {

// What is drawn of an answer. Columns by their position; -1 for none.
struct ChartChoice
{
    // Line (over a time), Bar (a bar for each label), Scatter (a number against another) or HeatMap (labels in two
    // directions).
    metrics::PanelKind kind = metrics::PanelKind::Bar;
    int x = -1;
    std::vector<int> values; // one line, bar ... for each; of a scatter and a heat map the first
    int series = -1;         // one for each of its texts; of a heat map the rows
    bool operator==(const ChartChoice &) const = default;
};

[[nodiscard]] const std::vector<metrics::PanelKind> &chartKinds();

// A date or a time stamp, and a number.
[[nodiscard]] bool isTime(const ResultColumn &column);
[[nodiscard]] bool isNumber(const ResultColumn &column);
[[nodiscard]] bool fitsAcross(metrics::PanelKind kind, const ResultColumn &column);

// A time and numbers give lines, a text and numbers bars, two numbers alone a scatter. Without values where there is no
// number. Pure.
[[nodiscard]] ChartChoice guessChart(const std::vector<ResultColumn> &columns);
// The same of another kind: what does not fit it is chosen anew.
[[nodiscard]] ChartChoice
withKind(const ChartChoice &choice, metrics::PanelKind kind, const std::vector<ResultColumn> &columns);
// Why it cannot be drawn; "" when it can.
[[nodiscard]] QString problemWith(const ChartChoice &choice, const std::vector<ResultColumn> &columns);

// What the values of a column are called among the others; two of one name are told apart.
[[nodiscard]] QString figureName(const ChartChoice &choice, const std::vector<ResultColumn> &columns, int value);
// The zone that an answer's time stamps were written in, as far as they say so: else the one of this machine.
[[nodiscard]] QTimeZone zoneOf(const ResultStore &rows, const std::vector<ResultColumn> &columns);

inline constexpr qint64 mostChartRows = 10'000;

struct ResultChart
{
    metrics::PanelDefinition panel;
    metrics::PanelData data; // its remarks say what is not drawn
    qint64 rows = 0;         // that it was made of: the first ones
    qint64 of = 0;           // that have come
};

// Of the first rows. Times without a zone are taken in this one; the axis has it, too. Lines are broken where a bucket
// has no row only if the times stand at even distances. Blocks on the disk; for worker threads. ErrorKind::Invalid,
// ::Io.
[[nodiscard]] Result<ResultChart> chartOf(
    const ResultStore &rows, const std::vector<ResultColumn> &columns, const ChartChoice &choice, const QTimeZone &zone,
    qint64 most = mostChartRows);

// The same as a panel of a dashboard: its query reads the statement as a subquery, a line within the dashboard's range.
// ErrorKind::Usage for a statement that is no query, or does more than read. Pure.
[[nodiscard]] Result<metrics::PanelTexts> panelOf(
    const ChartChoice &choice, const std::vector<ResultColumn> &columns, const QString &title,
    const connection::Statement &statement);

} // namespace howdah::query
