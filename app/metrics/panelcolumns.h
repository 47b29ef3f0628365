// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/session/rowbatch.h"
#include "metrics/dashboard.h"
#include "metrics/panelpoint.h"

#include <array>

namespace howdah::metrics {

// The columns of an answer that mean something to a chart.
enum class PanelColumn : quint8 {
    Bucket,
    Series,
    Label,
    Row,
    X,
    XEnd,
    Value,
    Low,
    High,
    N,
    Successes,
    Deviation,
    Quartile1,
    Quartile3,
    Baseline,
    Remark,
    Start,
    Finish,
    Current,
    Of,
    Cluster,
    Weight,
    Degrees,
    Skewness,
};
inline constexpr int PanelColumnCount = int(PanelColumn::Skewness) + 1;
[[nodiscard]] QLatin1StringView columnName(PanelColumn column);
// What a panel cannot do without, by its kind and its interval.
[[nodiscard]] std::vector<PanelColumn> neededColumns(const PanelDefinition &panel);

// One row of an answer, read.
struct PanelRow
{
    QString series;
    Point point;
    qint64 successes = -1;
    double deviation = Unknown;
    double degrees = Unknown; // of freedom of the deviation, where they are not one less than the count
    double skewness = Unknown;
    QString cluster;
    double weight = Unknown; // of the cluster's value, where that is not its count
    std::optional<bool> current;
    qint64 of = -1; // how many rows there are where the query stops earlier
};

// Where the columns stand in an answer. Reads its rows; refers to them.
class PanelColumns final
{
public:
    // ErrorKind::Invalid names what the kind needs and the answer does not have.
    [[nodiscard]] static Result<PanelColumns> of(const PanelDefinition &panel, const connection::RowBatch &rows);

    [[nodiscard]] bool has(PanelColumn column) const { return m_at[size_t(column)] >= 0; }
    [[nodiscard]] Result<PanelRow> read(qsizetype row) const;

private:
    [[nodiscard]] QString text(PanelColumn column, qsizetype row) const;
    [[nodiscard]] Result<void> number(double &into, PanelColumn column, qsizetype row) const;
    [[nodiscard]] Result<void> count(qint64 &into, PanelColumn column, qsizetype row) const;
    [[nodiscard]] QDateTime instant(PanelColumn column, qsizetype row) const;
    [[nodiscard]] std::unexpected<Error> unreadable(PanelColumn column, qsizetype row) const;

    const connection::RowBatch *m_rows = nullptr;
    std::array<qsizetype, PanelColumnCount> m_at{};
};

} // namespace howdah::metrics
