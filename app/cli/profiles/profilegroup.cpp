// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/profiles/profilegroup.h"

#include "cli/terminal/wordoptions.h"

namespace howdah::cli {

namespace {

constexpr const char *ProfilesFooter =
    R"(A profile is a connection by its name: wherever --database takes a URI, it takes the name of a profile, too. The
private server is the profile "private". Profiles lie in profiles.json in the data folder, without any password.

The password comes from the keychain of the desktop (secret=keychain), is asked for each time (ask), is read by libpq
from ~/.pgpass (passfile), or is the first line that a program prints (command), which is run by its argument list
without a shell. Without a keychain it is asked for.

--set takes keywords of libpq (host, port, dbname, user, sslmode, sslrootcert, sslcert, sslkey, sslcrl,
target_session_attrs, channel_binding, service, passfile, options, connect_timeout, keepalives_idle, ...) and
group, colour (#rrggbb), environment (development, staging, production), time_zone, search_path, secret, pool_idle,
pool_most, log_statements, audit_table, offer_migrations, ssh_host, ssh_port, ssh_user, ssh_key, ssh_jump. An empty
value takes a field away.

import reads URIs, .env files with DATABASE_*, pg_service.conf, .pgpass, servers.json of pgAdmin, data-sources.json of
DBeaver and what export wrote; it shows its plan first and writes only with --yes. Programs that such a file names are
never imported.

--json writes one document with "format": 1. list: profiles. show, add, edit: profile. import: add [name, connection,
hasPassword], present, notes [place, why], written. export: profiles in the format asked for. test: reached; place,
version, user, database, milliseconds, pooling (none, session, transaction, unknown), poolingWords, tls [protocol,
cipher, verified, nameVerified, certificate]; or cause, sentence, advice, said, sqlState. All: exitCode; an error: error
[kind, message, detail, hint].
Exit codes: 0 done, 1 something to do, 2 failed, 64 the command line makes no sense, 69 cannot connect.)";

} // namespace

ProfileGroup::ProfileGroup(CLI::App &profiles, bool &json, Choose choose)
    : m_profiles(profiles)
    , m_json(json)
    , m_choose(std::move(choose))
{
    addWord(add("list", "List all profiles", &profilesList), "--group,-g", m_options.group, "Only those of this group")
        ->type_name("NAME");
    addName(add("show", "Show one profile", &profilesShow), "Its name");
    addChanges();
    addTransfer();
    addName(
        add("test", "Connect, and show what responds, or why it fails and what to do", &profilesTest),
        "The name of a profile, a URI or keywords");
    m_profiles.footer(ProfilesFooter);
}

CLI::App *ProfileGroup::add(const char *name, const char *description, Action action)
{
    CLI::App *added = m_profiles.add_subcommand(name, description);
    added->callback([this, action] { m_choose([this, action](Output &output) { return action(output, m_options); }); });
    added->add_flag("--json", m_json, "Write one JSON document to standard output");
    added->footer("");
    return added;
}

void ProfileGroup::addName(CLI::App *command, const char *help)
{
    addWord(command, "name", m_options.name, help)->type_name("NAME")->required();
}

void ProfileGroup::addFields(CLI::App *command)
{
    addWord(command, "--database,-d", m_options.database, "Read its fields from a URI or keywords")->type_name("URL");
    addWords(command, "--set,-s", m_options.settings, "Set a field; may be repeated")
        ->type_name("KEY=VALUE")
        ->allow_extra_args(false);
    addWords(
        command, "--secret-command", m_options.secretCommand,
        "The program that prints the password; repeat for its arguments (--secret-command=-x)")
        ->type_name("WORD")
        ->allow_extra_args(false);
    CLI::Option *ask =
        command->add_flag("--ask-password", m_options.askPassword, "Ask for the password and store it in the keychain");
    addWord(
        command, "--password-file", m_options.passwordFile,
        "Store the first line of this file in the keychain; - is standard input")
        ->type_name("FILE")
        ->excludes(ask);
}

void ProfileGroup::addChanges()
{
    CLI::App *made = add("add", "Create a profile", &profilesAdd);
    addName(made, "Its name");
    addFields(made);
    CLI::App *edited = add("edit", "Change a profile, or its password in the keychain", &profilesEdit);
    addName(edited, "Its name");
    addFields(edited);
    addWord(edited, "--rename", m_options.newName, "Another name")->type_name("NAME");
    edited->add_flag("--forget-password", m_options.forgetPassword, "Remove its password from the keychain");
    CLI::App *removed = add("remove", "Remove a profile, and its password from the keychain", &profilesRemove);
    addName(removed, "Its name");
    removed->add_flag("--yes,-y", m_options.yes, "Do not ask for confirmation");
}

void ProfileGroup::addTransfer()
{
    CLI::App *import = add("import", "Import profiles from a file of another program", &profilesImport);
    addWord(import, "file", m_options.file, "The file; - is standard input")->type_name("FILE")->required();
    addWord(
        import, "--format,-f", m_options.format,
        "uri, dotenv, service, pgpass, pgadmin, dbeaver or howdah; default: detected")
        ->type_name("FORMAT");
    addWord(import, "--group,-g", m_options.group, "Put them in this group")->type_name("NAME");
    addWords(
        import, "--accept", m_options.accepted,
        "Import this field as well, although it may redirect or weaken the connection (hostaddr, options, "
        "sslrootcert, ...); may be repeated")
        ->type_name("FIELD")
        ->allow_extra_args(false);
    import->add_flag("--keep-passwords", m_options.keepPasswords, "Store passwords that are found in the keychain");
    import->add_flag("--yes,-y", m_options.yes, "Carry out the plan");
    CLI::App *exported = add("export", "Write profiles to a file, without secrets", &profilesExport);
    addWords(exported, "names", m_options.names, "Their names; default: all")->type_name("NAME");
    addWord(exported, "--format,-f", m_options.format, "howdah, uri or service (howdah)")->type_name("FORMAT");
    addWord(exported, "--out,-o", m_options.file, "The file; default: standard output")->type_name("FILE");
    exported->add_flag("--force", m_options.force, "Replace the file if it exists");
}

} // namespace howdah::cli
