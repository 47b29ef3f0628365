// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/panelquery.h"

namespace howdah::metrics {

// A place in the file of a dashboard, from 1; a column of 0 is a whole line.
struct PanelPlace
{
    int line = 0;
    int column = 0;
};

// Where a character stands of the request's query as it was written for the server; of 0, where the query begins.
[[nodiscard]] PanelPlace placeInFile(const PanelRequest &request, qsizetype character);

// The detail of an error with "At quality.yaml:12:5" behind it.
[[nodiscard]] QString withPlace(const QString &detail, const DashboardDefinition &dashboard, int line, int column);

} // namespace howdah::metrics
