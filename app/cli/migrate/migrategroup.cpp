// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/migrate/migrategroup.h"

#include "cli/terminal/wordoptions.h"

using namespace Qt::StringLiterals;

namespace howdah::cli {

using migration::Action;
using migration::Direction;
using migration::Mark;

const char *const MigrateGroup::Footer =
    R"(A source is a folder of files <version>-<name>.up.sql and .down.sql, with an optional pack.yaml (or a folder of Prisma,
where that says so). Each migration runs in one transaction together with its row in the history; a file that begins
with "-- howdah: transaction off", or whose statements PostgreSQL refuses in a transaction, runs statement by statement.
A BEGIN with its COMMIT in the file is left out, or run as written where one transaction would not do: see plan.
A run waits for the disk once, at its end: until then its steps are "applied, durable at the end of the run", and
what a crash of the server leaves of it is its beginning. With --durable, and in production unless --no-durable is
said, each migration is on the disk before the next begins.
What ran is kept in howdah.migration_event and howdah.migration_statement: see log. When a run outside a transaction
was cut off, status says how far it came, and resume, down and mark are the ways out.

There is no "synchronize": making a database look like some model by guessing the difference drops what the model does
not know, and nobody has read the SQL before. Services that start together, and perhaps before the server does, say:
migrate up --wait. Without a terminal up asks for nothing: it runs what is pending, but where data would be lost it
refuses without --yes. In production it is locked unless --unlock gives a reason, and the names of what is destroyed
are given by --confirm.

--json writes one document with "format": 1. status: database, source, pending, historyExists, otherHistories [tool, table],
running, exitCode, problems [kind, file, line, message, blocks], gaps, catalog (with --verify), interruptions [version, text, invalidIndexes,
canResume, canUndo, advice, events] and migrations [version, name, state, note, downEdited, upFile, downFile, by, at, durationMs, statementsDone,
statementsTotal]; a state is one of pending, applied, out-of-order, edited, missing-file, failed, interrupted, running,
rolled-back, baseline, skipped, unknown. up, down, to, redo and resume: database, direction, planned, steps [version,
name, direction, durationMs, durable], doneByOthers, failure (null, or version, name, file, line, column, statement,
statements, partial, kind, sqlState, message, detail, hint), restored (null, or tables), refusals [kind, version, file, line, message, hint, split], losses
[kind, version, schema, name, column, rows, exact, dependents], warnings, exitCode. plan: steps [..., transaction, notes, before,
statements [number, line, sql, alone]], sql, refusals, losses, warnings. log: events [id, kind, version, at, by, ...,
statements [number, attempt, startedAt, finishedAt, durationMs, rows, notices, sqlState, error]]. seed: database, seeds
[file, state, at, by], done, failure, losses, refusals, exitCode. validate: refusals,
warnings, problems, gaps, invalidIndexes, catalog [compared, note, since, missing, changed, added], accepted.
An error that comes before: error [kind, message, detail, hint, sqlState], exitCode.)";

MigrateGroup::MigrateGroup(CLI::App &migrate, bool &json, Choose choose)
    : m_migrate(migrate)
    , m_json(json)
    , m_choose(std::move(choose))
{
    CLI::App *status =
        add("status", "Compare the source with the history of the database; changes nothing",
            [this](Output &output) { return migrateStatus(output, m_options); });
    addSite(status);
    status->add_flag("--verify", m_options.verify, "Compare what the database holds, too, as validate does");
    status->footer("Without --verify, files and history alone are compared, and the answer says so: to read the whole "
                   "catalog takes longer than all the rest. Exit codes: 0 up to date, 1 migrations are pending, 2 "
                   "something failed, was edited or is missing, or the database differs, 3 --verify could not compare "
                   "it.");
    addPlan();
    addRunning();
    addSeed();
    addHistory();
    addCreate();
}

