// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/prompts/promptgroup.h"

#include "cli/terminal/localtext.h"

namespace howdah::cli {

using prompt::ActivationAction;

constexpr const char *PromptsFooter =
    R"(A prompt is a row of a table with the columns promptId, name, systemPrompt, userPromptTemplate, version,
modelPreference, isActive and metadata, in any spelling (prompt_id); another table is described by a mapping file:
    table: schema.name
    columns: {id: nr, promptId: code, name: agent, systemPrompt: sys, ...}
    interactions: {table: calls, columns: {promptId: prompt_nr, ...}}     where it has its calls
    ratings: {table: scores, columns: {interactionId: call_nr, qualityScore: stars}}
A version is named by its promptId, as "name@version", or by the name of the prompt, which means its active version.

System prompts are encrypted (XChaCha20-Poly1305) with a key of the desktop's keychain, or of --key-file, a file that
only its owner may read; the server never sees key or text. Without the key everything but the texts can be read, and
nothing is ever written in readable form instead, unless --readable asks for it.

Whatever writes shows its plan first and writes only with --yes; without it, exit code 1 says that there is something to
do. Exit codes: 0 done or equal, 1 something to do, or different, 2 failed or refused, 64, 69 as usual.

--json writes one document with "format": 1. seed, import, status: prompts [promptId, name, version, action, differences,
note], onlyInDatabase, losses [prompt, field, reason], inserted, updated. export: files [promptId, file, action,
encrypted, note], losses. list: prompts [id, promptId, name, version, model, active, state, keyId, calls, lastUsed]; a
state is one of plain, open, locked, wrong-key, damaged. render: messages [role, content], variables, missing, unused,
unsupported, enginesThatDiffer. lint: findings [rule, severity, promptId, place, field, offset, length, message, fix,
sql]. diff: fields [field, diff], tokensBefore, tokensAfter. activate, rollback, deactivate: name, from, to, differs,
fromScore, toScore, written. score: score, comparison [metric, verdict, change [value, low, high], nBefore, nAfter],
cautions. reencrypt: key, changed, current, refused. All: exitCode; an error: error [kind, message, detail, hint].)";

PromptGroup::PromptGroup(CLI::App &prompts, bool &json, Choose choose)
    : m_prompts(prompts)
    , m_json(json)
    , m_choose(std::move(choose))
{
    addFiles();
    addTransfer();
    addList();
    addTexts();
    addActivation();
    addScore();
    addKeys();
    m_prompts.footer(PromptsFooter);
}

CLI::App *PromptGroup::add(CLI::App *parent, const char *name, const char *description, Command command)
{
    CLI::App *added = parent->add_subcommand(name, description);
    added->callback([this, command = std::move(command)] { m_choose(command); });
    added->footer("");
    return added;
}

PromptPlace PromptGroup::place() const { return {text(m_database), text(m_table), text(m_mapping), text(m_keyFile)}; }

PromptSyncOptions PromptGroup::sync() const
{
    return {
        .place = place(),
        .source = text(m_source),
        .files = texts(m_files),
        .format = text(m_format),
        .out = text(m_out),
        .only = texts(m_only),
        .update = m_update,
        .overwrite = m_overwrite,
        .readable = m_readable,
        .exact = m_exact,
        .yes = m_yes};
}

PromptLookOptions PromptGroup::look() const
{
    return {
        .place = place(),
        .source = text(m_source),
        .first = text(m_first),
        .second = text(m_second),
        .against = text(m_against),
        .settings = texts(m_settings),
        .values = text(m_values),
        .interaction = text(m_interaction),
        .engine = text(m_engine),
        .models = text(m_models),
        .search =
            {.text = text(m_text),
             .regex = m_regex,
             .matchCase = m_case,
             .variable = text(m_variable),
             .model = text(m_model),
             .activeOnly = m_active},
        .days = m_days,
        .staleDays = m_staleDays,
        .words = m_words,
        .blanks = m_blanks};
}

