// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/commandline.h"

#include "base/localwords.h"
#include "cli/audit/auditgroup.h"
#include "cli/dashboards/dashboardgroup.h"
#include "cli/data/datagroup.h"
#include "cli/demo/democommand.h"
#include "cli/entities/entitygroup.h"
#include "cli/format/formatcommand.h"
#include "cli/indexes/provecommand.h"
#include "cli/terminal/exitcode.h"
#include "cli/migrate/lintcommand.h"
#include "cli/migrate/migrategroup.h"
#include "cli/manual/manualcommand.h"
#include "cli/profiles/profilegroup.h"
#include "cli/query/explaincommand.h"
#include "cli/query/querycommand.h"
#include "cli/prompts/promptgroup.h"
#include "cli/migrate/proofgroup.h"
#include "cli/target/servercommand.h"
#include "cli/terminal/wordoptions.h"
#include "cli/terminal/report.h"
#include "cli/terminal/terminaltext.h"
#include "cli/terminal/unknownword.h"
#include "connection/audit/auditfollower.h"
#include "connection/audit/auditkeeper.h"
#include "connection/audit/startaudit.h"
#include "connection/audit/auditrecorder.h"
#include "connection/session/session.h"

#include <QCoreApplication>
#include <QIODevice>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <future>
#include <iostream>
#include <optional>
#include <ranges>

#include <unistd.h>

#include <CLI/CLI.hpp>

using namespace Qt::StringLiterals;

namespace howdah::cli {

namespace {

constexpr const char *Description =
    "The command line of Howdah, a console for PostgreSQL: migrations, prompts, data, dashboards, the layout of "
    "SQL, the private server.";

constexpr const char *Footer =
    R"(A database is a profile by its name, a libpq URI (postgresql://user@host:5432/name) or keywords
("host=/run/postgresql dbname=name"). Without --database it is the private server of Howdah, which is started on demand.
Passwords are better kept in the keychain (`howdahctl profiles`) or in ~/.pgpass than in a URI; they are never printed.

Exit codes: 0 done or up to date, 1 migrations are pending or files would change, 2 something failed, was edited or is missing,
3 migrate validate or status --verify could not compare the database,
64 the command line makes no sense, 69 cannot connect.)";

// The words of the command line, where CLI11 puts them.
struct Words
{
    bool json = false;
    QString unlock;
    QStringList confirmed;
    QStringList allowed;
    bool auditTable = false;
    QStringList settings;
};

// What a script takes from standard output is cut where the disk is full: no command has succeeded then, whatever it
// has done. The end of a file on another machine is heard of when it is closed.
int checkedOutput(QTextStream &out, QTextStream &err, int code)
{
    out.flush();
    std::cout.flush();
    errno = 0;
    const bool flushed = std::fflush(stdout) == 0 && std::ferror(stdout) == 0;
    const int copy = flushed ? ::dup(STDOUT_FILENO) : -1;
    const bool closed = copy < 0 || ::close(copy) == 0;
    const int cause = errno;
    if (flushed && closed && std::cout && out.status() == QTextStream::Ok)
        return code;
    QString why = out.status() == QTextStream::Ok ? QString() : out.device()->errorString();
    if (why.isEmpty() || cause != 0)
        why = cause != 0 ? qt_error_string(cause) : QCoreApplication::translate("HowdahCtl", "a write failed");
    const Error error = makeError(
        ErrorKind::Io, QCoreApplication::translate("HowdahCtl", "Standard output is incomplete: %1").arg(why),
        QCoreApplication::translate(
            "HowdahCtl", "The output is truncated. Free some space there, and run the command again."));
    showError(err, error);
    return code == ExitOk || code == ExitPending ? ExitFailed : code;
}

// Builds the commands; each leaves the function to call in m_chosen.
class CommandLine final
{
public:
    CommandLine(int argc, char **argv)
        : m_app(Description, "howdahctl")
        , m_typed(argv, argv + argc)
    {
        m_app.footer(Footer);
        m_app.require_subcommand(1);
        // Known to all commands, wherever it stands.
        m_app.fallthrough();
        addWord(&m_app, "--unlock", m_words.unlock, "Unlock a production profile for writing; the reason is recorded")
            ->type_name("REASON");
        addWords(
            &m_app, "--confirm", m_words.confirmed,
            "In production, without a terminal: the name of an object that may be destroyed (DROP, TRUNCATE, "
            "DELETE and UPDATE without WHERE), the version after a rollback, or the endpoint that a guarded prompt may "
            "be sent to; may be "
            "repeated")
            ->type_name("NAME")
            ->allow_extra_args(false);
        addWords(
            &m_app, "--allow-function", m_words.allowed,
            "On a read-only connection: allow a function that is declared VOLATILE but only reads, written as in "
            "the error; it is recorded; may be repeated")
            ->type_name("SCHEMA.FUNCTION")
            ->allow_extra_args(false);
        m_app.add_flag(
            "--audit-table", m_words.auditTable,
            "Record changes in the table howdah.audit_log of the database as well (see audit table)");
        addWords(
            &m_app, "--set", m_words.settings,
            "A setting that the platform needs on its connections, for example its tenant; may be repeated")
            ->type_name("NAME=VALUE")
            ->allow_extra_args(false);
        m_app.set_version_flag("--version", "howdahctl " HOWDAH_VERSION, "Print the version");
        addGroup("migrate", "Inspect, apply and roll back migrations", &CommandLine::addMigrate);
        addGroup("prompts", "Versioned and encrypted prompts of AI agents", &CommandLine::addPrompts);
        addGroup("profiles", "Named connections", &CommandLine::addProfiles);
        addGroup("demo", "Demo data", &CommandLine::addDemo);
        addGroup("server", "Howdah's private PostgreSQL server", &CommandLine::addServer);
        addGroup("data", "Export, import and checksum rows", &CommandLine::addData);
        addGroup("dashboard", "Dashboards, as data", &CommandLine::addDashboard);
        addGroup("entities", "What a platform's tables mean: labels, relations, actions", &CommandLine::addEntities);
        addGroup("audit", "The log of changes and who made them", &CommandLine::addAudit);
        addFormat();
        addProveIndex();
        addQuery();
        addManual();
        addCompletion();
        addExplain();
    }

