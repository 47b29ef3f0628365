// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/dashboards/rollupgroup.h"

#include "cli/terminal/localtext.h"

namespace howdah::cli {

RollupGroup::RollupGroup(CLI::App &dashboard, bool &json, Choose choose)
    : m_json(json)
    , m_choose(std::move(choose))
{
    CLI::App *rollup = dashboard.add_subcommand("rollup", "Histograms of large tables, so that dashboards stay quick");
    rollup->require_subcommand(1);
    addDefinition(*add(*rollup, "plan", "What a rollup would be: its SQL, size, time and error", rollupPlan));
    CLI::App *create = add(*rollup, "create", "Write the migration of a rollup, and apply it", rollupCreate);
    addDefinition(*create);
    addConsent(*create);
    create->add_option("--migrations,-m", m_folder, "The folder of your migrations")->type_name("DIR");
    CLI::App *refresh = add(*rollup, "refresh", "Count what is new, and what came late", rollupRefresh);
    addConsent(*refresh);
    refresh->add_option("--recheck", m_recheck, "How far back late rows are looked for: 31d, or all (31d)")
        ->type_name("WINDOW");
    refresh->footer("Rows that are younger than a quarter of an hour are not rolled up yet; dashboards read these from "
                    "the table. Not seen: late rows beyond the window, and updates of what was counted. Exit codes: 0 "
                    "done, 1 stopped before the end, 2 failed.");
    add(*rollup, "status", "The rollups of a database, and how far they are", rollupStatus);
    CLI::App *drop = add(*rollup, "drop", "Drop a rollup; dashboards ask the table again", rollupDrop);
    addConsent(*drop);
    drop->get_option("name")->required();
    drop->add_option("--migrations,-m", m_folder, "Drop it by a migration in this folder; default: at once")
        ->type_name("DIR");
}

CLI::App *RollupGroup::add(CLI::App &rollup, const char *name, const char *description, Run run)
{
    CLI::App *command = rollup.add_subcommand(name, description);
    command->add_option("name", m_name, "The rollup; default: all that there are, or that can be")->type_name("NAME");
    command->add_option("--database,-d", m_database, "The database; default: the private server")->type_name("URL");
    command->add_flag("--json", m_json, "Write one JSON document to standard output");
    command->callback([this, run] { m_choose([this, run](Output &output) { return run(output, options()); }); });
    return command;
}

void RollupGroup::addDefinition(CLI::App &command)
{
    command.add_option("--table", m_table, "Of this table, or schema.table; default: those that Howdah knows")
        ->type_name("TABLE");
    command.add_option("--time", m_time, "Its column with the time")->type_name("COLUMN");
    command.add_option("--value", m_value, "Its column with the value whose percentiles are wanted")
        ->type_name("COLUMN");
    command.add_option("--by", m_by, "A column to tell rows apart by; more than once for several")->type_name("COLUMN");
    command.add_option("--success", m_success, "A boolean column that says whether it succeeded")->type_name("COLUMN");
    command.add_option("--sum", m_sums, "A column to be summed as well; more than once for several")
        ->type_name("COLUMN");
    command.add_option("--cells", m_grain, "15 minutes, hour or day; default: by the size")->type_name("WIDTH");
    command.add_option("--zone", m_zone, "The time zone of cells of a day (UTC)")->type_name("NAME");
}

void RollupGroup::addConsent(CLI::App &command)
{
    command.add_flag("--yes", m_yes, "Do it; without this, only show what would be done");
}

RollupOptions RollupGroup::options() const
{
    return {text(m_database), text(m_name),    text(m_table), text(m_time),  text(m_value),
            texts(m_by),      text(m_success), texts(m_sums), text(m_grain), text(m_zone),
            text(m_folder),   text(m_recheck), m_yes};
}

} // namespace howdah::cli
