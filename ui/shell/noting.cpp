// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/noting.h"

#include "connect/auditforwarding.h"
#include "connect/profilefollow.h"
#include "connection/audit/auditfollower.h"
#include "connection/audit/startaudit.h"
#include "shell/windowset.h"

#include <QApplication>
#include <QPointer>

namespace howdah::ui {

// Called on any thread, also while the window is on its way out, and when the program is.
using WindowReport = void (MainWindow::*)(const Error &);
static std::function<void(const Error &)> reporter(MainWindow &window, WindowReport report)
{
    return [to = QPointer(&window), report](const Error &error) {
        if (!qApp)
            return;
        QMetaObject::invokeMethod(qApp, [to, report, error] {
            if (to)
                (to->*report)(error);
        });
    };
}

std::shared_ptr<void> noteStatements(OpenWindow &open)
{
    const auto report = reporter(open.window, &MainWindow::reportAuditProblem);
    const auto audit = connection::startAudit(*open.connection.sessionContext(), report);
    nameProfilesInAudit(open.connection, audit);
    logStatementsOfProfiles(open.connection);
    writeAuditToTables(open.connection, report);
    return std::make_shared<connection::AuditFollower>(
        QString(), connection::AuditFollower::Calls{.lost = reporter(open.window, &MainWindow::reportAuditLoss)});
}

} // namespace howdah::ui