PromptChangeOptions PromptGroup::change() const
{
    return {
        .place = place(),
        .prompt = text(m_first),
        .reason = text(m_reason),
        .by = text(m_by),
        .replaces = text(m_replaces),
        .days = m_days,
        .against = text(m_against),
        .yes = m_yes};
}

PromptKeyOptions PromptGroup::keys() const
{
    return {place(), text(m_id), text(m_file), text(m_passphraseFile), m_yes};
}

// ---- options

void PromptGroup::addPlace(CLI::App *command)
{
    command->add_option("--database,-d", m_database, "The database; default: the private server")->type_name("URL");
    command->add_option("--table", m_table, "The prompt table, if there are several")->type_name("NAME");
    command->add_option("--mapping", m_mapping, "A mapping file for a table with different column names")
        ->type_name("FILE");
    command->add_option("--key-file", m_keyFile, "A key file; default: the keychain")->type_name("FILE");
    command->add_flag("--json", m_json, "Write one JSON document to standard output");
}

void PromptGroup::addYes(CLI::App *command)
{
    command->add_flag("--yes,-y", m_yes, "Do it; otherwise only the plan is shown");
}

void PromptGroup::addSync(CLI::App *command)
{
    addPlace(command);
    addYes(command);
    command->add_option("--only", m_only, "Only this promptId; may be given several times")
        ->type_name("ID")
        ->allow_extra_args(false);
    command->add_flag(
        "--update", m_update, "Change existing prompts; versions that were used are left as they are, and reported");
    command->add_flag(
        "--overwrite", m_overwrite, "With --update: even prompts edited in the database since the export");
    command->add_flag("--readable", m_readable, "Write texts unencrypted if there is no key");
}

void PromptGroup::addVersion(CLI::App *command, const char *help)
{
    command->add_option("prompt", m_first, help)->type_name("PROMPT")->required();
}

// ---- commands

void PromptGroup::addFiles()
{
    CLI::App *seed =
        add(&m_prompts, "seed", "Insert the prompts of a folder; existing ones are skipped",
            [this](Output &output) { return promptsSeed(output, sync()); });
    seed->add_option("--source,-s", m_source, "The folder of .prompt files")->type_name("DIR")->required();
    addSync(seed);
    CLI::App *status =
        add(&m_prompts, "status", "Compare a folder with the database; changes nothing",
            [this](Output &output) { return promptsStatus(output, sync()); });
    status->add_option("--source,-s", m_source, "The folder of .prompt files")->type_name("DIR")->required();
    status->add_option("--only", m_only, "Only this promptId; may be given several times")
        ->type_name("ID")
        ->allow_extra_args(false);
    status->add_flag("--exact", m_exact, "Prompts that are only in the database count as differences");
    addPlace(status);
}

void PromptGroup::addTransfer()
{
    const CLI::IsMember formats({"dotprompt", "langfuse", "prompty", "github", "litellm"});
    CLI::App *exporting =
        add(&m_prompts, "export", "Write the prompts of the database to files that only you can read",
            [this](Output &output) { return promptsExport(output, sync()); });
    exporting->add_option("--out,-o", m_out, "The folder")->type_name("DIR")->required();
    exporting->add_option("--format", m_format, "dotprompt, langfuse, prompty, github or litellm (dotprompt)")
        ->check(formats)
        ->type_name("FORMAT");
    exporting->add_option("--only", m_only, "Only this version; may be given several times")
        ->type_name("PROMPT")
        ->allow_extra_args(false);
    exporting->add_flag("--overwrite", m_overwrite, "Also replace files that were edited since they were exported");
    addPlace(exporting);
    addYes(exporting);
    CLI::App *importing =
        add(&m_prompts, "import", "Insert the prompts of files as inactive versions, and report what is not supported",
            [this](Output &output) { return promptsImport(output, sync()); });
    importing->add_option("files", m_files, "The files")->type_name("FILE")->required();
    importing
        ->add_option(
            "--format", m_format,
            "dotprompt, langfuse, prompty, github or litellm; default: .json is langfuse, .prompty prompty, "
            ".prompt.yml github, all others dotprompt")
        ->check(formats)
        ->type_name("FORMAT");
    addSync(importing);
}