CLI::App *MigrateGroup::add(const char *name, const char *description, Command command)
{
    CLI::App *added = m_migrate.add_subcommand(name, description);
    added->callback([this, command = std::move(command)] { m_choose(command); });
    return added;
}

const MigrateOptions &MigrateGroup::requested(Action action, Direction direction)
{
    m_options.request.action = action;
    m_options.request.direction = direction;
    return m_options;
}

static std::string checkVersion(const std::string &word)
{
    return !word.empty() && word[0] >= '0' && word[0] <= '9' ? std::string() : "a version begins with a digit";
}

// ---- options

constexpr const char *AsksAlways = "Do not ask for confirmation; required without a terminal";
constexpr const char *AsksForLosses = "Do not ask for confirmation; without a terminal required only where data would "
                                      "be lost or something is rolled back";

void MigrateGroup::addSite(CLI::App *command)
{
    addWord(command, "--source,-s", m_options.source, "The migrations folder")->type_name("DIR")->required();
    addWord(command, "--database,-d", m_options.database, "The database; default: the private server")
        ->type_name("URL");
    command->add_flag("--json", m_json, "Write one JSON document to standard output");
}

void MigrateGroup::addLock(CLI::App *command, const char *yes)
{
    command->add_flag("--yes,-y", m_options.yes, yes);
    // They are taken in this order, whichever was typed first.
    const auto takeLockWait = [this](std::chrono::milliseconds limit) { m_options.run.lockWait = limit; };
    addSeconds(command, "--lock-wait", takeLockWait, "Seconds to wait for another run to end (10)");
    const auto takeWait = [this] {
        m_options.run.lockWait.reset();
        m_options.serverWait = std::chrono::seconds(60);
    };
    CLI::Option *wait = command->add_flag_callback(
        "--wait", takeWait,
        "Wait until the server accepts connections, and for another run to end, however long it takes");
    const auto takeLimit = [this](std::chrono::milliseconds limit) {
        if (m_options.serverWait > std::chrono::milliseconds(0)) // not after --wait=false
            m_options.serverWait = limit;
    };
    addSeconds(command, "--wait-timeout", takeLimit, "Seconds that --wait waits for the server (60)")->needs(wait);
    command->add_flag(
        "--terminate-holder", m_options.run.terminateHolder, "Terminate the session that holds the migration lock");
}

void MigrateGroup::addRun(CLI::App *command, const char *yes)
{
    addSite(command);
    addLock(command, yes);
    const auto takeLockTimeout = [this](std::chrono::milliseconds limit) { m_options.run.lockTimeout = limit; };
    addSeconds(
        command, "--lock-timeout", takeLockTimeout,
        "Seconds that a statement waits for a lock before it times out and is retried later (2); 0: no limit");
    CLI::Option *durable = command->add_flag_callback(
        "--durable", [this] { m_options.durable = true; },
        "Flush to disk after each migration, rather than at the end of the run; the default in production");
    command
        ->add_flag_callback(
            "--no-durable", [this] { m_options.durable = false; }, "Only at the end of the run, even in production")
        ->excludes(durable);
    command
        ->add_option(
            "--lock-retries", m_options.run.retry.limit, "Number of retries after a lock timeout or a deadlock (10)")
        ->check(CLI::Range(0, 1000))
        ->type_name("N");
}

void MigrateGroup::addVersion(CLI::App *command, const char *help, bool required)
{
    CLI::Option *option =
        addWord(command, "version", m_options.version, help)->type_name("VERSION")->check(checkVersion);
    if (required)
        option->required();
}

// ---- commands

static void addTo(CLI::App *command, QString &version, const char *help)
{
    addWord(command, "--to", version, help)->type_name("VERSION")->check(checkVersion);
}

