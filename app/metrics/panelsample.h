// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/paneldata.h"

namespace howdah::metrics {

// A sample of a table's blocks is asked for in so many parts, drawn independently of one another: rows of one block
// resemble one another and a row says little of how far a sample is off, but the parts differ by just that (random
// groups: Wolter, Introduction to Variance Estimation, 2007, chapter 2).
inline constexpr int SampleParts = 10;
// Blocks that a sample should have at least, so that each part has some.
inline constexpr double LeastSampleBlocks = 1000;

// What the parts of a sample answered, and what was counted whole because the sample has nothing of it.
struct SampleAnswer
{
    std::vector<connection::RowBatch> parts;
    std::vector<connection::RowBatch> whole;
};

// The buckets of both periods, up to now, of which no part has a row, as ranges of neighbours. Nothing for a panel
// without buckets.
[[nodiscard]] std::vector<TimeRange> missingIn(const SampleAnswer &answer, const PanelContext &context);

// The marks of all parts together, each with the interval that follows from how the parts differ; of a panel with
// clusters its own. `isScaled`: the query scales its values up.
[[nodiscard]] Result<PanelData>
panelDataOf(const PanelDefinition &panel, const SampleAnswer &answer, const PanelContext &context, bool isScaled);

} // namespace howdah::metrics
