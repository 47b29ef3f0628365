// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/profiles/profilegroup.h"

#include "cli/terminal/localtext.h"

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
    add("list", "List all profiles", &profilesList)
        ->add_option("--group,-g", m_group, "Only those of this group")
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
    added->callback(
        [this, action] { m_choose([action, words = options()](Output &output) { return action(output, words); }); });
    added->add_flag("--json", m_json, "Write one JSON document to standard output");
    added->footer("");
    return added;
}

void ProfileGroup::addName(CLI::App *command, const char *help)
{
    command->add_option("name", m_name, help)->type_name("NAME")->required();
}

void ProfileGroup::addFields(CLI::App *command)
{
    command->add_option("--database,-d", m_database, "Read its fields from a URI or keywords")->type_name("URL");
    command->add_option("--set,-s", m_settings, "Set a field; may be repeated")
        ->type_name("KEY=VALUE")
        ->allow_extra_args(false);
    command
        ->add_option(
            "--secret-command", m_secretCommand,
            "The program that prints the password; repeat for its arguments (--secret-command=-x)")
        ->type_name("WORD")
        ->allow_extra_args(false);
    CLI::Option *ask =
        command->add_flag("--ask-password", m_askPassword, "Ask for the password and store it in the keychain");
    command
        ->add_option(
            "--password-file", m_passwordFile, "Store the first line of this file in the keychain; - is standard input")
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
    edited->add_option("--rename", m_newName, "Another name")->type_name("NAME");
    edited->add_flag("--forget-password", m_forgetPassword, "Remove its password from the keychain");
    CLI::App *removed = add("remove", "Remove a profile, and its password from the keychain", &profilesRemove);
    addName(removed, "Its name");
    removed->add_flag("--yes,-y", m_yes, "Do not ask for confirmation");
}

void ProfileGroup::addTransfer()
{
    CLI::App *import = add("import", "Import profiles from a file of another program", &profilesImport);
    import->add_option("file", m_file, "The file; - is standard input")->type_name("FILE")->required();
    import
        ->add_option(
            "--format,-f", m_format, "uri, dotenv, service, pgpass, pgadmin, dbeaver or howdah; default: detected")
        ->type_name("FORMAT");
    import->add_option("--group,-g", m_group, "Put them in this group")->type_name("NAME");
    import
        ->add_option(
            "--accept", m_accepted,
            "Import this field as well, although it may redirect or weaken the connection (hostaddr, options, "
            "sslrootcert, ...); may be repeated")
        ->type_name("FIELD")
        ->allow_extra_args(false);
    import->add_flag("--keep-passwords", m_keepPasswords, "Store passwords that are found in the keychain");
    import->add_flag("--yes,-y", m_yes, "Carry out the plan");
    CLI::App *exported = add("export", "Write profiles to a file, without secrets", &profilesExport);
    exported->add_option("names", m_names, "Their names; default: all")->type_name("NAME");
    exported->add_option("--format,-f", m_format, "howdah, uri or service (howdah)")->type_name("FORMAT");
    exported->add_option("--out,-o", m_file, "The file; default: standard output")->type_name("FILE");
    exported->add_flag("--force", m_force, "Replace the file if it exists");
}

ProfileOptions ProfileGroup::options() const
{
    return {
        .name = text(m_name),
        .names = texts(m_names),
        .group = text(m_group),
        .database = text(m_database),
        .settings = texts(m_settings),
        .newName = text(m_newName),
        .secretCommand = texts(m_secretCommand),
        .passwordFile = text(m_passwordFile),
        .askPassword = m_askPassword,
        .forgetPassword = m_forgetPassword,
        .file = text(m_file),
        .format = text(m_format),
        .accepted = texts(m_accepted),
        .keepPasswords = m_keepPasswords,
        .yes = m_yes,
        .force = m_force};
}

} // namespace howdah::cli
