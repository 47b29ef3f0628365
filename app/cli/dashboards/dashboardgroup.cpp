// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/dashboards/dashboardgroup.h"

#include "cli/dashboards/dashboardcommand.h"
#include "cli/terminal/localtext.h"

namespace howdah::cli {

DashboardGroup::DashboardGroup(CLI::App &dashboard, bool &json, Choose choose)
    : m_dashboard(dashboard)
    , m_json(json)
    , m_choose(std::move(choose))
    , m_rollup(dashboard, json, m_choose)
{
    CLI::App *list = add("list", "List the dashboards that come with Howdah, and your own", dashboardList);
    list->add_flag("--json", m_json, "Write one JSON document to standard output");
    CLI::App *check = add("check", "Report problems in dashboard files, line by line", [this](Output &output) {
        return dashboardCheck(output, texts(m_files));
    });
    check->add_option("files", m_files, "Files")->type_name("FILE")->required();
    check->add_flag("--json", m_json, "Write one JSON document to standard output");
    addData();
}

CLI::App *DashboardGroup::add(const char *name, const char *description, Command command)
{
    CLI::App *added = m_dashboard.add_subcommand(name, description);
    added->callback([this, command = std::move(command)] { m_choose(command); });
    return added;
}

void DashboardGroup::addData()
{
    CLI::App *command = add("data", "Print the data of the panels of a dashboard", [this](Output &output) {
        DashboardDataOptions options;
        options.dashboard = text(m_file);
        options.database = text(m_database);
        options.panels = texts(m_panels);
        options.asking.range = text(m_range);
        options.asking.zone = text(m_zone);
        options.asking.bucket = text(m_bucket);
        options.asking.filters = texts(m_filters);
        options.format = text(m_format);
        options.folder = text(m_folder);
        options.asking.now = text(m_now);
        options.exact = m_exact;
        output.json = options.format == QStringLiteral("json");
        return dashboardData(output, options);
    });
    command->add_option("dashboard", m_file, "A file, or the name of one that comes with Howdah")
        ->type_name("FILE")
        ->required();
    command->add_option("--database,-d", m_database, "The database; default: the private server")->type_name("URL");
    command->add_option("--panel,-p", m_panels, "Only this panel; may be repeated")->type_name("ID");
    command->add_option("--range,-r", m_range, "24h, 30d, last month, 2026-03-01..2026-04-01; default: the dashboard's")
        ->type_name("RANGE");
    command->add_option("--zone,-z", m_zone, "The time zone of days and weeks (UTC)")->type_name("NAME");
    command->add_option("--bucket,-b", m_bucket, "minute, hour, day, week, month; default: by the range")
        ->type_name("WIDTH");
    command->add_option("--filter", m_filters, "Only these; may be repeated")->type_name("NAME=VALUE");
    command->add_option("--format,-f", m_format, "csv or json (csv)")
        ->check(CLI::IsMember({"csv", "json"}))
        ->type_name("FORMAT");
    command->add_option("--out,-o", m_folder, "One file per panel in this folder; default: standard output")
        ->type_name("DIR");
    command->add_option("--now", m_now, "The time that relative ranges count from; default: now")->type_name("TIME");
    command->add_flag("--exact", m_exact, "Compute exact results, however expensive the planner expects them to be");
    command->footer("Queries run in a read-only transaction with a time limit. If one is too expensive, a rollup or a "
                    "sample is used, which is reported, or it is not run at all. Exit codes: 0 all panels were "
                    "written, 2 at least one could not be.");
}

} // namespace howdah::cli
