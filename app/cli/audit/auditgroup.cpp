// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/audit/auditgroup.h"

#include "cli/terminal/localtext.h"

namespace howdah::cli {

AuditGroup::AuditGroup(CLI::App &audit, bool &json, Choose choose)
    : m_json(json)
    , m_choose(std::move(choose))
{
    CLI::App *show = add(audit, "show", "Show the latest entries", auditShow);
    addFilter(*show);
    show->add_option("--limit,-n", m_limit, "At most this many (100)")->check(CLI::Range(1, 1'000'000))->type_name("N");
    CLI::App *write = add(audit, "export", "Write matching entries to a file, oldest first", auditExport);
    addFilter(*write);
    write->add_option("--out,-o", m_file, "The new file")->type_name("FILE")->required();
    write->add_option("--format", m_format, "csv or json (csv)")
        ->check(CLI::IsMember({"csv", "json"}))
        ->type_name("FORMAT");
    CLI::App *verify =
        add(audit, "verify", "Verify the hash chain: was an entry changed, removed or added?", auditVerify);
    CLI::Option *table = verify->add_flag("--table", m_table, "Verify the table in the database, not the files");
    addDatabase(*verify)->needs(table);
    verify->footer("Exit codes: 0 the chain is intact, 2 it is not. The log is compared with its last entry as "
                   "recorded in the keychain and in a file in the state folder; whoever can write all of these can "
                   "also forge a new chain: keep the last hash printed here somewhere else to detect that.");
    CLI::App *restart =
        add(audit, "restart", "Put the log aside, whatever is missing from it, and start a new one", auditRestart);
    restart->add_option("--reason", m_reason, "The reason: it is recorded in the first entry")
        ->type_name("TEXT")
        ->required();
    restart->footer("Quit other Howdah programs first: what they still write is appended to the old log.");
    addTable(audit);
}

CLI::Option *AuditGroup::addDatabase(CLI::App &command)
{
    return command.add_option("--database,-d", m_database, "The database; default: the private server")
        ->type_name("URL");
}

void AuditGroup::addTable(CLI::App &audit)
{
    CLI::App *table = audit.add_subcommand("table", "Audit entries in a database table as well: howdah.audit_log");
    table->require_subcommand(1);
    table->footer("Entries are written to it with --audit-table, or for a profile with audit_table=yes. Each entry is "
                  "written to the files first, and stays there if it cannot be written to the table. Rows can only be "
                  "added; the owner of the table can disable that, which audit verify --table detects.");
    CLI::App *create =
        add(*table, "create", "Create the table, with triggers that keep it append-only", auditTableCreate);
    addDatabase(*create);
    create->add_option("--role", m_roles, "A role that can add entries; may be repeated")
        ->type_name("NAME")
        ->allow_extra_args(false);
    CLI::App *drop = add(*table, "drop", "Drop it with all its entries; the files stay", auditTableDrop);
    addDatabase(*drop);
    drop->add_flag("--yes,-y", m_yes, "Do not ask for confirmation; required without a terminal");
    addDatabase(
        *add(*table, "show", "Show whether it exists, who can write to it, and its last entry", auditTableShow));
}

CLI::App *AuditGroup::add(CLI::App &audit, const char *name, const char *description, Run run)
{
    CLI::App *command = audit.add_subcommand(name, description);
    command->add_option("--folder", m_folder, "The log folder; default: that of this user")->type_name("DIR");
    command->add_flag("--json", m_json, "Write one JSON document to standard output");
    command->callback([this, run] { m_choose([this, run](Output &output) { return run(output, options()); }); });
    return command;
}

void AuditGroup::addFilter(CLI::App &command)
{
    command
        .add_option("--search", m_search, "Only entries with these words in the SQL, its parameters or the location")
        ->type_name("TEXT");
    command.add_option("--profile", m_profile, "Only for this profile")->type_name("NAME");
    command.add_option("--since", m_from, "Only since this time: 2026-03-01, 2026-03-01T14:30:00Z")->type_name("TIME");
    command.add_option("--until", m_to, "Only before this time")->type_name("TIME");
    command.add_option("--kind", m_kind, "Only statement, end, unlock, lock, note or profile")->type_name("KIND");
}

AuditOptions AuditGroup::options() const
{
    AuditOptions options;
    options.folder = text(m_folder);
    options.search = text(m_search);
    options.profile = text(m_profile);
    options.from = text(m_from);
    options.to = text(m_to);
    options.kind = text(m_kind);
    options.limit = m_limit;
    options.file = text(m_file);
    options.format = text(m_format);
    options.database = text(m_database);
    options.table = m_table;
    for (const std::string &role : m_roles)
        options.roles << text(role);
    options.yes = m_yes;
    options.reason = text(m_reason);
    return options;
}

} // namespace howdah::cli
