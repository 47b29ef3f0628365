// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/dashboards/dashboardcommand.h"
#include "cli/dashboards/rollupgroup.h"

#include <functional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

namespace howdah::cli {

// The commands below `howdahctl dashboard`; lives as long as the parser, which puts its words here.
class DashboardGroup final
{
public:
    using Command = std::function<int(Output &)>;
    // Told which command was asked for.
    using Choose = std::function<void(Command)>;

    DashboardGroup(CLI::App &dashboard, bool &json, Choose choose);

private:
    CLI::App *add(const char *name, const char *description, Command command);
    void addCheck();
    void addData();

    CLI::App &m_dashboard;
    bool &m_json;
    Choose m_choose;

    QStringList m_files; // of check
    DashboardDataOptions m_watched;
    DashboardDataOptions m_options;
    RollupGroup m_rollup;
};

} // namespace howdah::cli