    int run(std::shared_ptr<connection::SessionContext> context, std::shared_ptr<connection::AuditRecorder> audit)
    {
        TerminalText outDevice(stdout);
        TerminalText errDevice(standardError());
        QTextStream out(&outDevice);
        QTextStream err(&errDevice);
        try {
            m_app.parse(withEmptyValues());
        } catch (const CLI::ParseError &error) {
            return checkedOutput(out, err, refused(error, err));
        }
        Output output{out,
                      err,
                      m_words.json,
                      m_words.unlock,
                      std::move(audit),
                      m_words.confirmed,
                      m_words.allowed,
                      m_words.auditTable};
        output.context = std::move(context);
        output.settings = m_words.settings;
        const int code = m_chosen(output);
        return checkedOutput(out, err, code);
    }

private:
    using Command = std::function<int(Output &)>;

    static bool takesValue(const CLI::App *app, const std::string &option)
    {
        const CLI::Option *found = app->get_option_no_throw(option);
        if (found && found->get_items_expected_max() > 0)
            return true;
        const auto below = app->get_subcommands({});
        return std::ranges::any_of(below, [&option](const CLI::App *one) { return takesValue(one, option); });
    }

    // What was typed, in the order of CLI11, which is from the end. To it "--null=" is an option without a value, which
    // then takes the next word for one.
    [[nodiscard]] std::vector<std::string> withEmptyValues() const
    {
        std::vector<std::string> words;
        bool isOption = true; // up to "--"
        for (const std::string &word : m_typed | std::views::drop(1)) {
            isOption = isOption && word != "--";
            const std::string name = word.substr(0, word.find('='));
            const bool isEmpty = isOption && word.starts_with("--") && word.size() == name.size() + 1;
            if (isEmpty && takesValue(&m_app, name)) {
                words.push_back(name);
                words.emplace_back();
            } else {
                words.push_back(word);
            }
        }
        std::ranges::reverse(words);
        return words;
    }

