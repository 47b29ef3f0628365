// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/audit/auditgroup.h"

#include "cli/terminal/localtext.h"

namespace howdah::cli {

AuditGroup::AuditGroup(CLI::App &audit, bool &json, Choose choose)
    : m_json(json)
    , m_choose(std::move(choose))
{
    CLI::App *show = add(audit, "show", "The newest lines", auditShow);
    addFilter(*show);
    show->add_option("--limit,-n", m_limit, "At most this many (100)")->check(CLI::Range(1, 1'000'000))->type_name("N");
    CLI::App *write = add(audit, "export", "Write what fits into a file, the oldest first", auditExport);
    addFilter(*write);
    write->add_option("--out,-o", m_file, "The new file")->type_name("FILE")->required();
    write->add_option("--format", m_format, "csv or json (csv)")
        ->check(CLI::IsMember({"csv", "json"}))
        ->type_name("FORMAT");
    CLI::App *verify =
        add(audit, "verify", "Follow the chain of hashes: was a line changed, removed or added?", auditVerify);
    CLI::Option *table = verify->add_flag("--table", m_table, "Of the table in the database, not of the files");
    addDatabase(*verify)->needs(table);
    verify->footer(
        "Exit codes: 0 the chain is whole, 2 it is not. The log is held against its last line as the keychain "
        "and a file of the state folder know it; who can write all of these can also make a new chain: keep "
        "the last hash that this prints somewhere else to see that.");
    CLI::App *restart =
        add(audit, "restart", "Put the log aside, whatever it lacks, and begin a new one", auditRestart);
    restart->add_option("--reason", m_reason, "Why: it stands in the first line")->type_name("TEXT")->required();
    restart->footer("End other programs of Howdah before: what they still write goes on behind the old log.");
    addTable(audit);
}

CLI::Option *AuditGroup::addDatabase(CLI::App &command)
{
    return command.add_option("--database,-d", m_database, "The database; default: the private server")
        ->type_name("URL");
}

void AuditGroup::addTable(CLI::App &audit)
{
    CLI::App *table = audit.add_subcommand("table", "The lines in a table of the database as well: howdah.audit_log");
    table->require_subcommand(1);
    table->footer(
        "Lines go there with --audit-table, or for a profile with audit_table=yes. The files have each line first, and "
        "keep it when the table does not take it. Rows can only be added; who owns the table can take that away, which "
        "audit verify --table shows.");
    CLI::App *create = add(*table, "create", "Make the table, with what keeps it append-only", auditTableCreate);
    addDatabase(*create);
    create->add_option("--role", m_roles, "A role that may add lines; may be repeated")
        ->type_name("NAME")
        ->allow_extra_args(false);
    CLI::App *drop = add(*table, "drop", "Drop it with all its lines; the files stay", auditTableDrop);
    addDatabase(*drop);
    drop->add_flag("--yes,-y", m_yes, "Do not ask; needed where there is no terminal");
    addDatabase(*add(*table, "show", "Say whether it is there, who may write, and how it ends", auditTableShow));
}

CLI::App *AuditGroup::add(CLI::App &audit, const char *name, const char *description, Run run)
{
    CLI::App *command = audit.add_subcommand(name, description);
    command->add_option("--folder", m_folder, "The folder of the log; default: that of this user")->type_name("DIR");
    command->add_flag("--json", m_json, "Write one JSON document to standard output");
    command->callback([this, run] { m_choose([this, run](Output &output) { return run(output, options()); }); });
    return command;
}

void AuditGroup::addFilter(CLI::App &command)
{
    command.add_option("--search", m_search, "Only lines with these words in the SQL, its parameters or the place")
        ->type_name("TEXT");
    command.add_option("--profile", m_profile, "Only of this profile")->type_name("NAME");
    command.add_option("--since", m_from, "Only from this time on: 2026-03-01, 2026-03-01T14:30:00Z")
        ->type_name("TIME");
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
