// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/terminal/output.h"
#include "operations/dashboards/dashboardask.h"

#include <QStringList>

namespace howdah::cli {

struct DashboardDataOptions
{
    QString dashboard; // a file, or the name of a built-in one
    QString database;
    QStringList panels; // by id; empty: all
    operations::DashboardAsking asking;
    QString format = QStringLiteral("csv"); // or json
    QString folder;                         // one file a panel there; empty: standard output
    bool exact = false;                     // however expensive
};

// The built-in dashboards, and those of the user's folder. ExitFailed when one of them has a problem.
int dashboardList(Output &output);
// Whether the files are dashboards; problems as file:line:column. ExitFailed when there is one.
int dashboardCheck(Output &output, const QStringList &files);
// The files, and what their panels show now: ExitPending where a mark is beyond a threshold or a watched course has
// gone astray, ExitFailed where a file has a problem or a panel cannot be shown.
int dashboardWatch(Output &output, const QStringList &files, const DashboardDataOptions &options);
// What the panels show, as numbers. ExitFailed when a panel cannot be shown; the others are written all the same.
int dashboardData(Output &output, const DashboardDataOptions &options);

} // namespace howdah::cli
