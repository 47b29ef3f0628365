// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/target/servercommand.h"

#include "base/enumtable.h"
#include "cli/terminal/exitcode.h"
#include "cli/terminal/report.h"
#include "cli/terminal/table.h"
#include "cli/terminal/tr.h"

#include <QJsonDocument>
#include <QJsonObject>

using namespace Qt::StringLiterals;
using namespace howdah::connection;

namespace howdah::cli {

namespace {

// In words for people.
static constexpr std::array serverStateTexts{
    EnumText{ServerState::NotInitialised, QT_TRANSLATE_NOOP("HowdahCtl", "not created yet")},
    EnumText{ServerState::Stopped, QT_TRANSLATE_NOOP("HowdahCtl", "stopped")},
    EnumText{ServerState::Starting, QT_TRANSLATE_NOOP("HowdahCtl", "starting")},
    EnumText{ServerState::Running, QT_TRANSLATE_NOOP("HowdahCtl", "running")},
    EnumText{ServerState::Stopping, QT_TRANSLATE_NOOP("HowdahCtl", "stopping")},
    EnumText{ServerState::Stale, QT_TRANSLATE_NOOP("HowdahCtl", "crashed; the next start recovers it")},
};
static_assert(isWholeTable(serverStateTexts));

QString stateText(ServerState state) { return tr(textIn(serverStateTexts, state)); }

QJsonObject toJson(const ServerStatus &status, const QString &url)
{
    QJsonObject object{
        {u"state"_s, stateName(status.state)},
        {u"folder"_s, status.folder},
        {u"socketFolder"_s, status.socketFolder},
        {u"url"_s, url}};
    if (status.majorVersion > 0)
        object.insert(u"majorVersion"_s, status.majorVersion);
    if (status.pid > 0) {
        object.insert(u"pid"_s, status.pid);
        object.insert(u"version"_s, status.version);
        object.insert(u"clients"_s, status.clients);
        object.insert(u"kept"_s, status.kept);
    }
    return object;
}

} // namespace

int serverStart(Output &output, LocalServer &server)
{
    const auto started = server.start(Lifetime::Kept, [&output](StartStep, const QString &text) {
        output.err << plainLine(text) << u" ..."_s << Qt::endl;
    });
    if (!started)
        return failedInWords(output, started.error(), Stage::PrivateServer);
    if (output.json)
        print(output, {{u"state"_s, stateName(ServerState::Running)}, {u"url"_s, toUri(*started)}});
    else
        output.out << toUri(*started) << Qt::endl;
    return ExitOk;
}

int serverStop(Output &output, LocalServer &server)
{
    if (auto stopped = server.stop(); !stopped)
        return failedInWords(output, stopped.error(), Stage::PrivateServer);
    if (output.json)
        print(output, {{u"state"_s, stateName(ServerState::Stopped)}});
    else
        output.err << tr("The private server was stopped") << Qt::endl;
    return ExitOk;
}

int serverStatus(Output &output, const LocalServer &server)
{
    const auto status = server.status();
    if (!status)
        return failedInWords(output, status.error(), Stage::PrivateServer);
    if (output.json) {
        print(output, toJson(*status, toUri(server.connInfo())));
    } else {
        output.out << tr("State:   %1").arg(stateText(status->state)) << u'\n' << tr("Folder:  %1").arg(status->folder)
                   << u'\n';
        if (status->pid > 0)
            output.out << tr("Process: %1").arg(status->pid) << u'\n' << tr("Version: %1").arg(status->version) << u'\n'
                       << tr("Clients: %1").arg(status->clients) << u'\n'
                       << tr("Stops:   %1").arg(status->kept ? tr("with `server stop`") : tr("with its last client"))
                       << u'\n';
        output.out.flush();
    }
    return status->state == ServerState::Running ? ExitOk : ExitCannotConnect;
}

int serverUrl(Output &output, const LocalServer &server, const QString &database)
{
    const auto status = server.status();
    if (!status)
        return failedInWords(output, status.error(), Stage::PrivateServer);
    const QString url = toUri(server.connInfo(database));
    if (output.json)
        print(output, {{u"url"_s, url}});
    else
        output.out << url << Qt::endl;
    if (status->state != ServerState::Running)
        output.err << tr("The private server is not running; start it with `howdahctl server start`") << Qt::endl;
    return ExitOk;
}

} // namespace howdah::cli
