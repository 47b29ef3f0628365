// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/prompts/promptgroup.h"

#include "cli/terminal/wordoptions.h"
#include "prompt/run/endpoint.h"

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

Whatever changes a database, a file of yours or a key shows its plan first and does it only with --yes; without it, exit
code 1 says that there is something to do. export writes at once. Exit codes: 0 done or equal, 1 something to do, or different, 2 failed or refused, 64, 69 as usual.

--json writes one document with "format": 1. seed, import, status: prompts [promptId, name, version, action, differences,
note], onlyInDatabase, losses [prompt, field, reason], inserted, updated. export: files [promptId, file, action,
encrypted, note], losses. list: prompts [id, promptId, name, version, model, active, state, keyId, calls, lastUsed]; a
state is one of plain, open, locked, wrong-key, damaged. render: messages [role, content,
parts, history], engine, variables, missing, unused, unsupported, enginesThatDiffer, inputSchema, outputSchema. lint: findings [rule, severity, promptId, place, field, offset, length, message, fix,
sql]. diff: fields [field, diff], tokensBefore, tokensAfter. activate, rollback, deactivate: name, from, to, differs,
fromScore, toScore, written. score: score, costs [model, calls,
p50AsInput, p50AsOutput, p95AsInput, p95AsOutput [value, low, high]], comparison [metric, verdict, change [value, low, high],
chance, primary, nBefore, nAfter], method, cautions. labels: labels [name, label, id, version, reason, by, at],
approvals [id, name, version, by, at, comment, counts], rules [label, prompt, approvals, role, approvers]. label, unlabel:
name, label, from, to, missingApprovals, written. run: text, endpoint, server, model, finishReason, usage [input,
output, counted], firstTokenMs, totalMs, cost, warnings. endpoints: endpoints [name, url, model, timeout, key, usual], file.
datasets: datasets [name, description, cases, lastRun]. test:
dataset, endpoint, versions [promptId, model, results [case, passed, score, answer, error, checks, milliseconds,
inputTokens, outputTokens, cost]], comparison [pairs, unpaired, unanswered, metrics, method], cancelled, saved.
status --exact: commitMessage. reencrypt: key, changed, current, refused. All: exitCode; an error: error [kind, message, detail, hint].)";

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
    addRelease();
    addScore();
    addRun();
    addEndpoints();
    addTests();
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

// ---- options

void PromptGroup::addPlace(CLI::App *command, PromptPlace &place)
{
    addWord(command, "--database,-d", place.database, "The database; default: the private server")->type_name("URL");
    addWord(command, "--table", place.table, "The prompt table, if there are several")->type_name("NAME");
    addWord(command, "--mapping", place.mapping, "A mapping file for a table with different column names")
        ->type_name("FILE");
    addWord(command, "--key-file", place.keyFile, "A key file; default: the keychain")->type_name("FILE");
    command->add_flag("--json", m_json, "Write one JSON document to standard output");
}

void PromptGroup::addYes(CLI::App *command, bool &yes)
{
    command->add_flag("--yes,-y", yes, "Do it; otherwise only the plan is shown");
}

void PromptGroup::addSync(CLI::App *command)
{
    addPlace(command, m_sync.place);
    addYes(command, m_sync.yes);
    addWords(command, "--only", m_sync.only, "Only this promptId; may be given several times")
        ->type_name("ID")
        ->allow_extra_args(false);
    command->add_flag(
        "--update", m_sync.update,
        "Change existing prompts; versions that were used are left as they are, and reported");
    command->add_flag(
        "--overwrite", m_sync.overwrite, "With --update: even prompts edited in the database since the export");
    command->add_flag("--readable", m_sync.readable, "Write texts unencrypted if there is no key");
}

void PromptGroup::addVersion(CLI::App *command, QString &version, const char *help)
{
    addWord(command, "prompt", version, help)->type_name("PROMPT")->required();
}

// ---- commands

