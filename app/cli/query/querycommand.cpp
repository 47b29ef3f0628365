// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/query/querycommand.h"

#include "base/propagate.h"
#include "cli/query/querymasks.h"
#include "cli/query/queryprinter.h"
#include "cli/query/querysummary.h"
#include "cli/query/scriptinput.h"
#include "cli/target/target.h"
#include "cli/terminal/report.h"
#include "cli/terminal/terminaldecision.h"
#include "cli/terminal/tr.h"
#include "cli/terminal/terminaltext.h"
#include "operations/queryhistory.h"
#include "operations/scriptgate.h"
#include "query/history/historykeeper.h"

#include <QFileInfo>

#include <stop_token>

using namespace Qt::StringLiterals;

namespace howdah::cli {

using namespace query;

namespace {

Result<QueryFormat> formatOf(const Output &output, const QueryOptions &options)
{
    static const QHash<QString, QueryFormat> formats{
        {u"table"_s, QueryFormat::Table},
        {u"csv"_s, QueryFormat::Csv},
        {u"json"_s, QueryFormat::Json},
        {u"ndjson"_s, QueryFormat::Ndjson}};
    const auto found = formats.constFind(options.format);
    if (found == formats.constEnd())
        return fail(
            ErrorKind::Usage, tr("%1 is not a known format").arg(options.format),
            tr("Formats are table, csv, json and ndjson."));
    return output.json ? QueryFormat::Json : *found;
}

Result<OnError> onErrorOf(const QueryOptions &options)
{
    if (options.onError == "stop"_L1)
        return OnError::Stop;
    if (options.onError == "continue"_L1)
        return OnError::Continue;
    return fail(ErrorKind::Usage, tr("--on-error is either stop or continue"));
}

int runScript(
    Output &output, Target &target, const Script &script, const QueryOptions &options, RunOptions run,
    QueryFormat format)
{
    connection::Session &session = target.session();
    if (options.timeout) {
        if (const auto set = applyTimeouts(session, {.statementMs = int(options.timeout->count())}); !set)
            return failed(output, set.error(), Stage::Running);
    }
    TerminalDecision decision(output);
    std::unique_ptr<connection::Session> looker;
    std::unique_ptr<operations::ScriptGate> gate;
    if (target.isGuarded()) {
        looker = target.openAnother(u"query gate"_s);
        if (!looker)
            return failed(
                output, makeError(ErrorKind::Connection, tr("What would be destroyed cannot be looked at")),
                Stage::Connecting);
        gate = std::make_unique<operations::ScriptGate>(*looker, target.connInfo().value(u"dbname"_s), decision);
        run.gate = [&gate](const QString &sql) { return gate->pass(sql); };
    }
    QueryMasks masks(output, target, options.reveals);
    run.masked = [&masks](const Outcome &outcome, const connection::Columns &columns) {
        return masks.of(outcome, columns);
    };
    run.keepOutcomes = false;
    const QString name = options.command.isEmpty() ? options.file : u"--command"_s;
    const auto notKept = [](const Error &error) {
        TerminalText device(standardError());
        QTextStream err(&device);
        showError(err, error);
    };
    HistoryKeeper history(HistoryStore::usualPath(), notKept);
    history.setPrivate(options.isPrivate);
    QueryPrinter printer(output, format, name, [&](const Outcome &outcome) {
        if (auto entry = operations::historyEntryOf(outcome, script, target.name(), name))
            history.add(*std::move(entry));
    });
    ScriptRun whole(session, script, script.all(), std::move(run), &printer);
    const std::stop_callback interrupted(decision.token(), [&whole] { whole.cancel(); });
    return printer.finish(whole.run());
}

} // namespace

int runQuery(Output &output, const QueryOptions &options)
{
    const auto format = formatOf(output, options);
    if (!format)
        return failed(output, format.error(), Stage::Words);
    const auto onError = onErrorOf(options);
    if (!onError)
        return failed(output, onError.error(), Stage::Words);
    const auto values = parameterValues(options.parameters, options.nulls);
    if (!values)
        return failed(output, values.error(), Stage::Words);
    if (!options.command.isEmpty() && options.file != "-"_L1)
        return failed(output, makeError(ErrorKind::Usage, tr("Use either --file or --command")), Stage::Words);
    const auto text = readScript(options.file, options.command);
    if (!text)
        return failed(output, text.error(), Stage::Files);

    Target target;
    // SQL that the operator wrote, with the names of his database.
    if (const auto opened =
            target.open(output, options.database, u"query"_s, Purpose::Any, connection::Names::OfDatabase);
        !opened)
        return failed(output, opened.error(), Stage::Opening);
    const bool standard = target.session().serverParameter(u"standard_conforming_strings"_s) != "off"_L1;
    const Script script(*text, standard);
    RunOptions run{
        .onError = *onError, .savepoints = options.savepoints, .singleTransaction = options.singleTransaction};
    run.values = *values;
    if (options.file != "-"_L1)
        run.scriptFolder = QFileInfo(options.file).absolutePath();
    if (options.explain)
        return explainScript(output, target, script, *values);
    return runScript(output, target, script, options, std::move(run), *format);
}

} // namespace howdah::cli
