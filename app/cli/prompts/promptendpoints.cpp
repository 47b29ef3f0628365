// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/promptendpoints.h"

#include "base/propagate.h"
#include "cli/prompts/promptcommand.h"
#include "cli/terminal/exitcode.h"
#include "cli/terminal/report.h"
#include "cli/terminal/secretprompt.h"
#include "cli/terminal/table.h"
#include "cli/terminal/tr.h"
#include "connection/keychain.h"

#include <algorithm>

#include <unistd.h>

using namespace Qt::StringLiterals;

namespace howdah::cli {

using namespace prompt;

namespace {

Result<Endpoints> setEndpoint(const PromptEndpointOptions &options)
{
    ASSIGN_OR_RETURN(const Endpoints all, readEndpoints());
    const auto there = std::ranges::find(all.list, options.name, &Endpoint::name);
    operations::EndpointChange change;
    if (there != all.list.end())
        change = {options.name, *there, {}};
    change.endpoint.name = options.name;
    if (!options.url.isEmpty())
        change.endpoint.baseUrl = options.url;
    else if (there == all.list.end())
        return fail(ErrorKind::Usage, tr("%1 is a new endpoint, and needs its address: --url").arg(options.name));
    if (!options.model.isEmpty())
        change.endpoint.model = options.model;
    if (options.seconds > 0)
        change.endpoint.timeout = std::chrono::seconds(options.seconds);
    return operations::saveEndpoint(change);
}

// Typed without an echo, or piped: never a word of the command line, which others can see.
Result<QString> readKey()
{
    if (isatty(STDIN_FILENO) == 0)
        return secretFromFile(u"-"_s);
    const connection::SecretAsker ask = terminalAsker();
    if (!ask)
        return fail(ErrorKind::Usage, tr("There is no terminal to ask for the key"));
    return ask(tr("Key"));
}

Result<Endpoints> changeKey(const PromptEndpointOptions &options)
{
    ASSIGN_OR_RETURN(const Endpoints all, readEndpoints());
    ASSIGN_OR_RETURN(const Endpoint endpoint, findEndpoint(all, options.name));
    QString key;
    if (!options.forget) {
        ASSIGN_OR_RETURN(key, readKey());
    }
    operations::EndpointChange change{endpoint.name, endpoint, std::move(key)};
    Result<Endpoints> saved = operations::saveEndpoint(change);
    connection::wipeSecret(*change.key);
    return saved;
}

Result<Endpoints> carryOut(const PromptEndpointOptions &options, EndpointAction action)
{
    switch (action) {
    case EndpointAction::List:
        break;
    case EndpointAction::Set:
        return setEndpoint(options);
    case EndpointAction::Use:
        return operations::useEndpoint(options.name);
    case EndpointAction::Remove:
        return operations::removeEndpoint(options.name);
    case EndpointAction::Key:
        return changeKey(options);
    }
    return readEndpoints();
}

QString usualOf(const Endpoints &endpoints)
{
    const Result<Endpoint> usual = findEndpoint(endpoints);
    return usual ? usual->name : QString();
}

void report(Output &output, const Endpoints &endpoints)
{
    std::vector<QStringList> rows{{tr("name"), tr("address"), tr("model"), tr("time-out"), tr("key"), tr("used")}};
    for (const Endpoint &one : endpoints.list)
        rows.push_back(
            {one.name, one.baseUrl, one.model, tr("%1 s").arg(one.timeout.count()),
             one.hasKey ? tr("keychain") : tr("none"), one.name == usualOf(endpoints) ? tr("usual") : QString()});
    if (endpoints.list.empty())
        output.out << tr("No endpoint is configured, so nothing can be run") << Qt::endl;
    else
        output.out << alignedTable(rows) << Qt::flush;
    for (const Endpoint &one : endpoints.list)
        if (isReadableOnTheWay(one))
            output.err << plainLine(tr("%1 is not encrypted (http): whoever is on the way can read prompt, answer and "
                                       "key.")
                                        .arg(serverOf(one)))
                       << Qt::endl;
}

QJsonObject json(const Endpoints &endpoints)
{
    QJsonArray list;
    for (const Endpoint &one : endpoints.list)
        list.append(QJsonObject{
            {u"name"_s, one.name},
            {u"url"_s, one.baseUrl},
            {u"model"_s, one.model},
            {u"timeout"_s, qint64(one.timeout.count())},
            {u"key"_s, one.hasKey},
            {u"usual"_s, one.name == usualOf(endpoints)}});
    return {{u"format"_s, 1}, {u"endpoints"_s, list}, {u"file"_s, endpointsFile()}, {u"exitCode"_s, ExitOk}};
}

} // namespace

int promptsEndpoints(Output &output, const PromptEndpointOptions &options, EndpointAction action)
{
    const Result<Endpoints> endpoints = carryOut(options, action);
    if (!endpoints)
        return failed(output, endpoints.error(), action == EndpointAction::List ? Stage::Files : Stage::Naming);
    if (output.json)
        print(output, json(*endpoints));
    else
        report(output, *endpoints);
    return ExitOk;
}

} // namespace howdah::cli