void MigrateGroup::addRunning()
{
    const auto run = [this](Action action, Direction direction) -> Command {
        return [this, action, direction](Output &output) { return migrateRun(output, requested(action, direction)); };
    };
    CLI::App *up = add("up", "Apply pending migrations", run(Action::Run, Direction::Up));
    addRun(up, AsksForLosses);
    addTo(up, m_options.version, "Apply up to and including this version; default: all");
    up->add_flag(
        "--single-transaction", m_options.request.singleTransaction,
        "All migrations in one transaction: all of them or none");
    addWord(
        up, "--restore", m_options.restore,
        "Then restore this safety copy, of what was rolled back before (down --safety-copy)")
        ->type_name("FILE");
    CLI::App *down = add("down", "Roll back the last applied migration", run(Action::Run, Direction::Down));
    addRun(down, AsksAlways);
    addTo(down, m_options.version, "Roll back everything newer than this version; 0: everything");
    down->add_flag("--all", m_options.request.everything, "Roll back everything");
    addWord(
        down, "--safety-copy", m_options.safetyCopy,
        "First copy the tables that lose rows or columns to this folder; see restore")
        ->type_name("DIR");
    down->add_flag(
        "--single-transaction", m_options.request.singleTransaction,
        "All migrations in one transaction: all of them or none");
    CLI::App *to = add("to", "Apply or roll back until this version is the latest", run(Action::To, Direction::Up));
    addRun(to, AsksForLosses);
    addVersion(to, "The version; 0: roll back everything", true);
    CLI::App *redo =
        add("redo", "Roll back the last applied migration, and apply it again", run(Action::Redo, Direction::Down));
    addRun(redo, AsksAlways);
    addVersion(redo, "Roll back to and including this version", false);
    CLI::App *resume =
        add("resume", "Continue a migration that was interrupted outside a transaction",
            run(Action::Resume, Direction::Up));
    addRun(resume, AsksAlways);
    addVersion(resume, "Which one; default: all interrupted ones", false);
    const auto take = [this](migration::Unsure unsure) {
        return [this, unsure] { m_options.request.unsure = unsure; };
    };
    CLI::Option *repeat = resume->add_flag_callback(
        "--repeat", take(migration::Unsure::Repeat), "Repeat the statement that may have run");
    resume->add_flag_callback("--skip", take(migration::Unsure::Skip), "Skip the statement that may have run")
        ->excludes(repeat);
}

void MigrateGroup::addSeed()
{
    CLI::App *seed =
        add("seed", "Run the seeds of the pack, the .sql files in its folder seeds, each once",
            [this](Output &output) { return migrateSeed(output, m_options); });
    addSite(seed);
    addLock(seed, AsksForLosses);
    seed->add_flag("--again", m_options.again, "Also run again what was changed since it ran");
    seed->footer("They run in the order of their names, each in one transaction with its row in howdah.seed_run "
                 "(checksum, when, by whom). Run again, nothing happens; a seed that was changed is named.");
}

void MigrateGroup::addPlan()
{
    CLI::App *plan =
        add("plan", "Show what would run, and write the exact SQL; changes nothing", [this](Output &output) {
            const bool down = m_action == "down";
            const Action action = m_action == "to"     ? Action::To
                                : m_action == "redo"   ? Action::Redo
                                : m_action == "resume" ? Action::Resume
                                                       : Action::Run;
            return migratePlan(
                output, requested(action, down || action == Action::Redo ? Direction::Down : Direction::Up));
        });
    plan->add_option("command", m_action, "up, down, to, redo or resume (up)")
        ->check(CLI::IsMember({"up", "down", "to", "redo", "resume"}));
    addVersion(plan, "As for that command", false);
    addSite(plan);
    addTo(plan, m_options.version, "As for up and down");
    plan->add_flag("--all", m_options.request.everything, "As for down");
    plan->add_flag("--single-transaction", m_options.request.singleTransaction, "As for up and down");
    addWord(plan, "--output,-o", m_options.outputFile, "Write the SQL to this file; default: standard output")
        ->type_name("FILE");
    plan->footer("Exit codes: 0 nothing would run, 1 something would, 2 the plan is refused.");
}

