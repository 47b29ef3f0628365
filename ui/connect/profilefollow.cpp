// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connect/profilefollow.h"

#include "connect/connectioncontroller.h"
#include "connection/audit/auditrecorder.h"
#include "connection/profile/connectiontest.h"
#include "connection/audit/statementlog.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace howdah::ui {

namespace {

// A session names what it has reached: any of the hosts, or the one that a service names.
QStringList targetsOf(const ConnectionController &controller)
{
    QStringList targets;
    connection::ConnInfo info = controller.connInfo();
    info.set(u"user"_s, controller.facts().user);
    info.set(u"dbname"_s, controller.facts().database);
    for (connection::ConnInfo host : connection::singleHosts(info)) {
        targets << connection::describe(host);
        host.set(u"host"_s, controller.facts().host);
        targets << connection::describe(host);
    }
    return targets;
}

} // namespace

void nameProfilesInAudit(ConnectionController &controller, std::shared_ptr<connection::AuditRecorder> recorder)
{
    const auto follow = [&controller, recorder = std::move(recorder)] {
        if (!controller.isConnected())
            return;
        const auto &profile = controller.destination().profile;
        for (const QString &target : targetsOf(controller))
            recorder->nameTarget(target, profile ? profile->name : QString());
    };
    QObject::connect(&controller, &ConnectionController::stateChanged, &controller, follow);
}

void logStatementsOfProfiles(ConnectionController &controller)
{
    const auto log = std::make_shared<connection::StatementLog>();
    const auto follow = [&controller, log] {
        if (!controller.isConnected())
            return; // what is still under way is of the connection before
        const auto &profile = controller.destination().profile;
        const bool wanted = profile && profile->logStatements;
        for (const QString &target : targetsOf(controller))
            log->follow(target, wanted ? profile->name : QString());
        if (log->followsNothing())
            controller.sessionContext()->logStatements({});
        else
            controller.sessionContext()->logStatements(
                [log](std::span<const connection::StatementEvent> events) { log->take(events); });
    };
    QObject::connect(&controller, &ConnectionController::stateChanged, &controller, follow);
    QObject::connect(&controller, &QObject::destroyed, qApp, [context = controller.sessionContext()] {
        context->logStatements({}); // sessions may still be ending
    });
}

} // namespace howdah::ui