    // Also what asked for help or the version, which is no fault.
    int refused(const CLI::ParseError &error, QTextStream &err)
    {
        const bool isUnknown = dynamic_cast<const CLI::RequiredError *>(&error) != nullptr
                            || dynamic_cast<const CLI::ExtrasError *>(&error) != nullptr;
        const QString about = isUnknown ? aboutUnknownWord(m_app) : QString();
        if (about.isEmpty())
            return m_app.exit(error) == 0 ? ExitOk : ExitUsage;
        err << about << Qt::endl;
        return ExitUsage;
    }

    // The commands of a group are only made where its name was typed: hundreds of options would cost each call time.
    void addGroup(const char *name, const char *description, void (CommandLine::*fill)(CLI::App *))
    {
        CLI::App *group = m_app.add_subcommand(name, description);
        group->require_subcommand(1);
        // These two are about all of them.
        const bool isWanted = std::ranges::any_of(m_typed, [name](const std::string &word) {
            return word == name || word == "manual" || word == "completion";
        });
        if (isWanted)
            (this->*fill)(group);
    }

    CLI::App *add(CLI::App *parent, const char *name, const char *description, Command command)
    {
        CLI::App *added = parent->add_subcommand(name, description);
        added->callback([this, command = std::move(command)] { m_chosen = command; });
        return added;
    }

    void addJson(CLI::App *command)
    {
        command->add_flag("--json", m_words.json, "Write one JSON document to standard output");
    }

    void addMigrate(CLI::App *migrate)
    {
        m_migrate = std::make_unique<MigrateGroup>(
            *migrate, m_words.json, [this](Command command) { m_chosen = std::move(command); });
        addLint(migrate);
        m_proof.emplace(*migrate, m_words.json, [this](Command command) { m_chosen = std::move(command); });
        migrate->footer(MigrateGroup::Footer);
    }

    void addLint(CLI::App *migrate)
    {
        CLI::App *lint =
            add(migrate, "lint", "Report what the migrations lock, rewrite and risk",
                [this](Output &output) { return migrateLint(output, m_lint); });
        addWord(lint, "--source,-s", m_lint.source, "The migrations folder")->type_name("DIR")->required();
        addWord(lint, "--database,-d", m_lint.database, "Get the version and the table sizes from this database")
            ->type_name("URL");
        lint->add_option(
                "--server-version", m_lint.majorVersion,
                "The major version of PostgreSQL; default: that of "
                "the database, else 15")
            ->check(CLI::Range(13, 18))
            ->type_name("N");
        CLI::Option *pending = lint->add_flag("--pending", m_lint.pending, "Only pending migrations, as one run");
        lint->add_flag(
                "--fix", m_lint.fix,
                "Apply the safer rewrites to the files; only for pending migrations, since applied files must not "
                "change")
            ->needs(pending);
        const auto takeFormat = [this](const std::string &word) {
            m_lint.format = word == "json" ? LintFormat::Json : word == "sarif" ? LintFormat::Sarif : LintFormat::Text;
        };
        lint->add_option_function<std::string>("--format", takeFormat, "text, json or sarif (text)")
            ->check(CLI::IsMember({"text", "json", "sarif"}))
            ->type_name("FORMAT");
        lint->footer("Exit codes: 0 only infos, 1 warnings, 2 errors. A comment \"-- howdah: allow RULE REASON\" "
                     "before a statement, in it, or after it on its line, allows that rule there.");
    }

    void addPrompts(CLI::App *prompts)
    {
        m_prompts.emplace(*prompts, m_words.json, [this](Command command) { m_chosen = std::move(command); });
    }

