// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/session/rowbatch.h"
#include "metrics/dashboard.h"
#include "metrics/panelpoint.h"

#include <QStringList>

namespace howdah::metrics {

// What a panel has no room for: cut away where a file says so, and reported.
struct PanelCut
{
    qsizetype hiddenSeries = 0;
    qsizetype hiddenLabels = 0;
    bool canBeTurned = false; // the other end of the labels can be shown instead
    QStringList remarks;      // what was cut, of how much
};

// Those that the order names first, as it has them; the others follow as they are.
[[nodiscard]] QStringList inOrder(QStringList labels, const QStringList &order);

// Brings the labels into the order that the panel wants, keeps as many labels (of a timeline: periods) as it shows,
// from the beginning or from the other end, and as many series; what is left of the series of a stacked panel becomes
// one series more, so that its stacks keep their height.
[[nodiscard]] PanelCut cutSeries(std::vector<Series> &series, const PanelDefinition &panel, bool fromOtherEnd);

// The rows of a table without the column "of", which says how many there are where the query itself stops earlier, and
// no more than the panel shows.
[[nodiscard]] PanelCut cutRows(connection::RowBatch &rows, const PanelDefinition &panel, bool fromOtherEnd);

// What the query has not answered: `of` is what it says of itself, -1 nothing.
[[nodiscard]] QStringList stoppedEarly(const PanelDefinition &panel, qsizetype rows, qint64 of);

} // namespace howdah::metrics