void PromptGroup::addFiles()
{
    CLI::App *seed =
        add(&m_prompts, "seed", "Insert the prompts of a folder; existing ones are skipped",
            [this](Output &output) { return promptsSeed(output, m_sync); });
    addWord(seed, "--source,-s", m_sync.source, "The folder of .prompt files")->type_name("DIR")->required();
    addSync(seed);
    CLI::App *status =
        add(&m_prompts, "status", "Compare a folder with the database; changes nothing",
            [this](Output &output) { return promptsStatus(output, m_sync); });
    addWord(status, "--source,-s", m_sync.source, "The folder of .prompt files")->type_name("DIR")->required();
    addWords(status, "--only", m_sync.only, "Only this promptId; may be given several times")
        ->type_name("ID")
        ->allow_extra_args(false);
    status->add_flag("--exact", m_sync.exact, "Prompts that are only in the database count as differences");
    status
        ->add_option_function<std::string>(
            "--format", [this](const std::string &format) { m_sync.commit = format == "commit"; },
            "table, or commit: a message for the commit of an export, and nothing where nothing differs (table)")
        ->check(CLI::IsMember({"table", "commit"}))
        ->type_name("FORMAT");
    addPlace(status, m_sync.place);
}

void PromptGroup::addTransfer()
{
    const CLI::IsMember formats(
        {"dotprompt", "langfuse", "prompty", "github", "litellm", "langchain", "promptfoo", "csv", "openai",
         "anthropic"});
    CLI::App *exporting =
        add(&m_prompts, "export", "Write the prompts of the database to files that only you can read",
            [this](Output &output) { return promptsExport(output, m_sync); });
    addWord(exporting, "--out,-o", m_sync.out, "The folder")->type_name("DIR")->required();
    addWord(
        exporting, "--format", m_sync.format,
        "dotprompt, langfuse, prompty, github, litellm, langchain, promptfoo, csv (of promptfoo), openai or anthropic "
        "(dotprompt)")
        ->check(formats)
        ->type_name("FORMAT");
    addWords(exporting, "--only", m_sync.only, "Only this version; may be given several times")
        ->type_name("PROMPT")
        ->allow_extra_args(false);
    exporting->add_flag(
        "--overwrite", m_sync.overwrite, "Also replace files that were edited since they were exported");
    addPlace(exporting, m_sync.place);
    addYes(exporting, m_sync.yes); // scripts have it
    exporting->get_option("--yes")->description("Has no effect: an export is always written");
    CLI::App *importing =
        add(&m_prompts, "import", "Insert the prompts of files as inactive versions, and report what is not supported",
            [this](Output &output) { return promptsImport(output, m_sync); });
    addWords(importing, "files", m_sync.files, "The files")->type_name("FILE")->required();
    addWord(
        importing, "--format", m_sync.format,
        "as of export; default: by the ending, and .json and .yaml by what they hold; .prompty is prompty, "
        ".prompt.yml github, all others dotprompt")
        ->check(formats)
        ->type_name("FORMAT");
    addSync(importing);
}