    void addProfiles(CLI::App *profiles)
    {
        m_profiles.emplace(*profiles, m_words.json, [this](Command command) { m_chosen = std::move(command); });
    }

    void addDashboard(CLI::App *dashboard)
    {
        m_dashboard.emplace(*dashboard, m_words.json, [this](Command command) { m_chosen = std::move(command); });
    }

    void addEntities(CLI::App *entities)
    {
        m_entities.emplace(*entities, m_words.json, [this](Command command) { m_chosen = std::move(command); });
    }

    void addAudit(CLI::App *audit)
    {
        m_audit.emplace(*audit, m_words.json, [this](Command command) { m_chosen = std::move(command); });
    }

    void addDemo(CLI::App *demo)
    {
        CLI::App *load = add(
            demo, "load", "Fill the tables of a pack with realistic data; applies the pack to an empty database first",
            [this](Output &output) { return demoLoad(output, m_demo); });
        load->add_option(
                "--scale", m_demo.request.scale, "1 is a small company, 1000 gives ten million rows of metrics (1)")
            ->check(CLI::Range(qint64(1), qint64(100'000)))
            ->type_name("N");
        addWord(
            load, "--pack", m_demo.packFolder,
            "The folder of the pack, the name of one that comes with Howdah (uaip), or all: each in a database of its "
            "own")
            ->type_name("DIR");
        addWord(load, "--anchor", m_demo.request.anchor, "The time at which the data ends; default: the start of today")
            ->type_name("TIME");
        addWord(load, "--database,-d", m_demo.database, "The database; default: the private server")->type_name("URL");
        addJson(load);
    }

    void addServer(CLI::App *server)
    {
        using Action = int (*)(Output &, connection::LocalServer &);
        const auto addAction = [this, server](const char *name, const char *description, Action action) {
            addJson(add(server, name, description, [action](Output &output) {
                connection::LocalServer local;
                return action(output, local);
            }));
        };
        addAction("start", "Start it, and keep it running until it is stopped", serverStart);
        addAction("stop", "Stop it, even if it is in use", serverStop);
        addAction("status", "Show whether it is running", [](Output &output, connection::LocalServer &local) {
            return serverStatus(output, local);
        });
        addAction("url", "Print the URI of its database, for psql", [](Output &output, connection::LocalServer &local) {
            return serverUrl(output, local);
        });
    }

    void addFormat()
    {
        CLI::App *format =
            add(&m_app, "format", "Lay out files of SQL, or say which would change",
                [this](Output &output) { return formatFiles(output, m_format); });
        addWords(format, "files", m_format.files, "The files; - is standard input, and writes to standard output")
            ->type_name("FILE")
            ->required();
        format->add_flag("--check", m_format.check, "Write nothing; name the files that would change");
        format->add_flag("--diff", m_format.diff, "Write nothing; show what would change");
        format->footer(
            "A statement is laid out only where the result is proved to be the same; others are left, and the reason "
            "is "
            "given. The style is that of .editorconfig: indent_style, indent_size, max_line_length, "
            "howdah_sql_keyword_case and howdah_sql_comma.\n"
            "Exit codes: 0 done, or nothing to change; 1 with --check: something would change; 2 a file cannot be read "
            "or written.");
    }

    void addProveIndex()
    {
        CLI::App *prove =
            add(&m_app, "prove-index", "Measure on a copy what an index would do for a statement",
                [this](Output &output) { return proveIndexes(output, m_proveIndex); });
        addWord(prove, "--database,-d", m_proveIndex.database, "The database, only read; default: the private server")
            ->type_name("URL");
        addWord(prove, "--command,-c", m_proveIndex.command, "The statement")->type_name("SQL")->required();
        prove->add_option("--candidate", m_proveIndex.candidate, "Only this one, by its number")
            ->check(CLI::Range(1, 24));
        prove->add_option("--rows", m_proveIndex.sampleRows, "Rows to copy of each table (50000)")
            ->check(CLI::Range(1, 10'000'000));
        prove->add_flag(
            "--estimate", m_proveIndex.estimateOnly, "Measure nothing; what hypopg estimates, if it is there");
        addWord(prove, "--migrations", m_proveIndex.migrations, "Write a migration for each that is believed")
            ->type_name("FOLDER");
        addJson(prove);
        prove->footer(
            "An index is believed where it saves at least 20 % of the time at the lower end of a 95 % interval.\n"
            "Exit codes: 0 one is believed; 1 none is; 2 something failed; 64 the statement cannot be proved; 69 no "
            "connection.");
    }

    void addQuery()
    {
        CLI::App *query = add(&m_app, "query", "Run a script of SQL, or say what it would do", [this](Output &output) {
            return runQuery(output, m_query);
        });
        addWord(query, "--database,-d", m_query.database, "The database; default: the private server")
            ->type_name("URL");
        addWord(query, "--file,-f", m_query.file, "The script; - is standard input (-)")->type_name("FILE");
        addWord(query, "--command,-c", m_query.command, "SQL to run, instead of a script")->type_name("SQL");
        addWords(
            query, "--param,-p", m_query.parameters,
            "The value of :name, :'name', :\"name\" or $1 in the script; may be repeated")
            ->type_name("NAME=VALUE")
            ->allow_extra_args(false);
        addWords(query, "--null", m_query.nulls, "A parameter that is NULL; may be repeated")
            ->type_name("NAME")
            ->allow_extra_args(false);
        addWord(query, "--format", m_query.format, "table, csv, json or ndjson (table)")->type_name("FORMAT");
        addWord(query, "--on-error", m_query.onError, "What an error does: stop or continue (stop)")->type_name("WHAT");
        query->add_flag("--single-transaction,-1", m_query.singleTransaction, "All of it, or nothing");
        query->add_flag(
            "--savepoints", m_query.savepoints, "In a transaction, a statement that fails undoes nothing else");
        addSeconds(
            query, "--timeout", [this](std::chrono::milliseconds time) { m_query.timeout = time; },
            "Cancel each statement that takes longer")
            ->type_name("SECONDS");
        query->add_flag("--reveal", m_query.reveals, "Show sensitive values, too; this is noted in the audit log");
        query->add_flag("--private", m_query.isPrivate, "Keep nothing of it in the history");
        query->add_flag("--explain", m_query.explain, "Run nothing; say what each statement would do, with its plan");
        addJson(query);
        query->footer(
            "Rows go to standard output, command tags and notices to standard error; csv is that of psql --csv. An "
            "error is named as FILE:LINE:COLUMN.\n"
            "Exit codes: 0 done; 2 a statement failed, or a transaction was left open; 69 no connection, or it was "
            "lost.");
    }

    void addManual()
    {
        CLI::App *manual = add(&m_app, "manual", "Write the manual pages of all commands", [this](Output &output) {
            return writeManual(output, readCommands(m_app), m_manual);
        });
        addWord(manual, "folder", m_manual, "Where to, for example ~/.local/share/man/man1")
            ->type_name("DIR")
            ->required();
    }

    void addCompletion()
    {
        CLI::App *completion =
            add(&m_app, "completion", "Print the script by which a shell completes the commands",
                [this](Output &output) { return writeCompletion(output, readCommands(m_app), m_shell); });
        addWord(completion, "shell", m_shell, "bash, zsh or fish; profiles: the names that --database takes")
            ->check(CLI::IsMember({"bash", "zsh", "fish", "profiles"}))
            ->type_name("SHELL")
            ->required();
        completion->footer("bash: source <(howdahctl completion bash)\n"
                           "zsh: source <(howdahctl completion zsh)\n"
                           "fish: howdahctl completion fish | source");
    }

    void addExplain()
    {
        CLI::App *explain = add(
            &m_app, "explain", "Show the plans of statements, measured where that is wanted, or a plan that was sent",
            [this](Output &output) { return runExplain(output, m_explain); });
        addWord(explain, "--database,-d", m_explain.database, "The database; default: the private server")
            ->type_name("URL");
        addWord(explain, "--file,-f", m_explain.file, "The statements; - is standard input (-)")->type_name("FILE");
        addWord(explain, "--command,-c", m_explain.command, "The statement, instead of a file")->type_name("SQL");
        addWord(
            explain, "--read", m_explain.read,
            "Show a plan that somebody sent (text, JSON, YAML, XML, a log of auto_explain) and ask no server")
            ->type_name("FILE");
        explain->add_flag("--analyze", m_explain.analyze, "Run it and measure; what it changes is rolled back");
        addWords(
            explain, "--options", m_explain.options,
            "Options of EXPLAIN, joined by commas: generic-plan, serialize, wal, memory, no-verbose, no-buffers ...")
            ->type_name("LIST")
            ->allow_extra_args(false);
        addWords(explain, "--param,-p", m_explain.parameters, "The value of :name or $1; may be repeated")
            ->type_name("NAME=VALUE")
            ->allow_extra_args(false);
        addWords(explain, "--null", m_explain.nulls, "A parameter that is NULL; may be repeated")
            ->type_name("NAME")
            ->allow_extra_args(false);
        addWord(explain, "--format", m_explain.format, "text, json, html or svg (text)")->type_name("FORMAT");
        addSeconds(
            explain, "--timeout", [this](std::chrono::milliseconds time) { m_explain.timeout = time; },
            "Cancel each statement that takes longer")
            ->type_name("SECONDS");
        explain->add_flag("--yes", m_explain.yes, "Run what changes something without confirmation, and roll it back");
        addJson(explain);
        explain->footer(
            "A rollback does not undo what sequences have given out, nor what functions do outside of the database. "
            "In production that is locked nothing is run that changes something.\n"
            "Exit codes: 0 done; 1 it was not confirmed; 2 a statement failed; 64 the command line or the statement "
            "makes no sense; 69 no connection, or it was lost.");
    }

    void addData(CLI::App *data)
    {
        m_data.emplace(*data, m_words.json, [this](Command command) { m_chosen = std::move(command); });
    }

    CLI::App m_app;
    const std::vector<std::string> m_typed;
    Words m_words;
    LintOptions m_lint;
    DemoOptions m_demo;
    FormatOptions m_format;
    ProveIndexOptions m_proveIndex;
    QueryOptions m_query;
    QString m_manual; // the folder of its pages
    QString m_shell;
    ExplainWords m_explain;
    std::unique_ptr<MigrateGroup> m_migrate;
    Command m_chosen;
    std::optional<ProofGroup> m_proof;
    std::optional<PromptGroup> m_prompts;
    std::optional<ProfileGroup> m_profiles;
    std::optional<DashboardGroup> m_dashboard;
    std::optional<DataGroup> m_data;
    std::optional<EntityGroup> m_entities;
    std::optional<AuditGroup> m_audit;
};

} // namespace

int runCommandLine(int argc, char **argv)
{
    const auto words = checkLocalWords(argc, argv); // before anything is found by them
    QCoreApplication application(argc, argv);
    QCoreApplication::setApplicationName(u"howdahctl"_s);
    QCoreApplication::setApplicationVersion(QStringLiteral(HOWDAH_VERSION));
    const auto notify = [](const Error &error) {
        TerminalText device(standardError());
        QTextStream err(&device);
        showError(err, error);
    };
    if (!words) {
        notify(words.error());
        return ExitUsage;
    }
    // Most commands connect, and the driver can be there by the time that the words are read.
    std::future<void> loading;
    if (argc > 2)
        loading = std::async(std::launch::async, connection::Session::loadDriver);
    const connection::AuditFollower losses({}, {.lost = notify});
    const auto context = std::make_shared<connection::SessionContext>();
    const auto audit = connection::startAudit(*context, notify);
    // Ends behind the command: the keychain holds then what that has noted.
    const connection::AuditKeeper keeper;
    return CommandLine(argc, argv).run(context, audit);
}

} // namespace howdah::cli
