// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/session/session.h"
#include "metrics/paneldata.h"

#include <QMap>

namespace howdah::metrics {

// What is chosen for a dashboard: by filter, the values as text. No entry, or an empty one: everything.
using FilterChoice = QMap<QString, QStringList>;

// What may be chosen of one: value and label.
using FilterValues = std::vector<std::pair<QString, QString>>;

// How a panel is asked.
struct PanelRequest
{
    const DashboardDefinition *dashboard = nullptr;
    const PanelDefinition *panel = nullptr;
    PanelContext context;
    FilterChoice filters;
};

// Everything that a panel's answer depends on: range, bucket, zone, precision.
[[nodiscard]] PanelContext contextFor(
    const PanelDefinition &panel, const TimeRange &range, const Bucket &bucket, const QTimeZone &zone,
    const QDateTime &now);

// The query of the panel with the request's values as parameters; of its rollup for Precision::Rollup.
[[nodiscard]] connection::Statement panelStatement(const PanelRequest &request, QueryText::Places *places = nullptr);
// The query that this is.
[[nodiscard]] const QueryText &queryOf(const PanelRequest &request);
// The same with the values as literals, to be read, copied and run elsewhere.
[[nodiscard]] QString readablePanelSql(const PanelRequest &request);
// Whether the query can be asked of a sample; of a table of rows nobody could tell what is missing.
[[nodiscard]] bool canBeSampled(const PanelDefinition &panel);
// Whether it scales up what it counts, and the table that it reads a sample of.
[[nodiscard]] bool isScaledUp(const PanelDefinition &panel);
[[nodiscard]] QString sampledTable(const PanelDefinition &panel);

// Whether the query over the rollup reads one of ours, by cells, and so needs to know what it holds.
[[nodiscard]] bool readsCells(const PanelDefinition &panel);
// What the request's query reads of the rollup, and what of the table. Nothing when the rollup is of no use to it.
[[nodiscard]] std::optional<RollupPieces> rollupPieces(const PanelRequest &request);

// Whether the panel has an axis of time that the dashboard's moments can be drawn on, and the query for them.
[[nodiscard]] bool takesMoments(const PanelRequest &request);
inline constexpr int MostMoments = 200;       // more would hide the chart
inline constexpr int MostFilterValues = 1000; // one more is read, which tells that there are more
[[nodiscard]] connection::Statement momentsStatement(const PanelRequest &request);

// The query for the choices of a filter.
[[nodiscard]] connection::Statement filterStatement(const FilterDefinition &filter);
// The same where it depends on what is chosen of others.
[[nodiscard]] connection::Statement
filterStatement(const DashboardDefinition &dashboard, const FilterDefinition &filter, const FilterChoice &chosen);
// What a variable stands for: what is chosen, where that may be typed, else what it usually is.
[[nodiscard]] QString valueOf(const VariableDefinition &variable, const FilterChoice &chosen);

// The condition, over the drill's relation and with literals, that holds for the rows of one mark alone. Nothing for a
// panel without a drill, and for what is added up of many series.
[[nodiscard]] QString drillCondition(const PanelRequest &request, const Series &series, const Point &point);
// The condition that holds for the rows of a series before a moment, however long ago; "" where the panel's rows are
// not told apart by time and series alone.
[[nodiscard]] QString drillConditionBefore(const PanelRequest &request, const Series &series, const QDateTime &end);
// What is to be computed over those rows to get the mark's value again; "" when the definition does not say.
[[nodiscard]] QString drillFigure(const PanelRequest &request, const Series &series, const Point &point);

} // namespace howdah::metrics
