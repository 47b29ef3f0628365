// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/dashboards/rollupgroup.h"

#include "cli/terminal/wordoptions.h"

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
    addWord(create, "--migrations,-m", m_options.folder, "The folder of the migrations that this database has")
        ->type_name("DIR");
    CLI::App *refresh = add(*rollup, "refresh", "Add new rows, and recount late ones", rollupRefresh);
    addConsent(*refresh);
    addWord(refresh, "--recheck", m_options.recheck, "How far back to look for late rows: 31d, or all (31d)")
        ->type_name("WINDOW");
    refresh->footer("Rows from the last 15 minutes are not rolled up yet; dashboards read them from the table. Not "
                    "detected: late rows outside the window, and updates of counted rows. Exit codes: 0 done, 1 "
                    "stopped before the end, 2 failed.");
    add(*rollup, "status", "List the rollups of a database, and how up to date they are", rollupStatus);
    CLI::App *drop = add(*rollup, "drop", "Drop a rollup; dashboards query the table again", rollupDrop);
    addConsent(*drop);
    drop->get_option("name")->required();
    addWord(drop, "--migrations,-m", m_options.folder, "Drop it by a migration in this folder; default: immediately")
        ->type_name("DIR");
}

CLI::App *RollupGroup::add(CLI::App &rollup, const char *name, const char *description, Run run)
{
    CLI::App *command = rollup.add_subcommand(name, description);
    addWord(command, "name", m_options.name, "The rollup; default: all existing or possible ones")->type_name("NAME");
    addWord(command, "--database,-d", m_options.database, "The database; default: the private server")
        ->type_name("URL");
    command->add_flag("--json", m_json, "Write one JSON document to standard output");
    command->callback([this, run] { m_choose([this, run](Output &output) { return run(output, m_options); }); });
    return command;
}

void RollupGroup::addDefinition(CLI::App &command)
{
    addWord(&command, "--table", m_options.table, "The table, or schema.table; default: the tables known to Howdah")
        ->type_name("TABLE");
    addWord(&command, "--time", m_options.time, "Its time column; default: the only one, or the only one with an index")
        ->type_name("COLUMN");
    addWord(&command, "--value", m_options.value, "Its column to compute percentiles of; default: the only number")
        ->type_name("COLUMN");
    addWords(&command, "--by", m_options.by, "A column to group by; may be repeated")->type_name("COLUMN");
    addWord(&command, "--success", m_options.success, "A boolean column for success")->type_name("COLUMN");
    addWords(&command, "--sum", m_options.sums, "A column to sum as well; may be repeated")->type_name("COLUMN");
    addWord(&command, "--cells", m_options.grain, "15 minutes, hour or day; default: by the size")->type_name("WIDTH");
    addWord(&command, "--zone", m_options.zone, "The time zone of daily buckets (UTC)")->type_name("NAME");
}

void RollupGroup::addConsent(CLI::App &command)
{
    command.add_flag("--yes", m_options.yes, "Do it; otherwise only show what would be done");
}

} // namespace howdah::cli
