// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/migrate/proofgroup.h"

#include "cli/terminal/wordoptions.h"

namespace howdah::cli {

constexpr const char *RehearseFooter =
    R"(Runs up, down and up of each migration on the private server, in a database that is made for it, and compares what the
database holds before and after: tables, columns, indexes, ..., roles and rows. With --database it begins with a copy of
that database's schema, which is only read, and rehearses what is pending there.

Exit codes: 0 every rollback is proven, or loses data only; 1 one could not be rehearsed (no down file, say), or
restores all but the order of columns; 2 one fails or does not restore; 64, 69 as usual.

--json: migrations [version, name, badge (proven, loses, not-restored, not-proven, reordered), reason, failed, losses [kind,
schema, name, column, byUp, rows, line], missing, added, up and down [number, line, command, durationMs, walBytes, skipped, locks
[relation, mode, measured, bytes], rewrites [relation, index, bytes]], upMs, downMs, againMs, notes, at, serverVersion,
database, sampleRows], warnings, exitCode.)";

ProofGroup::ProofGroup(CLI::App &migrate, bool &json, Choose choose)
    : m_migrate(migrate)
    , m_json(json)
    , m_choose(std::move(choose))
{
    addRehearse();
    addDump();
    addRestore();
}

CLI::App *ProofGroup::add(const char *name, const char *description, Command command)
{
    CLI::App *added = m_migrate.add_subcommand(name, description);
    added->callback([this, command = std::move(command)] { m_choose(command); });
    return added;
}

void ProofGroup::addRehearse()
{
    CLI::App *rehearse =
        add("rehearse", "Prove on a scratch database that each rollback restores the previous state",
            [this](Output &output) { return migrateRehearse(output, m_rehearse); });
    addWord(rehearse, "--source,-s", m_rehearse.folder.folder, "The migrations folder")->type_name("DIR")->required();
    CLI::Option *database =
        addWord(rehearse, "--database,-d", m_rehearse.database, "Start with a copy of this database; default: empty");
    database->type_name("URL");
    rehearse
        ->add_option(
            "--sample", m_rehearse.folder.sampleRows,
            "Copy this many rows of each table, and the rows they reference (0)")
        ->check(CLI::Range(0, 1'000'000))
        ->type_name("N")
        ->needs(database);
    addWord(rehearse, "--to", m_rehearse.folder.to, "Up to and including this version; default: all")
        ->type_name("VERSION");
    rehearse->add_flag("--json", m_json, "Write one JSON document to standard output");
    rehearse->footer(RehearseFooter);
}

void ProofGroup::addDump()
{
    CLI::App *dump =
        add("dump", "Write the schema as SQL; the same schema always gives the same bytes",
            [this](Output &output) { return migrateDump(output, m_dump); });
    addWord(dump, "--database,-d", m_dump.database, "The database; default: the private server")->type_name("URL");
    addWord(dump, "--output,-o", m_dump.file, "Write it to this file; default: standard output")->type_name("FILE");
    const auto takeNoHistory = [this] { m_dump.what.withoutSchemas << QStringLiteral("howdah"); };
    dump->add_flag_callback("--no-history", takeNoHistory, "Without the schema howdah");
    dump->add_flag("--owners", m_dump.what.owners, "Include owners");
    dump->add_flag("--privileges", m_dump.what.privileges, "Include GRANTs");
}

void ProofGroup::addRestore()
{
    CLI::App *restore =
        add("restore", "Restore a safety copy (down --safety-copy), all or nothing",
            [this](Output &output) { return migrateRestore(output, m_restore); });
    addWord(restore, "file", m_restore.file, "The .dump file")->type_name("FILE")->required();
    addWord(restore, "--database,-d", m_restore.database, "The database; default: the private server")
        ->type_name("URL");
    restore->add_flag("--yes,-y", m_restore.yes, "Do not ask for confirmation; required without a terminal");
    const auto takeChanged = [this](const std::string &word) {
        m_restore.changed = word == "overwrite" ? migration::ChangedRows::Overwrite : migration::ChangedRows::Keep;
    };
    restore
        ->add_option_function<std::string>(
            "--changed", takeChanged,
            "What to do with rows that have different values now; without this they block the restore")
        ->check(CLI::IsMember({"overwrite", "keep"}))
        ->type_name("WHAT");
    restore->add_flag("--json", m_json, "Write one JSON document to standard output");
    restore->footer("A missing table is recreated; an empty one is filled; one that lost some of its rows gets them "
                    "back; a column that was dropped and recreated gets its values by primary key. Anything else "
                    "blocks the restore, and nothing is done.");
}

} // namespace howdah::cli
