// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/terminal/output.h"
#include "common/theme.h"
#include "operations/dashboards/dashboardask.h"

namespace howdah::ui {

// howdah --render: pictures of a dashboard without a window.
struct RenderOptions
{
    QString dashboard; // a file, or the name of a built-in one
    QString database;  // a URI or conninfo; empty: the private server
    QString folder;
    QStringList formats{QStringLiteral("png"), QStringLiteral("svg"), QStringLiteral("pdf")};
    operations::DashboardAsking asking;
    ColorScheme scheme = ColorScheme::Light;
    double scale = 1;       // of PNG
    bool eachPanel = false; // a file for each panel as well
};

// Writes NAME.png, NAME.svg and NAME.pdf, and NAME-PANEL.* where asked. Problems go to `output.err`. The exit code is
// that of howdahctl: a panel that could not be shown says so in the picture, and makes it ExitFailed. Needs a
// QGuiApplication; blocks.
int renderDashboard(cli::Output &output, const RenderOptions &options);

} // namespace howdah::ui