void PromptGroup::addList()
{
    addPlace(
        add(&m_prompts, "list", "Show all versions, whether they are active, and the state of their texts",
            [this](Output &output) { return promptsList(output, look()); }));
    CLI::App *search =
        add(&m_prompts, "search", "Search in the decrypted texts of all versions; exit code 1: nothing found",
            [this](Output &output) { return promptsSearch(output, look()); });
    search->add_option("text", m_text, "What to search for, ignoring case")->type_name("TEXT");
    search->add_flag("--regex", m_regex, "It is a Perl-compatible regular expression");
    search->add_flag("--match-case", m_case, "Case-sensitive");
    search->add_option("--variable", m_variable, "Only prompts that use this variable")->type_name("NAME");
    search->add_option("--model", m_model, "Only prompts for this model")->type_name("NAME");
    search->add_flag("--active", m_active, "Only active versions");
    addPlace(search);
    CLI::App *lint =
        add(&m_prompts, "lint", "Report problems of prompts: variables, secrets, models, versions, references, use",
            [this](Output &output) { return promptsLint(output, look()); });
    CLI::Option *source =
        lint->add_option("--source,-s", m_source, "A folder of .prompt files, instead of the database")
            ->type_name("DIR");
    addPlace(lint);
    lint->get_option("--database")->excludes(source);
    lint->add_option("--models", m_models, "A list of models; default: the one that comes with Howdah")
        ->type_name("FILE");
    lint->add_option("--stale-days", m_staleDays, "Report active versions without a call for this many days (90)")
        ->check(CLI::Range(1, 100'000))
        ->type_name("DAYS");
    lint->footer("Exit codes: 0 only infos, 1 warnings, 2 errors. SQL below a finding fixes it, or shows its row.");
}

void PromptGroup::addTexts()
{
    CLI::App *render =
        add(&m_prompts, "render", "Show what the model would see; exit code 1: values are missing",
            [this](Output &output) { return promptsRender(output, look()); });
    addVersion(render, "A .prompt file, or a version in the database");
    render->add_option("--set", m_settings, "The value of a variable; may be given several times")
        ->type_name("NAME=VALUE")
        ->allow_extra_args(false);
    render->add_option("--values", m_values, "A JSON file with values; -: standard input")->type_name("FILE");
    render->add_option("--interaction", m_interaction, "Use the values of this call")->type_name("ID");
    render->add_option("--engine", m_engine, "plain, handlebars, mustache, jinja or fstring (plain)")
        ->check(CLI::IsMember({"plain", "handlebars", "mustache", "jinja", "fstring"}))
        ->type_name("ENGINE");
    addPlace(render);
    CLI::App *diff =
        add(&m_prompts, "diff", "Compare two decrypted prompts; exit code 1: they differ",
            [this](Output &output) { return promptsDiff(output, look()); });
    addVersion(diff, "A .prompt file, or a version in the database");
    diff->add_option(
            "other", m_second, "The other one; default: the same version in the file, or in the database --against")
        ->type_name("PROMPT");
    diff->add_option("--against", m_against, "The database of the other one")->type_name("URL");
    diff->add_flag("--words", m_words, "Show changed words instead of lines");
    diff->add_flag("--blanks", m_blanks, "Show trailing spaces, tabs and invisible characters");
    diff->add_option("--models", m_models, "A list of models with prices, to compute the cost of the change")
        ->type_name("FILE");
    addPlace(diff);
}

void PromptGroup::addActivation()
{
    const auto activation = [this](ActivationAction action) -> Command {
        return [this, action](Output &output) { return promptsActivate(output, change(), action); };
    };
    const auto addOptions = [this](CLI::App *command) {
        command->add_option("--reason", m_reason, "The reason, for the history")->type_name("TEXT");
        command->add_option("--by", m_by, "The user name, for the history; default: the database user")
            ->type_name("NAME");
        command->add_option("--replaces", m_replaces, "Only if this version is active now; none: only if none is")
            ->type_name("VERSION");
        command->add_option("--days", m_days, "Days of statistics (30)")->check(CLI::Range(1, 100'000));
        addPlace(command);
        addYes(command);
    };
    CLI::App *activate =
        add(&m_prompts, "activate", "Activate a version, after showing what it replaces and the scorecard of that",
            activation(ActivationAction::Activate));
    addVersion(activate, "The version");
    addOptions(activate);
    CLI::App *rollback =
        add(&m_prompts, "rollback", "Reactivate the version that was active before the last change",
            activation(ActivationAction::Rollback));
    addVersion(rollback, "The name of the prompt, or any of its versions");
    addOptions(rollback);
    CLI::App *deactivate =
        add(&m_prompts, "deactivate", "Leave the prompt without an active version",
            activation(ActivationAction::Deactivate));
    addVersion(deactivate, "The name of the prompt, or any of its versions");
    addOptions(deactivate);
    CLI::App *history =
        add(&m_prompts, "history", "Show who made which version active, when and why",
            [this](Output &output) { return promptsHistory(output, change()); });
    history->add_option("prompt", m_first, "Only for this prompt")->type_name("PROMPT");
    addPlace(history);
}

void PromptGroup::addScore()
{
    CLI::App *score =
        add(&m_prompts, "score", "Show the scorecard of a version, and compare it with another one",
            [this](Output &output) { return promptsScore(output, change()); });
    addVersion(score, "The version");
    score->add_option("--against", m_against, "The version to compare it with")->type_name("PROMPT");
    score->add_option("--days", m_days, "Days of statistics (30); 0: all calls")->check(CLI::Range(0, 100'000));
    addPlace(score);
    score->footer("Intervals are 95 % confidence intervals: Wilson's for shares, Student's for means, order statistics "
                  "for percentiles, Newcombe's and Welch's for differences. Under 30 calls, no result is given.");
}

void PromptGroup::addKeys()
{
    CLI::App *reencrypt =
        add(&m_prompts, "reencrypt", "Encrypt all texts with the current key, including unencrypted ones",
            [this](Output &output) { return promptsReencrypt(output, keys()); });
    addPlace(reencrypt);
    addYes(reencrypt);
    reencrypt->footer("Each text is encrypted either with the old key or with the new one: if interrupted, run it "
                      "again. Exit code 2: some cannot be decrypted, and were left as they are.");
    CLI::App *group = m_prompts.add_subcommand("keys", "Manage the keys that system prompts are encrypted with");
    group->require_subcommand(1);
    group->footer("");
    const auto addAction = [this, group](const char *name, const char *description, KeyAction action) {
        CLI::App *command = add(
            group, name, description, [this, action](Output &output) { return promptsKeys(output, keys(), action); });
        addPlace(command);
        return command;
    };
    addAction("list", "Show the keys that you have, and those used by the texts in the database", KeyAction::List);
    CLI::App *create = addAction("create", "Create a key for encrypting new texts", KeyAction::Create);
    create->add_option("--id", m_id, "Its name; default: year and month")->type_name("ID");
    addYes(create);
    create->footer("To rotate: keys create, then reencrypt, then keys remove the old one.");
    for (const auto &[name, description, action] :
         {std::tuple("use", "Encrypt new texts with this key", KeyAction::Use),
          std::tuple("remove", "Remove a key that no text in the database needs", KeyAction::Remove)}) {
        CLI::App *command = addAction(name, description, action);
        command->add_option("id", m_id, "The key")->type_name("ID")->required();
        addYes(command);
    }
    for (const auto &[name, description, action] :
         {std::tuple("backup", "Write all keys to a file, protected by a passphrase", KeyAction::Backup),
          std::tuple("restore", "Add the missing keys from a backup", KeyAction::Restore)}) {
        CLI::App *command = addAction(name, description, action);
        command->add_option("file", m_file, "The backup")->type_name("FILE")->required();
        command
            ->add_option(
                "--passphrase-file", m_passphraseFile, "A file whose first line is the passphrase; default: ask")
            ->type_name("FILE");
        addYes(command);
    }
}

} // namespace howdah::cli