void MigrateGroup::addHistory()
{
    const auto mark = [this](Mark as) -> Command {
        return [this, as](Output &output) { return migrateMark(output, m_options, as); };
    };
    CLI::App *baseline =
        add("baseline", "Mark everything up to a version as applied, without running it", mark(Mark::Baseline));
    addSite(baseline);
    addLock(baseline, AsksAlways);
    addVersion(baseline, "The last one that is already in the database", true);
    addWord(baseline, "--note", m_options.note, "Reason, for the journal")->type_name("TEXT");

    CLI::App *marking =
        add("mark", "Record that a migration was applied or rolled back manually", [this](Output &output) {
            return migrateMark(output, m_options, m_as == "applied" ? Mark::Applied : Mark::RolledBack);
        });
    addSite(marking);
    addLock(marking, AsksAlways);
    addVersion(marking, "Which one", true);
    marking->add_option("as", m_as, "applied or rolled-back")
        ->required()
        ->check(CLI::IsMember({"applied", "rolled-back"}));
    addWord(marking, "--note", m_options.note, "Reason, for the journal")->type_name("TEXT");
    marking->footer("If an edited migration is marked as applied, its current file is recorded.");

    CLI::App *accept =
        add("accept", "Take the changed files of an applied migration into the history, without running them",
            mark(Mark::Accepted));
    addSite(accept);
    addLock(accept, AsksAlways);
    addVersion(accept, "Which one", true);
    addWord(accept, "--reason", m_options.note, "Why they were changed, for the journal")
        ->type_name("TEXT")
        ->required();
    accept->footer(
        "A rollback runs the down text of the history, not a file that was changed since: this takes the file. A down "
        "file\nthat PostgreSQL would refuse is not taken.");

    CLI::App *log = add("log", "Show what was done, statement by statement, newest first", [this](Output &output) {
        return migrateLog(output, m_options);
    });
    addSite(log);
    addVersion(log, "Only for this one", false);
    log->add_option("--limit", m_options.limit, "How many entries (50)")
        ->check(CLI::Range(1, 1'000'000))
        ->type_name("N");

    CLI::App *diff = add("diff", "Compare a file with the text that was applied", [this](Output &output) {
        return migrateDifference(output, requested(Action::Run, m_down ? Direction::Down : Direction::Up));
    });
    addSite(diff);
    addVersion(diff, "Which one", true);
    diff->add_flag("--down", m_down, "The down file");
    diff->footer("Exit codes: 0 the same, 2 different.");

    CLI::App *validate =
        add("validate", "Check source, history and database: names, gaps, edits, what was changed without a migration",
            [this](Output &output) { return migrateValidate(output, m_options); });
    addSite(validate);
    validate->add_flag(
        "--accept", m_options.accept, "Store the database as it is now: what differs is right from now on");
    validate->footer("Each run and mark stores what the database then holds, in the schema howdah. What is missing, "
                     "changed or added since is named, owners and privileges included: in the schemas that the "
                     "migrations touch, and schemas, publications, event triggers and foreign servers that are new; "
                     "not partitions that were added. Exit codes: 0 valid, 2 not, 3 valid as far as was seen, but the "
                     "database could not be compared.");
}

void MigrateGroup::addCreate()
{
    CLI::App *create = add("create", "Create the next, empty pair of files", [this](Output &output) {
        return migrateCreate(output, m_options.source, m_title, m_fromSql);
    });
    addWord(create, "name", m_title, "What the migration does, e.g. add-users")->required();
    addWord(create, "--source,-s", m_options.source, "The migrations folder")->type_name("DIR")->required();
    addWord(create, "--from-sql", m_fromSql, "SQL that is the up file; its way back is written as far as it can be")
        ->type_name("FILE");
    create->add_flag("--json", m_json, "Write one JSON document to standard output");
}

} // namespace howdah::cli
