// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

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
    void addData();

    CLI::App &m_dashboard;
    bool &m_json;
    Choose m_choose;

    std::string m_file;
    std::vector<std::string> m_files;
    std::string m_database;
    std::vector<std::string> m_panels;
    std::string m_range;
    std::string m_zone;
    std::string m_bucket;
    std::vector<std::string> m_filters;
    std::string m_format = "csv";
    std::string m_folder;
    std::string m_now;
    bool m_exact = false;
    RollupGroup m_rollup;
};

} // namespace howdah::cli
