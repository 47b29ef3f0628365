// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/rollupplan.h"
#include "metrics/rolluprefresh.h"

#include <QJsonArray>
#include <QJsonObject>

namespace howdah::cli {

// The words and the JSON of `howdahctl dashboard rollup`.
[[nodiscard]] QString planText(const metrics::RollupPlan &plan);
[[nodiscard]] QJsonObject planJson(const metrics::RollupPlan &plan);
[[nodiscard]] QString statusText(const std::vector<metrics::RollupStatus> &rollups);
[[nodiscard]] QJsonArray statusJson(const std::vector<metrics::RollupStatus> &rollups);
[[nodiscard]] QString refreshText(const metrics::RollupStatus &status, const metrics::RefreshReport &report);
[[nodiscard]] QJsonObject refreshJson(const metrics::RollupStatus &status, const metrics::RefreshReport &report);

} // namespace howdah::cli