void PromptGroup::addList()
{
    addPlace(
        add(&m_prompts, "list", "Show all versions, whether they are active, and the state of their texts",
            [this](Output &output) { return promptsList(output, m_look); }),
        m_look.place);
    CLI::App *search =
        add(&m_prompts, "search", "Search in the decrypted texts of all versions; exit code 1: nothing found",
            [this](Output &output) { return promptsSearch(output, m_look); });
    addWord(search, "text", m_look.search.text, "What to search for, ignoring case")->type_name("TEXT");
    search->add_flag("--regex", m_look.search.regex, "It is a Perl-compatible regular expression");
    search->add_flag("--match-case", m_look.search.matchCase, "Case-sensitive");
    addWord(search, "--variable", m_look.search.variable, "Only prompts that use this variable")->type_name("NAME");
    addWord(search, "--model", m_look.search.model, "Only prompts for this model")->type_name("NAME");
    search->add_flag("--active", m_look.search.activeOnly, "Only active versions");
    addPlace(search, m_look.place);
    CLI::App *lint =
        add(&m_prompts, "lint", "Report problems of prompts: variables, secrets, models, versions, references, use",
            [this](Output &output) { return promptsLint(output, m_look); });
    CLI::Option *source =
        addWord(lint, "--source,-s", m_look.source, "A folder of .prompt files, instead of the database")
            ->type_name("DIR");
    addPlace(lint, m_look.place);
    lint->get_option("--database")->excludes(source);
    addWord(lint, "--models", m_look.models, "A list of models; default: the one that comes with Howdah")
        ->type_name("FILE");
    lint->add_option("--stale-days", m_look.staleDays, "Report active versions without a call for this many days (90)")
        ->check(CLI::Range(1, 100'000))
        ->type_name("DAYS");
    lint->footer("Exit codes: 0 only infos, 1 warnings, 2 errors. SQL below a finding fixes it, or shows its row.");
}

void PromptGroup::addTexts()
{
    CLI::App *render =
        add(&m_prompts, "render", "Show what the model would see; exit code 1: values are missing",
            [this](Output &output) { return promptsRender(output, m_look); });
    addVersion(render, m_look.first, "A .prompt file, or a version in the database");
    addWords(render, "--set", m_look.settings, "The value of a variable; may be given several times")
        ->type_name("NAME=VALUE")
        ->allow_extra_args(false);
    addWord(render, "--values", m_look.values, "A JSON file with values; -: standard input")->type_name("FILE");
    addWord(render, "--interaction", m_look.interaction, "Use the values of this call")->type_name("ID");
    addWord(
        render, "--engine", m_look.engine,
        "plain, handlebars (with the helpers of Dotprompt), mustache, jinja or fstring; default: handlebars for a "
        ".prompt "
        "file without a key of ours, plain for all else")
        ->check(CLI::IsMember({"plain", "handlebars", "mustache", "jinja", "fstring"}))
        ->type_name("ENGINE");
    addWord(render, "--history", m_look.history, "A JSON file of messages that came before, for {{history}}")
        ->type_name("FILE");
    addWord(render, "--context", m_look.context, "A JSON file of what {{@name}} gives")->type_name("FILE");
    addPlace(render, m_look.place);
    CLI::App *diff =
        add(&m_prompts, "diff", "Compare two decrypted prompts; exit code 1: they differ",
            [this](Output &output) { return promptsDiff(output, m_look); });
    addVersion(diff, m_look.first, "A .prompt file, or a version in the database");
    addWord(
        diff, "other", m_look.second,
        "The other one; default: the same version in the file, or in the database --against")
        ->type_name("PROMPT");
    addWord(diff, "--against", m_look.against, "The database of the other one")->type_name("URL");
    diff->add_flag("--words", m_look.words, "Show changed words instead of lines");
    diff->add_flag("--blanks", m_look.blanks, "Show trailing spaces, tabs and invisible characters");
    addWord(diff, "--models", m_look.models, "A list of models with prices, to compute the cost of the change")
        ->type_name("FILE");
    addPlace(diff, m_look.place);
}

void PromptGroup::addActivation()
{
    const auto activation = [this](ActivationAction action) -> Command {
        return [this, action](Output &output) { return promptsActivate(output, m_change, action); };
    };
    const auto addOptions = [this](CLI::App *command) {
        addWord(command, "--reason", m_change.reason, "The reason, for the history")->type_name("TEXT");
        addWord(command, "--by", m_change.by, "The user name, for the history; default: the database user")
            ->type_name("NAME");
        addWord(command, "--replaces", m_change.replaces, "Only if this version is active now; none: only if none is")
            ->type_name("VERSION");
        command->add_option("--days", m_change.days, "Days of statistics (30)")->check(CLI::Range(1, 100'000));
        addPlace(command, m_change.place);
        addYes(command, m_change.yes);
    };
    CLI::App *activate =
        add(&m_prompts, "activate", "Activate a version, after showing what it replaces and the scorecard of that",
            activation(ActivationAction::Activate));
    addVersion(activate, m_change.prompt, "The version");
    addOptions(activate);
    CLI::App *rollback =
        add(&m_prompts, "rollback", "Reactivate the version that was active before the last change",
            activation(ActivationAction::Rollback));
    addVersion(rollback, m_change.prompt, "The name of the prompt, or any of its versions");
    addOptions(rollback);
    CLI::App *deactivate =
        add(&m_prompts, "deactivate", "Leave the prompt without an active version",
            activation(ActivationAction::Deactivate));
    addVersion(deactivate, m_change.prompt, "The name of the prompt, or any of its versions");
    addOptions(deactivate);
    CLI::App *history =
        add(&m_prompts, "history", "Show who made which version active, when and why",
            [this](Output &output) { return promptsHistory(output, m_change); });
    addWord(history, "prompt", m_change.prompt, "Only for this prompt")->type_name("PROMPT");
    addPlace(history, m_change.place);
}

void PromptGroup::addRelease()
{
    CLI::App *labels =
        add(&m_prompts, "labels", "Show which version each label names, who has approved which, and the rules",
            [this](Output &output) { return promptsLabels(output, m_release); });
    addWord(labels, "prompt", m_release.prompt, "Only of this prompt")->type_name("PROMPT");
    addPlace(labels, m_release.place);
    const auto addLabel = [this](CLI::App *command) {
        addWord(command, "label", m_release.label, "The label: production, staging and so on")
            ->type_name("LABEL")
            ->required();
        addWord(command, "--replaces", m_release.replaces, "Only if it names this version now; none: only if it is new")
            ->type_name("VERSION");
        addPlace(command, m_release.place);
        addYes(command, m_release.yes);
    };
    CLI::App *label =
        add(&m_prompts, "label", "Have a label name a version: what this environment uses",
            [this](Output &output) { return promptsLabel(output, m_release, LabelAction::Set); });
    addVersion(label, m_release.prompt, "The version");
    addWord(label, "--reason", m_release.reason, "The reason, kept with the label")->type_name("TEXT");
    addLabel(label);
    CLI::App *unlabel = add(&m_prompts, "unlabel", "Remove a label of a prompt", [this](Output &output) {
        return promptsLabel(output, m_release, LabelAction::Remove);
    });
    addVersion(unlabel, m_release.prompt, "The name of the prompt, or any of its versions");
    addLabel(unlabel);
    CLI::App *approve =
        add(&m_prompts, "approve", "Approve a version, in the name of the database user",
            [this](Output &output) { return promptsApprove(output, m_release); });
    addVersion(approve, m_release.prompt, "The version");
    addWord(approve, "--comment", m_release.reason, "What to record with it")->type_name("TEXT");
    approve->add_flag("--withdraw", m_release.withdraw, "Withdraw an approval instead");
    addPlace(approve, m_release.place);
    addYes(approve, m_release.yes);
    approve->footer(
        "Who wrote or changed a version cannot approve it, and an approval is of the text as it is now: the "
        "database holds both.");
    CLI::App *rule =
        add(&m_prompts, "rule", "Say who may set a label, and how many approvals that takes",
            [this](Output &output) { return promptsRule(output, m_release); });
    addWord(rule, "label", m_release.label, "The label; active: the active version")->type_name("LABEL")->required();
    addWord(rule, "--prompt", m_release.prompt, "Only for this prompt; default: all without a rule of their own")
        ->type_name("NAME");
    rule->add_option("--approvals", m_release.approvals, "Approvals of others than the writers (0)")
        ->check(CLI::Range(0, 9))
        ->type_name("NUMBER");
    addWord(rule, "--role", m_release.role, "Only members of this database role may set it")->type_name("ROLE");
    addWord(rule, "--approvers", m_release.approverRole, "Only approvals of members of this role count")
        ->type_name("ROLE");
    rule->add_flag("--remove", m_release.remove, "Remove the rule");
    addPlace(rule, m_release.place);
    addYes(rule, m_release.yes);
}

void PromptGroup::addScore()
{
    CLI::App *score =
        add(&m_prompts, "score", "Show the scorecard of a version, and compare it with another one",
            [this](Output &output) { return promptsScore(output, m_change); });
    addVersion(score, m_change.prompt, "The version");
    addWord(score, "--against", m_change.against, "The version to compare it with")->type_name("PROMPT");
    score->add_option("--days", m_change.days, "Days of statistics (30); 0: all calls")->check(CLI::Range(0, 100'000));
    addWord(
        score, "--primary", m_change.primary,
        "The metric that decides: success, p50Ms, p95Ms, tokens, quality (success)")
        ->type_name("METRIC");
    addWord(score, "--models", m_change.models, "A list of models with prices, for the cost; default: models.yaml")
        ->type_name("FILE");
    score->add_flag("--once", m_change.isOnce, "You look once, at a number of calls that was set beforehand: narrower");
    addPlace(score, m_change.place);
    score->footer(
        "Intervals are 95 % confidence intervals: Wilson's for shares, Student's for means, order statistics "
        "for percentiles, Newcombe's and Welch's for differences; by the variance between sessions where calls "
        "have them. Comparisons hold however often you look (without --once), all metrics but the primary one "
        "share one error (Holm). Under 30 calls or 10 sessions, and for versions that were not used at the "
        "same time, no result is given.");
}

void PromptGroup::addTests()
{
    addPlace(
        add(&m_prompts, "datasets", "Show the datasets that prompts are tested with, and their last runs",
            [this](Output &output) { return promptsDatasets(output, m_test); }),
        m_test.place);
    CLI::App *test =
        add(&m_prompts, "test", "Run a version of a prompt over a dataset, and check its answers",
            [this](Output &output) { return promptsTest(output, m_test); });
    addWord(test, "dataset", m_test.dataset, "The name of the dataset")->type_name("DATASET")->required();
    addWord(test, "--prompt", m_test.prompt, "The name of the prompt")->type_name("NAME")->required();
    addWord(test, "--version", m_test.version, "The version to test; default: the active one")->type_name("VERSION");
    addWord(test, "--against", m_test.against, "A version to compare it with, over the same cases")
        ->type_name("VERSION");
    addWord(test, "--endpoint,-e", m_test.endpoint, "The endpoint; default: the usual one")->type_name("NAME");
    addWord(test, "--model", m_test.model, "The model; default: that of the endpoint, or else of the prompt")
        ->type_name("MODEL");
    addWord(
        test, "--judge-model", m_test.judgeModel,
        "The model of judges; default: that of the endpoint, or the judge's own")
        ->type_name("MODEL");
    addWord(test, "--junit", m_test.junit, "Also write the results to this file, as JUnit's XML")->type_name("FILE");
    test->add_flag("--no-save", m_test.isUnsaved, "Do not keep the results in the database");
    addPlace(test, m_test.place);
    test->footer(
        "Exit codes: 0 all cases of the version passed, 4 some did not, 1 another name was typed than asked for, 2 "
        "failed or cancelled, 64 and 69 as usual. A baseline (--against) does not change the code. Texts that are "
        "encrypted or active in production, and cases made from calls in production, are sent only after the name of "
        "the endpoint was typed, or given by --confirm.");
}

void PromptGroup::addKeys()
{
    CLI::App *reencrypt =
        add(&m_prompts, "reencrypt", "Encrypt all texts with the current key, including unencrypted ones",
            [this](Output &output) { return promptsReencrypt(output, m_keys); });
    addPlace(reencrypt, m_keys.place);
    addYes(reencrypt, m_keys.yes);
    reencrypt->footer("Each text is encrypted either with the old key or with the new one: if interrupted, run it "
                      "again. Exit code 2: some cannot be decrypted, and were left as they are.");
    CLI::App *group = m_prompts.add_subcommand("keys", "Manage the keys that system prompts are encrypted with");
    group->require_subcommand(1);
    group->footer("");
    const auto addAction = [this, group](const char *name, const char *description, KeyAction action) {
        CLI::App *command = add(
            group, name, description, [this, action](Output &output) { return promptsKeys(output, m_keys, action); });
        addPlace(command, m_keys.place);
        return command;
    };
    addAction("list", "Show the keys that you have, and those used by the texts in the database", KeyAction::List);
    CLI::App *create = addAction("create", "Create a key for encrypting new texts", KeyAction::Create);
    addWord(create, "--id", m_keys.id, "Its name; default: year and month")->type_name("ID");
    addYes(create, m_keys.yes);
    create->footer("To rotate: keys create, then reencrypt, then keys remove the old one.");
    for (const auto &[name, description, action] :
         {std::tuple("use", "Encrypt new texts with this key", KeyAction::Use),
          std::tuple("remove", "Remove a key that no text in the database needs", KeyAction::Remove)}) {
        CLI::App *command = addAction(name, description, action);
        addWord(command, "id", m_keys.id, "The key")->type_name("ID")->required();
        addYes(command, m_keys.yes);
    }
    for (const auto &[name, description, action] :
         {std::tuple("backup", "Write all keys to a file, protected by a passphrase", KeyAction::Backup),
          std::tuple("restore", "Add the missing keys from a backup", KeyAction::Restore)}) {
        CLI::App *command = addAction(name, description, action);
        addWord(command, "file", m_keys.file, "The backup")->type_name("FILE")->required();
        addWord(
            command, "--passphrase-file", m_keys.passphraseFile,
            "A file whose first line is the passphrase; default: ask")
            ->type_name("FILE");
        addYes(command, m_keys.yes);
    }
}

void PromptGroup::addRun()
{
    PromptLookOptions &look = m_run.look;
    CLI::App *run =
        add(&m_prompts, "run", "Send a prompt to an endpoint, and show the answer as it comes",
            [this](Output &output) { return promptsRun(output, m_run); });
    addVersion(run, look.first, "A .prompt file, or a version in the database");
    addWord(run, "--version", m_run.version, "This version of the prompt; default: the active one")
        ->type_name("VERSION");
    addWords(run, "--var,--set", look.settings, "The value of a variable; may be given several times")
        ->type_name("NAME=VALUE")
        ->allow_extra_args(false);
    addWord(run, "--values", look.values, "A JSON file with values; -: standard input")->type_name("FILE");
    addWord(run, "--history", look.history, "A JSON file of messages that came before, for {{history}}")
        ->type_name("FILE");
    addWord(run, "--context", look.context, "A JSON file of what {{@name}} gives")->type_name("FILE");
    addWord(run, "--engine", look.engine, "plain, handlebars, mustache, jinja or fstring; default: as of render")
        ->check(CLI::IsMember({"plain", "handlebars", "mustache", "jinja", "fstring"}))
        ->type_name("ENGINE");
    addWord(run, "--endpoint,-e", m_run.endpoint, "The endpoint; default: the usual one")->type_name("NAME");
    addWord(run, "--model", m_run.model, "The model; default: that of the endpoint, or else of the prompt")
        ->type_name("MODEL");
    addPlace(run, look.place);
    run->footer(
        "Nothing is sent until an endpoint is configured (prompts endpoints set). A text that is encrypted in its "
        "database, or active in production, is sent only after the name of the endpoint was typed, or given by "
        "--confirm. Exit codes: 0 answered, 2 failed, 64 values are missing or nobody could be asked, 69 the "
        "endpoint cannot be reached or does not accept the key.");
}

void PromptGroup::addEndpoints()
{
    CLI::App *group =
        m_prompts.add_subcommand("endpoints", "The servers that prompts may be sent to; keys are in the keychain");
    group->require_subcommand(1);
    group->footer("");
    const auto addAction = [this, group](const char *name, const char *description, EndpointAction action) {
        CLI::App *command = add(group, name, description, [this, action](Output &output) {
            return promptsEndpoints(output, m_endpoint, action);
        });
        command->add_flag("--json", m_json, "Write one JSON document to standard output");
        return command;
    };
    addAction("list", "Show the endpoints that are configured", EndpointAction::List);
    CLI::App *set = addAction("set", "Add an endpoint, or change it", EndpointAction::Set);
    addWord(
        set, "--url", m_endpoint.url,
        "What stands before /chat/completions: http://localhost:11434/v1; needed for a new one")
        ->type_name("URL");
    addWord(set, "--model", m_endpoint.model, "The model; default: that of the prompt")->type_name("MODEL");
    set->add_option("--timeout", m_endpoint.seconds, "Seconds for a whole answer (120)")
        ->check(CLI::Range(int(prompt::LeastTimeout.count()), int(prompt::MostTimeout.count())))
        ->type_name("SECONDS");
    CLI::App *use = addAction("use", "Use this endpoint where none is named", EndpointAction::Use);
    CLI::App *remove = addAction("remove", "Remove an endpoint with its key", EndpointAction::Remove);
    CLI::App *key = addAction(
        "key", "Store its key in the keychain: typed, or the first line of standard input", EndpointAction::Key);
    key->add_flag("--forget", m_endpoint.forget, "Remove the key from the keychain");
    key->footer("A key belongs to the server of the endpoint: an address that leads elsewhere needs it again.");
    for (CLI::App *command : {set, use, remove, key})
        addWord(command, "name", m_endpoint.name, "The endpoint")->type_name("NAME")->required();
}

} // namespace howdah::cli
