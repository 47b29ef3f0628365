// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/dashboards/rollupgroup.h"

#include "cli/terminal/localtext.h"

namespace howdah::cli {

RollupGroup::RollupGroup(CLI::App &dashboard, bool &json, Choose choose)
    : m_json(json)
    , m_choose(std::move(choose))
{
    CLI::App *rollup = dashboard.add_subcommand("rollup", "Histograms of large tables that keep dashboards fast");
    rollup->require_subcommand(1);
    addDefinition(*add(*rollup, "plan", "Show what a rollup would be: its SQL, size, time and error", rollupPlan));
    CLI::App *create = add(*rollup, "create", "Write the migration that creates a rollup, and apply it", rollupCreate);
    addDefinition(*create);
    addConsent(*create);
    create->add_option("--migrations,-m", m_folder, "Your migrations folder")->type_name("DIR");
    CLI::App *refresh = add(*rollup, "refresh", "Add new rows, and recount late ones", rollupRefresh);
    addConsent(*refresh);
    refresh->add_option("--recheck", m_recheck, "How far back to look for late rows: 31d, or all (31d)")
        ->type_name("WINDOW");
    refresh->footer("Rows from the last 15 minutes are not rolled up yet; dashboards read them from the table. Not "
                    "detected: late rows outside the window, and updates of counted rows. Exit codes: 0 done, 1 "
                    "stopped before the end, 2 failed.");
    add(*rollup, "status", "List the rollups of a database, and how up to date they are", rollupStatus);
    CLI::App *drop = add(*rollup, "drop", "Drop a rollup; dashboards query the table again", rollupDrop);
    addConsent(*drop);
    drop->get_option("name")->required();
    drop->add_option("--migrations,-m", m_folder, "Drop it by a migration in this folder; default: immediately")
        ->type_name("DIR");
}

CLI::App *RollupGroup::add(CLI::App &rollup, const char *name, const char *description, Run run)
{
    CLI::App *command = rollup.add_subcommand(name, description);
    command->add_option("name", m_name, "The rollup; default: all existing or possible ones")->type_name("NAME");
    command->add_option("--database,-d", m_database, "The database; default: the private server")->type_name("URL");
    command->add_flag("--json", m_json, "Write one JSON document to standard output");
    command->callback([this, run] { m_choose([this, run](Output &output) { return run(output, options()); }); });
    return command;
}

void RollupGroup::addDefinition(CLI::App &command)
{
    command.add_option("--table", m_table, "The table, or schema.table; default: the tables known to Howdah")
        ->type_name("TABLE");
    command.add_option("--time", m_time, "Its time column")->type_name("COLUMN");
    command.add_option("--value", m_value, "Its column to compute percentiles of")->type_name("COLUMN");
    command.add_option("--by", m_by, "A column to group by; may be repeated")->type_name("COLUMN");
    command.add_option("--success", m_success, "A boolean column for success")->type_name("COLUMN");
    command.add_option("--sum", m_sums, "A column to sum as well; may be repeated")->type_name("COLUMN");
    command.add_option("--cells", m_grain, "15 minutes, hour or day; default: by the size")->type_name("WIDTH");
    command.add_option("--zone", m_zone, "The time zone of daily buckets (UTC)")->type_name("NAME");
}

void RollupGroup::addConsent(CLI::App &command)
{
    command.add_flag("--yes", m_yes, "Do it; otherwise only show what would be done");
}

RollupOptions RollupGroup::options() const
{
    return {text(m_database), text(m_name),    text(m_table), text(m_time),  text(m_value),
            texts(m_by),      text(m_success), texts(m_sums), text(m_grain), text(m_zone),
            text(m_folder),   text(m_recheck), m_yes};
}

} // namespace howdah::cli
