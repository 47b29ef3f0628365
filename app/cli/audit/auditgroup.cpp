// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/audit/auditgroup.h"

#include "cli/terminal/wordoptions.h"

namespace howdah::cli {

AuditGroup::AuditGroup(CLI::App &audit, bool &json, Choose choose)
    : m_json(json)
    , m_choose(std::move(choose))
{
    CLI::App *show = add(audit, "show", "Show the latest entries", auditShow);
    addFilter(*show);
    show->add_option("--limit,-n", m_options.limit, "At most this many (100)")
        ->check(CLI::Range(1, 1'000'000))
        ->type_name("N");
    CLI::App *write = add(audit, "export", "Write matching entries to a file, oldest first", auditExport);
    addFilter(*write);
    addWord(write, "--out,-o", m_options.file, "The new file")->type_name("FILE")->required();
    addWord(write, "--format", m_options.format, "csv or json (csv)")
        ->check(CLI::IsMember({"csv", "json"}))
        ->type_name("FORMAT");
    CLI::App *verify =
        add(audit, "verify", "Verify the hash chain: was an entry changed, removed or added?", auditVerify);
    CLI::Option *table =
        verify->add_flag("--table", m_options.table, "Verify the table in the database, not the files");
    addDatabase(*verify)->needs(table);
    verify->footer("Exit codes: 0 the chain is intact, 2 it is not. The log is compared with its last entry as "
                   "recorded in the keychain and in a file in the state folder; whoever can write all of these can "
                   "also forge a new chain: keep the last hash printed here somewhere else to detect that.");
    CLI::App *restart =
        add(audit, "restart", "Put the log aside, whatever is missing from it, and start a new one", auditRestart);
    addWord(restart, "--reason", m_options.reason, "The reason: it is recorded in the first entry")
        ->type_name("TEXT")
        ->required();
    restart->footer("Quit other Howdah programs first: what they still write is appended to the old log.");
    addTable(audit);
}

CLI::Option *AuditGroup::addDatabase(CLI::App &command)
{
    return addWord(&command, "--database,-d", m_options.database, "The database; default: the private server")
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
    addWords(create, "--role", m_options.roles, "A role that can add entries; may be repeated")
        ->type_name("NAME")
        ->allow_extra_args(false);
    CLI::App *drop = add(*table, "drop", "Drop it with all its entries; the files stay", auditTableDrop);
    addDatabase(*drop);
    drop->add_flag("--yes,-y", m_options.yes, "Do not ask for confirmation; required without a terminal");
    addDatabase(
        *add(*table, "show", "Show whether it exists, who can write to it, and its last entry", auditTableShow));
}

CLI::App *AuditGroup::add(CLI::App &audit, const char *name, const char *description, Run run)
{
    CLI::App *command = audit.add_subcommand(name, description);
    addWord(command, "--folder", m_options.folder, "The log folder; default: that of this user")->type_name("DIR");
    command->add_flag("--json", m_json, "Write one JSON document to standard output");
    command->callback([this, run] { m_choose([this, run](Output &output) { return run(output, m_options); }); });
    return command;
}

void AuditGroup::addFilter(CLI::App &command)
{
    addWord(
        &command, "--search", m_options.search,
        "Only entries with these words in the SQL, its parameters or the location")
        ->type_name("TEXT");
    addWord(&command, "--profile", m_options.profile, "Only for this profile")->type_name("NAME");
    addWord(&command, "--since", m_options.from, "Only since this time: 2026-03-01, 2026-03-01T14:30:00Z")
        ->type_name("TIME");
    addWord(&command, "--until", m_options.to, "Only before this time")->type_name("TIME");
    addWord(&command, "--kind", m_options.kind, "Only statement, end, unlock, lock, note or profile")
        ->type_name("KIND");
}

} // namespace howdah::cli
