// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/dashboards/dashboardgroup.h"

#include "cli/terminal/wordoptions.h"

namespace howdah::cli {

DashboardGroup::DashboardGroup(CLI::App &dashboard, bool &json, Choose choose)
    : m_dashboard(dashboard)
    , m_json(json)
    , m_choose(std::move(choose))
    , m_rollup(dashboard, json, m_choose)
{
    CLI::App *list = add("list", "List the dashboards that come with Howdah, and your own", dashboardList);
    list->add_flag("--json", m_json, "Write one JSON document to standard output");
    addCheck();
    addData();
}

void DashboardGroup::addCheck()
{
    CLI::App *check =
        add("check", "Report problems in dashboard files; with a database, what is beyond its threshold there",
            [this](Output &output) {
                return m_watched.database.isEmpty() ? dashboardCheck(output, m_files)
                                                    : dashboardWatch(output, m_files, m_watched);
            });
    addWords(check, "files", m_files, "Files, or names of those that come with Howdah")->type_name("FILE")->required();
    addWord(check, "--database,-d", m_watched.database, "Ask this database for the panels that are watched")
        ->type_name("URL");
    addWord(check, "--range,-r", m_watched.asking.range, "24h, 30d, last month; default: the dashboard's")
        ->type_name("RANGE");
    addWord(check, "--zone,-z", m_watched.asking.zone, "The time zone of days and weeks (UTC)")->type_name("NAME");
    addWord(check, "--bucket,-b", m_watched.asking.bucket, "minute, hour, day, week, month; default: by the range")
        ->type_name("WIDTH");
    addWords(check, "--filter", m_watched.asking.filters, "Only these, or the value of a variable; may be repeated")
        ->type_name("NAME=VALUE");
    addWord(check, "--now", m_watched.asking.now, "The time that relative ranges count from; default: now")
        ->type_name("TIME");
    check->add_flag("--exact", m_watched.exact, "Compute exact results, however expensive they are");
    check->add_flag("--json", m_json, "Write one JSON document to standard output");
    check->footer(
        "With --database: panels with alarm-above or alarm-below are held against them (all of the interval has to "
        "be beyond), those with watch: true are looked through for outliers and level shifts. Exit codes: 0 "
        "nothing to report, 1 something is, 2 a file has a problem or a panel could not be shown.");
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
        output.json = m_options.format == QStringLiteral("json");
        return dashboardData(output, m_options);
    });
    addWord(command, "dashboard", m_options.dashboard, "A file, or the name of one that comes with Howdah")
        ->type_name("FILE")
        ->required();
    addWord(command, "--database,-d", m_options.database, "The database; default: the private server")
        ->type_name("URL");
    addWords(command, "--panel,-p", m_options.panels, "Only this panel; may be repeated")->type_name("ID");
    addWord(
        command, "--range,-r", m_options.asking.range,
        "24h, 30d, last month, 2026-03-01..2026-04-01; default: the dashboard's")
        ->type_name("RANGE");
    addWord(command, "--zone,-z", m_options.asking.zone, "The time zone of days and weeks (UTC)")->type_name("NAME");
    addWord(command, "--bucket,-b", m_options.asking.bucket, "minute, hour, day, week, month; default: by the range")
        ->type_name("WIDTH");
    addWords(command, "--filter", m_options.asking.filters, "Only these, or the value of a variable; may be repeated")
        ->type_name("NAME=VALUE");
    addWord(command, "--format,-f", m_options.format, "csv or json (csv)")
        ->check(CLI::IsMember({"csv", "json"}))
        ->type_name("FORMAT");
    addWord(command, "--out,-o", m_options.folder, "One file per panel in this folder; default: standard output")
        ->type_name("DIR");
    addWord(command, "--now", m_options.asking.now, "The time that relative ranges count from; default: now")
        ->type_name("TIME");
    command->add_flag(
        "--other-end", m_options.asking.fromOtherEnd, "Of rankings with more than they show, the last ones");
    command->add_flag(
        "--exact", m_options.exact, "Compute exact results, however expensive the planner expects them to be");
    command->footer("Queries run in a read-only transaction with a time limit. If one is too expensive, a rollup or a "
                    "sample is used, which is reported, or it is not run at all. Exit codes: 0 all panels were "
                    "written, 2 at least one could not be.");
}

} // namespace howdah::cli
